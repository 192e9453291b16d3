package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"causerie/internal/base"
)

func TestWhatTheStoreStandsOnIsNamedWhenItFails(t *testing.T) {
	for code, want := range map[string]string{
		"53100": "storage_full",
		"25006": "storage_read_only",
		"53300": "unavailable", // too many connections
		"57P03": "unavailable", // starting up
		"57P01": "unavailable", // shutting down
		"08006": "unavailable", // connection failure
		"40001": "unavailable", // it lost against others each time
		"23505": "",            // unique violation
		"42601": "",            // syntax error
	} {
		err := fmt.Errorf("commit: %w", &pgconn.PgError{Code: code})
		if got := base.CodeOf(explain(err)); got != want {
			t.Errorf("PostgreSQL's %s is %q, want %q", code, got, want)
		}
		if !errors.Is(explain(err), err) {
			t.Errorf("%s: the cause is lost", code)
		}
	}
}

// lockError is how pgx refuses a connection that it has closed: before it uses it.
type lockError struct{}

func (lockError) Error() string     { return "conn closed" }
func (lockError) SafeToRetry() bool { return true }

func TestAConnectionThatIsClosedAlreadyIsLost(t *testing.T) {
	err := fmt.Errorf("begin: %w", lockError{})
	if !Lost(err) || base.CodeOf(explain(err)) != "unavailable" {
		t.Errorf("%v is explained as %v", err, explain(err))
	}
}

func TestAFullSQLiteSaysSoAndRecovers(t *testing.T) {
	ctx := t.Context()
	store, err := Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "small.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	write := func(statement string) error {
		return store.Write(ctx, func(tx *Tx) error {
			_, err := tx.Exec(ctx, statement)
			return err
		})
	}
	for _, statement := range []string{`CREATE TABLE things (thing TEXT)`, `INSERT INTO things VALUES ('kept')`} {
		if err := write(statement); err != nil {
			t.Fatal(err)
		}
	}
	limit := func(pages int) {
		if err := store.Write(ctx, func(tx *Tx) error {
			var now int
			return tx.Row(ctx, fmt.Sprintf(`PRAGMA max_page_count(%d)`, pages)).Scan(&now)
		}); err != nil {
			t.Fatal(err)
		}
	}
	limit(2)
	const big = `INSERT INTO things SELECT hex(randomblob(100000))`
	if err := write(big); base.CodeOf(err) != "storage_full" {
		t.Errorf("a full store: %v", err)
	}
	if base.CodeOf(store.Trouble()) != "storage_full" {
		t.Errorf("trouble: %v", store.Trouble())
	}
	limit(1_000_000)
	if err := write(big); err != nil {
		t.Errorf("with room again: %v", err)
	}
	store.Recovered()
	if store.Trouble() != nil {
		t.Errorf("trouble after it is over: %v", store.Trouble())
	}
	var n int
	if err := store.Read(context.Background(), func(tx *Tx) error { return tx.Row(ctx, `SELECT COUNT(*) FROM things`).Scan(&n) }); err != nil || n != 2 {
		t.Errorf("%d things, %v", n, err)
	}
}

func TestACommitOfSQLiteWaitsForTheDisk(t *testing.T) {
	ctx := t.Context()
	store, err := Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "durable.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	// FULL (2) syncs the write-ahead log at every commit; the default with a write-ahead log, NORMAL, only at checkpoints.
	var mode string
	var synchronous, erases int
	if err := store.Write(ctx, func(tx *Tx) error {
		return errors.Join(tx.Row(ctx, `PRAGMA journal_mode`).Scan(&mode), tx.Row(ctx, `PRAGMA synchronous`).Scan(&synchronous),
			tx.Row(ctx, `PRAGMA secure_delete`).Scan(&erases))
	}); err != nil {
		t.Fatal(err)
	}
	if mode != "wal" || synchronous != 2 || erases != 1 {
		t.Errorf("the writer has journal_mode %s, synchronous %d, secure_delete %d", mode, synchronous, erases)
	}
}

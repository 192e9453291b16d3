package db_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

func insertHandle(ctx context.Context, tx *db.Tx, handle string) error {
	_, err := tx.Exec(ctx, `INSERT INTO handles (handle, skeleton, account_id) VALUES ($1, $2, $3)`, handle, handle, base.NewID(time.Now()))
	return err
}

func countHandles(t *testing.T, store *db.DB) int {
	t.Helper()
	var n int
	err := store.Read(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT COUNT(*) FROM handles`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteCommitsOrUndoesAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx := t.Context()
		var published []string
		err := store.Write(ctx, func(tx *db.Tx) error {
			tx.AfterCommit(func() { published = append(published, "first") })
			return insertHandle(ctx, tx, "ada")
		})
		if err != nil {
			t.Fatal(err)
		}
		stop := errors.New("stop")
		err = store.Write(ctx, func(tx *db.Tx) error {
			tx.AfterCommit(func() { published = append(published, "never") })
			if err := insertHandle(ctx, tx, "bob"); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatalf("got %v, want the error of the function", err)
		}
		if n := countHandles(t, store); n != 1 {
			t.Errorf("%d rows, want the 1 that was committed", n)
		}
		if got := strings.Join(published, ","); got != "first" {
			t.Errorf("published %q, want only what was committed", got)
		}
	})
}

func TestUniqueViolationIsRecognised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx := t.Context()
		for i, want := range []bool{false, true} {
			err := store.Write(ctx, func(tx *db.Tx) error { return insertHandle(ctx, tx, "ada") })
			if db.IsUnique(err) != want {
				t.Errorf("insert %d: %v: IsUnique is %v, want %v", i, err, !want, want)
			}
		}
	})
}

func TestReadSeesOneSnapshotAndMayNotWrite(t *testing.T) {
	store := dbtest.Open(t, dbtest.Store(t, db.SQLite))
	ctx := t.Context()
	err := store.Read(ctx, func(tx *db.Tx) error {
		count := func() (n int) {
			if err := tx.Row(ctx, `SELECT COUNT(*) FROM handles`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := count()
		if err := store.Write(ctx, func(w *db.Tx) error { return insertHandle(ctx, w, "ada") }); err != nil {
			return err
		}
		if after := count(); after != before {
			t.Errorf("a read saw %d then %d rows: not one snapshot", before, after)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOneRowIsReadWithoutATransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx := t.Context()
		read := func() (skeleton string, err error) {
			err = store.ReadRow(ctx, `SELECT skeleton FROM handles WHERE handle = $1`, []any{"ada"}, &skeleton)
			return skeleton, err
		}
		if _, err := read(); !db.NoRows(err) {
			t.Errorf("no row: %v", err)
		}
		for range 2 * runtime.NumCPU() { // no connection stays with a statement that failed
			if err := store.ReadRow(ctx, `SELECT nothing FROM handles`, nil); err == nil {
				t.Error("a wrong statement is no error")
			}
		}
		if err := store.Write(ctx, func(tx *db.Tx) error { return insertHandle(ctx, tx, "ada") }); err != nil {
			t.Fatal(err)
		}
		if got, err := read(); got != "ada" || err != nil {
			t.Errorf("got %q, %v after the commit", got, err)
		}
		canceled, cancel := context.WithCancel(ctx)
		cancel()
		var n int
		if err := store.ReadRow(canceled, `SELECT 1`, nil, &n); !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled caller: %v", err)
		}
	})
}

func TestConcurrentWritesAllArrive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx := t.Context()
		if err := store.Write(ctx, func(tx *db.Tx) error { return insertHandle(ctx, tx, "counter") }); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				err := store.Write(ctx, func(tx *db.Tx) error {
					_, err := tx.Exec(ctx, `UPDATE handles SET skeleton = skeleton || 'x' WHERE handle = $1`, "counter")
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var skeleton string
		err := store.Read(ctx, func(tx *db.Tx) error {
			return tx.Row(ctx, `SELECT skeleton FROM handles WHERE handle = $1`, "counter").Scan(&skeleton)
		})
		if want := "counter" + strings.Repeat("x", 40); err != nil || skeleton != want {
			t.Errorf("got %q, %v; want %q", skeleton, err, want)
		}
	})
}

func TestMigrateTwiceChangesNothingAndNewerSchemaIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx := t.Context()
		if err := store.Migrate(ctx); err != nil {
			t.Fatalf("migrate again: %v", err)
		}
		err := store.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)`, 99999, true)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Migrate(ctx); err == nil || !strings.Contains(err.Error(), "newer version") {
			t.Errorf("a newer schema: got %v, want a refusal that says so", err)
		}
	})
}

func TestAddressIsCheckedAndReportedWithoutPassword(t *testing.T) {
	for _, address := range []string{"", "causerie.db", "mysql://x", "sqlite:", "sqlite::memory:"} {
		if _, err := db.Open(t.Context(), address, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%q was opened", address)
		}
	}
	for _, address := range []string{"postgres://u:secret@h/db", "postgres://u:secret%zz@h/db", "postgres://h/db?user=u&password=secret"} {
		if got := db.Redact(address); strings.Contains(got, "secret") || !strings.HasPrefix(got, "postgres://") {
			t.Errorf("%q shows as %q", address, got)
		}
	}
	if got := db.Redact("sqlite:a b?c.db"); got != "sqlite:a b?c.db" {
		t.Errorf("a path shows as %q", got)
	}
}

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	folder := t.TempDir() // which others may read
	store := dbtest.Open(t, "sqlite:"+filepath.Join(folder, "causerie.db"))
	if n := countHandles(t, store); n != 0 {
		t.Errorf("%d rows in a new store", n)
	}
	files, err := filepath.Glob(filepath.Join(folder, "causerie.db*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("files %v, error %v", files, err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, error %v", filepath.Base(file), info.Mode(), err)
		}
	}
}

func TestFolderNamesWithSpecialCharactersWork(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#d%20é", "causerie.db")
	store := dbtest.Open(t, "sqlite:"+path)
	if n := countHandles(t, store); n != 0 {
		t.Errorf("%d rows in a new store", n)
	}
}

func TestStampsGoOnWhereTheLastRunStopped(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		resume := func(at time.Time) {
			if err := store.ResumeStamps(t.Context(), at); err != nil {
				t.Fatal(err)
			}
		}
		resume(now)
		last := store.Stamp(now)
		if err := store.KeepStamps(t.Context()); err != nil {
			t.Fatal(err)
		}
		process, era := store.Process(), store.Era()

		resume(now.Add(-48 * time.Hour))
		if next := store.Stamp(now.Add(-48 * time.Hour)); next <= last || store.Era() != era || store.Process() == process {
			t.Errorf("two days back: the next stamp is %d after %d, the era %d after %d", next, last, store.Era(), era)
		}
		wrong := now.Add(-48*time.Hour - time.Millisecond)
		resume(wrong)
		if next := store.Stamp(wrong); next != wrong.UnixMilli() || store.Era() != era+1 {
			t.Errorf("further back: the next stamp is %d, want the clock's %d; the era is %d", next, wrong.UnixMilli(), store.Era())
		}
	})
}

func TestStampNeverGoesBack(t *testing.T) {
	store := dbtest.Open(t, dbtest.Store(t, db.SQLite))
	now := time.Now()
	first := store.Stamp(now)
	if again := store.Stamp(now.Add(-24 * time.Hour)); again < first {
		t.Errorf("stamp went from %d back to %d", first, again)
	}
}

func TestAClosedStoreRefuses(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			store, err := db.Open(t.Context(), dbtest.Address(t, dialect), slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			if err := store.Close(); err != nil {
				t.Fatal(err)
			}
			nothing := func(*db.Tx) error { return nil }
			if err := store.Write(t.Context(), nothing); err == nil {
				t.Error("a closed store was written to")
			}
			if err := store.Read(t.Context(), nothing); err == nil {
				t.Error("a closed store was read")
			}
		})
	}
}

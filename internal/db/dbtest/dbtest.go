// Package dbtest runs one test on every engine, each time on an empty, migrated store of its own.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Each runs test on SQLite and on PostgreSQL, as parallel subtests. CAUSERIE_TEST_POSTGRES is the address of a PostgreSQL
// server where databases may be created; without it that half is skipped, and says so.
func Each(t *testing.T, test func(*testing.T, *db.DB)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			test(t, Open(t, Address(t, dialect)))
		})
	}
}

// Address makes an empty database for the test and returns its address; it is dropped when the test ends.
func Address(t testing.TB, dialect db.Dialect) string {
	t.Helper()
	if dialect == db.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "causerie.db")
	}
	server := os.Getenv("CAUSERIE_TEST_POSTGRES")
	if server == "" {
		t.Skip("PostgreSQL is not tested: CAUSERIE_TEST_POSTGRES is not set (make test sets it)")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	id := base.NewID(time.Now())
	name := fmt.Sprintf("causerie_test_%x", id[:])
	if _, err := admin.Exec(`CREATE DATABASE ` + name); err != nil {
		t.Fatalf("create a test database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(`DROP DATABASE ` + name + ` WITH (FORCE)`); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
		admin.Close()
	})
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	address.Path = "/" + name
	return address.String()
}

// Open opens and migrates the store at address, and closes it when the test ends.
func Open(t testing.TB, address string) *db.DB {
	t.Helper()
	store, err := db.Open(context.Background(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	if err := store.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return store
}

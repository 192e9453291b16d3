// Package dbtest runs one test on every engine, each time on an empty, migrated store of its own.
package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
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
			test(t, Open(t, Store(t, dialect)))
		})
	}
}

// Address makes an empty database for the test and returns its address; it is dropped when the test ends.
func Address(t testing.TB, dialect db.Dialect) string {
	t.Helper()
	if dialect == db.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "causerie.db")
	}
	return create(t, "template1")
}

// Store makes an empty store of the newest schema for the test and returns its address; it is dropped when the test ends. It is a
// copy of one that was migrated once, which is quicker than to migrate each.
func Store(t testing.TB, dialect db.Dialect) string {
	t.Helper()
	if dialect == db.Postgres {
		name, err := postgresTemplate(server(t))
		if err != nil {
			t.Fatalf("make the template of stores: %v", err)
		}
		return create(t, name)
	}
	file, err := sqliteTemplate()
	if err != nil {
		t.Fatalf("make the template of stores: %v", err)
	}
	path := filepath.Join(t.TempDir(), "causerie.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// server is the address of the PostgreSQL server to test with.
func server(t testing.TB) string {
	t.Helper()
	address := os.Getenv("CAUSERIE_TEST_POSTGRES")
	if address == "" {
		t.Skip("PostgreSQL is not tested: CAUSERIE_TEST_POSTGRES is not set (make test sets it)")
	}
	return address
}

// create makes a database like another one and returns its address; it is dropped when the test ends.
func create(t testing.TB, template string) string {
	t.Helper()
	server := server(t)
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	id := base.NewID(time.Now())
	name := fmt.Sprintf("causerie_test_%x", id[:])
	if _, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE ` + template); err != nil {
		t.Fatalf("create a test database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(`DROP DATABASE ` + name + ` WITH (FORCE)`); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
		admin.Close()
	})
	return at(server, name)
}

// at is the address of a database of a server.
func at(server, name string) string {
	address, err := url.Parse(server)
	if err != nil {
		panic(err) // it was connected to
	}
	address.Path = "/" + name
	return address.String()
}

// sqliteTemplate is the file of a migrated store.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "causerie-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "causerie.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) // closed, it is all of the store
})

var postgresTemplates sync.Map // of a server's address: func() (string, error)

// postgresTemplate is the name of a migrated database of a server. It bears the mark of the migrations that made it and stays for
// other packages' tests and later runs.
func postgresTemplate(server string) (string, error) {
	make, _ := postgresTemplates.LoadOrStore(server, sync.OnceValues(func() (name string, err error) {
		ctx := context.Background()
		admin, err := sql.Open("pgx", server)
		if err != nil {
			return "", err
		}
		defer admin.Close()
		name = "causerie_template_" + db.SchemaMark()
		one, err := admin.Conn(ctx)
		if err != nil {
			return "", err
		}
		defer one.Close()
		// One process makes it, under a name by which no other finds it unfinished.
		if _, err := one.ExecContext(ctx, `SELECT pg_advisory_lock(hashtext($1))`, name); err != nil {
			return "", err
		}
		var there bool
		if err := one.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil || there {
			return name, err
		}
		unfinished := name + "_new"
		for _, statement := range []string{`DROP DATABASE IF EXISTS ` + unfinished + ` WITH (FORCE)`, `CREATE DATABASE ` + unfinished} {
			if _, err := one.ExecContext(ctx, statement); err != nil {
				return "", err
			}
		}
		if err := migrate(at(server, unfinished)); err != nil {
			return "", err
		}
		_, err = one.ExecContext(ctx, `ALTER DATABASE `+unfinished+` RENAME TO `+name)
		return name, err
	}))
	return make.(func() (string, error))()
}

// migrate makes a store of the newest schema.
func migrate(address string) error {
	ctx := context.Background()
	store, err := db.Open(ctx, address, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return errors.Join(store.Migrate(ctx), store.Close())
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

// EachToFill runs test on SQLite and on PostgreSQL, as Each does, on a store that is open to be filled; test closes it.
func EachToFill(t *testing.T, test func(t *testing.T, store *db.DB, address string)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			address := Address(t, dialect)
			store, err := db.OpenToFill(t.Context(), address, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			if err := store.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			test(t, store, address)
		})
	}
}

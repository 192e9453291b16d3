package db_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

func TestAFilledStoreIsLikeAnyOther(t *testing.T) {
	dbtest.EachToFill(t, func(t *testing.T, store *db.DB, address string) {
		ctx := t.Context()
		before := indexes(t, store)
		fill := func(rows int, end error) error {
			n := 0
			return store.Fill(ctx, func(bulk *db.Bulk) error {
				return bulk.WithoutIndexes(ctx, "message_words", func() error {
					err := bulk.Insert(ctx, "handles", []string{"handle", "skeleton", "account_id"}, func() ([]any, error) {
						if n++; n > rows {
							return nil, nil
						}
						id := base.NewID(time.Now())
						return []any{fmt.Sprint("h", n), fmt.Sprint("s", n), id[:]}, nil
					})
					return errors.Join(err, end)
				})
			})
		}
		if err := fill(3000, nil); err != nil {
			t.Fatal(err)
		}
		if after := indexes(t, store); after != before || before == "" {
			t.Errorf("the indexes are %s, and were %s", after, before)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		store = dbtest.Open(t, address)
		if err := store.Write(ctx, func(tx *db.Tx) error { return insertHandle(ctx, tx, "ada") }); err != nil {
			t.Fatal(err)
		}
		if n := countHandles(t, store); n != 3001 {
			t.Errorf("%d rows, want 3001", n)
		}
		if store.Dialect() == db.SQLite {
			var mode string
			if err := store.ReadRow(ctx, `PRAGMA journal_mode`, nil, &mode); err != nil || mode != "wal" {
				t.Errorf("the journal is %q, %v", mode, err)
			}
		}
	})
}

func TestWhatFailsToFillLeavesNothingOnPostgreSQL(t *testing.T) {
	store := dbtest.Open(t, dbtest.Store(t, db.Postgres))
	ctx, before, stop := t.Context(), indexes(t, store), errors.New("stop")
	err := store.Fill(ctx, func(bulk *db.Bulk) error {
		return bulk.WithoutIndexes(ctx, "message_words", func() error { return errors.Join(insertHandle(ctx, bulk.Tx, "ada"), stop) })
	})
	if !errors.Is(err, stop) {
		t.Errorf("got %v, want the error of the function", err)
	}
	if n, after := countHandles(t, store), indexes(t, store); n != 0 || after != before {
		t.Errorf("%d rows, indexes %s, which were %s", n, after, before)
	}
}

func indexes(t *testing.T, store *db.DB) (list string) {
	t.Helper()
	query := `SELECT name || ': ' || COALESCE(sql, '') FROM sqlite_schema WHERE type = 'index' ORDER BY 1`
	if store.Dialect() == db.Postgres {
		query = `SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1`
	}
	err := store.Read(t.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(t.Context(), query)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var line string
			err := scan(&line)
			list += line + "\n"
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

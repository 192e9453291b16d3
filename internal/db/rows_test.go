package db_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

func TestRowsAreInsertedUpdatedAndReadAsASet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		ctx := t.Context()
		const n = 7
		accounts, others, at := make([]base.ID, n), make([]base.ID, n), make([]int64, n)
		for i := range n {
			accounts[i], others[i], at[i] = base.NewID(time.Now()), base.NewID(time.Now()), int64(i)
		}
		err := store.Write(ctx, func(tx *db.Tx) error {
			err := tx.ExecRows(ctx, `INSERT INTO relations (account_id, other_id, mutes_at) SELECT $1, $2, $3 /*from rows*/`,
				db.Columns{accounts, others, at})
			if err != nil {
				return err
			}
			return tx.ExecRows(ctx, `UPDATE relations SET mutes_at = mutes_at + $3 /*from rows*/ WHERE account_id = $1 AND other_id = $2`,
				db.Columns{accounts[2:], others[2:], []int64{100, 100, 100, 100, 100}})
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		err = store.Read(ctx, func(tx *db.Tx) error {
			return tx.QueryRows(ctx, `SELECT mutes_at FROM /*rows*/ relations WHERE account_id = $1 AND other_id = $2`,
				db.Columns{accounts[1:], others[1:]}, func(scan func(...any) error) error {
					var at int64
					err := scan(&at)
					got = append(got, at)
					return err
				})
		})
		slices.Sort(got)
		if want := []int64{1, 102, 103, 104, 105, 106}; err != nil || !slices.Equal(got, want) {
			t.Errorf("got %v, %v; want %v", got, err, want)
		}
		for rows := 1; rows <= n; rows++ { // as many answers as rows, in one statement
			statements, sum := 0, int64(0)
			store.Watch(func(string, []any) { statements++ })
			err := store.Read(ctx, func(tx *db.Tx) error {
				return tx.QueryRows(ctx, `SELECT $1, (SELECT COUNT(*) FROM relations WHERE account_id = $1 AND mutes_at = $2) /*from rows*/`,
					db.Columns{accounts[:rows], at[:rows]}, func(scan func(...any) error) error {
						var id base.ID
						var count int64
						err := scan(&id, &count)
						if i := slices.Index(accounts[:rows], id); i < 0 {
							t.Errorf("an answer of %s, which was not asked for", id)
						}
						sum += 1 + 10*count
						return err
					})
			})
			store.Watch(nil)
			if want := int64(rows + 10*min(rows, 2)); err != nil || statements != 1 || sum != want { // the first two have not been changed
				t.Errorf("%d rows: %d, want %d, by %d statements, %v", rows, sum, want, statements, err)
			}
		}
		if err := store.Read(ctx, func(tx *db.Tx) error {
			return tx.QueryRows(ctx, `SELECT 1`, db.Columns{[]base.ID{}}, func(func(...any) error) error { return fmt.Errorf("called") })
		}); err != nil {
			t.Errorf("no rows: %v", err)
		}
	})
}

// PostgreSQL chooses between a plan made for the values of each call and one that is kept, by what it expects of both after five calls. To make one costs
// more than the rest of what these statements do.
func TestPostgresKeepsThePlanOfASingleRow(t *testing.T) {
	t.Parallel()
	store := dbtest.Open(t, dbtest.Store(t, db.Postgres))
	ctx := t.Context()
	err := store.Write(ctx, func(tx *db.Tx) error {
		for _, prepare := range []string{`INSERT INTO relations (account_id, other_id) SELECT decode(md5(i::text), 'hex'), decode(md5(i::text), 'hex') FROM generate_series(1, 5000) AS i`, `ANALYZE relations`} {
			if _, err := tx.Exec(ctx, prepare); err != nil {
				return err
			}
		}
		one, other := []base.ID{base.NewID(time.Now())}, []base.ID{base.NewID(time.Now())}
		for at := range int64(8) {
			columns := db.Columns{one, other, []int64{at}}
			if err := tx.ExecRows(ctx, `UPDATE relations SET mutes_at = $3 /*from rows*/ WHERE account_id = $1 AND other_id = $2`, columns); err != nil {
				return err
			}
			read := func(func(...any) error) error { return nil }
			if err := tx.QueryRows(ctx, `SELECT mutes_at FROM /*rows*/ relations WHERE account_id = $1 AND other_id = $2 AND mutes_at < $3`, columns, read); err != nil {
				return err
			}
		}
		var statements, kept int
		err := tx.Row(ctx, `SELECT COUNT(*), COUNT(*) FILTER (WHERE generic_plans = 3) FROM pg_prepared_statements WHERE statement LIKE '%mutes_at%'`).Scan(&statements, &kept)
		if statements != 3 || kept != 2 { // the third is the question itself
			t.Errorf("of %d statements, %d are run by a plan that is kept", statements, kept)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

package safety_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"causerie/internal/base"
	"causerie/internal/db"
)

// queued are as many cases as have to be quick to page through.
const queued = 10_000

// crowdedQueue puts cases about nobody into the queue, and takes them out again when the test ends.
func (w town) crowdedQueue() {
	w.Helper()
	ids, states, urgencies, times := make([]base.ID, queued), make([]string, queued), make([]int64, queued), make([]int64, queued)
	for i := range ids {
		ids[i], states[i], urgencies[i], times[i] = w.newID(), "open", int64(1+i%4), w.Clock.Now().UnixMilli()
	}
	const insert = `INSERT INTO cases (case_id, account_id, state, urgency, reason, reports, reporters, opened_at, changed_at) SELECT $1, $1, $2, $3, 'spam', 1, 1, $4, $4 /*from rows*/`
	write := func(do func(*db.Tx) error) {
		w.Helper()
		if err := w.App.DB.Write(w.Context(), do); err != nil {
			w.Fatal(err)
		}
	}
	write(func(tx *db.Tx) error {
		return tx.ExecRows(w.Context(), insert, db.Columns{ids, states, urgencies, times})
	})
	if w.App.DB.Dialect() == db.Postgres { // as it does by itself, sooner or later
		write(func(tx *db.Tx) error {
			_, err := tx.Exec(w.Context(), `ANALYZE cases`)
			return err
		})
	}
	w.clean(`DELETE FROM cases WHERE case_id = account_id`)
}

// TestAPageOfALongQueueReadsAPageOfIt holds what a page costs among 10,000 cases: each of its statements reads an index in its order, and none
// sorts or reads what it does not answer, but for the counts.
func TestAPageOfALongQueueReadsAPageOfIt(t *testing.T) {
	eachTown(t, func(w town) {
		w.crowdedQueue()
		statements := map[string][]any{}
		var mu sync.Mutex
		w.App.DB.Watch(func(query string, args []any) {
			mu.Lock()
			defer mu.Unlock()
			if strings.Contains(query, "FROM cases") {
				statements[query] = slices.Clone(args)
			}
		})
		q := w.queue(w.mona, "limit=50")
		w.queue(w.mona, "limit=50&cursor="+q.Next)
		w.queue(w.mona, "limit=50&severity=low")
		w.queue(w.mona, "limit=50&mine=true")
		w.queue(w.mona, "limit=50&state=closed&cursor="+q.Next)
		w.App.DB.Watch(nil)
		if len(q.Items) != 50 || q.Counts.Open != queued {
			t.Errorf("%d of %d", len(q.Items), q.Counts.Open)
		}
		if len(statements) != 6 {
			t.Errorf("%d statements", len(statements))
		}
		for query, args := range statements {
			for _, step := range w.plan(query, args) {
				if wrong.MatchString(step) {
					t.Errorf("%s\nin %s", step, query)
				}
			}
		}
	})
}

// wrong is a step of a plan that reads a whole table, or sorts.
var wrong = regexp.MustCompile(`^SCAN cases|TEMP B-TREE|Seq Scan|Sort`)

// plan is how a statement is carried out.
func (w town) plan(query string, args []any) (steps []string) {
	w.Helper()
	err := w.App.DB.Read(w.Context(), func(tx *db.Tx) error {
		how := "EXPLAIN QUERY PLAN "
		if tx.Dialect() == db.Postgres {
			how = "EXPLAIN "
			if _, err := tx.Exec(w.Context(), `SET LOCAL enable_seqscan = off`); err != nil {
				return err
			}
		}
		rows, err := tx.Query(w.Context(), how+query, args...)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var step string
			var into []any
			if tx.Dialect() == db.SQLite {
				into = []any{new(int), new(int), new(int)}
			}
			err := scan(append(into, &step)...)
			steps = append(steps, step)
			return err
		})
	})
	if err != nil {
		w.Fatal(fmt.Errorf("explain %s: %w", query, err))
	}
	return steps
}

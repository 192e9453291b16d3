// Package verify runs the checks that features make of their data, reports what does not hold, and mends what can be mended
// without a guess.
//
// A check looks at the store inside one transaction, in statements over sets or streams that never hold a whole table. What it
// reports are ids, positions and names, never what people wrote.
package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Check is one invariant of a feature's data.
type Check struct {
	Name  string // "log.dense": for machines, and the same in every version
	Holds string // what holds, as a sentence

	// Of is the table that is looked at, with a condition where that is only a part: what follows SELECT COUNT(*) FROM.
	Of string

	// Query answers a row for every violation; its columns are ids, numbers or names that tell where it is.
	Query string
	Args  []any
	// Find is there in the place of Query where a statement does not suffice. Without Of it counts what it looked at.
	Find func(ctx context.Context, tx *db.Tx, found *Finding) error

	// Repair mends what can be mended without a guess and tells how many rows it wrote; nil where nothing can.
	Repair func(ctx context.Context, tx *db.Tx) (int64, error)
	Mends  string // what Repair does: "lowers it to the head"
	Advice string // what a person can do about what is not mended

	Only db.Dialect // the engine that has what is checked; empty for both
}

// Finding collects the violations of one check.
type Finding struct {
	Looked int64
	Count  int64
	Where  []string
}

// keep bounds the violations that a report names; all are counted.
const keep = 100

// Add notes a violation at a place, told by pairs of a name and a value.
func (f *Finding) Add(place ...any) {
	f.Count++
	if len(f.Where) == keep {
		return
	}
	var b strings.Builder
	for i := 0; i+1 < len(place); i += 2 {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%v %v", place[i], place[i+1])
	}
	f.Where = append(f.Where, b.String())
}

// Result is what a check found.
type Result struct {
	Name       string   `json:"name"`
	Holds      string   `json:"holds"`
	Looked     int64    `json:"looked"`     // rows or files
	Violations int64    `json:"violations"` // rows or files
	Where      []string `json:"where,omitempty"`
	Repairable string   `json:"repairable,omitempty"` // what a repair does
	Advice     string   `json:"advice,omitempty"`
	Repaired   int64    `json:"repaired,omitempty"` // rows that a repair wrote
	Seconds    float64  `json:"seconds"`
}

// Results are in the order of the checks.
type Results []Result

// Clean tells that everything holds.
func (r Results) Clean() bool {
	return !slices.ContainsFunc(r, func(one Result) bool { return one.Violations > 0 })
}

// Lines are the violations, a line each.
func (r Results) Lines() []string {
	var lines []string
	for _, one := range r {
		for _, where := range one.Where {
			lines = append(lines, one.Name+": "+where)
		}
		if more := one.Violations - int64(len(one.Where)); more > 0 {
			lines = append(lines, fmt.Sprintf("%s: %d more", one.Name, more))
		}
	}
	return lines
}

// Run makes all checks in the transaction tx.
func Run(ctx context.Context, tx *db.Tx, checks []Check) (Results, error) {
	counts := map[string]int64{}
	results := make(Results, 0, len(checks))
	for _, c := range checks {
		if c.Only != "" && c.Only != tx.Dialect() {
			continue
		}
		began := time.Now()
		found, err := c.run(ctx, tx, counts)
		if err != nil {
			return results, fmt.Errorf("check %s: %w", c.Name, err)
		}
		one := Result{
			Name: c.Name, Holds: c.Holds, Looked: found.Looked, Violations: found.Count, Where: found.Where,
			Seconds: time.Since(began).Seconds(),
		}
		if found.Count > 0 {
			one.Repairable, one.Advice = c.Mends, c.Advice
		}
		results = append(results, one)
	}
	return results, nil
}

func (c Check) run(ctx context.Context, tx *db.Tx, counts map[string]int64) (*Finding, error) {
	found := &Finding{}
	if c.Of != "" {
		n, counted := counts[c.Of]
		if !counted {
			if err := tx.Row(ctx, `SELECT COUNT(*) FROM `+c.Of).Scan(&n); err != nil {
				return nil, err
			}
			counts[c.Of] = n
		}
		found.Looked = n
	}
	if c.Find != nil {
		return found, c.Find(ctx, tx, found)
	}
	rows, err := tx.Query(ctx, c.Query, c.Args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	place, values := make([]any, 2*len(columns)), make([]any, len(columns))
	for i := range values {
		values[i] = &place[2*i+1]
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return nil, err
		}
		for i, name := range columns {
			place[2*i], place[2*i+1] = strings.TrimSuffix(name, "_id"), readable(place[2*i+1])
		}
		found.Add(place...)
	}
	return found, rows.Err()
}

func readable(value any) any {
	raw, ok := value.([]byte)
	if !ok {
		return value
	}
	var id base.ID
	if id.Scan(raw) == nil {
		return id
	}
	return fmt.Sprintf("%x", raw)
}

// All makes all checks on store, in one snapshot of it.
func All(ctx context.Context, store *db.DB, checks []Check) (results Results, err error) {
	err = store.Read(ctx, func(tx *db.Tx) error {
		results, err = Run(ctx, tx, checks)
		return err
	})
	return results, err
}

// Repair mends what before found broken, one check after the other in a transaction each, and answers what the checks find
// then. Nobody else may write to the store.
func Repair(ctx context.Context, store *db.DB, checks []Check, before Results) (Results, error) {
	broken, written := map[string]bool{}, map[string]int64{}
	for _, one := range before {
		broken[one.Name] = one.Violations > 0
	}
	for _, c := range checks {
		if !broken[c.Name] || c.Repair == nil {
			continue
		}
		err := store.Write(ctx, func(tx *db.Tx) error {
			n, err := c.Repair(ctx, tx)
			written[c.Name] = n
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("repair %s: %w", c.Name, err)
		}
	}
	after, err := All(ctx, store, checks)
	for i, one := range after {
		after[i].Repaired = written[one.Name]
	}
	return after, err
}

// By is a repair that runs statements one after the other.
func By(statements ...string) func(context.Context, *db.Tx) (int64, error) {
	return func(ctx context.Context, tx *db.Tx) (int64, error) {
		var sum int64
		for _, statement := range statements {
			n, err := tx.Exec(ctx, statement)
			if err != nil {
				return sum, err
			}
			sum += n
		}
		return sum, nil
	}
}

// Times is a check that no time of these tables is before the first or far after now. columns are those of times by their
// table; keys are the columns that tell a row.
func Times(name string, now time.Time, tables []TimeTable) Check {
	latest := base.Millis(now.Add(absurd))
	var parts, all []string
	for _, t := range tables {
		all = append(all, "SELECT 1 FROM "+t.Table)
		var wrong []string
		for _, column := range t.Columns {
			wrong = append(wrong, column+" < 0 OR "+column+" > $1")
		}
		parts = append(parts, "SELECT '"+t.Table+"' AS at, "+t.Key+" FROM "+t.Table+" WHERE "+strings.Join(wrong, " OR "))
	}
	return Check{
		Name: name, Holds: "No time lies before 1970 or more than a year ahead.", Of: "(" + strings.Join(all, " UNION ALL ") + ") AS dated",
		Query: strings.Join(parts, " UNION ALL "), Args: []any{latest},
		Advice: "The machine's clock was far off when this was written. It does no harm but to the order in lists; set the clock.",
	}
}

// TimeTable is a table with times in it. Key is the column that tells whose row it is.
type TimeTable struct {
	Table, Key string
	Columns    []string
}

// absurd is how far ahead of the clock a time may lie: clocks are set back, and some expire later.
const absurd = 366 * 24 * time.Hour

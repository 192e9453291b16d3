package cost_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"causerie/internal/db"
)

// operation is what has to cost the same in both. run answers how many things it got.
type operation struct {
	name string
	run  func(g *gauge, s *scale) (int, error)
}

// TestNothingIsReadThatIsNotAsked looks at the plan of every statement of the operations that are asked for most: none reads a whole table
// or sorts one, and each has the same statements where there is much as where there is little, and they read no more rows.
func TestNothingIsReadThatIsNotAsked(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			g := newGauge(t, dialect)
			small, large := g.grow()
			for _, o := range slices.Concat(chatOperations, peopleOperations) {
				few, many := g.watched(o, small), g.watched(o, large)
				g.judge(o.name, few)
				g.judge(o.name, many)
				if len(few.statements) != len(many.statements) || few.got != many.got || few.read < many.read {
					t.Errorf("%s: %d results by %d statements that read %d rows in the small world, %d by %d that read %d in the large one%s", o.name,
						few.got, len(few.statements), few.read, many.got, len(many.statements), many.read, few.log+"\n"+many.log)
				}
				t.Logf("%-26s %3d results, %3d statements, %4d rows", o.name, many.got, len(many.statements), many.read)
			}
			g.judge("append a batch", g.watchedBatch())
			g.joinGroups(large, 12)
			suggested := g.watched(suggestions, large)
			g.judge(suggestions.name, suggested)
			if most := suggestionStatements[dialect]; len(suggested.statements) > most {
				t.Errorf("suggestions take %d statements, at most %d are allowed", len(suggested.statements), most)
			}
		})
	}
}

// statement is one that ran.
type statement struct {
	query string
	args  []any
}

// trail is what an operation did.
type trail struct {
	got        int
	statements []statement
	read       int    // rows that its queries read on PostgreSQL, and answered on SQLite
	log        string // of them
}

func (g *gauge) watched(o operation, s *scale) trail {
	g.t.Helper()
	g.indexed()
	var out trail
	out.statements = g.record(func() {
		var err error
		if out.got, err = o.run(g, s); err != nil {
			g.t.Fatalf("%s: %v", o.name, err)
		}
	})
	for _, st := range out.statements {
		n := 0
		if strings.HasPrefix(st.query, "SELECT") {
			n = g.rowsOf(st)
		}
		switch {
		case counting.MatchString(st.query):
			if n > mostCounted {
				g.t.Errorf("%s: %d rows are read to count\n%s", o.name, n, st.query)
			}
		case addressing.MatchString(st.query):
			if n > 2*manyTalks {
				g.t.Errorf("%s: %d rows are read to know who is in a conversation\n%s", o.name, n, st.query)
			}
		default:
			out.read += n
		}
		out.log += fmt.Sprintf("\n%6d rows by %s", n, strings.Join(strings.Fields(st.query), " "))
	}
	return out
}

func (g *gauge) watchedBatch() trail {
	return trail{statements: g.record(func() { g.batch() })}
}

// counting counts up to a limit, or among so many: it reads more where there is more, but never more than that.
var counting = regexp.MustCompile(`^SELECT[^?]*(COUNT\(\*\) FROM \(SELECT 1 FROM inbox [^)]* LIMIT [^)]*\) AS counted|FROM \(SELECT other_id FROM relations [^)]* LIMIT 200\) AS theirs)`)

// addressing reads who is in a conversation, whom its entries go to: each of them once, and of a direct one two.
var addressing = regexp.MustCompile(`(?s)^SELECT conversations\.conversation_id, kind, .*FROM .*conversations JOIN members `)

// mostCounted is what such a statement may read: for each of a page, 200 rows by an index, and as many by their keys.
const mostCounted = pageSize * 401

// unasked is what a server asks by itself, at any time: whether there is something to index on SQLite (search asks the first too), to send at its
// time, to tell of by mail, or to erase.
var unasked = regexp.MustCompile(`^\s*SELECT (indexed_to FROM message_index_state$|COUNT\(\*\), MAX\(row_id\) FROM \(SELECT row_id FROM message_words|(?s:.*) FROM scheduled WHERE problem = ''|account_id FROM digests WHERE due_at > 0|conversation_id, seq FROM entries WHERE expires_at > 0)`)

// record collects the statements of do.
func (g *gauge) record(do func()) []statement {
	var mu sync.Mutex
	var list []statement
	g.s.App.DB.Watch(func(query string, args []any) {
		if unasked.MatchString(query) {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		list = append(list, statement{query, slices.Clone(args)})
	})
	do()
	g.s.App.DB.Watch(nil)
	mu.Lock()
	defer mu.Unlock()
	return list
}

// judge finds what is wrong with the plans of statements.
func (g *gauge) judge(name string, done trail) {
	g.t.Helper()
	texts := map[string]statement{}
	for _, s := range done.statements {
		texts[s.query] = s
	}
	for _, query := range slices.Sorted(maps.Keys(texts)) {
		if !planned.MatchString(query) {
			continue
		}
		wrong := g.wrongOnSQLite
		if g.dialect == db.Postgres {
			wrong = g.wrongOnPostgres
		}
		for _, what := range wrong(texts[query]) {
			g.t.Errorf("%s: %s\n%s", name, what, query)
		}
	}
}

var planned = regexp.MustCompile(`^\s*(SELECT|UPDATE|DELETE|INSERT|WITH)`)

// harmless are whole readings of what has one row, of the list of what is asked for, of what an inner query found, and of the index of words.
var harmless = regexp.MustCompile(`^SCAN (\d+-ROW VALUES CLAUSE|CONSTANT ROW|given|counted|common|theirs|earlier|later|joined|companions|friends|\(subquery-\d+\)|message_index_state|message_index VIRTUAL TABLE INDEX .*)$`)

// wholeKey is a reading of all that someone or a conversation has, unless it ends with the first row that it finds.
var wholeKey = regexp.MustCompile(`^SEARCH (entries|edit|message_words|inbox|hidden_entries) USING [^(]*\((conversation_id|account_id)=\?\)$`)

// farRows are those of people who lie far apart: each is one more page to read.
var farRows = regexp.MustCompile(`^SEARCH relations USING INDEX relations_friends`)

func (g *gauge) wrongOnSQLite(s statement) (found []string) {
	g.t.Helper()
	err := g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(g.ctx, "EXPLAIN QUERY PLAN "+s.query, s.args...)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var id, parent, unused int
			var step string
			err := scan(&id, &parent, &unused, &step)
			if strings.HasPrefix(step, "SCAN") && !harmless.MatchString(step) || strings.HasPrefix(step, "USE TEMP B-TREE") || farRows.MatchString(step) || wholeKey.MatchString(step) && !strings.Contains(s.query, "ORDER BY seq DESC LIMIT 1") {
				found = append(found, step)
			}
			return err
		})
	})
	if err != nil {
		g.t.Fatalf("explain: %v\n%s", err, s.query)
	}
	return found
}

// node is a step of a plan of PostgreSQL.
type node struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Index    string  `json:"Index Name"`
	Cond     string  `json:"Index Cond"`
	Rows     float64 `json:"Actual Rows"`
	Filtered float64 `json:"Rows Removed by Filter"`
	Loops    float64 `json:"Actual Loops"`
	Plans    []node
}

func (n node) walk(each func(node)) {
	each(n)
	for _, inner := range n.Plans {
		inner.walk(each)
	}
}

func (g *gauge) wrongOnPostgres(s statement) (found []string) {
	g.explain("EXPLAIN (FORMAT JSON) ", s).walk(func(n node) {
		switch {
		case n.Type == "Seq Scan":
			found = append(found, "Seq Scan of "+n.Relation)
		case strings.Contains(n.Type, "Index") && n.Cond == "":
			found = append(found, fmt.Sprintf("%s of all of %s", n.Type, n.Index))
		}
	})
	return found
}

// explain answers the plan of a statement where an index is used if there is one, whatever the size of the tables.
func (g *gauge) explain(how string, s statement) node {
	g.t.Helper()
	var text []byte
	err := g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
		for _, way := range []string{"seqscan", "hashjoin", "mergejoin"} {
			if _, err := tx.Exec(g.ctx, `SET LOCAL enable_`+way+` = off`); err != nil {
				return err
			}
		}
		return tx.Row(g.ctx, how+s.query, s.args...).Scan(&text)
	})
	var plans []struct{ Plan node }
	if err == nil {
		err = json.Unmarshal(text, &plans)
	}
	if err != nil || len(plans) != 1 {
		g.t.Fatalf("explain: %v\n%s", err, s.query)
	}
	return plans[0].Plan
}

// rowsOf counts what a query reads on PostgreSQL; what it answers on SQLite, which does not tell more.
func (g *gauge) rowsOf(s statement) (n int) {
	g.t.Helper()
	if g.dialect == db.Postgres {
		g.explain("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, FORMAT JSON) ", s).walk(func(step node) {
			if strings.HasSuffix(step.Type, "Scan") && step.Relation != "" {
				n += int((step.Rows + step.Filtered) * step.Loops)
			}
		})
		return n
	}
	err := g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(g.ctx, s.query, s.args...)
		return db.Rows(rows, err, func(func(...any) error) error {
			n++
			return nil
		})
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return n
}

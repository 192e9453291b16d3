package db

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"causerie/internal/base"
)

// Columns are the arguments of a statement that runs for many rows: one slice for each parameter, all of the same length.
// A column is a []base.ID, []int64 or []string.
type Columns []any

// ExecRows runs query once for every row of columns. SQLite runs the text as it is, row by row. PostgreSQL does so where there is one row, and else runs it once for
// all: $1 stands for the first column of a set of rows, which takes the place of the mark /*from rows*/, as in
// UPDATE … SET … /*from rows*/ WHERE …, or INSERT … SELECT $1, $2 /*from rows*/.
func (tx *Tx) ExecRows(ctx context.Context, query string, columns Columns) error {
	n := columns.len()
	if n == 0 {
		return nil
	}
	args := make([]any, len(columns))
	switch {
	case tx.dialect == Postgres && n == 1:
		_, err := tx.exec(ctx, asOne(query, columns), columns.row(0, args)...)
		return err
	case tx.dialect == Postgres:
		_, err := tx.exec(ctx, asArrays(query, columns), columns.arrays()...)
		return err
	}
	for i := range n {
		if _, err := tx.exec(ctx, query, columns.row(i, args)...); err != nil {
			return err
		}
	}
	return nil
}

// QueryRows runs query for every row of columns and calls each for every row that it answers, in no order. On both engines, the mark
// /*rows*/ between FROM and a table joins that table to all rows at once, and /*from rows*/ stands for them where a query reads
// nothing else.
func (tx *Tx) QueryRows(ctx context.Context, query string, columns Columns, each func(scan func(...any) error) error) error {
	n := columns.len()
	if n == 0 {
		return nil
	}
	switch {
	case tx.dialect == Postgres && n == 1:
		query = asOne(query, columns)
	case tx.dialect == Postgres:
		rows, err := tx.query(ctx, asArrays(query, columns), columns.arrays()...)
		return Rows(rows, err, each)
	case n > 1:
		return tx.queryValues(ctx, query, n, columns, each)
	}
	rows, err := tx.query(ctx, query, columns.row(0, make([]any, len(columns)))...)
	return Rows(rows, err, each)
}

const (
	rowsMark     = "/*rows*/"
	fromRowsMark = "/*from rows*/"
)

// valuesSizes are how many rows a VALUES list may have: few, so that its statements stay prepared. A list is filled up
// with rows of NULL, which equal nothing.
var valuesSizes = []int{4, 16, 64}

func (tx *Tx) queryValues(ctx context.Context, query string, n int, columns Columns, each func(func(...any) error) error) error {
	largest := valuesSizes[len(valuesSizes)-1]
	for from := 0; from < n; from += largest {
		count := min(n-from, largest)
		size := largest
		for _, s := range valuesSizes {
			if s >= count {
				size = s
				break
			}
		}
		args := make([]any, size*len(columns))
		for i := range count {
			columns.row(from+i, args[i*len(columns):])
		}
		rows, err := tx.query(ctx, asValues(query, size, len(columns)), args...)
		if err := Rows(rows, err, each); err != nil {
			return err
		}
	}
	return nil
}

func (c Columns) len() int {
	switch first := c[0].(type) {
	case []base.ID:
		return len(first)
	case []int64:
		return len(first)
	case []string:
		return len(first)
	}
	panic(fmt.Sprintf("a column is a slice of ids, integers or texts, not %T", c[0]))
}

// kind is PostgreSQL's type of column k.
func (c Columns) kind(k int) string {
	switch c[k].(type) {
	case []int64:
		return "bigint"
	case []string:
		return "text"
	}
	return "bytea"
}

// row writes the arguments of row i into args.
func (c Columns) row(i int, args []any) []any {
	for k, column := range c {
		switch column := column.(type) {
		case []base.ID:
			args[k] = column[i][:]
		case []int64:
			args[k] = column[i]
		case []string:
			args[k] = column[i]
		}
	}
	return args
}

func (c Columns) arrays() []any {
	args := make([]any, len(c))
	for k, column := range c {
		args[k] = column
		if ids, ok := column.([]base.ID); ok {
			list := make([][]byte, len(ids))
			for i := range ids {
				list[i] = ids[i][:]
			}
			args[k] = list
		}
	}
	return args
}

var (
	parameter = regexp.MustCompile(`\$(\d+)`)
	setTexts  sync.Map // setText → the text that runs: the columns of one query always have the same types
)

type setText struct {
	query string
	size  int // of a VALUES list, 1 for PostgreSQL's single row, 0 for arrays
}

// asOne is query for a single row of PostgreSQL's, each parameter of its column's type. A plan that is kept expects ten elements of an array
// that it does not know, so that PostgreSQL never finds one cheaper than a plan made for an array of one, and plans anew each time; with this text it
// keeps its plan.
func asOne(query string, columns Columns) string {
	key := setText{query: query, size: 1}
	if text, ok := setTexts.Load(key); ok {
		return text.(string)
	}
	text := parameter.ReplaceAllStringFunc(query, func(name string) string {
		k, _ := strconv.Atoi(name[1:])
		return name + "::" + columns.kind(k-1)
	})
	setTexts.Store(key, text)
	return text
}

// asArrays is query over PostgreSQL arrays: $1::bytea[], $2::bigint[] unnested.
func asArrays(query string, columns Columns) string {
	key := setText{query: query}
	if text, ok := setTexts.Load(key); ok {
		return text.(string)
	}
	arrays, names := make([]string, len(columns)), make([]string, len(columns))
	for k := range columns {
		arrays[k] = fmt.Sprintf("$%d::%s[]", k+1, columns.kind(k))
		names[k] = fmt.Sprintf("c%d", k+1)
	}
	set := "unnest(" + strings.Join(arrays, ", ") + ") AS given(" + strings.Join(names, ", ") + ")"
	text := parameter.ReplaceAllString(query, "given.c$1")
	text = strings.ReplaceAll(text, fromRowsMark, "FROM "+set)
	text = strings.Replace(text, rowsMark, set+" CROSS JOIN", 1)
	setTexts.Store(key, text)
	return text
}

// asValues is query over a VALUES list, which SQLite walks in the outer loop because a CROSS JOIN keeps its order.
func asValues(query string, size, columns int) string {
	key := setText{query: query, size: size}
	if text, ok := setTexts.Load(key); ok {
		return text.(string)
	}
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + ")"
	list := "(VALUES " + strings.TrimSuffix(strings.Repeat(row+",", size), ",") + ") AS given"
	text := parameter.ReplaceAllString(query, "given.column$1")
	text = strings.Replace(text, rowsMark, list+" CROSS JOIN", 1)
	text = strings.Replace(text, fromRowsMark, "FROM "+list+" WHERE given.column1 IS NOT NULL", 1)
	setTexts.Store(key, text)
	return text
}

package db

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"causerie/internal/base"
)

// Columns are the arguments of a statement that runs for many rows: one slice for each parameter, all of the same length.
// A column is a []base.ID, []int64, []string or []bool.
type Columns []any

// ExecRows runs query once for every row of columns. Where SQLite runs the text as it is, row by row, PostgreSQL runs it once
// for all: there $1 stands for the first column of a set of rows, which takes the place of the mark /*from rows*/ (in
// UPDATE … SET … /*from rows*/ WHERE, and INSERT … SELECT $1, $2 /*from rows*/) or /*join rows*/ (after FROM table).
func (tx *Tx) ExecRows(ctx context.Context, query string, columns Columns) error {
	n := columns.len()
	if n == 0 {
		return nil
	}
	if tx.dialect == Postgres {
		_, err := tx.on.ExecContext(ctx, asSet(query, columns), columns.arrays()...)
		return err
	}
	args := make([]any, len(columns))
	for i := range n {
		if _, err := tx.on.ExecContext(ctx, query, columns.row(i, args)...); err != nil {
			return err
		}
	}
	return nil
}

// QueryRows runs query for every row of columns, as ExecRows does, and calls each for every row that it answers, in no order.
func (tx *Tx) QueryRows(ctx context.Context, query string, columns Columns, each func(scan func(...any) error) error) error {
	n := columns.len()
	if n == 0 {
		return nil
	}
	if tx.dialect == Postgres {
		rows, err := tx.on.QueryContext(ctx, asSet(query, columns), columns.arrays()...)
		return Rows(rows, err, each)
	}
	args := make([]any, len(columns))
	for i := range n {
		rows, err := tx.on.QueryContext(ctx, query, columns.row(i, args)...)
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
	case []bool:
		return len(first)
	}
	panic(fmt.Sprintf("a column is a slice of ids, integers, texts or booleans, not %T", c[0]))
}

func (c Columns) row(i int, args []any) []any {
	for k, column := range c {
		switch column := column.(type) {
		case []base.ID:
			args[k] = column[i][:]
		case []int64:
			args[k] = column[i]
		case []string:
			args[k] = column[i]
		case []bool:
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
	setTexts  sync.Map // query → its text for PostgreSQL: the columns of one text always have the same types
)

func asSet(query string, columns Columns) string {
	if text, ok := setTexts.Load(query); ok {
		return text.(string)
	}
	var arrays, names []string
	for k, column := range columns {
		var kind string
		switch column.(type) {
		case []base.ID:
			kind = "bytea"
		case []int64:
			kind = "bigint"
		case []string:
			kind = "text"
		case []bool:
			kind = "boolean"
		}
		arrays = append(arrays, fmt.Sprintf("$%d::%s[]", k+1, kind))
		names = append(names, fmt.Sprintf("c%d", k+1))
	}
	set := "unnest(" + strings.Join(arrays, ", ") + ") AS given(" + strings.Join(names, ", ") + ")"
	text := parameter.ReplaceAllString(query, "given.c$1")
	text = strings.ReplaceAll(text, "/*from rows*/", "FROM "+set)
	text = strings.ReplaceAll(text, "/*join rows*/", "CROSS JOIN "+set)
	setTexts.Store(query, text)
	return text
}

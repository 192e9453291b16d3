package backup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"causerie/internal/db"
)

// derived are the tables that are made from the others, and the one that says which schema they have.
var derived = []string{"goose_db_version", "message_words", "message_index_state"}

// Table is a table of a store.
type Table struct {
	Name    string
	Columns []string
	truths  []bool // the columns that hold true or false, for which SQLite answers numbers
}

// Tables are the tables of a store that are in a backup.
func Tables(ctx context.Context, tx *db.Tx) ([]Table, error) {
	query := `SELECT list.name, info.name, info.type = 'BOOLEAN' FROM pragma_table_list AS list JOIN pragma_table_info(list.name) AS info
		WHERE list.schema = 'main' AND list.type = 'table' AND list.name NOT LIKE 'sqlite%' ORDER BY list.name, info.cid`
	if tx.Dialect() == db.Postgres {
		query = `SELECT table_name, column_name, data_type = 'boolean' FROM information_schema.columns
			WHERE table_schema = current_schema() ORDER BY table_name COLLATE "C", ordinal_position`
	}
	var tables []Table
	rows, err := tx.Query(ctx, query)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var name, column string
		var truth bool
		if err := scan(&name, &column, &truth); err != nil || slices.Contains(derived, name) {
			return err
		}
		if len(tables) == 0 || tables[len(tables)-1].Name != name {
			tables = append(tables, Table{Name: name})
		}
		last := &tables[len(tables)-1]
		last.Columns, last.truths = append(last.Columns, column), append(last.truths, truth)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	return tables, nil
}

// WriteTables writes all tables as tx sees them, and answers how many rows each has.
func (b *Writer) WriteTables(ctx context.Context, tx *db.Tx) (map[string]int64, error) {
	tables, err := Tables(ctx, tx)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int64, len(tables))
	for _, t := range tables {
		if counts[t.Name], err = b.writeTable(ctx, tx, t); err != nil {
			return nil, fmt.Errorf("write the table %s: %w", t.Name, err)
		}
	}
	return counts, nil
}

func (b *Writer) writeTable(ctx context.Context, tx *db.Tx, t Table) (n int64, err error) {
	if err := b.Table(t.Name, t.Columns); err != nil {
		return 0, err
	}
	values, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	rows, err := tx.Query(ctx, `SELECT `+strings.Join(t.Columns, ", ")+` FROM `+t.Name)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if number, ok := v.(int64); ok && t.truths[i] {
				values[i] = number != 0
			}
		}
		n++
		return b.Row(values)
	})
	return n, err
}

// loader puts the tables of a backup into an empty store.
type loader struct {
	Files
	ctx     context.Context
	bulk    *db.Bulk
	columns map[string][]string
	loaded  map[string]int64
}

// Load reads the tables of a backup into bulk, which is a store of the schema that the header names, and hands files to files. It
// answers how many rows each table has.
func (b *Reader) Load(ctx context.Context, bulk *db.Bulk, files Files) (map[string]int64, error) {
	tables, err := Tables(ctx, bulk.Tx)
	if err != nil {
		return nil, err
	}
	l := &loader{Files: files, ctx: ctx, bulk: bulk, columns: map[string][]string{}, loaded: map[string]int64{}}
	for _, t := range tables {
		l.columns[t.Name] = t.Columns
	}
	if err := b.Read(l); err != nil {
		return nil, err
	}
	for _, t := range tables {
		if _, ok := l.loaded[t.Name]; !ok {
			return nil, fmt.Errorf("the backup lacks the table %s: %w", t.Name, errDamaged)
		}
	}
	return l.loaded, nil
}

func (l *loader) Table(name string, columns []string, next func() ([]any, error)) error {
	if _, twice := l.loaded[name]; twice {
		return errDamaged
	}
	known, there := l.columns[name]
	if !there || !sameNames(known, columns) {
		return fmt.Errorf("the backup has a table %s of another form than its schema says: %w", name, errDamaged)
	}
	l.loaded[name] = 0
	var broken error // PostgreSQL would answer its text alone
	err := l.bulk.Insert(l.ctx, name, columns, func() (row []any, err error) {
		if row, broken = next(); row != nil {
			l.loaded[name]++
		}
		return row, broken
	})
	if broken != nil {
		return broken
	}
	if err != nil {
		return fmt.Errorf("fill the table %s: %w", name, err)
	}
	return nil
}

func sameNames(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

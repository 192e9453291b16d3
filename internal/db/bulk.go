package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// OpenToFill is Open for a store that nobody uses until it is whole: a new SQLite file is written without a log, so that nothing can be
// undone in it, and is on disk once it is closed. When anything fails, the file is good for nothing.
func OpenToFill(ctx context.Context, address string, log *slog.Logger) (*DB, error) {
	return open(ctx, address, log, toFill)
}

// syncFile has the disk keep what was written to the file of a store.
func syncFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// Bulk is a transaction that fills whole tables.
type Bulk struct {
	*Tx
	conn *sql.Conn // PostgreSQL only
}

// Fill runs fn in one transaction that can fill tables, and commits it. It runs once.
func (d *DB) Fill(ctx context.Context, fn func(*Bulk) error) error {
	if d.dialect == SQLite {
		return d.once(ctx, false, func(tx *Tx) error { return fn(&Bulk{Tx: tx}) })
	}
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer conn.Close()
	inner, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = inner.Rollback() }() // does nothing after a commit
	if err := fn(&Bulk{&Tx{on: inner, dialect: Postgres}, conn}); err != nil {
		return err
	}
	if err := inner.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Insert adds the rows that next answers, until it answers nil, to a table. Names are those of the schema. Each row is used before the
// next one is asked for.
func (b *Bulk) Insert(ctx context.Context, table string, columns []string, next func() ([]any, error)) error {
	if b.dialect == Postgres {
		return b.conn.Raw(func(raw any) error {
			_, err := raw.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(next))
			return err
		})
	}
	query := `INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `) VALUES ` + In(len(columns), 1)
	for {
		row, err := next()
		if err != nil || row == nil {
			return err
		}
		if _, err := b.on.ExecContext(ctx, query, row...); err != nil {
			return err
		}
	}
}

// Words are words between spaces as a value for a column of the type TSVECTOR, to Insert on PostgreSQL.
func Words(text string) any {
	value := pgtype.TSVector{Valid: true}
	for word := range strings.FieldsSeq(text) {
		value.Lexemes = append(value.Lexemes, pgtype.TSVectorLexeme{Word: word})
	}
	return value
}

// WithoutIndexes has fill fill a table while PostgreSQL keeps no index of it but its keys, and has it make the indexes then: of all
// rows together it does so several times faster. SQLite would gain nothing.
func (b *Bulk) WithoutIndexes(ctx context.Context, table string, fill func() error) error {
	if b.dialect != Postgres {
		return fill()
	}
	var names, made []string
	rows, err := b.Query(ctx, `SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
		WHERE indrelid = $1::regclass AND NOT indisunique`, table)
	err = Rows(rows, err, func(scan func(...any) error) error {
		var name, how string
		err := scan(&name, &how)
		names, made = append(names, name), append(made, how)
		return err
	})
	if err != nil {
		return fmt.Errorf("list the indexes of %s: %w", table, err)
	}
	for _, name := range names {
		if _, err := b.Exec(ctx, `DROP INDEX `+name); err != nil {
			return fmt.Errorf("take the index %s away: %w", name, err)
		}
	}
	if err := fill(); err != nil {
		return err
	}
	if _, err := b.Exec(ctx, `SET LOCAL maintenance_work_mem = '256MB'`); err != nil {
		return err
	}
	for i, how := range made {
		if _, err := b.Exec(ctx, how); err != nil {
			return fmt.Errorf("make the index %s: %w", names[i], err)
		}
	}
	return nil
}

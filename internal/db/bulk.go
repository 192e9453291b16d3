package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

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

// Insert adds the rows that next answers, until it answers nil, to a table. Names are those of the schema.
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

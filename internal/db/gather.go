package db

import (
	"context"
	"database/sql"
	"encoding/hex"

	"causerie/internal/base"
)

// Gathered is an aggregate that answers all ids of a column as one text, which QueryGathered takes apart. A statement has one row for many ids
// then, and reading a row takes longer than finding an id does.
func (tx *Tx) Gathered(column string) string {
	if tx.dialect == Postgres {
		return `string_agg(encode(` + column + `, 'hex'), '')`
	}
	return `group_concat(hex(` + column + `), '')`
}

// QueryGathered calls each for every id in the rows of a query that answers what Gathered makes, in no order; NULL is none.
func (tx *Tx) QueryGathered(ctx context.Context, each func(base.ID), query string, args ...any) error {
	rows, err := tx.Query(ctx, query, args...)
	return Rows(rows, err, func(scan func(...any) error) error {
		var text sql.RawBytes
		if err := scan(&text); err != nil {
			return err
		}
		var id base.ID
		for ; len(text) >= 2*len(id); text = text[2*len(id):] {
			if _, err := hex.Decode(id[:], text[:2*len(id)]); err != nil {
				return err
			}
			each(id)
		}
		return nil
	})
}

package db

import (
	"context"
	"database/sql"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var statements = promauto.NewCounter(prometheus.CounterOpts{
	Name: "causerie_db_statements_total", Help: "Statements that ran in transactions, without what begins and ends them.",
})

// Watch has see told of every statement of the transactions that begin from now on, before it runs: tests count them and ask
// how they are planned. nil ends it.
func (d *DB) Watch(see func(query string, args []any)) {
	if see == nil {
		d.watch.Store(nil)
		return
	}
	d.watch.Store(&see)
}

func (tx *Tx) note(query string, args []any) {
	statements.Inc()
	if tx.watch != nil {
		(*tx.watch)(query, args)
	}
}

func (tx *Tx) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	tx.note(query, args)
	return tx.on.ExecContext(ctx, query, args...)
}

func (tx *Tx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	tx.note(query, args)
	return tx.on.QueryContext(ctx, query, args...)
}

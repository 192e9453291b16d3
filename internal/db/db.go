// Package db opens the store, SQLite or PostgreSQL, and runs transactions in it.
//
// Both engines get the same SQL: parameters are $1, $2, …, ids are 16 bytes, times are Unix milliseconds, and nothing
// relies on sequences, now(), triggers or, in what writes, an isolation level above the default. What must differ asks Tx.Dialect.
package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"causerie/internal/base"
	"causerie/internal/trace"
)

// Dialect is the engine behind a DB.
type Dialect string

const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open store. On SQLite all writes go through one connection, in turn, beside a pool for reading.
type DB struct {
	dialect Dialect
	log     *slog.Logger
	pool    *sql.DB    // what migrations run on; on PostgreSQL everything does
	reader  sqlitePool // SQLite only
	writer  sqlitePool // SQLite only: one connection
	path    string     // SQLite only
	use     use

	checkpoints *checkpointer // SQLite only

	doubt   func()                // see OnDoubt
	trouble atomic.Pointer[error] // see Trouble
	watch   atomic.Pointer[func(query string, args []any)]

	stamps stamps
}

// Open opens the store at address: "sqlite:PATH" or "postgres://…". It does not create tables: see Migrate.
func Open(ctx context.Context, address string, log *slog.Logger) (*DB, error) {
	return open(ctx, address, log, toServe)
}

// OpenToLook opens a store that is there and has this program's schema. It makes nothing and changes nothing, and stands beside
// a server that runs.
func OpenToLook(ctx context.Context, address string, log *slog.Logger) (*DB, error) {
	return openExisting(ctx, address, log, toLook)
}

// OpenToMend is OpenToLook for one who also writes.
func OpenToMend(ctx context.Context, address string, log *slog.Logger) (*DB, error) {
	return openExisting(ctx, address, log, toMend)
}

// use is what a store is opened for.
type use int

const (
	toServe use = iota
	toLook
	toMend
	toFill
)

func openExisting(ctx context.Context, address string, log *slog.Logger, use use) (*DB, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("there is no store to open: %w", err)
		}
	}
	d, err := open(ctx, address, log, use)
	if err != nil {
		return nil, err
	}
	if err := d.checkSchema(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", Redact(address), err), d.Close())
	}
	return d, nil
}

func open(ctx context.Context, address string, log *slog.Logger, use use) (*DB, error) {
	d := &DB{log: log, use: use}
	var err error
	switch {
	case strings.HasPrefix(address, "sqlite:"):
		err = d.openSQLite(strings.TrimPrefix(address, "sqlite:"))
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		err = d.openPostgres(address)
	default:
		return nil, fmt.Errorf("the database address must start with sqlite: or postgres://")
	}
	if err != nil {
		return nil, err
	}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database %s: %w", Redact(address), err), d.Close())
	}
	return d, nil
}

// PoolSize is how many connections to PostgreSQL a server has at most.
const PoolSize = 32

func (d *DB) openPostgres(address string) error {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return fmt.Errorf("read the database address: %w", err)
	}
	pool.SetMaxOpenConns(PoolSize)
	pool.SetMaxIdleConns(PoolSize)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	d.dialect, d.pool = Postgres, pool
	return nil
}

// Redact is address without its password, for logs.
func Redact(address string) string {
	engine, _, isURL := strings.Cut(address, "://")
	if !isURL {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return engine + "://…" // where the password stands cannot be told
	}
	if query := u.Query(); query.Has("password") {
		query.Set("password", "xxxxx")
		u.RawQuery = query.Encode()
	}
	return u.Redacted()
}

func (d *DB) Dialect() Dialect { return d.dialect }

// Ping tells whether the store answers.
func (d *DB) Ping(ctx context.Context) error {
	return d.Read(ctx, func(tx *Tx) error {
		var one int
		return tx.Row(ctx, `SELECT 1`).Scan(&one)
	})
}

func (d *DB) Close() error {
	d.checkpoints.close()
	err := errors.Join(d.reader.close(), d.writer.close(), d.pool.Close())
	if d.use == toFill && d.dialect == SQLite {
		err = errors.Join(err, syncFile(d.path))
	}
	return err
}

// OnDoubt sets what is called when a connection was lost in the middle of a commit: what was written may be there, and AfterCommit
// will not run. It is set before the first write and must not wait.
func (d *DB) OnDoubt(tell func()) { d.doubt = tell }

// Trouble is why a write could not be stored, nil when none failed since Recovered: an error of kind Unavailable.
func (d *DB) Trouble() error {
	if err := d.trouble.Load(); err != nil {
		return *err
	}
	return nil
}

// Recovered forgets the trouble. Who calls it has seen that the store takes writes again.
func (d *DB) Recovered() { d.trouble.Store(nil) }

// attempts bounds how often a transaction that lost against another is tried again.
const attempts = 8

// Write runs fn in a transaction and commits it. fn may run several times: when the engine asks for a retry
// (serialization failure, deadlock, busy), all that it did is undone and it starts anew.
// What fn gave to AfterCommit runs after the commit, and only then. A failure of what the store stands on is an error of kind
// Unavailable: what was asked may be asked again.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	began := time.Now()
	ctx, span := trace.Child(ctx, "write transaction")
	defer func() {
		writeSeconds.Observe(time.Since(began).Seconds())
		span.End()
	}()
	for attempt := 1; ; attempt++ {
		err := d.once(ctx, false, fn)
		if err == nil || attempt == attempts || !retryable(err) {
			err = explain(err)
			if base.KindOf(err) == base.KindUnavailable {
				d.trouble.Store(&err)
			}
			return err
		}
		retries.Inc()
		pause := time.Duration(attempt) * time.Duration(1+rand.IntN(10)) * time.Millisecond
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// Read runs fn in a read-only transaction, which sees the store as it was at one moment.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	began := time.Now()
	ctx, span := trace.Child(ctx, "read transaction")
	err := d.once(ctx, true, fn)
	readSeconds.Observe(time.Since(began).Seconds())
	span.End()
	return explain(err)
}

// ReadRow reads one row by one statement, which sees the store as it was at one moment. It is a Read without what begins and ends
// a transaction: on PostgreSQL one exchange instead of three. See NoRows.
func (d *DB) ReadRow(ctx context.Context, query string, args []any, into ...any) error {
	began := time.Now()
	ctx, span := trace.Child(ctx, "read")
	defer func() {
		readSeconds.Observe(time.Since(began).Seconds())
		span.End()
	}()
	if d.dialect == SQLite {
		return explain(d.reader.row(ctx, Tx{dialect: SQLite, watch: d.watch.Load()}, query, args, into))
	}
	tx := Tx{on: d.pool, dialect: Postgres, watch: d.watch.Load()}
	err := tx.Row(ctx, query, args...).Scan(into...)
	for tries := 0; Lost(err) && tries < PoolSize && ctx.Err() == nil; tries++ { // as in begin
		err = d.pool.QueryRowContext(ctx, query, args...).Scan(into...)
	}
	return explain(err)
}

func (d *DB) once(ctx context.Context, readOnly bool, fn func(*Tx) error) error {
	asked := time.Now()
	tx, commit, rollback, err := d.begin(ctx, readOnly)
	waitSeconds.Add(time.Since(asked).Seconds())
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer rollback() // does nothing after a commit
	tx.watch = d.watch.Load()
	if err := fn(tx); err != nil {
		return err
	}
	if err := commit(); err != nil {
		if Lost(err) && d.doubt != nil {
			d.doubt()
		}
		return fmt.Errorf("commit: %w", err)
	}
	for _, run := range tx.after {
		run()
	}
	return nil
}

func (d *DB) begin(ctx context.Context, readOnly bool) (tx *Tx, commit func() error, rollback func(), err error) {
	if d.dialect == SQLite {
		if readOnly {
			return d.reader.begin(ctx)
		}
		if d.checkpoints != nil {
			d.checkpoints.wrote.Store(true)
		}
		return d.writer.begin(ctx)
	}
	options := &sql.TxOptions{ReadOnly: readOnly}
	if readOnly {
		options.Isolation = sql.LevelRepeatableRead // what several statements read is of one moment, as on SQLite
	}
	inner, err := d.pool.BeginTx(ctx, options)
	// After a restart of the server every idle connection is dead, and is found so one by one.
	for tries := 0; Lost(err) && tries < PoolSize && ctx.Err() == nil; tries++ {
		inner, err = d.pool.BeginTx(ctx, options)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	return &Tx{on: inner, dialect: Postgres}, inner.Commit, func() { _ = inner.Rollback() }, nil
}

// Tx is a transaction under way. It is used by one goroutine.
type Tx struct {
	on      runner
	dialect Dialect
	after   []func()
	watch   *func(query string, args []any)
}

// runner is PostgreSQL's pool, a transaction on it, or a SQLite connection with its prepared statements.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (tx *Tx) Dialect() Dialect { return tx.dialect }

// AfterCommit has run called once the transaction is committed, in the order of the calls.
func (tx *Tx) AfterCommit(run func()) { tx.after = append(tx.after, run) }

// Exec runs a statement and tells how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := tx.exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return tx.query(ctx, query, args...)
}

func (tx *Tx) Row(ctx context.Context, query string, args ...any) *sql.Row {
	tx.note(query, args)
	return tx.on.QueryRowContext(ctx, query, args...)
}

// Rows calls each for every row of a query, and closes it.
func Rows(rows *sql.Rows, err error, each func(scan func(...any) error) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// NoRows tells that a single row was asked for and there is none.
func NoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// IsUnique tells that err is the violation of a primary key or unique constraint.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	return sqliteUnique(err)
}

// Lost tells that err is the end of a connection to PostgreSQL that stood. What ran on it may be committed or not.
func Lost(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return strings.HasPrefix(pg.Code, "08") || pg.Code == "57P01" || pg.Code == "57P02"
	}
	var refused *pgconn.ConnectError // there was none yet
	var network net.Error
	return !errors.As(err, &refused) &&
		(errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network) && !network.Timeout())
}

func retryable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	return sqliteBusy(err)
}

// In is the list of n parameters from $start: "($3,$4,$5)".
func In(n, start int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", start+i)
	}
	b.WriteByte(')')
	return b.String()
}

// Values is a list of rows rows of columns parameters each, from $start: "($1,$2),($3,$4)".
func Values(rows, columns, start int) string {
	var b strings.Builder
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(In(columns, start+i*columns))
	}
	return b.String()
}

// Args is list as arguments.
func Args[T any](list []T) []any {
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = v
	}
	return args
}

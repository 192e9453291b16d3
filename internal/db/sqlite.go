package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens the file at path with one writer and a pool of readers. Commits are on disk when they return
// (synchronous=FULL); what is erased is overwritten (secure_delete).
func (d *DB) openSQLite(path string) error {
	if path == "" || path == ":memory:" {
		return errors.New("the database address sqlite: needs the path of a file behind it")
	}
	settings := url.Values{"_pragma": {
		"busy_timeout(5000)", "foreign_keys(ON)", "secure_delete(ON)",
		"temp_store(MEMORY)", "cache_size(-65536)", "mmap_size(268435456)",
		"wal_autocheckpoint(16000)", // pages; it comes to that only while the checkpointer is held up
	}}
	safety := "synchronous(FULL)"
	switch d.use {
	case toLook:
		settings.Set("mode", "ro")
	case toMend:
		settings.Set("mode", "rw")
	case toServe, toFill:
		if err := makeFile(path); err != nil {
			return err
		}
		journal := "journal_mode(WAL)"
		if d.use == toFill {
			safety, journal = "synchronous(OFF)", "journal_mode(OFF)"
		}
		settings.Add("_pragma", journal)
	}
	settings.Add("_pragma", safety)
	// A file: address takes the path percent-encoded, so that "?" or "#" in a folder's name stay part of it.
	address := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings.Encode()
	pool, err := sql.Open("sqlite", address)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	d.dialect, d.pool, d.path = SQLite, pool, path
	d.writer = newSQLitePool(pool, 1, "BEGIN IMMEDIATE")
	d.reader = newSQLitePool(pool, max(4, runtime.NumCPU()), "BEGIN")
	if d.use == toServe || d.use == toMend {
		d.startCheckpoints()
	}
	return nil
}

// makeFile makes an empty file for the database where there is none, for its owner alone: the folder may be one that others
// read, and the files that SQLite puts beside this one take over its permissions.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the database: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	return nil
}

// sqlitePool is a fixed number of connections, each with its prepared statements. database/sql would prepare a statement
// anew for every transaction.
type sqlitePool struct {
	pool *sql.DB
	idle chan *sqliteConn // a nil connection is opened when it is first taken
	open string           // the statement that begins a transaction
}

func newSQLitePool(pool *sql.DB, size int, open string) sqlitePool {
	p := sqlitePool{pool: pool, idle: make(chan *sqliteConn, size), open: open}
	for range size {
		p.idle <- nil
	}
	return p
}

// close waits for the transactions under way, and refuses those that come later.
func (p *sqlitePool) close() error {
	if p.idle == nil { // not SQLite
		return nil
	}
	var errs []error
	for range cap(p.idle) {
		if c := <-p.idle; c != nil {
			errs = append(errs, c.close())
		}
	}
	close(p.idle)
	return errors.Join(errs...)
}

// take waits for a connection, which goes back by p.idle.
func (p *sqlitePool) take(ctx context.Context) (*sqliteConn, error) {
	var c *sqliteConn
	var open bool
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case c, open = <-p.idle:
	}
	if !open {
		return nil, sql.ErrConnDone
	}
	if c == nil {
		inner, err := p.pool.Conn(ctx)
		if err != nil {
			p.idle <- nil
			return nil, err
		}
		c = &sqliteConn{Conn: inner, prepared: map[string]*sql.Stmt{}}
	}
	return c, nil
}

// row reads one row, in the transaction that a statement by itself is.
func (p *sqlitePool) row(ctx context.Context, tx Tx, query string, args, into []any) error {
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	tx.on = c
	err = tx.Row(ctx, query, args...).Scan(into...)
	if err != nil && !NoRows(err) {
		c.discard()
		c = nil
	}
	p.idle <- c
	return err
}

func (p *sqlitePool) begin(ctx context.Context) (tx *Tx, commit func() error, rollback func(), err error) {
	c, err := p.take(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	ended := false
	end := func(statement string) error {
		if ended {
			return nil
		}
		ended = true
		// A transaction ends whatever became of the caller: a connection that cannot is given up.
		_, err := c.ExecContext(context.WithoutCancel(ctx), statement)
		if err != nil && statement == "COMMIT" {
			_, undo := c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			err = errors.Join(err, undo)
		}
		if err != nil {
			c.discard()
			c = nil
		}
		p.idle <- c
		return err
	}
	if _, err := c.ExecContext(ctx, p.open); err != nil {
		c.discard() // who goes away while it begins may have begun it
		p.idle <- nil
		return nil, nil, nil, err
	}
	return &Tx{on: c, dialect: SQLite}, func() error { return end("COMMIT") }, func() { _ = end("ROLLBACK") }, nil
}

type sqliteConn struct {
	*sql.Conn
	prepared map[string]*sql.Stmt
}

// maxPrepared bounds the statements of a connection. Past it new texts run unprepared: those that matter are few and
// come first.
const maxPrepared = 512

// limit is a bound LIMIT. SQLite looks at its value when it plans, and so plans anew with every value that is bound; it does not
// look into a sum.
var limit = regexp.MustCompile(`LIMIT (\$\d+)`)

func (c *sqliteConn) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := c.prepared[query]; stmt != nil || len(c.prepared) >= maxPrepared {
		return stmt, nil
	}
	stmt, err := c.PrepareContext(ctx, limit.ReplaceAllString(query, "LIMIT 0 + $1"))
	if err != nil {
		return nil, err
	}
	c.prepared[query] = stmt
	return stmt, nil
}

func (c *sqliteConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := c.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return c.Conn.ExecContext(ctx, query, args...)
	}
	return stmt.ExecContext(ctx, args...)
}

func (c *sqliteConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := c.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return c.Conn.QueryContext(ctx, query, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

func (c *sqliteConn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	// A text that cannot be prepared fails again, and tells why, in the query itself.
	if stmt, err := c.stmt(ctx, query); err == nil && stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return c.Conn.QueryRowContext(ctx, query, args...)
}

func (c *sqliteConn) close() error {
	errs := make([]error, 0, len(c.prepared)+1)
	for _, stmt := range c.prepared {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.Conn.Close())...)
}

// discard ends a connection for good. Closed alone, database/sql would hand it to who comes next, with the transaction that it may be in.
func (c *sqliteConn) discard() {
	for _, stmt := range c.prepared {
		_ = stmt.Close()
	}
	_ = c.Raw(func(any) error { return driver.ErrBadConn })
}

func sqliteUnique(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) &&
		(e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

func sqliteBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

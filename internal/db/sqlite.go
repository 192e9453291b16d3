package db

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens the file at path with one writer and a pool of readers. Commits are on disk when they return
// (synchronous=FULL); what is erased is overwritten (secure_delete).
func (d *DB) openSQLite(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the database: %w", err)
	}
	pragmas := url.Values{"_pragma": {
		"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(5000)", "foreign_keys(ON)", "secure_delete(ON)",
		"temp_store(MEMORY)", "cache_size(-65536)", "mmap_size(268435456)",
	}}
	writer := url.Values{"_pragma": pragmas["_pragma"], "_txlock": {"immediate"}}
	// A file: address takes the path percent-encoded, so that "?" or "#" in a folder's name stay part of it.
	file := "file:" + (&url.URL{Path: path}).EscapedPath()
	writes, err := sql.Open("sqlite", file+"?"+writer.Encode())
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	writes.SetMaxOpenConns(1)
	reads, err := sql.Open("sqlite", file+"?"+pragmas.Encode())
	if err != nil {
		return errors.Join(fmt.Errorf("open %s: %w", path, err), writes.Close())
	}
	readers := max(4, runtime.NumCPU())
	reads.SetMaxOpenConns(readers)
	reads.SetMaxIdleConns(readers)
	d.dialect, d.reads, d.writes = SQLite, reads, writes
	// The writer comes first: it creates the file and sets its journal mode.
	if err := writes.Ping(); err != nil {
		return errors.Join(fmt.Errorf("open the database file %s: %w", path, err), d.Close())
	}
	return nil
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

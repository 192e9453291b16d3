package db

import (
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"causerie/internal/base"
)

// explain turns an error that is no failure of what was asked, but of what the store stands on, into one that says so: the
// connection to the database, room on its disk, permission to write. Any other error stays as it is.
func explain(err error) error {
	switch {
	case err == nil || base.KindOf(err) == base.KindUnavailable:
		return err
	case full(err):
		return base.StorageFull(err)
	case readOnly(err):
		return base.StorageReadOnly(err)
	case away(err):
		return &base.Error{Kind: base.KindUnavailable, Code: "unavailable", Cause: err,
			Message: "The server cannot reach its database at the moment. Try again in a moment."}
	}
	return err
}

func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func postgresCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func full(err error) bool {
	return sqliteCode(err) == sqlite3.SQLITE_FULL || postgresCode(err) == "53100" || base.IsFull(err)
}

func readOnly(err error) bool {
	code := sqliteCode(err)
	return code == sqlite3.SQLITE_READONLY || code == sqlite3.SQLITE_PERM || postgresCode(err) == "25006"
}

// away tells that the database cannot be reached or cannot work for now: it starts, stops, recovers, has too many connections, or
// its files cannot be opened or read.
func away(err error) bool {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_BUSY:
		return true
	}
	code := postgresCode(err)
	for _, class := range []string{"08", "53", "57P", "58", "40"} {
		if strings.HasPrefix(code, class) {
			return true
		}
	}
	var refused *pgconn.ConnectError
	var network net.Error
	return Lost(err) || errors.As(err, &refused) || errors.As(err, &network)
}

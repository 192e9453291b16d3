package doctor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"causerie/internal/db"
	"causerie/internal/safety"
)

// database connects to the store as the server would, without making or migrating anything.
func database(ctx context.Context, p Patient) []Finding {
	const check = "database"
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	address := p.Config.DatabaseAddress()
	if path, embedded := strings.CutPrefix(address, "sqlite:"); embedded {
		return sqlite(ctx, path)
	}
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return []Finding{failed(check, "the address cannot be read", "write --database postgres://USER:PASSWORD@HOST/NAME")}
	}
	defer pool.Close()
	if err := pool.PingContext(ctx); err != nil {
		return []Finding{failed(check, db.Redact(address)+" does not answer: "+reason(err), "see that it runs, that this machine may connect, and that name and password are right")}
	}
	found, err := postgres(ctx, pool)
	if err != nil {
		found = append(found, failed(check, "a question could not be answered: "+reason(err), "look into PostgreSQL's own log"))
	}
	return found
}

func sqlite(ctx context.Context, path string) []Finding {
	const check = "database"
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return []Finding{ok(check, "%s is not there yet; the first start makes it", path)}
	}
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=rw&_pragma=busy_timeout(2000)")
	if err != nil {
		return []Finding{failed(check, reason(err), "see --database")}
	}
	defer pool.Close()
	var found []Finding
	// This begins a write and takes it back, so that what would fail at the first message fails here.
	_, err = pool.ExecContext(ctx, `BEGIN IMMEDIATE; ROLLBACK`)
	if err != nil {
		return append(found, failed(check, path+" cannot be written to: "+cause(err),
			"see who owns it and the files beside it; if it is no database, restore a backup"))
	}
	var n int
	if err := pool.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_schema WHERE name = 'goose_db_version'`).Scan(&n); err != nil {
		return append(found, failed(check, path+" cannot be read: "+cause(err), "causerie verify tells more; if it is damaged, restore a backup"))
	}
	return append(append(found, ok(check, "%s can be written to", path)), tables(ctx, pool, n > 0)...)
}

// tables looks at the schema, and at what is in a store that has this program's own.
func tables(ctx context.Context, pool *sql.DB, there bool) []Finding {
	found, current := schema(ctx, pool, there)
	if current {
		return []Finding{found, staff(ctx, pool)}
	}
	return []Finding{found}
}

// staff looks at who handles reports.
func staff(ctx context.Context, pool *sql.DB) Finding {
	var people, admins, moderators int
	const query = `SELECT COUNT(*), COUNT(CASE role WHEN 'admin' THEN 1 END), COUNT(CASE role WHEN 'moderator' THEN 1 END) FROM accounts`
	if err := pool.QueryRowContext(ctx, query).Scan(&people, &admins, &moderators); err != nil {
		return failed("staff", "who handles reports cannot be read: "+reason(err), "see that this is Causerie's database")
	}
	return judgeStaff(people, admins, moderators)
}

func judgeStaff(people, admins, moderators int) Finding {
	const check = "staff"
	if people == 0 {
		return ok(check, "nobody has signed up yet")
	}
	if lack, do := safety.StaffLack(admins, moderators); lack != "" {
		return warning(check, lack, do)
	}
	return ok(check, "admins: %d, moderators: %d", admins, moderators)
}

// schema compares the schema of the store with those that this program knows, and tells whether it is its own.
func schema(ctx context.Context, pool *sql.DB, there bool) (found Finding, current bool) {
	const check = "schema"
	if !there {
		return ok(check, "the database is empty; the first start makes its tables"), false
	}
	var version int64
	if err := pool.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&version); err != nil {
		return failed(check, "its version cannot be read: "+reason(err), "see that this is Causerie's database"), false
	}
	switch newest := db.Newest(); {
	case version > newest:
		return failed(check, fmt.Sprintf("the database has schema %d and this program knows schemas up to %d", version, newest), "start the newer version of causerie that wrote it"), false
	case version < newest:
		return ok(check, "%d; the next start brings it to %d", version, newest), false
	}
	return ok(check, "%d, this program's own", version), true
}

// server is what PostgreSQL says about itself.
type server struct {
	version, encoding, collation, commit, fsync, pages string
	readOnly, mayCreate, there                         bool
	used, most, ofDatabase, ofRole                     int
	now                                                time.Time
}

func postgres(ctx context.Context, pool *sql.DB) ([]Finding, error) {
	var s server
	row := func(query string, into ...any) error { return pool.QueryRowContext(ctx, query).Scan(into...) }
	setting := func(name string, into *string) error { return row(`SELECT current_setting('`+name+`')`, into) }
	err := errors.Join(
		setting("server_version", &s.version), setting("server_encoding", &s.encoding), setting("synchronous_commit", &s.commit),
		setting("fsync", &s.fsync), setting("full_page_writes", &s.pages),
		row(`SELECT datcollate, datconnlimit FROM pg_database WHERE datname = current_database()`, &s.collation, &s.ofDatabase),
		row(`SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user`, &s.ofRole),
		row(`SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'`, &s.readOnly),
		row(`SELECT COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false)`, &s.mayCreate),
		row(`SELECT to_regclass('goose_db_version') IS NOT NULL`, &s.there),
		row(`SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int`, &s.most),
		row(`SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`, &s.used),
	)
	if err != nil {
		return nil, err
	}
	asked := time.Now()
	if err := row(`SELECT clock_timestamp()`, &s.now); err != nil {
		return nil, err
	}
	middle := asked.Add(time.Since(asked) / 2)
	return append(append(judgeServer(s), judgeClock("the database server", s.now.Sub(middle))), tables(ctx, pool, s.there)...), nil
}

func judgeServer(s server) []Finding {
	const check = "database"
	var found []Finding
	if s.encoding != "UTF8" {
		found = append(found, failed(check, "its encoding is "+s.encoding+", which cannot hold what people write", "make another: CREATE DATABASE causerie ENCODING 'UTF8' TEMPLATE template0"))
	}
	if s.readOnly {
		found = append(found, failed(check, "it only lets read", "point --database at the primary server, and see default_transaction_read_only"))
	}
	if !s.mayCreate {
		found = append(found, failed(check, "its user may not make tables", "make that user the owner of the database"))
	}
	if s.fsync == "off" || s.pages == "off" {
		found = append(found, warning(check, "fsync or full_page_writes is off: after a power cut it may be damaged as a whole", "turn both on in postgresql.conf"))
	}
	if s.commit == "off" || s.commit == "local" && s.fsync == "off" {
		found = append(found, warning(check, "synchronous_commit is off: a crash loses messages that were shown as sent", "ALTER DATABASE … SET synchronous_commit = on"))
	}
	most := s.most
	for _, limit := range []int{s.ofDatabase, s.ofRole} {
		if limit >= 0 {
			most = min(most, limit)
		}
	}
	if most < db.PoolSize {
		found = append(found, warning(check, fmt.Sprintf("it lets %d connections in, and a server uses up to %d", most, db.PoolSize), "raise max_connections, or the limit of the database or user"))
	} else if most-s.used < db.PoolSize {
		found = append(found, warning(check, fmt.Sprintf("%d of its %d connections are in use, and a server uses up to %d", s.used, most, db.PoolSize), "raise max_connections, unless they are this server's own"))
	}
	if len(found) == 0 {
		found = append(found, ok(check, "PostgreSQL %s answers; %s, collation %s, %d connections", s.version, s.encoding, s.collation, most))
	}
	return found
}

// judgeClock judges how far the clock of another machine is ahead of this one's.
func judgeClock(whose string, ahead time.Duration) Finding {
	if ahead.Abs() > 5*time.Second {
		direction := "behind"
		if ahead > 0 {
			direction = "ahead"
		}
		return warning("clock", fmt.Sprintf("%s is %s %s of this machine", whose, ahead.Abs().Round(time.Second), direction), "have both keep time by NTP (timedatectl set-ntp true)")
	}
	return ok("clock", "this machine agrees with %s", whose)
}

package doctor

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"causerie/internal/app"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/https/httpstest"
	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// expect looks for a finding of a check with a level, whose line holds words.
func expect(t *testing.T, findings []Finding, check string, level Level, words string) {
	t.Helper()
	var lines strings.Builder
	for _, f := range findings {
		if f.Check == check && f.Level == level && strings.Contains(f.String(), words) {
			if (f.Level == OK) != (f.Do == "") {
				t.Errorf("it says what to do where nothing is wrong, or the reverse: %s", f)
			}
			return
		}
		fmt.Fprintln(&lines, f)
	}
	t.Errorf("no %s of %s with %q in\n%s", level, check, words, lines.String())
}

func good(t *testing.T) app.Config {
	t.Helper()
	c := app.Config{Listen: "127.0.0.1:0", Data: t.TempDir(), RateLimit: 1, LogLevel: "info"}
	if err := os.Chmod(c.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	c.Settle()
	return c
}

func TestAHealthyServerHasNothingToMend(t *testing.T) {
	findings := Examine(t.Context(), Patient{Config: good(t), Environment: []string{"HOME=/", "CAUSERIE_DATA=x"}, Known: []string{"CAUSERIE_DATA"}})
	if Failing(findings) {
		t.Errorf("%v", findings)
	}
	for _, check := range []string{"settings", "environment", "data", "database", "port", "pictures"} {
		expect(t, findings, check, OK, "")
	}
}

func TestSettingsThatDoNotFitTogether(t *testing.T) {
	for words, change := range map[string]func(*app.Config){
		"neither encrypts nor trusts": func(c *app.Config) { c.PublicURL = "https://causerie.example" },
		"is not encrypted":            func(c *app.Config) { c.PublicURL = "http://causerie.example" },
		"without --public-url":        func(c *app.Config) { c.Listen = ":8080" },
		"can pretend":                 func(c *app.Config) { c.Listen, c.TrustProxy, c.PublicURL = ":8080", true, "https://causerie.example" },
		"for this machine alone":      func(c *app.Config) { c.TLSDomain = "causerie.example" },
		"limits of how much":          func(c *app.Config) { c.RateLimit = 0 },
		"every message makes several": func(c *app.Config) { c.LogLevel = "debug" },
	} {
		c := good(t)
		change(&c)
		expect(t, settings(t.Context(), Patient{Config: c}), "settings", Warning, words)
	}
	c := good(t)
	c.Listen = "8080"
	expect(t, settings(t.Context(), Patient{Config: c}), "settings", Failed, "--listen")
}

func TestAPackThatCannotBeReadIsFound(t *testing.T) {
	c := good(t)
	expect(t, packs(t.Context(), Patient{Config: c}), "packs", OK, "default 2")
	c.Packs = t.TempDir()
	if err := os.WriteFile(filepath.Join(c.Packs, "north.yaml"), []byte("version: 1\ncountries: [Norway]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, packs(t.Context(), Patient{Config: c}), "packs", Failed, "north.yaml:1: bands is missing")
}

func TestAVariableWithAWrongNameIsFound(t *testing.T) {
	p := Patient{Environment: []string{"CAUSERIE_LISTN=:80", "CAUSERIE_DATA=x", "PATH=/bin"}, Known: []string{"CAUSERIE_DATA"}}
	expect(t, environment(t.Context(), p), "environment", Warning, "CAUSERIE_LISTN means nothing")
}

func TestADataFolderThatIsNotRight(t *testing.T) {
	c := good(t)
	dir := c.Data
	check := func(level Level, words string) {
		t.Helper()
		expect(t, dataFolder(t.Context(), Patient{Config: c}), "data", level, words)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	check(Warning, "mode 755")
	c.Data = filepath.Join(dir, "not", "there")
	check(OK, "the first start makes it")
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.Data = file
	check(Failed, "is no folder")
	c.Data = filepath.Join(file, "below")
	check(Failed, "not a directory")
	c.Data = "/proc/self" // takes no files, whoever one is
	check(Failed, "cannot be written to")
	expect(t, disk(t.Context(), Patient{Config: c}), "disk", Failed, "cannot be measured")
}

func TestJudgements(t *testing.T) {
	for _, test := range []struct {
		finding Finding
		check   string
		level   Level
		words   string
	}{
		{judgeSpace(100 << 20), "space", Failed, "100 MB"},
		{judgeSpace(1 << 30), "space", Warning, "1.0 GB"},
		{judgeSpace(50 << 30), "space", OK, "50.0 GB"},
		{judgeSync(5 * time.Microsecond), "disk", Warning, "power cut"},
		{judgeSync(time.Millisecond), "disk", OK, "good SSD"},
		{judgeSync(9 * time.Millisecond), "disk", OK, "usable"},
		{judgeSync(30 * time.Millisecond), "disk", Warning, "slow"},
		{judgeSync(200 * time.Millisecond), "disk", Warning, "so slow"},
		{judgeFiles(256), "files", Failed, "too few"},
		{judgeFiles(1024), "files", Warning, "about 924 live connections"},
		{judgeFiles(65536), "files", OK, "65436"},
		{judgeMemory(memoryState{available: 100 << 20}), "memory", Warning, "little"},
		{judgeMemory(memoryState{available: 8 << 30, container: 1 << 30}), "memory", Warning, "GOMEMLIMIT=921MiB"},
		{judgeMemory(memoryState{available: 8 << 30, container: 1 << 30, collector: 900 << 20}), "memory", OK, "1.0 GB"},
		{judgeStaff(0, 0, 0), "staff", OK, "nobody has signed up"},
		{judgeStaff(9, 0, 0), "staff", Warning, "nobody reads what people report"},
		{judgeStaff(9, 0, 2), "staff", Warning, "nobody is an admin"},
		{judgeStaff(9, 1, 0), "staff", Warning, "one person alone"},
		{judgeStaff(9, 1, 1), "staff", OK, "admins: 1, moderators: 1"},
		{judgeClock("the database server", 90*time.Second), "clock", Warning, "1m30s ahead"},
		{judgeClock("the database server", -90*time.Second), "clock", Warning, "1m30s behind"},
		{judgeClock("the database server", time.Second), "clock", OK, "agrees"},
	} {
		expect(t, []Finding{test.finding}, test.check, test.level, test.words)
	}
	sound := server{version: "15", encoding: "UTF8", commit: "on", fsync: "on", pages: "on", mayCreate: true, most: 97, ofDatabase: -1, ofRole: -1}
	expect(t, judgeServer(sound), "database", OK, "PostgreSQL 15")
	for words, change := range map[string]func(*server){
		"SQL_ASCII":                func(s *server) { s.encoding = "SQL_ASCII" },
		"only lets read":           func(s *server) { s.readOnly = true },
		"may not make tables":      func(s *server) { s.mayCreate = false },
		"damaged as a whole":       func(s *server) { s.fsync = "off" },
		"shown as sent":            func(s *server) { s.commit = "off" },
		"lets 10 connections in":   func(s *server) { s.ofRole = 10 },
		"90 of its 97 connections": func(s *server) { s.used = 90 },
	} {
		s := sound
		change(&s)
		if found := judgeServer(s); len(found) != 1 || found[0].Level == OK || !strings.Contains(found[0].String(), words) {
			t.Errorf("%s: %v", words, found)
		}
	}
}

func TestAnEmbeddedDatabaseThatIsNotRight(t *testing.T) {
	c := good(t)
	address := dbtest.Address(t, db.SQLite)
	c.Database = address
	look := func() []Finding { return database(t.Context(), Patient{Config: c}) }
	expect(t, look(), "database", OK, "the first start makes it")
	store := dbtest.Open(t, address)
	expect(t, look(), "schema", OK, "this program's own")
	expect(t, look(), "staff", OK, "nobody has signed up")
	expect(t, databaseOf(t, store, c, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`), "schema", Failed, "9999")

	path := filepath.Join(t.TempDir(), "other.db")
	if err := os.WriteFile(path, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	c.Database = "sqlite:" + path
	expect(t, look(), "database", Failed, "not a database")
}

func databaseOf(t *testing.T, store *db.DB, c app.Config, change string) []Finding {
	t.Helper()
	err := store.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), change)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return database(t.Context(), Patient{Config: c})
}

func TestAPostgresThatIsNotRight(t *testing.T) {
	c := good(t)
	c.Database = dbtest.Address(t, db.Postgres)
	look := func() []Finding { return database(t.Context(), Patient{Config: c}) }
	expect(t, look(), "schema", OK, "empty")
	expect(t, look(), "clock", OK, "agrees")
	dbtest.Open(t, c.Database)
	expect(t, look(), "schema", OK, "this program's own")
	expect(t, look(), "staff", OK, "nobody has signed up")

	pool, err := sql.Open("pgx", c.Database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	var name string
	if err := pool.QueryRowContext(t.Context(), `SELECT current_database()`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		change string
		level  Level
		words  string
	}{
		{`SET synchronous_commit = off`, Warning, "shown as sent"},
		{`CONNECTION LIMIT 20`, Warning, "lets 20 connections in"},
		{`SET default_transaction_read_only = on`, Failed, "only lets read"},
	} {
		if _, err := pool.ExecContext(t.Context(), `ALTER DATABASE `+name+` `+test.change); err != nil {
			t.Fatal(err)
		}
		expect(t, look(), "database", test.level, test.words)
	}
}

func TestADatabaseThatIsAway(t *testing.T) {
	c := good(t)
	c.Database = "postgres://u:hidden@127.0.0.1:1/none?connect_timeout=2"
	found := database(t.Context(), Patient{Config: c})
	expect(t, found, "database", Failed, "does not answer")
	if strings.Contains(fmt.Sprint(found), "hidden") {
		t.Errorf("it tells the password: %v", found)
	}
}

func TestAPortThatIsTaken(t *testing.T) {
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	taken := other.Listener.Addr().String()
	ours := testkit.Start(t, db.SQLite)
	_, number, err := net.SplitHostPort(ours.URL[len("http://"):])
	if err != nil {
		t.Fatal(err)
	}
	c := good(t)
	c.Listen, c.HTTPListen, c.DebugListen = taken, "127.0.0.1:"+number, ours.DebugURL[len("http://"):]
	found := ports(t.Context(), Patient{Config: c})
	expect(t, found, "port", Failed, taken+" is taken by another program")
	expect(t, found, "port", OK, c.HTTPListen+" is served by causerie already")
	expect(t, found, "port", OK, c.DebugListen+" is served by causerie already")
	c.Listen = "203.0.113.1:80"
	expect(t, ports(t.Context(), Patient{Config: c}), "port", Failed, "--listen")
}

func TestTheAddressThatPeopleOpen(t *testing.T) {
	ours := testkit.Start(t, db.SQLite)
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	late := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
		fmt.Fprint(w, `{"name":"Causerie"}`)
	}))
	defer late.Close()
	look := func(url string) []Finding {
		c := good(t)
		c.PublicURL = url
		return address(t.Context(), Patient{Config: c})
	}
	expect(t, look(ours.URL), "address", OK, "answered by Causerie")
	expect(t, look(ours.URL), "clock", OK, "agrees")
	expect(t, look(other.URL), "address", Failed, "something else")
	expect(t, look(late.URL), "clock", Warning, "behind")
	expect(t, look("http://127.0.0.1:1"), "address", Warning, "does not answer")
}

// certify writes a certificate for name that lasts from … to …, with its key, as autocert's cache does: both in one file.
func certify(t *testing.T, path, name string, from, to time.Time) {
	t.Helper()
	httpstest.Write(t, path, path, httpstest.Named(name, from, to))
}

func TestACertificateThatIsNotRight(t *testing.T) {
	now, day := time.Now(), 24*time.Hour
	for _, test := range []struct {
		name     string
		from, to time.Duration
		level    Level
		words    string
	}{
		{"causerie.example", -day, 60*day + time.Hour, OK, "60 days left"},
		{"causerie.example", -day, 3*day + time.Hour, Warning, "ends in 3 days"},
		{"causerie.example", -9 * day, -day, Failed, "ended"},
		{"causerie.example", day, 60 * day, Failed, "begins only"},
		{"other.example", -day, 60 * day, Failed, "other.example"},
	} {
		c := good(t)
		path := filepath.Join(c.Data, "pair.pem")
		certify(t, path, test.name, now.Add(test.from), now.Add(test.to))
		c.TLSCert, c.TLSKey, c.PublicURL = path, path, "https://causerie.example"
		expect(t, certificate(t.Context(), Patient{Config: c, now: now}), "certificate", test.level, test.words)

		c = good(t)
		c.TLSDomain = "causerie.example"
		folder := filepath.Join(c.Data, "certificates")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		certify(t, filepath.Join(folder, c.TLSDomain), test.name, now.Add(test.from), now.Add(test.to))
		expect(t, certificate(t.Context(), Patient{Config: c, now: now}), "certificate", test.level, test.words)
	}
	c := good(t)
	c.TLSDomain = "causerie.example"
	expect(t, certificate(t.Context(), Patient{Config: c, now: now}), "certificate", OK, "none yet")
	c = good(t)
	c.TLSCert, c.TLSKey, c.PublicURL = "/nowhere/cert.pem", "/nowhere/key.pem", "https://causerie.example"
	expect(t, certificate(t.Context(), Patient{Config: c, now: now}), "certificate", Failed, "/nowhere/cert.pem")
	path := filepath.Join(c.Data, "open.pem")
	certify(t, path, "causerie.example", now.Add(-day), now.Add(60*day))
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	c.TLSCert, c.TLSKey = path, path
	expect(t, certificate(t.Context(), Patient{Config: c, now: now}), "certificate", Warning, "chmod 600")
}

func TestAnAuthorityThatIsAway(t *testing.T) {
	c := good(t)
	c.TLSDomain, c.TLSDirectory = "nowhere.invalid", "https://127.0.0.1:1/directory"
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	found := authority(ctx, Patient{Config: c})
	expect(t, found, "authority", Failed, "leads nowhere")
	expect(t, found, "authority", Failed, "https://127.0.0.1:1/directory")
}

func TestAServerOfTilesThatIsNotRight(t *testing.T) {
	t.Parallel()
	c := good(t)
	expect(t, maps(t.Context(), Patient{Config: c}), "maps", OK, "none")
	tiles := testkit.StartTiles(t, &c)
	expect(t, maps(t.Context(), Patient{Config: c}), "maps", OK, "answers with tiles")
	for words, does := range map[string]http.HandlerFunc{
		"answered 404": http.NotFound,
		"no PNG, JPEG": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"neither 256":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(testkit.Picture(t, 300, 300)) },
		"no public": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.2/", http.StatusFound)
		},
	} {
		tiles.Does(does)
		found := maps(t.Context(), Patient{Config: c})
		if expect(t, found, "maps", Failed, words); strings.Contains(found[0].String(), "hush") {
			t.Errorf("it tells the key: %s", found[0])
		}
	}
	c.MapTiles = "https://tiles.example.org/"
	expect(t, settings(t.Context(), Patient{Config: c}), "settings", Failed, "{z}")
}

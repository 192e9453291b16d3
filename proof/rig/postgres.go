package rig

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"causerie/internal/freeport"
)

// Postgres is a PostgreSQL cluster with the durability of production: it commits to the disk.
type Postgres struct {
	dir     string
	bin     string
	port    int
	owner   *syscall.Credential // PostgreSQL refuses to run as root
	process *process
	dead    []int // processes that were killed and may not be gone yet
}

// settings of the cluster. fsync and full_page_writes say what they are by default: they are the subject.
const settings = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = on
full_page_writes = on
synchronous_commit = on
max_connections = 200
shared_buffers = 32MB
log_min_messages = warning
`

// StartPostgres makes a cluster and starts it. It is killed when the test ends. Where PostgreSQL is not installed, the test is
// skipped and says so.
func StartPostgres(t testing.TB, folder string) *Postgres {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		t.Skip("PostgreSQL is not installed: apt-get install postgresql (make test installs it)")
	}
	slices.Sort(found)
	p := &Postgres{dir: filepath.Join(folder, "postgres"), bin: filepath.Dir(found[len(found)-1])}
	if err := p.init(); err != nil {
		t.Fatalf("make a PostgreSQL cluster: %v", err)
	}
	t.Cleanup(func() { p.Kill(t) })
	p.Start(t)
	return p
}

func (p *Postgres) init() error {
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return err
	}
	if os.Geteuid() == 0 {
		account, err := user.Lookup("postgres")
		if err != nil {
			return err
		}
		uid, err1 := strconv.Atoi(account.Uid)
		gid, err2 := strconv.Atoi(account.Gid)
		if err1 != nil || err2 != nil {
			return fmt.Errorf("ids of the user postgres: %s, %s", account.Uid, account.Gid)
		}
		p.owner = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(p.dir, uid, gid); err != nil {
			return err
		}
	}
	cmd := p.command("initdb", "--pgdata", p.data(), "--username", "causerie", "--auth", "trust", "--encoding", "UTF8",
		"--locale", "C.UTF-8", "--no-instructions", "--no-sync")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	file, err := os.OpenFile(filepath.Join(p.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	if p.port, _, err = freeport.Find(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(file, "%sport = %d\n", settings, p.port)
	return err
}

func (p *Postgres) data() string { return filepath.Join(p.dir, "data") }

func (p *Postgres) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.owner, Pdeathsig: syscall.SIGQUIT} // never outlives the test
	return cmd
}

// Launch starts the database and does not wait for it.
func (p *Postgres) Launch(t testing.TB) {
	t.Helper()
	// A new life refuses to begin while a process of the one before is left.
	Until(t, "the killed processes of PostgreSQL are gone", func() bool { return !slices.ContainsFunc(p.dead, alive) })
	p.dead = nil
	cmd := p.command("postgres", "-D", p.data())
	var err error
	if p.process, err = start(cmd, filepath.Join(filepath.Dir(p.dir), "postgres.log")); err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
}

// Start starts the database and waits until it answers, after its recovery where it needs one.
func (p *Postgres) Start(t testing.TB) {
	t.Helper()
	p.Launch(t)
	p.WaitReady(t)
}

// WaitReady waits until the database answers.
func (p *Postgres) WaitReady(t testing.TB) {
	t.Helper()
	Until(t, "PostgreSQL answers", func() bool {
		if !p.process.running() {
			t.Fatalf("PostgreSQL ended: %v", p.process.err)
		}
		return p.exec("postgres", `SELECT 1`) == nil
	})
}

// Kill ends the database with all its processes at once (SIGKILL).
func (p *Postgres) Kill(t testing.TB) {
	t.Helper()
	if !p.process.running() {
		return
	}
	pid := p.process.cmd.Process.Pid
	p.dead = Children(pid)
	// The postmaster goes first: it would start anew what it sees ending.
	err := p.process.end(syscall.SIGKILL)
	for _, child := range p.dead {
		_ = syscall.Kill(child, syscall.SIGKILL) // it may have ended with its parent
	}
	if err != nil {
		t.Fatalf("kill PostgreSQL: %v", err)
	}
}

// Stop ends the database as an operator does, without waiting for its clients.
func (p *Postgres) Stop(t testing.TB) {
	t.Helper()
	if err := p.process.end(syscall.SIGINT); err != nil {
		t.Fatalf("stop PostgreSQL: %v", err)
	}
}

// Create makes an empty database and answers its address.
func (p *Postgres) Create(t testing.TB, name string) string {
	t.Helper()
	if err := p.exec("postgres", `CREATE DATABASE `+name); err != nil {
		t.Fatalf("make a database: %v", err)
	}
	return p.address(name)
}

// Exec runs a statement in a database.
func (p *Postgres) Exec(t testing.TB, database, statement string) {
	t.Helper()
	if err := p.exec(database, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func (p *Postgres) address(database string) string {
	return fmt.Sprintf("postgres://causerie@127.0.0.1:%d/%s?sslmode=disable", p.port, database)
}

func (p *Postgres) exec(database, statement string) error {
	pool, err := sql.Open("pgx", p.address(database))
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.Exec(statement)
	return err
}

// Children are the processes that a process started, by any of its threads, and that are its own.
func Children(pid int) []int {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		return nil
	}
	var list []int
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread is gone
		}
		for field := range strings.FieldsSeq(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				list = append(list, child)
			}
		}
	}
	return list
}

// State is the state of a process as /proc writes it, such as T of one that is stopped and Z of one that has ended and that nobody
// has asked after since; 0 when there is none.
func State(pid int) byte {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, state, found := strings.Cut(string(stat), ") ")
	if !found || state == "" {
		return 0
	}
	return state[0]
}

// alive tells whether a process runs.
func alive(pid int) bool {
	state := State(pid)
	return state != 0 && state != 'Z' && state != 'X'
}

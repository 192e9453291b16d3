package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"causerie/internal/db"
	"causerie/internal/freeport"
)

// engine is what keeps the messages: bound, sqlite or postgres.
type engine string

// house is a store with the server on it.
type house struct {
	options
	engine   engine
	folder   string
	database string // address of the store
	postgres int    // process of the database server, 0 for none
	address  string
	debug    string // where profiles are taken from, "" for nowhere
	server   *exec.Cmd
	ended    chan error
	undo     []func()
	closing  sync.Once
}

var (
	cleanMu sync.Mutex
	houses  = map[*house]bool{}
)

// cleanUp stops what runs and removes its stores.
func cleanUp() {
	cleanMu.Lock()
	var left []*house
	for h := range houses {
		left = append(left, h)
	}
	cleanMu.Unlock()
	for _, h := range left {
		h.close()
	}
}

// newHouse makes an empty store.
func newHouse(o options, e engine) (*house, error) {
	if _, err := exec.LookPath(o.binary); err != nil {
		return nil, fmt.Errorf("find the server to measure, which make build makes: %w", err)
	}
	h := &house{options: o, engine: e}
	folder, err := os.MkdirTemp(o.dir, "causerie-bench.")
	if err != nil {
		return nil, err
	}
	h.folder = folder
	h.undo = append(h.undo, func() { _ = os.RemoveAll(folder) })
	cleanMu.Lock()
	houses[h] = true
	cleanMu.Unlock()
	h.database = "sqlite:" + filepath.Join(folder, "causerie.db")
	if e == "postgres" {
		if err := h.makeDatabase(); err != nil {
			h.close()
			return nil, err
		}
	}
	return h, nil
}

func (h *house) makeDatabase() error {
	address := os.Getenv("CAUSERIE_TEST_POSTGRES")
	if address == "" {
		return errors.New("CAUSERIE_TEST_POSTGRES is not set: scripts/with-postgres COMMAND starts a server and sets it")
	}
	admin, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	h.undo = append(h.undo, func() { _ = admin.Close() })
	name := fmt.Sprintf("bench_%d_%d", os.Getpid(), time.Now().UnixMicro())
	if _, err := admin.Exec(`CREATE DATABASE ` + name); err != nil {
		return err
	}
	h.undo = append(h.undo, func() { _, _ = admin.Exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`) })
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	u.Path = "/" + name
	h.database = u.String()
	var data string
	if err := admin.QueryRow(`SHOW data_directory`).Scan(&data); err != nil {
		return err
	}
	pid, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return nil // a database on another machine, whose CPU is not seen from here
	}
	first, _, _ := strings.Cut(string(pid), "\n")
	h.postgres, err = strconv.Atoi(first)
	return err
}

// open opens the store, with its tables, for putting people and messages into it before the server starts.
func (h *house) open(ctx context.Context) (*db.DB, error) {
	store, err := db.OpenToFill(ctx, h.database, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return store, store.Migrate(ctx)
}

// vacuum does for PostgreSQL what its autovacuum does a while after so much was written: else it would do it while something is measured.
func (h *house) vacuum() error {
	if h.engine != "postgres" {
		return nil
	}
	store, err := sql.Open("pgx", h.database)
	if err != nil {
		return err
	}
	_, err = store.Exec(`VACUUM (ANALYZE)`)
	return errors.Join(err, store.Close())
}

// warm reads the whole store once, so that what fits into memory is there, as it is where a server has run for a while.
func (h *house) warm() error {
	if h.engine == "postgres" {
		store, err := sql.Open("pgx", h.database)
		if err != nil {
			return err
		}
		_, err = store.Exec(`CREATE EXTENSION IF NOT EXISTS pg_prewarm`)
		if err == nil {
			// The largest come last: where not all fits into memory, these stay.
			_, err = store.Exec(`SELECT sum(pg_prewarm(oid, 'read')) FROM (SELECT c.oid FROM pg_class c
				WHERE c.relkind IN ('r', 'i') AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relpages OFFSET 0) AS every`)
		}
		return errors.Join(err, store.Close())
	}
	file, err := os.Open(strings.TrimPrefix(h.database, "sqlite:"))
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, file)
	return errors.Join(err, file.Close())
}

// start starts the server and waits until it answers.
func (h *house) start(arguments ...string) error {
	var err error
	if _, h.address, err = freeport.Find(); err != nil {
		return err
	}
	if h.profile != "" {
		if _, h.debug, err = freeport.Find(); err != nil {
			return err
		}
		arguments = append(arguments, "--debug-listen", h.debug)
	}
	if h.engine == "bound" {
		self, err := os.Executable()
		if err != nil {
			return err
		}
		h.server = exec.Command(self, "bound", h.address, h.folder)
	} else {
		h.server = exec.Command(h.binary, append([]string{"serve", "--data", h.folder, "--database", h.database, "--listen", h.address,
			"--rate-limit", "0", "--log-level", "warn"}, arguments...)...)
		h.server.Env = append(os.Environ(), "CAUSERIE_CONFIG=/dev/null")
	}
	h.server.Stderr = os.Stderr
	h.server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := h.server.Start(); err != nil {
		h.server = nil
		return err
	}
	h.ended = make(chan error, 1)
	go func() { h.ended <- h.server.Wait() }()
	for {
		select {
		case err := <-h.ended:
			return fmt.Errorf("the server ended: %w", err)
		default:
		}
		if h.ready() {
			return nil
		}
		time.Sleep(500 * time.Microsecond)
	}
}

func (h *house) ready() bool {
	if h.engine == "bound" {
		conn, err := net.Dial("tcp", h.address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}
	answer, err := http.Get("http://" + h.address + "/readyz")
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func (h *house) stop() {
	if h.server == nil {
		return
	}
	_ = h.server.Process.Signal(syscall.SIGTERM)
	select {
	case <-h.ended:
	case <-time.After(15 * time.Second):
		_ = h.server.Process.Kill()
		<-h.ended
	}
	h.server = nil
}

// close ends what a house is. When it returns nothing of it is left, also where another goroutine began to close it.
func (h *house) close() {
	h.closing.Do(func() {
		h.stop()
		for i := len(h.undo) - 1; i >= 0; i-- {
			h.undo[i]()
		}
		cleanMu.Lock()
		delete(houses, h)
		cleanMu.Unlock()
	})
}

// spent is the CPU seconds of the server and of the database so far.
func (h *house) spent() (server, database float64) {
	server = cpuOf(h.server.Process.Pid)
	if h.postgres == 0 {
		return server, 0
	}
	database = cpuOf(h.postgres)
	processes, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range processes {
		if fields := statOf(path); len(fields) > 1 && fields[1] == strconv.Itoa(h.postgres) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			database += cpuOf(pid)
		}
	}
	return server, database
}

// statOf are the fields of /proc/PID/stat after the command's name: state, parent, …
func statOf(path string) []string {
	text, _ := os.ReadFile(path)
	end := strings.LastIndexByte(string(text), ')')
	return strings.Fields(string(text[end+1:]))
}

// cpuOf is the CPU seconds of a process.
func cpuOf(pid int) float64 {
	fields := statOf(fmt.Sprintf("/proc/%d/stat", pid))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100 // ticks of a hundredth second on every Linux
}

// memory is the server's resident memory in KB.
func (h *house) memory() float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.server.Process.Pid))
	for row := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(row, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kb
		}
	}
	return 0
}

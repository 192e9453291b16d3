package rig

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"causerie/internal/freeport"
)

// Server is the program serving on a data folder and an address that stay the same over its lives.
type Server struct {
	URL  string
	Data string // the data folder
	Log  string // the file of its output

	// Database is the address of the store, empty for SQLite in the data folder.
	Database string
	// Wrap goes before the program on its command line, such as prlimit with its flags.
	Wrap []string
	// Videos has the program make videos.
	Videos bool
	// User runs the program as another user, when it is not nil.
	User *syscall.Credential

	binary  string
	listen  string
	process *process
}

// NewServer is a server that is not started yet. It is killed when the test ends.
func NewServer(t testing.TB, folder, database string) *Server {
	t.Helper()
	port, _, err := freeport.Find()
	if err != nil {
		t.Fatal(err)
	}
	listen := "127.0.0.1:" + strconv.Itoa(port)
	s := &Server{
		URL: "http://" + listen, Data: filepath.Join(folder, "data"), Log: filepath.Join(folder, "server.log"),
		Database: database, binary: Binary(t), listen: listen,
	}
	t.Cleanup(func() { s.Kill(t) })
	return s
}

// Launch starts the program and does not wait for it.
func (s *Server) Launch(t testing.TB) {
	t.Helper()
	ffmpeg := "off"
	if s.Videos {
		ffmpeg = "ffmpeg"
	}
	cmd := s.command("serve", "--listen", s.listen, "--data", s.Data, "--rate-limit", "0", "--ffmpeg", ffmpeg)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.User, Pdeathsig: syscall.SIGKILL} // never outlives the test
	var err error
	if s.process, err = start(cmd, s.Log); err != nil {
		t.Fatalf("start the server: %v", err)
	}
}

// command is the program with arguments, in an environment without settings of it.
func (s *Server) command(args ...string) *exec.Cmd {
	args = append(append(append([]string{}, s.Wrap...), s.binary), args...)
	if s.Database != "" {
		args = append(args, "--database", s.Database)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = filepath.Dir(s.Data)
	for _, setting := range os.Environ() {
		if !strings.HasPrefix(setting, "CAUSERIE_") {
			cmd.Env = append(cmd.Env, setting)
		}
	}
	return cmd
}

// Run runs another command of the program, on the server's database where that is PostgreSQL, and answers what it printed.
func (s *Server) Run(args ...string) (string, error) {
	out, err := s.command(args...).CombinedOutput()
	return string(out), err
}

// Start starts the program and waits until it is ready.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.Launch(t)
	s.WaitReady(t)
}

// WaitReady waits until the server says that it can serve.
func (s *Server) WaitReady(t testing.TB) {
	t.Helper()
	Until(t, "the server is ready", func() bool {
		if !s.process.running() {
			t.Fatalf("the server ended: %v\n%s", s.process.err, s.Output())
		}
		return s.Status("/readyz") == http.StatusOK
	})
}

var probe = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

// Status is the HTTP status of a path, 0 when nobody answers.
func (s *Server) Status(path string) int {
	res, err := probe.Get(s.URL + path)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

// Pid is the process id of the server's present life.
func (s *Server) Pid() int { return s.process.cmd.Process.Pid }

// Running tells whether the process lives.
func (s *Server) Running() bool { return s.process.running() }

// Kill ends the process at once (SIGKILL), in the middle of whatever it does. One that is dead already stays so.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if err := s.process.end(syscall.SIGKILL); err != nil {
		t.Fatalf("kill the server: %v", err)
	}
}

// Stop ends the process as an operator does (SIGTERM).
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if err := s.process.end(syscall.SIGTERM); err != nil {
		t.Fatalf("stop the server: %v", err)
	}
	if s.process.err != nil {
		t.Fatalf("the server did not stop well: %v\n%s", s.process.err, s.Output())
	}
}

// WaitEnd waits until the process ends by itself and answers its output.
func (s *Server) WaitEnd(t testing.TB) string {
	t.Helper()
	select {
	case <-s.process.done:
	case <-time.After(patience):
		t.Fatal("the server goes on where it should have ended")
	}
	return s.Output()
}

// Output is the end of what the server has written over its lives.
func (s *Server) Output() string {
	text, err := os.ReadFile(s.Log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-8000):])
}

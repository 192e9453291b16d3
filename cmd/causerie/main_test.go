package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"causerie/internal/base/basetest"
	"causerie/internal/testkit"
)

// TestMain lets the test binary be the program itself: where it is started under that name, and as the image worker, which the
// program starts as itself.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "causerie" || len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// program is a folder with a link named causerie to this test binary.
func program(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "causerie")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// process is a program under way, and what it has said.
type process struct {
	cmd *exec.Cmd
	testkit.Journal
}

// start runs a program until the test ends.
func start(t *testing.T, env []string, name string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(name, args...)}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Dir = t.TempDir()
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.stop(t)
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(name), p)
		}
	})
	return p
}

// stop ends the program as a service manager would. Stopping it twice is no error.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if p.cmd.ProcessState != nil {
		return
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	overdue := time.AfterFunc(20*time.Second, func() { _ = p.cmd.Process.Kill() })
	_ = p.cmd.Wait() // how it ended matters to whoever looks at ProcessState
	overdue.Stop()
}

// until waits for what holds sooner or later.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	if !basetest.Within(30*time.Second, holds) {
		t.Fatalf("waited for: %s", what)
	}
}

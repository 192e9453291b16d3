// Package rig runs the real program for proofs: the built server as a process of its own, on SQLite or on a PostgreSQL cluster
// of its own that really waits for the disk, so that both can be killed.
//
// What it starts lives below one folder of the test, ends with the test, and is removed unless the test failed: then the
// folder stays, and the test's log says where.
package rig

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"causerie/internal/base/basetest"
)

// patience is how long the rig waits for a process to do what it must. No test depends on its length.
const patience = time.Minute

var build struct {
	once sync.Once
	dir  string
	path string
	err  error
}

// Binary is the path of the program, built from the working tree once a test run. Main removes it.
func Binary(t testing.TB) string {
	t.Helper()
	build.once.Do(func() {
		if build.dir, build.err = os.MkdirTemp("", "causerie-proof-"); build.err != nil {
			return
		}
		// Servers that are started as another user run it too.
		if build.err = os.Chmod(build.dir, 0o755); build.err != nil {
			return
		}
		build.path = filepath.Join(build.dir, "causerie")
		out, err := exec.Command("go", "build", "-o", build.path, "causerie/cmd/causerie").CombinedOutput()
		if err != nil {
			build.err = fmt.Errorf("build the program: %w\n%s", err, out)
		}
	})
	if build.err != nil {
		t.Fatal(build.err)
	}
	return build.path
}

// Main is the TestMain of packages that use Binary.
func Main(m *testing.M) {
	code := m.Run()
	if build.dir != "" {
		_ = os.RemoveAll(build.dir) // the run is over: nobody to tell
	}
	os.Exit(code)
}

// Folder is a new folder of the test. It stays when the test fails.
func Folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "causerie-proof-"+filepath.Base(t.Name())+"-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("everything is kept in %s", dir)
			return
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove the test's folder: %v", err)
		}
	})
	return dir
}

// Until waits until done answers true, asking it often.
func Until(t testing.TB, what string, done func() bool) {
	t.Helper()
	if !basetest.Within(patience, done) {
		t.Fatalf("waited %s in vain: %s", patience, what)
	}
}

// process is a program that was started. Whoever starts it sees its end in done.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error // of its end, after done
}

// start runs cmd with its output at the end of the file log.
func start(cmd *exec.Cmd, log string) (*process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

func (p *process) running() bool {
	if p == nil {
		return false
	}
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// end sends a signal and waits for the end.
func (p *process) end(signal syscall.Signal) error {
	if p == nil {
		return nil
	}
	if err := p.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("process %d does not end", p.cmd.Process.Pid)
	}
}

// Copy copies a folder's regular files, as they are at this moment.
func Copy(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o600)
	})
}

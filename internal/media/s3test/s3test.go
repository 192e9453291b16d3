// Package s3test runs a small store that speaks S3, for tests. It is a program of a module of its own, whose dependencies are none of ours; it is built when a
// test first needs it, and kept by the build cache.
package s3test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/freeport"
)

// Key and Secret are what the store knows whoever may use it by. They are in the environment once a store was started.
const Key, Secret = "causerie", "a-secret-of-tests"

// Name is the bucket that a store has.
const Name = "media"

// Store is one that runs until the test ends.
type Store struct {
	Endpoint string // http://127.0.0.1:PORT
	Root     string // a folder in which every object is a file

	address string
	beside  string
	process *exec.Cmd
}

// program is the path of the store.
var program = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("find this module: %w", err)
	}
	out, err = exec.Command("go", "tool", "-modfile="+filepath.Join(strings.TrimSpace(string(out)), "scripts/s3/go.mod"), "-n", "versitygw").Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return "", fmt.Errorf("build the store: %s", failed.Stderr)
	}
	return strings.TrimSpace(string(out)), err
})

// Start runs an empty store.
func Start(t testing.TB) *Store {
	t.Helper()
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": Key, "AWS_SECRET_ACCESS_KEY": Secret} {
		if err := os.Setenv(name, value); err != nil {
			t.Fatal(err)
		}
	}
	_, address, err := freeport.Find()
	if err != nil {
		t.Fatal(err)
	}
	s := &Store{Endpoint: "http://" + address, Root: t.TempDir(), beside: t.TempDir(), address: address}
	if err := os.Mkdir(filepath.Join(s.Root, Name), 0o700); err != nil {
		t.Fatal(err)
	}
	s.Resume(t)
	t.Cleanup(func() { s.Stop(t) })
	return s
}

// Address is where media can be kept, below a prefix of its own.
func (s *Store) Address() string { return s.AddressAt(s.Endpoint) }

// AddressAt is Address by way of something that stands in front of the store.
func (s *Store) AddressAt(endpoint string) string {
	return "s3://" + Name + "/" + base.NewID(time.Now()).String() + "?endpoint=" + url.QueryEscape(endpoint)
}

// Stop ends the store, as a machine that loses its power does. What is in it stays.
func (s *Store) Stop(t testing.TB) {
	t.Helper()
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill()
	_ = s.process.Wait() // it was killed
	s.process = nil
}

// Resume starts a store again that was stopped.
func (s *Store) Resume(t testing.TB) {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	const health = "/health"
	s.process = exec.Command(path, "--port", s.address, "--health", health, "--quiet", "posix", "--sidecar", s.beside, s.Root)
	s.process.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+Key, "ROOT_SECRET_KEY="+Secret)
	var said strings.Builder
	s.process.Stdout, s.process.Stderr = &said, &said
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: time.Second}
	defer client.CloseIdleConnections()
	for end := time.Now().Add(20 * time.Second); ; {
		res, err := client.Get(s.Endpoint + health)
		if err == nil && res.Body.Close() == nil && res.StatusCode == http.StatusOK {
			return
		}
		if time.Now().After(end) {
			s.Stop(t)
			t.Fatalf("the store does not start: %v\n%s", err, said.String())
		}
	}
}

// Objects are the names of what is in the store, and how large each is.
func (s *Store) Objects(t testing.TB) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	root := filepath.Join(s.Root, Name)
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		about, err := entry.Info()
		if err == nil {
			all[strings.TrimPrefix(path, root+"/")] = about.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

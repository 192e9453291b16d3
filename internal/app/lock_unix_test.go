//go:build unix

package app

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func TestALockEndsThoughAProcessThatIsBeingStartedHasItsFile(t *testing.T) {
	config := Config{Data: t.TempDir()}
	f, err := os.OpenFile(filepath.Join(config.Data, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := lockFile(f, exclusive); err != nil {
		t.Fatal(err)
	}
	inherited, err := unix.Dup(int(f.Fd())) // as a child has it
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(inherited)
	if _, err := lockFolders(config, shared); err == nil {
		t.Fatal("a folder that is locked is locked again")
	}
	unlockFile(f)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	free, err := lockFolders(config, shared)
	if err != nil {
		t.Fatal(err)
	}
	free()
}

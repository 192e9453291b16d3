package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// lockKind says who else may hold the lock of a folder.
type lockKind int

const (
	shared    lockKind = iota // others that hold it shared: servers, commands beside them
	exclusive                 // nobody
)

var errLocked = errors.New("locked")

// lockFolders takes the locks of the data folder and of the folder of the SQLite file. They end with the process, however it
// ends.
func lockFolders(config Config, kind lockKind) (free func(), err error) {
	folders := []string{config.Data}
	if path, ok := strings.CutPrefix(config.DatabaseAddress(), "sqlite:"); ok && filepath.Dir(path) != filepath.Clean(config.Data) {
		folders = append(folders, filepath.Dir(path))
	}
	var held []*os.File
	free = func() {
		for _, f := range held {
			unlockFile(f)
			_ = f.Close()
		}
	}
	for _, folder := range folders {
		f, err := lockFolder(folder, kind)
		if err != nil {
			free()
			return nil, err
		}
		held = append(held, f)
	}
	return free, nil
}

func lockFolder(folder string, kind lockKind) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", advise(err))
	}
	f, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", advise(err))
	}
	err = lockFile(f, kind)
	switch {
	case errors.Is(err, errLocked) && kind == exclusive:
		err = fmt.Errorf("a server or another command works on %s: stop it first", folder)
	case errors.Is(err, errLocked):
		err = fmt.Errorf("%s is being repaired or restored: wait until that is done", folder)
	case err != nil:
		err = fmt.Errorf("lock %s: %w", folder, err)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// advise adds what to do where the folder may not be written.
func advise(err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w: let this user write there, or choose another folder with --data", err)
	}
	return err
}

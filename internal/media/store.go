package media

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"causerie/internal/base"
)

// files keeps each picture at DIR/ab/cd/ID-SIDE, where ab and cd are the last bytes of the id: those are random, where the first ones tell the
// time and would fill one folder after the other.
type files struct{ dir string }

func (f files) incoming() string { return filepath.Join(f.dir, "incoming") }

// uploads is where what comes in by parts is kept until it is whole, a folder for each owner.
func (f files) uploads() string { return filepath.Join(f.dir, "uploads") }

func (f files) path(id base.ID, side int) string {
	return filepath.Join(f.dir, hex.EncodeToString(id[15:]), hex.EncodeToString(id[14:15]), fileName(id, side))
}

func fileName(id base.ID, side int) string { return id.String() + "-" + strconv.Itoa(side) }

// parseName is the inverse of fileName.
func parseName(name string) (id base.ID, side int, ok bool) {
	text, number, found := cutLast(name, "-")
	if !found {
		return id, 0, false
	}
	id, err := base.ParseID(text)
	if err != nil {
		return id, 0, false
	}
	side, err = strconv.Atoi(number)
	return id, side, err == nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// write stores a file whole or not at all, also when the machine loses its power.
func (f files) write(id base.ID, side int, data []byte) error {
	path := f.path(id, side)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeWhole(path, f.incoming(), bytes.NewReader(data))
}

// writeAll stores all files of media.
func (f files) writeAll(id base.ID, kind string, contents [][]byte) error {
	for i, side := range sidesOf[kind] {
		if err := f.write(id, side, contents[i]); err != nil {
			return err
		}
	}
	return nil
}

func writeWhole(path, incoming string, content io.Reader) error {
	t, err := os.CreateTemp(incoming, "file-*")
	if err != nil {
		return err
	}
	_, err = io.Copy(t, content)
	if err == nil {
		err = t.Sync()
	}
	if err := errors.Join(err, t.Close()); err != nil {
		return errors.Join(err, os.Remove(t.Name()))
	}
	if err := os.Rename(t.Name(), path); err != nil {
		return errors.Join(err, os.Remove(t.Name()))
	}
	return syncFolders(filepath.Dir(path), 3)
}

// syncFolders makes the names in a folder and in those above it last.
func syncFolders(dir string, levels int) error {
	for ; levels > 0; levels-- {
		d, err := os.Open(dir)
		if err != nil {
			return err
		}
		if err := errors.Join(d.Sync(), d.Close()); err != nil {
			return fmt.Errorf("sync %s: %w", dir, err)
		}
		dir = filepath.Dir(dir)
	}
	return nil
}

// probeBytes is what Ready writes: more than what a full disk still takes.
const probeBytes = 4 << 10

// Ready tells whether files can be stored.
func (s *Service) Ready() error {
	t, err := os.CreateTemp(s.files.incoming(), "ready-*")
	if err != nil {
		return base.Storing("make a file of media", err)
	}
	_, err = t.Write(make([]byte, probeBytes))
	if err := errors.Join(err, t.Close(), os.Remove(t.Name())); err != nil {
		return base.Storing("write a file of media", err)
	}
	return nil
}

func (f files) open(id base.ID, side int) (*os.File, error) { return os.Open(f.path(id, side)) }

// remove removes the files of media of any kind.
func (f files) remove(id base.ID) error {
	var errs []error
	for _, sides := range sidesOf {
		for _, side := range sides {
			errs = append(errs, ignoreGone(os.Remove(f.path(id, side))))
		}
	}
	return errors.Join(errs...)
}

func (f files) exist(id base.ID, kind string) bool {
	for _, side := range sidesOf[kind] {
		if _, err := os.Stat(f.path(id, side)); err != nil {
			return false
		}
	}
	return true
}

// walk calls each for every file of media and for what was left in incoming.
func (f files) walk(each func(path string, id base.ID, info fs.FileInfo) error) error {
	return filepath.WalkDir(f.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return ignoreGone(err)
		}
		id, _, ok := parseName(entry.Name())
		if !ok && filepath.Dir(path) != f.incoming() {
			return nil // none of ours
		}
		info, err := entry.Info()
		if err != nil {
			return ignoreGone(err)
		}
		return each(path, id, info)
	})
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

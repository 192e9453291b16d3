package media

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// scratch is a folder of this machine where files are worked on, wherever they are kept afterwards.
type scratch string

func (s scratch) make() error { return os.MkdirAll(string(s), 0o700) }

// nameless is a file that is gone once it is closed, however this program ends.
func (s scratch) nameless() (*os.File, error) {
	f, err := os.CreateTemp(string(s), "upload-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// probeBytes is what ready writes: more than what a full disk still takes.
const probeBytes = 4 << 10

func (s scratch) ready() error {
	t, err := os.CreateTemp(string(s), "ready-*")
	if err != nil {
		return err
	}
	_, err = t.Write(make([]byte, probeBytes))
	return errors.Join(err, t.Close(), os.Remove(t.Name()))
}

// walk calls each for every file that was left, and when it was written.
func (s scratch) walk(each func(path string, written time.Time) error) error {
	return filepath.WalkDir(string(s), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return ignoreGone(err)
		}
		if filepath.Dir(path) != string(s) { // of a video
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return ignoreGone(err)
		}
		return each(path, info.ModTime())
	})
}

// sweepFilms removes folders in which a server has not ended making a video.
func (s scratch) sweepFilms(now time.Time) error {
	all, err := os.ReadDir(string(s))
	if err != nil {
		return ignoreGone(err)
	}
	var errs []error
	for _, one := range all {
		if !one.IsDir() || !strings.HasPrefix(one.Name(), filmFolder) {
			continue
		}
		if info, err := one.Info(); err == nil && now.Sub(info.ModTime()) >= filmTimes*MaxVideoLength {
			errs = append(errs, os.RemoveAll(filepath.Join(string(s), one.Name())))
		}
	}
	return errors.Join(errs...)
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

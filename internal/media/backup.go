package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"causerie/internal/base"
	"causerie/internal/db"
)

// EachFile hands put the files of all media that tx sees, except those that are done, and notes them as done. Files that are gone
// because their owner changed the picture since tx began are answered as missing.
func EachFile(ctx context.Context, tx *db.Tx, dir string, done map[base.ID]bool, put func(name string, content io.Reader) error) (missing []base.ID, err error) {
	f := files{dir: dir}
	err = eachPage(ctx, tx, func(batch []row) error {
		for _, r := range batch {
			if done[r.id] {
				continue
			}
			err := f.hand(r.id, sidesOf[r.kind], put)
			if errors.Is(err, fs.ErrNotExist) {
				missing = append(missing, r.id)
				continue
			}
			if err != nil {
				return err
			}
			done[r.id] = true
		}
		return ctx.Err()
	})
	return missing, err
}

func (f files) hand(id base.ID, sides []int, put func(name string, content io.Reader) error) error {
	opened := make([]*os.File, 0, len(sides))
	defer func() {
		for _, file := range opened {
			_ = file.Close() // it was only read
		}
	}()
	for range sides { // all or none
		file, err := f.open(id, sides[len(opened)])
		if err != nil {
			return err
		}
		opened = append(opened, file)
	}
	for i, file := range opened {
		if err := put(fileName(id, sides[i]), file); err != nil {
			return err
		}
	}
	return nil
}

// WriteFile stores a file under the name that EachFile gave it, in the folder of media dir.
func WriteFile(dir, name string, content io.Reader) error {
	id, side, ok := parseName(name)
	if !ok || name != fileName(id, side) {
		return fmt.Errorf("%q is no name of a picture", name)
	}
	path := (files{dir: dir}).path(id, side)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Sync(), file.Close())
}

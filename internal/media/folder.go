package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tus/tusd/v2/pkg/filestore"

	"causerie/internal/base"
)

// folder keeps media in a folder of this machine: each file at DIR/ab/cd/ID-SIDE.
type folder struct {
	dir     string
	scratch scratch // on the same disk
}

func (f folder) far() bool { return false }

func (f folder) path(n name) string {
	upper, lower := n.folders()
	return filepath.Join(f.dir, upper, lower, n.String())
}

func (f folder) write(_ context.Context, n name, content []byte) error {
	path := f.path(n)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return f.writeWhole(path, bytes.NewReader(content))
}

func (f folder) writeWhole(path string, content io.Reader) error {
	t, err := os.CreateTemp(string(f.scratch), "file-*")
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

func (f folder) take(_ context.Context, n name, path string) error {
	to := f.path(n)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := syncFile(path); err != nil {
		return err
	}
	if err := os.Rename(path, to); err != nil {
		return err
	}
	return syncFolders(filepath.Dir(to), 3)
}

// syncFile makes the content of a file last.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
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

// here is a file of this machine.
type here struct {
	*os.File
	size int64
}

func (h here) Size() int64 { return h.size }

func openHere(path string) (file, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return here{f, info.Size()}, nil
}

func (f folder) open(_ context.Context, n name) (file, error) { return openHere(f.path(n)) }

// copy has a file be there twice by its names. What is kept never changes, so that both may be the same on the disk.
func (f folder) copy(_ context.Context, from, to name) error {
	return f.share(f.path(from), f.path(to))
}

func (f folder) share(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	// A sweep takes what is of no row for an orphan once it is old.
	now := time.Now()
	if err := os.Chtimes(from, now, now); err != nil {
		return err
	}
	if err := os.Link(from, to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		if err := f.duplicate(from, to); err != nil { // on a disk that knows of no links
			return err
		}
	} else if err != nil {
		return err
	}
	return syncFolders(filepath.Dir(to), 3)
}

func (f folder) duplicate(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	return f.writeWhole(to, source)
}

func (f folder) remove(_ context.Context, id base.ID) error {
	var errs []error
	for _, sides := range sidesOf {
		for _, side := range sides {
			errs = append(errs, ignoreGone(os.Remove(f.path(name{id, side}))))
		}
	}
	return errors.Join(errs...)
}

func (f folder) walk(ctx context.Context, each func(n name, written time.Time) error) error {
	return filepath.WalkDir(f.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return errors.Join(ctx.Err(), ignoreGone(err))
		}
		n, ok := parseName(entry.Name())
		if !ok {
			return nil // none of ours
		}
		info, err := entry.Info()
		if err != nil {
			return ignoreGone(err)
		}
		return each(n, info.ModTime())
	})
}

// ready has nothing to add: files are worked on where they are kept.
func (f folder) ready(context.Context) error { return nil }

// uploadsDir has a folder for each owner.
func (f folder) uploadsDir() string { return filepath.Join(f.dir, "uploads") }

func (f folder) uploads(owner base.ID) uploads {
	dir := filepath.Join(f.uploadsDir(), owner.String())
	return folderUploads{filestore.FileStore{Path: dir, DirModePerm: 0o700, FileModePerm: 0o600}, f}
}

// folderUploads are those of one owner: two files each, one of which tells what is known of it.
type folderUploads struct {
	filestore.FileStore
	folder folder
}

func (u folderUploads) count(context.Context) (int, error) {
	all, err := os.ReadDir(u.Path)
	return len(all) / 2, ignoreGone(err)
}

func (u folderUploads) path(id base.ID) string { return filepath.Join(u.Path, id.String()) }

func (u folderUploads) open(ctx context.Context, id base.ID) (file, error) {
	if _, err := whole(ctx, u, id); err != nil {
		return nil, err
	}
	return openHere(u.path(id))
}

func (u folderUploads) adopt(_ context.Context, id base.ID) error {
	path := u.folder.path(name{id, WholeFile})
	if before, err := os.Stat(path); err == nil && before.Size() > 0 { // an earlier request came so far
		return nil
	}
	if err := syncFile(u.path(id)); err != nil {
		return err
	}
	return u.folder.share(u.path(id), path)
}

func (u folderUploads) remove(_ context.Context, id base.ID) error {
	return errors.Join(ignoreGone(os.Remove(u.path(id))), ignoreGone(os.Remove(u.path(id)+".info")))
}

// sweep removes what has rested for too long, and folders that are empty.
func (f folder) sweep(ctx context.Context, now time.Time) error {
	owners, err := os.ReadDir(f.uploadsDir())
	if err != nil {
		return ignoreGone(err)
	}
	var errs []error
	for _, owner := range owners {
		errs = append(errs, ctx.Err(), sweepFolder(filepath.Join(f.uploadsDir(), owner.Name()), now))
	}
	return errors.Join(errs...)
}

func sweepFolder(dir string, now time.Time) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return ignoreGone(err)
	}
	left := 0
	for _, file := range files {
		// An upload is as old as its last part; what is told of it is written once.
		info, err := os.Stat(filepath.Join(dir, strings.TrimSuffix(file.Name(), ".info")))
		if errors.Is(err, fs.ErrNotExist) {
			info, err = file.Info()
		}
		if err == nil && now.Sub(info.ModTime()) >= uploadAge {
			err = os.Remove(filepath.Join(dir, file.Name()))
		} else {
			left++
		}
		if err := ignoreGone(err); err != nil {
			return err
		}
	}
	if left > 0 {
		return nil
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrExist) { // someone began one meanwhile
		return ignoreGone(err)
	}
	return nil
}

package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/minio/minio-go/v7"
)

// Filling is where a restore puts the files of a backup. They are media once it is settled; until then all can be taken back, and what a restore that was killed
// has left is nothing to another one.
type Filling interface {
	// File takes a file under the name that EachFile gave it.
	File(name string, content io.Reader) error
	Settle(ctx context.Context) error
	// Undo takes back what was put there, also after Settle.
	Undo(ctx context.Context) error
}

// Fill begins a restore into what config names, and refuses where there is something already.
func Fill(ctx context.Context, dir, address string) (Filling, error) {
	if address == "" {
		f := &folderFilling{dir: dir}
		if err := checkNoFiles(dir); err != nil {
			return nil, err
		}
		return f, f.Undo(ctx)
	}
	s := scratch(filepath.Join(dir, "incoming"))
	b, err := openBucket(address, s)
	if err != nil {
		return nil, err
	}
	if err := s.make(); err != nil {
		return nil, err
	}
	f := &bucketFilling{bucket: b, ctx: ctx, free: make(chan struct{}, fillsAtOnce)}
	return f, f.begin(ctx)
}

// checkNoFiles refuses a folder that has a file anywhere in it.
func checkNoFiles(folder string) error {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			err = fmt.Errorf("there is %s already: restore into an empty data folder", path)
		}
		return err
	})
	return ignoreGone(err)
}

func nameOf(text string) (name, error) {
	n, ok := parseName(text)
	if !ok {
		return n, fmt.Errorf("%q is no name of a picture", text)
	}
	return n, nil
}

// folderFilling fills a folder beside the one where things belong.
type folderFilling struct {
	dir     string
	settled bool
}

func (f *folderFilling) partial() string { return f.dir + ".partial" }

func (f *folderFilling) File(text string, content io.Reader) error {
	n, err := nameOf(text)
	if err != nil {
		return err
	}
	path := folder{dir: f.partial()}.path(n)
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

func (f *folderFilling) Settle(context.Context) error {
	if _, err := os.Stat(f.partial()); err == nil {
		if err := os.RemoveAll(f.dir); err != nil { // it has no file in it
			return fmt.Errorf("make place for the pictures: %w", err)
		}
		if err := os.Rename(f.partial(), f.dir); err != nil {
			return fmt.Errorf("put the pictures in place: %w", err)
		}
		f.settled = true
	}
	return syncFolders(filepath.Dir(f.dir), 1)
}

func (f *folderFilling) Undo(context.Context) error {
	err := os.RemoveAll(f.partial())
	if f.settled {
		err = errors.Join(err, os.RemoveAll(f.dir))
	}
	return err
}

// fillsAtOnce is how many files are on their way to a bucket at the same time.
const fillsAtOnce = 8

// bucketFilling fills a bucket in place. An object of its own says that this is not done, and that all that is there is a restore's.
type bucketFilling struct {
	bucket *bucket
	ctx    context.Context // of the restore

	free    chan struct{}
	all     sync.WaitGroup
	mu      sync.Mutex
	failure error
}

func (f *bucketFilling) mark() string { return f.bucket.Prefix + "restoring" }

func (f *bucketFilling) begin(ctx context.Context) error {
	var first string
	half := false
	err := f.bucket.list(ctx, f.bucket.Prefix, true, func(o minio.ObjectInfo) error {
		if half = o.Key == f.mark(); half {
			return fs.SkipAll
		}
		if first == "" {
			first = o.Key
		}
		return nil
	})
	switch {
	case err != nil && !errors.Is(err, fs.SkipAll):
		return fmt.Errorf("look into the bucket %s: %w", f.bucket, err)
	case half:
		if err := f.Undo(ctx); err != nil {
			return err
		}
	case first != "":
		return fmt.Errorf("there is %s in the bucket %s already: restore into an empty one, or below another prefix", first, f.bucket)
	}
	if err := f.bucket.put(ctx, f.mark(), []byte("A restore of causerie is under way, or was killed. The next one begins by removing all that is here.\n")); err != nil {
		return fmt.Errorf("write into the bucket %s: %w", f.bucket, err)
	}
	return nil
}

// File sends a file on its way.
func (f *bucketFilling) File(text string, content io.Reader) error {
	n, err := nameOf(text)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(string(f.bucket.scratch), "file-*")
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	if err = errors.Join(err, file.Close(), f.failed()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	f.free <- struct{}{}
	f.all.Go(func() {
		defer func() { <-f.free }()
		if err := f.bucket.take(f.ctx, n, file.Name()); err != nil {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.failure = errors.Join(err, os.Remove(file.Name()))
		}
	})
	return nil
}

func (f *bucketFilling) failed() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.failure
}

func (f *bucketFilling) Settle(ctx context.Context) error {
	f.all.Wait()
	if err := f.failed(); err != nil {
		return fmt.Errorf("put the pictures in place: %w", err)
	}
	return f.bucket.delete(ctx, f.mark())
}

// Undo removes all but the mark first, which another restore needs where this one does not come to its end.
func (f *bucketFilling) Undo(ctx context.Context) error {
	f.all.Wait()
	var keys []string
	if err := f.bucket.list(ctx, f.bucket.Prefix, true, func(o minio.ObjectInfo) error { keys = append(keys, o.Key); return nil }); err != nil {
		return err
	}
	for _, key := range keys {
		if key == f.mark() {
			continue
		}
		if err := f.bucket.delete(ctx, key); err != nil {
			return err
		}
	}
	return f.bucket.delete(ctx, f.mark())
}

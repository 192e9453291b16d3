package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// dataFolder looks at the folder of the embedded database and of pictures.
func dataFolder(_ context.Context, p Patient) []Finding {
	const check = "data"
	dir := p.Config.Data
	about, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		parent := existing(dir)
		if file, err := os.CreateTemp(parent, ".causerie-doctor-*"); err != nil {
			return []Finding{failed(check, dir+" is not there and cannot be made: "+cause(err), "make it, owned by the user who runs the server")}
		} else if err := errors.Join(file.Close(), os.Remove(file.Name())); err != nil {
			return []Finding{failed(check, cause(err), "look at the file system of "+parent)}
		}
		return []Finding{ok(check, "%s is not there yet; the first start makes it", dir)}
	case err != nil:
		return []Finding{failed(check, cause(err), "let the user who runs the server into it")}
	case !about.IsDir():
		return []Finding{failed(check, dir+" is no folder", "choose another with --data")}
	}
	file, err := os.CreateTemp(dir, ".causerie-doctor-*")
	if err != nil {
		return []Finding{failed(check, dir+" cannot be written to: "+cause(err), "chown it to the user who runs the server, and see that the disk is not mounted read-only")}
	}
	if err := errors.Join(file.Close(), os.Remove(file.Name())); err != nil {
		return []Finding{failed(check, cause(err), "look at the file system of "+dir)}
	}
	if others := about.Mode().Perm() & 0o077; others != 0 {
		return []Finding{warning(check, fmt.Sprintf("%s is open to other users of this machine (mode %o)", dir, about.Mode().Perm()), "chmod 700 "+dir)}
	}
	return []Finding{ok(check, "%s can be written to, and by nobody else", dir)}
}

// disk measures how much room there is, and how long it takes until something is really on the disk: every message waits for that once.
func disk(ctx context.Context, p Patient) []Finding {
	dir := existing(p.Config.Data)
	found := make([]Finding, 0, 2)
	if free, err := freeSpace(dir); err != nil {
		found = append(found, ok("space", "not checked: %v", err))
	} else {
		found = append(found, judgeSpace(free))
	}
	took, err := measureSync(ctx, dir)
	if err != nil {
		return append(found, failed("disk", "cannot be measured: "+cause(err), "see that "+dir+" can be written to"))
	}
	return append(found, judgeSync(took))
}

func judgeSpace(free uint64) Finding {
	const check = "space"
	switch {
	case free < 200<<20:
		return failed(check, size(free)+" are free", "make room: without it nothing can be sent")
	case free < 2<<30:
		return warning(check, size(free)+" are free", "make room, or give the data folder a larger disk")
	}
	return ok(check, "%s are free", size(free))
}

// measureSync is the median time to append 4 KiB to a file and have it on the disk.
func measureSync(ctx context.Context, dir string) (time.Duration, error) {
	file, err := os.CreateTemp(dir, ".causerie-doctor-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	page := make([]byte, 4096)
	var times []time.Duration
	for end := time.Now().Add(2 * time.Second); len(times) < 5 || len(times) < 60 && time.Now().Before(end); {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		began := time.Now()
		if _, err := file.Write(page); err != nil {
			return 0, err
		}
		if err := file.Sync(); err != nil {
			return 0, err
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

func judgeSync(took time.Duration) Finding {
	const check = "disk"
	found := fmt.Sprintf("a write is on the disk after %s", took.Round(10*time.Microsecond))
	switch {
	case took < 20*time.Microsecond:
		return warning(check, found+": so fast that it is hardly there", "see that the data folder is on a disk, not in memory: a power cut would lose messages")
	case took < 3*time.Millisecond:
		return ok(check, "%s: fast, as of a good SSD", found)
	case took < 15*time.Millisecond:
		return ok(check, "%s: usable; sending takes that long", found)
	case took < 60*time.Millisecond:
		return warning(check, found+": slow, and sending takes that long", "move the data folder to an SSD, or to a disk that others use less")
	}
	return warning(check, found+": so slow that people notice each time they send", "move the data folder off this disk; network file systems are not for it")
}

// existing is dir, or the nearest folder above it that is there.
func existing(dir string) string {
	dir, err := filepath.Abs(dir)
	for err == nil && dir != filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

// cause is what the operating system says, without the call that it answers.
func cause(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Path + ": " + at.Err.Error()
	}
	return err.Error()
}

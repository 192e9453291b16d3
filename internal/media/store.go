package media

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"causerie/internal/base"
)

// store keeps the files of media, and what comes in by parts until it is whole: a folder of this machine, or a bucket that several servers
// share. A file never changes; one that is not there is fs.ErrNotExist.
type store interface {
	// write keeps a file whole or not at all, also when a machine loses its power.
	write(ctx context.Context, n name, content []byte) error
	// take is write for a file of this machine, which may be gone from its path then.
	take(ctx context.Context, n name, path string) error
	open(ctx context.Context, n name) (file, error)
	// copy keeps a file under another name too.
	copy(ctx context.Context, from, to name) error
	// remove removes all files of media.
	remove(ctx context.Context, id base.ID) error
	// walk calls each for every file of media, and when it was written.
	walk(ctx context.Context, each func(n name, written time.Time) error) error
	// ready tells whether files can be kept now.
	ready(ctx context.Context) error
	// far tells that all this waits for a network, so that no transaction should wait for it.
	far() bool

	// uploads are what an owner sends by parts: no one reaches those of another.
	uploads(owner base.ID) uploads
	// sweep removes uploads that have rested for too long.
	sweep(ctx context.Context, now time.Time) error
}

// uploads keeps what one owner sends by parts. It is what tusd stores in.
type uploads interface {
	tus.DataStore
	tus.TerminaterDataStore
	count(ctx context.Context) (int, error)
	// open reads an upload that is whole.
	open(ctx context.Context, id base.ID) (file, error)
	// adopt makes an upload that is whole the file of media of the same id. It stays, so that who asks again finds it.
	adopt(ctx context.Context, id base.ID) error
	remove(ctx context.Context, id base.ID) error
}

// file is what is kept, to be read.
type file interface {
	io.ReadSeekCloser
	io.ReaderAt
	Size() int64
}

// name is which of the files of which media.
type name struct {
	id   base.ID
	side int
}

func (n name) String() string { return n.id.String() + "-" + strconv.Itoa(n.side) }

// folders are those of a file below that of all, as ab/cd, by the last bytes of the id: these are random, where the first ones tell the time and
// would fill one folder after the other.
func (n name) folders() (upper, lower string) {
	return hex.EncodeToString(n.id[15:]), hex.EncodeToString(n.id[14:15])
}

// parseName is the inverse of name.String.
func parseName(text string) (n name, ok bool) {
	i := strings.LastIndexByte(text, '-')
	if i < 0 {
		return n, false
	}
	id, err := base.ParseID(text[:i])
	if err != nil {
		return n, false
	}
	side, err := strconv.Atoi(text[i+1:])
	n = name{id, side}
	return n, err == nil && n.String() == text
}

// whole finds an upload, and fails where it has not come in whole.
func whole(ctx context.Context, u tus.DataStore, id base.ID) (tus.Upload, error) {
	found, err := u.GetUpload(ctx, id.String())
	if errors.Is(err, tus.ErrNotFound) {
		return nil, base.NotFound()
	}
	if err != nil {
		return nil, err
	}
	info, err := found.GetInfo(ctx)
	if err == nil && info.Offset < info.Size {
		err = base.Conflict("upload_incomplete", "This upload has not come in whole. Go on with it first.")
	}
	return found, err
}

// writeAll keeps all files of media.
func (s *Service) writeAll(ctx context.Context, id base.ID, kind string, contents [][]byte) error {
	for i, side := range sidesOf[kind] {
		if err := s.store.write(ctx, name{id, side}, contents[i]); err != nil {
			return err
		}
	}
	return nil
}

// Ready tells whether files can be kept, and worked on.
func (s *Service) Ready(ctx context.Context) error {
	if err := s.scratch.ready(); err != nil {
		return base.Storing("write a file of media", err)
	}
	if err := s.store.ready(ctx); err != nil {
		return base.Storing("write a file of media", err)
	}
	return nil
}

// eraseTime is how long one removal from a store that is far may take, and erasesAtOnce how many are under way at most. What is not removed by then is
// for the next sweep.
const (
	eraseTime    = 20 * time.Second
	erasesAtOnce = 64
)

// erase removes the files of media that are no more. Nobody waits for a store that is far.
func (s *Service) erase(ids ...base.ID) {
	if !s.store.far() {
		s.eraseNow(ids)
		return
	}
	if s.erasing.Add(1) > erasesAtOnce {
		s.erasing.Add(-1)
		s.Log.Warn("media files remain until the next sweep", "count", len(ids), "error", "many removals are under way")
		return
	}
	s.erasers.Go(func() {
		defer s.erasing.Add(-1)
		s.eraseNow(ids)
	})
}

func (s *Service) eraseNow(ids []base.ID) {
	for _, id := range ids {
		ctx, cancel := context.WithTimeout(context.Background(), eraseTime)
		err := s.store.remove(ctx, id)
		cancel()
		if err != nil {
			s.Log.Warn("media files remain until the next sweep", "media", id, "error", err)
			if s.store.far() { // the next one would wait as long
				return
			}
		}
	}
}

// Settle waits for the removals that are under way.
func (s *Service) Settle() { s.erasers.Wait() }

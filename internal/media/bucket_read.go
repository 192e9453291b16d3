package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"causerie/internal/base"
)

// A file of a bucket is asked for in pieces, each four times the last one: who looks at the beginning of a film is sent little, and who reads all of it needs few
// requests.
const windowLeast, windowMost = 256 << 10, 16 << 20

// remote is a file of a bucket: an object, or some that are one after the other. What breaks while it is read is asked for again.
type remote struct {
	ctx    context.Context // of who opened it
	bucket *bucket
	parts  []part
	size   int64
	at     int64 // where it is read next

	body   io.ReadCloser // nil, or what comes next
	bodyAt int64         // where that begins
	left   int64         // how much of it is left
	window int64         // how much is asked for next
}

func (b *bucket) open(ctx context.Context, n name) (file, error) {
	r := &remote{ctx: ctx, bucket: b, window: windowLeast}
	key := b.key(n)
	body, size, err := b.get(ctx, key, 0, windowLeast)
	if err != nil {
		return nil, err
	}
	r.parts, r.size, r.body, r.left = []part{{key, size}}, size, body, min(size, windowLeast)
	return r, nil
}

// get asks for length bytes of an object from a place on, and tells how large it is. An object has one at least.
func (b *bucket) get(ctx context.Context, key string, from, length int64) (io.ReadCloser, int64, error) {
	var options minio.GetObjectOptions
	if err := options.SetRange(from, from+length-1); err != nil {
		return nil, 0, err
	}
	asking, stop := context.WithCancel(ctx)
	late := time.AfterFunc(bucketTime, stop) // until it begins to answer
	body, about, header, err := b.client.GetObject(asking, b.Bucket, key, options)
	if !late.Stop() && err == nil {
		err = errors.Join(asking.Err(), body.Close())
	}
	if err != nil {
		stop()
		return nil, 0, told(ctx, err)
	}
	body = answer{body, stop}
	_, total, found := strings.Cut(header.Get("Content-Range"), "/")
	size, err := strconv.ParseInt(total, 10, 64)
	if !found && from == 0 { // a store that hands out all of it
		size, err = about.Size, nil
	}
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("%w: it answers no range of an object", base.ErrUnreachable), body.Close())
	}
	return body, size, nil
}

// answer is the body of one, with which the request ends.
type answer struct {
	io.ReadCloser
	end context.CancelFunc
}

func (a answer) Close() error {
	defer a.end()
	return a.ReadCloser.Close()
}

func (r *remote) Size() int64 { return r.size }

func (r *remote) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return r.at, errors.New("seek before the beginning")
	}
	r.at = offset
	return offset, nil
}

func (r *remote) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	var failed error
	for range bucketTries {
		if r.body == nil || r.bodyAt != r.at || r.left <= 0 {
			if err := r.fetch(); err != nil {
				return 0, err // the request was made anew before it failed
			}
		}
		n, err := r.body.Read(p[:min(int64(len(p)), r.left)])
		if n > 0 {
			r.at, r.bodyAt, r.left = r.at+int64(n), r.bodyAt+int64(n), r.left-int64(n)
			return n, nil
		}
		if failed = err; errors.Is(err, io.EOF) {
			failed = io.ErrUnexpectedEOF
		}
		r.drop()
		if r.ctx.Err() != nil {
			return 0, r.ctx.Err()
		}
	}
	return 0, fmt.Errorf("%w: %w", base.ErrUnreachable, failed)
}

// fetch asks for what is read next.
func (r *remote) fetch() error {
	r.drop()
	in := r.at
	for _, p := range r.parts {
		if in >= p.size {
			in -= p.size
			continue
		}
		length := min(r.window, p.size-in)
		body, _, err := r.bucket.get(r.ctx, p.key, in, length)
		if err != nil {
			return err
		}
		r.body, r.bodyAt, r.left, r.window = body, r.at, length, min(4*r.window, windowMost)
		return nil
	}
	return io.ErrUnexpectedEOF
}

func (r *remote) drop() {
	if r.body != nil {
		_ = r.body.Close() // it was only read
		r.body = nil
	}
}

// ReadAt asks for just what is wanted.
func (r *remote) ReadAt(p []byte, at int64) (int, error) {
	one := &remote{ctx: r.ctx, bucket: r.bucket, parts: r.parts, size: r.size, at: at, window: max(1, int64(len(p)))}
	defer one.drop()
	n, err := io.ReadFull(one, p)
	if errors.Is(err, io.ErrUnexpectedEOF) && at+int64(n) >= r.size {
		err = io.EOF
	}
	return n, err
}

func (r *remote) Close() error {
	r.drop()
	return nil
}

package media

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	tus "github.com/tus/tusd/v2/pkg/handler"

	"causerie/internal/base"
)

// bucketUploads are those of one owner in a bucket. Every upload is a few objects below uploads/OWNER/ID/:
//
//	of-SIZE       is empty and tells how large it will be,
//	START-LENGTH  is a part, which begins at a multiple of partSize and has that length, but for the last one.
//
// They are never changed, so that any server can go on where another one has ended, in the middle of a request or of a part: what has come in are the longest parts
// from 0 on without a gap. A part that goes on takes the place of the shorter one that began where it does.
type bucketUploads struct {
	bucket *bucket
	owner  base.ID
}

func (b *bucket) uploads(owner base.ID) uploads { return bucketUploads{b, owner} }

const uploadsPrefix, uploadSizeMark = "uploads/", "of-"

func (u bucketUploads) prefix() string {
	return u.bucket.Prefix + uploadsPrefix + u.owner.String() + "/"
}

// bucketUpload is what is known of an upload.
type bucketUpload struct {
	of     bucketUploads
	prefix string
	info   tus.FileInfo
	parts  []part // without a gap
}

func (u bucketUploads) NewUpload(ctx context.Context, info tus.FileInfo) (tus.Upload, error) {
	up := &bucketUpload{of: u, prefix: u.prefix() + info.ID + "/", info: info}
	return up, u.bucket.put(ctx, up.prefix+uploadSizeMark+strconv.FormatInt(info.Size, 10), nil)
}

func (u bucketUploads) GetUpload(ctx context.Context, id string) (tus.Upload, error) {
	up := &bucketUpload{of: u, prefix: u.prefix() + id + "/", info: tus.FileInfo{ID: id}}
	return up, up.look(ctx)
}

// look finds out what has come in.
func (up *bucketUpload) look(ctx context.Context) error {
	longest := map[int64]part{}
	begun := false
	up.parts, up.info.Offset = nil, 0
	err := briefly(ctx, func(ctx context.Context) error {
		return up.of.bucket.list(ctx, up.prefix, true, func(o minio.ObjectInfo) error {
			text := strings.TrimPrefix(o.Key, up.prefix)
			if size, ok := strings.CutPrefix(text, uploadSizeMark); ok {
				n, err := strconv.ParseInt(size, 10, 64)
				up.info.Size, begun = n, err == nil
				return nil
			}
			before, after, _ := strings.Cut(text, "-")
			start, err := strconv.ParseInt(before, 10, 64)
			length, err2 := strconv.ParseInt(after, 10, 64)
			if errors.Join(err, err2) == nil && length == o.Size && length > longest[start].size {
				longest[start] = part{o.Key, length}
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	if !begun {
		return tus.ErrNotFound
	}
	for {
		next, there := longest[up.info.Offset]
		if !there {
			return nil
		}
		up.parts, up.info.Offset = append(up.parts, next), up.info.Offset+next.size
	}
}

func (up *bucketUpload) GetInfo(context.Context) (tus.FileInfo, error) { return up.info, nil }

// WriteChunk keeps what comes in, a part whenever there is enough for one, and at its end what there is. What it tells to have written is kept.
func (up *bucketUpload) WriteChunk(ctx context.Context, offset int64, content io.Reader) (written int64, err error) {
	spool, err := up.of.bucket.scratch.nameless()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, spool.Close()) }()
	ctx = context.WithoutCancel(ctx) // what has come in is kept, also when its sender is gone
	start := offset - offset%partSize
	var shorter part // what is kept of the part that goes on
	if offset > start {
		if shorter, err = up.fetchLast(ctx, spool, start, offset); err != nil {
			return 0, err
		}
	}
	for have := offset - start; ; start, have = start+partSize, 0 {
		n, came := io.CopyN(spool, content, partSize-have)
		if n > 0 {
			if err := up.keep(ctx, spool, start, have+n); err != nil {
				return written, err
			}
			written += n
			if shorter.key != "" {
				_ = up.of.bucket.delete(ctx, shorter.key) // else it goes with the upload
				shorter = part{}
			}
		}
		if errors.Is(came, io.EOF) {
			return written, nil
		}
		if came != nil {
			return written, came
		}
		if err := errors.Join(spool.Truncate(0), seekStart(spool)); err != nil {
			return written, err
		}
	}
}

// fetchLast brings the part that is not full back, from start to end.
func (up *bucketUpload) fetchLast(ctx context.Context, to io.Writer, start, end int64) (part, error) {
	last := up.parts[len(up.parts)-1]
	if last.size != end-start {
		return part{}, fmt.Errorf("a part from %d to %d is not there", start, end)
	}
	r := &remote{ctx: ctx, bucket: up.of.bucket, parts: []part{last}, size: last.size, window: partSize}
	defer r.drop()
	_, err := io.Copy(to, r)
	return last, err
}

// keep makes the beginning of a file a part.
func (up *bucketUpload) keep(ctx context.Context, spool *os.File, start, length int64) error {
	b := up.of.bucket
	key := up.prefix + strconv.FormatInt(start, 10) + "-" + strconv.FormatInt(length, 10)
	return within(ctx, partTime, func(ctx context.Context) error {
		_, err := b.client.Client.PutObject(ctx, b.Bucket, key, io.NewSectionReader(spool, 0, length), length, putOptions)
		return err
	})
}

func (up *bucketUpload) GetReader(ctx context.Context) (io.ReadCloser, error) {
	return up.reader(ctx), nil
}

func (up *bucketUpload) reader(ctx context.Context) *remote {
	return &remote{ctx: ctx, bucket: up.of.bucket, parts: up.parts, size: up.info.Offset, window: windowLeast}
}

func (up *bucketUpload) FinishUpload(context.Context) error { return nil }

func (up *bucketUpload) Terminate(ctx context.Context) error {
	return up.of.bucket.deleteAll(ctx, up.prefix)
}

func (u bucketUploads) AsTerminatableUpload(up tus.Upload) tus.TerminatableUpload {
	return up.(*bucketUpload)
}

func (u bucketUploads) count(ctx context.Context) (n int, err error) {
	err = briefly(ctx, func(ctx context.Context) error {
		return u.bucket.list(ctx, u.prefix(), false, func(minio.ObjectInfo) error { n++; return nil })
	})
	return n, err
}

// find is an upload that is whole.
func (u bucketUploads) find(ctx context.Context, id base.ID) (*bucketUpload, error) {
	found, err := whole(ctx, u, id)
	if err != nil {
		return nil, err
	}
	return found.(*bucketUpload), nil
}

func (u bucketUploads) open(ctx context.Context, id base.ID) (file, error) {
	up, err := u.find(ctx, id)
	if err != nil {
		return nil, err
	}
	return up.reader(ctx), nil
}

func (u bucketUploads) adopt(ctx context.Context, id base.ID) error {
	up, err := u.find(ctx, id)
	if base.CodeOf(err) == "not_found" {
		return fs.ErrNotExist
	}
	if err != nil {
		return err
	}
	to := name{id, WholeFile}
	if size, err := u.bucket.size(ctx, to); err == nil && size == up.info.Size { // an earlier request came so far
		return nil
	}
	// Who asks may have no patience for a large one, and asks again.
	return u.bucket.join(context.WithoutCancel(ctx), up.parts, u.bucket.key(to))
}

func (u bucketUploads) remove(ctx context.Context, id base.ID) error {
	return u.bucket.deleteAll(ctx, u.prefix()+id.String()+"/")
}

// sweep removes uploads that have rested for too long.
func (b *bucket) sweep(ctx context.Context, now time.Time) error {
	last := map[string]time.Time{} // by the prefix of an upload
	err := b.list(ctx, b.Prefix+uploadsPrefix, true, func(o minio.ObjectInfo) error {
		upload := o.Key[:strings.LastIndexByte(o.Key, '/')+1]
		if o.LastModified.After(last[upload]) {
			last[upload] = o.LastModified
		}
		return nil
	})
	if err != nil {
		return err
	}
	var errs []error
	for upload, at := range last {
		if now.Sub(at) >= uploadAge {
			errs = append(errs, b.deleteAll(ctx, upload))
		}
	}
	return cmp.Or(errors.Join(errs...), b.sweepJoins(ctx, now))
}

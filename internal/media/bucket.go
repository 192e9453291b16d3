package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"causerie/internal/base"
)

const (
	// bucketSilence is how long a connection to a bucket may be without a byte in either direction, bucketTime how long a request may take that moves
	// little, and bucketTries how often one is made.
	bucketSilence = 30 * time.Second
	bucketTime    = 20 * time.Second
	bucketTries   = 3
	// moveTime is how long it may take to move a large file to a bucket, or within it, and partTime a part.
	moveTime, partTime = 15 * time.Minute, 2 * time.Minute

	// partSize is what stores of this kind take as a part of a file at least, with room: all parts but the last have it.
	partSize = 8 << 20
	// copyAtOnce is how many parts are copied at the same time, and copyLargest the largest that is copied as one: a store
	// may say nothing before it has.
	copyAtOnce, copyLargest = 8, 64 << 20
)

// BucketAddress is what the address of a bucket says.
type BucketAddress struct {
	Bucket   string
	Prefix   string // of the names of all objects; empty, or ends with a slash
	Endpoint url.URL
	Region   string
}

// ParseBucket reads s3://BUCKET/PREFIX?endpoint=URL&region=REGION. Whoever may use the bucket is told by the environment alone.
func ParseBucket(address string) (b BucketAddress, err error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" {
		return b, errors.New("write it as s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION")
	}
	if u.User != nil {
		return b, errors.New("keys do not belong into the address: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment")
	}
	b = BucketAddress{Bucket: u.Host, Region: u.Query().Get("region")}
	if prefix := strings.Trim(u.Path, "/"); prefix != "" {
		b.Prefix = prefix + "/"
	}
	query := u.Query()
	plain := query.Get("plain") == "yes"
	endpoint := query.Get("endpoint")
	for key := range query {
		switch key {
		case "endpoint", "region", "plain":
		default:
			return b, fmt.Errorf("it has no setting %q: there are endpoint, region and plain", key)
		}
	}
	if endpoint == "" {
		if b.Region == "" {
			return b, errors.New("it needs a region, or an endpoint: &endpoint=https://HOST")
		}
		endpoint = "https://s3." + b.Region + ".amazonaws.com"
	}
	at, err := url.Parse(endpoint)
	if err != nil || at.Host == "" || at.User != nil || strings.Trim(at.Path, "/") != "" || at.Scheme != "https" && at.Scheme != "http" {
		return b, errors.New("its endpoint must be like https://HOST or https://HOST:PORT")
	}
	if at.Scheme == "http" && !plain && !thisMachine(at.Hostname()) {
		return b, errors.New("its endpoint does not encrypt: write https://, or add &plain=yes if nobody else is on that network")
	}
	if b.Region == "" {
		b.Region = "us-east-1" // what stores that know of no regions call theirs
	}
	b.Endpoint = url.URL{Scheme: at.Scheme, Host: at.Host}
	return b, nil
}

func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// String is the address as it may be shown.
func (b BucketAddress) String() string {
	return "s3://" + b.Bucket + "/" + b.Prefix + " at " + b.Endpoint.Host
}

// bucket keeps media in a bucket of a store that speaks S3, each file as the object PREFIX/ab/cd/ID-SIDE.
type bucket struct {
	BucketAddress
	client    minio.Core
	transport *http.Transport
	scratch   scratch
}

// openBucket reaches nothing yet.
func openBucket(address string, scratch scratch) (*bucket, error) {
	about, err := ParseBucket(address)
	if err != nil {
		return nil, err
	}
	key, secret := os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY")
	if key == "" || secret == "" {
		return nil, fmt.Errorf("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not in the environment: the bucket %s cannot be used without them", about)
	}
	transport := newTransport()
	client, err := minio.NewCore(about.Endpoint.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(key, secret, os.Getenv("AWS_SESSION_TOKEN")),
		Secure: about.Endpoint.Scheme == "https", Region: about.Region, Transport: transport, MaxRetries: bucketTries,
	})
	if err != nil {
		return nil, fmt.Errorf("the address of the bucket: %w", err)
	}
	return &bucket{about, *client, transport, scratch}, nil
}

func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return talking{c}, nil
		},
		TLSHandshakeTimeout: 5 * time.Second, MaxIdleConnsPerHost: 32, IdleConnTimeout: bucketSilence, DisableCompression: true,
	}
}

// talking is a connection that ends when nothing has come or gone for long.
type talking struct{ net.Conn }

func (t talking) Read(p []byte) (int, error) {
	if err := t.SetReadDeadline(time.Now().Add(bucketSilence)); err != nil {
		return 0, err
	}
	return t.Conn.Read(p)
}

// Write lets an answer take its time from then on.
func (t talking) Write(p []byte) (int, error) {
	if err := t.SetDeadline(time.Now().Add(bucketSilence)); err != nil {
		return 0, err
	}
	return t.Conn.Write(p)
}

func (b *bucket) far() bool { return true }

func (b *bucket) key(n name) string {
	upper, lower := n.folders()
	return b.Prefix + upper + "/" + lower + "/" + n.String()
}

// told is an error of the store: that of the caller's own end, fs.ErrNotExist, or one for which a later try may be luckier.
func told(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	switch answer := minio.ToErrorResponse(err); answer.Code {
	case "NoSuchKey", "NoSuchUpload":
		return fs.ErrNotExist
	case "XMinioStorageFull", "QuotaExceeded", "InsufficientStorage":
		return fmt.Errorf("%w: %s", syscall.ENOSPC, answer.Code)
	case "", "NotFound":
		if answer.StatusCode == http.StatusNotFound {
			return fs.ErrNotExist
		}
		return fmt.Errorf("%w: %w", base.ErrUnreachable, err)
	default:
		return fmt.Errorf("%w: %s: %w", base.ErrUnreachable, answer.Code, err)
	}
}

// briefly makes a request that moves little.
func briefly(ctx context.Context, do func(ctx context.Context) error) error {
	return within(ctx, bucketTime, do)
}

func within(ctx context.Context, most time.Duration, do func(ctx context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	return told(ctx, do(limited))
}

var putOptions = minio.PutObjectOptions{ContentType: "application/octet-stream", SendContentMd5: true, DisableMultipart: true}

func (b *bucket) put(ctx context.Context, key string, content []byte) error {
	return briefly(ctx, func(ctx context.Context) error {
		_, err := b.client.Client.PutObject(ctx, b.Bucket, key, bytes.NewReader(content), int64(len(content)), putOptions)
		return err
	})
}

func (b *bucket) write(ctx context.Context, n name, content []byte) error {
	return b.put(ctx, b.key(n), content)
}

func (b *bucket) take(ctx context.Context, n name, path string) error {
	err := within(ctx, moveTime, func(ctx context.Context) error {
		options := minio.PutObjectOptions{ContentType: putOptions.ContentType, SendContentMd5: true, PartSize: 2 * partSize}
		_, err := b.client.FPutObject(ctx, b.Bucket, b.key(n), path, options)
		return err
	})
	if err != nil {
		return err
	}
	return ignoreGone(os.Remove(path))
}

func (b *bucket) copy(ctx context.Context, from, to name) error {
	size, err := b.size(ctx, from)
	if err != nil {
		return err
	}
	return b.join(ctx, []part{{b.key(from), size}}, b.key(to))
}

func (b *bucket) size(ctx context.Context, n name) (size int64, err error) {
	err = briefly(ctx, func(ctx context.Context) error {
		about, err := b.client.StatObject(ctx, b.Bucket, b.key(n), minio.StatObjectOptions{})
		size = about.Size
		return err
	})
	return size, err
}

// part is an object, as one of those that are a file.
type part struct {
	key  string
	size int64
}

// join makes one object of others, within the store: all of them but the last have partSize at least.
func (b *bucket) join(ctx context.Context, parts []part, to string) error {
	return within(ctx, moveTime, func(ctx context.Context) error {
		if len(parts) == 1 && parts[0].size <= copyLargest {
			_, err := b.client.Client.CopyObject(ctx, minio.CopyDestOptions{Bucket: b.Bucket, Object: to}, minio.CopySrcOptions{Bucket: b.Bucket, Object: parts[0].key})
			return err
		}
		upload, err := b.client.NewMultipartUpload(ctx, b.Bucket, to, minio.PutObjectOptions{ContentType: putOptions.ContentType})
		if err != nil {
			return err
		}
		copied, err := b.copyParts(ctx, parts, to, upload)
		if err == nil {
			_, err = b.client.CompleteMultipartUpload(ctx, b.Bucket, to, upload, copied, minio.PutObjectOptions{})
		}
		if err != nil {
			_ = briefly(context.WithoutCancel(ctx), func(ctx context.Context) error { // else a sweep gives it up
				return b.client.AbortMultipartUpload(ctx, b.Bucket, to, upload)
			})
		}
		return err
	})
}

// copyParts copies objects, some at once, as the parts of another.
func (b *bucket) copyParts(ctx context.Context, parts []part, to, upload string) ([]minio.CompletePart, error) {
	type piece struct {
		key      string
		at, size int64
	}
	var pieces []piece
	for _, p := range parts {
		for at := int64(0); at < p.size; at += copyLargest {
			pieces = append(pieces, piece{p.key, at, min(copyLargest, p.size-at)})
		}
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	copied := make([]minio.CompletePart, len(pieces))
	free := make(chan struct{}, copyAtOnce)
	var all sync.WaitGroup
	for i, p := range pieces {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			one, err := b.client.CopyObjectPart(ctx, b.Bucket, p.key, b.Bucket, to, upload, i+1, p.at, p.size, nil)
			if err != nil {
				stop(err) // the first failure is the one that counts
			}
			copied[i] = one
		})
	}
	all.Wait()
	return copied, context.Cause(ctx)
}

// list calls each for what begins with a prefix. With a delimiter, it is what lies directly below, a key that ends with a slash for all below it.
func (b *bucket) list(ctx context.Context, prefix string, recursive bool, each func(minio.ObjectInfo) error) error {
	listing, stop := context.WithCancel(ctx)
	defer stop()
	for one := range b.client.ListObjectsIter(listing, b.Bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: recursive}) {
		if one.Err != nil {
			return told(ctx, one.Err)
		}
		if err := each(one); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (b *bucket) delete(ctx context.Context, key string) error {
	return ignoreGone(briefly(ctx, func(ctx context.Context) error {
		return b.client.RemoveObject(ctx, b.Bucket, key, minio.RemoveObjectOptions{})
	}))
}

// deleteAll removes what begins with a prefix.
func (b *bucket) deleteAll(ctx context.Context, prefix string) error {
	var keys []string
	if err := b.list(ctx, prefix, true, func(o minio.ObjectInfo) error { keys = append(keys, o.Key); return nil }); err != nil {
		return err
	}
	for _, key := range keys {
		if err := b.delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

func (b *bucket) remove(ctx context.Context, id base.ID) error {
	return b.deleteAll(ctx, strings.TrimSuffix(b.key(name{id, 0}), "0"))
}

func (b *bucket) walk(ctx context.Context, each func(n name, written time.Time) error) error {
	return b.list(ctx, b.Prefix, true, func(o minio.ObjectInfo) error {
		n, ok := parseName(o.Key[strings.LastIndexByte(o.Key, '/')+1:])
		if !ok || o.Key != b.key(n) {
			return nil // none of ours
		}
		return each(n, o.LastModified)
	})
}

// ready asks for what begins with a name that nothing has: what may be asked shows that the keys are right.
func (b *bucket) ready(ctx context.Context) error {
	return briefly(ctx, func(ctx context.Context) error {
		return b.list(ctx, b.Prefix+"ready/", true, func(minio.ObjectInfo) error { return nil })
	})
}

// sweepJoins gives up what was being joined when a server ended: it is in no listing, and takes room.
func (b *bucket) sweepJoins(ctx context.Context, now time.Time) error {
	var key, upload string
	for {
		page, err := b.client.ListMultipartUploads(ctx, b.Bucket, b.Prefix, key, upload, "", 1000)
		if err != nil {
			return told(ctx, err)
		}
		for _, one := range page.Uploads {
			if now.Sub(one.Initiated) < uploadAge {
				continue
			}
			if err := told(ctx, b.client.AbortMultipartUpload(ctx, b.Bucket, one.Key, one.UploadID)); ignoreGone(err) != nil {
				return err
			}
		}
		if !page.IsTruncated {
			return nil
		}
		key, upload = page.NextKeyMarker, page.NextUploadIDMarker
	}
}

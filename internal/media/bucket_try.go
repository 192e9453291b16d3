package media

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"

	"causerie/internal/base"
)

// tryTime is how long TryBucket may take.
const tryTime = 30 * time.Second

// BucketState is what TryBucket found.
type BucketState struct {
	BucketAddress
	Took  time.Duration // from writing to removing something small
	Ahead time.Duration // how far the store's clock is ahead of this one
	// Keeps tells that the bucket keeps earlier versions of its objects, so that nothing is ever removed from it.
	Keeps bool
}

// TryBucket writes, reads and removes something small, and says plainly what is wrong.
func TryBucket(ctx context.Context, address string) (state BucketState, err error) {
	b, err := openBucket(address, "")
	if err != nil {
		return state, err
	}
	defer b.idle()
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	state.BucketAddress = b.BucketAddress
	if date, err := b.date(ctx); err == nil {
		state.Ahead = time.Until(date).Round(time.Second) // of which the store says no more
	}
	began := time.Now()
	if err := b.try(ctx); err != nil {
		return state, fmt.Errorf("the bucket %s cannot be used: %w", b, b.plainly(err, state.Ahead))
	}
	state.Took = time.Since(began)
	if about, err := b.client.GetBucketVersioning(ctx, b.Bucket); err == nil { // not every store knows of it
		state.Keeps = about.Enabled()
	}
	return state, nil
}

func (b *bucket) idle() {
	b.transport.CloseIdleConnections()
}

func (b *bucket) try(ctx context.Context) error {
	key, content := b.Prefix+"trial/"+base.NewID(time.Now()).String(), make([]byte, probeBytes)
	if _, err := rand.Read(content); err != nil {
		return err
	}
	if err := b.put(ctx, key, content); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	got, err := b.readBack(ctx, key)
	if err == nil && !bytes.Equal(got, content) {
		err = errors.New("what is read is not what was written")
	}
	if err := b.delete(ctx, key); err != nil {
		return fmt.Errorf("remove: %w", err)
	}
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if err := b.ready(ctx); err != nil {
		return fmt.Errorf("list: %w", err)
	}
	return nil
}

func (b *bucket) readBack(ctx context.Context, key string) ([]byte, error) {
	body, _, err := b.get(ctx, key, 0, probeBytes)
	if err != nil {
		return nil, err
	}
	got, err := io.ReadAll(body)
	return got, errors.Join(err, body.Close())
}

// plainly tells what an error of a store means.
func (b *bucket) plainly(err error, ahead time.Duration) error {
	var answer minio.ErrorResponse
	if !errors.As(err, &answer) {
		return err
	}
	switch answer.Code {
	case "NoSuchBucket":
		return fmt.Errorf("there is no bucket %s: make it", b.Bucket)
	case "RequestTimeTooSkewed":
		direction := "behind"
		if ahead > 0 {
			direction = "ahead of"
		}
		return fmt.Errorf("the store's clock is %s %s this machine's, and it answers nobody whose time is another: have both keep time by NTP", ahead.Abs(), direction)
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken":
		return fmt.Errorf("it does not know these keys (%s): see AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and the region %s", answer.Code, b.Region)
	case minio.AccessDenied:
		return fmt.Errorf("these keys may not do that (%w): they need to list the bucket, and to put, get and delete its objects", err)
	}
	return err
}

// date is what time it is at the store, as it says with whatever it answers.
func (b *bucket) date(ctx context.Context) (time.Time, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, b.Endpoint.String(), nil)
	if err != nil {
		return time.Time{}, err
	}
	res, err := b.transport.RoundTrip(req)
	if err != nil {
		return time.Time{}, err
	}
	if err := res.Body.Close(); err != nil {
		return time.Time{}, err
	}
	return http.ParseTime(res.Header.Get("Date"))
}

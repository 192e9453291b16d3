package doctor

import (
	"testing"
	"time"

	"causerie/internal/media"
	"causerie/internal/media/s3test"
)

func TestABucketOfMedia(t *testing.T) {
	c := good(t)
	if found := bucket(t.Context(), Patient{Config: c}); len(found) > 0 {
		t.Errorf("without a bucket, it finds %v", found)
	}
	far := s3test.Start(t)
	c.Media = far.Address()
	findings := bucket(t.Context(), Patient{Config: c})
	expect(t, findings, "media", OK, "written, read and removed")
	expect(t, findings, "clock", OK, "the store of media")
	far.Stop(t)
	expect(t, bucket(t.Context(), Patient{Config: c}), "media", Failed, "connection refused")
	c.Media = "s3://media"
	expect(t, settings(t.Context(), Patient{Config: c}), "settings", Failed, "--media")

	expect(t, judgeBucket(media.BucketState{Keeps: true}), "media", Warning, "what people delete is not deleted")
	expect(t, judgeBucket(media.BucketState{Took: 2 * time.Second}), "media", Warning, "slow")
	expect(t, judgeBucket(media.BucketState{Ahead: -time.Minute}), "clock", Warning, "1m0s behind")
}

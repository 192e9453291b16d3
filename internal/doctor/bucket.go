package doctor

import (
	"context"
	"time"

	"causerie/internal/media"
)

// bucket writes, reads and removes something small where media are kept, if that is a bucket.
func bucket(ctx context.Context, p Patient) []Finding {
	if p.Config.Media == "" {
		return nil
	}
	if _, err := media.ParseBucket(p.Config.Media); err != nil {
		return nil // the settings are refused already
	}
	state, err := media.TryBucket(ctx, p.Config.Media)
	if err != nil {
		return []Finding{failed("media", err.Error(), "mend that: the server does not start without it")}
	}
	return judgeBucket(state)
}

func judgeBucket(s media.BucketState) []Finding {
	const check = "media"
	found := []Finding{ok(check, "%s: something small is written, read and removed in %s", s.BucketAddress, s.Took.Round(time.Millisecond))}
	if s.Took > time.Second {
		found[0] = warning(check, found[0].Found+", which is slow", "use a store that is nearer: every picture waits for it")
	}
	if s.Keeps {
		found = append(found, warning(check, s.BucketAddress.String()+" keeps earlier versions: what people delete is not deleted",
			"suspend versioning, or have the store remove earlier versions after a day"))
	}
	return append(found, judgeClock("the store of media", s.Ahead))
}

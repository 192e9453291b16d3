package contacts

import (
	"net/netip"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestABudgetFillsAsItSays(t *testing.T) {
	t.Parallel()
	b := budget{10, time.Minute}
	after, _, ok := b.spend(time.Time{}, noon, 10)
	if !ok || b.left(after, noon) != 0 || b.left(time.Time{}, noon) != 10 {
		t.Fatalf("after %v, left %d", after, b.left(after, noon))
	}
	for _, c := range []struct {
		after time.Duration
		ok    bool
	}{{time.Minute - time.Millisecond, false}, {time.Minute, true}, {time.Minute + time.Millisecond, true}, {-time.Hour, false}} {
		now := noon.Add(c.after)
		_, retryAt, ok := b.spend(after, now, 1)
		if ok != c.ok || !ok && c.after > 0 && !retryAt.Equal(noon.Add(time.Minute)) {
			t.Errorf("after %v: %v, retry at %v", c.after, ok, retryAt)
		}
		if left := b.left(after, now); (left >= 1) != (c.ok) {
			t.Errorf("after %v: left %d", c.after, left)
		}
	}
	if _, retryAt, _ := b.spend(after.Add(24*time.Hour), noon, 1); !retryAt.Equal(noon.Add(time.Minute)) {
		t.Errorf("after the clock was set back one waits until %v", retryAt)
	}
	if evaluations.every*time.Duration(evaluations.most) != evaluationsYoung.every*time.Duration(evaluationsYoung.most) {
		t.Error("a young account's share of its budget would change when it grows up")
	}
}

func TestNetworksAreThoseOfACustomer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"192.0.2.7": "192.0.2.7/32", "::ffff:192.0.2.7": "192.0.2.7/32", "2001:db8:1:2::3": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48",
	} {
		if got := networkOf(netip.MustParseAddr(text)); got.String() != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if got := networkOf(netip.Addr{}); got != (netip.Prefix{}) {
		t.Errorf("no address: %s", got)
	}
}

func TestBucketsHoldAFewHundred(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]int{0: 0, 1: 0, 512: 0, 513: 1, 1024: 1, 1025: 2, 1_000_000: 11, 100_000_000: 18} {
		if got := bitsFor(n); got != want {
			t.Errorf("%d identifiers: %d bits, want %d", n, got, want)
		}
	}
	for width := range 25 {
		for _, n := range []uint32{0, 1, 1<<width - 1} {
			if n>>width != 0 {
				continue
			}
			first, last := bounds(width, n)
			if bucketOf(width, first) != n || bucketOf(width, last) != n || last.Less(first) {
				t.Errorf("%d bits, bucket %d: from %s to %s", width, n, first, last)
			}
			if n == 1<<width-1 && last != (Tag{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}) {
				t.Errorf("%d bits end with %s", width, last)
			}
		}
	}
}

func FuzzNormal(f *testing.F) {
	for _, text := range emails {
		f.Add(text, "FR")
	}
	for _, p := range phones {
		f.Add(p[0], p[1])
	}
	f.Fuzz(func(t *testing.T, text, country string) {
		if one := NormalEmail(text); one != "" && (NormalEmail(one) != one || hint(Email, one) == one) {
			t.Errorf("%q becomes %q, and that %q", text, one, NormalEmail(one))
		}
		if one := NormalPhone(text, country); one != "" && hint(Phone, one) == one {
			t.Errorf("%q becomes %q", text, one)
		}
	})
}

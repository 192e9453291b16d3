package account

import (
	"context"
	"errors"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// throttled is a throttle in a world.
type throttled struct {
	*world
	throttle
}

// try makes an attempt and answers when the next one may be made; the zero time if this one may.
func (th throttled) try(who string, now time.Time) (retryAt time.Time) {
	th.t.Helper()
	err := th.DB.Write(th.t.Context(), func(tx *db.Tx) (err error) {
		retryAt, err = th.attempt(th.t.Context(), tx, th.subject(who), now)
		return err
	})
	if err != nil {
		th.t.Fatal(err)
	}
	return retryAt
}

// attempt is that of the throttle, which the world's would hide.
func (th throttled) attempt(ctx context.Context, tx *db.Tx, of budget.Subject, now time.Time) (time.Time, error) {
	return th.throttle.attempt(ctx, tx, of, now)
}

func (th throttled) subject(who string) budget.Subject { return th.Key.Of("test", who) }

func TestThrottleLetsTheFirstAttemptsThroughAndThenDoublesTheWait(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		th := throttled{w, throttle{"test", 3, 10 * time.Second}}
		for range 3 {
			if at := th.try("zoe", noon); !at.IsZero() {
				t.Fatalf("one of the first has to wait until %v", at)
			}
		}
		now := noon
		for _, wait := range []time.Duration{2, 4, 8, 10, 10} {
			if at := th.try("zoe", now); !at.IsZero() {
				t.Fatalf("at its time an attempt has to wait until %v", at)
			}
			next := now.Add(wait * time.Second)
			if at := th.try("zoe", next.Add(-time.Millisecond)); !at.Equal(next) {
				t.Fatalf("before its time: wait until %v, want %v", at, next)
			}
			now = next
		}
		if at := th.try("leo", now); !at.IsZero() {
			t.Error("somebody else has to wait")
		}
		if at := th.try("zoe", now.Add(throttleForgets)); !at.IsZero() {
			t.Errorf("after an hour: %v", at)
		}
		if at := th.try("zoe", now.Add(throttleForgets)); !at.IsZero() {
			t.Error("what lies an hour back counts")
		}
	})
}

func TestThrottleWaitsNoLongerWhenTheClockGoesBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		th := throttled{w, throttle{"test", 0, time.Minute}}
		th.try("zoe", noon.Add(24*time.Hour))
		if at := th.try("zoe", noon); !at.Equal(noon.Add(2 * time.Second)) {
			t.Errorf("want a wait of 2 s, got one until %v", at)
		}
		if at := th.try("zoe", noon.Add(2*time.Second)); !at.IsZero() {
			t.Errorf("after the wait: %v", at)
		}
	})
}

// tries makes an attempt to sign in on one of several servers on a store.
func tries(t *testing.T, w *world, target, address string) (succeeded func() error, refused bool) {
	t.Helper()
	succeeded, err := w.attempt(t.Context(), target, address)
	var told *base.Error
	if err != nil && (!errors.As(err, &told) || told.Code != "too_many_attempts" || told.RetryAt.IsZero()) {
		t.Fatal(err)
	}
	return succeeded, err != nil
}

func TestGuardSuccessClearsTheTargetAndForgivesTheAddressOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.guard = guard{accounts: throttle{"account", 1, time.Hour}, addresses: throttle{"address", 2, time.Hour}}
		for i := range 10 {
			succeeded, refused := tries(t, w, "zoe", "192.0.2.7")
			if refused {
				t.Fatalf("sign-in %d is refused", i+1)
			}
			if err := succeeded(); err != nil {
				t.Fatal(err)
			}
		}
		for _, target := range []string{"a", "b", "c"} {
			if _, refused := tries(t, w, target, "192.0.2.7"); refused {
				t.Fatalf("%s is refused", target)
			}
		}
		if _, refused := tries(t, w, "d", "192.0.2.7"); !refused {
			t.Error("one address may try accounts without end")
		}
		if _, refused := tries(t, w, "d", "192.0.2.8"); refused {
			t.Error("another address is refused")
		}
	})
}

func TestRefusedAttemptsDoNotCountAgainstTheAddress(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.guard = guard{accounts: throttle{"account", 0, time.Hour}, addresses: throttle{"address", 3, time.Hour}}
		if _, refused := tries(t, w, "zoe", "192.0.2.7"); refused {
			t.Fatal("the first is refused")
		}
		for range 10 {
			if _, refused := tries(t, w, "zoe", "192.0.2.7"); !refused {
				t.Fatal("an attempt went through before its time")
			}
		}
		if _, refused := tries(t, w, "leo", "192.0.2.7"); refused {
			t.Error("another account is refused")
		}
	})
}

// Who guesses on two servers at once has no more attempts than on one, and none more after a start.
func TestServersOnOneStoreCountAttemptsTogether(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		servers := []*world{w, newWorld(t, w.DB)}
		made := 0
		for i := range 100 {
			if _, refused := tries(t, servers[i%2], "zoe", "192.0.2.7"); refused {
				break
			}
			made++
		}
		if made != 9 {
			t.Errorf("%d attempts were made", made)
		}
		if _, refused := tries(t, newWorld(t, w.DB), "zoe", "192.0.2.7"); !refused {
			t.Error("a server that starts lets one more through")
		}
		w.clock.Move(2 * throttleForgets)
		if err := w.Sweep(t.Context(), w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		var left int
		err := w.DB.Read(t.Context(), func(tx *db.Tx) error { return tx.Row(t.Context(), `SELECT COUNT(*) FROM attempts`).Scan(&left) })
		if err != nil || left != 0 {
			t.Errorf("%d are left, %v", left, err)
		}
	})
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "somewhere": "somewhere",
	} {
		if got := network(address); got != want {
			t.Errorf("network(%q) = %q, want %q", address, got, want)
		}
	}
}

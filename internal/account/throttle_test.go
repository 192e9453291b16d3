package account

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"causerie/internal/base"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestThrottleLetsTheFirstAttemptsThrough(t *testing.T) {
	t.Parallel()
	th := newThrottle(3, time.Minute)
	for i := range 3 {
		if err := th.attempt("zoe", noon); err != nil {
			t.Fatalf("attempt %d: %v", i+1, err)
		}
	}
}

func TestThrottleWaitsLongerAfterEachFailure(t *testing.T) {
	t.Parallel()
	th := newThrottle(1, 10*time.Second)
	now := noon
	if err := th.attempt("zoe", now); err != nil {
		t.Fatal(err)
	}
	for _, wait := range []time.Duration{2, 4, 8, 10, 10} {
		if err := th.attempt("zoe", now); err != nil {
			t.Fatalf("after the wait: %v", err)
		}
		err := th.attempt("zoe", now.Add(wait*time.Second-1))
		var told *base.Error
		if !errors.As(err, &told) || told.Code != "too_many_attempts" || !told.RetryAt.Equal(now.Add(wait*time.Second)) {
			t.Fatalf("want a wait of %d s, got %v until %v", wait, err, told)
		}
		now = told.RetryAt
	}
}

func TestThrottleForgetsAfterAnHourAndOnSuccess(t *testing.T) {
	t.Parallel()
	th := newThrottle(1, time.Hour)
	for _, key := range []string{"zoe", "leo"} {
		for range 2 {
			if err := th.attempt(key, noon); err != nil {
				t.Fatal(err)
			}
		}
		if err := th.attempt(key, noon); err == nil {
			t.Fatal("the third attempt went through")
		}
	}
	th.forget("zoe")
	if err := th.attempt("zoe", noon); err != nil {
		t.Errorf("after success: %v", err)
	}
	if err := th.attempt("leo", noon.Add(throttleForgets)); err != nil {
		t.Errorf("after an hour: %v", err)
	}
}

func TestThrottleKeysAreApart(t *testing.T) {
	t.Parallel()
	th := newThrottle(0, time.Hour)
	if err := th.attempt("zoe", noon); err != nil {
		t.Fatal(err)
	}
	if err := th.attempt("leo", noon); err != nil {
		t.Error(err)
	}
}

func TestThrottleHoldsABoundedNumberOfKeysAndKeepsTheWorst(t *testing.T) {
	t.Parallel()
	th := newThrottle(2, time.Hour)
	for range 3 {
		if err := th.attempt("victim", noon); err != nil {
			t.Fatal(err)
		}
	}
	for i := range throttleKeys + 5000 {
		if err := th.attempt(fmt.Sprint("flood", i), noon); err != nil {
			t.Fatal(err)
		}
	}
	if len(th.keys) > throttleKeys {
		t.Errorf("%d keys", len(th.keys))
	}
	if err := th.attempt("victim", noon); err == nil {
		t.Error("a flood of other keys made the victim forgotten")
	}
}

func TestGuardSuccessClearsTheTargetAndForgivesTheAddressOnce(t *testing.T) {
	t.Parallel()
	g := guard{accounts: newThrottle(1, time.Hour), addresses: newThrottle(2, time.Hour)}
	for i := range 10 {
		succeeded, err := g.attempt("zoe", "192.0.2.7", noon)
		if err != nil {
			t.Fatalf("sign-in %d: %v", i+1, err)
		}
		succeeded()
	}
	for _, target := range []string{"a", "b", "c"} {
		if _, err := g.attempt(target, "192.0.2.7", noon); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := g.attempt("d", "192.0.2.7", noon); err == nil {
		t.Error("one address may try accounts without end")
	}
	if _, err := g.attempt("d", "192.0.2.8", noon); err != nil {
		t.Errorf("another address: %v", err)
	}
}

func TestRefusedAttemptsDoNotCountAgainstTheAddress(t *testing.T) {
	t.Parallel()
	g := guard{accounts: newThrottle(0, time.Hour), addresses: newThrottle(3, time.Hour)}
	if _, err := g.attempt("zoe", "192.0.2.7", noon); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if _, err := g.attempt("zoe", "192.0.2.7", noon); err == nil {
			t.Fatal("an attempt went through before its time")
		}
	}
	if _, err := g.attempt("leo", "192.0.2.7", noon); err != nil {
		t.Errorf("another account: %v", err)
	}
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

func TestThrottleWaitsNoLongerWhenTheClockGoesBack(t *testing.T) {
	t.Parallel()
	th := newThrottle(0, time.Minute)
	ahead := noon.Add(24 * time.Hour)
	if err := th.attempt("zoe", ahead); err != nil {
		t.Fatal(err)
	}
	var told *base.Error
	if err := th.attempt("zoe", noon); !errors.As(err, &told) || !told.RetryAt.Equal(noon.Add(2*time.Second)) {
		t.Errorf("want a wait of 2 s, got %v until %v", err, told)
	}
	if err := th.attempt("zoe", noon.Add(2*time.Second)); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

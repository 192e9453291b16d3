package budget_test

import (
	"context"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestABudgetIsSharedAndFillsAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		key := budget.Key("key")
		three := budget.Budget{Most: 3, Every: time.Minute}
		spend := func(who string, at time.Time) (retryAt time.Time, ok bool) {
			t.Helper()
			err := store.Write(t.Context(), func(tx *db.Tx) (err error) {
				retryAt, ok, err = three.Spend(t.Context(), tx, key.Of("test", who), at)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return retryAt, ok
		}
		for range 3 {
			if _, ok := spend("ada", noon); !ok {
				t.Fatal("a full budget is refused")
			}
		}
		if retryAt, ok := spend("ada", noon.Add(10*time.Second)); ok || !retryAt.Equal(noon.Add(time.Minute)) {
			t.Errorf("an empty one: %v, %v", ok, retryAt)
		}
		if _, ok := spend("bob", noon); !ok {
			t.Error("somebody else's is empty, too")
		}
		for after, want := range map[time.Duration]int{0: 3, time.Second: 3, time.Minute: 2, time.Minute + time.Second: 2, 3 * time.Minute: 0} {
			if n := spent(t, store, three, key.Of("test", "ada"), noon.Add(after)); n != want {
				t.Errorf("after %s, %d are spent, want %d", after, n, want)
			}
		}
		if _, ok := spend("ada", noon.Add(time.Minute)); !ok {
			t.Error("after a minute there is not one more")
		}
		if _, ok := spend("ada", noon.Add(time.Minute)); ok {
			t.Error("after a minute there are two more")
		}
		// The clock was far ahead and is set back: nobody waits for it.
		for range 3 {
			spend("eve", noon.AddDate(1, 0, 0))
		}
		if _, ok := spend("eve", noon); !ok {
			t.Error("after the clock was set back, there is none")
		}
		if retryAt, ok := spend("eve", noon); ok || !retryAt.Equal(noon.Add(time.Minute)) {
			t.Errorf("after the clock was set back, one more: %v, %v", ok, retryAt)
		}
		// Clocks of two servers differ a little: whoever asks both in turn has no more by it.
		for range 3 {
			spend("fay", noon.Add(time.Minute))
		}
		for range 5 {
			if retryAt, ok := spend("fay", noon); ok || !retryAt.Equal(noon.Add(2*time.Minute)) {
				t.Errorf("by a clock that is behind: %v, %v", ok, retryAt)
			}
		}
		err := store.Write(t.Context(), func(tx *db.Tx) error { return budget.Sweep(t.Context(), tx, noon.AddDate(2, 0, 0)) })
		if err != nil {
			t.Fatal(err)
		}
		if n := spent(t, store, three, key.Of("test", "ada"), noon); n != 0 {
			t.Errorf("%d are spent after a sweep", n)
		}
	})
}

func spent(t *testing.T, store *db.DB, b budget.Budget, of base.ID, at time.Time) (n int) {
	t.Helper()
	err := store.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, err = b.Spent(context.WithoutCancel(t.Context()), tx, of, at)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestBlocksOfAddresses(t *testing.T) {
	t.Parallel()
	for address, block := range map[string]string{
		"192.0.2.77": "192.0.2.0/24", "::ffff:192.0.2.77": "192.0.2.0/24", "2001:db8:1:2:3:4:5:6": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48", "": "", "nowhere": "",
	} {
		if got := budget.Block(address); got != block {
			t.Errorf("%s is in %q, want %q", address, got, block)
		}
	}
}

package policy_test

import (
	"testing"
	"time"

	"causerie/internal/policy"
)

func TestLeapDayBirthdayIsOnTheFirstOfMarch(t *testing.T) {
	t.Parallel()
	birth := time.Date(2012, 2, 29, 0, 0, 0, 0, time.UTC)
	for day, want := range map[string]int{"2025-02-28": 12, "2025-03-01": 13, "2028-02-29": 16} {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := policy.Age(birth, now); got != want {
			t.Errorf("on %s the age is %d, want %d", day, got, want)
		}
	}
}

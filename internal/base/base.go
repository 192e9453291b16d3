// Package base holds what everything else is made of: typed ids, the clock, coded errors, and text as it is stored and as search sees it.
// It imports nothing of ours.
package base

import "time"

// Clock tells the time of the application. Nothing reads the system's time in any other way, so that tests can move it.
type Clock interface {
	Now() time.Time
}

// SystemClock is the machine's clock.
type SystemClock struct{}

func (SystemClock) Now() time.Time { return time.Now() }

// Millis is how a time is stored: Unix milliseconds, 0 for the zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the inverse of Millis, in UTC.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

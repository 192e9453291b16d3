// Package testkit boots the whole application for tests and benches: a real server on a real port, with a clock that tests
// move, and clients that speak to it as anyone would.
package testkit

import (
	"sync"
	"time"
)

// Clock is a clock that goes with real time, or stands still, and is set forward or back by tests.
type Clock struct {
	mu     sync.Mutex
	offset time.Duration
	frozen time.Time // zero while it goes
}

func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		return c.frozen.Add(c.offset)
	}
	return time.Now().Add(c.offset)
}

// Freeze has the clock stand still at a whole millisecond, as times are stored, until it is moved: then a test meets the very moment
// at which a rule changes.
func (c *Clock) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen = time.Now().Truncate(time.Millisecond)
}

// Move sets the clock forward by d, or back when d is negative.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

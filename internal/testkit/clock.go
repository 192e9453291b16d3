// Package testkit boots the whole application for tests and benches: a real server on a real port, with a clock that tests
// move, and clients that speak to it as anyone would.
package testkit

import (
	"sync"
	"time"
)

// Clock is a clock that goes with real time and is set forward or back by tests.
type Clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

// Move sets the clock forward by d, or back when d is negative.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

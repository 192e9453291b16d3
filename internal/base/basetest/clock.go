// Package basetest has what tests of every feature share.
package basetest

import (
	"sync"
	"time"
)

// Within asks done often until it answers true, for at most that long, and answers whether it did. It is for what tells nobody when it is done, as what another
// process or a goroutine of the server does; where there is an event or a channel, a test waits for that.
func Within(most time.Duration, done func() bool) bool {
	for end := time.Now().Add(most); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// Clock stands still until a test moves it.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

func NewClock(now time.Time) *Clock { return &Clock{now: now} }

func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move sets the clock forward by d, or back when d is negative.
func (c *Clock) Move(d time.Duration) { c.Set(c.Now().Add(d)) }

func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

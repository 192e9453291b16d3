package contacts

import (
	"context"
	"errors"
	"sync"
	"time"

	"causerie/internal/base"
)

// budget is how much may be spent: at most most at once, and one more every every.
type budget struct {
	most  int
	every time.Duration
}

const day = 24 * time.Hour

// How many identifiers may be evaluated. An empty budget fills in ten days, whatever it holds, so that an account that grows up
// keeps the share that it has spent. docs/contacts.md has the arithmetic.
var (
	evaluations          = budget{5000, day / 500}
	evaluationsYoung     = budget{1000, day / 100}
	evaluationsOfNetwork = budget{20_000, day / 5000}
)

// young is how long an account is.
const young = 7 * day

// How many codes may be sent.
var (
	codesOfAccount    = budget{5, day / 10}
	codesOfIdentifier = budget{3, day / 6}
	codesOfNetwork    = budget{20, day / 480}
)

// spend takes n from a budget that is full again at fullAt, and answers when it is full then; if there is not enough, also when there
// will be.
func (b budget) spend(fullAt, now time.Time, n int) (after, retryAt time.Time, ok bool) {
	whole := time.Duration(b.most) * b.every
	if fullAt.Before(now) {
		fullAt = now
	}
	if latest := now.Add(whole); fullAt.After(latest) { // the clock was set back
		fullAt = latest
	}
	after = fullAt.Add(time.Duration(n) * b.every)
	if over := after.Sub(now.Add(whole)); over > 0 {
		return fullAt, now.Add(over), false
	}
	return after, time.Time{}, true
}

// left is what remains of a budget that is full again at fullAt.
func (b budget) left(fullAt, now time.Time) int {
	if !fullAt.After(now) {
		return b.most
	}
	return max(0, b.most-int((fullAt.Sub(now)+b.every-1)/b.every))
}

// limiter keeps a budget for each key, in memory: all are full when the process starts, and each node has its own.
type limiter[K comparable] struct {
	budget budget
	mu     sync.Mutex
	fullAt map[K]time.Time
}

// limiterKeys is how many keys are kept; some 5 MB.
const limiterKeys = 50_000

func newLimiter[K comparable](b budget) *limiter[K] {
	return &limiter[K]{budget: b, fullAt: map[K]time.Time{}}
}

// spend takes n from the budget of key, or tells when there is enough.
func (l *limiter[K]) spend(key K, now time.Time, n int) (retryAt time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.fullAt) >= limiterKeys {
		l.makeRoom(now)
	}
	after, retryAt, ok := l.budget.spend(l.fullAt[key], now, n)
	if ok {
		l.fullAt[key] = after
	}
	return retryAt, ok
}

// makeRoom forgets the keys whose budget is full, and where there are none, a few at random.
func (l *limiter[K]) makeRoom(now time.Time) {
	before := len(l.fullAt)
	for key, at := range l.fullAt {
		if !at.After(now) {
			delete(l.fullAt, key)
		}
	}
	for key := range l.fullAt {
		if len(l.fullAt) <= before*9/10 {
			return
		}
		delete(l.fullAt, key)
	}
}

func tooMany(message string, retryAt time.Time) error {
	return base.TooMany("contacts_limit", message, retryAt)
}

func gaveUp(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

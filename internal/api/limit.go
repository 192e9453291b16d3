package api

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"causerie/internal/base"
)

// Limit is how much of an operation one account, or one address without an account, may ask for.
type Limit int

const (
	Normal Limit = iota // reading and writing, by hand or by a client that syncs
	Costly              // what takes the server real work: passwords, uploads, search
	Signal              // typing and receipts: many and cheap
	Ask                 // looking behind links: as many as a person does by hand
)

type pace struct {
	perSecond rate.Limit
	burst     int
}

var paces = map[Limit]pace{Normal: {30, 150}, Costly: {2, 30}, Signal: {30, 100}, Ask: {1.0 / 20, 60}}

// Limits holds the buckets of everyone seen lately, in this process alone. They are for floods: each server bears so much of one client, and a
// request costs no write. What may be done only so much is in the store (see budget), for all servers together.
type Limits struct {
	clock  base.Clock
	factor float64
	mu     sync.Mutex
	bucket map[bucketKey]*rate.Limiter
	swept  time.Time
}

type bucketKey struct {
	limit   Limit
	account base.ID
	prefix  netip.Prefix
}

// NewLimits returns limits at factor times their usual pace; 0 turns them off.
func NewLimits(clock base.Clock, factor float64) *Limits {
	return &Limits{clock: clock, factor: factor, bucket: map[bucketKey]*rate.Limiter{}, swept: clock.Now()}
}

// Allow takes one request of account, or of ip where there is no account, and refuses it with the time of the next.
func (l *Limits) Allow(limit Limit, account base.ID, ip netip.Addr) error {
	if l.factor == 0 {
		return nil
	}
	key := bucketKey{limit: limit, account: account}
	if account.IsZero() {
		key.prefix = network(ip)
	}
	now := l.clock.Now()
	pace := paces[limit]
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	limiter := l.bucket[key]
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Limit(float64(pace.perSecond)*l.factor), max(1, int(float64(pace.burst)*l.factor)))
		l.bucket[key] = limiter
	}
	reservation := limiter.ReserveN(now, 1)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		rateLimited[limit].Inc()
		return base.TooMany("rate_limited", "That was a lot at once. Wait a moment and try again.", now.Add(wait))
	}
	return nil
}

// sweep forgets the buckets that are full again: they say nothing.
func (l *Limits) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute && len(l.bucket) < 100_000 {
		return
	}
	l.swept = now
	for key, limiter := range l.bucket {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(l.bucket, key)
		}
	}
}

// network is what one customer of a network operator holds: an IPv4 address, or the /64 around an IPv6 one.
func network(ip netip.Addr) netip.Prefix {
	ip = ip.Unmap()
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}

package api

import (
	"context"
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
)

// pace is what one server lets through: burst at once, and so many more in a second. Of what it has let through, it owes fewer than slice to the
// count that all servers share.
type pace struct {
	name         string
	perSecond    float64
	burst, slice int
}

var paces = map[Limit]pace{Normal: {"normal", 30, 150, 20}, Costly: {"costly", 2, 30, 5}, Signal: {"signal", 30, 100, 20}}

// forgiven is the part of a pace that no server settles: what people do by hand, so that they cost no write.
const forgiven = 1.0 / 30

// Settle takes n from what all servers let through of a client together, which is most at once and one more every so often, or answers when there
// will be as many. It answers the zero time where it cannot ask: each server goes on by its own count.
type Settle func(ctx context.Context, client string, n, most int, every time.Duration) (retryAt time.Time)

// Limits counts what everyone seen lately asks for. A request costs no write: each server counts by itself, and settles with the others on its store
// by the slice, once it has let through as many faster than they are forgiven. So n servers let through what one does, a slice more for each of
// them and one more, and for each a thirtieth of the pace; and who comes to one alone never waits for what is shared.
type Limits struct {
	clock  base.Clock
	factor float64
	settle Settle
	mu     sync.Mutex
	client map[clientKey]*client
	swept  time.Time
}

type clientKey struct {
	limit   Limit
	account base.ID
	prefix  netip.Prefix
}

func (k clientKey) String() string {
	of := k.prefix.String()
	if !k.account.IsZero() {
		of = k.account.String()
	}
	return paces[k.limit].name + " " + of
}

// client is what this server knows of one. Its lock is held while it is settled, for which only this client waits.
type client struct {
	mu     sync.Mutex
	here   *rate.Limiter
	owed   float64 // let through, neither settled nor forgiven
	at     time.Time
	closed time.Time // until then, the others have let through all there is
}

// NewLimits returns limits at factor times their usual pace; 0 turns them off. Without settle, they are those of one server.
func NewLimits(clock base.Clock, factor float64, settle Settle) *Limits {
	return &Limits{clock: clock, factor: factor, settle: settle, client: map[clientKey]*client{}, swept: clock.Now()}
}

// Allow takes one request of account, or of ip where there is no account, and refuses it with the time of the next.
func (l *Limits) Allow(ctx context.Context, limit Limit, account base.ID, ip netip.Addr) error {
	if l.factor == 0 {
		return nil
	}
	key := clientKey{limit: limit, account: account}
	if account.IsZero() {
		key.prefix = network(ip)
	}
	now, pace := l.clock.Now(), paces[limit].times(l.factor)
	c := l.find(key, pace, now)
	c.mu.Lock()
	defer c.mu.Unlock()
	reservation := c.here.ReserveN(now, 1)
	retryAt := now.Add(reservation.DelayFrom(now))
	if l.settle != nil && !retryAt.After(now) {
		retryAt = l.share(ctx, key, c, pace, now)
	}
	if !retryAt.After(now) {
		return nil
	}
	reservation.CancelAt(now)
	rateLimited[limit].Inc()
	return base.TooMany("rate_limited", "That was a lot at once. Wait a moment and try again.", retryAt)
}

func (p pace) times(factor float64) pace {
	p.perSecond *= factor
	p.burst, p.slice = max(1, int(float64(p.burst)*factor)), max(1, int(float64(p.slice)*factor))
	return p
}

func (l *Limits) find(key clientKey, pace pace, now time.Time) *client {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	c := l.client[key]
	if c == nil {
		c = &client{here: rate.NewLimiter(rate.Limit(pace.perSecond), pace.burst), at: now}
		l.client[key] = c
	}
	return c
}

// share counts one more that this server would let through, and settles where a slice is owed. It answers when to come again where the others have
// let through what there is.
func (l *Limits) share(ctx context.Context, key clientKey, c *client, pace pace, now time.Time) time.Time {
	most, every := pace.burst+pace.slice, time.Duration(float64(time.Second)/pace.perSecond)
	if wait := c.closed.Sub(now); wait > 0 && wait <= time.Duration(most)*every { // a longer one is of a clock that was set back
		return c.closed
	}
	owed := c.owes(now, pace) + 1
	if owed >= float64(pace.slice) {
		if c.closed = l.settle(ctx, key.String(), pace.slice, most, every); c.closed.After(now) {
			return c.closed
		}
		owed -= float64(pace.slice)
	}
	c.owed = owed
	return time.Time{}
}

// owes is what a client owes by now.
func (c *client) owes(now time.Time, pace pace) float64 {
	c.owed = max(0, c.owed-max(0, now.Sub(c.at).Seconds())*pace.perSecond*forgiven)
	c.at = now
	return c.owed
}

// sweep forgets clients of whom there is nothing to say: they have all that one may ask for.
func (l *Limits) sweep(now time.Time) {
	if since := now.Sub(l.swept); since < time.Second || since < time.Minute && len(l.client) < 100_000 {
		return
	}
	l.swept = now
	for key, c := range l.client {
		if !c.mu.TryLock() {
			continue // it asks right now
		}
		if c.here.TokensAt(now) >= float64(c.here.Burst()) && c.owes(now, paces[key.limit].times(l.factor)) == 0 && !c.closed.After(now) {
			delete(l.client, key)
		}
		c.mu.Unlock()
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

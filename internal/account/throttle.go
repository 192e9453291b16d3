package account

import (
	"net/netip"
	"sync"
	"time"

	"causerie/internal/base"
)

// throttle slows down guessing. An attempt counts as failed from its start, so that many at once gain nothing, and is forgiven
// when it succeeds. Past the free ones each failure doubles the wait; what lies an hour back is forgotten.
//
// Counts live in memory: they start anew with the process, and each node has its own.
type throttle struct {
	free    int           // failures that cost no wait
	longest time.Duration // the longest wait

	mu   sync.Mutex
	keys map[string]*failures
}

type failures struct {
	count   int
	last    time.Time
	retryAt time.Time
}

const (
	throttleForgets = time.Hour
	throttleKeys    = 20_000 // some 3 MB
	throttleSample  = 16
)

func newThrottle(free int, longest time.Duration) *throttle {
	return &throttle{free: free, longest: longest, keys: map[string]*failures{}}
}

// attempt counts an attempt by key, or tells when the next one may be made.
func (t *throttle) attempt(key string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.keys[key]
	if f == nil || now.Sub(f.last) >= throttleForgets {
		t.makeRoom(now)
		f = &failures{}
		t.keys[key] = f
	}
	if now.Before(f.last) { // the clock was set back: no wait grows by that
		f.last, f.retryAt = now, f.retryAt.Add(now.Sub(f.last))
	}
	if now.Before(f.retryAt) {
		return base.TooMany("too_many_attempts", "Too many attempts. Wait a moment, then try again.", f.retryAt)
	}
	f.count++
	f.last = now
	if over := f.count - t.free; over > 0 {
		f.retryAt = now.Add(min(t.longest, time.Second<<min(over, 20)))
	}
	return nil
}

// forget clears a key after a success.
func (t *throttle) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.keys, key)
}

// forgive takes back one attempt, for a key whose other attempts still count.
func (t *throttle) forgive(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if f := t.keys[key]; f != nil {
		f.count--
		f.retryAt = time.Time{}
	}
}

// makeRoom drops a key when there are too many: of a few that happen to come first, a forgotten one or the one with the
// fewest failures. A flood of new keys so pushes out itself before it pushes out those that matter.
func (t *throttle) makeRoom(now time.Time) {
	if len(t.keys) < throttleKeys {
		return
	}
	var least string
	seen := 0
	for key, f := range t.keys {
		if now.Sub(f.last) >= throttleForgets {
			delete(t.keys, key)
			return
		}
		if seen == 0 || f.count < t.keys[least].count {
			least = key
		}
		if seen++; seen == throttleSample {
			break
		}
	}
	delete(t.keys, least)
}

// guard holds both throttles of sign-in: one for what is attacked, one for where from.
type guard struct {
	accounts  *throttle
	addresses *throttle
}

func newGuard() guard {
	return guard{accounts: newThrottle(8, 15*time.Minute), addresses: newThrottle(40, time.Hour)}
}

// attempt begins an attempt on target from address. The returned function is called on success.
func (g guard) attempt(target, address string, now time.Time) (succeeded func(), err error) {
	from := network(address)
	if err := g.addresses.attempt(from, now); err != nil {
		return nil, err
	}
	if err := g.accounts.attempt(target, now); err != nil {
		g.addresses.forgive(from) // nothing was tried
		return nil, err
	}
	return func() {
		g.accounts.forget(target)
		g.addresses.forgive(from)
	}, nil
}

// network is what one client can be told by: its IPv4 address, or the /64 an IPv6 customer has to itself.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

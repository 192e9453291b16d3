package account

import (
	"sync"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
)

const (
	cacheLasts = 3 * time.Second
	cacheSize  = 50_000
)

// sessionCache remembers for a few seconds which session a token is of. A session that this process ends is forgotten at once;
// one that another ends, when those seconds are over.
type sessionCache struct {
	mu         sync.Mutex
	entries    map[tokenHash]cachedSession
	generation uint64 // grows with every forget, so that what was read before is not remembered after
}

type cachedSession struct {
	actor       api.Actor
	from, until time.Time
}

func newSessionCache() *sessionCache {
	return &sessionCache{entries: map[tokenHash]cachedSession{}}
}

func (c *sessionCache) generationNow() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.generation
}

func (c *sessionCache) get(hash tokenHash, now time.Time) (api.Actor, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[hash]
	if !ok || !now.Before(e.until) || now.Before(e.from) {
		return api.Actor{}, false
	}
	return e.actor, true
}

// put remembers what was read when the cache was of that generation.
func (c *sessionCache) put(hash tokenHash, actor api.Actor, expires, now time.Time, generation uint64) {
	until := now.Add(cacheLasts)
	if expires.Before(until) {
		until = expires
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation != c.generation {
		return
	}
	if len(c.entries) >= cacheSize {
		c.drop(now)
	}
	c.entries[hash] = cachedSession{actor, now, until}
}

// drop makes room: what is over goes, and everything when that is not enough.
func (c *sessionCache) drop(now time.Time) {
	for hash, e := range c.entries {
		if !now.Before(e.until) {
			delete(c.entries, hash)
		}
	}
	if len(c.entries) >= cacheSize {
		clear(c.entries)
	}
}

// forget drops what is known of the sessions of account.
func (c *sessionCache) forget(account base.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	for hash, e := range c.entries {
		if e.actor.Account == account {
			delete(c.entries, hash)
		}
	}
}

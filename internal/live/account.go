package live

import (
	"encoding/base64"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"causerie/internal/base"
)

const (
	historySize  = 100
	historyTTL   = time.Minute
	presenceRest = 5 * time.Second // an account counts as online that much longer, so that a reload is no absence
)

// account is the channel of one account: its connections, and what it was told a moment ago. It is forgotten a minute after its
// last connection: then there is nothing left to recover.
type account struct {
	id    base.ID
	epoch string // another one each time that the account is remembered anew, so that offsets do not mix

	mu          sync.Mutex
	head        []byte // of every event: `{"push":{"channel":"account:…","pub":{"data":`
	offset      uint64 // of the last event
	events      []told // at most historySize, the last one has offset
	connections []*connection
	visits      int  // guarded by Node.mu; grows with every connection, so that a timer knows whether anybody came since it was set
	absent      bool // guarded by Node.mu; others were told that the account is away
}

// told is an event and when it was published.
type told struct {
	data []byte
	at   time.Time
}

func channelOf(id base.ID) string { return "account:" + id.String() }

func newAccount(id base.ID) *account {
	epoch := make([]byte, 0, 8)
	for n := rand.Uint64(); len(epoch) < 6; n >>= 8 {
		epoch = append(epoch, byte(n))
	}
	return &account{
		id: id, epoch: base64.RawURLEncoding.EncodeToString(epoch),
		head: []byte(`{"push":{"channel":"` + channelOf(id) + `","pub":{"data":`),
	}
}

// publish gives an event to all connections. Node.mu is held, so that the account is not forgotten meanwhile.
func (a *account) publish(data []byte, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.offset++
	if len(a.events) == historySize {
		a.events = slices.Delete(a.events, 0, historySize/4)
	}
	a.events = append(a.events, told{data, now})
	for _, c := range a.connections {
		c.put(func(to []byte) []byte { return appendPublication(append(to, a.head...), data, a.offset) })
	}
}

func appendPublication(to, data []byte, offset uint64) []byte {
	to = append(to, data...)
	to = append(to, `,"offset":`...)
	to = strconv.AppendUint(to, offset, 10)
	return append(to, "}}}"...)
}

// since are the events after offset, if the account remembers them all.
func (a *account) since(epoch string, offset uint64) ([]told, bool) {
	if epoch != a.epoch || offset > a.offset {
		return nil, false
	}
	missed := int(min(a.offset-offset, historySize+1))
	if missed > len(a.events) {
		return nil, false
	}
	return a.events[len(a.events)-missed:], true
}

// forget drops events that are too old to be asked for.
func (a *account) forget(now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	old := 0
	for old < len(a.events) && now.Sub(a.events[old].at) >= historyTTL {
		old++
	}
	if old == len(a.events) {
		a.events = nil // and its memory
	} else if old > 0 {
		a.events = slices.Delete(a.events, 0, old)
	}
}

// join makes c one of the connections of its account and answers its connect command: from there on, nothing is left out. It
// answers false when the node ends.
func (n *Node) join(c *connection, id uint32, asked map[string]position) bool {
	n.mu.Lock()
	if n.over {
		n.mu.Unlock()
		return false
	}
	a := n.accounts[c.actor.Account]
	first := a == nil
	if first {
		a = newAccount(c.actor.Account)
		n.accounts[a.id] = a
	}
	first = first || a.absent
	a.absent = false
	a.visits++
	a.mu.Lock()
	a.connections = append(a.connections, c)
	c.account = a
	p := asked[channelOf(a.id)]
	events, recovered := []told(nil), false
	if p.Recover {
		events, recovered = a.since(p.Epoch, p.Offset)
	}
	c.put(func(to []byte) []byte { return a.appendConnected(to, id, c.id, p.Recover, recovered, events) })
	a.mu.Unlock()
	n.mu.Unlock()
	if first {
		n.onPresence(a.id, true)
	}
	return true
}

// leave takes a closed connection out of everything.
func (n *Node) leave(c *connection) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.connections, c)
	for target := range c.watching {
		n.unwatch(c, target)
	}
	a := c.account
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.connections = slices.DeleteFunc(a.connections, func(other *connection) bool { return other == c })
	if len(a.connections) == 0 {
		a.connections = nil
		visits := a.visits
		time.AfterFunc(presenceRest, func() { n.away(a, visits) })
	}
}

// away tells that nobody of an account came back after visits.
func (n *Node) away(a *account, visits int) {
	n.mu.Lock()
	gone := a.visits == visits && !n.over
	if gone {
		a.absent = true
		n.running.Add(1)
		time.AfterFunc(historyTTL-presenceRest, func() { n.forget(a, visits) })
	}
	n.mu.Unlock()
	if gone {
		defer n.running.Done()
		n.onPresence(a.id, false)
	}
}

// forget drops an account of which nobody came back after visits.
func (n *Node) forget(a *account, visits int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if a.visits == visits {
		delete(n.accounts, a.id)
	}
}

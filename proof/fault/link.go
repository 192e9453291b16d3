package fault

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	partMax      = 32 << 10
	throttledMax = 97 // bytes at a time of a throttled connection: not where messages end
)

// link is one connection of a client and the one to the server that belongs to it.
type link struct {
	client net.Conn
	plan   plan
	calm   *atomic.Bool
	dead   atomic.Bool // nothing passes any more, and nobody is told

	mu     sync.Mutex
	server net.Conn
	over   bool
	done   chan struct{}
	turn   int
	heard  bool // the server was heard in this turn
}

// cut ends both sides. A reset tells the client at once, as a cable that is pulled does not: see Silent, Deaf and Mute.
func (l *link) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return
	}
	l.over = true
	close(l.done)
	for _, conn := range []net.Conn{l.client, l.server} {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
			_ = tcp.Close()
		}
	}
}

// meet takes the connection to the server; false, and closed, where the link was cut meanwhile.
func (l *link) meet(server net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		_ = server.Close()
		return false
	}
	l.server = server
	return true
}

// die keeps the connection open for a while with nothing passing. It ends with a reset, as when a router forgets it.
func (l *link) die() {
	l.dead.Store(true)
	if !l.calm.Load() {
		l.wait(l.plan.pause)
	}
}

// storm tells whether connections are mistreated.
func (l *link) storm(kind Kind) bool { return l.plan.kind == kind && !l.calm.Load() }

// wait is true when the link still stands afterwards.
func (l *link) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-l.done:
		return false
	case <-timer.C:
		return true
	}
}

// carry hands on what it reads as long as pass says so; pass tells how much of a part goes on.
func (l *link) carry(to io.Writer, from io.Reader, pass func(part int) (n int, goOn bool)) {
	defer l.cut()
	part := make([]byte, partMax)
	for {
		n, err := from.Read(part)
		if n > 0 {
			passing, goOn := pass(n)
			if !l.write(to, part[:passing]) || !goOn {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (l *link) write(to io.Writer, part []byte) bool {
	if l.storm(Delay) && !l.wait(l.plan.pause) {
		return false
	}
	for len(part) > 0 {
		n := len(part)
		if l.storm(Throttle) {
			n = min(n, throttledMax)
		}
		if _, err := to.Write(part[:n]); err != nil {
			return false
		}
		if part = part[n:]; l.storm(Throttle) && len(part) > 0 && !l.wait(l.plan.pause) {
			return false
		}
	}
	return true
}

// fromClient decides about a part that the client wrote. What follows something of the server begins a turn.
func (l *link) fromClient(n int) (int, bool) {
	l.mu.Lock()
	if l.heard || l.turn == 0 {
		l.turn++
		l.heard = false
	}
	due, past := l.turn >= l.plan.turn, l.turn > l.plan.turn && !l.calm.Load()
	l.mu.Unlock()
	switch {
	case due && l.storm(CutRequest):
		return min(n, l.plan.bytes), false
	case due && l.storm(Mute):
		l.die()
		return 0, false
	case past && (l.plan.kind == Pass || l.plan.kind == Delay || l.plan.kind == Throttle):
		return 0, false
	}
	return n, true
}

// fromServer decides about a part that the server wrote.
func (l *link) fromServer(n int) (int, bool) {
	l.mu.Lock()
	l.heard = true
	due := l.turn >= l.plan.turn
	l.mu.Unlock()
	switch {
	case due && l.storm(DropAnswer):
		return 0, false
	case due && l.storm(CutAnswer):
		return min(n, l.plan.bytes), false
	case due && l.storm(Deaf):
		l.die()
		return 0, false
	}
	return n, true
}

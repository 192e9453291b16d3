package fault

import (
	"io"
	"net"
	"sync"
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
	if l.plan.kind == Delay && !l.wait(l.plan.pause) {
		return false
	}
	for len(part) > 0 {
		n := len(part)
		if l.plan.kind == Throttle {
			n = min(n, throttledMax)
		}
		if _, err := to.Write(part[:n]); err != nil {
			return false
		}
		if part = part[n:]; l.plan.kind == Throttle && len(part) > 0 && !l.wait(l.plan.pause) {
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
	due, past := l.turn >= l.plan.turn, l.turn > l.plan.turn
	l.mu.Unlock()
	switch {
	case due && l.plan.kind == CutRequest:
		return min(n, l.plan.bytes), false
	case due && l.plan.kind == Mute:
		l.wait(l.plan.pause)
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
	case due && l.plan.kind == DropAnswer:
		return 0, false
	case due && l.plan.kind == CutAnswer:
		return min(n, l.plan.bytes), false
	case due && l.plan.kind == Deaf:
		l.wait(l.plan.pause)
		return 0, false
	}
	return n, true
}

// Package fault is a network that misbehaves: a proxy in front of a server that cuts, delays, throttles, refuses and half-opens
// the connections through it, as its seed says. It knows nothing of what is carried but its turns: what a client writes after the
// server was heard begins one. So it can lose exactly the answer to something that the server has done.
//
// A Proxy begins in a storm. Calm ends the connections that are dead by then and lets all others pass, so that a test can wait for
// what must hold in the end.
package fault

import (
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Kind is a way to mistreat a connection.
type Kind int

const (
	Pass       Kind = iota
	Refuse          // closed as soon as it is there
	CutRequest      // ended in the middle of what the client writes
	DropAnswer      // the request arrives, and the connection ends before its answer
	CutAnswer       // ended in the middle of what the server writes
	Delay           // each part waits, so that later connections overtake this one
	Throttle        // a few bytes at a time
	Silent          // accepted and never answered
	Deaf            // from some turn on, nothing of the server arrives any more; the connection stays open
	Mute            // from some turn on, nothing of the client arrives any more; the connection stays open
	kinds
)

var names = [kinds]string{"pass", "refuse", "cut request", "drop answer", "cut answer", "delay", "throttle", "silent", "deaf", "mute"}

func (k Kind) String() string { return names[k] }

// plan is what happens to one connection.
type plan struct {
	kind  Kind
	turn  int           // in which turn it happens, 1 is the first; Pass, Delay and Throttle end after it
	bytes int           // how much of that turn still passes, where it is cut
	pause time.Duration // of Delay: before each part; of Throttle: between parts; of Silent, Deaf and Mute: until the end
}

// Proxy listens and hands connections on to a server.
type Proxy struct {
	to       string
	seed     uint64
	listener net.Listener
	calm     atomic.Bool
	running  sync.WaitGroup
	ended    chan struct{}

	mu     sync.Mutex
	taken  uint64 // connections so far: with the seed, the number decides a connection's plan
	open   map[*link]bool
	counts [kinds]int
}

// Start proxies to the server at an address such as "127.0.0.1:8080", on a port of its own, until Close.
func Start(to string, seed uint64) (*Proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{to: to, seed: seed, listener: listener, ended: make(chan struct{}), open: map[*link]bool{}}
	p.running.Go(p.accept)
	return p, nil
}

// Addr is where clients connect.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Storm mistreats connections from now on.
func (p *Proxy) Storm() { p.calm.Store(false) }

// Calm ends the connections that are dead, and lets all others and all later ones pass.
func (p *Proxy) Calm() {
	p.calm.Store(true)
	p.end(func(l *link) bool { return l.dead.Load() })
}

// Cut ends all connections at once.
func (p *Proxy) Cut() { p.end(func(*link) bool { return true }) }

// Counts tells how many connections were treated in each way.
func (p *Proxy) Counts() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	counts := map[string]int{}
	for kind, n := range p.counts {
		counts[Kind(kind).String()] = n
	}
	return counts
}

// Close ends all connections and the proxy.
func (p *Proxy) Close() {
	close(p.ended)
	p.listener.Close()
	p.Cut()
	p.running.Wait()
}

func (p *Proxy) end(which func(*link) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.open {
		if which(l) {
			l.cut()
		}
	}
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		p.running.Go(func() { p.serve(client) })
	}
}

func (p *Proxy) serve(client net.Conn) {
	l := &link{client: client, calm: &p.calm, done: make(chan struct{})}
	p.mu.Lock()
	l.plan = p.planFor(p.taken)
	p.taken++
	p.counts[l.plan.kind]++
	p.open[l] = true
	p.mu.Unlock()
	defer func() {
		l.cut()
		p.mu.Lock()
		delete(p.open, l)
		p.mu.Unlock()
	}()
	select {
	case <-p.ended:
		return
	default:
	}
	switch l.plan.kind {
	case Refuse:
		return
	case Silent:
		go func() { _, _ = io.Copy(io.Discard, client) }() // ends with the connection
		l.die()
		return
	}
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	if !l.meet(server) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { l.carry(server, client, l.fromClient) })
	both.Go(func() { l.carry(client, server, l.fromServer) })
	both.Wait()
}

// planFor decides what happens to the connection of a number. Most pass for some turns, so that something is done; in a storm
// none lasts.
func (p *Proxy) planFor(number uint64) plan {
	if p.calm.Load() {
		return plan{}
	}
	r := rand.New(rand.NewPCG(p.seed, number))
	x := plan{kind: Kind(r.IntN(int(kinds))), turn: 1 + int(r.ExpFloat64()*5), bytes: r.IntN(400)}
	switch x.kind {
	case Pass:
		x.turn += 20
	case Delay:
		x.turn, x.pause = x.turn+10, time.Duration(r.IntN(60))*time.Millisecond
	case Throttle:
		x.turn, x.pause = x.turn+10, time.Duration(1+r.IntN(4))*time.Millisecond
	default:
		x.pause = time.Duration(100+r.IntN(900)) * time.Millisecond
	}
	return x
}

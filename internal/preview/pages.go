package preview

import (
	"context"
	"sync"
	"time"

	"causerie/internal/base"
	"causerie/internal/media"
)

// found is what was found at an address: the zero value where that is nothing.
type found struct {
	page    Page
	picture *media.Made
}

// pages keeps what was found for a short time, and has one address asked for once at a time, and few of one server: people who pass a link on do
// not have its server asked by each of them.
type pages struct {
	mu    *sync.Mutex
	kept  map[string]*visit
	hosts map[string]int // visits that are under way
	room  chan struct{}
	ofOne int    // how many of these one host may have
	busy  string // what is said while too many are under way
}

// visit is one look at an address. Its done is closed once found and until are set.
type visit struct {
	done  chan struct{}
	found found
	until time.Time
}

const (
	keepFound   = 10 * time.Minute
	keepNothing = time.Minute
	pagesMax    = 200
	visitsMax   = 16 // under way
	busyRest    = 5 * time.Second
)

func newPages(ofOne int, busy string) pages {
	return pages{mu: &sync.Mutex{}, kept: map[string]*visit{}, hosts: map[string]int{}, room: make(chan struct{}, visitsMax), ofOne: ofOne, busy: busy}
}

// get is what is at an address of a host, by find where that is not known.
func (p *pages) get(ctx context.Context, host, address string, now time.Time, find func(context.Context) found) (found, error) {
	v, mine, err := p.visit(host, address, now)
	if err != nil {
		return found{}, err
	}
	if mine {
		go p.look(context.WithoutCancel(ctx), host, v, now, find) // others may wait for it, also once who asked first has gone
	}
	select {
	case <-v.done:
		return v.found, nil
	case <-ctx.Done():
		return found{}, ctx.Err()
	}
}

// visit is the one at an address; mine tells that it is to be begun.
func (p *pages) visit(host, address string, now time.Time) (v *visit, mine bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if v := p.kept[address]; v != nil && (v.until.IsZero() || now.Before(v.until)) {
		return v, false, nil
	}
	if p.hosts[host] >= p.ofOne || len(p.room) == visitsMax {
		return nil, false, base.TooMany("rate_limited", p.busy, now.Add(busyRest))
	}
	p.room <- struct{}{}
	p.hosts[host]++
	p.forget(now)
	v = &visit{done: make(chan struct{})}
	p.kept[address] = v
	return v, true, nil
}

func (p *pages) look(ctx context.Context, host string, v *visit, now time.Time, find func(context.Context) found) {
	f := find(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	v.found, v.until = f, now.Add(keepFound)
	if f.page.Title == "" && f.picture == nil {
		v.until = now.Add(keepNothing)
	}
	if p.hosts[host]--; p.hosts[host] == 0 {
		delete(p.hosts, host)
	}
	<-p.room
	close(v.done)
}

// forget removes what has had its time, and where that is too little, any that is not under way.
func (p *pages) forget(now time.Time) {
	for address, v := range p.kept {
		if !v.until.IsZero() && !now.Before(v.until) {
			delete(p.kept, address)
		}
	}
	for address, v := range p.kept {
		if len(p.kept) < pagesMax {
			return
		}
		if !v.until.IsZero() {
			delete(p.kept, address)
		}
	}
}

// sweep is forget by itself: what nobody asks for any more is kept no longer than it may be.
func (p *pages) sweep(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(now)
}

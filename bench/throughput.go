package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"causerie/internal/base"
)

const (
	warmUp     = 0.2 // of the time of a scenario, before anything is counted
	lineBuffer = 32 << 10
)

// arena is a house with people signed in and conversations between them.
type arena struct {
	*house
	people []person
	talks  []target
	lines  []line
}

// newArena makes people with direct conversations of two each, or one group of all, and signs in the first of them, as many as are online.
func newArena(o options, e engine, people, online int, together bool) (a *arena, err error) {
	h, err := newHouse(o, e)
	if err != nil {
		return nil, err
	}
	a = &arena{house: h}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	if err := a.fill(people, together); err != nil {
		return nil, err
	}
	if err := h.start(); err != nil {
		return nil, err
	}
	for i := range online {
		l, err := a.connect(i, lineBuffer)
		if err != nil {
			return nil, fmt.Errorf("sign in person %d: %w", i, err)
		}
		a.lines = append(a.lines, l)
	}
	return a, nil
}

// connect signs a person in, with so many bytes to read into.
func (a *arena) connect(person, buffer int) (line, error) {
	if a.engine == "bound" {
		return dialBound(a.address, person, buffer)
	}
	return dial(a.address, a.people[person].token, person, buffer)
}

func (a *arena) fill(people int, together bool) error {
	a.people = make([]person, people)
	if a.engine != "bound" {
		ctx := context.Background()
		store, err := a.open(ctx)
		if err != nil {
			return err
		}
		s := newSeed(ctx, store)
		if a.people, err = s.people(people); err != nil {
			return errors.Join(err, store.Close())
		}
		if together {
			var id base.ID
			id, err = s.group(a.people)
			a.talks = []target{{id, 0}}
		} else {
			var list []talk
			for i := 0; i < people; i += 2 {
				list = append(list, direct(a.people[i], a.people[i+1], 0))
				a.talks = append(a.talks, target{list[i/2].id, i / 2})
			}
			err = s.talks(list)
		}
		if err := errors.Join(err, store.Close()); err != nil {
			return err
		}
	} else if !together {
		for i := range people / 2 {
			a.talks = append(a.talks, target{number: i})
		}
	}
	if together && a.engine == "bound" {
		a.talks = []target{{number: boundGroup}}
	}
	return nil
}

// listenAll hears all lines until stop is called, which answers what went wrong.
func (a *arena) listenAll(acked func(person, number int), got func(person, sender, number int)) (stop func() error) {
	var running sync.WaitGroup
	errs := make(chan error, len(a.lines))
	for i, l := range a.lines {
		running.Go(func() {
			err := l.listen(func(number int) { acked(i, number) }, func(sender, number int) { got(i, sender, number) })
			if err != nil {
				errs <- fmt.Errorf("person %d: %w", i, err)
			}
		})
	}
	return func() error {
		for _, l := range a.lines {
			l.close()
		}
		running.Wait()
		return first(errs)
	}
}

// first is what went wrong first, if anything did so far.
func first(errs <-chan error) error {
	select {
	case err := <-errs:
		return err
	default:
		return nil
	}
}

// allCome waits until nothing is missing any more of what is named. It looks again and again: to tell someone that the last one came, every
// client would have to ask at every message whether it was, in the time that is measured.
func allCome(what string, missing func() int64) error {
	const patience = 30 * time.Second
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		n := missing()
		if n <= 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d %s did not come within %s", n, what, patience)
		}
	}
}

// conclude ends a scenario in which clients write at a pace: once they are through and nothing is missing, the span and the lines
// end.
func (a *arena) conclude(s *span, errs <-chan error, what string, missing func() int64, stop func() error) error {
	err := first(errs)
	if err == nil {
		err = allCome(what, missing)
	}
	a.end(s)
	return errors.Join(err, stop())
}

// span is what happened between two moments of a scenario.
type span struct {
	began               time.Time
	server, database    float64
	count               func() int64
	counted             int64
	seconds             float64
	cpu, databaseCPU    float64
	rss, operationsDone float64
}

func (h *house) begin(count func() int64) *span {
	s := &span{began: time.Now(), count: count, counted: count()}
	s.server, s.database = h.spent()
	return s
}

func (h *house) end(s *span) {
	s.operationsDone = float64(s.count() - s.counted)
	s.seconds = time.Since(s.began).Seconds()
	server, database := h.spent()
	s.cpu, s.databaseCPU, s.rss = server-s.server, database-s.database, h.memory()
}

// per is the figures of a span, in operations that are named.
func (s *span) per(name string) map[string]float64 {
	return map[string]float64{
		name + "PerSecond":                s.operationsDone / s.seconds,
		"serverCPUPerThousand":            s.cpu / s.operationsDone * 1000,
		"databaseCPUPerThousand":          s.databaseCPU / s.operationsDone * 1000,
		"serverRSSKB":                     s.rss,
		"serverAndDatabaseCPUPerThousand": (s.cpu + s.databaseCPU) / s.operationsDone * 1000,
	}
}

// during warms up, then measures for the scenario's time.
func (a *arena) during(seconds float64, name string, count func() int64) map[string]float64 {
	time.Sleep(time.Duration(seconds * warmUp * float64(time.Second)))
	s := a.begin(count)
	done := a.takeProfile(name, seconds)
	time.Sleep(time.Duration(seconds * float64(time.Second)))
	a.end(s)
	done()
	return s.per("messages")
}

// takeProfile keeps a CPU profile of the server, where profiles are asked for.
func (a *arena) takeProfile(name string, seconds float64) (done func()) {
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		if err := a.keepProfile(name, fmt.Sprintf("profile?seconds=%d", int(seconds))); err != nil {
			fmt.Fprintln(os.Stderr, "profile:", err)
		}
	}()
	return func() { <-finished }
}

// keepProfile writes a profile of the server into the folder of profiles, if there is one.
func (a *arena) keepProfile(name, which string) error {
	if a.profile == "" || a.engine == "bound" {
		return nil
	}
	answer, err := http.Get("http://" + a.debug + "/debug/pprof/" + which)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(a.profile, name+"-"+string(a.engine)+".pprof"), text, 0o644)
}

// pairs is S2: pairs of people, one writes to the other with so many messages in flight. A place is free when the message is
// on disk and has come.
func pairs(o options, e engine) (map[string]any, map[string]float64, error) {
	const count, window = 100, 8
	a, err := newArena(o, e, 2*count, 2*count, false)
	if err != nil {
		return nil, nil, err
	}
	defer a.close()
	type pair struct {
		mu               sync.Mutex
		sent, acked, got int
		finished         atomic.Int64
	}
	all := make([]pair, count)
	var over atomic.Bool
	var failure atomic.Value
	pump := func(i int) { // with the pair's lock held
		p := &all[i]
		done := min(p.acked, p.got)
		p.finished.Store(int64(done))
		if free := window - (p.sent - done); free > 0 && !over.Load() {
			p.sent += free
			if err := a.lines[2*i].send(a.talks[i], p.sent-free, free); err != nil && !over.Load() {
				failure.Store(err)
			}
		}
	}
	stop := a.listenAll(
		func(person, _ int) { // answers may overtake each other, messages may not
			p := &all[person/2]
			p.mu.Lock()
			defer p.mu.Unlock()
			p.acked++
			pump(person / 2)
		},
		func(person, sender, number int) {
			if sender == person {
				return // one's own message, for one's other devices
			}
			p := &all[person/2]
			p.mu.Lock()
			defer p.mu.Unlock()
			if number != p.got && !over.Load() {
				failure.Store(fmt.Errorf("pair %d: message %d came where %d was next", person/2, number, p.got))
			}
			p.got++
			pump(person / 2)
		})
	for i := range all {
		all[i].mu.Lock()
		pump(i)
		all[i].mu.Unlock()
	}
	figures := a.during(o.seconds, "S2", func() (sum int64) {
		for i := range all {
			sum += all[i].finished.Load()
		}
		return sum
	})
	over.Store(true)
	err = stop()
	if wrong, ok := failure.Load().(error); ok {
		err = errors.Join(wrong, err)
	}
	return map[string]any{"pairs": count, "inFlight": window, "bytes": bodySize, "seconds": o.seconds}, figures, err
}

// paced is S1: pairs of people, each writes to the other at a fixed pace, whatever the answers do.
func paced(o options, e engine) (map[string]any, map[string]float64, error) {
	const count = 200
	seconds := 3 * o.seconds
	a, err := newArena(o, e, 2*count, 2*count, false)
	if err != nil {
		return nil, nil, err
	}
	defer a.close()
	sentAt := make([][]atomic.Int64, count)
	acks, receipts := make([][]time.Duration, 2*count), make([][]time.Duration, 2*count)
	messages := int(seconds)
	for i := range sentAt {
		sentAt[i] = make([]atomic.Int64, messages)
	}
	since := func(i, number int) time.Duration {
		return time.Duration(time.Now().UnixNano() - sentAt[i][number].Load())
	}
	var came atomic.Int64
	stop := a.listenAll(
		func(person, number int) {
			acks[person] = append(acks[person], since(person/2, number))
			came.Add(1)
		},
		func(person, sender, number int) {
			if sender != person {
				receipts[person] = append(receipts[person], since(person/2, number))
				came.Add(1)
			}
		})
	began := a.begin(func() int64 { return 0 })
	profiled := a.takeProfile("S1", seconds)
	var running sync.WaitGroup
	errs := make(chan error, count)
	start := time.Now()
	for i := range count {
		running.Go(func() {
			// Pairs do not write in step.
			next := start.Add(time.Duration(i) * time.Second / count)
			for number := range messages {
				time.Sleep(time.Until(next))
				next = next.Add(time.Second)
				sentAt[i][number].Store(time.Now().UnixNano())
				if err := a.lines[2*i].send(a.talks[i], number, 1); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	running.Wait()
	profiled()
	missing := func() int64 { return int64(2*count*messages) - came.Load() }
	if err := a.conclude(began, errs, "acknowledgements and receipts", missing, stop); err != nil {
		return nil, nil, err
	}
	figures := map[string]float64{"serverCPUSeconds": began.cpu, "databaseCPUSeconds": began.databaseCPU}
	for name, lists := range map[string][][]time.Duration{"ack": acks, "receipt": receipts} {
		flat := slices.Concat(lists...)
		if len(flat) != count*messages {
			return nil, nil, fmt.Errorf("%d of %d messages came to an end (%s)", len(flat), count*messages, name)
		}
		quantiles(figures, name, flat)
	}
	return map[string]any{"pairs": count, "perSecond": 1, "bytes": bodySize, "seconds": seconds}, figures, nil
}

// quantiles adds p50, p95 and p99 in milliseconds.
func quantiles(figures map[string]float64, name string, list []time.Duration) {
	slices.Sort(list)
	for suffix, q := range map[string]float64{"P50Ms": .5, "P95Ms": .95, "P99Ms": .99} {
		figures[name+suffix] = float64(list[int(q*float64(len(list)-1))].Microseconds()) / 1000
	}
}

// group is S3: one group, some of whom write with so many messages in flight. A place is free when everyone else has it.
func group(o options, e engine) (map[string]any, map[string]float64, error) {
	return talking{members: groupSize, online: groupSize, senders: 20, window: 4}.run(o, e)
}

// groupPaced is S3 at a fixed pace of 20 messages a second: when does everyone have a message?
func groupPaced(o options, e engine) (map[string]any, map[string]float64, error) {
	return talking{members: groupSize, online: groupSize, senders: 20, window: 1, perSecond: 1}.run(o, e)
}

// groupLarge is a large group a fifth of which is online, at 5 messages a second: when do all of these have a message?
func groupLarge(o options, e engine) (map[string]any, map[string]float64, error) {
	return talking{members: 1000, online: 200, senders: 5, window: 1, perSecond: 1}.run(o, e)
}

// talking is a group some of whose members are online. The senders among them write with window messages in flight each, or, where perSecond is
// above 0, so many a second.
type talking struct{ members, online, senders, window, perSecond int }

func (g talking) run(o options, e engine) (map[string]any, map[string]float64, error) {
	a, err := newArena(o, e, g.members, g.online, true)
	if err != nil {
		return nil, nil, err
	}
	defer a.close()
	const ring = 1 << 12 // numbers of a sender at once: more than ever are in flight
	type flight struct {
		left atomic.Int32
		at   atomic.Int64
	}
	flights := make([][]flight, g.senders)
	for i := range flights {
		flights[i] = make([]flight, ring)
	}
	next := make([]atomic.Int64, g.senders)
	var over atomic.Bool
	var failure atomic.Value
	var mu sync.Mutex
	var latencies []time.Duration
	send := func(sender int) {
		if over.Load() {
			return
		}
		number := int(next[sender].Add(1) - 1)
		f := &flights[sender][number%ring]
		f.left.Store(int32(g.online - 1))
		f.at.Store(time.Now().UnixNano())
		if err := a.lines[sender].send(a.talks[0], number, 1); err != nil && !over.Load() {
			failure.Store(err)
		}
	}
	counts := make([]struct {
		n atomic.Int64
		_ [56]byte // a cache line each
	}, g.online)
	stop := a.listenAll(func(int, int) {}, func(person, sender, number int) {
		if person == sender {
			return
		}
		counts[person].n.Add(1)
		f := &flights[sender][number%ring]
		if f.left.Add(-1) > 0 {
			return
		}
		if g.perSecond == 0 {
			send(sender)
			return
		}
		took := time.Duration(time.Now().UnixNano() - f.at.Load())
		mu.Lock()
		latencies = append(latencies, took)
		mu.Unlock()
	})
	params := map[string]any{"members": g.members, "online": g.online, "senders": g.senders, "bytes": bodySize, "seconds": o.seconds}
	figures := map[string]float64{}
	if g.perSecond == 0 {
		params["inFlight"] = g.window
		// Each from its own goroutine: a write may wait for the server.
		for i := range g.senders {
			go func() {
				for range g.window {
					send(i)
				}
			}()
		}
		copiesDone := func() int64 {
			var sum int64
			for i := range counts {
				sum += counts[i].n.Load()
			}
			return sum
		}
		figures = a.during(o.seconds, "S3", copiesDone)
		figures["copiesPerSecond"] = figures["messagesPerSecond"]
		figures["messagesPerSecond"] /= float64(g.online - 1)
	} else {
		params["perSecond"] = g.senders * g.perSecond
		for range int(o.seconds) * g.perSecond {
			for i := range g.senders {
				send(i)
				time.Sleep(time.Second / time.Duration(g.senders*g.perSecond))
			}
		}
		want := int64(o.seconds) * int64(g.perSecond) * int64(g.senders)
		err = allCome("messages to everyone", func() int64 {
			if failure.Load() != nil {
				return 0 // there is nothing to wait for
			}
			mu.Lock()
			defer mu.Unlock()
			return want - int64(len(latencies))
		})
	}
	over.Store(true)
	err = errors.Join(err, stop())
	if wrong, ok := failure.Load().(error); ok {
		err = errors.Join(wrong, err)
	}
	if g.perSecond > 0 {
		if err != nil {
			return nil, nil, err
		}
		quantiles(figures, "all", latencies)
	}
	return params, figures, err
}

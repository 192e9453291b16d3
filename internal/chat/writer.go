package chat

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/trace"
)

const (
	batchMax = 1024 // works of one transaction
	queueMax = 8192 // works that wait at most
	waitMax  = 250 * time.Millisecond
	busyRest = 2 * time.Second
)

// work is one thing that a caller waits for: an append, or how far a person has read or received.
type work struct {
	origin       context.Context // the request that it comes from, for the log and the trace; its end does not undo the work
	actor        base.ID
	session      base.ID // of actor, where it tells their device
	conversation base.ID
	append       *draft // nil for a position
	claim        Claim  // of append, nil where it needs none
	veil         *veil  // of a vote in an anonymous poll
	read         int64
	delivered    int64
	hash         Hash // of the log up to there as the device has it, zero where that is not told
	differs      bool // the device found that its copy was another

	since time.Time     // it waits
	then  func(outcome) // is told what became of it, once
}

// outcome is what became of a work.
type outcome struct {
	entry   Entry
	created bool // false for a retry, which gets the first entry
	err     error
}

// publication is an event and who gets it.
type publication struct {
	accounts []base.ID
	event    any
}

// committed is what a batch has to tell, in its context: to those who wait for works, and to everyone concerned.
type committed struct {
	ctx      context.Context
	works    []*work
	outcomes []outcome
	events   []publication
}

// writer commits the works of all callers, many in one transaction: one wait for the disk serves all of them. It takes what
// is there and never waits for more, so that a single caller is served at once, and batches grow with the load by themselves.
type writer struct {
	Deps
	index *indexer

	queue      chan *work
	room       atomic.Int64 // works that may wait now: see adapt
	publishing chan committed

	mu      sync.RWMutex
	closed  bool
	running sync.WaitGroup
}

func startWriter(deps Deps, index *indexer) *writer {
	w := &writer{Deps: deps, index: index, queue: make(chan *work, queueMax), publishing: make(chan committed, 8)}
	w.room.Store(queueMax)
	w.running.Go(w.run)
	w.running.Go(func() {
		for batch := range w.publishing {
			w.Live.Together(func() { w.publish(batch) })
		}
	})
	return w
}

// publish tells what a batch has to tell: first those who wait for it, then everyone concerned.
func (w *writer) publish(batch committed) {
	_, span := trace.Child(batch.ctx, "publish")
	defer span.End()
	for i, k := range batch.works {
		k.then(batch.outcomes[i])
	}
	for _, p := range batch.events {
		w.Live.Publish(p.accounts, p.event)
		w.told(batch.ctx, p)
		w.stir(p)
	}
}

func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	close(w.queue)
	w.mu.Unlock()
	w.running.Wait()
}

// hand puts a work into the queue: works are carried out in the order in which they were handed in. then is told what became
// of it.
func (w *writer) hand(ctx context.Context, k *work, then func(outcome)) {
	k.origin, k.then = ctx, then
	if !w.enqueue(k) {
		if k.append != nil {
			turnedAway.Inc()
		}
		then(outcome{err: w.busy()})
	}
}

func (w *writer) busy() error {
	return base.Unavailable("The server is busy. Try again in a moment.", w.Clock.Now().Add(busyRest))
}

// full tells that hand would turn an append away now, and counts it. Whoever asks before an append is read saves most of what turning it
// away costs: under too much load, that is time for those that were taken in.
func (w *writer) full() bool {
	if int64(len(w.queue)) < w.room.Load() {
		return false
	}
	turnedAway.Inc()
	return true
}

// await starts a work and waits for its outcome. A caller that gives up does not undo it.
func await(ctx context.Context, start func(then func(outcome))) (outcome, error) {
	done := make(chan outcome, 1)
	start(func(out outcome) { done <- out })
	select {
	case out := <-done:
		return out, out.err
	case <-ctx.Done():
		return outcome{}, ctx.Err()
	}
}

func (w *writer) enqueue(k *work) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed || int64(len(w.queue)) >= w.room.Load() {
		return false
	}
	k.since = time.Now()
	select {
	case w.queue <- k:
		return true
	default:
		return false
	}
}

func (w *writer) run() {
	defer close(w.publishing)
	for first := range w.queue {
		w.adapt(time.Since(first.since))
		w.commit(w.collect(first))
	}
}

// adapt makes the queue shorter when works wait for longer than waitMax, and longer again when they do not: under more load than
// the store can take, what is taken in is still done soon, and the rest is told to come back.
func (w *writer) adapt(waited time.Duration) {
	room := w.room.Load()
	switch {
	case waited > waitMax:
		room = max(room*3/4, batchMax)
	case waited < waitMax/2:
		room = min(room+room/8, queueMax)
	}
	w.room.Store(room)
}

// collect is first with what else is in the queue. Yielding lets callers that were just answered hand in their next work.
func (w *writer) collect(first *work) []*work {
	works := []*work{first}
	for yields := 0; len(works) < batchMax; {
		select {
		case next, open := <-w.queue:
			if !open {
				return works
			}
			works = append(works, next)
			continue
		default:
		}
		if yields++; yields > 2 {
			break
		}
		runtime.Gosched()
	}
	return works
}

// commit carries out works in one transaction. When that fails, each half is tried by itself, down to the one work that cannot be
// done; where the store cannot be written, none can.
func (w *writer) commit(works []*work) {
	began := time.Now()
	ctx, span := w.begin(works)
	defer span.End()
	b, err := w.try(ctx, works)
	if err != nil && len(works) > 1 && base.KindOf(err) != base.KindUnavailable {
		span.Failed("done again in halves")
		half := len(works) / 2
		w.commit(works[:half])
		w.commit(works[half:])
		return
	}
	w.note(ctx, works, b, err, time.Since(began))
	if err != nil {
		failed := outcome{err: doing("append to a conversation", err)}
		w.publishing <- committed{ctx, works, slices.Repeat([]outcome{failed}, len(works)), nil}
		return
	}
	if b.words.any() {
		w.index.wake()
	}
	w.publishing <- committed{ctx, works, b.outcomes, b.events}
}

// try is one transaction for works. A client id that is in the log already shows as a violated constraint, which is rare:
// then the transaction is done again, and looks for the first entries before it writes. So it is when the connection was lost,
// because it may have been committed.
func (w *writer) try(ctx context.Context, works []*work) (*batch, error) {
	var b *batch
	attempt := func(lookUp bool) error {
		return w.DB.Write(ctx, func(tx *db.Tx) error {
			b = newBatch(w.Deps, tx, works, w.DB.Stamp(w.Clock.Now()))
			return b.run(ctx, lookUp)
		})
	}
	err := attempt(false)
	if db.IsUnique(err) || db.Lost(err) {
		err = attempt(true)
	}
	return b, err
}

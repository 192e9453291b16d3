package chat

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"causerie/internal/base"
)

// errUncopied is of an append that nothing refuses, and that is to be given media of its own before it is written.
var errUncopied = errors.New("its media are not copied yet")

// hand hands an append to the writer, behind those that its actor started before. What is to have copies of media is decided without them first, so that nothing is copied
// for what is refused or was sent before, and once more with them.
func (s *Service) hand(ctx context.Context, k *work, then func(outcome)) {
	joined := s.line.join(k.actor, k.append.copy != nil, func(leave func()) {
		if k.append.copy == nil {
			s.writer.hand(ctx, k, then)
			leave()
			return
		}
		s.writer.hand(ctx, k, func(out outcome) {
			if out.err == errUncopied {
				s.line.running.Go(func() { s.handCopied(ctx, k, leave, then) })
				return
			}
			leave()
			then(out)
		})
	})
	if !joined {
		turnedAway.Inc()
		then(outcome{err: s.writer.busy()})
	}
}

func (s *Service) handCopied(ctx context.Context, k *work, leave func(), then func(outcome)) {
	leave = sync.OnceFunc(leave)
	defer leave()
	defer time.AfterFunc(holdMost, leave).Stop()
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx)) // who gives up does not undo it
	defer stop()
	defer context.AfterFunc(s.line.ending, stop)()
	copies, err := k.append.copy(ctx)
	if err != nil {
		if s.line.ending.Err() != nil {
			err = s.writer.busy()
		}
		then(outcome{err: err})
		return
	}
	k.append.copy, k.append.copies = nil, copies
	s.writer.hand(ctx, k, func(out outcome) {
		if out.err != nil || !out.created || len(k.append.copies) == 0 { // one that was sent without them has none
			s.Media.Discard(copies)
		}
		then(out)
	})
}

const (
	// behindMax is how many appends of one person wait behind one whose media are copied.
	behindMax = 64
	// holdMost is how long they wait: longer than a picture takes. A film on a slow disk comes after what is said meanwhile.
	holdMost = 10 * time.Second
)

// line keeps each person's appends in the order in which they were started, where the media of some are copied first.
type line struct {
	people  atomic.Int64 // who are in it
	running sync.WaitGroup
	ending  context.Context // in which nothing is copied any more once it is over
	end     func()

	mu     sync.Mutex
	behind map[base.ID][]func(leave func()) // of who is in it
}

// join starts an append of somebody's behind those that are in the line, and tells whether there was room for it. A slow one is in the line until it leaves; where
// nobody has one, the others pass by.
func (l *line) join(person base.ID, slow bool, start func(leave func())) bool {
	if !slow && l.people.Load() == 0 {
		start(func() {})
		return true
	}
	l.mu.Lock()
	waiting, held := l.behind[person]
	switch {
	case len(waiting) >= behindMax:
		l.mu.Unlock()
		return false
	case held:
		l.behind[person] = append(waiting, start)
		l.mu.Unlock()
		return true
	case !slow:
		l.mu.Unlock()
		start(func() {})
		return true
	}
	if l.behind == nil {
		l.behind = map[base.ID][]func(func()){}
	}
	l.behind[person] = nil
	l.people.Add(1)
	l.mu.Unlock()
	start(func() { l.next(person) })
	return true
}

// next starts who is behind the one that leaves.
func (l *line) next(person base.ID) {
	l.mu.Lock()
	waiting := l.behind[person]
	if len(waiting) == 0 {
		delete(l.behind, person)
		l.people.Add(-1)
		l.mu.Unlock()
		return
	}
	l.behind[person] = waiting[1:]
	l.mu.Unlock()
	waiting[0](func() { l.next(person) })
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// overload is twice what the server can take: clients send at a fixed pace, whatever the answers are. What it takes in it must
// do soon, and the rest it must turn away; its memory must not grow.
func overload(o options, e engine) (map[string]any, map[string]float64, error) {
	_, at, err := pairs(options{seconds: o.seconds / 2, binary: o.binary, dir: o.dir}, e)
	if err != nil {
		return nil, nil, err
	}
	capacity := at["messagesPerSecond"]
	const count = 1000 // pairs: many people, each with few messages
	a, err := newArena(o, e, 2*count, 2*count, false)
	if err != nil {
		return nil, nil, err
	}
	defer a.close()
	perSecond := 2 * capacity / count
	seconds := 2 * o.seconds
	most := int(perSecond*seconds) + 1
	type sender struct {
		sentAt   []atomic.Int64
		accepted []time.Duration
		refused  int
	}
	var sent, answered atomic.Int64
	senders := make([]sender, count)
	for i := range senders {
		senders[i].sentAt = make([]atomic.Int64, most)
	}
	for i := range count {
		s := &senders[i]
		a.lines[2*i].(*socket).refused = func(number int, answer []byte) error {
			if !bytes.Contains(answer, []byte(`"status":503`)) && !bytes.Contains(answer, []byte(`"status":429`)) {
				return fmt.Errorf("%w: %s", errRefused, answer)
			}
			if !bytes.Contains(answer, []byte(`"retryAt":`)) {
				return errors.New("turned away without a time to come back")
			}
			s.refused++
			answered.Add(1)
			return nil
		}
	}
	stop := a.listenAll(func(person, number int) {
		s := &senders[person/2]
		s.accepted = append(s.accepted, time.Duration(time.Now().UnixNano()-s.sentAt[number].Load()))
		answered.Add(1)
	}, func(int, int, int) {})
	before := a.memory()
	began := a.begin(func() int64 { return 0 })
	profiled := a.takeProfile("overload", seconds)
	var highest float64
	var running sync.WaitGroup
	errs := make(chan error, count)
	start := time.Now()
	for i := range count {
		running.Go(func() {
			const tick = 100 * time.Millisecond
			handed := 0
			for step := 1; ; step++ {
				time.Sleep(time.Until(start.Add(time.Duration(step) * tick)))
				due := min(int(time.Since(start).Seconds()*perSecond), most)
				if time.Since(start).Seconds() >= seconds {
					return
				}
				now := time.Now().UnixNano()
				for number := handed; number < due; number++ {
					senders[i].sentAt[number].Store(now)
				}
				if due > handed {
					if err := a.lines[2*i].send(a.talks[i], handed, due-handed); err != nil {
						errs <- err
						return
					}
					sent.Add(int64(due - handed))
				}
				handed = due
			}
		})
	}
	for time.Since(start).Seconds() < seconds {
		time.Sleep(250 * time.Millisecond)
		highest = max(highest, a.memory())
	}
	running.Wait()
	profiled()
	if err := a.conclude(began, errs, "answers", func() int64 { return sent.Load() - answered.Load() }, stop); err != nil {
		return nil, nil, err
	}
	figures := map[string]float64{"capacityPerSecond": capacity, "offeredPerSecond": perSecond * count, "beforeRSSKB": before, "highestRSSKB": highest, "afterRSSKB": a.memory()}
	var accepted []time.Duration
	refused := 0
	for i := range senders {
		accepted = append(accepted, senders[i].accepted...)
		refused += senders[i].refused
	}
	quantiles(figures, "accepted", accepted)
	figures["acceptedPerSecond"], figures["refusedPerSecond"] = float64(len(accepted))/seconds, float64(refused)/seconds
	return map[string]any{"pairs": count, "seconds": seconds, "bytes": bodySize}, figures, nil
}

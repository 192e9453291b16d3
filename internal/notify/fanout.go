package notify

import (
	"context"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	// lookWait is how long a message has to be read on a device that is connected, before the others are told.
	lookWait = 2 * time.Second
	// pace is the least time between two messages about one view: what comes in it is told together.
	pace = 2 * time.Second
	// looksMax is how many views are looked at in one transaction.
	looksMax = 256
	tick     = time.Second
)

// Came tells that something came to the views of accounts in a conversation, or was taken back in it. It does not wait.
func (s *Service) Came(accounts []base.ID, conversation, sender base.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.subscribed) == 0 {
		return
	}
	for _, id := range accounts {
		if id != sender && s.subscribed[id] {
			s.stir(View{id, conversation})
		}
	}
}

// Read tells that account has read in a conversation. It does not wait.
func (s *Service) Read(account, conversation base.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	view := View{account, conversation}
	if _, told := s.shown[view]; told {
		s.stir(view)
	}
}

func (s *Service) stir(view View) {
	select {
	case s.stirs <- view:
	default:
		dropped.Inc()
	}
}

// watch looks at views that something happened to, once for all that happened to each in a short time.
func (s *Service) watch() {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	waiting := map[View]time.Time{} // until when
	looked := map[View]time.Time{}
	for {
		select {
		case <-s.over.Done():
			return
		case view := <-s.stirs:
			s.await(waiting, looked, view)
		case <-timer.C:
		case <-ticker.C:
			if err := s.EndQuiet(s.over); err != nil && s.over.Err() == nil {
				s.Log.Error("push: quiet hours", "error", err)
			}
			for view, at := range looked {
				if time.Since(at) > pace {
					delete(looked, view)
				}
			}
		}
		for range len(s.stirs) {
			s.await(waiting, looked, <-s.stirs)
		}
		timer.Reset(s.lookAtDue(waiting, looked))
	}
}

func (s *Service) await(waiting, looked map[View]time.Time, view View) {
	if _, known := waiting[view]; known {
		return
	}
	due := looked[view].Add(pace)
	if s.Online(view.Account) {
		if soon := time.Now().Add(lookWait); soon.After(due) {
			due = soon
		}
	}
	waiting[view] = due
}

// lookAtDue looks at the views whose time has come, and answers when the next one's does.
func (s *Service) lookAtDue(waiting, looked map[View]time.Time) (next time.Duration) {
	for {
		now := time.Now()
		var due []View
		next = time.Hour
		for view, at := range waiting {
			if wait := at.Sub(now); wait > 0 {
				next = min(next, wait)
			} else if len(due) < looksMax {
				due = append(due, view)
			}
		}
		if len(due) == 0 {
			return next
		}
		for _, view := range due {
			delete(waiting, view)
			looked[view] = now
		}
		if err := s.look(s.over, due); err != nil && s.over.Err() == nil {
			dropped.Add(float64(len(due)))
			s.Log.Error("push: look at what is unread", "error", err)
		}
	}
}

// look tells the devices of views' people what is unread in them.
func (s *Service) look(ctx context.Context, views []View) error {
	var notices []Notice
	var people map[base.ID]*person
	var ids []base.ID
	for _, v := range views {
		if !slices.Contains(ids, v.Account) {
			ids = append(ids, v.Account)
		}
	}
	s.mu.Lock()
	arrivals := s.arrivals
	s.mu.Unlock()
	err := s.read(ctx, "looking at what is unread", func(tx *db.Tx) error {
		var err error
		if people, err = s.peopleOf(ctx, tx, ids); err != nil {
			return err
		}
		taking := slices.DeleteFunc(slices.Clone(views), func(v View) bool { return people[v.Account] == nil })
		notices, err = s.Notices(ctx, tx, taking)
		return err
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	for _, id := range ids {
		if people[id] == nil && s.arrivals == arrivals { // else they may have subscribed meanwhile
			delete(s.subscribed, id)
		}
	}
	s.mu.Unlock()
	hold := map[base.ID]span{}
	var out []delivery
	for _, n := range notices {
		p := people[n.Account]
		now, next := s.quietOf(p)
		if !now.isZero() && n.Unread > 0 {
			if s.isNew(n) {
				if n.At.Before(now.from) { // it came just before
					now.from = n.At
				}
				hold[n.Account] = now
			}
			continue
		}
		out = append(out, s.tell(p, n, next)...)
	}
	s.deliver(out)
	return s.hold(ctx, hold)
}

func (s *Service) isNew(n Notice) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return n.Seq > s.shown[n.View]
}

// tell notes what devices are told of a view, and makes the messages; nothing where they know it. next is when quiet hours begin, 0 for never:
// nothing is to arrive in them.
func (s *Service) tell(p *person, n Notice, next time.Duration) []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, told := s.shown[n.View]
	switch {
	case n.Unread == 0 && !told, n.Unread > 0 && n.Seq == before, n.Request && told && n.Unread > 0:
		return nil
	case n.Unread == 0:
		delete(s.shown, n.View)
	default:
		for other := range s.shown {
			if len(s.shown) < shownMax {
				break
			}
			delete(s.shown, other)
		}
		s.shown[n.View] = n.Seq
	}
	var out []delivery
	for _, sub := range p.subscriptions {
		d := delivery{to: sub, view: n.View, seq: n.Seq, topic: s.topic(sub, n.Conversation), ttl: keep}
		d.note = note{Conversation: n.Conversation.String(), Language: p.language}
		switch {
		case n.Unread == 0:
			if silentForbidden(sub.endpoint) {
				continue
			}
			d.note.Kind, d.urgency, d.ttl = kindClear, low, clearKeep
		case n.Request:
			d.note.Kind, d.note.Silent, d.urgency = kindRequest, true, low
		default:
			d.note.Kind, d.note.Silent, d.urgency = kindMessage, n.Seq < before, high
			d.note.Count, d.note.Seq = n.Unread, n.Seq
			if sub.content != None {
				d.note.Name, d.note.Group = n.Name, n.Group
			}
			if sub.content == Full {
				d.note.Text, d.note.Voice, d.note.Shows = clip(n.Text, textMax), n.Voice, n.Shows
			}
		}
		if next > 0 {
			d.ttl = min(d.ttl, next)
		}
		out = append(out, d)
	}
	return out
}

// missed are the messages that tell a person of what came in their quiet hours.
func (s *Service) missed(p *person, account base.ID, m Missed) []delivery {
	if m.Messages == 0 && m.Requests == 0 {
		return nil
	}
	var out []delivery
	_, next := s.quietOf(p)
	for _, sub := range p.subscriptions {
		d := delivery{to: sub, topic: s.topic(sub, account), ttl: keep, urgency: normal}
		d.note = note{Kind: kindMissed, Count: m.Messages, Language: p.language}
		if m.Messages == 0 {
			d.note = note{Kind: kindRequest, Language: p.language, Silent: true}
		}
		if next > 0 {
			d.ttl = min(d.ttl, next)
		}
		out = append(out, d)
	}
	return out
}

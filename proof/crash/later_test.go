package crash

import (
	"context"
	"net/http"
	"slices"
	"time"

	"causerie/internal/base/basetest"
	causerie "causerie/sdk/go"
)

// later is what is known of a message that the server is to send later.
type later struct {
	at           time.Time
	soon         bool // it is
	acknowledged bool
	asked        bool // to send it now
	removes      bool // asked
	removed      bool // acknowledged
	unsure       bool // the last change has no answer
	waits        bool // as the server lists it
}

const (
	soonest  = 300 * time.Millisecond // is when most are to be sent
	laterOne = time.Hour              // is when the others are
	laters   = 5                      // of them, for each person
)

// later schedules a message; or sends one at once that waits for an hour, or removes it. One that had no answer is mostly scheduled again.
func (w *worker) later(ctx context.Context, conversation string) {
	p := w.person
	switch n := w.rng.IntN(6); {
	case p.unscheduled != nil:
		a := p.unscheduled
		if w.rng.IntN(4) == 0 {
			p.unscheduled = nil
			return
		}
		w.schedule(ctx, a)
	case n < 4 || len(p.waiting) == 0:
		at := time.Now().Add(time.Duration(w.rng.Int64N(int64(soonest))))
		if n == 0 && len(p.waiting) < laters {
			at = time.Now().Add(laterOne)
		}
		in := causerie.Text("")
		in.Content.Text = word(in.ClientID) + " later"
		w.schedule(ctx, w.load.history.begin(&attempt{sender: p, conversation: conversation, in: in, later: &later{at: at, soon: at.Before(time.Now().Add(soonest))}}))
	default:
		i := w.rng.IntN(len(p.waiting))
		a := p.waiting[i]
		if n == 4 {
			a.later.asked = true
			_, err := p.tell(ctx, http.MethodPatch, "/v1/me/scheduled/"+a.in.ClientID, map[string]any{"sendAt": time.Now()})
			w.settles(a, i, err, func() {})
			return
		}
		a.later.removes = true
		_, err := p.ask(ctx, p.client.Token(), http.MethodDelete, "/v1/me/scheduled/"+a.in.ClientID, nil, nil)
		w.settles(a, i, err, func() { a.later.removed = true })
	}
}

// settles notes the answer to a change of what waits. What had no answer may have been done: then there is nothing to change the next time.
func (w *worker) settles(a *attempt, i int, err error, done func()) {
	l := a.later
	if causerie.CodeOf(err) == "not_found" && l.unsure {
		err = nil
	}
	w.note("change a message that waits", err, func() {
		if l.unsure = err != nil; err == nil {
			done()
			w.person.waiting = slices.Delete(w.person.waiting, i, i+1)
		}
	})
}

func (w *worker) schedule(ctx context.Context, a *attempt) {
	p, l := w.person, a.later
	p.unscheduled = a
	_, err := p.tell(ctx, http.MethodPost, "/v1/conversations/"+a.conversation+"/scheduled",
		map[string]any{"clientId": a.in.ClientID, "content": map[string]string{"type": "text", "text": a.in.Content.Text}, "sendAt": l.at})
	w.note("schedule a message", err, func() {
		if err != nil {
			return
		}
		p.unscheduled, l.acknowledged = nil, true
		if !l.soon {
			p.waiting = append(p.waiting, a)
		}
	})
}

// awaitLaters waits until what was due is sent: a server that could not reach its database looks again after some seconds, or when something changes.
func (c *checker) awaitLaters(ctx context.Context) {
	for _, a := range c.history.attempts {
		if a.later != nil {
			a.later.waits = false
		}
	}
	for _, p := range c.people {
		due := ""
		if !basetest.Within(patience, func() bool {
			due = c.waiting(ctx, p)
			if due == "" {
				return true
			}
			_, err := p.tell(ctx, http.MethodPatch, "/v1/me/scheduled/"+due, map[string]any{})
			if err != nil && causerie.CodeOf(err) != "not_found" {
				c.wrongf("%s has the message %s sent: %v", p.name, due, err)
				return true
			}
			return false
		}) {
			c.wrongf("the message %s of %s was to be sent long ago, and waits", due, p.name)
		}
	}
}

// waiting notes what a person's messages are that wait, and answers one that is not to wait any longer, or not for long.
func (c *checker) waiting(ctx context.Context, p *person) (due string) {
	var list struct {
		Items []struct {
			ClientID string
			SendAt   time.Time
			Problem  *causerie.Problem
		}
	}
	got, err := p.look(ctx, "/v1/me/scheduled")
	if err == nil {
		err = got.into(&list)
	}
	if err != nil {
		c.wrongf("%s lists what waits to be sent: %v", p.name, err)
		return ""
	}
	for _, one := range list.Items {
		a := c.history.byClientID[one.ClientID]
		switch {
		case a == nil || a.later == nil || a.sender != p:
			c.wrongf("the message %s of %s waits, which nobody asked for", one.ClientID, p.name)
		case one.Problem != nil:
			c.wrongf("the message %s of %s was refused: %v", one.ClientID, p.name, one.Problem)
		case one.SendAt.Before(time.Now().Add(2 * soonest)):
			due = one.ClientID
		default:
			a.later.waits = true
		}
	}
	return due
}

// checkLater holds that a message that was to be sent later is sent once its time has come, and not before, and one that was removed before its time never. sent is its
// entry, if it was sent.
func (c *checker) checkLater(a *attempt, sent *causerie.Entry) {
	l, id := a.later, a.in.ClientID
	now := l.soon || l.asked
	if sent != nil && !l.asked && sent.CreatedAt.UnixMilli() < l.at.UnixMilli() {
		c.wrongf("the message %s of %s was to be sent at %v, and was at %v", id, a.sender.name, l.at, sent.CreatedAt)
	}
	switch {
	case sent != nil && l.waits:
		c.wrongf("the message %s of %s is sent, and waits to be", id, a.sender.name)
	case l.removed && l.waits, l.removed && sent != nil && !now:
		c.wrongf("the message %s of %s was removed, and is there: %v", id, a.sender.name, sent)
	case l.acknowledged && !l.removes && sent == nil && !l.waits:
		c.wrongf("LOST: the message %s of %s was to be sent later: %+v", id, a.sender.name, *l)
	case l.acknowledged && sent != nil && !now:
		c.wrongf("the message %s of %s was to wait, and is sent: %+v", id, a.sender.name, *l)
	}
}

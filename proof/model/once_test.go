package model

import (
	"fmt"
	"time"

	"causerie/internal/base"
	"causerie/internal/chat"
)

const (
	onceDays = 14 * 24 * time.Hour
	viewing  = 5 * time.Minute
)

// glance is something to be viewed once, without a store: who has opened it in which session, and until when they view it.
type glance struct {
	media  base.ID
	ends   time.Time
	opened map[int]*look
	last   time.Time // the end of the last viewing
	waited time.Time // the last time at which somebody was known who could still open it
}

type look struct {
	session int
	until   time.Time
	told    bool // who sent it is told
}

// shows has someone send a photo that is viewed once, or try to with one that is not there.
func (c *club) shows(g *circle, a int) {
	id, now, want := clientID(c.r), c.server.Clock.Now(), "photo_gone"
	switch _, code := c.gate(g, a, chat.Message, false); {
	case code != "":
	case g.direct != nil && g.bonds.alone:
		want = "invalid"
	case c.r.IntN(10) > 0:
		made, err := base.ParseID(c.server.Photo(c.t, c.people[a].Person, 4, 4))
		if err != nil {
			c.t.Fatal(err)
		}
		id, want = made, ""
	}
	if _, ok := c.put(g, a, chat.Message, 0, map[string]any{"type": "once", "once": map[string]any{"kind": "photo", "id": id}}, want); ok {
		g.log = append(g.log, entryLine{kind: "message", what: "once", by: a, once: &glance{media: id, ends: now.Add(onceDays), opened: map[int]*look{}, waited: now}})
	}
}

// aimAtOnce is something to be viewed once, where there is any, mostly.
func (c *club) aimAtOnce(g *circle) (int64, *entryLine) {
	for range 20 {
		if seq, of := c.aim(g); of != nil && of.once != nil && !of.erased {
			return seq, of
		}
	}
	return c.aim(g)
}

// couldOpen tells whether someone was there when it was sent, and is still.
func (g *circle) couldOpen(a int, seq int64) bool {
	l, s := &g.log[seq-1], g.seats[a]
	return s != nil && a != l.by && s.step < l.step && s.floor < seq && !s.hidden[seq]
}

// opens has someone open what is viewed once, on one of two devices.
func (c *club) opens(g *circle, a int) {
	seq, of := c.aimAtOnce(g)
	now, session, want := c.server.Clock.Now(), c.r.IntN(2), ""
	switch {
	case g.seats[a] == nil, of == nil, seq <= g.seats[a].floor:
		want = "not_found"
	case of.erased:
		want = "erased"
	case of.once == nil, g.seats[a].hidden[seq]:
		want = "not_found"
	case of.once.opened[a] != nil:
		if o := of.once.opened[a]; o.session != session || !now.Before(o.until) {
			want = "once_gone"
		}
	case !now.Before(of.once.ends), !g.couldOpen(a, seq):
		want = "once_gone"
	}
	actor := c.people[a].actor
	actor.Session = c.sessions[a][session]
	got, err := c.server.App.Chat.OpenOnce(ctx, actor, g.id, seq)
	if !c.expect(fmt.Sprint(a, " opens ", seq, " on ", session), want, err) {
		return
	}
	o := of.once.opened[a]
	if o == nil {
		o = &look{session, got.Until, g.direct == nil || g.bonds.shows(g.side(a), now.UnixMilli())}
		of.once.opened[a] = o
		if got.Until.After(now.Add(viewing+time.Minute)) || got.Until.After(of.once.ends.Add(time.Second)) {
			c.t.Errorf("%d may view %d until %v", a, seq, got.Until)
		}
	}
	if !o.until.Equal(got.Until) {
		c.t.Errorf("%d may view %d until %v, and before until %v", a, seq, got.Until, o.until)
	}
	if of.once.last.Before(o.until) {
		of.once.last = o.until
	}
	if c.r.IntN(3) > 0 {
		return
	}
	if err := c.server.App.Chat.CloseOnce(ctx, actor, g.id, seq); err != nil {
		c.t.Error(err)
	}
	o.until = now
}

// waitOnces notes of what is viewed once whether somebody could still open it.
func (g *circle) waitOnces(now time.Time) {
	for k := range g.log {
		if once := g.log[k].once; once != nil && g.waitsFor(int64(k+1)) && now.Before(once.ends) {
			once.waited = now
		}
	}
}

func (g *circle) waitsFor(seq int64) bool {
	for a := range g.seats {
		if g.log[seq-1].once.opened[a] == nil && g.couldOpen(a, seq) {
			return true
		}
	}
	return false
}

// lookAtOnces compares what is kept of what is viewed once, when what is over has been erased: as long as somebody could open it, and not much longer.
func (c *club) lookAtOnces(now time.Time) {
	for _, g := range c.circles {
		for k, l := range g.log {
			if l.once == nil {
				continue
			}
			var kept int
			if err := c.server.App.DB.ReadRow(ctx, `SELECT COUNT(*) FROM media WHERE media_id = $1`, []any{l.once.media}, &kept); err != nil {
				c.t.Fatal(err)
			}
			seq := int64(k + 1)
			over := l.once.last
			if again := l.once.waited.Add(time.Hour); over.Before(again) {
				over = again
			}
			if over.After(l.once.ends) {
				over = l.once.ends
			}
			switch {
			case l.erased && kept > 0:
				c.t.Errorf("message %d is erased, and what it showed is not", seq)
			case !l.erased && kept == 0 && g.waitsFor(seq) && now.Before(l.once.ends):
				c.t.Errorf("message %d can be viewed once by somebody, and is erased", seq)
			case !l.erased && kept > 0 && now.After(over) && !g.waitsFor(seq) || kept > 0 && now.After(l.once.ends):
				c.t.Errorf("message %d can be viewed by nobody any more since %v, it is %v, and it is not erased", seq, over, now)
			}
		}
	}
}

// lookAtOpened compares what someone has opened, and what was opened of theirs, with what they are told.
func (c *club) lookAtOpened(g *circle, i int) {
	c.t.Helper()
	list, err := c.server.App.Chat.OpenedIn(ctx, c.people[i].actor, g.id, 1, 1<<40)
	if err != nil {
		c.t.Errorf("what %d knows of what was opened: %v", i, err)
	}
	got, want := map[int64]int{}, map[int64]int{}
	for _, one := range list {
		got[one.Seq] = one.Count
	}
	for k, l := range g.log {
		seq := int64(k + 1)
		switch {
		case l.once == nil, l.erased, seq <= g.seats[i].floor:
		case l.by == i:
			for _, o := range l.once.opened {
				if o.told {
					want[seq]++
				}
			}
		case l.by != i && l.once.opened[i] != nil:
			want[seq] = 1
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Errorf("%d is told of %v that was opened, want %v", i, got, want)
	}
}

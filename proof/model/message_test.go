package model

import (
	"fmt"
	"time"

	"causerie/internal/chat"
)

// What people do with the messages of a conversation, of a group as of two.

func (c *club) says(g *circle, a int) {
	text := sentence(c.r)
	if _, ok := c.put(g, a, chat.Message, 0, map[string]any{"type": "text", "text": text}, ""); ok {
		g.log = append(g.log, entryLine{kind: "message", by: a, text: text, now: text})
	}
}

// aim is a message to speak of, mostly, or now and then something else.
func (c *club) aim(g *circle) (seq int64, of *entryLine) {
	for range 3 {
		if seq = 1 + c.r.Int64N(g.head()+2); seq <= g.head() && g.log[seq-1].kind == "message" {
			return seq, &g.log[seq-1]
		}
	}
	return seq, nil
}

func (c *club) reacts(g *circle, a int) {
	seq, of := c.aim(g)
	want := ""
	switch {
	case of == nil:
		want = "not_found"
	case of.erased:
		want = "erased"
	}
	if _, ok := c.put(g, a, chat.Reaction, seq, map[string]any{"emoji": "👍"}, want); ok {
		g.log = append(g.log, entryLine{kind: "reaction", by: a, text: "👍", target: seq})
	}
}

// edits has someone give a message another text.
func (c *club) edits(g *circle, a int) {
	seq, of := c.aim(g)
	text, want := sentence(c.r), ""
	switch {
	case of == nil:
		want = "not_found"
	case of.by != a:
		want = "not_yours"
	case of.erased:
		want = "erased"
	case of.what == "sticker", of.what == "profile", of.what == "once":
		want = "not_text"
	case of.forwarded, of.what == "poll":
		want = "not_editable"
	case c.server.Clock.Now().After(of.at.Add(24 * time.Hour)):
		want = "edit_expired"
	}
	if _, ok := c.put(g, a, chat.Edit, seq, map[string]any{"text": text}, want); ok {
		of.now, of.edited = text, true
		g.log = append(g.log, entryLine{kind: "edit", by: a, text: text, target: seq})
	}
}

func (c *club) unsends(g *circle, a int) {
	seq, of := c.aim(g)
	want := ""
	switch {
	case of == nil:
		want = "not_found"
	case of.by != a:
		want = "not_yours"
	}
	if _, ok := c.put(g, a, chat.Unsend, seq, map[string]any{}, want); ok {
		g.erase(seq)
		g.log = append(g.log, entryLine{kind: "unsend", by: a, target: seq})
	}
}

// erase empties a message and its edits.
func (g *circle) erase(seq int64) {
	for k := range g.log {
		if l := &g.log[k]; int64(k+1) == seq || l.target == seq && l.kind == "edit" {
			l.erased, l.text, l.now = true, "", ""
		}
	}
	g.unpin(seq)
}

// hides has someone delete what a log has for themselves.
func (c *club) hides(g *circle, a int) {
	seqs := []int64{1 + c.r.Int64N(g.head()+2), 1 + c.r.Int64N(g.head()+2)}
	err := c.server.App.Chat.Hide(ctx, c.people[a].actor, g.id, seqs)
	if !c.expect(fmt.Sprint(a, " hides ", seqs), g.may(a, "all"), err) {
		return
	}
	for _, seq := range seqs {
		if seq <= g.head() && g.log[seq-1].target == 0 {
			g.seats[a].hidden[seq] = true
		}
	}
}

func (c *club) reads(g *circle, a int) {
	seq := 1 + c.r.Int64N(g.head()+2)
	err := c.server.App.Chat.MarkRead(ctx, c.people[a].actor, g.id, chat.Position{Seq: seq})
	if c.expect(fmt.Sprint(a, " reads ", seq), g.may(a, "all"), err) {
		g.seats[a].read = max(g.seats[a].read, min(seq, g.head()))
	}
}

func (c *club) clears(g *circle, a int) {
	err := c.server.App.Chat.Delete(ctx, c.people[a].actor, g.id)
	if c.expect(fmt.Sprint(a, " clears"), g.may(a, "all"), err) {
		c.cleared(g, a)
	}
}

// cleared notes that someone has cleared a conversation.
func (c *club) cleared(g *circle, a int) {
	s := g.seats[a]
	s.floor, s.read, s.cleared, s.hidden = g.head(), max(s.read, g.head()), true, map[int64]bool{}
	if g.direct != nil {
		g.bonds = g.bonds.clear(g.side(a), c.server.Clock.Now().UnixMilli())
	}
}

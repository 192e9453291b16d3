package model

import (
	"fmt"

	"causerie/internal/base"
	"causerie/internal/chat"
)

// forwards has someone send a message of one group on to another, and sometimes again under the same client id.
func (c *club) forwards(g *circle, a int) {
	seq, of := c.aim(g)
	h := c.circles[c.r.IntN(len(c.circles))]
	want, there := "", ""
	switch {
	case g.seats[a] == nil, seq > g.head(), seq <= g.seats[a].floor, g.log[seq-1].target > 0:
		want = "not_found"
	case g.log[seq-1].erased:
		want = "erased"
	case g.seats[a].hidden[seq]:
		want = "not_found"
	case of == nil, of.poll != nil, of.once != nil:
		want = "not_forwardable"
	}
	var how decision
	if want == "" {
		how, there = c.gate(h, a, chat.Message, of.what == "")
		if there == "" && of.what == "profile" && c.parted(a, of.whose) {
			there = "profile_gone"
		}
	}
	targets := []chat.ForwardTarget{{ConversationID: h.id, ClientID: clientID(c.r)}}
	for again := range 1 + c.r.IntN(2) {
		all, err := c.server.App.Chat.Forward(ctx, c.people[a].actor, g.id, seq, targets)
		if !c.expect(fmt.Sprint(a, " forwards ", seq), want, err) {
			return
		}
		if got := base.CodeOf(all[0].Err); got != there {
			c.t.Fatalf("%d forwards %d: %q, want %q", a, seq, got, there)
		}
		if there != "" {
			return
		}
		if again == 0 {
			l := &g.log[seq-1]
			passed := entryLine{kind: "message", what: l.what, by: a, text: l.now, now: l.now, whose: l.whose, of: l.of, forwarded: true, media: mediaOf(all[0].Entry)}
			h.settle(a, chat.Message, how)
			h.log = append(h.log, passed)
		}
	}
}

package model

import (
	"encoding/json"
	"fmt"
	"slices"

	"causerie/internal/base"
	"causerie/internal/chat"
)

// direct is what a conversation of two people, or of one with themselves, has beside its log: what stands between the two.
type direct struct {
	pair  [2]int
	bonds *talk // without a log of its own
}

func (d *direct) side(a int) int { return slices.Index(d.pair[:], a) }

// pair makes the direct conversation of any two people, in which nothing is said yet. In a club of friends all two are friends, else one pair in four.
func (c *club) pair() {
	c.pairs = map[[2]int]*circle{}
	for a, one := range c.people {
		if !c.friends { // so that some of what they write is requests
			c.expect(fmt.Sprint(a, " takes messages of everyone"), "", chooses(c.server, one, "everyone"))
		}
		for b, other := range c.people[:a+1] {
			g := &circle{id: base.DirectID(one.actor.Account, other.actor.Account), direct: &direct{pairOf(a, b), &talk{alone: a == b}}}
			g.seats = map[int]*seat{}
			for i := range g.bonds.sides {
				g.bonds.sides[i].setting = "everyone"
				if c.friends {
					g.bonds.sides[i].setting = "suggested" // as after sign-up
				}
			}
			if a != b && (c.friends || c.r.IntN(4) == 0) {
				c.server.Befriend(c.t, one.Person, other.Person)
				g.bonds.sides[0].follows, g.bonds.sides[1].follows = true, true
			}
			c.pairs[g.pair] = g
		}
	}
}

// opensWith has someone open a conversation with another, or with themselves.
func (c *club) opensWith(a, b int) {
	g := c.pairs[pairOf(a, b)]
	there, want := len(g.seats) > 0, ""
	open := func() (chat.Conversation, bool, error) { return c.server.App.Chat.Saved(ctx, c.people[a].actor) }
	if a != b {
		if !there {
			want = g.bonds.decide(g.side(a), c.server.Clock.Now().UnixMilli()).code
		}
		open = func() (chat.Conversation, bool, error) {
			return c.server.App.Chat.Create(ctx, c.people[a].actor, c.people[b].actor.Account)
		}
	}
	got, created, err := open()
	if !c.expect(fmt.Sprint(a, " opens a conversation with ", b), want, err) || there {
		return
	}
	if got.ID != g.id || !created {
		c.t.Errorf("%d opens a conversation with %d, which is %v, created: %v", a, b, got.ID, created)
	}
	for _, i := range g.pair {
		if g.seats[i] == nil {
			c.sit(g, i, "member")
		}
	}
	c.circles = append(c.circles, g)
}

// parted tells whether a block parts two people.
func (c *club) parted(a, b int) bool { return c.pairs[pairOf(a, b)].bonds.parted() }

// gate is what keeps someone from adding to a log, whatever it speaks of, or what becomes of it.
func (c *club) gate(g *circle, a int, kind chat.Kind, text bool) (how decision, code string) {
	switch {
	case g.seats[a] == nil:
		return how, "not_found"
	case kind == chat.Unsend:
	case g.direct != nil:
		how = g.bonds.reach(g.side(a), string(kind), text, c.server.Clock.Now().UnixMilli())
	case g.rules.Write == "admins" && !g.admin(a) && (kind == chat.Message || kind == chat.Edit):
		return how, "admins_write"
	}
	return how, how.code
}

// settle is what an entry changes between two people.
func (g *circle) settle(a int, kind chat.Kind, how decision) {
	if g.direct != nil {
		g.bonds = g.bonds.copy()
		g.bonds.settle(g.side(a), wish{kind: string(kind)}, how)
	}
}

// put adds to a log, and sometimes again under the same client id. want is the code of a refusal, unless there is one whatever the entry speaks of.
func (c *club) put(g *circle, a int, kind chat.Kind, target int64, content map[string]any, want string) (e chat.Entry, ok bool) {
	c.t.Helper()
	how, code := c.gate(g, a, kind, kind == chat.Edit || content["type"] == "text")
	if code != "" {
		want = code
	}
	text, err := json.Marshal(content)
	if err != nil {
		c.t.Fatal(err)
	}
	in := chat.Append{ClientID: clientID(c.r), Kind: kind, TargetSeq: target, Content: chat.Content(text)}
	for again := range 1 + c.r.IntN(8)/7 {
		var created bool
		e, created, err = c.server.App.Chat.Append(ctx, c.people[a].actor, g.id, in)
		if ok = c.expect(fmt.Sprint(a, " ", kind, " ", target, " ", string(text), " in ", g.name()), want, err); ok && (created != (again == 0) || e.Seq != g.head()+1) {
			c.t.Errorf("try %d is entry %d, created: %v; the model has %d", again+1, e.Seq, created, g.head())
		}
	}
	if ok {
		g.settle(a, kind, how)
	}
	return e, ok
}

func (g *circle) name() string {
	if g.direct != nil {
		return fmt.Sprint(g.pair)
	}
	return g.id.String()[:8]
}

// relates changes what one of two people thinks of the other, or of everyone.
func (c *club) relates(g *circle, a int) {
	side := g.side(a)
	if side < 0 || g.bonds.alone {
		c.says(g, a)
		return
	}
	turn := someTurn(c.server, c.r, g.bonds, side, c.people[a], c.people[g.pair[1-side]])
	if !c.expect(fmt.Sprint(a, " ", turn.what, " in ", g.pair, " ", turn.setting), turn.code, turn.do()) {
		return
	}
	g.bonds = turn.next
	if turn.setting == "" {
		return
	}
	for _, other := range c.pairs {
		if side := other.side(a); side >= 0 {
			other.bonds = other.bonds.copy()
			other.bonds.sides[side].setting = turn.setting
		}
	}
}

// answersAsked has someone do something with a request, which may be none.
func (c *club) answersAsked(g *circle, a int) {
	action := []chat.Answer{chat.Accept, chat.Accept, chat.Accept, chat.Remove, chat.Report, chat.Block}[c.r.IntN(6)]
	in := chat.Answers{Action: action, Conversations: []base.ID{g.id}}
	if action == chat.Report {
		in.Reason = "spam"
	}
	want := "not_found"
	next := g.bonds
	if side := g.side(a); side >= 0 {
		next, want = g.bonds.answer(side, string(action), c.server.Clock.Now().UnixMilli())
	}
	items, err := c.server.App.Chat.Answer(ctx, c.people[a].actor, in)
	c.expect(fmt.Sprint(a, " answers ", action, " in ", g.pair), "", err)
	if len(items) != 1 || items[0] != (chat.Answered{Conversation: g.id, OK: want == "", Code: want}) {
		c.t.Errorf("%s: %+v, want %q", action, items, want)
	}
	if want == "" && action != chat.Accept {
		c.cleared(g, a)
	}
	g.bonds = next
}

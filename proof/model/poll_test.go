package model

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/chat"
)

// ballot is a poll without a store: what each person chose.
type ballot struct {
	anonymous, multiple, closed bool
	closesAt                    time.Time // zero for never
	options                     int
	chosen                      map[int][]int
}

// results are how many chose each option, and how many chose at all.
func (b *ballot) results() (counts []int64, voters int64) {
	counts = make([]int64, b.options)
	for _, options := range b.chosen {
		if len(options) > 0 {
			voters++
		}
		for _, option := range options {
			counts[option]++
		}
	}
	return counts, voters
}

func (c *club) asks(g *circle, a int) {
	b := &ballot{anonymous: c.r.IntN(2) == 0, multiple: c.r.IntN(2) == 0, options: 2 + c.r.IntN(3), chosen: map[int][]int{}}
	var closesAt *time.Time
	if c.r.IntN(3) == 0 {
		b.closesAt = c.server.Clock.Now().Add(time.Duration(1+c.r.IntN(40)) * time.Hour).UTC().Truncate(time.Second)
		closesAt = &b.closesAt
	}
	want := ""
	if b.anonymous && g.direct != nil {
		want = "invalid"
	}
	text, poll := sentence(c.r), chat.Poll{ClosesAt: closesAt, Anonymous: b.anonymous, Multiple: b.multiple, Options: []string{"a", "b", "c", "d"}[:b.options]}
	if _, ok := c.put(g, a, chat.Message, 0, map[string]any{"type": "poll", "text": text, "poll": poll}, want); ok {
		g.log = append(g.log, entryLine{kind: "message", what: "poll", by: a, text: text, now: text, poll: b})
	}
}

// aimAtPoll is a poll, where there is one, mostly.
func (c *club) aimAtPoll(g *circle) (int64, *entryLine) {
	for range 10 {
		if seq, of := c.aim(g); of != nil && of.poll != nil {
			return seq, of
		}
	}
	return c.aim(g)
}

func (c *club) closed(b *ballot) bool {
	return b.closed || !b.closesAt.IsZero() && !c.server.Clock.Now().Before(b.closesAt)
}

func (c *club) votes(g *circle, a int) {
	seq, of := c.aimAtPoll(g)
	options := c.r.Perm(5)[:c.r.IntN(3)]
	slices.Sort(options)
	want := ""
	switch {
	case of == nil:
		want = "not_found"
	case of.erased:
		want = "erased"
	case of.poll == nil:
		want = "invalid"
	case c.closed(of.poll):
		want = "poll_closed"
	case len(options) > 0 && options[len(options)-1] >= of.poll.options || len(options) > 1 && !of.poll.multiple:
		want = "invalid"
	}
	if _, ok := c.put(g, a, chat.Vote, seq, map[string]any{"options": options}, want); !ok {
		return
	}
	by := a
	of.poll.chosen[a] = options
	if of.poll.anonymous {
		by = of.by
	}
	g.log = append(g.log, entryLine{kind: "vote", by: by, target: seq})
}

func (c *club) closes(g *circle, a int) {
	seq, of := c.aimAtPoll(g)
	want := ""
	switch {
	case of == nil:
		want = "not_found"
	case of.erased:
		want = "erased"
	case of.poll == nil:
		want = "invalid"
	case of.by != a && !g.admin(a):
		want = "not_yours"
	case c.closed(of.poll):
		want = "poll_closed"
	}
	if _, ok := c.put(g, a, chat.Close, seq, map[string]any{}, want); ok {
		of.poll.closed = true
		g.log = append(g.log, entryLine{kind: "close", by: a, target: seq})
	}
}

// lookAtPolls compares what someone makes of the votes in the log with what was chosen. In an anonymous poll it holds no name but one.
func (c *club) lookAtPolls(g *circle, i int, log []chat.Entry) {
	c.t.Helper()
	s := g.seats[i]
	for k, l := range g.log {
		seq := int64(k + 1)
		if l.poll == nil || l.erased || seq <= s.floor || s.hidden[seq] {
			continue
		}
		got := ballot{options: l.poll.options, chosen: map[int][]int{}}
		counts, voters := got.results()
		for _, e := range log {
			if e.Kind != chat.Vote || e.TargetSeq != seq {
				continue
			}
			var said struct {
				Options []int
				Counts  []int64
				Voters  int64
			}
			if err := json.Unmarshal([]byte(e.Content), &said); err != nil {
				c.t.Error(err)
			}
			by := slices.IndexFunc(c.people, func(p person) bool { return p.actor.Account == e.Sender })
			got.chosen[by] = said.Options
			if counts, voters = got.results(); l.poll.anonymous {
				counts, voters = said.Counts, said.Voters
				if by != l.by || len(said.Options) > 0 {
					c.t.Errorf("a vote in an anonymous poll has a name: %v", e)
				}
			}
		}
		wantCounts, wantVoters := l.poll.results()
		if fmt.Sprint(counts, voters) != fmt.Sprint(wantCounts, wantVoters) {
			c.t.Errorf("the poll %d as %d sees it: %v by %d, want %v by %d", seq, i, counts, voters, wantCounts, wantVoters)
		}
		own, err := c.server.App.Chat.OwnVote(ctx, c.people[i].actor, g.id, seq)
		if base.CodeOf(err) != "" || fmt.Sprint(own.Options) != fmt.Sprint(append([]int{}, l.poll.chosen[i]...)) {
			c.t.Errorf("what %d chose in %d: %v %v, want %v", i, seq, own.Options, err, l.poll.chosen[i])
		}
	}
}

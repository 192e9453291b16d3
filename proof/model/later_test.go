package model

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/schedule"
)

// later is a message that waits to be sent, without a store.
type later struct {
	circle  *circle
	by      int
	id      base.ID
	text    string
	at      time.Time
	made    int    // the how many-th
	problem string // why it was refused when its time came
}

func textContent(text string) chat.Content {
	content, err := json.Marshal(struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}{"text", text})
	if err != nil {
		panic(err)
	}
	return chat.Content(content)
}

// lates has someone schedule a message, or change or remove one that waits, of whoever.
func (c *club) lates(g *circle, a int) {
	if len(c.went) > 0 && c.r.IntN(6) == 0 {
		c.latesAgain(c.went[c.r.IntN(len(c.went))])
		return
	}
	if len(c.laters) == 0 || c.r.IntN(2) == 0 {
		l := &later{circle: g, by: a, id: clientID(c.r), text: sentence(c.r), at: c.hence(), made: c.n}
		want := ""
		if g.seats[a] == nil {
			want = "not_found"
		}
		for again := range 1 + c.r.IntN(2) {
			_, created, err := c.server.App.Schedule.Add(ctx, c.people[a].actor, g.id, schedule.NewScheduled{ClientID: l.id, Content: textContent(l.text), SendAt: l.at})
			if c.expect(fmt.Sprint(a, " schedules ", l.text, " for ", l.at), want, err) && created != (again == 0) {
				c.t.Errorf("try %d has scheduled a message: %v", again+1, created)
			}
		}
		if want == "" {
			c.laters = append(c.laters, l)
		}
		return
	}
	i := c.r.IntN(len(c.laters))
	l := c.laters[i]
	want := ""
	if l.by != a {
		want = "not_found"
	}
	switch c.r.IntN(3) {
	case 0:
		if c.expect(fmt.Sprint(a, " removes ", l.text), want, c.server.App.Schedule.Remove(ctx, c.people[a].actor, l.id)) {
			c.laters = slices.Delete(c.laters, i, i+1)
		}
	case 1:
		at := c.hence()
		_, err := c.server.App.Schedule.Change(ctx, c.people[a].actor, l.id, schedule.Patch{SendAt: at})
		if c.expect(fmt.Sprint(a, " moves ", l.text, " to ", at), want, err) {
			l.at, l.problem = at, ""
		}
	default:
		text := sentence(c.r)
		at := c.hence() // one that was refused is tried again, and not before
		_, err := c.server.App.Schedule.Change(ctx, c.people[a].actor, l.id, schedule.Patch{Content: textContent(text), SendAt: at})
		if c.expect(fmt.Sprint(a, " makes ", text, " of ", l.text), want, err) {
			l.text, l.at, l.problem = text, at, ""
		}
	}
}

// latesAgain has a client that was not answered schedule a message again that was sent meanwhile.
func (c *club) latesAgain(l *later) {
	want := ""
	if l.circle.seats[l.by] == nil {
		want = "not_found"
	}
	in := schedule.NewScheduled{ClientID: l.id, Content: textContent(l.text), SendAt: c.hence()}
	_, created, err := c.server.App.Schedule.Add(ctx, c.people[l.by].actor, l.circle.id, in)
	if c.expect(fmt.Sprint(l.by, " schedules again what was sent, ", l.text), want, err) && created {
		c.t.Errorf("what was sent is scheduled again")
	}
}

// hence is some hours from now.
func (c *club) hence() time.Time {
	return c.server.Clock.Now().Add(time.Duration(1+c.r.IntN(60)) * time.Hour).Truncate(time.Millisecond)
}

// moments are the times at which something is due until then, each once, in their order.
func (c *club) moments(then time.Time) (all []time.Time) {
	for _, l := range c.laters {
		if l.problem == "" && !l.at.After(then) {
			all = append(all, l.at)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.Compact(all)
}

// sends has what is due be sent. In one group, what different people have scheduled comes in any order, and what one has in theirs.
func (c *club) sends() {
	if err := c.server.App.Schedule.SendDue(ctx); err != nil {
		c.t.Error(err)
	}
	now := c.server.Clock.Now()
	var due []*later
	sent := map[*later]decision{}
	c.laters = slices.DeleteFunc(c.laters, func(l *later) bool {
		if l.at.After(now) || l.problem != "" {
			return false
		}
		if l.circle.seats[l.by] == nil { // who has left is told no more
			return true
		}
		if sent[l], l.problem = c.gate(l.circle, l.by, chat.Message, true); l.problem != "" {
			return false
		}
		due = append(due, l)
		return true
	})
	slices.SortStableFunc(due, func(x, y *later) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.made, y.made)) })
	places := map[*later]int64{}
	for _, l := range due {
		for _, e := range c.written(l.circle, l.by) {
			if e.ClientID == l.id {
				places[l] = e.Seq
			}
		}
		c.did = append(c.did, fmt.Sprint("the server sends ", l.text, " of ", l.by, " as ", places[l]))
		if places[l] == 0 {
			c.t.Errorf("what %d has scheduled for %v, %s, is not sent at %v", l.by, l.at, l.text, now)
			return
		}
	}
	for i, l := range due {
		for _, before := range due[:i] {
			if before.circle == l.circle && before.by == l.by && places[before] > places[l] {
				c.t.Errorf("%s was to be sent before %s", before.text, l.text)
			}
		}
	}
	slices.SortFunc(due, func(x, y *later) int { return cmp.Compare(places[x], places[y]) })
	c.went = append(c.went, due...)
	for _, l := range due {
		l.circle.settle(l.by, chat.Message, sent[l])
		if l.circle.log = append(l.circle.log, entryLine{kind: "message", by: l.by, text: l.text, now: l.text}); l.circle.head() != places[l] {
			c.t.Errorf("%s is sent as %d, want %d", l.text, places[l], l.circle.head())
		}
	}
}

// written are the entries of a group after what the model knows of.
func (c *club) written(g *circle, reader int) []chat.Entry {
	page, err := c.server.App.Chat.List(ctx, c.people[reader].actor, g.id, chat.Page{Side: chat.After, Seq: g.head(), Limit: 200})
	if err != nil {
		c.t.Error(err)
	}
	return page.Items
}

// lookAtLaters compares what waits of someone.
func (c *club) lookAtLaters(i int) {
	c.t.Helper()
	list, err := c.server.App.Schedule.List(ctx, c.people[i].actor)
	if err != nil {
		c.t.Error(err)
	}
	var got, want []string
	for _, m := range list {
		problem := ""
		if m.Problem != nil {
			problem = m.Problem.Code
		}
		got = append(got, fmt.Sprint(m.ClientID, m.ConversationID, m.Content, m.SendAt.UnixMilli(), problem))
	}
	for _, l := range c.laters {
		if l.by == i {
			want = append(want, fmt.Sprint(l.id, l.circle.id, textContent(l.text), l.at.UnixMilli(), l.problem))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		c.t.Errorf("what waits of %d: %v, want %v", i, got, want)
	}
}

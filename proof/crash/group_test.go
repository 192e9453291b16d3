package crash

import (
	"context"
	"fmt"
	"slices"

	causerie "causerie/sdk/go"
)

// groupsMost is how many groups the people of a store make; what they write is spread over fewer conversations than two of them have.
const groupsMost = 3

// talk is a conversation. Its members stay in it, the owner of a group first; the guest of a group comes and goes as the owner says, and only reads.
type talk struct {
	members []*person
	guest   *person
	title   register[string]
	inside  register[bool] // the guest
}

func (t *talk) group() bool { return t.guest != nil }

// making is a group that its owner asks for until it is there: repeating that makes no second one.
type making struct {
	clientID, title string
	talk            *talk
}

// openGroup makes a group of friends, or goes on with one whose making had no answer.
func (w *worker) openGroup(ctx context.Context) {
	p, h := w.person, w.load.history
	if p.making == nil {
		others := slices.DeleteFunc(slices.Clone(w.load.people), func(other *person) bool { return other == p })
		w.rng.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
		t := &talk{members: append([]*person{p}, others[:2+w.rng.IntN(2)]...), guest: others[4]}
		p.making = &making{causerie.NewClientID(), fmt.Sprintf("Group %d", w.rng.Uint32()), t}
	}
	t, ids := p.making.talk, []string{p.making.talk.guest.id}
	for _, m := range t.members[1:] {
		ids = append(ids, m.id)
	}
	c, err := causerie.Conversation{}, error(nil)
	for _, other := range slices.Concat(t.members[1:], []*person{t.guest}) {
		if err = befriend(ctx, p, other); err != nil {
			break
		}
	}
	if err == nil {
		c, err = p.client.CreateGroup(ctx, p.making.clientID, p.making.title, ids...)
	}
	w.note("make a group", err, func() {
		if err == nil {
			t.title.wrote(p.making.title, nil)
			t.inside.wrote(true, nil)
			h.conversations[c.ID] = t
			p.making = nil
		}
	})
}

// rule has the owner of a group do what owners do: the one worker of theirs that does, so that the last thing counts.
func (w *worker) rule(ctx context.Context, id string, t *talk) {
	if w.rng.IntN(3) == 0 {
		title := fmt.Sprintf("Group %d", w.rng.Uint32())
		_, err := w.person.client.UpdateGroup(ctx, id, causerie.GroupPatch{Title: &title, Rules: causerie.Rules{Edit: "all"}})
		w.note("name a group", err, func() { t.title.wrote(title, err) })
		return
	}
	in, err := w.rng.IntN(2) == 0, error(nil)
	var outcomes []causerie.Outcome
	if in {
		outcomes, err = w.person.client.AddMembers(ctx, id, t.guest.id)
	} else if err = w.person.client.RemoveMember(ctx, id, t.guest.id); causerie.CodeOf(err) == "not_member" {
		err = nil // they are out
	}
	w.note("let a guest in or out", err, func() {
		t.inside.wrote(in, err)
		for _, o := range outcomes {
			if o.Outcome != "member" {
				w.load.history.wrong = append(w.load.history.wrong, fmt.Sprintf("a friend who is added to %s is %+v", id, o))
			}
		}
	})
}

// vote chooses in a poll, and once in a while who made it closes it.
func (w *worker) vote(ctx context.Context, conversation string) {
	target := w.target(conversation, (*attempt).isPoll)
	if target == nil {
		return
	}
	in := causerie.Append{ClientID: causerie.NewClientID(), Kind: causerie.KindVote, TargetSeq: target.entry.Seq}
	if target.sender == w.person && w.rng.IntN(8) == 0 {
		in.Kind = causerie.KindClose
	} else {
		in.Content.Options = [][]int{{0}, {1}, {0, 2}}[w.rng.IntN(3)]
	}
	w.append(ctx, conversation, in)
}

func (a *attempt) isPoll() bool { return a.in.Content.Poll != nil }

// checkGroup holds that a group is called what it was called last, and that its guest is in or out as was said last, reads what
// everyone reads from their coming on, and nothing while they are out.
func (c *checker) checkGroup(ctx context.Context, id string, t *talk, seen causerie.Conversation) {
	if !t.title.holds(seen.Title) {
		c.wrongf("%s is called %q; it was called %+v", id, seen.Title, t.title)
	}
	log, err := readLog(ctx, t.guest, id)
	inside := causerie.CodeOf(err) != "not_found"
	if err != nil && inside {
		c.wrongf("the guest of %s reads its log: %v", id, err)
		return
	}
	if !t.inside.holds(inside) {
		c.wrongf("the guest %s is in %s: %t; last was said %+v", t.guest.name, id, inside, t.inside)
	}
	count := len(t.members)
	if inside {
		count++
		c.guests[id] = log
		all := c.logs[id]
		if len(log) == 0 || len(log) > len(all) {
			c.wrongf("the guest %s reads %d entries in %s, which has %d", t.guest.name, len(log), id, len(all))
		} else if at := c.history.differs(all[len(all)-len(log):], log); at != "" {
			c.wrongf("the guest %s reads another log of %s than its members: %s", t.guest.name, id, at)
		}
	}
	if seen.MemberCount != int64(count) {
		c.wrongf("%s has %d members, must have %d", id, seen.MemberCount, count)
	}
	c.checkChanges(id, t, inside)
}

// ofServer tells that an entry is one that groups write themselves.
func ofServer(e causerie.Entry) bool {
	return e.Kind == causerie.KindMember || e.Kind == causerie.KindSettings && e.Content.Disappearing == ""
}

// checkChanges holds that the entries that groups write themselves tell how it came to what it is.
func (c *checker) checkChanges(id string, t *talk, inside bool) {
	there, title := false, ""
	for _, e := range c.logs[id] {
		if !ofServer(e) {
			continue
		}
		if e.Sender != t.members[0].id || e.Erased {
			c.wrongf("entry %d of %s is %+v, and %s is the owner", e.Seq, id, e, t.members[0].name)
		}
		if e.Content.Title != "" {
			title = e.Content.Title
		}
		if e.Kind == causerie.KindMember && slices.Contains(e.Content.Accounts, t.guest.id) {
			if in := e.Content.Action != "remove"; in == there {
				c.wrongf("entry %d of %s, %+v, changes nothing", e.Seq, id, e.Content)
			}
			there = !there
		}
	}
	if there != inside || !t.title.holds(title) {
		c.wrongf("by its log, %s is called %q and its guest is in it: %t, not %t", id, title, there, inside)
	}
}

// behindGroup tells whether the device of a guest does not hold what the server shows them.
func (c *checker) behindGroup(id string, t *talk) string {
	want, inside := c.guests[id]
	_, held := t.guest.device.State().Conversations[id]
	if held != inside {
		return fmt.Sprintf("the guest %s is in %s: %t, on their device: %t", t.guest.name, id, inside, held)
	}
	if at := c.history.differs(want, t.guest.device.Entries(id)); at != "" {
		return fmt.Sprintf("the device of the guest %s holds another log of %s than the server: %s", t.guest.name, id, at)
	}
	return ""
}

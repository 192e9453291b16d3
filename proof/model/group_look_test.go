package model

import (
	"fmt"
	"slices"
	"strings"

	"causerie/internal/base"
	"causerie/internal/chat"
)

// look compares what someone sees of a group, who may not be in it.
func (c *club) look(g *circle, i int) {
	c.t.Helper()
	chats, actor := c.server.App.Chat, c.people[i].actor
	view, err := chats.Get(ctx, actor, g.id)
	log, err2 := chats.List(ctx, actor, g.id, chat.Page{Side: chat.After})
	end, err3 := chats.List(ctx, actor, g.id, chat.Page{Limit: 20})
	members, err4 := chats.ListMembers(ctx, actor, g.id, "", "", 200)
	s := g.seats[i]
	if s == nil {
		for _, err := range []error{err, err2, err3, err4} {
			if base.CodeOf(err) != "not_found" {
				c.t.Errorf("%d, who is not in %s: %v", i, g.id, err)
			}
		}
		return
	}
	for _, err := range []error{err, err2, err3, err4} {
		if err != nil {
			c.t.Errorf("%d looks at %s: %v", i, g.id, err)
			return
		}
	}
	// Everyone has the same head, from wherever they may read.
	if last, err := follow(log.Items); err != nil || !log.HasMore && len(log.Items) > 0 && view.Head.Hash != last {
		c.t.Errorf("%d reads %s: the head is %v, by the entries %v; %v", i, g.id, view.Head.Hash, last, err)
	}
	same := func(what string, got, want any) {
		c.t.Helper()
		if got := fmt.Sprint(got); got != fmt.Sprint(want) {
			c.t.Errorf("%s as %d sees it: %v, want %v", what, i, got, want)
		}
	}
	same("the group", fmt.Sprint(view.Title, *view.Rules, view.MemberCount, view.Joiners, view.Role, view.Head.Seq, view.ReadSeq, view.ClearedBefore),
		fmt.Sprint(g.title, g.rules, len(g.seats), g.asking(i), s.role, g.head(), max(s.read, s.floor), s.floor))
	unread, last := 0, ""
	for k, l := range g.log {
		if seq := int64(k + 1); l.kind == "message" && seq > s.floor {
			if !l.gone {
				last = fmt.Sprint(seq, l.text)
			}
			if seq > max(s.read, s.floor) && l.by != i && !l.erased {
				unread++
			}
		}
	}
	same("unread", view.Unread, unread)
	same("the pins", view.Pins, g.pinnedAbove(s.floor))
	c.lookAtPolls(g, i, log.Items)
	c.lookAtOpened(g, i)
	preview := ""
	if p := view.Head.Preview; p != nil {
		preview = fmt.Sprint(p.Seq, p.Text)
	}
	same("the preview", preview, last)
	same("the log", c.shown(log.Items), g.shown(s.floor))
	same("the end of the log", c.shown(lastRoot(end.Items)), c.shown(lastRoot(log.Items)))
	var got, want []string
	for _, m := range members.Items {
		got = append(got, m.Account.ID.String()+m.Role)
	}
	for k, other := range g.seats {
		want = append(want, c.people[k].ID+other.role)
	}
	slices.Sort(got)
	slices.Sort(want)
	same("the members", got, want)
}

// lastRoot is the last of entries that speaks of no other.
func lastRoot(entries []chat.Entry) []chat.Entry {
	roots := slices.DeleteFunc(slices.Clone(entries), func(e chat.Entry) bool { return e.TargetSeq > 0 })
	return roots[max(0, len(roots)-1):]
}

// shown is a log in texts.
func (c *club) shown(entries []chat.Entry) []string {
	list := []string{}
	for _, e := range entries {
		by := slices.IndexFunc(c.people, func(p person) bool { return p.actor.Account == e.Sender })
		text := ""
		for _, field := range []string{"text", "emoji", "action"} {
			if _, after, has := strings.Cut(string(e.Content), `"`+field+`":"`); has {
				text, _, _ = strings.Cut(after, `"`)
			}
		}
		list = append(list, fmt.Sprint(e.Seq, e.Kind, by, text, e.TargetSeq, e.Erased))
	}
	return list
}

func (g *circle) shown(floor int64) []string {
	list := []string{}
	for k, l := range g.log[floor:] {
		if l.target > 0 && l.target <= floor {
			l.text = "" // it speaks of what one does not see
		}
		list = append(list, fmt.Sprint(floor+int64(k)+1, l.kind, l.by, l.text, l.target, l.erased))
	}
	return list
}

// overall compares what someone sees of all groups: the inbox, search, and what a device knows by sync alone.
func (c *club) overall(i int) {
	c.t.Helper()
	c.sync(i)
	c.lookAtLaters(i)
	page, err := c.server.App.Chat.Inbox(ctx, c.people[i].actor, chat.InboxQuery{Limit: 100})
	if err != nil {
		c.t.Error(err)
		return
	}
	word := words[c.r.IntN(len(words))]
	hits, err := c.server.App.Chat.Search(ctx, c.people[i].actor, chat.SearchQuery{Text: word, Limit: 50})
	if err != nil {
		c.t.Error(err)
		return
	}
	var inbox, found, known, wantInbox, wantFound, wantKnown []string
	for _, v := range page.Items {
		inbox = append(inbox, v.ID.String())
	}
	for _, h := range hits.Items {
		found = append(found, fmt.Sprint(h.ConversationID, h.Entry.Seq))
	}
	for id, head := range c.copies[i].heads {
		known = append(known, fmt.Sprint(id, head))
	}
	for _, g := range c.circles {
		s := g.seats[i]
		if s == nil {
			continue
		}
		said := false
		for k, l := range g.log[s.floor:] {
			said = said || l.kind == "message"
			if l.kind == "message" && strings.Contains(l.text, word) {
				wantFound = append(wantFound, fmt.Sprint(g.id, s.floor+int64(k)+1))
			}
		}
		if said || !s.cleared {
			wantInbox = append(wantInbox, g.id.String())
		}
		wantKnown = append(wantKnown, fmt.Sprint(g.id, g.head()))
	}
	for _, list := range [][]string{inbox, found, known, wantInbox, wantFound, wantKnown} {
		slices.Sort(list)
	}
	if !slices.Equal(inbox, wantInbox) {
		c.t.Errorf("the inbox of %d: %v, want %v", i, inbox, wantInbox)
	}
	if len(wantFound) <= 50 && hits.Next == "" && !slices.Equal(found, wantFound) {
		c.t.Errorf("%d searches %s: %v, want %v", i, word, found, wantFound)
	}
	if !slices.Equal(known, wantKnown) {
		c.t.Errorf("a device of %d knows %v, want %v", i, known, wantKnown)
	}
}

// sync brings a device up to date.
func (c *club) sync(i int) {
	c.t.Helper()
	device := &c.copies[i]
	for more := true; more; {
		changes, err := c.server.App.Chat.Sync(ctx, c.people[i].actor, device.cursor, 2)
		if err != nil {
			c.t.Errorf("sync: %v", err)
			return
		}
		for _, id := range changes.Gone {
			delete(device.heads, id)
		}
		for _, v := range changes.Conversations {
			if v.Kind == "group" {
				device.heads[v.ID] = v.Head.Seq
			}
		}
		device.cursor, more = changes.Cursor, changes.HasMore
	}
}

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
	if g.direct == nil {
		same("the group", fmt.Sprint(view.Title, *view.Rules, view.MemberCount, view.Joiners, view.Role), fmt.Sprint(g.title, g.rules, len(g.seats), g.asking(i), s.role))
	} else {
		now, side := c.server.Clock.Now().UnixMilli(), g.side(i)
		same("the folder", view.Folder+" "+requestOf(view.Request), g.bonds.sides[side].in()+" "+g.bonds.request(side, now))
	}
	same("how far one has read", fmt.Sprint(view.ReadSeq, view.ClearedBefore), fmt.Sprint(max(s.read, s.floor), s.floor))
	same("the view", digest(view), g.digest(i))
	c.lookAtPolls(g, i, log.Items)
	c.lookAtOpened(g, i)
	same("the log", c.shown(log.Items), g.shown(s))
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

// digest is what a view shows of a log.
func digest(v chat.Conversation) string {
	preview := ""
	if p := v.Head.Preview; p != nil {
		preview = fmt.Sprint(p.Seq, p.Type, p.Text, p.Edited, p.Erased)
	}
	return fmt.Sprint(v.Head.Seq, " unread ", v.Unread, " pins ", v.Pins, " hidden ", v.Hidden, " disappearing ", v.Disappearing, " preview ", preview)
}

// digest is the same of what someone who sits in it is shown.
func (g *circle) digest(i int) string {
	s, unread, preview := g.seats[i], 0, ""
	for k, l := range g.log {
		seq := int64(k + 1)
		if l.kind != "message" || seq <= s.floor {
			continue
		}
		if !l.gone && !s.hidden[seq] {
			kind := l.what
			if kind == "" || l.erased {
				kind = "text"
			}
			preview = fmt.Sprint(seq, kind, l.now, l.edited && !l.erased, l.erased)
		}
		if seq > max(s.read, s.floor) && l.by != i && !l.erased {
			unread++
		}
	}
	hidden := []int64{}
	for seq := range s.hidden {
		if seq > s.floor {
			hidden = append(hidden, seq)
		}
	}
	slices.Sort(hidden)
	after := ""
	for name, d := range lifetimes {
		if d == g.after && d > 0 {
			after = name
		}
	}
	return fmt.Sprint(g.head(), " unread ", unread, " pins ", g.pinnedFor(s), " hidden ", hidden, " disappearing ", after, " preview ", preview)
}

// shown is a log in texts.
func (c *club) shown(entries []chat.Entry) []string {
	list := []string{}
	for _, e := range entries {
		by := slices.IndexFunc(c.people, func(p person) bool { return p.actor.Account == e.Sender })
		text := ""
		for _, field := range []string{"text", "emoji", "action"} {
			if _, after, has := strings.Cut(string(e.Content), `"`+field+`":"`); has && !strings.HasPrefix(string(e.Content), `{"type":"sticker"`) {
				text, _, _ = strings.Cut(after, `"`)
			}
		}
		list = append(list, fmt.Sprint(e.Seq, e.Kind, by, text, e.TargetSeq, e.Erased, e.Hidden))
	}
	return list
}

func (g *circle) shown(s *seat) []string {
	list := []string{}
	for k, l := range g.log[s.floor:] {
		seq := s.floor + int64(k) + 1
		hidden := l.target > 0 && l.target <= s.floor || s.hidden[seq] || s.hidden[l.target]
		if hidden {
			l.text = ""
		}
		list = append(list, fmt.Sprint(seq, l.kind, l.by, l.text, l.target, l.erased, hidden || l.gone))
	}
	return list
}

// overall compares what someone sees of all groups: the inbox, search, and what a device knows by sync alone.
func (c *club) overall(i int) {
	c.t.Helper()
	c.sync(i)
	c.lookAtLaters(i)
	var inbox, wantInbox []string
	folder := folders[max(0, c.r.IntN(7)-3)] // mostly the inbox
	page, err := c.server.App.Chat.Inbox(ctx, c.people[i].actor, chat.InboxQuery{Folder: folder, Limit: 100})
	if err != nil {
		c.t.Error(err)
		return
	}
	for _, v := range page.Items {
		inbox = append(inbox, v.ID.String())
	}
	word := words[c.r.IntN(len(words))]
	query := chat.SearchQuery{Text: word, Limit: 50}
	if kind := []string{"", "poll", "profile", "location", "photos"}[c.r.IntN(5)]; kind != "" {
		word, query.Text, query.Kind = kind, "", strings.TrimSuffix(kind, "s")+"s"
	}
	hits, err := c.server.App.Chat.Search(ctx, c.people[i].actor, query)
	if err != nil {
		c.t.Error(err)
		return
	}
	var found, known, wantFound, wantKnown []string
	for _, h := range hits.Items {
		found = append(found, fmt.Sprint(h.ConversationID, h.Entry.Seq))
	}
	now, lapsed := c.server.Clock.Now(), map[base.ID]bool{}
	for id, view := range c.copies[i].views {
		// Nobody is told that what says that a message was unsent has had its time too: devices take it away by their clock, and look what is the last then.
		if p := view.Head.Preview; p != nil && p.Erased && !p.ExpiresAt.IsZero() && !p.ExpiresAt.After(now) {
			lapsed[id] = true
		}
		known = append(known, shownOf(id, digest(view), lapsed))
	}
	for _, g := range c.circles {
		s := g.seats[i]
		if s == nil {
			continue
		}
		said := false
		for k, l := range g.log[s.floor:] {
			seq := s.floor + int64(k) + 1
			said = said || l.kind == "message"
			if l.kind == "message" && !l.erased && !s.hidden[seq] && (query.Kind == "" && strings.Contains(l.now, word) || query.Kind != "" && l.what == word) {
				wantFound = append(wantFound, fmt.Sprint(g.id, seq))
			}
		}
		in := "inbox"
		if g.direct != nil {
			in = g.bonds.sides[g.side(i)].in()
		}
		if in == folder && (said || g.direct == nil && !s.cleared) {
			wantInbox = append(wantInbox, g.id.String())
		}
		wantKnown = append(wantKnown, shownOf(g.id, g.digest(i), lapsed))
	}
	for _, list := range [][]string{inbox, found, known, wantInbox, wantFound, wantKnown} {
		slices.Sort(list)
	}
	if !slices.Equal(inbox, wantInbox) {
		c.t.Errorf("%s of %d: %v, want %v", folder, i, inbox, wantInbox)
	}
	if len(wantFound) <= 50 && hits.Next == "" && !slices.Equal(found, wantFound) {
		c.t.Errorf("%d searches %s: %v, want %v", i, word, found, wantFound)
	}
	if !slices.Equal(known, wantKnown) {
		c.t.Errorf("a device of %d knows\n%s\nwant\n%s", i, strings.Join(known, "\n"), strings.Join(wantKnown, "\n"))
	}
}

// shownOf is a conversation on a device, without its preview where that has lapsed.
func shownOf(id base.ID, digest string, lapsed map[base.ID]bool) string {
	if lapsed[id] {
		digest, _, _ = strings.Cut(digest, " preview ")
	}
	return id.String() + " " + digest
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
			delete(device.views, id)
		}
		for _, v := range changes.Conversations {
			device.views[v.ID] = v
		}
		device.cursor, more = changes.Cursor, changes.HasMore
	}
}

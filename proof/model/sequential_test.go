package model

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/graph"
	"causerie/internal/testkit"
)

const (
	voyage     = 2500 // steps with the same people
	voyagers   = 4
	restartOdd = 1500 // one in so many steps is a restart of the server
)

// sea is a server with some people on it, and what the model knows of them.
type sea struct {
	t      *testing.T
	server *testkit.Server
	r      *rand.Rand
	people []person
	talks  map[[2]int]*known // by the two people, the lower one first; twice the same is what one writes for oneself
	asked  []asked
	copies []*deviceCopy
	stamp  int64 // the last time that the server told
	step   int
}

var folders = []string{"inbox", "archived", "requests", "hidden"}

// known is a conversation of the service with its model.
type known struct {
	*talk
	opened  bool
	id      base.ID
	members [2]base.ID
	pair    [2]int
}

type asked struct {
	*known
	by int
	wish
}

// deviceCopy is what a device keeps of the views, brought up to date by sync.
type deviceCopy struct {
	person int
	cursor string
	views  map[base.ID]view
}

func TestEverythingThatOneCanSeeIsAsTheModelSays(t *testing.T) {
	each(t, 0.2, func(t *testing.T, s *testkit.Server, seed uint64, steps int) {
		for n := 0; n*voyage < steps && !t.Failed(); n++ {
			w := &sea{t: t, server: s, r: random(seed, n), talks: map[[2]int]*known{}}
			for i := range voyagers {
				w.people = append(w.people, signUp(t, s, fmt.Sprintf("voyager%d.%d", n, i), fmt.Sprintf("Voyager %d", i)))
				for range 2 {
					w.copies = append(w.copies, &deviceCopy{person: i})
				}
			}
			w.meet()
			for w.step = 0; w.step < min(voyage, steps-n*voyage) && !t.Failed(); w.step++ {
				w.once()
			}
			if t.Failed() {
				t.Logf("in step %d of voyage %d", w.step, n)
			}
		}
		t.Logf("%d steps", steps)
	})
}

// once does one random thing on the service and the model, and compares what may have changed.
func (w *sea) once() {
	a := w.r.IntN(voyagers)
	b := (a + 1 + w.r.IntN(voyagers-1)) % voyagers
	if w.r.IntN(10) == 0 {
		b = a
	}
	k := w.talks[pairOf(a, b)]
	by := slices.Index(k.pair[:], a)
	if w.r.IntN(8) == 0 && !k.alone {
		w.relate(k, by)
		w.look(k, 0)
		w.look(k, 1)
		return
	}
	if !k.opened {
		w.open(k, by)
		return
	}
	switch what := w.r.IntN(1000); {
	case what < 450:
		w.append(k, by, someWish(w.r, k.head()))
	case what < 500 && len(w.asked) > 0:
		again := w.asked[w.r.IntN(len(w.asked))]
		w.append(again.known, again.by, again.wish)
	case what < 510:
		w.intrude(k, a)
	case what < 630:
		w.mark(k, by)
	case what < 730:
		w.patch(k, by)
	case what < 740:
		w.expect("clear", "", w.server.App.Chat.Delete(ctx, w.people[a].actor, k.id))
		k.talk = k.clear(by, w.now())
	case what < 770:
		seqs := []int64{1 + w.r.Int64N(k.head()+2), 1 + w.r.Int64N(k.head()+2)}
		w.expect("hide", "", w.server.App.Chat.Hide(ctx, w.people[a].actor, k.id, seqs))
		k.talk = k.hide(by, seqs...)
	case what < 800:
		w.answer(k, by)
	case what < 815:
		w.privacy(a)
	case what < 850:
		w.server.Clock.Move(time.Duration(w.r.IntN(90)) * time.Minute)
	case what < 852:
		w.server.Clock.Move(40 * 24 * time.Hour) // past the age of cursors
	case what < 880:
		w.inbox(a)
	case what < 910:
		w.search(a)
	case what < 960:
		w.sync(w.copies[w.r.IntN(len(w.copies))])
	default:
		w.list(k, by)
	}
	if w.r.IntN(restartOdd) == 0 {
		w.server.Restart(w.t)
	}
	w.look(k, 0)
	if !k.alone {
		w.look(k, 1)
	}
}

func pairOf(a, b int) [2]int { return [2]int{min(a, b), max(a, b)} }

func (w *sea) errorf(format string, args ...any) {
	w.t.Helper()
	w.t.Errorf(format, args...)
}

func (w *sea) expect(what, code string, err error) {
	w.t.Helper()
	if got := codeOf(err); got != code {
		w.errorf("%s: the code is %q, the model says %q", what, got, code)
	}
}

func (w *sea) now() int64 { return w.server.Clock.Now().UnixMilli() }

// told is a time that the server told: never before an earlier one.
func (w *sea) told(at time.Time) int64 {
	w.t.Helper()
	ms := at.UnixMilli()
	if ms < w.stamp || ms > w.now() {
		w.errorf("the server's time is %d, after it had told %d and at %d", ms, w.stamp, w.now())
	}
	w.stamp = ms
	return ms
}

// meet has strangers come together, as they are after sign-up.
func (w *sea) meet() {
	for a := range w.people {
		for b := range a + 1 {
			k := &known{talk: &talk{alone: a == b}, pair: pairOf(a, b)}
			for i, p := range k.pair {
				k.members[i], k.talk.sides[i].setting = w.people[p].actor.Account, "suggested"
			}
			k.id = base.DirectID(k.members[0], k.members[1])
			w.talks[k.pair] = k
		}
	}
}

func (w *sea) open(k *known, by int) {
	d, s, actor := decision{}, w.server.App.Chat, w.people[k.pair[by]].actor
	open := func() (chat.Conversation, bool, error) { return s.Saved(ctx, actor) }
	if !k.alone {
		d = k.decide(by, w.now())
		open = func() (chat.Conversation, bool, error) { return s.Create(ctx, actor, k.members[1-by]) }
	}
	c, created, err := open()
	w.expect("open", d.code, err)
	if err != nil {
		return
	}
	k.opened = true
	if !created || c.ID != k.id {
		w.errorf("a conversation that was never opened is there, or it has another id")
	}
}

func (w *sea) append(k *known, by int, q wish) {
	w.asked = append(w.asked, asked{k, by, q})
	e, created, err := w.server.App.Chat.Append(ctx, w.people[k.pair[by]].actor, k.id, q.asked())
	at := w.now()
	if created {
		at = w.told(e.CreatedAt)
	}
	next, want, wantCreated, code := k.talk.append(by, q, at)
	k.talk = next
	w.expect(q.kind, code, err)
	if err != nil {
		return
	}
	wanted := seen{want.seq, want.target, want.replyTo, want.kind, want.by, want.text, want.erased, false}
	if got := seenOf(e, k.members); got != wanted || created != wantCreated || e.CreatedAt.UnixMilli() != want.at {
		w.errorf("%+v: answered %+v, created %v; the model says %+v, %v", q, got, created, wanted, wantCreated)
	}
}

// intrude has someone who is in no conversation with the two ask for theirs.
func (w *sea) intrude(k *known, a int) {
	stranger := slices.IndexFunc(w.people, func(p person) bool { return !slices.Contains(k.members[:], p.actor.Account) })
	actor := w.people[stranger].actor
	s := w.server.App.Chat
	_, _, err := s.Append(ctx, actor, k.id, someWish(w.r, k.head()).asked())
	w.expect("append to another's conversation", "not_found", err)
	_, err = s.List(ctx, actor, k.id, chat.Page{})
	w.expect("read another's conversation", "not_found", err)
	_, err = s.Get(ctx, actor, k.id)
	w.expect("see another's conversation", "not_found", err)
	w.expect("mark another's conversation", "not_found", s.MarkRead(ctx, actor, k.id, chat.Position{Seq: 1}))
	w.expect("clear another's conversation", "not_found", s.Delete(ctx, actor, k.id))
}

func (w *sea) mark(k *known, by int) {
	actor, seq := w.people[k.pair[by]].actor, 1+w.r.Int64N(k.head()+2)
	if w.r.IntN(2) == 0 {
		w.expect("mark delivered", "", w.server.App.Chat.MarkDelivered(ctx, actor, k.id, chat.Position{Seq: seq}))
		k.talk = k.mark(by, 0, seq, w.now())
		return
	}
	w.expect("mark read", "", w.server.App.Chat.MarkRead(ctx, actor, k.id, chat.Position{Seq: seq}))
	k.talk = k.mark(by, seq, seq, w.now())
}

func (w *sea) patch(k *known, by int) {
	yes := w.r.IntN(2) == 0
	var patch chat.ConversationPatch
	next := k.copy()
	s, code := &next.sides[by], ""
	switch w.r.IntN(6) {
	case 0:
		patch.Muted = &yes
		s.mutedUntil = map[bool]int64{true: always}[yes && !k.alone]
	case 1:
		until := w.server.Clock.Now().Add(time.Duration(w.r.IntN(300)-60) * time.Minute)
		patch.MutedUntil = &until
		if !k.alone {
			s.mutedUntil = until.UnixMilli()
		}
	case 2:
		patch.Pinned = &yes
		s.pinned, code = yes, s.settled()
	case 3:
		patch.Archived = &yes
		s.folder, s.pinned, code = map[bool]string{true: "archived"}[yes], s.pinned && !yes, s.settled()
	case 4:
		patch.MarkedUnread = &yes
		s.marked = yes && !k.alone
	case 5:
		patch.Draft = &chat.DraftPatch{}
		if yes {
			patch.Draft.Text = sentence(w.r)
		}
		s.draft, s.draftAt = patch.Draft.Text, 0
	}
	c, err := w.server.App.Chat.Update(ctx, w.people[k.pair[by]].actor, k.id, patch)
	w.expect("update", code, err)
	if err != nil {
		return
	}
	if patch.Draft != nil && c.Draft != nil {
		s.draftAt = w.told(c.Draft.UpdatedAt)
	}
	k.talk = next
}

// answer does something with a request, which may be none.
func (w *sea) answer(k *known, by int) {
	action := []chat.Answer{chat.Accept, chat.Accept, chat.Show, chat.Remove, chat.Report, chat.Block}[w.r.IntN(6)]
	in := chat.Answers{Action: action, Conversations: []base.ID{k.id}}
	if action == chat.Report {
		in.Reason = "spam"
	}
	items, err := w.server.App.Chat.Answer(ctx, w.people[k.pair[by]].actor, in)
	w.expect("answer a request", "", err)
	next, code := k.answer(by, string(action), w.now())
	k.talk = next
	if len(items) != 1 || items[0] != (chat.Answered{Conversation: k.id, OK: code == "", Code: code}) {
		w.errorf("%s: %+v, the model says %q", action, items, code)
	}
}

// relate changes what one person thinks of another, or of everyone.
func (w *sea) relate(k *known, by int) {
	switch w.r.IntN(8) {
	case 6:
		words := []string{words[w.r.IntN(len(words))]}
		_, err := w.server.App.Chat.SetFilters(ctx, w.people[k.pair[by]].actor, chat.Filters{Words: words})
		w.expect("filter", "", err)
		w.everywhere(k.pair[by], func(s *side) { s.filter = " " + words[0] + " " })
	case 7:
		w.introduce(k, by)
	default:
		turn := someTurn(w.server, w.r, k.talk, by, w.people[k.pair[by]], w.people[k.pair[1-by]])
		w.expect(turn.what, turn.code, turn.do())
		k.talk = turn.next
		if turn.setting != "" {
			w.everywhere(k.pair[by], func(s *side) { s.setting = turn.setting })
		}
		if turn.what == "block" {
			w.parts(k)
		}
	}
}

// everywhere changes someone's side of all their talks.
func (w *sea) everywhere(a int, change func(*side)) {
	for _, k := range w.talks {
		if side := slices.Index(k.pair[:], a); side >= 0 {
			next := k.copy()
			change(&next.sides[side])
			k.talk = next
		}
	}
}

// introduce has a third person introduce one of the two to the other.
func (w *sea) introduce(k *known, by int) {
	third := slices.IndexFunc(w.people, func(p person) bool { return !slices.Contains(k.members[:], p.actor.Account) })
	code := ""
	for _, p := range k.pair {
		if !w.talks[pairOf(third, p)].friends() {
			code = "not_friends"
		}
	}
	w.expect("introduce", code, w.server.App.Graph.Introduce(ctx, w.people[third].actor, k.members[by], k.members[1-by]))
	if code == "" && !k.accepted {
		next := k.copy()
		next.introduced = true
		k.talk = next
	}
}

// parts looks at what a block keeps from whom.
func (w *sea) parts(k *known) {
	// Who is blocked does not find the one who blocks; neither finds the other in a search.
	for i, p := range k.pair {
		code := ""
		if k.sides[1-i].blocks {
			code = "not_found"
		}
		_, err := w.server.App.Graph.Person(ctx, w.people[p].actor, w.people[k.pair[1-i]].ID)
		w.expect("see the profile", code, err)
		hits, _, err := w.server.App.Graph.Search(ctx, w.people[p].actor, graph.Search{Q: "@" + w.people[k.pair[1-i]].Handle, Page: graph.Page{Limit: 10}})
		w.expect("search people", "", err)
		finds := slices.ContainsFunc(hits, func(h graph.Found) bool { return h.ID == k.members[1-i] })
		if finds == k.parted() {
			w.errorf("%d finds %d: %v, and a block parts them: %v", p, k.pair[1-i], finds, k.parted())
		}
	}
}

func (w *sea) privacy(a int) {
	read, delivered := w.r.IntN(3) > 0, w.r.IntN(3) > 0
	_, err := w.server.App.Account.UpdatePrivacy(ctx, w.people[a].actor, account.PrivacyUpdate{ReadReceipts: &read, DeliveryReceipts: &delivered})
	w.expect("change privacy", "", err)
	w.everywhere(a, func(s *side) { s.hidesRead, s.hidesDelivered = !read, !delivered })
}

// look compares one view.
func (w *sea) look(k *known, by int) {
	if !k.opened {
		return
	}
	c, err := w.server.App.Chat.Get(ctx, w.people[k.pair[by]].actor, k.id)
	w.expect("see", "", err)
	if got, want := viewOf(c, by, k.members), k.view(by, w.now()); got != want {
		w.errorf("the view of %d in %v is\n%+v, the model says\n%+v", k.pair[by], k.pair, got, want)
	}
}

// list compares a log, read in pages of random length.
func (w *sea) list(k *known, by int) {
	after := w.r.Int64N(k.head() + 2)
	entries, err := everything(w.server.App.Chat, w.people[k.pair[by]].actor, k.id, after, 1+w.r.IntN(200))
	w.expect("list", "", err)
	var got []seen
	for _, e := range entries {
		got = append(got, seenOf(e, k.members))
	}
	if want := k.after(by, after); !slices.Equal(got, want) {
		w.errorf("the log of %v after %d, for %d, is\n%+v, the model says\n%+v", k.pair, after, k.pair[by], got, want)
	}
}

// of are the conversations of a person with the person's side in each.
func (w *sea) of(a int) map[*known]int {
	mine := map[*known]int{}
	for _, k := range w.talks {
		if by := slices.Index(k.pair[:], a); by >= 0 && k.opened {
			mine[k] = by
		}
	}
	return mine
}

// inbox compares both folders, in pages, with their order and counts.
func (w *sea) inbox(a int) {
	mine, now := w.of(a), w.now()
	var unread, archived, requests, hidden int64
	for k, by := range mine {
		switch s := k.sides[by]; {
		case k.active(by) == 0:
		case s.folder == "archived":
			archived++
		case s.folder == "requests":
			requests++
		case s.folder == "hidden":
			hidden++
		case (k.unread(by) > 0 || s.marked) && s.mutedUntil <= now:
			unread++
		}
	}
	for _, folder := range folders {
		var want, got []base.ID
		for k, by := range mine {
			if k.active(by) > 0 && k.sides[by].in() == folder {
				want = append(want, k.id)
			}
		}
		slices.SortFunc(want, func(x, y base.ID) int { return w.order(mine, a, x, y) })
		for cursor, more := "", true; more; {
			page, err := w.server.App.Chat.Inbox(ctx, w.people[a].actor, chat.InboxQuery{Folder: folder, Cursor: cursor, Limit: 1 + w.r.IntN(3)})
			w.expect("read the inbox", "", err)
			for _, c := range page.Items {
				got = append(got, c.ID)
			}
			if page.Counts != (chat.InboxCounts{Inbox: unread, Archived: archived, Requests: requests, Hidden: hidden}) {
				w.errorf("the inbox of %d counts %+v, the model %d, %d, %d and %d", a, page.Counts, unread, archived, requests, hidden)
			}
			cursor, more = page.Next, page.Next != ""
		}
		if !slices.Equal(got, want) {
			w.errorf("%s of %d is %v, the model says %v", folder, a, got, want)
		}
	}
}

func (w *sea) order(mine map[*known]int, a int, x, y base.ID) int {
	find := func(id base.ID) (pinned int, active int64) {
		for k, by := range mine {
			if k.id == id {
				return map[bool]int{true: 1}[k.sides[by].pinned || k.sides[by].first], k.active(by)
			}
		}
		return 0, 0
	}
	pinnedX, activeX := find(x)
	pinnedY, activeY := find(y)
	return cmp.Or(cmp.Compare(pinnedY, pinnedX), cmp.Compare(activeY, activeX), bytes.Compare(y[:], x[:]))
}

// search compares what a person finds by some words, in pages.
func (w *sea) search(a int) {
	var terms []string
	for range 1 + w.r.IntN(2) {
		terms = append(terms, words[w.r.IntN(len(words))])
	}
	want, got := map[string]string{}, map[string]string{}
	for k, by := range w.of(a) {
		for _, l := range k.log {
			text, _ := k.shownText(l)
			has := !slices.ContainsFunc(terms, func(term string) bool { return !slices.Contains(strings.Fields(text), term) })
			if l.kind == "message" && !l.erased && has && l.seq > k.sides[by].cleared && !slices.Contains(k.hidden[by], l.seq) {
				want[fmt.Sprint(k.id, " ", l.seq)] = text
			}
		}
	}
	newest := time.Unix(1<<40, 0)
	for cursor, more := "", true; more; {
		page, err := w.server.App.Chat.Search(ctx, w.people[a].actor, chat.SearchQuery{Text: strings.Join(terms, " "), Cursor: cursor, Limit: 5 + w.r.IntN(45)})
		w.expect("search", "", err)
		for _, hit := range page.Items {
			got[fmt.Sprint(hit.ConversationID, " ", hit.Entry.Seq)] = seenOf(hit.Entry, [2]base.ID{}).text
			if hit.Entry.CreatedAt.After(newest) {
				w.errorf("hits are not in their order: %v after %v", hit.Entry.CreatedAt, newest)
			}
			newest = hit.Entry.CreatedAt
		}
		cursor, more = page.Next, page.Next != ""
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.errorf("%d finds %v with %q, the model says %v", a, got, terms, want)
	}
}

// sync brings a device's copy up to date and compares it. What depends on others' switches and on the time alone is not told by sync.
func (w *sea) sync(d *deviceCopy) {
	s, actor := w.server.App.Chat, w.people[d.person].actor
	take := func(list []chat.Conversation) {
		for _, c := range list {
			for k, by := range w.of(d.person) {
				if k.id == c.ID {
					d.views[c.ID] = timeless(viewOf(c, by, k.members))
				}
			}
		}
	}
	for more := d.cursor != ""; more; {
		page, err := s.Sync(ctx, actor, d.cursor, 1+w.r.IntN(4))
		var e *base.Error
		if errors.As(err, &e) && e.Code == "cursor_expired" {
			d.cursor = ""
			break
		}
		w.expect("sync", "", err)
		take(page.Conversations)
		d.cursor, more = page.Cursor, page.HasMore
	}
	if d.cursor == "" {
		first, err := s.Sync(ctx, actor, "", 0)
		w.expect("begin to sync", "", err)
		d.cursor, d.views = first.Cursor, map[base.ID]view{}
		for _, folder := range folders {
			page, err := s.Inbox(ctx, actor, chat.InboxQuery{Folder: folder})
			w.expect("read the inbox", "", err)
			take(page.Items)
		}
	}
	for k, by := range w.of(d.person) {
		got, has := d.views[k.id]
		if want := timeless(k.view(by, w.now())); has && got != want || !has && want.active > 0 {
			w.errorf("a device of %d has, after sync,\n%+v of %v, the model says\n%+v", d.person, got, k.pair, want)
		}
	}
}

func timeless(v view) view {
	v.muted, v.own, v.other = false, position{}, position{}
	if !strings.HasPrefix(v.request, "received") { // what the other takes now decides about the rest
		v.request = ""
	}
	return v
}

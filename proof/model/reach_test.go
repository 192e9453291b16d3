package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
	"causerie/internal/testkit"
)

// street is people who do to each other whatever changes who may write to whom, with all that a decision reads, kept beside the service.
type street struct {
	t      *testing.T
	server *testkit.Server
	r      *rand.Rand
	people []neighbour
	ties   map[[2]int]*tie // what the first did to the second
	met    map[[2]int]bool // who has a conversation, in both orders
	did    []string        // the last things
	counts map[policy.Outcome]int
}

// neighbour is a person with what holds for them alone.
type neighbour struct {
	person
	born      time.Time
	country   string
	setting   policy.Setting
	suspended bool
	paused    time.Time // until when
	since     time.Time
}

// tie is what someone did to another, or asked of them.
type tie struct {
	follows, blocks, restricts, suggested, vouched, accepted bool

	asked    time.Time // when the open request began; zero for none
	messages int       // in it
	declined time.Time // when they turned the other's request down
}

const (
	neighbours = 5
	walk       = 400 // steps with the same people
)

// TestNothingReachesAnyoneWhomTheDecisionRefuses has people follow, block, restrict, introduce, keep contacts, answer, move, grow up and choose
// who may write to them, in random order, and compares what becomes of what they write with the decision on what the test knows, without the
// store. What is refused changes nothing that the other sees; a request waits apart; and presence is what the decision says.
func TestNothingReachesAnyoneWhomTheDecisionRefuses(t *testing.T) {
	each(t, 0.06, func(t *testing.T, s *testkit.Server, seed uint64, steps int) {
		counts := map[policy.Outcome]int{}
		s.Clock.Freeze()
		for n := 0; n*walk < steps && !t.Failed(); n++ {
			w := &street{t: t, server: s, r: random(seed, n), ties: map[[2]int]*tie{}, met: map[[2]int]bool{}, counts: counts}
			w.move(n)
			for range min(walk, steps-n*walk) {
				w.step()
				if t.Failed() {
					t.Fatalf("after %s", strings.Join(w.did[max(0, len(w.did)-30):], ", "))
				}
			}
			for a := range w.people { // no decision stands behind a suspension here, as one does in a store that is sound
				w.set(a, "suspended_at", 0)
			}
		}
		t.Logf("%d steps: %v", steps, counts)
	})
}

// move has new people come to live here: some close to a birthday that changes what they may do.
func (w *street) move(n int) {
	for i, age := range []struct{ years, days int }{{30, 0}, {17, 300}, {15, 300}, {40, 0}, {16, 100}} {
		now := w.server.Clock.Now()
		p := neighbour{person: signUp(w.t, w.server, fmt.Sprintf("neighbour%d.%d", n, i), "Neighbour"), since: now, born: now.AddDate(-age.years, 0, -age.days)}
		w.people = append(w.people, p)
		w.set(i, "birth_date", p.born.Format(time.DateOnly))
	}
	for a := range neighbours {
		for b := range neighbours {
			w.ties[[2]int{a, b}] = &tie{}
		}
	}
}

func (w *street) set(a int, column string, value any) {
	err := w.server.App.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE accounts SET `+column+` = $2 WHERE account_id = $1`, w.people[a].actor.Account, value)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *street) tie(a, b int) *tie { return w.ties[[2]int{a, b}] }

func (w *street) person(a int) policy.Person {
	p := w.people[a]
	band := w.server.App.Packs.Band(p.country, p.born.Format(time.DateOnly), w.server.Clock.Now().UTC())
	return policy.Person{Band: band, Country: p.country, Setting: p.setting, Suspended: p.suspended, PausedUntil: p.paused, Since: p.since}
}

// facts are what the test knows about a who does something to b.
func (w *street) facts(a, b int) policy.Facts {
	mine, theirs := w.tie(a, b), w.tie(b, a)
	f := policy.Facts{
		From: w.person(a), To: w.person(b), FromBlocksTo: mine.blocks, ToBlocksFrom: theirs.blocks, FromFollowsTo: mine.follows, ToFollowsFrom: theirs.follows,
		Suggested: theirs.suggested && w.server.App.Packs.MaySuggest(w.person(a), w.person(b)), Vouched: mine.vouched, Accepted: mine.accepted, Asked: !theirs.asked.IsZero(), Restricted: theirs.restricts,
		FromRestrictsTo: mine.restricts, DeclinedAt: theirs.declined,
	}
	if !mine.asked.IsZero() {
		f.Request = policy.OpenRequest{Open: mine.asked.After(theirs.declined), Messages: mine.messages}
	}
	for c := range neighbours {
		sent := w.tie(a, c)
		if mine.accepted || sent.asked.IsZero() || sent.vouched || !sent.asked.After(w.server.Clock.Now().Add(-24*time.Hour)) {
			continue
		}
		if f.Sent.Open++; f.Sent.Open == 1 || sent.asked.Before(f.Sent.OldestAt) {
			f.Sent.OldestAt = sent.asked
		}
	}
	return f
}

func (w *street) decide(action policy.Action, a, b int) policy.Decision {
	return w.server.App.Packs.Decide(action, w.server.Clock.Now(), w.pair(a, b), w.facts(a, b))
}

func (w *street) pair(a, b int) policy.Pair {
	return policy.Pair{From: w.people[a].actor.Account, To: w.people[b].actor.Account}
}

func (w *street) talk(a, b int) base.ID {
	return base.DirectID(w.people[a].actor.Account, w.people[b].actor.Account)
}

func (w *street) step() {
	a := w.r.IntN(neighbours)
	b := (a + 1 + w.r.IntN(neighbours-1)) % neighbours
	on := w.r.IntN(2) == 0
	w.server.Clock.Move(time.Duration(1+w.r.IntN(1000)) * time.Millisecond)
	switch what := w.r.IntN(100); {
	case what < 45:
		w.write(a, b)
	case what < 50:
		w.watch(a, b)
	case what < 60:
		w.follow(a, b, w.r.IntN(4) > 0)
	case what < 64:
		w.block(a, b, w.r.IntN(3) == 0)
	case what < 68:
		w.restrict(a, b, on)
	case what < 76:
		w.choose(a)
	case what < 78:
		w.pause(a, w.r.IntN(3)*24)
	case what < 82:
		w.contacts(a)
	case what < 86:
		w.introduce(a, b)
	case what < 92:
		w.answer(a, b)
	case what < 94:
		w.people[a].suspended = on && w.r.IntN(3) == 0
		w.noted("%d is suspended: %v", a, w.people[a].suspended)
		w.set(a, "suspended_at", map[bool]int64{true: 1}[w.people[a].suspended])
	case what < 96:
		w.people[a].country = map[bool]string{true: "FR", false: ""}[on]
		w.noted("%d moves to %q", a, w.people[a].country)
		w.set(a, "country", w.people[a].country)
	default:
		by := time.Duration(w.r.IntN(20*24)) * time.Hour
		w.noted("%s pass", by)
		w.server.Clock.Move(by)
	}
}

func (w *street) noted(format string, args ...any) {
	w.did = append(w.did, fmt.Sprintf(format, args...))
}

// expect wants the code of a decision.
func (w *street) expect(what string, d policy.Decision, err error) {
	w.t.Helper()
	if code := codeOf(err); code != d.Code {
		w.t.Errorf("%s: the code is %q, and that of the decision %q", what, code, d.Code)
	}
}

// sight is all that b sees, in a text.
func (w *street) sight(b int) string {
	var all []string
	for _, folder := range folders {
		page, err := w.server.App.Chat.Inbox(ctx, w.people[b].actor, chat.InboxQuery{Folder: folder, Limit: 50})
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, fmt.Sprint(folder, page.Counts))
		for _, c := range page.Items {
			all = append(all, fmt.Sprint(c.ID, c.Head.Seq, c.Unread, c.Folder, requestOf(c.Request)))
		}
	}
	return strings.Join(all, "\n")
}

// write has a open the conversation where there is none, and then say something in it.
func (w *street) write(a, b int) {
	w.noted("%d writes to %d", a, b)
	s, actor := w.server.App.Chat, w.people[a].actor
	before := w.sight(b)
	if !w.met[[2]int{a, b}] {
		d := w.decide(policy.Start, a, b)
		_, _, err := s.Create(ctx, actor, w.people[b].actor.Account)
		w.expect("open", d, err)
		if err != nil {
			w.unchanged(b, before)
			return
		}
		w.met[[2]int{a, b}], w.met[[2]int{b, a}] = true, true
	}
	d := w.decide(policy.Message, a, b)
	w.counts[d.Outcome]++
	wish := wish{kind: "message", clientID: clientID(w.r).String(), text: sentence(w.r)}
	_, _, err := s.Append(ctx, actor, w.talk(a, b), wish.asked())
	w.expect("write", d, err)
	if err != nil {
		w.unchanged(b, before)
		return
	}
	view, err := s.Get(ctx, w.people[b].actor, w.talk(a, b))
	if err != nil {
		w.t.Fatal(err)
	}
	if waits := view.Folder == "requests" || view.Folder == "hidden"; waits != (d.Outcome == policy.Request) {
		w.t.Errorf("it came to %s, and the decision is %+v", view.Folder, d)
	}
	w.settle(a, b, d)
}

func (w *street) unchanged(b int, before string) {
	w.t.Helper()
	if after := w.sight(b); after != before {
		w.t.Errorf("what was refused changed\n%s\nto\n%s", before, after)
	}
}

// settle notes what a message changes between the two.
func (w *street) settle(a, b int, d policy.Decision) {
	mine, theirs := w.tie(a, b), w.tie(b, a)
	switch {
	case d.Shown() == policy.Deliver:
		w.accept(a, b)
	case mine.asked.IsZero(), !mine.asked.After(theirs.declined):
		mine.asked, mine.messages = w.server.Clock.Now(), 1
	default:
		mine.messages++
	}
}

func (w *street) accept(a, b int) {
	for _, t := range []*tie{w.tie(a, b), w.tie(b, a)} {
		t.accepted, t.vouched, t.asked, t.messages, t.declined = true, false, time.Time{}, 0, time.Time{}
	}
}

// watch has a ask for b's presence.
func (w *street) watch(a, b int) {
	w.noted("%d watches %d", a, b)
	_, shown, err := w.server.App.Chat.Watchable(ctx, w.people[a].actor.Account, w.people[b].actor.Account)
	if err != nil {
		w.t.Fatal(err)
	}
	if d := w.decide(policy.Presence, a, b); shown && d.Outcome != policy.Deliver {
		w.t.Errorf("presence is shown, and the decision is %+v", d)
	}
}

func (w *street) follow(a, b int, on bool) {
	w.noted("%d follows %d: %v", a, b, on)
	g, me, other := w.server.App.Graph, w.people[a].actor, w.people[b].ID
	var err error
	if on {
		_, err = g.Follow(ctx, me, other)
	} else {
		_, err = g.Unfollow(ctx, me, other)
	}
	if codeOf(err) == "" {
		w.tie(a, b).follows = on
	}
}

func (w *street) block(a, b int, on bool) {
	w.noted("%d blocks %d: %v", a, b, on)
	if err := blocks(w.server, w.people[a].person, w.people[b].person, on); err != nil {
		w.t.Fatal(err)
	}
	w.parted(a, b, on)
}

// parted notes a block, which ends what either follows and keeps of the other.
func (w *street) parted(a, b int, on bool) {
	w.tie(a, b).blocks = on
	if on {
		for _, t := range []*tie{w.tie(a, b), w.tie(b, a)} {
			t.follows, t.suggested = false, false
		}
	}
}

func (w *street) restrict(a, b int, on bool) {
	w.noted("%d restricts %d: %v", a, b, on)
	if err := restricts(w.server, w.people[a].person, w.people[b].person, on); err != nil {
		w.t.Fatal(err)
	}
	w.tie(a, b).restricts = on
}

func (w *street) pause(a, hours int) {
	w.noted("%d pauses requests for %d hours", a, hours)
	_, err := w.server.App.Account.UpdatePrivacy(ctx, w.people[a].actor, account.PrivacyUpdate{RequestsPausedFor: &hours})
	if err != nil {
		w.t.Fatal(err)
	}
	w.people[a].paused = w.server.Clock.Now().Add(time.Duration(hours) * time.Hour)
}

func (w *street) choose(a int) {
	setting := []policy.Setting{policy.Everyone, policy.Everyone, policy.Suggested, policy.Friends, policy.Nobody}[w.r.IntN(5)]
	_, err := w.server.App.Graph.SetDirectMessages(ctx, w.people[a].actor, setting)
	w.noted("%d takes %s: %v", a, setting, err)
	if codeOf(err) == "" {
		w.people[a].setting = setting
	}
}

// contacts has a keep others as contacts, in place of those before.
func (w *street) contacts(a int) {
	var ids []base.ID
	for b := range neighbours {
		t := w.tie(a, b)
		if t.suggested = false; b == a || w.r.IntN(2) == 0 {
			continue
		}
		ids = append(ids, w.people[b].actor.Account)
		t.suggested = !t.blocks && !w.tie(b, a).blocks && !w.people[b].suspended && w.server.App.Packs.MaySuggest(w.person(a), w.person(b))
	}
	w.noted("%d keeps %d contacts", a, len(ids))
	err := w.server.App.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := w.server.App.Graph.SetKnown(ctx, tx, graph.Contacts, w.people[a].actor.Account, ids)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// introduce has someone introduce a to b.
func (w *street) introduce(a, b int) {
	by := slices.IndexFunc(w.people, func(p neighbour) bool { return p.ID != w.people[a].ID && p.ID != w.people[b].ID })
	err := w.server.App.Graph.Introduce(ctx, w.people[by].actor, w.people[a].actor.Account, w.people[b].actor.Account)
	w.noted("%d introduces %d to %d: %v", by, a, b, err)
	if codeOf(err) == "" && !w.tie(a, b).accepted {
		w.tie(a, b).vouched, w.tie(b, a).vouched = true, true
	}
}

// answer has b do something with what a wrote, if it waits.
func (w *street) answer(a, b int) {
	action := []chat.Answer{chat.Accept, chat.Remove, chat.Report, chat.Block}[w.r.IntN(4)]
	in := chat.Answers{Action: action, Conversations: []base.ID{w.talk(a, b)}}
	if action == chat.Report {
		in.Reason = "spam"
	}
	items, err := w.server.App.Chat.Answer(ctx, w.people[b].actor, in)
	if err != nil {
		w.t.Fatal(err)
	}
	w.noted("%d answers %d with %s: %v", b, a, action, items)
	if !items[0].OK {
		return
	}
	if action == chat.Accept {
		w.accept(a, b)
		return
	}
	if mine := w.tie(a, b); !mine.asked.IsZero() && !mine.accepted {
		w.tie(b, a).declined = w.server.Clock.Now()
	}
	if action == chat.Block {
		w.parted(b, a, true)
	}
}

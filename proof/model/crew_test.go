package model

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/policy"
	"causerie/internal/testkit"
)

var (
	steps = flag.Int("steps", 100_000, "how many, over all tests and both engines")
	seed  = flag.Uint64("seed", 0, "of everything that is random; 0 takes a new one")
)

// ctx never ends: what a caller gives up is not what is checked here.
var ctx = context.Background()

func TestMain(m *testing.M) { testkit.Main(m) }

// each runs test on both engines with its share of the steps: most are on SQLite, which is quicker.
func each(t *testing.T, share float64, test func(t *testing.T, s *testkit.Server, seed uint64, steps int)) {
	t.Parallel()
	seed := *seed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./proof/model -run '^%s$' -args -seed %d -steps %d", t.Name(), seed, *steps)
	for engine, part := range map[db.Dialect]float64{db.SQLite: 0.75, db.Postgres: 0.25} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			test(t, testkit.Start(t, engine), seed, int(float64(*steps)*share*part))
		})
	}
}

// random is a stream of its own for each part of a test, so that what one does leaves the others as they are.
func random(seed uint64, part int) *rand.Rand { return rand.New(rand.NewPCG(seed, uint64(part))) }

// person is an account; its devices act as the same.
type person struct {
	testkit.Person
	actor api.Actor
}

// crew are n people, all friends of each other.
func crew(t *testing.T, s *testkit.Server, n int) []person {
	t.Helper()
	people := make([]person, n)
	for i := range people {
		people[i] = signUp(t, s, fmt.Sprintf("person%02d", i), fmt.Sprintf("Person %d", i))
		for _, other := range people[:i] {
			s.Befriend(t, people[i].Person, other.Person)
		}
	}
	return people
}

func signUp(t *testing.T, s *testkit.Server, handle, name string) person {
	t.Helper()
	p := s.SignUp(t, handle, name)
	id, err := base.ParseID(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return person{p, api.Actor{Account: id}}
}

// clientID makes a client id.
func clientID(r *rand.Rand) base.ID {
	var id base.ID
	for i := range id {
		id[i] = byte(r.Uint32())
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id
}

// words are what texts are made of; none begins with another.
var words = []string{"amande", "brise", "cerise", "dune", "étoile", "forêt", "galet", "houle", "iris", "jardin", "kiwi", "lune"}

func sentence(r *rand.Rand) string {
	text := words[r.IntN(len(words))]
	for range r.IntN(4) {
		text += " " + words[r.IntN(len(words))]
	}
	return text
}

// someWish is an append that a client may ask for: mostly sensible.
func someWish(r *rand.Rand, head int64) wish {
	w := wish{kind: "message", clientID: clientID(r).String(), text: sentence(r)}
	aim := func() int64 { return 1 + r.Int64N(head+2) } // now and then past the end
	switch what := r.IntN(20); {
	case what < 9:
		if r.IntN(6) == 0 {
			w.replyTo = aim()
		}
	case what < 13:
		w.kind, w.target = "edit", aim()
	case what < 17:
		w.kind, w.target, w.text = "reaction", aim(), []string{"❤️", "👍", ""}[r.IntN(3)]
	default:
		w.kind, w.target, w.text = "unsend", aim(), ""
	}
	return w
}

// asked is a wish as the service takes it.
func (w wish) asked() chat.Append {
	id, err := base.ParseID(w.clientID)
	if err != nil {
		panic(err)
	}
	fields := map[string]any{}
	switch w.kind {
	case "message":
		fields = map[string]any{"type": "text", "text": w.text, "replyTo": w.replyTo}
	case "edit":
		fields["text"] = w.text
	case "reaction":
		fields["emoji"] = w.text
	}
	content, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return chat.Append{ClientID: id, Kind: chat.Kind(w.kind), TargetSeq: w.target, Content: chat.Content(content)}
}

// seenOf is an entry in the model's terms. members are in the model's order.
func seenOf(e chat.Entry, members [2]base.ID) seen {
	var content struct {
		Text, Emoji string
		ReplyTo     int64
	}
	text, err := e.Content.MarshalJSON()
	if err != nil || json.Unmarshal(text, &content) != nil {
		panic(fmt.Sprintf("the content %q is no JSON", e.Content))
	}
	return seen{e.Seq, e.TargetSeq, content.ReplyTo, string(e.Kind), slices.Index(members[:], e.Sender), content.Text + content.Emoji, e.Erased, e.Hidden}
}

// viewOf is a view in the model's terms.
func viewOf(c chat.Conversation, by int, members [2]base.ID) view {
	v := view{
		head: c.Head.Seq, read: c.ReadSeq, unread: c.Unread, cleared: c.ClearedBefore, marked: c.MarkedUnread, folder: c.Folder, request: requestOf(c.Request),
		pinned: c.Pinned, muted: c.Muted, hidden: fmt.Sprint(c.Hidden),
	}
	switch {
	case c.Head.At != nil:
		v.active = c.Head.At.UnixMilli()
	case c.Draft != nil:
		v.active = c.Draft.UpdatedAt.UnixMilli()
	}
	if c.Draft != nil {
		v.draft = c.Draft.Text
	}
	if p := c.Head.Preview; p != nil {
		v.preview = preview{p.Seq, p.Text, p.Edited, p.Erased}
	}
	for _, m := range c.Members {
		p := position{-1, -1}
		if m.ReadSeq != nil {
			p.read = *m.ReadSeq
		}
		if m.DeliveredSeq != nil {
			p.delivered = *m.DeliveredSeq
		}
		if m.Account.ID == members[by] {
			v.own = p
		} else {
			v.other, v.blocked = p, m.Account.Blocked
		}
	}
	return v
}

// turn is something that one person decides about another, or about everyone: what it is, the code of its refusal, and what stands between the two then.
type turn struct {
	what, code string
	do         func() error
	next       *talk
	setting    string // who may write to them, where they choose that for everyone
}

// someTurn has by follow the other, restrict or block them, or choose who may write, or no longer.
func someTurn(s *testkit.Server, r *rand.Rand, t *talk, by int, me, other person) turn {
	on := r.IntN(2) == 0
	switch r.IntN(6) {
	case 0:
		return turn{what: "restrict", do: func() error { return restricts(s, me, other, on) }, next: t.restrict(by, on)}
	case 1:
		on = r.IntN(3) == 0
		return turn{what: "block", do: func() error { return blocks(s, me, other, on) }, next: t.block(by, on)}
	case 2, 3:
		setting := []string{"everyone", "suggested", "friends", "nobody"}[r.IntN(4)]
		return turn{what: "choose who may write", do: func() error { return chooses(s, me, setting) }, next: t, setting: setting}
	}
	next, code := t.follow(by, on)
	return turn{"follow", code, func() error { return follows(s, me, other, on) }, next, ""}
}

// follows has one person follow another, or no longer.
func follows(s *testkit.Server, by, other person, on bool) (err error) {
	if on {
		_, err = s.App.Graph.Follow(ctx, by.actor, other.ID)
		return err
	}
	_, err = s.App.Graph.Unfollow(ctx, by.actor, other.ID)
	return err
}

// blocks has one person block another, or no longer.
func blocks(s *testkit.Server, by, other person, on bool) error {
	if on {
		return s.App.Graph.Block(ctx, by.actor, other.ID)
	}
	return s.App.Graph.Unblock(ctx, by.actor, other.ID)
}

// restricts is the same for a restriction.
func restricts(s *testkit.Server, by, other person, on bool) error {
	if on {
		return s.App.Graph.Restrict(ctx, by.actor, other.ID)
	}
	return s.App.Graph.Unrestrict(ctx, by.actor, other.ID)
}

// requestOf is a request in the model's terms.
func requestOf(r *chat.Request) string {
	if r == nil {
		return ""
	}
	text := r.State + " " + r.Why
	if r.Left != nil {
		text = fmt.Sprint(r.State, " ", *r.Left)
	}
	return strings.TrimSpace(text)
}

// codeOf is the code of a refusal; anything else that went wrong ends the test.
func codeOf(err error) string {
	if err == nil {
		return ""
	}
	var e *base.Error
	if !errors.As(err, &e) || e.Kind == base.KindInternal || e.Kind == base.KindUnavailable {
		panic(fmt.Sprintf("the service failed: %v", err))
	}
	return e.Code
}

// everything reads a whole log, in pages.
func everything(s *chat.Service, actor api.Actor, id base.ID, after int64, limit int) (all []chat.Entry, err error) {
	for more := true; more; {
		page, err := s.List(ctx, actor, id, chat.Page{Side: chat.After, Seq: after, Limit: limit})
		if err != nil {
			return nil, err
		}
		if all, more = append(all, page.Items...), page.HasMore; more {
			after = page.Items[len(page.Items)-1].Seq
		}
	}
	_, err = follow(all)
	return all, err
}

// follow holds that the hashes of a log follow each other, and answers that of the last entry.
func follow(log []chat.Entry) (last chat.Hash, err error) {
	for i, e := range log {
		if i > 0 && e.Prior != last {
			return last, fmt.Errorf("entry %d does not follow %d: its prior hash is %v, not %v", e.Seq, log[i-1].Seq, e.Prior, last)
		}
		last = e.Hash()
	}
	return last, nil
}

// chooses has someone choose who may write to them.
func chooses(s *testkit.Server, who person, setting string) error {
	_, err := s.App.Graph.SetDirectMessages(ctx, who.actor, policy.Setting(setting))
	return err
}

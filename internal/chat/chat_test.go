package chat_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/policy"
	"causerie/internal/verify"
)

// world is a chat with people in it, who are all friends; what chat asks of other packages is answered from maps.
type world struct {
	t       testing.TB
	ctx     context.Context
	address string
	store   *db.DB
	chat    *chat.Service
	clock   *basetest.Clock
	live    *recorder

	mu      sync.Mutex
	people  map[base.ID]chat.Profile
	hides   map[base.ID]chat.Privacy // what someone does not show
	blocks  map[policy.Pair]bool
	lastAct map[base.ID]time.Time
}

// recorder keeps what was published.
type recorder struct {
	mu     sync.Mutex
	events map[base.ID][]string
	online map[base.ID]bool
	mute   bool
}

// eventText is an event as clients get it.
func eventText(event any) string {
	data, err := json.Marshal(event)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func (r *recorder) Together(do func()) { do() }

func (r *recorder) Publish(accounts []base.ID, event any) {
	if r.mute {
		return
	}
	text := eventText(event)
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range accounts {
		r.events[a] = append(r.events[a], text)
	}
}

func (r *recorder) PublishPresence(target base.ID, state any) {
	r.Publish([]base.ID{target}, state)
}

func (r *recorder) Online(account base.ID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.online[account]
}

// take returns and forgets what account was told.
func (r *recorder) take(account base.ID) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	events := r.events[account]
	delete(r.events, account)
	return events
}

// each runs test in an empty world on every engine, and verifies what it leaves.
func each(t *testing.T, test func(*testing.T, *world)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, dbtest.Store(t, dialect)))
		})
	}
}

func newWorld(t testing.TB, address string) *world {
	t.Helper()
	w := &world{
		t: t, ctx: context.Background(), address: address,
		clock:  basetest.NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
		live:   &recorder{events: map[base.ID][]string{}, online: map[base.ID]bool{}},
		people: map[base.ID]chat.Profile{}, hides: map[base.ID]chat.Privacy{}, blocks: map[policy.Pair]bool{}, lastAct: map[base.ID]time.Time{},
	}
	w.open()
	t.Cleanup(func() {
		w.verify()
		w.close()
	})
	return w
}

func (w *world) open() {
	w.t.Helper()
	packs, err := policy.Load("", "")
	if err != nil {
		w.t.Fatal(err)
	}
	store, err := db.Open(w.ctx, w.address, slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := store.Migrate(w.ctx); err != nil {
		w.t.Fatal(err)
	}
	w.store = store
	w.chat = chat.New(chat.Deps{
		DB: store, Clock: w.clock, Log: slog.New(slog.DiscardHandler), Live: w.live,
		Spend: func(context.Context, *db.Tx, api.Actor, netip.Addr, account.Deed) (time.Time, error) {
			return time.Time{}, nil
		},
		Facts: w.facts, Packs: packs, Profiles: w.profiles, Privacy: w.privacy,
		RelationsChanged: func(context.Context, *db.Tx, base.ID, int64, int) ([]chat.Profile, bool, error) {
			return nil, false, nil
		},
		LastActive: func(_ context.Context, _ *db.Tx, id base.ID) (time.Time, error) { return w.lastAct[id], nil },
		SetLastActive: func(_ context.Context, _ *db.Tx, id base.ID, at time.Time) error {
			w.lastAct[id] = at
			return nil
		},
	})
}

func (w *world) close() {
	w.chat.Close()
	if err := w.store.Close(); err != nil {
		w.t.Error(err)
	}
}

func (w *world) reopen() {
	w.t.Helper()
	w.close()
	w.open()
}

func (w *world) verify() {
	w.t.Helper()
	results, err := verify.All(w.ctx, w.store, w.chat.Checks())
	if err != nil {
		w.t.Errorf("verify: %v", err)
	}
	for _, line := range results.Lines() {
		w.t.Error(line)
	}
}

func (w *world) facts(_ context.Context, _ *db.Tx, pairs []policy.Pair) (map[policy.Pair]policy.Facts, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := map[policy.Pair]policy.Facts{}
	for _, p := range pairs {
		known[p] = policy.Facts{
			From: w.adult(p.From), To: w.adult(p.To), FromFollowsTo: true, ToFollowsFrom: true,
			FromBlocksTo: w.blocks[p], ToBlocksFrom: w.blocks[policy.Pair{From: p.To, To: p.From}],
		}
	}
	return known, nil
}

// adult is someone of age, if there is anyone.
func (w *world) adult(id base.ID) policy.Person {
	if _, there := w.people[id]; !there {
		return policy.Person{}
	}
	return policy.Person{Band: policy.Adult}
}

func (w *world) profiles(_ context.Context, _ *db.Tx, _ base.ID, ids []base.ID) (map[base.ID]chat.Profile, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := map[base.ID]chat.Profile{}
	for _, id := range ids {
		if p, ok := w.people[id]; ok {
			known[id] = p
		}
	}
	return known, nil
}

func (w *world) privacy(_ context.Context, _ *db.Tx, ids []base.ID) (map[base.ID]chat.Privacy, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := map[base.ID]chat.Privacy{}
	for _, id := range ids {
		h := w.hides[id]
		known[id] = chat.Privacy{ReadReceipts: !h.ReadReceipts, DeliveryReceipts: !h.DeliveryReceipts, Presence: !h.Presence, Typing: !h.Typing}
	}
	return known, nil
}

func (w *world) hide(p person, what chat.Privacy) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hides[p.Account] = what
}

func (w *world) block(from, to person) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.blocks[policy.Pair{From: from.Account, To: to.Account}] = true
}

// person is someone who acts in a world.
type person struct {
	*world
	api.Actor
}

func (w *world) person(name string) person {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := base.NewID(time.Now())
	w.people[id] = chat.Profile{ID: id, Handle: strings.ToLower(name), Name: name}
	return person{w, api.Actor{Account: id}}
}

func (p person) with(other person) base.ID {
	p.t.Helper()
	c, _, err := p.chat.Create(p.ctx, p.Actor, other.Account)
	if err != nil {
		p.t.Fatal(err)
	}
	return c.ID
}

func text(s string) chat.Content {
	return chat.Content(eventText(map[string]string{"type": "text", "text": s}))
}

func message(s string) chat.Append {
	return chat.Append{ClientID: base.NewID(time.Now()), Kind: chat.Message, Content: text(s)}
}

func on(seq int64, kind chat.Kind, content string) chat.Append {
	return chat.Append{ClientID: base.NewID(time.Now()), Kind: kind, TargetSeq: seq, Content: chat.Content(content)}
}

func (p person) append(id base.ID, in chat.Append) chat.Entry {
	p.t.Helper()
	e, _, err := p.chat.Append(p.ctx, p.Actor, id, in)
	if err != nil {
		p.t.Fatalf("append %s: %v", in.Kind, err)
	}
	return e
}

func (p person) say(id base.ID, s string) chat.Entry {
	p.t.Helper()
	return p.append(id, message(s))
}

// refused appends in and wants the error code.
func (p person) refused(id base.ID, in chat.Append, code string) {
	p.t.Helper()
	e, _, err := p.chat.Append(p.ctx, p.Actor, id, in)
	if got := base.CodeOf(err); got != code {
		p.t.Errorf("append %s %s: got %q (%v, seq %d), want %q", in.Kind, in.Content, got, err, e.Seq, code)
	}
}

func (p person) view(id base.ID) chat.Conversation {
	p.t.Helper()
	c, err := p.chat.Get(p.ctx, p.Actor, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func (p person) read(id base.ID, seq int64) {
	p.t.Helper()
	if err := p.chat.MarkRead(p.ctx, p.Actor, id, chat.Position{Seq: seq}); err != nil {
		p.t.Fatal(err)
	}
}

func (p person) list(id base.ID, page chat.Page) chat.Entries {
	p.t.Helper()
	out, err := p.chat.List(p.ctx, p.Actor, id, page)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

func (p person) update(id base.ID, patch chat.ConversationPatch) chat.Conversation {
	p.t.Helper()
	c, err := p.chat.Update(p.ctx, p.Actor, id, patch)
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func (p person) inbox(q chat.InboxQuery) chat.InboxPage {
	p.t.Helper()
	page, err := p.chat.Inbox(p.ctx, p.Actor, q)
	if err != nil {
		p.t.Fatal(err)
	}
	return page
}

// settled waits until everything that was committed is published: events follow the answer.
func (w *world) settled() {
	w.t.Helper()
	w.reopen()
}

func yes() *bool { v := true; return &v }
func no() *bool  { v := false; return &v }

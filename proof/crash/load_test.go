package crash

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	causerie "causerie/sdk/go"
)

const (
	peopleCount = 6
	socketCalls = 4 // that a person has under way at once over the live connection
)

// person is someone with a client for HTTP, a live connection to call over, and a device that only looks: it keeps a copy of all
// conversations.
type person struct {
	name   string
	id     string
	url    string // of the server
	other  string // the token of another session
	client *causerie.Client
	device *causerie.Device
	socket atomic.Pointer[causerie.Live] // nil before the first one
	making *making                       // a group, by the worker that makes it

	// What the worker for errands has under way.
	parcel      *parcel
	unscheduled *attempt   // is to be sent later, and had no answer
	waiting     []*attempt // are to be sent much later
}

// listen keeps a live connection until ctx is done. It comes back by itself; one that the server ended is opened anew.
func (p *person) listen(ctx context.Context) {
	for ctx.Err() == nil {
		live, err := p.client.Live(ctx)
		if err != nil {
			pause(ctx)
			continue
		}
		p.socket.Store(live)
		end := context.AfterFunc(ctx, live.Close)
		for range live.Events {
		}
		end()
	}
}

func asProblem(err error, problem **causerie.Problem) bool { return errors.As(err, problem) }

// signUp makes the people. Each has connections of their own, as on machines of their own.
func signUp(ctx context.Context, t testing.TB, url string) []*person {
	t.Helper()
	people := make([]*person, peopleCount)
	for i := range people {
		name := fmt.Sprintf("person.%d", i)
		client := causerie.New(url)
		client.HTTP = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}, Timeout: time.Minute}
		me, err := client.SignUp(ctx, causerie.SignUp{Handle: name, Name: name, BirthDate: "1990-01-31", Password: "velvet-lamp-4711"})
		if err != nil {
			t.Fatalf("sign up: %v", err)
		}
		again := causerie.New(url)
		other, err := again.SignIn(ctx, name, "velvet-lamp-4711")
		if err != nil {
			t.Fatalf("sign in: %v", err)
		}
		people[i] = &person{name: name, id: me.Account.ID, url: url, other: other.Session.Token, client: client}
		people[i].device = client.Device(causerie.State{}, nil)
	}
	return people
}

// load is all people at work until stop is called.
type load struct {
	people  []*person
	history *history
	cancel  context.CancelFunc
	over    chan struct{}
	running sync.WaitGroup
}

// startLoad sets everyone to work. What they ask follows from the seed.
func startLoad(people []*person, h *history, seed uint64) *load {
	ctx, cancel := context.WithCancel(context.Background())
	l := &load{people: people, history: h, cancel: cancel, over: make(chan struct{})}
	for i, p := range people {
		for n := range 1 + socketCalls + 1 {
			w := &worker{load: l, person: p, rng: rand.New(rand.NewPCG(seed, uint64(i*100+n))), socket: n > 0 && n <= socketCalls, errands: n > socketCalls}
			if n == 0 {
				w.retries = h.unanswered(p)
			}
			l.running.Go(func() { w.run(ctx) })
		}
	}
	return l
}

// stop has everyone give up what is not answered yet: the server is dead.
func (l *load) stop() {
	l.cancel()
	l.running.Wait()
}

// finish has everyone wait for the answer to what they asked: the server lives.
func (l *load) finish() {
	close(l.over)
	l.running.Wait()
	l.cancel()
}

// ended tells that a worker is to ask no more.
func (l *load) ended(ctx context.Context) bool {
	select {
	case <-ctx.Done():
	case <-l.over:
	default:
		return false
	}
	return true
}

// worker does one thing of a person at a time: over the socket, or over HTTP, where it also does what only HTTP can.
type worker struct {
	load    *load
	person  *person
	rng     *rand.Rand
	socket  bool
	errands bool
	retries []*attempt
	silent  bool     // the last thing that was asked has no answer
	waiting *attempt // what is tried again until it has one
}

func (w *worker) run(ctx context.Context) {
	// Most of what had no answer when the server died is tried again, as clients do; what is left must not be there twice either.
	for _, a := range w.retries {
		if w.rng.IntN(4) > 0 && !w.load.ended(ctx) {
			w.try(ctx, a)
		}
	}
	for !w.load.ended(ctx) {
		if w.silent {
			pause(ctx)
		}
		switch {
		case w.waiting != nil:
			w.try(ctx, w.waiting)
		case w.errands:
			w.errand(ctx)
		default:
			w.step(ctx)
		}
	}
}

// pause is what a client waits before it asks a server again that did not answer.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Millisecond):
	}
}

// note records what was asked and how that ended.
func (w *worker) note(what string, err error, change func()) {
	w.silent = err != nil
	w.load.history.note(what, err, change)
}

func (w *worker) step(ctx context.Context) {
	conversation, t := w.conversation()
	n := w.rng.IntN(100)
	switch {
	case !w.socket && (w.person.making != nil || n < 1 && w.load.history.groups() < groupsMost):
		w.openGroup(ctx)
	case conversation == "" || !w.socket && n < 2:
		w.openConversation(ctx)
	case !w.socket && t.group() && t.members[0] == w.person && n < 30:
		w.rule(ctx, conversation, t)
	case n < 46:
		w.append(ctx, conversation, w.message(conversation))
	case n < 50:
		w.vote(ctx, conversation)
	case n < 60:
		w.speakOf(ctx, conversation, causerie.KindEdit)
	case n < 68:
		w.speakOf(ctx, conversation, causerie.KindReaction)
	case n < 70:
		w.pin(ctx, conversation, causerie.KindPin)
	case n < 71:
		w.pin(ctx, conversation, causerie.KindUnpin)
	case n < 72:
		after := []string{"off", "24h", "24h", "24h", "7d", "90d"}[w.rng.IntN(6)]
		w.append(ctx, conversation, causerie.Append{ClientID: causerie.NewClientID(), Kind: causerie.KindSettings, Content: causerie.Content{Disappearing: after}})
	case n < 78:
		w.speakOf(ctx, conversation, causerie.KindUnsend)
	case n < 82:
		w.repeat(ctx, conversation)
	case n < 90:
		w.mark(ctx, conversation, true)
	case n < 94 || w.socket:
		w.mark(ctx, conversation, false)
	default:
		w.set(ctx, conversation, n)
	}
}

// conversation is one that the person is in, "" where there is none yet.
func (w *worker) conversation() (chosen string, of *talk) {
	h := w.load.history
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for id, t := range h.conversations {
		if slices.Contains(t.members, w.person) {
			if n++; w.rng.IntN(n) == 0 {
				chosen, of = id, t
			}
		}
	}
	return chosen, of
}

func (w *worker) openConversation(ctx context.Context) {
	other := w.load.people[w.rng.IntN(len(w.load.people))]
	if other == w.person {
		return
	}
	c, err := w.openDirect(ctx, other)
	h := w.load.history
	w.note("open a conversation", err, func() {
		if err == nil {
			h.conversations[c.ID] = &talk{members: []*person{w.person, other}}
		}
	})
}

// openDirect opens a conversation with someone, of whom w's person is made a friend before.
func (w *worker) openDirect(ctx context.Context, other *person) (c causerie.Conversation, err error) {
	if err := befriend(ctx, w.person, other); err != nil {
		return c, err
	}
	return w.person.client.OpenDirect(ctx, other.id)
}

func befriend(ctx context.Context, one, other *person) error {
	if _, err := one.client.Follow(ctx, other.id); err != nil {
		return err
	}
	_, err := other.client.Follow(ctx, one.id)
	return err
}

var fillers = []string{"Salut, ça va ?", "one\ntwo\nthree", "👩‍👩‍👧‍👦 🇫🇷 ok", "מה שלומך", strings.Repeat("long and longer ", 200)}

// message is a new text, sometimes an answer to another one, sometimes a poll.
func (w *worker) message(conversation string) causerie.Append {
	in := causerie.Text("")
	in.Content.Text = word(in.ClientID) + " " + fillers[w.rng.IntN(len(fillers))]
	in.Content.Text = strings.TrimSpace(in.Content.Text)
	switch to := w.target(conversation, nil); {
	case w.rng.IntN(12) == 0:
		in.Content = causerie.Content{Type: "poll", Text: word(in.ClientID) + " ?", Poll: &causerie.Poll{Options: []string{"Oui", "Non", "👍"}, Multiple: true}}
	case to != nil && w.rng.IntN(4) == 0:
		in.Content.ReplyTo = to.entry.Seq
	}
	return in
}

var emoji = []string{"👍", "❤️", "😂", ""}

// speakOf edits, unsends or reacts to a message.
func (w *worker) speakOf(ctx context.Context, conversation, kind string) {
	target := w.target(conversation, func(a *attempt) bool {
		return kind == causerie.KindReaction || a.sender == w.person && (kind == causerie.KindUnsend || a.in.Content.Type == "text")
	})
	if target == nil {
		return
	}
	in := causerie.Append{ClientID: causerie.NewClientID(), Kind: kind, TargetSeq: target.entry.Seq}
	switch kind {
	case causerie.KindEdit:
		in.Content.Text = word(in.ClientID) + " edited"
	case causerie.KindReaction:
		in.Content.Emoji = emoji[w.rng.IntN(len(emoji))]
	}
	if kind == causerie.KindUnsend {
		w.load.history.takes(target)
	}
	w.append(ctx, conversation, in)
}

// pin pins a message, or takes one out of view.
func (w *worker) pin(ctx context.Context, conversation, kind string) {
	if target := w.target(conversation, func(a *attempt) bool { return !a.isOnce() }); target != nil {
		w.append(ctx, conversation, causerie.Append{ClientID: causerie.NewClientID(), Kind: kind, Content: causerie.Content{MessageSeq: target.entry.Seq}})
	}
}

// target is an acknowledged message, one that suits where that matters.
func (w *worker) target(conversation string, suits func(*attempt) bool) *attempt {
	h := w.load.history
	h.mu.Lock()
	defer h.mu.Unlock()
	messages := h.messages[conversation]
	for range min(10, len(messages)) {
		// Recent ones are spoken of more often, and some are old.
		last := len(messages)
		if w.rng.IntN(3) > 0 {
			last = min(last, 20)
		}
		if a := messages[len(messages)-1-w.rng.IntN(last)]; suits == nil || suits(a) {
			return a
		}
	}
	return nil
}

func (w *worker) append(ctx context.Context, conversation string, in causerie.Append) {
	w.try(ctx, w.load.history.begin(&attempt{sender: w.person, conversation: conversation, in: in}))
}

func (w *worker) try(ctx context.Context, a *attempt) {
	send := w.person.client.Append
	if live := w.person.socket.Load(); w.socket && live != nil {
		send = live.Append
	}
	if a.parcel != nil {
		send = func(ctx context.Context, conversation string, in causerie.Append) (causerie.Entry, error) {
			return a.sender.send(ctx, conversation, in, a.parcel)
		}
	}
	entry, err := send(ctx, a.conversation, a.in)
	w.silent, w.waiting = false, nil
	if err != nil && !refusals[causerie.CodeOf(err)] {
		w.silent, w.waiting = true, a
	}
	w.load.history.end(a, entry, err)
}

// repeat sends again what was acknowledged, as a client does that missed the answer.
func (w *worker) repeat(ctx context.Context, conversation string) {
	if a := w.target(conversation, func(a *attempt) bool { return a.sender == w.person }); a != nil {
		w.try(ctx, a)
	}
}

// mark tells how far the person has read, or the device has the log.
func (w *worker) mark(ctx context.Context, conversation string, read bool) {
	upTo := w.target(conversation, nil)
	if upTo == nil {
		return
	}
	h, at, seq := w.load.history, view{w.person.id, conversation}, upTo.entry.Seq
	live := w.person.socket.Load()
	var err error
	switch {
	case read && w.socket && live != nil:
		err = live.MarkRead(ctx, conversation, seq)
	case read:
		err = w.person.client.MarkRead(ctx, conversation, seq)
	case w.socket && live != nil:
		err = live.MarkDelivered(ctx, conversation, seq)
	default:
		err = w.person.client.MarkDelivered(ctx, conversation, seq)
	}
	w.note("mark", err, func() {
		if err != nil {
			return
		}
		h.delivered[at] = max(h.delivered[at], seq)
		if read {
			h.read[at] = max(h.read[at], seq)
		}
	})
}

// set changes the person's view. One worker of each person does, so that the last one counts.
func (w *worker) set(ctx context.Context, conversation string, n int) {
	h, at := w.load.history, view{w.person.id, conversation}
	on := w.rng.IntN(2) == 0
	var patch causerie.ConversationPatch
	var change func(*settings, error)
	switch n % 4 {
	case 0:
		patch.Pinned, change = &on, func(s *settings, err error) { s.pinned.wrote(on, err) }
	case 1:
		patch.Muted, change = &on, func(s *settings, err error) { s.muted.wrote(on, err) }
	case 2:
		text := fmt.Sprintf("draft %d", w.rng.Uint32())
		patch.Draft, change = &causerie.Draft{Text: text}, func(s *settings, err error) { s.draft.wrote(text, err) }
	default:
		w.hide(ctx, conversation)
		return
	}
	_, err := w.person.client.UpdateConversation(ctx, conversation, patch)
	w.note("change a view", err, func() { change(h.of(at), err) })
}

func (w *worker) hide(ctx context.Context, conversation string) {
	a := w.target(conversation, nil)
	if a == nil {
		return
	}
	err := w.person.client.Hide(ctx, conversation, a.entry.Seq)
	h, at := w.load.history, view{w.person.id, conversation}
	w.note("hide", err, func() {
		hidden := h.of(at).hidden
		hidden[a.entry.Seq] = hidden[a.entry.Seq] || err == nil
	})
}

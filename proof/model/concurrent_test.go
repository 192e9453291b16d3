package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/testkit"
)

const (
	devices  = 2  // of each person, at once
	ops      = 40 // of each device, in one conversation: a history
	together = 6  // conversations at once, so that transactions serve several
)

// question is what a client asks, answer what it gets: all that is comparable about it.
type question struct {
	by    int
	op    string
	wish  wish
	seq   int64
	on    bool
	retry bool
}

type answer struct {
	code    string
	created bool
	entry   seen
	view    view
	entries []seen
}

// sequential is the model as porcupine wants it. Times are left out: which of two messages came at what millisecond is the clock's.
var sequential = porcupine.Model{
	Init: func() any { return friends() },
	Step: func(state, in, out any) (bool, any) {
		next, want := step(state.(*talk), in.(question))
		got := out.(answer)
		return want.code == got.code && want.created == got.created && want.entry == got.entry && want.view == got.view &&
			slices.Equal(want.entries, got.entries), next
	},
	Equal:             func(a, b any) bool { return a.(*talk).equal(b.(*talk)) },
	DescribeOperation: func(in, out any) string { return fmt.Sprintf("%+v → %+v", in, out) },
	DescribeState:     func(state any) string { return fmt.Sprintf("%+v", state) },
}

// friends is a talk of two people who follow each other.
func friends() *talk {
	t := &talk{}
	for i := range t.sides {
		t.sides[i].bond = bond{follows: true, setting: "suggested"}
	}
	return t
}

// step is one operation on the model.
func step(t *talk, q question) (next *talk, a answer) {
	switch q.op {
	case "append":
		next, e, created, code := t.append(q.by, q.wish, 0)
		if code == "" {
			a.created, a.entry = created, seen{e.seq, e.target, e.replyTo, e.kind, e.by, e.text, e.erased, false}
		}
		a.code = code
		return next, a
	case "read":
		return t.mark(q.by, q.seq, q.seq, 0), a
	case "delivered":
		return t.mark(q.by, 0, q.seq, 0), a
	case "clear":
		return t.clear(q.by, 0), a
	case "hide":
		return t.hide(q.by, q.seq), a
	case "block":
		return t.block(q.by, q.on), a
	case "restrict":
		return t.restrict(q.by, q.on), a
	case "answer":
		next, a.code = t.answer(q.by, []string{"delete", "accept"}[q.seq%2], 0)
		return next, a
	case "view":
		a.view = t.view(q.by, 0)
		a.view.active = 0
	case "list":
		a.entries = t.after(q.by, q.seq)
	}
	return t, a
}

func TestConcurrentHistoriesAreLinearizable(t *testing.T) {
	each(t, 0.8, func(t *testing.T, s *testkit.Server, seed uint64, steps int) {
		histories := steps/(2*devices*ops) + 1
		all := crew(t, s, int(math.Sqrt(float64(2*histories)))+2) // each pair has one conversation
		var pairs [][2]person
		for i, a := range all {
			for _, b := range all[:i] {
				pairs = append(pairs, [2]person{a, b})
			}
		}
		random(seed, -1).Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
		var done, next atomic.Int64
		var running sync.WaitGroup
		for range together {
			running.Go(func() {
				for n := int(next.Add(1)); n <= histories && !t.Failed(); n = int(next.Add(1)) {
					history := actTogether(t, s, pairs[n-1], random(seed, n))
					done.Add(int64(len(history)))
					if result := porcupine.CheckOperationsTimeout(sequential, history, time.Minute); result != porcupine.Ok {
						t.Errorf("history %d is %s with the model:", n, map[porcupine.CheckResult]string{porcupine.Illegal: "not in keeping", porcupine.Unknown: "not decided"}[result])
						for _, op := range history {
							t.Logf("%9d–%9d µs  %s", op.Call/1000, op.Return/1000, sequential.DescribeOperation(op.Input, op.Output))
						}
					}
				}
			})
		}
		running.Wait()
		t.Logf("%d steps in %d histories", done.Load(), histories)
	})
}

// actTogether has the devices of two people act on their conversation at once.
func actTogether(t *testing.T, s *testkit.Server, pair [2]person, r *rand.Rand) []porcupine.Operation {
	conversation, _, err := s.App.Chat.Create(ctx, pair[0].actor, pair[1].actor.Account)
	if err != nil {
		t.Error(err)
		return nil
	}
	members := [2]base.ID{pair[0].actor.Account, pair[1].actor.Account}
	var mu sync.Mutex
	var history []porcupine.Operation
	var asked [2][]wish // appends of each person: retried from any device
	var head int64
	began := time.Now()
	var acting sync.WaitGroup
	for device := range 2 * devices {
		by := device % 2
		r := rand.New(rand.NewPCG(r.Uint64(), r.Uint64()))
		acting.Go(func() {
			for range ops {
				mu.Lock()
				q := someQuestion(r, by, head, asked[by])
				if q.op == "append" && !q.retry {
					asked[by] = append(asked[by], q.wish)
				}
				mu.Unlock()
				call := time.Since(began)
				a := ask(s, conversation.ID, pair, members, q)
				over := time.Since(began)
				mu.Lock()
				head = max(head, a.entry.seq)
				history = append(history, porcupine.Operation{ClientId: device, Input: q, Call: int64(call), Output: a, Return: int64(over)})
				mu.Unlock()
			}
		})
	}
	acting.Wait()
	return history
}

func someQuestion(r *rand.Rand, by int, head int64, asked []wish) question {
	q := question{by: by, seq: 1 + r.Int64N(head+2)}
	switch what := r.IntN(100); {
	case what < 45:
		q.op, q.wish = "append", someWish(r, head)
	case what < 57 && len(asked) > 0:
		q.op, q.retry, q.wish = "append", true, asked[len(asked)-1-r.IntN(min(4, len(asked)))]
	case what < 65:
		q.op = "read"
	case what < 69:
		q.op = "delivered"
	case what < 70:
		q.op = "clear"
	case what < 73:
		q.op = "hide"
	case what < 77:
		q.op, q.on = "block", r.IntN(3) == 0
	case what < 80:
		q.op, q.on = "restrict", r.IntN(3) == 0
	case what < 83:
		q.op = "answer"
	case what < 91:
		q.op = "view"
	default:
		q.op, q.seq = "list", max(0, head-r.Int64N(8))
	}
	return q
}

// ask is one operation on the service.
func ask(server *testkit.Server, id base.ID, pair [2]person, members [2]base.ID, q question) (a answer) {
	s, actor := server.App.Chat, pair[q.by].actor
	var err error
	switch q.op {
	case "append":
		var e chat.Entry
		e, a.created, err = s.Append(ctx, actor, id, q.wish.asked())
		if err == nil {
			a.entry = seenOf(e, members)
		}
	case "read":
		err = s.MarkRead(ctx, actor, id, chat.Position{Seq: q.seq})
	case "delivered":
		err = s.MarkDelivered(ctx, actor, id, chat.Position{Seq: q.seq})
	case "clear":
		err = s.Delete(ctx, actor, id)
	case "hide":
		err = s.Hide(ctx, actor, id, []int64{q.seq})
	case "block":
		err = blocks(server, pair[q.by], pair[1-q.by], q.on)
	case "restrict":
		err = restricts(server, pair[q.by], pair[1-q.by], q.on)
	case "answer":
		var items []chat.Answered
		items, err = s.Answer(ctx, actor, chat.Answers{Action: []chat.Answer{chat.Remove, chat.Accept}[q.seq%2], Conversations: []base.ID{id}})
		if err == nil {
			a.code = items[0].Code
			return a
		}
	case "view":
		var c chat.Conversation
		if c, err = s.Get(ctx, actor, id); err == nil {
			a.view = viewOf(c, q.by, members)
			a.view.active = 0
		}
	case "list":
		var page chat.Entries
		page, err = s.List(ctx, actor, id, chat.Page{Side: chat.After, Seq: q.seq})
		for _, e := range page.Items {
			a.entries = append(a.entries, seenOf(e, members))
		}
	}
	a.code = codeOf(err)
	return a
}

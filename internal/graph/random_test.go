package graph_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/policy"
)

// crowd is the plain model of what stands between a few people: what one did about another.
type crowd struct {
	follows, asks, blocks, restricts, mutes [crowdSize][crowdSize]bool
	private                                 [crowdSize]bool
	setting                                 [crowdSize]policy.Setting
}

const crowdSize = 4

// act is one thing that a does about b. It answers the code of the refusal.
type act struct {
	name  string
	do    func(w *world, a, b api.Actor) error
	model func(c *crowd, a, b int) string
}

// met has a do something about b, whom a sees by their handle.
func met(done func(c *crowd, a, b int) string) func(c *crowd, a, b int) string {
	return func(c *crowd, a, b int) string {
		switch {
		case c.blocks[b][a]:
			return "not_found"
		case c.blocks[a][b]:
			return "blocked"
		}
		return done(c, a, b)
	}
}

var acts = []act{
	{"follow", func(w *world, a, b api.Actor) error {
		_, err := w.Follow(w.t.Context(), a, b.Account.String())
		return err
	}, met(func(c *crowd, a, b int) string {
		if !c.follows[a][b] {
			c.follows[a][b], c.asks[a][b] = !c.private[b], c.private[b]
		}
		return ""
	})},
	{"unfollow", func(w *world, a, b api.Actor) error {
		_, err := w.Unfollow(w.t.Context(), a, b.Account.String())
		return err
	}, met(func(c *crowd, a, b int) string {
		c.follows[a][b], c.asks[a][b] = false, false
		return ""
	})},
	{"remove follower", func(w *world, a, b api.Actor) error { return w.RemoveFollower(w.t.Context(), a, b.Account.String()) }, met(func(c *crowd, a, b int) string {
		c.follows[b][a], c.asks[b][a] = false, false
		return ""
	})},
	{"accept", func(w *world, a, b api.Actor) error { return w.AcceptFollower(w.t.Context(), a, b.Account.String()) }, met(func(c *crowd, a, b int) string {
		if !c.follows[b][a] && !c.asks[b][a] {
			return "not_found"
		}
		c.follows[b][a], c.asks[b][a] = true, false
		return ""
	})},
	{"decline", func(w *world, a, b api.Actor) error { return w.DeclineFollower(w.t.Context(), a, b.Account.String()) }, met(func(c *crowd, a, b int) string {
		c.asks[b][a] = false
		return ""
	})},
	{"block", func(w *world, a, b api.Actor) error { return w.Block(w.t.Context(), a, b.Account.String()) }, func(c *crowd, a, b int) string {
		if !c.blocks[a][b] {
			c.blocks[a][b] = true
			c.follows[a][b], c.follows[b][a], c.asks[a][b], c.asks[b][a] = false, false, false, false
		}
		return ""
	}},
	{"unblock", func(w *world, a, b api.Actor) error { return w.Unblock(w.t.Context(), a, b.Account.String()) }, func(c *crowd, a, b int) string {
		c.blocks[a][b] = false
		return ""
	}},
	{"restrict", func(w *world, a, b api.Actor) error { return w.Restrict(w.t.Context(), a, b.Account.String()) }, func(c *crowd, a, b int) string {
		c.restricts[a][b] = true
		return ""
	}},
	{"unrestrict", func(w *world, a, b api.Actor) error { return w.Unrestrict(w.t.Context(), a, b.Account.String()) }, func(c *crowd, a, b int) string {
		c.restricts[a][b] = false
		return ""
	}},
	{"mute", func(w *world, a, b api.Actor) error { return w.Mute(w.t.Context(), a, b.Account.String()) }, func(c *crowd, a, b int) string {
		c.mutes[a][b] = true
		return ""
	}},
	{"unmute", func(w *world, a, b api.Actor) error { return w.Unmute(w.t.Context(), a, b.Account.String()) }, func(c *crowd, a, b int) string {
		c.mutes[a][b] = false
		return ""
	}},
	{"go private or not", func(w *world, a, _ api.Actor) error {
		now, err := w.accounts.GetPrivacy(w.t.Context(), a)
		if err != nil {
			return err
		}
		now.Private = !now.Private
		_, err = w.accounts.UpdatePrivacy(w.t.Context(), a, account.PrivacyUpdate{Private: &now.Private})
		return err
	}, func(c *crowd, a, _ int) string {
		c.private[a] = !c.private[a]
		for b := range crowdSize {
			if c.asks[b][a] && !c.private[a] {
				c.follows[b][a], c.asks[b][a] = true, false
			}
		}
		return ""
	}},
	{"friends alone may write", func(w *world, a, _ api.Actor) error {
		_, err := w.SetDirectMessages(w.t.Context(), a, policy.Friends)
		return err
	}, func(c *crowd, a, _ int) string {
		c.setting[a] = policy.Friends
		return ""
	}},
	{"everyone may write", func(w *world, a, _ api.Actor) error {
		_, err := w.SetDirectMessages(w.t.Context(), a, policy.Everyone)
		return err
	}, func(c *crowd, a, _ int) string {
		c.setting[a] = policy.Everyone
		return ""
	}},
}

func (c *crowd) facts(from, to int) policy.Facts {
	return policy.Facts{
		From:         policy.Person{Band: policy.Adult, Setting: c.setting[from], Since: noon},
		To:           policy.Person{Band: policy.Adult, Setting: c.setting[to], Since: noon},
		FromBlocksTo: c.blocks[from][to], ToBlocksFrom: c.blocks[to][from], FromFollowsTo: c.follows[from][to], ToFollowsFrom: c.follows[to][from],
		Restricted: c.restricts[to][from], FromRestrictsTo: c.restricts[from][to],
	}
}

func (c *crowd) shown(a, b int) account.Relation {
	return account.Relation{
		Following: c.follows[a][b], FollowsYou: c.follows[b][a], Friend: c.follows[a][b] && c.follows[b][a], Asked: c.asks[a][b], AsksYou: c.asks[b][a],
		Restricted: c.restricts[a][b], Muted: c.mutes[a][b],
	}
}

// TestWhatStandsBetweenPeopleIsAsAPlainModelSays does random things, and compares what was answered, what a decision would read and what
// is shown. Both rows of each two agree at the end, and the numbers of the lists are theirs.
func TestWhatStandsBetweenPeopleIsAsAPlainModelSays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		seed := uint64(time.Now().UnixNano())
		r := rand.New(rand.NewPCG(seed, 0))
		people, model := w.crowd(), &crowd{}
		for step := range 400 {
			one := acts[r.IntN(len(acts))]
			a := r.IntN(crowdSize)
			b := (a + 1 + r.IntN(crowdSize-1)) % crowdSize
			what := fmt.Sprintf("seed %d, step %d, %d: %s %d", seed, step, a, one.name, b)
			err, want := one.do(w, people[a], people[b]), one.model(model, a, b)
			if base.CodeOf(err) != want || err != nil && want == "" {
				t.Fatalf("%s: %v, the model says %q", what, err, want)
			}
			for _, pair := range [][2]int{{a, b}, {b, a}} {
				from, to := pair[0], pair[1]
				var facts policy.Facts
				if facts = w.allFacts(people[from], people[to]); facts != model.facts(from, to) {
					t.Fatalf("%s: from %d to %d\n%+v, the model says\n%+v", what, from, to, facts, model.facts(from, to))
				}
				if model.blocks[to][from] {
					continue
				}
				if got := w.shown(people[from], people[to]); got != model.shown(from, to) {
					t.Fatalf("%s: %d is shown of %d\n%+v, the model says\n%+v", what, from, to, got, model.shown(from, to))
				}
			}
		}
		w.sound()
	})
}

// TestManyThingsAtOnceLeaveRowsThatAgree has everyone do random things to everyone at the same time.
func TestManyThingsAtOnceLeaveRowsThatAgree(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		people := w.crowd()
		var working sync.WaitGroup
		w.quiet = true
		for a := range people {
			for worker := range 2 {
				working.Go(func() {
					r := rand.New(rand.NewPCG(uint64(a), uint64(worker)))
					for range 40 {
						b := (a + 1 + r.IntN(crowdSize-1)) % crowdSize
						one := acts[r.IntN(len(acts))]
						if err := one.do(w, people[a], people[b]); err != nil && base.KindOf(err) == base.KindInternal {
							t.Errorf("%s: %v", one.name, err)
						}
					}
				})
			}
		}
		working.Wait()
		w.sound()
	})
}

func (w *world) crowd() []api.Actor {
	w.t.Helper()
	people := make([]api.Actor, crowdSize)
	for i := range people {
		people[i] = w.person(fmt.Sprintf("person%d", i), "")
	}
	return people
}

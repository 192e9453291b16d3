package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cloudflare/circl/oprf"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
)

// Clients of the scenarios about people ask at a pace that leaves the machine time: what is measured is how long something takes, not how
// much of it is possible.
const (
	atOnce = 4
	pace   = 10 * time.Millisecond
)

// decision is who may write to whom in a crowd, and who is suggested there: the decision by itself, in this program, and then what clients ask
// of the server that needs one.
func decision(o options, e engine) (map[string]any, map[string]float64, error) {
	h, err := newHouse(o, e)
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	figures := map[string]float64{}
	began := time.Now()
	var c *crowd
	var signedIn []person
	err = h.fill(func(s seed) error {
		c = newCrowd(o.people, o.follows, s.now)
		if err := s.crowd(c); err != nil {
			return err
		}
		ids := make([]base.ID, min(actors, len(c.people)))
		for i := range ids {
			ids[i] = c.people[i].id
		}
		signedIn, err = s.signIn(ids)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	figures["fillSeconds"], figures["storeBytes"] = time.Since(began).Seconds(), h.storeBytes()
	sum, most := c.sums()
	params := map[string]any{"people": len(c.people), "follows": sum, "rows": len(c.rows), "mostFollowers": most, "hubs": c.hubs(), "hubFriends": c.counts[0][2], "clients": atOnce}
	if err := h.warm(); err != nil {
		return nil, nil, err
	}
	outcomes, err := h.decide(c, figures)
	if err != nil {
		return nil, nil, err
	}
	params["outcomes"] = outcomes
	if err := errors.Join(h.start(), h.warm()); err != nil {
		return nil, nil, err
	}
	return params, figures, h.reach(c, signedIn, figures)
}

// actors is how many of a crowd are signed in: its first, so that the hubs are.
const actors = 1000

// fill has fill put something into the store, before the server starts.
func (h *house) fill(fill func(seed) error) error {
	ctx := context.Background()
	store, err := h.open(ctx)
	if err != nil {
		return err
	}
	s := newSeed(ctx, store)
	if err = fill(s); err == nil {
		err = s.finish()
	}
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	return h.vacuum()
}

// decide measures decisions about pairs of whom half know each other, each in a transaction that is under way, as they are in the server.
func (h *house) decide(c *crowd, figures map[string]float64) (map[policy.Outcome]int, error) {
	const each = 2500
	ctx := context.Background()
	store, err := db.Open(ctx, h.database, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer store.Close()
	packs, err := policy.Load("", "")
	if err != nil {
		return nil, err
	}
	people := graph.New(graph.Config{DB: store, Clock: base.SystemClock{}, Packs: packs})
	var statements atomic.Int64
	store.Watch(func(string, []any) { statements.Add(1) })
	decided := make([]map[policy.Outcome]int, atOnce)
	err = reading(ctx, store, nil, func(under []*db.Tx) error {
		once := func(client, _ int) error {
			pair := c.pair()
			facts, err := people.Facts(ctx, under[client], []policy.Pair{pair})
			decided[client][packs.Decide(policy.Message, time.Now(), pair, facts[pair]).Outcome]++
			return err
		}
		for i := range decided {
			decided[i] = map[policy.Outcome]int{}
		}
		if err := timed(map[string]float64{}, "warm", atOnce, 100, once); err != nil { // connections and their statements
			return err
		}
		before := statements.Load()
		err := timed(figures, "decision", atOnce, each, once)
		figures["statementsPerDecision"] = float64(statements.Load()-before) / (atOnce * each)
		return err
	})
	sums := map[policy.Outcome]int{}
	for _, d := range decided {
		for outcome, n := range d {
			sums[outcome] += n
		}
	}
	return sums, err
}

// reading runs do with a transaction for each client.
func reading(ctx context.Context, store *db.DB, under []*db.Tx, do func(under []*db.Tx) error) error {
	if len(under) == atOnce {
		return do(under)
	}
	return store.Read(ctx, func(tx *db.Tx) error { return reading(ctx, store, append(under, tx), do) })
}

// pair is any two of a crowd: as often two of whom one follows the other as two who need not.
func (c *crowd) pair() policy.Pair {
	from, to := rand.IntN(len(c.people)), rand.IntN(len(c.people))
	if rand.IntN(2) == 0 && len(c.rows) > 0 {
		from, to, _ = row(c.rows[rand.IntN(len(c.rows))])
	}
	return policy.Pair{From: c.people[from].id, To: c.people[to].id}
}

// reach measures what clients of the server ask for: profiles, which tell whether one may write, opening a conversation with a stranger, the first message
// of it, and suggestions for who has most friends.
func (h *house) reach(c *crowd, signedIn []person, figures map[string]float64) error {
	var askers [atOnce]*asker
	for i := range askers {
		var err error
		if askers[i], err = newAsker(h.address, ""); err != nil {
			return err
		}
		defer askers[i].close()
	}
	as := func(client int, p person) *asker {
		askers[client].token = p.token
		return askers[client]
	}
	anyone := func() person { return signedIn[rand.IntN(len(signedIn))] }
	profile := func(client, _ int) error {
		_, err := as(client, anyone()).get("/v1/accounts/"+c.people[rand.IntN(len(c.people))].id.String(), nil)
		return err
	}
	if err := timed(map[string]float64{}, "warm", atOnce, 100, profile); err != nil {
		return err
	}
	if err := h.asked(figures, "profile", atOnce, 2500, profile); err != nil {
		return err
	}
	if err := h.firstMessages(c, signedIn, as, figures); err != nil {
		return err
	}
	// One after the other, of every hub in turn: the first round of them finds nothing in any cache.
	return h.asked(figures, "suggestions", 1, 20*c.hubs(), func(client, i int) error {
		var page struct{ Items []struct{} }
		_, err := as(client, signedIn[i%c.hubs()]).get("/v1/me/suggestions?limit=30", &page)
		if err == nil && len(page.Items) == 0 {
			err = errors.New("nobody is suggested to who has most friends")
		}
		return err
	})
}

// firstMessages has people write to strangers who let everyone write, each to fewer than may wait for an answer.
func (h *house) firstMessages(c *crowd, signedIn []person, as func(int, person) *asker, figures map[string]float64) error {
	type letter struct {
		from person
		to   base.ID
	}
	var letters []letter
	for i := range signedIn {
		for tries := 0; adult(i) && tries < 2; {
			if to := rand.IntN(len(c.people)); open(to) && to != i {
				tries++
				letters = append(letters, letter{signedIn[i], c.people[to].id})
			}
		}
	}
	slices.SortFunc(letters, func(a, b letter) int { return slices.Compare(a.to[:], b.to[:]) })
	each := len(letters) / atOnce
	talks := make([]string, len(letters))
	err := h.asked(figures, "open", atOnce, each, func(client, i int) error {
		at := i*atOnce + client
		var opened struct{ ID string }
		_, err := as(client, letters[at].from).post("/v1/conversations", map[string]any{"kind": "direct", "members": []base.ID{letters[at].to}}, &opened)
		talks[at] = opened.ID
		return err
	})
	if err != nil {
		return err
	}
	return h.asked(figures, "firstMessage", atOnce, each, func(client, i int) error {
		at := i*atOnce + client
		in := map[string]any{"clientId": clientID(client, i), "kind": "message", "content": map[string]string{"type": "text", "text": sentence(at)}}
		_, err := as(client, letters[at].from).post("/v1/conversations/"+talks[at]+"/entries", in, nil)
		return err
	})
}

// timed has clients do something so often each, all at once, and adds the quantiles of the times that it took.
func timed(figures map[string]float64, name string, clients, each int, do func(client, i int) error) error {
	times := make([][]time.Duration, clients)
	errs := make(chan error, clients)
	var running sync.WaitGroup
	start := time.Now()
	for client := range clients {
		running.Go(func() {
			next := start.Add(time.Duration(client) * pace / time.Duration(clients))
			for i := range each {
				time.Sleep(time.Until(next))
				began := time.Now()
				if err := do(client, i); err != nil {
					errs <- fmt.Errorf("%s: %w", name, err)
					return
				}
				ended := time.Now()
				times[client] = append(times[client], ended.Sub(began))
				if next = next.Add(pace); next.Before(ended) {
					next = ended
				}
			}
		})
	}
	running.Wait()
	if err := first(errs); err != nil {
		return err
	}
	quantiles(figures, name, slices.Concat(times...))
	return nil
}

// asked is timed for what the server does, with what it takes of the CPU each time, which other work on the machine changes little.
func (h *house) asked(figures map[string]float64, name string, clients, each int, do func(client, i int) error) error {
	server, database := h.spent()
	err := timed(figures, name, clients, each, do)
	after, afterDB := h.spent()
	figures[name+"CPUMs"] = (after - server + afterDB - database) * 1000 / float64(clients*each)
	return err
}

// looking is looking for the contacts of an address book among people of whom each can be found by a number: evaluating blinded
// numbers, and reading the buckets that they are in.
func looking(o options, e engine) (map[string]any, map[string]float64, error) {
	const book, page, buckets, times = 1000, 500, 32, 10
	h, err := newHouse(o, e)
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	var viewer []person
	err = h.fill(func(s seed) error {
		list, ids := newcomers(o.people)
		if err := errors.Join(s.signUp(list), s.identifiers(ids)); err != nil {
			return err
		}
		viewer, err = s.signIn(ids[:1])
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if err := h.start(); err != nil {
		return nil, nil, err
	}
	var pages [][]string
	for from := 0; from < book; from += page {
		blinded, err := blind(from, page)
		if err != nil {
			return nil, nil, err
		}
		pages = append(pages, blinded)
	}
	c, err := newAsker(h.address, viewer[0].token)
	if err != nil {
		return nil, nil, err
	}
	defer c.close()
	figures := map[string]float64{}
	var answer struct{ Bits int }
	err = h.asked(figures, "evaluate", 1, times, func(int, int) error {
		for _, blinded := range pages {
			if _, err := c.post("/v1/contacts/evaluate", map[string]any{"blinded": blinded}, &answer); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	all := rand.Perm(1 << answer.Bits) // an address book's are anywhere
	var size int64
	err = h.asked(figures, "buckets", 1, 5*times, func(_, i int) error {
		asked := all[i*buckets%len(all):]
		size, err = c.post("/v1/contacts/buckets", map[string]any{"bits": answer.Bits, "buckets": asked[:min(buckets, len(asked))]}, nil)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	figures["bucketsBytes"] = float64(size)
	return map[string]any{"people": o.people, "contacts": book, "buckets": len(all), "bucketsAtOnce": min(buckets, len(all)), "times": times}, figures, nil
}

// identifiers has everyone be found by a number that nobody knows: what is stored looks like any other.
func (s seed) identifiers(people []base.ID) error {
	columns := []string{"tag", "account_id", "kind", "hint", "seal", "created_at"}
	tags := make([][]byte, len(people))
	for i := range tags {
		tags[i] = noise(16)
	}
	slices.SortFunc(tags, slices.Compare)
	next := rowsOf(len(people), func(i int) []any {
		return []any{tags[i], people[i][:], "phone", "+33…00", noise(44), s.now}
	})
	return s.Fill(s.ctx, func(bulk *db.Bulk) error { return bulk.Insert(s.ctx, "identifiers", columns, next) })
}

func noise(n int) []byte {
	list := make([]byte, n)
	for i := range list {
		list[i] = byte(rand.Uint32())
	}
	return list
}

// blind is n numbers from the one that is said, as a client sends them to be evaluated.
func blind(from, n int) ([]string, error) {
	var numbers [][]byte
	for i := range n {
		numbers = append(numbers, fmt.Appendf(nil, "+336%08d", from+i))
	}
	_, request, err := oprf.NewClient(oprf.SuiteRistretto255).Blind(numbers)
	if err != nil {
		return nil, err
	}
	var blinded []string
	for _, element := range request.Elements {
		text, err := element.MarshalBinaryCompress()
		if err != nil {
			return nil, err
		}
		blinded = append(blinded, base64.StdEncoding.EncodeToString(text))
	}
	return blinded, nil
}

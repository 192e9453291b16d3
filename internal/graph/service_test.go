package graph_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/graph"
	"causerie/internal/policy"
	"causerie/internal/verify"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// world is a Service among people, with the pairs it told to part.
type world struct {
	*graph.Service
	t        *testing.T
	store    *db.DB
	clock    *basetest.Clock
	accounts *account.Service
	parted   []policy.Pair
	closed   []base.ID
	told     []told
	groups   [][]api.Actor
	awaited  int  // how often a sweep was asked for
	quiet    bool // keep none of it: many things are done at once
}

// told is what viewer's devices heard.
type told struct {
	viewer base.ID
	other  account.Profile
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		w := &world{t: t, store: store, clock: basetest.NewClock(noon)}
		loud := func(note func()) {
			if !w.quiet {
				note()
			}
		}
		w.accounts, w.Service = serve(t, store, w.clock, graph.Config{
			Changed: func(viewer base.ID, other account.Profile) {
				loud(func() { w.told = append(w.told, told{viewer, other}) })
			},
			Parted: func(a, b base.ID) { loud(func() { w.parted = append(w.parted, policy.Pair{From: a, To: b}) }) },
			Closed: func(id base.ID) { loud(func() { w.closed = append(w.closed, id) }) },
			Companions: func(_ context.Context, _ *db.Tx, account base.ID, each func(base.ID)) error {
				for _, group := range w.groups {
					if slices.ContainsFunc(group, func(one api.Actor) bool { return one.Account == account }) {
						for _, one := range group {
							each(one.Account)
						}
					}
				}
				return nil
			},
			SweepSoon:   func() { loud(func() { w.awaited++ }) },
			ViewChanged: func(context.Context, *db.Tx, base.ID, base.ID) error { return nil },
		})
		test(t, w)
	})
}

// serve is a Service with the accounts that it is about, until the test ends.
func serve(t testing.TB, store *db.DB, clock base.Clock, config graph.Config) (accounts *account.Service, s *graph.Service) {
	t.Helper()
	packs, err := policy.Load("", "")
	if err != nil {
		t.Fatal(err)
	}
	accounts, err = account.New(account.Config{
		Unlimited: true, WeakHashes: true, DB: store, Clock: clock, Log: slog.New(slog.DiscardHandler), Packs: packs,
		Opened: func(ctx context.Context, tx *db.Tx, id base.ID) error { return s.Opened(ctx, tx, id) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(accounts.Close)
	config.DB, config.Clock, config.Accounts, config.Packs = store, clock, accounts, packs
	s = graph.New(config)
	return accounts, s
}

// person makes an account.
func (w *world) person(handle, name string) api.Actor {
	w.t.Helper()
	id, _, err := w.accounts.UserAdd(w.t.Context(), account.SignUp{Handle: handle, Name: name, BirthDate: "1990-01-31", Password: "velvet-lamp"}, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return api.Actor{Account: id}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if base.CodeOf(err) != code || err != nil && code == "" {
		t.Errorf("error %v, want code %q", err, code)
	}
}

// facts reads what stands between from and to, without what they are.
func (w *world) facts(from, to api.Actor) policy.Facts {
	w.t.Helper()
	return between(w.t, w.allFacts(from, to))
}

func (w *world) allFacts(from, to api.Actor) policy.Facts {
	w.t.Helper()
	pair := policy.Pair{From: from.Account, To: to.Account}
	var all map[policy.Pair]policy.Facts
	err := w.store.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		all, err = w.Facts(w.t.Context(), tx, []policy.Pair{pair})
		return err
	})
	if err != nil || len(all) != 1 {
		w.t.Fatalf("facts %v, error %v", all, err)
	}
	return all[pair]
}

// between is facts without what is known about the two, who are grown up.
func between(t *testing.T, f policy.Facts) policy.Facts {
	t.Helper()
	if f.From.Band != policy.Adult || f.To.Band != policy.Adult {
		t.Errorf("the two are %q and %q", f.From.Band, f.To.Band)
	}
	f.From, f.To = policy.Person{}, policy.Person{}
	return f
}

func (w *world) blocked(actor api.Actor, limit int) (handles []string) {
	w.t.Helper()
	for cursor, pages := "", 0; pages < 20; pages++ {
		items, next, err := w.Blocked(w.t.Context(), actor, graph.Page{Cursor: cursor, Limit: limit})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, p := range items {
			if !p.Blocked {
				w.t.Errorf("%s is in the list and not marked", p.Handle)
			}
			handles = append(handles, p.Handle)
		}
		if next == "" {
			return handles
		}
		cursor = next
	}
	w.t.Fatal("the list has no end")
	return nil
}

// exec writes what the service does not.
func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	err := w.store.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), query, args...)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) verify() []string {
	w.t.Helper()
	found, err := verify.All(w.t.Context(), w.store, w.Checks())
	if err != nil {
		w.t.Fatal(err)
	}
	return found.Lines()
}

func TestBlockStandsFromBothEndsAndIsIdempotent(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, cyd := w.person("ada", ""), w.person("bob", ""), w.person("cyd", "")
		for range 2 {
			wantCode(t, w.Block(t.Context(), ada, bob.Account.String()), "")
		}
		if got := w.facts(ada, bob); got != (policy.Facts{FromBlocksTo: true}) {
			t.Errorf("from the one who blocks: %+v", got)
		}
		if got := w.facts(bob, ada); got != (policy.Facts{ToBlocksFrom: true}) {
			t.Errorf("from the other: %+v", got)
		}
		if got := w.facts(ada, cyd); got != (policy.Facts{}) {
			t.Errorf("between others: %+v", got)
		}
		wantCode(t, w.Block(t.Context(), bob, "@ADA"), "not_found") // bob cannot see ada any more, but knows her id
		wantCode(t, w.Block(t.Context(), bob, ada.Account.String()), "")
		if got := w.facts(ada, bob); got != (policy.Facts{FromBlocksTo: true, ToBlocksFrom: true}) {
			t.Errorf("when both block: %+v", got)
		}
		if found := w.verify(); len(found) > 0 {
			t.Errorf("verify found %q", found)
		}
		for range 2 {
			wantCode(t, w.Unblock(t.Context(), ada, bob.Account.String()), "")
		}
		if got := w.facts(ada, bob); got != (policy.Facts{ToBlocksFrom: true}) {
			t.Errorf("when one has ended theirs: %+v", got)
		}
		if found := w.verify(); len(found) > 0 {
			t.Errorf("verify found %q", found)
		}
		want := policy.Pair{From: ada.Account, To: bob.Account}
		if len(w.parted) == 0 || w.parted[0] != want {
			t.Errorf("parted are %v", w.parted)
		}
	})
}

func TestBlockThatCannotBe(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.person("ada", "")
		for name, code := range map[string]string{
			"@ada": "self", ada.Account.String(): "self", "@nobody": "not_found", base.NewID(noon).String(): "", "x": "not_found", "": "not_found",
			"@": "not_found", "@\x00": "not_found",
		} {
			wantCode(t, w.Block(t.Context(), ada, name), code)
		}
		if len(w.parted) > 0 {
			t.Errorf("parted are %v", w.parted)
		}
	})
}

func TestFactsTellAllThatADecisionReads(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, cyd := w.person("ada", ""), w.person("bob", ""), w.person("cyd", "")
		at := func(ago time.Duration) int64 { return base.Millis(noon.Add(-ago)) }
		w.exec(`UPDATE accounts SET birth_date = '1989-12-31', country = 'FR', direct_messages = 'friends', suspended_at = 5 WHERE account_id = $1`, bob.Account)
		insert := `INSERT INTO relations (account_id, other_id, followed_at, contact_at, restricts_at, declined_at, request_at, request_count, vouched_by)
			VALUES ($1, $2, 1, 1, 1, $3, $4, 2, $2)`
		w.exec(insert, bob.Account, ada.Account, at(time.Hour), at(time.Minute))
		for other, row := range map[base.ID][3]any{
			bob.Account: {at(time.Minute), nil, cyd.Account}, cyd.Account: {at(23 * time.Hour), nil, nil}, base.NewID(noon): {at(24 * time.Hour), nil, nil},
			base.NewID(noon): {at(time.Hour), at(time.Minute), nil}, base.NewID(noon): {at(2 * time.Hour), nil, nil},
		} {
			w.exec(`INSERT INTO relations (account_id, other_id, requested_at, accepted_at, vouched_by) VALUES ($1, $2, $3, $4, $5)`, ada.Account, other, row[0], row[1], row[2])
		}
		pair := policy.Pair{From: ada.Account, To: bob.Account}
		statements := 0
		read := func(p policy.Pair) (f policy.Facts) {
			t.Helper()
			w.store.Watch(func(string, []any) { statements++ })
			defer w.store.Watch(nil)
			err := w.store.Read(t.Context(), func(tx *db.Tx) error {
				all, err := w.Facts(t.Context(), tx, []policy.Pair{p})
				f = all[p]
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		want := policy.Facts{
			From:          policy.Person{Band: policy.Adult, Since: noon},
			To:            policy.Person{Band: policy.Adult, Country: "FR", Setting: policy.Friends, Suspended: true, Since: noon},
			FromFollowsTo: true, Suggested: true, Restricted: true, Vouched: true, DeclinedAt: noon.Add(-time.Hour),
			Request: policy.OpenRequest{Open: true, Messages: 2},
			Sent:    policy.SentRequests{Open: 2, OldestAt: noon.Add(-23 * time.Hour)},
		}
		if got := read(pair); got != want || statements != 1 {
			t.Errorf("by %d statements\n%+v, want\n%+v", statements, got, want)
		}
		w.exec(`UPDATE relations SET accepted_at = 1, request_at = $2, requested_at = 1, blocks_at = 1, blocked_at = 1, follows_at = 1, restricted_at = 1, contact_at = NULL, facebook_at = 1, vouched_by = NULL
			WHERE account_id = $1`, bob.Account, at(time.Hour))
		want.Accepted, want.Asked, want.Request, want.Sent, want.Vouched = true, true, policy.OpenRequest{Messages: 2}, policy.SentRequests{}, false
		want.FromBlocksTo, want.ToBlocksFrom, want.ToFollowsFrom, want.FromRestrictsTo = true, true, true, true
		if got := read(pair); got != want {
			t.Errorf("%+v, want\n%+v", got, want)
		}
		w.exec(`UPDATE accounts SET birth_date = '2009-12-31' WHERE account_id = $1`, bob.Account)
		want.To.Band, want.Suggested = policy.Youth, false // whom an age parts is not suggested, whatever was found before
		if got := read(pair); got != want {
			t.Errorf("%+v, want\n%+v", got, want)
		}
		// Where a birthday begins is where the person is: it is noon in UTC, and the next day on Kiritimati.
		w.exec(`UPDATE accounts SET birth_date = '2008-03-02', time_zone = 'Pacific/Kiritimati' WHERE account_id = $1`, bob.Account)
		want.To.Band, want.Suggested = policy.Adult, true
		if got := read(pair); got != want {
			t.Errorf("%+v, want\n%+v", got, want)
		}
		if got := read(policy.Pair{From: ada.Account, To: base.NewID(noon)}); got != (policy.Facts{From: want.From, Sent: policy.SentRequests{Open: 2, OldestAt: noon.Add(-23 * time.Hour)}}) {
			t.Errorf("of nobody: %+v", got)
		}
		if got := read(policy.Pair{From: base.NewID(noon), To: ada.Account}); got != (policy.Facts{}) {
			t.Errorf("of nobody who asks: %+v", got)
		}
		if got := read(policy.Pair{From: cyd.Account, To: ada.Account}); !got.Asked {
			t.Errorf("of whom one asks: %+v", got)
		}
	})
}

func TestFactsOfManyPairsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		people := []api.Actor{w.person("ada", ""), w.person("bob", ""), w.person("cyd", ""), w.person("dan", "")}
		want := map[policy.Pair]policy.Facts{}
		var pairs []policy.Pair
		blocks := map[[2]int]bool{{0, 1}: true, {2, 0}: true, {3, 2}: true, {2, 3}: true}
		for edge := range blocks {
			wantCode(t, w.Block(t.Context(), people[edge[0]], people[edge[1]].Account.String()), "")
		}
		for i := range people {
			for j := range people {
				if i != j {
					p := policy.Pair{From: people[i].Account, To: people[j].Account}
					pairs = append(pairs, p, p)
					want[p] = policy.Facts{FromBlocksTo: blocks[[2]int{i, j}], ToBlocksFrom: blocks[[2]int{j, i}]}
				}
			}
		}
		err := w.store.Read(t.Context(), func(tx *db.Tx) error {
			got, err := w.Facts(t.Context(), tx, pairs)
			for p, facts := range want {
				if between(t, got[p]) != facts {
					t.Errorf("%v: %+v, want %+v", p, got[p], facts)
				}
			}
			none, err2 := w.Facts(t.Context(), tx, nil)
			if len(got) != len(want) || len(none) != 0 {
				t.Errorf("%d facts, and %d of no pairs", len(got), len(none))
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestBlockedAreListedLastFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.person("ada", "")
		var want []string
		for _, handle := range []string{"bob", "cyd", "dan", "eve", "fay"} {
			w.person(handle, "")
			if handle != "dan" { // two at the same time
				w.clock.Move(time.Second)
			}
			wantCode(t, w.Block(t.Context(), ada, "@"+handle), "")
			want = append([]string{handle}, want...)
		}
		for _, limit := range []int{1, 2, 5, 100} {
			got := w.blocked(ada, limit)
			if len(got) != 5 || got[0] != want[0] || got[4] != want[4] {
				t.Errorf("%d a page: %q, want %q", limit, got, want)
			}
			slices.Sort(got)
			if len(slices.Compact(got)) != 5 {
				t.Errorf("%d a page: someone is there twice: %q", limit, got)
			}
		}
		_, _, err := w.Blocked(t.Context(), ada, graph.Page{Cursor: "yesterday", Limit: 10})
		wantCode(t, err, "cursor_invalid")
	})
}

func TestProfileIsNotFoundForWhomItsOwnerBlocks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("ada", "Ada"), w.person("bob", "Bob")
		profile, err := w.Person(t.Context(), bob, "@Ada")
		if err != nil || profile.Name != "Ada" || profile.Blocked {
			t.Fatalf("profile %+v, error %v", profile, err)
		}
		wantCode(t, w.Block(t.Context(), ada, "@bob"), "")
		profile, err = w.Person(t.Context(), ada, bob.Account.String())
		if err != nil || !profile.Blocked {
			t.Errorf("for the one who blocks: %+v, error %v", profile, err)
		}
		var answers []string
		for _, name := range []string{"@ada", ada.Account.String(), "@nobody", base.NewID(noon).String(), "x"} {
			profile, err := w.Person(t.Context(), bob, name)
			wantCode(t, err, "not_found")
			if profile.Handle != "" {
				t.Errorf("with the error comes %+v", profile)
			}
			answers = append(answers, err.Error())
		}
		if len(slices.Compact(answers)) != 1 {
			t.Errorf("the answers differ: %q", answers)
		}
	})
}

func TestSearchLeavesOutOneselfAndWhomABlockParts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("zoe.a", "Ada"), w.person("zoe.b", "Bob")
		cyd := w.person("zoe.c", "Cyd")
		w.person("zoe.d", "Dan")
		find := func(actor api.Actor) []string {
			t.Helper()
			items, next, err := w.Search(t.Context(), actor, graph.Search{Q: "@Zoé", Page: graph.Page{Limit: 10}})
			if err != nil || next != "" {
				t.Fatalf("next %q, error %v", next, err)
			}
			var handles []string
			for _, p := range items {
				handles = append(handles, p.Handle)
			}
			slices.Sort(handles)
			return handles
		}
		wantCode(t, w.Block(t.Context(), ada, "@zoe.b"), "")
		for _, c := range []struct {
			actor api.Actor
			want  []string
		}{{ada, []string{"zoe.c", "zoe.d"}}, {bob, []string{"zoe.c", "zoe.d"}}, {cyd, []string{"zoe.a", "zoe.b", "zoe.d"}}} {
			if got := find(c.actor); !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		}
		items, next, err := w.Search(t.Context(), ada, graph.Search{Page: graph.Page{Limit: 10}})
		if err != nil || items == nil || len(items) != 0 || next != "" {
			t.Errorf("of nothing: %v, %q, error %v", items, next, err)
		}
	})
}

func TestVerifyFindsHalvesOfBlocks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("ada", ""), w.person("bob", "")
		wantCode(t, w.Block(t.Context(), ada, "@bob"), "")
		wantCode(t, w.Block(t.Context(), bob, ada.Account.String()), "")
		err := w.store.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM relations WHERE account_id = $1`, bob.Account)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if found := w.verify(); len(found) != 1 {
			t.Errorf("verify found %q", found)
		}
		if err := w.Sweep(context.Background(), noon); err != nil {
			t.Error(err)
		}
	})
}

// TestSearchSaysOfEveryoneWhatWritingWouldDo also holds that it asks the store as often for many as for one.
func TestSearchSaysOfEveryoneWhatWritingWouldDo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, cyd, dan := w.person("zoe.a", "Ada"), w.person("zoe.b", "Bob"), w.person("zoe.c", "Cyd"), w.person("zoe.d", "Dan")
		for who, setting := range map[api.Actor]policy.Setting{bob: policy.Everyone, cyd: policy.Friends, dan: policy.Everyone} {
			_, err := w.SetDirectMessages(t.Context(), who, setting)
			wantCode(t, err, "")
		}
		w.follow(dan, ada)
		find := func(q string) (reaches map[string]string, statements int) {
			t.Helper()
			w.store.Watch(func(string, []any) { statements++ })
			defer w.store.Watch(nil)
			items, _, err := w.Search(t.Context(), ada, graph.Search{Q: q, Page: graph.Page{Limit: 10}})
			wantCode(t, err, "")
			reaches = map[string]string{}
			for _, p := range items {
				reaches[p.Handle] = p.Reach.Outcome + p.Reach.Code
			}
			return reaches, statements
		}
		want := map[string]string{"zoe.b": "request", "zoe.c": "nonenot_accepting", "zoe.d": "message"}
		got, many := find("zoe")
		if !maps.Equal(got, want) {
			t.Errorf("found %v, want %v", got, want)
		}
		if one, few := find("bob"); len(one) != 1 || few != many {
			t.Errorf("%d people take %d statements, %d people %d", len(one), few, len(got), many)
		}
		for handle, want := range want {
			person, err := w.Person(t.Context(), ada, "@"+handle)
			wantCode(t, err, "")
			if got := person.Reach.Outcome + person.Reach.Code; got != want {
				t.Errorf("the page of %s says %s, the search %s", handle, got, want)
			}
		}
	})
}

func TestBothHearThatTheyWereIntroducedUnlessABlockPartsThem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, sam, lou := w.person("ada", "Ada"), w.person("sam", "Sam"), w.person("lou", "Lou")
		w.befriend(lou, ada)
		w.befriend(lou, sam)
		introduce := func(want ...base.ID) {
			t.Helper()
			w.told = nil
			wantCode(t, w.Introduce(t.Context(), lou, sam.Account, ada.Account), "")
			var heard []base.ID
			for _, one := range w.told {
				heard = append(heard, one.viewer)
			}
			if !slices.Equal(heard, want) {
				t.Errorf("%v heard of it, want %v", heard, want)
			}
		}
		wantCode(t, w.Block(t.Context(), ada, "@sam"), "")
		introduce()
		wantCode(t, w.Unblock(t.Context(), ada, "@sam"), "")
		introduce() // they are introduced already
		eve := w.person("eve", "Eve")
		w.befriend(lou, eve)
		sam = eve
		introduce(eve.Account, ada.Account)
		introduce()
	})
}

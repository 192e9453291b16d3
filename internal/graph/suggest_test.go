package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/graph"
	"causerie/internal/policy"
)

// suggested are the handles that are suggested to someone, with their reasons.
func (w *world) suggested(to api.Actor, limit int) string {
	w.t.Helper()
	var all []string
	for cursor, pages := "", 0; pages < 50; pages++ {
		items, next, err := w.Suggestions(w.t.Context(), to, graph.Page{Cursor: cursor, Limit: limit})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, item := range items {
			if item.Account.Reach == nil {
				w.t.Errorf("nothing is said of writing to %s", item.Account.Handle)
			}
			line := item.Account.Handle
			for _, r := range item.Reasons {
				how := r.Type[:2]
				if r.ByName {
					how = "fn"
				}
				line += fmt.Sprintf("/%s%d", how, r.Count)
			}
			all = append(all, line)
		}
		if next == "" {
			return strings.Join(all, " ")
		}
		cursor = next
	}
	w.t.Fatal("the list has no end")
	return ""
}

func (w *world) befriend(a, b api.Actor) {
	w.t.Helper()
	w.follow(a, b)
	w.follow(b, a)
}

// marked has other suggested to who through a column.
func (w *world) marked(who, other api.Actor, column string) {
	w.t.Helper()
	if mirror, found := map[string]string{"contact_at": "contact_of_at", "facebook_at": "facebook_of_at", "name_at": "name_of_at"}[column]; found {
		w.marked(other, who, mirror)
	}
	w.exec(`INSERT INTO relations (account_id, other_id, `+column+`) VALUES ($1, $2, 5)
		ON CONFLICT (account_id, other_id) DO UPDATE SET `+column+` = 5`, who.Account, other.Account)
}

func TestSuggestionsAreThoseWhomOneMayKnowTheBestFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.person("ada", "")
		people := map[string]api.Actor{}
		for _, handle := range []string{"bob", "cyd", "dan", "eve", "fay", "gus", "hal"} {
			people[handle] = w.person(handle, "")
		}
		for _, friend := range []string{"bob", "cyd"} {
			w.befriend(ada, people[friend])
			w.befriend(people[friend], people["dan"])
		}
		w.befriend(people["bob"], people["eve"])
		w.befriend(people["bob"], people["cyd"]) // who is a friend already
		w.follow(people["cyd"], people["hal"])   // one way alone
		w.marked(ada, people["eve"], "contact_at")
		w.marked(ada, people["fay"], "contact_at")
		w.marked(ada, people["fay"], "facebook_at")
		w.marked(ada, people["gus"], "facebook_at")
		w.marked(ada, people["cyd"], "contact_at")
		for _, handle := range []string{"ivy", "joe", "kim"} {
			people[handle] = w.person(handle, "")
			w.marked(ada, people[handle], "name_at")
		}
		w.marked(people["joe"], ada, "name_at")
		w.marked(people["kim"], ada, "facebook_at") // either's list
		w.groups = [][]api.Actor{{ada, w.person("lea", ""), people["dan"], people["eve"], people["bob"]}, {ada, w.person("max", ""), people["dan"]}, {people["hal"], people["gus"]}}
		w.groups[1] = append(w.groups[1], w.groups[0][1]) // lea is in both
		alike := "kim/fa0 gus/fa0"                        // in the order of their ids, which were made in the same moment
		if people["gus"].Account.Less(people["kim"].Account) {
			alike = "gus/fa0 kim/fa0"
		}
		all := "fay/co0/fa0 eve/co0/co1/gr1 " + alike + " joe/fn0 ivy/fn0 dan/co2/gr2 lea/gr2 max/gr1"
		for _, limit := range []int{1, 3, 100} {
			if got := w.suggested(ada, limit); got != all {
				t.Errorf("%d a page: %q, want %q", limit, got, all)
			}
		}
		if got := w.suggested(people["hal"], 10); got != "gus/gr1" {
			t.Errorf("to someone who is in a group and has no friends: %q", got)
		}
		for range 2 {
			wantCode(t, w.Dismiss(t.Context(), ada, "@fay"), "")
		}
		wantCode(t, w.Block(t.Context(), ada, "@eve"), "")
		wantCode(t, w.Block(t.Context(), people["gus"], "@ada"), "")
		for _, handle := range []string{"ivy", "joe", "kim"} {
			wantCode(t, w.Dismiss(t.Context(), ada, "@"+handle), "")
		}
		for _, one := range []api.Actor{w.groups[1][1], w.groups[0][1]} {
			wantCode(t, w.Dismiss(t.Context(), ada, one.Account.String()), "")
		}
		if got := w.suggested(ada, 10); got != "dan/co2/gr2" {
			t.Errorf("without whom ada dismissed and blocks, and who blocks her: %q", got)
		}
		w.private(people["dan"], true)
		w.follow(ada, people["dan"])
		if got := w.suggested(ada, 10); got != "" {
			t.Errorf("without whom ada asked: %q", got)
		}
		_, _, err := w.Suggestions(t.Context(), ada, graph.Page{Cursor: "soon", Limit: 5})
		wantCode(t, err, "cursor_invalid")
		w.sound()
	})
}

func TestWhoDismissedManyIsStillSuggestedOthers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, dan := w.person("ada", ""), w.person("dan", "")
		for n := range 12 {
			friend := w.person(fmt.Sprintf("friend%d", n), "")
			w.befriend(ada, friend)
			for i := range 40 { // ids that come before those of accounts, so that they are looked at first
				other := base.ID{0, byte(n), byte(i), 1}
				w.exec(`INSERT INTO relations (account_id, other_id, follows_at, followed_at) VALUES ($1, $2, 1, 1)`, friend.Account, other)
				w.exec(`INSERT INTO relations (account_id, other_id, dismissed_at) VALUES ($1, $2, 1)`, ada.Account, other)
			}
			if n == 0 {
				w.befriend(friend, dan)
			}
		}
		for i := range 1200 {
			w.exec(`INSERT INTO relations (account_id, other_id, contact_at, dismissed_at) VALUES ($1, $2, 1, 1)`, ada.Account, base.ID{0, 200, byte(i >> 8), byte(i)})
		}
		eve := w.person("eve", "")
		w.marked(ada, eve, "contact_at")
		for _, limit := range []int{1, 30} {
			if got := w.suggested(ada, limit); got != "eve/co0 dan/co1" {
				t.Errorf("%d a page: %q", limit, got)
			}
		}
	})
}

func TestNobodyUnder18IsSuggestedToAdultsNorAdultsToThem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		born := map[string]string{"teen": "2012-01-01", "peer": "2011-01-01", "youth": "2009-01-01", "adult": "1990-01-01", "elder": "1960-01-01", "gone": "1990-01-01"}
		people := map[string]api.Actor{}
		for handle, birth := range born {
			people[handle] = w.person(handle, "")
			w.exec(`UPDATE accounts SET birth_date = $2 WHERE account_id = $1`, people[handle].Account, birth)
		}
		w.exec(`UPDATE accounts SET suspended_at = 5 WHERE account_id = $1`, people["gone"].Account)
		for who := range born {
			for other := range born {
				if who != other {
					w.marked(people[who], people[other], "contact_at")
				}
			}
		}
		for who, want := range map[string]string{"teen": "peer youth", "peer": "teen youth", "youth": "peer teen", "adult": "elder"} {
			got := strings.Fields(strings.ReplaceAll(w.suggested(people[who], 10), "/co0", ""))
			if len(got) != len(strings.Fields(want)) {
				t.Errorf("to %s: %q, want %q", who, got, want)
			}
			for _, handle := range strings.Fields(want) {
				if !strings.Contains(strings.Join(got, " "), handle) {
					t.Errorf("to %s: %q, want %q", who, got, want)
				}
			}
		}
	})
}

func TestAProfileSaysWhatWritingWouldDo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("ada", ""), w.person("bob", "")
		reach := func(want graph.Reach) {
			t.Helper()
			p, err := w.Person(t.Context(), ada, bob.Account.String())
			if err != nil || p.Reach == nil {
				t.Fatalf("%+v, %v", p, err)
			}
			got := *p.Reach
			if want.RetryAt != nil && got.RetryAt != nil && want.RetryAt.Equal(*got.RetryAt) {
				got.RetryAt = want.RetryAt
			}
			if got != want {
				t.Errorf("reach %+v, want %+v", got, want)
			}
		}
		set := func(who policy.Setting) {
			t.Helper()
			if _, err := w.SetDirectMessages(t.Context(), bob, who); err != nil {
				t.Fatal(err)
			}
		}
		refused := graph.Reach{Outcome: "none", Code: policy.NotAccepting}
		reach(refused) // a stranger, and bob takes suggested friends
		set(policy.Everyone)
		reach(graph.Reach{Outcome: "request"})
		wantCode(t, w.Restrict(t.Context(), bob, "@ada"), "")
		reach(graph.Reach{Outcome: "request"})
		w.befriend(ada, bob)
		reach(graph.Reach{Outcome: "message"}) // which a restriction makes a request, without telling
		wantCode(t, w.Unrestrict(t.Context(), bob, "@ada"), "")
		reach(graph.Reach{Outcome: "message"})
		set(policy.Nobody)
		reach(refused)
		set(policy.Everyone)
		wantCode(t, w.Block(t.Context(), ada, "@bob"), "")
		reach(refused)
		wantCode(t, w.Unblock(t.Context(), ada, "@bob"), "")
		for range 5 { // all that a new account may ask in a day
			w.exec(`INSERT INTO relations (account_id, other_id, requested_at) VALUES ($1, $2, $3)`, ada.Account, base.NewID(noon), base.Millis(noon))
		}
		again := noon.Add(24 * time.Hour)
		reach(graph.Reach{Outcome: "none", Code: policy.RequestLimit, RetryAt: &again})
		w.exec(`UPDATE accounts SET suspended_at = 5 WHERE account_id = $1`, ada.Account)
		reach(graph.Reach{Outcome: "none", Code: policy.SuspendedCode})
		if p, err := w.Person(t.Context(), bob, bob.Account.String()); err != nil || p.Reach != nil {
			t.Errorf("of oneself: %+v, %v", p.Reach, err)
		}
	})
}

// BenchmarkSuggestions is of someone with 2,000 friends, each of whom has 60 others.
func BenchmarkSuggestions(b *testing.B) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		b.Run(string(dialect), func(b *testing.B) {
			ctx := b.Context()
			store := dbtest.Open(b, dbtest.Address(b, dialect))
			_, s := serve(b, store, base.SystemClock{}, graph.Config{Companions: func(context.Context, *db.Tx, base.ID, func(base.ID)) error { return nil }})
			people := fillFriends(b, ctx, store, time.Now())
			if dialect == db.Postgres {
				if err := store.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `ANALYZE`); return err }); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				items, _, err := s.Suggestions(ctx, api.Actor{Account: people[0]}, graph.Page{Limit: 30})
				if err != nil || len(items) != 30 {
					b.Fatalf("%d, %v", len(items), err)
				}
			}
		})
	}
}

func fillFriends(b *testing.B, ctx context.Context, store *db.DB, now time.Time) []base.ID {
	b.Helper()
	const friends, known, others = 2000, 60, 10_000
	people := make([]base.ID, 1+friends+others)
	err := store.Fill(ctx, func(bulk *db.Bulk) error {
		i := 0
		err := bulk.Insert(ctx, "accounts", []string{"account_id", "handle", "name", "birth_date", "created_at"}, func() ([]any, error) {
			if i == len(people) {
				return nil, nil
			}
			people[i] = base.NewID(now)
			i++
			return []any{people[i-1][:], fmt.Sprint("p", i), "Someone", "1990-01-31", now.UnixMilli()}, nil
		})
		if err != nil {
			return err
		}
		var edges [][2]int
		for f := 1; f <= friends; f++ {
			edges = append(edges, [2]int{0, f})
			for k := range known {
				edges = append(edges, [2]int{f, 1 + friends + (f*37+k*101)%others})
			}
		}
		i = 0
		return bulk.Insert(ctx, "relations", []string{"account_id", "other_id", "follows_at", "followed_at"}, func() ([]any, error) {
			if i == 2*len(edges) {
				return nil, nil
			}
			one, other := people[edges[i/2][i%2]], people[edges[i/2][1-i%2]]
			i++
			return []any{one[:], other[:], int64(i), int64(i)}, nil
		})
	})
	if err != nil {
		b.Fatal(err)
	}
	return people
}

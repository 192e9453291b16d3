package graph_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
)

// shown is what viewer is shown of other, who is found.
func (w *world) shown(viewer, other api.Actor) account.Relation {
	w.t.Helper()
	p, err := w.Person(w.t.Context(), viewer, other.Account.String())
	if err != nil {
		w.t.Fatal(err)
	}
	if p.Relation == nil {
		return account.Relation{}
	}
	return *p.Relation
}

func (w *world) wantShown(viewer, other api.Actor, want account.Relation) {
	w.t.Helper()
	if got := w.shown(viewer, other); got != want {
		w.t.Errorf("shown %+v, want %+v", got, want)
	}
}

func (w *world) follow(who, whom api.Actor) account.Relation {
	w.t.Helper()
	shown, err := w.Follow(w.t.Context(), who, whom.Account.String())
	if err != nil {
		w.t.Fatal(err)
	}
	return shown
}

func (w *world) sound() {
	w.t.Helper()
	if found := w.verify(); len(found) > 0 {
		w.t.Errorf("verify found %q", found)
	}
}

func (w *world) private(who api.Actor, private bool) {
	w.t.Helper()
	if _, err := w.accounts.UpdatePrivacy(w.t.Context(), who, account.PrivacyUpdate{Private: &private}); err != nil {
		w.t.Fatal(err)
	}
}

// handles are those of a list, page by page.
func (w *world) handles(limit int, list func(graph.Page) ([]account.Profile, string, error)) string {
	w.t.Helper()
	var all []string
	for cursor, pages := "", 0; pages < 50; pages++ {
		items, next, err := list(graph.Page{Cursor: cursor, Limit: limit})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, p := range items {
			all = append(all, p.Handle)
		}
		if next == "" {
			return strings.Join(all, " ")
		}
		cursor = next
	}
	w.t.Fatal("the list has no end")
	return ""
}

func TestFriendsAreThoseWhoFollowEachOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("ada", ""), w.person("bob", "")
		for range 2 {
			if got := w.follow(ada, bob); got != (account.Relation{Following: true}) {
				t.Errorf("following shows %+v", got)
			}
		}
		w.wantShown(bob, ada, account.Relation{FollowsYou: true})
		if got := w.facts(ada, bob); got != (policy.Facts{FromFollowsTo: true}) {
			t.Errorf("facts %+v", got)
		}
		if got := w.follow(bob, ada); got != (account.Relation{Following: true, FollowsYou: true, Friend: true}) {
			t.Errorf("following back shows %+v", got)
		}
		w.wantShown(ada, bob, account.Relation{Following: true, FollowsYou: true, Friend: true})
		p, err := w.Person(t.Context(), ada, "@bob")
		if err != nil || p.Counts != (graph.Counts{Following: 1, Followers: 1, Friends: 1}) {
			t.Errorf("bob's page: %+v, %v", p, err)
		}
		w.sound()
		for range 2 {
			if got, err := w.Unfollow(t.Context(), ada, "@bob"); err != nil || got != (account.Relation{FollowsYou: true}) {
				t.Errorf("unfollowing shows %+v, %v", got, err)
			}
		}
		wantCode(t, w.RemoveFollower(t.Context(), ada, "@bob"), "")
		w.wantShown(bob, ada, account.Relation{})
		if p, err := w.Person(t.Context(), ada, "@bob"); err != nil || p.Counts != (graph.Counts{}) {
			t.Errorf("bob's page: %+v, %v", p, err)
		}
		w.sound()
		_, err = w.Follow(t.Context(), ada, "@ada")
		wantCode(t, err, "self")
		_, err = w.Follow(t.Context(), ada, base.NewID(noon).String())
		wantCode(t, err, "not_found")
	})
}

func TestSoManyAreFollowedAndNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.accounts.Unlimited = false
		ada, bob := w.person("ada", ""), w.person("bob", "")
		w.quiet = true
		for range 60 {
			for range 2 { // doing it again is not another
				w.follow(ada, bob)
			}
			if _, err := w.Unfollow(t.Context(), ada, "@bob"); err != nil {
				t.Fatal(err)
			}
		}
		var refused *base.Error
		_, err := w.Follow(t.Context(), ada, "@bob")
		if !errors.As(err, &refused) || refused.Kind != base.KindTooMany || !refused.RetryAt.Equal(w.clock.Now().Add(20*time.Second)) {
			t.Fatalf("the next one: %v", err)
		}
		w.wantShown(bob, ada, account.Relation{})
		w.clock.Set(refused.RetryAt)
		if got := w.follow(ada, bob); got != (account.Relation{Following: true}) {
			t.Errorf("at the time that was told: %+v", got)
		}
	})
}

func TestSoManyPagesAreSearchedForAndNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.accounts.Unlimited = false
		ada, bob := w.person("ada", ""), w.person("bob", "")
		search := func(actor api.Actor) error {
			_, _, err := w.Search(t.Context(), actor, graph.Search{Q: "ad", Page: graph.Page{Limit: 1}})
			return err
		}
		for i := range 300 {
			if err := search(ada); err != nil {
				t.Fatalf("page %d: %v", i+1, err)
			}
		}
		var refused *base.Error
		if err := search(ada); !errors.As(err, &refused) || refused.Kind != base.KindTooMany || !refused.RetryAt.Equal(w.clock.Now().Add(time.Minute)) {
			t.Fatalf("the next one: %v", err)
		}
		if err := search(bob); err != nil {
			t.Errorf("somebody else's first: %v", err)
		}
		w.clock.Set(refused.RetryAt)
		if err := search(ada); err != nil {
			t.Errorf("at the time that was told: %v", err)
		}
	})
}

func TestWhoIsPrivateIsAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, cyd := w.person("ada", ""), w.person("bob", ""), w.person("cyd", "")
		w.private(bob, true)
		for range 2 {
			if got := w.follow(ada, bob); got != (account.Relation{Asked: true}) {
				t.Errorf("asking shows %+v", got)
			}
		}
		w.follow(cyd, bob)
		w.wantShown(bob, ada, account.Relation{AsksYou: true})
		list := func() string {
			t.Helper()
			return w.handles(1, func(p graph.Page) ([]account.Profile, string, error) { return w.FollowRequests(t.Context(), bob, p) })
		}
		if got := list(); got != "cyd ada" && got != "ada cyd" {
			t.Errorf("those who ask: %q", got)
		}
		_, _, err := w.Followers(t.Context(), ada, "@bob", graph.Search{Page: graph.Page{Limit: 5}})
		wantCode(t, err, "private")
		wantCode(t, w.DeclineFollower(t.Context(), bob, "@cyd"), "")
		wantCode(t, w.DeclineFollower(t.Context(), bob, "@cyd"), "")
		wantCode(t, w.AcceptFollower(t.Context(), bob, "@cyd"), "not_found")
		w.wantShown(cyd, bob, account.Relation{})
		for range 2 {
			wantCode(t, w.AcceptFollower(t.Context(), bob, "@ada"), "")
		}
		w.wantShown(ada, bob, account.Relation{Following: true})
		if got := list(); got != "" {
			t.Errorf("those who still ask: %q", got)
		}
		got := w.handles(5, func(p graph.Page) ([]account.Profile, string, error) {
			return w.Followers(t.Context(), ada, "@bob", graph.Search{Page: p})
		})
		if got != "ada" {
			t.Errorf("a follower sees %q", got)
		}
		w.follow(cyd, bob)
		if _, err := w.Unfollow(t.Context(), cyd, "@bob"); err != nil {
			t.Error(err)
		}
		w.wantShown(bob, cyd, account.Relation{})
		w.sound()
	})
}

func TestWhoIsPrivateNoMoreIsFollowedByThoseWhoAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, cyd := w.person("ada", ""), w.person("bob", ""), w.person("cyd", "")
		w.private(bob, true)
		w.follow(ada, bob)
		w.follow(bob, cyd)
		w.private(cyd, true) // stays so
		w.follow(ada, cyd)
		const more = 250 // who ask and are known by their rows alone
		for i := range more {
			one := base.NewID(noon.Add(time.Duration(i) * time.Second))
			w.exec(`INSERT INTO relations (account_id, other_id, asked_at) VALUES ($1, $2, $3)`, one, bob.Account, i+1)
			w.exec(`INSERT INTO relations (account_id, other_id, asks_at) VALUES ($1, $2, $3)`, bob.Account, one, i+1)
		}
		w.told = nil
		w.private(bob, false)
		w.wantShown(ada, bob, account.Relation{Following: true})
		w.wantShown(bob, ada, account.Relation{FollowsYou: true})
		for _, want := range []struct {
			viewer, other api.Actor
			shown         account.Relation
		}{{ada, bob, account.Relation{Following: true}}, {bob, ada, account.Relation{FollowsYou: true}}} {
			if !slices.ContainsFunc(w.told, func(one told) bool {
				return one.viewer == want.viewer.Account && one.other.ID == want.other.Account && one.other.Relation != nil && *one.other.Relation == want.shown
			}) {
				t.Errorf("a device of one of the two was not told: %+v", want)
			}
		}
		if w.awaited == 0 {
			t.Error("nobody is called for those who are left")
		}
		if err := w.Sweep(t.Context(), noon); err != nil {
			t.Fatal(err)
		}
		if p, err := w.Person(t.Context(), ada, "@bob"); err != nil || p.Counts.Followers != more+1 {
			t.Errorf("bob's page: %+v, %v", p, err)
		}
		w.wantShown(ada, cyd, account.Relation{Asked: true})
		w.sound()
		w.awaited = 0
		w.private(cyd, false)
		w.wantShown(ada, cyd, account.Relation{Following: true})
		if w.awaited > 0 {
			t.Error("someone is called for nobody")
		}
	})
}

func TestWhoAsksWhileTheOtherIsPrivateNoMoreIsNotLeftWaiting(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.quiet = true
		bob := w.person("bob", "")
		people := []api.Actor{w.person("ada", ""), w.person("cyd", ""), w.person("dan", "")}
		for range 20 {
			w.private(bob, true)
			var working sync.WaitGroup
			for _, who := range people {
				working.Go(func() {
					if _, err := w.Follow(t.Context(), who, bob.Account.String()); err != nil {
						t.Error(err)
					}
				})
			}
			working.Go(func() { w.private(bob, false) })
			working.Wait()
			for _, who := range people {
				w.wantShown(who, bob, account.Relation{Following: true})
				if _, err := w.Unfollow(t.Context(), who, "@bob"); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func TestABlockEndsWhatEitherFollowsAndNobodyElseIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("ada", ""), w.person("bob", "")
		w.follow(ada, bob)
		w.follow(bob, ada)
		w.exec(`UPDATE relations SET contact_at = 5, facebook_at = 5`)
		w.told = nil
		wantCode(t, w.Block(t.Context(), ada, "@bob"), "")
		if len(w.told) != 1 || w.told[0].viewer != ada.Account || !w.told[0].other.Blocked || w.told[0].other.Relation != nil {
			t.Errorf("told are %+v", w.told)
		}
		if got := w.facts(bob, ada); got != (policy.Facts{ToBlocksFrom: true}) {
			t.Errorf("facts %+v", got)
		}
		_, err := w.Follow(t.Context(), ada, "@bob")
		wantCode(t, err, "blocked")
		_, err = w.Follow(t.Context(), bob, "@ada")
		wantCode(t, err, "not_found")
		wantCode(t, w.Unblock(t.Context(), ada, "@bob"), "")
		w.wantShown(ada, bob, account.Relation{})
		w.sound()
	})
}

func TestRestrictingAndMutingShowToOneselfAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("ada", ""), w.person("bob", "")
		for range 2 {
			wantCode(t, w.Restrict(t.Context(), ada, "@bob"), "")
			wantCode(t, w.Mute(t.Context(), ada, "@bob"), "")
		}
		w.wantShown(ada, bob, account.Relation{Restricted: true, Muted: true})
		w.wantShown(bob, ada, account.Relation{})
		for _, told := range w.told {
			if told.viewer != ada.Account {
				t.Errorf("told is %+v", told)
			}
		}
		if len(w.told) != 2 || len(w.parted) != 1 {
			t.Errorf("%d told, %d parted", len(w.told), len(w.parted))
		}
		if got := w.facts(bob, ada); got != (policy.Facts{Restricted: true}) {
			t.Errorf("bob writes to ada: %+v", got)
		}
		if got := w.facts(ada, bob); got != (policy.Facts{FromRestrictsTo: true}) {
			t.Errorf("ada writes to bob: %+v", got)
		}
		for name, list := range map[string]func(graph.Page) ([]account.Profile, string, error){
			"restricted": func(p graph.Page) ([]account.Profile, string, error) { return w.Restricted(t.Context(), ada, p) },
			"muted":      func(p graph.Page) ([]account.Profile, string, error) { return w.Muted(t.Context(), ada, p) },
		} {
			if got := w.handles(1, list); got != "bob" {
				t.Errorf("%s are %q", name, got)
			}
		}
		w.sound()
		for range 2 {
			wantCode(t, w.Unrestrict(t.Context(), ada, "@bob"), "")
			wantCode(t, w.Unmute(t.Context(), ada, "@bob"), "")
		}
		w.wantShown(ada, bob, account.Relation{})
		w.sound()
		var rows int
		err := w.store.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT COUNT(*) FROM relations`).Scan(&rows)
		})
		if err != nil || rows > 0 {
			t.Errorf("%d rows that say nothing, %v", rows, err)
		}
	})
}

func TestListsArePagedSearchedAndWithoutThoseWhomABlockParts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("ada", "Ada"), w.person("bob", "Bob")
		var want []string
		for i := range 7 {
			handle := fmt.Sprintf("fan.%c", 'a'+i)
			fan := w.person(handle, map[bool]string{true: "Zoë Étienne", false: "Max"}[i%3 == 0])
			w.clock.Move(time.Second)
			w.follow(fan, bob)
			w.follow(bob, fan)
			if i == 6 {
				wantCode(t, w.Block(t.Context(), fan, "@ada"), "")
				continue
			}
			if i == 5 {
				wantCode(t, w.Block(t.Context(), ada, "@"+handle), "")
				continue
			}
			want = append([]string{handle}, want...)
		}
		w.follow(ada, bob)
		all := strings.Join(want, " ")
		for _, limit := range []int{1, 2, 3, 100} {
			of := func(viewer api.Actor, q string, list func(api.Actor, graph.Search) ([]account.Profile, string, error)) string {
				t.Helper()
				return w.handles(limit, func(p graph.Page) ([]account.Profile, string, error) {
					return list(viewer, graph.Search{Q: q, Page: p})
				})
			}
			followers := func(viewer api.Actor, s graph.Search) ([]account.Profile, string, error) {
				return w.Followers(t.Context(), viewer, "@bob", s)
			}
			following := func(viewer api.Actor, s graph.Search) ([]account.Profile, string, error) {
				return w.Following(t.Context(), viewer, "@bob", s)
			}
			friends := func(viewer api.Actor, s graph.Search) ([]account.Profile, string, error) {
				return w.Friends(t.Context(), viewer, s)
			}
			for _, c := range []struct{ got, want string }{
				{of(ada, "", followers), "ada " + all}, {of(ada, "", following), all}, {of(bob, "", friends), "fan.g fan.f " + all}, {of(ada, "", friends), ""},
				{of(ada, "ZOE", followers), "fan.d fan.a"}, {of(bob, "etienne zo", friends), "fan.g fan.d fan.a"}, {of(bob, "@fan.c", friends), "fan.c"},
				{of(bob, "nobody", friends), ""}, {of(bob, "👋", friends), ""},
			} {
				if c.got != c.want {
					t.Errorf("%d a page: %q, want %q", limit, c.got, c.want)
				}
			}
		}
		_, _, err := w.Followers(t.Context(), ada, "@bob", graph.Search{Page: graph.Page{Cursor: "yesterday", Limit: 3}})
		wantCode(t, err, "cursor_invalid")
		_, _, err = w.Followers(t.Context(), ada, "@fan.f", graph.Search{Page: graph.Page{Limit: 3}})
		wantCode(t, err, "blocked")
		_, _, err = w.Followers(t.Context(), ada, "@fan.g", graph.Search{Page: graph.Page{Limit: 3}})
		wantCode(t, err, "not_found")
		w.sound()

		// A list that is too long to walk is searched through the names of everyone.
		w.exec(`UPDATE relation_counts SET followers = 4001 WHERE account_id = $1`, bob.Account)
		got := strings.Fields(w.handles(1, func(p graph.Page) ([]account.Profile, string, error) {
			return w.Followers(t.Context(), ada, "@bob", graph.Search{Q: "zo", Page: p})
		}))
		slices.Sort(got)
		if strings.Join(got, " ") != "fan.a fan.d" {
			t.Errorf("in a long list: %q", got)
		}
		w.exec(`UPDATE relation_counts SET followers = 8 WHERE account_id = $1`, bob.Account)
	})
}

func TestWhoChangedIsToldToSync(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, cyd := w.person("ada", ""), w.person("bob", ""), w.person("cyd", "")
		since := func(viewer api.Actor, at time.Time, limit int) (handles []string, more bool) {
			t.Helper()
			err := w.store.Read(t.Context(), func(tx *db.Tx) error {
				people, left, err := w.ChangedSince(t.Context(), tx, viewer.Account, base.Millis(at), limit)
				for _, p := range people {
					handles = append(handles, p.Handle)
				}
				more = left
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return handles, more
		}
		w.follow(ada, bob)
		w.clock.Move(time.Minute)
		w.follow(ada, cyd)
		if got, more := since(ada, noon, 5); strings.Join(got, " ") != "cyd bob" || more {
			t.Errorf("changed are %q, %v", got, more)
		}
		if got, more := since(ada, noon, 1); strings.Join(got, " ") != "cyd" || !more {
			t.Errorf("the last one is %q, %v", got, more)
		}
		if got, _ := since(ada, noon.Add(time.Second), 5); strings.Join(got, " ") != "cyd" {
			t.Errorf("since then: %q", got)
		}
		if got, _ := since(cyd, noon, 5); strings.Join(got, " ") != "ada" {
			t.Errorf("changed for cyd: %q", got)
		}
		wantCode(t, w.Block(t.Context(), ada, "@cyd"), "")
		if got, _ := since(cyd, noon, 5); len(got) > 0 {
			t.Errorf("after the block cyd hears of %q", got)
		}
		if err := w.Sweep(t.Context(), noon.AddDate(0, 0, 31)); err != nil {
			t.Fatal(err)
		}
		if got, _ := since(ada, noon, 5); strings.Join(got, " ") != "cyd bob" {
			t.Errorf("a moment before it has had its time: %q", got)
		}
		if err := w.Sweep(t.Context(), noon.AddDate(0, 0, 31).Add(time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if got, _ := since(ada, noon, 5); strings.Join(got, " ") != "cyd" {
			t.Errorf("after: %q", got)
		}
	})
}

func TestDirectMessagesAreChosenAsFarAsOnesAgeAllows(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("ada", ""), w.person("bob", "")
		w.follow(ada, bob)
		w.follow(bob, ada)
		w.exec(`UPDATE relations SET contact_at = 5`) // friends are not counted again
		w.exec(`INSERT INTO relations (account_id, other_id, contact_at) VALUES ($1, $2, 5)`, ada.Account, base.NewID(noon))
		w.exec(`INSERT INTO relations (account_id, other_id, facebook_at) VALUES ($1, $2, 5)`, ada.Account, base.NewID(noon))
		got, err := w.DirectMessages(t.Context(), ada)
		if err != nil || got.Who != policy.Suggested || len(got.Choices) != 4 || got.Lock != "" || got.Friends != 1 || got.Suggested != 2 {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := w.SetDirectMessages(t.Context(), ada, policy.Friends); err != nil || len(w.closed) > 0 {
			t.Errorf("%v, closed %v", err, w.closed)
		}
		got, err = w.SetDirectMessages(t.Context(), ada, policy.Nobody)
		if err != nil || got.Who != policy.Nobody || got.Friends != 1 || !slices.Equal(w.closed, []base.ID{ada.Account}) {
			t.Errorf("%+v, %v, closed %v", got, err, w.closed)
		}
		if got, err = w.DirectMessages(t.Context(), ada); err != nil || got.Who != policy.Nobody {
			t.Errorf("%+v, %v", got, err)
		}
		for birth, want := range map[string]struct {
			now      policy.Setting
			everyone string
			friends  string
		}{"2011-01-01": {policy.Nobody, "age", "age"}, "2009-12-31": {policy.Nobody, "age", ""}} {
			w.exec(`UPDATE accounts SET birth_date = $2, direct_messages = '' WHERE account_id = $1`, ada.Account, birth)
			got, err := w.DirectMessages(t.Context(), ada)
			if err != nil || got.Who != want.now || got.Lock != policy.LockedAge {
				t.Errorf("born %s: %+v, %v", birth, got, err)
			}
			_, err = w.SetDirectMessages(t.Context(), ada, policy.Everyone)
			wantCode(t, err, want.everyone)
			_, err = w.SetDirectMessages(t.Context(), ada, policy.Friends)
			wantCode(t, err, want.friends)
		}
	})
}

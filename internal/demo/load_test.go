package demo_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/demo"
	"causerie/internal/graph"
	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func start(t *testing.T, address, data string, clock base.Clock) *app.App {
	t.Helper()
	config := app.Config{Listen: "127.0.0.1:0", Data: data, Database: address}
	a, err := app.New(t.Context(), config, app.Options{Version: "test", Clock: clock, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func TestTheDemoLoadsOnceAndIsConsistent(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			clock := &demo.Clock{}
			a := start(t, dbtest.Store(t, dialect), t.TempDir(), clock)
			sign, err := demo.Load(t.Context(), a, clock)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(sign, "lou") || !strings.Contains(sign, demo.Password) {
				t.Errorf("the sign-in is not shown: %q", sign)
			}
			if off := time.Since(clock.Now()); off < -time.Second || off > time.Second {
				t.Errorf("the clock is left %v off", off)
			}
			before := inboxOf(t, a, "lou")
			if _, err := demo.Load(t.Context(), a, clock); err != nil {
				t.Errorf("loading again: %v", err)
			}
			if after := inboxOf(t, a, "lou"); len(after.Items) != len(before.Items) {
				t.Errorf("loading again changed the inbox from %d to %d conversations", len(before.Items), len(after.Items))
			}
			found, err := a.Verify(t.Context())
			if err != nil || !found.Clean() {
				t.Errorf("verify: %v %v", found.Lines(), err)
			}
		})
	}
}

func TestTheDemoShowsWhatThereIs(t *testing.T) {
	t.Parallel()
	clock := &demo.Clock{}
	a := start(t, "", t.TempDir(), clock)
	if _, err := demo.Load(t.Context(), a, clock); err != nil {
		t.Fatal(err)
	}
	page := inboxOf(t, a, "lou")
	var unread, muted, pinned, drafts, groups int
	for _, c := range page.Items {
		if c.Kind == "group" && c.Unread == 2 && c.MemberCount == 6 {
			groups++
		}
		switch {
		case c.Unread > 0 && !c.Muted:
			unread++
		case c.Muted:
			muted++
		case c.Draft != nil:
			drafts++
		}
		if c.Pinned {
			pinned++
		}
	}
	if unread != 3 || muted != 1 || pinned != 2 || drafts != 1 || groups != 1 || page.Counts.Archived != 1 {
		t.Errorf("unread %d, muted %d, pinned %d, drafts %d, groups %d, archived %d", unread, muted, pinned, drafts, groups, page.Counts.Archived)
	}
	if page.Items[0].Unread != 2 {
		t.Errorf("the first conversation has %d unread messages", page.Items[0].Unread)
	}
}

func TestTheDemosPeopleKnowEachOther(t *testing.T) {
	t.Parallel()
	clock := &demo.Clock{}
	a := start(t, "", t.TempDir(), clock)
	if _, err := demo.Load(t.Context(), a, clock); err != nil {
		t.Fatal(err)
	}
	for _, handle := range []string{"lou", "camille"} {
		actor := api.Actor{Account: idOf(t, a, handle)}
		page := graph.Page{Limit: 50}
		friends, _, err := a.Graph.Friends(t.Context(), actor, graph.Search{Page: page})
		if err != nil || len(friends) < 5 {
			t.Errorf("%s has %d friends, %v", handle, len(friends), err)
		}
		suggested, _, err := a.Graph.Suggestions(t.Context(), actor, page)
		if err != nil || len(suggested) < 3 {
			t.Errorf("to %s %d people are suggested, %v", handle, len(suggested), err)
		}
		asking, _, err := a.Graph.FollowRequests(t.Context(), actor, page)
		waiting, err2 := a.Chat.Inbox(t.Context(), actor, chat.InboxQuery{Folder: "requests"})
		if want := map[string]int{"lou": 2, "camille": 1}[handle]; err2 != nil || len(waiting.Items) != want {
			t.Errorf("%d requests wait for %s, %v", len(waiting.Items), handle, err2)
		}
		if want := map[string]int{"lou": 3}[handle]; err != nil || len(asking) != want {
			t.Errorf("%d ask to follow %s, %v", len(asking), handle, err)
		}
	}
}

func TestTheDemoLeavesOtherPeopleAlone(t *testing.T) {
	t.Parallel()
	clock := &demo.Clock{}
	a := start(t, "", t.TempDir(), clock)
	_, _, err := a.Account.UserAdd(t.Context(), account.SignUp{Handle: "zoe", BirthDate: "1990-01-01", Password: "a seat by the canal"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Load(t.Context(), a, clock); !errors.Is(err, demo.ErrOccupied) {
		t.Errorf("loaded into a store with people: %v", err)
	}
}

func idOf(t *testing.T, a *app.App, handle string) (id base.ID) {
	t.Helper()
	err := a.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		id, err = a.Account.ByHandle(context.Background(), tx, handle)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func inboxOf(t *testing.T, a *app.App, handle string) chat.InboxPage {
	t.Helper()
	page, err := a.Chat.Inbox(t.Context(), api.Actor{Account: idOf(t, a, handle)}, chat.InboxQuery{Folder: "inbox", Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	return page
}

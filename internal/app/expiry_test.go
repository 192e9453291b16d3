package app_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/app"
	"causerie/internal/db"
	"causerie/internal/testkit"
)

type goneEntry struct {
	Seq            int64
	Kind           string
	Erased, Hidden bool
	ExpiresAt      time.Time
	Content        map[string]any
}

// TestMessagesDisappear goes through who has them disappear, what goes with them, and what is shown at the moment and after it.
func TestMessagesDisappear(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		c := newCrew(t, s, "ada", "bob", "cyd")
		pair := s.Open(t, c.of["ada"], c.of["bob"])
		at := "/v1/conversations/" + pair
		add := func(who, kind string, target int64, content map[string]any) testkit.Answer {
			t.Helper()
			return c.call(who, "POST", at+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": kind, "targetSeq": target, "content": content})
		}
		set := func(who, after string) testkit.Answer {
			return add(who, "settings", 0, map[string]any{"disappearing": after})
		}
		stays := s.Send(t, c.of["ada"], pair, "this stays for four")
		var line goneEntry
		set("bob", "24h").Into(t, 201, &line)
		c.equal("a line of the log", fmt.Sprint(line.Kind, " ", line.Content, line.ExpiresAt.IsZero()), "settings map[disappearing:24h] true")
		for _, wrong := range []string{"", "1h", "86400"} {
			c.equal("another time: "+wrong, set("ada", wrong).Status, 422)
		}
		c.equal("with a name", add("ada", "settings", 0, map[string]any{"disappearing": "7d", "title": "Ours"}).Status, 422)
		c.equal("with a target", add("ada", "settings", stays, map[string]any{"disappearing": "7d"}).Status, 422)
		c.equal("by a stranger", set("cyd", "7d").Status, 404)
		var view struct {
			Disappearing string
			Unread       int
			Pins         []int64
			Head         struct {
				Preview *struct {
					Text      string
					ExpiresAt time.Time
				}
			}
		}
		c.do("ada", "GET", at, nil, 200, &view)
		c.equal("the setting", view.Disappearing, "24h")

		photo := s.Photo(t, c.of["ada"], 30, 20)
		var sent photoEntry
		s.SendPhotos(t, c.of["ada"], pair, "a whispered secret", photo).Into(t, 201, &sent)
		expires := s.Clock.Now().Add(24 * time.Hour)
		secret, client := sent.Seq, uuid.NewString()
		poll := map[string]any{"clientId": client, "kind": "message", "content": map[string]any{"type": "poll", "text": "Tea?", "poll": map[string]any{"options": []string{"Yes", "No"}}}}
		var asked goneEntry
		c.do("ada", "POST", at+"/entries", poll, 201, &asked)
		var reacted goneEntry
		add("bob", "reaction", secret, map[string]any{"emoji": "🤫"}).Into(t, 201, &reacted)
		c.equal("what speaks of it goes with it", reacted.ExpiresAt.UTC(), expires.UTC())
		add("ada", "edit", secret, map[string]any{"text": "a whispered whim"}).Into(t, 201, nil)
		add("bob", "vote", asked.Seq, map[string]any{"options": []int{0}}).Into(t, 201, nil)
		add("bob", "pin", 0, map[string]any{"messageSeq": secret}).Into(t, 201, nil)
		var reported struct{ ID string }
		other := s.Send(t, c.of["ada"], pair, "an ugly word")
		c.do("bob", "POST", "/v1/reports", map[string]any{"target": map[string]any{"kind": "message", "conversationId": pair, "seqs": []int64{other}}, "reason": "hate"}, 201, &reported)
		set("ada", "off").Into(t, 201, nil)
		answer := s.Send(t, c.of["bob"], pair, "what is sent now stays")
		set("ada", "7d").Into(t, 201, nil)
		second := s.Send(t, c.of["ada"], pair, "for a week")

		found := func(word string) int {
			t.Helper()
			var page struct{ Items []any }
			c.do("bob", "GET", "/v1/messages?q="+word, nil, 200, &page)
			return len(page.Items)
		}
		log := func() map[int64]goneEntry {
			t.Helper()
			var page struct{ Items []goneEntry }
			all := map[int64]goneEntry{}
			for _, path := range []string{"?limit=50", "?after=0&limit=200"} {
				c.do("bob", "GET", at+"/entries"+path, nil, 200, &page)
				for _, e := range page.Items {
					if was, known := all[e.Seq]; known && was.Hidden != e.Hidden {
						t.Errorf("entry %d is shown otherwise %s", e.Seq, path)
					}
					all[e.Seq] = e
				}
			}
			return all
		}

		options := app.Options{Clock: s.Clock, Log: inspectOptions.Log}
		var early, late bytes.Buffer
		if _, err := app.Backup(t.Context(), s.Config(), options, &early); err != nil || !bytes.Contains(unzipped(t, early.Bytes()), []byte("whim")) {
			t.Fatalf("a backup before its time lacks it, or %v", err)
		}

		s.Clock.Move(24*time.Hour - time.Millisecond)
		if err := s.App.Chat.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.equal("a millisecond before", fmt.Sprint(log()[secret].Hidden, found("whim")), "false 1")
		s.Clock.Move(time.Millisecond)
		for _, erased := range []bool{false, true} { // at its time, before it is erased and after
			if erased {
				if err := s.App.Chat.Expire(t.Context()); err != nil {
					t.Fatal(err)
				}
				c.do("bob", "GET", at, nil, 200, &view)
				c.equal("pinned no more", len(view.Pins), 0)
			}
			entries := log()
			for seq, e := range entries {
				gone := e.Kind != "settings" && e.Kind != "pin" && seq != stays && seq != answer && seq != second
				if e.Hidden != gone || gone && len(e.Content) > 0 {
					t.Errorf("erased %t: entry %d is %+v", erased, seq, e)
				}
			}
			c.equal("dense", len(entries), int(second))
			c.equal("found", fmt.Sprint(found("whim"), found("secret"), found("stays")), "0 0 2")
			c.equal("unread", c.view("bob", pair).Unread, 2)
			again := c.call("ada", "POST", at+"/entries", poll)
			c.equal("a retry", fmt.Sprint(again.Status, strings.Contains(string(again.Body), "Tea")), "200 false")
			c.equal("a reaction", add("bob", "reaction", secret, map[string]any{"emoji": "😀"}).Code(), "erased")
			c.equal("to vote", add("bob", "vote", asked.Seq, map[string]any{"options": []int{1}}).Code(), "erased")
			c.equal("to pin it", add("bob", "pin", 0, map[string]any{"messageSeq": other}).Code(), "erased")
			c.equal("to forward it", c.call("bob", "POST", fmt.Sprint(at, "/entries/", secret, "/forwards"), map[string]any{
				"targets": []any{map[string]any{"conversationId": pair, "clientId": uuid.NewString()}},
			}).Code(), "erased")
			later := c.call("bob", "POST", "/v1/reports", map[string]any{"target": map[string]any{"kind": "message", "conversationId": pair, "seqs": []int64{secret}}, "reason": "spam"})
			if strings.Contains(string(later.Body), "whim") {
				t.Errorf("a report of it: %s", later.Body)
			}
		}
		c.equal("files", filesOf(t, s, photo), []string(nil))
		var left int64
		err := s.App.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT COUNT(*) FROM entries WHERE content LIKE '%secret%' OR content LIKE '%whim%' OR content LIKE '%Tea%' OR content LIKE '%🤫%' OR content LIKE '%ugly%'`).Scan(&left)
		})
		c.equal("content", fmt.Sprint(left, err), "0 <nil>")
		err = s.App.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT COUNT(*) FROM report_entries WHERE content LIKE '%ugly%'`).Scan(&left)
		})
		c.equal("evidence stays", fmt.Sprint(left, err), "1 <nil>")

		// A clock that is set back brings nothing back, and the last message that is still there is shown once the last is gone.
		s.Clock.Move(-24 * time.Hour)
		c.equal("with the clock set back", log()[secret].Hidden, true)
		s.Clock.Move(8 * 24 * time.Hour)
		c.do("ada", "GET", at, nil, 200, &view)
		c.equal("the last that is there", view.Head.Preview.Text, "what is sent now stays")
		c.equal("nothing unread", c.view("bob", pair).Unread, 1)

		// A backup has nothing of what has had its time, nor has what is restored from an older one.
		if _, err := app.Backup(t.Context(), s.Config(), options, &late); err != nil {
			t.Fatal(err)
		}
		config := emptyStore(t, db.SQLite)
		restored, err := app.Restore(t.Context(), config, options, &early)
		if err != nil || !restored.Found.Clean {
			t.Fatalf("restored with %+v, %v", restored.Found, err)
		}
		var again bytes.Buffer
		if _, err := app.Backup(t.Context(), config, options, &again); err != nil {
			t.Fatal(err)
		}
		for name, file := range map[string][]byte{"the backup": late.Bytes(), "what was restored": again.Bytes()} {
			if plain := string(unzipped(t, file)); strings.Contains(plain, "for a week") || strings.Contains(plain, "whim") {
				t.Errorf("%s has what has disappeared", name)
			}
		}
	})
}

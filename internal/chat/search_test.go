package chat_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/chat"
	"causerie/internal/db"
)

// found are the texts that p finds, page by page.
func (p person) found(q chat.SearchQuery) string {
	p.t.Helper()
	var texts []string
	for {
		page, err := p.chat.Search(p.ctx, p.Actor, q)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, hit := range page.Items {
			_, rest, _ := strings.Cut(string(hit.Entry.Content), `"text":"`)
			text, _, _ := strings.Cut(rest, `"`)
			texts = append(texts, text)
		}
		if page.Next == "" {
			return strings.Join(texts, "|")
		}
		q.Cursor = page.Next
	}
}

// indexed waits until the full-text index of SQLite has every message.
func (w *world) indexed() {
	w.t.Helper()
	if w.store.Dialect() != db.SQLite {
		return
	}
	if !basetest.Within(20*time.Second, func() bool {
		var left int
		err := w.store.Read(w.ctx, func(tx *db.Tx) error {
			return tx.Row(w.ctx, `SELECT COUNT(*) FROM message_words WHERE row_id > (SELECT indexed_to FROM message_index_state)`).Scan(&left)
		})
		if err != nil {
			w.t.Fatal(err)
		}
		return left == 0
	}) {
		w.t.Fatal("messages are not indexed")
	}
}

func TestSearchFindsWordsWithoutCaseAndAccents(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, eve := w.person("Ada"), w.person("Bob"), w.person("Eve")
		one, two := ada.with(bob), eve.with(bob)
		say := func(p person, id base.ID, s string) chat.Entry {
			w.clock.Move(time.Second)
			return p.say(id, s)
		}
		say(ada, one, "Le Café de Zoë")
		say(bob, one, "un café noir, merci")
		say(bob, one, "東京に行きます")
		say(ada, one, "Straße 12")
		edited := say(ada, one, "a typo: tomorow")
		ada.append(one, on(edited.Seq, chat.Edit, `{"text":"corrected: tomorrow"}`))
		unsent := say(bob, one, "regrettable café")
		say(eve, two, "Eve has a café too")
		say(ada, one, "_mabc 100% 'quoted' \"double\" café* AND NOT")
		say(ada, one, "👋")

		const quoted = `_mabc 100% 'quoted' \`
		check := func(when string) {
			t.Helper()
			for _, test := range []struct {
				p    person
				q    string
				want string
			}{
				{ada, "cafe", quoted + "|regrettable café|un café noir, merci|Le Café de Zoë"},
				{ada, "CAFÉ zo", "Le Café de Zoë"},
				{ada, "noir caf", "un café noir, merci"},
				{ada, "caf noir", ""}, // only the last word may be a beginning
				{ada, "東京", "東京に行きます"},
				{ada, "strasse", "Straße 12"},
				{ada, "tomorrow", "corrected: tomorrow"},
				{ada, "tomorow", ""},
				{ada, "eve", ""},
				{eve, "cafe", "Eve has a café too"},
				{bob, "cafe", quoted + "|Eve has a café too|regrettable café|un café noir, merci|Le Café de Zoë"},
				{ada, "mabc", quoted}, {ada, "double quo", quoted}, {ada, "and not", quoted},
				{ada, "", ""}, {ada, "👋", ""}, {ada, `" OR *`, ""}, {ada, "'", ""},
			} {
				for _, limit := range []int{50, 2} {
					if got := test.p.found(chat.SearchQuery{Text: test.q, Limit: limit}); got != test.want {
						t.Errorf("%s: %q by %d finds %q, want %q", when, test.q, limit, got, test.want)
					}
				}
			}
			if got := bob.found(chat.SearchQuery{Text: "cafe", Conversation: two}); got != "Eve has a café too" {
				t.Errorf("%s: in one conversation: %q", when, got)
			}
		}
		check("at once")
		w.indexed()
		check("indexed")

		bob.append(one, on(unsent.Seq, chat.Unsend, `{}`))
		ada.append(one, on(edited.Seq, chat.Edit, `{"text":"corrected again: someday"}`))
		if err := w.chat.Hide(w.ctx, ada.Actor, one, []int64{2}); err != nil {
			t.Fatal(err)
		}
		for q, want := range map[string]string{
			"cafe": quoted + "|Le Café de Zoë", "regrettable": "", "tomorrow": "", "someday": "corrected again: someday",
		} {
			if got := ada.found(chat.SearchQuery{Text: q}); got != want {
				t.Errorf("later: %q finds %q, want %q", q, got, want)
			}
		}
		if err := w.chat.Delete(w.ctx, ada.Actor, one); err != nil {
			t.Fatal(err)
		}
		if got := ada.found(chat.SearchQuery{Text: "cafe"}); got != "" {
			t.Errorf("what was cleared is found: %q", got)
		}
		w.reopen()
		if got := bob.found(chat.SearchQuery{Text: "noir"}); got != "un café noir, merci" {
			t.Errorf("after a restart: %q", got)
		}
	})
}

func TestUnsendLeavesNothingInTheFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		var unsent []chat.Entry
		for i := range 60 {
			e := ada.say(id, fmt.Sprintf("xyzzyplugh%d and quuxfrobnicate%d", i, i))
			ada.append(id, on(e.Seq, chat.Edit, fmt.Sprintf(`{"text":"xyzzyplugh%d edited"}`, i)))
			if i%3 == 0 {
				unsent = append(unsent, e)
			}
			if i == 30 {
				w.indexed()
			}
		}
		w.indexed()
		late := ada.say(id, "xyzzyplughlate") // unsent before it is indexed
		for _, e := range append(unsent, late) {
			ada.append(id, on(e.Seq, chat.Unsend, `{}`))
			ada.append(id, on(e.Seq, chat.Unsend, `{}`)) // doing it again changes nothing
		}
		for _, e := range bob.list(id, chat.Page{Side: chat.After}).Items {
			gone := e.Seq == late.Seq
			for _, u := range unsent {
				gone = gone || e.Seq == u.Seq || e.TargetSeq == u.Seq && e.Kind == chat.Edit
			}
			if gone != e.Erased || gone != (e.Content == "") && e.Kind != chat.Unsend {
				t.Errorf("seq %d, a %s, is erased: %v, with %q", e.Seq, e.Kind, e.Erased, e.Content)
			}
		}
		if p := bob.view(id).Head.Preview; p == nil || !p.Erased || p.Text != "" {
			t.Errorf("the preview is %+v", p)
		}
		if got := bob.found(chat.SearchQuery{Text: "xyzzyplugh3 edited"}); got != "" {
			t.Errorf("found %q", got)
		}
		path, isFile := strings.CutPrefix(w.address, "sqlite:")
		if !isFile {
			return
		}
		w.reopen() // closing the last connection brings the journal into the file and removes it
		w.close()
		for _, name := range []string{path, path + "-wal"} {
			data, err := os.ReadFile(name)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			for _, text := range []string{"xyzzyplugh0 ", "xyzzyplugh3 ", "xyzzyplugh27", "xyzzyplughlate", "quuxfrobnicate0", "quuxfrobnicate57", "quuxfrobnicate3 "} {
				if bytes.Contains(data, []byte(text)) {
					t.Errorf("%s still has %q", name, text)
				}
			}
			if name == path && !bytes.Contains(data, []byte("xyzzyplugh1 ")) {
				t.Error("what was not unsent is not in the file: the test looks in the wrong place")
			}
			// In the full-text index words are stored without what they share with the word before.
			for _, tail := range []string{"plughlate", "hlate", "frobnicate57"} {
				if bytes.Contains(data, []byte(tail)) {
					t.Errorf("%s still has %q", name, tail)
				}
			}
		}
		w.open()
	})
}

func TestSyncTellsWhatChanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.person("Ada")
		var ids []base.ID
		var others []person
		for i := range 7 {
			others = append(others, w.person(fmt.Sprint("Bob", i)))
			ids = append(ids, ada.with(others[i]))
			others[i].say(ids[i], "hello")
		}
		sync := func(cursor string, limit int) chat.Changes {
			t.Helper()
			out, err := w.chat.Sync(w.ctx, ada.Actor, cursor, limit)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		all := func(cursor string, limit int) (map[base.ID]bool, string) {
			t.Helper()
			changed := map[base.ID]bool{}
			for {
				out := sync(cursor, limit)
				if len(out.Conversations) > limit {
					t.Fatalf("%d conversations, the limit is %d", len(out.Conversations), limit)
				}
				for _, c := range out.Conversations {
					changed[c.ID] = true
				}
				if cursor = out.Cursor; !out.HasMore {
					return changed, cursor
				}
			}
		}
		first := sync("", 10)
		if len(first.Conversations) != 0 || first.Cursor == "" || first.HasMore {
			t.Errorf("without a cursor: %+v", first)
		}
		for _, limit := range []int{1, 2, 7, 100} {
			if changed, _ := all(first.Cursor, limit); len(changed) != 7 {
				t.Errorf("by %d: %d of 7, all of them within the overlap", limit, len(changed))
			}
		}
		w.clock.Move(time.Minute)
		changed, cursor := all(first.Cursor, 3)
		if len(changed) != 7 {
			t.Errorf("%d changed since the first cursor", len(changed))
		}
		w.clock.Move(time.Minute)
		if changed, _ := all(cursor, 3); len(changed) != 0 {
			t.Errorf("%d changed, although nothing did", len(changed))
		}
		others[3].say(ids[3], "news")
		ada.update(ids[5], chat.ConversationPatch{Pinned: yes()})
		if err := w.chat.MarkDelivered(w.ctx, others[1].Actor, ids[1], chat.Position{Seq: 1}); err != nil {
			t.Fatal(err)
		}
		w.clock.Move(-30 * time.Second) // a clock that is set back loses nothing
		others[6].say(ids[6], "news")
		changed, _ = all(cursor, 2)
		if len(changed) != 4 || !changed[ids[3]] || !changed[ids[5]] || !changed[ids[6]] {
			t.Errorf("changed: %v", changed)
		}
		w.clock.Move(31 * 24 * time.Hour)
		for _, bad := range []string{cursor, "nonsense", "e30", "eyJiIjo5OTk5OTk5OTk5OTk5fQ"} {
			if _, err := w.chat.Sync(w.ctx, ada.Actor, bad, 10); base.CodeOf(err) != "cursor_expired" {
				t.Errorf("cursor %q: %v", bad, err)
			}
		}
	})
}

func TestTypingAndPresenceAreSeenWhereBothShowThem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, eve := w.person("Ada"), w.person("Bob"), w.person("Eve")
		id := ada.with(bob)
		types := func() int {
			t.Helper()
			if err := w.chat.SetTyping(w.ctx, ada.Actor, id); err != nil {
				t.Fatal(err)
			}
			return strings.Count(strings.Join(w.live.take(bob.Account), ""), `"typing"`)
		}
		watches := func(p person) bool {
			t.Helper()
			_, ok, err := w.chat.Watchable(w.ctx, p.Actor.Account, bob.Account)
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if watches(ada) {
			t.Error("presence is seen before there is a message")
		}
		if ada.update(id, chat.ConversationPatch{Draft: &chat.DraftPatch{Text: "not sent"}}); watches(ada) {
			t.Error("presence is seen for a draft")
		}
		bob.say(id, "hello")
		w.settled()
		w.live.take(bob.Account)
		if got := [2]int{types(), types()}; got != [2]int{1, 0} {
			t.Errorf("typing twice at once is told %v", got)
		}
		w.clock.Move(3 * time.Second)
		if types() != 1 {
			t.Error("typing is not told again after a while")
		}
		if !watches(ada) || watches(eve) {
			t.Errorf("Ada watches Bob: %v, a stranger does: %v", watches(ada), watches(eve))
		}
		w.live.online[bob.Account] = true
		w.chat.PresenceChanged(bob.Account, false) // he is back before it is told that he left
		if got := w.live.take(bob.Account); len(got) != 0 {
			t.Errorf("who is there is told to be gone: %v", got)
		}
		w.live.online[bob.Account] = false
		w.chat.PresenceChanged(bob.Account, false)
		state, _, _ := w.chat.Watchable(w.ctx, ada.Actor.Account, bob.Account)
		if got := eventText(state); !strings.Contains(got, "2026-03-01T12:00:03Z") {
			t.Errorf("presence is %s", got)
		}
		w.live.online[bob.Account] = true
		if state, _, _ := w.chat.Watchable(w.ctx, ada.Actor.Account, bob.Account); eventText(state) != `{"online":true}` {
			t.Errorf("presence is %s", eventText(state))
		}
		for _, who := range []person{ada, bob} {
			w.hide(who, chat.Privacy{Typing: true, Presence: true})
			w.clock.Move(3 * time.Second)
			if types() != 0 || watches(ada) {
				t.Error("what one side hides is seen")
			}
			w.hide(who, chat.Privacy{})
		}
		w.block(bob, ada)
		w.clock.Move(3 * time.Second)
		if types() != 0 || watches(ada) {
			t.Error("it is seen past a block")
		}
		if err := w.chat.SetTyping(w.ctx, eve.Actor, id); base.CodeOf(err) != "not_found" {
			t.Errorf("a stranger types: %v", err)
		}
	})
}

func TestSearchGoesOnWhereMuchIsNotWanted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		ada.say(id, "the first")
		for range 510 { // more than are looked at together
			bob.say(id, "another")
		}
		ada.say(id, "the last")
		for _, limit := range []int{1, 20} {
			if got := bob.found(chat.SearchQuery{From: ada.Account, Limit: limit}); got != "the last|the first" {
				t.Errorf("%d a page: %q", limit, got)
			}
		}
	})
}

package chat_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
)

func TestOneConversationWithOneself(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.person("Ada")
		id := base.DirectID(ada.Account, ada.Account)
		var opening sync.WaitGroup
		var made atomic.Int32
		for range 8 {
			opening.Go(func() {
				c, created, err := w.chat.Saved(w.ctx, ada.Actor)
				if err != nil || c.ID != id || c.Kind != "saved" || len(c.Members) != 1 || c.Members[0].Account.ID != ada.Account || c.Request != nil {
					t.Errorf("got %+v, %v", c, err)
				}
				if created {
					made.Add(1)
				}
			})
		}
		opening.Wait()
		if made.Load() != 1 {
			t.Errorf("of those that opened it at once %d made it", made.Load())
		}
		if page := ada.inbox(chat.InboxQuery{}); len(page.Items) != 0 {
			t.Errorf("with nothing in it, it is listed: %+v", page.Items)
		}
		if _, _, err := w.chat.Create(w.ctx, ada.Actor, ada.Account); base.CodeOf(err) != "not_accepting" {
			t.Errorf("as a conversation with another: %v", err)
		}
	})
}

func TestWhatOneSavesIsAConversationLikeAnyOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		c, _, err := w.chat.Saved(w.ctx, ada.Actor)
		if err != nil {
			t.Fatal(err)
		}
		id := c.ID
		w.live.take(ada.Account)
		milk := ada.say(id, "oat milk")
		ada.append(id, on(milk.Seq, chat.Edit, `{"text":"almond milk"}`))
		ada.append(id, on(milk.Seq, chat.Reaction, `{"emoji":"👍"}`))
		ada.append(id, chat.Append{ClientID: base.NewID(w.clock.Now()), Kind: chat.Message, Content: `{"type":"text","text":"two litres","replyTo":1}`})
		ada.append(id, chat.Append{ClientID: base.NewID(w.clock.Now()), Kind: chat.Pin, Content: `{"messageSeq":1}`})
		ada.append(id, chat.Append{ClientID: base.NewID(w.clock.Now()), Kind: chat.Settings, Content: `{"disappearing":"24h"}`})
		wrong := ada.say(id, "wrong")
		ada.append(id, on(wrong.Seq, chat.Unsend, `{}`))
		w.settled()
		if told := w.live.take(ada.Account); len(told) != 8 || !strings.Contains(told[0], "oat milk") {
			t.Errorf("one's other devices are told %v", told)
		}
		last := follows(t, "ada", ada.list(id, chat.Page{Side: chat.After}).Items)
		if v := ada.view(id); v.Head.Hash != last || v.Head.Seq != 8 || v.Unread != 0 || v.Disappearing != "24h" || len(v.Pins) != 1 {
			t.Errorf("the view is %+v", v)
		}
		hits, err := w.chat.Search(w.ctx, ada.Actor, chat.SearchQuery{Text: "almond", Limit: 10})
		if err != nil || len(hits.Items) != 1 || hits.Items[0].Entry.Seq != milk.Seq {
			t.Errorf("search finds %+v, %v", hits.Items, err)
		}

		// Nothing in it is of others, so it is never unread, and there is nothing to mute.
		v := ada.update(id, chat.ConversationPatch{Muted: yes(), MarkedUnread: yes(), Pinned: yes(), Draft: &chat.DraftPatch{Text: "and bread"}})
		if v.Muted || v.MarkedUnread || !v.Pinned || v.Draft == nil {
			t.Errorf("after a patch of everything: %+v", v)
		}
		ada.read(id, 1)
		if err := w.chat.SetTyping(w.ctx, ada.Actor, id); err != nil {
			t.Error(err)
		}
		if page := ada.inbox(chat.InboxQuery{}); len(page.Items) != 1 || page.Counts.Inbox != 0 {
			t.Errorf("the inbox is %+v", page)
		}
		if _, shown, err := w.chat.Watchable(w.ctx, ada.Account, ada.Account); err != nil || shown {
			t.Errorf("one's own presence is shown: %v, %v", shown, err)
		}
		w.settled()
		for _, event := range w.live.take(ada.Account) {
			if strings.Contains(event, `"type":"typing"`) || strings.Contains(event, `"type":"receipt"`) && strings.Contains(event, "deliveredSeq") {
				t.Errorf("one is told of oneself: %s", event)
			}
		}
		if told := w.live.take(bob.Account); len(told) > 0 {
			t.Errorf("someone else is told %v", told)
		}
		err = w.store.Read(w.ctx, func(tx *db.Tx) error {
			for _, seqs := range [][]int64{nil, {milk.Seq}} {
				if _, _, err := chat.Reported(w.ctx, tx, base.Millis(w.clock.Now()), ada.Account, id, seqs); base.CodeOf(err) != "not_found" {
					t.Errorf("of %v there is something to report: %v", seqs, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}

		// It is archived, comes back, and is cleared.
		if v := ada.update(id, chat.ConversationPatch{Archived: yes()}); v.Folder != "archived" {
			t.Errorf("archived, it is in %s", v.Folder)
		}
		ada.say(id, "eggs")
		if v := ada.view(id); v.Folder != "inbox" {
			t.Errorf("with something new, it is in %s", v.Folder)
		}
		if err := w.chat.Delete(w.ctx, ada.Actor, id); err != nil {
			t.Fatal(err)
		}
		if page := ada.inbox(chat.InboxQuery{}); len(page.Items) != 0 || len(ada.list(id, chat.Page{}).Items) != 0 {
			t.Errorf("once it is cleared: %+v", page.Items)
		}
		if again, created, err := w.chat.Saved(w.ctx, ada.Actor); err != nil || created || again.ID != id {
			t.Errorf("opened again: %v, %v, %v", again.ID, created, err)
		}

		for name, try := range map[string]func() error{
			"append": func() error { _, _, err := w.chat.Append(w.ctx, bob.Actor, id, message("hello")); return err },
			"read":   func() error { _, err := w.chat.List(w.ctx, bob.Actor, id, chat.Page{}); return err },
			"view":   func() error { _, err := w.chat.Get(w.ctx, bob.Actor, id); return err },
		} {
			if err := try(); base.CodeOf(err) != "not_found" {
				t.Errorf("someone else may %s: %v", name, err)
			}
		}
	})
}

package chat_test

import (
	"testing"

	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
)

// follows holds that each entry has the hash of the log before it, and answers that of the log that ends with the last.
func follows(t *testing.T, who string, entries []chat.Entry) (last chat.Hash) {
	t.Helper()
	for i := range entries {
		if i > 0 && entries[i].Prior != last {
			t.Errorf("%s: entry %d does not follow the one before it", who, entries[i].Seq)
		}
		last = entries[i].Hash()
	}
	return last
}

func TestAHashCoversTheLogAndStaysWhateverIsErased(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		if head := ada.view(id).Head; !head.Hash.IsZero() {
			t.Errorf("the log is empty and has the hash %v", head.Hash)
		}
		first := ada.say(id, "one")
		if !first.Prior.IsZero() {
			t.Errorf("before the first entry there is %v", first.Prior)
		}
		ada.append(id, on(1, chat.Edit, `{"text":"uno"}`))
		bob.append(id, on(1, chat.Reaction, `{"emoji":"👍"}`))
		ada.append(id, chat.Append{ClientID: base.NewID(w.clock.Now()), Kind: chat.Settings, Content: `{"disappearing":"24h"}`})
		bob.say(id, "for a day")
		before := ada.view(id).Head
		ada.append(id, on(1, chat.Unsend, `{}`))
		if err := w.chat.Hide(w.ctx, bob.Actor, id, []int64{5}); err != nil {
			t.Fatal(err)
		}
		w.reopen()
		ada.say(id, "after a restart")
		for name, p := range map[string]person{"ada": ada, "bob": bob} {
			page := p.list(id, chat.Page{Side: chat.After})
			last := follows(t, name, page.Items)
			if head := p.view(id).Head; head.Hash != last || head.Hash.IsZero() || head.Seq != 7 {
				t.Errorf("%s: the head %d has %v, by the entries it is %v", name, head.Seq, head.Hash, last)
			}
			if page.Items[5].Prior != before.Hash {
				t.Errorf("%s: what was erased changed the hash", name)
			}
			inbox := p.inbox(chat.InboxQuery{})
			if inbox.Items[0].Head.Hash != last {
				t.Errorf("%s: the inbox tells of another hash", name)
			}
		}
		// Who cleared the conversation checks from there on.
		if err := w.chat.Delete(w.ctx, bob.Actor, id); err != nil {
			t.Fatal(err)
		}
		seventh := ada.list(id, chat.Page{Side: chat.After, Seq: 6}).Items[0]
		ada.say(id, "again")
		if page := bob.list(id, chat.Page{}); len(page.Items) != 1 || page.Items[0].Prior != seventh.Hash() {
			t.Errorf("after clearing: %v", page.Items)
		}
	})
}

func TestACopyThatDiffersIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		ada.say(id, "one")
		two := ada.say(id, "two")
		mark := func(at chat.Position, code string) {
			t.Helper()
			for name, mark := range map[string]func() error{
				"delivered": func() error { return w.chat.MarkDelivered(w.ctx, bob.Actor, id, at) },
				"read":      func() error { return w.chat.MarkRead(w.ctx, bob.Actor, id, at) },
			} {
				if err := mark(); base.CodeOf(err) != code {
					t.Errorf("%s %+v: %v, want %q", name, at, err, code)
				}
			}
		}
		mark(chat.Position{Seq: 2, Hash: chat.Hash{1}}, "log_differs")
		if read := bob.view(id).ReadSeq; read != 0 {
			t.Errorf("what is not the log was read up to %d", read)
		}
		mark(chat.Position{Seq: 1, Hash: chat.Hash{1}}, "") // the log goes on: heads are compared
		mark(chat.Position{Seq: 9, Hash: chat.Hash{1}}, "")
		w.reopen()
		three := ada.say(id, "three")
		mark(chat.Position{Seq: 3, Hash: two.Hash()}, "log_differs")
		mark(chat.Position{Seq: 3, Hash: three.Hash()}, "")
		mark(chat.Position{Seq: 3, Hash: three.Hash(), Differs: true}, "")
	})
}

func TestALogFromBeforeHashesGoesOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		ada.say(id, "long ago")
		bob.say(id, "yes")
		err := w.store.Write(w.ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(w.ctx, `UPDATE entries SET prior_hash = NULL WHERE conversation_id = $1`, id); err != nil {
				return err
			}
			_, err := tx.Exec(w.ctx, `UPDATE conversations SET head_hash = NULL WHERE conversation_id = $1`, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.verify()
		if head := ada.view(id).Head; !head.Hash.IsZero() {
			t.Errorf("the head has %v", head.Hash)
		}
		if err := w.chat.MarkRead(w.ctx, bob.Actor, id, chat.Position{Seq: 2, Hash: chat.Hash{7}}); err != nil {
			t.Errorf("there is nothing to compare with: %v", err)
		}
		third := ada.say(id, "now")
		if fourth := bob.say(id, "and on"); !third.Prior.IsZero() || fourth.Prior != third.Hash() {
			t.Errorf("the hashes begin with %v, then %v", third.Prior, fourth.Prior)
		}
		w.verify()
	})
}

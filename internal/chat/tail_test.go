package chat_test

import (
	"fmt"
	"testing"

	"causerie/internal/chat"
)

// What was read a moment ago is read again after everything that may change it: for oneself, for the others, and for everyone.
func TestTheLastPageIsNeverAnOldOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		last := func(p person) string {
			t.Helper()
			page, err := w.chat.List(w.ctx, p.Actor, id, chat.Page{Limit: 3})
			if err != nil {
				t.Fatal(err)
			}
			text := ""
			sent, whole := page.AppendJSON(nil), chat.Entries{Items: page.Items, HasMore: page.HasMore}.AppendJSON(nil)
			if string(sent) != string(whole) {
				t.Errorf("a client gets %s of the page %s", sent, whole)
			}
			for _, e := range page.Items {
				text += fmt.Sprintf("%d%s ", e.Seq, e.Content)
			}
			return text
		}
		var before string
		changes := func(p person, what string, want bool) {
			t.Helper()
			if now := last(p); (now != before) != want {
				t.Errorf("after %s: %q, before %q", what, now, before)
			}
		}
		for i := range 4 {
			ada.say(id, fmt.Sprint("message ", i))
		}
		before = last(bob)
		changes(bob, "nothing", false)
		if err := w.chat.Hide(w.ctx, ada.Actor, id, []int64{4}); err != nil {
			t.Fatal(err)
		}
		changes(ada, "hiding a message for oneself", true)
		changes(bob, "the other's hiding of a message for herself", false)
		bob.say(id, "an answer")
		changes(bob, "a message", true)
		before = last(bob)
		bob.append(id, on(5, chat.Unsend, ""))
		changes(bob, "an unsending", true)
		before = last(bob)
		if err := w.chat.Delete(w.ctx, ada.Actor, id); err != nil {
			t.Fatal(err)
		}
		changes(ada, "clearing one's own view", true)
		changes(bob, "the other's clearing of her view", false)
	})
}

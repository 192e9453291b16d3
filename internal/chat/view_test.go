package chat_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/chat"
)

func TestOneDirectConversationForTwo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		first, created, err := w.chat.Create(w.ctx, ada.Actor, bob.Account)
		if err != nil || !created || first.ID != base.DirectID(ada.Account, bob.Account) || len(first.Members) != 2 {
			t.Fatalf("got %+v, %v, %v", first, created, err)
		}
		for _, p := range []person{ada, bob} {
			other := map[base.ID]base.ID{ada.Account: bob.Account, bob.Account: ada.Account}[p.Account]
			if c, created, err := w.chat.Create(w.ctx, p.Actor, other); err != nil || created || c.ID != first.ID {
				t.Errorf("again: got %v, %v, %v", c.ID, created, err)
			}
			if page := p.inbox(chat.InboxQuery{}); len(page.Items) != 0 {
				t.Errorf("a conversation with nothing to show is listed: %+v", page.Items)
			}
		}
		eve := w.person("Eve")
		w.block(eve, ada)
		tests := map[string]struct {
			other base.ID
			code  string
		}{
			"oneself": {ada.Account, "not_accepting"}, "who blocks me": {eve.Account, "not_accepting"}, "nobody": {base.NewID(time.Now()), "not_accepting"},
		}
		for name, test := range tests {
			if _, _, err := w.chat.Create(w.ctx, ada.Actor, test.other); base.CodeOf(err) != test.code {
				t.Errorf("with %s: got %v, want %s", name, err, test.code)
			}
		}
	})
}

func TestUnreadIsCountedFromTheReadPosition(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		want := func(what string, p person, unread, badge int64) {
			t.Helper()
			c := p.view(id)
			if got := p.inbox(chat.InboxQuery{}).Counts.Inbox; c.Unread != unread || got != badge {
				t.Errorf("%s: %d unread and %d in the badge, want %d and %d", what, c.Unread, got, unread, badge)
			}
		}
		var last chat.Entry
		for i := range 3 {
			last = bob.say(id, fmt.Sprint("message ", i))
		}
		want("three came", ada, 3, 1)
		want("one's own", bob, 0, 0)
		bob.append(id, on(1, chat.Reaction, `{"emoji":"👍"}`))
		want("a reaction is no message", ada, 3, 1)
		bob.append(id, on(last.Seq, chat.Unsend, `{}`))
		want("one is unsent", ada, 2, 1)
		ada.read(id, 1)
		want("one is read", ada, 1, 1)
		ada.read(id, 1000)
		want("read further than there is", ada, 0, 0)
		if c := ada.view(id); c.ReadSeq != c.Head.Seq {
			t.Errorf("read to %d, the head is %d", c.ReadSeq, c.Head.Seq)
		}
		ada.read(id, 1)
		want("reading never goes back", ada, 0, 0)
		bob.say(id, "more")
		ada.update(id, chat.ConversationPatch{Muted: yes()})
		want("muted", ada, 1, 0)
		ada.update(id, chat.ConversationPatch{Muted: no()})
		ada.say(id, "an answer")
		want("writing is not reading", ada, 1, 1)
		ada.read(id, ada.view(id).Head.Seq)
		ada.update(id, chat.ConversationPatch{MarkedUnread: yes()})
		want("marked unread", ada, 0, 1)
		ada.read(id, ada.view(id).Head.Seq)
		want("reading takes the mark away", ada, 0, 0)
		for i := range 120 {
			bob.say(id, fmt.Sprint("flood ", i))
		}
		want("counted to 100", ada, 100, 1)
		only := bob.say(id, "only")
		ada.read(id, only.Seq-1)
		want("the last one", ada, 1, 1)
		bob.append(id, on(only.Seq, chat.Unsend, `{}`))
		want("the last one is unsent", ada, 0, 0)
	})
}

func TestReceiptsAreSeenWhereBothShowThem(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		seen := func(p person, of person) (read, delivered int64) {
			read, delivered = -1, -1
			for _, m := range p.view(id).Members {
				if m.Account.ID == of.Account {
					if m.ReadSeq != nil {
						read = *m.ReadSeq
					}
					if m.DeliveredSeq != nil {
						delivered = *m.DeliveredSeq
					}
				}
			}
			return read, delivered
		}
		want := func(what string, wantRead, wantDelivered int64) {
			t.Helper()
			if read, delivered := seen(ada, bob); read != wantRead || delivered != wantDelivered {
				t.Errorf("%s: Ada sees read %d, delivered %d; want %d, %d", what, read, delivered, wantRead, wantDelivered)
			}
		}
		events := func(p person) string {
			w.settled()
			var all []string
			for _, e := range w.live.take(p.Account) {
				if strings.Contains(e, `"receipt"`) {
					all = append(all, e)
				}
			}
			return strings.Join(all, " ")
		}
		for i := range 5 {
			ada.say(id, fmt.Sprint(i))
		}
		want("at first", 0, 0)
		if err := w.chat.MarkDelivered(w.ctx, bob.Actor, id, chat.Position{Seq: 5}); err != nil {
			t.Fatal(err)
		}
		want("delivered", 0, 5)
		bob.read(id, 2)
		want("read", 2, 5)
		if got := events(ada); strings.Count(got, "deliveredSeq") != 1 || strings.Count(got, "readSeq") != 1 {
			t.Errorf("Ada was told %s", got)
		}
		if got := events(bob); !strings.Contains(got, `"readSeq":2`) {
			t.Errorf("Bob's other devices were told %s", got)
		}
		w.hide(bob, chat.Privacy{ReadReceipts: true})
		want("Bob hides reading", -1, 5)
		bob.read(id, 3)
		if got := events(ada); got != "" {
			t.Errorf("Ada was told %s", got)
		}
		if got := events(bob); !strings.Contains(got, `"readSeq":3`) {
			t.Errorf("Bob's other devices were told %s", got)
		}
		w.hide(bob, chat.Privacy{})
		want("what was read while hidden stays hidden", 2, 5)
		w.hide(ada, chat.Privacy{ReadReceipts: true, DeliveryReceipts: true})
		bob.read(id, 4)
		want("Ada hides hers", -1, -1)
		if got := events(ada); got != "" {
			t.Errorf("Ada was told %s", got)
		}
		w.hide(ada, chat.Privacy{})
		w.block(ada, bob)
		bob.read(id, 5)
		want("blocked", -1, -1)
		if got := events(ada); got != "" {
			t.Errorf("Ada was told %s", got)
		}
		if err := w.chat.MarkRead(w.ctx, w.person("Eve").Actor, id, chat.Position{Seq: 1}); base.CodeOf(err) != "not_found" {
			t.Errorf("a stranger marks read: %v", err)
		}
	})
}

func TestClearingHidingAndArchivingAreOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		for i := range 6 {
			bob.say(id, fmt.Sprint("message ", i+1))
		}
		bob.append(id, on(6, chat.Edit, `{"text":"six, edited"}`))
		if err := w.chat.Hide(w.ctx, ada.Actor, id, []int64{6, 5, 99}); err != nil {
			t.Fatal(err)
		}
		c := ada.view(id)
		if c.Head.Preview == nil || c.Head.Preview.Text != "message 4" || fmt.Sprint(c.Hidden) != "[5 6]" {
			t.Errorf("the preview is %+v, hidden %v", c.Head.Preview, c.Hidden)
		}
		for _, e := range ada.list(id, chat.Page{Side: chat.After}).Items {
			if hidden := e.Seq >= 5; e.Hidden != hidden || (e.Content == "") != hidden {
				t.Errorf("seq %d is hidden: %v, with content %q", e.Seq, e.Hidden, e.Content)
			}
		}
		if p := bob.view(id).Head.Preview; p == nil || p.Text != "six, edited" || !p.Edited {
			t.Errorf("Bob's preview is %+v", p)
		}

		if err := w.chat.Delete(w.ctx, ada.Actor, id); err != nil {
			t.Fatal(err)
		}
		c = ada.view(id)
		if c.Head.Preview != nil || c.Head.At != nil || c.ClearedBefore != 7 || c.Unread != 0 || len(c.Hidden) != 0 {
			t.Errorf("after clearing: %+v", c)
		}
		if n := len(ada.list(id, chat.Page{}).Items) + len(ada.list(id, chat.Page{Side: chat.After}).Items) + len(ada.inbox(chat.InboxQuery{}).Items); n != 0 {
			t.Errorf("%d things are left after clearing", n)
		}
		if n := len(bob.list(id, chat.Page{}).Items); n != 7 {
			t.Errorf("Bob has %d entries left", n)
		}
		bob.append(id, on(6, chat.Edit, `{"text":"six, edited again"}`))
		if late := ada.list(id, chat.Page{Side: chat.After}).Items; len(late) != 1 || !late[0].Hidden || late[0].Content != "" {
			t.Errorf("an edit of what was cleared: %+v", late)
		}
		bob.say(id, "again")
		if page := ada.inbox(chat.InboxQuery{}); len(page.Items) != 1 || page.Items[0].Unread != 1 {
			t.Errorf("it comes back with a message: %+v", page.Items)
		}

		ada.update(id, chat.ConversationPatch{Archived: yes()})
		if in, out := ada.inbox(chat.InboxQuery{}), ada.inbox(chat.InboxQuery{Folder: "archived"}); len(in.Items) != 0 || len(out.Items) != 1 || out.Counts.Archived != 1 {
			t.Errorf("archived: %d in the inbox, %d in the archive", len(in.Items), len(out.Items))
		}
		if c := bob.view(id); c.Folder != "inbox" {
			t.Errorf("Bob's is in %s", c.Folder)
		}
		ada.update(id, chat.ConversationPatch{Muted: yes()})
		bob.say(id, "psst")
		if c := ada.view(id); c.Folder != "archived" {
			t.Errorf("a muted conversation came back to %s", c.Folder)
		}
		until := w.clock.Now().Add(time.Hour)
		if c := ada.update(id, chat.ConversationPatch{Muted: yes(), MutedUntil: &until}); c.MutedUntil == nil || !c.MutedUntil.Equal(until) {
			t.Errorf("muted until %v", c.MutedUntil)
		}
		w.clock.Move(2 * time.Hour)
		bob.say(id, "hello")
		if c := ada.view(id); c.Folder != "inbox" || c.Muted {
			t.Errorf("in %s, muted %v", c.Folder, c.Muted)
		}
	})
}

func TestInboxIsInOrderAndPaged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.person("Ada")
		var ids []base.ID
		for i := range 12 {
			w.clock.Move(time.Second)
			other := w.person(fmt.Sprintf("Zoé%d", i))
			ids = append(ids, ada.with(other))
			other.say(ids[i], "hello")
		}
		ada.update(ids[2], chat.ConversationPatch{Pinned: yes()})
		ada.update(ids[4], chat.ConversationPatch{Pinned: yes()})
		quiet := ada.with(w.person("Quiet"))
		w.clock.Move(time.Second)
		c := ada.update(quiet, chat.ConversationPatch{Draft: &chat.DraftPatch{Text: "to be said", ReplyTo: 0}})
		if c.Draft == nil || c.Draft.Text != "to be said" {
			t.Fatalf("draft is %+v", c.Draft)
		}
		want := append([]base.ID{ids[4], ids[2], quiet}, ids[11], ids[10], ids[9], ids[8], ids[7], ids[6], ids[5], ids[3], ids[1], ids[0])
		for _, limit := range []int{1, 2, 3, 5, 100} {
			var got []base.ID
			q := chat.InboxQuery{Limit: limit}
			for {
				page := ada.inbox(q)
				for _, c := range page.Items {
					got = append(got, c.ID)
				}
				if page.Next == "" {
					break
				}
				q.Cursor = page.Next
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("pages of %d: got %v, want %v", limit, got, want)
			}
		}
		if page := ada.inbox(chat.InboxQuery{Name: "zoe1", Limit: 2}); len(page.Items) != 2 || page.Items[0].ID != ids[11] || page.Next == "" {
			t.Errorf("by name: %d items, next %q", len(page.Items), page.Next)
		}
		if page := ada.inbox(chat.InboxQuery{Name: "nobody"}); len(page.Items) != 0 {
			t.Errorf("by the name of nobody: %d items", len(page.Items))
		}
		ada.update(quiet, chat.ConversationPatch{Draft: &chat.DraftPatch{}})
		if page := ada.inbox(chat.InboxQuery{}); len(page.Items) != 12 {
			t.Errorf("without its draft it stays: %d items", len(page.Items))
		}
		if _, err := w.chat.Inbox(w.ctx, ada.Actor, chat.InboxQuery{Cursor: "nonsense"}); base.CodeOf(err) != "invalid" {
			t.Errorf("a bad cursor: %v", err)
		}
	})
}

func TestLogIsPagedByMessages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		for i := range 20 {
			e := ada.say(id, fmt.Sprint("message ", i))
			bob.append(id, on(e.Seq, chat.Reaction, `{"emoji":"👍"}`))
		}
		late := ada.append(id, on(1, chat.Edit, `{"text":"late edit"}`))
		seqs := func(p chat.Entries) (roots []int64, targets int) {
			for i, e := range p.Items {
				if i > 0 && e.Seq <= p.Items[i-1].Seq {
					t.Errorf("seq %d after %d", e.Seq, p.Items[i-1].Seq)
				}
				if e.TargetSeq == 0 {
					roots = append(roots, e.Seq)
				} else {
					targets++
				}
			}
			return roots, targets
		}
		check := func(what string, page chat.Page, wantRoots string, wantTargets int, more, moreAfter bool) {
			t.Helper()
			got := ada.list(id, page)
			roots, targets := seqs(got)
			if fmt.Sprint(roots) != wantRoots || targets != wantTargets || got.HasMore != more || got.HasMoreAfter != moreAfter {
				t.Errorf("%s: roots %v, %d targets, more %v %v; want %s, %d, %v %v", what, roots, targets, got.HasMore, got.HasMoreAfter, wantRoots, wantTargets, more, moreAfter)
			}
		}
		check("the end", chat.Page{Limit: 3}, "[35 37 39]", 3, true, false)
		check("before", chat.Page{Side: chat.Before, Seq: 5, Limit: 3}, "[1 3]", 3, false, false)
		check("around", chat.Page{Side: chat.Around, Seq: 11, Limit: 4}, "[9 11 13 15]", 4, true, true)
		check("around the first", chat.Page{Side: chat.Around, Seq: 1, Limit: 4}, "[1 3 5]", 4, false, true)
		check("around the last", chat.Page{Side: chat.Around, Seq: 39, Limit: 4}, "[37 39]", 2, true, false)
		check("around what is not there", chat.Page{Side: chat.Around, Seq: math.MaxInt64, Limit: 4}, "[37 39]", 2, true, false)
		after := ada.list(id, chat.Page{Side: chat.After, Seq: 38, Limit: 2})
		if len(after.Items) != 2 || after.Items[0].Seq != 39 || !after.HasMore {
			t.Errorf("after: %+v", after)
		}
		if rest := ada.list(id, chat.Page{Side: chat.After, Seq: 40}); len(rest.Items) != 1 || rest.Items[0].Seq != late.Seq || rest.HasMore {
			t.Errorf("the rest: %+v", rest)
		}
	})
}

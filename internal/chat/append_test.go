package chat_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

func TestAppendsFromManyAreDenseAndInOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const people, each = 50, 20
		ada := w.person("Ada")
		var others []person
		var shared []base.ID
		for i := range 5 {
			others = append(others, w.person(fmt.Sprintf("Bob%d", i)))
			shared = append(shared, ada.with(others[i]))
		}
		var mu sync.Mutex
		acked := map[base.ID][]chat.Entry{}
		var wg sync.WaitGroup
		for i := range people {
			wg.Go(func() {
				who, id := ada, shared[i%5]
				if i%2 == 0 {
					who = others[i%5]
				}
				last := int64(0)
				for n := range each {
					e, created, err := w.chat.Append(w.ctx, who.Actor, id, message(fmt.Sprintf("%d says %d", i, n)))
					if err != nil || !created || e.Seq <= last {
						t.Errorf("got seq %d after %d, created %v, %v", e.Seq, last, created, err)
						return
					}
					last = e.Seq
					mu.Lock()
					acked[id] = append(acked[id], e)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for _, id := range shared {
			entries := acked[id]
			slices.SortFunc(entries, func(a, b chat.Entry) int { return int(a.Seq - b.Seq) })
			var log []chat.Entry
			for after := int64(0); ; after = log[len(log)-1].Seq {
				page := ada.list(id, chat.Page{Side: chat.After, Seq: after, Limit: 77})
				log = append(log, page.Items...)
				if !page.HasMore {
					break
				}
			}
			if len(log) != people/5*each {
				t.Fatalf("%d entries, want %d", len(log), people/5*each)
			}
			for i := range log {
				if log[i].Seq != int64(i+1) || log[i] != entries[i] {
					t.Fatalf("place %d has %v, acknowledged was %v", i, log[i], entries[i])
				}
			}
		}
		w.settled()
		next := map[base.ID]int64{}
		for _, event := range w.live.take(ada.Account) {
			var e struct{ Entry chat.Entry }
			if err := json.Unmarshal([]byte(event), &e); err != nil {
				t.Fatal(err)
			}
			if e.Entry.Seq == 0 { // the view of a conversation that has just begun
				continue
			}
			next[e.Entry.ConversationID]++
			if e.Entry.Seq != next[e.Entry.ConversationID] {
				t.Fatalf("published seq %d, want %d: events come in the order of the log", e.Entry.Seq, next[e.Entry.ConversationID])
			}
		}
		if next[shared[0]] != people/5*each {
			t.Errorf("%d events, want one for each entry", next[shared[0]])
		}
	})
}

func TestRetryGetsTheFirstEntry(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		in := message("once")
		first := ada.append(id, in)
		in.Content = text("something else")
		for _, when := range []string{"at once", "after a restart"} {
			again, created, err := w.chat.Append(w.ctx, ada.Actor, id, in)
			if err != nil || created || again != first {
				t.Errorf("%s: got %v, created %v, %v; want the first entry", when, again, created, err)
			}
			w.reopen()
		}
		// The same id from someone else is another entry.
		if e := bob.append(id, in); e.Seq != 2 {
			t.Errorf("another sender's entry has seq %d", e.Seq)
		}
		// A retry is answered although the same request would be refused today.
		w.block(bob, ada)
		if again, created, err := w.chat.Append(w.ctx, ada.Actor, id, in); err != nil || created || again != first {
			t.Errorf("after a block: got %v, %v, %v; want the first entry", again, created, err)
		}
		ada.refused(id, message("new"), "not_accepting")
	})
}

func TestRetriesAtOnceMakeOneEntry(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		first := ada.say(id, "before")
		in := message("once")
		seqs, made := make([]int64, 40), make([]bool, 40)
		var wg sync.WaitGroup
		for i := range seqs {
			wg.Go(func() {
				mine := in
				if i%4 == 3 {
					mine = message(fmt.Sprint("other ", i))
				}
				e, created, err := w.chat.Append(w.ctx, ada.Actor, id, mine)
				if err != nil {
					t.Error(err)
				}
				seqs[i], made[i] = e.Seq, created
			})
		}
		wg.Wait()
		created := 0
		for i := range seqs {
			if i%4 != 3 {
				if made[i] {
					created++
				}
				if seqs[i] != seqs[0] {
					t.Errorf("retry %d got seq %d, another %d", i, seqs[i], seqs[0])
				}
			}
		}
		if head := ada.view(id).Head.Seq; created != 1 || head != first.Seq+1+10 {
			t.Errorf("%d created, head %d; want 1 and %d", created, head, first.Seq+11)
		}
	})
}

func TestContentIsChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		root := bob.say(id, "hello")
		own := ada.say(id, "mine")
		reaction := ada.append(id, on(root.Seq, chat.Reaction, `{"emoji":"👍🏽"}`))
		tests := []struct {
			name string
			in   chat.Append
			code string
		}{
			{"4,000 characters", message(strings.Repeat("é", 4000)), ""},
			{"4,000 characters of two runes", message(strings.Repeat("e\u0301", 4000)), ""},
			{"4,001 characters", message(strings.Repeat("a", 4001)), "too_long"},
			{"families over the byte limit", message(strings.Repeat("👨‍👩‍👧‍👦", 1400)), "too_long"},
			{"nothing", message(""), "empty"},
			{"only blanks", message(" \n\t\u200b"), "empty"},
			{"NUL", message("a\x00b"), "invalid_text"},
			{"escape", message("a\x1b[0m"), "invalid_text"},
			{"lines and tabs", message("a\r\n\tb\n"), ""},
			{"not UTF-8", chat.Append{ClientID: base.NewID(time.Now()), Kind: chat.Message, Content: "{\"text\":\"\xff\"}"}, "invalid"},
			{"no JSON", chat.Append{ClientID: base.NewID(time.Now()), Kind: chat.Message, Content: "hi"}, "invalid"},
			{"another type", on(0, chat.Message, `{"type":"photo","text":"x"}`), "invalid"},
			{"no client id", chat.Append{Kind: chat.Message, Content: text("x")}, "invalid"},
			{"unknown kind", on(1, "poll", `{}`), "invalid"},
			{"message with a target", on(1, chat.Message, `{"text":"x"}`), "invalid"},
			{"edit without a target", on(0, chat.Edit, `{"text":"x"}`), "invalid"},
			{"reply", on(0, chat.Message, fmt.Sprintf(`{"text":"x","replyTo":%d}`, root.Seq)), ""},
			{"reply to nothing", on(0, chat.Message, `{"text":"x","replyTo":99}`), "invalid"},
			{"reply to a reaction", on(0, chat.Message, fmt.Sprintf(`{"text":"x","replyTo":%d}`, reaction.Seq)), "invalid"},
			{"edit of nothing", on(99, chat.Edit, `{"text":"x"}`), "not_found"},
			{"edit of another's", on(root.Seq, chat.Edit, `{"text":"x"}`), "not_yours"},
			{"edit of a reaction", on(reaction.Seq, chat.Edit, `{"text":"x"}`), "not_found"},
			{"edit to nothing", on(own.Seq, chat.Edit, `{"text":" "}`), "empty"},
			{"edit", on(own.Seq, chat.Edit, `{"text":"mine!"}`), ""},
			{"unsend of another's", on(root.Seq, chat.Unsend, `{}`), "not_yours"},
			{"flag", on(root.Seq, chat.Reaction, `{"emoji":"🇫🇷"}`), ""},
			{"keycap", on(root.Seq, chat.Reaction, `{"emoji":"1️⃣"}`), ""},
			{"heart", on(root.Seq, chat.Reaction, `{"emoji":"❤️"}`), ""},
			{"family", on(root.Seq, chat.Reaction, `{"emoji":"👨‍👩‍👧‍👦"}`), ""},
			{"reaction taken back", on(root.Seq, chat.Reaction, `{"emoji":""}`), ""},
			{"two emoji", on(root.Seq, chat.Reaction, `{"emoji":"👍👍"}`), "invalid"},
			{"a letter", on(root.Seq, chat.Reaction, `{"emoji":"a"}`), "invalid"},
			{"a digit", on(root.Seq, chat.Reaction, `{"emoji":"1"}`), "invalid"},
		}
		for _, test := range tests {
			e, _, err := w.chat.Append(w.ctx, ada.Actor, id, test.in)
			if got := base.CodeOf(err); got != test.code || (err != nil) != (test.code != "") {
				t.Errorf("%s: got %q (%v, seq %d), want %q", test.name, got, err, e.Seq, test.code)
			}
		}
	})
}

func TestStrangersAndTheBlockedCannotAppend(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, eve := w.person("Ada"), w.person("Bob"), w.person("Eve")
		id := ada.with(bob)
		mine := ada.say(id, "hello")
		eve.refused(id, message("let me in"), "not_found")
		ada.refused(base.NewID(time.Now()), message("nowhere"), "not_found")
		if _, err := w.chat.List(w.ctx, eve.Actor, id, chat.Page{}); base.CodeOf(err) != "not_found" {
			t.Errorf("a stranger reads the log: %v", err)
		}
		w.block(ada, bob)
		for _, p := range []person{ada, bob} {
			p.refused(id, message("still there?"), "not_accepting")
			p.refused(id, on(mine.Seq, chat.Reaction, `{"emoji":"👍"}`), "not_accepting")
		}
		ada.append(id, on(mine.Seq, chat.Unsend, `{}`)) // one's own words can be taken back all the same
		if _, _, err := w.chat.Create(w.ctx, bob.Actor, ada.Account); err != nil {
			t.Errorf("what exists can be opened: %v", err)
		}
	})
}

func TestOneBadAppendFailsAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				in, code := message("fine"), ""
				switch i % 3 {
				case 1:
					in, code = on(99999, chat.Reaction, `{"emoji":"👍"}`), "not_found"
				case 2:
					in, code = on(0, chat.Message, `{"text":"x","replyTo":99999}`), "invalid"
				}
				if _, _, err := w.chat.Append(w.ctx, ada.Actor, id, in); base.CodeOf(err) != code {
					t.Errorf("got %v, want %q", err, code)
				}
			})
		}
		wg.Wait()
		if head := ada.view(id).Head.Seq; head != 20 {
			t.Errorf("head is %d, want the 20 good ones", head)
		}
	})
}

func TestAppendsOutliveTheConnectionsOfTheStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.Store(t, db.Postgres))
	ada, bob := w.person("Ada"), w.person("Bob")
	id := ada.with(bob)
	other, err := db.Open(w.ctx, w.address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for range 5 {
		ada.say(id, "before")
		err := other.Write(w.ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(w.ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid()`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() { ada.say(id, "after") })
		}
		wg.Wait()
	}
	if head := ada.view(id).Head.Seq; head != 20 {
		t.Errorf("head is %d, want 20", head)
	}
}

func TestEditWindowEndsAfterADay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		e := ada.say(id, "frist")
		w.clock.Move(24 * time.Hour)
		ada.append(id, on(e.Seq, chat.Edit, `{"text":"first"}`))
		p := bob.view(id).Head.Preview
		if p == nil || p.Text != "first" || !p.Edited {
			t.Errorf("preview is %+v, want the edit", p)
		}
		w.clock.Move(time.Second)
		ada.refused(id, on(e.Seq, chat.Edit, `{"text":"too late"}`), "edit_expired")
		ada.append(id, on(e.Seq, chat.Unsend, `{}`))
		ada.refused(id, on(e.Seq, chat.Edit, `{"text":"x"}`), "erased")
		bob.refused(id, on(e.Seq, chat.Reaction, `{"emoji":"👍"}`), "erased")
	})
}

// A page of history holds all that was done to its messages, so there is an end to it.
func TestAMessageTakesSoManyChangesAndNoMore(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		e := ada.say(id, "hello")
		// accepted hands in many at once, and tells how many are accepted where the rest is refused for their number.
		accepted := func(who person, count int, in func(i int) chat.Append) (n int) {
			t.Helper()
			errs := make(chan error, count)
			for i := range count {
				w.chat.StartAppend(w.ctx, who.Actor, id, in(i), func(_ chat.Entry, _ bool, err error) { errs <- err })
			}
			for range count {
				switch err := <-errs; {
				case err == nil:
					n++
				case base.CodeOf(err) != "too_many_changes":
					t.Fatal(err)
				}
			}
			return n
		}
		reactions := func(i int) chat.Append {
			return on(e.Seq, chat.Reaction, fmt.Sprintf(`{"emoji":%q}`, []string{"👍", "🎉", ""}[i%3]))
		}
		edits := func(i int) chat.Append { return on(e.Seq, chat.Edit, fmt.Sprintf(`{"text":"hello %d"}`, i)) }
		if n := accepted(bob, 950, reactions); n != 900 {
			t.Errorf("%d reactions are accepted, want 900", n)
		}
		bob.refused(id, reactions(0), "too_many_changes")
		if n := accepted(ada, 150, edits); n != 100 {
			t.Errorf("%d edits are accepted beside them, want 100", n)
		}
		ada.refused(id, edits(0), "too_many_changes")
		if n := len(bob.list(id, chat.Page{Limit: 1}).Items); n != 1001 {
			t.Errorf("the page has %d entries, want the message and 1,000", n)
		}
		ada.append(id, on(e.Seq, chat.Unsend, `{}`)) // goes always, and once is enough
		ada.refused(id, on(e.Seq, chat.Unsend, `{}`), "too_many_changes")

		e = ada.say(id, "long")
		long := func(int) chat.Append { return on(e.Seq, chat.Edit, `{"text":"`+strings.Repeat("🎉", 4000)+`"}`) }
		if n := accepted(ada, 20, long); n != 16 {
			t.Errorf("%d edits of 16 KB are accepted, want the 16 that 256 KB hold", n)
		}
		ada.refused(id, long(0), "too_many_changes")
		ada.append(id, edits(0)) // still fits
		bob.append(id, reactions(0))
	})
}

// Pages get shorter where much speaks of their messages, and lose nothing by it.
func TestPagesOfManyChangesAreShorter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		const messages, edits = 12, 16
		var seqs []int64
		for i := range messages {
			seqs = append(seqs, ada.say(id, fmt.Sprint("message ", i)).Seq)
		}
		errs := make(chan error, messages*edits)
		for _, seq := range seqs {
			for range edits {
				long := on(seq, chat.Edit, `{"text":"`+strings.Repeat("🎉", 3900)+`"}`)
				w.chat.StartAppend(w.ctx, ada.Actor, id, long, func(_ chat.Entry, _ bool, err error) { errs <- err })
			}
		}
		for range messages * edits {
			if err := <-errs; err != nil {
				t.Fatal(err)
			}
		}
		came := map[int64]int{}
		page := chat.Page{Side: chat.AtEnd, Limit: 50}
		for pages := 1; ; pages++ {
			out := bob.list(id, page)
			if size := len(out.AppendJSON(nil)); size > 3<<20 {
				t.Errorf("a page has %d bytes", size)
			}
			first := int64(math.MaxInt64)
			for _, e := range out.Items {
				came[e.Seq]++
				if e.TargetSeq == 0 {
					first = min(first, e.Seq)
				}
			}
			if !out.HasMore {
				if pages == 1 {
					t.Error("all came in one page")
				}
				break
			}
			if first == math.MaxInt64 {
				t.Fatal("a page has no message, and there are more")
			}
			page = chat.Page{Side: chat.Before, Seq: first, Limit: 50}
		}
		for seq := int64(1); seq <= messages*(1+edits); seq++ {
			if came[seq] != 1 {
				t.Errorf("entry %d came %d times", seq, came[seq])
			}
		}
		around := bob.list(id, chat.Page{Side: chat.Around, Seq: seqs[5], Limit: 50})
		if !slices.ContainsFunc(around.Items, func(e chat.Entry) bool { return e.Seq == seqs[5] }) || !around.HasMore || !around.HasMoreAfter {
			t.Errorf("around message %d: %d entries, more %v, more after %v", seqs[5], len(around.Items), around.HasMore, around.HasMoreAfter)
		}
	})
}

func TestClockThatGoesBackKeepsOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		first := ada.say(id, "one")
		w.clock.Move(-time.Hour)
		if second := bob.say(id, "two"); second.CreatedAt.Before(first.CreatedAt) {
			t.Errorf("the second entry is from %v, the first from %v", second.CreatedAt, first.CreatedAt)
		}
	})
}

// Stamps stay ahead of a clock that was set back; how long something is muted goes by the clock.
func TestWhatIsMutedStaysInTheArchiveThoughTheClockWentBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.person("Ada"), w.person("Bob")
		id := ada.with(bob)
		bob.say(id, "one")
		w.clock.Move(-24 * time.Hour)
		until := w.clock.Now().Add(time.Hour)
		ada.update(id, chat.ConversationPatch{Muted: yes(), MutedUntil: &until, Archived: yes()})
		bob.say(id, "two")
		if got := ada.view(id); got.Folder != "archived" || !got.Muted {
			t.Errorf("muted for an hour and archived, with a clock that went back: %s, muted %v", got.Folder, got.Muted)
		}
		w.clock.Move(time.Hour)
		bob.say(id, "three")
		if got := ada.view(id); got.Folder != "inbox" {
			t.Errorf("an hour later: %s", got.Folder)
		}
	})
}

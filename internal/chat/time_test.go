package chat_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/chat"
)

// edges are the rules of this package that end at a moment. begin starts what a rule speaks of, between two people who have spoken, and
// tells how long it lasts from now; holds tells whether it still does.
var edges = []struct {
	rule  string
	begin func(talk talk) (lasts time.Duration, holds func() bool)
}{
	{"a message can be edited for 24 hours, the last millisecond included", func(k talk) (time.Duration, func() bool) {
		e := k.ada.say(k.id, "frist")
		return 24*time.Hour + time.Millisecond, func() bool {
			_, _, err := k.ada.chat.Append(k.ada.ctx, k.ada.Actor, k.id, on(e.Seq, chat.Edit, `{"text":"first"}`))
			return k.unless(err, "edit_expired")
		}
	}},
	{"what is muted for an hour shows as muted for an hour", func(k talk) (time.Duration, func() bool) {
		k.mute(time.Hour)
		return time.Hour, func() bool { return k.ada.view(k.id).Muted }
	}},
	{"what is muted for an hour is not counted for an hour", func(k talk) (time.Duration, func() bool) {
		k.mute(time.Hour)
		k.bob.say(k.id, "psst")
		return time.Hour, func() bool { return k.ada.inbox(chat.InboxQuery{}).Counts.Inbox == 0 }
	}},
	{"what is muted for an hour stays in the archive for an hour", func(k talk) (time.Duration, func() bool) {
		k.mute(time.Hour)
		k.ada.update(k.id, chat.ConversationPatch{Archived: yes()})
		return time.Hour, func() bool {
			k.bob.say(k.id, "psst")
			return k.ada.view(k.id).Folder == "archived"
		}
	}},
	{"typing is not told again for 2 seconds", func(k talk) (time.Duration, func() bool) {
		k.types()
		return 2 * time.Second, func() bool { return !k.types() }
	}},
	{"a sweep remembers who was told of typing for 2 seconds", func(k talk) (time.Duration, func() bool) {
		k.types()
		return 2 * time.Second, func() bool {
			if err := k.ada.chat.Sweep(k.ada.ctx, k.ada.clock.Now()); err != nil {
				k.ada.t.Fatal(err)
			}
			return !k.types()
		}
	}},
	{"a cursor of sync is good for 30 days, the last millisecond included", func(k talk) (time.Duration, func() bool) {
		cursor := k.cursor()
		return 30*24*time.Hour + time.Millisecond, func() bool {
			_, err := k.ada.chat.Sync(k.ada.ctx, k.ada.Actor, cursor, 10)
			return k.unless(err, "cursor_expired")
		}
	}},
	{"a new cursor tells of the last 10 seconds, the first millisecond included", func(k talk) (time.Duration, func() bool) {
		k.bob.say(k.id, "now")
		return 10*time.Second + time.Millisecond, func() bool {
			out, err := k.ada.chat.Sync(k.ada.ctx, k.ada.Actor, k.cursor(), 10)
			return k.unless(err, "") && len(out.Conversations) == 1
		}
	}},
}

func TestRulesEndAtTheirMoment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, edge := range edges {
			for _, at := range []struct {
				after time.Duration
				holds bool
			}{{-time.Millisecond, true}, {0, false}, {time.Millisecond, false}} {
				lasts, holds := edge.begin(newTalk(w))
				w.clock.Move(lasts + at.after)
				if holds() != at.holds {
					t.Errorf("%s: at %v from its end, holds is %v", edge.rule, at.after, !at.holds)
				}
			}
		}
	})
}

// talk is a conversation of two who have no other.
type talk struct {
	ada, bob person
	id       base.ID
}

func newTalk(w *world) talk {
	k := talk{ada: w.person("Ada"), bob: w.person("Bob")}
	k.id = k.ada.with(k.bob)
	k.ada.say(k.id, "hello")
	return k
}

func (k talk) mute(lasts time.Duration) {
	until := k.ada.clock.Now().Add(lasts)
	k.ada.update(k.id, chat.ConversationPatch{Muted: yes(), MutedUntil: &until})
}

// types has Ada type, and tells whether Bob is told.
func (k talk) types() bool {
	k.ada.t.Helper()
	k.ada.live.take(k.bob.Account)
	if err := k.ada.chat.SetTyping(k.ada.ctx, k.ada.Actor, k.id); err != nil {
		k.ada.t.Fatal(err)
	}
	return strings.Contains(strings.Join(k.ada.live.take(k.bob.Account), ""), `"typing"`)
}

func (k talk) cursor() string {
	k.ada.t.Helper()
	out, err := k.ada.chat.Sync(k.ada.ctx, k.ada.Actor, "", 10)
	if err != nil {
		k.ada.t.Fatal(err)
	}
	return out.Cursor
}

// unless tells whether err is not of that code, and is nothing else either.
func (k talk) unless(err error, code string) bool {
	k.ada.t.Helper()
	if err != nil && base.CodeOf(err) != code {
		k.ada.t.Errorf("error %v", err)
	}
	return err == nil
}

func TestACursorMayBeAMinuteAhead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.person("Ada")
		for ahead, code := range map[time.Duration]string{
			time.Minute - time.Millisecond: "", time.Minute: "", time.Minute + time.Millisecond: "cursor_expired",
		} {
			began := w.clock.Now().Add(ahead).UnixMilli()
			cursor := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"b":%d}`, began))
			if _, err := w.chat.Sync(w.ctx, ada.Actor, cursor, 10); base.CodeOf(err) != code {
				t.Errorf("%v ahead: %v", ahead, err)
			}
		}
	})
}

func TestTypingIsToldAgainWhenTheClockWasSetBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		k := newTalk(w)
		k.types()
		w.clock.Move(-24 * time.Hour)
		if !k.types() {
			t.Error("typing is not told for as long as the clock was ahead")
		}
		if k.types() {
			t.Error("typing is told twice at once")
		}
	})
}

package chat

import (
	"slices"
	"testing"

	"causerie/internal/base"
)

func TestWhatOneWritesWaitsBehindACopyOfTheirs(t *testing.T) {
	ada, bob := base.ID{1}, base.ID{2}
	var l line
	var began []string
	var leave func()
	join := func(who base.ID, name string, slow bool) bool {
		return l.join(who, slow, func(done func()) {
			began = append(began, name)
			if slow {
				leave = done
				return
			}
			done()
		})
	}
	want := func(names ...string) {
		t.Helper()
		if !slices.Equal(began, names) {
			t.Errorf("%q began, want %q", began, names)
		}
		began = nil
	}

	join(ada, "a word", false)
	join(ada, "a sticker", true)
	join(ada, "a word after it", false)
	join(bob, "another's word", false)
	join(ada, "a second sticker", true)
	join(ada, "the last word", false)
	want("a word", "a sticker", "another's word")
	leave()
	want("a word after it", "a second sticker")
	leave()
	want("the last word")

	join(ada, "a sticker", true)
	for range behindMax {
		if !join(ada, "a word", false) {
			t.Fatal("there was no room in the line")
		}
	}
	if join(ada, "one too many", false) {
		t.Error("the line has no end")
	}
	want("a sticker")
	leave()
	want(slices.Repeat([]string{"a word"}, behindMax)...)
	if l.people.Load() != 0 || len(l.behind) != 0 {
		t.Errorf("%d people are in the line that everybody has left: %v", l.people.Load(), l.behind)
	}
}

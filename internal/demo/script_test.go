package demo

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// Whatever the time of day at which the demo is loaded, its lines are in the past and in their order.
func TestScheduleKeepsTheOrderOfEveryTalk(t *testing.T) {
	t.Parallel()
	for _, hour := range []int{0, 6, 12, 23} {
		now := time.Date(2026, time.March, 29, hour, 5, 0, 0, time.UTC)
		last := map[int]time.Time{}
		var before time.Time
		for _, s := range schedule(talks, now) {
			if s.at.After(now) {
				t.Errorf("at %d h, %q lies in the future", hour, s.line.say)
			}
			if s.at.Before(before) || !s.at.After(last[s.talk]) {
				t.Errorf("at %d h, %q of %s comes too early", hour, s.line.say, s.line.who)
			}
			before, last[s.talk] = s.at, s.at
		}
	}
}

func TestLinesNameWhatExists(t *testing.T) {
	t.Parallel()
	for _, talk := range talks {
		named := map[string]line{}
		for _, l := range talk.lines {
			if !slices.Contains(talk.between, l.who) {
				t.Errorf("%s speaks in the conversation of %v", l.who, talk.between)
			}
			for _, name := range []string{l.reply, l.on} {
				if _, known := named[name]; name != "" && !known {
					t.Errorf("%v: no message before it is called %q", talk.between, name)
				}
			}
			if (l.edit != "" || l.unsend) && named[l.on].who != l.who {
				t.Errorf("%s changes a message of someone else: %q", l.who, named[l.on].say)
			}
			if l.react != "" && named[l.on].who == l.who {
				t.Errorf("%s reacts to an own message: %q", l.who, named[l.on].say)
			}
			if l.id != "" {
				named[l.id] = l
			}
		}
	}
}

// French sets a narrow no-break space before its tall punctuation, so that it never starts a line.
func TestFrenchSpacesDoNotBreak(t *testing.T) {
	t.Parallel()
	for _, talk := range talks {
		for _, l := range talk.lines {
			for _, text := range []string{l.say, l.edit} {
				for _, mark := range []string{" ?", " !", " :", " ;", " »", "« "} {
					if strings.Contains(text, mark) {
						t.Errorf("a plain space at %q in %q", mark, text)
					}
				}
			}
		}
	}
}

func TestEveryoneHasAPortrait(t *testing.T) {
	t.Parallel()
	for _, p := range people {
		face, err := faces.ReadFile("faces/" + p.handle + ".jpg")
		if err != nil {
			t.Errorf("%s: %v", p.handle, err)
		}
		if len(face) > 30<<10 {
			t.Errorf("the portrait of %s takes %d bytes", p.handle, len(face))
		}
	}
}

package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"causerie/internal/chat"
)

// talk is one conversation of the demo, as data: of two people, or a group with a title, which the first of them makes. Who is in it are friends of
// the first by conversations of two.
type talk struct {
	title   string
	between []string
	lines   []line
	unread  map[string]int    // how many of the last messages a person has not read; everything else is read
	draft   map[string]string // what a person has begun to write
	pinned  []string
	muted   []string
	// archived lists who has put the conversation away.
	archived []string
}

func (t talk) String() string {
	return cmp.Or(t.title, "the conversation of "+strings.Join(t.between, " and "))
}

// line is one thing that someone does in a conversation: say something, ask in a poll, or edit, react to, vote in, pin or unsend the message
// that on names.
type line struct {
	at     moment
	who    string
	say    string
	edit   string
	react  string
	poll   *chat.Poll // say is what it asks
	vote   []int
	pin    bool
	unsend bool
	reply  string // the message that is answered
	on     string
	id     string // how later lines name this message
}

// moment is a time before the demo is loaded.
type moment func(now time.Time) time.Time

// day is a time of day, days ago, where the demo is loaded.
func day(days int, clock string) moment {
	return func(now time.Time) time.Time {
		at, err := time.Parse("15:04", clock)
		if err != nil {
			panic(fmt.Sprintf("demo: %q is no time of day", clock))
		}
		year, month, date := now.Date()
		return time.Date(year, month, date-days, at.Hour(), at.Minute(), 0, 0, now.Location())
	}
}

func ago(minutes int) moment {
	return func(now time.Time) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
}

// step is a line in its place in time, in the talk that it belongs to.
type step struct {
	at   time.Time
	talk int
	line line
}

// schedule puts the lines of all talks in the order in which they happened. Within a talk they keep the order in which
// they are written.
func schedule(talks []talk, now time.Time) []step {
	var steps []step
	for i, t := range talks {
		var last time.Time
		for _, l := range t.lines {
			at := l.at(now)
			if !at.After(last) {
				at = last.Add(time.Second)
			}
			last = at
			steps = append(steps, step{at, i, l})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	return steps
}

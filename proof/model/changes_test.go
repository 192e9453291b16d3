package model

import (
	"strings"
	"testing"

	"causerie/internal/testkit"
)

// Random histories say little of one message. Here two friends say nothing of any other, until it takes no more.
func TestWhatComesToOneMessageEndsWhereTheModelSays(t *testing.T) {
	each(t, 0, func(t *testing.T, s *testkit.Server, seed uint64, _ int) {
		w := &sea{t: t, server: s, r: random(seed, 0), talks: map[[2]int]*known{}, people: crew(t, s, 2)}
		w.meet()
		k := w.talks[[2]int{0, 1}]
		k.sides[0].follows, k.sides[1].follows = true, true
		w.open(k, 0)
		say := func(by int, q wish) {
			q.clientID = clientID(w.r).String()
			w.append(k, by, q)
		}
		change := func(kind string, target int64, text string) {
			by := 0
			if kind == "reaction" || w.r.IntN(10) == 0 { // what is another's cannot be edited
				by = w.r.IntN(2)
			}
			say(by, wish{kind: kind, target: target, text: text})
		}

		say(0, wish{kind: "message", text: "dune"})
		many := k.head()
		for range 1500 {
			if w.r.IntN(10) < 7 {
				change("reaction", many, []string{"👍", ""}[w.r.IntN(2)])
			} else {
				change("edit", many, sentence(w.r))
			}
		}
		if n, _ := k.changes(many); n != changesMax {
			t.Errorf("%d changes came to the first message, want %d", n, changesMax)
		}
		say(0, wish{kind: "message", text: "brise"})
		long := k.head()
		for range 40 {
			change("edit", long, strings.Repeat("é", 3000+w.r.IntN(1000)))
		}
		say(1, wish{kind: "reaction", target: long, text: "👍"})
		say(0, wish{kind: "edit", target: long, text: strings.Repeat("é", 4000)})
		for _, target := range []int64{many, long} {
			for range 2 { // once is enough
				say(0, wish{kind: "unsend", target: target})
			}
		}
		for by := range 2 {
			w.list(k, by)
			w.look(k, by)
		}
	})
}

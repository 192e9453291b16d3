package model

import (
	"slices"

	"causerie/internal/chat"
)

// pins has someone pin a message, or take one out of view.
func (c *club) pins(g *circle, a int) {
	seq, of := c.aim(g)
	kind := chat.Pin
	if c.r.IntN(3) == 0 {
		kind = chat.Unpin
		if len(g.pins) > 0 && c.r.IntN(2) == 0 {
			seq = g.pins[c.r.IntN(len(g.pins))]
			of = &g.log[seq-1]
		}
	}
	pinned := slices.Contains(g.pins, seq)
	want := g.may(a, g.rules.Edit)
	switch {
	case of == nil:
		want = "not_found"
	case want != "":
	case kind == chat.Unpin && !pinned:
		want = "not_pinned"
	case kind == chat.Unpin:
	case of.erased:
		want = "erased"
	case of.once != nil:
		want = "not_pinnable"
	case pinned:
		want = "already_pinned"
	case len(g.pins) == 3:
		want = "too_many_pins"
	}
	if _, ok := c.put(g, a, kind, 0, map[string]any{"messageSeq": max(seq, 1)}, want); !ok {
		return
	}
	if kind == chat.Pin {
		g.pins = append(g.pins, seq)
	} else {
		g.unpin(seq)
	}
	g.log = append(g.log, entryLine{kind: string(kind), by: a})
}

func (g *circle) unpin(seq int64) {
	g.pins = slices.DeleteFunc(g.pins, func(one int64) bool { return one == seq })
}

// pinnedFor is what is pinned, as far as someone sees it.
func (g *circle) pinnedFor(s *seat) []int64 {
	return slices.DeleteFunc(slices.Clone(g.pins), func(seq int64) bool { return seq <= s.floor || s.hidden[seq] })
}

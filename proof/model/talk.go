// Package model checks the service against a small model of it: what a conversation is, in a few hundred lines without a store.
//
// Two ways, both random and replayable by their seed. In the first, one thing is done after the other, and everything that anyone can
// see is compared. In the second, many clients act on one conversation at once, and the history of what they asked and were answered
// must be linearizable: there must be one order of all operations, in keeping with real time, in which the model gives the same answers.
package model

import (
	"fmt"
	"slices"
)

// line is an entry of the log as the model has it.
type line struct {
	seq, target, replyTo int64
	kind                 string
	by                   int // a member: 0 or 1
	clientID             string
	text                 string // of a message or an edit; the emoji of a reaction
	erased               bool
	at                   int64 // Unix milliseconds
}

// side is one member's own view, and what the other may see of them.
type side struct {
	bond
	read, cleared             int64
	shownRead, shownDelivered int64
	marked, pinned            bool
	hidesRead, hidesDelivered bool
	folder                    string // inbox when it is empty
	mutedUntil                int64  // Unix milliseconds; forever is always
	draft                     string
	draftAt                   int64
}

const (
	always     = 1<<63 - 1
	editWindow = 24 * 3600 * 1000

	changesMax   = 1000 // edits, reactions and unsending of one message
	reactionsMax = 900  // changes past which there are no more reactions
	editBytesMax = 256 << 10
)

// talk is a direct conversation, or one with oneself. Its methods return a changed copy and leave the receiver as it is.
type talk struct {
	log       []line
	messageAt int64
	sides     [2]side
	alone     bool // with oneself: the first side is all
	between
	hidden [2][]int64 // what each member deleted for themselves, ascending
}

// wish is an append.
type wish struct {
	kind, clientID, text string
	target, replyTo      int64
}

func (t *talk) head() int64 { return int64(len(t.log)) }

func (t *talk) at(seq int64) *line {
	if seq < 1 || seq > t.head() {
		return nil
	}
	return &t.log[seq-1]
}

// append is what becomes of a wish: the entry, whether it is new, or the code of a refusal.
func (t *talk) append(by int, w wish, now int64) (next *talk, e line, created bool, code string) {
	for _, old := range t.log {
		if old.by == by && old.clientID == w.clientID {
			return t, old, false, ""
		}
	}
	target := t.at(w.target)
	how := decision{outcome: deliver}
	if w.kind != "unsend" {
		if how = t.reach(by, w.kind, w.kind != "reaction", now); how.outcome == refuse {
			return t, e, false, how.code
		}
	}
	switch {
	case w.replyTo > 0 && (t.at(w.replyTo) == nil || t.at(w.replyTo).target != 0):
		return t, e, false, "invalid"
	case w.kind == "message":
	case target == nil, target.kind != "message":
		return t, e, false, "not_found"
	case w.kind != "reaction" && target.by != by:
		return t, e, false, "not_yours"
	case w.kind != "unsend" && target.erased:
		return t, e, false, "erased"
	case w.kind == "edit" && now-target.at > editWindow:
		return t, e, false, "edit_expired"
	case !(w.kind == "unsend" && !target.erased) && t.full(w):
		return t, e, false, "too_many_changes"
	}
	next = t.copy()
	e = line{seq: t.head() + 1, target: w.target, replyTo: w.replyTo, kind: w.kind, by: by, clientID: w.clientID, text: w.text, at: now}
	next.log = append(next.log, e)
	if w.kind == "message" {
		next.messageAt = now
		for i := range next.sides {
			if s := &next.sides[i]; s.folder == "archived" && s.mutedUntil <= now {
				s.folder = ""
			}
		}
	}
	next.settle(by, w, how)
	if w.kind == "unsend" {
		for i := range next.log {
			if l := &next.log[i]; l.seq == w.target || l.target == w.target && l.kind == "edit" {
				l.text, l.erased, l.replyTo = "", true, 0
			}
		}
	}
	return next, e, true, ""
}

// full tells whether a message has all the changes that it takes: nothing of the kind of w comes to it any more.
func (t *talk) full(w wish) bool {
	n, bytes := t.changes(w.target)
	more := line{kind: w.kind, text: w.text}.editSize()
	return n >= changesMax || w.kind == "reaction" && n >= reactionsMax || w.kind == "edit" && bytes+more > editBytesMax
}

// changes counts what came to a message, and the bytes of its edits.
func (t *talk) changes(target int64) (n, editBytes int) {
	for _, l := range t.log {
		if l.target == target {
			n++
			editBytes += l.editSize()
		}
	}
	return n, editBytes
}

// editSize is how many bytes the content of an edit has; its text needs no escaping.
func (l line) editSize() int {
	if l.kind != "edit" || l.erased {
		return 0
	}
	return len(`{"text":""}`) + len(l.text)
}

// mark moves positions forward; read 0 is a device that has received.
func (t *talk) mark(by int, read, delivered, now int64) *talk {
	next := t.copy()
	s := &next.sides[by]
	read, delivered = min(read, t.head()), min(delivered, t.head())
	if read > s.read || read > 0 && s.marked {
		s.read, s.marked = max(s.read, read), false
	}
	if !t.shows(by, now) {
		return next
	}
	if !s.hidesRead {
		s.shownRead = max(s.shownRead, read)
	}
	if !s.hidesDelivered {
		s.shownDelivered = max(s.shownDelivered, delivered)
	}
	return next
}

// clear removes the history up to now for one member.
func (t *talk) clear(by int, now int64) *talk {
	next := t.copy()
	s := &next.sides[by]
	s.cleared, s.read = t.head(), max(s.read, t.head())
	if s.waits() {
		next.decline(by, now)
	}
	s.marked, s.pinned, s.first, s.shown, s.folder, s.draft, s.draftAt = false, false, false, false, "", "", 0
	next.hidden[by] = nil
	return next
}

// hide deletes messages for one member.
func (t *talk) hide(by int, seqs ...int64) *talk {
	next := t.copy()
	hidden := slices.Clone(t.hidden[by])
	for _, seq := range seqs {
		if l := t.at(seq); l != nil && l.target == 0 && !slices.Contains(hidden, seq) {
			hidden = append(hidden, seq)
		}
	}
	slices.Sort(hidden)
	next.hidden[by] = hidden
	return next
}

func (t *talk) copy() *talk {
	next := *t
	next.log = slices.Clone(t.log)
	return &next
}

// seen is an entry as a member sees it.
type seen struct {
	seq, target, replyTo int64
	kind                 string
	by                   int
	text                 string
	erased, hidden       bool
}

// after are the entries after a seq as a member sees them.
func (t *talk) after(by int, seq int64) []seen {
	cleared := t.sides[by].cleared
	var out []seen
	for _, l := range t.log[min(max(seq, cleared, 0), t.head()):] {
		e := seen{l.seq, l.target, l.replyTo, l.kind, l.by, l.text, l.erased, false}
		gone := l.target > 0 && l.target <= cleared
		if gone || slices.Contains(t.hidden[by], l.seq) || l.target > 0 && slices.Contains(t.hidden[by], l.target) {
			e.text, e.replyTo, e.hidden = "", 0, true
		}
		out = append(out, e)
	}
	return out
}

// unread counts the other's messages after the read position.
func (t *talk) unread(by int) int64 {
	var n int64
	for _, l := range t.log {
		if l.kind == "message" && l.by != by && l.seq > t.sides[by].read && !l.erased {
			n++
		}
	}
	return min(n, 100)
}

// shownText is a message's text with its edits, and whether there were any.
func (t *talk) shownText(root line) (text string, edited bool) {
	text = root.text
	for _, l := range t.log {
		if l.kind == "edit" && l.target == root.seq && !l.erased {
			text, edited = l.text, true
		}
	}
	return text, edited
}

// preview is what the inbox shows of a conversation.
type preview struct {
	seq            int64
	text           string
	edited, erased bool
}

// lastMessage is the seq of the last message that is not cleared for a member, 0 when there is none.
func (t *talk) lastMessage(by int) int64 {
	for _, l := range slices.Backward(t.log) {
		if l.kind == "message" && l.seq > t.sides[by].cleared {
			return l.seq
		}
	}
	return 0
}

func (t *talk) preview(by int) preview {
	for _, l := range slices.Backward(t.log) {
		if l.kind == "message" && l.seq > t.sides[by].cleared && !slices.Contains(t.hidden[by], l.seq) {
			text, edited := t.shownText(l)
			return preview{l.seq, text, edited, l.erased}
		}
	}
	return preview{}
}

// active is where the conversation stands in a member's inbox, 0 for nowhere.
func (t *talk) active(by int) int64 {
	if t.lastMessage(by) > 0 {
		return t.messageAt
	}
	return t.sides[by].draftAt
}

// position is what a member sees of how far someone is; absent is -1.
type position struct{ read, delivered int64 }

// positions are what a member sees of themselves and of the other.
func (t *talk) positions(by int, now int64) (own, others position) {
	shown := func(of int) position {
		p := position{-1, -1}
		if of != by && !t.shows(by, now) {
			return p
		}
		if !t.sides[by].hidesRead && !t.sides[of].hidesRead {
			p.read = t.sides[of].shownRead
		}
		if !t.sides[by].hidesDelivered && !t.sides[of].hidesDelivered {
			p.delivered = t.sides[of].shownDelivered
		}
		return p
	}
	if t.alone {
		return shown(by), position{}
	}
	return shown(by), shown(1 - by)
}

// view is a member's view, all that the API tells of it.
type view struct {
	head, read, unread, cleared int64
	marked, pinned              bool
	folder, request             string
	muted, blocked              bool
	draft                       string
	hidden                      string
	preview                     preview
	active                      int64
	own, other                  position
}

func (t *talk) view(by int, now int64) view {
	s := t.sides[by]
	v := view{
		head: t.head(), read: s.read, unread: t.unread(by), cleared: s.cleared, marked: s.marked, pinned: s.pinned,
		folder: s.in(), request: t.request(by, now),
		muted: s.mutedUntil > now, blocked: s.blocks, draft: s.draft, preview: t.preview(by), active: t.active(by),
	}
	v.hidden = fmt.Sprint(slices.DeleteFunc(slices.Clone(t.hidden[by]), func(seq int64) bool { return seq <= s.cleared }))
	v.own, v.other = t.positions(by, now)
	return v
}

// equal compares states as far as later answers depend on them.
func (t *talk) equal(other *talk) bool {
	return t == other || slices.Equal(t.log, other.log) && t.messageAt == other.messageAt && t.sides == other.sides && t.between == other.between &&
		slices.Equal(t.hidden[0], other.hidden[0]) && slices.Equal(t.hidden[1], other.hidden[1])
}

package model

import (
	"fmt"
	"slices"
	"strings"
)

// bond is what one person has decided about another, and about everyone.
type bond struct {
	blocks, restricts, follows bool
	first                      bool   // the other's request stands before others: a friend introduced them
	shown                      bool   // the other's request was taken out of the hidden ones: no filter hides it again
	setting                    string // who may write first: everyone, suggested, friends, nobody
	filter                     string // words that hide a request, between blanks
}

// between is what stands between the two of a talk because of what they wrote or asked.
type between struct {
	accepted, introduced bool
	asker                int // whose request it is, where there is one
	open                 bool
	messages             int
	declined             [2]int64 // when each last turned the other down, and one more: 0 is never
}

const (
	deliver = "deliver"
	request = "request"
	refuse  = "refuse"

	requestMessages = 3
	declinedFor     = 30 * 24 * 3600 * 1000
)

// decision is what becomes of what someone writes. A quiet one is a request for the receiver and a delivery for the sender.
type decision struct {
	outcome, code string
	quiet         bool
}

func (d decision) shown() string {
	if d.quiet {
		return deliver
	}
	return d.outcome
}

func (t *talk) parted() bool  { return t.sides[0].blocks || t.sides[1].blocks }
func (t *talk) friends() bool { return t.sides[0].follows && t.sides[1].follows }

// turnedDown tells whether what by asks of the other was turned down lately.
func (t *talk) turnedDown(by int, now int64) bool {
	at := t.declined[1-by]
	return at > 0 && now < at-1+declinedFor
}

// decide is about a message of by's.
func (t *talk) decide(by int, now int64) decision {
	other := t.sides[1-by]
	outcome := refuse
	switch {
	case t.parted(), other.setting == "nobody":
		return decision{outcome: refuse, code: "not_accepting"}
	case t.accepted, t.messages > 0 && t.asker != by: // an answer
		outcome = deliver
	case t.turnedDown(by, now):
	case t.friends(), other.setting == "everyone" && other.follows:
		outcome = deliver
	case other.setting == "everyone", other.setting == "suggested" && t.introduced:
		outcome = request
	}
	switch {
	case outcome == refuse:
		return decision{outcome: refuse, code: "not_accepting"}
	case outcome == request && t.open && t.messages >= requestMessages:
		return decision{outcome: refuse, code: "request_limit"}
	case outcome == deliver && other.restricts:
		return decision{outcome: request, quiet: true}
	}
	return decision{outcome: outcome}
}

// reach is about anything that by adds to the log: an edit needs no place in a request, and whatever is neither a text nor an edit has none.
func (t *talk) reach(by int, kind string, text bool, now int64) decision {
	if t.alone {
		return decision{outcome: deliver}
	}
	d := t.decide(by, now)
	switch {
	case kind == "edit" && d.code == "request_limit":
		return decision{outcome: request}
	case !text && d.shown() == request:
		return decision{outcome: refuse, code: "text_only"}
	}
	return d
}

// settle is what an entry changes between the two. t is a copy.
func (t *talk) settle(by int, w wish, how decision) {
	if t.alone {
		return
	}
	mine, theirs := &t.sides[by], &t.sides[1-by]
	caught := theirs.catches(w.text)
	switch w.kind {
	case "unsend":
		return
	case "edit":
		if how.outcome == request && caught && !theirs.shown && theirs.folder == "requests" {
			theirs.folder = "hidden"
		}
		return
	case "message":
		switch {
		case how.outcome != request:
			theirs.leave()
		case caught && !theirs.shown || theirs.folder == "hidden":
			theirs.folder = "hidden"
		default:
			theirs.folder = "requests"
		}
		if how.outcome == request {
			theirs.pinned, theirs.first = false, t.introduced && !how.quiet
		}
	}
	mine.leave()
	switch {
	case how.shown() == request:
		if !t.open {
			t.open, t.asker, t.messages = true, by, 0
		}
		t.messages++
	case !t.accepted && (w.kind == "message" || t.messages > 0 && t.asker != by):
		t.accept()
	}
}

func (t *talk) accept() { t.between = between{accepted: true} }

// answer is what by does with a request of the other: accept, show, delete, report or block. code is empty where there is one.
func (t *talk) answer(by int, action string, now int64) (next *talk, code string) {
	if !t.sides[by].waits() {
		return t, "not_request"
	}
	switch action {
	case "accept":
		next = t.copy()
		next.accept()
		next.sides[by].leave()
		return next, ""
	case "show":
		next = t.copy()
		if s := &next.sides[by]; s.folder == "hidden" {
			s.folder, s.shown = "requests", true
		}
		return next, ""
	}
	next = t.clear(by, now)
	if action == "block" {
		next = next.block(by, true)
	}
	return next, ""
}

// decline has by turn down what the other asks, if they do. t is a copy.
func (t *talk) decline(by int, now int64) {
	if !t.accepted && t.messages > 0 && t.asker != by {
		t.open, t.declined[by] = false, now+1
	}
}

// follow has by follow the other, or no longer.
func (t *talk) follow(by int, follows bool) (next *talk, code string) {
	switch {
	case t.sides[1-by].blocks:
		return t, "not_found"
	case t.sides[by].blocks:
		return t, "blocked"
	}
	next = t.copy()
	next.sides[by].follows = follows
	return next, ""
}

// restrict has by restrict the other, or no longer.
func (t *talk) restrict(by int, restricts bool) *talk {
	next := t.copy()
	s := &next.sides[by]
	if s.restricts && !restricts && t.accepted {
		s.leave()
	}
	s.restricts = restricts
	return next
}

// block has a member block the other, or no longer. Nobody follows whom they block.
func (t *talk) block(by int, blocks bool) *talk {
	next := t.copy()
	next.sides[by].blocks = blocks
	if blocks {
		next.sides[0].follows, next.sides[1].follows = false, false
	}
	return next
}

// shows tells whether by sees how far the other is, and the other how far by is.
func (t *talk) shows(by int, now int64) bool {
	known := t.accepted || t.friends() && !t.turnedDown(by, now)
	nobody := t.sides[0].setting == "nobody" || t.sides[1].setting == "nobody"
	return known && !nobody && !t.parted() && !t.sides[0].restricts && !t.sides[1].restricts
}

// request is what by is shown of a request.
func (t *talk) request(by int, now int64) string {
	if s := t.sides[by]; s.waits() {
		return strings.TrimSpace("received " + map[bool]string{true: "words"}[s.folder == "hidden"])
	}
	if t.accepted || t.alone {
		return ""
	}
	mine := t.asker == by && t.messages > 0
	switch d := t.decide(by, now); {
	case d.shown() == deliver:
		return ""
	case d.outcome == request && !t.open:
		return fmt.Sprint("new ", requestMessages)
	case mine:
		return fmt.Sprint("sent ", max(0, requestMessages-t.messages))
	}
	return ""
}

// waits tells that the view is of a request.
func (s side) waits() bool { return s.folder == "requests" || s.folder == "hidden" }

func (s side) in() string {
	if s.folder == "" {
		return "inbox"
	}
	return s.folder
}

// settled is the code of the refusal to arrange a request like a conversation; empty for a conversation.
func (s side) settled() string {
	if s.waits() {
		return "request"
	}
	return ""
}

// leave brings a request into the inbox.
func (s *side) leave() {
	if s.waits() {
		s.folder, s.pinned, s.first, s.shown = "", false, false, false
	}
}

func (s side) catches(text string) bool {
	return slices.ContainsFunc(strings.Fields(text), func(word string) bool { return strings.Contains(s.filter, " "+word+" ") })
}

package crash

import (
	"fmt"
	"strings"
	"sync"

	causerie "causerie/sdk/go"
)

// fate is what a client knows of an entry that it asked for.
type fate int

const (
	open         fate = iota // no answer: it may be in the log
	acknowledged             // it is in the log
	refused                  // it is not in the log
)

// attempt is an entry that a client wants in a log, over all of its tries.
type attempt struct {
	sender       *person
	conversation string
	in           causerie.Append
	fate         fate
	entry        causerie.Entry // the answer, of an acknowledged one
	tries        int

	parcel   *parcel              // what a message shows, nil of others
	openings map[*person]*opening // of what is viewed once
	later    *later               // of what is sent later, which the server appends; nil of others
}

// word is what search finds a message or an edit by: no other text has it.
func word(clientID string) string { return "q" + strings.ReplaceAll(clientID, "-", "")[:20] }

// view is a person's view of a conversation.
type view struct{ account, conversation string }

// register is a setting that one client at a time writes. An unanswered write may have happened.
type register[T comparable] struct {
	acknowledged T
	maybe        []T // asked after that, without an answer
}

func (r *register[T]) holds(v T) bool {
	if v == r.acknowledged {
		return true
	}
	for _, m := range r.maybe {
		if v == m {
			return true
		}
	}
	return false
}

func (r *register[T]) wrote(v T, err error) {
	if err == nil {
		r.acknowledged, r.maybe = v, nil
	} else {
		r.maybe = append(r.maybe, v)
	}
}

// settings is what a person set of a view.
type settings struct {
	pinned, muted register[bool]
	draft         register[string]
	hidden        map[int64]bool // true once acknowledged
}

// history is everything that clients asked and were told, since the store was made.
type history struct {
	mu            sync.Mutex
	attempts      []*attempt
	byClientID    map[string]*attempt
	messages      map[string][]*attempt // acknowledged ones, by conversation
	onces         []*attempt            // of these, what is viewed once
	conversations map[string]*talk      // acknowledged ones
	read          map[view]int64        // the furthest that was acknowledged
	delivered     map[view]int64
	settings      map[view]*settings
	unsends       map[*attempt]bool // messages that somebody asked to take back
	lapses        []lapse
	wrong         []string // answers that no promise allows
}

func newHistory() *history {
	return &history{
		byClientID: map[string]*attempt{}, messages: map[string][]*attempt{}, conversations: map[string]*talk{},
		read: map[view]int64{}, delivered: map[view]int64{}, settings: map[view]*settings{}, unsends: map[*attempt]bool{},
	}
}

// begin notes that an entry is asked for, before it is.
func (h *history) begin(a *attempt) *attempt {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.attempts = append(h.attempts, a)
	h.byClientID[a.in.ClientID] = a
	return a
}

// end notes the answer to a try of a.
// refusals are the codes of what comes too late: others were faster.
var refusals = map[string]bool{"erased": true, "already_pinned": true, "not_pinned": true, "too_many_pins": true, "poll_closed": true}

func (h *history) end(a *attempt, entry causerie.Entry, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a.tries++
	switch {
	case err == nil && a.fate == refused:
		h.wrong = append(h.wrong, fmt.Sprintf("%s was refused and then accepted at %d", a.in.ClientID, entry.Seq))
	case err == nil && a.fate == acknowledged:
		if entry.Seq != a.entry.Seq || entry.ClientID != a.in.ClientID {
			h.wrong = append(h.wrong, fmt.Sprintf("the retry of %s was answered with %d, the first try with %d", a.in.ClientID, entry.Seq, a.entry.Seq))
		}
	case err == nil:
		a.fate, a.entry = acknowledged, entry
		if a.in.Kind == causerie.KindMessage {
			h.messages[a.conversation] = append(h.messages[a.conversation], a)
			if a.isOnce() {
				h.onces = append(h.onces, a)
			}
		}
	case refusals[causerie.CodeOf(err)] && a.in.Kind != causerie.KindMessage && a.fate == open:
		a.fate = refused
	default:
		h.judge(a.in.Kind+" "+a.in.ClientID, err)
	}
}

// judge notes an error that no promise allows. Without an answer a client knows nothing, which is allowed; and a server that
// cannot reach its database says so.
func (h *history) judge(what string, err error) {
	var problem *causerie.Problem
	if asProblem(err, &problem) && problem.Code != "unavailable" && problem.Code != "timeout" {
		h.wrong = append(h.wrong, fmt.Sprintf("%s: %v", what, err))
	}
}

// note records what a change of a view did.
func (h *history) note(what string, err error, change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
	if err != nil {
		h.judge(what, err)
	}
}

// of is what a person set of a conversation. The caller holds the lock.
func (h *history) of(at view) *settings {
	s := h.settings[at]
	if s == nil {
		s = &settings{hidden: map[int64]bool{}}
		h.settings[at] = s
	}
	return s
}

// unanswered are the attempts of a person whose fate is open.
func (h *history) unanswered(p *person) []*attempt {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []*attempt
	for _, a := range h.attempts {
		if a.sender == p && a.fate == open && a.later == nil {
			list = append(list, a)
		}
	}
	return list
}

// groups are how many groups there are.
func (h *history) groups() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.conversations {
		if t.group() {
			n++
		}
	}
	return n
}

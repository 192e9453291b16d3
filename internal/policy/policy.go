// Package policy is the one decision about who may reach whom. It is pure: callers load Facts in the transaction that acts on
// the decision, and Decide reads nothing else but the packs, which hold the numbers and ages and are read when the program starts.
//
// What always holds: what To chose or did shows in a refusal only as NotAccepting, which is one and the same Decision for a
// block, a setting, a pause, an age, a country, a suspension and a request that was turned down. A restriction narrows and never widens.
// Following someone, a more open setting and an introduction never make a decision narrower. Tests hold it for every
// combination of facts.
package policy

import (
	"time"

	"causerie/internal/base"
)

// Action is a way in which one person reaches another.
type Action string

const (
	Message  Action = "message"  // write in a direct conversation: a message, an edit, a reaction
	Start    Action = "start"    // open a direct conversation
	Presence Action = "presence" // see, or be seen in, anything that tells what the other does: presence, typing, receipts
	Group    Action = "group"    // add to a group
	// StoryReply answers a story, in a direct conversation.
	StoryReply Action = "story_reply"
)

// Pair is someone who acts and the person they act on.
type Pair struct{ From, To base.ID }

// Band is a range of ages. At which age each begins is said by the pack of a person's country.
type Band string

const (
	Under13 Band = "under13"
	Teen    Band = "13-15"
	Youth   Band = "16-17"
	Adult   Band = "18+"
)

// Setting is a person's answer to "Who can send you direct messages".
type Setting string

const (
	Default   Setting = "" // what the person's band begins with
	Everyone  Setting = "everyone"
	Suggested Setting = "suggested" // friends and suggested friends
	Friends   Setting = "friends"
	Nobody    Setting = "nobody"
)

// Person is what is known about one of a Pair. A Person without a known Band reaches nobody and is not reached.
type Person struct {
	Band      Band
	Country   string  // ISO 3166-1 alpha-2; empty for the server's own
	Setting   Setting // as stored; one that the pack does not allow counts as the next narrower that it does
	Suspended bool
	Since     time.Time // of sign-up

	// Until when moderators keep this person from writing to who has not accepted it, and to anyone. Both count for From alone.
	LimitedUntil, SilencedUntil time.Time

	// Until when this person takes no requests. Counts for To alone.
	PausedUntil time.Time
}

// Facts is what is known about a Pair.
type Facts struct {
	From, To Person

	FromBlocksTo, ToBlocksFrom   bool
	FromFollowsTo, ToFollowsFrom bool // they are friends when both hold

	Suggested bool // From is suggested to To: To's contacts or Facebook friends
	Vouched   bool // a friend of both introduced From to To
	Accepted  bool // there is an accepted conversation between the two
	Asked     bool // To asks to write to From: an answer accepts that

	Restricted      bool // To restricts From
	FromRestrictsTo bool // counts for Presence alone, which is hidden both ways

	DeclinedAt time.Time // when To last deleted or reported a request of From; zero for never

	Request OpenRequest
	Sent    SentRequests
}

// OpenRequest is the message request of From that To has not answered.
type OpenRequest struct {
	Open     bool // false where To turned it down
	Messages int  // in it so far
}

// SentRequests are From's unanswered requests of the last 24 hours, to anyone, without those that a friend introduced and those
// that only a restriction makes.
type SentRequests struct {
	Open     int
	OldestAt time.Time
}

// Friends tells whether the two follow each other.
func (f Facts) Friends() bool { return f.FromFollowsTo && f.ToFollowsFrom }

// Outcome is what becomes of an action.
type Outcome string

const (
	Deliver Outcome = "deliver"
	Request Outcome = "request" // it waits until the other accepts it
	Refuse  Outcome = "refuse"
)

// Codes of a refusal. All but NotAccepting are about From alone, or about what is sent.
const (
	NotAccepting   = "not_accepting"
	RequestLimit   = "request_limit"
	AgeCode        = "age"
	CountryCode    = "country"
	SuspendedCode  = "suspended"
	LimitedCode    = "limited"
	TextOnly       = "text_only"        // by who knows what is sent; a Quiet request takes everything
	TooManyMembers = "too_many_members" // by who knows the group
)

// Decision is an Outcome and, for a refusal, its code.
type Decision struct {
	Outcome Outcome
	Code    string
	// RetryAt is when a RequestLimit may open again, zero where only an answer opens it, and when a LimitedCode ends.
	RetryAt time.Time
	// Left is how many messages the request still takes, this one included. It is 0 for other outcomes, and for a Quiet request,
	// which has no limit.
	Left int
	// Quiet is a Request that only a restriction makes: From is shown a delivery, and counts no budget. Whether To hears of what
	// arrives is a matter of Facts.Restricted, for any request.
	Quiet bool
}

// Shown is the outcome as From may see it.
func (d Decision) Shown() Outcome {
	if d.Quiet {
		return Deliver
	}
	return d.Outcome
}

// Decide answers whether pair.From may do action to pair.To, by blocks alone. Packs.Decide knows all rules.
func Decide(_ Action, pair Pair, facts Facts) Decision {
	switch {
	case pair.From == pair.To, facts.FromBlocksTo, facts.ToBlocksFrom:
		return refuse(NotAccepting)
	}
	return Decision{Outcome: Deliver}
}

// Err is a refusal as the error that its sender is told, nil for any other outcome.
func (d Decision) Err() error {
	if d.Outcome != Refuse {
		return nil
	}
	message := messages[d.Code]
	if d.Code == RequestLimit && d.RetryAt.IsZero() {
		message = "You can write again when this person accepts your request."
	}
	refused := base.Forbidden(d.Code, message)
	refused.RetryAt = d.RetryAt
	return refused
}

var messages = map[string]string{
	NotAccepting:   "This person cannot receive messages from you.",
	RequestLimit:   "You have sent as many message requests as you may for now. You can send another later.",
	AgeCode:        "Direct messages are not available at your age.",
	CountryCode:    "This is not available in your country.",
	SuspendedCode:  "Your account is suspended, so you cannot write to anyone. You can read why, and appeal, in your settings.",
	LimitedCode:    "The moderators have limited whom you may write to for a time. You can read why, and appeal, in your settings.",
	TextOnly:       "A message request holds text only. You can send more when this person accepts it.",
	TooManyMembers: "This group is full.",
}

func refuse(code string) Decision { return Decision{Outcome: Refuse, Code: code} }

// Package policy is the one decision about who may reach whom. It is pure: callers load Facts in the transaction that acts on
// the decision, and Decide reads nothing else.
package policy

import "causerie/internal/base"

// Action is a way in which one person reaches another.
type Action string

const (
	Message  Action = "message"  // write in a direct conversation: a message, an edit, a reaction
	Start    Action = "start"    // open a direct conversation
	Presence Action = "presence" // see, or be seen in, anything that tells what the other does: presence, typing, receipts
)

// Pair is someone who acts and the person they act on.
type Pair struct{ From, To base.ID }

// Facts is what is known about a Pair. The zero value is two people whom nothing stands between.
type Facts struct {
	FromBlocksTo bool
	ToBlocksFrom bool
}

// Outcome is what becomes of an action.
type Outcome string

const (
	Deliver Outcome = "deliver"
	Request Outcome = "request" // it waits until the other accepts it
	Refuse  Outcome = "refuse"
)

// Codes of a refusal. A block and a setting answer alike: a sender cannot tell which it is.
const NotAccepting = "not_accepting"

// Decision is an Outcome and, for a refusal, its code.
type Decision struct {
	Outcome Outcome
	Code    string
}

// Decide answers whether pair.From may do action to pair.To. The first rule that matches wins.
func Decide(action Action, pair Pair, facts Facts) Decision {
	switch {
	case pair.From == pair.To:
		return Decision{Refuse, NotAccepting}
	case facts.FromBlocksTo, facts.ToBlocksFrom:
		return Decision{Refuse, NotAccepting}
	}
	return Decision{Outcome: Deliver}
}

// Err is a refusal as the error that its sender is told, nil for any other outcome.
func (d Decision) Err() error {
	if d.Outcome != Refuse {
		return nil
	}
	return base.Forbidden(d.Code, "This person cannot receive messages from you.")
}

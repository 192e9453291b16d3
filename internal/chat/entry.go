package chat

import (
	"encoding/json"
	"time"

	"causerie/internal/base"
)

// Kind is what an entry does.
type Kind string

const (
	Message  Kind = "message"  // something to read; the only root entries today
	Edit     Kind = "edit"     // a new text for one's own message
	Reaction Kind = "reaction" // one emoji on a message; a later one of the same person takes its place, "" takes it away
	Unsend   Kind = "unsend"   // erases one's own message for everyone
)

// Entry is one line of a conversation's log.
type Entry struct {
	ConversationID base.ID   `json:"conversationId"`
	Seq            int64     `json:"seq" doc:"The place in the log: 1, 2, 3, … without gaps."`
	Kind           Kind      `json:"kind" enum:"message,edit,reaction,unsend"`
	Sender         base.ID   `json:"sender"`
	ClientID       base.ID   `json:"clientId" doc:"Made by the sender's client; repeating a request with it is safe."`
	TargetSeq      int64     `json:"targetSeq,omitempty" doc:"The message that this entry speaks of."`
	Content        Content   `json:"content"`
	CreatedAt      time.Time `json:"createdAt"`
	Erased         bool      `json:"erased,omitempty" doc:"Unsent for everyone: the content is empty."`
	Hidden         bool      `json:"hidden,omitempty" doc:"Deleted for you: the content is empty."`
}

// Content is the content of an entry, as JSON whose shape its kind says.
type Content string

// MarshalJSON passes on what was written; nothing is the empty object.
func (c Content) MarshalJSON() ([]byte, error) {
	if c == "" {
		return []byte("{}"), nil
	}
	return []byte(c), nil
}

// UnmarshalJSON keeps the text as it came; see parse.
func (c *Content) UnmarshalJSON(data []byte) error {
	*c = Content(data)
	return nil
}

// text is the text of a message or edit, "" where there is none.
func (c Content) text() string {
	var fields struct {
		Text string `json:"text"`
	}
	if c == "" || json.Unmarshal([]byte(c), &fields) != nil {
		return ""
	}
	return fields.Text
}

// entryColumns are the columns that scanEntry reads, of the table entries.
const entryColumns = `entries.conversation_id, entries.seq, entries.kind, entries.sender_id, entries.client_id, entries.target_seq,
	entries.content, entries.created_at, entries.erased_at`

func scanEntry(scan func(...any) error) (Entry, error) {
	var e Entry
	var created, erased int64
	err := scan(&e.ConversationID, &e.Seq, (*string)(&e.Kind), &e.Sender, &e.ClientID, &e.TargetSeq, (*string)(&e.Content), &created, &erased)
	e.CreatedAt, e.Erased = base.Time(created), erased > 0
	return e, err
}

// The events that clients get.

type entryEvent struct {
	Type  string `json:"type"` // "entry"
	Entry Entry  `json:"entry"`
}

type conversationEvent struct {
	Type         string       `json:"type"` // "conversation"
	Conversation Conversation `json:"conversation"`
}

type receiptEvent struct {
	Type           string  `json:"type"` // "receipt"
	ConversationID base.ID `json:"conversationId"`
	AccountID      base.ID `json:"accountId"`
	ReadSeq        int64   `json:"readSeq,omitempty"`
	DeliveredSeq   int64   `json:"deliveredSeq,omitempty"`
}

type typingEvent struct {
	Type           string  `json:"type"` // "typing"
	ConversationID base.ID `json:"conversationId"`
	AccountID      base.ID `json:"accountId"`
}

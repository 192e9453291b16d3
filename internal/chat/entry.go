package chat

import (
	"encoding/json"
	"strconv"
	"time"

	"causerie/internal/base"
)

// Kind is what an entry does.
type Kind string

const (
	Message  Kind = "message"  // something to read
	Edit     Kind = "edit"     // a new text for one's own message
	Reaction Kind = "reaction" // one emoji on a message; a later one of the same person takes its place, "" takes it away
	Unsend   Kind = "unsend"   // erases one's own message for everyone
	Vote     Kind = "vote"     // what someone chooses in a poll; a later one of the same person takes its place, of no option takes it away
	Close    Kind = "close"    // ends a poll
	Pin      Kind = "pin"      // has a message be in view for everyone
	Unpin    Kind = "unpin"    // ends that
	Members  Kind = "member"   // a group: who came, left, or has another role
	Settings Kind = "settings" // what changes: a group's name, picture and rules, when messages disappear
)

// Entry is one line of a conversation's log.
type Entry struct {
	ConversationID base.ID   `json:"conversationId"`
	Seq            int64     `json:"seq" doc:"The place in the log: 1, 2, 3, … without gaps."`
	Kind           Kind      `json:"kind" enum:"message,edit,reaction,vote,close,unsend,pin,unpin,member,settings"`
	Sender         base.ID   `json:"sender"`
	ClientID       base.ID   `json:"clientId" doc:"Made by the sender's client; repeating a request with it is safe."`
	TargetSeq      int64     `json:"targetSeq,omitempty" doc:"The message that this entry speaks of."`
	Content        Content   `json:"content"`
	CreatedAt      time.Time `json:"createdAt"`
	ExpiresAt      time.Time `json:"expiresAt,omitzero" doc:"Of a message that disappears, and what speaks of it: from then on it is gone for everyone."`
	Erased         bool      `json:"erased,omitempty" doc:"Unsent for everyone: the content is empty."`
	Hidden         bool      `json:"hidden,omitempty" doc:"Deleted for you, or disappeared: the content is empty, and nothing is shown."`
	Prior          Hash      `json:"prior,omitzero" doc:"The hash of the log before this entry, by which a client checks that it has every entry as everyone has it. Absent where the log has none."`
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

// AppendJSON writes what json.Marshal would, of an entry as it is appended: this is the hot path of everything that is live.
func (e Entry) AppendJSON(to []byte) []byte {
	to = appendID(append(to, `{"conversationId":"`...), e.ConversationID)
	to = strconv.AppendInt(append(to, `","seq":`...), e.Seq, 10)
	to = append(append(to, `,"kind":"`...), e.Kind...)
	to = appendID(append(to, `","sender":"`...), e.Sender)
	to = appendID(append(to, `","clientId":"`...), e.ClientID)
	to = append(to, '"')
	if e.TargetSeq != 0 {
		to = strconv.AppendInt(append(to, `,"targetSeq":`...), e.TargetSeq, 10)
	}
	to = append(to, `,"content":`...)
	if e.Content == "" {
		to = append(to, "{}"...)
	} else {
		to = append(to, e.Content...)
	}
	to = e.CreatedAt.AppendFormat(append(to, `,"createdAt":"`...), time.RFC3339Nano)
	to = append(to, '"')
	if !e.ExpiresAt.IsZero() {
		to = append(e.ExpiresAt.AppendFormat(append(to, `,"expiresAt":"`...), time.RFC3339Nano), '"')
	}
	if e.Erased {
		to = append(to, `,"erased":true`...)
	}
	if e.Hidden {
		to = append(to, `,"hidden":true`...)
	}
	if !e.Prior.IsZero() {
		to, _ = e.Prior.AppendText(append(to, `,"prior":"`...))
		to = append(to, '"')
	}
	return append(to, '}')
}

func appendID(to []byte, id base.ID) []byte {
	to, _ = id.AppendText(to)
	return to
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
	entries.content, entries.created_at, entries.erased_at, entries.expires_at, entries.prior_hash`

// scanEntry reads an entry as it is at now, in milliseconds: what has had its time is gone, before it is erased, and after a clock was set back.
func scanEntry(scan func(...any) error, now int64) (Entry, error) {
	var e Entry
	var created, erased, expires int64
	err := scan(&e.ConversationID, &e.Seq, (*string)(&e.Kind), &e.Sender, &e.ClientID, &e.TargetSeq, (*string)(&e.Content), &created, &erased, &expires, &e.Prior)
	e.CreatedAt, e.Erased = base.Time(created), erased > 0
	if expires > 0 {
		if e.ExpiresAt = base.Time(expires); expires <= max(now, erased) {
			e.Erased, e.Hidden, e.Content = true, true, ""
		}
	}
	return e, err
}

// The events that clients get.

type entryEvent struct {
	Type  string `json:"type"` // "entry"
	Entry Entry  `json:"entry"`
}

func (e entryEvent) AppendJSON(to []byte) []byte {
	to = e.Entry.AppendJSON(append(append(append(to, `{"type":"`...), e.Type...), `","entry":`...))
	return append(to, '}')
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

func (e receiptEvent) AppendJSON(to []byte) []byte {
	to = appendID(append(append(append(to, `{"type":"`...), e.Type...), `","conversationId":"`...), e.ConversationID)
	to = appendID(append(to, `","accountId":"`...), e.AccountID)
	to = append(to, '"')
	if e.ReadSeq != 0 {
		to = strconv.AppendInt(append(to, `,"readSeq":`...), e.ReadSeq, 10)
	}
	if e.DeliveredSeq != 0 {
		to = strconv.AppendInt(append(to, `,"deliveredSeq":`...), e.DeliveredSeq, 10)
	}
	return append(to, '}')
}

type typingEvent struct {
	Type           string  `json:"type"` // "typing"
	ConversationID base.ID `json:"conversationId"`
	AccountID      base.ID `json:"accountId"`
}

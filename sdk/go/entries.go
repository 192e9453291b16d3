package causerie

import (
	"context"
	"net/http"
	"time"
)

// The kinds of entries.
const (
	KindMessage  = "message"
	KindEdit     = "edit"
	KindReaction = "reaction"
	KindUnsend   = "unsend"
	KindPin      = "pin"
	KindUnpin    = "unpin"
	KindVote     = "vote"
	KindClose    = "close"
	KindMember   = "member"   // of a group, written by the server
	KindSettings = "settings" // when messages disappear; what else changes of a group, the server writes
)

// Entry is one line of a conversation's log.
type Entry struct {
	ConversationID string    `json:"conversationId"`
	Seq            int64     `json:"seq"`
	Kind           string    `json:"kind"`
	Sender         string    `json:"sender"`
	ClientID       string    `json:"clientId"`
	TargetSeq      int64     `json:"targetSeq,omitempty"`
	Content        Content   `json:"content"`
	CreatedAt      time.Time `json:"createdAt"`
	ExpiresAt      time.Time `json:"expiresAt,omitzero"` // of what disappears: from then on nothing of it is shown
	Erased         bool      `json:"erased,omitempty"`
	Hidden         bool      `json:"hidden,omitempty"`
	Prior          string    `json:"prior,omitempty"` // the hash of the log before it: see Hash
}

// Content is the content of an entry: Type, Text, ReplyTo, Poll, Profile and Location of a message, Text of an edit, Emoji of a reaction, MessageSeq of a pin or
// an unpin, Options of a vote, Disappearing of settings ("24h", "7d", "90d" or "off"), the rest of a change of a group.
type Content struct {
	Type    string `json:"type,omitempty"`
	Text    string `json:"text,omitempty"`
	ReplyTo int64  `json:"replyTo,omitempty"`
	Emoji   string `json:"emoji,omitempty"`

	MessageSeq int64 `json:"messageSeq,omitempty"`

	Poll    *Poll `json:"poll,omitempty"`
	Options []int `json:"options,omitempty"` // by their places in the poll

	Profile string `json:"profile,omitempty"` // of a message of type profile: the account's id

	Location *Location `json:"location,omitempty"` // of a message of type location

	Disappearing string `json:"disappearing,omitempty"`

	Action   string   `json:"action,omitempty"`
	Accounts []string `json:"accounts,omitempty"`
	Role     string   `json:"role,omitempty"`
	Owner    string   `json:"owner,omitempty"`
	By       string   `json:"by,omitempty"`
	Title    string   `json:"title,omitempty"`
	Picture  string   `json:"picture,omitempty"`
	Rules
}

// Poll is what a message of the type "poll" asks, beside its text.
type Poll struct {
	Options   []string   `json:"options"`
	Multiple  bool       `json:"multiple,omitempty"`
	Anonymous bool       `json:"anonymous,omitempty"`
	ClosesAt  *time.Time `json:"closesAt,omitempty"`
}

// Location is a place as it was when a message of the type "location" was sent.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Accuracy  int     `json:"accuracy"` // in metres
	Still     *Still  `json:"still,omitempty"`
}

// Still is the map around a place, with the place in its middle. Sending it names it by its id.
type Still struct {
	ID          string `json:"id"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
	Placeholder string `json:"placeholder,omitempty"`
	Zoom        int    `json:"zoom,omitempty"`
	Attribution string `json:"attribution,omitempty"`
}

// Append is an entry to be added. ClientID names it: repeating an append with it answers the first entry.
type Append struct {
	ClientID  string  `json:"clientId"`
	Kind      string  `json:"kind"`
	TargetSeq int64   `json:"targetSeq,omitempty"`
	Content   Content `json:"content"`
}

// Text is a text message to append.
func Text(text string) Append {
	return Append{ClientID: NewClientID(), Kind: KindMessage, Content: Content{Type: "text", Text: text}}
}

// Append adds an entry.
func (c *Client) Append(ctx context.Context, conversation string, in Append) (e Entry, err error) {
	err = c.call(ctx, http.MethodPost, at(conversation, "/entries"), in, &e)
	return e, err
}

// Say sends a text.
func (c *Client) Say(ctx context.Context, conversation, text string) (Entry, error) {
	return c.Append(ctx, conversation, Text(text))
}

// Entries is a part of a log, ascending.
type Entries struct {
	Items        []Entry `json:"items"`
	HasMore      bool    `json:"hasMore"`
	HasMoreAfter bool    `json:"hasMoreAfter"`
}

// LastEntries reads the last messages of a conversation with the entries that speak of them.
func (c *Client) LastEntries(ctx context.Context, conversation string, limit int) (Entries, error) {
	return c.entries(ctx, conversation, "", 0, limit)
}

// EntriesBefore reads messages before seq with the entries that speak of them.
func (c *Client) EntriesBefore(ctx context.Context, conversation string, seq int64, limit int) (Entries, error) {
	return c.entries(ctx, conversation, "before", seq, limit)
}

// EntriesAround reads messages on both sides of seq with the entries that speak of them.
func (c *Client) EntriesAround(ctx context.Context, conversation string, seq int64, limit int) (Entries, error) {
	return c.entries(ctx, conversation, "around", seq, limit)
}

// EntriesAfter reads every entry after seq, without gaps.
func (c *Client) EntriesAfter(ctx context.Context, conversation string, seq int64, limit int) (Entries, error) {
	return c.entries(ctx, conversation, "after", seq, limit)
}

func (c *Client) entries(ctx context.Context, conversation, side string, seq int64, limit int) (out Entries, err error) {
	values := map[string]string{"limit": number(limit)}
	if side != "" {
		values[side] = seqText(seq)
	}
	err = c.call(ctx, http.MethodGet, query(at(conversation, "/entries"), values), nil, &out)
	return out, err
}

// Hide deletes messages for oneself alone.
func (c *Client) Hide(ctx context.Context, conversation string, seqs ...int64) error {
	return c.call(ctx, http.MethodPost, at(conversation, "/hidden"), map[string][]int64{"seqs": seqs}, nil)
}

// Hit is a message that was found, with the other person of its conversation.
type Hit struct {
	ConversationID string  `json:"conversationId"`
	Entry          Entry   `json:"entry"`
	Peer           Profile `json:"peer"`
}

// SearchMessages finds messages by their words, the newest first, in one conversation or, where that is empty, in all.
func (c *Client) SearchMessages(ctx context.Context, q, conversation, cursor string, limit int) (page Page[Hit], err error) {
	values := map[string]string{"q": q, "conversation": conversation, "cursor": cursor, "limit": number(limit)}
	err = c.call(ctx, http.MethodGet, query("/v1/messages", values), nil, &page)
	return page, err
}

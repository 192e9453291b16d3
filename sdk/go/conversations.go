package causerie

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Conversation is one's own view of a conversation.
type Conversation struct {
	ID            string     `json:"id"`
	Kind          string     `json:"kind"`  // "direct", "group", or "saved" with oneself alone
	Title         string     `json:"title"` // of a group, as those below
	MemberCount   int64      `json:"memberCount"`
	Role          string     `json:"role"`
	Rules         *Rules     `json:"rules"`
	Members       []Member   `json:"members"`
	Head          Head       `json:"head"`
	ReadSeq       int64      `json:"readSeq"`
	Unread        int64      `json:"unread"` // counted to 100
	MarkedUnread  bool       `json:"markedUnread"`
	Folder        string     `json:"folder"`
	Request       *Request   `json:"request"` // nil once the two write to each other
	Muted         bool       `json:"muted"`
	MutedUntil    *time.Time `json:"mutedUntil"` // nil while muted: for ever
	Pinned        bool       `json:"pinned"`
	Draft         *Draft     `json:"draft"`
	ClearedBefore int64      `json:"clearedBefore"`
	Hidden        []int64    `json:"hidden"`
	Pins          []int64    `json:"pins"`
	Disappearing  string     `json:"disappearing"` // "24h", "7d" or "90d"; empty where messages stay
	CreatedAt     time.Time  `json:"createdAt"`
}

// Request is a message request, as one sees it.
type Request struct {
	State           string   `json:"state"`           // "received", "new" or "sent"
	Left            *int     `json:"left"`            // of new and sent: messages that one may still write
	VouchedBy       *Profile `json:"vouchedBy"`       // the friend who introduced the two
	Since           string   `json:"since"`           // of received: the month in which they signed up, as "2026-03"
	FriendsInCommon int64    `json:"friendsInCommon"` // of received
	Why             string   `json:"why"`             // of received, in the folder hidden: "words", "spam" or "link"
}

// Member is someone in a conversation. How far they are is nil where receipts are hidden.
type Member struct {
	Account      Profile `json:"account"`
	Role         string  `json:"role"`
	ReadSeq      *int64  `json:"readSeq"`
	DeliveredSeq *int64  `json:"deliveredSeq"`
}

// Head is where a conversation's log ends.
type Head struct {
	Seq     int64      `json:"seq"`
	At      *time.Time `json:"at"`
	Preview *Preview   `json:"preview"`
	Hash    string     `json:"hash"` // of the log up to Seq, empty where it has none
}

// Preview is the last message that one can see.
type Preview struct {
	Seq    int64     `json:"seq"`
	Sender string    `json:"sender"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
	Edited bool      `json:"edited"`
	Erased bool      `json:"erased"`
}

// Draft is a text that is not sent yet.
type Draft struct {
	Text      string    `json:"text"`
	ReplyTo   int64     `json:"replyTo,omitempty"`
	UpdatedAt time.Time `json:"updatedAt,omitzero"`
}

// ConversationPatch changes one's own view; what is nil stays. A draft without text is removed.
type ConversationPatch struct {
	Muted        *bool      `json:"muted,omitempty"`
	MutedUntil   *time.Time `json:"mutedUntil,omitempty"`
	Pinned       *bool      `json:"pinned,omitempty"`
	Archived     *bool      `json:"archived,omitempty"`
	MarkedUnread *bool      `json:"markedUnread,omitempty"`
	Draft        *Draft     `json:"draft,omitempty"`
}

// OpenDirect opens the conversation with an account, or finds it.
func (c *Client) OpenDirect(ctx context.Context, account string) (out Conversation, err error) {
	in := map[string]any{"kind": "direct", "members": []string{account}}
	err = c.call(ctx, http.MethodPost, "/v1/conversations", in, &out)
	return out, err
}

// OpenSaved opens one's conversation with oneself, or finds it.
func (c *Client) OpenSaved(ctx context.Context) (out Conversation, err error) {
	err = c.call(ctx, http.MethodPut, "/v1/saved", nil, &out)
	return out, err
}

// Inbox is a part of one's conversations: pinned ones first, then the newest.
type Inbox struct {
	Page[Conversation]
	Counts struct {
		Inbox    int64 `json:"inbox"` // with something unread
		Archived int64 `json:"archived"`
		Requests int64 `json:"requests"`
		Hidden   int64 `json:"hidden"`
	} `json:"counts"`
}

// Conversations reads the folder "inbox", "archived", "requests" or "hidden".
func (c *Client) Conversations(ctx context.Context, folder, cursor string, limit int) (out Inbox, err error) {
	values := map[string]string{"folder": folder, "cursor": cursor, "limit": number(limit)}
	err = c.call(ctx, http.MethodGet, query("/v1/conversations", values), nil, &out)
	return out, err
}

// Conversation reads one's view of a conversation.
func (c *Client) Conversation(ctx context.Context, id string) (out Conversation, err error) {
	err = c.call(ctx, http.MethodGet, at(id, ""), nil, &out)
	return out, err
}

// UpdateConversation changes one's view of a conversation.
func (c *Client) UpdateConversation(ctx context.Context, id string, patch ConversationPatch) (out Conversation, err error) {
	err = c.call(ctx, http.MethodPatch, at(id, ""), patch, &out)
	return out, err
}

// DeleteConversation clears a conversation's history for oneself.
func (c *Client) DeleteConversation(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodDelete, at(id, ""), nil, nil)
}

// Answers are what one does with requests.
type Answers struct {
	Action        string   `json:"action"` // "accept", "delete", "report" or "block"
	Conversations []string `json:"conversations"`
	Reason        string   `json:"reason,omitempty"` // of a report, such as "spam"
	Text          string   `json:"text,omitempty"`
}

// Answered is what became of one request.
type Answered struct {
	Conversation string `json:"conversation"`
	OK           bool   `json:"ok"`
	Code         string `json:"code"`
}

// AnswerRequests accepts, deletes or reports requests, or blocks their senders.
func (c *Client) AnswerRequests(ctx context.Context, in Answers) ([]Answered, error) {
	var out Page[Answered]
	err := c.call(ctx, http.MethodPost, "/v1/requests", in, &out)
	return out.Items, err
}

// MarkRead tells how far one has read.
func (c *Client) MarkRead(ctx context.Context, id string, seq int64) error {
	return c.mark(ctx, "/read", id, Position{Seq: seq})
}

func (c *Client) mark(ctx context.Context, what, id string, position Position) error {
	return c.call(ctx, http.MethodPut, at(id, what), position, nil)
}

// MarkDelivered tells how far one's device has the log.
func (c *Client) MarkDelivered(ctx context.Context, id string, seq int64) error {
	return c.mark(ctx, "/delivered", id, Position{Seq: seq})
}

// SetTyping tells that one is writing.
func (c *Client) SetTyping(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodPut, at(id, "/typing"), nil, nil)
}

// Changes are the conversations whose view changed since a cursor; the next call continues with Cursor.
type Changes struct {
	Conversations []Conversation `json:"conversations"`
	Cursor        string         `json:"cursor"`
	HasMore       bool           `json:"hasMore"`
	Gone          []string       `json:"gone"` // groups that one is in no more, unless they are among Conversations
}

// Sync reads what changed since cursor. An empty cursor answers the first one. The code "cursor_expired" means: start over.
func (c *Client) Sync(ctx context.Context, cursor string, limit int) (out Changes, err error) {
	err = c.call(ctx, http.MethodGet, query("/v1/sync", map[string]string{"cursor": cursor, "limit": number(limit)}), nil, &out)
	return out, err
}

func at(conversation, part string) string {
	return "/v1/conversations/" + url.PathEscape(conversation) + part
}

func seqText(seq int64) string { return strconv.FormatInt(seq, 10) }

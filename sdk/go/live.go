package causerie

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/centrifugal/centrifuge-go"
)

// The types of events.
const (
	EventEntry        = "entry"        // Entry was added; apply it if it is the next of its conversation, else catch up
	EventConversation = "conversation" // Conversation changed for oneself
	EventReceipt      = "receipt"      // AccountID has read or received up to ReadSeq or DeliveredSeq
	EventTyping       = "typing"       // AccountID is writing in ConversationID
	EventMe           = "me"           // one's own account or privacy changed
	EventRelation     = "relation"     // what oneself and Account are to each other changed
	EventSync         = "sync"         // events were missed: call Sync
)

// eventsMax is how many events wait for a slow reader. Past it they are dropped, and an EventSync tells so.
const eventsMax = 1024

// Event is something that happened. Events are hints: what they say is found by Sync too.
type Event struct {
	Type           string       `json:"type"`
	Entry          Entry        `json:"entry"`
	Conversation   Conversation `json:"conversation"`
	ConversationID string       `json:"conversationId"`
	AccountID      string       `json:"accountId"`
	ReadSeq        int64        `json:"readSeq"`
	DeliveredSeq   int64        `json:"deliveredSeq"`
	Account        Profile      `json:"account"`
}

// Live is a live connection. It comes back by itself until it is closed.
type Live struct {
	// Events are what happened, in order. The channel is closed with the connection.
	Events <-chan Event

	client *centrifuge.Client
	up     atomic.Bool // connected now
	mu     sync.Mutex
	events chan Event
	missed bool
	closed bool
}

// Live opens a live connection and waits until it is there or ctx ends.
func (c *Client) Live(ctx context.Context) (*Live, error) { return c.connect(ctx, func() {}) }

// connect is Live, with back told each time that the connection is there.
func (c *Client) connect(ctx context.Context, back func()) (*Live, error) {
	address := "ws" + strings.TrimPrefix(c.server, "http") + "/v1/live"
	l := &Live{events: make(chan Event, eventsMax)}
	l.Events = l.events
	l.client = centrifuge.NewJsonClient(address, centrifuge.Config{
		Token: c.Token(), Name: "causerie-go", HandshakeTimeout: 5 * time.Second, MaxReconnectDelay: 10 * time.Second,
	})
	ready := make(chan error, 1)
	tell := func(err error) {
		select {
		case ready <- err:
		default:
		}
	}
	l.client.OnConnected(func(centrifuge.ConnectedEvent) {
		l.up.Store(true)
		tell(nil)
		back()
	})
	l.client.OnConnecting(func(centrifuge.ConnectingEvent) { l.up.Store(false) })
	l.client.OnDisconnected(func(e centrifuge.DisconnectedEvent) {
		l.up.Store(false)
		tell(fmt.Errorf("the server closed the connection: %s (%d)", e.Reason, e.Code))
		l.finish()
	})
	l.client.OnSubscribed(func(e centrifuge.ServerSubscribedEvent) {
		if e.WasRecovering && !e.Recovered {
			l.emit(Event{Type: EventSync})
		}
	})
	l.client.OnPublication(func(e centrifuge.ServerPublicationEvent) {
		var event Event
		if json.Unmarshal(e.Data, &event) == nil {
			l.emit(event)
		}
	})
	err := l.client.Connect()
	if err == nil {
		select {
		case err = <-ready:
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("open the live connection: %w", err)
	}
	return l, nil
}

// Close ends the connection.
func (l *Live) Close() {
	l.client.Close()
	l.finish()
}

func (l *Live) finish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.closed = true
		close(l.events)
	}
}

// emit hands an event to the reader and never waits for one that is slow.
func (l *Live) emit(event Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	if l.missed {
		event = Event{Type: EventSync}
	}
	select {
	case l.events <- event:
		l.missed = false
	default:
		l.missed = true
	}
}

// Append adds an entry over the connection.
func (l *Live) Append(ctx context.Context, conversation string, in Append) (e Entry, err error) {
	err = l.call(ctx, "appendEntry", struct {
		ID string `json:"id"`
		Append
	}{conversation, in}, &e)
	return e, err
}

// MarkRead tells how far one has read.
func (l *Live) MarkRead(ctx context.Context, conversation string, seq int64) error {
	return l.mark(ctx, "markRead", conversation, Position{Seq: seq})
}

func (l *Live) mark(ctx context.Context, operation, conversation string, position Position) error {
	return l.call(ctx, operation, struct {
		ID string `json:"id"`
		Position
	}{conversation, position}, nil)
}

// MarkDelivered tells how far one's device has the log.
func (l *Live) MarkDelivered(ctx context.Context, conversation string, seq int64) error {
	return l.mark(ctx, "markDelivered", conversation, Position{Seq: seq})
}

// SetTyping tells that one is writing.
func (l *Live) SetTyping(ctx context.Context, conversation string) error {
	return l.call(ctx, "setTyping", position{ID: conversation}, nil)
}

type position struct {
	ID  string `json:"id"`
	Seq int64  `json:"seq,omitempty"`
}

func (l *Live) call(ctx context.Context, method string, in, out any) error {
	data, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%s: write the request: %w", method, err)
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	reply, err := l.rpc(ctx, method, data)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	var answer struct {
		Status  int             `json:"status"`
		Body    json.RawMessage `json:"body"`
		Problem *Problem        `json:"problem"`
	}
	if err := json.Unmarshal(reply.Data, &answer); err != nil {
		return fmt.Errorf("%s: read the answer: %w", method, err)
	}
	if answer.Problem != nil {
		return answer.Problem
	}
	if answer.Status >= http.StatusBadRequest {
		return &Problem{Status: answer.Status, Title: http.StatusText(answer.Status), Code: "internal", Detail: "The server answered without a reason."}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer.Body, out); err != nil {
		return fmt.Errorf("%s: read the answer: %w", method, err)
	}
	return nil
}

// callTime is how long an answer may take. What was asked may have been done.
const callTime = 30 * time.Second

// rpc does not wait for the library beyond ctx: where a connection breaks in the middle of sending, RPC tells that twice to somebody
// who listens once, and never returns.
func (l *Live) rpc(ctx context.Context, method string, data []byte) (centrifuge.RPCResult, error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	type answer struct {
		result centrifuge.RPCResult
		err    error
	}
	done := make(chan answer, 1)
	go func() {
		result, err := l.client.RPC(ctx, method, data)
		done <- answer{result, err}
	}()
	select {
	case a := <-done:
		return a.result, a.err
	case <-ctx.Done():
		return centrifuge.RPCResult{}, ctx.Err()
	}
}

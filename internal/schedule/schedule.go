// Package schedule sends messages later: a person writes now, and the server appends it when its time has come, whether they are there or
// not. Whether it may be sent is decided then, as of any message. What is refused waits with the reason, for the person to change or remove.
//
// What always holds, and Verify checks: a message that waits is of a member of its conversation, or is removed when its time comes; and its content is a
// text that the log takes.
package schedule

import (
	"context"
	"log/slog"
	"time"

	"github.com/segmentio/encoding/json"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/verify"
)

const (
	most  = 100                  // messages of one person that wait
	ahead = 366 * 24 * time.Hour // is when the last of them is sent
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock
	Log   *slog.Logger

	// Member fails with not_found where a conversation is not one of id's.
	Member func(ctx context.Context, tx *db.Tx, id, conversation base.ID) error
	// Append adds a message to a conversation, or answers the first with the same client id. It does so in the transaction of the claim, and where that holds: else it
	// answers chat.ErrUnclaimed.
	Append func(ctx context.Context, actor api.Actor, conversation base.ID, in chat.Append, claim chat.Claim) (e chat.Entry, created bool, err error)
	// First is what sender has appended to a conversation under a client id, if anything.
	First func(ctx context.Context, tx *db.Tx, sender, conversation, clientID base.ID) (e chat.Entry, there bool, err error)
	// Changed is told, after the commit, of someone whose messages that wait are others now.
	Changed func(id base.ID)
}

// Service is everything about messages that are sent later.
type Service struct {
	Config
	soon chan struct{} // see Run
}

// New returns a Service.
func New(config Config) *Service { return &Service{Config: config, soon: make(chan struct{}, 1)} }

// ScheduledMessage is a message that waits to be sent.
type ScheduledMessage struct {
	ClientID       base.ID      `json:"clientId" doc:"Of the message, once it is sent."`
	ConversationID base.ID      `json:"conversationId"`
	Content        chat.Content `json:"content"`
	SendAt         time.Time    `json:"sendAt"`
	CreatedAt      time.Time    `json:"createdAt"`
	Problem        *api.Problem `json:"problem,omitempty" doc:"Why it was refused when its time came: what appendEntry would answer. It waits until it is changed or removed."`
}

// Add has a message sent later, or answers the first with the same client id: created tells which. One that was sent waits no more, and is answered with the moment at
// which it was.
func (s *Service) Add(ctx context.Context, actor api.Actor, conversation base.ID, in NewScheduled) (m ScheduledMessage, created bool, err error) {
	if in.ClientID.IsZero() {
		return m, false, invalid("clientId", "A client id is a UUID that your client makes for this message.")
	}
	content, err := chat.TextOf(in.Content)
	if err != nil {
		return m, false, err
	}
	at, err := s.moment(in.SendAt)
	if err != nil {
		return m, false, err
	}
	err = s.write(ctx, "schedule a message", func(tx *db.Tx) error {
		if err := s.Member(ctx, tx, actor.Account, conversation); err != nil {
			return err
		}
		if err := account.InTurn(ctx, tx, actor.Account); err != nil {
			return err
		}
		if first, err := find(ctx, tx, actor.Account, in.ClientID); err == nil || base.KindOf(err) != base.KindNotFound {
			m, created = first, false
			return err
		}
		m = ScheduledMessage{ClientID: in.ClientID, ConversationID: conversation, Content: content, SendAt: base.Time(at), CreatedAt: base.Time(base.Millis(s.Clock.Now()))}
		if sent, there, err := s.First(ctx, tx, actor.Account, conversation, in.ClientID); err != nil || there {
			m.Content, m.SendAt, m.CreatedAt, created = sent.Content, sent.CreatedAt, sent.CreatedAt, false
			return err
		}
		var waiting int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM scheduled WHERE account_id = $1`, actor.Account).Scan(&waiting); err != nil {
			return err
		}
		if waiting >= most {
			return base.Conflict("too_many_scheduled", "100 messages wait to be sent already. Remove one, or wait until one is sent.")
		}
		created = true
		_, err := tx.Exec(ctx, `INSERT INTO scheduled (account_id, client_id, session_id, conversation_id, content, send_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			actor.Account, m.ClientID, actor.Session, conversation, string(content), at, base.Millis(m.CreatedAt))
		return err
	})
	if err == nil && created {
		s.changed(actor.Account)
	}
	return m, created, err
}

// List is all that waits of the actor, what is sent first first.
func (s *Service) List(ctx context.Context, actor api.Actor) (list []ScheduledMessage, err error) {
	list = []ScheduledMessage{}
	err = base.Doing("list scheduled messages", s.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+columns+` FROM scheduled WHERE account_id = $1 ORDER BY send_at, created_at, client_id`, actor.Account)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			m, err := scanMessage(scan)
			list = append(list, m)
			return err
		})
	}))
	return list, err
}

// NewScheduled is a message to be sent later.
type NewScheduled struct {
	ClientID base.ID      `json:"clientId" doc:"A UUID made by your client for the message; repeating a request with it is safe."`
	Content  chat.Content `json:"content" doc:"Of type text, with what it answers and whom it mentions."`
	SendAt   time.Time    `json:"sendAt" doc:"At most 12 months from now. Now, or a moment that has passed, sends it at once."`
}

// Patch is what changes of a message that waits.
type Patch struct {
	Content chat.Content `json:"content,omitempty" doc:"The whole of it."`
	SendAt  time.Time    `json:"sendAt,omitzero" doc:"As of a new one."`
}

// Change changes a message that waits, and has one that was refused wait again. What it answers holds: a message that is being sent at that moment is sent as it is now, or
// was not found.
func (s *Service) Change(ctx context.Context, actor api.Actor, id base.ID, in Patch) (m ScheduledMessage, err error) {
	if in.Content != "" {
		if in.Content, err = chat.TextOf(in.Content); err != nil {
			return m, err
		}
	}
	at, err := s.moment(in.SendAt)
	if err != nil {
		return m, err
	}
	err = s.write(ctx, "change a scheduled message", func(tx *db.Tx) error {
		// Nobody else changes it in between, and it is not sent.
		n, err := tx.Exec(ctx, `UPDATE scheduled SET problem = '' WHERE account_id = $1 AND client_id = $2`, actor.Account, id)
		if err == nil && n == 0 {
			err = base.NotFound()
		}
		if err != nil {
			return err
		}
		if m, err = find(ctx, tx, actor.Account, id); err != nil {
			return err
		}
		if in.Content != "" {
			m.Content = in.Content
		}
		if !in.SendAt.IsZero() {
			m.SendAt = base.Time(at)
		}
		_, err = tx.Exec(ctx, `UPDATE scheduled SET content = $3, send_at = $4 WHERE account_id = $1 AND client_id = $2`,
			actor.Account, id, string(m.Content), base.Millis(m.SendAt))
		return err
	})
	if err == nil {
		s.changed(actor.Account)
	}
	return m, err
}

// Remove has a message not be sent. One that was sent already is not found.
func (s *Service) Remove(ctx context.Context, actor api.Actor, id base.ID) error {
	err := s.write(ctx, "remove a scheduled message", func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM scheduled WHERE account_id = $1 AND client_id = $2`, actor.Account, id)
		if err == nil && n == 0 {
			err = base.NotFound()
		}
		return err
	})
	if err == nil {
		s.changed(actor.Account)
	}
	return err
}

// moment is when a message is sent, in milliseconds: now at the earliest.
func (s *Service) moment(at time.Time) (int64, error) {
	now := s.Clock.Now()
	if at.After(now.Add(ahead)) {
		return 0, invalid("sendAt", "A message can be scheduled for the next 12 months.")
	}
	return max(base.Millis(at), base.Millis(now)), nil
}

// changed tells all devices of someone, and has what is due be sent.
func (s *Service) changed(id base.ID) {
	s.Changed(id)
	select {
	case s.soon <- struct{}{}:
	default:
	}
}

func (s *Service) write(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Write(ctx, fn))
}

const columns = `client_id, conversation_id, content, send_at, created_at, problem`

func scanMessage(scan func(...any) error, more ...any) (m ScheduledMessage, err error) {
	var at, created int64
	var problem string
	err = scan(append([]any{&m.ClientID, &m.ConversationID, (*string)(&m.Content), &at, &created, &problem}, more...)...)
	m.SendAt, m.CreatedAt = base.Time(at), base.Time(created)
	if err == nil && problem != "" {
		m.Problem = &api.Problem{}
		err = json.Unmarshal([]byte(problem), m.Problem)
	}
	return m, err
}

func find(ctx context.Context, tx *db.Tx, owner, id base.ID) (ScheduledMessage, error) {
	m, err := scanMessage(tx.Row(ctx, `SELECT `+columns+` FROM scheduled WHERE account_id = $1 AND client_id = $2`, owner, id).Scan)
	if db.NoRows(err) {
		err = base.NotFound()
	}
	return m, err
}

func invalid(field, message string) error {
	return base.Invalid("invalid", message, base.Field{Location: "body." + field, Message: message})
}

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	return []verify.Check{
		{
			Name: "scheduled.content", Holds: "What waits to be sent is a text.", Of: "scheduled",
			Query:  `SELECT account_id, client_id FROM scheduled WHERE SUBSTR(content, 1, 14) <> '{"type":"text"'`,
			Repair: verify.By(`DELETE FROM scheduled WHERE SUBSTR(content, 1, 14) <> '{"type":"text"'`), Mends: "removes it",
		},
		verify.Times("scheduled.times", s.Clock.Now(), []verify.TimeTable{{Table: "scheduled", Key: "account_id", Columns: []string{"created_at"}}}),
	}
}

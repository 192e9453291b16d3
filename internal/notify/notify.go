// Package notify brings what happens to people's devices while they do not look: it is the one place from which push messages (RFC 8030) are
// sent. Other packages tell that something came to a view of a conversation, or was read in it; what is to be said of it, and whether,
// follows from what is unread when the message is made.
//
// What always holds:
//
//   - Telling never waits and never fails: what there is no room for is counted and dropped. The log is the truth, a push message is a hint.
//   - A subscription belongs to a session and is used no longer than that lives. One device has one: the last that it asked for.
//   - Nothing goes to anybody in their quiet hours. What came meanwhile is counted in one message when they are over.
//   - A push service learns when and how often somebody is written to, never by whom, where or what: messages are encrypted (RFC 8291), of one
//     length, and conversations go under names that it cannot compare.
package notify

import (
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
	"causerie/internal/verify"
)

// View is a person's view of a conversation.
type View struct{ Account, Conversation base.ID }

// Notice is what is to be told of a view now: of messages that its person has not read. Without any, Unread is 0, whatever the reason.
type Notice struct {
	View
	Unread  int64
	Seq     int64 // of the last one
	At      time.Time
	Name    string // of who sent it
	Group   string // the title, empty in a direct conversation
	Text    string // empty where it has none
	Voice   int    // of a voice note: how long it plays, in milliseconds
	Shows   string // what it is, where that is no text: profile or location
	Request bool   // somebody asks to write: nothing more is told
}

// Missed is what came to a person in a time and is not read.
type Missed struct{ Messages, Requests int64 }

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock
	Log   *slog.Logger
	Packs *policy.Packs

	Key     []byte // 32 bytes, from which the server's keys follow
	Address string // where this server is, for those who run push services

	// Transport makes the requests to push services; nil for one that reaches public addresses alone.
	Transport http.RoundTripper

	// Online tells whether one of a person's devices is connected.
	Online func(account base.ID) bool
	// Notices answers what is to be told of each view.
	Notices func(ctx context.Context, tx *db.Tx, views []View) ([]Notice, error)
	// Missed answers what came to account since a time.
	Missed func(ctx context.Context, tx *db.Tx, account base.ID, since time.Time) (Missed, error)
}

// Service is everything about push messages.
type Service struct {
	Config
	keys   vapid
	client *http.Client

	stirs   chan View
	lanes   []chan delivery
	retries atomic.Int64 // deliveries that wait to be tried again

	stop    context.CancelFunc
	over    context.Context
	running sync.WaitGroup

	mu         sync.Mutex
	subscribed map[base.ID]bool      // accounts that may have a subscription, never fewer than have one
	arrivals   int                   // grows with each subscription
	shown      map[View]int64        // the last message that devices were told of, until they are told that nothing is unread
	held       map[base.ID]time.Time // whose quiet hours end then, among those who are told something at the end
	nextEnd    time.Time             // the first end of quiet hours with something to tell; zero for none
}

const (
	stirsMax = 8192
	lanes    = 8
	laneMax  = 1024
	shownMax = 100_000
)

// New returns a Service, which sends once it is Run.
func New(config Config) *Service {
	s := &Service{
		Config: config, keys: newVAPID(config.Key), client: newClient(config.Transport), stirs: make(chan View, stirsMax),
		subscribed: map[base.ID]bool{}, shown: map[View]int64{}, held: map[base.ID]time.Time{},
	}
	s.over, s.stop = context.WithCancel(context.Background())
	for range lanes {
		s.lanes = append(s.lanes, make(chan delivery, laneMax))
	}
	return s
}

// Run begins to send.
func (s *Service) Run(ctx context.Context) error {
	if err := s.remember(ctx); err != nil {
		return err
	}
	s.running.Go(s.watch)
	for _, lane := range s.lanes {
		s.running.Go(func() { s.work(lane) })
	}
	return nil
}

// Close ends what Run began. What waits is not sent.
func (s *Service) Close() {
	s.stop()
	s.running.Wait()
}

// vapid is the key pair by which push services know the server (RFC 8292), in base64url.
type vapid struct{ public, private string }

// newVAPID makes the key pair of a server's key: its first hash that is a private key of the curve, as all but one in 2^32 are.
func newVAPID(key []byte) vapid {
	for secret := sha256.Sum256(append([]byte("vapid"), key...)); ; secret = sha256.Sum256(secret[:]) {
		if pair, err := ecdh.P256().NewPrivateKey(secret[:]); err == nil {
			text := base64.RawURLEncoding
			return vapid{text.EncodeToString(pair.PublicKey().Bytes()), text.EncodeToString(secret[:])}
		}
	}
}

func (s *Service) read(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Read(ctx, fn))
}

func (s *Service) write(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Write(ctx, fn))
}

// remember reads who has subscriptions and whose quiet hours end when. Another server on the same store may have added some.
func (s *Service) remember(ctx context.Context) error {
	subscribed, held := map[base.ID]bool{}, map[base.ID]time.Time{}
	err := s.read(ctx, "reading who takes push messages", func(tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT DISTINCT account_id FROM push_subscriptions`)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var id base.ID
			err := scan(&id)
			subscribed[id] = true
			return err
		})
		if err != nil {
			return err
		}
		rows, err = tx.Query(ctx, `SELECT account_id, until_at FROM push_held`)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var id base.ID
			var until int64
			err := scan(&id, &until)
			held[id] = base.Time(until)
			return err
		})
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range subscribed { // who subscribed meanwhile stays
		s.subscribed[id] = true
	}
	s.held, s.nextEnd = held, time.Time{}
	for _, until := range held {
		s.endsAt(until)
	}
	return nil
}

// endsAt notes, with mu held, that somebody's quiet hours end then.
func (s *Service) endsAt(until time.Time) {
	if s.nextEnd.IsZero() || until.Before(s.nextEnd) {
		s.nextEnd = until
	}
}

// Sweep removes the subscriptions of sessions that have ended.
func (s *Service) Sweep(ctx context.Context, _ time.Time) error {
	err := s.write(ctx, "sweeping push subscriptions", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM push_subscriptions WHERE NOT EXISTS (SELECT 1 FROM sessions
			WHERE sessions.account_id = push_subscriptions.account_id AND sessions.session_id = push_subscriptions.session_id)`)
		return err
	})
	if err != nil {
		return err
	}
	return s.remember(ctx)
}

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	const same = `EXISTS (SELECT 1 FROM push_subscriptions AS later WHERE later.endpoint_hash = push_subscriptions.endpoint_hash
		AND (later.account_id > push_subscriptions.account_id
			OR later.account_id = push_subscriptions.account_id AND later.session_id > push_subscriptions.session_id))`
	return []verify.Check{
		{
			Name: "push.device", Holds: "A device has one subscription.", Of: "push_subscriptions",
			Query: `SELECT account_id, session_id FROM push_subscriptions WHERE ` + same, Repair: verify.By(`DELETE FROM push_subscriptions WHERE ` + same),
			Mends: "keeps one: the app asks for it again",
		},
		verify.Times("push.times", s.Clock.Now(), []verify.TimeTable{
			{Table: "push_subscriptions", Key: "account_id", Columns: []string{"created_at"}},
			{Table: "push_held", Key: "account_id", Columns: []string{"since_at"}},
		}),
	}
}

// Package digest sends people who are away an e-mail about what waits for them: whose messages, how many, and never what they say. Nobody gets
// one who has not proved an address for it and asked for it, and each has a link that ends them by one click. docs/notifications.md says the rest.
//
// What always holds:
//
//   - One is sent at most once. It is claimed in the store before it is sent, so two servers do not both send it, and a server that dies in
//     between leaves it unsent: no summary is better than the same one twice.
//   - It goes to nobody who was here in the last day, who is suspended, in whose quiet hours it is, or in whose night.
//   - An address is stored sealed, and is asked for by nothing but the sending.
//   - What an unsubscribing link answers is the same for every link, and no link unsubscribes by being looked at.
package digest

import (
	"context"
	"log/slog"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/contacts"
	"causerie/internal/db"
	"causerie/internal/notify"
	"causerie/internal/policy"
	"causerie/internal/verify"
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock
	Log   *slog.Logger
	Packs *policy.Packs

	Key     []byte // 32 bytes, under which addresses and links are sealed
	Address string // what a person opens
	// Send brings an e-mail to an address, once; nil where this server sends no summaries.
	Send contacts.Sender

	// SendCode sends a code to an e-mail address of actor's; keep is called within the transaction that allows it.
	SendCode func(ctx context.Context, actor api.Actor, address string, keep func(*db.Tx, contacts.Recipient) error) (contacts.Recipient, error)
	// Online tells whether one of a person's devices is connected.
	Online func(account base.ID) bool
	// Arrived answers what came to account since a time and is unread, of what its devices would have told of.
	Arrived func(ctx context.Context, tx *db.Tx, account base.ID, since time.Time) ([]notify.Notice, error)
}

// Service is everything about summaries by e-mail.
type Service struct {
	Config
	seal sealer
}

// New returns a Service.
func New(config Config) *Service { return &Service{Config: config, seal: newSealer(config.Key)} }

// Sweep removes codes that have expired.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	return s.write(ctx, "removing old codes", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM digest_codes WHERE expires_at <= $1`, base.Millis(now))
		return err
	})
}

const idle = `(every = '') <> (due_at = 0)`

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	return []verify.Check{
		{
			Name: "digests.due", Holds: "Who wants summaries is looked at some time, and nobody else is.", Of: "digests",
			Query: `SELECT account_id FROM digests WHERE ` + idle, Repair: verify.By(`UPDATE digests SET every = '', due_at = 0 WHERE ` + idle),
			Mends: "ends them: their owner can ask for them again",
		},
		verify.Times("digests.times", s.Clock.Now(), []verify.TimeTable{
			{Table: "digests", Key: "account_id", Columns: []string{"due_at", "told_at", "refused_at"}},
			{Table: "digest_codes", Key: "account_id", Columns: []string{"expires_at"}},
		}),
	}
}

func (s *Service) read(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Read(ctx, fn))
}

func (s *Service) write(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Write(ctx, fn))
}

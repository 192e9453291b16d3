// Package contacts lets people find each other by the phone numbers and e-mail addresses in their address books, without handing
// the address books over. docs/contacts.md says how, and what each side learns.
//
// What always holds, and Verify checks: an identifier (a number or address that someone verified) belongs to one account, and is
// stored as a tag and a sealed account id, never as itself. So is what waits to be verified. Each belongs to an account that exists.
// What was spent of a budget is stored under a hash with the server's key.
package contacts

import (
	"context"
	"fmt"
	"sync"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock

	// Key is the secret of the server under which identifiers are looked up: 32 bytes.
	Key []byte
	// Unlimited lets everyone evaluate and ask for codes as often as they like.
	Unlimited bool
	// Country is where numbers without a calling code are, of people who have said no country: ISO 3166-1, or empty.
	Country string
	// Senders bring a code to an identifier of each kind. Identifiers of a kind without one cannot be verified here.
	Senders map[Kind]Sender

	// Suggestable leaves those of ids who may be suggested to viewer.
	Suggestable func(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) ([]base.ID, error)
	// SetContacts makes others, as far as they may be suggested, exactly those whom owner has in their contacts, and tells how many they are.
	SetContacts func(ctx context.Context, tx *db.Tx, owner base.ID, others []base.ID) (int, error)
	// Unlisted takes an account out of everyone's contacts.
	Unlisted func(ctx context.Context, tx *db.Tx, id base.ID) error
}

// Service is everything about contacts.
type Service struct {
	Config
	prf prf

	counting sync.Mutex
	counted  int64 // identifiers, when they were last counted
	countAt  time.Time
}

// New returns a Service.
func New(config Config) (*Service, error) {
	s := &Service{Config: config}
	var err error
	if s.prf, err = newPRF(config.Key); err != nil {
		return nil, fmt.Errorf("make the key of contacts: %w", err)
	}
	return s, nil
}

// Kinds are those that can be verified here.
func (s *Service) Kinds() []Kind {
	can := []Kind{}
	for _, kind := range kinds {
		if s.Senders[kind] != nil {
			can = append(can, kind)
		}
	}
	return can
}

// Sweep removes codes that have expired, and budgets that are full again.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	return s.write(ctx, "remove old codes", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM identifier_codes WHERE expires_at <= $1`, base.Millis(now))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM contact_budgets WHERE full_at <= $1`, base.Millis(now))
		return err
	})
}

func (s *Service) read(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Read(ctx, fn))
}

func (s *Service) write(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Write(ctx, fn))
}

// Package account holds people: how they sign up and sign in, their sessions, what others see of them, and what they let others see.
//
// What always holds, and Verify checks: an account has its handle, its recovery codes and its search terms; it can be signed in to by
// a password or a passkey; sessions, passkeys and codes belong to an account that exists.
//
// Secrets are stored so that the database does not give them away: passwords with argon2id, session tokens and recovery
// codes, which are random, with SHA-256.
package account

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"

	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/guessable"
	"causerie/internal/policy"
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock
	Log   *slog.Logger

	// Origins are where the web app is opened, such as "https://causerie.example"; passkeys are bound to them.
	Origins []string

	Pictures Pictures

	// Those below may be nil.

	// Packs say from which age one may have an account; nil for the built-in rules.
	Packs *policy.Packs

	// Key makes the subjects of budgets and signs challenges; Unlimited asks for no work and has no budgets.
	Key       budget.Key
	Unlimited bool

	// WeakHashes makes passwords quick to check, and to guess: for tests, which sign up many people.
	WeakHashes bool

	// Refused are passwords that nobody may choose, beside those that many people use.
	Refused *guessable.Filter

	// Ended is told of sessions that are no more, so that their live connections end.
	Ended func(account base.ID, sessions []base.ID)
	// Changed is told when an account's own devices have something to fetch anew: profile, settings, privacy.
	Changed func(account base.ID)
	// PrivacyChanged is told what an account shows, after it was changed.
	PrivacyChanged func(account base.ID, shows Shown)
	// RoleChanged is called, in the transaction that does it, when an account is given a role.
	RoleChanged func(ctx context.Context, tx *db.Tx, account base.ID, before, role string) error
	// BirthDateChanged is called, in the transaction that does it, when an account's birth date is corrected.
	BirthDateChanged func(ctx context.Context, tx *db.Tx, account base.ID, before, after string) error
	// PasswordReset is called, in the transaction that does it, when the operator gives an account a new password.
	PasswordReset func(ctx context.Context, tx *db.Tx, account base.ID) error
	// Turned is told of someone who came into another band of ages.
	Turned func(account base.ID)
	// MayShow refuses what an account would show from now on, in the transaction that does it.
	MayShow func(ctx context.Context, tx *db.Tx, account base.ID, before, after Face) error
	// Opened is called, in the transaction that does it, when an account is made one that everyone may follow.
	Opened func(ctx context.Context, tx *db.Tx, account base.ID) error
}

// Pictures keeps avatars.
type Pictures interface {
	// StoreAvatar makes an avatar of owner: the square at (x, y) of a picture, or of its middle when size is 0.
	StoreAvatar(ctx context.Context, owner base.ID, picture io.Reader, x, y, size int) (base.ID, error)
	// Keep and Drop make it an account's, and remove it unless it is evidence, within the transaction that changes the account.
	Keep(ctx context.Context, tx *db.Tx, owner, id base.ID) error
	Drop(ctx context.Context, tx *db.Tx, owner, id base.ID) error
	// Address is where viewer finds it, side pixels wide.
	Address(viewer, owner, id base.ID, side int) string
}

// Service is everything about accounts.
type Service struct {
	Config
	passwords *passwords
	relying   *relyingParty
	guard     guard
	sessions  *sessionCache
	seen      *seenWriter
	counted   atomic.Int64 // sessions, when they were last counted
	sweptAt   atomic.Int64 // when birthdays were last looked for, in Unix milliseconds
	closing   sync.Once
}

// New returns a Service; Close ends it.
func New(config Config) (*Service, error) {
	relying, err := newRelyingParty(config.Origins)
	if err != nil {
		return nil, err
	}
	if config.Packs == nil {
		if config.Packs, err = policy.Load("", ""); err != nil {
			return nil, err
		}
	}
	if config.Ended == nil {
		config.Ended = func(base.ID, []base.ID) {}
	}
	if config.Changed == nil {
		config.Changed = func(base.ID) {}
	}
	if config.PrivacyChanged == nil {
		config.PrivacyChanged = func(base.ID, Shown) {}
	}
	if config.RoleChanged == nil {
		config.RoleChanged = func(context.Context, *db.Tx, base.ID, string, string) error { return nil }
	}
	if config.BirthDateChanged == nil {
		config.BirthDateChanged = func(context.Context, *db.Tx, base.ID, string, string) error { return nil }
	}
	if config.PasswordReset == nil {
		config.PasswordReset = func(context.Context, *db.Tx, base.ID) error { return nil }
	}
	if config.Turned == nil {
		config.Turned = func(base.ID) {}
	}
	if config.Opened == nil {
		config.Opened = func(context.Context, *db.Tx, base.ID) error { return nil }
	}
	hashing := currentCost
	if config.WeakHashes {
		hashing = weakCost
	}
	s := &Service{
		Config: config, passwords: newPasswords(hashing), relying: relying, guard: newGuard(), sessions: newSessionCache(),
	}
	s.sweptAt.Store(config.Clock.Now().UnixMilli())
	s.seen = newSeenWriter(config)
	return s, nil
}

// Close waits until what is known about sessions is written.
func (s *Service) Close() { s.closing.Do(s.seen.close) }

// read and write run a transaction on behalf of an operation.
func (s *Service) read(ctx context.Context, what string, fn func(*db.Tx) error) error {
	return base.Doing(what, s.DB.Read(ctx, fn))
}

func (s *Service) write(ctx context.Context, what string, fn func(*db.Tx) error) error {
	return base.Doing(what, s.DB.Write(ctx, fn))
}

func (s *Service) nowMillis() int64 { return base.Millis(s.Clock.Now()) }

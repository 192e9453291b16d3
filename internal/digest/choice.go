package digest

import (
	"context"
	"crypto/hmac"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/contacts"
	"causerie/internal/db"
)

// Every is how often somebody is sent a summary at most.
type Every string

const (
	Never  Every = "never"
	Daily  Every = "daily"
	Weekly Every = "weekly"
)

// stored is Every as it is stored: empty for never.
func (e Every) stored() string {
	if e == Never {
		return ""
	}
	return string(e)
}

// period is the least time between two summaries. It is an hour less than the whole, because days are not all of one length.
func (e Every) period() time.Duration {
	if e == Weekly {
		return 7*day - time.Hour
	}
	return day - time.Hour
}

const day = 24 * time.Hour

const codeTries = 5

// EmailDigest is what somebody has chosen.
type EmailDigest struct {
	Available bool   `json:"available" doc:"This server sends summaries."`
	Every     Every  `json:"every" enum:"never,daily,weekly" doc:"How often one is sent at most, while one is away and something is unread."`
	Hint      string `json:"hint,omitempty" example:"z…@e….fr" doc:"Reminds of the address that one has proved; absent where one has none."`
	Refused   bool   `json:"refused,omitempty" doc:"The last summary was turned down for good by who keeps the address: none is sent until one proves an address again."`
}

// State is what actor has chosen.
func (s *Service) State(ctx context.Context, actor api.Actor) (state EmailDigest, err error) {
	err = s.read(ctx, "reading a choice of summaries", func(tx *db.Tx) error {
		state, err = s.state(ctx, tx, actor.Account)
		return err
	})
	return state, err
}

func (s *Service) state(ctx context.Context, tx *db.Tx, account base.ID) (EmailDigest, error) {
	state := EmailDigest{Available: s.Send != nil, Every: Never}
	var every string
	var refused int64
	err := tx.Row(ctx, `SELECT every, hint, refused_at FROM digests WHERE account_id = $1`, account).Scan(&every, &state.Hint, &refused)
	if db.NoRows(err) {
		return state, nil
	}
	if every != "" {
		state.Every = Every(every)
	}
	state.Refused = refused > 0
	return state, err
}

// Choose sets how often actor is sent a summary at most. language is that of their app, for those who have chosen none for all their devices.
func (s *Service) Choose(ctx context.Context, actor api.Actor, every Every, language string) (state EmailDigest, err error) {
	err = s.write(ctx, "choosing summaries", func(tx *db.Tx) error {
		if state, err = s.state(ctx, tx, actor.Account); err != nil {
			return err
		}
		due := int64(0)
		if every != Never {
			switch {
			case s.Send == nil:
				return unavailable()
			case state.Hint == "" || state.Refused:
				return base.Conflict("address_missing", "Prove an e-mail address first: ask for a code, and enter it.")
			}
			var zone string
			if err := tx.Row(ctx, `SELECT time_zone FROM accounts WHERE account_id = $1`, actor.Account).Scan(&zone); err != nil {
				return err
			}
			due = base.Millis(morning(s.Clock.Now(), zone))
		}
		state.Every = every
		_, err := tx.Exec(ctx, `UPDATE digests SET every = $2, language = $3, due_at = $4, tries = 0 WHERE account_id = $1`, actor.Account, every.stored(), language, due)
		return err
	})
	return state, err
}

func unavailable() error {
	return base.Conflict("digests_unavailable", "This server sends no summaries by e-mail.")
}

// Ask sends a code to an address of actor's, in place of the last one.
func (s *Service) Ask(ctx context.Context, actor api.Actor, address string) (contacts.Pending, error) {
	if s.Send == nil {
		return contacts.Pending{}, unavailable()
	}
	to, err := s.SendCode(ctx, actor, address, func(tx *db.Tx, to contacts.Recipient) error {
		sealed, err := s.seal.sealAddress(actor.Account, to.Identifier)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO digest_codes (account_id, address, hint, code_hash, tries, expires_at) VALUES ($1, $2, $3, $4, 0, $5)
			ON CONFLICT (account_id) DO UPDATE SET address = excluded.address, hint = excluded.hint, code_hash = excluded.code_hash, tries = 0,
				expires_at = excluded.expires_at`,
			actor.Account, sealed, to.Hint, s.seal.hashCode(actor.Account, to.Code), base.Millis(to.ExpiresAt))
		return err
	})
	return to.Pending, err
}

// Confirm keeps the address to which code was sent, in place of the one before. Nothing is sent there until actor chooses so.
func (s *Service) Confirm(ctx context.Context, actor api.Actor, code string) (state EmailDigest, err error) {
	var refused error
	err = s.write(ctx, "proving an address", func(tx *db.Tx) error {
		refused = nil
		n, err := tx.Exec(ctx, `UPDATE digest_codes SET tries = tries + 1 WHERE account_id = $1 AND tries < $2 AND expires_at > $3`,
			actor.Account, codeTries, base.Millis(s.Clock.Now()))
		if err != nil {
			return err
		}
		if n == 0 {
			refused = base.Gone("code_expired", "This code has expired, or was tried too often. Ask for another.")
			return nil
		}
		var address, hash []byte
		var hint string
		if err := tx.Row(ctx, `SELECT address, hint, code_hash FROM digest_codes WHERE account_id = $1`, actor.Account).Scan(&address, &hint, &hash); err != nil {
			return err
		}
		if !hmac.Equal(hash, s.seal.hashCode(actor.Account, contacts.Digits(code))) {
			refused = base.Invalid("code_wrong", "This is not the code that was sent.", base.Field{Location: "body.code", Message: "the six digits that were sent"})
			return nil // the try counts
		}
		_, err = tx.Exec(ctx, `INSERT INTO digests (account_id, every, language, address, hint, due_at, told_at, tries, refused_at) VALUES ($1, '', '', $2, $3, 0, 0, 0, 0)
			ON CONFLICT (account_id) DO UPDATE SET address = excluded.address, hint = excluded.hint, tries = 0, refused_at = 0`, actor.Account, address, hint)
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `DELETE FROM digest_codes WHERE account_id = $1`, actor.Account); err != nil {
			return err
		}
		state, err = s.state(ctx, tx, actor.Account)
		return err
	})
	if err == nil {
		err = refused
	}
	return state, err
}

// Forget erases actor's address and what they chose.
func (s *Service) Forget(ctx context.Context, actor api.Actor) error {
	return s.write(ctx, "forgetting an address", func(tx *db.Tx) error {
		for _, table := range []string{"digests", "digest_codes"} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE account_id = $1`, actor.Account); err != nil {
				return err
			}
		}
		return nil
	})
}

// Unsubscribe ends the summaries that a link is about, if there are any. It answers the same whether there were, and whether it is one.
func (s *Service) Unsubscribe(ctx context.Context, token string) error {
	account, about, ok := s.seal.linked(token)
	if !ok {
		return nil
	}
	return s.write(ctx, "unsubscribing", func(tx *db.Tx) error {
		var sealed []byte
		err := tx.Row(ctx, `SELECT address FROM digests WHERE account_id = $1 AND every <> ''`, account).Scan(&sealed)
		if db.NoRows(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if address, ok := s.seal.address(account, sealed); !ok || !about(address) {
			return nil // it was sent to an address that its owner has left
		}
		if _, err = tx.Exec(ctx, `UPDATE digests SET every = '', due_at = 0 WHERE account_id = $1`, account); err == nil {
			tx.AfterCommit(unsubscribed.Inc)
		}
		return err
	})
}

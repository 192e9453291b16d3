package account

import (
	"context"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Recovery is a one-time code and the password to set with it.
type Recovery struct {
	Handle   string
	Code     string
	Password string
}

// Recover spends a code, sets a password, ends all sessions and starts one.
func (s *Service) Recover(ctx context.Context, client Client, in Recovery) (*SignedIn, error) {
	handle := handleOrNobody(in.Handle)
	if err := s.checkPassword(in.Password, handle); err != nil {
		return nil, err
	}
	found, err := s.secretsOf(ctx, handle, client.Address)
	if err != nil {
		return nil, err
	}
	succeeded, err := s.attempt(ctx, found.target(handle, client.Address), client.Address)
	if err != nil {
		return nil, err
	}
	// The hash is made first: an unknown handle and a wrong code take as long as what succeeds.
	hash, err := s.passwords.hash(ctx, in.Password)
	if err != nil {
		return nil, err
	}
	out := &SignedIn{}
	err = s.write(ctx, "recovering an account", func(tx *db.Tx) error {
		spent, err := tx.Exec(ctx, `UPDATE recovery_codes SET used_at = $3 WHERE account_id = $1 AND code_hash = $2 AND used_at = 0`,
			found.account, hashCode(found.account, in.Code), s.nowMillis())
		if err != nil {
			return err
		}
		if spent == 0 {
			return base.Unauthenticated("bad_credentials", "Handle and code do not match, or the code was used before.")
		}
		if err := s.setPassword(ctx, tx, found.account, base.ID{}, hash); err != nil {
			return err
		}
		if out.Session, err = s.startSession(ctx, tx, found.account, client, false); err != nil {
			return err
		}
		out.Account, err = s.me(ctx, tx, out.Session.actor(found.account))
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, succeeded()
}

// RenewRecoveryCodes replaces all codes. They are told this once.
func (s *Service) RenewRecoveryCodes(ctx context.Context, actor api.Actor, client Client, password string) ([]string, error) {
	if _, err := s.confirm(ctx, actor, client, password); err != nil {
		return nil, err
	}
	codes, err := newRecoveryCodes()
	if err != nil {
		return nil, err
	}
	return codes, s.write(ctx, "renewing recovery codes", func(tx *db.Tx) error {
		tx.AfterCommit(func() { s.Changed(actor.Account) })
		return replaceRecoveryCodes(ctx, tx, actor.Account, codes)
	})
}

func replaceRecoveryCodes(ctx context.Context, tx *db.Tx, account base.ID, codes []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM recovery_codes WHERE account_id = $1`, account); err != nil {
		return err
	}
	for _, code := range codes {
		_, err := tx.Exec(ctx, `INSERT INTO recovery_codes (account_id, code_hash) VALUES ($1, $2)`, account, hashCode(account, code))
		if err != nil {
			return err
		}
	}
	return nil
}

package account

import (
	"context"
	"encoding/json"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Passkey is one way to sign in.
type Passkey struct {
	ID         base.ID    `json:"id"`
	Name       string     `json:"name"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"`
}

// Passkeys lists one's passkeys, in the order they were made.
func (s *Service) Passkeys(ctx context.Context, actor api.Actor) ([]Passkey, error) {
	list := []Passkey{}
	err := s.read(ctx, "listing passkeys", func(tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT passkey_id, name, created_at, last_used_at FROM passkeys
			WHERE account_id = $1 ORDER BY passkey_id`, actor.Account)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var p Passkey
			var created, used int64
			if err := scan(&p.ID, &p.Name, &created, &used); err != nil {
				return err
			}
			p.CreatedAt = base.Time(created)
			if used > 0 {
				at := base.Time(used)
				p.LastUsedAt = &at
			}
			list = append(list, p)
			return nil
		})
	})
	return list, err
}

// AddPasskey adds a passkey to one's account.
func (s *Service) AddPasskey(ctx context.Context, actor api.Actor, client Client, answer *PasskeyAnswer, name string) (*Passkey, error) {
	c, err := s.takeCeremony(ctx, answer.Ceremony, PurposeAdd)
	if err != nil {
		return nil, err
	}
	if c.Account != actor.Account {
		return nil, passkeyFailed(nil)
	}
	credential, err := s.finishCreate(c, answer)
	if err != nil {
		return nil, err
	}
	var added *Passkey
	err = s.write(ctx, "adding a passkey", func(tx *db.Tx) error {
		var count int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM passkeys WHERE account_id = $1`, actor.Account).Scan(&count); err != nil {
			return err
		}
		if count >= passkeysMax {
			return base.Conflict("passkeys_full", "An account has at most 20 passkeys. Remove one first.")
		}
		if added, err = s.insertPasskey(ctx, tx, actor.Account, credential, deviceName(name, client.UserAgent)); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.Changed(actor.Account) })
		return nil
	})
	if db.IsUnique(err) {
		return nil, base.Conflict("passkey_known", "This passkey is on the account already.")
	}
	if err != nil {
		return nil, err
	}
	return added, nil
}

func (s *Service) insertPasskey(ctx context.Context, tx *db.Tx, account base.ID, credential *webauthn.Credential, name string) (*Passkey, error) {
	now := s.Clock.Now()
	p := &Passkey{ID: base.NewID(now), Name: name, CreatedAt: base.Time(base.Millis(now))}
	data, err := json.Marshal(credential)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO passkeys (account_id, passkey_id, credential_id, credential, name, created_at)
		VALUES ($1, $2, $3, $4, $5, $6)`, account, p.ID, credential.ID, string(data), p.Name, base.Millis(now))
	return p, err
}

// RemovePasskey removes one of one's passkeys, unless nothing would be left to sign in with.
func (s *Service) RemovePasskey(ctx context.Context, actor api.Actor, id base.ID) error {
	return s.write(ctx, "removing a passkey", func(tx *db.Tx) error {
		gone, err := tx.Exec(ctx, `DELETE FROM passkeys WHERE account_id = $1 AND passkey_id = $2`, actor.Account, id)
		if err != nil {
			return err
		}
		if gone == 0 {
			return base.NotFound()
		}
		me, err := s.me(ctx, tx, actor)
		if err != nil {
			return err
		}
		if !me.HasPassword && me.Passkeys == 0 {
			return base.Conflict("last_sign_in_method", "This is the only way to sign in to your account. Set a password or add another passkey first.")
		}
		tx.AfterCommit(func() { s.Changed(actor.Account) })
		return nil
	})
}

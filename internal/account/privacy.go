package account

import (
	"context"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Privacy is what people show. Each switch of what they do works both ways: who hides theirs does not see others'.
type Privacy struct {
	ReadReceipts     bool `json:"readReceipts"`
	DeliveryReceipts bool `json:"deliveryReceipts"`
	Presence         bool `json:"presence"`
	Typing           bool `json:"typing"`

	Private bool `json:"private" doc:"Who wants to follow asks first, and only followers see whom one follows and who follows."`
}

// PrivacyUpdate changes switches; what is nil stays.
type PrivacyUpdate struct {
	ReadReceipts     *bool `json:"readReceipts,omitempty"`
	DeliveryReceipts *bool `json:"deliveryReceipts,omitempty"`
	Presence         *bool `json:"presence,omitempty"`
	Typing           *bool `json:"typing,omitempty"`
	Private          *bool `json:"private,omitempty"`
}

// Privacies answers the switches of each account; one that does not exist is absent.
func (s *Service) Privacies(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]Privacy, error) {
	privacies := make(map[base.ID]Privacy, len(ids))
	if len(ids) == 0 {
		return privacies, nil
	}
	rows, err := tx.Query(ctx, `SELECT account_id, read_receipts, delivery_receipts, presence, typing, private FROM accounts
		WHERE account_id IN `+db.In(len(ids), 1), db.Args(ids)...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		var p Privacy
		err := scan(&id, &p.ReadReceipts, &p.DeliveryReceipts, &p.Presence, &p.Typing, &p.Private)
		privacies[id] = p
		return err
	})
	return privacies, base.Doing("reading privacy", err)
}

func (s *Service) privacy(ctx context.Context, tx *db.Tx, id base.ID) (Privacy, error) {
	all, err := s.Privacies(ctx, tx, []base.ID{id})
	if err != nil {
		return Privacy{}, err
	}
	p, ok := all[id]
	if !ok {
		return Privacy{}, base.NotFound()
	}
	return p, nil
}

// GetPrivacy answers one's own switches.
func (s *Service) GetPrivacy(ctx context.Context, actor api.Actor) (Privacy, error) {
	var p Privacy
	err := s.read(ctx, "reading privacy", func(tx *db.Tx) (err error) {
		p, err = s.privacy(ctx, tx, actor.Account)
		return err
	})
	return p, err
}

// UpdatePrivacy changes one's own switches.
func (s *Service) UpdatePrivacy(ctx context.Context, actor api.Actor, in PrivacyUpdate) (Privacy, error) {
	var p Privacy
	err := s.write(ctx, "changing privacy", func(tx *db.Tx) (err error) {
		if p, err = s.privacy(ctx, tx, actor.Account); err != nil {
			return err
		}
		for _, change := range []struct{ to, now *bool }{
			{in.ReadReceipts, &p.ReadReceipts}, {in.DeliveryReceipts, &p.DeliveryReceipts}, {in.Presence, &p.Presence}, {in.Typing, &p.Typing},
			{in.Private, &p.Private},
		} {
			if change.to != nil {
				*change.now = *change.to
			}
		}
		_, err = tx.Exec(ctx, `UPDATE accounts SET read_receipts = $2, delivery_receipts = $3, presence = $4, typing = $5, private = $6
			WHERE account_id = $1`, actor.Account, p.ReadReceipts, p.DeliveryReceipts, p.Presence, p.Typing, p.Private)
		changed := p
		tx.AfterCommit(func() {
			s.PrivacyChanged(actor.Account, changed)
			s.Changed(actor.Account)
		})
		if err == nil && in.Private != nil && !p.Private {
			err = s.Opened(ctx, tx, actor.Account)
		}
		return err
	})
	return p, err
}

// LastActive is when an account was last connected, the zero time when it never was.
func (s *Service) LastActive(ctx context.Context, tx *db.Tx, id base.ID) (time.Time, error) {
	var at int64
	err := tx.Row(ctx, `SELECT last_active_at FROM accounts WHERE account_id = $1`, id).Scan(&at)
	if db.NoRows(err) {
		return time.Time{}, nil
	}
	return base.Time(at), base.Doing("reading when an account was active", err)
}

// SetLastActive keeps when an account was last connected. It goes back only from a time that a wrong clock wrote.
func (s *Service) SetLastActive(ctx context.Context, tx *db.Tx, id base.ID, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET last_active_at = $2 WHERE account_id = $1 AND (last_active_at < $2 OR last_active_at > $3)`, id, base.Millis(at), base.Millis(at.Add(time.Hour)))
	return base.Doing("keeping when an account was active", err)
}

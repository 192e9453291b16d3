package account

import (
	"context"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Shown is what of themselves people show. Each switch of what they do works both ways: who hides theirs does not see others'.
type Shown struct {
	ReadReceipts     bool `json:"readReceipts"`
	DeliveryReceipts bool `json:"deliveryReceipts"`
	Presence         bool `json:"presence"`
	Typing           bool `json:"typing"`

	Private bool `json:"private" doc:"Who wants to follow asks first, and only followers see whom one follows and who follows."`
}

// Privacy is what people show, and what they let come to them.
type Privacy struct {
	Shown
	StrangerLinks    bool `json:"strangerLinks" doc:"Whether a request with a link in it stands among the others; else it is set apart, with the reason stranger_link."`
	StrangerPictures bool `json:"strangerPictures" doc:"Whether apps show the pictures of people who are no friends before one asks for them."`
	LinkPreviews     bool `json:"linkPreviews" doc:"Whether the server looks at the pages of links that one is about to send, for a preview."`

	RequestsPausedUntil *time.Time `json:"requestsPausedUntil,omitempty" doc:"Until then nobody begins or goes on with a message request to one. Nobody is told."`
	PileOnUntil         *time.Time `json:"pileOnUntil,omitempty" doc:"Unusually many people have asked to write to one within an hour: apps offer until then to pause requests. Absent once one has paused, or waved it away."`
}

// PrivacyUpdate changes switches; what is nil stays.
type PrivacyUpdate struct {
	ReadReceipts     *bool `json:"readReceipts,omitempty"`
	DeliveryReceipts *bool `json:"deliveryReceipts,omitempty"`
	Presence         *bool `json:"presence,omitempty"`
	Typing           *bool `json:"typing,omitempty"`
	Private          *bool `json:"private,omitempty"`
	StrangerLinks    *bool `json:"strangerLinks,omitempty"`
	StrangerPictures *bool `json:"strangerPictures,omitempty"`
	LinkPreviews     *bool `json:"linkPreviews,omitempty"`

	RequestsPausedFor *int  `json:"requestsPausedFor,omitempty" minimum:"0" maximum:"168" doc:"For so many hours from now nobody asks to write to one; 0 ends it now."`
	PileOnSeen        *bool `json:"pileOnSeen,omitempty" doc:"true: one knows that many people ask to write to one, and is not told again for a day."`
}

// Privacies answers what each account shows; one that does not exist is absent.
func (s *Service) Privacies(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]Shown, error) {
	privacies := make(map[base.ID]Shown, len(ids))
	if len(ids) == 0 {
		return privacies, nil
	}
	rows, err := tx.Query(ctx, `SELECT account_id, read_receipts, delivery_receipts, presence, typing, private FROM accounts
		WHERE account_id IN `+db.In(len(ids), 1), db.Args(ids)...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		var p Shown
		err := scan(&id, &p.ReadReceipts, &p.DeliveryReceipts, &p.Presence, &p.Typing, &p.Private)
		privacies[id] = p
		return err
	})
	return privacies, base.Doing("reading privacy", err)
}

// ownPrivacy is a Privacy as it is stored.
type ownPrivacy struct {
	Privacy
	pausedUntil int64
	// pileOnAt is when it was last noticed that many people ask to write to the account, negative once the person has done something about it.
	pileOnAt int64
}

// PileOnRest is how long a pile-on is told, and for how long none is noticed after one.
const PileOnRest = 24 * time.Hour

func (s *Service) privacy(ctx context.Context, tx *db.Tx, id base.ID) (p ownPrivacy, err error) {
	const query = `SELECT read_receipts, delivery_receipts, presence, typing, private, stranger_links, stranger_pictures, link_previews, requests_paused_until, pile_on_at
		FROM accounts WHERE account_id = $1`
	err = tx.Row(ctx, query, id).Scan(&p.ReadReceipts, &p.DeliveryReceipts, &p.Presence, &p.Typing, &p.Private, &p.StrangerLinks, &p.StrangerPictures, &p.LinkPreviews,
		&p.pausedUntil, &p.pileOnAt)
	if db.NoRows(err) {
		return p, base.NotFound()
	}
	return p, base.Doing("reading privacy", err)
}

// now is a Privacy with the times that have not passed.
func (p ownPrivacy) now(at time.Time) Privacy {
	if until := base.Time(p.pausedUntil); at.Before(until) {
		p.RequestsPausedUntil = &until
	}
	if until := base.Time(p.pileOnAt).Add(PileOnRest); p.pileOnAt > 0 && at.Before(until) {
		p.PileOnUntil = &until
	}
	return p.Privacy
}

// GetPrivacy answers one's own switches.
func (s *Service) GetPrivacy(ctx context.Context, actor api.Actor) (Privacy, error) {
	var p ownPrivacy
	err := s.read(ctx, "reading privacy", func(tx *db.Tx) (err error) {
		p, err = s.privacy(ctx, tx, actor.Account)
		return err
	})
	return p.now(s.Clock.Now()), err
}

// UpdatePrivacy changes one's own switches.
func (s *Service) UpdatePrivacy(ctx context.Context, actor api.Actor, in PrivacyUpdate) (Privacy, error) {
	var p ownPrivacy
	err := s.write(ctx, "changing privacy", func(tx *db.Tx) (err error) {
		if p, err = s.privacy(ctx, tx, actor.Account); err != nil {
			return err
		}
		p.change(in, s.Clock.Now())
		_, err = tx.Exec(ctx, `UPDATE accounts SET read_receipts = $2, delivery_receipts = $3, presence = $4, typing = $5, private = $6,
				stranger_links = $7, stranger_pictures = $8, requests_paused_until = $9, pile_on_at = $10, link_previews = $11 WHERE account_id = $1`,
			actor.Account, p.ReadReceipts, p.DeliveryReceipts, p.Presence, p.Typing, p.Private, p.StrangerLinks, p.StrangerPictures, p.pausedUntil, p.pileOnAt, p.LinkPreviews)
		changed := p.Shown
		tx.AfterCommit(func() {
			s.PrivacyChanged(actor.Account, changed)
			s.Changed(actor.Account)
		})
		if err == nil && in.Private != nil && !p.Private {
			err = s.Opened(ctx, tx, actor.Account)
		}
		return err
	})
	return p.now(s.Clock.Now()), err
}

func (p *ownPrivacy) change(in PrivacyUpdate, now time.Time) {
	for _, change := range []struct{ to, now *bool }{
		{in.ReadReceipts, &p.ReadReceipts}, {in.DeliveryReceipts, &p.DeliveryReceipts}, {in.Presence, &p.Presence}, {in.Typing, &p.Typing},
		{in.Private, &p.Private}, {in.StrangerLinks, &p.StrangerLinks}, {in.StrangerPictures, &p.StrangerPictures},
		{in.LinkPreviews, &p.LinkPreviews},
	} {
		if change.to != nil {
			*change.now = *change.to
		}
	}
	hours := in.RequestsPausedFor
	if hours != nil {
		p.pausedUntil = 0
		if *hours > 0 {
			p.pausedUntil = base.Millis(now.Add(time.Duration(*hours) * time.Hour))
		}
	}
	if p.pileOnAt > 0 && (p.pausedUntil > base.Millis(now) || in.PileOnSeen != nil && *in.PileOnSeen) {
		p.pileOnAt = -p.pileOnAt
	}
}

// WantsPreviews tells whether the server looks at the pages that somebody links to.
func (s *Service) WantsPreviews(ctx context.Context, tx *db.Tx, id base.ID) (wants bool, err error) {
	err = tx.Row(ctx, `SELECT link_previews FROM accounts WHERE account_id = $1`, id).Scan(&wants)
	if db.NoRows(err) {
		return false, nil
	}
	return wants, base.Doing("reading whether somebody wants previews", err)
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

package graph

import (
	"context"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
)

// follows is how many people may be followed: as many as one finds by hand.
var follows = account.Deed{
	Kind:    "follow",
	Account: budget.Budget{Most: 60, Every: 20 * time.Second},
	Device:  budget.Budget{Most: 120, Every: 10 * time.Second},
	Block:   budget.Budget{Most: 1200, Every: time.Second},
}

// Follow has actor follow the person that name names, or ask to where they are private. Doing it again changes nothing.
func (s *Service) Follow(ctx context.Context, actor api.Actor, name string) (account.Relation, error) {
	return s.following(ctx, actor, name, func(now int64, private bool, p *sides) {
		switch {
		case p.mine.follows > 0:
		case !private:
			p.mine.follows, p.theirs.followed = now, now
			p.mine.asked, p.theirs.asks = 0, 0
		case p.mine.asked == 0:
			p.mine.asked, p.theirs.asks = now, now
		}
	})
}

// Unfollow ends that actor follows someone, or asks to; there may be neither.
func (s *Service) Unfollow(ctx context.Context, actor api.Actor, name string) (account.Relation, error) {
	return s.following(ctx, actor, name, func(_ int64, _ bool, p *sides) {
		p.mine.follows, p.theirs.followed, p.mine.asked, p.theirs.asks = 0, 0, 0, 0
	})
}

// RemoveFollower ends that the person that name names follows actor, or asks to; there may be neither. They are not told.
func (s *Service) RemoveFollower(ctx context.Context, actor api.Actor, name string) error {
	_, err := s.following(ctx, actor, name, func(_ int64, _ bool, p *sides) {
		p.mine.followed, p.theirs.follows, p.mine.asks, p.theirs.asked = 0, 0, 0, 0
	})
	return err
}

// AcceptFollower lets someone follow actor who asks to. Doing it again changes nothing.
func (s *Service) AcceptFollower(ctx context.Context, actor api.Actor, name string) error {
	accepted := false
	_, err := s.following(ctx, actor, name, func(now int64, _ bool, p *sides) {
		if accepted = p.mine.followed > 0; !accepted && p.mine.asks > 0 {
			p.mine.followed, p.theirs.follows, p.mine.asks, p.theirs.asked = now, now, 0, 0
			accepted = true
		}
	})
	if err == nil && !accepted {
		return base.NotFound()
	}
	return err
}

// DeclineFollower ends that someone asks to follow actor; they may not. They are not told.
func (s *Service) DeclineFollower(ctx context.Context, actor api.Actor, name string) error {
	_, err := s.following(ctx, actor, name, func(_ int64, _ bool, p *sides) { p.mine.asks, p.theirs.asked = 0, 0 })
	return err
}

// following has do change who of the two follows the other, and tells both people's devices.
func (s *Service) following(ctx context.Context, actor api.Actor, name string, do func(now int64, private bool, p *sides)) (shown account.Relation, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		other, _, err := s.visible(ctx, tx, actor, name)
		if err != nil {
			return err
		}
		if other == actor.Account {
			return base.Invalid("self", "You cannot follow yourself.")
		}
		private, err := isPrivate(ctx, tx, other)
		if err == nil && private {
			private, err = staysPrivate(ctx, tx, other)
		}
		if err != nil {
			return err
		}
		before, after, err := s.change(ctx, tx, actor.Account, other, func(now int64, p *sides) {
			if p.mine.blocks == 0 && p.mine.blocked == 0 {
				do(now, private, p)
			}
		})
		switch {
		case err != nil:
			return err
		case after.mine.blocked > 0: // since it was seen
			return base.NotFound()
		case after.mine.blocks > 0:
			return base.Conflict("blocked", "You block this person. Unblock them first.")
		}
		if before.mine.follows+before.mine.asked == 0 && after.mine.follows+after.mine.asked > 0 {
			retryAt, err := s.Accounts.Spend(ctx, tx, actor, api.ClientIP(ctx), follows)
			if err != nil {
				return err
			}
			if !retryAt.IsZero() {
				return base.TooMany("rate_limited", "Many people were followed at once. Wait a moment and try again.", retryAt)
			}
		}
		shown = after.mine.shown()
		if err := s.tell(ctx, tx, actor.Account, other, before.mine, after.mine); err != nil {
			return err
		}
		return s.tell(ctx, tx, other, actor.Account, before.theirs, after.theirs)
	})
	return shown, err
}

func isPrivate(ctx context.Context, tx *db.Tx, id base.ID) (private bool, err error) {
	err = tx.Row(ctx, `SELECT private FROM accounts WHERE account_id = $1`, id).Scan(&private)
	if err != nil {
		return false, base.Internal("read whether an account is private", err)
	}
	return private, nil
}

// staysPrivate tells it until the transaction ends: whoever asks to follow is seen by Opened, or follows. SQLite has one writer.
func staysPrivate(ctx context.Context, tx *db.Tx, id base.ID) (private bool, err error) {
	if tx.Dialect() == db.SQLite {
		return true, nil
	}
	err = tx.Row(ctx, `SELECT private FROM accounts WHERE account_id = $1 FOR SHARE`, id).Scan(&private)
	if err != nil {
		return false, base.Internal("read whether an account is private", err)
	}
	return private, nil
}

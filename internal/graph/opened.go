package graph

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	letInAtOnce   = 100 // requests to follow that are accepted in one transaction
	openedAtATime = 100 // accounts that a sweep reads together
)

// Opened lets everyone follow owner who asked to, now that owner is private no more, and tells both people's devices. Where many asked,
// the rest follows by the next Sweep, which is asked for.
func (s *Service) Opened(ctx context.Context, tx *db.Tx, owner base.ID) error {
	more, err := s.letIn(ctx, tx, owner)
	if more {
		tx.AfterCommit(s.SweepSoon)
	}
	return err
}

// letIn accepts the last requests to follow owner, and tells whether there may be more.
func (s *Service) letIn(ctx context.Context, tx *db.Tx, owner base.ID) (more bool, err error) {
	asking, err := edgesAfter(ctx, tx, owner, asksList, first, letInAtOnce)
	if err != nil {
		return false, err
	}
	for _, e := range asking {
		before, after, err := s.change(ctx, tx, owner, e.other, func(now int64, p *sides) {
			if p.mine.asks > 0 { // not taken back since
				p.mine.followed, p.theirs.follows, p.mine.asks, p.theirs.asked = now, now, 0, 0
			}
		})
		if err == nil {
			err = s.tell(ctx, tx, owner, e.other, before.mine, after.mine)
		}
		if err == nil {
			err = s.tell(ctx, tx, e.other, owner, before.theirs, after.theirs)
		}
		if err != nil {
			return false, err
		}
	}
	return len(asking) == letInAtOnce, nil
}

// letInAll goes on with what Opened began, a transaction for every letInAtOnce requests, in which owner may be private again.
func (s *Service) letInAll(ctx context.Context) error {
	for {
		owners, err := s.openedAndAsked(ctx)
		if err != nil || len(owners) == 0 {
			return err
		}
		for _, owner := range owners {
			err := s.DB.Write(ctx, func(tx *db.Tx) error {
				private, err := isPrivate(ctx, tx, owner)
				if err == nil && !private {
					_, err = s.letIn(ctx, tx, owner)
				}
				return err
			})
			if err != nil {
				return err
			}
		}
	}
}

// openedAndAsked are people who are not private and whom others ask to follow all the same.
func (s *Service) openedAndAsked(ctx context.Context) (owners []base.ID, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		owners = nil
		rows, err := tx.Query(ctx, `SELECT DISTINCT relations.account_id FROM relations JOIN accounts ON accounts.account_id = relations.account_id
			WHERE relations.asks_at IS NOT NULL AND NOT accounts.private LIMIT $1`, openedAtATime)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var owner base.ID
			err := scan(&owner)
			owners = append(owners, owner)
			return err
		})
	})
	if err != nil {
		return nil, base.Internal("look for requests to follow that are accepted", err)
	}
	return owners, nil
}

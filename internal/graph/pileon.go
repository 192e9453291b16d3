package graph

import (
	"context"
	"slices"
	"time"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/db"
)

// It is a pile-on when so many people have begun to ask one person within so long, whatever became of their requests. Who was accepted or
// introduced does not count. One that was noticed is told to the person, and none is noticed for account.PileOnRest after it.
const (
	pileOnMost   = "10"
	pileOnWithin = time.Hour
)

// NoticePileOns looks for pile-ons on people who were just asked, and tells those people's own devices.
func (s *Service) NoticePileOns(ctx context.Context, tx *db.Tx, asked []base.ID) error {
	asked = slices.Clone(asked)
	slices.SortFunc(asked, func(x, y base.ID) int { return slices.Compare(x[:], y[:]) })
	asked = slices.Compact(asked)
	now := s.Clock.Now()
	lately, rested := slices.Repeat([]int64{base.Millis(now.Add(-pileOnWithin))}, len(asked)), slices.Repeat([]int64{base.Millis(now.Add(-account.PileOnRest))}, len(asked))
	var noticed []base.ID
	const query = `SELECT account_id FROM /*rows*/ accounts WHERE account_id = $1 AND ABS(pile_on_at) <= $3
		AND (SELECT COUNT(*) FROM (SELECT 1 FROM relations WHERE relations.account_id = $1 AND request_at > $2 AND request_at IS NOT NULL AND vouched_by IS NULL
			LIMIT ` + pileOnMost + `) AS counted) = ` + pileOnMost
	err := tx.QueryRows(ctx, query, db.Columns{asked, lately, rested}, func(scan func(...any) error) error {
		var id base.ID
		err := scan(&id)
		noticed = append(noticed, id)
		return err
	})
	if err != nil {
		return base.Internal("look for pile-ons", err)
	}
	if len(noticed) == 0 {
		return nil
	}
	slices.SortFunc(noticed, func(x, y base.ID) int { return slices.Compare(x[:], y[:]) }) // in one order everywhere, two writers do not wait for each other in a circle
	at := slices.Repeat([]int64{base.Millis(now)}, len(noticed))
	if err := tx.ExecRows(ctx, `UPDATE accounts SET pile_on_at = $2 /*from rows*/ WHERE account_id = $1`, db.Columns{noticed, at}); err != nil {
		return base.Internal("notice a pile-on", err)
	}
	tx.AfterCommit(func() {
		for _, id := range noticed {
			s.Accounts.Changed(id)
		}
	})
	return nil
}

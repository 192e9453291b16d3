package graph

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Facts answers what is known about each pair, by one statement.
func (s *Service) Facts(ctx context.Context, tx *db.Tx, pairs []policy.Pair) (map[policy.Pair]policy.Facts, error) {
	facts := make(map[policy.Pair]policy.Facts, len(pairs))
	var from, to []base.ID
	for _, p := range pairs {
		if _, asked := facts[p]; !asked {
			facts[p] = policy.Facts{}
			from, to = append(from, p.From), append(to, p.To)
		}
	}
	const query = `SELECT r.other_id, r.account_id, COALESCE(r.blocked_at, 0), COALESCE(r.blocks_at, 0)
		FROM /*rows*/ relations AS r WHERE r.account_id = $2 AND r.other_id = $1`
	err := tx.QueryRows(ctx, query, db.Columns{from, to}, func(scan func(...any) error) error {
		var p policy.Pair
		var fromBlocks, toBlocks int64
		err := scan(&p.From, &p.To, &fromBlocks, &toBlocks)
		facts[p] = policy.Facts{FromBlocksTo: fromBlocks > 0, ToBlocksFrom: toBlocks > 0}
		return err
	})
	if err != nil {
		return nil, base.Internal("read relations", err)
	}
	return facts, nil
}

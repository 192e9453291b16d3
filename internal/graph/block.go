package graph

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Block has actor block the person that name names; doing it again changes nothing. Someone who blocks actor can be blocked
// too, by the id that actor knows from their conversation. An id that is nobody's gets the same answer, so that it tells nothing.
func (s *Service) Block(ctx context.Context, actor api.Actor, name string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		other, err := s.blockable(ctx, tx, actor, name)
		if err != nil {
			return err
		}
		if other == actor.Account {
			return base.Invalid("self", "You cannot block yourself.")
		}
		profiles, err := s.Accounts.Profiles(ctx, tx, actor.Account, []base.ID{other})
		if _, exists := profiles[other]; err != nil || !exists {
			return err
		}
		at := base.Millis(s.Clock.Now())
		if _, err := tx.Exec(ctx, `INSERT INTO blocks (account_id, other_id, created_at) VALUES ($1, $2, $3)
			ON CONFLICT (account_id, other_id) DO NOTHING`, actor.Account, other, at); err != nil {
			return base.Internal("block", err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO blocked_by (account_id, other_id, created_at) VALUES ($1, $2, $3)
			ON CONFLICT (account_id, other_id) DO NOTHING`, other, actor.Account, at); err != nil {
			return base.Internal("block", err)
		}
		tx.AfterCommit(func() { s.Parted(actor.Account, other) })
		return s.ViewChanged(ctx, tx, actor.Account, other)
	})
}

func (s *Service) blockable(ctx context.Context, tx *db.Tx, actor api.Actor, name string) (base.ID, error) {
	if id, err := base.ParseID(name); err == nil {
		return id, nil
	}
	return s.visible(ctx, tx, actor, name)
}

// Unblock ends a block of actor's; there may be none.
func (s *Service) Unblock(ctx context.Context, actor api.Actor, name string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		other, err := s.blockable(ctx, tx, actor, name)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM blocks WHERE account_id = $1 AND other_id = $2`, actor.Account, other); err != nil {
			return base.Internal("unblock", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM blocked_by WHERE account_id = $1 AND other_id = $2`, other, actor.Account); err != nil {
			return base.Internal("unblock", err)
		}
		return s.ViewChanged(ctx, tx, actor.Account, other)
	})
}

// Blocked is a page of those whom actor blocks, the last one first.
func (s *Service) Blocked(ctx context.Context, actor api.Actor, cursor string, limit int) (items []account.Profile, next string, err error) {
	after := edge{at: math.MaxInt64}
	if cursor != "" {
		if after, err = parseEdge(cursor); err != nil {
			return nil, "", err
		}
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		page, err := blockedAfter(ctx, tx, actor.Account, after, limit+1)
		if err != nil {
			return err
		}
		if len(page) > limit {
			page = page[:limit]
			next = page[limit-1].String()
		}
		ids := make([]base.ID, len(page))
		for i, e := range page {
			ids[i] = e.other
		}
		items, err = s.inOrder(ctx, tx, actor, ids)
		return err
	})
	return items, next, err
}

// Blocks answers, for each of others, whether viewer blocks them and whether they block viewer. Others with neither are absent.
func (s *Service) Blocks(ctx context.Context, tx *db.Tx, viewer base.ID, others []base.ID) (map[base.ID]policy.Facts, error) {
	found := map[base.ID]policy.Facts{}
	if len(others) == 0 {
		return found, nil
	}
	args := append([]any{viewer}, db.Args(others)...)
	err := edges(ctx, tx, `SELECT account_id, other_id FROM blocks WHERE account_id = $1 AND other_id IN `+db.In(len(others), 2), args, func(_, other base.ID) {
		f := found[other]
		f.FromBlocksTo = true
		found[other] = f
	})
	if err != nil {
		return nil, err
	}
	err = edges(ctx, tx, `SELECT account_id, other_id FROM blocked_by WHERE account_id = $1 AND other_id IN `+db.In(len(others), 2), args, func(_, other base.ID) {
		f := found[other]
		f.ToBlocksFrom = true
		found[other] = f
	})
	return found, err
}

// Facts answers what is known about each pair.
func (s *Service) Facts(ctx context.Context, tx *db.Tx, pairs []policy.Pair) (map[policy.Pair]policy.Facts, error) {
	facts := make(map[policy.Pair]policy.Facts, len(pairs))
	if len(pairs) == 0 {
		return facts, nil
	}
	// Both directions of every pair are asked for: whoever blocks is found under their own key.
	var blockers, blocked []base.ID
	asked := make(map[policy.Pair]bool, 2*len(pairs))
	for _, p := range pairs {
		facts[p] = policy.Facts{}
		for _, edge := range []policy.Pair{p, {From: p.To, To: p.From}} {
			if !asked[edge] {
				asked[edge] = true
				blockers, blocked = append(blockers, edge.From), append(blocked, edge.To)
			}
		}
	}
	const query = `SELECT account_id, other_id FROM /*rows*/ blocks WHERE account_id = $1 AND other_id = $2`
	err := tx.QueryRows(ctx, query, db.Columns{blockers, blocked}, func(scan func(...any) error) error {
		var blocker, other base.ID
		if err := scan(&blocker, &other); err != nil {
			return err
		}
		if f, ok := facts[policy.Pair{From: blocker, To: other}]; ok {
			f.FromBlocksTo = true
			facts[policy.Pair{From: blocker, To: other}] = f
		}
		if f, ok := facts[policy.Pair{From: other, To: blocker}]; ok {
			f.ToBlocksFrom = true
			facts[policy.Pair{From: other, To: blocker}] = f
		}
		return nil
	})
	if err != nil {
		return nil, base.Internal("read blocks", err)
	}
	return facts, nil
}

func edges(ctx context.Context, tx *db.Tx, query string, args []any, each func(account, other base.ID)) error {
	rows, err := tx.Query(ctx, query, args...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var account, other base.ID
		err := scan(&account, &other)
		each(account, other)
		return err
	})
	if err != nil {
		return base.Internal("read blocks", err)
	}
	return nil
}

// edge is a place in a list of edges.
type edge struct {
	at    int64
	other base.ID
}

func (e edge) String() string { return fmt.Sprintf("%d.%s", e.at, e.other) }

func parseEdge(cursor string) (edge, error) {
	at, other, _ := strings.Cut(cursor, ".")
	ms, err := strconv.ParseInt(at, 10, 64)
	id, err2 := base.ParseID(other)
	if err != nil || err2 != nil {
		return edge{}, base.Invalid("cursor_invalid", "This cursor is not one that this list gave. Start over without one.")
	}
	return edge{ms, id}, nil
}

func blockedAfter(ctx context.Context, tx *db.Tx, account base.ID, after edge, limit int) (page []edge, err error) {
	rows, err := tx.Query(ctx, `SELECT created_at, other_id FROM blocks
		WHERE account_id = $1 AND (created_at < $2 OR (created_at = $2 AND other_id < $3))
		ORDER BY created_at DESC, other_id DESC LIMIT $4`, account, after.at, after.other, limit)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var e edge
		err := scan(&e.at, &e.other)
		page = append(page, e)
		return err
	})
	if err != nil {
		return nil, base.Internal("read blocks", err)
	}
	return page, nil
}

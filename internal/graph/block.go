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
		err = s.change(ctx, tx, actor.Account, other, func(now int64, p *sides) {
			if p.mine.blocks == 0 {
				p.mine.blocks, p.theirs.blocked = now, now
			}
		})
		if err != nil {
			return err
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
		err = s.change(ctx, tx, actor.Account, other, func(_ int64, p *sides) { p.mine.blocks, p.theirs.blocked = 0, 0 })
		if err != nil {
			return err
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
	rows, err := tx.Query(ctx, `SELECT blocks_at, other_id FROM relations
		WHERE account_id = $1 AND blocks_at IS NOT NULL AND blocks_at <= $2 AND (blocks_at < $2 OR other_id < $3)
		ORDER BY blocks_at DESC, other_id DESC LIMIT $4`, account, after.at, after.other, limit)
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

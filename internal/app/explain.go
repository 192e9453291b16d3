package app

import (
	"context"
	"fmt"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Explanation is why one person may or may not reach another. It tells what they did to each other, and is for staff alone.
type Explanation struct {
	Facts    policy.Facts
	Decision policy.Decision
	Rules    []policy.Rule
}

// Explain answers what an action of one person on another would lead to now, both named by their handles. The audit log keeps that it was asked.
func (a *App) Explain(ctx context.Context, action policy.Action, from, to string) (why Explanation, err error) {
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		var ids [2]base.ID
		for i, handle := range []string{from, to} {
			if ids[i], err = a.Account.ByHandle(ctx, tx, handle); base.CodeOf(err) == "not_found" {
				return fmt.Errorf("there is no @%s; causerie user list shows everyone", handle)
			} else if err != nil {
				return err
			}
		}
		pair := policy.Pair{From: ids[0], To: ids[1]}
		facts, err := a.Graph.Facts(ctx, tx, []policy.Pair{pair})
		if err != nil {
			return err
		}
		why.Facts = facts[pair]
		why.Decision, why.Rules = a.Packs.Explain(action, a.clock.Now(), pair, why.Facts)
		return a.Safety.Explained(ctx, tx, ids[0], ids[1], string(action))
	})
	return why, err
}

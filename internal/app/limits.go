package app

import (
	"context"
	"log/slog"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
)

// settleTime is how long a request waits at most for what all servers on the store have let through.
const settleTime = time.Second

// settle has the limits of one server count with those of the others on its store.
func settle(store *db.DB, clock base.Clock, log *slog.Logger, key budget.Key) api.Settle {
	return func(ctx context.Context, client string, n, most int, every time.Duration) (retryAt time.Time) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime) // who hangs up has asked all the same
		defer cancel()
		err := store.Write(ctx, func(tx *db.Tx) (err error) {
			retryAt, _, err = budget.Budget{Most: most, Every: every}.SpendN(ctx, tx, key.Of("limit", client), n, clock.Now())
			return err
		})
		if err != nil {
			log.WarnContext(ctx, "what one client asks of all servers is not counted", "error", err)
			return time.Time{}
		}
		return retryAt
	}
}

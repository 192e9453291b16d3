package account

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Standing is what the decisions about an account keep it from, in Unix milliseconds; 0 for nothing.
type Standing struct {
	LimitedUntil   int64 // it writes to nobody who has not accepted it
	SilencedUntil  int64 // it writes to nobody
	SuspendedAt    int64 // it reaches nobody and is not reached
	SuspendedUntil int64 // 0 where a suspension has no end
}

// SetStanding keeps an account from what standing says, and from nothing else.
func (s *Service) SetStanding(ctx context.Context, tx *db.Tx, id base.ID, standing Standing) error {
	_, err := tx.Exec(ctx, `UPDATE accounts SET limited_until = $2, silenced_until = $3, suspended_at = $4, suspended_until = $5 WHERE account_id = $1`,
		id, standing.LimitedUntil, standing.SilencedUntil, standing.SuspendedAt, standing.SuspendedUntil)
	tx.AfterCommit(func() { s.sessions.forget(id) }) // who is suspended has no role any more
	return base.Doing("keeping an account from what was decided", err)
}

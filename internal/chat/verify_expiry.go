package chat

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/verify"
)

// expireLate is how long after its time, in milliseconds, what has disappeared is erased at the latest by a server that runs: a clock may be set, and
// a server may have been off until just now.
const expireLate = 3_600_000

func (s *Service) expiryChecks() []verify.Check {
	const (
		strange  = `expire_after NOT IN (0, 86400000, 604800000, 7776000000)`
		ofRoot   = `(SELECT root.expires_at FROM entries AS root WHERE root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq)`
		together = `target_seq > 0 AND kind <> 'unsend' AND expires_at <> ` + ofRoot
	)
	return []verify.Check{
		{
			Name: "expiry.setting", Holds: "Messages of a conversation stay, or disappear after a day, a week or 90 days.", Of: "conversations",
			Query:  `SELECT conversation_id, expire_after AS milliseconds FROM conversations WHERE ` + strange,
			Repair: verify.By(`UPDATE conversations SET expire_after = 86400000 WHERE ` + strange), Mends: "has them disappear after a day",
		},
		{
			Name: "expiry.together", Holds: "What speaks of a message disappears with it.", Of: "entries WHERE target_seq > 0",
			Query:  `SELECT conversation_id, seq, target_seq AS target FROM entries WHERE ` + together,
			Repair: verify.By(`UPDATE entries SET expires_at = ` + ofRoot + ` WHERE ` + together), Mends: "gives it the time of its message",
		},
		{
			Name: "expiry.erased", Holds: "What has disappeared is erased within an hour.", Of: "entries WHERE expires_at > 0",
			Query: `SELECT conversation_id, seq FROM entries WHERE expires_at > 0 AND erased_at = 0 AND expires_at <= $1`, Args: []any{base.Millis(s.Clock.Now()) - expireLate},
			Repair: func(ctx context.Context, tx *db.Tx) (n int64, err error) {
				for {
					k, err := s.expireIn(ctx, tx)
					if n += int64(k); err != nil || k < expireAtOnce {
						return n, err
					}
				}
			},
			Mends: "erases it, as a server that runs does by itself",
		},
	}
}

package chat

import (
	"causerie/internal/base"
	"causerie/internal/verify"
)

// onceLate is how long after its time, in milliseconds, what nobody can open any more is erased at the latest by a server that runs.
const onceLate = 3_600_000

func (s *Service) onceChecks() []verify.Check {
	const (
		message = ` entries WHERE entries.kind = 'message' AND entries.erased_at = 0 AND SUBSTR(entries.content, 1, 16) = '` + oncePrefix + `'`
		strange = `onces WHERE NOT EXISTS (SELECT 1 FROM` + message + ` AND entries.conversation_id = onces.conversation_id AND entries.seq = onces.seq AND entries.sender_id = onces.sender_id)
			OR NOT EXISTS (SELECT 1 FROM media WHERE media.account_id = onces.sender_id AND media.media_id = onces.media_id
				AND media.conversation_id = onces.conversation_id AND media.seq = onces.seq)`
		left = `media WHERE conversation_id IS NOT NULL AND EXISTS (SELECT 1 FROM` + message + ` AND entries.conversation_id = media.conversation_id AND entries.seq = media.seq)
			AND NOT EXISTS (SELECT 1 FROM onces WHERE onces.conversation_id = media.conversation_id AND onces.seq = media.seq AND onces.media_id = media.media_id)
			AND NOT EXISTS (SELECT 1 FROM report_photos WHERE report_photos.other_id = media.account_id AND report_photos.media_id = media.media_id)`
		unopened = `openings WHERE NOT EXISTS (SELECT 1 FROM` + message + ` AND entries.conversation_id = openings.conversation_id AND entries.seq = openings.seq
			AND entries.sender_id = openings.sender_id AND entries.sender_id <> openings.account_id)`
		late = `onces WHERE ends_at <= $1`
	)
	before := base.Millis(s.Clock.Now()) - onceLate
	return []verify.Check{
		{
			Name: "once.message", Holds: "What can be viewed once is of a message that says so, and is stored as its.", Of: "onces",
			Query: `SELECT conversation_id, seq FROM ` + strange, Repair: verify.By(`DELETE FROM ` + strange), Mends: "has nobody view it any more",
		},
		{
			Name: "once.erased", Holds: "What everybody has viewed once is erased, unless it is evidence.", Of: "onces",
			Query: `SELECT account_id, media_id FROM ` + left, Repair: verify.By(`DELETE FROM ` + left), Mends: "removes it; the files go with the next sweep",
		},
		{
			Name: "once.opened", Holds: "What somebody has opened is a message of another's that is viewed once and is not erased.", Of: "openings",
			Query: `SELECT conversation_id, seq, account_id FROM ` + unopened, Repair: verify.By(`DELETE FROM ` + unopened), Mends: "forgets it",
		},
		{
			Name: "once.late", Holds: "What nobody can open any more is erased within an hour.", Of: "onces",
			Query: `SELECT conversation_id, seq FROM ` + late, Args: []any{before},
			Advice: "A server that runs erases it within a minute: start one.",
		},
	}
}

package safety

import (
	"context"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Severities in the order of urgency: the first is 1.
var severities = []string{"critical", "high", "medium", "low"}

const (
	critical = 1
	high     = 2
	medium   = 3
	low      = 4
)

// urgencyOf is how urgent a report is. What endangers someone comes first, and all of it the more where a minor is involved. How many
// others report the same is no part of it.
func urgencyOf(reason string, minor bool) int {
	urgency := medium
	switch reason {
	case "violence", "self_harm", "sexual":
		urgency = high
	case "spam", "other":
		urgency = low
	}
	if minor && reason != "spam" && urgency > critical {
		urgency--
	}
	return urgency
}

func severity(urgency int64) string {
	if urgency < critical || urgency > low {
		return severities[low-1]
	}
	return severities[urgency-1]
}

func urgency(severity string) int64 { return int64(slices.Index(severities, severity) + 1) }

// person is what is known of an account beside its profile.
type person struct {
	since                                                 time.Time
	minor                                                 bool
	language                                              string
	limitedUntil, silencedUntil, suspendedAt, suspendedTo int64
}

// personsOf are those of ids that there are.
func (s *Service) personsOf(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]person, error) {
	known := map[base.ID]person{}
	const query = `SELECT account_id, birth_date, country, language, created_at, limited_until, silenced_until, suspended_at, suspended_until
		FROM /*rows*/ accounts WHERE account_id = $1`
	err := tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		var id base.ID
		var birth, country string
		var since int64
		var p person
		err := scan(&id, &birth, &country, &p.language, &since, &p.limitedUntil, &p.silencedUntil, &p.suspendedAt, &p.suspendedTo)
		p.since, p.minor = base.Time(since), s.Packs.Band(country, birth, s.Clock.Now()) != policy.Adult
		known[id] = p
		return err
	})
	return known, err
}

package graph

import "causerie/internal/verify"

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	var checks []verify.Check
	for _, half := range [][2]string{{"blocks", "blocked_by"}, {"blocked_by", "blocks"}} {
		alone := half[0] + ` AS one WHERE NOT EXISTS (
			SELECT 1 FROM ` + half[1] + ` AS half WHERE half.account_id = one.other_id AND half.other_id = one.account_id)`
		checks = append(checks, verify.Check{
			Name: half[0] + ".half", Holds: "A block in " + half[0] + " has its other half in " + half[1] + ".", Of: half[0],
			Query: `SELECT account_id, other_id FROM ` + alone,
			Repair: verify.By(`INSERT INTO ` + half[1] + ` (account_id, other_id, created_at)
				SELECT other_id, account_id, created_at FROM ` + alone),
			Mends: "writes the other half: the block stands, and whoever set it can end it",
		})
	}
	return append(checks, verify.Times("blocks.times", s.Clock.Now(), []verify.TimeTable{
		{Table: "blocks", Key: "account_id", Columns: []string{"created_at"}},
		{Table: "blocked_by", Key: "account_id", Columns: []string{"created_at"}},
	}))
}

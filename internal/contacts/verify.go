package contacts

import (
	"strconv"

	"causerie/internal/verify"
)

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	return []verify.Check{
		{
			Name: "identifiers.sealed", Holds: "An identifier has a seal, and is of a kind.", Of: "identifiers",
			Query:  `SELECT account_id, kind FROM identifiers WHERE ` + unsealed,
			Repair: verify.By(`DELETE FROM identifiers WHERE ` + unsealed),
			Mends:  "removes it: nobody can open it, and its owner can verify it again",
		},
		verify.Times("contacts.times", s.Clock.Now(), []verify.TimeTable{
			{Table: "identifiers", Key: "account_id", Columns: []string{"created_at"}},
			{Table: "identifier_codes", Key: "account_id", Columns: []string{"expires_at"}},
			{Table: "contact_syncs", Key: "account_id", Columns: []string{"full_at", "synced_at"}},
			{Table: "contact_budgets", Key: "subject", Columns: []string{"full_at"}},
		}),
	}
}

var unsealed = `OCTET_LENGTH(seal) <> ` + strconv.Itoa(sealSize) + ` OR kind NOT IN ('email', 'phone')`

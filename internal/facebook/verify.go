package facebook

import "causerie/internal/verify"

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	return []verify.Check{
		{
			Name: "facebook.ids", Holds: "A Facebook account is that of the link which names it.", Of: "facebook_ids",
			Query:  `SELECT account_id FROM facebook_ids WHERE ` + loose,
			Repair: verify.By(`DELETE FROM facebook_ids WHERE ` + loose), Mends: "removes it: whoever's it is can link it again",
		},
		{
			Name: "facebook.links", Holds: "A link has a token and a Facebook account, or was ended on Facebook and has neither.", Of: "facebook_links",
			Query:  `SELECT account_id FROM facebook_links WHERE ` + broken,
			Repair: verify.By(`DELETE FROM facebook_links WHERE `+broken, `DELETE FROM facebook_ids WHERE `+loose), Mends: "removes it: its owner can link again",
		},
		verify.Times("facebook.times", s.Clock.Now(), []verify.TimeTable{
			{Table: "facebook_links", Key: "account_id", Columns: []string{"linked_at", "refreshed_at", "tried_at", "expires_at", "due_at"}},
			{Table: "facebook_attempts", Key: "account_id", Columns: []string{"expires_at"}},
			{Table: "facebook_imports", Key: "account_id", Columns: []string{"imported_at"}},
		}),
	}
}

const (
	loose = `NOT EXISTS (SELECT 1 FROM facebook_links WHERE facebook_links.account_id = facebook_ids.account_id AND facebook_links.tag = facebook_ids.tag)`

	broken = `CASE WHEN state = 'revoked' THEN tag IS NOT NULL OR OCTET_LENGTH(seal) > 0
		WHEN state IN ('linked', 'expired', 'declined', 'limited', 'unavailable') THEN tag IS NULL OR OCTET_LENGTH(seal) = 0 OR NOT EXISTS (
			SELECT 1 FROM facebook_ids WHERE facebook_ids.tag = facebook_links.tag AND facebook_ids.account_id = facebook_links.account_id)
		ELSE TRUE END`
)

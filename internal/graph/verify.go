package graph

import (
	"strings"

	"causerie/internal/verify"
)

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	checks := []verify.Check{
		{
			Name: "relations.half", Holds: "The rows of two people say the same of what stands between them.", Of: "relations",
			Query:  `SELECT one.account_id, one.other_id ` + halves(),
			Repair: verify.By(wholes()...), Mends: "writes the other half: what one row says stands, and whoever set it can end it",
		},
		{
			Name: "relations.nothing", Holds: "A row says something.", Of: "relations",
			Query:  `SELECT account_id, other_id FROM relations WHERE ` + nothing,
			Repair: verify.By(`DELETE FROM relations WHERE ` + nothing), Mends: "removes it",
		},
		{
			Name: "relations.self", Holds: "Nothing stands between someone and themselves.", Of: "relations",
			Query:  `SELECT account_id FROM relations WHERE account_id = other_id`,
			Repair: verify.By(`DELETE FROM relations WHERE account_id = other_id`), Mends: "removes it",
		},
		{
			Name: "relations.counts", Holds: "As many people are counted in each list as are in it.", Of: "relation_counts",
			Query: `SELECT account_id FROM (` + counted + ` UNION ALL SELECT account_id, -following, -followers, -friends FROM relation_counts) AS sums
				GROUP BY account_id HAVING SUM(following) <> 0 OR SUM(followers) <> 0 OR SUM(friends) <> 0`,
			Repair: verify.By(`DELETE FROM relation_counts`, `INSERT INTO relation_counts (account_id, following, followers, friends) `+counted),
			Mends:  "counts anew",
		},
	}
	return append(checks, verify.Times("relations.times", s.Clock.Now(), []verify.TimeTable{
		{Table: "relations", Key: "account_id", Columns: timeColumns()},
		{Table: "relation_changes", Key: "account_id", Columns: []string{"changed_at"}},
	}))
}

const counted = `SELECT account_id, COUNT(follows_at) AS following, COUNT(followed_at) AS followers, COUNT(follows_at + followed_at) AS friends
	FROM relations WHERE follows_at IS NOT NULL OR followed_at IS NOT NULL GROUP BY account_id`

// halves are the rows that say something which the other person's row does not say.
func halves() string {
	var differ []string
	for _, m := range mirrored {
		differ = append(differ, `one.`+m[0]+` IS DISTINCT FROM half.`+m[1]+` AND one.`+m[0]+` IS NOT NULL`)
	}
	return `FROM relations AS one LEFT JOIN relations AS half ON half.account_id = one.other_id AND half.other_id = one.account_id
		WHERE ` + strings.Join(differ, " OR ")
}

// wholes write, of every two columns that mirror each other, the second where it differs from the first.
func wholes() (statements []string) {
	for _, m := range mirrored {
		statements = append(statements, `INSERT INTO relations (account_id, other_id, `+m[1]+`) SELECT one.other_id, one.account_id, one.`+m[0]+`
			FROM relations AS one LEFT JOIN relations AS half ON half.account_id = one.other_id AND half.other_id = one.account_id
			WHERE one.`+m[0]+` IS DISTINCT FROM half.`+m[1]+` AND one.`+m[0]+` IS NOT NULL
			ON CONFLICT (account_id, other_id) DO UPDATE SET `+m[1]+` = excluded.`+m[1])
	}
	return statements
}

// timeColumns are the columns that hold a time.
func timeColumns() (names []string) {
	for _, c := range allColumns() {
		if strings.HasSuffix(c, "_at") {
			names = append(names, c)
		}
	}
	return names
}

// Ending are the statements that end what a source says of two people, in both their rows, where condition holds of the row of the one who
// knows the other.
func (s Source) Ending(condition string) []string {
	of, by := s.columns()
	return []string{
		`UPDATE relations SET ` + by + ` = NULL WHERE ` + by + ` IS NOT NULL AND EXISTS (SELECT 1 FROM (
			SELECT account_id, other_id FROM relations WHERE ` + of + ` IS NOT NULL AND ` + condition + `) AS wrong
			WHERE wrong.account_id = relations.other_id AND wrong.other_id = relations.account_id)`,
		`UPDATE relations SET ` + of + ` = NULL WHERE ` + of + ` IS NOT NULL AND ` + condition,
		`DELETE FROM relations WHERE ` + nothing,
	}
}

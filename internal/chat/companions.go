package chat

import (
	"context"
	"fmt"

	"causerie/internal/base"
	"causerie/internal/db"
)

// What Companions looks at, which bounds its work whatever the number and the size of groups.
const (
	companionGroups = 10 // the groups that were joined last
	companionsEach  = 40 // of each, in the order of ids, as many members before account and as many after
)

// Companions calls each for people who are in groups with account, once for each of those groups. Of a large group
// everyone meets others.
func Companions(ctx context.Context, tx *db.Tx, account base.ID, each func(base.ID)) error {
	query := fmt.Sprintf(`SELECT (SELECT %s FROM (%s) AS companions)
		FROM (SELECT conversation_id FROM inbox WHERE account_id = $1 AND since_at > 0 ORDER BY since_at DESC LIMIT %d) AS joined`,
		tx.Gathered("account_id"), companions("joined.conversation_id", "$1"), companionGroups)
	return tx.QueryGathered(ctx, each, query, account)
}

// companions is the query for the members of a group whose ids are closest to an account's.
func companions(group, account string) string {
	const side = `SELECT account_id FROM (SELECT account_id FROM members WHERE conversation_id = %s AND account_id %s %s ORDER BY account_id %s LIMIT %d) AS %s`
	return fmt.Sprintf(side, group, ">", account, "ASC", companionsEach, "later") + ` UNION ALL ` + fmt.Sprintf(side, group, "<", account, "DESC", companionsEach, "earlier")
}

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
	const joined = `SELECT conversation_id FROM inbox WHERE account_id = $1 AND since_at > 0 ORDER BY since_at DESC LIMIT `
	// SQLite has no LATERAL, and no way to go for a statement.
	if tx.Dialect() == db.Postgres {
		query := fmt.Sprintf(`SELECT companions.account_id FROM (%s%d) AS joined, LATERAL (%s) AS companions`, joined, companionGroups, companions("joined.conversation_id", "$1"))
		return idsIn(ctx, tx, each, query, account)
	}
	var groups []base.ID
	if err := idsIn(ctx, tx, func(id base.ID) { groups = append(groups, id) }, joined+`$2`, account, companionGroups); err != nil {
		return err
	}
	query := companions("$1", "$2")
	for _, id := range groups {
		if err := idsIn(ctx, tx, each, query, id, account); err != nil {
			return err
		}
	}
	return nil
}

// companions is the query for the members of a group whose ids are closest to an account's.
func companions(group, account string) string {
	const side = `SELECT account_id FROM (SELECT account_id FROM members WHERE conversation_id = %s AND account_id %s %s ORDER BY account_id %s LIMIT %d) AS %s`
	return fmt.Sprintf(side, group, ">", account, "ASC", companionsEach, "later") + ` UNION ALL ` + fmt.Sprintf(side, group, "<", account, "DESC", companionsEach, "earlier")
}

// idsIn calls each for what a query of one column answers.
func idsIn(ctx context.Context, tx *db.Tx, each func(base.ID), query string, args ...any) error {
	rows, err := tx.Query(ctx, query, args...)
	return db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		err := scan(&id)
		each(id)
		return err
	})
}

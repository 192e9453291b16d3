package account

import (
	"cmp"
	"context"
	"slices"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Bearers answers, for each of names, the accounts whose name has the same words, in any order and however they are written in search.
// A name of one word alone tells nobody: nobody bears it.
func Bearers(ctx context.Context, tx *db.Tx, names []string) ([][]base.ID, error) {
	// The two longest words of a name are asked for together, because one of them may be anyone's.
	words := make([][]string, len(names))
	var at []int64
	var one, two []string
	for i, name := range names {
		words[i] = distinctWords(name)
		if n := len(words[i]); n < 2 || n > searchWords {
			continue
		}
		longest := slices.SortedStableFunc(slices.Values(words[i]), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
		at, one, two = append(at, int64(i)), append(one, longest[0]), append(two, longest[1])
	}
	bearers := make([][]base.ID, len(names))
	err := tx.QueryRows(ctx, bearersQuery[tx.Dialect()], db.Columns{at, one, two}, func(scan func(...any) error) error {
		var i int
		var id base.ID
		var name string
		err := scan(&i, &id, &name)
		if slices.Equal(distinctWords(name), words[i]) {
			bearers[i] = append(bearers[i], id)
		}
		return err
	})
	return bearers, base.Doing("looking for names", err)
}

// bearersQuery asks for terms, which are stored as bytes.
var bearersQuery = map[db.Dialect]string{
	db.SQLite:   bearersWith(`CAST($2 AS BLOB)`, `CAST($3 AS BLOB)`),
	db.Postgres: bearersWith(`convert_to($2, 'UTF8')`, `convert_to($3, 'UTF8')`),
}

func bearersWith(one, two string) string {
	return `SELECT $1, accounts.account_id, accounts.name FROM /*rows*/ account_terms AS one
		JOIN account_terms AS two ON two.term = ` + two + ` AND two.account_id = one.account_id
		JOIN accounts ON accounts.account_id = one.account_id WHERE one.term = ` + one
}

func distinctWords(name string) []string {
	words := base.Terms(name)
	slices.Sort(words)
	return slices.Compact(words)
}

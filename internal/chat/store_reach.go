package chat

import (
	"context"
	"slices"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/graph"
)

// writeRelations keeps what the batch changed between people.
func (b *batch) writeRelations(ctx context.Context) error {
	asked := make([]graph.Asking, 0, len(b.requests))
	for _, one := range b.requests {
		asked = append(asked, *one)
	}
	now := b.Clock.Now()
	if err := graph.Asked(ctx, b.tx, asked, now); err != nil {
		return err
	}
	if err := graph.Accepted(ctx, b.tx, b.accepted, now); err != nil {
		return err
	}
	var begun []base.ID // who was asked by somebody new
	for _, one := range asked {
		if one.New && !b.facts[one.Pair].Vouched {
			begun = append(begun, one.To)
		}
	}
	if len(begun) == 0 {
		return nil
	}
	return b.Graph.NoticePileOns(ctx, b.tx, begun)
}

// loadFilters reads what the receivers of requests do not want to read.
func (b *batch) loadFilters(ctx context.Context) (map[base.ID]filter, error) {
	var accounts []base.ID
	for _, j := range b.unjudged {
		if !slices.Contains(accounts, j.view.account) {
			accounts = append(accounts, j.view.account)
		}
	}
	filters := map[base.ID]filter{}
	const query = `SELECT accounts.account_id, language, COALESCE(words, ''), stranger_links FROM /*rows*/ accounts
		LEFT JOIN filters ON filters.account_id = accounts.account_id WHERE accounts.account_id = $1`
	err := b.tx.QueryRows(ctx, query, db.Columns{accounts}, func(scan func(...any) error) error {
		var account base.ID
		var language, words string
		var links bool
		err := scan(&account, &language, &words, &links)
		f := newFilter(language, words)
		f.noLinks = !links
		filters[account] = f
		return err
	})
	return filters, err
}

func filterOf(ctx context.Context, tx *db.Tx, account base.ID) (words string, err error) {
	err = tx.Row(ctx, `SELECT words FROM filters WHERE account_id = $1`, account).Scan(&words)
	if db.NoRows(err) {
		return "", nil
	}
	return words, err
}

func setFilter(ctx context.Context, tx *db.Tx, account base.ID, words string, now int64) error {
	if words == "" {
		_, err := tx.Exec(ctx, `DELETE FROM filters WHERE account_id = $1`, account)
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO filters (account_id, words, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id) DO UPDATE SET words = excluded.words, changed_at = excluded.changed_at`, account, words, now)
	return err
}

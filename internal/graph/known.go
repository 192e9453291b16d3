package graph

import (
	"context"
	"slices"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Suggestable leaves those of ids who may be suggested to viewer: accounts other than viewer that are not suspended, and that neither a
// block nor their age parts from viewer.
func (s *Service) Suggestable(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) ([]base.ID, error) {
	now := s.Clock.Now()
	people, mine := map[base.ID]policy.Person{}, policy.Person{}
	const query = `SELECT a.account_id, a.birth_date, a.time_zone, a.country, a.suspended_at, a.suspended_until FROM /*rows*/ accounts AS a
		LEFT JOIN relations AS r ON r.account_id = $1 AND r.other_id = $2
		WHERE a.account_id = $2 AND r.blocks_at IS NULL AND r.blocked_at IS NULL`
	asked := append([]base.ID{viewer}, ids...)
	err := tx.QueryRows(ctx, query, db.Columns{slices.Repeat([]base.ID{viewer}, len(asked)), asked}, func(scan func(...any) error) error {
		var id base.ID
		var birth, zone, country string
		var suspendedAt, suspendedUntil int64
		err := scan(&id, &birth, &zone, &country, &suspendedAt, &suspendedUntil)
		one := policy.Person{Country: country, Band: s.Packs.Band(country, birth, base.In(now, zone))}
		if id == viewer {
			mine = one
		} else if !suspended(suspendedAt, suspendedUntil, now) {
			people[id] = one
		}
		return err
	})
	if err != nil {
		return nil, base.Internal("read who may be suggested", err)
	}
	var may []base.ID
	for _, id := range ids {
		if other, there := people[id]; there && s.Packs.MaySuggest(mine, other) {
			may = append(may, id)
		}
	}
	return may, nil
}

// Source is from where one person may know another.
type Source int

const (
	Contacts Source = iota // an address book
	Facebook               // the friends that Facebook tells of
	Names                  // a list of names that one imported: no proof that they know each other
)

// columns are those in which the row of the one who knows, and the row of the one who is known, tell of it.
func (s Source) columns() (of, by string) {
	column := [...]string{"contact", "facebook", "name"}[s]
	return column + "_at", column + "_of_at"
}

// SetKnown makes others, as far as they may be suggested to owner, exactly those whom owner knows from source, in both views of each, and
// tells how many they are.
func (s *Service) SetKnown(ctx context.Context, tx *db.Tx, source Source, owner base.ID, others []base.ID) (int, error) {
	others, err := s.Suggestable(ctx, tx, owner, others)
	if err != nil {
		return 0, err
	}
	others = distinct(others)
	column, _ := source.columns()
	before, err := marked(ctx, tx, owner, column)
	if err != nil {
		return 0, err
	}
	added := slices.DeleteFunc(slices.Clone(others), func(id base.ID) bool { return contains(before, id) })
	gone := slices.DeleteFunc(before, func(id base.ID) bool { return contains(others, id) })
	if err := source.add(ctx, tx, pairsOf(owner, added), base.Millis(s.Clock.Now())); err != nil {
		return 0, err
	}
	return len(others), source.end(ctx, tx, pairsOf(owner, gone))
}

// KnownBy are those who know an account from source, in the order of their ids.
func (s *Service) KnownBy(ctx context.Context, tx *db.Tx, source Source, id base.ID) ([]base.ID, error) {
	_, column := source.columns()
	return marked(ctx, tx, id, column)
}

// Unlisted has nobody know an account from source any more.
func (s *Service) Unlisted(ctx context.Context, tx *db.Tx, source Source, id base.ID) error {
	owners, err := s.KnownBy(ctx, tx, source, id)
	if err != nil {
		return err
	}
	pairs := make([]policy.Pair, len(owners))
	for i, owner := range owners {
		pairs[i] = policy.Pair{From: owner, To: id}
	}
	return source.end(ctx, tx, pairs)
}

func pairsOf(owner base.ID, others []base.ID) []policy.Pair {
	pairs := make([]policy.Pair, len(others))
	for i, other := range others {
		pairs[i] = policy.Pair{From: owner, To: other}
	}
	return pairs
}

// distinct is ids in order, each once.
func distinct(ids []base.ID) []base.ID {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, order)
	return slices.Compact(ids)
}

func order(x, y base.ID) int {
	switch {
	case x.Less(y):
		return -1
	case y.Less(x):
		return 1
	}
	return 0
}

// contains tells whether sorted has id.
func contains(sorted []base.ID, id base.ID) bool {
	_, found := slices.BinarySearchFunc(sorted, id, order)
	return found
}

// marked are those of whom account's rows have a time in column, in order.
func marked(ctx context.Context, tx *db.Tx, account base.ID, column string) (others []base.ID, err error) {
	rows, err := tx.Query(ctx, `SELECT other_id FROM relations WHERE account_id = $1 AND `+column+` IS NOT NULL ORDER BY other_id`, account)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var other base.ID
		err := scan(&other)
		others = append(others, other)
		return err
	})
	if err != nil {
		return nil, base.Internal("read who is known", err)
	}
	return others, nil
}

// knownRows are both rows of each pair, To whom From knows, in one order everywhere; a row's number is 1 where it is that of To.
func knownRows(pairs []policy.Pair) (accounts, others []base.ID, reverse []int64) {
	type row struct {
		account, other base.ID
		reverse        int64
	}
	rows := make([]row, 0, 2*len(pairs))
	for _, p := range pairs {
		rows = append(rows, row{p.From, p.To, 0}, row{p.To, p.From, 1})
	}
	slices.SortFunc(rows, func(x, y row) int {
		if by := order(x.account, y.account); by != 0 {
			return by
		}
		return order(x.other, y.other)
	})
	for _, r := range rows {
		accounts, others, reverse = append(accounts, r.account), append(others, r.other), append(reverse, r.reverse)
	}
	return accounts, others, reverse
}

// add marks each pair's To as known to From, in both views, unless a block came between them meanwhile.
func (s Source) add(ctx context.Context, tx *db.Tx, pairs []policy.Pair, now int64) error {
	if len(pairs) == 0 {
		return nil
	}
	of, by := s.columns()
	query := `INSERT INTO relations (account_id, other_id, ` + of + `, ` + by + `)
		SELECT $1, $2, CASE WHEN $3 = 0 THEN $4 END, CASE WHEN $3 = 1 THEN $4 END /*from rows*/
		ON CONFLICT (account_id, other_id) DO UPDATE SET ` + of + ` = COALESCE(relations.` + of + `, excluded.` + of + `),
			` + by + ` = COALESCE(relations.` + by + `, excluded.` + by + `)
		WHERE relations.blocks_at IS NULL AND relations.blocked_at IS NULL`
	accounts, others, reverse := knownRows(pairs)
	if err := tx.ExecRows(ctx, query, db.Columns{accounts, others, reverse, slices.Repeat([]int64{now}, len(accounts))}); err != nil {
		return base.Internal("write who is known", err)
	}
	return nil
}

// end has each pair's To no longer known to From, in both views.
func (s Source) end(ctx context.Context, tx *db.Tx, pairs []policy.Pair) error {
	if len(pairs) == 0 {
		return nil
	}
	of, by := s.columns()
	clear := `UPDATE relations SET ` + of + ` = CASE WHEN $3 = 1 THEN ` + of + ` END, ` + by + ` = CASE WHEN $3 = 0 THEN ` + by + ` END
		/*from rows*/ WHERE account_id = $1 AND other_id = $2`
	accounts, others, reverse := knownRows(pairs)
	if err := tx.ExecRows(ctx, clear, db.Columns{accounts, others, reverse}); err != nil {
		return base.Internal("end who is known", err)
	}
	for i := range accounts {
		if _, err := tx.Exec(ctx, `DELETE FROM relations WHERE account_id = $1 AND other_id = $2 AND `+nothing, accounts[i], others[i]); err != nil {
			return base.Internal("end who is known", err)
		}
	}
	return nil
}

package graph

import (
	"context"
	"slices"
	"strings"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// cardsMax is how many profiles are asked about at once.
const cardsMax = 50

// Cards are the profiles that viewer is shown of those that somebody sends, in the order of ids. A block either way, a suspension and an account
// that is not there leave one out alike, after the same statements. Nothing follows from anybody's age: what is left out would tell it.
func (s *Service) Cards(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) ([]account.Profile, error) {
	now, stands := s.Clock.Now(), map[base.ID]bool{}
	const query = `SELECT account_id, suspended_at, suspended_until FROM /*rows*/ accounts WHERE account_id = $1`
	err := tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		var id base.ID
		var at, until int64
		err := scan(&id, &at, &until)
		stands[id] = !suspended(at, until, now)
		return err
	})
	if err != nil {
		return nil, base.Internal("read who is suspended", err)
	}
	profiles, known, err := s.seen(ctx, tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	cards := []account.Profile{}
	for _, id := range ids {
		profile, there := profiles[id]
		if there && stands[id] && known[id].blocks == 0 && known[id].blocked == 0 {
			cards = append(cards, profile)
		}
	}
	return cards, nil
}

// ShownCards are the Cards of those whom the actor asks about: names are ids, with commas between.
func (s *Service) ShownCards(ctx context.Context, actor api.Actor, names string) (cards []account.Profile, err error) {
	var ids []base.ID
	all := strings.Split(names, ",")
	for _, name := range all {
		id, err := base.ParseID(name)
		if err != nil || len(all) > cardsMax {
			return nil, base.Invalid("invalid", "Name at most 50 people by their ids.", base.Field{Location: "query.ids", Message: "at most 50 ids"})
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		cards, err = s.Cards(ctx, tx, actor.Account, ids)
		return err
	})
	return cards, err
}

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

// Cards are the profiles that viewer is shown of those that somebody sends, in the order of ids. A block either way and an account that is not there
// leave one out alike, after the same statements. Nothing follows from anybody's age, nor from a suspension, which their page does not tell either: what is left out would tell it.
func (s *Service) Cards(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) ([]account.Profile, error) {
	profiles, known, err := s.seen(ctx, tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	cards := []account.Profile{}
	for _, id := range ids {
		if profile, there := profiles[id]; there && known[id].blocks == 0 && known[id].blocked == 0 {
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

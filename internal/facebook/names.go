package facebook

import (
	"context"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// What someone may import: Facebook allows 5,000 friends.
const (
	namesMost   = 5000
	importEvery = time.Minute
)

// ImportNames looks for who here bears a name of actor's Facebook friends, and has them suggested to actor in place of those who were found before. A
// name that several bear finds nobody, unless one of them has found actor by name. The names are not kept.
//
// A name proves nothing, because anyone may take any: whoever is found by it may not write to actor for that, and is not told.
func (s *Service) ImportNames(ctx context.Context, actor api.Actor, names []string) error {
	now := s.Clock.Now()
	var bearers [][]base.ID
	// What takes long is read before the transaction that writes, for which others wait.
	err := s.read(ctx, "look for names", func(tx *db.Tx) error {
		before, err := readImport(ctx, tx, actor.Account)
		if err != nil {
			return err
		}
		if before != nil && !s.Unlimited && before.ImportedAt.Add(importEvery).After(now) && !before.ImportedAt.After(now) {
			return base.TooMany("facebook_limit", "You imported a list a moment ago. Wait a minute.", before.ImportedAt.Add(importEvery))
		}
		bearers, err = s.Bearers(ctx, tx, names)
		return err
	})
	if err != nil {
		return err
	}
	return s.write(ctx, "keep who bears names", func(tx *db.Tx) error {
		back, err := s.NamedBy(ctx, tx, actor.Account)
		if err != nil {
			return err
		}
		found, err := s.SetNamed(ctx, tx, actor.Account, certain(actor.Account, bearers, back))
		if err != nil {
			return err
		}
		return writeImport(ctx, tx, actor.Account, FacebookImport{Names: len(names), Found: found, ImportedAt: now})
	})
}

// certain are those who are meant by names, as far as it can be told: the only one who bears a name, else the only one of them who is in back.
func certain(owner base.ID, bearers [][]base.ID, back []base.ID) (meant []base.ID) {
	found := make(map[base.ID]bool, len(back))
	for _, id := range back {
		found[id] = true
	}
	for _, all := range bearers {
		var others, known []base.ID
		for _, id := range all {
			if id == owner {
				continue
			}
			others = append(others, id)
			if found[id] {
				known = append(known, id)
			}
		}
		switch {
		case len(others) == 1:
			meant = append(meant, others[0])
		case len(known) == 1:
			meant = append(meant, known[0])
		}
	}
	return meant
}

// ForgetNames erases who was found by name, and that there was a list.
func (s *Service) ForgetNames(ctx context.Context, actor api.Actor) error {
	return s.write(ctx, "forget names", func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM facebook_imports WHERE account_id = $1`, actor.Account); err != nil {
			return err
		}
		_, err := s.SetNamed(ctx, tx, actor.Account, nil)
		return err
	})
}

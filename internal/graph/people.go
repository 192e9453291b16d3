package graph

import (
	"context"
	"strings"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Profiles answers what viewer sees of each account, with a mark on those whom viewer blocks. An account that does not exist
// is absent; one that blocks viewer is not, because what they wrote to each other stays readable, but shows their name alone.
func (s *Service) Profiles(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) (map[base.ID]account.Profile, error) {
	profiles, err := s.Accounts.Profiles(ctx, tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	known, err := relations(ctx, tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	for id, p := range profiles {
		p.Blocked = known[id].blocks > 0
		if known[id].blocked > 0 {
			p.Bio, p.Avatar = "", nil
		}
		profiles[id] = p
	}
	return profiles, nil
}

// Profile is one person, named by id or @handle. Someone unknown, deleted or who blocks the actor is not found alike.
func (s *Service) Profile(ctx context.Context, actor api.Actor, name string) (profile account.Profile, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		id, err := s.visible(ctx, tx, actor, name)
		if err != nil {
			return err
		}
		profiles, err := s.Profiles(ctx, tx, actor.Account, []base.ID{id})
		profile = profiles[id]
		return err
	})
	return profile, err
}

// visible is the id of the person that name names, an id or @handle, if actor may see them.
func (s *Service) visible(ctx context.Context, tx *db.Tx, actor api.Actor, name string) (base.ID, error) {
	var id base.ID
	var err error
	if handle, ok := strings.CutPrefix(name, "@"); ok {
		id, err = s.Accounts.ByHandle(ctx, tx, handle)
	} else if id, err = base.ParseID(name); err != nil {
		err = base.NotFound()
	}
	if err != nil {
		return base.ID{}, err
	}
	profiles, err := s.Accounts.Profiles(ctx, tx, actor.Account, []base.ID{id})
	if err != nil {
		return base.ID{}, err
	}
	known, err := relations(ctx, tx, actor.Account, []base.ID{id})
	if err != nil {
		return base.ID{}, err
	}
	if _, exists := profiles[id]; !exists || known[id].blocked > 0 {
		return base.ID{}, base.NotFound()
	}
	return id, nil
}

// Search finds people by the words of their handle and name, without the actor and without anyone whom a block parts from
// the actor.
func (s *Service) Search(ctx context.Context, actor api.Actor, q, cursor string, limit int) (items []account.Profile, next string, err error) {
	items = []account.Profile{}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var found []base.ID
		found, next, err = account.Search(ctx, tx, strings.TrimPrefix(q, "@"), cursor, limit, func(ids []base.ID) ([]base.ID, error) {
			return s.findable(ctx, tx, actor, ids)
		})
		if err != nil {
			return err
		}
		items, err = s.inOrder(ctx, tx, actor, found)
		return err
	})
	return items, next, err
}

func (s *Service) findable(ctx context.Context, tx *db.Tx, actor api.Actor, ids []base.ID) ([]base.ID, error) {
	known, err := relations(ctx, tx, actor.Account, ids)
	if err != nil {
		return nil, err
	}
	var kept []base.ID
	for _, id := range ids {
		if r := known[id]; id != actor.Account && r.blocks == 0 && r.blocked == 0 {
			kept = append(kept, id)
		}
	}
	return kept, nil
}

// inOrder is the profiles of ids in their order.
func (s *Service) inOrder(ctx context.Context, tx *db.Tx, actor api.Actor, ids []base.ID) ([]account.Profile, error) {
	profiles, err := s.Profiles(ctx, tx, actor.Account, ids)
	if err != nil {
		return nil, err
	}
	items := make([]account.Profile, 0, len(ids))
	for _, id := range ids {
		if p, ok := profiles[id]; ok {
			items = append(items, p)
		}
	}
	return items, nil
}

package graph

import (
	"context"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Block has actor block the person that name names; doing it again changes nothing. It ends what either follows or asked to follow,
// and that either is suggested to the other. Someone who blocks actor can be blocked too, by the id that actor knows from their
// conversation. An id that is nobody's gets the same answer, so that it tells nothing.
func (s *Service) Block(ctx context.Context, actor api.Actor, name string) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		other, err := s.reachable(ctx, tx, actor, name)
		if err != nil {
			return err
		}
		return s.BlockIn(ctx, tx, actor, other)
	})
}

// BlockIn is Block in a transaction.
func (s *Service) BlockIn(ctx context.Context, tx *db.Tx, actor api.Actor, other base.ID) error {
	return s.hide(ctx, tx, actor, other, func(now int64, p *sides) {
		if p.mine.blocks > 0 {
			return
		}
		p.mine.blocks, p.theirs.blocked = now, now
		for _, r := range []*relation{&p.mine, &p.theirs} {
			r.follows, r.followed, r.asked, r.asks = 0, 0, 0, 0
			r.contact, r.contactOf, r.facebook, r.facebookOf, r.name, r.nameOf = 0, 0, 0, 0, 0, 0
		}
	})
}

// Unblock ends a block of actor's; there may be none.
func (s *Service) Unblock(ctx context.Context, actor api.Actor, name string) error {
	return s.hiding(ctx, actor, name, func(_ int64, p *sides) { p.mine.blocks, p.theirs.blocked = 0, 0 })
}

// Restrict turns what the person that name names writes to actor into a request, without telling them; doing it again changes
// nothing. Who may be named, and what an id that is nobody's is answered, is as for Block.
func (s *Service) Restrict(ctx context.Context, actor api.Actor, name string) error {
	return s.hiding(ctx, actor, name, func(now int64, p *sides) {
		if p.mine.restricts == 0 {
			p.mine.restricts, p.theirs.restricted = now, now
		}
	})
}

// Unrestrict ends a restriction of actor's; there may be none.
func (s *Service) Unrestrict(ctx context.Context, actor api.Actor, name string) error {
	return s.hiding(ctx, actor, name, func(_ int64, p *sides) { p.mine.restricts, p.theirs.restricted = 0, 0 })
}

// Mute has nothing of what the person that name names publishes shown to actor, without telling them. They can still write.
func (s *Service) Mute(ctx context.Context, actor api.Actor, name string) error {
	return s.marking(ctx, actor, name, func(now int64, p *sides) {
		if p.mine.mutes == 0 {
			p.mine.mutes = now
		}
	})
}

// Unmute shows it again.
func (s *Service) Unmute(ctx context.Context, actor api.Actor, name string) error {
	return s.marking(ctx, actor, name, func(_ int64, p *sides) { p.mine.mutes = 0 })
}

// hiding is hide of the person that name names.
func (s *Service) hiding(ctx context.Context, actor api.Actor, name string, do func(now int64, p *sides)) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		other, err := s.reachable(ctx, tx, actor, name)
		if err != nil {
			return err
		}
		return s.hide(ctx, tx, actor, other, do)
	})
}

// hide has do change what actor sees of other in their conversation, of which other is told nothing.
func (s *Service) hide(ctx context.Context, tx *db.Tx, actor api.Actor, other base.ID, do func(now int64, p *sides)) error {
	changed, err := s.mark(ctx, tx, actor, other, do)
	if err != nil || !changed {
		return err
	}
	tx.AfterCommit(func() { s.Parted(actor.Account, other) })
	return s.ViewChanged(ctx, tx, actor.Account, other)
}

func (s *Service) marking(ctx context.Context, actor api.Actor, name string, do func(now int64, p *sides)) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		other, err := s.reachable(ctx, tx, actor, name)
		if err != nil {
			return err
		}
		_, err = s.mark(ctx, tx, actor, other, do)
		return err
	})
}

// mark has do change what stands between actor and other, and tells actor's devices alone. An id that is nobody's changes nothing.
func (s *Service) mark(ctx context.Context, tx *db.Tx, actor api.Actor, other base.ID, do func(now int64, p *sides)) (changed bool, err error) {
	if other == actor.Account {
		return false, base.Invalid("self", "You cannot do this to yourself.")
	}
	profiles, err := s.Accounts.Profiles(ctx, tx, actor.Account, []base.ID{other})
	if _, exists := profiles[other]; err != nil || !exists {
		return false, err
	}
	before, after, err := s.change(ctx, tx, actor.Account, other, do)
	if err != nil || after == before {
		return false, err
	}
	return true, s.tell(ctx, tx, actor.Account, other, before.mine, after.mine)
}

// reachable is the id of the person that name names: one that actor may see, or any by their id.
func (s *Service) reachable(ctx context.Context, tx *db.Tx, actor api.Actor, name string) (base.ID, error) {
	if id, err := base.ParseID(name); err == nil {
		return id, nil
	}
	id, _, err := s.visible(ctx, tx, actor, name)
	return id, err
}

package graph

import (
	"context"
	"slices"
	"time"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/db"
)

// shown is what a person may see of a relation: not that they are blocked or restricted.
func (r relation) shown() account.Relation {
	return account.Relation{
		Following: r.follows > 0, FollowsYou: r.followed > 0, Friend: r.friend(), Asked: r.asked > 0, AsksYou: r.asks > 0,
		Restricted: r.restricts > 0, Muted: r.mutes > 0,
	}
}

// tell tells viewer's devices, now and by sync, that what they are shown of other changed, if it did.
func (s *Service) tell(ctx context.Context, tx *db.Tx, viewer, other base.ID, before, after relation) error {
	if before.shown() == after.shown() && (before.blocks > 0) == (after.blocks > 0) {
		return nil
	}
	return s.note(ctx, tx, viewer, other, true)
}

// note keeps for sync that something between viewer and other changed for viewer, and tells viewer's devices after the commit where now is true.
func (s *Service) note(ctx context.Context, tx *db.Tx, viewer, other base.ID, now bool) error {
	const note = `INSERT INTO relation_changes (account_id, other_id, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, other_id) DO UPDATE SET changed_at = excluded.changed_at`
	if _, err := tx.Exec(ctx, note, viewer, other, s.DB.Stamp(s.Clock.Now())); err != nil {
		return base.Internal("note a change of a relation", err)
	}
	profiles, err := s.Profiles(ctx, tx, viewer, []base.ID{other})
	if err != nil {
		return err
	}
	if now {
		tx.AfterCommit(func() { s.Changed(viewer, profiles[other]) })
	}
	return nil
}

// ChangedSince answers, at most limit of them, the people of whom what viewer is shown changed since a time in milliseconds, the last
// change first, and whether there are more.
func (s *Service) ChangedSince(ctx context.Context, tx *db.Tx, viewer base.ID, since int64, limit int) (people []account.Profile, more bool, err error) {
	var ids []base.ID
	rows, err := tx.Query(ctx, `SELECT other_id FROM relation_changes WHERE account_id = $1 AND changed_at >= $2
		ORDER BY changed_at DESC, other_id DESC LIMIT $3`, viewer, since, limit+1)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var other base.ID
		err := scan(&other)
		ids = append(ids, other)
		return err
	})
	if err != nil {
		return nil, false, base.Internal("read changes of relations", err)
	}
	if more = len(ids) > limit; more {
		ids = ids[:limit]
	}
	people, err = s.inOrder(ctx, tx, viewer, ids)
	if err != nil {
		return nil, false, err
	}
	// Of someone who has blocked viewer since, viewer hears nothing.
	known, err := relations(ctx, tx, viewer, ids)
	people = slices.DeleteFunc(people, func(p account.Profile) bool { return known[p.ID].blocked > 0 })
	return people, more, err
}

// changesLast is how long a change is kept for sync, which takes no older cursor.
const changesLast = 31 * day

// Sweep removes changes that no cursor reaches back to, and goes on with what Opened began.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	if err := s.letInAll(ctx); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM relation_changes WHERE changed_at < $1`, base.Millis(now.Add(-changesLast)))
		return err
	})
}

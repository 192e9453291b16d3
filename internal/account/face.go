package account

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Face is what an account, or a group, shows of itself.
type Face struct {
	Plain     string // what stands for a name that was removed: of an account, its handle
	Name, Bio string
	Picture   base.ID // zero for none
}

// Face is what an account shows.
func (s *Service) Face(ctx context.Context, tx *db.Tx, id base.ID) (f Face, err error) {
	err = tx.Row(ctx, `SELECT handle, name, bio, avatar_id FROM accounts WHERE account_id = $1`, id).Scan(&f.Plain, &f.Name, &f.Bio, &f.Picture)
	if db.NoRows(err) {
		return f, base.NotFound()
	}
	return f, base.Doing("reading what an account shows", err)
}

// Shows tells whether an account shows a picture.
func (s *Service) Shows(ctx context.Context, id, picture base.ID) (shows bool, err error) {
	err = s.DB.ReadRow(ctx, `SELECT EXISTS (SELECT 1 FROM accounts WHERE account_id = $1 AND avatar_id = $2)`, []any{id, picture}, &shows)
	return shows, base.Doing("looking at an account's picture", err)
}

// mayShow refuses a change to what an account shows.
func (s *Service) mayShow(ctx context.Context, tx *db.Tx, id base.ID, change func(*Face)) error {
	if s.MayShow == nil {
		return nil
	}
	before, err := s.Face(ctx, tx, id)
	if err != nil {
		return err
	}
	after := before
	change(&after)
	return s.MayShow(ctx, tx, id, before, after)
}

// SwapFace has an account show after, in the transaction of who decided it, if it still shows before. A picture in after is one that is kept.
func (s *Service) SwapFace(ctx context.Context, tx *db.Tx, id base.ID, before, after Face) (swapped bool, err error) {
	if tx.Dialect() == db.Postgres { // nobody else changes it from here on
		if _, err := tx.Exec(ctx, `UPDATE accounts SET avatar_id = avatar_id WHERE account_id = $1`, id); err != nil {
			return false, base.Doing("changing what an account shows", err)
		}
	}
	now, err := s.Face(ctx, tx, id)
	if err != nil || now != before {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE accounts SET name = $2, bio = $3, avatar_id = $4 WHERE account_id = $1`, id, after.Name, after.Bio, after.Picture.Null()); err != nil {
		return false, base.Doing("changing what an account shows", err)
	}
	if before.Picture != after.Picture && !before.Picture.IsZero() {
		if err := s.Pictures.Drop(ctx, tx, id, before.Picture); err != nil {
			return false, err
		}
	}
	tx.AfterCommit(func() { s.Changed(id) })
	return true, setTerms(ctx, tx, id, before.Plain, after.Name)
}

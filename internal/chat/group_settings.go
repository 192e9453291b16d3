package chat

import (
	"context"
	"io"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// GroupPatch changes a group; what is absent stays.
type GroupPatch struct {
	Title   *string `json:"title,omitempty" doc:"At most 100 characters."`
	Add     *string `json:"add,omitempty" enum:"all,admins" doc:"Who adds people."`
	Edit    *string `json:"edit,omitempty" enum:"all,admins" doc:"Who changes title and picture, and pins messages."`
	Write   *string `json:"write,omitempty" enum:"all,admins" doc:"Who writes. The others can react."`
	History *string `json:"history,omitempty" enum:"joined,all" doc:"What who joins from now on can read."`
}

// UpdateGroup changes what a group is called, as far as its rules let the actor, and its rules, which admins do.
func (s *Service) UpdateGroup(ctx context.Context, actor api.Actor, id base.ID, patch GroupPatch) (c Conversation, err error) {
	var title string
	if patch.Title != nil {
		if title, err = cleanTitle(*patch.Title); err != nil {
			return c, err
		}
	}
	err = s.changeGroup(ctx, actor, id, func(tx *db.Tx, g *groupState) error {
		var done settingsContent
		if title != "" && title != g.title {
			if err := s.mayEdit(ctx, tx, g); err != nil {
				return err
			}
			if err := s.mayShow(ctx, tx, g, account.Face{Name: title, Picture: g.picture}); err != nil {
				return err
			}
			done.Title, g.title = title, title
		}
		done.Add, done.Edit = changed(&g.rules.Add, patch.Add), changed(&g.rules.Edit, patch.Edit)
		done.Write, done.History = changed(&g.rules.Write, patch.Write), changed(&g.rules.History, patch.History)
		if done != (settingsContent{Title: done.Title}) {
			if err := g.allows(admins); err != nil {
				return err
			}
		}
		if done != (settingsContent{}) {
			const update = `UPDATE conversations SET title = $2, who_adds = $3, who_edits = $4, who_writes = $5, history = $6 WHERE conversation_id = $1`
			if _, err := tx.Exec(ctx, update, id, g.title, g.rules.Add, g.rules.Edit, g.rules.Write, g.rules.History); err != nil {
				return err
			}
			if err := s.note(ctx, tx, g, actor.Account, change{Settings, done}); err != nil {
				return err
			}
		}
		c, err = s.view(ctx, tx, actor.Account, id)
		return err
	})
	return c, err
}

// changed sets a rule to what is wanted, and answers that where it is another than before.
func changed(rule, wanted *string) string {
	if wanted == nil || *wanted == *rule {
		return ""
	}
	*rule = *wanted
	return *wanted
}

// mayEdit refuses the actor who may not change title and picture: they are read by everyone, as a message is.
func (s *Service) mayEdit(ctx context.Context, tx *db.Tx, g *groupState) error {
	if err := g.allows(g.rules.Edit); err != nil {
		return err
	}
	return s.barred(ctx, tx, g.actor)
}

// mayShow refuses what a group would show from now on.
func (s *Service) mayShow(ctx context.Context, tx *db.Tx, g *groupState, after account.Face) error {
	if s.MayShow == nil {
		return nil
	}
	return s.MayShow(ctx, tx, g.id, account.Face{Name: g.title, Picture: g.picture}, after)
}

// SetPicture shows a square of a picture as a group's.
func (s *Service) SetPicture(ctx context.Context, actor api.Actor, id base.ID, picture io.Reader, x, y, size int) (c Conversation, err error) {
	// Who may not is told before the picture is worked on, and once more after it.
	err = s.changeGroup(ctx, actor, id, func(tx *db.Tx, g *groupState) error { return s.mayEdit(ctx, tx, g) })
	if err != nil {
		return c, err
	}
	made, err := s.Pictures.StoreAvatar(ctx, actor.Account, picture, x, y, size)
	if err != nil {
		return c, err
	}
	return s.changePicture(ctx, actor, id, made)
}

// RemovePicture shows none.
func (s *Service) RemovePicture(ctx context.Context, actor api.Actor, id base.ID) (Conversation, error) {
	return s.changePicture(ctx, actor, id, base.ID{})
}

func (s *Service) changePicture(ctx context.Context, actor api.Actor, id, made base.ID) (c Conversation, err error) {
	err = s.changeGroup(ctx, actor, id, func(tx *db.Tx, g *groupState) error {
		if err := s.mayEdit(ctx, tx, g); err != nil {
			return err
		}
		if made != g.picture {
			if err := s.swapPicture(ctx, tx, g, made); err != nil {
				return err
			}
		}
		c, err = s.view(ctx, tx, actor.Account, id)
		return err
	})
	return c, err
}

func (s *Service) swapPicture(ctx context.Context, tx *db.Tx, g *groupState, made base.ID) error {
	done := settingsContent{Picture: "removed"}
	if err := s.mayShow(ctx, tx, g, account.Face{Name: g.title, Picture: made}); err != nil {
		return err
	}
	if !g.picture.IsZero() {
		if err := s.Pictures.Drop(ctx, tx, g.id, g.picture); err != nil {
			return err
		}
	}
	if !made.IsZero() {
		done.Picture = "set"
		if err := s.Pictures.Keep(ctx, tx, g.id, made); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE conversations SET picture_id = $2 WHERE conversation_id = $1`, g.id, made.Null()); err != nil {
		return err
	}
	return s.note(ctx, tx, g, g.actor, change{Settings, done})
}

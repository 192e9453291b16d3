package app

import (
	"context"

	"causerie/internal/base"
)

// pictureHidden tells whether viewer, who was given the address of a picture before, may not see it any more: a group's is for those who are in
// it, a person's for those from whom they do not hide, as long as it is shown: what is evidence is kept longer.
func (a *App) pictureHidden(ctx context.Context, owner, viewer, picture base.ID) (bool, error) {
	isGroup, sees, err := a.Chat.InGroup(ctx, owner, viewer, picture)
	if err != nil || isGroup {
		return !sees, err
	}
	if owner != viewer {
		if shown, err := a.Account.Shows(ctx, owner, picture); err != nil || !shown {
			return true, err
		}
	}
	return a.Graph.Hidden(ctx, owner, viewer)
}

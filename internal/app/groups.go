package app

import (
	"context"

	"causerie/internal/base"
)

// pictureHidden tells whether viewer, who was given the address of a picture before, may not see it any more: a group's is for those who are in
// it, a person's for those from whom they do not hide.
func (a *App) pictureHidden(ctx context.Context, owner, viewer base.ID) (bool, error) {
	isGroup, sees, err := a.Chat.InGroup(ctx, owner, viewer)
	if err != nil || isGroup {
		return !sees, err
	}
	return a.Graph.Hidden(ctx, owner, viewer)
}

package chat

import (
	"context"

	"causerie/internal/api"
	"causerie/internal/db"
)

// Saved opens the actor's conversation with themselves, or finds it: created tells which. What is in it reaches nobody, so no decision is made
// of it: whoever has an account may keep things there, also who may not write to others.
//
// It is the conversation of the pair (a, a): its id is made of the two, so that there is one of each account, it has one member, and the view of
// it names its own account as the other. All that holds of direct conversations then holds of it: without somebody else in it there is nobody to
// decide about, to show a position to, to push to, and no message of others that could be unread.
func (s *Service) Saved(ctx context.Context, actor api.Actor) (c Conversation, created bool, err error) {
	return s.open(ctx, actor, actor.Account, func(*db.Tx) error { return nil })
}

package chat

import (
	"context"

	"causerie/internal/api"
	"causerie/internal/base"
)

// Position is how far someone has read, or a device has the log.
type Position struct {
	Seq     int64 `json:"seq" minimum:"1"`
	Hash    Hash  `json:"hash,omitzero" doc:"Of the log up to seq as your device has it, recommended: where it is not the server's, nothing is changed and the answer is log_differs."`
	Differs bool  `json:"differs,omitempty" doc:"Your device found by itself that its copy was another, and reads it anew."`
}

// errDiffers is answered to a device whose copy of a log is another.
var errDiffers = base.Conflict("log_differs", "Your device has another copy of this conversation. Drop it, read the entries again, and try again.")

// MarkRead moves the actor's read position forward, never back, and takes the mark "unread" away. The others see it
// where both sides show read receipts. The actor's own devices always do.
func (s *Service) MarkRead(ctx context.Context, actor api.Actor, conversation base.ID, at Position) error {
	_, err := await(ctx, func(then func(outcome)) { s.startRead(ctx, actor, conversation, at, then) })
	return err
}

// MarkDelivered tells that the actor's device has the log up to there.
func (s *Service) MarkDelivered(ctx context.Context, actor api.Actor, conversation base.ID, at Position) error {
	_, err := await(ctx, func(then func(outcome)) { s.startDelivered(ctx, actor, conversation, at, then) })
	return err
}

func (s *Service) startRead(ctx context.Context, actor api.Actor, conversation base.ID, at Position, then func(outcome)) {
	if at.Seq <= 0 {
		then(outcome{err: invalid("seq", "Name the last message that was read by its seq.")})
		return
	}
	s.writer.hand(ctx, &work{actor: actor.Account, conversation: conversation, read: at.Seq, delivered: at.Seq, hash: at.Hash, differs: at.Differs}, then)
}

func (s *Service) startDelivered(ctx context.Context, actor api.Actor, conversation base.ID, at Position, then func(outcome)) {
	if at.Seq <= 0 {
		then(outcome{err: invalid("seq", "Name the last entry that arrived by its seq.")})
		return
	}
	s.writer.hand(ctx, &work{actor: actor.Account, conversation: conversation, delivered: at.Seq, hash: at.Hash, differs: at.Differs}, then)
}

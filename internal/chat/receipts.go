package chat

import (
	"context"

	"causerie/internal/api"
	"causerie/internal/base"
)

// MarkRead moves the actor's read position forward to seq, never back, and takes the mark "unread" away. The others see it
// where both sides show read receipts. The actor's own devices always do.
func (s *Service) MarkRead(ctx context.Context, actor api.Actor, conversation base.ID, seq int64) error {
	_, err := await(ctx, func(then func(outcome)) { s.startRead(ctx, actor, conversation, seq, then) })
	return err
}

// MarkDelivered tells that the actor's device has the log up to seq.
func (s *Service) MarkDelivered(ctx context.Context, actor api.Actor, conversation base.ID, seq int64) error {
	_, err := await(ctx, func(then func(outcome)) { s.startDelivered(ctx, actor, conversation, seq, then) })
	return err
}

func (s *Service) startRead(ctx context.Context, actor api.Actor, conversation base.ID, seq int64, then func(outcome)) {
	if seq <= 0 {
		then(outcome{err: invalid("seq", "Name the last message that was read by its seq.")})
		return
	}
	s.writer.hand(ctx, &work{actor: actor.Account, conversation: conversation, read: seq, delivered: seq}, then)
}

func (s *Service) startDelivered(ctx context.Context, actor api.Actor, conversation base.ID, seq int64, then func(outcome)) {
	if seq <= 0 {
		then(outcome{err: invalid("seq", "Name the last entry that arrived by its seq.")})
		return
	}
	s.writer.hand(ctx, &work{actor: actor.Account, conversation: conversation, delivered: seq}, then)
}

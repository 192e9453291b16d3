package chat

import (
	"context"

	"causerie/internal/api"
	"causerie/internal/base"
)

// MarkRead moves the actor's read position forward to seq, never back, and takes the mark "unread" away. The others see it
// where both sides show read receipts. The actor's own devices always do.
func (s *Service) MarkRead(ctx context.Context, actor api.Actor, conversation base.ID, seq int64) error {
	if seq <= 0 {
		return invalid("seq", "Name the last message that was read by its seq.")
	}
	_, err := s.writer.do(ctx, &work{actor: actor.Account, conversation: conversation, read: seq, delivered: seq})
	return err
}

// MarkDelivered tells that the actor's device has the log up to seq.
func (s *Service) MarkDelivered(ctx context.Context, actor api.Actor, conversation base.ID, seq int64) error {
	if seq <= 0 {
		return invalid("seq", "Name the last entry that arrived by its seq.")
	}
	_, err := s.writer.do(ctx, &work{actor: actor.Account, conversation: conversation, delivered: seq})
	return err
}

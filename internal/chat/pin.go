package chat

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
)

// pinsMax is how many messages of a conversation are pinned at once.
const pinsMax = 3

// pinContent is what a pin and an unpin say. They are lines of the log of their own, which pages hold where they stand: they speak of a message as an
// answer does, in their content.
type pinContent struct {
	MessageSeq int64 `json:"messageSeq"`
}

func (k Kind) pins() bool { return k == Pin || k == Unpin }

func (d *draft) parsePin(content Content) error {
	var c pinContent
	if err := decode(content, &c); err != nil {
		return err
	}
	if c.MessageSeq <= 0 {
		return invalid("content.messageSeq", "Name the message by its seq.")
	}
	d.pinned, d.content = c.MessageSeq, encode(c)
	return nil
}

// allowPin looks at what is to be pinned, or no more. In a group, who changes its name does that.
func (b *batch) allowPin(k *work) error {
	log, pin := b.logs[k.conversation], k.append.kind == Pin
	t := b.targets[place{k.conversation, k.append.pinned}]
	switch {
	case t == nil, t.kind != Message:
		return base.NotFound()
	case log.adminsEdit && !log.member(k.actor).admin:
		return base.Forbidden("not_admin", "Only the admins of this group pin messages.")
	case pin && t.erased:
		return base.Conflict("erased", "This message was unsent, or has disappeared.")
	case pin && t.once:
		return base.Conflict("not_pinnable", "What is viewed once cannot be pinned.")
	case pin && log.pinned(k.append.pinned):
		return base.Conflict("already_pinned", "This message is pinned already.")
	case !pin && !log.pinned(k.append.pinned):
		return base.Conflict("not_pinned", "This message is not pinned.")
	case pin && len(log.pins) >= pinsMax:
		return base.Conflict("too_many_pins", "Three messages are pinned, which is the most. Unpin one first.")
	}
	return nil
}

func (l *logState) pinned(seq int64) bool { return slices.Contains(l.pins, seq) }

// pin adds a message to those that are pinned.
func (l *logState) pin(seq int64) { l.pins, l.repinned = append(l.pins, seq), true }

// unpin takes a message from those that are pinned, if it is one.
func (l *logState) unpin(seq int64) {
	if l.pinned(seq) {
		l.pins, l.repinned = slices.DeleteFunc(l.pins, func(one int64) bool { return one == seq }), true
	}
}

// writePins stores what is pinned, where that has changed.
func (b *batch) writePins(ctx context.Context) error {
	var ids []base.ID
	var pins []string
	for id, log := range b.logs {
		if log.repinned {
			ids, pins = append(ids, id), append(pins, joinSeqs(log.pins))
		}
	}
	return b.tx.ExecRows(ctx, `UPDATE conversations SET pins = $2 /*from rows*/ WHERE conversation_id = $1`, db.Columns{ids, pins})
}

// shownPins are the pinned messages that are not gone for who looks.
func shownPins(pins string, clearedBefore int64, hidden []int64) []int64 {
	return slices.DeleteFunc(splitSeqs(pins), func(seq int64) bool { return seq <= clearedBefore || slices.Contains(hidden, seq) })
}

func joinSeqs(seqs []int64) string {
	texts := make([]string, len(seqs))
	for i, seq := range seqs {
		texts[i] = strconv.FormatInt(seq, 10)
	}
	return strings.Join(texts, ",")
}

func splitSeqs(text string) (seqs []int64) {
	if text == "" { // as nearly always
		return nil
	}
	for part := range strings.SplitSeq(text, ",") {
		if seq, err := strconv.ParseInt(part, 10, 64); err == nil {
			seqs = append(seqs, seq)
		}
	}
	return seqs
}

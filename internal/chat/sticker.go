package chat

import (
	"context"
	"encoding/json"
	"strings"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
)

// stickerPrefix is how the content of a message that is a sticker begins, and of no other. It is as long as photosPrefix.
const stickerPrefix = `{"type":"sticker`

// Sticker is the sticker of a message: a copy of the one that its sender names by its pack, of which it tells.
type Sticker struct {
	ID     base.ID `json:"id"`
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Emoji  string  `json:"emoji"`
	Maker  base.ID `json:"maker"`
	Pack   base.ID `json:"pack"`
	Item   base.ID `json:"item"`
}

// parseSticker looks at the sticker of a message as its sender names it: by its pack, whose that is, and its own id there.
func parseSticker(named *Sticker) (*Sticker, error) {
	if named == nil || named.Maker.IsZero() || named.Pack.IsZero() || named.Item.IsZero() {
		return nil, invalid("content.sticker", "Name the sticker by who made its pack, by the pack and by its id there.")
	}
	return &Sticker{Maker: named.Maker, Pack: named.Pack, Item: named.Item}, nil
}

// sticker is that of a message, nil of anything else.
func (c Content) sticker() *Sticker {
	if !strings.HasPrefix(string(c), stickerPrefix) { // before there is anything to read into: most messages are none
		return nil
	}
	var m messageContent
	if json.Unmarshal([]byte(c), &m) != nil {
		return nil
	}
	return m.Sticker
}

// StickerIn is the sticker that the content of an entry is, the zero id where it is none.
func StickerIn(c Content) (id base.ID) {
	if s := c.sticker(); s != nil {
		id = s.ID
	}
	return id
}

// appendSticker hands an append to the writer once there is a copy of its sticker. A retry of one that was sent makes none.
func (s *Service) appendSticker(ctx context.Context, actor api.Actor, k *work, then func(outcome)) {
	first, sent, err := s.sentBefore(ctx, actor, k.conversation, k.append.clientID)
	if err != nil || sent {
		then(outcome{first, false, doing("look for a sticker that was sent", err)})
		return
	}
	copied, err := s.copySticker(ctx, actor, k.append)
	if err != nil {
		then(outcome{err: err})
		return
	}
	s.writer.hand(ctx, k, func(out outcome) {
		if out.err != nil || !out.created {
			s.Media.Discard([]media.Copy{copied})
		}
		then(out)
	})
}

func (s *Service) sentBefore(ctx context.Context, actor api.Actor, conversation, clientID base.ID) (first Entry, sent bool, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		named := db.Columns{[]base.ID{conversation}, []base.ID{actor.Account}, []base.ID{clientID}}
		return tx.QueryRows(ctx, firstsQuery, named, func(scan func(...any) error) error {
			first, err = scanEntry(scan, base.Millis(s.Clock.Now()))
			sent = true
			return err
		})
	})
	return first, sent, err
}

// copySticker completes a message with the sticker that it names, where its sender has that.
func (s *Service) copySticker(ctx context.Context, actor api.Actor, d *draft) (c media.Copy, err error) {
	named := *d.sticker
	of, emoji, err := s.TakeSticker(ctx, actor.Account, named)
	if err != nil {
		return c, err
	}
	c, of, err = s.Media.CopySticker(ctx, of)
	if base.CodeOf(err) == "not_found" { // it was removed meanwhile
		err = base.Gone("sticker_gone", "This sticker is no longer in its pack, or you no longer have the pack. Choose another one.")
	}
	if err != nil {
		return c, err
	}
	named.ID, named.Width, named.Height, named.Emoji = of.ID, of.Width, of.Height, emoji
	d.message.Sticker, d.copies = &named, []media.Copy{c}
	d.content = encode(d.message)
	return c, nil
}

// StickerAt is the sticker that a message is which viewer can read now; any other message is not found.
func (s *Service) StickerAt(ctx context.Context, viewer, conversation base.ID, seq int64) (found Sticker, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := inboxOf(ctx, tx, viewer, conversation)
		if err != nil {
			return err
		}
		entries, err := entriesAt(ctx, tx, base.Millis(s.Clock.Now()), []place{{conversation, seq}})
		if err == nil {
			err = hide(ctx, tx, row, entries)
		}
		if err != nil {
			return err
		}
		if len(entries) == 0 || seq <= row.clearedBefore || entries[0].Erased || entries[0].Hidden || entries[0].Content.sticker() == nil {
			return base.NotFound()
		}
		found = *entries[0].Content.sticker()
		return nil
	})
	return found, doing("look at a sticker", err)
}

// StickersIn are the stickers that messages at places are.
func StickersIn(ctx context.Context, tx *db.Tx, now int64, conversations []base.ID, seqs []int64) (found []Sticker, err error) {
	places := make([]place, len(seqs))
	for i, seq := range seqs {
		places[i] = place{conversations[i], seq}
	}
	entries, err := entriesAt(ctx, tx, now, places)
	for _, e := range entries {
		if one := e.Content.sticker(); one != nil {
			found = append(found, *one)
		}
	}
	return found, err
}

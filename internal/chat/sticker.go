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

// copySticker completes a message with a copy of the sticker that it names, where its sender has that.
func (s *Service) copySticker(ctx context.Context, actor api.Actor, d *draft) ([]media.Copy, error) {
	named := *d.message.Sticker
	of, emoji, err := s.TakeSticker(ctx, actor.Account, named)
	if err != nil {
		return nil, err
	}
	c, of, err := s.Media.CopySticker(ctx, of)
	if base.CodeOf(err) == "not_found" { // it was removed meanwhile
		err = base.Gone("sticker_gone", "This sticker is no longer in its pack, or you no longer have the pack. Choose another one.")
	}
	if err != nil {
		return nil, err
	}
	named.ID, named.Width, named.Height, named.Emoji = of.ID, of.Width, of.Height, emoji
	d.message.Sticker = &named
	d.content = encode(d.message)
	return []media.Copy{c}, nil
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

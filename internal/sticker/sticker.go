// Package sticker holds packs of stickers that people make: small pictures, each with the emoji that it stands for, which their maker, and whoever has added the pack,
// sends as messages.
//
// What always holds, and Verify checks:
//
//   - A sticker is in one pack, which is there, and has its picture. A message has a copy of its own: what becomes of the pack matters to none.
//   - Nobody finds a pack: it is shown to who made it, who added it, and who reads a message with a sticker of it. Between people of whom one blocks the other there is
//     none, and none of somebody who is suspended.
package sticker

import (
	"context"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
)

const (
	packsMost    = 20 // that one makes
	addedMost    = 50
	stickersMost = 50 // in a pack
	nameMax      = 40 // characters
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock
	Media *media.Service

	// Parted tells whether one of two people blocks the other.
	Parted func(ctx context.Context, tx *db.Tx, one, other base.ID) (bool, error)
	// At is the pack of the sticker that a message is which viewer can read now; any other message is not found.
	At func(ctx context.Context, viewer, conversation base.ID, seq int64) (Named, error)
	// IsEmoji tells that a text is one emoji.
	IsEmoji func(text string) bool
}

// Service is everything about packs of stickers.
type Service struct{ Config }

// New returns a Service.
func New(config Config) *Service { return &Service{config} }

// Named is a pack by who made it and its id.
type Named struct{ Maker, Pack base.ID }

// StickerPack is a pack as somebody sees it.
type StickerPack struct {
	Maker    base.ID       `json:"maker" doc:"Whose it is."`
	ID       base.ID       `json:"id"`
	Name     string        `json:"name"`
	Added    bool          `json:"added,omitempty" doc:"It is another person's, and one can send what is in it."`
	Stickers []PackSticker `json:"stickers"`
}

// PackSticker is a sticker of a pack.
type PackSticker struct {
	media.Sticker
	Emoji string `json:"emoji" doc:"What it stands for, and is called by."`
	URL   string `json:"url" doc:"Where it is, for the one who asks, for some time."`
}

func (s *Service) write(ctx context.Context, doing string, actor api.Actor, fn func(tx *db.Tx) error) error {
	return base.Doing(doing, s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := account.InTurn(ctx, tx, actor.Account); err != nil {
			return err
		}
		return fn(tx)
	}))
}

// cleanName is what a pack is called.
func cleanName(name string) (string, error) {
	name = base.OneLine(name)
	if name == "" || base.Longer(name, nameMax) {
		return "", base.Invalid("invalid", "A pack has a name of 1 to 40 characters.", base.Field{Location: "body.name", Message: "1 to 40 characters"})
	}
	return name, nil
}

// Make makes an empty pack, or answers the one that there is with this id: created tells which.
func (s *Service) Make(ctx context.Context, actor api.Actor, id base.ID, name string) (p StickerPack, created bool, err error) {
	if name, err = cleanName(name); err != nil {
		return p, false, err
	}
	if id.IsZero() {
		return p, false, base.Invalid("invalid", "An id is a UUID that your client makes for this pack.", base.Field{Location: "body.id", Message: "a UUID"})
	}
	err = s.write(ctx, "make a sticker pack", actor, func(tx *db.Tx) error {
		var there, packs int
		const count = `SELECT COALESCE(SUM(CASE WHEN pack_id = $2 THEN 1 ELSE 0 END), 0), COUNT(*) FROM sticker_packs WHERE account_id = $1`
		if err := tx.Row(ctx, count, actor.Account, id).Scan(&there, &packs); err != nil {
			return err
		}
		if created = there == 0; created {
			if packs >= packsMost {
				return base.Conflict("too_many_packs", "You have made 20 packs already. Delete one first.")
			}
			if _, err := tx.Exec(ctx, `INSERT INTO sticker_packs (account_id, pack_id, name, created_at) VALUES ($1, $2, $3, $4)`, actor.Account, id, name, base.Millis(s.Clock.Now())); err != nil {
				return err
			}
		}
		p, err = s.pack(ctx, tx, actor.Account, Named{actor.Account, id})
		return err
	})
	return p, created, err
}

// Rename gives a pack of the actor's another name.
func (s *Service) Rename(ctx context.Context, actor api.Actor, id base.ID, name string) (p StickerPack, err error) {
	if name, err = cleanName(name); err != nil {
		return p, err
	}
	err = s.write(ctx, "rename a sticker pack", actor, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE sticker_packs SET name = $3 WHERE account_id = $1 AND pack_id = $2`, actor.Account, id, name)
		if err == nil && n == 0 {
			err = base.NotFound()
		}
		if err == nil {
			p, err = s.pack(ctx, tx, actor.Account, Named{actor.Account, id})
		}
		return err
	})
	return p, err
}

// Delete deletes a pack of the actor's, for everyone who has added it; another person's goes from the actor's own list alone. Messages keep what was sent.
func (s *Service) Delete(ctx context.Context, actor api.Actor, of Named) error {
	return s.write(ctx, "delete a sticker pack", actor, func(tx *db.Tx) error {
		if of.Maker != actor.Account {
			n, err := tx.Exec(ctx, `DELETE FROM added_packs WHERE account_id = $1 AND maker_id = $2 AND pack_id = $3`, actor.Account, of.Maker, of.Pack)
			if err == nil && n == 0 {
				err = base.NotFound()
			}
			return err
		}
		n, err := tx.Exec(ctx, `DELETE FROM sticker_packs WHERE account_id = $1 AND pack_id = $2`, actor.Account, of.Pack)
		if err == nil && n == 0 {
			err = base.NotFound()
		}
		if err != nil {
			return err
		}
		stickers, err := s.stickers(ctx, tx, actor.Account, []Named{of})
		if err != nil {
			return err
		}
		for _, one := range stickers[of] {
			if err := s.drop(ctx, tx, of, one.ID); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `DELETE FROM added_packs WHERE maker_id = $1 AND pack_id = $2`, of.Maker, of.Pack)
		return err
	})
}

// Put makes a sticker of an upload and puts it into a pack of the actor's; created tells that it was not there before.
func (s *Service) Put(ctx context.Context, actor api.Actor, pack, upload base.ID, emoji string) (one PackSticker, created bool, err error) {
	if !s.IsEmoji(emoji) {
		return one, false, base.Invalid("invalid", "A sticker stands for one emoji.", base.Field{Location: "body.emoji", Message: "one emoji"})
	}
	of := Named{actor.Account, pack}
	if err := s.room(ctx, actor, of); err != nil { // before a picture is worked on
		return one, false, err
	}
	made, created, err := s.Media.MakeSticker(ctx, actor, upload, func(tx *db.Tx) error {
		if err := account.InTurn(ctx, tx, actor.Account); err != nil {
			return err
		}
		if err := roomIn(ctx, tx, of); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO stickers (account_id, pack_id, media_id, emoji, created_at) VALUES ($1, $2, $3, $4, $5)`, actor.Account, pack, upload, emoji, base.Millis(s.Clock.Now()))
		return err
	})
	return PackSticker{made, emoji, s.Media.Address(actor.Account, actor.Account, made.ID, media.StickerFile)}, created, err
}

func (s *Service) room(ctx context.Context, actor api.Actor, of Named) error {
	return base.Doing("look into a sticker pack", s.DB.Read(ctx, func(tx *db.Tx) error {
		err := roomIn(ctx, tx, of)
		if base.CodeOf(err) == "too_many_stickers" { // a retry of the last one is none
			err = nil
		}
		return err
	}))
}

// roomIn fails where there is no such pack, or no room in it.
func roomIn(ctx context.Context, tx *db.Tx, of Named) error {
	var packs, stickers int
	const count = `SELECT (SELECT COUNT(*) FROM sticker_packs WHERE account_id = $1 AND pack_id = $2), (SELECT COUNT(*) FROM stickers WHERE account_id = $1 AND pack_id = $2)`
	if err := tx.Row(ctx, count, of.Maker, of.Pack).Scan(&packs, &stickers); err != nil {
		return err
	}
	switch {
	case packs == 0:
		return base.NotFound()
	case stickers >= stickersMost:
		return base.Conflict("too_many_stickers", "A pack has at most 50 stickers. Remove one first, or make another pack.")
	}
	return nil
}

// Remove takes a sticker out of a pack of the actor's. Messages keep what was sent.
func (s *Service) Remove(ctx context.Context, actor api.Actor, pack, sticker base.ID) error {
	return s.write(ctx, "remove a sticker", actor, func(tx *db.Tx) error { return s.drop(ctx, tx, Named{actor.Account, pack}, sticker) })
}

// drop takes a sticker out of a pack, and removes its picture.
func (s *Service) drop(ctx context.Context, tx *db.Tx, of Named, sticker base.ID) error {
	n, err := tx.Exec(ctx, `DELETE FROM stickers WHERE account_id = $1 AND pack_id = $2 AND media_id = $3`, of.Maker, of.Pack, sticker)
	if err != nil {
		return err
	}
	if n == 0 {
		return base.NotFound()
	}
	return s.Media.Drop(ctx, tx, of.Maker, sticker)
}

// Removed takes a sticker out of its pack that moderators removed a message with. It may be gone already.
func (s *Service) Removed(ctx context.Context, tx *db.Tx, of Named, sticker base.ID) error {
	if err := s.drop(ctx, tx, of, sticker); base.CodeOf(err) != "not_found" {
		return err
	}
	return nil
}

// Add has the actor send what is in the pack of a message's sticker.
func (s *Service) Add(ctx context.Context, actor api.Actor, conversation base.ID, seq int64) (p StickerPack, err error) {
	of, err := s.At(ctx, actor.Account, conversation, seq)
	if err != nil {
		return p, err
	}
	err = s.write(ctx, "add a sticker pack", actor, func(tx *db.Tx) error {
		if p, err = s.open(ctx, tx, actor.Account, of); err != nil || of.Maker == actor.Account || p.Added {
			return err
		}
		var added int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM added_packs WHERE account_id = $1`, actor.Account).Scan(&added); err != nil {
			return err
		}
		if added >= addedMost {
			return base.Conflict("too_many_packs", "You have added 50 packs already. Take one out first.")
		}
		p.Added = true
		_, err := tx.Exec(ctx, `INSERT INTO added_packs (account_id, maker_id, pack_id, added_at) VALUES ($1, $2, $3, $4)`, actor.Account, of.Maker, of.Pack, base.Millis(s.Clock.Now()))
		return err
	})
	return p, err
}

// Open is the pack of a message's sticker.
func (s *Service) Open(ctx context.Context, actor api.Actor, conversation base.ID, seq int64) (p StickerPack, err error) {
	of, err := s.At(ctx, actor.Account, conversation, seq)
	if err != nil {
		return p, err
	}
	return p, base.Doing("open a sticker pack", s.DB.Read(ctx, func(tx *db.Tx) error {
		p, err = s.open(ctx, tx, actor.Account, of)
		return err
	}))
}

// Take is a sticker that sender has, as it is to be sent.
func (s *Service) Take(ctx context.Context, sender base.ID, of Named, sticker base.ID) (one PackSticker, err error) {
	return one, base.Doing("take a sticker", s.DB.Read(ctx, func(tx *db.Tx) error {
		p, err := s.open(ctx, tx, sender, of)
		if err != nil && base.CodeOf(err) != "not_found" {
			return err
		}
		if err == nil && (p.Added || of.Maker == sender) {
			for _, one = range p.Stickers {
				if one.ID == sticker {
					return nil
				}
			}
		}
		return base.Gone("sticker_gone", "This sticker is no longer in its pack, or you no longer have the pack. Choose another one.")
	}))
}

// Has tells whether viewer has the pack of maker's that a sticker is in, or may see it, where they were given its address.
func (s *Service) Has(ctx context.Context, viewer, maker, sticker base.ID, given bool) (has bool, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		const query = `SELECT EXISTS (SELECT 1 FROM added_packs JOIN stickers ON stickers.account_id = added_packs.maker_id AND stickers.pack_id = added_packs.pack_id
			WHERE added_packs.account_id = $1 AND added_packs.maker_id = $2 AND stickers.media_id = $3)`
		if err := tx.Row(ctx, query, viewer, maker, sticker).Scan(&has); err != nil || !has && !given {
			return err
		}
		has, err = s.shows(ctx, tx, maker, viewer)
		return err
	})
	return has, base.Doing("look who has a sticker", err)
}

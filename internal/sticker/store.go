package sticker

import (
	"context"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
	"causerie/internal/verify"
)

// List is all packs that the actor sends stickers of: their own, the first first, then those that they added.
func (s *Service) List(ctx context.Context, actor api.Actor) (packs []StickerPack, err error) {
	packs = []StickerPack{}
	return packs, base.Doing("list sticker packs", s.DB.Read(ctx, func(tx *db.Tx) error {
		const query = `SELECT account_id, pack_id, name, 0 AS added, created_at AS at FROM sticker_packs WHERE account_id = $1
			UNION ALL SELECT p.account_id, p.pack_id, p.name, 1, a.added_at FROM added_packs AS a
				JOIN sticker_packs AS p ON p.account_id = a.maker_id AND p.pack_id = a.pack_id WHERE a.account_id = $1
			ORDER BY added, at, pack_id`
		var all []StickerPack
		rows, err := tx.Query(ctx, query, actor.Account)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var p StickerPack
			var added, at int64
			err := scan(&p.Maker, &p.ID, &p.Name, &added, &at)
			p.Added = added > 0
			all = append(all, p)
			return err
		})
		if err != nil {
			return err
		}
		shown := map[base.ID]bool{actor.Account: true}
		var named []Named
		for _, p := range all {
			if _, known := shown[p.Maker]; !known {
				if shown[p.Maker], err = s.shows(ctx, tx, p.Maker, actor.Account); err != nil {
					return err
				}
			}
			if shown[p.Maker] {
				packs, named = append(packs, p), append(named, Named{p.Maker, p.ID})
			}
		}
		stickers, err := s.stickers(ctx, tx, actor.Account, named)
		for i, of := range named {
			packs[i].Stickers = append([]PackSticker{}, stickers[of]...)
		}
		return err
	}))
}

// open is a pack that viewer may see: of somebody from whom nothing parts them, and who is not suspended.
func (s *Service) open(ctx context.Context, tx *db.Tx, viewer base.ID, of Named) (StickerPack, error) {
	shows, err := s.shows(ctx, tx, of.Maker, viewer)
	if err == nil && !shows {
		err = base.NotFound()
	}
	if err != nil {
		return StickerPack{}, err
	}
	return s.pack(ctx, tx, viewer, of)
}

// shows tells whether viewer may see packs of maker's.
func (s *Service) shows(ctx context.Context, tx *db.Tx, maker, viewer base.ID) (shows bool, err error) {
	const query = `SELECT EXISTS (SELECT 1 FROM accounts WHERE account_id = $1 AND (suspended_at = 0 OR suspended_until > 0 AND suspended_until <= $2))`
	if err := tx.Row(ctx, query, maker, base.Millis(s.Clock.Now())).Scan(&shows); err != nil || !shows || maker == viewer {
		return shows, err
	}
	parted, err := s.Parted(ctx, tx, maker, viewer)
	return !parted, err
}

func (s *Service) pack(ctx context.Context, tx *db.Tx, viewer base.ID, of Named) (StickerPack, error) {
	p := StickerPack{Maker: of.Maker, ID: of.Pack}
	const query = `SELECT name, EXISTS (SELECT 1 FROM added_packs WHERE added_packs.account_id = $3 AND added_packs.maker_id = $1 AND added_packs.pack_id = $2)
		FROM sticker_packs WHERE account_id = $1 AND pack_id = $2`
	err := tx.Row(ctx, query, of.Maker, of.Pack, viewer).Scan(&p.Name, &p.Added)
	if db.NoRows(err) {
		return p, base.NotFound()
	}
	if err != nil {
		return p, err
	}
	stickers, err := s.stickers(ctx, tx, viewer, []Named{of})
	p.Stickers = append([]PackSticker{}, stickers[of]...)
	return p, err
}

// stickers are those of packs, the first first, with addresses for viewer.
func (s *Service) stickers(ctx context.Context, tx *db.Tx, viewer base.ID, packs []Named) (map[Named][]PackSticker, error) {
	found := map[Named][]PackSticker{}
	if len(packs) == 0 {
		return found, nil
	}
	var makers, ids []base.ID
	for _, of := range packs {
		makers, ids = append(makers, of.Maker), append(ids, of.Pack)
	}
	const query = `SELECT stickers.account_id, stickers.pack_id, stickers.media_id, emoji, width, height FROM /*rows*/ stickers
		JOIN media ON media.account_id = stickers.account_id AND media.media_id = stickers.media_id
		WHERE stickers.account_id = $1 AND stickers.pack_id = $2 ORDER BY stickers.created_at, stickers.media_id`
	err := tx.QueryRows(ctx, query, db.Columns{makers, ids}, func(scan func(...any) error) error {
		var of Named
		var one PackSticker
		err := scan(&of.Maker, &of.Pack, &one.ID, &one.Emoji, &one.Width, &one.Height)
		one.URL = s.Media.Address(viewer, of.Maker, one.ID, media.StickerFile)
		found[of] = append(found[of], one)
		return err
	})
	return found, err
}

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	const (
		loose = `stickers WHERE NOT EXISTS (SELECT 1 FROM sticker_packs WHERE sticker_packs.account_id = stickers.account_id AND sticker_packs.pack_id = stickers.pack_id)
			OR NOT EXISTS (SELECT 1 FROM media WHERE media.account_id = stickers.account_id AND media.media_id = stickers.media_id AND media.kind = 'pack_sticker')`
		unused = `media WHERE kind = 'pack_sticker' AND NOT EXISTS (SELECT 1 FROM stickers WHERE stickers.account_id = media.account_id AND stickers.media_id = media.media_id)`
		gone   = `added_packs WHERE account_id = maker_id OR NOT EXISTS (SELECT 1 FROM sticker_packs WHERE sticker_packs.account_id = added_packs.maker_id AND sticker_packs.pack_id = added_packs.pack_id)`
	)
	return []verify.Check{
		{
			Name: "stickers.pack", Holds: "A sticker is in a pack that there is, and has its picture.", Of: "stickers",
			Query: `SELECT account_id, pack_id, media_id FROM ` + loose, Repair: verify.By(`DELETE FROM ` + loose), Mends: "removes it",
		},
		{
			Name: "stickers.media", Holds: "The picture of a sticker is in a pack.", Of: "media WHERE kind = 'pack_sticker'",
			Query: `SELECT account_id, media_id FROM ` + unused, Repair: verify.By(`DELETE FROM ` + unused), Mends: "removes the row; the file goes with the next sweep",
		},
		{
			Name: "added_packs.pack", Holds: "A pack that somebody has added is another person's, and is there.", Of: "added_packs",
			Query: `SELECT account_id, maker_id, pack_id FROM ` + gone, Repair: verify.By(`DELETE FROM ` + gone), Mends: "takes it out",
		},
		verify.Times("stickers.times", s.Clock.Now(), []verify.TimeTable{
			{Table: "sticker_packs", Key: "account_id", Columns: []string{"created_at"}}, {Table: "stickers", Key: "account_id", Columns: []string{"created_at"}}, {Table: "added_packs", Key: "account_id", Columns: []string{"added_at"}},
		}),
	}
}

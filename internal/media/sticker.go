package media

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"

	"golang.org/x/image/draw"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// StickerFile stands in the place of a side in addresses and names: a sticker is one file.
const StickerFile = 6

const (
	kindSticker     = "sticker"      // of a message, which has a copy of its own
	kindPackSticker = "pack_sticker" // of a pack

	maxSticker = 512 << 10 // bytes of what is made
)

// stickerSides are the longer sides that are tried until a sticker is light enough, in pixels.
var stickerSides = []int{512, 384, 256}

// Sticker is a small picture that may be transparent.
type Sticker struct {
	ID     base.ID `json:"id"`
	Width  int     `json:"width"`
	Height int     `json:"height"`
}

// stickerOf is an upright PNG of a whole picture, with what is transparent, and of nothing but its pixels.
func stickerOf(file []byte) ([][]byte, error) {
	p, err := openPicture(file)
	if err != nil {
		return nil, err
	}
	for _, side := range stickerSides {
		var b bytes.Buffer
		if err := png.Encode(&b, p.turn.apply(p.seeThrough(side))); err != nil {
			return nil, errBroken
		}
		if b.Len() <= maxSticker {
			return [][]byte{b.Bytes()}, nil
		}
	}
	return nil, errDimensions
}

// seeThrough is a picture in sRGB whose longer side has at most side pixels, as transparent as it is.
func (p picture) seeThrough(side int) *image.RGBA {
	b := p.Image.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > side {
		w, h = max(1, w*side/longer), max(1, h*side/longer)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(out, out.Rect, p.Image, b, draw.Src, nil)
	if p.colours == nil {
		return out
	}
	for i := 0; i+3 < len(out.Pix); i += 4 {
		px := out.Pix[i : i+4 : i+4]
		a := int(px[3])
		if a == 0 {
			continue
		}
		plain := func(v uint8) uint8 { return uint8(min(int(v)*255/a, 255)) }
		r, g, b := p.colours.of(plain(px[0]), plain(px[1]), plain(px[2]))
		px[0], px[1], px[2] = uint8(int(r)*a/255), uint8(int(g)*a/255), uint8(int(b)*a/255)
	}
	return out
}

// MakeSticker makes a sticker for a pack of an upload of the actor's that came in whole, under the same id; made tells that it was not there before. keep puts it into the
// pack, in the transaction that stores it.
func (s *Service) MakeSticker(ctx context.Context, actor api.Actor, id base.ID, keep func(tx *db.Tx) error) (made Sticker, isNew bool, err error) {
	if made, err = s.packSticker(ctx, actor.Account, id); err == nil || base.CodeOf(err) != "not_found" {
		return made, false, err
	}
	now := s.Clock.Now()
	if !s.shares.take(actor.Account) {
		return made, false, base.TooMany("rate_limited", "Your last pictures are still being worked on. Try again in a moment.", now.Add(retryPicture))
	}
	defer s.shares.give(actor.Account)
	results, err := s.workOn(ctx, actor.Account, id, job{Sticker: true})
	if err != nil {
		return made, false, err
	}
	size, err := png.DecodeConfig(bytes.NewReader(results[0]))
	if err != nil {
		return made, false, base.Invalid("image_invalid", "This picture cannot be read. The file may be damaged.")
	}
	made.Width, made.Height = size.Width, size.Height
	if err := s.writeAll(ctx, id, kindPackSticker, results); err != nil {
		return made, false, base.Storing("storing a sticker", err)
	}
	isNew, err = s.keepNew(ctx, actor.Account, id, "keep a sticker", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO media (account_id, media_id, kind, created_at, width, height) VALUES ($1, $2, 'pack_sticker', $3, $4, $5)`,
			actor.Account, id, base.Millis(now), made.Width, made.Height)
		if err != nil {
			return err
		}
		return keep(tx)
	})
	if err == nil && !isNew {
		made, err = s.packSticker(ctx, actor.Account, id)
	}
	return made, isNew, err
}

func (s *Service) packSticker(ctx context.Context, owner, id base.ID) (Sticker, error) {
	one := Sticker{ID: id}
	err := s.DB.ReadRow(ctx, `SELECT width, height FROM media WHERE account_id = $1 AND media_id = $2 AND kind = 'pack_sticker'`, []any{owner, id}, &one.Width, &one.Height)
	if db.NoRows(err) {
		return one, base.NotFound()
	}
	return one, base.Doing("find a sticker", err)
}

// CopySticker makes a copy of a sticker for a message. Whoever asks was found to have it; it is nobody's before KeepCopies.
func (s *Service) CopySticker(ctx context.Context, of Sticker) (Copy, Sticker, error) {
	c, err := s.copy(ctx, of.ID, kindSticker)
	of.ID = c.id
	c.Photo = Photo{Width: of.Width, Height: of.Height}
	return c, of, err
}

// maySee tells whether viewer may be given a sticker of owner's now: of a message that they can read, or of a pack that they have, or to whose stickers they were given addresses.
func (s *Service) maySee(ctx context.Context, viewer, owner, id base.ID, given bool) (bool, error) {
	var kind string
	var conversation base.ID
	var seq int64
	err := s.DB.ReadRow(ctx, `SELECT kind, conversation_id, seq FROM media WHERE account_id = $1 AND media_id = $2 AND kind IN ('sticker', 'pack_sticker')`,
		[]any{owner, id}, &kind, &conversation, &seq)
	switch {
	case db.NoRows(err):
		return false, base.NotFound()
	case err != nil:
		return false, base.Doing("find a sticker", err)
	case kind == kindPackSticker && viewer != owner:
		return s.Packed(ctx, viewer, owner, id, given)
	case conversation.IsZero():
		return viewer == owner, nil
	}
	return s.Reads(ctx, viewer, conversation, seq)
}

func (s *Service) stickerRoutes(r *api.Router) {
	api.Handle(r, api.Op{
		ID: "getSticker", Method: http.MethodGet, Path: "/v1/stickers/{owner}/{id}", Tag: "stickers", Status: http.StatusFound,
		Summary: "Go to a sticker of a message that one can read, or of a pack that one has, as signed for the one who asks: a PNG file, of at most 512 × 512 pixels",
	}, func(actor api.Actor, w http.ResponseWriter, req *http.Request) error {
		return s.leadToOnly(actor, w, req, StickerFile, kindSticker)
	})
}

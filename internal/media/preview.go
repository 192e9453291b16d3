package media

import (
	"bytes"
	"context"
	"encoding/base64"
	"image/jpeg"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Made is a picture that was made anew, and belongs to nobody yet: its ID is zero.
type Made struct {
	Photo
	results [][]byte
}

// MakePreview makes the picture of a page anew.
func (s *Service) MakePreview(ctx context.Context, file []byte) (m Made, err error) {
	results, err := s.workers.do(ctx, s.Clock.Now(), bytes.NewReader(file), job{Sizes: sidesOf[kindPreview], Whole: true})
	if err != nil {
		return m, err
	}
	return madeOf(results)
}

// madeOf is what a worker made: a JPEG and its placeholder.
func madeOf(results [][]byte) (m Made, err error) {
	size, err := jpeg.DecodeConfig(bytes.NewReader(results[0]))
	if err != nil {
		return m, base.Invalid("image_invalid", "This picture cannot be read. The file may be damaged.")
	}
	return Made{Photo{Width: size.Width, Height: size.Height, Placeholder: base64.RawStdEncoding.EncodeToString(results[1])}, results}, nil
}

// WritePreview stores the file of a picture under an id. Nobody sees it before KeepPreview.
func (s *Service) WritePreview(ctx context.Context, id base.ID, m Made) error {
	if err := s.writeAll(ctx, id, kindPreview, m.results); err != nil {
		return base.Storing("storing the picture of a page", err)
	}
	return nil
}

// KeepPreview makes a stored file the picture of a preview of owner's, which waits to be sent.
func (s *Service) KeepPreview(ctx context.Context, tx *db.Tx, owner base.ID, p Photo) error {
	_, err := tx.Exec(ctx, `INSERT INTO media (account_id, media_id, kind, created_at, width, height, placeholder) VALUES ($1, $2, 'preview', $3, $4, $5, $6)`,
		owner, p.ID, base.Millis(s.Clock.Now()), p.Width, p.Height, p.Placeholder)
	return err
}

// DropPreviews removes the pictures of previews that are not sent.
func (s *Service) DropPreviews(ctx context.Context, tx *db.Tx, unsent []Owned) error {
	owners, ids := columns(unsent)
	const query = `DELETE FROM media WHERE (account_id, media_id) IN (SELECT $1, $2 /*from rows*/) AND conversation_id IS NULL`
	if err := tx.ExecRows(ctx, query, db.Columns{owners, ids}); err != nil {
		return err
	}
	s.removeAfter(tx, ids...)
	return nil
}

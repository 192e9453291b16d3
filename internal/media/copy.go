package media

import (
	"context"
	"errors"
	"io/fs"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Copy is a photo or voice note that has the files of another one under an id of its own: what becomes of the one does not matter to the other.
type Copy struct {
	Owner base.ID // to be
	Photo Photo
	Voice Voice
	File  File

	id   base.ID
	kind string
}

// CopyPhoto makes a copy of a photo or video. Whoever asks was found to see it; it is nobody's before KeepCopies.
func (s *Service) CopyPhoto(ctx context.Context, of Photo) (Copy, error) {
	kind := kindPhoto
	switch {
	case of.Duration > 0:
		kind = kindVideo
	case of.Original > 0:
		kind = kindOriginal
	case of.Moving > 0:
		kind = kindMoving
	}
	c, err := s.copy(ctx, of.ID, kind)
	of.ID = c.id
	c.Photo = of
	return c, err
}

// CopyPreview makes a copy of the picture of a link's preview, likewise.
func (s *Service) CopyPreview(ctx context.Context, of Photo) (Copy, error) {
	c, err := s.copy(ctx, of.ID, kindPreview)
	of.ID = c.id
	c.Photo = of
	return c, err
}

// CopyVoice makes a copy of a voice note, likewise.
func (s *Service) CopyVoice(ctx context.Context, of Voice) (Copy, error) {
	c, err := s.copy(ctx, of.ID, kindVoice)
	of.ID = c.id
	c.Voice = of
	return c, err
}

// CopyFile makes a copy of a file, likewise.
func (s *Service) CopyFile(ctx context.Context, of File) (Copy, error) {
	c, err := s.copy(ctx, of.ID, kindFile)
	of.ID = c.id
	c.File = of
	return c, err
}

func (s *Service) copy(ctx context.Context, of base.ID, kind string) (c Copy, err error) {
	c = Copy{id: base.NewID(s.Clock.Now()), kind: kind}
	for _, side := range sidesOf[kind] {
		if err = s.store.copy(ctx, name{of, side}, name{c.id, side}); err != nil {
			break
		}
	}
	if errors.Is(err, fs.ErrNotExist) { // it was unsent meanwhile
		err = base.NotFound()
	} else if err != nil {
		err = base.Storing("copying media of a message", err)
	}
	if err != nil {
		s.Discard([]Copy{c})
	}
	return c, err
}

// KeepCopies makes copies those of their owners, within the transaction that sends them.
func (s *Service) KeepCopies(ctx context.Context, tx *db.Tx, copies []Copy) error {
	var owners, ids []base.ID
	var kinds, placeholders, names []string
	var created, widths, heights, durations, sizes []int64
	now := base.Millis(s.Clock.Now())
	for _, c := range copies {
		owners, ids, kinds, created = append(owners, c.Owner), append(ids, c.id), append(kinds, c.kind), append(created, now)
		widths, heights, placeholders = append(widths, int64(c.Photo.Width)), append(heights, int64(c.Photo.Height)), append(placeholders, c.Photo.Placeholder)
		durations, names, sizes = append(durations, int64(c.Voice.Duration+c.Photo.Duration)), append(names, c.File.Name), append(sizes, c.File.Size+c.Photo.Original+c.Photo.Moving)
	}
	const query = `INSERT INTO media (account_id, media_id, kind, created_at, width, height, placeholder, duration, name, size)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 /*from rows*/`
	return tx.ExecRows(ctx, query, db.Columns{owners, ids, kinds, created, widths, heights, placeholders, durations, names, sizes})
}

// Discard removes copies that were not kept.
func (s *Service) Discard(copies []Copy) {
	for _, c := range copies {
		s.erase(c.id)
	}
}

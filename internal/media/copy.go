package media

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

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
func (s *Service) CopyPhoto(of Photo) (Copy, error) {
	kind := kindPhoto
	if of.Duration > 0 {
		kind = kindVideo
	}
	c, err := s.copy(of.ID, kind)
	of.ID = c.id
	c.Photo = of
	return c, err
}

// CopyPreview makes a copy of the picture of a link's preview, likewise.
func (s *Service) CopyPreview(of Photo) (Copy, error) {
	c, err := s.copy(of.ID, kindPreview)
	of.ID = c.id
	c.Photo = of
	return c, err
}

// CopyVoice makes a copy of a voice note, likewise.
func (s *Service) CopyVoice(of Voice) (Copy, error) {
	c, err := s.copy(of.ID, kindVoice)
	of.ID = c.id
	c.Voice = of
	return c, err
}

// CopyFile makes a copy of a file, likewise.
func (s *Service) CopyFile(of File) (Copy, error) {
	c, err := s.copy(of.ID, kindFile)
	of.ID = c.id
	c.File = of
	return c, err
}

func (s *Service) copy(of base.ID, kind string) (Copy, error) {
	c := Copy{id: base.NewID(s.Clock.Now()), kind: kind}
	err := s.files.link(of, c.id, kind)
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

// link gives the files of media the names of another.
func (f files) link(from, to base.ID, kind string) error {
	dir := filepath.Dir(f.path(to, 0))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, side := range sidesOf[kind] {
		if err := f.share(f.path(from, side), f.path(to, side)); err != nil {
			return err
		}
	}
	return nil
}

func (f files) copy(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	return writeWhole(to, f.incoming(), source)
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
		durations, names, sizes = append(durations, int64(c.Voice.Duration+c.Photo.Duration)), append(names, c.File.Name), append(sizes, c.File.Size)
	}
	const query = `INSERT INTO media (account_id, media_id, kind, created_at, width, height, placeholder, duration, name, size)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 /*from rows*/`
	return tx.ExecRows(ctx, query, db.Columns{owners, ids, kinds, created, widths, heights, placeholders, durations, names, sizes})
}

// Discard removes copies that were not kept.
func (s *Service) Discard(copies []Copy) {
	for _, c := range copies {
		if err := s.files.remove(c.id); err != nil {
			s.Log.Warn("media files remain until the next sweep", "media", c.id, "error", err)
		}
	}
}

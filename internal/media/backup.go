package media

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"causerie/internal/base"
	"causerie/internal/db"
)

// EachFile hands put the files of all media that tx sees, except those that are done, and notes them as done. Files that are gone
// because their owner changed the picture since tx began are answered as missing.
func (s *Service) EachFile(ctx context.Context, tx *db.Tx, done map[base.ID]bool, put func(name string, content io.Reader) error) (missing []base.ID, err error) {
	err = eachPage(ctx, tx, func(batch []row) error {
		for _, r := range batch {
			if done[r.id] {
				continue
			}
			err := s.hand(ctx, r.id, sidesOf[r.kind], put)
			if errors.Is(err, fs.ErrNotExist) {
				missing = append(missing, r.id)
				continue
			}
			if err != nil {
				return err
			}
			done[r.id] = true
		}
		return ctx.Err()
	})
	return missing, err
}

func (s *Service) hand(ctx context.Context, id base.ID, sides []int, put func(name string, content io.Reader) error) error {
	opened := make([]file, 0, len(sides))
	defer func() {
		for _, file := range opened {
			_ = file.Close() // it was only read
		}
	}()
	for range sides { // all or none
		file, err := s.store.open(ctx, name{id, sides[len(opened)]})
		if err != nil {
			return err
		}
		opened = append(opened, file)
	}
	for i, file := range opened {
		if err := put(name{id, sides[i]}.String(), file); err != nil {
			return err
		}
	}
	return nil
}

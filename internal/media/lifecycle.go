package media

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// orphanAge is how long a file may be without a row: from its writing to the commit of what uses it.
const orphanAge = time.Hour

// page is how many rows are looked at in one transaction.
const page = 1000

type row struct{ owner, id base.ID }

// rows calls each with all media, a page at a time.
func (s *Service) rows(ctx context.Context, each func([]row) error) error {
	var last row
	for {
		var batch []row
		err := s.DB.Read(ctx, func(tx *db.Tx) error {
			rows, err := tx.Query(ctx, `SELECT account_id, media_id FROM media
				WHERE account_id > $1 OR (account_id = $1 AND media_id > $2)
				ORDER BY account_id, media_id LIMIT $3`, last.owner, last.id, page)
			return db.Rows(rows, err, func(scan func(...any) error) error {
				var r row
				err := scan(&r.owner, &r.id)
				batch = append(batch, r)
				return err
			})
		})
		if err != nil {
			return fmt.Errorf("list media: %w", err)
		}
		if len(batch) == 0 {
			return nil
		}
		if err := each(batch); err != nil {
			return err
		}
		last = batch[len(batch)-1]
	}
}

// Verify finds media without its files, and media that its owner does not show.
func (s *Service) Verify(ctx context.Context) ([]string, error) {
	var found []string
	err := s.rows(ctx, func(batch []row) error {
		shown, err := s.shown(ctx, batch)
		if err != nil {
			return err
		}
		for _, r := range batch {
			if !s.files.exist(r.id) {
				found = append(found, fmt.Sprintf("media %s of account %s has no file", r.id, r.owner))
			}
			if shown[r.owner] != r.id {
				found = append(found, fmt.Sprintf("media %s is not what account %s shows", r.id, r.owner))
			}
		}
		return nil
	})
	return found, err
}

// shown is the avatar of each owner in batch.
func (s *Service) shown(ctx context.Context, batch []row) (map[base.ID]base.ID, error) {
	owners := make([]any, len(batch))
	for i, r := range batch {
		owners[i] = r.owner
	}
	avatars := make(map[base.ID]base.ID, len(batch))
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT account_id, avatar_id FROM accounts WHERE account_id IN `+db.In(len(owners), 1), owners...)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var owner, avatar base.ID
			err := scan(&owner, &avatar)
			avatars[owner] = avatar
			return err
		})
	})
	return avatars, err
}

// Sweep removes files that no row speaks of: uploads that were given up, and what a crash left.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	kept := map[base.ID]bool{}
	err := s.rows(ctx, func(batch []row) error {
		for _, r := range batch {
			kept[r.id] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.files.walk(func(path string, id base.ID, info fs.FileInfo) error {
		if kept[id] || now.Sub(info.ModTime()) < orphanAge {
			return ctx.Err()
		}
		return ignoreGone(os.Remove(path))
	})
}

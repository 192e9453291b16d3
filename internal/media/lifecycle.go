package media

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// orphanAge is how long a file may be without a row: from its writing to the commit of what uses it.
const orphanAge = time.Hour

// Sweep removes files that no row speaks of: uploads that were given up, and what a crash left.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	var kept map[base.ID]bool
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		kept, err = keptIn(ctx, tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("list media: %w", err)
	}
	return s.eachOrphan(kept, now, func() {}, func(path string) error {
		return errors.Join(ctx.Err(), ignoreGone(os.Remove(path)))
	})
}

package media

import (
	"context"
	"errors"
	"fmt"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// orphanAge is how long a file may be without a row: from its writing to the commit of what uses it.
const orphanAge = time.Hour

// Sweep removes photos and voice notes that nobody sent, and files that no row speaks of: uploads that were given up, and what a crash left.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	if err := s.DB.Write(ctx, func(tx *db.Tx) error { return errors.Join(s.sweepUnsent(ctx, tx), s.sweepVideos(ctx, tx)) }); err != nil {
		return fmt.Errorf("remove media that were not sent: %w", err)
	}
	var kept map[base.ID]bool
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		kept, err = keptIn(ctx, tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("list media: %w", err)
	}
	err = s.eachOrphan(ctx, kept, now, func() {}, func(o orphan) error {
		return errors.Join(ctx.Err(), o.remove())
	})
	return errors.Join(err, s.scratch.sweepFilms(now), s.store.sweep(ctx, now))
}

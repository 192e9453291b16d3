package safety_test

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
)

func (w town) newID() base.ID { return base.NewID(w.Clock.Now()) }

// clean runs a statement when the test ends, before the store is verified.
func (w town) clean(query string) {
	w.Cleanup(func() {
		ctx := context.WithoutCancel(w.Context())
		err := w.App.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, query)
			return err
		})
		if err != nil {
			w.Error(err)
		}
	})
}

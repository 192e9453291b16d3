package db_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

// Whoever goes away while a transaction begins takes nothing from who comes next: no connection is handed on in the middle of one.
func TestWhoGoesAwayHarmsNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		read := func(ctx context.Context) error {
			return store.Read(ctx, func(tx *db.Tx) error {
				var n int
				return tx.Row(ctx, `SELECT 1`).Scan(&n)
			})
		}
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for range 2500 {
					ctx, leave := context.WithTimeout(t.Context(), time.Duration(rand.IntN(100))*time.Microsecond)
					_ = read(ctx) // some are read in time
					leave()
					if err := read(t.Context()); err != nil {
						t.Errorf("who stayed: %v", err)
						return
					}
				}
			})
		}
		readers.Wait()
	})
}

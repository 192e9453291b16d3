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
		rounds := 2500
		if store.Dialect() == db.Postgres {
			rounds = 50 // who goes away takes a connection along, and the next one is opened anew
		}
		if testing.Short() {
			rounds /= 10
		}
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for range rounds {
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

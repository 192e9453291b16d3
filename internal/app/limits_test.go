package app

import (
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

// Whoever asks several servers on a store in turn gets from all of them what one lets through, and the little more that the documentation tells.
func TestServersLetThroughWhatOneDoesAndLittleMore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		for limit, pace := range map[api.Limit]struct{ perSecond, burst, slice float64 }{api.Normal: {30, 150, 20}, api.Costly: {2, 30, 5}, api.Signal: {30, 100, 20}} {
			clock, random := basetest.NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)), rand.New(rand.NewPCG(7, uint64(limit)))
			const count = 3
			var servers [count]*api.Limits
			for i := range servers {
				servers[i] = limitsOn(store, clock)
			}
			account := base.NewID(clock.Now())
			most, perSecond := pace.burst+pace.slice+count*pace.slice, pace.perSecond*(1+count/30.0)
			level, passed := 0.0, 0
			for range 3000 {
				gap := time.Millisecond * time.Duration(random.ExpFloat64()*700/pace.perSecond)
				if random.IntN(300) == 0 { // goes away for a while, after which all may be whole again
					gap = time.Duration(random.IntN(40)) * time.Second
				}
				clock.Move(gap)
				level = max(0, level-gap.Seconds()*perSecond)
				if servers[random.IntN(count)].Allow(t.Context(), limit, account, netip.Addr{}) == nil {
					level++
					passed++
				}
				if level > most+1e-6 {
					t.Fatalf("limit %d: of %d requests, %.0f more were let through than %.0f at once and %.1f a second", limit, passed, level-most, most, perSecond)
				}
			}
			if passed < 500 {
				t.Errorf("limit %d: of 3000 requests, only %d were let through", limit, passed)
			}
			for _, server := range servers {
				for server.Allow(t.Context(), limit, account, netip.Addr{}) == nil {
				}
			}
			clock.Move(-24 * time.Hour) // what waits then waits for a slice from each of the two counts, and not for a day
			for range 2 {
				_ = servers[0].Allow(t.Context(), limit, account, netip.Addr{})
				clock.Move(time.Duration(float64(time.Second) * (pace.slice + 1) / pace.perSecond))
			}
			if err := servers[0].Allow(t.Context(), limit, account, netip.Addr{}); err != nil {
				t.Errorf("limit %d: after the clock was set back: %v", limit, err)
			}
		}
	})
}

// Whoever asks one server alone waits for nothing but that server, and where that cannot ask the store, it counts on.
func TestOneServerLetsThroughAsMuchAsIfItWereAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		for limit, perSecond := range map[api.Limit]float64{api.Normal: 30, api.Costly: 2, api.Signal: 30} {
			clock, random := basetest.NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)), rand.New(rand.NewPCG(8, uint64(limit)))
			alone, with := api.NewLimits(clock, 1, nil), limitsOn(store, clock)
			account := base.NewID(clock.Now())
			for i := range 3000 {
				if random.IntN(400) == 0 {
					clock.Move(time.Duration(random.IntN(20)) * time.Second)
				}
				clock.Move(time.Microsecond * time.Duration(random.ExpFloat64()*800_000/perSecond))
				want, got := alone.Allow(t.Context(), limit, account, netip.Addr{}), with.Allow(t.Context(), limit, account, netip.Addr{})
				if (want == nil) != (got == nil) {
					t.Fatalf("limit %d: request %d: %v, alone: %v", limit, i, got, want)
				}
			}
		}
		err := store.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `DROP TABLE budgets`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		clock := basetest.NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		without := limitsOn(store, clock)
		for i := range 150 {
			if err := without.Allow(t.Context(), api.Normal, base.ID{1}, netip.Addr{}); err != nil {
				t.Fatalf("where nothing can be counted together, request %d: %v", i, err)
			}
		}
		var told *base.Error
		if err := without.Allow(t.Context(), api.Normal, base.ID{1}, netip.Addr{}); !errors.As(err, &told) || told.Code != "rate_limited" {
			t.Errorf("where nothing can be counted together, one more: %v", err)
		}
	})
}

func limitsOn(store *db.DB, clock base.Clock) *api.Limits {
	return api.NewLimits(clock, 1, settle(store, clock, slog.New(slog.DiscardHandler), []byte("key")))
}

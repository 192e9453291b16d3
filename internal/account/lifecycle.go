package account

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
)

// Sweep removes what is over, sessions, ceremonies and devices that have expired, and tells of birthdays.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	for {
		more, err := s.sweepSessions(ctx, now)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	if err := s.countSessions(ctx); err != nil {
		return err
	}
	if err := s.sweepTurns(ctx, now); err != nil {
		return err
	}
	if err := s.sweepDevices(ctx, now); err != nil {
		return err
	}
	return s.write(ctx, "sweeping ceremonies", func(tx *db.Tx) error {
		for _, table := range []string{"ceremonies", "spent_challenges"} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE expires_at <= $1`, base.Millis(now)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM attempts WHERE last_at <= $1`, base.Millis(now.Add(-throttleForgets))); err != nil {
			return err
		}
		return budget.Sweep(ctx, tx, now)
	})
}

func (s *Service) countSessions(ctx context.Context) error {
	return s.read(ctx, "counting sessions", func(tx *db.Tx) error {
		var n int64
		err := tx.Row(ctx, `SELECT COUNT(*) FROM sessions`).Scan(&n)
		s.counted.Store(n)
		return err
	})
}

// Metrics are the figures of this service that are read when somebody asks for them.
func (s *Service) Metrics() []prometheus.Collector {
	return []prometheus.Collector{prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "causerie_sessions", Help: "Signed-in clients in the store, as of the last sweep.",
	}, func() float64 { return float64(s.counted.Load()) })}
}

const sweepPage = 500

// sweepSessions ends a page of expired sessions and tells whether there may be more.
func (s *Service) sweepSessions(ctx context.Context, now time.Time) (more bool, err error) {
	type expired struct{ account, session base.ID }
	var page []expired
	err = s.write(ctx, "sweeping sessions", func(tx *db.Tx) error {
		page = nil
		rows, err := tx.Query(ctx, `SELECT account_id, session_id FROM sessions WHERE expires_at <= $1
			ORDER BY account_id, session_id LIMIT $2`, base.Millis(now), sweepPage)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var e expired
			err := scan(&e.account, &e.session)
			page = append(page, e)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := s.endSessions(ctx, tx, e.account, oneSession, e.session); err != nil {
				return err
			}
		}
		return nil
	})
	return len(page) == sweepPage, err
}

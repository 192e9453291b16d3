package account

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Sweep removes what is over: sessions and ceremonies that have expired.
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
	return s.write(ctx, "sweeping ceremonies", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM ceremonies WHERE expires_at <= $1`, base.Millis(now))
		return err
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
			err := s.endSessions(ctx, tx, e.account, `SELECT session_id FROM sessions WHERE account_id = $1 AND session_id = $2`, e.session)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return len(page) == sweepPage, err
}

// Verify looks for accounts that are not as this package promises.
func (s *Service) Verify(ctx context.Context) ([]string, error) {
	var found []string
	for _, check := range []struct{ what, query string }{
		{"handle without its account", `SELECT h.account_id FROM handles h LEFT JOIN accounts a ON a.account_id = h.account_id
			WHERE a.account_id IS NULL OR a.handle <> h.handle`},
		{"account without its handle", `SELECT a.account_id FROM accounts a LEFT JOIN handles h ON h.handle = a.handle
			WHERE h.account_id IS NULL OR h.account_id <> a.account_id`},
		{"account without a way to sign in", `SELECT account_id FROM accounts a WHERE password_hash = ''
			AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.account_id = a.account_id)`},
		{"session without account", `SELECT account_id FROM sessions WHERE account_id NOT IN (SELECT account_id FROM accounts)`},
		{"passkey without account", `SELECT account_id FROM passkeys WHERE account_id NOT IN (SELECT account_id FROM accounts)`},
		{"recovery code without account", `SELECT account_id FROM recovery_codes WHERE account_id NOT IN (SELECT account_id FROM accounts)`},
		{"search term without account", `SELECT account_id FROM account_terms WHERE account_id NOT IN (SELECT account_id FROM accounts)`},
		{"account with too many recovery codes", `SELECT account_id FROM recovery_codes GROUP BY account_id HAVING COUNT(*) > 10`},
	} {
		err := s.read(ctx, "verifying accounts", func(tx *db.Tx) error {
			rows, err := tx.Query(ctx, check.query)
			return db.Rows(rows, err, func(scan func(...any) error) error {
				var id base.ID
				err := scan(&id)
				found = append(found, fmt.Sprintf("%s: %s", check.what, id))
				return err
			})
		})
		if err != nil {
			return found, err
		}
	}
	strange, err := s.verifyTerms(ctx)
	return append(found, strange...), err
}

// verifyTerms compares what accounts are found by with what they are called.
func (s *Service) verifyTerms(ctx context.Context) (found []string, err error) {
	err = s.UserList(ctx, func(u User) error {
		return s.read(ctx, "verifying search terms", func(tx *db.Tx) error {
			terms, err := termsIn(ctx, tx, u.ID)
			slices.SortFunc(terms, bytes.Compare)
			if err == nil && !slices.EqualFunc(terms, termsOf(u.Handle, u.Name), bytes.Equal) {
				found = append(found, fmt.Sprintf("account with other search terms than its name: %s", u.ID))
			}
			return err
		})
	})
	return found, err
}

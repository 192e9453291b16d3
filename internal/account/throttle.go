package account

import (
	"context"
	"net/netip"
	"time"

	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
)

// throttle slows down guessing. An attempt counts as failed from its start, so that many at once gain nothing, and is forgiven
// when it succeeds. Past the free ones each failure doubles the wait; what lies an hour back is forgotten.
//
// Counts are in the store: neither another server on it nor the next start has others.
type throttle struct {
	kind    string        // what it counts by
	free    int           // failures that cost no wait
	longest time.Duration // the longest wait
}

const throttleForgets = time.Hour

// attempt counts an attempt by subject, or tells when the next one may be made.
func (t throttle) attempt(ctx context.Context, tx *db.Tx, of budget.Subject, now time.Time) (retryAt time.Time, err error) {
	var failures int
	const count = `INSERT INTO attempts (subject, failures, last_at, retry_at) VALUES ($1, 1, $2, 0)
		ON CONFLICT (subject) DO UPDATE SET failures = CASE WHEN attempts.last_at <= $3 THEN 1 ELSE attempts.failures + 1 END, last_at = $2, retry_at = 0
		WHERE attempts.retry_at <= $2 OR attempts.last_at <= $3
		RETURNING failures`
	err = tx.Row(ctx, count, of, base.Millis(now), base.Millis(now.Add(-throttleForgets))).Scan(&failures)
	if db.NoRows(err) {
		return waiting(ctx, tx, of, now)
	}
	if err != nil || failures <= t.free {
		return time.Time{}, err
	}
	wait := min(t.longest, time.Second<<min(failures-t.free, 20))
	_, err = tx.Exec(ctx, `UPDATE attempts SET retry_at = $2 WHERE subject = $1`, of, base.Millis(now.Add(wait)))
	return time.Time{}, err
}

// waiting is until when a subject has to wait. No wait grows by a clock that was set back.
func waiting(ctx context.Context, tx *db.Tx, of budget.Subject, now time.Time) (retryAt time.Time, err error) {
	var last, retry int64
	if err := tx.Row(ctx, `SELECT last_at, retry_at FROM attempts WHERE subject = $1`, of).Scan(&last, &retry); err != nil {
		return time.Time{}, err
	}
	if at := base.Millis(now); last > at {
		last, retry = at, retry-(last-at)
		_, err = tx.Exec(ctx, `UPDATE attempts SET last_at = $2, retry_at = $3 WHERE subject = $1`, of, last, retry)
	}
	return base.Time(retry), err
}

// forget clears a subject after a success.
func (t throttle) forget(ctx context.Context, tx *db.Tx, of budget.Subject) error {
	_, err := tx.Exec(ctx, `DELETE FROM attempts WHERE subject = $1`, of)
	return err
}

// forgive takes back one attempt, for a subject whose other attempts still count.
func (t throttle) forgive(ctx context.Context, tx *db.Tx, of budget.Subject) error {
	_, err := tx.Exec(ctx, `UPDATE attempts SET failures = failures - 1, retry_at = 0 WHERE subject = $1`, of)
	return err
}

// attemptsOfBlock is how many attempts may come from a block of addresses, right ones and wrong ones: of IPv6, an address has 65,536 beside it
// that are the same customer's.
var attemptsOfBlock = budget.Budget{Most: 2000, Every: 2 * time.Second}

// guard holds both throttles of sign-in: one for what is attacked, one for where from.
type guard struct {
	accounts  throttle
	addresses throttle
}

func newGuard() guard {
	return guard{accounts: throttle{"account", 8, 15 * time.Minute}, addresses: throttle{"address", 40, time.Hour}}
}

// attempt begins an attempt on target from address. The returned function is called on success.
func (s *Service) attempt(ctx context.Context, target, address string) (succeeded func() error, err error) {
	g := s.guard
	on, from := s.Key.Of(g.accounts.kind, target), s.Key.Of(g.addresses.kind, network(address))
	var retryAt time.Time
	err = s.write(ctx, "counting an attempt to sign in", func(tx *db.Tx) (err error) {
		now := s.Clock.Now()
		if retryAt, err = g.addresses.attempt(ctx, tx, from, now); err != nil || !retryAt.IsZero() {
			return err
		}
		if retryAt, err = g.accounts.attempt(ctx, tx, on, now); err != nil {
			return err
		}
		if retryAt.IsZero() {
			if retryAt, err = s.fromBlock(ctx, tx, address, now); err != nil || retryAt.IsZero() {
				return err
			}
			if err := g.accounts.forgive(ctx, tx, on); err != nil {
				return err
			}
		}
		return g.addresses.forgive(ctx, tx, from) // nothing was tried
	})
	if err == nil && !retryAt.IsZero() {
		err = base.TooMany("too_many_attempts", "Too many attempts. Wait a moment, then try again.", retryAt)
	}
	if err != nil {
		return nil, err
	}
	return func() error {
		return s.write(ctx, "forgetting attempts to sign in", func(tx *db.Tx) error {
			if err := g.accounts.forget(ctx, tx, on); err != nil {
				return err
			}
			return g.addresses.forgive(ctx, tx, from)
		})
	}, nil
}

// fromBlock counts an attempt by the block that an address is in, or tells when the next one may be made.
func (s *Service) fromBlock(ctx context.Context, tx *db.Tx, address string, now time.Time) (retryAt time.Time, err error) {
	if s.Unlimited {
		return time.Time{}, nil
	}
	retryAt, _, err = attemptsOfBlock.Spend(ctx, tx, s.Key.Of("attempts of a block", budget.Block(address)), now)
	return retryAt, err
}

// network is what one client can be told by: its IPv4 address, or the /64 an IPv6 customer has to itself.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

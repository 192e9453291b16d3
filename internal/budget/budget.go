// Package budget is how much may be done: token buckets that are kept in the store, so that all servers on it share them and no start fills
// them. A bucket is the moment at which it is full again (the generic cell rate algorithm), and one that is full has no row.
package budget

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"net/netip"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// Budget is at most Most at once, and one more every Every, of at least a millisecond.
type Budget struct {
	Most  int
	Every time.Duration
}

func (b Budget) whole() time.Duration { return time.Duration(b.Most) * b.Every }

// Subject stands for what has a budget, such as an address block; it does not tell what.
type Subject = base.ID

// Key makes subjects.
type Key []byte

// Of is the subject of a kind that value stands for.
func (k Key) Of(kind, value string) (s Subject) {
	mac := hmac.New(sha256.New, k)
	mac.Write([]byte(kind + "\x00" + value))
	copy(s[:], mac.Sum(nil))
	return s
}

// Block is the part of the network that an address is in: the /24 of an IPv4 address, the /48 of an IPv6 one. It is empty for what is no
// address, which then is a block of its own.
func Block(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	bits := 48
	if ip.Is4() {
		bits = 24
	}
	block, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return block.String()
}

// Spend takes one from the budget of a subject, in one statement where there is one left. Where there is none, it answers when there will be.
func (b Budget) Spend(ctx context.Context, tx *db.Tx, of Subject, now time.Time) (retryAt time.Time, ok bool, err error) {
	return b.SpendN(ctx, tx, of, 1, now)
}

// apart is more than the clocks of two servers are: what is fuller by as much was written before the clock was set back.
const apart = time.Minute

// SpendN takes n at once, or none. After the clock was set back, a subject has what it asks for, and then an empty budget.
func (b Budget) SpendN(ctx context.Context, tx *db.Tx, of Subject, n int, now time.Time) (retryAt time.Time, ok bool, err error) {
	var fullAt int64
	const spend = `INSERT INTO budgets (subject, full_at) VALUES ($1, $2)
		ON CONFLICT (subject) DO UPDATE SET full_at = $4 + CASE WHEN budgets.full_at < $3 THEN $3 WHEN budgets.full_at > $6 THEN $7 ELSE budgets.full_at END
		WHERE $4 + CASE WHEN budgets.full_at < $3 THEN $3 WHEN budgets.full_at > $6 THEN $7 ELSE budgets.full_at END <= $5
		RETURNING full_at`
	at, cost, whole := base.Millis(now), (time.Duration(n) * b.Every).Milliseconds(), b.whole().Milliseconds()
	err = tx.Row(ctx, spend, of, at+cost, at, cost, at+whole, at+whole+apart.Milliseconds(), at+whole-cost).Scan(&fullAt)
	if !db.NoRows(err) {
		return time.Time{}, err == nil, err
	}
	err = tx.Row(ctx, `SELECT full_at FROM budgets WHERE subject = $1`, of).Scan(&fullAt)
	return base.Time(fullAt + cost - whole), false, err
}

// Add notes that a subject did something once more, beyond its budget too: up to twice that.
func (b Budget) Add(ctx context.Context, tx *db.Tx, of Subject, now time.Time) error {
	_, _, err := Budget{2 * b.Most, b.Every}.Spend(ctx, tx, of, now)
	return err
}

// Spent is how much of its budget a subject has spent and not had back whole since.
func (b Budget) Spent(ctx context.Context, tx *db.Tx, of Subject, now time.Time) (n int, err error) {
	var fullAt int64
	err = tx.Row(ctx, `SELECT full_at FROM budgets WHERE subject = $1`, of).Scan(&fullAt)
	if db.NoRows(err) {
		return 0, nil
	}
	left := max(0, min(base.Time(fullAt).Sub(now), 2*b.whole()))
	return int((left + b.Every - 1) / b.Every), err
}

// Sweep removes the budgets that are full again.
func Sweep(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM budgets WHERE full_at <= $1`, base.Millis(now))
	return err
}

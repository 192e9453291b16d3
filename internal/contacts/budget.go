package contacts

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// budget is how much may be spent: at most most at once, and one more every every.
type budget struct {
	most  int
	every time.Duration
}

const day = 24 * time.Hour

// How many identifiers may be evaluated. An empty budget fills in ten days, whatever it holds, so that an account that grows up
// keeps the share that it has spent. docs/contacts.md has the arithmetic.
var (
	evaluations          = budget{5000, day / 500}
	evaluationsYoung     = budget{1000, day / 100}
	evaluationsOfNetwork = budget{20_000, day / 5000}
)

// young is how long an account is.
const young = 7 * day

// How many codes may be sent.
var (
	codesOfAccount    = budget{5, day / 10}
	codesOfIdentifier = budget{3, day / 6}
	codesOfNetwork    = budget{20, day / 480}
)

// spend takes n from a budget that is full again at fullAt, and answers when it is full then; if there is not enough, also when there
// will be.
func (b budget) spend(fullAt, now time.Time, n int) (after, retryAt time.Time, ok bool) {
	whole := time.Duration(b.most) * b.every
	if fullAt.Before(now) {
		fullAt = now
	}
	if latest := now.Add(whole); fullAt.After(latest) { // the clock was set back
		fullAt = latest
	}
	after = fullAt.Add(time.Duration(n) * b.every)
	if over := after.Sub(now.Add(whole)); over > 0 {
		return fullAt, now.Add(over), false
	}
	return after, time.Time{}, true
}

// left is what remains of a budget that is full again at fullAt.
func (b budget) left(fullAt, now time.Time) int {
	if !fullAt.After(now) {
		return b.most
	}
	return max(0, b.most-int((fullAt.Sub(now)+b.every-1)/b.every))
}

// spendOf takes n from the budget that a subject has, a network or an identifier, or refuses with message. Budgets are stored, so that
// neither another node nor the next start has a full one.
func (s *Service) spendOf(ctx context.Context, tx *db.Tx, b budget, subject Tag, n int, message string) error {
	if s.Unlimited {
		return nil
	}
	const lock = `INSERT INTO contact_budgets (subject, full_at) VALUES ($1, 0) ON CONFLICT (subject) DO UPDATE SET full_at = contact_budgets.full_at`
	if _, err := tx.Exec(ctx, lock, subject); err != nil {
		return err
	}
	var fullAt int64
	if err := tx.Row(ctx, `SELECT full_at FROM contact_budgets WHERE subject = $1`, subject).Scan(&fullAt); err != nil {
		return err
	}
	after, retryAt, ok := b.spend(base.Time(fullAt), s.Clock.Now(), n)
	if !ok {
		return tooMany(message, retryAt)
	}
	_, err := tx.Exec(ctx, `UPDATE contact_budgets SET full_at = $2 WHERE subject = $1`, subject, base.Millis(after))
	return err
}

// networkOf is where an address is, as far as one customer is told from another: an IPv4 address, or the /48 around an IPv6 one, because
// those who hold one hold 65,536 networks of /64.
func networkOf(ip netip.Addr) netip.Prefix {
	ip = ip.Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 48
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}

const overBudgetCode = "contacts_limit"

func tooMany(message string, retryAt time.Time) error {
	return base.TooMany(overBudgetCode, message, retryAt)
}

func gaveUp(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

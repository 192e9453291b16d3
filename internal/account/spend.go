package account

import (
	"context"
	"net/netip"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
)

// Deed is something that may be done only so much: by an account, on the device that it is signed in on, and from a block of addresses, whoever
// does it there. A zero Budget counts nothing.
type Deed struct {
	Kind                   string
	Account, Device, Block budget.Budget
}

// Spend takes one of a deed from all of its budgets, in the transaction that does it. Where one has none left, it answers when there will be one,
// and leaves what it took of the others to whoever ends the transaction. A client without a device's token counts as none.
func (s *Service) Spend(ctx context.Context, tx *db.Tx, actor api.Actor, address netip.Addr, deed Deed) (retryAt time.Time, err error) {
	if s.Unlimited {
		return time.Time{}, nil
	}
	type share struct {
		of, value string
		budget.Budget
	}
	shares := []share{{"an account", actor.Account.String(), deed.Account}}
	if deed.Device.Most > 0 {
		device, err := deviceOf(ctx, tx, actor)
		if err != nil {
			return time.Time{}, base.Doing("reading the device of a session", err)
		}
		if device != nil {
			shares = append(shares, share{"a device", string(device), deed.Device})
		}
	}
	if address.IsValid() { // what the server does for someone later comes from nowhere
		shares = append(shares, share{"a block", budget.Block(address.String()), deed.Block}) // last: it is the one that others share
	}
	for _, one := range shares {
		if one.Most == 0 {
			continue
		}
		retryAt, ok, err := one.Spend(ctx, tx, s.Key.Of(deed.Kind+" of "+one.of, one.value), s.Clock.Now())
		if err != nil || !ok {
			return retryAt, base.Doing("spending a budget", err)
		}
	}
	return time.Time{}, nil
}

// deviceOf is the hash of the token of the device on which a session was started, nil where it told none.
func deviceOf(ctx context.Context, tx *db.Tx, actor api.Actor) (hash []byte, err error) {
	err = tx.Row(ctx, `SELECT device_hash FROM sessions WHERE account_id = $1 AND session_id = $2`, actor.Account, actor.Session).Scan(&hash)
	if db.NoRows(err) { // it has ended meanwhile
		return nil, nil
	}
	return hash, err
}

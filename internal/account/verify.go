package account

import (
	"bytes"
	"context"
	"slices"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/verify"
)

const restore = "Stop the server and restore the last backup that verifies clean."

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	checks := []verify.Check{
		{
			Name: "accounts.handle", Holds: "Every account has its handle.", Of: "accounts",
			Query: `SELECT account_id, handle FROM accounts
				WHERE NOT EXISTS (SELECT 1 FROM handles WHERE handles.handle = accounts.handle AND handles.account_id = accounts.account_id)`,
			Advice: restore,
		},
		{
			Name: "handles.account", Holds: "Every handle is that of the account it names.", Of: "handles",
			Query: `SELECT handle, account_id FROM handles
				WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.account_id = handles.account_id AND accounts.handle = handles.handle)`,
			Advice: "The handle stays reserved and belongs to nobody. " + restore,
		},
		{
			Name: "handles.skeleton", Holds: "A handle is kept with the form in which look-alikes are the same.", Of: "handles",
			Find: findStrangeSkeletons, Advice: restore,
		},
		{
			Name: "accounts.entry", Holds: "Every account has a password or a passkey.", Of: "accounts",
			Query: `SELECT account_id, handle FROM accounts WHERE password_hash = ''
				AND NOT EXISTS (SELECT 1 FROM passkeys WHERE passkeys.account_id = accounts.account_id)`,
			Advice: "Give the person a password: causerie user reset HANDLE.",
		},
		{
			Name: "codes.count", Holds: "An account has at most ten recovery codes.", Of: "recovery_codes",
			Query:  `SELECT account_id, COUNT(*) AS codes FROM recovery_codes GROUP BY account_id HAVING COUNT(*) > 10`,
			Advice: "The person can make new recovery codes in the settings; the old ones are then gone.",
		},
		{
			Name: "terms.account", Holds: "Every account is found by the words of its handle and name, and no others.", Of: "accounts",
			Find: findStrangeTerms, Repair: rewriteTerms, Mends: "writes the words anew",
		},
	}
	for _, table := range []struct{ name, holds, table string }{
		{"sessions.account", "Every session is one of an account.", "sessions"},
		{"devices.account", "Every device is one of an account.", "devices"},
		{"passkeys.account", "Every passkey is one of an account.", "passkeys"},
		{"codes.account", "Every recovery code is one of an account.", "recovery_codes"},
		{"terms.orphan", "Every word that accounts are found by is one of an account.", "account_terms"},
	} {
		orphans := table.table + ` WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.account_id = ` + table.table + `.account_id)`
		checks = append(checks, verify.Check{
			Name: table.name, Holds: table.holds, Of: table.table,
			Query: `SELECT account_id FROM ` + orphans, Repair: verify.By(`DELETE FROM ` + orphans), Mends: "removes it: it opens nothing",
		})
	}
	return append(checks, verify.Times("accounts.times", s.Clock.Now(), []verify.TimeTable{
		{Table: "accounts", Key: "account_id", Columns: []string{"created_at", "last_active_at"}},
		{Table: "sessions", Key: "account_id", Columns: []string{"created_at", "last_seen_at"}},
		{Table: "devices", Key: "account_id", Columns: []string{"created_at", "used_at"}},
		{Table: "passkeys", Key: "account_id", Columns: []string{"created_at", "last_used_at"}},
		{Table: "recovery_codes", Key: "account_id", Columns: []string{"used_at"}},
	}))
}

func findStrangeSkeletons(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	rows, err := tx.Query(ctx, `SELECT handle, skeleton FROM handles`)
	return db.Rows(rows, err, func(scan func(...any) error) error {
		var handle, kept string
		err := scan(&handle, &kept)
		if kept != skeleton(handle) {
			found.Add("handle", handle)
		}
		return err
	})
}

func findStrangeTerms(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	return eachStrangeTerms(ctx, tx, func(u named) error {
		found.Add("account", u.id, "handle", u.handle)
		return nil
	})
}

func rewriteTerms(ctx context.Context, tx *db.Tx) (n int64, err error) {
	err = eachStrangeTerms(ctx, tx, func(u named) error {
		n++
		return setTerms(ctx, tx, u.id, u.handle, u.name)
	})
	return n, err
}

type named struct {
	id           base.ID
	handle, name string
}

// eachStrangeTerms calls each for every account that is found by other words than its own, a page of accounts at a time.
func eachStrangeTerms(ctx context.Context, tx *db.Tx, each func(named) error) error {
	const page = 1000
	var last base.ID
	for {
		var accounts []named
		rows, err := tx.Query(ctx, `SELECT account_id, handle, name FROM accounts WHERE account_id > $1 ORDER BY account_id LIMIT $2`, last, page)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var u named
			err := scan(&u.id, &u.handle, &u.name)
			accounts = append(accounts, u)
			return err
		})
		if err != nil || len(accounts) == 0 {
			return err
		}
		terms := map[base.ID][][]byte{}
		rows, err = tx.Query(ctx, `SELECT account_id, term FROM account_terms WHERE account_id > $1 AND account_id <= $2 ORDER BY account_id, term`,
			last, accounts[len(accounts)-1].id)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var id base.ID
			var term []byte
			err := scan(&id, &term)
			terms[id] = append(terms[id], term)
			return err
		})
		if err != nil {
			return err
		}
		for _, u := range accounts {
			if !slices.EqualFunc(terms[u.id], termsOf(u.handle, u.name), bytes.Equal) {
				if err := each(u); err != nil {
					return err
				}
			}
		}
		last = accounts[len(accounts)-1].id
	}
}

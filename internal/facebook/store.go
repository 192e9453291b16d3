package facebook

import (
	"bytes"
	"context"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// link is a link as it is stored.
type link struct {
	account     base.ID
	tag         base.ID // zero where Facebook ended it
	seal        []byte
	state       State
	friends     int
	linkedAt    time.Time
	refreshedAt time.Time
	triedAt     time.Time
	expiresAt   time.Time // zero for never
	dueAt       time.Time // zero for never
}

const linkColumns = `account_id, tag, seal, state, friends, linked_at, refreshed_at, tried_at, expires_at, COALESCE(due_at, 0)`

func scanLink(scan func(...any) error) (*link, error) {
	l := &link{}
	var linked, refreshed, tried, expires, due int64
	err := scan(&l.account, &l.tag, &l.seal, &l.state, &l.friends, &linked, &refreshed, &tried, &expires, &due)
	l.linkedAt, l.refreshedAt, l.triedAt = base.Time(linked), base.Time(refreshed), base.Time(tried)
	if expires > 0 {
		l.expiresAt = base.Time(expires)
	}
	if due > 0 {
		l.dueAt = base.Time(due)
	}
	return l, err
}

// readLink answers an account's link; nil where there is none.
func readLink(ctx context.Context, tx *db.Tx, account base.ID) (*link, error) {
	l, err := scanLink(tx.Row(ctx, `SELECT `+linkColumns+` FROM facebook_links WHERE account_id = $1`, account).Scan)
	if db.NoRows(err) {
		return nil, nil
	}
	return l, err
}

// writeLink makes an account's link, in place of the one before.
func writeLink(ctx context.Context, tx *db.Tx, l *link) error {
	const query = `INSERT INTO facebook_links (account_id, tag, seal, state, friends, linked_at, refreshed_at, tried_at, expires_at, due_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (account_id) DO UPDATE SET tag = excluded.tag, seal = excluded.seal, state = excluded.state, friends = excluded.friends,
			linked_at = excluded.linked_at, refreshed_at = excluded.refreshed_at, tried_at = excluded.tried_at, expires_at = excluded.expires_at, due_at = excluded.due_at`
	_, err := tx.Exec(ctx, query, l.account, l.tag.Null(), l.seal, string(l.state), l.friends, millis(l.linkedAt), millis(l.refreshedAt), millis(l.triedAt),
		millis(l.expiresAt), nullMillis(l.dueAt))
	return err
}

// lockLink has nobody else change an account's link until tx ends, and answers it if it is still the one with this seal; else nil.
func lockLink(ctx context.Context, tx *db.Tx, account base.ID, seal []byte) (*link, error) {
	if _, err := tx.Exec(ctx, `UPDATE facebook_links SET tried_at = tried_at WHERE account_id = $1`, account); err != nil {
		return nil, err
	}
	l, err := readLink(ctx, tx, account)
	if err != nil || l == nil || !bytes.Equal(l.seal, seal) {
		return nil, err
	}
	return l, nil
}

// millis is 0 for no time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return base.Millis(t)
}

func nullMillis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return base.Millis(t)
}

// takeTag makes tag account's, unless it is another's; then it answers false.
func takeTag(ctx context.Context, tx *db.Tx, tag, account base.ID) (bool, error) {
	if _, err := tx.Exec(ctx, `INSERT INTO facebook_ids (tag, account_id) VALUES ($1, $2) ON CONFLICT (tag) DO NOTHING`, tag, account); err != nil {
		return false, err
	}
	owner, err := ownerOf(ctx, tx, tag)
	return owner == account, err
}

// ownerOf is whose Facebook account a tag stands for; zero for nobody's.
func ownerOf(ctx context.Context, tx *db.Tx, tag base.ID) (account base.ID, err error) {
	err = tx.Row(ctx, `SELECT account_id FROM facebook_ids WHERE tag = $1`, tag).Scan(&account)
	if db.NoRows(err) {
		return base.ID{}, nil
	}
	return account, err
}

// ownersOf are the accounts that tags stand for, without owner. They stay linked until tx ends.
func ownersOf(ctx context.Context, tx *db.Tx, owner base.ID, tags []base.ID) (accounts []base.ID, err error) {
	query := `SELECT account_id FROM /*rows*/ facebook_ids WHERE tag = $1`
	if tx.Dialect() == db.Postgres {
		query += ` FOR SHARE OF facebook_ids`
	}
	err = tx.QueryRows(ctx, query, db.Columns{tags}, func(scan func(...any) error) error {
		var account base.ID
		err := scan(&account)
		accounts = append(accounts, account)
		return err
	})
	return slices.DeleteFunc(accounts, func(id base.ID) bool { return id == owner }), err
}

// keepAttempt notes that someone went to Facebook, in place of an earlier attempt.
func keepAttempt(ctx context.Context, tx *db.Tx, account, session base.ID, hash []byte, expires time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO facebook_attempts (account_id, session_id, state_hash, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id) DO UPDATE SET session_id = excluded.session_id, state_hash = excluded.state_hash, expires_at = excluded.expires_at`,
		account, session, hash, base.Millis(expires))
	return err
}

// takeAttempt tells whether this attempt is under way, and ends it.
func takeAttempt(ctx context.Context, tx *db.Tx, account, session base.ID, hash []byte, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM facebook_attempts WHERE account_id = $1 AND session_id = $2 AND state_hash = $3 AND expires_at > $4`,
		account, session, hash, base.Millis(now))
	return n > 0, err
}

// claimDue answers up to limit links whose friends are to be asked for, and has others leave them alone until then.
func claimDue(ctx context.Context, tx *db.Tx, now, then time.Time, limit int) (due []*link, err error) {
	rows, err := tx.Query(ctx, `SELECT `+linkColumns+` FROM facebook_links WHERE due_at <= $1 ORDER BY due_at LIMIT $2`, base.Millis(now), limit)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		l, err := scanLink(scan)
		due = append(due, l)
		return err
	})
	if err != nil {
		return nil, err
	}
	claimed := due[:0]
	for _, l := range due {
		n, err := tx.Exec(ctx, `UPDATE facebook_links SET due_at = $2 WHERE account_id = $1 AND due_at <= $3`, l.account, base.Millis(then), base.Millis(now))
		if err != nil {
			return nil, err
		}
		if n > 0 {
			claimed = append(claimed, l)
		}
	}
	return claimed, nil
}

// oldLinks are the accounts, at most limit of them, of whose friends Facebook has not told since before.
func oldLinks(ctx context.Context, tx *db.Tx, before time.Time, limit int) (accounts []base.ID, err error) {
	rows, err := tx.Query(ctx, `SELECT account_id FROM facebook_links WHERE refreshed_at < $1 ORDER BY refreshed_at LIMIT $2`, base.Millis(before), limit)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var account base.ID
		err := scan(&account)
		accounts = append(accounts, account)
		return err
	})
	return accounts, err
}

// readImport answers what is kept of an account's list; nil for nothing.
func readImport(ctx context.Context, tx *db.Tx, account base.ID) (*FacebookImport, error) {
	var out FacebookImport
	var at int64
	err := tx.Row(ctx, `SELECT names, found, imported_at FROM facebook_imports WHERE account_id = $1`, account).Scan(&out.Names, &out.Found, &at)
	if db.NoRows(err) {
		return nil, nil
	}
	out.ImportedAt = base.Time(at)
	return &out, err
}

func writeImport(ctx context.Context, tx *db.Tx, account base.ID, one FacebookImport) error {
	_, err := tx.Exec(ctx, `INSERT INTO facebook_imports (account_id, names, found, imported_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id) DO UPDATE SET names = excluded.names, found = excluded.found, imported_at = excluded.imported_at`,
		account, one.Names, one.Found, base.Millis(one.ImportedAt))
	return err
}

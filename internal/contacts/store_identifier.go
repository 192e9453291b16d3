package contacts

import (
	"context"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// owner is what is known of an account that verifies an identifier or looks for its contacts.
type owner struct {
	country, language string
	since             time.Time
	fullAt, syncedAt  time.Time // of its budget; when it last kept who is in its contacts
}

func (s *Service) ownerOf(ctx context.Context, id base.ID) (o owner, own []Identifier, err error) {
	err = s.read(ctx, "read an account", func(tx *db.Tx) error {
		if o, err = readOwner(ctx, tx, id); err != nil {
			return err
		}
		own, err = identifiersOf(ctx, tx, id)
		return err
	})
	return o, own, err
}

func readOwner(ctx context.Context, tx *db.Tx, id base.ID) (o owner, err error) {
	var since, fullAt, syncedAt int64
	err = tx.Row(ctx, `SELECT country, language, created_at, COALESCE(full_at, 0), COALESCE(synced_at, 0)
		FROM accounts LEFT JOIN contact_syncs ON contact_syncs.account_id = accounts.account_id WHERE accounts.account_id = $1`, id).
		Scan(&o.country, &o.language, &since, &fullAt, &syncedAt)
	if db.NoRows(err) {
		return o, base.NotFound()
	}
	o.since, o.fullAt, o.syncedAt = base.Time(since), base.Time(fullAt), base.Time(syncedAt)
	return o, err
}

func identifiersOf(ctx context.Context, tx *db.Tx, account base.ID) (own []Identifier, err error) {
	own = []Identifier{}
	rows, err := tx.Query(ctx, `SELECT tag, kind, hint, created_at FROM identifiers WHERE account_id = $1 ORDER BY created_at, tag`, account)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var one Identifier
		var at int64
		err := scan(&one.ID, &one.Kind, &one.Hint, &at)
		one.CreatedAt = base.Time(at)
		own = append(own, one)
		return err
	})
	return own, err
}

// ownerOfTag is whose identifier a tag stands for; zero for nobody's. It is theirs until the transaction ends.
func ownerOfTag(ctx context.Context, tx *db.Tx, tag Tag) (account base.ID, err error) {
	lock := ""
	if tx.Dialect() == db.Postgres {
		lock = ` FOR UPDATE`
	}
	err = tx.Row(ctx, `SELECT account_id FROM identifiers WHERE tag = $1`+lock, tag).Scan(&account)
	if db.NoRows(err) {
		return base.ID{}, nil
	}
	return account, err
}

func addIdentifier(ctx context.Context, tx *db.Tx, account base.ID, one Identifier, seal []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO identifiers (tag, account_id, kind, hint, seal, created_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (tag) DO UPDATE SET account_id = excluded.account_id, seal = excluded.seal, created_at = excluded.created_at`,
		one.ID, account, string(one.Kind), one.Hint, seal, base.Millis(one.CreatedAt))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM identifier_codes WHERE account_id = $1 AND kind = $2`, account, string(one.Kind))
	return err
}

// waiting is an identifier that is to be verified.
type waiting struct {
	sealed
	hint     string
	codeHash []byte
}

func keepCode(ctx context.Context, tx *db.Tx, account base.ID, p Pending, as sealed, hash []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO identifier_codes (account_id, kind, tag, seal, hint, code_hash, tries, expires_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
		ON CONFLICT (account_id, kind) DO UPDATE SET tag = excluded.tag, seal = excluded.seal, hint = excluded.hint, code_hash = excluded.code_hash,
			tries = 0, expires_at = excluded.expires_at`,
		account, string(p.Kind), as.tag, as.seal, p.Hint, hash, base.Millis(p.ExpiresAt))
	return err
}

// tryCode counts a try of the code that was sent, and answers what it verifies; nil where none can be tried.
func tryCode(ctx context.Context, tx *db.Tx, account base.ID, kind Kind, now time.Time) (*waiting, error) {
	n, err := tx.Exec(ctx, `UPDATE identifier_codes SET tries = tries + 1 WHERE account_id = $1 AND kind = $2 AND tries < $3 AND expires_at > $4`,
		account, string(kind), codeTries, base.Millis(now))
	if err != nil || n == 0 {
		return nil, err
	}
	w := &waiting{}
	err = tx.Row(ctx, `SELECT tag, seal, hint, code_hash FROM identifier_codes WHERE account_id = $1 AND kind = $2`, account, string(kind)).
		Scan(&w.tag, &w.seal, &w.hint, &w.codeHash)
	return w, err
}

package safety

import (
	"context"
	"encoding/hex"
	"encoding/json"

	"causerie/internal/base"
	"causerie/internal/db"
)

// lockAudit is the last entry of the audit log, after which nobody else writes until the transaction ends.
func lockAudit(ctx context.Context, tx *db.Tx) (last auditRow, err error) {
	const lock = `INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, $1) ON CONFLICT (one) DO UPDATE SET seq = audit_head.seq`
	if _, err := tx.Exec(ctx, lock, genesis); err != nil {
		return last, err
	}
	err = tx.Row(ctx, `SELECT seq, hash FROM audit_head WHERE one = 1`).Scan(&last.seq, &last.hash)
	return last, err
}

func addAudit(ctx context.Context, tx *db.Tx, r auditRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_log (seq, created_at, actor_id, role, action, case_id, subject_id, details, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, r.seq, r.at, r.actor.Null(), r.role, r.action, r.of.Null(), r.subject.Null(), r.details, r.hash)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE audit_head SET seq = $1, hash = $2 WHERE one = 1`, r.seq, r.hash)
	return err
}

// auditAfter are the first limit entries after a seq, of one case unless that is zero.
func auditAfter(ctx context.Context, tx *db.Tx, of base.ID, after int64, limit int) ([]AuditEntry, error) {
	if of.IsZero() {
		return queryAudit(ctx, tx, `WHERE seq > $1 ORDER BY seq LIMIT $2`, after, limit)
	}
	return queryAudit(ctx, tx, `WHERE seq > $1 AND case_id = $3 ORDER BY seq LIMIT $2`, after, limit, of)
}

// auditBefore are the last limit entries before a seq, the last first.
func auditBefore(ctx context.Context, tx *db.Tx, before int64, limit int) ([]AuditEntry, error) {
	return queryAudit(ctx, tx, `WHERE seq < $1 ORDER BY seq DESC LIMIT $2`, before, limit)
}

func queryAudit(ctx context.Context, tx *db.Tx, where string, args ...any) ([]AuditEntry, error) {
	list := []AuditEntry{}
	rows, err := tx.Query(ctx, `SELECT seq, audit_log.created_at, actor_id, audit_log.role, action, case_id, subject_id, details, hash, COALESCE(handle, '')
		FROM audit_log LEFT JOIN accounts ON accounts.account_id = actor_id `+where, args...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		r, e := auditRow{}, AuditEntry{}
		err := scan(&r.seq, &r.at, &r.actor, &r.role, &r.action, &r.of, &r.subject, &r.details, &r.hash, &e.Handle)
		e.Seq, e.At, e.Actor, e.Role, e.Action, e.Case, e.Subject = r.seq, base.Time(r.at), optional(r.actor), r.role, r.action, optional(r.of), optional(r.subject)
		e.Details, e.Hash = json.RawMessage(r.details), hex.EncodeToString(r.hash)
		list = append(list, e)
		return err
	})
	return list, err
}

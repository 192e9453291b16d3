package safety

import (
	"context"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/db"
)

// faces are what an account or a group showed whenever it was reported.
type faces struct {
	id    base.ID
	shown []account.Face
}

// facesOf are what the person and the groups of a case showed, the person first.
func facesOf(ctx context.Context, tx *db.Tx, row caseRow) ([]faces, error) {
	list := []faces{{id: row.about}}
	rows, err := tx.Query(ctx, `SELECT DISTINCT handle, name, bio, avatar_id FROM reports WHERE case_id = $1`, row.id)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var f account.Face
		err := scan(&f.Plain, &f.Name, &f.Bio, &f.Picture)
		list[0].shown = append(list[0].shown, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, err = tx.Query(ctx, `SELECT DISTINCT conversation_id, title, picture_id FROM reports WHERE case_id = $1 AND kind = 'group' ORDER BY conversation_id`, row.id)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		var f account.Face
		if err := scan(&id, &f.Name, &f.Picture); err != nil {
			return err
		}
		if list[len(list)-1].id != id {
			list = append(list, faces{id: id})
		}
		last := &list[len(list)-1]
		last.shown = append(last.shown, f)
		return nil
	})
	return list, err
}

func addParts(ctx context.Context, tx *db.Tx, d decisionRow, removed []removedRow) error {
	for _, r := range removed {
		_, err := tx.Exec(ctx, `INSERT INTO removed_parts (account_id, decision_id, of_id, part, text, title, picture_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			d.about, d.id, r.of, r.part, r.text, r.title, r.picture.Null())
		if err != nil {
			return err
		}
	}
	return nil
}

func keepRestored(ctx context.Context, tx *db.Tx, d decisionRow, r removedRow, now int64) error {
	_, err := tx.Exec(ctx, `UPDATE removed_parts SET restored_at = $5 WHERE account_id = $1 AND decision_id = $2 AND of_id = $3 AND part = $4`, d.about, d.id, r.of, r.part, now)
	return err
}

// stillRemoved are the values of a part that decisions that stand removed of an account or a group.
func stillRemoved(ctx context.Context, tx *db.Tx, of base.ID, part string) (list []removedRow, err error) {
	rows, err := tx.Query(ctx, `SELECT removed_parts.part, removed_parts.text, picture_id FROM removed_parts
		JOIN decisions ON decisions.account_id = removed_parts.account_id AND decisions.decision_id = removed_parts.decision_id
		WHERE of_id = $1 AND part = $2 AND restored_at = 0 AND undone_at = 0 AND answer <> 'overturned'`, of, part)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var r removedRow
		err := scan(&r.part, &r.text, &r.picture)
		list = append(list, r)
		return err
	})
	return list, err
}

// removedOf is what the decisions about an account removed of its profile and of groups, by the decision.
func removedOf(ctx context.Context, tx *db.Tx, about base.ID) (map[base.ID][]removedRow, error) {
	by := map[base.ID][]removedRow{}
	rows, err := tx.Query(ctx, `SELECT decision_id, of_id, part, text, title, picture_id, restored_at FROM removed_parts
		WHERE account_id = $1 ORDER BY decision_id, of_id, part DESC`, about)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		var r removedRow
		err := scan(&id, &r.of, &r.part, &r.text, &r.title, &r.picture, &r.restoredAt)
		by[id] = append(by[id], r)
		return err
	})
	return by, err
}

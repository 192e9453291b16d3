package safety

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
)

const selectDecisions = `SELECT d.account_id, decision_id, case_id, staff_id, d.role, action, rule, text, until_at, d.created_at, undone_at,
		appeal, appealed_at, answer, answer_text, answered_at, COALESCE(handle, ''),
		(SELECT COUNT(*) FROM removals WHERE removals.account_id = d.account_id AND removals.decision_id = d.decision_id),
		(SELECT reports FROM cases WHERE cases.case_id = d.case_id), EXISTS (SELECT 1 FROM findings WHERE findings.case_id = d.case_id)
	FROM decisions AS d LEFT JOIN accounts ON accounts.account_id = staff_id `

func queryDecisions(ctx context.Context, tx *db.Tx, where string, args ...any) ([]decisionRow, error) {
	var list []decisionRow
	rows, err := tx.Query(ctx, selectDecisions+where, args...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var d decisionRow
		err := scan(&d.about, &d.id, &d.of, &d.staff, &d.role, &d.action, &d.rule, &d.text, &d.until, &d.createdAt, &d.undoneAt,
			&d.appeal, &d.appealedAt, &d.answer, &d.answerText, &d.answeredAt, &d.handle, &d.removed, &d.reports, &d.found)
		list = append(list, d)
		return err
	})
	if err != nil || len(list) == 0 {
		return list, err
	}
	parts, err := removedOf(ctx, tx, list[0].about) // all of one query are about one person
	for i := range list {
		list[i].parts = parts[list[i].id]
	}
	return list, err
}

func (s *Service) caseDecisions(ctx context.Context, tx *db.Tx, of base.ID) ([]CaseDecision, error) {
	rows, err := queryDecisions(ctx, tx, `WHERE case_id = $1 ORDER BY decision_id DESC`, of)
	list := make([]CaseDecision, len(rows))
	for i, d := range rows {
		list[i] = d.forStaff()
	}
	return list, err
}

// decision is one of a case.
func decision(ctx context.Context, tx *db.Tx, of, id base.ID) (decisionRow, error) {
	list, err := queryDecisions(ctx, tx, `WHERE case_id = $1 AND decision_id = $2`, of, id)
	if err == nil && len(list) == 0 {
		return decisionRow{}, base.NotFound()
	}
	if err != nil {
		return decisionRow{}, err
	}
	return list[0], nil
}

// standing are the decisions about an account that were neither undone nor overturned.
func standing(ctx context.Context, tx *db.Tx, about base.ID) ([]decisionRow, error) {
	return queryDecisions(ctx, tx, `WHERE d.account_id = $1 AND undone_at = 0 AND answer <> 'overturned'`, about)
}

func addDecision(ctx context.Context, tx *db.Tx, d decisionRow, seq int64, removed []Place) error {
	_, err := tx.Exec(ctx, `INSERT INTO decisions (account_id, decision_id, case_id, staff_id, role, action, rule, text, until_at, created_at, audit_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, d.about, d.id, d.of, d.staff, d.role, d.action, d.rule, d.text, d.until, d.createdAt, seq)
	if err != nil {
		return err
	}
	n := len(removed)
	accounts, decisions, conversations, seqs := make([]base.ID, n), make([]base.ID, n), make([]base.ID, n), make([]int64, n)
	for i, p := range removed {
		accounts[i], decisions[i], conversations[i], seqs[i] = d.about, d.id, p.Conversation, p.Seq
	}
	const insert = `INSERT INTO removals (account_id, decision_id, conversation_id, seq) SELECT $1, $2, $3, $4 /*from rows*/`
	return tx.ExecRows(ctx, insert, db.Columns{accounts, decisions, conversations, seqs})
}

func undo(ctx context.Context, tx *db.Tx, d decisionRow, now, seq int64) error {
	_, err := tx.Exec(ctx, `UPDATE decisions SET undone_at = $3, undone_seq = $4 WHERE account_id = $1 AND decision_id = $2`, d.about, d.id, now, seq)
	return err
}

func keepAppeal(ctx context.Context, tx *db.Tx, d decisionRow) error {
	_, err := tx.Exec(ctx, `UPDATE decisions SET appeal = $3, appealed_at = $4 WHERE account_id = $1 AND decision_id = $2`, d.about, d.id, d.appeal, d.appealedAt)
	return err
}

func keepAnswer(ctx context.Context, tx *db.Tx, d decisionRow, by base.ID, seq int64) error {
	_, err := tx.Exec(ctx, `UPDATE decisions SET answer = $3, answer_text = $4, answered_by = $5, answered_at = $6, answer_seq = $7
		WHERE account_id = $1 AND decision_id = $2`, d.about, d.id, d.answer, d.answerText, by, d.answeredAt, seq)
	return err
}

// removals are the messages that the decisions about an account removed, by the decision.
func removals(ctx context.Context, tx *db.Tx, about base.ID) (map[base.ID][]Place, error) {
	by := map[base.ID][]Place{}
	rows, err := tx.Query(ctx, `SELECT decision_id, conversation_id, seq FROM removals WHERE account_id = $1 ORDER BY decision_id, conversation_id, seq`, about)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		var p Place
		err := scan(&id, &p.Conversation, &p.Seq)
		by[id] = append(by[id], p)
		return err
	})
	return by, err
}

package safety

import (
	"context"
	"fmt"
	"slices"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
)

const caseColumns = `case_id, account_id, state, urgency, reason, reports, reporters, outcome, opened_at, changed_at, reviewed_at, closed_at, claimed_by, claimed_until`

func scanCase(scan func(...any) error) (r caseRow, err error) {
	err = scan(&r.id, &r.about, &r.state, &r.urgency, &r.reason, &r.reports, &r.reporters, &r.outcome, &r.openedAt, &r.changedAt, &r.reviewedAt, &r.closedAt,
		&r.claimedBy, &r.claimedUntil)
	return r, err
}

// caseFor is a case as staff may see it: one about themselves is not there for them.
func caseFor(ctx context.Context, tx *db.Tx, actor api.Actor, id base.ID) (caseRow, error) {
	row, err := scanCase(tx.Row(ctx, `SELECT `+caseColumns+` FROM cases WHERE case_id = $1`, id).Scan)
	if db.NoRows(err) || err == nil && row.about == actor.Account {
		return row, base.NotFound()
	}
	return row, err
}

// lockedCase is caseFor; nobody else changes it until the transaction ends.
func lockedCase(ctx context.Context, tx *db.Tx, actor api.Actor, id base.ID) (caseRow, error) {
	if tx.Dialect() == db.Postgres {
		if _, err := tx.Exec(ctx, `UPDATE cases SET state = state WHERE case_id = $1`, id); err != nil {
			return caseRow{}, err
		}
	}
	return caseFor(ctx, tx, actor, id)
}

// queue are the cases that q asks for, one more than its limit where there are more. Each of its forms reads an index in its order.
func queue(ctx context.Context, tx *db.Tx, viewer base.ID, q Query, after place, now int64) ([]caseRow, error) {
	args := []any{q.State, viewer}
	add := func(condition string, values ...any) string {
		names := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			names[i] = fmt.Sprintf("$%d", len(args))
		}
		return " AND " + fmt.Sprintf(condition, names...)
	}
	state := `state`
	if q.State == "closed" {
		state = `state || ''` // which keeps the engines from the index of the queue: it has another order
	}
	query := `SELECT ` + caseColumns + ` FROM cases WHERE ` + state + ` = $1 AND account_id <> $2`
	if q.Severity != "" {
		query += add(`urgency = %s`, urgency(q.Severity))
	}
	if q.Mine {
		query += add(`claimed_by = %s AND claimed_until > %s`, viewer, now)
	}
	order := `urgency, opened_at, case_id`
	switch {
	case q.State == "closed":
		query, order = query+` AND closed_at > 0`, `closed_at DESC, case_id DESC`
		if after != (place{}) {
			query += add(`(closed_at, case_id) < (%s, %s)`, after.at, after.id)
		}
	case after != (place{}):
		query += add(`(urgency, opened_at, case_id) > (%s, %s, %s)`, after.urgency, after.at, after.id)
	}
	args = append(args, q.Limit+1)
	query += fmt.Sprintf(` ORDER BY %s LIMIT $%d`, order, len(args))
	var list []caseRow
	rows, err := tx.Query(ctx, query, args...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		row, err := scanCase(scan)
		list = append(list, row)
		return err
	})
	return list, err
}

// countCases counts the open and the appealed cases, but for those about viewer, and those that viewer has claimed.
func countCases(ctx context.Context, tx *db.Tx, viewer base.ID, now int64) (open, appealed, mine int64, err error) {
	err = tx.Row(ctx, `SELECT (SELECT COUNT(*) FROM cases WHERE state = 'open') - (SELECT COUNT(*) FROM cases WHERE account_id = $1 AND state = 'open'),
		(SELECT COUNT(*) FROM cases WHERE state = 'appealed') - (SELECT COUNT(*) FROM cases WHERE account_id = $1 AND state = 'appealed'),
		(SELECT COUNT(*) FROM cases WHERE claimed_by = $1 AND claimed_until > $2)`, viewer, now).Scan(&open, &appealed, &mine)
	return open, appealed, mine, err
}

// staffBut are all moderators and admins who act now, which the suspended do not, but one person.
func staffBut(ctx context.Context, tx *db.Tx, one base.ID, now int64) (staff []base.ID, err error) {
	rows, err := tx.Query(ctx, `SELECT account_id FROM accounts WHERE role <> '' AND role IN ('admin', 'moderator') AND account_id <> $1
		AND (suspended_at = 0 OR suspended_until > 0 AND suspended_until <= $2)`, one, now)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		err := scan(&id)
		staff = append(staff, id)
		return err
	})
	return staff, err
}

// keepClaim stores who works on a case. seq is the entry of the audit log about it.
func keepClaim(ctx context.Context, tx *db.Tx, r caseRow, seq int64) error {
	_, err := tx.Exec(ctx, `UPDATE cases SET claimed_by = $2, claimed_until = $3, changed_at = $4, reviewed_at = $5, claim_seq = $6 WHERE case_id = $1`,
		r.id, r.claimedBy.Null(), r.claimedUntil, r.changedAt, r.reviewedAt, seq)
	return err
}

// keepState stores what became of a case, which nobody works on then.
func keepState(ctx context.Context, tx *db.Tx, r caseRow) error {
	_, err := tx.Exec(ctx, `UPDATE cases SET state = $2, outcome = $3, changed_at = $4, closed_at = $5, claimed_by = $6, claimed_until = $7 WHERE case_id = $1`,
		r.id, r.state, r.outcome, r.changedAt, r.closedAt, r.claimedBy.Null(), r.claimedUntil)
	return err
}

// standsIn tells whether someone reported something of a case, whether they decided what is appealed, and which role the person has whom
// it is about.
func standsIn(ctx context.Context, tx *db.Tx, who base.ID, r caseRow) (part, decided bool, role string, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM reports WHERE case_id = $1 AND account_id = $2),
			EXISTS (SELECT 1 FROM decisions WHERE account_id = $3 AND case_id = $1 AND staff_id = $2 AND appealed_at > 0 AND answered_at = 0),
			COALESCE((SELECT role FROM accounts WHERE account_id = $3), '')`, r.id, who, r.about).Scan(&part, &decided, &role)
	return part, decided, role, err
}

func reasonsOf(ctx context.Context, tx *db.Tx, of base.ID) (map[string]int, error) {
	reasons := map[string]int{}
	rows, err := tx.Query(ctx, `SELECT reason, COUNT(*) FROM reports WHERE case_id = $1 GROUP BY reason`, of)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var reason string
		var n int
		err := scan(&reason, &n)
		reasons[reason] = n
		return err
	})
	return reasons, err
}

func notesOf(ctx context.Context, tx *db.Tx, of base.ID) ([]Note, error) {
	list := []Note{}
	rows, err := tx.Query(ctx, `SELECT note_id, COALESCE(handle, ''), text, case_notes.created_at FROM case_notes
		LEFT JOIN accounts ON accounts.account_id = staff_id WHERE case_id = $1 ORDER BY note_id`, of)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var n Note
		var at int64
		err := scan(&n.ID, &n.Handle, &n.Text, &at)
		n.CreatedAt = base.Time(at)
		list = append(list, n)
		return err
	})
	return list, err
}

func addNote(ctx context.Context, tx *db.Tx, staff, of base.ID, n Note, seq int64) (handle string, err error) {
	_, err = tx.Exec(ctx, `INSERT INTO case_notes (case_id, note_id, staff_id, text, created_at, audit_seq) VALUES ($1, $2, $3, $4, $5, $6)`,
		of, n.ID, staff, n.Text, base.Millis(n.CreatedAt), seq)
	if err != nil {
		return "", err
	}
	err = tx.Row(ctx, `SELECT handle FROM accounts WHERE account_id = $1`, staff).Scan(&handle)
	return handle, err
}

// earlierCases are the last cases about the same person.
func earlierCases(ctx context.Context, tx *db.Tx, r caseRow, viewer base.ID) ([]EarlierCase, error) {
	list := []EarlierCase{}
	rows, err := tx.Query(ctx, `SELECT case_id, state, reason, outcome, reports, opened_at FROM cases WHERE account_id = $1 AND case_id <> $2
		ORDER BY opened_at DESC LIMIT $3`, r.about, r.id, earlierMax)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var e EarlierCase
		var at int64
		err := scan(&e.ID, &e.State, &e.Reason, &e.Outcome, &e.Reports, &at)
		e.OpenedAt = base.Time(at)
		list = append(list, e)
		return err
	})
	return list, err
}

// caseReports are the first reports of a case after one, with their evidence, and the cursor of those after them.
func (s *Service) caseReports(ctx context.Context, tx *db.Tx, viewer, of, after base.ID, limit int) (list []CaseReport, next string, err error) {
	type filed struct{ reporter, avatar, picture base.ID }
	list = []CaseReport{}
	var by []filed
	rows, err := tx.Query(ctx, `SELECT report_id, account_id, kind, conversation_id, reason, text, handle, name, bio, avatar_id, title, picture_id, created_at FROM reports
		WHERE case_id = $1 AND report_id > $2 ORDER BY report_id LIMIT $3`, of, after, limit+1)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var r CaseReport
		var f filed
		var conversation base.ID
		var title string
		var at int64
		err := scan(&r.ID, &f.reporter, &r.Kind, &conversation, &r.Reason, &r.Text, &r.Shown.Handle, &r.Shown.Name, &r.Shown.Bio, &f.avatar, &title, &f.picture, &at)
		r.Conversation, r.CreatedAt, r.Evidence = optional(conversation), base.Time(at), []Message{}
		if r.Kind == "group" {
			r.Group = &Titled{Title: title}
		}
		list, by = append(list, r), append(by, f)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if len(list) > limit {
		list, by = list[:limit], by[:limit]
		next = list[limit-1].ID.String()
	}
	reporters := make([]base.ID, len(by))
	for i, f := range by {
		reporters[i] = f.reporter
	}
	people, err := s.parties(ctx, tx, viewer, reporters)
	if err != nil {
		return nil, "", err
	}
	for i, f := range by {
		list[i].Reporter = people[f.reporter]
		list[i].Shown.Avatar = s.evidencePicture(viewer, f.avatar)
		if list[i].Group != nil {
			list[i].Group.Avatar = s.evidencePicture(viewer, f.picture)
		}
		evidence, err := evidenceOf(ctx, tx, f.reporter, list[i].ID)
		if err != nil {
			return nil, "", err
		}
		list[i].Evidence = s.withMedia(viewer, evidence)
	}
	return list, next, nil
}

// evidencePicture is where viewer finds a picture that is evidence, nil for none: as their own, for from whom its owner hides makes no difference.
func (s *Service) evidencePicture(viewer, picture base.ID) *account.Avatar {
	if picture.IsZero() {
		return nil
	}
	at := func(side int) string { return s.Accounts.Pictures.Address(viewer, viewer, picture, side) }
	return &account.Avatar{Small: at(media.Small), Large: at(media.Large)}
}

func evidenceOf(ctx context.Context, tx *db.Tx, reporter, report base.ID) ([]Message, error) {
	list := []Message{}
	rows, err := tx.Query(ctx, `SELECT seq, kind, sender_id, target_seq, content, created_at FROM report_entries
		WHERE account_id = $1 AND report_id = $2 ORDER BY seq`, reporter, report)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var m Message
		var at int64
		err := scan(&m.Seq, &m.Kind, &m.Sender, &m.TargetSeq, (*string)(&m.Content), &at)
		m.CreatedAt = base.Time(at)
		list = append(list, m)
		return err
	})
	return list, err
}

// evidencePlaces are the messages that are evidence in a case, in order.
func evidencePlaces(ctx context.Context, tx *db.Tx, of base.ID) ([]Place, error) {
	return places(ctx, tx, of, "")
}

// reportedPlaces are those of them that somebody reported, and not only a group in which they were written.
func reportedPlaces(ctx context.Context, tx *db.Tx, of base.ID) ([]Place, error) {
	return places(ctx, tx, of, ` AND reports.kind <> 'group'`)
}

func places(ctx context.Context, tx *db.Tx, of base.ID, where string) ([]Place, error) {
	var list []Place
	rows, err := tx.Query(ctx, `SELECT DISTINCT conversation_id, CASE WHEN target_seq > 0 THEN target_seq ELSE seq END AS root
		FROM reports JOIN report_entries ON report_entries.account_id = reports.account_id AND report_entries.report_id = reports.report_id
		WHERE reports.case_id = $1 AND reports.conversation_id IS NOT NULL AND (report_entries.kind = 'message' OR target_seq > 0)`+where+`
		ORDER BY conversation_id, root`, of)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var p Place
		err := scan(&p.Conversation, &p.Seq)
		list = append(list, p)
		return err
	})
	return list, err
}

// parties are what is known of people, as staff are shown it.
func (s *Service) parties(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) (map[base.ID]Party, error) {
	list := slices.Clone(ids)
	slices.SortFunc(list, func(a, b base.ID) int { return slices.Compare(a[:], b[:]) })
	list = slices.Compact(list)
	profiles, err := s.Accounts.Profiles(ctx, tx, viewer, list)
	if err != nil {
		return nil, err
	}
	known, err := s.personsOf(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	people, now := map[base.ID]Party{}, s.now()
	const query = `SELECT $1,
			(SELECT COUNT(*) FROM cases WHERE account_id = $1),
			(SELECT COUNT(*) FROM decisions WHERE account_id = $1 AND action <> 'dismiss' AND undone_at = 0 AND answer <> 'overturned'),
			(SELECT COUNT(*) FROM reports WHERE account_id = $1),
			(SELECT COUNT(*) FROM reports JOIN cases ON cases.case_id = reports.case_id
				WHERE reports.account_id = $1 AND outcome IN ('warned', 'removed', 'limited', 'suspended'))
		/*from rows*/`
	err = tx.QueryRows(ctx, query, db.Columns{list}, func(scan func(...any) error) error {
		var id base.ID
		var p Party
		if err := scan(&id, &p.Cases, &p.Decisions, &p.ReportsFiled, &p.ReportsConfirmed); err != nil {
			return err
		}
		if profile, there := profiles[id]; there {
			p.Account = &profile
		}
		if k, there := known[id]; there {
			p.Since, p.Minor, p.Language = &k.since, k.minor, k.language
			p.LimitedUntil, p.SilencedUntil = ahead(k.limitedUntil, now), ahead(k.silencedUntil, now)
			p.Suspended = k.suspendedAt > 0 && (k.suspendedTo == 0 || k.suspendedTo > now)
			p.SuspendedUntil = ahead(k.suspendedTo, now)
		}
		people[id] = p
		return nil
	})
	return people, err
}

// ahead is a time that is still to come, nil for any other.
func ahead(ms, now int64) *time.Time {
	if ms <= now {
		return nil
	}
	return moment(ms)
}

package safety

import (
	"context"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
)

// How often someone may report: as many as one who is set upon by a crowd needs, and no more.
const (
	reportsMost  = 200
	reportsEvery = 24 * time.Hour / reportsMost
)

// reportsShared is how many reports may come from a device and from a block of addresses, so that many accounts of one person do not bury the queue.
var reportsShared = account.Deed{
	Kind:   "report",
	Device: budget.Budget{Most: 2 * reportsMost, Every: reportsEvery / 2},
	Block:  budget.Budget{Most: 5 * reportsMost, Every: reportsEvery / 5},
}

// spend takes one from the reports that someone may still file. The row is theirs until the transaction ends.
func (s *Service) spend(ctx context.Context, tx *db.Tx, actor api.Actor) error {
	reporter := actor.Account
	const lock = `INSERT INTO report_budgets (account_id, full_at) VALUES ($1, 0) ON CONFLICT (account_id) DO UPDATE SET full_at = report_budgets.full_at`
	if _, err := tx.Exec(ctx, lock, reporter); err != nil {
		return err
	}
	var fullAt int64
	if err := tx.Row(ctx, `SELECT full_at FROM report_budgets WHERE account_id = $1`, reporter).Scan(&fullAt); err != nil {
		return err
	}
	now, whole := s.Clock.Now(), reportsMost*reportsEvery
	full := base.Time(fullAt)
	if full.Before(now) {
		full = now
	}
	if latest := now.Add(whole); full.After(latest) { // the clock was set back
		full = latest
	}
	full = full.Add(reportsEvery)
	if over := full.Sub(now.Add(whole)); over > 0 && !s.Unlimited {
		return base.TooMany(overBudget, "You have reported as much as you may for now. You can report more later.", now.Add(over))
	}
	if _, err := tx.Exec(ctx, `UPDATE report_budgets SET full_at = $2 WHERE account_id = $1`, reporter, base.Millis(full)); err != nil {
		return err
	}
	retryAt, err := s.Accounts.Spend(ctx, tx, actor, api.ClientIP(ctx), reportsShared)
	if err == nil && !retryAt.IsZero() {
		err = base.TooMany(overBudget, "Very much was reported from your network or device lately. You can report more later.", retryAt)
	}
	return err
}

const overBudget = "report_limit"

// openCase is the open case about someone, which is made where there is none. It is the transaction's until that ends.
func (s *Service) openCase(ctx context.Context, tx *db.Tx, about base.ID, reason string, urgency int, now time.Time) (id base.ID, err error) {
	id = base.NewID(now)
	const lock = `INSERT INTO open_cases (account_id, case_id) VALUES ($1, $2) ON CONFLICT (account_id) DO UPDATE SET case_id = open_cases.case_id`
	if _, err := tx.Exec(ctx, lock, about, id); err != nil {
		return id, err
	}
	var open base.ID
	if err := tx.Row(ctx, `SELECT case_id FROM open_cases WHERE account_id = $1`, about).Scan(&open); err != nil || open != id {
		return open, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO cases (case_id, account_id, state, urgency, reason, reports, reporters, opened_at, changed_at)
		VALUES ($1, $2, 'open', $3, $4, 0, 0, $5, $5)`, id, about, urgency, reason, base.Millis(now))
	return id, err
}

// saying is why something was reported, in a reason and in words.
type saying struct{ reason, text string }

// sameReport is what reporter has reported of the same in the same case, zero for nothing, and how many reports of theirs it has.
func sameReport(ctx context.Context, tx *db.Tx, of, reporter base.ID, f filing) (id base.ID, said saying, all int, err error) {
	rows, err := tx.Query(ctx, `SELECT report_id, kind, conversation_id, reason, text FROM reports WHERE case_id = $1 AND account_id = $2`, of, reporter)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var one, conversation base.ID
		var kind string
		var s saying
		if err := scan(&one, &kind, &conversation, &s.reason, &s.text); err != nil {
			return err
		}
		all++
		if kind == f.kind && conversation == f.conversation {
			id, said = one, s
		}
		return nil
	})
	return id, said, all, err
}

// addReport keeps a report with what the person who is reported shows now. Nobody changes that before it is kept: a picture that goes in the meantime
// would not be held.
func addReport(ctx context.Context, tx *db.Tx, reporter, id, of base.ID, f filing, now int64) error {
	if tx.Dialect() == db.Postgres {
		if _, err := tx.Exec(ctx, `UPDATE accounts SET avatar_id = avatar_id WHERE account_id = $1`, f.other); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO reports (account_id, report_id, case_id, other_id, kind, conversation_id, reason, text, handle, name, bio, avatar_id, title, picture_id, created_at, changed_at)
		SELECT $1, $2, $3, account_id, $5, $6, $7, $8, handle, name, bio, avatar_id, $10, $11, $9, $9 FROM accounts WHERE account_id = $4`,
		reporter, id, of, f.other, f.kind, f.conversation.Null(), f.reason, f.text, now, f.title, f.picture.Null())
	return err
}

// Holds tells whether a picture is evidence: its owner, a person or a group, showed it, or sent it, when they were reported.
func (s *Service) Holds(ctx context.Context, tx *db.Tx, owner, picture base.ID) (held bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM cases JOIN reports ON reports.case_id = cases.case_id
		WHERE cases.account_id = $1 AND reports.avatar_id = $2)
		OR EXISTS (SELECT 1 FROM report_photos WHERE other_id = $1 AND media_id = $2)
		OR EXISTS (SELECT 1 FROM reports WHERE conversation_id = $1 AND picture_id = $2)`, owner, picture).Scan(&held)
	return held, err
}

func addToReport(ctx context.Context, tx *db.Tx, reporter, id base.ID, said saying, now int64) error {
	_, err := tx.Exec(ctx, `UPDATE reports SET reason = $3, text = $4, changed_at = $5 WHERE account_id = $1 AND report_id = $2`, reporter, id, said.reason, said.text, now)
	return err
}

// evidenceBytes bounds the content of what is copied at once: what one message and its edits may have is in it.
const evidenceBytes = 512 << 10

// addEvidence copies what was written into a report, as far as it holds more. What it has already stays as it was.
func (s *Service) addEvidence(ctx context.Context, tx *db.Tx, reporter, id base.ID, written []Message) error {
	if len(written) == 0 {
		return nil
	}
	var held int
	if err := tx.Row(ctx, `SELECT COUNT(*) FROM report_entries WHERE account_id = $1 AND report_id = $2`, reporter, id).Scan(&held); err != nil {
		return err
	}
	if room := max(0, evidenceMax-held); len(written) > room {
		written = written[len(written)-room:]
	}
	size := 0
	for i := len(written) - 1; i >= 0; i-- {
		if size += len(written[i].Content); size > evidenceBytes {
			written = written[i+1:]
			break
		}
	}
	n := len(written)
	reporters, reports, seqs, kinds := make([]base.ID, n), make([]base.ID, n), make([]int64, n), make([]string, n)
	senders, targets, contents, times := make([]base.ID, n), make([]int64, n), make([]string, n), make([]int64, n)
	for i, m := range written {
		reporters[i], reports[i], seqs[i], kinds[i] = reporter, id, m.Seq, m.Kind
		senders[i], targets[i], contents[i], times[i] = m.Sender, m.TargetSeq, string(m.Content), base.Millis(m.CreatedAt)
	}
	const insert = `INSERT INTO report_entries (account_id, report_id, seq, kind, sender_id, target_seq, content, created_at)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8 /*from rows*/ ON CONFLICT (account_id, report_id, seq) DO NOTHING`
	if err := tx.ExecRows(ctx, insert, db.Columns{reporters, reports, seqs, kinds, senders, targets, contents, times}); err != nil {
		return err
	}
	return s.holdMedia(ctx, tx, reporter, id, written)
}

// holdMedia keeps the photos, voice notes and files of what was written for as long as the report. Nobody erases them before that is noted: one that is gone already is not held.
func (s *Service) holdMedia(ctx context.Context, tx *db.Tx, reporter, id base.ID, written []Message) error {
	var reporters, reports, owners, held []base.ID
	var seqs []int64
	for _, m := range written {
		shown := s.PhotosIn(m.Content)
		for _, id := range []base.ID{s.VoiceIn(m.Content), s.FileIn(m.Content), s.PreviewIn(m.Content), s.StickerIn(m.Content)} {
			if !id.IsZero() {
				shown = append(shown, id)
			}
		}
		for _, one := range shown {
			reporters, reports, seqs = append(reporters, reporter), append(reports, id), append(seqs, m.Seq)
			owners, held = append(owners, m.Sender), append(held, one)
		}
	}
	if len(held) == 0 {
		return nil
	}
	if tx.Dialect() == db.Postgres {
		if err := tx.ExecRows(ctx, `UPDATE media SET kind = kind /*from rows*/ WHERE account_id = $1 AND media_id = $2`, db.Columns{owners, held}); err != nil {
			return err
		}
	}
	const insert = `INSERT INTO report_photos (account_id, report_id, seq, media_id, other_id)
		SELECT $1, $2, $3, media_id, account_id FROM /*rows*/ media WHERE account_id = $4 AND media_id = $5
		ON CONFLICT (account_id, report_id, seq, media_id) DO NOTHING`
	return tx.ExecRows(ctx, insert, db.Columns{reporters, reports, seqs, owners, held})
}

// countReport notes a report in its case: it is as urgent as its gravest report, however many there are.
func countReport(ctx context.Context, tx *db.Tx, of base.ID, reason string, urgency int, report, reporter bool, now int64) error {
	_, err := tx.Exec(ctx, `UPDATE cases SET
			reports = reports + $2, reporters = reporters + $3, changed_at = $4,
			reason = CASE WHEN urgency > $5 THEN $6 ELSE reason END,
			urgency = CASE WHEN urgency > $5 THEN $5 ELSE urgency END
		WHERE case_id = $1`, of, count(report), count(reporter), now, urgency, reason)
	return err
}

func count(one bool) int64 {
	if one {
		return 1
	}
	return 0
}

const ownReports = `SELECT r.report_id, r.kind, r.other_id, r.handle, r.conversation_id, r.title, r.reason, r.text, r.created_at, c.state, c.reviewed_at, c.outcome, c.closed_at
	FROM reports r JOIN cases c ON c.case_id = r.case_id WHERE r.account_id = $1 AND r.report_id `

// reportsOf is one report of someone.
func (s *Service) reportsOf(ctx context.Context, tx *db.Tx, reporter, id base.ID, limit int) ([]Report, error) {
	return s.queryReports(ctx, tx, reporter, ownReports+`= $2 LIMIT $3`, id, limit)
}

// reportsBefore are the last reports of someone before one.
func (s *Service) reportsBefore(ctx context.Context, tx *db.Tx, reporter, before base.ID, limit int) ([]Report, error) {
	return s.queryReports(ctx, tx, reporter, ownReports+`< $2 ORDER BY r.report_id DESC LIMIT $3`, before, limit)
}

func (s *Service) queryReports(ctx context.Context, tx *db.Tx, reporter base.ID, query string, id base.ID, limit int) ([]Report, error) {
	list, others := []Report{}, []base.ID{}
	rows, err := tx.Query(ctx, query, reporter, id, limit)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var r Report
		var other, conversation base.ID
		var created, reviewed, closed int64
		var state string
		err := scan(&r.ID, &r.Kind, &other, &r.Handle, &conversation, &r.Title, &r.Reason, &r.Text, &created, &state, &reviewed, &r.Outcome, &closed)
		r.Conversation, r.CreatedAt, r.ClosedAt, r.Status = optional(conversation), base.Time(created), moment(closed), statusOf(state, reviewed)
		list, others = append(list, r), append(others, other)
		return err
	})
	if err != nil {
		return nil, err
	}
	profiles, err := s.Profiles(ctx, tx, reporter, others)
	if err != nil {
		return nil, err
	}
	for i, other := range others {
		if p, there := profiles[other]; there {
			list[i].Account = &p
		}
	}
	return list, nil
}

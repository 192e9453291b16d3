package safety

import (
	"bytes"
	"context"

	"causerie/internal/db"
	"causerie/internal/verify"
)

const restore = "Stop the server and restore the last backup that verifies clean."

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	checks := append(caseChecks(), decisionChecks()...)
	checks = append(checks, auditChecks()...)
	checks = append(checks, verify.Check{
		Name: "announcements.dismissed", Holds: "What somebody has put away is an announcement.", Of: "announcement_dismissals",
		Query: `SELECT account_id, announcement_id FROM announcement_dismissals WHERE ` + unannounced, Repair: verify.By(`DELETE FROM announcement_dismissals WHERE ` + unannounced),
		Mends: "forgets it: there is nothing to be shown",
	})
	return append(checks, verify.Times("safety.times", s.Clock.Now(), []verify.TimeTable{
		{Table: "reports", Key: "account_id", Columns: []string{"created_at", "changed_at"}},
		{Table: "cases", Key: "case_id", Columns: []string{"opened_at", "changed_at", "reviewed_at", "closed_at", "claimed_until"}},
		{Table: "decisions", Key: "account_id", Columns: []string{"created_at", "until_at", "undone_at", "appealed_at", "answered_at"}},
		{Table: "removed_parts", Key: "account_id", Columns: []string{"restored_at"}},
		{Table: "findings", Key: "case_id", Columns: []string{"created_at"}},
		{Table: "looks", Key: "account_id", Columns: []string{"created_at"}},
		{Table: "case_notes", Key: "case_id", Columns: []string{"created_at"}},
		{Table: "report_budgets", Key: "account_id", Columns: []string{"full_at"}},
		{Table: "announcements", Key: "announcement_id", Columns: []string{"created_at", "from_at", "until_at", "withdrawn_at"}},
		{Table: "announcement_dismissals", Key: "account_id", Columns: []string{"at"}},
		{Table: "audit_log", Key: "hash", Columns: []string{"created_at"}},
	}))
}

func caseChecks() []verify.Check {
	const (
		reports   = `(SELECT COUNT(*) FROM reports WHERE reports.case_id = cases.case_id)`
		reporters = `(SELECT COUNT(DISTINCT reports.account_id) FROM reports WHERE reports.case_id = cases.case_id)`
		open      = `EXISTS (SELECT 1 FROM open_cases WHERE open_cases.account_id = cases.account_id AND open_cases.case_id = cases.case_id)`
		shut      = `NOT EXISTS (SELECT 1 FROM cases WHERE cases.case_id = open_cases.case_id AND cases.account_id = open_cases.account_id AND state = 'open')`
	)
	return []verify.Check{
		{
			Name: "report.entries", Holds: "Evidence belongs to a report, and is of the person who is reported.", Of: "report_entries",
			Query: `SELECT account_id, report_id, seq FROM report_entries WHERE NOT EXISTS (SELECT 1 FROM reports
				WHERE reports.account_id = report_entries.account_id AND reports.report_id = report_entries.report_id
					AND reports.other_id = report_entries.sender_id)`,
			Advice: "A report is gone whose evidence is left. " + restore,
		},
		{
			Name: "report.case", Holds: "Every report is in a case about the person who is reported.", Of: "reports",
			Query: `SELECT account_id, report_id FROM reports WHERE NOT EXISTS (SELECT 1 FROM cases
				WHERE cases.case_id = reports.case_id AND cases.account_id = reports.other_id)`,
			Advice: restore,
		},
		{
			Name: "report.picture", Holds: "The picture that a person or a group showed when they were reported is kept.", Of: "reports",
			Query: `SELECT account_id, report_id, avatar_id AS picture FROM reports WHERE avatar_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM media
					WHERE media.account_id = reports.other_id AND media.media_id = reports.avatar_id)
				UNION ALL SELECT account_id, report_id, picture_id AS picture FROM reports WHERE picture_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM media
					WHERE media.account_id = reports.conversation_id AND media.media_id = reports.picture_id)`,
			Advice: restore,
		},
		{
			Name: "report.photos", Holds: "Photos that are evidence belong to a report, and are kept.", Of: "report_photos",
			Query: `SELECT account_id, report_id, media_id FROM report_photos WHERE NOT EXISTS (SELECT 1 FROM media
					WHERE media.account_id = report_photos.other_id AND media.media_id = report_photos.media_id)
				OR NOT EXISTS (SELECT 1 FROM reports
					WHERE reports.account_id = report_photos.account_id AND reports.report_id = report_photos.report_id AND reports.other_id = report_photos.other_id)`,
			Advice: restore,
		},
		{
			Name: "finding.case", Holds: "What the server found is in a case.", Of: "findings",
			Query:  `SELECT case_id, finding_id FROM findings WHERE NOT EXISTS (SELECT 1 FROM cases WHERE cases.case_id = findings.case_id)`,
			Repair: verify.By(`DELETE FROM findings WHERE NOT EXISTS (SELECT 1 FROM cases WHERE cases.case_id = findings.case_id)`), Mends: "removes it",
		},
		{
			Name: "case.counts", Holds: "As many reports and reporters are counted in a case as it has.", Of: "cases",
			Query:  `SELECT case_id FROM cases WHERE reports <> ` + reports + ` OR reporters <> ` + reporters,
			Repair: verify.By(`UPDATE cases SET reports = ` + reports + `, reporters = ` + reporters + ` WHERE reports <> ` + reports + ` OR reporters <> ` + reporters),
			Mends:  "counts anew",
		},
		{
			Name: "case.open", Holds: "The open case about a person is known as that.", Of: "cases",
			Query: `SELECT account_id, case_id FROM cases WHERE state = 'open' AND NOT ` + open + `
				UNION ALL SELECT account_id, case_id FROM open_cases WHERE ` + shut,
			Repair: verify.By(`DELETE FROM open_cases WHERE `+shut,
				`INSERT INTO open_cases (account_id, case_id) SELECT account_id, case_id FROM cases WHERE state = 'open' AND NOT `+open+` ON CONFLICT (account_id) DO NOTHING`),
			Mends:  "notes which one is open",
			Advice: "Two cases about one person are open: decide one of them.",
		},
		{
			Name: "case.state", Holds: "A case is open without an outcome, or it has one; it is appealed when an appeal waits, and closed by a decision.", Of: "cases",
			Query: `SELECT case_id, state FROM cases WHERE state NOT IN ('open', 'appealed', 'closed') OR urgency < 1 OR urgency > 4
				OR (state = 'open') <> (outcome = '') OR (state = 'open') <> (closed_at = 0)
				OR (state = 'appealed') <> EXISTS (SELECT 1 FROM decisions WHERE decisions.case_id = cases.case_id AND appealed_at > 0 AND answered_at = 0)
				OR state <> 'open' AND NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.case_id = cases.case_id)`,
			Advice: restore,
		},
	}
}

func decisionChecks() []verify.Check {
	const unfounded = `NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.account_id = device_bans.account_id AND decisions.decision_id = device_bans.decision_id
		AND action = 'ban_device' AND decisions.until_at = device_bans.until_at AND undone_at = 0 AND answer <> 'overturned')`
	const stands = `decisions.account_id = accounts.account_id AND undone_at = 0 AND answer <> 'overturned'`
	until := func(actions string) string {
		return `COALESCE((SELECT MAX(until_at) FROM decisions WHERE ` + stands + ` AND action IN (` + actions + `)), 0)`
	}
	const (
		limits      = `'limit_strangers'`
		silences    = `'limit_everyone'`
		suspends    = `'suspend', 'ban_device'`
		suspendedAt = `COALESCE((SELECT MIN(created_at) FROM decisions WHERE ` + stands + ` AND action IN (` + suspends + `)), 0)`
		endless     = `EXISTS (SELECT 1 FROM decisions WHERE ` + stands + ` AND action IN (` + suspends + `) AND until_at = 0)`
	)
	suspendedUntil := `CASE WHEN ` + endless + ` THEN 0 ELSE ` + until(suspends) + ` END`
	wrong := `limited_until <> ` + until(limits) + ` OR silenced_until <> ` + until(silences) + ` OR suspended_at <> ` + suspendedAt + ` OR suspended_until <> ` + suspendedUntil
	return []verify.Check{
		{
			Name: "decision.holds", Holds: "Each account is kept from what the standing decisions about it say, and from nothing else.", Of: "accounts",
			Query: `SELECT account_id FROM accounts WHERE ` + wrong,
			Repair: verify.By(`UPDATE accounts SET limited_until = ` + until(limits) + `, silenced_until = ` + until(silences) + `, suspended_at = ` + suspendedAt +
				`, suspended_until = ` + suspendedUntil + ` WHERE ` + wrong),
			Mends: "goes by the decisions",
		},
		{
			Name: "decision.case", Holds: "A decision is about the person of its case, and of a kind that there is.", Of: "decisions",
			Query: `SELECT account_id, decision_id FROM decisions WHERE action NOT IN ('dismiss', 'warn', 'remove_content', 'limit_strangers', 'limit_everyone', 'suspend', 'ban_device')
				OR NOT EXISTS (SELECT 1 FROM cases WHERE cases.case_id = decisions.case_id AND cases.account_id = decisions.account_id)`,
			Advice: restore,
		},
		{
			Name: "decision.devices", Holds: "A device is banned by a standing decision, for as long as that says.", Of: "device_bans",
			Query: `SELECT account_id, decision_id FROM device_bans WHERE ` + unfounded, Repair: verify.By(`DELETE FROM device_bans WHERE ` + unfounded),
			Mends: "lifts the ban",
		},
		{
			Name: "decision.removed", Holds: "What a decision removed is erased.", Of: "removals",
			Query: `SELECT removals.account_id, removals.conversation_id, removals.seq FROM removals
				JOIN entries ON entries.conversation_id = removals.conversation_id AND entries.seq = removals.seq WHERE erased_at = 0`,
			Advice: restore,
		},
		{
			Name: "decision.parts", Holds: "What a decision removed of a profile or a group is not shown, unless it was taken back.", Of: "removed_parts",
			Query: `SELECT account_id, of_id, part FROM removed_parts WHERE part NOT IN ('picture', 'name', 'bio') OR (part = 'picture') <> (picture_id IS NOT NULL)
				OR NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.account_id = removed_parts.account_id AND decisions.decision_id = removed_parts.decision_id)
				OR restored_at = 0 AND (EXISTS (SELECT 1 FROM accounts WHERE accounts.account_id = of_id AND avatar_id = removed_parts.picture_id)
					OR EXISTS (SELECT 1 FROM conversations WHERE conversations.conversation_id = of_id AND conversations.picture_id = removed_parts.picture_id))
				OR restored_at > 0 AND EXISTS (SELECT 1 FROM decisions WHERE decisions.account_id = removed_parts.account_id AND decisions.decision_id = removed_parts.decision_id
					AND undone_at = 0 AND answer <> 'overturned')`,
			Advice: restore,
		},
		{
			Name: "appeal.second", Holds: "Who decided does not answer the appeal; what is answered was appealed.", Of: "decisions",
			Query: `SELECT account_id, decision_id FROM decisions WHERE answered_by = staff_id OR answered_at > 0 AND (appealed_at = 0 OR answer NOT IN ('upheld', 'overturned'))
				OR answered_at = 0 AND answer <> '' OR undone_at > 0 AND appealed_at > 0`,
			Advice: restore,
		},
	}
}

// entryOf is the condition that there is an entry of the audit log for what a row says that somebody did.
func entryOf(table, seq, of, action string) string {
	return `EXISTS (SELECT 1 FROM audit_log WHERE audit_log.seq = ` + table + `.` + seq + ` AND audit_log.case_id = ` + table + `.` + of + ` AND audit_log.action IN (` + action + `))`
}

func auditChecks() []verify.Check {
	unlogged := `SELECT 'decision' AS what, case_id FROM decisions WHERE NOT ` + entryOf("decisions", "audit_seq", "case_id", `'`+didDecide+`'`) + `
		UNION ALL SELECT 'undoing' AS what, case_id FROM decisions WHERE (undone_at > 0 OR undone_seq > 0) AND NOT ` + entryOf("decisions", "undone_seq", "case_id", `'`+didUndo+`'`) + `
		UNION ALL SELECT 'answer' AS what, case_id FROM decisions WHERE (answered_at > 0 OR answer_seq > 0) AND NOT ` + entryOf("decisions", "answer_seq", "case_id", `'`+didAnswer+`'`) + `
		UNION ALL SELECT 'note' AS what, case_id FROM case_notes WHERE NOT ` + entryOf("case_notes", "audit_seq", "case_id", `'`+didNote+`'`) + `
		UNION ALL SELECT 'look' AS what, case_id FROM looks WHERE NOT ` + entryOf("looks", "audit_seq", "case_id", `'`+didContext+`', '`+didExport+`'`) + `
		UNION ALL SELECT 'claim' AS what, case_id FROM cases WHERE (claimed_by IS NOT NULL OR claim_seq > 0) AND NOT ` + entryOf("cases", "claim_seq", "case_id", `'`+didClaim+`', '`+didRelease+`'`)
	const roleEntry = `audit_log.action = '` + didRole + `' AND audit_log.subject_id = accounts.account_id`
	const lastRole = `SELECT MAX(audit_log.seq) FROM audit_log WHERE ` + roleEntry
	return []verify.Check{
		{
			Name: "audit.roles", Holds: "Who is a moderator or an admin was made one, by the last entry of the audit log about their role.", Of: "accounts",
			Query: `SELECT account_id, role FROM accounts WHERE role <> '' AND NOT EXISTS (SELECT 1 FROM audit_log WHERE ` + roleEntry + `
				AND audit_log.seq = (` + lastRole + `) AND audit_log.details LIKE '%"role":"' || accounts.role || '"%')`,
			Advice: "Somebody made them staff past the program: causerie staff remove HANDLE, and causerie staff add for those who are to be.",
		},
		{
			Name: "audit.looks", Holds: "Of each look at private content, and each case that was handed out, whom it is about is told.", Of: "audit_log",
			Query: `SELECT seq FROM audit_log WHERE action IN ('` + didContext + `', '` + didExport + `') AND NOT EXISTS (SELECT 1 FROM looks
				WHERE looks.account_id = audit_log.subject_id AND looks.audit_seq = audit_log.seq)`,
			Advice: "Somebody removed from the database that a person is told: compare it with a backup.",
		},
		{
			Name: "audit.chain", Holds: "The audit log is whole: its entries are 1, 2, 3, …, each with the hash of the one before it and itself, up to its head.",
			Find: findBroken, Advice: "Somebody changed the audit log in the database, or lost a part of it: compare it with a backup.",
		},
		{
			Name: "audit.actions", Holds: "What staff did has its entry in the audit log.", Of: "decisions",
			Query:  unlogged,
			Advice: "Somebody changed the database past the program: compare it with a backup.",
		},
	}
}

// findBroken walks the chain of the audit log.
func findBroken(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	last := auditRow{hash: genesis}
	rows, err := tx.Query(ctx, `SELECT seq, created_at, actor_id, role, action, case_id, subject_id, details, hash FROM audit_log ORDER BY seq`)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var r auditRow
		if err := scan(&r.seq, &r.at, &r.actor, &r.role, &r.action, &r.of, &r.subject, &r.details, &r.hash); err != nil {
			return err
		}
		found.Looked++
		if r.seq != last.seq+1 || !bytes.Equal(r.hash, r.link(last.hash)) {
			found.Add("seq", r.seq)
		}
		last = r
		return nil
	})
	if err != nil {
		return err
	}
	head := auditRow{hash: genesis}
	err = tx.Row(ctx, `SELECT seq, hash FROM audit_head WHERE one = 1`).Scan(&head.seq, &head.hash)
	if err != nil && !db.NoRows(err) {
		return err
	}
	if head.seq != last.seq || !bytes.Equal(head.hash, last.hash) {
		found.Add("head", head.seq, "last", last.seq)
	}
	return nil
}

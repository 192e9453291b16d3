package chat

import (
	"context"
	"strings"
	"unicode/utf8"

	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	reportTextMax    = 2000 // characters
	reportEntriesMax = 200  // that one report copies, the last ones
)

// report is what someone tells the moderators about a request.
type report struct{ reason, text string }

// reportOf checks what a report says; other answers say nothing.
func (s *Service) reportOf(in Answers) (report, error) {
	switch {
	case in.Action != Report && (in.Reason != "" || in.Text != ""):
		return report{}, invalid("reason", "Only a report has a reason and a text.")
	case in.Action != Report:
		return report{}, nil
	case in.Reason == "":
		return report{}, invalid("reason", "Say why you report this.")
	case utf8.RuneCountInString(in.Text) > reportTextMax:
		return report{}, base.Invalid("too_long", "The text of a report has at most 2,000 characters.", base.Field{Location: "body.text", Message: "at most 2,000 characters"})
	case !utf8.ValidString(in.Text), strings.ContainsRune(in.Text, 0):
		return report{}, invalid("text", "The text has a control character in it.")
	}
	return report{in.Reason, strings.TrimSpace(in.Text)}, nil
}

// file keeps a report with copies of what the other person wrote and row's person can see: evidence stays when it is unsent later.
func (s *Service) file(ctx context.Context, tx *db.Tx, row inboxRow, r report) error {
	id := base.NewID(s.Clock.Now())
	const insert = `INSERT INTO reports (account_id, report_id, other_id, conversation_id, reason, text, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	if _, err := tx.Exec(ctx, insert, row.account, id, row.peer, row.id, r.reason, r.text, base.Millis(s.Clock.Now())); err != nil {
		return err
	}
	const entries = `INSERT INTO report_entries (account_id, report_id, seq, kind, sender_id, content, created_at)
		SELECT $1, $2, seq, kind, sender_id, content, created_at FROM entries
		WHERE conversation_id = $3 AND seq > $4 AND sender_id = $5 AND kind IN ('message', 'edit') AND erased_at = 0
		ORDER BY seq DESC LIMIT $6`
	_, err := tx.Exec(ctx, entries, row.account, id, row.id, row.clearedBefore, row.peer, reportEntriesMax)
	return err
}

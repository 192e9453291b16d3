package chat

import (
	"context"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// checkReport looks at what answers say of a report.
func checkReport(in Answers) error {
	switch {
	case in.Action != Report && (in.Reason != "" || in.Text != ""):
		return invalid("reason", "Only a report has a reason and a text.")
	case in.Action == Report && in.Reason == "":
		return invalid("reason", "Say why you report this.")
	}
	return nil
}

// fileInvitation reports who asked reporter to join a group, with what the group shows.
func (s *Service) fileInvitation(ctx context.Context, tx *db.Tx, reporter api.Actor, row invitationRow, in Answers) error {
	return s.ReportGroup(ctx, tx, reporter, row.conversation, in.Reason, in.Text)
}

// file reports what the other person wrote in a request and row's person can see.
func (s *Service) file(ctx context.Context, tx *db.Tx, actor api.Actor, row inboxRow, in Answers) error {
	written, err := requestEntries(ctx, tx, base.Millis(s.Clock.Now()), row)
	if err != nil {
		return err
	}
	return s.Report(ctx, tx, actor, row.peer, row.id, in.Reason, in.Text, written)
}

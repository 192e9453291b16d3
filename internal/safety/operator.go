package safety

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
)

// What the operator does at the command line, as the audit log names it.
const (
	didBirthDate = "staff.birthdate" // corrected when someone was born
	didExplain   = "policy.explain"  // looked at why one person may or may not reach another
)

// BirthDateChanged writes into the audit log that someone's birth date was corrected, in the transaction that does it.
func (s *Service) BirthDateChanged(ctx context.Context, tx *db.Tx, account base.ID, before, after string) error {
	if before == after {
		return nil
	}
	_, err := s.log(ctx, tx, deed{action: didBirthDate, subject: account, details: map[string]any{"before": before, "after": after}})
	return err
}

// Explained writes into the audit log that what stands between two people was looked at.
func (s *Service) Explained(ctx context.Context, tx *db.Tx, from, to base.ID, action string) error {
	_, err := s.log(ctx, tx, deed{action: didExplain, subject: to, details: map[string]any{"from": from, "action": action}})
	return err
}

package safety

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
)

// What the operator does at the command line, as the audit log names it.
const (
	didBirthDate = "staff.birthdate" // corrected when someone was born
	didPassword  = "staff.password"  // gave someone a new password, by which who has it signs in as them
	didExplain   = "policy.explain"  // looked at why one person may or may not reach another
)

// StaffLack is what a server with so many admins and moderators cannot do for the people on it, and what to do; empty where there is nothing.
func StaffLack(admins, moderators int) (lack, do string) {
	switch {
	case admins+moderators == 0:
		return "nobody reads what people report", "causerie staff add HANDLE --role admin"
	case admins == 0:
		return "nobody is an admin: cases about moderators wait, and none can be handed to authorities", "causerie staff add HANDLE --role admin"
	case admins+moderators == 1:
		return "one person alone is staff: an appeal of what they decide waits, for somebody else answers it, and so does a case about them",
			"causerie staff add HANDLE --role moderator, for somebody else"
	}
	return "", ""
}

// BirthDateChanged writes into the audit log that someone's birth date was corrected, in the transaction that does it.
func (s *Service) BirthDateChanged(ctx context.Context, tx *db.Tx, account base.ID, before, after string) error {
	if before == after {
		return nil
	}
	_, err := s.log(ctx, tx, deed{action: didBirthDate, subject: account, details: map[string]any{"before": before, "after": after}})
	return err
}

// PasswordReset writes into the audit log that someone was given a new password, in the transaction that does it.
func (s *Service) PasswordReset(ctx context.Context, tx *db.Tx, account base.ID) error {
	_, err := s.log(ctx, tx, deed{action: didPassword, subject: account})
	return err
}

// Explained writes into the audit log that what stands between two people was looked at.
func (s *Service) Explained(ctx context.Context, tx *db.Tx, from, to base.ID, action string) error {
	_, err := s.log(ctx, tx, deed{action: didExplain, subject: to, details: map[string]any{"from": from, "action": action}})
	return err
}

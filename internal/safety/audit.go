package safety

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"math"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// What staff do, as the audit log names it.
const (
	didRole     = "staff.role"    // someone became a moderator, an admin or neither
	didClaim    = "case.claim"    //
	didRelease  = "case.release"  //
	didView     = "case.view"     // looked at what was reported
	didContext  = "case.context"  // looked at what was written around it
	didNote     = "case.note"     //
	didDecide   = "case.decide"   //
	didUndo     = "decision.undo" //
	didAnswer   = "appeal.answer" //
	didExport   = "case.export"   //
	didReadLog  = "audit.read"    //
	auditPage   = 500             // entries that are read at once
	operator    = "operator"      // the role of who acts at the command line
	emptyDetail = "{}"
)

// AuditEntry is a line of the audit log.
type AuditEntry struct {
	Seq     int64           `json:"seq" doc:"1, 2, 3, … without gaps."`
	At      time.Time       `json:"at"`
	Actor   *base.ID        `json:"actor,omitempty" doc:"Who did it; absent for the operator at the command line."`
	Handle  string          `json:"handle,omitempty" doc:"Of who did it, as it is now."`
	Role    string          `json:"role" enum:"moderator,admin,operator"`
	Action  string          `json:"action" example:"case.decide"`
	Case    *base.ID        `json:"case,omitempty"`
	Subject *base.ID        `json:"subject,omitempty" doc:"Whom it is about."`
	Details json.RawMessage `json:"details" doc:"What belongs to the action: a reason, a decision, messages by their places; never what anyone wrote."`
	Hash    string          `json:"hash" doc:"SHA-256, in hexadecimal, over the hash before it and this entry: see docs/safety.md."`
}

// deed is what is about to be written into the audit log.
type deed struct {
	actor       api.Actor
	action      string
	of, subject base.ID
	details     map[string]any
}

// auditRow is an entry as it is stored.
type auditRow struct {
	seq, at            int64
	actor, of, subject base.ID
	role, action       string
	details            string
	hash               []byte
}

// link is the hash of an entry: SHA-256 over the hash of the one before it, 32 bytes of zero for the first, and the JSON of an array of
// its seq, time in milliseconds, actor, role, action, case, subject and details. What is absent is an empty text.
func (r auditRow) link(before []byte) []byte {
	name := func(id base.ID) string {
		if id.IsZero() {
			return ""
		}
		return id.String()
	}
	var line bytes.Buffer
	out := json.NewEncoder(&line)
	out.SetEscapeHTML(false)
	if err := out.Encode([]any{r.seq, r.at, name(r.actor), r.role, r.action, name(r.of), name(r.subject), r.details}); err != nil {
		panic("an entry of the audit log cannot be encoded: " + err.Error())
	}
	hash := sha256.New()
	hash.Write(before)
	hash.Write(bytes.TrimSuffix(line.Bytes(), []byte("\n")))
	return hash.Sum(nil)
}

var genesis = make([]byte, sha256.Size)

// log appends to the audit log, in the transaction that does what it says, and answers the entry's seq.
func (s *Service) log(ctx context.Context, tx *db.Tx, d deed) (seq int64, err error) {
	last, err := lockAudit(ctx, tx)
	if err != nil {
		return 0, err
	}
	row := auditRow{seq: last.seq + 1, at: s.now(), actor: d.actor.Account, of: d.of, subject: d.subject, role: d.actor.Role, action: d.action, details: emptyDetail}
	if row.role == "" {
		row.role = operator
	}
	if len(d.details) > 0 {
		text, err := json.Marshal(d.details)
		if err != nil {
			return 0, err
		}
		row.details = string(text)
	}
	row.hash = row.link(last.hash)
	return row.seq, addAudit(ctx, tx, row)
}

// RoleChanged writes into the audit log that someone was given a role, in the transaction that does it; at the command line, nobody
// acts.
func (s *Service) RoleChanged(ctx context.Context, tx *db.Tx, account base.ID, before, role string) error {
	if before == role {
		return nil
	}
	_, err := s.log(ctx, tx, deed{action: didRole, subject: account, details: map[string]any{"before": named(before), "role": named(role)}})
	return err
}

func named(role string) string {
	if role == "" {
		return "member"
	}
	return role
}

// Audit calls each for the entries of the log after a seq, of one case unless that is zero, in order. It reads them a page at a time.
func (s *Service) Audit(ctx context.Context, of base.ID, after int64, each func(AuditEntry) error) error {
	for {
		var page []AuditEntry
		err := s.read(ctx, "read the audit log", func(tx *db.Tx) (err error) {
			page, err = auditAfter(ctx, tx, of, after, auditPage)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := each(e); err != nil {
				return err
			}
			after = e.Seq
		}
		if len(page) < auditPage {
			return nil
		}
	}
}

// errFound ends a walk of the log.
var errFound = errors.New("found")

// Handed is the entry of the log about the case that was handed out as the document with a SHA-256, in hexadecimal.
func (s *Service) Handed(ctx context.Context, sum string) (found AuditEntry, err error) {
	err = s.Audit(ctx, base.ID{}, 0, func(e AuditEntry) error {
		var details struct {
			SHA256 string `json:"sha256"`
		}
		if e.Action != didExport || json.Unmarshal(e.Details, &details) != nil || details.SHA256 != sum {
			return nil
		}
		found = e
		return errFound
	})
	switch {
	case errors.Is(err, errFound):
		return found, nil
	case err == nil:
		err = base.NotFound()
	}
	return found, err
}

// AuditPage is a part of the audit log, the last entry first.
type AuditPage struct {
	Items []AuditEntry `json:"items"`
	Next  int64        `json:"next,omitempty" doc:"The seq before which there is more."`
}

// ReadAudit is a page of the whole log before a seq, for an admin, who is written into it; 0 begins with the last entry, which is that one.
func (s *Service) ReadAudit(ctx context.Context, actor api.Actor, before int64, limit int) (out AuditPage, err error) {
	details := map[string]any{}
	if before > 0 {
		details["before"] = before
	} else {
		before = math.MaxInt64
	}
	err = s.write(ctx, "read the audit log", func(tx *db.Tx) error {
		if _, err := s.log(ctx, tx, deed{actor: actor, action: didReadLog, details: details}); err != nil {
			return err
		}
		out.Items, err = auditBefore(ctx, tx, before, limit+1)
		return err
	})
	if len(out.Items) > limit {
		out.Items = out.Items[:limit]
		out.Next = out.Items[limit-1].Seq
	}
	return out, err
}

// CaseAudit is the part of the log that is about one case, the first entry first.
type CaseAudit struct {
	Items []AuditEntry `json:"items"`
}

// CaseAudit is what staff did in a case.
func (s *Service) CaseAudit(ctx context.Context, actor api.Actor, id base.ID) (out CaseAudit, err error) {
	err = s.read(ctx, "read the audit log of a case", func(tx *db.Tx) error {
		if _, err := caseFor(ctx, tx, actor, id); err != nil {
			return err
		}
		out.Items, err = allAudit(ctx, tx, id)
		return err
	})
	return out, err
}

package safety

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
)

// Export is a case as it is handed to authorities. SHA256 is of Document, byte for byte.
type Export struct {
	SHA256   string `json:"sha256" doc:"Of document, in hexadecimal. It is in the audit log."`
	Document string `json:"document" doc:"The case with all reports, evidence, decisions, its part of the audit log, and the size, format and SHA-256 of each picture, recording and file that is evidence, as JSON in a text."`
}

// exported is the document of an Export.
type exported struct {
	ExportedAt time.Time    `json:"exportedAt"`
	Reason     string       `json:"reason"`
	Case       Case         `json:"case"`
	Media      []handed     `json:"media"`
	Audit      []AuditEntry `json:"audit"`
}

// handed is a picture, a recording or a file that is evidence: the id is in the content of its message, or in the address of what a profile or a group showed.
type handed struct {
	ID   base.ID `json:"id"`
	Kind string  `json:"kind"`
	media.Digest
}

// errUnread is that the hash of some media is not known yet.
var errUnread = errors.New("media of the case were not read yet")

// Export hands a case out. It is logged with the document's hash, and the people concerned see that it was after the case.
func (s *Service) Export(ctx context.Context, actor api.Actor, id base.ID, reason string) (out Export, err error) {
	if reason, err = cleaned("reason", reason, true); err != nil {
		return out, err
	}
	// Nothing waits while files are read: what is missing is read between two tries. It does not change, only more can come.
	known := map[base.ID]media.Digest{}
	for {
		var shown []handed
		err = s.write(ctx, "export a case", func(tx *db.Tx) (err error) {
			out, shown, err = s.export(ctx, tx, actor, id, reason, known)
			return err
		})
		if !errors.Is(err, errUnread) {
			return out, err
		}
		for _, one := range shown {
			if _, is := known[one.ID]; is {
				continue
			}
			if known[one.ID], err = s.Digest(ctx, one.ID, one.Kind); err != nil {
				return out, err
			}
		}
	}
}

func (s *Service) export(ctx context.Context, tx *db.Tx, actor api.Actor, id base.ID, reason string, known map[base.ID]media.Digest) (out Export, shown []handed, err error) {
	row, err := lockedCase(ctx, tx, actor, id)
	if err != nil {
		return out, nil, err
	}
	if shown, err = mediaOf(ctx, tx, id); err != nil {
		return out, nil, err
	}
	for i, one := range shown {
		digest, is := known[one.ID]
		if !is {
			return out, shown, errUnread
		}
		shown[i].Digest = digest
	}
	document := exported{ExportedAt: base.Time(s.now()), Reason: reason, Media: shown}
	if document.Case, err = s.caseOf(ctx, tx, actor, row); err != nil {
		return out, nil, err
	}
	for document.Case.NextReports != "" {
		after, err := base.ParseID(document.Case.NextReports)
		if err != nil {
			return out, nil, err
		}
		more, next, err := s.caseReports(ctx, tx, actor.Account, id, after, reportsPage)
		if err != nil {
			return out, nil, err
		}
		document.Case.Reported, document.Case.NextReports = append(document.Case.Reported, more...), next
	}
	if document.Audit, err = allAudit(ctx, tx, id); err != nil {
		return out, nil, err
	}
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return out, nil, err
	}
	hash := sha256.Sum256(text)
	out = Export{hex.EncodeToString(hash[:]), string(text)}
	return out, shown, s.look(ctx, tx, actor, row, didExport, base.ID{}, nil, reason, map[string]any{"sha256": out.SHA256})
}

// mediaOf are the media that are evidence in a case, in the order of their ids.
func mediaOf(ctx context.Context, tx *db.Tx, of base.ID) ([]handed, error) {
	list := []handed{}
	rows, err := tx.Query(ctx, `SELECT media.media_id AS id, media.kind FROM reports
			JOIN report_photos ON report_photos.account_id = reports.account_id AND report_photos.report_id = reports.report_id
			JOIN media ON media.account_id = report_photos.other_id AND media.media_id = report_photos.media_id
			WHERE reports.case_id = $1
		UNION SELECT avatar_id AS id, 'avatar' FROM reports WHERE case_id = $1 AND avatar_id IS NOT NULL
		UNION SELECT picture_id AS id, 'avatar' FROM reports WHERE case_id = $1 AND picture_id IS NOT NULL ORDER BY id`, of)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var one handed
		err := scan(&one.ID, &one.Kind)
		list = append(list, one)
		return err
	})
	return list, err
}

func allAudit(ctx context.Context, tx *db.Tx, of base.ID) ([]AuditEntry, error) {
	all := []AuditEntry{}
	for after := int64(0); ; {
		page, err := auditAfter(ctx, tx, of, after, auditPage)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < auditPage {
			return all, nil
		}
		after = page[len(page)-1].Seq
	}
}

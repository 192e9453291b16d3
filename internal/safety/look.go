package safety

import (
	"context"
	"slices"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// around is how many entries before and after a reported message can be looked at.
const around = 20

// Glance is what was written around the reported messages of a conversation.
type Glance struct {
	Conversation base.ID   `json:"conversationId"`
	Items        []Message `json:"items" doc:"Of everyone in the conversation: at most 20 entries before and after each reported message, in the order of the log."`
}

// Context looks at what was written around the reported messages of a conversation, in a case that the actor has claimed. It is written
// into the audit log, and for everyone whose words are among it, in a transaction that is committed before anything is answered.
func (s *Service) Context(ctx context.Context, actor api.Actor, id, conversation base.ID, reason string) (out Glance, err error) {
	if reason, err = cleaned("reason", reason, true); err != nil {
		return out, err
	}
	var items []Message
	err = s.write(ctx, "note a look at messages", func(tx *db.Tx) error {
		row, err := s.held(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		places, err := evidencePlaces(ctx, tx, id)
		if err != nil {
			return err
		}
		ranges := rangesOf(places, conversation)
		if len(ranges) == 0 {
			return base.NotFound()
		}
		if items, err = s.Around(ctx, tx, conversation, ranges); err != nil {
			return err
		}
		return s.look(ctx, tx, actor, row, didContext, conversation, items, reason, map[string]any{"conversation": conversation})
	})
	if err != nil {
		return out, err
	}
	out.Conversation, out.Items = conversation, s.withMedia(actor.Account, items)
	if out.Items == nil {
		out.Items = []Message{}
	}
	return out, nil
}

// rangesOf are the parts of a conversation's log around places, which are in order, without overlaps.
func rangesOf(places []Place, conversation base.ID) (ranges [][2]int64) {
	for _, p := range places {
		if p.Conversation != conversation {
			continue
		}
		from, to := max(1, p.Seq-around), p.Seq+around
		if n := len(ranges); n > 0 && from <= ranges[n-1][1]+1 {
			ranges[n-1][1] = to
			continue
		}
		ranges = append(ranges, [2]int64{from, to})
	}
	return ranges
}

// look notes a look at private content: for the audit log, and for each of the people whose it is: those of the case, and who wrote read. Where
// conversation is zero, those of the case are everyone in it.
func (s *Service) look(ctx context.Context, tx *db.Tx, actor api.Actor, row caseRow, action string, conversation base.ID, read []Message, reason string, details map[string]any) error {
	details["reason"] = reason
	seq, err := s.log(ctx, tx, deed{actor: actor, action: action, of: row.id, subject: row.about, details: details})
	if err != nil {
		return err
	}
	concerned, err := concernedIn(ctx, tx, row, conversation)
	if err != nil {
		return err
	}
	for _, m := range read {
		if !slices.Contains(concerned, m.Sender) {
			concerned = append(concerned, m.Sender)
		}
	}
	now := s.Clock.Now()
	for _, who := range concerned {
		_, err := tx.Exec(ctx, `INSERT INTO looks (account_id, look_id, case_id, role, reason, created_at, audit_seq) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			who, base.NewID(now), row.id, actor.Role, reason, base.Millis(now), seq)
		if err != nil {
			return err
		}
	}
	return nil
}

// concernedIn are the person whom a case is about, and who reported something of a conversation, or of any where that is zero.
func concernedIn(ctx context.Context, tx *db.Tx, row caseRow, conversation base.ID) ([]base.ID, error) {
	query, args := `SELECT DISTINCT account_id FROM reports WHERE case_id = $1`, []any{row.id}
	if !conversation.IsZero() {
		query, args = query+` AND conversation_id = $2`, append(args, conversation)
	}
	list := []base.ID{row.about}
	rows, err := tx.Query(ctx, query+` ORDER BY account_id`, args...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		err := scan(&id)
		list = append(list, id)
		return err
	})
	return list, err
}

// looksAt are the last looks at what someone wrote, in cases that are closed.
func looksAt(ctx context.Context, tx *db.Tx, who base.ID) ([]Look, error) {
	list := []Look{}
	rows, err := tx.Query(ctx, `SELECT looks.created_at, role, looks.reason FROM looks JOIN cases ON cases.case_id = looks.case_id
		WHERE looks.account_id = $1 AND state = 'closed' ORDER BY look_id DESC LIMIT $2`, who, ownMax)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var l Look
		var at int64
		err := scan(&at, &l.Role, &l.Reason)
		l.At = base.Time(at)
		list = append(list, l)
		return err
	})
	return list, err
}

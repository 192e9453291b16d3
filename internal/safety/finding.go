package safety

import (
	"context"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	findingsMax = 10             // that a case keeps
	foundRest   = 24 * time.Hour // after somebody dismissed a case, during which what the server finds opens no other one
)

// Finding is what the server found by itself: a text that went to many strangers, or came from many people. Who decides judges it.
type Finding struct {
	Text    string    `json:"text" doc:"As it was sent to one of them; others were nearly the same."`
	People  int64     `json:"people" doc:"To how many strangers this person had sent it within 24 hours."`
	Senders int64     `json:"senders" doc:"How many accounts had sent it within 24 hours."`
	At      time.Time `json:"at"`
}

// Found brings it before the moderators that about sent text to so many strangers, in the transaction in which it is sent. It joins the open
// case about them, or opens one.
func (s *Service) Found(ctx context.Context, tx *db.Tx, about base.ID, text string, people, senders int) error {
	now := s.Clock.Now()
	var dismissed bool
	const rest = `SELECT EXISTS (SELECT 1 FROM cases WHERE account_id = $1 AND outcome = 'no_action' AND closed_at > $2)`
	if err := tx.Row(ctx, rest, about, base.Millis(now.Add(-foundRest))).Scan(&dismissed); err != nil || dismissed {
		return err
	}
	open, err := s.openCase(ctx, tx, about, "spam", urgencyOf("spam", false), now)
	if err != nil {
		return err
	}
	added, err := tx.Exec(ctx, `INSERT INTO findings (case_id, finding_id, text, people, senders, created_at)
		SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT COUNT(*) FROM findings WHERE case_id = $1) < $7`,
		open, base.NewID(now), text, people, senders, base.Millis(now), findingsMax)
	if err != nil || added == 0 {
		return err
	}
	return s.queueChanged(ctx, tx, about)
}

func findingsOf(ctx context.Context, tx *db.Tx, of base.ID) ([]Finding, error) {
	list := []Finding{}
	rows, err := tx.Query(ctx, `SELECT text, people, senders, created_at FROM findings WHERE case_id = $1 ORDER BY finding_id`, of)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var f Finding
		var at int64
		err := scan(&f.Text, &f.People, &f.Senders, &at)
		f.At = base.Time(at)
		list = append(list, f)
		return err
	})
	return list, err
}

package preview

import (
	"context"
	"encoding/json"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
	"causerie/internal/verify"
)

// waits is how long a preview waits to be sent.
const waits = time.Hour

// Waiting is what waits to be sent: the preview of a link, or the still of a place.
type Waiting struct {
	Card
	WaitingStill
}

// WaitingStill is a still, and the place that the message with it tells.
type WaitingStill struct {
	Spot  Spot  `json:"place"`
	Still Still `json:"still"`
}

func insert(ctx context.Context, tx *db.Tx, owner, id base.ID, what any, now time.Time) error {
	content, err := json.Marshal(what)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO previews (account_id, preview_id, content, created_at) VALUES ($1, $2, $3, $4)`, owner, id, string(content), base.Millis(now))
	return err
}

// Unsent are those of previews and stills that are of no message yet. They stay so until tx ends, but for what tx does.
func (s *Service) Unsent(ctx context.Context, tx *db.Tx, named []media.Owned) (map[media.Owned]Waiting, error) {
	owners, ids := columns(named)
	if tx.Dialect() == db.Postgres {
		const lock = `UPDATE previews SET created_at = created_at /*from rows*/ WHERE account_id = $1 AND preview_id = $2`
		if err := tx.ExecRows(ctx, lock, db.Columns{owners, ids}); err != nil {
			return nil, err
		}
	}
	found := map[media.Owned]Waiting{}
	since := base.Millis(s.Clock.Now().Add(-waits))
	const query = `SELECT account_id, preview_id, content, created_at FROM /*rows*/ previews WHERE account_id = $1 AND preview_id = $2`
	err := tx.QueryRows(ctx, query, db.Columns{owners, ids}, func(scan func(...any) error) error {
		var of media.Owned
		var content string
		var created int64
		var one Waiting
		if err := scan(&of.Owner, &of.ID, &content, &created); err != nil || created <= since {
			return err
		}
		err := json.Unmarshal([]byte(content), &one)
		found[of] = one
		return err
	})
	return found, err
}

// Sent ends the waiting of previews: they are in messages now.
func (s *Service) Sent(ctx context.Context, tx *db.Tx, sent []media.Owned) error {
	owners, ids := columns(sent)
	return tx.ExecRows(ctx, `DELETE FROM previews WHERE (account_id, preview_id) IN (SELECT $1, $2 /*from rows*/)`, db.Columns{owners, ids})
}

func columns(of []media.Owned) (owners, ids []base.ID) {
	for _, one := range of {
		owners, ids = append(owners, one.Owner), append(ids, one.ID)
	}
	return owners, ids
}

// Sweep removes previews that were not sent, with their pictures.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	s.pages.sweep(now)
	s.places.sweep(now)
	return base.Doing("remove previews that were not sent", s.DB.Write(ctx, func(tx *db.Tx) error {
		var late []media.Owned
		rows, err := tx.Query(ctx, `DELETE FROM previews WHERE created_at <= $1 RETURNING account_id, preview_id`, base.Millis(now.Add(-waits)))
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var one media.Owned
			err := scan(&one.Owner, &one.ID)
			late = append(late, one)
			return err
		})
		if err != nil {
			return err
		}
		return s.Media.DropPreviews(ctx, tx, late)
	}))
}

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	const sent = `previews WHERE EXISTS (SELECT 1 FROM media
		WHERE media.account_id = previews.account_id AND media.media_id = previews.preview_id AND media.conversation_id IS NOT NULL)`
	return []verify.Check{
		{
			Name: "previews.unsent", Holds: "A preview that waits is of no message.", Of: "previews",
			Query: `SELECT account_id, preview_id FROM ` + sent, Repair: verify.By(`DELETE FROM ` + sent), Mends: "removes what waits: the message has its own",
		},
		verify.Times("previews.times", s.Clock.Now(), []verify.TimeTable{{Table: "previews", Key: "account_id", Columns: []string{"created_at"}}}),
	}
}

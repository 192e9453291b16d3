package crash

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	causerie "causerie/sdk/go"
)

// lapse is a time that has gone by for what has an end: what was to disappear within a day does at a moment that is near, and what was opened has been viewed. The
// machine's clock stays; the ends in the store are moved instead.
type lapse struct{ at, upTo time.Time }

// lapse lets time go by while the server is down. What disappears then does so while people write again.
func (r *run) lapse() {
	now := time.Now().UTC().Truncate(time.Millisecond) // as the API tells times
	gone := lapse{at: now.Add(r.upTo(time.Second)).Truncate(time.Millisecond), upTo: now.Add(24 * time.Hour)}
	r.inStore(db.OpenToMend, func(store *db.DB) error {
		return store.Write(context.Background(), func(tx *db.Tx) error {
			at := base.Millis(gone.at)
			if _, err := tx.Exec(context.Background(), `UPDATE entries SET expires_at = $1 WHERE expires_at > $1 AND expires_at <= $2`, at, base.Millis(gone.upTo)); err != nil {
				return err
			}
			if _, err := tx.Exec(context.Background(), `UPDATE openings SET until_at = $1 WHERE until_at > $1`, base.Millis(now)); err != nil {
				return err
			}
			_, err := tx.Exec(context.Background(), `UPDATE onces SET due_at = $1 WHERE due_at > $1 AND due_at <> ends_at`, base.Millis(now))
			return err
		})
	})
	r.history.lapses = append(r.history.lapses, gone)
	r.sum.Lapses++
}

// inStore does something in the store beside the server, if that runs.
func (r *run) inStore(open func(context.Context, string, *slog.Logger) (*db.DB, error), do func(*db.DB) error) {
	r.Helper()
	address := r.server.Database
	if address == "" {
		address = "sqlite:" + filepath.Join(r.server.Data, "causerie.db")
	}
	store, err := open(context.Background(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		r.Fatal(err)
	}
	defer store.Close()
	if err := do(store); err != nil {
		r.Fatal(err)
	}
}

// onces are the media that can be viewed once by somebody still.
func (r *run) onces() map[string]bool {
	r.Helper()
	kept := map[string]bool{}
	r.inStore(db.OpenToLook, func(store *db.DB) error {
		return store.Read(context.Background(), func(tx *db.Tx) error {
			rows, err := tx.Query(context.Background(), `SELECT media_id FROM onces`)
			return db.Rows(rows, err, func(scan func(...any) error) error {
				var id base.ID
				err := scan(&id)
				kept[id.String()] = true
				return err
			})
		})
	})
	return kept
}

// awaitLapses waits for the last moment at which something disappears: the server is a process with a clock that nobody can move.
func (h *history) awaitLapses() {
	if n := len(h.lapses); n > 0 {
		time.Sleep(time.Until(h.lapses[n-1].at.Add(time.Millisecond)))
	}
}

// endOf is when something disappears that was to at a time, zero for never.
func (h *history) endOf(at time.Time) time.Time {
	// One that a lapse has moved already goes on from there.
	from := 1 + slices.IndexFunc(h.lapses, func(l lapse) bool { return l.at.Equal(at) })
	for _, l := range h.lapses[from:] {
		if at.After(l.at) && !at.After(l.upTo) {
			at = l.at
		}
	}
	return at
}

// now is an entry as whoever has it is to show it now: devices that have it learn by the time alone that it has disappeared.
func (h *history) now(e causerie.Entry) causerie.Entry {
	if e.ExpiresAt = h.endOf(e.ExpiresAt); gone(e) {
		e.Erased, e.Hidden, e.Content = true, true, causerie.Content{}
	}
	return e
}

// gone tells whether an entry has disappeared.
func gone(e causerie.Entry) bool { return !e.ExpiresAt.IsZero() && !e.ExpiresAt.After(time.Now()) }

// checkGone holds that what has disappeared is gone by every way to it: around it and by its words. The pages of the log and the last message of its conversation are looked
// at with these.
func (c *checker) checkGone(ctx context.Context) {
	for id, log := range c.logs {
		p, n := c.anyone(id), 0
		for i := range log {
			e := log[len(log)-1-i]
			a := c.history.byClientID[e.ClientID]
			if e.Kind != causerie.KindMessage || !gone(e) || a == nil || c.vanished[a] || n >= searches {
				continue
			}
			c.vanished[a] = true
			n++
			if a.in.Content.Text != "" {
				c.notFound(ctx, id, []string{word(e.ClientID)})
			}
			page, err := p.client.EntriesAround(ctx, id, e.Seq, 3)
			if err != nil {
				c.wrongf("%s reads around message %d of %s: %v", p.name, e.Seq, id, err)
			}
			for _, near := range page.Items {
				if gone(near) && (near.Content.Type != "" || near.Content.Text != "" || !near.Hidden) {
					c.wrongf("%s reads around message %d of %s what has disappeared: %+v", p.name, e.Seq, id, near)
				}
			}
		}
	}
}

package notify

import (
	"context"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// span is from a moment until another.
type span struct{ from, until time.Time }

func (s span) isZero() bool { return s.until.IsZero() }

// quiet answers the quiet hours that it is in, where local is a moment on the person's clock; and else how long it is until the next begin, 0
// where there are none.
func quiet(hours policy.Hours, local time.Time) (now span, next time.Duration) {
	if hours.From == hours.Until {
		return span{}, 0
	}
	at := func(day, minutes int) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+day, minutes/60, minutes%60, 0, 0, local.Location())
	}
	for day := -1; day <= 1; day++ {
		from, end := at(day, hours.From), at(day, hours.Until)
		if hours.Until < hours.From {
			end = at(day+1, hours.Until)
		}
		switch {
		case local.Before(from):
			return span{}, from.Sub(local)
		case local.Before(end):
			return span{from, end}, 0
		}
	}
	return span{}, at(2, hours.From).Sub(local)
}

// InQuiet tells whether a moment, on the clock of where a person is, lies in quiet hours.
func InQuiet(hours policy.Hours, local time.Time) bool {
	now, _ := quiet(hours, local)
	return !now.isZero()
}

// quietOf is quiet for a person.
func (s *Service) quietOf(p *person) (now span, next time.Duration) {
	local := base.In(s.Clock.Now(), p.zone)
	who := policy.Person{Country: p.country, Band: s.Packs.Band(p.country, p.birth, local)}
	return quiet(s.Packs.Quiet(who), local)
}

// hold has accounts be told at the end of a time what came since its beginning.
func (s *Service) hold(ctx context.Context, quiet map[base.ID]span) error {
	var ids []base.ID
	var ends, since []int64
	s.mu.Lock()
	for id, hours := range quiet {
		if _, known := s.held[id]; !known {
			ids, ends, since = append(ids, id), append(ends, base.Millis(hours.until)), append(since, base.Millis(hours.from))
		}
	}
	s.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	err := s.write(ctx, "holding push messages back", func(tx *db.Tx) error {
		return tx.ExecRows(ctx, `INSERT INTO push_held (account_id, since_at, until_at) SELECT $1, $2, $3 /*from rows*/ WHERE TRUE ON CONFLICT (account_id) DO NOTHING`,
			db.Columns{ids, since, ends})
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		s.held[id] = quiet[id].until
		s.endsAt(quiet[id].until)
	}
	heldBack.Add(float64(len(ids)))
	return nil
}

// heldPage is how many people are told at once.
const heldPage = 100

// EndQuiet tells those whose quiet hours are over what they missed. It asks the store for nothing before the first end.
func (s *Service) EndQuiet(ctx context.Context) error {
	s.mu.Lock()
	due := !s.nextEnd.IsZero() && !s.Clock.Now().Before(s.nextEnd)
	s.mu.Unlock()
	for due {
		n, err := s.endQuiet(ctx)
		if err != nil {
			return err
		}
		if due = n == heldPage; !due {
			return s.remember(ctx)
		}
	}
	return nil
}

func (s *Service) endQuiet(ctx context.Context) (n int, err error) {
	var out []delivery
	err = s.write(ctx, "ending quiet hours", func(tx *db.Tx) error {
		n, out = 0, nil
		since := map[base.ID]time.Time{}
		var ids []base.ID
		rows, err := tx.Query(ctx, `SELECT account_id, since_at FROM push_held WHERE until_at <= $1 ORDER BY until_at LIMIT $2`, base.Millis(s.Clock.Now()), heldPage)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var id base.ID
			var at int64
			err := scan(&id, &at)
			since[id], ids = base.Time(at), append(ids, id)
			return err
		})
		if err != nil {
			return err
		}
		n = len(ids)
		people, err := s.peopleOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			p := people[id]
			if p != nil {
				if now, _ := s.quietOf(p); !now.isZero() { // they are elsewhere now, or have other hours
					if _, err := tx.Exec(ctx, `UPDATE push_held SET until_at = $2 WHERE account_id = $1`, id, base.Millis(now.until)); err != nil {
						return err
					}
					continue
				}
				missed, err := s.Missed(ctx, tx, id, since[id])
				if err != nil {
					return err
				}
				out = append(out, s.missed(p, id, missed)...)
			}
			if _, err := tx.Exec(ctx, `DELETE FROM push_held WHERE account_id = $1`, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.deliver(out)
	}
	return n, err
}

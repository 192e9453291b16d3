package guardian

import (
	"context"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

const (
	daysShown  = 7
	weeksShown = 4
	quarter    = 15               // minutes: time is shown no finer
	countEvery = 55 * time.Second // a minute is told every minute, by clients that do not know of each other
)

// GuardianView is all that a guardian sees of a young person, and that this person sees that they see.
type GuardianView struct {
	Settings SettingsShown `json:"settings"`
	Time     []DayShown    `json:"time" doc:"The last 7 days where the young person is, today first. Days before the link are not counted."`
	Contacts []WeekShown   `json:"contacts" doc:"The last 4 weeks, this one first: 7 days until today, and so on."`
}

// SettingsShown is what a young person has chosen.
type SettingsShown struct {
	DirectMessages policy.Setting `json:"directMessages" enum:"everyone,suggested,friends,nobody" doc:"Who can send them direct messages."`
	account.Shown
}

// DayShown is how long the app was in front of someone on one day.
type DayShown struct {
	Day     string `json:"day" format:"date"`
	Minutes int    `json:"minutes" doc:"In quarters of an hour, each begun one counted."`
}

// WeekShown is how many new contacts came in one week: friends, and people with whom a conversation was accepted.
type WeekShown struct {
	From     string `json:"from" format:"date" doc:"Its first day."`
	Contacts int    `json:"contacts"`
}

// Shown is what the link of actor and other shows, the same to both. Without a link there is nothing.
func (s *Service) Shown(ctx context.Context, actor api.Actor, other base.ID) (out GuardianView, err error) {
	err = s.read(ctx, "read what a guardian sees", func(tx *db.Tx) error {
		var young bool
		err := tx.Row(ctx, `SELECT young FROM guardian_links WHERE account_id = $1 AND other_id = $2 AND state = 'linked'`, actor.Account, other).Scan(&young)
		if db.NoRows(err) {
			return base.NotFound()
		}
		if err != nil {
			return err
		}
		people, err := s.peopleOf(ctx, tx, []base.ID{actor.Account, other})
		if err != nil {
			return err
		}
		if !guards(young, people[actor.Account].Band, people[other].Band) {
			return base.NotFound()
		}
		id := other
		if young {
			id = actor.Account
		}
		out, err = s.shown(ctx, tx, id, people[id])
		return err
	})
	return out, err
}

func (s *Service) shown(ctx context.Context, tx *db.Tx, id base.ID, who person) (out GuardianView, err error) {
	privacies, err := s.Privacies(ctx, tx, []base.ID{id})
	if err != nil {
		return out, err
	}
	out.Settings = SettingsShown{s.Packs.Choices(who.Person).Now, privacies[id]}
	now := base.In(s.Clock.Now(), who.zone)
	minutes := map[string]int{}
	rows, err := tx.Query(ctx, `SELECT day, minutes FROM active_time WHERE account_id = $1`, id)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var on string
		var n int
		err := scan(&on, &n)
		minutes[on] = n
		return err
	})
	if err != nil {
		return out, err
	}
	for i := range daysShown {
		on := dayBefore(now, i).Format(time.DateOnly)
		out.Time = append(out.Time, DayShown{on, (minutes[on] + quarter - 1) / quarter * quarter})
	}
	first := dayBefore(now, weeksShown*7-1)
	contacts, err := s.NewContacts(ctx, tx, id, first)
	if err != nil {
		return out, err
	}
	for week := range weeksShown {
		from := dayBefore(now, week*7+6)
		shown := WeekShown{From: from.Format(time.DateOnly)}
		for _, at := range contacts {
			if !at.Before(from) && (week == 0 || at.Before(dayBefore(now, week*7-1))) {
				shown.Contacts++
			}
		}
		out.Contacts = append(out.Contacts, shown)
	}
	return out, nil
}

// dayBefore is the beginning of the day some days before now, where now is.
func dayBefore(now time.Time, days int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()-days, 0, 0, 0, 0, now.Location())
}

// CountTime counts a minute in which actor had the app in front of them, where they are young and linked. Several clients at once count once.
func (s *Service) CountTime(ctx context.Context, actor api.Actor) error {
	return s.write(ctx, "count time", func(tx *db.Tx) error {
		var zone string
		err := tx.Row(ctx, `SELECT time_zone FROM accounts WHERE account_id = $1 AND EXISTS (SELECT 1 FROM guardian_links
			WHERE guardian_links.account_id = $1 AND state = 'linked' AND young)`, actor.Account).Scan(&zone)
		if db.NoRows(err) {
			return nil
		}
		if err != nil {
			return err
		}
		now := s.Clock.Now()
		_, err = tx.Exec(ctx, `INSERT INTO active_time (account_id, day, minutes, counted_at) VALUES ($1, $2, 1, $3)
			ON CONFLICT (account_id, day) DO UPDATE SET minutes = active_time.minutes + 1, counted_at = $3
			WHERE active_time.counted_at <= $4 OR active_time.counted_at > $3`,
			actor.Account, base.In(now, zone).Format(time.DateOnly), base.Millis(now), base.Millis(now.Add(-countEvery)))
		return err
	})
}

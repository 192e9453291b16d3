package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

const oldest = 130

// checkBirthDate reads a date of birth and refuses one that cannot be, or that is less than youngest years ago. Days begin where now's location
// has them begin.
func checkBirthDate(s string, now time.Time, youngest int) (string, error) {
	birth, err := time.Parse(time.DateOnly, s)
	if err != nil || birth.Format(time.DateOnly) > now.Format(time.DateOnly) || policy.Age(birth, now) > oldest {
		return "", base.Invalid("birth_date_invalid", "This is not a date of birth. Write it as year, month and day.",
			base.Field{Location: "body.birthDate", Message: "A date of birth like 2001-12-31."})
	}
	if policy.Age(birth, now) < youngest {
		return "", base.Forbidden("age", fmt.Sprintf("Causerie is for people aged %d and over. Thank you for being honest: come back when you are %d.", youngest, youngest))
	}
	return birth.Format(time.DateOnly), nil
}

// announced is for how long before it a BandChange is told.
const announced = 7 * 24 * time.Hour

// BandChange is what a birthday that is near changes.
type BandChange struct {
	Band     policy.Band      `json:"band" enum:"13-15,16-17,18+" doc:"The range of ages that one comes into."`
	At       time.Time        `json:"at" doc:"The beginning of one's birthday, where one is."`
	Messages bool             `json:"messages" doc:"Whether one can write and be written to from then on."`
	Who      policy.Setting   `json:"who" enum:"everyone,suggested,friends,nobody" doc:"Who can send one direct messages from then on, unless one chooses otherwise."`
	Before   policy.Setting   `json:"before" enum:"everyone,suggested,friends,nobody" doc:"Who can until then."`
	Choices  []policy.Setting `json:"choices" enum:"everyone,suggested,friends,nobody" doc:"What one may choose from then on, the most open first."`
}

// bandChange is what the next birthday of an account changes, nil where none is near.
func (s *Service) bandChange(born born, setting policy.Setting) *BandChange {
	now := base.In(s.Clock.Now(), born.zone)
	next, found := s.Packs.NextTurn(born.country, born.birth, now)
	if !found || next.At.Sub(now) > announced {
		return nil
	}
	who := policy.Person{Country: born.country, Setting: setting, Band: s.Packs.Band(born.country, born.birth, now)}
	before := s.Packs.Choices(who).Now
	who.Band = next.Band
	after := s.Packs.Choices(who)
	return &BandChange{Band: next.Band, At: next.At.UTC(), Messages: len(after.May) > 1, Who: after.Now, Before: before, Choices: after.May}
}

// born is what someone's age follows from.
type born struct{ birth, zone, country string }

// QuietHours are a part of every day, where one is; midnight may lie in it.
type QuietHours struct {
	From  string `json:"from" example:"21:00"`
	Until string `json:"until" example:"07:00" doc:"From this moment on, it is over."`
}

// quietHours are those of someone's age, nil for none.
func (s *Service) quietHours(born born) *QuietHours {
	band := s.Packs.Band(born.country, born.birth, base.In(s.Clock.Now(), born.zone))
	hours := s.Packs.Quiet(policy.Person{Country: born.country, Band: band})
	if hours.From == hours.Until {
		return nil
	}
	clock := func(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
	return &QuietHours{clock(hours.From), clock(hours.Until)}
}

// UserBirthDate sets when someone was born, which no one can do for themselves, and answers what they may choose since. The operator or a
// moderator makes sure that it is true.
func (s *Service) UserBirthDate(ctx context.Context, handle, birthDate string) (policy.Band, policy.Choices, error) {
	var who policy.Person
	err := s.writeUser(ctx, handle, func(tx *db.Tx, id base.ID) error {
		var b born
		var before string
		err := tx.Row(ctx, `SELECT birth_date, time_zone, country, direct_messages FROM accounts WHERE account_id = $1`, id).Scan(&before, &b.zone, &b.country, &who.Setting)
		if err != nil {
			return err
		}
		now, youngest := base.In(s.Clock.Now(), b.zone), s.Packs.SignUpAge(b.country)
		if b.birth, err = checkBirthDate(birthDate, now, youngest); base.CodeOf(err) == "age" {
			return base.Forbidden("age", fmt.Sprintf("Born on %s, this person is younger than %d and may have no account here.", birthDate, youngest))
		} else if err != nil {
			return err
		}
		who.Country, who.Band = b.country, s.Packs.Band(b.country, b.birth, now)
		if _, err := tx.Exec(ctx, `UPDATE accounts SET birth_date = $2 WHERE account_id = $1`, id, b.birth); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.turned(id) })
		return s.BirthDateChanged(ctx, tx, id, before, b.birth)
	})
	return who.Band, s.Packs.Choices(who), err
}

// turned tells of someone whose age has other rules now: what they see of others' presence, and show of theirs, begins anew by them.
func (s *Service) turned(id base.ID) {
	s.Turned(id)
	s.Changed(id)
}

// sweepTurns tells of those who came into another band since the last sweep. A decision needs no telling: it reads the age.
func (s *Service) sweepTurns(ctx context.Context, now time.Time) error {
	before := time.UnixMilli(s.sweptAt.Swap(now.UnixMilli()))
	if age := now.Sub(before); age <= 0 || age > announced { // nothing is connected since before the start
		return nil
	}
	var turned []base.ID
	err := s.read(ctx, "looking for birthdays", func(tx *db.Tx) error {
		turned = nil
		dates := birthDates(s.Packs.TurnAges(), before.Add(-day), now.Add(day))
		return tx.QueryRows(ctx, `SELECT account_id, birth_date, time_zone, country FROM /*rows*/ accounts WHERE birth_date = $1`, db.Columns{dates},
			func(scan func(...any) error) error {
				var id base.ID
				var b born
				err := scan(&id, &b.birth, &b.zone, &b.country)
				was, is := s.Packs.Band(b.country, b.birth, base.In(before, b.zone)), s.Packs.Band(b.country, b.birth, base.In(now, b.zone))
				if was != is {
					turned = append(turned, id)
				}
				return err
			})
	})
	for _, id := range turned {
		s.turned(id)
	}
	return err
}

const day = 24 * time.Hour

// birthDates are when those were born who have one of these ages on a birthday from one day to another.
func birthDates(ages []int, from, until time.Time) (dates []string) {
	for at := from.UTC(); !at.After(until); at = at.Add(day) {
		for _, age := range ages {
			dates = append(dates, fmt.Sprintf("%04d-%s", at.Year()-age, at.Format("01-02")))
			if at.Month() == time.March && at.Day() == 1 { // of those born on 29 February
				dates = append(dates, fmt.Sprintf("%04d-02-29", at.Year()-age))
			}
		}
	}
	slices.Sort(dates)
	return slices.Compact(dates)
}

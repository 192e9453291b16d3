// Package guardian links a young person with a guardian: both agree, either ends it. The guardian sees the young person's settings, how long they
// had the app in front of them and how many new contacts they have: never messages, names or anything that somebody wrote. The young person
// sees exactly the same.
//
// What always holds, and Verify checks: a link is in a row of each of the two, of whom one is the young one, and the two agree. The time that
// somebody spends is counted only as long as they are linked, and forgotten with the link.
package guardian

import (
	"context"
	"net/netip"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
	"causerie/internal/verify"
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock
	Packs *policy.Packs

	// Facts answers what is known about each pair.
	Facts func(ctx context.Context, tx *db.Tx, pairs []policy.Pair) (map[policy.Pair]policy.Facts, error)
	// Profiles answers what viewer may see of each account; one that is gone or hidden is absent.
	Profiles func(ctx context.Context, tx *db.Tx, viewer base.ID, ids []base.ID) (map[base.ID]account.Profile, error)
	// Privacies answers the switches of each account.
	Privacies func(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]account.Shown, error)
	// Spend takes one of a deed from the budgets of actor, and answers when there will be one where there is none left.
	Spend func(ctx context.Context, tx *db.Tx, actor api.Actor, address netip.Addr, deed account.Deed) (retryAt time.Time, err error)
	// NewContacts are the moments since which someone has contacts that they did not have at since.
	NewContacts func(ctx context.Context, tx *db.Tx, id base.ID, since time.Time) ([]time.Time, error)
	// Changed is told, after the commit, of someone whose links are others now.
	Changed func(accounts ...base.ID)
}

// Service is everything about guardians.
type Service struct{ Config }

// New returns a Service.
func New(config Config) *Service { return &Service{config} }

func (s *Service) read(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Read(ctx, fn))
}

func (s *Service) write(ctx context.Context, doing string, fn func(*db.Tx) error) error {
	return base.Doing(doing, s.DB.Write(ctx, fn))
}

const (
	day        = 24 * time.Hour
	askLasts   = 30 * day // until it is answered
	endedShown = 30 * day
)

// Sweep ends the links of those who have grown up, and removes what nobody answered, what ended long ago, and old days.
func (s *Service) Sweep(ctx context.Context, now time.Time) error {
	return s.write(ctx, "sweep guardian links", func(tx *db.Tx) error {
		if err := s.endGrown(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM guardian_links WHERE state IN ('asked', 'asks') AND at <= $1`, base.Millis(now.Add(-askLasts)))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM guardian_links WHERE state = 'ended' AND at <= $1`, base.Millis(now.Add(-endedShown))); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM active_time WHERE day < $1`, now.UTC().Add(-(daysShown+1)*day).Format(time.DateOnly))
		return err
	})
}

// endGrown ends the links whose young person is young no more.
func (s *Service) endGrown(ctx context.Context, tx *db.Tx) error {
	var pairs [][2]base.ID
	var ids []base.ID
	rows, err := tx.Query(ctx, `SELECT account_id, other_id FROM guardian_links WHERE state = 'linked' AND young ORDER BY account_id, other_id`)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var pair [2]base.ID
		err := scan(&pair[0], &pair[1])
		pairs, ids = append(pairs, pair), append(ids, pair[0], pair[1])
		return err
	})
	if err != nil {
		return err
	}
	people, err := s.peopleOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, pair := range pairs {
		if policy.Guards(people[pair[0]].Band, people[pair[1]].Band) {
			continue
		}
		if err := s.end(ctx, tx, pair[0], pair[1], byAge, byAge); err != nil {
			return err
		}
	}
	return nil
}

// person is what a link needs to know of an account.
type person struct {
	policy.Person
	zone string
}

// peopleOf are those of ids that there are.
func (s *Service) peopleOf(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]person, error) {
	people := map[base.ID]person{}
	const query = `SELECT account_id, birth_date, time_zone, country, direct_messages FROM /*rows*/ accounts WHERE account_id = $1`
	err := tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		var id base.ID
		var birth string
		var p person
		err := scan(&id, &birth, &p.zone, &p.Country, &p.Setting)
		p.Band = s.Packs.Band(p.Country, birth, base.In(s.Clock.Now(), p.zone))
		people[id] = p
		return err
	})
	return people, err
}

// Checks are the invariants of this package.
func (s *Service) Checks() []verify.Check {
	const (
		other = `SELECT 1 FROM guardian_links AS other WHERE other.account_id = guardian_links.other_id AND other.other_id = guardian_links.account_id
			AND other.young <> guardian_links.young AND other.state = `
		half = `state = 'linked' AND NOT EXISTS (` + other + `'linked') OR state = 'asked' AND NOT EXISTS (` + other + `'asks')
			OR state = 'asks' AND NOT EXISTS (` + other + `'asked') OR state NOT IN ('linked', 'asked', 'asks', 'ended')`
		unlinked = `NOT EXISTS (SELECT 1 FROM guardian_links WHERE guardian_links.account_id = active_time.account_id AND state = 'linked' AND young)`
	)
	// What is half may have its other half only in the same statement: both are found, and both are removed.
	return []verify.Check{
		{
			Name: "guardians.half", Holds: "A link is in a row of each of the two, of whom one is young.", Of: "guardian_links",
			Query: `SELECT account_id, other_id FROM guardian_links WHERE ` + half, Repair: verify.By(`DELETE FROM guardian_links WHERE ` + half),
			Mends: "ends it: the two can link again",
		},
		{
			Name: "guardians.time", Holds: "Time is counted only of who is linked with a guardian.", Of: "active_time",
			Query: `SELECT account_id, day FROM active_time WHERE ` + unlinked, Repair: verify.By(`DELETE FROM active_time WHERE ` + unlinked), Mends: "forgets it",
		},
		verify.Times("guardians.times", s.Clock.Now(), []verify.TimeTable{
			{Table: "guardian_links", Key: "account_id", Columns: []string{"at"}},
			{Table: "active_time", Key: "account_id", Columns: []string{"counted_at"}},
		}),
	}
}

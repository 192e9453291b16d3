package digest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"causerie/internal/base"
	"causerie/internal/contacts"
	"causerie/internal/db"
	"causerie/internal/notify"
	"causerie/internal/policy"
)

const (
	// away is how long somebody has to have been away.
	away = 24 * time.Hour
	// opens and closes are between which hours summaries are sent, where a person is.
	opens, closes = 9, 20

	page    = 100 // how many people are looked at between two questions to the store
	senders = 4
	// enough is after how many failures in a row the mail server is left alone until the next run.
	enough = 5

	retryAfter = 5 * time.Minute // doubled with each failure
	tries      = 5               // after which it is left for the next morning
)

// morning is when summaries are next looked at in a time zone.
func morning(now time.Time, zone string) time.Time {
	local := base.In(now, zone)
	for day := 0; ; day++ {
		if at := time.Date(local.Year(), local.Month(), local.Day()+day, opens, 0, 0, 0, local.Location()); at.After(local) {
			return at
		}
	}
}

// person is who may be sent a summary, and all that it depends on but what is unread.
type person struct {
	account                        base.ID
	every                          Every
	address                        []byte // sealed
	dueAt, toldAt, tries           int64
	language, birth, zone, country string
	suspendedAt, suspendedUntil    int64
	seenAt                         int64
	discreet                       bool // one of their devices tells no names
}

// Run sends the summaries that are due, until there are no more or the mail server does not take them.
func (s *Service) Run(ctx context.Context) error {
	for s.Send != nil {
		ids, err := s.due(ctx)
		if err != nil || len(ids) == 0 {
			return err
		}
		work := make(chan base.ID, len(ids))
		for _, id := range ids {
			work <- id
		}
		close(work)
		var running sync.WaitGroup
		var inRow atomic.Int64
		var mu sync.Mutex
		var failures []error
		for range senders {
			running.Go(func() {
				for id := range work {
					if ctx.Err() != nil || inRow.Load() >= enough {
						return
					}
					took, err := s.one(ctx, id)
					switch {
					case err != nil:
						mu.Lock()
						failures = append(failures, err)
						mu.Unlock()
					case took:
						inRow.Store(0)
					default:
						inRow.Add(1)
					}
				}
			})
		}
		running.Wait()
		if err := errors.Join(failures...); err != nil || ctx.Err() != nil || inRow.Load() >= enough {
			return err
		}
	}
	return nil
}

func (s *Service) due(ctx context.Context) (ids []base.ID, err error) {
	err = s.read(ctx, "looking whose summaries are due", func(tx *db.Tx) error {
		ids = nil
		rows, err := tx.Query(ctx, `SELECT account_id FROM digests WHERE due_at > 0 AND due_at <= $1 ORDER BY due_at LIMIT $2`, base.Millis(s.Clock.Now()), page)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var id base.ID
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
	})
	return ids, err
}

// one looks at a person whose time has come, and sends them what there is to tell. took is false where the mail server failed.
func (s *Service) one(ctx context.Context, id base.ID) (took bool, err error) {
	now := s.Clock.Now()
	var p *person
	var notices []notify.Notice
	err = s.read(ctx, "looking what a summary has to tell", func(tx *db.Tx) error {
		notices = nil
		if p, err = readPerson(ctx, tx, id); err != nil || p == nil || !s.mayTell(p, now) {
			return err
		}
		notices, err = s.Arrived(ctx, tx, id, base.Time(max(p.toldAt, p.seenAt)))
		return err
	})
	if err != nil || p == nil {
		return true, err
	}
	letter, tells := s.letter(p, notices, now)
	address, ok := s.seal.address(id, p.address)
	claimed, err := s.claim(ctx, p, now, tells && ok)
	if err != nil || !claimed || !tells || !ok {
		return true, err
	}
	token, err := s.seal.link(id, address)
	if err != nil {
		return true, err
	}
	note, err := letter.write(s.Address, token)
	if err != nil {
		return true, err
	}
	failure := s.Send(ctx, address, note)
	if failure != nil && !contacts.Refused(failure) {
		s.Log.Warn("a summary was not sent", "error", strings.ReplaceAll(failure.Error(), address, "…")) // mail servers repeat it
	}
	return s.settle(ctx, p, now, failure)
}

// readPerson reads who may be sent a summary; nil for who wants none.
func readPerson(ctx context.Context, tx *db.Tx, id base.ID) (*person, error) {
	p := &person{account: id}
	var own string
	err := tx.Row(ctx, `SELECT every, address, due_at, told_at, tries, digests.language, accounts.language, birth_date, time_zone, country, suspended_at, suspended_until,
			last_active_at, COALESCE((SELECT MAX(last_seen_at) FROM sessions WHERE sessions.account_id = $1), 0),
			EXISTS (SELECT 1 FROM push_subscriptions WHERE push_subscriptions.account_id = $1 AND content = 'none')
		FROM digests JOIN accounts ON accounts.account_id = digests.account_id WHERE digests.account_id = $1 AND due_at > 0`, id).
		Scan((*string)(&p.every), &p.address, &p.dueAt, &p.toldAt, &p.tries, &p.language, &own, &p.birth, &p.zone, &p.country, &p.suspendedAt, &p.suspendedUntil,
			activeAt{&p.seenAt}, activeAt{&p.seenAt}, &p.discreet)
	if db.NoRows(err) {
		return nil, nil
	}
	if own != "" {
		p.language = own
	}
	return p, err
}

// activeAt keeps the latest of what it is given.
type activeAt struct{ at *int64 }

func (a activeAt) Scan(value any) error {
	if at, ok := value.(int64); ok {
		*a.at = max(*a.at, at)
	}
	return nil
}

// mayTell tells whether p may be sent something now, if there is something to tell.
func (s *Service) mayTell(p *person, now time.Time) bool {
	local := base.In(now, p.zone)
	who := policy.Person{Country: p.country, Band: s.Packs.Band(p.country, p.birth, local)}
	switch {
	case p.suspendedAt > 0 && (p.suspendedUntil == 0 || p.suspendedUntil > base.Millis(now)):
		return false
	case local.Hour() < opens || local.Hour() >= closes || notify.InQuiet(s.Packs.Quiet(who), local):
		return false
	case p.toldAt > 0 && now.Sub(base.Time(p.toldAt)) < p.every.period():
		return false
	default:
		return now.Sub(base.Time(p.seenAt)) >= away && !s.Online(p.account)
	}
}

// claim takes it on itself to tell p, or not to, so that no other does. It answers false where another did, or p chose otherwise meanwhile.
func (s *Service) claim(ctx context.Context, p *person, now time.Time, tells bool) (claimed bool, err error) {
	toldAt, tried := p.toldAt, int64(0)
	if tells {
		toldAt, tried = base.Millis(now), p.tries+1
	}
	err = s.write(ctx, "claiming a summary", func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE digests SET due_at = $3, told_at = $4, tries = $5 WHERE account_id = $1 AND due_at = $2 AND every <> ''`,
			p.account, p.dueAt, base.Millis(morning(now, p.zone)), toldAt, tried)
		claimed = n == 1
		return err
	})
	return claimed, err
}

// settle notes what became of a summary that was claimed at a time. It is not undone by the end of ctx, which may be why it was not sent.
func (s *Service) settle(ctx context.Context, p *person, at time.Time, failure error) (took bool, err error) {
	set, result, took := `tries = 0`, sent, true
	args := []any{p.account, base.Millis(at), p.address} // unless p has another meanwhile
	switch {
	case failure == nil:
	case contacts.Unsure(failure):
		result = unsure
	case contacts.Refused(failure):
		set, result, args = `every = '', due_at = 0, tries = 0, refused_at = $4`, refused, append(args, base.Millis(at))
	case p.tries+1 < tries:
		set, result, took = `due_at = $4, told_at = $5`, failed, false
		args = append(args, base.Millis(s.Clock.Now().Add(retryAfter<<p.tries)), p.toldAt)
	default:
		set, result, took, args = `tries = 0, told_at = $4`, failed, false, append(args, p.toldAt)
	}
	result.Inc()
	err = s.write(context.WithoutCancel(ctx), "noting what became of a summary", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE digests SET `+set+` WHERE account_id = $1 AND told_at = $2 AND address = $3 AND every <> ''`, args...)
		return err
	})
	return took, err
}

package graph

import (
	"context"
	"slices"
	"strings"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

const day = 24 * time.Hour

// Facts answers what is known about each pair, by one statement. Who is no account has no Band: they reach nobody and are not reached.
func (s *Service) Facts(ctx context.Context, tx *db.Tx, pairs []policy.Pair) (map[policy.Pair]policy.Facts, error) {
	facts := make(map[policy.Pair]policy.Facts, len(pairs))
	var from, to []base.ID
	for _, p := range pairs {
		if _, asked := facts[p]; !asked {
			facts[p] = policy.Facts{}
			from, to = append(from, p.From), append(to, p.To)
		}
	}
	now := s.Clock.Now()
	yesterday := slices.Repeat([]int64{base.Millis(now.Add(-day))}, len(from))
	err := tx.QueryRows(ctx, factsQuery, db.Columns{from, to, yesterday}, func(scan func(...any) error) error {
		pair, known, err := s.scanFacts(now, scan)
		facts[pair] = known
		return err
	})
	if err != nil {
		return nil, base.Internal("read relations", err)
	}
	return facts, nil
}

// factsQuery reads the two accounts and the row of the one who is reached. What the other has asked of anyone lately matters only
// as long as the two have not written to each other.
const factsQuery = `SELECT one.account_id, one.birth_date || '|' || one.time_zone || '|' || one.country || '|' || one.direct_messages, ` + keptFrom + `, one.created_at,
		$2, COALESCE(two.birth_date || '|' || two.time_zone || '|' || two.country || '|' || two.direct_messages, ''), ` + keptTo + `, COALESCE(two.created_at, 0),
		r.blocked_at IS NOT NULL, r.blocks_at IS NOT NULL, r.followed_at IS NOT NULL, r.follows_at IS NOT NULL,
		r.contact_at IS NOT NULL OR r.facebook_at IS NOT NULL, r.vouched_by IS NOT NULL, r.accepted_at IS NOT NULL, r.requested_at IS NOT NULL,
		r.restricts_at IS NOT NULL, r.restricted_at IS NOT NULL, COALESCE(r.declined_at, 0), COALESCE(r.request_at, 0), COALESCE(r.request_count, 0),
		CASE WHEN r.accepted_at IS NULL THEN (SELECT COUNT(*) ` + sentLately + `) ELSE 0 END,
		CASE WHEN r.accepted_at IS NULL THEN (SELECT COALESCE(MIN(sent.requested_at), 0) ` + sentLately + `) ELSE 0 END
	FROM /*rows*/ accounts AS one LEFT JOIN accounts AS two ON two.account_id = $2
		LEFT JOIN relations AS r ON r.account_id = $2 AND r.other_id = $1
	WHERE one.account_id = $1`

// keptFrom is what moderators keep the first account from now, a day after $3, as one number: -1 for everything, a time until when it writes to
// nobody, the negative of one until when it writes to nobody who has not accepted it, or 0. The first of these that holds hides the others.
const keptFrom = `CASE WHEN one.suspended_at > 0 AND (one.suspended_until = 0 OR one.suspended_until > $3 + 86400000) THEN -1
	WHEN one.silenced_until > $3 + 86400000 THEN one.silenced_until WHEN one.limited_until > $3 + 86400000 THEN -one.limited_until ELSE 0 END`

// keptTo is the same of the second account, as who is reached: -1 where it is suspended, a time until when it takes no requests, or 0.
const keptTo = `CASE WHEN two.suspended_at > 0 AND (two.suspended_until = 0 OR two.suspended_until > $3 + 86400000) THEN -1
	WHEN two.requests_paused_until > $3 + 86400000 THEN two.requests_paused_until ELSE 0 END`

const sentLately = `FROM relations AS sent
	WHERE sent.account_id = $1 AND sent.requested_at > $3 AND sent.requested_at IS NOT NULL AND sent.accepted_at IS NULL AND sent.vouched_by IS NULL`

// party is one side of a pair as it is stored.
type party struct {
	id                            base.ID
	texts                         string // those below, with bars between: one value is scanned in less time than four
	birth, zone, country, setting string
	kept, createdAt               int64 // see keptFrom and keptTo
}

// fields adds where a party's columns are scanned into.
func (p *party) fields(into []any) []any {
	return append(into, &p.id, &p.texts, &p.kept, &p.createdAt)
}

func (p *party) split() {
	p.birth, p.texts, _ = strings.Cut(p.texts, "|")
	p.zone, p.texts, _ = strings.Cut(p.texts, "|")
	p.country, p.setting, _ = strings.Cut(p.texts, "|")
}

func (s *Service) known(now time.Time, p party) policy.Person {
	return policy.Person{
		Band: s.Packs.Band(p.country, p.birth, base.In(now, p.zone)), Country: p.country, Setting: policy.Setting(p.setting), Suspended: p.kept == -1, Since: base.Time(p.createdAt),
	}
}

var standingQuery = `SELECT one.account_id, one.birth_date || '|' || one.time_zone || '|' || one.country || '|' || one.direct_messages, ` +
	strings.ReplaceAll(keptFrom, "$3", "$2") + `, one.created_at FROM /*rows*/ accounts AS one WHERE one.account_id = $1`

// Standing answers what is known about each account by itself; one that is gone is absent.
func (s *Service) Standing(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]policy.Person, error) {
	now := s.Clock.Now()
	yesterday := slices.Repeat([]int64{base.Millis(now.Add(-day))}, len(ids))
	people := make(map[base.ID]policy.Person, len(ids))
	err := tx.QueryRows(ctx, standingQuery, db.Columns{ids, yesterday}, func(scan func(...any) error) error {
		var one party
		err := scan(one.fields(make([]any, 0, 4))...)
		one.split()
		people[one.id] = s.known(now, one)
		return err
	})
	if err != nil {
		return nil, base.Internal("read accounts", err)
	}
	return people, nil
}

// suspended tells whether a suspension since at and until a time, 0 for one without an end, holds now.
func suspended(at, until int64, now time.Time) bool {
	return at > 0 && (until == 0 || until > base.Millis(now))
}

func (s *Service) scanFacts(now time.Time, scan func(...any) error) (policy.Pair, policy.Facts, error) {
	row := struct { // all that is scanned, in one piece of memory: this is read for every message
		one, two                                        party
		f                                               policy.Facts
		declinedAt, requestAt, messages, sent, oldestAt int64
	}{}
	f := &row.f
	into := row.two.fields(row.one.fields(make([]any, 0, 23)))
	err := scan(append(into, &f.FromBlocksTo, &f.ToBlocksFrom, &f.FromFollowsTo, &f.ToFollowsFrom, &f.Suggested, &f.Vouched, &f.Accepted, &f.Asked,
		&f.Restricted, &f.FromRestrictsTo, &row.declinedAt, &row.requestAt, &row.messages, &row.sent, &row.oldestAt)...)
	row.one.split()
	row.two.split()
	f.From, f.To = s.known(now, row.one), s.known(now, row.two)
	switch kept := row.one.kept; {
	case kept > 0:
		f.From.SilencedUntil = base.Time(kept)
	case kept < -1:
		f.From.LimitedUntil = base.Time(-kept)
	}
	if row.two.kept > 0 {
		f.To.PausedUntil = base.Time(row.two.kept)
	}
	// Who was found before an age parted them is not suggested any more.
	f.Suggested = f.Suggested && s.Packs.MaySuggest(f.From, f.To)
	if row.declinedAt > 0 {
		f.DeclinedAt = base.Time(row.declinedAt)
	}
	if row.requestAt > 0 { // one that To deleted is not open, and its sender is shown its messages all the same
		f.Request = policy.OpenRequest{Open: row.requestAt > row.declinedAt, Messages: int(row.messages)}
	}
	if row.sent > 0 {
		f.Sent = policy.SentRequests{Open: int(row.sent), OldestAt: base.Time(row.oldestAt)}
	}
	return policy.Pair{From: row.one.id, To: row.two.id}, *f, err
}

// NewContacts are the moments, since one on, at which someone became a friend of id or a conversation of the two was accepted, whichever was first. Who
// those are is not told.
func (s *Service) NewContacts(ctx context.Context, tx *db.Tx, id base.ID, since time.Time) (moments []time.Time, err error) {
	rows, err := tx.Query(ctx, `SELECT COALESCE(follows_at, 0), COALESCE(followed_at, 0), COALESCE(accepted_at, 0) FROM relations
		WHERE account_id = $1 AND (follows_at >= $2 OR followed_at >= $2 OR accepted_at >= $2)`, id, base.Millis(since))
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var follows, followed, first int64
		err := scan(&follows, &followed, &first)
		if friends := max(follows, followed); follows > 0 && followed > 0 && (first == 0 || friends < first) {
			first = friends
		}
		if first >= base.Millis(since) {
			moments = append(moments, base.Time(first))
		}
		return err
	})
	return moments, base.Doing("count new contacts", err)
}

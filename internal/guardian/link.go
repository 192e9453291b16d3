package guardian

import (
	"bytes"
	"context"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// States of a link, as one of the two sees it.
const (
	asked  = "asked" // they have not answered
	asks   = "asks"  // one has not
	linked = "linked"
	ended  = "ended"
)

// How a link ended.
const (
	byYou  = "you"
	byThey = "they"
	byAge  = "age"
)

const linksMax = 10 // of one person, with those that wait for an answer

// GuardianLink is a link as one of the two sees it.
type GuardianLink struct {
	ID      base.ID          `json:"id" doc:"Of the other's account."`
	Account *account.Profile `json:"account,omitempty" doc:"The other; absent where one may not see them any more."`
	Young   bool             `json:"young" doc:"One is the young one oneself, and the other the guardian."`
	State   string           `json:"state" enum:"asked,asks,linked,ended" doc:"asked: the other has not answered. asks: one has not oneself. ended is told for 30 days, or until one removes it."`
	Why     string           `json:"why,omitempty" enum:"you,they,age" doc:"Who ended it, or that the young one is of age."`
	Since   time.Time        `json:"since" doc:"When it came to be in this state."`
}

// row is a link as it is stored.
type row struct {
	other      base.ID
	young      bool
	state, why string
	at         int64
}

// Links are one's own, the last that changed first.
func (s *Service) Links(ctx context.Context, actor api.Actor) (links []GuardianLink, err error) {
	err = s.read(ctx, "list guardian links", func(tx *db.Tx) error {
		links = []GuardianLink{}
		var own []row
		ids := []base.ID{actor.Account}
		rows, err := tx.Query(ctx, `SELECT other_id, young, state, why, at FROM guardian_links WHERE account_id = $1 ORDER BY at DESC, other_id`, actor.Account)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var r row
			err := scan(&r.other, &r.young, &r.state, &r.why, &r.at)
			own, ids = append(own, r), append(ids, r.other)
			return err
		})
		if err != nil || len(own) == 0 {
			return err
		}
		people, err := s.peopleOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		profiles, err := s.Profiles(ctx, tx, actor.Account, ids[1:])
		if err != nil {
			return err
		}
		for _, r := range own {
			profile, seen := profiles[r.other]
			fits := guards(r.young, people[actor.Account].Band, people[r.other].Band)
			if r.state == asks && (!fits || !seen) {
				continue // who asked is not told that it cannot be: it would tell an age
			}
			link := GuardianLink{ID: r.other, Young: r.young, State: r.state, Why: r.why, Since: base.Time(r.at)}
			if r.state == linked && !fits {
				link.State, link.Why = ended, byAge // from the birthday on, whenever that is written
			}
			if seen {
				link.Account = &profile
			}
			links = append(links, link)
		}
		return nil
	})
	return links, err
}

// guards tells whether a link holds between someone and another, by their ages.
func guards(young bool, own, other policy.Band) bool {
	if young {
		return policy.Guards(own, other)
	}
	return policy.Guards(other, own)
}

// asking is how often friends may be asked, each of whom is told.
var asking = account.Deed{Kind: "guardian", Account: budget.Budget{Most: 20, Every: time.Hour}}

// Link asks a friend to be linked, or accepts that they asked. Who is grown up asks to be the guardian, who is not asks for one. It tells nothing of
// the other's age: where the two ages make no link, the other is not asked, and the answer is the same.
func (s *Service) Link(ctx context.Context, actor api.Actor, other base.ID) error {
	return s.write(ctx, "link with a guardian", func(tx *db.Tx) error {
		pair := policy.Pair{From: actor.Account, To: other}
		known, err := s.Facts(ctx, tx, []policy.Pair{pair})
		if err != nil {
			return err
		}
		facts := known[pair]
		switch s.Packs.MayLink(facts) {
		case "":
		case policy.SuspendedCode:
			return base.Forbidden(policy.SuspendedCode, "Your account is suspended.")
		default:
			return base.Forbidden("friends_only", "You can link only with a friend: someone whom you follow and who follows you.")
		}
		young := facts.From.Band != policy.Adult
		mine, err := s.locked(ctx, tx, actor.Account, other, young)
		if err != nil {
			return err
		}
		now := base.Millis(s.Clock.Now())
		switch {
		case mine == linked || mine == asked:
			return nil
		case mine == asks && guards(young, facts.From.Band, facts.To.Band):
			return s.set(ctx, tx, actor.Account, other, now, linked, linked, young)
		}
		var count int
		err = tx.Row(ctx, `SELECT COUNT(*) FROM guardian_links WHERE account_id = $1 AND state IN ('asked', 'linked')`, actor.Account).Scan(&count)
		if err != nil {
			return err
		}
		if count >= linksMax {
			return base.Conflict("too_many_links", "You have as many links as one can have. End one first.")
		}
		retryAt, err := s.Spend(ctx, tx, actor, api.ClientIP(ctx), asking)
		if err == nil && !retryAt.IsZero() {
			err = base.TooMany("rate_limited", "You asked many people. Wait a moment and try again.", retryAt)
		}
		if err != nil {
			return err
		}
		return s.set(ctx, tx, actor.Account, other, now, asked, asks, young)
	})
}

// locked makes the two rows where there are none, keeps others from changing them until the commit, and answers the state of one's own.
func (s *Service) locked(ctx context.Context, tx *db.Tx, one, other base.ID, young bool) (state string, err error) {
	lock := func(a, b base.ID, young bool) (state string, err error) {
		err = tx.Row(ctx, `INSERT INTO guardian_links (account_id, other_id, young, state, at) VALUES ($1, $2, $3, '', 0)
			ON CONFLICT (account_id, other_id) DO UPDATE SET why = guardian_links.why RETURNING state`, a, b, young).Scan(&state)
		return state, err
	}
	if bytes.Compare(one[:], other[:]) < 0 { // in one order, so that two who ask each other do not wait for each other
		if state, err = lock(one, other, young); err == nil {
			_, err = lock(other, one, !young)
		}
		return state, err
	}
	if _, err = lock(other, one, !young); err == nil {
		state, err = lock(one, other, young)
	}
	return state, err
}

func (s *Service) set(ctx context.Context, tx *db.Tx, one, other base.ID, now int64, state, theirs string, young bool) error {
	tx.AfterCommit(func() { s.Changed(one, other) })
	const update = `UPDATE guardian_links SET state = $3, at = $4, young = $5, why = '' WHERE account_id = $1 AND other_id = $2`
	if _, err := tx.Exec(ctx, update, one, other, state, now, young); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, update, other, one, theirs, now, !young)
	return err
}

// Unlink ends a link at once, takes back that one asked, declines that the other did, or removes that it ended. There may be none.
func (s *Service) Unlink(ctx context.Context, actor api.Actor, other base.ID) error {
	return s.write(ctx, "end a guardian link", func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM guardian_links WHERE account_id = $1 AND other_id = $2 AND state = 'ended'`, actor.Account, other)
		if err != nil {
			return err
		}
		if n > 0 {
			tx.AfterCommit(func() { s.Changed(actor.Account) })
			return nil
		}
		return s.end(ctx, tx, actor.Account, other, byYou, byThey)
	})
}

// Blocked ends what links two people when one blocks the other.
func (s *Service) Blocked(ctx context.Context, tx *db.Tx, one, other base.ID) error {
	var blocks int
	err := tx.Row(ctx, `SELECT COUNT(*) FROM guardian_links JOIN relations ON relations.account_id = $1 AND relations.other_id = $2
		WHERE guardian_links.account_id = $1 AND guardian_links.other_id = $2 AND (blocks_at IS NOT NULL OR blocked_at IS NOT NULL)`, one, other).Scan(&blocks)
	if err != nil || blocks == 0 {
		return base.Doing("look for a guardian link", err)
	}
	return s.end(ctx, tx, one, other, byYou, byThey)
}

// end ends a link, or that one of the two asked. why is how it ended for one, and theirs for the other.
func (s *Service) end(ctx context.Context, tx *db.Tx, one, other base.ID, why, theirs string) error {
	now := base.Millis(s.Clock.Now())
	told := false
	for _, side := range []struct {
		of, with base.ID
		why      string
	}{{one, other, why}, {other, one, theirs}} {
		n, err := tx.Exec(ctx, `UPDATE guardian_links SET state = 'ended', at = $3, why = $4 WHERE account_id = $1 AND other_id = $2 AND state = 'linked'`,
			side.of, side.with, now, side.why)
		if err != nil {
			return err
		}
		m, err := tx.Exec(ctx, `DELETE FROM guardian_links WHERE account_id = $1 AND other_id = $2 AND state IN ('asked', 'asks')`, side.of, side.with)
		if err != nil {
			return err
		}
		told = told || n+m > 0
		_, err = tx.Exec(ctx, `DELETE FROM active_time WHERE account_id = $1 AND NOT EXISTS (SELECT 1 FROM guardian_links
			WHERE guardian_links.account_id = $1 AND state = 'linked' AND young)`, side.of)
		if err != nil {
			return err
		}
	}
	if told {
		tx.AfterCommit(func() { s.Changed(one, other) })
	}
	return nil
}

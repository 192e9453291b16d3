package graph

import (
	"context"
	"slices"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// DirectMessages is a person's answer to "Who can send you direct messages", and what they may answer.
type DirectMessages struct {
	Who       policy.Setting   `json:"who" enum:"everyone,suggested,friends,nobody"`
	Choices   []policy.Setting `json:"choices" enum:"everyone,suggested,friends,nobody" doc:"What one may choose, the most open first."`
	Lock      policy.Lock      `json:"lock,omitempty" enum:"age,country" doc:"Why one may not choose everything."`
	Friends   int64            `json:"friends" doc:"How many friends one has."`
	Suggested int64            `json:"suggested" doc:"How many are suggested through contacts or Facebook and are no friends; at most 1000 are counted."`
}

// DirectMessages answers who may write to actor first.
func (s *Service) DirectMessages(ctx context.Context, actor api.Actor) (out DirectMessages, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		out, err = s.directMessages(ctx, tx, actor)
		return err
	})
	return out, err
}

// SetDirectMessages changes who may write to actor first, from the next message on.
func (s *Service) SetDirectMessages(ctx context.Context, actor api.Actor, who policy.Setting) (out DirectMessages, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if out, err = s.directMessages(ctx, tx, actor); err != nil {
			return err
		}
		if !slices.Contains(out.Choices, who) {
			if out.Lock == policy.LockedCountry {
				return base.Forbidden(policy.CountryCode, "This choice is not available in your country.")
			}
			return base.Forbidden(policy.AgeCode, "This choice is not available at your age.")
		}
		out.Who = who
		if _, err := tx.Exec(ctx, `UPDATE accounts SET direct_messages = $2 WHERE account_id = $1`, actor.Account, string(who)); err != nil {
			return base.Internal("change who may write", err)
		}
		tx.AfterCommit(func() {
			if who == policy.Nobody {
				s.Closed(actor.Account)
			}
			s.Accounts.Changed(actor.Account)
		})
		return nil
	})
	return out, err
}

func (s *Service) directMessages(ctx context.Context, tx *db.Tx, actor api.Actor) (out DirectMessages, err error) {
	who := party{id: actor.Account}
	err = tx.Row(ctx, `SELECT birth_date, time_zone, country, direct_messages FROM accounts WHERE account_id = $1`, actor.Account).Scan(&who.birth, &who.zone, &who.country, &who.setting)
	if db.NoRows(err) {
		return out, base.NotFound()
	}
	if err != nil {
		return out, base.Internal("read who may write", err)
	}
	choices := s.Packs.Choices(s.known(s.Clock.Now(), who))
	counts, err := countsOf(ctx, tx, actor.Account)
	if err != nil {
		return out, err
	}
	out = DirectMessages{Who: choices.Now, Choices: choices.May, Lock: choices.Lock, Friends: counts.Friends}
	err = tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT other_id FROM relations WHERE account_id = $1 AND (`+knownAtAll+`) AND (contact_at IS NOT NULL OR facebook_at IS NOT NULL)
		AND (follows_at IS NULL OR followed_at IS NULL) AND blocks_at IS NULL AND blocked_at IS NULL LIMIT 1000) AS counted`, actor.Account).Scan(&out.Suggested)
	if err != nil {
		return out, base.Internal("count who is suggested", err)
	}
	return out, nil
}

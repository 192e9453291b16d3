package chat

import (
	"context"
	"slices"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// joinersShown is how many of those who wait are listed; others come up as these are answered.
const joinersShown = 100

// Joiner is someone who asks to come into a group.
type Joiner struct {
	Account Profile   `json:"account"`
	AskedAt time.Time `json:"askedAt"`
}

// joinersEvent tells admins how many wait.
type joinersEvent struct {
	Type           string  `json:"type"` // "joiners"
	ConversationID base.ID `json:"conversationId"`
	Count          int64   `json:"count"`
}

// ask has the one who comes wait until an admin answers.
func (s *Service) ask(ctx context.Context, tx *db.Tx, d *door) error {
	n, err := countJoiners(ctx, tx, d.id)
	if err != nil {
		return err
	}
	if n >= int64(s.MembersMax) {
		return tooManyMembers()
	}
	now, declined := s.DB.Stamp(s.Clock.Now()), int64(0)
	if d.parted {
		declined = now
	}
	const insert = `INSERT INTO joiners (conversation_id, account_id, asked_at, declined_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (conversation_id, account_id) DO UPDATE SET asked_at = excluded.asked_at, declined_at = excluded.declined_at`
	if _, err := tx.Exec(ctx, insert, d.id, d.actor, now, declined); err != nil || d.parted {
		return err
	}
	return s.tellJoiners(ctx, tx, d.id)
}

func countJoiners(ctx context.Context, tx *db.Tx, id base.ID) (n int64, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM joiners WHERE conversation_id = $1 AND declined_at = 0`, id).Scan(&n)
	return n, err
}

// tellJoiners tells the admins of a group how many wait: their devices that are away learn it from sync.
func (s *Service) tellJoiners(ctx context.Context, tx *db.Tx, id base.ID) error {
	n, err := countJoiners(ctx, tx, id)
	if err != nil {
		return err
	}
	members, err := membersOf(ctx, tx, id)
	if err != nil {
		return err
	}
	to := accountsOf(slices.DeleteFunc(members, func(m groupMember) bool { return m.role == plainMember }))
	times := slices.Repeat([]int64{s.DB.Stamp(s.Clock.Now())}, len(to))
	const update = `UPDATE inbox SET changed_at = $3 /*from rows*/ WHERE account_id = $1 AND conversation_id = $2`
	if err := tx.ExecRows(ctx, update, db.Columns{to, slices.Repeat([]base.ID{id}, len(to)), times}); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.Live.Publish(to, joinersEvent{"joiners", id, n}) })
	return nil
}

// forgetJoiners ends that people who came into a group ask to; most did not.
func (s *Service) forgetJoiners(ctx context.Context, tx *db.Tx, id base.ID, people []base.ID) error {
	var asked []base.ID
	const query = `SELECT account_id FROM /*rows*/ joiners WHERE conversation_id = $1 AND account_id = $2`
	err := tx.QueryRows(ctx, query, db.Columns{slices.Repeat([]base.ID{id}, len(people)), people}, func(scan func(...any) error) error {
		var account base.ID
		err := scan(&account)
		asked = append(asked, account)
		return err
	})
	if err != nil || len(asked) == 0 {
		return err
	}
	const remove = `DELETE FROM joiners WHERE (conversation_id, account_id) IN (SELECT $1, $2 /*from rows*/)`
	if err := tx.ExecRows(ctx, remove, db.Columns{slices.Repeat([]base.ID{id}, len(asked)), asked}); err != nil {
		return err
	}
	return s.tellJoiners(ctx, tx, id)
}

// Joiners lists who asks to come into a group of the actor's, whoever has waited for longest first.
func (s *Service) Joiners(ctx context.Context, actor api.Actor, id base.ID) (items []Joiner, err error) {
	items = []Joiner{}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if err := administers(ctx, tx, actor.Account, id); err != nil {
			return err
		}
		var people []base.ID
		rows, err := tx.Query(ctx, `SELECT account_id, asked_at FROM joiners WHERE conversation_id = $1 AND declined_at = 0 ORDER BY asked_at LIMIT $2`, id, joinersShown)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var account base.ID
			var at int64
			err := scan(&account, &at)
			people, items = append(people, account), append(items, Joiner{AskedAt: base.Time(at)})
			return err
		})
		if err != nil {
			return err
		}
		profiles, err := s.Profiles(ctx, tx, actor.Account, people)
		for i, account := range people {
			items[i].Account = profiles[account]
			items[i].Account.ID = account
		}
		return err
	})
	return items, doing("list who asks to join a group", err)
}

// AnswerJoiner lets someone into a group who asks to join, or turns them down, of which they are not told.
func (s *Service) AnswerJoiner(ctx context.Context, actor api.Actor, id, account base.ID, accept bool) error {
	return s.changeGroup(ctx, actor, id, func(tx *db.Tx, g *groupState) error {
		if err := s.mayLetIn(ctx, tx, g); err != nil {
			return err
		}
		const decline = `UPDATE joiners SET declined_at = $3 WHERE conversation_id = $1 AND account_id = $2 AND declined_at = 0`
		n, err := tx.Exec(ctx, decline, id, account, s.DB.Stamp(s.Clock.Now()))
		switch {
		case err != nil:
			return err
		case n == 0:
			return &base.Error{Kind: base.KindNotFound, Code: "not_waiting", Message: "This person does not ask to join any more."}
		case !accept:
			return s.tellJoiners(ctx, tx, id)
		}
		if err := s.mayBeLetIn(ctx, tx, g, account); err != nil {
			return err
		}
		return s.joined(ctx, tx, g, account, memberContent{By: &actor.Account, Link: true})
	})
}

// mayBeLetIn refuses whom an admin cannot let in any more. What keeps them is theirs, so that the answer does not tell it.
func (s *Service) mayBeLetIn(ctx context.Context, tx *db.Tx, g *groupState, account base.ID) error {
	known, err := s.Standing(ctx, tx, []base.ID{account})
	if err != nil {
		return err
	}
	err = s.mayJoin(ctx, tx, g, account, s.Packs.NeedsFriend(known[account]))
	if code := base.CodeOf(err); err == nil || code == "" || code == policy.TooManyMembers {
		return err
	}
	return (policy.Decision{Outcome: policy.Refuse, Code: policy.NotAccepting}).Err()
}

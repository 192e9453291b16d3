package chat

import (
	"context"
	"slices"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// invitationsMax is how many invitations are listed; older ones come up as these are answered.
const invitationsMax = 100

// Invitation asks a person to join a group. What the group is called and shows is told to who opens it alone.
type Invitation struct {
	ConversationID  base.ID   `json:"conversationId"`
	Inviter         Profile   `json:"inviter"`
	FriendsInCommon int64     `json:"friendsInCommon" doc:"With who invites, among their last 200 friends."`
	CreatedAt       time.Time `json:"createdAt"`
	Title           string    `json:"title,omitempty" doc:"Of one that is opened."`
	Avatar          *Avatar   `json:"avatar,omitempty" doc:"Of one that is opened."`
	MemberCount     int64     `json:"memberCount,omitempty" doc:"Of one that is opened."`
}

type invitationEvent struct {
	Type       string     `json:"type"` // "invitation"
	Invitation Invitation `json:"invitation"`
}

// invitationGoneEvent tells that an invitation was answered or withdrawn.
type invitationGoneEvent struct {
	Type           string  `json:"type"` // "invitationGone"
	ConversationID base.ID `json:"conversationId"`
}

type invitationRow struct {
	conversation, inviter base.ID
	created               int64
}

// Invitations lists what the actor is asked to join, the last first.
func (s *Service) Invitations(ctx context.Context, actor api.Actor) (items []Invitation, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var list []invitationRow
		rows, err := tx.Query(ctx, `SELECT conversation_id, inviter_id, created_at FROM invitations
			WHERE account_id = $1 AND state = 'open' ORDER BY created_at DESC LIMIT $2`, actor.Account, invitationsMax)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var row invitationRow
			err := scan(&row.conversation, &row.inviter, &row.created)
			list = append(list, row)
			return err
		})
		if err != nil {
			return err
		}
		items, err = s.showInvitations(ctx, tx, actor.Account, list)
		return err
	})
	return items, doing("list invitations", err)
}

// OpenInvitation shows what the actor is asked to join.
func (s *Service) OpenInvitation(ctx context.Context, actor api.Actor, id base.ID) (shown Invitation, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := invitationOf(ctx, tx, actor.Account, id)
		if err != nil {
			return err
		}
		items, err := s.showInvitations(ctx, tx, actor.Account, []invitationRow{row})
		if err != nil {
			return err
		}
		shown = items[0]
		var of base.ID
		const query = `SELECT title, picture_id, member_count FROM conversations WHERE conversation_id = $1`
		err = tx.Row(ctx, query, id).Scan(&shown.Title, &of, &shown.MemberCount)
		shown.Avatar = picture(s.Pictures, actor.Account, id, of)
		return err
	})
	return shown, doing("open an invitation", err)
}

// invitationOf is an invitation that account has not answered.
func invitationOf(ctx context.Context, tx *db.Tx, account, conversation base.ID) (row invitationRow, err error) {
	const query = `SELECT conversation_id, inviter_id, created_at FROM invitations WHERE account_id = $1 AND conversation_id = $2 AND state = 'open'`
	err = tx.Row(ctx, query, account, conversation).Scan(&row.conversation, &row.inviter, &row.created)
	if db.NoRows(err) {
		return row, base.NotFound()
	}
	return row, err
}

func (s *Service) showInvitations(ctx context.Context, tx *db.Tx, viewer base.ID, list []invitationRow) ([]Invitation, error) {
	inviters := make([]base.ID, len(list))
	for i, row := range list {
		inviters[i] = row.inviter
	}
	inviters = unique(inviters, base.ID{})
	profiles, err := s.Profiles(ctx, tx, viewer, inviters)
	if err != nil {
		return nil, err
	}
	known, err := s.Graph.Received(ctx, tx, viewer, inviters)
	if err != nil {
		return nil, err
	}
	items := make([]Invitation, len(list))
	for i, row := range list {
		items[i] = Invitation{
			ConversationID: row.conversation, Inviter: profiles[row.inviter], FriendsInCommon: known[row.inviter].FriendsInCommon, CreatedAt: base.Time(row.created),
		}
		items[i].Inviter.ID = row.inviter
	}
	return items, nil
}

// asked are those whom someone asks to join a group, and who of them takes no place of the budget.
type asked struct {
	people []base.ID
	free   []bool
}

func (a *asked) add(account base.ID, free bool) {
	a.people, a.free = append(a.people, account), append(a.free, free)
}

// invite asks people to join a group, and tells them.
func (s *Service) invite(ctx context.Context, tx *db.Tx, g *groupState, to asked) error {
	people, n := to.people, len(to.people)
	if n == 0 {
		return nil
	}
	now := s.DB.Stamp(s.Clock.Now())
	ids, inviters, times := slices.Repeat([]base.ID{g.id}, n), slices.Repeat([]base.ID{g.actor}, n), slices.Repeat([]int64{now}, n)
	const insert = `INSERT INTO invitations (account_id, conversation_id, inviter_id, state, created_at, changed_at) SELECT $1, $2, $3, 'open', $4, $4 /*from rows*/
		ON CONFLICT (account_id, conversation_id) DO UPDATE SET inviter_id = excluded.inviter_id, state = 'open', created_at = excluded.created_at, changed_at = excluded.changed_at`
	if err := tx.ExecRows(ctx, insert, db.Columns{people, ids, inviters, times}); err != nil {
		return err
	}
	const sent = `INSERT INTO sent_invitations (account_id, conversation_id, other_id, sent_at) SELECT $1, $2, $3, $4 /*from rows*/
		ON CONFLICT (account_id, conversation_id, other_id) DO UPDATE SET sent_at = excluded.sent_at`
	spent := slices.Clone(times)
	for i, free := range to.free {
		if free {
			spent[i] = 0
		}
	}
	if err := tx.ExecRows(ctx, sent, db.Columns{inviters, ids, people, spent}); err != nil {
		return err
	}
	for _, account := range people {
		if !s.Live.Online(account) {
			continue
		}
		items, err := s.showInvitations(ctx, tx, account, []invitationRow{{g.id, g.actor, now}})
		if err != nil {
			return err
		}
		tx.AfterCommit(func() { s.Live.Publish([]base.ID{account}, invitationEvent{"invitation", items[0]}) })
	}
	return nil
}

// closeInvitations answers those that people have to a group; most have none. Who accepts gives the place in the inviter's budget back.
func (s *Service) closeInvitations(ctx context.Context, tx *db.Tx, id base.ID, people []base.ID, state string) error {
	var open, inviters []base.ID
	const query = `SELECT account_id, inviter_id FROM /*rows*/ invitations WHERE account_id = $1 AND conversation_id = $2 AND state = 'open'`
	err := tx.QueryRows(ctx, query, db.Columns{people, slices.Repeat([]base.ID{id}, len(people))}, func(scan func(...any) error) error {
		var account, inviter base.ID
		err := scan(&account, &inviter)
		open, inviters = append(open, account), append(inviters, inviter)
		return err
	})
	if err != nil || len(open) == 0 {
		return err
	}
	ids := slices.Repeat([]base.ID{id}, len(open))
	const update = `UPDATE invitations SET state = $3, changed_at = $4 /*from rows*/ WHERE account_id = $1 AND conversation_id = $2`
	times := slices.Repeat([]int64{s.DB.Stamp(s.Clock.Now())}, len(open))
	if err := tx.ExecRows(ctx, update, db.Columns{open, ids, slices.Repeat([]string{state}, len(open)), times}); err != nil {
		return err
	}
	if state == "accepted" {
		const drop = `DELETE FROM sent_invitations WHERE account_id = $1 AND conversation_id = $2 AND other_id = $3`
		for i := range open {
			if _, err := tx.Exec(ctx, drop, inviters[i], id, open[i]); err != nil {
				return err
			}
		}
	}
	tx.AfterCommit(func() { s.Live.Publish(open, invitationGoneEvent{"invitationGone", id}) })
	return nil
}

// withdrawInvitations takes back what inviter asked others, where they have not answered.
func (s *Service) withdrawInvitations(ctx context.Context, tx *db.Tx, id, inviter base.ID) error {
	var people []base.ID
	rows, err := tx.Query(ctx, `SELECT other_id FROM sent_invitations WHERE account_id = $1 AND conversation_id = $2`, inviter, id)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var other base.ID
		err := scan(&other)
		people = append(people, other)
		return err
	})
	if err != nil || len(people) == 0 {
		return err
	}
	const query = `SELECT account_id FROM /*rows*/ invitations WHERE account_id = $1 AND conversation_id = $2 AND inviter_id = $3 AND state = 'open'`
	n := len(people)
	var open []base.ID
	err = tx.QueryRows(ctx, query, db.Columns{people, slices.Repeat([]base.ID{id}, n), slices.Repeat([]base.ID{inviter}, n)}, func(scan func(...any) error) error {
		var account base.ID
		err := scan(&account)
		open = append(open, account)
		return err
	})
	if err != nil || len(open) == 0 {
		return err
	}
	return s.closeInvitations(ctx, tx, id, open, "withdrawn")
}

// answerInvitation carries out what the actor decided about an invitation, and answers the code of why it cannot be.
func (s *Service) answerInvitation(ctx context.Context, tx *db.Tx, actor api.Actor, id base.ID, in Answers) (code string, err error) {
	row, err := invitationOf(ctx, tx, actor.Account, id)
	if err != nil {
		return coded(err)
	}
	switch in.Action {
	case Accept:
		return coded(s.acceptInvitation(ctx, tx, actor, row))
	case Show:
		return "", nil
	case Report:
		if code, err := coded(s.fileInvitation(ctx, tx, actor, row, in)); err != nil || code != "" {
			return code, err
		}
	}
	if err := s.closeInvitations(ctx, tx, id, []base.ID{actor.Account}, "declined"); err != nil {
		return "", err
	}
	if in.Action == Block {
		return "", s.Graph.BlockIn(ctx, tx, actor, row.inviter)
	}
	return "", nil
}

// coded takes the code out of a refusal that is about one of several.
func coded(err error) (string, error) {
	if code := base.CodeOf(err); code != "" && base.KindOf(err) != base.KindInternal && base.KindOf(err) != base.KindUnavailable {
		return code, nil
	}
	return "", err
}

// acceptInvitation has the actor join. It is their own decision, so that nothing between them and who invites matters any more.
func (s *Service) acceptInvitation(ctx context.Context, tx *db.Tx, actor api.Actor, row invitationRow) error {
	g, err := openGroup(ctx, tx, row.inviter, row.conversation)
	if err != nil {
		return err
	}
	if err := s.welcome(ctx, tx, g, actor.Account); err != nil {
		return err
	}
	return s.joined(ctx, tx, g, actor.Account, memberContent{By: &row.inviter})
}

// welcome refuses who may not join a group by themselves.
func (s *Service) welcome(ctx context.Context, tx *db.Tx, g *groupState, account base.ID) error {
	if err := s.barred(ctx, tx, account); err != nil {
		return err
	}
	full, err := fullOfGroups(ctx, tx, []base.ID{account})
	switch {
	case err != nil:
		return err
	case full[account]:
		return tooManyGroups()
	case g.count >= int64(s.MembersMax):
		return tooManyMembers()
	}
	return nil
}

// joined makes someone a member by their own doing, of which the log tells.
func (s *Service) joined(ctx context.Context, tx *db.Tx, g *groupState, account base.ID, how memberContent) error {
	if err := s.enter(ctx, tx, g, []base.ID{account}, plainMember); err != nil {
		return err
	}
	if err := s.showGroup(ctx, tx, g.id, []base.ID{account}); err != nil {
		return err
	}
	how.Action, how.Accounts = "join", []base.ID{account}
	return s.note(ctx, tx, g, account, change{Members, how})
}

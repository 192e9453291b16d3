package chat

import (
	"cmp"
	"context"
	"slices"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// RemoveMember takes someone out of a group; one's own id is leaving. When its owner leaves, the group is owned by the admin who has been in
// it for longest, else by the member who has.
func (s *Service) RemoveMember(ctx context.Context, actor api.Actor, id, account base.ID) error {
	return s.changeGroup(ctx, actor, id, func(tx *db.Tx, g *groupState) error {
		if account == actor.Account {
			return s.leave(ctx, tx, g)
		}
		role, err := roleIn(ctx, tx, g, account)
		if err != nil {
			return err
		}
		if g.role != owner && (g.role != admin || role != plainMember) {
			return base.Forbidden("not_admin", "Only the owner removes admins, and only admins remove members.")
		}
		if err := s.exit(ctx, tx, g, account, true); err != nil {
			return err
		}
		return s.note(ctx, tx, g, actor.Account, change{Members, memberContent{Action: "remove", Accounts: []base.ID{account}}})
	})
}

// leave takes the actor out of a group.
func (s *Service) leave(ctx context.Context, tx *db.Tx, g *groupState) error {
	left := memberContent{Action: "leave", Accounts: []base.ID{g.actor}}
	if err := s.exit(ctx, tx, g, g.actor, false); err != nil {
		return err
	}
	if g.role == owner && g.count > 0 {
		var heir base.ID
		const next = `SELECT account_id FROM members WHERE conversation_id = $1
			ORDER BY CASE role WHEN 'admin' THEN 0 ELSE 1 END, joined_at, account_id LIMIT 1`
		if err := tx.Row(ctx, next, g.id).Scan(&heir); err != nil {
			return err
		}
		left.Owner = &heir
		if err := setRole(ctx, tx, g.id, heir, owner); err != nil {
			return err
		}
	}
	return s.note(ctx, tx, g, g.actor, change{Members, left})
}

// goneEvent tells that a group is none of one's own any more.
type goneEvent struct {
	Type           string  `json:"type"` // "gone"
	ConversationID base.ID `json:"conversationId"`
}

// exit ends someone's membership and their view, and withdraws the invitations that they sent.
func (s *Service) exit(ctx context.Context, tx *db.Tx, g *groupState, account base.ID, removed bool) error {
	for _, query := range []string{
		`DELETE FROM members WHERE conversation_id = $2 AND account_id = $1`,
		`DELETE FROM inbox WHERE account_id = $1 AND conversation_id = $2`,
		`DELETE FROM hidden_entries WHERE account_id = $1 AND conversation_id = $2`,
	} {
		if _, err := tx.Exec(ctx, query, account, g.id); err != nil {
			return err
		}
	}
	const leave = `INSERT INTO left_groups (account_id, conversation_id, left_at, removed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id, conversation_id) DO UPDATE SET left_at = excluded.left_at, removed = excluded.removed`
	if _, err := tx.Exec(ctx, leave, account, g.id, s.DB.Stamp(s.Clock.Now()), removed); err != nil {
		return err
	}
	if err := s.lookForOnces(ctx, tx, g.id); err != nil {
		return err
	}
	if err := s.withdrawInvitations(ctx, tx, g.id, account); err != nil {
		return err
	}
	g.count--
	tx.AfterCommit(func() { s.Live.Publish([]base.ID{account}, goneEvent{"gone", g.id}) })
	return setCount(ctx, tx, g)
}

// SetRole gives a member another role. Who makes another the owner is an admin from then on.
func (s *Service) SetRole(ctx context.Context, actor api.Actor, id, account base.ID, role string) error {
	return s.changeGroup(ctx, actor, id, func(tx *db.Tx, g *groupState) error {
		before, err := roleIn(ctx, tx, g, account)
		switch {
		case err != nil:
			return err
		case !g.admin():
			return base.Forbidden("not_admin", "Only the admins of this group can do this.")
		case g.role != owner && (before != plainMember || role == owner):
			return base.Forbidden("not_admin", "Only the owner of this group can do this.")
		case account == actor.Account && before != role:
			return base.Forbidden("not_admin", "Hand the group over to someone else first.")
		case before == role:
			return nil
		}
		if role == owner {
			if err := setRole(ctx, tx, id, actor.Account, admin); err != nil {
				return err
			}
		}
		if err := setRole(ctx, tx, id, account, role); err != nil {
			return err
		}
		return s.note(ctx, tx, g, actor.Account, change{Members, memberContent{Action: "role", Accounts: []base.ID{account}, Role: role}})
	})
}

func setRole(ctx context.Context, tx *db.Tx, id, account base.ID, role string) error {
	_, err := tx.Exec(ctx, `UPDATE members SET role = $3 WHERE conversation_id = $1 AND account_id = $2`, id, account, role)
	return err
}

// roleIn is the role of a member.
func roleIn(ctx context.Context, tx *db.Tx, g *groupState, account base.ID) (role string, err error) {
	err = tx.Row(ctx, `SELECT role FROM members WHERE conversation_id = $1 AND account_id = $2`, g.id, account).Scan(&role)
	if db.NoRows(err) {
		return "", &base.Error{Kind: base.KindNotFound, Code: "not_member", Message: "This person is not in the group."}
	}
	return role, err
}

// MembersPage is a part of those who are in a group: its owner, its admins, then the others in the order of their joining.
type MembersPage struct {
	Items []Member `json:"items"`
	Next  string   `json:"next,omitempty"`
}

// ListMembers lists who is in a conversation of the actor's, all or those of whose name or handle words start so.
func (s *Service) ListMembers(ctx context.Context, actor api.Actor, id base.ID, q, cursor string, limit int) (page MembersPage, err error) {
	from := 0
	if cursor != "" && (!decodeCursor(cursor, &from) || from < 0) {
		return page, invalid("cursor", "This cursor is not one of this list.")
	}
	page.Items = []Member{}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if _, err := inboxOf(ctx, tx, actor.Account, id); err != nil {
			return err
		}
		members, err := membersOf(ctx, tx, id)
		if err != nil {
			return err
		}
		slices.SortFunc(members, func(x, y groupMember) int {
			return cmp.Or(cmp.Compare(rank(x.role), rank(y.role)), cmp.Compare(x.joined, y.joined), compareIDs(x.account, y.account))
		})
		d := &viewData{viewer: actor.Account}
		if q == "" {
			members, page.Next = cut(members, from, limit)
		}
		if d.profiles, err = s.Profiles(ctx, tx, actor.Account, accountsOf(members)); err != nil {
			return err
		}
		if terms := base.Terms(q); q != "" {
			members = slices.DeleteFunc(members, func(m groupMember) bool {
				p, there := d.profiles[m.account]
				return !there || len(terms) == 0 || !startWith(base.Terms(p.Name+" "+p.Handle), terms)
			})
			members, page.Next = cut(members, from, limit)
		}
		for _, m := range members {
			page.Items = append(page.Items, d.groupMember(m))
		}
		return nil
	})
	return page, doing("list the members of a conversation", err)
}

// cut is limit of members from a place on, and the cursor of what comes after them.
func cut(members []groupMember, from, limit int) ([]groupMember, string) {
	members = members[min(from, len(members)):]
	if len(members) <= limit {
		return members, ""
	}
	return members[:limit], encodeCursor(from + limit)
}

func rank(role string) int { return slices.Index([]string{owner, admin, plainMember}, role) }

func accountsOf(members []groupMember) []base.ID {
	ids := make([]base.ID, len(members))
	for i, m := range members {
		ids[i] = m.account
	}
	return ids
}

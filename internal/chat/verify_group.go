package chat

import (
	"context"

	"causerie/internal/db"
	"causerie/internal/verify"
)

// inGroup is a condition on a row of inbox: its conversation is a group.
const inGroup = `EXISTS (SELECT 1 FROM conversations WHERE conversations.conversation_id = inbox.conversation_id AND conversations.kind = 'group')`

// groupChecks are the invariants of groups.
func (s *Service) groupChecks() []verify.Check {
	const (
		members  = `(SELECT COUNT(*) FROM members WHERE members.conversation_id = conversations.conversation_id)`
		owners   = `(SELECT COUNT(*) FROM members WHERE members.conversation_id = conversations.conversation_id AND role = 'owner')`
		standing = inGroup + ` AND (peer_id IS NOT NULL OR incoming_seq <> 0 OR active_at <> 0 OR folder NOT IN ('inbox', 'archived') OR hidden_why <> '' OR since_at <= 0)`
		stray    = `state = 'open' AND (
			EXISTS (SELECT 1 FROM members WHERE members.conversation_id = invitations.conversation_id AND members.account_id = invitations.account_id)
			OR NOT EXISTS (SELECT 1 FROM members WHERE members.conversation_id = invitations.conversation_id AND members.account_id = invitations.inviter_id)
			OR NOT EXISTS (SELECT 1 FROM sent_invitations WHERE sent_invitations.account_id = invitations.inviter_id
				AND sent_invitations.conversation_id = invitations.conversation_id AND sent_invitations.other_id = invitations.account_id))`
		aimless  = `NOT EXISTS (SELECT 1 FROM conversations WHERE conversations.conversation_id = group_links.conversation_id AND kind = 'group')`
		codeless = `NOT EXISTS (SELECT 1 FROM link_codes WHERE link_codes.code = group_links.code AND link_codes.conversation_id = group_links.conversation_id)`
		overused = `(used < 0 OR uses > 0 AND used > uses)`
		linkless = `NOT EXISTS (SELECT 1 FROM group_links WHERE group_links.code = link_codes.code AND group_links.conversation_id = link_codes.conversation_id)`
		arrived  = `EXISTS (SELECT 1 FROM members WHERE members.conversation_id = joiners.conversation_id AND members.account_id = joiners.account_id)`
		stayed   = `EXISTS (SELECT 1 FROM members WHERE members.conversation_id = left_groups.conversation_id AND members.account_id = left_groups.account_id)`
	)
	return []verify.Check{
		{
			Name: "group.owner", Holds: "A group that has members has one owner.", Of: "conversations WHERE kind = 'group'",
			Query: `SELECT conversation_id, ` + owners + ` AS owners FROM conversations WHERE kind = 'group' AND ` + members + ` > 0 AND ` + owners + ` <> 1`,
			Repair: verify.By(
				`UPDATE members SET role = 'admin' WHERE role = 'owner' AND EXISTS (SELECT 1 FROM conversations
					WHERE conversations.conversation_id = members.conversation_id AND kind = 'group' AND `+owners+` > 1 AND members.account_id <> (`+nextOf+`))`,
				`UPDATE members SET role = 'owner' WHERE EXISTS (SELECT 1 FROM conversations
					WHERE conversations.conversation_id = members.conversation_id AND kind = 'group' AND `+owners+` = 0 AND members.account_id = (`+nextOf+`))`),
			Mends: "leaves the one who has been in it for longest, and makes admins of the others; where there is none, makes the admin, else the member who has been in it for longest the owner",
		},
		{
			Name: "group.count", Holds: "A group knows how many members it has.", Of: "conversations WHERE kind = 'group'",
			Query:  `SELECT conversation_id, member_count AS members FROM conversations WHERE kind = 'group' AND member_count <> ` + members,
			Repair: verify.By(`UPDATE conversations SET member_count = ` + members + ` WHERE kind = 'group' AND member_count <> ` + members), Mends: "counts them",
		},
		{
			Name: "group.role", Holds: "A member has a role that there is, and in a direct conversation none but that of a member.", Of: "members",
			Query:  `SELECT conversation_id, account_id, role FROM members WHERE ` + roleWrong,
			Repair: verify.By(`UPDATE members SET role = 'member' WHERE ` + roleWrong), Mends: "makes them a member without a role",
		},
		{
			Name: "group.rules", Holds: "A group has a name, and rules that there are.", Of: "conversations WHERE kind = 'group'",
			Query:  `SELECT conversation_id FROM conversations WHERE kind = 'group' AND ` + rulesWrong,
			Repair: verify.By(`UPDATE conversations SET title = CASE WHEN title = '' THEN '…' ELSE title END, who_adds = 'admins', who_edits = 'admins', who_writes = CASE WHEN who_writes IN ('all', 'admins') THEN who_writes ELSE 'all' END, history = 'joined' WHERE kind = 'group' AND ` + rulesWrong),
			Mends:  "leaves to admins what is not clear",
		},
		{
			Name: "group.view", Holds: "A view of a group keeps nothing of where its log stands, and is no request.", Of: "inbox",
			Query: `SELECT account_id, conversation_id FROM inbox WHERE ` + standing,
			Repair: verify.By(`UPDATE inbox SET peer_id = NULL, incoming_seq = 0, active_at = 0, hidden_why = '', since_at = CASE WHEN since_at > 0 THEN since_at ELSE changed_at END, folder = CASE WHEN folder = 'archived' THEN 'archived' ELSE 'inbox' END WHERE ` +
				standing),
			Mends: "forgets it",
		},
		{
			Name: "group.invitation", Holds: "Who is asked to join a group is not in it, who asks is, and has the invitation too.", Of: "invitations",
			Query:  `SELECT account_id, conversation_id FROM invitations WHERE ` + stray,
			Repair: verify.By(`UPDATE invitations SET state = 'withdrawn' WHERE ` + stray), Mends: "withdraws the invitation",
		},
		{
			Name: "group.left", Holds: "Who left a group is not in it.", Of: "left_groups",
			Query:  `SELECT account_id, conversation_id FROM left_groups WHERE ` + stayed,
			Repair: verify.By(`DELETE FROM left_groups WHERE ` + stayed), Mends: "forgets that they left",
		},
		{
			Name: "group.link", Holds: "A link is into a group, by a code that leads there, and was used by no more people than it is for.", Of: "group_links",
			Query:  `SELECT conversation_id, code FROM group_links WHERE ` + aimless + ` OR ` + codeless + ` OR ` + overused,
			Repair: verify.By(`DELETE FROM group_links WHERE `+aimless+` OR `+codeless, `DELETE FROM link_codes WHERE `+linkless, `UPDATE group_links SET used = CASE WHEN used < 0 THEN 0 ELSE uses END WHERE `+overused),
			Mends:  "ends the link, or has it be used up",
		},
		{
			Name: "group.code", Holds: "A code leads into a group that has a link with it.", Of: "link_codes",
			Query:  `SELECT code FROM link_codes WHERE ` + linkless,
			Repair: verify.By(`DELETE FROM link_codes WHERE ` + linkless), Mends: "ends the code",
		},
		{
			Name: "group.joiner", Holds: "Who asks to join a group is not in it.", Of: "joiners",
			Query:  `SELECT conversation_id, account_id FROM joiners WHERE ` + arrived,
			Repair: verify.By(`DELETE FROM joiners WHERE ` + arrived), Mends: "forgets that they ask",
		},
	}
}

const (
	// nextOf is who owns a group that a condition on conversations is about: its owner, admin or member of the longest standing.
	nextOf = `SELECT other.account_id FROM members AS other WHERE other.conversation_id = conversations.conversation_id
		ORDER BY CASE other.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END, other.joined_at, other.account_id LIMIT 1`
	roleWrong = `(role NOT IN ('owner', 'admin', 'member') OR role <> 'member' AND EXISTS (SELECT 1 FROM conversations
		WHERE conversations.conversation_id = members.conversation_id AND kind <> 'group'))`
	rulesWrong = `(title = '' OR who_adds NOT IN ('all', 'admins') OR who_edits NOT IN ('all', 'admins') OR who_writes NOT IN ('all', 'admins')
		OR history NOT IN ('joined', 'all'))`
)

// giveGroupViews gives a view to the members of groups that have none. They read from here on: where they joined is not known any more.
func (s *Service) giveGroupViews(ctx context.Context, tx *db.Tx) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO inbox (account_id, conversation_id, read_seq, cleared_before, changed_at, since_at)
		SELECT members.account_id, members.conversation_id, head_seq, head_seq, $1, $1 FROM members
			JOIN conversations ON conversations.conversation_id = members.conversation_id AND kind = 'group'
			WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.account_id = members.account_id AND inbox.conversation_id = members.conversation_id)`,
		s.DB.Stamp(s.Clock.Now()))
}

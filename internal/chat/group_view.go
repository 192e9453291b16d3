package chat

import (
	"context"
	"slices"

	"causerie/internal/base"
	"causerie/internal/db"
)

// groupRow is what a view shows of a group beside its log.
type groupRow struct {
	title   string
	picture base.ID
	rules   Rules
	count   int64
	role    string // the viewer's
	joined  int64
	allSeq  int64
	joiners int64 // who wait, for admins

	speaker groupMember // who wrote the preview, unless that is the viewer
}

type groupMember struct {
	account base.ID
	role    string
	joined  int64
}

// groupRows are all of account's views of groups, which are groupsMax at most, where they stand now: the log is read for each, because
// what is written in a group writes nobody's view.
func groupRows(ctx context.Context, tx *db.Tx, account base.ID) ([]inboxRow, error) {
	var list []inboxRow
	rows, err := tx.Query(ctx, `SELECT `+inboxColumns+` FROM inbox WHERE account_id = $1 AND since_at > 0`, account)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		row, err := scanInbox(scan)
		list = append(list, row)
		return err
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids, at := make([]base.ID, len(list)), make(map[base.ID]int, len(list))
	for i, row := range list {
		ids[i], at[row.id] = row.id, i
	}
	const query = `SELECT conversation_id, title, message_seq, message_at, changed_at FROM /*rows*/ conversations WHERE conversation_id = $1`
	err = tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		var id base.ID
		var title string
		var messageSeq, messageAt, changed int64
		err := scan(&id, &title, &messageSeq, &messageAt, &changed)
		row := &list[at[id]]
		row.title = title
		row.stand(messageSeq, messageAt, changed)
		return err
	})
	return list, err
}

// cleared is the since of a view of a group that its person cleared.
const cleared = 1

// stand puts a view of a group where the log has it: at its last message, else at its draft or at the joining.
func (r *inboxRow) stand(messageSeq, messageAt, changed int64) {
	r.active, r.incoming = r.draftAt, 0
	if r.since > cleared {
		r.active = max(r.draftAt, r.since)
	}
	if messageSeq > r.clearedBefore {
		r.active, r.incoming = max(messageAt, r.since), messageSeq
	}
	r.read, r.changed = max(r.read, r.clearedBefore), max(r.changed, changed)
}

// loadLogs reads what the views show of conversations: direct ones with both members, groups with the viewer alone.
func (d *viewData) loadLogs(ctx context.Context, tx *db.Tx, rows []inboxRow) (map[base.ID]*logRow, error) {
	var direct, groups []base.ID
	for _, row := range rows {
		if row.ofGroup() {
			groups = append(groups, row.id)
		} else {
			direct = append(direct, row.id)
		}
	}
	logs, err := loadLogRows(ctx, tx, direct)
	if err != nil || len(groups) == 0 {
		return logs, err
	}
	const query = `SELECT conversations.conversation_id, created_at, head_seq, head_hash, message_seq, message_at, pins, expire_after, title, picture_id, ` + ruleColumns + `, member_count,
			role, joined_at, read_seq, delivered_seq, all_seq,
			CASE WHEN role = 'member' THEN 0 ELSE (SELECT COUNT(*) FROM joiners WHERE joiners.conversation_id = conversations.conversation_id AND declined_at = 0) END
		FROM /*rows*/ conversations JOIN members ON members.conversation_id = conversations.conversation_id AND members.account_id = $2
		WHERE conversations.conversation_id = $1`
	viewers := slices.Repeat([]base.ID{d.viewer}, len(groups))
	err = tx.QueryRows(ctx, query, db.Columns{groups, viewers}, func(scan func(...any) error) error {
		var id base.ID
		log, g, me := logRow{kind: group}, groupRow{}, memberState{account: d.viewer}
		err := scan(&id, &log.created, &log.head, &log.hash, &log.messageSeq, &log.messageAt, &log.pins, &log.expireAfter, &g.title, &g.picture, &g.rules.Add, &g.rules.Edit, &g.rules.Write, &g.rules.History,
			&g.count, &g.role, &g.joined, &me.read, &me.delivered, &g.allSeq, &g.joiners)
		log.group, log.members = &g, []memberState{me}
		logs[id] = &log
		return err
	})
	for i := range rows {
		if log := logs[rows[i].id]; log != nil && log.group != nil {
			rows[i].stand(log.messageSeq, log.messageAt, 0)
			rows[i].mention = max(rows[i].mention, log.group.allSeq)
		}
	}
	return logs, err
}

// addSpeakers has the views of groups show who wrote the preview.
func (d *viewData) addSpeakers(ctx context.Context, tx *db.Tx) error {
	var ids, speakers []base.ID
	for id, p := range d.previews {
		if log := d.logs[id]; p != nil && log.group != nil && p.Sender != d.viewer {
			ids, speakers = append(ids, id), append(speakers, p.Sender)
			log.group.speaker = groupMember{account: p.Sender, role: plainMember}
			log.members = append(log.members, memberState{account: p.Sender})
		}
	}
	const query = `SELECT members.conversation_id, role, joined_at FROM /*rows*/ members WHERE members.conversation_id = $1 AND account_id = $2`
	return tx.QueryRows(ctx, query, db.Columns{ids, speakers}, func(scan func(...any) error) error {
		var id base.ID
		var m groupMember
		err := scan(&id, &m.role, &m.joined)
		m.account = d.logs[id].group.speaker.account
		d.logs[id].group.speaker = m
		return err
	})
}

// describe adds to a view what it shows of a group.
func (d *viewData) describe(c *Conversation, log *logRow) {
	g := log.group
	c.Title, c.MemberCount, c.Role, c.Rules, c.Joiners = g.title, g.count, g.role, &g.rules, g.joiners
	c.Avatar = picture(d.pictures, d.viewer, c.ID, g.picture)
	mine, me := d.privacy[d.viewer], log.members[0]
	own := d.groupMember(groupMember{d.viewer, g.role, g.joined})
	if mine.ReadReceipts {
		own.ReadSeq = &me.read
	}
	if mine.DeliveryReceipts {
		own.DeliveredSeq = &me.delivered
	}
	c.Members = append(c.Members, own)
	if !g.speaker.account.IsZero() {
		c.Members = append(c.Members, d.groupMember(g.speaker))
	}
}

func (d *viewData) groupMember(m groupMember) Member {
	out := Member{Account: d.profiles[m.account], Role: m.role}
	out.Account.ID = m.account
	if m.joined > 0 {
		at := base.Time(m.joined)
		out.JoinedAt = &at
	}
	return out
}

// countGroups counts those of groups, all of account's, that have something unread and are not muted, and those in the archive.
func countGroups(ctx context.Context, tx *db.Tx, account base.ID, groups []inboxRow, now int64) (unread, archived int64, err error) {
	var ids, accounts []base.ID
	var reads []int64
	for _, row := range groups {
		switch {
		case row.active == 0:
		case row.folder == inArchive:
			archived++
		case row.mutedUntil > now:
		case row.markedUnread:
			unread++
		case row.incoming > row.read:
			ids, accounts, reads = append(ids, row.id), append(accounts, account), append(reads, row.read)
		}
	}
	const query = `SELECT EXISTS (SELECT 1 FROM entries WHERE conversation_id = $1 AND seq > $2 AND kind = 'message' AND sender_id <> $3 AND erased_at = 0 AND (expires_at = 0 OR expires_at > $4))
		/*from rows*/`
	err = tx.QueryRows(ctx, query, db.Columns{ids, reads, accounts, slices.Repeat([]int64{now}, len(ids))}, func(scan func(...any) error) error {
		var has bool
		err := scan(&has)
		if has {
			unread++
		}
		return err
	})
	return unread, archived, err
}

// goneSince are the groups that account left or was removed from since a time, and whether its invitations changed since then.
func goneSince(ctx context.Context, tx *db.Tx, account base.ID, since int64) (gone []base.ID, invitations bool, err error) {
	const query = `SELECT conversation_id, 0 FROM left_groups WHERE account_id = $1 AND left_at >= $2
		UNION ALL SELECT conversation_id, 1 FROM invitations WHERE account_id = $1 AND changed_at >= $2`
	rows, err := tx.Query(ctx, query, account, since)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		var which int64
		err := scan(&id, &which)
		if which == 1 {
			invitations = true
		} else {
			gone = append(gone, id)
		}
		return err
	})
	return gone, invitations, err
}

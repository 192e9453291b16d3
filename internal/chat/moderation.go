package chat

import (
	"context"
	"slices"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/db"
)

// requestEvidence bounds the entries that a report of a request copies: the last ones.
const requestEvidence = 200

// moderators stands for who did it, in what is done in the place of somebody.
const moderators = "moderators"

// removedContent marks an unsend that moderators made in the place of who wrote the message.
const removedContent Content = `{"by":"moderators"}`

// untitled is what a group is called whose name moderators removed.
const untitled = "…"

// shownTo bounds the people who are told at once that somebody shows something else: of those whom they talked with last. Others see it when they look.
const shownTo = 200

// Reported are what the other person of a conversation wrote and reader can see, with the earlier versions of what was edited: at seqs, or
// the last of all where there are none. What was unsent or has disappeared is not among them. Whose messages seqs are not, or whose conversation it is not,
// gets not found.
func Reported(ctx context.Context, tx *db.Tx, now int64, reader, conversation base.ID, seqs []int64) (other base.ID, entries []Entry, err error) {
	row, err := inboxOf(ctx, tx, reader, conversation)
	if err != nil {
		return other, nil, err
	}
	if row.ofGroup() && len(seqs) == 0 || row.ofSaved() {
		return other, nil, base.NotFound()
	}
	if len(seqs) == 0 {
		entries, err = requestEntries(ctx, tx, now, row)
		return row.peer, entries, err
	}
	const query = `SELECT ` + entryColumns + ` FROM /*rows*/ entries WHERE conversation_id = $1 AND seq = $2`
	var roots []Entry
	err = tx.QueryRows(ctx, query, db.Columns{slices.Repeat([]base.ID{conversation}, len(seqs)), seqs}, func(scan func(...any) error) error {
		e, err := scanEntry(scan, now)
		roots = append(roots, e)
		return err
	})
	if err != nil {
		return other, nil, err
	}
	named := len(roots)
	if row.ofGroup() && named > 0 && roots[0].Sender != reader {
		row.peer = roots[0].Sender
	}
	roots = slices.DeleteFunc(roots, func(e Entry) bool {
		return e.Kind != Message || e.Sender != row.peer || e.Seq <= row.clearedBefore
	})
	if named != len(seqs) || len(roots) != named {
		return other, nil, base.NotFound()
	}
	roots = slices.DeleteFunc(roots, func(e Entry) bool { return e.Erased })
	if err := showOpened(ctx, tx, reader, roots); err != nil {
		return other, nil, err
	}
	edits, err := editsOf(ctx, tx, now, roots)
	if err != nil {
		return other, nil, err
	}
	for _, root := range roots {
		entries = append(append(entries, root), edits[place{conversation, root.Seq}]...)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return int(a.Seq - b.Seq) })
	return row.peer, entries, nil
}

// GroupEvidence is what a group shows to who reports it.
type GroupEvidence struct {
	Answers base.ID // whom the report is about: the owner, or who asks reader to join
	Title   string
	Picture base.ID // zero for none
	Written []Entry // what the owner wrote last that reader can see
}

// ReportedGroup is a group that reader is in or is asked to join. Its picture stays until tx ends.
func ReportedGroup(ctx context.Context, tx *db.Tx, now int64, reader, conversation base.ID) (shown GroupEvidence, err error) {
	if err := lockConversation(ctx, tx, conversation); err != nil {
		return shown, err
	}
	const query = `SELECT title, picture_id FROM conversations WHERE conversation_id = $1 AND kind = 'group'`
	if err := tx.Row(ctx, query, conversation).Scan(&shown.Title, &shown.Picture); err != nil {
		if db.NoRows(err) {
			err = base.NotFound()
		}
		return shown, err
	}
	row, err := inboxOf(ctx, tx, reader, conversation)
	if base.CodeOf(err) == "not_found" {
		invitation, err := invitationOf(ctx, tx, reader, conversation)
		shown.Answers = invitation.inviter
		return shown, err
	}
	if err != nil {
		return shown, err
	}
	if err := tx.Row(ctx, `SELECT account_id FROM members WHERE conversation_id = $1 AND role = 'owner'`, conversation).Scan(&row.peer); err != nil {
		return shown, err
	}
	shown.Answers = row.peer
	shown.Written, err = requestEntries(ctx, tx, now, row)
	return shown, err
}

// requestEntries are the last messages of the other person in a view, with their edits.
func requestEntries(ctx context.Context, tx *db.Tx, now int64, row inboxRow) ([]Entry, error) {
	const query = `SELECT ` + entryColumns + ` FROM entries
		WHERE conversation_id = $1 AND seq > $2 AND sender_id = $3 AND kind IN ('message', 'edit') AND erased_at = 0 AND (expires_at = 0 OR expires_at > $5)
		ORDER BY seq DESC LIMIT $4`
	entries, err := queryEntries(ctx, tx, now, query, row.id, row.clearedBefore, row.peer, requestEvidence, now)
	slices.Reverse(entries)
	return entries, err
}

// EntriesIn are the messages of a conversation, and what was done to them, with a seq in one of ranges, both ends included, in the order of the log. Who
// voted for what is not among it.
func EntriesIn(ctx context.Context, tx *db.Tx, now int64, conversation base.ID, ranges [][2]int64) (entries []Entry, err error) {
	const query = `SELECT ` + entryColumns + ` FROM entries WHERE conversation_id = $1 AND seq >= $2 AND seq <= $3
		AND kind IN ('message', 'edit', 'reaction', 'unsend') ORDER BY seq`
	for _, r := range ranges {
		part, err := queryEntries(ctx, tx, now, query, conversation, r[0], r[1])
		if err != nil {
			return nil, err
		}
		entries = append(entries, part...)
	}
	return entries, nil
}

// RemoveIn erases a message for everyone in the transaction of who decided it. The log gets the unsend that its sender could have written,
// marked as the moderators', so that what holds of an unsent message holds of it. A message that is erased already stays so.
func (s *Service) RemoveIn(ctx context.Context, tx *db.Tx, conversations []base.ID, seqs []int64) error {
	const query = `SELECT conversation_id, seq, sender_id FROM /*rows*/ entries WHERE conversation_id = $1 AND seq = $2 AND kind = 'message' AND erased_at = 0`
	var works []*work
	err := tx.QueryRows(ctx, query, db.Columns{conversations, seqs}, func(scan func(...any) error) error {
		k := &work{origin: ctx, append: &draft{kind: Unsend, clientID: base.NewID(s.Clock.Now()), content: removedContent}, then: func(outcome) {}}
		err := scan(&k.conversation, &k.append.target, &k.actor)
		works = append(works, k)
		return err
	})
	if err != nil || len(works) == 0 {
		return err
	}
	b := newBatch(s.Deps, tx, works, s.DB.Stamp(s.Clock.Now()))
	if err := b.run(ctx, false); err != nil {
		return err
	}
	for _, out := range b.outcomes {
		if out.err != nil && base.CodeOf(out.err) != "erased" {
			return out.err
		}
	}
	tx.AfterCommit(func() {
		s.index.wake()
		s.Live.Together(func() { s.writer.publish(committed{ctx: ctx, events: b.events}) })
	})
	return nil
}

// GroupFace is what a group shows.
func GroupFace(ctx context.Context, tx *db.Tx, id base.ID) (account.Face, error) {
	f := account.Face{Plain: untitled}
	err := tx.Row(ctx, `SELECT title, picture_id FROM conversations WHERE conversation_id = $1 AND kind = 'group'`, id).Scan(&f.Name, &f.Picture)
	if db.NoRows(err) {
		return f, base.NotFound()
	}
	return f, err
}

// SwapGroupFace has a group show after, in the transaction of who decided it, if it still shows before. The log gets the change that the owner could
// have made, marked as the moderators'. A picture in after is one that is kept.
func (s *Service) SwapGroupFace(ctx context.Context, tx *db.Tx, id base.ID, before, after account.Face) (swapped bool, err error) {
	if err := lockConversation(ctx, tx, id); err != nil {
		return false, err
	}
	now, err := GroupFace(ctx, tx, id)
	if err != nil || now != before {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE conversations SET title = $2, picture_id = $3 WHERE conversation_id = $1`, id, after.Name, after.Picture.Null()); err != nil {
		return false, err
	}
	done := settingsContent{By: moderators}
	if after.Name != before.Name {
		done.Title = after.Name
	}
	if after.Picture != before.Picture {
		if !before.Picture.IsZero() {
			if err := s.Pictures.Drop(ctx, tx, id, before.Picture); err != nil {
				return false, err
			}
		}
		done.Picture = "removed"
		if !after.Picture.IsZero() {
			done.Picture = "set"
		}
	}
	g := &groupState{id: id}
	err = tx.Row(ctx, `SELECT head_seq, head_hash, account_id FROM conversations JOIN members ON members.conversation_id = conversations.conversation_id AND role = 'owner'
		WHERE conversations.conversation_id = $1`, id).Scan(&g.head, &g.hash, &g.actor)
	if db.NoRows(err) { // everybody left it: nobody reads the log
		return true, nil
	}
	if err == nil {
		err = s.note(ctx, tx, g, g.actor, change{Settings, done})
	}
	return true, err
}

// ShowPerson has the devices of people who talk with somebody, and are connected, show what they show now.
func (s *Service) ShowPerson(ctx context.Context, tx *db.Tx, id base.ID) error {
	type talk struct{ with, in base.ID }
	var talks []talk
	rows, err := tx.Query(ctx, `SELECT peer_id, conversation_id FROM inbox WHERE account_id = $1 AND peer_id IS NOT NULL ORDER BY active_at DESC LIMIT $2`, id, shownTo)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var one talk
		err := scan(&one.with, &one.in)
		talks = append(talks, one)
		return err
	})
	if err != nil {
		return err
	}
	for _, one := range talks {
		if !s.Live.Online(one.with) {
			continue
		}
		c, err := s.view(ctx, tx, one.with, one.in)
		if base.CodeOf(err) == "not_found" { // they have not been written to
			continue
		}
		if err != nil {
			return err
		}
		tx.AfterCommit(func() { s.Live.Publish([]base.ID{one.with}, conversationEvent{"conversation", c}) })
	}
	return nil
}

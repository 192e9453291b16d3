package chat

import (
	"context"
	"fmt"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/notify"
	"causerie/internal/policy"
)

// stir tells of what came to people, or was taken back, and of what they read.
func (w *writer) stir(p publication) {
	switch e := p.event.(type) {
	case entryEvent:
		if w.Came != nil && (e.Entry.Kind == Message || e.Entry.Kind == Unsend) {
			w.Came(p.accounts, e.Entry.ConversationID, e.Entry.Sender)
		}
	case receiptEvent:
		if w.HasRead != nil && len(p.accounts) == 1 && p.accounts[0] == e.AccountID && e.ReadSeq > 0 {
			w.HasRead(e.AccountID, e.ConversationID)
		}
	}
}

// Notices answers what people's devices may tell of views: the last message of others that is not read, and how many there are. Of what is
// muted, hidden or archived they tell nothing, nor of whom their person restricts or blocks.
func (s *Service) Notices(ctx context.Context, tx *db.Tx, views []notify.View) ([]notify.Notice, error) {
	return s.notices(ctx, tx, views, 0)
}

// notices are Notices of the messages since a time in milliseconds.
func (s *Service) notices(ctx context.Context, tx *db.Tx, views []notify.View, since int64) ([]notify.Notice, error) {
	rows := map[view]inboxRow{}
	var accounts, conversations []base.ID
	for _, v := range views {
		accounts, conversations = append(accounts, v.Account), append(conversations, v.Conversation)
	}
	now := s.Clock.Now().UnixMilli()
	const query = `SELECT ` + inboxColumns + ` FROM /*rows*/ inbox WHERE account_id = $1 AND conversation_id = $2`
	err := tx.QueryRows(ctx, query, db.Columns{accounts, conversations}, func(scan func(...any) error) error {
		row, err := scanInbox(scan)
		if row.mutedUntil <= now && (row.folder == inInbox || row.folder == inRequests) && row.notify != notifyNone {
			rows[view{row.account, row.id}] = row
		}
		return err
	})
	if err == nil {
		err = dropUnmentioned(ctx, tx, rows)
	}
	if err != nil {
		return nil, err
	}
	unread, err := unreadOf(ctx, tx, rows, since, now)
	if err != nil {
		return nil, err
	}
	if err := s.explain(ctx, tx, unread); err != nil {
		return nil, err
	}
	notices := make([]notify.Notice, len(views))
	for i, v := range views {
		notices[i].View = v
		if n := unread[view{v.Account, v.Conversation}]; n != nil && n.told {
			n.notice.View = v
			notices[i] = n.notice
		}
	}
	return notices, nil
}

// unreadView is what is unread in a view.
type unreadView struct {
	notice notify.Notice
	sender base.ID
	told   bool
}

// unreadOf counts what is unread in each view and was written since a time, and finds the last message of it.
func unreadOf(ctx context.Context, tx *db.Tx, rows map[view]inboxRow, since, now int64) (map[view]*unreadView, error) {
	var accounts, conversations []base.ID
	var reads, sinces []int64
	for key, row := range rows {
		accounts, conversations, reads = append(accounts, key.account), append(conversations, key.conversation), append(reads, max(row.read, row.clearedBefore))
		sinces = append(sinces, since)
	}
	const these = ` FROM entries WHERE entries.conversation_id = $1 AND entries.seq > $2 AND entries.kind = 'message' AND entries.sender_id <> $3 AND entries.erased_at = 0 AND entries.created_at >= $4 AND (entries.expires_at = 0 OR entries.expires_at > $5)
		AND NOT EXISTS (SELECT 1 FROM hidden_entries
			WHERE hidden_entries.account_id = $3 AND hidden_entries.conversation_id = $1 AND hidden_entries.seq = entries.seq)`
	const query = `SELECT $1, $3, COALESCE((SELECT title FROM conversations WHERE conversation_id = $1), ''), (SELECT COUNT(*) FROM (SELECT 1` + these + ` LIMIT 100) AS counted), (SELECT seq` + these + ` ORDER BY seq DESC LIMIT 1) /*from rows*/`
	unread := map[view]*unreadView{}
	err := tx.QueryRows(ctx, query, db.Columns{conversations, reads, accounts, sinces, slices.Repeat([]int64{now}, len(sinces))}, func(scan func(...any) error) error {
		var key view
		var last *int64
		n := &unreadView{}
		err := scan(&key.conversation, &key.account, &n.notice.Group, &n.notice.Unread, &last)
		if last != nil {
			n.notice.Seq, n.notice.Request = *last, waits(rows[key].folder)
			unread[key] = n
		}
		return err
	})
	return unread, err
}

// explain adds who wrote what, and tells what may be told.
func (s *Service) explain(ctx context.Context, tx *db.Tx, unread map[view]*unreadView) error {
	var places []place
	asked := map[place]bool{}
	for key, n := range unread {
		if at := (place{key.conversation, n.notice.Seq}); !asked[at] {
			asked[at] = true
			places = append(places, at)
		}
	}
	roots, err := entriesAt(ctx, tx, base.Millis(s.Clock.Now()), places)
	if err != nil {
		return err
	}
	edits, err := editsOf(ctx, tx, base.Millis(s.Clock.Now()), roots)
	if err != nil {
		return err
	}
	messages, senders := map[place]shown{}, []base.ID{}
	for _, root := range roots {
		at := place{root.ConversationID, root.Seq}
		messages[at], senders = fold(root, edits[at]), append(senders, root.Sender)
	}
	var pairs []policy.Pair
	for key, n := range unread {
		m := messages[place{key.conversation, n.notice.Seq}]
		n.sender, n.notice.Text, n.notice.At = m.Sender, m.Text, m.CreatedAt
		if v := m.Content.voice(); v != nil {
			n.notice.Voice = v.Duration
		}
		if length := videoLength(m.Content.photos()); length > 0 && m.Text == "" {
			n.notice.Text = fmt.Sprintf("🎬 %d:%02d", length/60, length%60)
		}
		if photos := m.Content.photos(); m.Text == "" && len(photos) > 0 && movingAmong(photos) == len(photos) {
			n.notice.Text = "GIF"
		}
		if f := m.Content.file(); f != nil && m.Text == "" {
			n.notice.Text = "📎 " + f.Name
		}
		switch {
		case m.Content.isProfile():
			n.notice.Shows = "profile"
		case m.Content.isLocation() && m.Text != "":
			n.notice.Text = "📍 " + m.Text
		case m.Content.isLocation():
			n.notice.Shows = "location"
		}
		if one := m.Content.sticker(); one != nil {
			n.notice.Text = one.Emoji
		}
		if m.Content.isPoll() {
			n.notice.Text = "📊 " + m.Text
		}
		pairs = append(pairs, policy.Pair{From: n.sender, To: key.account})
	}
	facts, err := s.Facts(ctx, tx, pairs)
	if err != nil {
		return err
	}
	names := map[base.ID]string{}
	err = tx.QueryRows(ctx, `SELECT account_id, handle, name FROM /*rows*/ accounts WHERE account_id = $1`, db.Columns{senders}, func(scan func(...any) error) error {
		var id base.ID
		var handle, name string
		err := scan(&id, &handle, &name)
		if names[id] = name; name == "" {
			names[id] = handle
		}
		return err
	})
	for key, n := range unread {
		f := facts[policy.Pair{From: n.sender, To: key.account}]
		n.notice.Name, n.told = names[n.sender], !f.Restricted && !f.FromBlocksTo && !f.ToBlocksFrom
	}
	return err
}

// Arrived answers what came to account since a time and is not read, of what its devices would have told of: a notice for each conversation,
// with what came since alone.
func (s *Service) Arrived(ctx context.Context, tx *db.Tx, account base.ID, since time.Time) ([]notify.Notice, error) {
	var views []notify.View
	const query = `SELECT inbox.conversation_id FROM inbox JOIN conversations ON conversations.conversation_id = inbox.conversation_id
		WHERE inbox.account_id = $1 AND conversations.message_at >= $2`
	rows, err := tx.Query(ctx, query, account, base.Millis(since))
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		v := notify.View{Account: account}
		err := scan(&v.Conversation)
		views = append(views, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	notices, err := s.notices(ctx, tx, views, base.Millis(since))
	return slices.DeleteFunc(notices, func(n notify.Notice) bool { return n.Unread == 0 }), err
}

// Missed counts the messages of Arrived, and the requests with any.
func (s *Service) Missed(ctx context.Context, tx *db.Tx, account base.ID, since time.Time) (notify.Missed, error) {
	notices, err := s.Arrived(ctx, tx, account, since)
	if err != nil {
		return notify.Missed{}, err
	}
	var missed notify.Missed
	for _, n := range notices {
		if n.Request {
			missed.Requests++
		} else {
			missed.Messages += n.Unread
		}
	}
	return missed, nil
}

package chat

import (
	"context"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
)

const (
	// always is the time until which what is muted for ever is muted.
	always = math.MaxInt64
	// lastTime is the last that JSON can carry: the end of the year 9999. What is muted for longer is muted for ever.
	lastTime = 253_402_300_799_999

	hideMax   = 200  // messages that one request may hide
	hiddenMax = 1000 // messages that are hidden in one conversation: every view of it lists them
)

// ConversationPatch changes the actor's own view; what is absent stays.
type ConversationPatch struct {
	Muted        *bool       `json:"muted,omitempty"`
	MutedUntil   *time.Time  `json:"mutedUntil,omitempty" doc:"With muted: until then, else for ever."`
	Pinned       *bool       `json:"pinned,omitempty"`
	Archived     *bool       `json:"archived,omitempty"`
	MarkedUnread *bool       `json:"markedUnread,omitempty"`
	Draft        *DraftPatch `json:"draft,omitempty"`
	Notify       *string     `json:"notify,omitempty" enum:"all,mentions,none" doc:"Of a group: which messages your devices tell of."`
}

// DraftPatch is a new draft; an empty text removes it.
type DraftPatch struct {
	Text    string `json:"text"`
	ReplyTo int64  `json:"replyTo,omitempty"`
}

// Update changes the actor's own view of a conversation.
func (s *Service) Update(ctx context.Context, actor api.Actor, id base.ID, patch ConversationPatch) (Conversation, error) {
	if err := checkDraft(patch.Draft); err != nil {
		return Conversation{}, err
	}
	return s.changeView(ctx, actor, id, func(_ *db.Tx, row *inboxRow, now int64) error {
		if waits(row.folder) && (patch.Archived != nil || patch.Pinned != nil) {
			return base.Conflict("request", "Accept or delete this request first.")
		}
		patch.apply(row, now)
		return nil
	})
}

func checkDraft(d *DraftPatch) error {
	switch {
	case d == nil:
		return nil
	case len(d.Text) > textMaxBytes:
		return base.Invalid("too_long", "A draft has at most 32 KiB.", base.Field{Location: "body.draft.text", Message: "at most 32 KiB"})
	case !utf8.ValidString(d.Text), strings.ContainsRune(d.Text, 0), d.ReplyTo < 0:
		return invalid("draft", "A draft is text, and the seq of the message that it answers.")
	}
	return nil
}

func (p ConversationPatch) apply(row *inboxRow, now int64) {
	if (p.Muted != nil || p.MutedUntil != nil) && !row.ofSaved() { // nothing tells of it
		row.mutedUntil = 0
		switch {
		case p.Muted != nil && !*p.Muted:
		case p.MutedUntil != nil:
			if row.mutedUntil = p.MutedUntil.UnixMilli(); row.mutedUntil > lastTime {
				row.mutedUntil = always
			}
		default:
			row.mutedUntil = always
		}
	}
	if p.Pinned != nil {
		row.pinnedAt = 0
		if *p.Pinned {
			row.pinnedAt = now
		}
	}
	if p.Archived != nil {
		row.folder = "inbox"
		if *p.Archived {
			row.folder, row.pinnedAt = "archived", 0
		}
	}
	if p.MarkedUnread != nil && !row.ofSaved() {
		row.markedUnread = *p.MarkedUnread
	}
	if p.Notify != nil && row.ofGroup() {
		row.notify = *p.Notify
	}
	if p.Draft != nil {
		row.draft, row.draftAt = "", 0
		if p.Draft.Text != "" {
			row.draft, row.draftAt = string(encode(storedDraft(*p.Draft))), now
		}
	}
}

// Delete clears a conversation for the actor alone: its history up to now, its draft and pin. It comes back with the next
// message. Deleting a request turns it down.
func (s *Service) Delete(ctx context.Context, actor api.Actor, id base.ID) error {
	_, err := s.changeView(ctx, actor, id, func(tx *db.Tx, row *inboxRow, _ int64) error {
		var head int64
		if err := tx.Row(ctx, `SELECT head_seq FROM conversations WHERE conversation_id = $1`, id).Scan(&head); err != nil {
			return err
		}
		return s.clear(ctx, tx, row, head)
	})
	return err
}

// clear empties a view up to the head of its log. A request is turned down by that.
func (s *Service) clear(ctx context.Context, tx *db.Tx, row *inboxRow, head int64) error {
	if waits(row.folder) {
		turnedDown := []policy.Pair{{From: row.peer, To: row.account}}
		if err := graph.Declined(ctx, tx, turnedDown, s.Clock.Now()); err != nil {
			return err
		}
	}
	row.clearedBefore, row.read = max(row.clearedBefore, head), max(row.read, head)
	row.since = min(row.since, cleared)
	row.markedUnread, row.pinnedAt, row.hiddenWhy, row.draft, row.draftAt, row.folder = false, 0, "", "", 0, inInbox
	if _, err := tx.Exec(ctx, `DELETE FROM hidden_entries WHERE account_id = $1 AND conversation_id = $2`, row.account, row.id); err != nil {
		return err
	}
	return s.lookForOnces(ctx, tx, row.id)
}

// Hide deletes messages for the actor alone, at most hiddenMax in a conversation.
func (s *Service) Hide(ctx context.Context, actor api.Actor, id base.ID, seqs []int64) error {
	if len(seqs) == 0 || len(seqs) > hideMax {
		return invalid("seqs", "Name 1 to 200 messages by their seq.")
	}
	_, err := s.changeView(ctx, actor, id, func(tx *db.Tx, _ *inboxRow, _ int64) error {
		const insert = `INSERT INTO hidden_entries (account_id, conversation_id, seq)
			SELECT $1, conversation_id, seq FROM /*rows*/ entries WHERE conversation_id = $2 AND seq = $3 AND target_seq = 0
			ON CONFLICT (account_id, conversation_id, seq) DO NOTHING`
		accounts, ids := make([]base.ID, len(seqs)), make([]base.ID, len(seqs))
		for i := range seqs {
			accounts[i], ids[i] = actor.Account, id
		}
		if err := tx.ExecRows(ctx, insert, db.Columns{accounts, ids, seqs}); err != nil {
			return err
		}
		if err := s.lookForOnces(ctx, tx, id); err != nil {
			return err
		}
		var hidden int
		const count = `SELECT COUNT(*) FROM hidden_entries WHERE account_id = $1 AND conversation_id = $2`
		if err := tx.Row(ctx, count, actor.Account, id).Scan(&hidden); err != nil || hidden <= hiddenMax {
			return err
		}
		return base.Conflict("too_many_hidden", "You deleted 1,000 messages of this conversation for yourself, which is the most. Delete the conversation to clear it.")
	})
	return err
}

// changeView lets change alter the actor's inbox row, stores it, and tells the actor's devices.
func (s *Service) changeView(ctx context.Context, actor api.Actor, id base.ID, change func(*db.Tx, *inboxRow, int64) error) (c Conversation, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := lockConversation(ctx, tx, id); err != nil {
			return err
		}
		row, err := inboxOf(ctx, tx, actor.Account, id)
		if err != nil {
			return err
		}
		if err := change(tx, &row, s.DB.Stamp(s.Clock.Now())); err != nil {
			return err
		}
		c, err = s.keepView(ctx, tx, row)
		return err
	})
	return c, doing("change a view of a conversation", err)
}

// keepView stores a view that was changed, and shows it to all devices of its person.
func (s *Service) keepView(ctx context.Context, tx *db.Tx, row inboxRow) (c Conversation, err error) {
	if !row.ofGroup() {
		if row.active, err = activeAt(ctx, tx, row); err != nil {
			return c, err
		}
	}
	row.changed = s.DB.Stamp(s.Clock.Now())
	if err := updateInbox(ctx, tx, row); err != nil {
		return c, err
	}
	if c, err = s.view(ctx, tx, row.account, row.id); err != nil {
		return c, err
	}
	tx.AfterCommit(func() { s.Live.Publish([]base.ID{row.account}, conversationEvent{"conversation", c}) })
	return c, nil
}

// ViewChanged tells viewer's devices, now and by sync, that their view of the conversation with other changed for a reason that lies
// outside of it. There may be no such conversation. With the end of a restriction, the conversation leaves the requests.
func (s *Service) ViewChanged(ctx context.Context, tx *db.Tx, viewer, other base.ID) error {
	id := base.DirectID(viewer, other)
	// An append that was decided before the change is committed before it too.
	if err := lockConversation(ctx, tx, id); err != nil {
		return doing("change a view of a conversation", err)
	}
	row, err := inboxOf(ctx, tx, viewer, id)
	if err != nil {
		if base.CodeOf(err) != "" {
			return nil
		}
		return doing("change a view of a conversation", err)
	}
	if waits(row.folder) {
		pair := policy.Pair{From: other, To: viewer}
		facts, err := s.Facts(ctx, tx, []policy.Pair{pair})
		if err != nil {
			return doing("change a view of a conversation", err)
		}
		if facts[pair].Accepted && !facts[pair].Restricted { // only a restriction put it there
			row.folder, row.hiddenWhy, row.pinnedAt = inInbox, "", 0
		}
	}
	_, err = s.keepView(ctx, tx, row)
	return doing("change a view of a conversation", err)
}

// lockConversation keeps appends away until the transaction ends. SQLite has one writer anyway.
func lockConversation(ctx context.Context, tx *db.Tx, id base.ID) error {
	if tx.Dialect() == db.SQLite {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE conversations SET head_seq = head_seq WHERE conversation_id = $1`, id)
	return err
}

// activeAt is where a view stands in the list: at its last message, else at its draft, else nowhere.
func activeAt(ctx context.Context, tx *db.Tx, row inboxRow) (int64, error) {
	var seq, at int64
	const query = `SELECT message_seq, message_at FROM conversations WHERE conversation_id = $1`
	if err := tx.Row(ctx, query, row.id).Scan(&seq, &at); err != nil {
		return 0, err
	}
	if seq > row.clearedBefore {
		return at, nil
	}
	return row.draftAt, nil
}

func updateInbox(ctx context.Context, tx *db.Tx, row inboxRow) error {
	const query = `UPDATE inbox SET folder = $3, read_seq = $4, marked_unread = $5, muted_until = $6, pinned_at = $7, hidden_why = $8,
			draft = $9, draft_at = $10, cleared_before = $11, active_at = $12, changed_at = $13, since_at = $14, notify = $15
		WHERE account_id = $1 AND conversation_id = $2`
	_, err := tx.Exec(ctx, query, row.account, row.id, row.folder, row.read, row.markedUnread, row.mutedUntil, row.pinnedAt, row.hiddenWhy,
		row.draft, row.draftAt, row.clearedBefore, row.active, row.changed, row.since, row.notify)
	return err
}

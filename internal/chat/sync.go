package chat

import (
	"cmp"
	"context"
	"slices"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	syncPageMax = 100
	syncOverlap = 10 * time.Second // a change may be stamped that much before it is committed, or by a clock that is behind
	syncResumed = 15 * time.Minute // the same for a cursor of another run: what that one stamped last is kept a little later
	syncAge     = 30 * 24 * time.Hour
	syncAhead   = time.Minute // by which another node's clock may be ahead
)

// Changes are the conversations whose view changed since a cursor, and the people of whom what one is shown did.
type Changes struct {
	Conversations []Conversation `json:"conversations"`
	Cursor        string         `json:"cursor" doc:"For the next call."`
	HasMore       bool           `json:"hasMore"`

	Gone               []base.ID `json:"gone,omitempty" doc:"Groups that you left or were removed from, unless they are listed too; on the first page alone."`
	InvitationsChanged bool      `json:"invitationsChanged,omitempty" doc:"Read listInvitations again; on the first page alone."`

	People     []Profile `json:"people,omitempty" doc:"Those to whom one stands otherwise than before; on the first page alone."`
	MorePeople bool      `json:"morePeople,omitempty" doc:"There are more than are listed: what one is to others is to be read anew."`
}

// syncCursor is when a round of sync began, and in the middle of one, the last row that was read.
type syncCursor struct {
	Began   int64   `json:"b"`
	Since   int64   `json:"s,omitempty"` // the round reads changes from then on
	At      int64   `json:"a,omitempty"`
	ID      base.ID `json:"i,omitzero"`
	Process int64   `json:"p,omitempty"` // the run of the server that Began is of
	Era     int64   `json:"e,omitempty"`
}

// Sync answers what changed since cursor, oldest change first. A change may be told twice and is never left out. Without a
// cursor there is nothing to compare with: the caller gets one, and reads the inbox.
func (s *Service) Sync(ctx context.Context, actor api.Actor, cursor string, limit int) (out Changes, err error) {
	if limit <= 0 || limit > syncPageMax {
		limit = syncPageMax
	}
	now := s.DB.Moment(s.Clock.Now())
	start := syncCursor{Began: now, Process: s.DB.Process(), Era: s.DB.Era()}
	out = Changes{Conversations: []Conversation{}}
	if cursor == "" {
		out.Cursor = encodeCursor(start)
		return out, nil
	}
	var at syncCursor
	if !decodeCursor(cursor, &at) || at.Era != start.Era || at.Began < now-syncAge.Milliseconds() || at.Began > now+syncAhead.Milliseconds() {
		return out, base.Gone("cursor_expired", "This cursor is too old or not ours. Read the inbox, and sync without a cursor.")
	}
	newRound := at.At == 0
	if newRound {
		overlap := syncOverlap
		if at.Process != start.Process {
			overlap = syncResumed
		}
		from := at.Began
		at = start
		at.Since, at.At = from, from-overlap.Milliseconds()
	}
	since := at.At
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := changedSince(ctx, tx, actor.Account, at, limit+1)
		if err != nil {
			return err
		}
		if out.HasMore = len(rows) > limit; out.HasMore {
			rows = rows[:limit]
			last := rows[limit-1]
			at.At, at.ID = last.changed, last.id
		} else {
			at.Since, at.At, at.ID = 0, 0, base.ID{}
		}
		out.Cursor = encodeCursor(at)
		if out.Conversations, err = s.views(ctx, tx, actor.Account, rows); err != nil || !newRound {
			return err
		}
		if out.Gone, out.InvitationsChanged, err = goneSince(ctx, tx, actor.Account, since); err != nil {
			return err
		}
		out.People, out.MorePeople, err = s.RelationsChanged(ctx, tx, actor.Account, since, syncPageMax)
		return err
	})
	return out, doing("sync", err)
}

func changedSince(ctx context.Context, tx *db.Tx, account base.ID, at syncCursor, limit int) ([]inboxRow, error) {
	var page []inboxRow
	const query = `SELECT ` + inboxColumns + ` FROM inbox
		WHERE account_id = $1 AND peer_id IS NOT NULL AND changed_at >= $2 AND (changed_at > $2 OR conversation_id > $3)
		ORDER BY changed_at, conversation_id LIMIT $4`
	rows, err := tx.Query(ctx, query, account, at.At, at.ID, limit)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		row, err := scanInbox(scan)
		page = append(page, row)
		return err
	})
	if err != nil {
		return nil, err
	}
	groups, err := groupRows(ctx, tx, account)
	for _, row := range groups {
		if row.changed > at.At || row.changed == at.At && at.ID.Less(row.id) {
			page = append(page, row)
		}
	}
	slices.SortFunc(page, func(x, y inboxRow) int {
		return cmp.Or(cmp.Compare(x.changed, y.changed), compareIDs(x.id, y.id))
	})
	return page[:min(limit, len(page))], err
}

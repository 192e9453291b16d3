package chat

import (
	"context"
	"math"
	"slices"
	"strings"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	inboxPageMax = 100
	countMax     = 1000 // where counting conversations ends
	namedPages   = 50   // pages of an inbox that a search by name reads
)

// InboxQuery is what part of the inbox is wanted.
type InboxQuery struct {
	Folder string
	Cursor string
	Limit  int
	Name   string // only conversations with someone whose name or handle has words that start so
}

// InboxPage is a part of the inbox.
type InboxPage struct {
	Items  []Conversation `json:"items"`
	Next   string         `json:"next,omitempty"`
	Counts InboxCounts    `json:"counts"`
}

// InboxCounts are counted to 1,000.
type InboxCounts struct {
	Inbox    int64 `json:"inbox" doc:"Conversations in the inbox with something unread, without muted ones."`
	Archived int64 `json:"archived" doc:"Conversations in the archive."`
	Requests int64 `json:"requests" doc:"People who ask to write to you, and invitations to groups."`
	Hidden   int64 `json:"hidden" doc:"The same, of those whom a filter caught."`
}

// inboxCursor is the last row of a page.
type inboxCursor struct {
	Pinned bool    `json:"p,omitempty"`
	Active int64   `json:"a"`
	ID     base.ID `json:"i"`
}

var inboxStart = inboxCursor{Pinned: true, Active: math.MaxInt64}

// Inbox lists the actor's conversations that have something to show: pinned ones first, then the newest.
func (s *Service) Inbox(ctx context.Context, actor api.Actor, q InboxQuery) (page InboxPage, err error) {
	at := inboxStart
	if q.Cursor != "" {
		at = inboxCursor{}
		if !decodeCursor(q.Cursor, &at) {
			return page, invalid("cursor", "This cursor is not one of this list.")
		}
	}
	if q.Limit <= 0 || q.Limit > inboxPageMax {
		q.Limit = inboxPageMax
	}
	if q.Folder == "" {
		q.Folder = inInbox
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		groups, err := groupRows(ctx, tx, actor.Account)
		if err != nil {
			return err
		}
		var rows []inboxRow
		if terms := base.Terms(q.Name); q.Name != "" {
			rows, err = s.named(ctx, tx, actor.Account, groups, q, at, terms)
		} else {
			rows, err = inboxPage(ctx, tx, actor.Account, groups, q.Folder, at, q.Limit+1)
		}
		if err != nil {
			return err
		}
		if len(rows) > q.Limit {
			rows = rows[:q.Limit]
			page.Next = encodeCursor(cursorAt(rows[q.Limit-1]))
		}
		if page.Items, err = s.views(ctx, tx, actor.Account, rows); err != nil {
			return err
		}
		page.Counts, err = countInbox(ctx, tx, actor.Account, groups, s.Clock.Now().UnixMilli())
		return err
	})
	return page, doing("read the inbox", err)
}

func cursorAt(row inboxRow) inboxCursor { return inboxCursor{row.pinnedAt > 0, row.active, row.id} }

// inboxPage reads rows after a cursor, in the order of the list: those of direct conversations as they are stored in it, and with them those
// of groups, all of which are known.
func inboxPage(ctx context.Context, tx *db.Tx, account base.ID, groups []inboxRow, folder string, at inboxCursor, limit int) ([]inboxRow, error) {
	page, err := directPage(ctx, tx, account, folder, at, limit)
	if err != nil {
		return nil, err
	}
	for _, row := range groups {
		if row.folder == folder && row.active > 0 && at.before(cursorAt(row)) {
			page = append(page, row)
		}
	}
	slices.SortFunc(page, func(x, y inboxRow) int {
		if cursorAt(x).before(cursorAt(y)) {
			return -1
		}
		return 1
	})
	return page[:min(limit, len(page))], nil
}

// before tells whether another row comes after this one.
func (c inboxCursor) before(other inboxCursor) bool {
	switch {
	case c.Pinned != other.Pinned:
		return c.Pinned
	case c.Active != other.Active:
		return c.Active > other.Active
	}
	return other.ID.Less(c.ID)
}

func directPage(ctx context.Context, tx *db.Tx, account base.ID, folder string, at inboxCursor, limit int) ([]inboxRow, error) {
	var page []inboxRow
	read := func(query string, at inboxCursor) error {
		rows, err := tx.Query(ctx, query, account, folder, at.Active, at.ID, limit-len(page))
		return db.Rows(rows, err, func(scan func(...any) error) error {
			row, err := scanInbox(scan)
			page = append(page, row)
			return err
		})
	}
	if at.Pinned {
		const pinned = `SELECT ` + inboxColumns + ` FROM inbox
			WHERE account_id = $1 AND folder = $2 AND pinned_at > 0 AND active_at > 0
				AND (active_at < $3 OR active_at = $3 AND conversation_id < $4)
			ORDER BY active_at DESC, conversation_id DESC LIMIT $5`
		if err := read(pinned, at); err != nil || len(page) == limit {
			return page, err
		}
		at = inboxStart
	}
	const others = `SELECT ` + inboxColumns + ` FROM inbox
		WHERE account_id = $1 AND folder = $2 AND pinned_at = 0 AND active_at > 0 AND active_at <= $3
			AND (active_at < $3 OR conversation_id < $4)
		ORDER BY active_at DESC, conversation_id DESC LIMIT $5`
	return page, read(others, at)
}

// named are the next rows, one more than the limit, of conversations with people of that name.
func (s *Service) named(ctx context.Context, tx *db.Tx, account base.ID, groups []inboxRow, q InboxQuery, at inboxCursor, terms []string) ([]inboxRow, error) {
	var found []inboxRow
	for range namedPages {
		rows, err := inboxPage(ctx, tx, account, groups, q.Folder, at, inboxPageMax)
		if err != nil || len(rows) == 0 || len(terms) == 0 {
			return found, err
		}
		var peers []base.ID
		for _, row := range rows {
			if !row.ofGroup() {
				peers = append(peers, row.peer)
			}
		}
		profiles, err := s.Profiles(ctx, tx, account, peers)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			name := row.title
			if p, ok := profiles[row.peer]; ok {
				name = p.Name + " " + p.Handle
			}
			if name != "" && startWith(base.Terms(name), terms) {
				found = append(found, row)
			}
			if len(found) > q.Limit {
				return found, nil
			}
		}
		at = cursorAt(rows[len(rows)-1])
	}
	return found, nil
}

// startWith tells whether each of starts is the start of one of words.
func startWith(words, starts []string) bool {
	for _, start := range starts {
		has := false
		for _, word := range words {
			has = has || strings.HasPrefix(word, start)
		}
		if !has {
			return false
		}
	}
	return true
}

func countInbox(ctx context.Context, tx *db.Tx, account base.ID, groups []inboxRow, now int64) (counts InboxCounts, err error) {
	// The sum keeps the engines from the index of the list's order: most of what is in that is read.
	const unread = `SELECT COUNT(*) FROM (SELECT 1 FROM inbox
		WHERE account_id = $1 AND folder = 'inbox' AND (incoming_seq > read_seq OR marked_unread) AND muted_until <= $2 AND active_at + 0 > 0
		LIMIT $3) AS counted`
	if err := tx.Row(ctx, unread, account, now, countMax).Scan(&counts.Inbox); err != nil {
		return counts, err
	}
	const others = `SELECT
		(SELECT COUNT(*) FROM (SELECT 1 FROM inbox WHERE account_id = $1 AND folder = 'archived' AND active_at > 0 LIMIT $2) AS counted),
		(SELECT COUNT(*) FROM (SELECT 1 FROM inbox WHERE account_id = $1 AND folder = 'requests' AND active_at > 0 LIMIT $2) AS counted)
			+ (SELECT COUNT(*) FROM (SELECT 1 FROM invitations WHERE account_id = $1 AND state = 'open' LIMIT $2) AS counted),
		(SELECT COUNT(*) FROM (SELECT 1 FROM inbox WHERE account_id = $1 AND folder = 'hidden' AND active_at > 0 LIMIT $2) AS counted)`
	err = tx.Row(ctx, others, account, countMax).Scan(&counts.Archived, &counts.Requests, &counts.Hidden)
	if err != nil {
		return counts, err
	}
	unreadGroups, archivedGroups, err := countGroups(ctx, tx, account, groups, now)
	counts.Inbox, counts.Archived = min(counts.Inbox+unreadGroups, countMax), min(counts.Archived+archivedGroups, countMax)
	return counts, err
}

package chat

import (
	"context"
	"slices"
	"sync"

	"causerie/internal/base"
	"causerie/internal/db"
)

// tails keeps the last pages of conversations that were read lately: they are what is read most, by every member and device, and
// the same for all of them but who hid something. A page is good as long as the conversation's head stands where it stood, because
// an entry changes only with another one that says so, and until the first of its messages disappears.
type tails struct {
	mu    sync.Mutex
	pages map[tailKey]tail
}

type tailKey struct {
	conversation  base.ID
	limit         int
	clearedBefore int64
}

type tail struct {
	head  int64
	until int64   // the first of its messages disappears then; 0 for none
	page  Entries // encoded, and never changed
}

const (
	tailsMax = 512
	tailMax  = 64 << 10 // bytes of a page that is kept, as JSON
)

func (t *tails) get(key tailKey, head, now int64) (Entries, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept, ok := t.pages[key]
	return kept.page, ok && kept.head == head && (kept.until == 0 || now < kept.until)
}

func (t *tails) put(key tailKey, head, now int64, page Entries) {
	until := firstExpiry(page.Items, now)
	page.Items = slices.Clone(page.Items) // what one person hid is taken out of their own
	page.encoded = page.AppendJSON(nil)
	if len(page.encoded) > tailMax {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pages == nil {
		t.pages = map[tailKey]tail{}
	}
	for other := range t.pages {
		if len(t.pages) < tailsMax {
			break
		}
		delete(t.pages, other)
	}
	t.pages[key] = tail{head, until, page}
}

// keptEnd is the last page of a log, if it is kept and the actor hid nothing in the conversation. One statement tells who may read
// it and where the log ends.
func (s *Service) keptEnd(ctx context.Context, account, conversation base.ID, limit int) (Entries, bool, error) {
	const query = `SELECT inbox.cleared_before, conversations.head_seq,
			EXISTS (SELECT 1 FROM hidden_entries WHERE hidden_entries.account_id = $1 AND hidden_entries.conversation_id = $2)
		FROM inbox CROSS JOIN conversations
		WHERE inbox.account_id = $1 AND inbox.conversation_id = $2 AND conversations.conversation_id = $2`
	key := tailKey{conversation: conversation, limit: limit}
	var head int64
	var hidden bool
	err := s.DB.ReadRow(ctx, query, []any{account, conversation}, &key.clearedBefore, &head, &hidden)
	if db.NoRows(err) {
		return Entries{}, false, base.NotFound()
	}
	if err != nil || hidden {
		return Entries{}, false, err
	}
	page, ok := s.tails.get(key, head, base.Millis(s.Clock.Now()))
	return page, ok, nil
}

// listEnd reads the last page of a log, and keeps it.
func (s *Service) listEnd(ctx context.Context, tx *db.Tx, row inboxRow, page Page) (Entries, error) {
	var head int64
	if err := tx.Row(ctx, `SELECT head_seq FROM conversations WHERE conversation_id = $1`, row.id).Scan(&head); err != nil {
		return Entries{}, err
	}
	out, err := fitting(page, func(page Page) (Entries, error) { return listBefore(ctx, tx, row, page) })
	if err == nil {
		s.tails.put(tailKey{row.id, page.Limit, row.clearedBefore}, head, page.now, out)
	}
	return out, err
}

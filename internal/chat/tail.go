package chat

import (
	"context"
	"slices"
	"sync"

	"causerie/internal/base"
	"causerie/internal/db"
)

// tails keeps the last pages of conversations that were read lately: they are what is read most, by every member and device, and
// the same for all of them. A page is good as long as the conversation's head stands where it stood, because an entry changes
// only with another one that says so.
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
	head int64
	page Entries
}

const (
	tailsMax = 512
	tailMax  = 64 << 10 // bytes of content in a page that is kept
)

func (t *tails) get(key tailKey, head int64) (Entries, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept, ok := t.pages[key]
	if !ok || kept.head != head {
		return Entries{}, false
	}
	page := kept.page
	page.Items = slices.Clone(page.Items) // what one person hid is taken out of their own
	return page, true
}

func (t *tails) put(key tailKey, head int64, page Entries) {
	size := 0
	for _, e := range page.Items {
		size += len(e.Content)
	}
	if size > tailMax {
		return
	}
	page.Items = slices.Clone(page.Items)
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
	t.pages[key] = tail{head, page}
}

// listEnd is the last page of a log.
func (s *Service) listEnd(ctx context.Context, tx *db.Tx, row inboxRow, page Page) (Entries, error) {
	var head int64
	if err := tx.Row(ctx, `SELECT head_seq FROM conversations WHERE conversation_id = $1`, row.id).Scan(&head); err != nil {
		return Entries{}, err
	}
	key := tailKey{row.id, page.Limit, row.clearedBefore}
	if kept, ok := s.tails.get(key, head); ok {
		return kept, nil
	}
	out, err := listBefore(ctx, tx, row, page)
	if err == nil {
		s.tails.put(key, head, out)
	}
	return out, err
}

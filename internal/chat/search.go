package chat

import (
	"context"
	"slices"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	searchMax   = 50
	searchPages = 10 // of hits that are read to fill one page of results
	searchTerms = 20
)

// SearchQuery is what is looked for: messages with all of its words, the last one as the start of a word.
type SearchQuery struct {
	Text         string
	Conversation base.ID // zero for all
	Cursor       string
	Limit        int
}

// SearchPage is messages that were found, the newest first.
type SearchPage struct {
	Items []Hit  `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Hit is a message that was found, in its last edit, with the other person of its conversation.
type Hit struct {
	ConversationID base.ID `json:"conversationId"`
	Entry          Entry   `json:"entry"`
	Peer           Profile `json:"peer"`
}

// found is a message by its place, and its position in the order of the search.
type found struct {
	at       place
	position int64
}

type searchCursor struct {
	Position     int64   `json:"p"`
	Conversation base.ID `json:"c,omitzero"`
	Seq          int64   `json:"s,omitempty"`
}

// Search finds messages in the actor's conversations, except what the actor cleared or deleted.
func (s *Service) Search(ctx context.Context, actor api.Actor, q SearchQuery) (page SearchPage, err error) {
	var at searchCursor
	if q.Cursor != "" && !decodeCursor(q.Cursor, &at) {
		return page, invalid("cursor", "This cursor is not one of this list.")
	}
	if q.Limit <= 0 || q.Limit > searchMax {
		q.Limit = searchMax
	}
	page.Items = []Hit{}
	words := searchWords(actor.Account, q)
	if words == nil {
		return page, nil
	}
	before := found{at: place{at.Conversation, at.Seq}, position: at.Position}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		for range searchPages {
			hits, err := find(ctx, tx, words, before, q.Limit)
			if err != nil || len(hits) == 0 {
				page.Next = ""
				return err
			}
			items, err := s.resolve(ctx, tx, actor.Account, hits)
			if err != nil {
				return err
			}
			page.Items = append(page.Items, items...)
			before = hits[len(hits)-1]
			page.Next = encodeCursor(searchCursor{before.position, before.at.conversation, before.at.seq})
			if len(hits) < q.Limit {
				page.Next = ""
				return nil
			}
			if len(page.Items) >= q.Limit/2+1 {
				return nil
			}
		}
		return nil
	})
	return page, doing("search messages", err)
}

// searchWords are the words that a message must have, those of the actor and the conversation first; nil without any text.
func searchWords(account base.ID, q SearchQuery) []string {
	terms := base.Terms(q.Text)
	if len(terms) == 0 {
		return nil
	}
	words := []string{idWord('m', account)}
	if !q.Conversation.IsZero() {
		words = append(words, idWord('c', q.Conversation))
	}
	for _, term := range terms[:min(len(terms), searchTerms)] {
		words = append(words, cutWord(term))
	}
	return words
}

func find(ctx context.Context, tx *db.Tx, words []string, before found, limit int) ([]found, error) {
	if tx.Dialect() == db.Postgres {
		return findPostgres(ctx, tx, words, before, limit)
	}
	return findSQLite(ctx, tx, words, before.position, limit)
}

// resolve makes results of hits, in the same order, without those that the viewer may not see any more.
func (s *Service) resolve(ctx context.Context, tx *db.Tx, viewer base.ID, hits []found) ([]Hit, error) {
	places := make([]place, len(hits))
	var ids []base.ID
	for i, h := range hits {
		places[i] = h.at
		if !slices.Contains(ids, h.at.conversation) {
			ids = append(ids, h.at.conversation)
		}
	}
	views, err := inboxesOf(ctx, tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	hidden, err := hiddenIn(ctx, tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	roots, err := entriesAt(ctx, tx, places)
	if err != nil {
		return nil, err
	}
	edits, err := editsOf(ctx, tx, roots)
	if err != nil {
		return nil, err
	}
	peers := make([]base.ID, 0, len(views))
	for _, row := range views {
		peers = append(peers, row.peer)
	}
	profiles, err := s.Profiles(ctx, tx, viewer, peers)
	if err != nil {
		return nil, err
	}
	byPlace := make(map[place]Entry, len(roots))
	for _, e := range roots {
		byPlace[place{e.ConversationID, e.Seq}] = e
	}
	var items []Hit
	for _, at := range places {
		row, mine := views[at.conversation]
		e, there := byPlace[at]
		if !mine || !there || e.Erased || at.seq <= row.clearedBefore || slices.Contains(hidden[at.conversation], at.seq) {
			continue
		}
		if m := fold(e, edits[at]); m.Edited {
			e.Content = encode(messageContent{Type: "text", Text: m.Text})
		}
		peer := profiles[row.peer]
		peer.ID = row.peer
		items = append(items, Hit{at.conversation, e, peer})
	}
	return items, nil
}

func inboxesOf(ctx context.Context, tx *db.Tx, account base.ID, ids []base.ID) (map[base.ID]inboxRow, error) {
	accounts := make([]base.ID, len(ids))
	for i := range accounts {
		accounts[i] = account
	}
	views := make(map[base.ID]inboxRow, len(ids))
	const query = `SELECT ` + inboxColumns + ` FROM /*rows*/ inbox WHERE account_id = $1 AND conversation_id = $2`
	err := tx.QueryRows(ctx, query, db.Columns{accounts, ids}, func(scan func(...any) error) error {
		row, err := scanInbox(scan)
		views[row.id] = row
		return err
	})
	return views, err
}

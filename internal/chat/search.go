package chat

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	searchMax   = 50
	searchPages = 10 // of hits that are read to fill one page of results
	searchTerms = 20
	siftAtOnce  = 500 // hits of which it is looked whether they are what is wanted
	siftPages   = 20  // of these; who wants more goes on from the cursor
)

// Kinds of messages that may be looked for.
const (
	withPhotos  = "photos"
	withVideos  = "videos"
	withVoice   = "voice"
	withFile    = "files"
	withPoll    = "polls"
	withProfile = "profiles"
	withPlace   = "locations"
	withLink    = "links"
)

// SearchQuery is what is looked for: messages with all of its words, the last one as the start of a word, and with all else that it wants. Without words,
// it has to want something else than a conversation.
type SearchQuery struct {
	Text         string
	Conversation base.ID   // zero for all
	From         base.ID   // who wrote it; zero for anyone
	Kind         string    // photos, videos, voice, files, polls, profiles, locations or links; empty for any
	Since, Until time.Time // from the first on, and before the second; zero for any time
	Cursor       string
	Limit        int
}

// sifts tells that hits have to be looked at, because what is wanted of them is not in their words.
func (q SearchQuery) sifts() bool {
	return !q.From.IsZero() || q.Kind != "" && q.Kind != withLink || !q.Since.IsZero() || !q.Until.IsZero()
}

// wants tells whether a message is what is looked for, as far as its words do not tell.
func (q SearchQuery) wants(e Entry) bool {
	if !q.From.IsZero() && e.Sender != q.From || e.CreatedAt.Before(q.Since) || !q.Until.IsZero() && !e.CreatedAt.Before(q.Until) {
		return false
	}
	var has struct {
		Voice, File, Poll json.RawMessage
	}
	switch q.Kind {
	case withVoice, withFile, withPoll:
		if json.Unmarshal([]byte(e.Content), &has) != nil {
			return false
		}
	}
	switch q.Kind {
	case withPlace:
		return e.Content.isLocation()
	case withProfile:
		return e.Content.isProfile()
	case withPhotos:
		photos := e.Content.photos()
		return len(photos) > videosAmong(photos)
	case withVideos:
		return videosAmong(e.Content.photos()) > 0
	case withVoice:
		return has.Voice != nil
	case withFile:
		return has.File != nil
	case withPoll:
		return has.Poll != nil
	}
	return true
}

// SearchPage is messages that were found, the newest first.
type SearchPage struct {
	Items []Hit  `json:"items"`
	Next  string `json:"next,omitempty"`
}

// Hit is a message that was found, in its last edit, with the other person of its conversation; in a group, with who wrote it.
type Hit struct {
	ConversationID base.ID `json:"conversationId"`
	Entry          Entry   `json:"entry"`
	Peer           Profile `json:"peer"`
	Title          string  `json:"title,omitempty" doc:"Of a group."`
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
	words := searchWords(q)
	if words == nil && !q.sifts() {
		return page, nil
	}
	before := found{at: place{at.Conversation, at.Seq}, position: at.Position}
	atOnce, pages := q.Limit, searchPages
	if q.sifts() {
		atOnce, pages = siftAtOnce, siftPages
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		page.Items, page.Next = []Hit{}, ""
		places, err := searchPlaces(ctx, tx, actor.Account, q.Conversation)
		if err != nil {
			return err
		}
		for range pages {
			hits, err := find(ctx, tx, places, words, before, atOnce)
			if err != nil {
				return err
			}
			more := len(hits) == atOnce
			if more {
				before = hits[len(hits)-1]
			}
			if q.sifts() {
				if hits, err = sift(ctx, tx, q, base.Millis(s.Clock.Now()), hits); err != nil {
					return err
				}
			}
			if room := q.Limit - len(page.Items); len(hits) > room {
				hits, more = hits[:room], true
				before = hits[room-1]
			}
			items, err := s.resolve(ctx, tx, actor.Account, hits)
			if err != nil {
				return err
			}
			page.Items = append(page.Items, items...)
			if !more {
				page.Next = ""
				return nil
			}
			page.Next = encodeCursor(searchCursor{before.position, before.at.conversation, before.at.seq})
			if len(page.Items) >= q.Limit/2+1 {
				return nil
			}
		}
		return nil
	})
	return page, doing("search messages", err)
}

// sift leaves those of hits that are wanted.
func sift(ctx context.Context, tx *db.Tx, q SearchQuery, now int64, hits []found) (kept []found, err error) {
	places := make([]place, len(hits))
	for i, h := range hits {
		places[i] = h.at
	}
	entries, err := entriesAt(ctx, tx, now, places)
	if err != nil {
		return nil, err
	}
	wanted := make(map[place]bool, len(entries))
	for _, e := range entries {
		wanted[place{e.ConversationID, e.Seq}] = q.wants(e)
	}
	for _, h := range hits {
		if wanted[h.at] {
			kept = append(kept, h)
		}
	}
	return kept, nil
}

// searchPlaces are the words of which a message must have one: that of the one conversation that is searched, or of the account, which all of
// its direct conversations have, and of its groups.
func searchPlaces(ctx context.Context, tx *db.Tx, account, conversation base.ID) ([]string, error) {
	if !conversation.IsZero() {
		return []string{idWord('c', conversation)}, nil // what is found and not one's own is left out
	}
	places := []string{idWord('m', account)}
	rows, err := tx.Query(ctx, `SELECT conversation_id FROM inbox WHERE account_id = $1 AND since_at > 0`, account)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		err := scan(&id)
		places = append(places, idWord('c', id))
		return err
	})
	return places, err
}

// searchWords are the words that a message must have; nil where there are none. A link has its scheme among its words.
func searchWords(q SearchQuery) (words []string) {
	terms := base.Terms(q.Text)
	if q.Kind == withLink {
		words = []string{"https"}
	}
	for _, term := range terms[:min(len(terms), searchTerms)] {
		words = append(words, cutWord(term))
	}
	return words
}

// find answers messages that have one of places and all of words.
func find(ctx context.Context, tx *db.Tx, places, words []string, before found, limit int) ([]found, error) {
	if tx.Dialect() == db.Postgres {
		return findPostgres(ctx, tx, places, words, before, limit)
	}
	return findSQLite(ctx, tx, places, words, before.position, limit)
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
	now := base.Millis(s.Clock.Now())
	roots, err := entriesAt(ctx, tx, now, places)
	if err != nil {
		return nil, err
	}
	edits, err := editsOf(ctx, tx, now, roots)
	if err != nil {
		return nil, err
	}
	peers, groups := make([]base.ID, 0, len(views)), []base.ID(nil)
	for _, row := range views {
		if row.ofGroup() {
			groups = append(groups, row.id)
		} else {
			peers = append(peers, row.peer)
		}
	}
	for _, e := range roots {
		if row, mine := views[e.ConversationID]; mine && row.ofGroup() {
			peers = append(peers, e.Sender)
		}
	}
	titles, err := titlesOf(ctx, tx, groups)
	if err != nil {
		return nil, err
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
		of := row.peer
		if row.ofGroup() {
			of = e.Sender
		}
		peer := profiles[of]
		peer.ID = of
		items = append(items, Hit{at.conversation, e, peer, titles[at.conversation]})
	}
	return items, nil
}

func titlesOf(ctx context.Context, tx *db.Tx, groups []base.ID) (map[base.ID]string, error) {
	titles := map[base.ID]string{}
	err := tx.QueryRows(ctx, `SELECT conversation_id, title FROM /*rows*/ conversations WHERE conversation_id = $1`, db.Columns{groups}, func(scan func(...any) error) error {
		var id base.ID
		var title string
		err := scan(&id, &title)
		titles[id] = title
		return err
	})
	return titles, err
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

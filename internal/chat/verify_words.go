package chat

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/verify"
)

func wordChecks() []verify.Check {
	return []verify.Check{
		{
			Name: "search.erased", Holds: "Search keeps no word of what is erased.", Of: "message_words",
			Query:  `SELECT conversation_id, seq FROM message_words WHERE ` + wordsOfNone,
			Repair: forgetWords, Mends: "forgets the words",
		},
		{
			Name: "search.words", Holds: "Search finds every message by the words of its last edit.", Of: searchable,
			Find: func(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
				return eachStrange(ctx, tx, func(p []strange) error {
					for _, m := range p {
						found.Add("conversation", m.at.conversation, "seq", m.at.seq)
					}
					return nil
				})
			},
			Repair: rewriteWords, Mends: "writes the words anew",
		},
		{
			Name: "search.index", Holds: "The full-text index has the words of the messages and no others.", Of: "message_words", Only: db.SQLite,
			Find: findStrangeIndex, Repair: reindex, Mends: "builds the index anew",
		},
	}
}

const (
	searchable  = `entries WHERE kind = 'message' AND erased_at = 0`
	wordsOfNone = `NOT EXISTS (SELECT 1 FROM entries WHERE entries.conversation_id = message_words.conversation_id
		AND entries.seq = message_words.seq AND kind = 'message' AND erased_at = 0)`
)

// verifyPage is how many messages are looked at together.
const verifyPage = 2000

// forgetWords removes the words of what is erased, from the full-text index too.
func forgetWords(ctx context.Context, tx *db.Tx) (int64, error) {
	var sum int64
	for {
		var changes wordChanges
		rows, err := tx.Query(ctx, `SELECT conversation_id, seq FROM message_words WHERE `+wordsOfNone+` LIMIT $1`, verifyPage)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var at place
			err := scan(&at.conversation, &at.seq)
			changes.change(at, "")
			return err
		})
		if err != nil || !changes.any() {
			return sum, err
		}
		sum += int64(len(changes.words))
		if err := changes.write(ctx, tx, 0); err != nil {
			return sum, err
		}
	}
}

// strange is a message that is found by other words than it has.
type strange struct {
	at      place
	created int64
	there   bool   // search has words of it
	words   string // those that it should have
}

// eachStrange calls each for the messages that are found by other words than they have, a page at a time.
func eachStrange(ctx context.Context, tx *db.Tx, each func([]strange) error) error {
	kept := `message_words.words`
	if tx.Dialect() == db.Postgres {
		kept = `array_to_string(tsvector_to_array(message_words.words), ' ')`
	}
	const join = `LEFT JOIN message_words ON message_words.conversation_id = entries.conversation_id AND message_words.seq = entries.seq`
	return eachStrangeOf(ctx, tx, kept, join, each)
}

// eachStrangeOf takes the words that search keeps from the expression kept over a join.
func eachStrangeOf(ctx context.Context, tx *db.Tx, kept, join string, each func([]strange) error) error {
	query := `SELECT entries.conversation_id, entries.seq, entries.created_at, entries.content, ` + kept + `,
			(SELECT edit.content FROM entries AS edit WHERE edit.conversation_id = entries.conversation_id
				AND edit.target_seq BETWEEN entries.seq AND entries.seq AND edit.target_seq > 0 AND edit.kind = 'edit' ORDER BY edit.target_seq DESC, edit.seq DESC LIMIT 1)
		FROM entries ` + join + `
		WHERE (entries.conversation_id, entries.seq) > ($1, $2) AND kind = 'message' AND erased_at = 0
		ORDER BY entries.conversation_id, entries.seq LIMIT $3`
	var last place
	for {
		page, kept, err := wordPage(ctx, tx, query, last)
		if err != nil || len(page) == 0 {
			return err
		}
		last = page[len(page)-1].at
		if err := addMembers(ctx, tx, page); err != nil {
			return err
		}
		var wrong []strange
		for i, m := range page {
			if !m.there || !sameWords(m.words, kept[i]) {
				wrong = append(wrong, m)
			}
		}
		if len(wrong) > 0 {
			if err := each(wrong); err != nil {
				return err
			}
		}
	}
}

// wordPage reads the messages after last: the words of their text, and those that search keeps.
func wordPage(ctx context.Context, tx *db.Tx, query string, last place) (page []strange, kept []string, err error) {
	rows, err := tx.Query(ctx, query, last.conversation, last.seq, verifyPage)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var m strange
		var content Content
		var words, edit *string
		if err := scan(&m.at.conversation, &m.at.seq, &m.created, (*string)(&content), &words, &edit); err != nil {
			return err
		}
		if edit != nil {
			content = Content(*edit)
		}
		if m.there = words != nil; !m.there {
			words = new(string)
		}
		m.words = wordsOf(content.text())
		page, kept = append(page, m), append(kept, *words)
		return nil
	})
	return page, kept, err
}

// addMembers puts the words of the conversation and its members in front of those of a page of messages.
func addMembers(ctx context.Context, tx *db.Tx, page []strange) error {
	members := map[base.ID][]base.ID{}
	var ids []base.ID
	for _, m := range page {
		if _, asked := members[m.at.conversation]; !asked {
			members[m.at.conversation] = nil
			ids = append(ids, m.at.conversation)
		}
	}
	const query = `SELECT members.conversation_id, account_id FROM /*rows*/ members WHERE members.conversation_id = $1`
	err := tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		var id, account base.ID
		err := scan(&id, &account)
		members[id] = append(members[id], account)
		return err
	})
	for i, m := range page {
		page[i].words = addWords(m.words, m.at.conversation, members[m.at.conversation])
	}
	return err
}

func sameWords(a, b string) bool {
	if a == b {
		return true
	}
	x, y := strings.Fields(a), strings.Fields(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// rewriteWords gives messages that are found by other words those that they have.
func rewriteWords(ctx context.Context, tx *db.Tx) (int64, error) {
	var sum int64
	err := eachStrange(ctx, tx, func(page []strange) error {
		sum += int64(len(page))
		return writeWords(ctx, tx, page)
	})
	return sum, err
}

func writeWords(ctx context.Context, tx *db.Tx, page []strange) error {
	changes := wordChanges{created: make(map[place]int64, len(page))}
	for _, m := range page {
		changes.created[m.at] = m.created
		if m.there {
			changes.change(m.at, m.words)
		} else {
			changes.add(m.at, m.words)
		}
	}
	return changes.write(ctx, tx, 0)
}

// WriteWords writes what messages are found by, in a store that has nothing of it yet.
func WriteWords(ctx context.Context, tx *db.Tx) error {
	if tx.Dialect() == db.Postgres {
		// A join with a table that grows under it would be planned for an empty one.
		return eachStrangeOf(ctx, tx, `NULL`, ``, func(page []strange) error { return writeWords(ctx, tx, page) })
	}
	// On SQLite search answers in the order of the rows: that of the messages' times. Sorting may take more than memory has.
	if _, err := tx.Exec(ctx, `PRAGMA temp_store = FILE`); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT conversation_id, seq, created_at FROM `+searchable+` ORDER BY created_at, conversation_id, seq`)
	var page []strange
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var m strange
		if err := scan(&m.at.conversation, &m.at.seq, &m.created); err != nil {
			return err
		}
		if page = append(page, m); len(page) < verifyPage {
			return nil
		}
		err := writeTexts(ctx, tx, page)
		page = page[:0]
		return err
	})
	if err == nil {
		err = writeTexts(ctx, tx, page)
	}
	if err == nil {
		_, err = reindex(ctx, tx)
	}
	return err
}

// writeTexts writes the words of a page of messages that have none, from their texts.
func writeTexts(ctx context.Context, tx *db.Tx, page []strange) error {
	places := make([]place, len(page))
	for i, m := range page {
		places[i] = m.at
	}
	roots, err := entriesAt(ctx, tx, places)
	if err != nil {
		return err
	}
	edits, err := editsOf(ctx, tx, roots)
	if err != nil {
		return err
	}
	texts := make(map[place]string, len(page))
	for _, e := range roots {
		at := place{e.ConversationID, e.Seq}
		texts[at] = fold(e, edits[at]).Text
	}
	for i, m := range page {
		page[i].words = wordsOf(texts[m.at])
	}
	if err := addMembers(ctx, tx, page); err != nil {
		return err
	}
	return writeWords(ctx, tx, page)
}

// indexParts is into how many parts the words are divided to compare the full-text index with the messages.
const indexParts = 1 << 12

// findStrangeIndex compares the full-text index with the words that it was made of, without keeping either: it sums a hash of
// every word of every message, and sums again over the index.
func findStrangeIndex(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	var indexed int64
	if err := tx.Row(ctx, `SELECT indexed_to FROM message_index_state`).Scan(&indexed); err != nil {
		return err
	}
	seed := maphash.MakeSeed()
	type sum struct{ messages, rows uint64 }
	var want, have [indexParts]sum
	count := func(sums *[indexParts]sum, word string, messages, rows int64) {
		h := maphash.String(seed, word)
		part := &sums[h%indexParts]
		part.messages += (h | 1) * uint64(messages)
		part.rows += (h | 1) * uint64(rows)
	}
	rows, err := tx.Query(ctx, `SELECT row_id, words FROM message_words WHERE row_id <= $1`, indexed)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id int64
		var words string
		err := scan(&id, &words)
		for word := range strings.FieldsSeq(words) {
			count(&want, word, 1, id)
		}
		return err
	})
	if err != nil {
		return err
	}
	// The table is one that SQLite makes up for this connection alone.
	if _, err := tx.Exec(ctx, `CREATE VIRTUAL TABLE IF NOT EXISTS temp.message_vocabulary USING fts5vocab('main', 'message_index', 'instance')`); err != nil {
		return err
	}
	rows, err = tx.Query(ctx, `SELECT term, COUNT(*), SUM(doc) FROM temp.message_vocabulary GROUP BY term`)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var word string
		var messages, sum int64
		err := scan(&word, &messages, &sum)
		count(&have, word, messages, sum)
		return err
	})
	for part := range want {
		if want[part] != have[part] {
			found.Add("part", part, "of", indexParts)
		}
	}
	return err
}

// reindex empties the full-text index of SQLite and fills it again.
func reindex(ctx context.Context, tx *db.Tx) (int64, error) {
	if _, err := tx.Exec(ctx, `INSERT INTO message_index (message_index) VALUES ('delete-all')`); err != nil {
		return 0, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO message_index (rowid, words) SELECT row_id, words FROM message_words ORDER BY row_id`)
	if err != nil {
		return n, err
	}
	_, err = tx.Exec(ctx, `UPDATE message_index_state SET indexed_to = (SELECT COALESCE(MAX(row_id), indexed_to) FROM message_words)`)
	return n, err
}

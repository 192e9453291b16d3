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
	older   string // they, without the name of a file, which messages of older versions are not found by
}

// eachStrange calls each for the messages that are found by other words than they have, a page at a time.
func eachStrange(ctx context.Context, tx *db.Tx, each func([]strange) error) error {
	kept := `message_words.words`
	if tx.Dialect() == db.Postgres {
		kept = `array_to_string(tsvector_to_array(message_words.words), ' ')`
	}
	const join = `LEFT JOIN message_words ON message_words.conversation_id = entries.conversation_id AND message_words.seq = entries.seq`
	return eachWordPage(ctx, tx, kept, join, func(page []strange, kept []string) error {
		var wrong []strange
		for i, m := range page {
			if !m.there || !sameWords(m.words, kept[i]) && !sameWords(m.older, kept[i]) {
				wrong = append(wrong, m)
			}
		}
		if len(wrong) == 0 {
			return nil
		}
		return each(wrong)
	})
}

// lastEdit is the content of the last edit of an entry, NULL without any.
func lastEdit(dialect db.Dialect) string {
	return `(SELECT edit.content FROM entries AS edit
		WHERE edit.conversation_id = entries.conversation_id AND ` + speaksOf(dialect, "edit.target_seq", "entries.seq") + ` AND edit.kind = 'edit'
		ORDER BY edit.target_seq DESC, edit.seq DESC LIMIT 1)`
}

// eachWordPage calls each for all messages, in the order of the logs, with the words that they should have and those that search keeps: the
// expression kept over a join.
func eachWordPage(ctx context.Context, tx *db.Tx, kept, join string, each func(page []strange, kept []string) error) error {
	query := `SELECT entries.conversation_id, entries.seq, entries.created_at, entries.content, ` + lastEdit(tx.Dialect()) + `, ` + kept + `
		FROM entries ` + join + `
		WHERE (entries.conversation_id, entries.seq) > ($1, $2) AND kind = 'message' AND erased_at = 0
		ORDER BY entries.conversation_id, entries.seq LIMIT $3`
	var last place
	for {
		var page []strange
		var words []string
		rows, err := tx.Query(ctx, query, last.conversation, last.seq, verifyPage)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			m, has, err := scanWords(scan)
			page, words = append(page, m), append(words, has)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		last = page[len(page)-1].at
		if err := addMembers(ctx, tx, page); err != nil {
			return err
		}
		if err := each(page, words); err != nil {
			return err
		}
	}
}

// scanWords reads a message: the words of its text, and those that search keeps.
func scanWords(scan func(...any) error) (m strange, kept string, err error) {
	var content Content
	var edit, words *string
	if err := scan(&m.at.conversation, &m.at.seq, &m.created, (*string)(&content), &edit, &words); err != nil {
		return m, "", err
	}
	name, text := content.fileName(), content.text()
	if edit != nil {
		text = Content(*edit).text()
	}
	m.older = wordsOf(text)
	m.words = m.older
	if name != "" {
		m.words = wordsOf(text + " " + name)
	}
	if words != nil {
		m.there, kept = true, *words
	}
	return m, kept, nil
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
	const query = `SELECT members.conversation_id, account_id FROM /*rows*/ members JOIN conversations ON conversations.conversation_id = members.conversation_id
		WHERE members.conversation_id = $1 AND kind <> 'group'`
	err := tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		var id, account base.ID
		err := scan(&id, &account)
		members[id] = append(members[id], account)
		return err
	})
	for i, m := range page {
		page[i].words = addWords(m.words, m.at.conversation, members[m.at.conversation])
		page[i].older = addWords(m.older, m.at.conversation, members[m.at.conversation])
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
func WriteWords(ctx context.Context, bulk *db.Bulk) error {
	if bulk.Dialect() == db.Postgres {
		return bulk.WithoutIndexes(ctx, "message_words", func() error {
			// A join with a table that grows under it would be planned for an empty one.
			return eachWordPage(ctx, bulk.Tx, `NULL`, ``, func(page []strange, _ []string) error {
				return bulk.Insert(ctx, "message_words", []string{"conversation_id", "seq", "created_at", "words"}, eachOf(page, func(m strange) []any {
					return []any{m.at.conversation[:], m.at.seq, m.created, db.Words(m.words)}
				}))
			})
		})
	}
	return writeWordsSQLite(ctx, bulk)
}

// writeWordsSQLite is WriteWords on SQLite, where search answers in the order of the rows: that of the messages' times.
func writeWordsSQLite(ctx context.Context, bulk *db.Bulk) error {
	// Sorting may take more than memory has.
	if _, err := bulk.Exec(ctx, `PRAGMA temp_store = FILE`); err != nil {
		return err
	}
	id := int64(0)
	put := func(page []strange) error {
		if err := addMembers(ctx, bulk.Tx, page); err != nil {
			return err
		}
		return bulk.Insert(ctx, "message_words", []string{"row_id", "conversation_id", "seq", "words"}, eachOf(page, func(m strange) []any {
			id++
			return []any{id, m.at.conversation[:], m.at.seq, m.words}
		}))
	}
	var page []strange
	rows, err := bulk.Query(ctx, `SELECT conversation_id, seq, created_at, content, `+lastEdit(db.SQLite)+`, NULL FROM `+searchable+` ORDER BY created_at, conversation_id, seq`)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		m, _, err := scanWords(scan)
		if page = append(page, m); err != nil || len(page) < verifyPage {
			return err
		}
		err = put(page)
		page = page[:0]
		return err
	})
	if err == nil && len(page) > 0 {
		err = put(page)
	}
	if err == nil {
		_, err = reindex(ctx, bulk.Tx)
	}
	return err
}

// eachOf answers the rows of a page, one by one, to Insert.
func eachOf(page []strange, row func(strange) []any) func() ([]any, error) {
	i := -1
	return func() ([]any, error) {
		if i++; i >= len(page) {
			return nil, nil
		}
		return row(page[i]), nil
	}
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
	seed, messages := maphash.MakeSeed(), uint64(0)
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
		messages++
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
	if err != nil {
		return err
	}
	counted, err := rowsOfIndex(ctx, tx)
	if counted != messages {
		found.Add("rows", counted, "of", messages)
	}
	return err
}

// rowsOfIndex is how many rows the full-text index counts, by the number in front of its totals, which is written as SQLite writes
// numbers: 7 bits a byte, the highest first. SQLite removes no row where it counts none.
func rowsOfIndex(ctx context.Context, tx *db.Tx) (n uint64, err error) {
	var totals []byte
	err = tx.Row(ctx, `SELECT block FROM message_index_data WHERE id = 1`).Scan(&totals)
	if err != nil {
		return 0, err
	}
	for _, b := range totals {
		n = n<<7 | uint64(b&0x7f)
		if b < 0x80 {
			break
		}
	}
	return n, nil
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

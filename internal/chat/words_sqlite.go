package chat

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// On SQLite the words of a message are written with it, in message_words, and enter the full-text index a moment later, many
// at once: the index costs more than the message, and less the more rows it takes together. Search reads the rows that the
// index does not have yet one by one, so that nothing is missed.

const (
	indexRest  = 300 * time.Millisecond // from new words to their indexing
	indexSlice = 1000                   // rows of one transaction, so that writers wait little
	indexShare = 4                      // between slices the indexer rests this many times what one took
)

type wordRow struct {
	id    int64
	at    place
	words string
}

func (c *wordChanges) writeSQLite(ctx context.Context, tx *db.Tx) error {
	var last, indexed int64
	const state = `SELECT COALESCE((SELECT MAX(row_id) FROM message_words), 0), indexed_to FROM message_index_state`
	if err := tx.Row(ctx, state).Scan(&last, &indexed); err != nil {
		return err
	}
	if err := c.changeSQLite(ctx, tx, indexed); err != nil {
		return err
	}
	// An id is never used again, so that "up to indexed_to" stays true.
	last = max(last, indexed)
	n := len(c.added)
	ids, conversations, seqs, words := make([]int64, n), make([]base.ID, n), make([]int64, n), make([]string, n)
	for i, at := range c.added {
		ids[i], conversations[i], seqs[i], words[i] = last+1+int64(i), at.conversation, at.seq, c.words[at]
	}
	const insert = `INSERT INTO message_words (row_id, conversation_id, seq, words) VALUES ($1, $2, $3, $4)`
	return tx.ExecRows(ctx, insert, db.Columns{ids, conversations, seqs, words})
}

func (c *wordChanges) changeSQLite(ctx context.Context, tx *db.Tx, indexed int64) error {
	rows, err := wordRowsAt(ctx, tx, c.changed)
	if err != nil {
		return err
	}
	for _, row := range rows {
		next := c.words[row.at]
		if row.id <= indexed {
			if err := changeIndex(ctx, tx, row, next); err != nil {
				return err
			}
		}
		if next == "" {
			_, err = tx.Exec(ctx, `DELETE FROM message_words WHERE row_id = $1`, row.id)
		} else {
			_, err = tx.Exec(ctx, `UPDATE message_words SET words = $2 WHERE row_id = $1`, row.id, next)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// changeIndex takes the words that a message has no more out of the index, which leaves nothing of them (secure-delete), and puts in
// those that it did not have. Words that stay are not touched: where a word of a row goes and comes back in one transaction, SQLite
// forgets what the transaction does to that word in later rows (with secure-delete and detail=none).
//
// SQLite takes each removal for a row that goes and each insertion for one that comes, and refuses what would leave less than none. A
// message that stays is both, be it with no word.
func changeIndex(ctx context.Context, tx *db.Tx, row wordRow, next string) error {
	before, after := strings.Fields(row.words), strings.Fields(next)
	gone, added := without(before, after), without(after, before)
	if gone == "" && added == "" {
		return nil
	}
	const remove = `INSERT INTO message_index (message_index, rowid, words) VALUES ('delete', $1, $2)`
	if _, err := tx.Exec(ctx, remove, row.id, gone); err != nil || next == "" {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO message_index (rowid, words) VALUES ($1, $2)`, row.id, added)
	return err
}

// without is the words that others do not have.
func without(words, others []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(words), func(word string) bool { return slices.Contains(others, word) }), " ")
}

func wordRowsAt(ctx context.Context, tx *db.Tx, places []place) ([]wordRow, error) {
	conversations, seqs := columnsOf(places)
	var rows []wordRow
	const query = `SELECT row_id, conversation_id, seq, words FROM /*rows*/ message_words WHERE conversation_id = $1 AND seq = $2`
	err := tx.QueryRows(ctx, query, db.Columns{conversations, seqs}, func(scan func(...any) error) error {
		var row wordRow
		err := scan(&row.id, &row.at.conversation, &row.at.seq, &row.words)
		rows = append(rows, row)
		return err
	})
	return rows, err
}

// findSQLite answers up to limit messages that have one of places and all words, the last one as the start of a word, newest first. before is
// the position of the last message of the page before, 0 at first.
func findSQLite(ctx context.Context, tx *db.Tx, places, words []string, before int64, limit int) ([]found, error) {
	if before == 0 {
		before = 1 << 62
	}
	var indexed int64
	if err := tx.Row(ctx, `SELECT indexed_to FROM message_index_state`).Scan(&indexed); err != nil {
		return nil, err
	}
	hits, err := findUnindexed(ctx, tx, places, words, indexed, before, limit)
	if err != nil || len(hits) == limit {
		return hits, err
	}
	const query = `SELECT message_words.conversation_id, message_words.seq, message_words.row_id
		FROM message_index CROSS JOIN message_words ON message_words.row_id = message_index.rowid
		WHERE message_index MATCH $1 AND message_index.rowid < $2 ORDER BY message_index.rowid DESC LIMIT $3`
	rows, err := tx.Query(ctx, query, matchAll(places, words), before, limit-len(hits))
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var f found
		err := scan(&f.at.conversation, &f.at.seq, &f.position)
		hits = append(hits, f)
		return err
	})
	return hits, err
}

func findUnindexed(ctx context.Context, tx *db.Tx, places, words []string, indexed, before int64, limit int) ([]found, error) {
	var hits []found
	const query = `SELECT conversation_id, seq, row_id, words FROM message_words WHERE row_id > $1 AND row_id < $2 ORDER BY row_id DESC`
	rows, err := tx.Query(ctx, query, indexed, before)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() && len(hits) < limit {
		var f found
		var has string
		if err := rows.Scan(&f.at.conversation, &f.at.seq, &f.position, &has); err != nil {
			return nil, err
		}
		if hasOne(has, places) && hasWords(has, words) {
			hits = append(hits, f)
		}
	}
	return hits, rows.Err()
}

// hasWords tells whether has, words between spaces, has all of words, the last one as the start of a word.
func hasWords(has string, words []string) bool {
	has = " " + has + " "
	for i, word := range words {
		whole := " "
		if i == len(words)-1 {
			whole = ""
		}
		if !strings.Contains(has, " "+word+whole) {
			return false
		}
	}
	return true
}

// hasOne tells whether has, words between spaces, has one of places.
func hasOne(has string, places []string) bool {
	for word := range strings.SplitSeq(has, " ") {
		if !strings.HasPrefix(word, "_") { // they stand in front
			return false
		}
		if slices.Contains(places, word) {
			return true
		}
	}
	return false
}

// matchAll is the FTS5 expression for one of places and all of words, the last one as the start of a word. Words are letters and digits, places ids.
func matchAll(places, words []string) string {
	match := `("` + strings.Join(places, `" OR "`) + `")`
	if len(words) > 0 {
		match += ` AND "` + strings.Join(words, `" AND "`) + `" *`
	}
	return match
}

// indexer brings words into the full-text index of SQLite; elsewhere it has nothing to do.
type indexer struct {
	Deps
	woken   chan struct{}
	ending  chan struct{}
	running sync.WaitGroup
}

func startIndexer(deps Deps) *indexer {
	x := &indexer{Deps: deps, woken: make(chan struct{}, 1), ending: make(chan struct{})}
	if deps.DB.Dialect() == db.SQLite {
		x.wake() // what a process before this one left
		x.running.Go(x.run)
	}
	return x
}

// wake tells that there are new words.
func (x *indexer) wake() {
	select {
	case x.woken <- struct{}{}:
	default:
	}
}

func (x *indexer) close() {
	close(x.ending)
	x.running.Wait()
}

func (x *indexer) run() {
	for {
		select {
		case <-x.ending:
			return
		case <-x.woken:
		}
		rest := indexRest
		for more := true; more; {
			select {
			case <-x.ending:
				return
			case <-time.After(rest):
			}
			started := time.Now()
			n, err := x.slice(context.Background())
			if err != nil {
				x.Log.Error("index messages for search", "error", err)
			}
			more = err == nil && n == indexSlice
			rest = indexShare * time.Since(started)
		}
	}
}

// slice indexes the next rows and answers how many there were.
func (x *indexer) slice(ctx context.Context) (int64, error) {
	var n int64
	err := x.DB.Write(ctx, func(tx *db.Tx) error {
		var from int64
		if err := tx.Row(ctx, `SELECT indexed_to FROM message_index_state`).Scan(&from); err != nil {
			return err
		}
		var to *int64
		const span = `SELECT COUNT(*), MAX(row_id) FROM (SELECT row_id FROM message_words WHERE row_id > $1 ORDER BY row_id LIMIT $2)`
		if err := tx.Row(ctx, span, from, indexSlice).Scan(&n, &to); err != nil || to == nil {
			return err
		}
		const fill = `INSERT INTO message_index (rowid, words) SELECT row_id, words FROM message_words WHERE row_id > $1 AND row_id <= $2`
		if _, err := tx.Exec(ctx, fill, from, *to); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE message_index_state SET indexed_to = $1`, *to)
		return err
	})
	return n, err
}

func columnsOf(places []place) (conversations []base.ID, seqs []int64) {
	conversations, seqs = slices.Grow(conversations, len(places)), slices.Grow(seqs, len(places))
	for _, at := range places {
		conversations, seqs = append(conversations, at.conversation), append(seqs, at.seq)
	}
	return conversations, seqs
}

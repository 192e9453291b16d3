package chat

import (
	"context"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
)

func (c *wordChanges) writePostgres(ctx context.Context, tx *db.Tx, now int64) error {
	var conversations, dropped []base.ID
	var seqs, droppedSeqs, created []int64
	var words []string
	for at, text := range c.words {
		if text == "" {
			dropped, droppedSeqs = append(dropped, at.conversation), append(droppedSeqs, at.seq)
			continue
		}
		conversations, seqs = append(conversations, at.conversation), append(seqs, at.seq)
		came, known := c.created[at]
		if !known {
			came = now
		}
		words, created = append(words, text), append(created, came)
	}
	const put = `INSERT INTO message_words (conversation_id, seq, created_at, words)
		SELECT $1, $2, $3, array_to_tsvector(string_to_array($4, ' ')) /*from rows*/
		ON CONFLICT (conversation_id, seq) DO UPDATE SET words = EXCLUDED.words`
	if err := tx.ExecRows(ctx, put, db.Columns{conversations, seqs, created, words}); err != nil {
		return err
	}
	const drop = `DELETE FROM message_words USING (SELECT $1 AS id, $2 AS seq /*from rows*/) AS dropped
		WHERE message_words.conversation_id = dropped.id AND message_words.seq = dropped.seq`
	return tx.ExecRows(ctx, drop, db.Columns{dropped, droppedSeqs})
}

// findPostgres is findSQLite for PostgreSQL, where the position of a message is its time, then its place.
func findPostgres(ctx context.Context, tx *db.Tx, places, words []string, before found, limit int) ([]found, error) {
	if before.position == 0 {
		before.position = 1 << 62
	}
	const query = `SELECT conversation_id, seq, created_at FROM message_words
		WHERE words @@ $1::tsquery AND (created_at, conversation_id, seq) < ($2, $3, $4)
		ORDER BY created_at DESC, conversation_id DESC, seq DESC LIMIT $5`
	match := "('" + strings.Join(places, "' | '") + "')"
	if len(words) > 0 {
		match += " & '" + strings.Join(words, "' & '") + "':*"
	}
	var hits []found
	rows, err := tx.Query(ctx, query, match, before.position, before.at.conversation, before.at.seq, limit)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var f found
		err := scan(&f.at.conversation, &f.at.seq, &f.position)
		hits = append(hits, f)
		return err
	})
	return hits, err
}

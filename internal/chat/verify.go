package chat

import (
	"context"
	"fmt"

	"causerie/internal/base"
	"causerie/internal/db"
)

// checks are the invariants of this package: each query answers the conversations where one does not hold.
var checks = []struct{ broken, query string }{
	{"the log has gaps, or does not end at its head", `SELECT conversations.conversation_id FROM conversations
		LEFT JOIN (SELECT conversation_id, COUNT(*) AS n, MIN(seq) AS first, MAX(seq) AS last FROM entries GROUP BY conversation_id) AS log
			ON log.conversation_id = conversations.conversation_id
		WHERE COALESCE(n, 0) <> head_seq OR COALESCE(last, 0) <> head_seq OR COALESCE(first, 1) <> 1`},
	{"there is a log without a conversation", `SELECT DISTINCT entries.conversation_id FROM entries
		LEFT JOIN conversations ON conversations.conversation_id = entries.conversation_id WHERE conversations.conversation_id IS NULL`},
	{"the last message is another one", `SELECT conversations.conversation_id FROM conversations
		WHERE message_seq <> COALESCE((SELECT MAX(seq) FROM entries
			WHERE entries.conversation_id = conversations.conversation_id AND kind = 'message'), 0)`},
	{"an entry speaks of a message that is not there", `SELECT DISTINCT entries.conversation_id FROM entries
		LEFT JOIN entries AS root ON root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq
			AND root.kind = 'message' AND root.seq < entries.seq
		WHERE (entries.target_seq > 0 OR entries.kind <> 'message') AND root.seq IS NULL`},
	{"an erased entry has content", `SELECT DISTINCT conversation_id FROM entries WHERE erased_at > 0 AND content <> ''`},
	{"an edit of an erased message has content", `SELECT DISTINCT entries.conversation_id FROM entries
		JOIN entries AS root ON root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq
		WHERE entries.kind = 'edit' AND root.erased_at > 0 AND entries.content <> ''`},
	{"an unsent message is not erased", `SELECT DISTINCT entries.conversation_id FROM entries
		JOIN entries AS root ON root.conversation_id = entries.conversation_id AND root.seq = entries.target_seq
		WHERE entries.kind = 'unsend' AND root.erased_at = 0`},
	{"search finds a message that is erased", `SELECT DISTINCT message_words.conversation_id FROM message_words
		LEFT JOIN entries ON entries.conversation_id = message_words.conversation_id AND entries.seq = message_words.seq
			AND kind = 'message' AND erased_at = 0
		WHERE entries.seq IS NULL`},
	{"search does not find a message", `SELECT DISTINCT entries.conversation_id FROM entries
		LEFT JOIN message_words ON message_words.conversation_id = entries.conversation_id AND message_words.seq = entries.seq
		WHERE kind = 'message' AND erased_at = 0 AND message_words.seq IS NULL`},
	{"a member has no view of it", `SELECT members.conversation_id FROM members
		LEFT JOIN inbox ON inbox.account_id = members.account_id AND inbox.conversation_id = members.conversation_id
		WHERE inbox.account_id IS NULL`},
	{"someone has a view of it and is no member", `SELECT inbox.conversation_id FROM inbox
		LEFT JOIN members ON members.conversation_id = inbox.conversation_id AND members.account_id = inbox.account_id
		WHERE members.account_id IS NULL`},
	{"a view is past the head", `SELECT inbox.conversation_id FROM inbox
		JOIN conversations ON conversations.conversation_id = inbox.conversation_id
		WHERE read_seq > head_seq OR cleared_before > head_seq OR incoming_seq > head_seq`},
	{"a member is past the head", `SELECT members.conversation_id FROM members
		JOIN conversations ON conversations.conversation_id = members.conversation_id
		WHERE read_seq > head_seq OR delivered_seq > head_seq`},
	{"the last message of the others is another one", `SELECT inbox.conversation_id FROM inbox
		WHERE incoming_seq <> COALESCE((SELECT MAX(seq) FROM entries WHERE entries.conversation_id = inbox.conversation_id
			AND kind = 'message' AND erased_at = 0 AND sender_id <> inbox.account_id), 0)`},
	{"a view is not where its last message or draft puts it", `SELECT inbox.conversation_id FROM inbox
		JOIN conversations ON conversations.conversation_id = inbox.conversation_id
		WHERE active_at <> CASE WHEN message_seq > cleared_before THEN message_at ELSE draft_at END`},
}

// Verify answers what of the invariants does not hold; nothing when all is well.
func (s *Service) Verify(ctx context.Context) ([]string, error) {
	var found []string
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		for _, check := range checks {
			rows, err := tx.Query(ctx, check.query)
			err = db.Rows(rows, err, func(scan func(...any) error) error {
				var id base.ID
				err := scan(&id)
				found = append(found, fmt.Sprintf("conversation %s: %s", id, check.broken))
				return err
			})
			if err != nil {
				return fmt.Errorf("check whether %s: %w", check.broken, err)
			}
		}
		return nil
	})
	return found, err
}

package chat

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
)

// mentionsMax is how many people one message mentions by name: each costs a write.
const mentionsMax = 20

// Which messages of a group someone is told of.
const (
	notifyMentions = "mentions"
	notifyNone     = "none"
)

// allowMentions refuses mentions of who is not in the group, and of everyone by who may not.
func (b *batch) allowMentions(k *work) error {
	m, log := k.append.message, b.logs[k.conversation]
	switch {
	case len(m.Mentions) == 0 && !m.MentionAll:
		return nil
	case log.kind != group:
		return invalid("content.mentions", "Only a message in a group mentions people.")
	case m.MentionAll && !log.member(k.actor).admin:
		return base.Forbidden("not_admin", "Only the admins of this group mention everyone.")
	}
	for _, id := range m.Mentions {
		if !log.has(id) {
			return invalid("content.mentions", "Who is mentioned is a member of the group.")
		}
	}
	return nil
}

// mention notes whom a message mentions.
func (b *batch) mention(k *work, log *logState, e Entry) {
	if k.append.message.MentionAll {
		log.allSeq = e.Seq
	}
	for _, id := range k.append.message.Mentions {
		if id == e.Sender {
			continue
		}
		if b.mentions == nil {
			b.mentions = map[view]int64{}
		}
		b.mentions[view{id, e.ConversationID}] = e.Seq
	}
}

func (b *batch) writeMentions(ctx context.Context) error {
	var accounts, conversations []base.ID
	var seqs []int64
	for key, seq := range b.mentions {
		accounts, conversations, seqs = append(accounts, key.account), append(conversations, key.conversation), append(seqs, seq)
	}
	const query = `UPDATE inbox SET mention_seq = $3 /*from rows*/ WHERE account_id = $1 AND conversation_id = $2 AND mention_seq < $3`
	return b.tx.ExecRows(ctx, query, db.Columns{accounts, conversations, seqs})
}

// dropUnmentioned takes out the views of groups whose person is told of mentions alone, and has none that they have not read.
func dropUnmentioned(ctx context.Context, tx *db.Tx, rows map[view]inboxRow) error {
	var ids []base.ID
	for key, row := range rows {
		if row.notify == notifyMentions && row.mention <= max(row.read, row.clearedBefore) && !slices.Contains(ids, key.conversation) {
			ids = append(ids, key.conversation)
		}
	}
	alls := map[base.ID]int64{}
	const query = `SELECT conversation_id, all_seq FROM /*rows*/ conversations WHERE conversation_id = $1`
	err := tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		var id base.ID
		var seq int64
		err := scan(&id, &seq)
		alls[id] = seq
		return err
	})
	for key, row := range rows {
		if row.notify == notifyMentions && max(row.mention, alls[key.conversation]) <= max(row.read, row.clearedBefore) {
			delete(rows, key)
		}
	}
	return err
}

// mentioned are those whom a message mentions by name.
func (c Content) mentioned() []base.ID {
	var m struct {
		Mentions []base.ID `json:"mentions"`
	}
	if !strings.Contains(string(c), `,"mentions":`) || json.Unmarshal([]byte(c), &m) != nil {
		return nil
	}
	return m.Mentions
}

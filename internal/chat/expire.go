package chat

import (
	"bytes"
	"context"
	"slices"

	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	expireAtOnce = 200 // entries that one transaction erases because they have had their time
	expireRounds = 500 // of these, one after the other; the next time goes on
)

// Expire erases what has had its time, as unsending does: readers see nothing of it before either, by the clock. Only the place in the log
// stays. What several servers on one store do at once is done once.
func (s *Service) Expire(ctx context.Context) error {
	for range expireRounds {
		n, err := s.expireSome(ctx)
		if err != nil {
			return doing("erase messages that have disappeared", err)
		}
		if n < expireAtOnce {
			break
		}
	}
	return doing("erase what was viewed once", s.settleOnces(ctx))
}

// expireSome erases the entries whose time was over first, and answers how many there were.
func (s *Service) expireSome(ctx context.Context) (n int, err error) {
	var due []place
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		due, err = expired(ctx, tx, base.Millis(s.Clock.Now()))
		return err
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	var b *batch
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		b = s.expiring(tx, due)
		return b.expire(ctx, due)
	})
	if err != nil {
		return 0, err
	}
	if s.index != nil {
		s.index.wake()
	}
	for _, at := range b.erased {
		// A push message shows the last of what is unread: of what lies before, no device has anything to take back.
		if log := b.logs[at.conversation]; s.Came != nil && at.seq >= log.messageSeq {
			s.Came(peopleOf(log.members), at.conversation, b.targets[at].sender)
		}
	}
	return len(due), nil
}

// expireIn is expireSome in a transaction, which nobody is told of.
func (s *Service) expireIn(ctx context.Context, tx *db.Tx) (int, error) {
	due, err := expired(ctx, tx, base.Millis(s.Clock.Now()))
	if err != nil || len(due) == 0 {
		return 0, err
	}
	return len(due), s.expiring(tx, due).expire(ctx, due)
}

// expiring is a batch for the conversations of entries.
func (s *Service) expiring(tx *db.Tx, due []place) *batch {
	var works []*work
	asked := map[base.ID]bool{}
	for _, at := range due {
		if !asked[at.conversation] {
			asked[at.conversation] = true
			works = append(works, &work{conversation: at.conversation})
		}
	}
	return newBatch(s.Deps, tx, works, s.DB.Stamp(s.Clock.Now()))
}

// expired are entries that have had their time and are not erased, the oldest first.
func expired(ctx context.Context, tx *db.Tx, now int64) (due []place, err error) {
	const query = `SELECT conversation_id, seq FROM entries WHERE expires_at > 0 AND erased_at = 0 AND expires_at <= $1 ORDER BY expires_at LIMIT $2`
	rows, err := tx.Query(ctx, query, now, expireAtOnce)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var at place
		err := scan(&at.conversation, &at.seq)
		due = append(due, at)
		return err
	})
	return due, err
}

// expire erases entries, in the conversations that are the batch's, and all that is kept of them elsewhere.
func (b *batch) expire(ctx context.Context, due []place) error {
	if err := b.loadLogs(ctx); err != nil {
		return err
	}
	entries, err := entriesAt(ctx, b.tx, 0, due)
	if err != nil {
		return err
	}
	slices.SortFunc(entries, func(x, y Entry) int { // as the locks of rows are taken everywhere
		if c := bytes.Compare(x.ConversationID[:], y.ConversationID[:]); c != 0 {
			return c
		}
		return int(x.Seq - y.Seq)
	})
	b.mentions = map[view]int64{}
	for _, e := range entries {
		if e.Kind == Message && !e.Erased {
			b.forget(e)
		}
	}
	for _, write := range []func(context.Context) error{b.erase, b.writeHeads, b.writePins, b.writeViews, b.unmention, b.writeBallots, b.eraseMedia, b.erasePlays, b.eraseOnces} {
		if err := write(ctx); err != nil {
			return err
		}
	}
	conversations, seqs := columnsOf(due)
	const query = `UPDATE entries SET content = '', erased_at = $3 /*from rows*/ WHERE conversation_id = $1 AND seq = $2 AND erased_at = 0`
	if err := b.tx.ExecRows(ctx, query, db.Columns{conversations, seqs, slices.Repeat([]int64{b.now}, len(due))}); err != nil {
		return err
	}
	return b.words.write(ctx, b.tx, b.now)
}

// forget notes what is to be erased with a message.
func (b *batch) forget(e Entry) {
	at, log := place{e.ConversationID, e.Seq}, b.logs[e.ConversationID]
	t := &targetState{sender: e.Sender, kind: Message, erased: true}
	t.is(e.Content)
	b.targets[at] = t
	b.erased = append(b.erased, at)
	b.words.change(at, "")
	if len(log.members) == 0 { // everyone has left: nobody has a view of it, nor of what is pinned
		log.repinned = true
		return
	}
	log.changed = true
	log.unpin(e.Seq)
	if log.allSeq == e.Seq {
		log.allSeq = 0
	}
	for _, m := range log.members {
		if log.kind != group {
			b.change(m.account, e.ConversationID)
		}
	}
	for _, id := range e.Content.mentioned() {
		b.mentions[view{id, e.ConversationID}] = e.Seq
	}
}

// unmention takes the mentions of erased messages out of views whose last they are.
func (b *batch) unmention(ctx context.Context) error {
	var accounts, conversations []base.ID
	var seqs []int64
	for key, seq := range b.mentions {
		accounts, conversations, seqs = append(accounts, key.account), append(conversations, key.conversation), append(seqs, seq)
	}
	const query = `UPDATE inbox SET mention_seq = 0 /*from rows*/ WHERE account_id = $1 AND conversation_id = $2 AND mention_seq <= $3`
	return b.tx.ExecRows(ctx, query, db.Columns{accounts, conversations, seqs})
}

func peopleOf(members []memberState) []base.ID {
	accounts := make([]base.ID, len(members))
	for i, m := range members {
		accounts[i] = m.account
	}
	return accounts
}

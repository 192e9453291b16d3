package chat

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// loadLogs reads the conversations of the batch and their members, and keeps other writers out of them.
func (b *batch) loadLogs(ctx context.Context) error {
	var ids []base.ID
	for _, k := range b.works {
		if b.logs[k.conversation] == nil {
			b.logs[k.conversation] = &logState{}
			ids = append(ids, k.conversation)
		}
	}
	// In one order everywhere, two writers do not wait for each other in a circle.
	slices.SortFunc(ids, func(x, y base.ID) int { return bytes.Compare(x[:], y[:]) })
	if b.tx.Dialect() == db.Postgres {
		const lock = `UPDATE conversations SET head_seq = head_seq /*from rows*/ WHERE conversation_id = $1`
		if err := b.tx.ExecRows(ctx, lock, db.Columns{ids}); err != nil {
			return err
		}
	}
	const query = `SELECT conversations.conversation_id, kind, who_writes <> 'all', who_edits <> 'all', pins, all_seq, head_seq, message_seq, message_at, expire_after, head_hash, account_id, read_seq, delivered_seq, role <> 'member'
		FROM /*rows*/ conversations JOIN members ON members.conversation_id = conversations.conversation_id
		WHERE conversations.conversation_id = $1`
	var id base.ID
	var log logState
	var m memberState
	var pins string
	return b.tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		if err := scan(&id, &log.kind, &log.adminsWrite, &log.adminsEdit, &pins, &log.allSeq, &log.head, &log.messageSeq, &log.messageAt, &log.expireAfter, &log.hash, &m.account, &m.read, &m.delivered, &m.admin); err != nil {
			return err
		}
		known := b.logs[id]
		known.kind, known.adminsWrite, known.adminsEdit, known.allSeq = log.kind, log.adminsWrite, log.adminsEdit, log.allSeq
		if pins != "" && known.pins == nil {
			known.pins = splitSeqs(pins)
		}
		known.head, known.messageSeq, known.messageAt, known.expireAfter = log.head, log.messageSeq, log.messageAt, log.expireAfter
		known.hash, known.first = log.hash, Head{Seq: log.head, Hash: log.hash}
		known.members = append(known.members, m)
		return nil
	})
}

// loadTargets reads the entries that appends speak of, and, where something is to be added to one, what was added so far.
func (b *batch) loadTargets(ctx context.Context) error {
	const itself, changes, edits, polls = 0, 1, 2, 3 // what is read of a target: each with what is before it
	var conversations []base.ID
	var seqs, depths []int64
	var index map[place]int
	want := func(k *work, seq, depth int64) {
		at := place{k.conversation, seq}
		if i, asked := index[at]; asked {
			depths[i] = max(depths[i], depth)
		} else if seq > 0 {
			if index == nil {
				index = map[place]int{}
			}
			index[at] = len(seqs)
			conversations, seqs, depths = append(conversations, k.conversation), append(seqs, seq), append(depths, depth)
		}
	}
	for _, k := range b.works {
		if k.append == nil {
			continue
		}
		depth := int64(changes)
		switch k.append.kind {
		case Edit:
			depth = edits
		case Vote, Close:
			depth = polls
		}
		want(k, k.append.target, depth)
		want(k, k.append.replyTo, itself)
		want(k, k.append.pinned, itself)
	}
	change := speaksOf(b.tx.Dialect(), "change.target_seq", "entries.seq")
	query := `SELECT conversation_id, seq, sender_id, kind, target_seq, created_at, erased_at, expires_at, CASE WHEN $3 >= 2 THEN content ELSE SUBSTR(content, 1, 16) END,
			CASE WHEN $3 >= 1 THEN (SELECT COUNT(*) FROM entries AS change
				WHERE change.conversation_id = entries.conversation_id AND ` + change + `) ELSE 0 END,
			CASE WHEN $3 >= 2 THEN (SELECT COALESCE(SUM(OCTET_LENGTH(change.content)), 0) FROM entries AS change
				WHERE change.conversation_id = entries.conversation_id AND ` + change + `
				AND change.kind = 'edit') ELSE 0 END,
			CASE WHEN $3 >= 3 THEN (SELECT COUNT(*) FROM entries AS change
				WHERE change.conversation_id = entries.conversation_id AND ` + change + `
				AND change.kind = 'close') ELSE 0 END
		FROM /*rows*/ entries WHERE conversation_id = $1 AND seq = $2`
	now := base.Millis(b.Clock.Now())
	return b.tx.QueryRows(ctx, query, db.Columns{conversations, seqs, depths}, func(scan func(...any) error) error {
		var at place
		var t targetState
		var erased, closed int64
		var begins Content
		err := scan(&at.conversation, &at.seq, &t.sender, (*string)(&t.kind), &t.target, &t.created, &erased, &t.expires, (*string)(&begins), &t.changes, &t.editBytes, &closed)
		t.erased, t.closed = erased > 0 || t.expires > 0 && t.expires <= now, closed > 0
		t.poll, t.forwarded, t.fileName = begins.poll(), begins.forwarded(), begins.fileName()
		t.is(begins)
		b.targets[at] = &t
		return err
	})
}

// is notes what a message is, by how its content begins.
func (t *targetState) is(begins Content) {
	with := func(prefix string) bool { return strings.HasPrefix(string(begins), prefix) }
	t.photos, t.voice, t.file, t.link, t.sticker = with(photosPrefix), with(voicePrefix), with(filePrefix), with(linkPrefix) || begins.isLocation(), with(stickerPrefix)
	t.isPoll, t.once, t.profile = begins.isPoll(), begins.isOnce(), begins.isProfile()
}

// loadFacts asks what is known between each actor and the other of a direct conversation. Who writes in a group reaches all of it.
func (b *batch) loadFacts(ctx context.Context) error {
	var pairs []policy.Pair
	b.facts = map[policy.Pair]policy.Facts{}
	for _, k := range b.works {
		log := b.logs[k.conversation]
		if !log.has(k.actor) || log.kind == group {
			continue // the answer to a stranger takes no longer where there is a conversation
		}
		for _, m := range log.members {
			pair := policy.Pair{From: k.actor, To: m.account}
			if _, asked := b.facts[pair]; m.account != k.actor && !asked {
				b.facts[pair] = policy.Facts{}
				pairs = append(pairs, pair)
			}
		}
	}
	if len(pairs) == 0 {
		return nil
	}
	var err error
	b.facts, err = b.Facts(ctx, b.tx, pairs)
	return err
}

// loadWriters asks what is known about those who write in groups.
func (b *batch) loadWriters(ctx context.Context) error {
	var ids []base.ID
	for _, k := range b.works {
		if k.append != nil && b.logs[k.conversation].kind == group && !slices.Contains(ids, k.actor) {
			ids = append(ids, k.actor)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var err error
	b.writers, err = b.Standing(ctx, b.tx, ids)
	return err
}

// loadPrivacy reads the switches of everyone whose positions may be shown.
func (b *batch) loadPrivacy(ctx context.Context) error {
	var ids []base.ID
	asked := map[base.ID]bool{}
	for _, k := range b.works {
		log := b.logs[k.conversation]
		if k.append != nil || !log.has(k.actor) {
			continue
		}
		members := log.members
		if log.kind == group {
			members = []memberState{{account: k.actor}}
		}
		for _, m := range members {
			if !asked[m.account] {
				asked[m.account] = true
				ids = append(ids, m.account)
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var err error
	b.privacy, err = b.Privacy(ctx, b.tx, ids)
	return err
}

// firstsQuery finds entries by their client ids.
const firstsQuery = `SELECT ` + entryColumns + ` FROM /*rows*/ entries WHERE conversation_id = $1 AND sender_id = $2 AND client_id = $3`

// loadFirsts looks for entries that have the client ids of the works that are wanted.
func (b *batch) loadFirsts(ctx context.Context, wanted func(*work) bool) error {
	var conversations, senders, clients []base.ID
	for _, k := range b.works {
		if k.append != nil && wanted(k) {
			key := keyOf(k)
			conversations, senders, clients = append(conversations, key.conversation), append(senders, key.sender), append(clients, key.clientID)
		}
	}
	now := base.Millis(b.Clock.Now())
	return b.tx.QueryRows(ctx, firstsQuery, db.Columns{conversations, senders, clients}, func(scan func(...any) error) error {
		e, err := scanEntry(scan, now)
		if b.firsts == nil {
			b.firsts = map[retryKey]Entry{}
		}
		b.firsts[retryKey{e.ConversationID, e.Sender, e.ClientID}] = e
		return err
	})
}

type readState struct {
	read   int64
	marked bool
}

// loadReads reads how far the people of the batch's positions have read so far.
func (b *batch) loadReads(ctx context.Context) (map[view]readState, error) {
	known := map[view]readState{}
	var accounts, conversations []base.ID
	for _, k := range b.works {
		key := view{k.actor, k.conversation}
		if _, asked := known[key]; k.append == nil && k.read > 0 && !asked {
			known[key] = readState{}
			accounts, conversations = append(accounts, k.actor), append(conversations, k.conversation)
		}
	}
	const query = `SELECT account_id, conversation_id, read_seq, marked_unread FROM /*rows*/ inbox WHERE account_id = $1 AND conversation_id = $2`
	err := b.tx.QueryRows(ctx, query, db.Columns{accounts, conversations}, func(scan func(...any) error) error {
		var key view
		var state readState
		err := scan(&key.account, &key.conversation, &state.read, &state.marked)
		known[key] = state
		return err
	})
	return known, err
}

// write stores what was decided.
func (b *batch) write(ctx context.Context) error {
	for _, write := range []func(context.Context) error{b.writeEntries, b.writeHeads, b.writePins, b.writeExpiry, b.writeViews, b.writeMentions, b.writeBallots, b.writePositions, b.writeRelations, b.keepCopies, b.sendMedia, b.sendPreviews, b.writeOnces, b.erase, b.eraseMedia, b.erasePlays, b.eraseOnces} {
		if err := write(ctx); err != nil {
			return err
		}
	}
	return b.words.write(ctx, b.tx, b.now)
}

func (b *batch) writeEntries(ctx context.Context) error {
	n := len(b.entries)
	ids := make([]base.ID, 4*n)
	conversations, senders, clients, priors := ids[:n:n], ids[n:2*n:2*n], ids[2*n:3*n:3*n], ids[3*n:]
	numbers := make([]int64, 4*n)
	seqs, targets, created, expires := numbers[:n:n], numbers[n:2*n:2*n], numbers[2*n:3*n:3*n], numbers[3*n:]
	kinds, contents := make([]string, n), make([]string, n)
	for i, e := range b.entries {
		conversations[i], senders[i], clients[i], priors[i] = e.ConversationID, e.Sender, e.ClientID, base.ID(e.Prior)
		seqs[i], targets[i], created[i] = e.Seq, e.TargetSeq, b.now
		kinds[i], contents[i] = string(e.Kind), string(e.Content)
		if !e.ExpiresAt.IsZero() {
			expires[i] = base.Millis(e.ExpiresAt)
		}
	}
	const query = `INSERT INTO entries (conversation_id, seq, kind, sender_id, client_id, target_seq, content, created_at, expires_at, prior_hash)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 /*from rows*/`
	return b.tx.ExecRows(ctx, query, db.Columns{conversations, seqs, kinds, senders, clients, targets, contents, created, expires, priors})
}

func (b *batch) writeHeads(ctx context.Context) error {
	var ids, hashes []base.ID
	var heads, messages, ats, alls []int64
	for id, log := range b.logs {
		if log.changed {
			ids, hashes = append(ids, id), append(hashes, base.ID(log.hash))
			heads, messages, ats = append(heads, log.head), append(messages, log.messageSeq), append(ats, log.messageAt)
			alls = append(alls, log.allSeq)
		}
	}
	const query = `UPDATE conversations SET head_seq = $2, message_seq = $3, message_at = $4, changed_at = $5, all_seq = $6, head_hash = $7 /*from rows*/ WHERE conversation_id = $1`
	return b.tx.ExecRows(ctx, query, db.Columns{ids, heads, messages, ats, slices.Repeat([]int64{b.now}, len(ids)), alls, hashes})
}

// writeViews moves everyone's view. An archived conversation comes back with a new message, unless it is muted: by the clock itself,
// which stamps may be ahead of. What a filter caught stays hidden until it is answered or taken out; an edit hides no more than a request.
func (b *batch) writeViews(ctx context.Context) error {
	n := len(b.views)
	keys := make([]view, 0, n)
	for key := range b.views {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(x, y view) int {
		return bytes.Compare(append(x.account[:], x.conversation[:]...), append(y.account[:], y.conversation[:]...))
	})
	accounts, conversations := make([]base.ID, n), make([]base.ID, n)
	actives, reads, incomings, changed, clock := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	now := b.Clock.Now().UnixMilli()
	moves, whys, firsts := make([]string, n), make([]string, n), make([]int64, n)
	for i, key := range keys {
		c := b.views[key]
		accounts[i], conversations[i], changed[i], clock[i] = key.account, key.conversation, b.now, now
		reads[i], incomings[i] = c.read, c.incoming
		moves[i], whys[i] = c.move, c.why
		if c.first {
			firsts[i] = b.now
		}
		if c.message {
			actives[i] = b.now
		}
	}
	const query = `UPDATE inbox SET
			active_at = CASE WHEN $3 > 0 THEN $3 ELSE active_at END,
			folder = CASE
				WHEN $8 = 'hidden' AND hidden_why <> 'shown' AND ($3 > 0 OR folder = 'requests') OR $8 = 'requests' AND folder <> 'hidden' THEN $8
				WHEN $8 = 'inbox' AND folder IN ('requests', 'hidden') OR $3 > 0 AND folder = 'archived' AND muted_until <= $7 THEN 'inbox'
				ELSE folder END,
			hidden_why = CASE
				WHEN $8 = 'hidden' AND hidden_why <> 'shown' AND ($3 > 0 OR folder = 'requests') THEN $9
				WHEN $8 = 'inbox' THEN ''
				ELSE hidden_why END,
			pinned_at = CASE
				WHEN $3 > 0 AND $8 IN ('requests', 'hidden') THEN $10
				WHEN $8 = 'inbox' AND folder IN ('requests', 'hidden') THEN 0
				ELSE pinned_at END,
			read_seq = CASE WHEN $4 > read_seq THEN $4 ELSE read_seq END,
			incoming_seq = CASE WHEN $5 > incoming_seq THEN $5 ELSE incoming_seq END,
			marked_unread = marked_unread AND $4 = 0,
			changed_at = $6
		/*from rows*/ WHERE account_id = $1 AND conversation_id = $2`
	return b.tx.ExecRows(ctx, query, db.Columns{accounts, conversations, actives, reads, incomings, changed, clock, moves, whys, firsts})
}

func (b *batch) writePositions(ctx context.Context) error {
	var accounts, conversations []base.ID
	var reads, delivereds []int64
	for key, p := range b.shows {
		accounts, conversations = append(accounts, key.account), append(conversations, key.conversation)
		reads, delivereds = append(reads, p.read), append(delivereds, p.delivered)
	}
	const query = `UPDATE members SET
			read_seq = CASE WHEN $3 > read_seq THEN $3 ELSE read_seq END,
			delivered_seq = CASE WHEN $4 > delivered_seq THEN $4 ELSE delivered_seq END
		/*from rows*/ WHERE conversation_id = $1 AND account_id = $2`
	return b.tx.ExecRows(ctx, query, db.Columns{conversations, accounts, reads, delivereds})
}

// erase empties unsent messages and their edits, those of this batch too. What is unread for the others then ends at the last
// message that is left.
func (b *batch) erase(ctx context.Context) error {
	n := len(b.erased)
	if n == 0 {
		return nil
	}
	conversations, seqs, ats := make([]base.ID, n), make([]int64, n), make([]int64, n)
	for i, at := range b.erased {
		conversations[i], seqs[i], ats[i] = at.conversation, at.seq, b.now
	}
	const message = `UPDATE entries SET content = '', erased_at = $3 /*from rows*/ WHERE conversation_id = $1 AND seq = $2 AND erased_at = 0`
	edits := `UPDATE entries SET content = '', erased_at = $3 /*from rows*/
		WHERE conversation_id = $1 AND ` + speaksOf(b.tx.Dialect(), "target_seq", "$2") + ` AND kind = 'edit' AND erased_at = 0`
	for _, query := range []string{message, edits} {
		if err := b.tx.ExecRows(ctx, query, db.Columns{conversations, seqs, ats}); err != nil {
			return err
		}
	}
	return b.recountIncoming(ctx)
}

func (b *batch) recountIncoming(ctx context.Context) error {
	var accounts, conversations []base.ID
	asked := map[view]bool{}
	for _, at := range b.erased {
		if b.logs[at.conversation].kind == group {
			continue
		}
		for _, m := range b.logs[at.conversation].members {
			key := view{m.account, at.conversation}
			// For who unsent it nothing changes, and the last message of the others may lie far back.
			if m.account != b.targets[at].sender && !asked[key] {
				asked[key] = true
				accounts, conversations = append(accounts, key.account), append(conversations, key.conversation)
			}
		}
	}
	const query = `SELECT $1, $2, (SELECT seq FROM entries
			WHERE conversation_id = $1 AND kind = 'message' AND sender_id <> $2 AND erased_at = 0 ORDER BY seq DESC LIMIT 1)
		/*from rows*/`
	var views []view
	var incoming []int64
	err := b.tx.QueryRows(ctx, query, db.Columns{conversations, accounts}, func(scan func(...any) error) error {
		var key view
		var seq *int64
		if err := scan(&key.conversation, &key.account, &seq); err != nil {
			return err
		}
		if seq == nil {
			seq = new(int64)
		}
		views, incoming = append(views, key), append(incoming, *seq)
		return nil
	})
	if err != nil {
		return err
	}
	for i, key := range views {
		accounts[i], conversations[i] = key.account, key.conversation
	}
	const update = `UPDATE inbox SET incoming_seq = $3 /*from rows*/ WHERE account_id = $1 AND conversation_id = $2`
	return b.tx.ExecRows(ctx, update, db.Columns{accounts, conversations, incoming})
}

package chat

import (
	"context"
	"maps"
	"slices"
	"time"

	"causerie/internal/account"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
)

// unreadMax is where counting unread messages ends.
const unreadMax = 100

// viewData is what the views of one person are made of, read for all of them at once.
type viewData struct {
	viewer   base.ID
	now      time.Time
	packs    *policy.Packs
	pictures account.Pictures
	ids      []base.ID
	logs     map[base.ID]*logRow
	profiles map[base.ID]Profile
	privacy  map[base.ID]Privacy
	facts    map[policy.Pair]policy.Facts
	hidden   map[base.ID][]int64
	previews map[base.ID]*Preview
	unread   map[base.ID]int64
	received map[base.ID]graph.Received // of who asks to write, by account
	vouched  map[base.ID]base.ID        // who introduced viewer to someone whom viewer may ask
}

type logRow struct {
	kind                                 string
	created, head, messageSeq, messageAt int64
	hash                                 Hash
	pins                                 string
	expireAfter                          int64
	members                              []memberState // of a group: the viewer, and who wrote the preview
	group                                *groupRow     // nil for a direct conversation
}

// views makes viewer's conversations of their inbox rows, in the same order.
func (deps Deps) views(ctx context.Context, tx *db.Tx, viewer base.ID, rows []inboxRow) ([]Conversation, error) {
	if len(rows) == 0 {
		return []Conversation{}, nil
	}
	d := &viewData{viewer: viewer, now: deps.Clock.Now(), packs: deps.Packs, pictures: deps.Pictures, ids: make([]base.ID, len(rows))}
	for i, row := range rows {
		d.ids[i] = row.id
	}
	rows = slices.Clone(rows)
	if err := d.load(ctx, tx, deps, rows); err != nil {
		return nil, err
	}
	views := make([]Conversation, 0, len(rows))
	for _, row := range rows {
		views = append(views, d.conversation(row))
	}
	return views, nil
}

func (d *viewData) load(ctx context.Context, tx *db.Tx, deps Deps, rows []inboxRow) error {
	var err error
	if d.logs, err = d.loadLogs(ctx, tx, rows); err != nil {
		return err
	}
	if d.received, err = received(ctx, tx, deps, d.viewer, rows); err != nil {
		return err
	}
	if d.hidden, err = hiddenIn(ctx, tx, d.viewer, d.ids); err != nil {
		return err
	}
	if d.previews, err = d.loadPreviews(ctx, tx, rows); err != nil {
		return err
	}
	if err := d.addSpeakers(ctx, tx); err != nil {
		return err
	}
	people, pairs := d.others()
	if d.facts, err = deps.Facts(ctx, tx, pairs); err != nil {
		return err
	}
	if d.vouched, err = vouched(ctx, tx, deps, d.viewer, d.facts); err != nil {
		return err
	}
	if d.privacy, err = deps.Privacy(ctx, tx, people); err != nil {
		return err
	}
	for _, r := range d.received {
		if !r.VouchedBy.IsZero() {
			people = append(people, r.VouchedBy)
		}
	}
	people = slices.AppendSeq(people, maps.Values(d.vouched))
	if d.profiles, err = deps.Profiles(ctx, tx, d.viewer, people); err != nil {
		return err
	}
	d.unread, err = countUnread(ctx, tx, base.Millis(d.now), rows)
	return err
}

// others are the viewer and everyone whom a view shows, and the pairs that receipts and requests are decided by.
func (d *viewData) others() (people []base.ID, pairs []policy.Pair) {
	people = []base.ID{d.viewer}
	for _, log := range d.logs {
		for _, m := range log.members {
			if m.account == d.viewer {
				continue
			}
			people = append(people, m.account)
			if log.kind != group {
				pairs = append(pairs, policy.Pair{From: d.viewer, To: m.account})
			}
		}
	}
	return people, pairs
}

func (d *viewData) conversation(row inboxRow) Conversation {
	log := d.logs[row.id]
	if log == nil {
		log = &logRow{kind: "direct"}
	}
	c := Conversation{
		ID: row.id, Kind: log.kind, Members: []Member{}, Head: Head{Seq: log.head, Hash: log.hash, Preview: d.previews[row.id]},
		ReadSeq: row.read, Unread: d.unread[row.id], MarkedUnread: row.markedUnread, Folder: row.folder,
		Muted: row.mutedUntil > d.now.UnixMilli(), Pinned: row.pinnedAt > 0 && !waits(row.folder), Request: d.request(row, log.kind), Draft: draftOf(row), ClearedBefore: row.clearedBefore,
		Encryption: "none", CreatedAt: base.Time(log.created),
	}
	if log.messageSeq > row.clearedBefore {
		at := base.Time(log.messageAt)
		c.Head.At = &at
	}
	if c.Muted && row.mutedUntil <= lastTime {
		until := base.Time(row.mutedUntil)
		c.MutedUntil = &until
	}
	for _, seq := range d.hidden[row.id] {
		if seq > row.clearedBefore {
			c.Hidden = append(c.Hidden, seq)
		}
	}
	c.Disappearing = lifetimeNames[log.expireAfter]
	c.Pins = shownPins(log.pins, row.clearedBefore, c.Hidden)
	if log.group != nil {
		d.describe(&c, log)
		c.Notify = row.notify
		if row.mention > row.read {
			c.MentionSeq = row.mention
		}
		return c
	}
	for _, m := range log.members {
		c.Members = append(c.Members, d.member(m))
	}
	return c
}

// member is what the viewer sees of m.
func (d *viewData) member(m memberState) Member {
	out := Member{Account: d.profiles[m.account], Role: plainMember}
	out.Account.ID = m.account // of an account that is gone, only this is left
	mine, theirs := d.privacy[d.viewer], d.privacy[m.account]
	if m.account != d.viewer {
		pair := policy.Pair{From: d.viewer, To: m.account}
		if d.packs.Decide(policy.Presence, d.now, pair, d.facts[pair]).Outcome == policy.Refuse {
			return out
		}
	}
	if mine.ReadReceipts && theirs.ReadReceipts {
		out.ReadSeq = &m.read
	}
	if mine.DeliveryReceipts && theirs.DeliveryReceipts {
		out.DeliveredSeq = &m.delivered
	}
	return out
}

func loadLogRows(ctx context.Context, tx *db.Tx, ids []base.ID) (map[base.ID]*logRow, error) {
	logs := make(map[base.ID]*logRow, len(ids))
	const query = `SELECT conversations.conversation_id, kind, created_at, head_seq, head_hash, message_seq, message_at, pins, expire_after, account_id, read_seq, delivered_seq
		FROM /*rows*/ conversations JOIN members ON members.conversation_id = conversations.conversation_id
		WHERE conversations.conversation_id = $1`
	var id base.ID
	var log logRow
	var m memberState
	err := tx.QueryRows(ctx, query, db.Columns{ids}, func(scan func(...any) error) error {
		if err := scan(&id, &log.kind, &log.created, &log.head, &log.hash, &log.messageSeq, &log.messageAt, &log.pins, &log.expireAfter, &m.account, &m.read, &m.delivered); err != nil {
			return err
		}
		if logs[id] == nil {
			first := log
			logs[id] = &first
		}
		logs[id].members = append(logs[id].members, m)
		return nil
	})
	for _, log := range logs {
		slices.SortFunc(log.members, func(a, b memberState) int { return compareIDs(a.account, b.account) })
	}
	return logs, err
}

// loadPreviews finds the last message of each conversation that its viewer can see.
func (d *viewData) loadPreviews(ctx context.Context, tx *db.Tx, rows []inboxRow) (map[base.ID]*Preview, error) {
	var last []place
	var behind []inboxRow // whose last message is hidden: the one before is looked for, for each by itself
	for _, row := range rows {
		log := d.logs[row.id]
		if log == nil || log.messageSeq <= row.clearedBefore {
			continue
		}
		if slices.Contains(d.hidden[row.id], log.messageSeq) {
			behind = append(behind, row)
			continue
		}
		last = append(last, place{row.id, log.messageSeq})
	}
	roots, err := entriesAt(ctx, tx, base.Millis(d.now), last)
	if err != nil {
		return nil, err
	}
	if roots, err = d.stillThere(ctx, tx, rows, roots); err != nil {
		return nil, err
	}
	for _, row := range behind {
		root, err := d.lastVisible(ctx, tx, row)
		if err != nil {
			return nil, err
		}
		if root.Seq > 0 {
			roots = append(roots, root)
		}
	}
	edits, err := editsOf(ctx, tx, base.Millis(d.now), roots)
	if err != nil {
		return nil, err
	}
	previews := make(map[base.ID]*Preview, len(roots))
	for _, root := range roots {
		m := fold(root, edits[place{root.ConversationID, root.Seq}])
		p := &Preview{Seq: m.Seq, Sender: m.Sender, Type: "text", Text: m.Text, At: m.CreatedAt, Edited: m.Edited, ExpiresAt: m.ExpiresAt, Erased: m.Erased}
		if photos := root.Content.photos(); len(photos) > 0 {
			p.Type, p.Photos, p.Videos, p.Moving = "photos", len(photos), videosAmong(photos), movingAmong(photos)
		} else if root.Content.isPoll() {
			p.Type = "poll"
		}
		if v := root.Content.voice(); v != nil {
			p.Type, p.Voice = "voice", v.Duration
		}
		if f := root.Content.file(); f != nil {
			p.Type, p.File = "file", f.Name
		}
		switch {
		case root.Content.isProfile():
			p.Type = "profile"
		case root.Content.isLocation():
			p.Type = "location"
		}
		if one := root.Content.sticker(); one != nil {
			p.Type, p.Sticker = "sticker", one.Emoji
		}
		if o := root.Content.once(); o != nil {
			p.Type, p.Once = "once", o.Kind
		}
		previews[root.ConversationID] = p
	}
	return previews, nil
}

// lastVisible is the last message that is not hidden, the zero Entry where none is left.
func (d *viewData) lastVisible(ctx context.Context, tx *db.Tx, row inboxRow) (Entry, error) {
	const query = `SELECT ` + entryColumns + ` FROM entries
		WHERE conversation_id = $1 AND seq > $2 AND seq < $3 AND kind = 'message' ORDER BY seq DESC LIMIT 50`
	pages := 1 + hiddenMax/50 // behind more than can be deleted, they have disappeared
	for before := d.logs[row.id].messageSeq; ; {
		var page []Entry
		rows, err := tx.Query(ctx, query, row.id, row.clearedBefore, before)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			e, err := scanEntry(scan, base.Millis(d.now))
			page = append(page, e)
			return err
		})
		if pages--; err != nil || len(page) == 0 || pages < 0 {
			return Entry{}, err
		}
		for _, e := range page {
			if !e.Hidden && !slices.Contains(d.hidden[row.id], e.Seq) {
				return e, nil
			}
		}
		before = page[len(page)-1].Seq
	}
}

// countUnread counts what is unread, where there is anything, to unreadMax.
func countUnread(ctx context.Context, tx *db.Tx, now int64, rows []inboxRow) (map[base.ID]int64, error) {
	var ids, accounts []base.ID
	var reads, lasts []int64
	for _, row := range rows {
		if row.incoming > row.read {
			ids, accounts = append(ids, row.id), append(accounts, row.account)
			reads, lasts = append(reads, row.read), append(lasts, row.incoming)
		}
	}
	unread := make(map[base.ID]int64, len(ids))
	// What one wrote oneself after the last message of the others is not looked at.
	const query = `SELECT $1, (SELECT COUNT(*) FROM (SELECT 1 FROM entries
			WHERE conversation_id = $1 AND seq > $2 AND seq <= $3 AND kind = 'message' AND sender_id <> $4 AND erased_at = 0 AND (expires_at = 0 OR expires_at > $5) LIMIT 100) AS counted)
		/*from rows*/`
	err := tx.QueryRows(ctx, query, db.Columns{ids, reads, lasts, accounts, slices.Repeat([]int64{now}, len(ids))}, func(scan func(...any) error) error {
		var id base.ID
		var n int64
		err := scan(&id, &n)
		unread[id] = min(n, unreadMax)
		return err
	})
	return unread, err
}

// hiddenIn are the messages that account deleted for themselves, by conversation, ascending.
func hiddenIn(ctx context.Context, tx *db.Tx, account base.ID, ids []base.ID) (map[base.ID][]int64, error) {
	accounts := make([]base.ID, len(ids))
	for i := range accounts {
		accounts[i] = account
	}
	hidden := map[base.ID][]int64{}
	const query = `SELECT conversation_id, seq FROM /*rows*/ hidden_entries WHERE account_id = $1 AND conversation_id = $2`
	err := tx.QueryRows(ctx, query, db.Columns{accounts, ids}, func(scan func(...any) error) error {
		var id base.ID
		var seq int64
		err := scan(&id, &seq)
		hidden[id] = append(hidden[id], seq)
		return err
	})
	for _, seqs := range hidden {
		slices.Sort(seqs)
	}
	return hidden, err
}

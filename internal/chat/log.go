package chat

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"strconv"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
)

const (
	entriesMax = 200
	// crowd is how much of what speaks of a page's messages one answer takes, in bytes of JSON, about. It holds all that speaks of one
	// message (see content.go), so that a page has at least that one.
	crowd = 2 << 20
	// aroundContent is about what an entry's JSON has beside its content.
	aroundContent = 256
)

// errCrowded says that more speaks of a page's messages than one answer takes.
var errCrowded = errors.New("more speaks of these messages than an answer takes")

// Append is what a caller wants in the log.
type Append struct {
	ClientID  base.ID `json:"clientId" doc:"A UUID made by your client for this entry."`
	Kind      Kind    `json:"kind" enum:"message,edit,reaction,vote,close,unsend,pin,unpin,settings"`
	TargetSeq int64   `json:"targetSeq,omitempty" doc:"The message that is edited, reacted to or unsent, or the poll that is voted in or closed. It takes 1,000 such entries, of which reactions only while there are less than 900, and 256 KiB of edits; past that, what does not unsend it is refused with too_many_changes. A poll takes 6,000."`
	Content   Content `json:"content,omitempty"`
}

// Append adds an entry to a conversation, or answers the first one with the same client id: created tells which.
func (s *Service) Append(ctx context.Context, actor api.Actor, conversation base.ID, in Append) (e Entry, created bool, err error) {
	out, err := await(ctx, func(then func(outcome)) {
		s.StartAppend(ctx, actor, conversation, in, func(e Entry, created bool, err error) { then(outcome{e, created, err}) })
	})
	return out.entry, out.created, err
}

// StartAppend is Append for a caller that does not wait: then is called once, from any goroutine. One person's entries get
// their seqs in the order of the calls, but behind a copy of media that takes long (holdMost).
func (s *Service) StartAppend(ctx context.Context, actor api.Actor, conversation base.ID, in Append, then func(e Entry, created bool, err error)) {
	s.startAppend(ctx, actor, conversation, in, nil, func(out outcome) { then(out.entry, out.created, out.err) })
}

func (s *Service) startAppend(ctx context.Context, actor api.Actor, conversation base.ID, in Append, claim Claim, then func(outcome)) {
	if s.writer.full() {
		then(outcome{err: s.writer.busy()})
		return
	}
	d, err := parse(in)
	if err != nil {
		then(outcome{err: err})
		return
	}
	k := &work{actor: actor.Account, session: actor.Session, conversation: conversation, append: &d, claim: claim}
	if d.message.Sticker != nil {
		d.copy = func(ctx context.Context) ([]media.Copy, error) { return s.copySticker(ctx, actor, &d) }
	}
	s.hand(ctx, k, then)
}

// ErrUnclaimed is of an append that is not to be any more: see AppendClaimed.
var ErrUnclaimed = errors.New("it is not to be appended any more")

// Claim takes, in the transaction that appends something, what said that it is to be appended, and tells whether that was still there. It may run several times, each
// after all that it did was undone.
type Claim func(ctx context.Context, tx *db.Tx) (there bool, err error)

// AppendClaimed is Append of what is to be appended only as long as a claim holds: both happen, or neither. Without it, ErrUnclaimed is answered; and the first entry with
// the same client id, where there is one, whatever became of the claim.
func (s *Service) AppendClaimed(ctx context.Context, actor api.Actor, conversation base.ID, in Append, claim Claim) (e Entry, created bool, err error) {
	out, err := await(ctx, func(then func(outcome)) { s.startAppend(ctx, actor, conversation, in, claim, then) })
	return out.entry, out.created, err
}

// FirstOf is the entry that sender has appended to a conversation under a client id, if there is one.
func (s *Service) FirstOf(ctx context.Context, tx *db.Tx, sender, conversation, clientID base.ID) (first Entry, there bool, err error) {
	named := db.Columns{[]base.ID{conversation}, []base.ID{sender}, []base.ID{clientID}}
	err = tx.QueryRows(ctx, firstsQuery, named, func(scan func(...any) error) error {
		first, err = scanEntry(scan, base.Millis(s.Clock.Now()))
		there = true
		return err
	})
	return first, there, err
}

// Side is where a page of a log lies.
type Side int

const (
	AtEnd Side = iota
	Before
	After
	Around
)

// Page says which part of a log is wanted: its end, or before, after or around a seq.
type Page struct {
	Side  Side
	Seq   int64
	Limit int

	now int64 // when it is read
}

// Entries is a part of a log, ascending. Before, around and at the end, it is Limit messages with all entries that speak of
// them, or fewer where that is much; after, it is every entry without gaps, so that a client catches up.
type Entries struct {
	Items        []Entry `json:"items"`
	HasMore      bool    `json:"hasMore" doc:"There are older messages; with after, there are newer entries."`
	HasMoreAfter bool    `json:"hasMoreAfter,omitempty" doc:"With around: there are newer messages."`

	encoded []byte // as JSON, nil where nothing is kept
}

// AppendJSON writes what json.Marshal would.
func (e Entries) AppendJSON(to []byte) []byte {
	if e.encoded != nil {
		return append(to, e.encoded...)
	}
	to = append(to, `{"items":[`...)
	for i, item := range e.Items {
		if i > 0 {
			to = append(to, ',')
		}
		to = item.AppendJSON(to)
	}
	to = strconv.AppendBool(append(to, `],"hasMore":`...), e.HasMore)
	if e.HasMoreAfter {
		to = append(to, `,"hasMoreAfter":true`...)
	}
	return append(to, '}')
}

// List reads a part of a conversation's log, without what the actor cleared. Its items may be shared: they are not to be changed.
func (s *Service) List(ctx context.Context, actor api.Actor, conversation base.ID, page Page) (out Entries, err error) {
	if page.Limit <= 0 || page.Limit > entriesMax {
		page.Limit = entriesMax
	}
	if page.Side == AtEnd {
		kept, ok, err := s.keptEnd(ctx, actor.Account, conversation, page.Limit)
		if ok || err != nil {
			return kept, doing("read a conversation's log", err)
		}
	}
	page.now = base.Millis(s.Clock.Now())
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := inboxOf(ctx, tx, actor.Account, conversation)
		if err != nil {
			return err
		}
		switch page.Side {
		case After:
			out, err = listAfter(ctx, tx, row, page)
		case Around:
			out, err = fitting(page, func(page Page) (Entries, error) { return listAround(ctx, tx, row, page) })
		case Before:
			out, err = fitting(page, func(page Page) (Entries, error) { return listBefore(ctx, tx, row, page) })
		default:
			out, err = s.listEnd(ctx, tx, row, page)
		}
		if err != nil {
			return err
		}
		return hide(ctx, tx, row, out.Items)
	})
	if out.Items == nil {
		out.Items = []Entry{}
	}
	return out, doing("read a conversation's log", err)
}

// fitting reads a page of fewer messages, where what speaks of all of them is too much.
func fitting(page Page, read func(Page) (Entries, error)) (Entries, error) {
	for {
		out, err := read(page)
		if !errors.Is(err, errCrowded) {
			return out, err
		}
		page.Limit = (page.Limit + 3) / 4
	}
}

func listAfter(ctx context.Context, tx *db.Tx, row inboxRow, page Page) (Entries, error) {
	const query = `SELECT ` + entryColumns + ` FROM entries WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`
	items, err := queryEntries(ctx, tx, page.now, query, row.id, max(page.Seq, row.clearedBefore), page.Limit+1)
	more := len(items) > page.Limit
	if more {
		items = items[:page.Limit]
	}
	return Entries{Items: items, HasMore: more}, err
}

func listBefore(ctx context.Context, tx *db.Tx, row inboxRow, page Page) (Entries, error) {
	before := int64(math.MaxInt64)
	if page.Side == Before {
		before = page.Seq
	}
	roots, more, err := rootsBefore(ctx, tx, row, page.now, before, page.Limit)
	if err != nil {
		return Entries{}, err
	}
	items, err := withTargets(ctx, tx, page.now, row.id, roots)
	return Entries{Items: items, HasMore: more}, err
}

// listAround is half a page up to the message and half a page after it.
func listAround(ctx context.Context, tx *db.Tx, row inboxRow, page Page) (Entries, error) {
	older := (page.Limit + 1) / 2
	page.Seq = min(page.Seq, math.MaxInt64-1)
	roots, more, err := rootsBefore(ctx, tx, row, page.now, page.Seq+1, older)
	if err != nil {
		return Entries{}, err
	}
	newer := page.Limit - older
	const query = `SELECT ` + entryColumns + ` FROM entries
		WHERE conversation_id = $1 AND seq > $2 AND target_seq = 0 ORDER BY seq LIMIT $3`
	after, err := queryEntries(ctx, tx, page.now, query, row.id, max(page.Seq, row.clearedBefore), newer+1)
	if err != nil {
		return Entries{}, err
	}
	moreAfter := len(after) > newer
	if moreAfter {
		after = after[:newer]
	}
	items, err := withTargets(ctx, tx, page.now, row.id, append(roots, after...))
	return Entries{Items: items, HasMore: more, HasMoreAfter: moreAfter}, err
}

// rootsBefore are the last limit root entries before a seq, ascending, and whether there are more.
func rootsBefore(ctx context.Context, tx *db.Tx, row inboxRow, now, before int64, limit int) ([]Entry, bool, error) {
	const query = `SELECT ` + entryColumns + ` FROM entries
		WHERE conversation_id = $1 AND seq > $2 AND seq < $3 AND target_seq = 0 ORDER BY seq DESC LIMIT $4`
	roots, err := queryEntries(ctx, tx, now, query, row.id, row.clearedBefore, before, limit+1)
	more := len(roots) > limit
	if more {
		roots = roots[:limit]
	}
	slices.Reverse(roots)
	return roots, more, err
}

// withTargets adds the entries that speak of roots, in the order of the log. The roots of a page lie between its first and last,
// so that one range of targets holds them.
func withTargets(ctx context.Context, tx *db.Tx, now int64, conversation base.ID, roots []Entry) ([]Entry, error) {
	if len(roots) == 0 {
		return roots, nil
	}
	const query = `SELECT ` + entryColumns + ` FROM entries
		WHERE conversation_id = $1 AND target_seq > 0 AND target_seq >= $2 AND target_seq <= $3`
	items, size := roots, 0
	rows, err := tx.Query(ctx, query, conversation, roots[0].Seq, roots[len(roots)-1].Seq)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		e, err := scanEntry(scan, now)
		if size += len(e.Content) + aroundContent; err == nil && size > crowd && len(roots) > 1 {
			return errCrowded
		}
		items = append(items, e)
		return err
	})
	if err != nil || len(items) == len(roots) {
		return roots, err
	}
	slices.SortFunc(items, func(a, b Entry) int { return int(a.Seq - b.Seq) })
	return items, nil
}

// hide empties what speaks of messages that the viewer cleared, and what the viewer deleted for themselves with what speaks of it.
func hide(ctx context.Context, tx *db.Tx, row inboxRow, items []Entry) error {
	if len(items) == 0 {
		return nil
	}
	first, last := items[0].Seq, items[len(items)-1].Seq
	for _, e := range items {
		if e.TargetSeq > 0 {
			first = min(first, e.TargetSeq)
		}
	}
	hidden := map[int64]bool{}
	rows, err := tx.Query(ctx, `SELECT seq FROM hidden_entries WHERE account_id = $1 AND conversation_id = $2 AND seq >= $3 AND seq <= $4`,
		row.account, row.id, first, last)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var seq int64
		err := scan(&seq)
		hidden[seq] = true
		return err
	})
	if err != nil {
		return err
	}
	for i := range items {
		cleared := items[i].TargetSeq > 0 && items[i].TargetSeq <= row.clearedBefore
		if e := &items[i]; cleared || hidden[e.Seq] || hidden[e.TargetSeq] {
			e.Hidden, e.Content = true, ""
		}
	}
	return nil
}

func queryEntries(ctx context.Context, tx *db.Tx, now int64, query string, args ...any) ([]Entry, error) {
	var items []Entry
	rows, err := tx.Query(ctx, query, args...)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		e, err := scanEntry(scan, now)
		items = append(items, e)
		return err
	})
	return items, err
}

// entriesAt reads the entries of places, in no order.
func entriesAt(ctx context.Context, tx *db.Tx, now int64, places []place) ([]Entry, error) {
	conversations, seqs := columnsOf(places)
	var items []Entry
	const query = `SELECT ` + entryColumns + ` FROM /*rows*/ entries WHERE conversation_id = $1 AND seq = $2`
	err := tx.QueryRows(ctx, query, db.Columns{conversations, seqs}, func(scan func(...any) error) error {
		e, err := scanEntry(scan, now)
		items = append(items, e)
		return err
	})
	return items, err
}

// speaksOf is the condition that an entry, by its column target_seq, speaks of seq, by the index of targets. With "=" SQLite expects so
// few rows of either that it reads the whole log; with BETWEEN PostgreSQL expects so many that it compiles the statement anew each time.
func speaksOf(dialect db.Dialect, column, seq string) string {
	if dialect == db.Postgres {
		return column + ` = ` + seq + ` AND ` + column + ` > 0`
	}
	return column + ` BETWEEN ` + seq + ` AND ` + seq + ` AND ` + column + ` > 0`
}

// editsOf are the edits of roots, by what they edit, in the order of the log.
func editsOf(ctx context.Context, tx *db.Tx, now int64, roots []Entry) (map[place][]Entry, error) {
	places := make([]place, len(roots))
	for i, e := range roots {
		places[i] = place{e.ConversationID, e.Seq}
	}
	conversations, seqs := columnsOf(places)
	edits := map[place][]Entry{}
	query := `SELECT ` + entryColumns + ` FROM /*rows*/ entries
		WHERE conversation_id = $1 AND ` + speaksOf(tx.Dialect(), "target_seq", "$2") + ` AND kind = 'edit'`
	err := tx.QueryRows(ctx, query, db.Columns{conversations, seqs}, func(scan func(...any) error) error {
		e, err := scanEntry(scan, now)
		at := place{e.ConversationID, e.TargetSeq}
		edits[at] = append(edits[at], e)
		return err
	})
	for _, list := range edits {
		slices.SortFunc(list, func(a, b Entry) int { return int(a.Seq - b.Seq) })
	}
	return edits, err
}

func compareIDs(a, b base.ID) int { return bytes.Compare(a[:], b[:]) }

package chat

import (
	"context"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

const day = 24 * time.Hour

// lifetimes are after how many milliseconds the messages of a conversation may disappear, as people choose it.
var lifetimes = map[string]int64{"off": 0, "24h": day.Milliseconds(), "7d": (7 * day).Milliseconds(), "90d": (90 * day).Milliseconds()}

var lifetimeNames = map[int64]string{lifetimes["24h"]: "24h", lifetimes["7d"]: "7d", lifetimes["90d"]: "90d"}

// parseSettings reads what an entry of that kind sets which people append themselves: what is of groups alone has operations of its own.
func (d *draft) parseSettings(content Content) error {
	var c settingsContent
	if err := decode(content, &c); err != nil {
		return err
	}
	if _, known := lifetimes[c.Disappearing]; !known || c != (settingsContent{Disappearing: c.Disappearing}) {
		return invalid("content.disappearing", "Messages disappear after 24h, 7d or 90d, or the setting is off.")
	}
	d.disappearing, d.content = c.Disappearing, encode(c)
	return nil
}

// allowExpiry looks at who sets when messages disappear: either of two people, and in a group who changes its name.
func (b *batch) allowExpiry(k *work) error {
	if log := b.logs[k.conversation]; log.adminsEdit && !log.member(k.actor).admin {
		return base.Forbidden("not_admin", "Only the admins of this group set when messages disappear.")
	}
	return nil
}

// expiry is when an entry that is appended now disappears, 0 for never. A message keeps its time whatever is set later, and what speaks of it
// goes with it. By the clock itself: stamps may be ahead of it.
func (b *batch) expiry(log *logState, e Entry) int64 {
	switch {
	case e.Kind == Message && log.expireAfter > 0:
		return base.Millis(b.Clock.Now()) + log.expireAfter
	case e.TargetSeq == 0, e.Kind == Unsend:
		return 0
	}
	return b.targets[place{e.ConversationID, e.TargetSeq}].expires
}

// writeExpiry stores when messages disappear, where that was set.
func (b *batch) writeExpiry(ctx context.Context) error {
	var ids []base.ID
	var after []int64
	for id, log := range b.logs {
		if log.reset {
			ids, after = append(ids, id), append(after, log.expireAfter)
		}
	}
	return b.tx.ExecRows(ctx, `UPDATE conversations SET expire_after = $2 /*from rows*/ WHERE conversation_id = $1`, db.Columns{ids, after})
}

// firstExpiry is when the first of entries disappears that has not at now, 0 for never.
func firstExpiry(entries []Entry, now int64) (first int64) {
	for _, e := range entries {
		if e.ExpiresAt.IsZero() {
			continue
		}
		if at := base.Millis(e.ExpiresAt); at > now && (first == 0 || at < first) {
			first = at
		}
	}
	return first
}

// behindVanished is how far before a last message that has disappeared one is looked for that is still there.
const behindVanished = 200

// stillThere puts in the place of messages that have disappeared, each the last of its view, the last that is still there, if it is near.
func (d *viewData) stillThere(ctx context.Context, tx *db.Tx, rows []inboxRow, roots []Entry) ([]Entry, error) {
	var ids, accounts []base.ID
	var afters, befores, nows []int64
	for _, e := range roots {
		if !e.Hidden {
			continue
		}
		i := slices.IndexFunc(rows, func(row inboxRow) bool { return row.id == e.ConversationID })
		ids, accounts = append(ids, e.ConversationID), append(accounts, d.viewer)
		afters, befores = append(afters, max(rows[i].clearedBefore, e.Seq-behindVanished)), append(befores, e.Seq)
		nows = append(nows, base.Millis(d.now))
	}
	if len(ids) == 0 {
		return roots, nil
	}
	roots = slices.DeleteFunc(roots, func(e Entry) bool { return e.Hidden })
	const query = `SELECT ` + entryColumns + ` FROM /*rows*/ entries WHERE conversation_id = $1 AND seq = (SELECT MAX(seq) FROM entries AS earlier
		WHERE earlier.conversation_id = $1 AND earlier.seq > $2 AND earlier.seq < $3 AND earlier.kind = 'message' AND (earlier.expires_at = 0 OR earlier.expires_at > $4)
			AND NOT EXISTS (SELECT 1 FROM hidden_entries WHERE hidden_entries.account_id = $5 AND hidden_entries.conversation_id = $1 AND hidden_entries.seq = earlier.seq))`
	err := tx.QueryRows(ctx, query, db.Columns{ids, afters, befores, nows, accounts}, func(scan func(...any) error) error {
		e, err := scanEntry(scan, base.Millis(d.now))
		roots = append(roots, e)
		return err
	})
	return roots, err
}

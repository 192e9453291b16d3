package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// relation is one person's view of what stands between them and another: since when, in Unix milliseconds, and 0 for what is not
// so. Of two that mirror each other, such as follows and followed, each is the other in the other person's view.
type relation struct {
	follows, followed     int64
	asked, asks           int64
	blocks, blocked       int64
	restricts, restricted int64
	mutes                 int64
	contact, contactOf    int64
	facebook, facebookOf  int64
	name, nameOf          int64
	dismissed             int64

	written bool // the row also tells of what the two wrote, or asked to
}

// columns are those of the table that a relation is, in the order of fields.
var columns = []string{
	"follows_at", "followed_at", "asked_at", "asks_at", "blocks_at", "blocked_at", "restricts_at", "restricted_at", "mutes_at", "contact_at",
	"contact_of_at", "facebook_at", "facebook_of_at", "name_at", "name_of_at", "dismissed_at",
}

func (r *relation) fields() []*int64 {
	return []*int64{
		&r.follows, &r.followed, &r.asked, &r.asks, &r.blocks, &r.blocked, &r.restricts, &r.restricted, &r.mutes, &r.contact,
		&r.contactOf, &r.facebook, &r.facebookOf, &r.name, &r.nameOf, &r.dismissed,
	}
}

// written are the columns that tell of what two people wrote, or asked to.
var written = []string{"accepted_at", "requested_at", "request_at", "request_count", "vouched_by", "declined_at"}

// mirrored are the columns of a pair of rows that agree: what the one says in the first, the other says in the second.
var mirrored = [][2]string{
	{"follows_at", "followed_at"}, {"followed_at", "follows_at"}, {"asked_at", "asks_at"}, {"asks_at", "asked_at"}, {"blocks_at", "blocked_at"},
	{"blocked_at", "blocks_at"}, {"restricts_at", "restricted_at"}, {"restricted_at", "restricts_at"}, {"accepted_at", "accepted_at"},
	{"requested_at", "request_at"}, {"request_at", "requested_at"}, {"request_count", "request_count"}, {"vouched_by", "vouched_by"},
	{"contact_at", "contact_of_at"}, {"contact_of_at", "contact_at"}, {"facebook_at", "facebook_of_at"}, {"facebook_of_at", "facebook_at"},
	{"name_at", "name_of_at"}, {"name_of_at", "name_at"},
}

// alone are the columns that belong to one row.
var alone = []string{"mutes_at", "dismissed_at", "declined_at"}

var relationColumns = `COALESCE(` + strings.Join(columns, `, 0), COALESCE(`) + `, 0), ` +
	`(` + strings.Join(written, ` IS NOT NULL OR `) + ` IS NOT NULL)`

func (r *relation) scan(scan func(...any) error, before ...any) error {
	into := before
	for _, field := range r.fields() {
		into = append(into, field)
	}
	return scan(append(into, &r.written)...)
}

// empty tells that the row says nothing.
func (r relation) empty() bool { return r == relation{} }

func (r relation) friend() bool { return r.follows > 0 && r.followed > 0 }

// relations answers what viewer's rows say of each of others; where nothing stands between the two they are absent.
func relations(ctx context.Context, tx *db.Tx, viewer base.ID, others []base.ID) (map[base.ID]relation, error) {
	found := map[base.ID]relation{}
	err := tx.QueryRows(ctx, `SELECT other_id, `+relationColumns+` FROM /*rows*/ relations WHERE account_id = $1 AND other_id = $2`,
		db.Columns{slices.Repeat([]base.ID{viewer}, len(others)), others}, func(scan func(...any) error) error {
			var other base.ID
			var r relation
			err := r.scan(scan, &other)
			found[other] = r
			return err
		})
	if err != nil {
		return nil, base.Internal("read relations", err)
	}
	return found, nil
}

// sides are both views of what stands between two people.
type sides struct{ mine, theirs relation }

// change has do change what stands between two people, in both their rows, while nobody else does.
func (s *Service) change(ctx context.Context, tx *db.Tx, one, other base.ID, do func(now int64, p *sides)) (before, after sides, err error) {
	if before, err = lockSides(ctx, tx, one, other); err != nil {
		return before, before, base.Internal("read relations", err)
	}
	after = before
	do(base.Millis(s.Clock.Now()), &after)
	if err = writeSides(ctx, tx, one, other, before, after); err != nil {
		return before, before, base.Internal("write relations", err)
	}
	if before.mine.friend() && !after.mine.friend() {
		err = s.unfriended(ctx, tx, one, other)
	}
	return before, after, err
}

// unfriended ends what two people see of each other's presence, where they see it as friends alone.
func (s *Service) unfriended(ctx context.Context, tx *db.Tx, one, other base.ID) error {
	pair := policy.Pair{From: one, To: other}
	facts, err := s.Facts(ctx, tx, []policy.Pair{pair})
	if err == nil && s.Packs.Decide(policy.Presence, s.Clock.Now(), pair, facts[pair]).Outcome == policy.Refuse {
		tx.AfterCommit(func() { s.Parted(one, other) })
	}
	return err
}

// lockSides reads both rows. On PostgreSQL it locks them first, and makes those that are not there, so that there is something to
// lock: two people may follow each other at the same moment. SQLite has one writer.
func lockSides(ctx context.Context, tx *db.Tx, one, other base.ID) (p sides, err error) {
	if tx.Dialect() == db.Postgres {
		accounts, others := []base.ID{one, other}, []base.ID{other, one}
		if other.Less(one) {
			accounts, others = others, accounts
		}
		const lock = `INSERT INTO relations (account_id, other_id) SELECT $1, $2 /*from rows*/
			ON CONFLICT (account_id, other_id) DO UPDATE SET follows_at = relations.follows_at`
		if err := tx.ExecRows(ctx, lock, db.Columns{accounts, others}); err != nil {
			return p, err
		}
	}
	rows, err := tx.Query(ctx, `SELECT account_id, `+relationColumns+` FROM relations
		WHERE account_id IN ($1, $2) AND other_id IN ($1, $2)`, one, other)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var account base.ID
		var r relation
		err := r.scan(scan, &account)
		if account == one {
			p.mine = r
		} else {
			p.theirs = r
		}
		return err
	})
	return p, err
}

// writeSides stores what is in after, and how many people stand in the lists of the two.
func writeSides(ctx context.Context, tx *db.Tx, one, other base.ID, before, after sides) error {
	rows := []struct {
		account, other base.ID
		before, after  relation
	}{{one, other, before.mine, after.mine}, {other, one, before.theirs, after.theirs}}
	if other.Less(one) {
		slices.Reverse(rows)
	}
	set, counts := make(db.Columns, 2+len(columns)), db.Columns{[]base.ID(nil), []int64(nil), []int64(nil), []int64(nil)}
	for _, r := range rows {
		if r.after.empty() {
			if _, err := tx.Exec(ctx, removeRow, r.account, r.other); err != nil {
				return err
			}
		} else if r.after != r.before {
			set[0], set[1] = added(set[0], r.account), added(set[1], r.other)
			for i, field := range r.after.fields() {
				set[2+i] = added(set[2+i], *field)
			}
		}
		was, is := r.before.counted(), r.after.counted()
		if was != is {
			counts[0] = added(counts[0], r.account)
			for i := range is {
				counts[1+i] = added(counts[1+i], is[i]-was[i])
			}
		}
	}
	if set[0] != nil {
		if err := tx.ExecRows(ctx, setRow, set); err != nil {
			return err
		}
	}
	return tx.ExecRows(ctx, addCounts, counts)
}

func added[T any](list any, one T) []T {
	before, _ := list.([]T) // nil where there is none yet
	return append(before, one)
}

// counted is whether the other stands in account's lists: following, followers, friends.
func (r relation) counted() (in [3]int64) {
	for i, is := range []bool{r.follows > 0, r.followed > 0, r.friend()} {
		if is {
			in[i] = 1
		}
	}
	return in
}

var (
	setRow    = setRowText()
	removeRow = `DELETE FROM relations WHERE account_id = $1 AND other_id = $2 AND ` + strings.Join(written, ` IS NULL AND `) + ` IS NULL`
	nothing   = strings.Join(allColumns(), ` IS NULL AND `) + ` IS NULL`
)

func setRowText() string {
	values, sets := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		values[i], sets[i] = fmt.Sprintf(`NULLIF($%d, 0)`, i+3), c+` = excluded.`+c
	}
	return `INSERT INTO relations (account_id, other_id, ` + strings.Join(columns, `, `) + `) SELECT $1, $2, ` + strings.Join(values, `, `) +
		` /*from rows*/ ON CONFLICT (account_id, other_id) DO UPDATE SET ` + strings.Join(sets, `, `)
}

// allColumns are those of which a row has at least one.
func allColumns() []string {
	all := slices.Clone(alone)
	for _, m := range mirrored {
		all = append(all, m[0])
	}
	return all
}

const addCounts = `INSERT INTO relation_counts (account_id, following, followers, friends) SELECT $1, $2, $3, $4 /*from rows*/
	ON CONFLICT (account_id) DO UPDATE SET following = relation_counts.following + excluded.following,
		followers = relation_counts.followers + excluded.followers, friends = relation_counts.friends + excluded.friends`

package graph

import (
	"bytes"
	"context"
	"slices"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
)

// Asking is where a message request stands after a message was added to it.
type Asking struct {
	policy.Pair
	New      bool // it begins, also in place of one that was turned down
	Messages int64
}

// Asked keeps requests, in both views of each pair; every pair is there once.
func Asked(ctx context.Context, tx *db.Tx, asked []Asking, now time.Time) error {
	rows := newRows(2*len(asked), 3)
	for _, a := range asked {
		at := int64(0) // the time that is there stays
		if a.New {
			at = base.Millis(now)
		}
		rows.add(a.From, a.To, at, 0, a.Messages)
		rows.add(a.To, a.From, 0, at, a.Messages)
	}
	// Who asks has one of the times, who is asked the other: of the two people, one asks.
	const query = `INSERT INTO relations (account_id, other_id, requested_at, request_at, request_count)
		SELECT $1, $2, CASE WHEN $3 > 0 THEN $3 END, CASE WHEN $4 > 0 THEN $4 END, $5 /*from rows*/
		ON CONFLICT (account_id, other_id) DO UPDATE SET requested_at = COALESCE(excluded.requested_at, relations.requested_at),
			request_at = COALESCE(excluded.request_at, relations.request_at), request_count = excluded.request_count`
	return rows.write(ctx, tx, query, "keep message requests")
}

// Accepted keeps that the people of pairs write to each other from now on. What one asked of the other is done with.
func Accepted(ctx context.Context, tx *db.Tx, pairs []policy.Pair, now time.Time) error {
	rows := newRows(2*len(pairs), 1)
	for _, p := range pairs {
		rows.add(p.From, p.To, base.Millis(now))
		rows.add(p.To, p.From, base.Millis(now))
	}
	const query = `INSERT INTO relations (account_id, other_id, accepted_at) SELECT $1, $2, $3 /*from rows*/
		ON CONFLICT (account_id, other_id) DO UPDATE SET accepted_at = excluded.accepted_at, requested_at = NULL, request_at = NULL,
			request_count = NULL, vouched_by = NULL, declined_at = NULL`
	return rows.write(ctx, tx, query, "accept message requests")
}

// Declined keeps that each pair's To turned From's request down, in To's view alone: From is not told. There is a request.
func Declined(ctx context.Context, tx *db.Tx, pairs []policy.Pair, now time.Time) error {
	rows := newRows(len(pairs), 1)
	for _, p := range pairs {
		rows.add(p.To, p.From, base.Millis(now))
	}
	const query = `UPDATE relations SET declined_at = $3 /*from rows*/
		WHERE account_id = $1 AND other_id = $2 AND request_at IS NOT NULL AND accepted_at IS NULL`
	return rows.write(ctx, tx, query, "turn message requests down")
}

// commonOf is of how many friends of who sends a request it is looked whether they are the receiver's too.
const commonOf = "200"

// Received is what is known about who sent a request to someone.
type Received struct {
	VouchedBy       base.ID   // who introduced them; zero for nobody, and for someone whom a block parts from who got it
	FriendsInCommon int64     // among the friends of theirs whom they followed last, commonOf at most
	Since           time.Time // when they signed up; zero for who is gone
}

// Received answers it for each of senders to viewer.
func (s *Service) Received(ctx context.Context, tx *db.Tx, viewer base.ID, senders []base.ID) (map[base.ID]Received, error) {
	viewers := slices.Repeat([]base.ID{viewer}, len(senders))
	const query = `SELECT $2, (SELECT vouched_by FROM relations WHERE account_id = $1 AND other_id = $2 AND ` + unpartedVoucher + `),
			(SELECT COUNT((SELECT 1 FROM relations AS mine WHERE mine.account_id = $1 AND mine.other_id = theirs.other_id
					AND mine.follows_at IS NOT NULL AND mine.followed_at IS NOT NULL))
				FROM (SELECT other_id FROM relations WHERE account_id = $2 AND follows_at IS NOT NULL AND followed_at IS NOT NULL
					ORDER BY follows_at DESC, other_id DESC LIMIT ` + commonOf + `) AS theirs),
			COALESCE((SELECT created_at FROM accounts WHERE account_id = $2), 0)
		/*from rows*/`
	received := map[base.ID]Received{}
	err := tx.QueryRows(ctx, query, db.Columns{viewers, senders}, func(scan func(...any) error) error {
		var sender base.ID
		var r Received
		var created int64
		err := scan(&sender, &r.VouchedBy, &r.FriendsInCommon, &created)
		if created > 0 {
			r.Since = base.Time(created)
		}
		received[sender] = r
		return err
	})
	if err != nil {
		return nil, base.Internal("read message requests", err)
	}
	return received, nil
}

// unpartedVoucher is a condition on a row of $1's: no block parts $1 from who introduced the other. It looks for one row by its key: as a
// join, PostgreSQL would read all of $1's.
const unpartedVoucher = `NOT COALESCE((SELECT parted.blocks_at IS NOT NULL OR parted.blocked_at IS NOT NULL FROM relations AS parted
	WHERE parted.account_id = $1 AND parted.other_id = relations.vouched_by), FALSE)`

// Vouched answers who introduced viewer to each of others, where someone did whom no block parts from viewer, and the two do not write
// to each other yet.
func (s *Service) Vouched(ctx context.Context, tx *db.Tx, viewer base.ID, others []base.ID) (map[base.ID]base.ID, error) {
	by := map[base.ID]base.ID{}
	err := tx.QueryRows(ctx, `SELECT other_id, vouched_by FROM /*rows*/ relations WHERE account_id = $1 AND other_id = $2
		AND vouched_by IS NOT NULL AND `+unpartedVoucher,
		db.Columns{slices.Repeat([]base.ID{viewer}, len(others)), others}, func(scan func(...any) error) error {
			var other, friend base.ID
			err := scan(&other, &friend)
			by[other] = friend
			return err
		})
	if err != nil {
		return nil, base.Internal("read introductions", err)
	}
	return by, nil
}

// relationRows are what a statement writes into relations: two accounts and numbers, in one order everywhere, so that two writers do not wait
// for each other in a circle.
type relationRows struct {
	list  []relationRow
	width int
}

type relationRow struct {
	account, other base.ID
	numbers        []int64
}

func newRows(n, width int) *relationRows { return &relationRows{make([]relationRow, 0, n), width} }

func (r *relationRows) add(account, other base.ID, numbers ...int64) {
	r.list = append(r.list, relationRow{account, other, numbers})
}

func (r *relationRows) write(ctx context.Context, tx *db.Tx, query, doing string) error {
	slices.SortFunc(r.list, func(x, y relationRow) int {
		return bytes.Compare(append(x.account[:], x.other[:]...), append(y.account[:], y.other[:]...))
	})
	accounts, others, numbers := make([]base.ID, len(r.list)), make([]base.ID, len(r.list)), make([][]int64, r.width)
	for i, one := range r.list {
		accounts[i], others[i] = one.account, one.other
		for k, n := range one.numbers {
			numbers[k] = append(numbers[k], n)
		}
	}
	columns := db.Columns{accounts, others}
	for _, column := range numbers {
		columns = append(columns, column)
	}
	if err := tx.ExecRows(ctx, query, columns); err != nil {
		return base.Internal(doing, err)
	}
	return nil
}

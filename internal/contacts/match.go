package contacts

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// bucketSize is how many identifiers a bucket has at most, about; as few as half of it while there are several buckets.
const bucketSize = 512

// Evaluation is what Evaluate answers.
type Evaluation struct {
	Evaluated [][]byte `json:"evaluated" doc:"In the order of blinded."`
	PublicKey []byte   `json:"publicKey" doc:"Of the key that evaluated: an element of ristretto255 in 32 bytes."`
	Bits      int      `json:"bits" minimum:"0" maximum:"24" doc:"The bucket of an identifier is the first so many bits of its tag."`
	Left      int      `json:"left" doc:"How many more may be evaluated now."`
}

// Evaluate applies the server's function to blinded identifiers, without learning them, and takes them from actor's budget. Only who can be
// found may look for others.
func (s *Service) Evaluate(ctx context.Context, actor api.Actor, blinded [][]byte) (Evaluation, error) {
	answer, err := s.prf.evaluate(blinded) // first, because it costs nothing to be refused
	if err != nil {
		return Evaluation{}, err
	}
	out := Evaluation{Evaluated: answer, PublicKey: s.prf.public}
	now := s.Clock.Now()
	err = s.write(ctx, "evaluate contacts", func(tx *db.Tx) error {
		own, err := identifiersOf(ctx, tx, actor.Account)
		if err != nil {
			return err
		}
		if len(own) == 0 {
			return base.Forbidden("identifier_needed", "Verify a number or address of your own first: who can be found may look for others.")
		}
		if out.Left, err = s.spend(ctx, tx, actor.Account, len(blinded), now); err != nil {
			return err
		}
		network := s.prf.subject("evaluations", networkOf(api.ClientIP(ctx)).String())
		if err := s.spendOf(ctx, tx, evaluationsOfNetwork, network, len(blinded), spent); err != nil {
			return err
		}
		out.Bits, err = s.bits(ctx, tx, now)
		return err
	})
	if err != nil {
		countRefused(err, evaluationsOver)
		return Evaluation{}, err
	}
	evaluated.Add(float64(len(blinded)))
	return out, nil
}

const spent = "You have looked for as many contacts as one can for now. Go on later."

// spend takes n evaluations from the budget of an account and tells how many are left.
func (s *Service) spend(ctx context.Context, tx *db.Tx, account base.ID, n int, now time.Time) (left int, err error) {
	const lock = `INSERT INTO contact_syncs (account_id, full_at, synced_at) VALUES ($1, 0, 0) ON CONFLICT (account_id) DO UPDATE SET full_at = contact_syncs.full_at`
	if _, err := tx.Exec(ctx, lock, account); err != nil {
		return 0, err
	}
	o, err := readOwner(ctx, tx, account)
	if err != nil {
		return 0, err
	}
	b := o.budget(now)
	after, retryAt, ok := b.spend(o.fullAt, now, n)
	if s.Unlimited {
		return b.most, nil
	}
	if !ok {
		return 0, tooMany(spent, retryAt)
	}
	_, err = tx.Exec(ctx, `UPDATE contact_syncs SET full_at = $2 WHERE account_id = $1`, account, base.Millis(after))
	return b.left(after, now), err
}

func (o owner) budget(now time.Time) budget {
	if now.Sub(o.since) < young {
		return evaluationsYoung
	}
	return evaluations
}

// bits is how many bits of a tag tell its bucket.
func (s *Service) bits(ctx context.Context, tx *db.Tx, now time.Time) (int, error) {
	s.counting.Lock()
	defer s.counting.Unlock()
	if age := now.Sub(s.countAt); s.countAt.IsZero() || age < 0 || age >= time.Minute {
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM identifiers`).Scan(&s.counted); err != nil {
			return 0, err
		}
		s.countAt = now
	}
	return bitsFor(s.counted), nil
}

// bitsFor is the least number of bits by which n identifiers fall into buckets of bucketSize.
func bitsFor(n int64) int {
	if n <= bucketSize {
		return 0
	}
	return bits.Len64(uint64(n-1) / bucketSize)
}

// Bucket is what is published of the identifiers whose tags begin alike: for each, its tag and its seal, one after the other.
type Bucket struct {
	Bucket  uint32 `json:"bucket"`
	Entries []byte `json:"entries" doc:"Of 60 bytes each: the tag (16), and the account's id sealed for who evaluated the identifier (44)."`
}

// Buckets answers some buckets, without the identifiers of people who may not be suggested to actor: they are not found, as if they had none.
func (s *Service) Buckets(ctx context.Context, actor api.Actor, width int, numbers []uint32) ([]Bucket, error) {
	buckets := make([]Bucket, len(numbers))
	at := make(map[uint32]int, len(numbers))
	var low, high []base.ID
	for i, n := range numbers {
		if _, twice := at[n]; twice || uint64(n)>>width != 0 {
			return nil, base.Invalid("bucket_invalid", "A bucket is a number of as many bits as are said, and is asked for once.",
				base.Field{Location: fmt.Sprintf("body.buckets[%d]", i), Message: "another bucket"})
		}
		at[n], buckets[i] = i, Bucket{Bucket: n}
		first, last := bounds(width, n)
		low, high = append(low, first), append(high, last)
	}
	err := s.read(ctx, "read buckets of contacts", func(tx *db.Tx) error {
		now, err := s.bits(ctx, tx, s.Clock.Now())
		if err != nil {
			return err
		}
		if width < now-1 || width > now+1 { // they grow and shrink while someone reads them
			return base.Conflict("buckets_changed", "The buckets are others by now. Evaluate again.")
		}
		bucketsServed.Add(float64(len(numbers)))
		entries, err := s.published(ctx, tx, actor.Account, low, high)
		for i := range buckets {
			buckets[i].Entries = []byte{}
		}
		for _, e := range entries {
			bucket := &buckets[at[bucketOf(width, e.tag)]]
			bucket.Entries = append(append(bucket.Entries, e.tag[:]...), e.seal...)
		}
		return err
	})
	return buckets, err
}

// bounds are the first and the last tag of a bucket.
func bounds(width int, n uint32) (first, last Tag) {
	prefix := uint64(n) << (64 - width) // 0 where width is 0
	binary.BigEndian.PutUint64(first[:8], prefix)
	binary.BigEndian.PutUint64(last[:8], prefix|(1<<(64-width)-1))
	binary.BigEndian.PutUint64(last[8:], 1<<64-1)
	return first, last
}

func bucketOf(width int, tag Tag) uint32 {
	return uint32(binary.BigEndian.Uint64(tag[:8]) >> (64 - width))
}

// entry is an identifier, and whose it is.
type entry struct {
	sealed
	account base.ID
}

// published are the identifiers between low and high of people who may be suggested to viewer.
func (s *Service) published(ctx context.Context, tx *db.Tx, viewer base.ID, low, high []base.ID) ([]entry, error) {
	var all []entry
	err := tx.QueryRows(ctx, `SELECT tag, seal, account_id FROM /*rows*/ identifiers WHERE tag >= $1 AND tag <= $2`, db.Columns{low, high},
		func(scan func(...any) error) error {
			var e entry
			err := scan(&e.tag, &e.seal, &e.account)
			all = append(all, e)
			return err
		})
	if err != nil {
		return nil, err
	}
	return s.shown(ctx, tx, viewer, all)
}

// shown leaves the identifiers of people who may be suggested to viewer.
func (s *Service) shown(ctx context.Context, tx *db.Tx, viewer base.ID, all []entry) ([]entry, error) {
	accounts := make([]base.ID, len(all))
	for i, e := range all {
		accounts[i] = e.account
	}
	allowed, err := s.Suggestable(ctx, tx, viewer, accounts)
	if err != nil {
		return nil, err
	}
	may := make(map[base.ID]bool, len(allowed))
	for _, id := range allowed {
		may[id] = true
	}
	return slices.DeleteFunc(all, func(e entry) bool { return !may[e.account] }), nil
}

// Joined is by what people came to be found since some time.
type Joined struct {
	Tags []byte `json:"tags" doc:"Of 16 bytes each, one after the other."`
	Next string `json:"next" doc:"The cursor with which to ask next."`
	More bool   `json:"more" doc:"Whether there are more already."`
}

const (
	joinedPage = 1000
	// settled is how long ago what has come is sure to be read: times are those of requests, and some take a while.
	settled = time.Minute
)

// joinedAt is a place in the order in which identifiers were verified.
type joinedAt struct {
	at  int64
	tag Tag
}

func (j joinedAt) String() string { return fmt.Sprintf("%d.%s", j.at, j.tag) }

func (j joinedAt) before(other joinedAt) bool {
	return j.at < other.at || j.at == other.at && j.tag.Less(other.tag)
}

func parseJoinedAt(cursor string) (joinedAt, error) {
	at, tag, _ := strings.Cut(cursor, ".")
	ms, err := strconv.ParseInt(at, 10, 64)
	parsed, err2 := base.ParseID(tag)
	if err != nil || err2 != nil {
		return joinedAt{}, base.Invalid("cursor_invalid", "This cursor is not one that this list gave. Start over without one.")
	}
	return joinedAt{ms, parsed}, nil
}

// Joined answers the tags of all identifiers that were verified since cursor, of people who may be suggested to actor, so that a device which
// keeps the tags of an address book finds who came later, and the server is not told whom it waits for. Without a cursor it answers one
// from which to ask later. A tag may come twice.
func (s *Service) Joined(ctx context.Context, actor api.Actor, cursor string) (out Joined, err error) {
	now := joinedAt{at: base.Millis(s.Clock.Now().Add(-settled))}
	out.Tags = []byte{}
	if cursor == "" {
		out.Next = now.String()
		return out, nil
	}
	after, err := parseJoinedAt(cursor)
	if err != nil {
		return out, err
	}
	err = s.read(ctx, "read who can be found since", func(tx *db.Tx) error {
		last, n, all := after, 0, []entry(nil)
		rows, err := tx.Query(ctx, `SELECT created_at, tag, account_id FROM identifiers WHERE (created_at, tag) > ($1, $2) ORDER BY created_at, tag LIMIT $3`,
			after.at, after.tag, joinedPage)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var e entry
			err := scan(&last.at, &e.tag, &e.account)
			last.tag, n, all = e.tag, n+1, append(all, e)
			return err
		})
		if err != nil {
			return err
		}
		if out.More = n == joinedPage; !out.More {
			last = now
			if last.before(after) {
				last = after
			}
		}
		out.Next, out.Tags = last.String(), []byte{}
		shown, err := s.shown(ctx, tx, actor.Account, all)
		for _, e := range shown {
			out.Tags = append(out.Tags, e.tag[:]...)
		}
		return err
	})
	return out, err
}

// Status is what is kept of actor's contacts.
type Status struct {
	Left     int        `json:"left" doc:"How many identifiers may be evaluated now."`
	FullAt   *time.Time `json:"fullAt,omitempty" doc:"When as many may be evaluated as ever; absent where that is now."`
	SyncedAt *time.Time `json:"syncedAt,omitempty" doc:"When one last kept who is in one's contacts; absent where nothing is kept."`
}

// Status answers it.
func (s *Service) Status(ctx context.Context, actor api.Actor) (out Status, err error) {
	now := s.Clock.Now()
	err = s.read(ctx, "read what is kept of contacts", func(tx *db.Tx) error {
		o, err := readOwner(ctx, tx, actor.Account)
		out.Left = o.budget(now).left(o.fullAt, now)
		if o.fullAt.After(now) {
			out.FullAt = &o.fullAt
		}
		if !o.syncedAt.IsZero() {
			out.SyncedAt = &o.syncedAt
		}
		return err
	})
	return out, err
}

// Kept is what Keep answers.
type Kept struct {
	Kept     int       `json:"kept" doc:"How many people."`
	SyncedAt time.Time `json:"syncedAt" doc:"As the status tells from then on: whatever another device keeps later has another time."`
}

// Keep has actor suggested, and suggests to actor, the people whose identifiers have these tags, in place of those who were kept before. It
// tells how many they are.
func (s *Service) Keep(ctx context.Context, actor api.Actor, tags []Tag) (out Kept, err error) {
	out.SyncedAt = base.Time(base.Millis(s.Clock.Now()))
	err = s.write(ctx, "keep contacts", func(tx *db.Tx) error {
		var people []base.ID
		err := tx.QueryRows(ctx, `SELECT DISTINCT account_id FROM /*rows*/ identifiers WHERE tag = $1 AND account_id <> $2`,
			db.Columns{tags, repeated(actor.Account, len(tags))}, func(scan func(...any) error) error {
				var id base.ID
				err := scan(&id)
				people = append(people, id)
				return err
			})
		if err != nil {
			return err
		}
		if out.Kept, err = s.SetContacts(ctx, tx, actor.Account, people); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO contact_syncs (account_id, full_at, synced_at) VALUES ($1, 0, $2)
			ON CONFLICT (account_id) DO UPDATE SET synced_at = excluded.synced_at`, actor.Account, base.Millis(out.SyncedAt))
		return err
	})
	return out, err
}

func repeated(id base.ID, n int) []base.ID {
	all := make([]base.ID, n)
	for i := range all {
		all[i] = id
	}
	return all
}

// Forget erases all that is kept of actor's contacts. How actor can be found stays, and what was spent of the budget.
func (s *Service) Forget(ctx context.Context, actor api.Actor) error {
	return s.write(ctx, "forget contacts", func(tx *db.Tx) error {
		if _, err := s.SetContacts(ctx, tx, actor.Account, nil); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE contact_syncs SET synced_at = 0 WHERE account_id = $1`, actor.Account)
		return err
	})
}

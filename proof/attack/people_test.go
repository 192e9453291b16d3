package attack

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// kind is how someone does not want to be reached, and by whom.
type kind struct {
	name    string
	history string // of them with those who will try
	setting string // in the end
	turn    func(f *field, t *target, by person) error
	born    int // years ago; 30 where it is 0

	blocks    bool // those who try
	suspended bool
	private   bool
	paused    bool // their requests are, in the end
	restricts bool // what comes goes to the requests
	alone     bool // nobody else writes to them either
}

var kinds = []kind{
	{name: "blocks", history: strangers, setting: "everyone", blocks: true, turn: blocking},
	{name: "blocks after a talk", history: talked, setting: "everyone", blocks: true, turn: blocking},
	{name: "blocks a request", history: asked, setting: "everyone", blocks: true, turn: answering("block")},
	{name: "deletes a request", history: asked, setting: "everyone", turn: answering("delete")},
	{name: "reports a request", history: asked, setting: "everyone", turn: answering("report")},
	{name: "nobody", history: strangers, setting: "nobody", alone: true},
	{name: "nobody after a talk", history: talked, setting: "nobody", alone: true},
	{name: "friends", history: strangers, setting: "friends"},
	{name: "friends after a request", history: asked, setting: "friends", turn: answering("delete")},
	{name: "suggested", history: strangers, setting: "suggested"},
	{name: "pauses", history: strangers, setting: "everyone", paused: true},
	{name: "pauses after a request", history: asked, setting: "everyone", paused: true},
	{name: "private", history: strangers, setting: "friends", private: true},
	{name: "16 years", history: strangers, setting: "suggested", born: 16},
	{name: "14 years", history: strangers, born: 14, alone: true},
	{name: "suspended", history: strangers, setting: "everyone", suspended: true, alone: true},
	{name: "restricts", history: talked, setting: "everyone", restricts: true, turn: func(f *field, t *target, by person) error {
		return f.does(t.person, "PUT", "/v1/accounts/"+by.id.String()+"/restrict", "")
	}},
}

func blocking(f *field, t *target, by person) error {
	return f.does(t.person, "PUT", "/v1/accounts/"+by.id.String()+"/block", "")
}

func answering(action string) func(f *field, t *target, by person) error {
	return func(f *field, t *target, by person) error {
		reason := ""
		if action == "report" {
			reason = `,"reason":"harassment"`
		}
		return f.does(t.person, "POST", "/v1/requests", `{"action":"`+action+`","conversations":["`+base.DirectID(t.id, by.id).String()+`"]`+reason+`}`)
	}
}

// target is someone who does not want to be reached.
type target struct {
	person
	kind
	by      []int // who tries, by their number
	friend  *friend
	live    *socket
	picture map[base.ID]string // its address, as it was given to each
	cursor  string             // of sync, from before
	before  sight
}

// friend is someone who is wanted.
type friend struct {
	person
	live *socket // nil for who writes over HTTP
	sent []string
}

// crowd makes people and signs them in, straight in the store: signing up takes an Argon2 hash each. They are old enough to have the
// whole budget of requests.
type crowd struct {
	made    time.Time // of the last account
	rows    []row
	numbers int
}

type row struct {
	person
	secret      []byte
	born        int
	suspendedAt int64
}

func (c *crowd) add(prefix string, k kind) person {
	c.made = c.made.Add(time.Millisecond) // ids are in this order
	id := base.NewID(c.made)
	secret := append(append([]byte{}, id[:]...), make([]byte, 32)...)
	_, _ = rand.Read(secret[16:]) // it never fails
	p := person{id, prefix + lettered(c.numbers), base64.RawURLEncoding.EncodeToString(secret)}
	c.numbers++
	one := row{person: p, secret: secret, born: max(k.born, 0)}
	if one.born == 0 {
		one.born = 30
	}
	if k.suspended {
		one.suspendedAt = base.Millis(c.made)
	}
	c.rows = append(c.rows, one)
	return p
}

// lettered is a number in letters that pass for no others.
func lettered(number int) string {
	text := fmt.Appendf(nil, "%05d", number)
	for i := range text {
		text[i] += 'a' - '0'
	}
	return string(text)
}

// pardon ends all suspensions: no decision stands behind them, as one does in a store that is sound.
func pardon(t *testing.T, address string) {
	t.Helper()
	store, err := db.OpenToMend(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	err = store.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE accounts SET suspended_at = 0`)
		return err
	})
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
}

func (c *crowd) store(t *testing.T, address string) {
	t.Helper()
	ctx := t.Context()
	store, err := db.OpenToFill(ctx, address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}()
	if err := store.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	since, until := base.Millis(now.AddDate(0, -1, 0)), base.Millis(now.AddDate(0, 2, 0))
	err = store.Fill(ctx, func(bulk *db.Bulk) error {
		insert := func(table string, columns []string, of func(row) []any) error {
			i := 0
			return bulk.Insert(ctx, table, columns, func() ([]any, error) {
				if i == len(c.rows) {
					return nil, nil
				}
				i++
				return of(c.rows[i-1]), nil
			})
		}
		return errors.Join(
			insert("accounts", []string{"account_id", "handle", "name", "birth_date", "password_hash", "created_at", "suspended_at"}, func(r row) []any {
				return []any{r.id[:], r.handle, r.handle, now.AddDate(-r.born, -1, 0).Format(time.DateOnly), "none", since, r.suspendedAt}
			}),
			insert("handles", []string{"handle", "skeleton", "account_id"}, func(r row) []any { return []any{r.handle, r.handle, r.id[:]} }),
			insert("account_terms", []string{"term", "account_id"}, func(r row) []any { return []any{[]byte(r.handle), r.id[:]} }),
			insert("sessions", []string{"account_id", "session_id", "token_hash", "device", "address", "created_at", "last_seen_at", "expires_at"}, func(r row) []any {
				hash, id := sha256.Sum256(r.secret), base.NewID(now)
				return []any{r.id[:], id[:], hash[:], "proof", "", since, base.Millis(now), until}
			}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
}

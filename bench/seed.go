package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
)

// seedSize is how many rows a seeding transaction writes.
const seedSize = 5000

// person is someone who is signed in.
type person struct {
	id    base.ID
	token string
}

// seed puts what a scenario starts from straight into the store: signing up thousands of people would take an Argon2 hash each.
type seed struct {
	*db.DB
	ctx context.Context
	now int64
}

func newSeed(ctx context.Context, store *db.DB) seed {
	return seed{store, ctx, time.Now().UnixMilli()}
}

// exec runs a statement for every row, in transactions of seedSize.
func (s seed) exec(query string, rows int, columns func(from, to int) db.Columns) error {
	for from := 0; from < rows; from += seedSize {
		to := min(from+seedSize, rows)
		err := s.Write(s.ctx, func(tx *db.Tx) error { return tx.ExecRows(s.ctx, query, columns(from, to)) })
		if err != nil {
			return err
		}
	}
	return nil
}

func column[T any](from, to int, of func(i int) T) []T {
	list := make([]T, 0, to-from)
	for i := from; i < to; i++ {
		list = append(list, of(i))
	}
	return list
}

// newcomer is someone who signs up.
type newcomer struct {
	id             base.ID
	birth          string // 1990-01-31 when it is empty
	directMessages string // who may write first, as it is stored
	at             int64  // now when it is 0
}

// people signs up and signs in n people.
func (s seed) people(n int) ([]person, error) {
	list, ids := newcomers(n)
	if err := s.signUp(list); err != nil {
		return nil, err
	}
	return s.signIn(ids)
}

func newcomers(n int) (list []newcomer, ids []base.ID) {
	list, ids = make([]newcomer, n), make([]base.ID, n)
	for i := range list {
		ids[i] = base.NewID(time.Now())
		list[i].id = ids[i]
	}
	return list, ids
}

// signUp makes accounts. The handle of each is that of its place in the list.
func (s seed) signUp(list []newcomer) error {
	return s.Fill(s.ctx, func(bulk *db.Bulk) error {
		err := bulk.Insert(s.ctx, "accounts", []string{"account_id", "handle", "name", "birth_date", "password_hash", "direct_messages", "created_at"},
			rowsOf(len(list), func(i int) []any {
				p, handle := list[i], handleOf(i)
				return []any{p.id[:], handle, handle, cmp.Or(p.birth, "1990-01-31"), "none", p.directMessages, cmp.Or(p.at, s.now)}
			}))
		if err != nil {
			return err
		}
		err = bulk.Insert(s.ctx, "handles", []string{"handle", "skeleton", "account_id"}, rowsOf(len(list), func(i int) []any {
			return []any{handleOf(i), handleOf(i), list[i].id[:]}
		}))
		if err != nil {
			return err
		}
		return bulk.Insert(s.ctx, "account_terms", []string{"term", "account_id"}, rowsOf(len(list), func(i int) []any {
			return []any{[]byte(handleOf(i)), list[i].id[:]}
		}))
	})
}

// signIn gives each account a session.
func (s seed) signIn(ids []base.ID) ([]person, error) {
	list := make([]person, len(ids))
	columns := []string{"account_id", "session_id", "token_hash", "device", "address", "created_at", "last_seen_at", "expires_at"}
	next := rowsOf(len(ids), func(i int) []any {
		secret := append(append([]byte{}, ids[i][:]...), make([]byte, 32)...)
		for k := 16; k < len(secret); k++ {
			secret[k] = byte(rand.Uint32())
		}
		list[i] = person{ids[i], base64.RawURLEncoding.EncodeToString(secret)}
		hash, session := sha256.Sum256(secret), base.NewID(time.Now())
		return []any{ids[i][:], session[:], hash[:], "bench", "", s.now, s.now, s.now + 90*24*3600*1000}
	})
	return list, s.Fill(s.ctx, func(bulk *db.Bulk) error { return bulk.Insert(s.ctx, "sessions", columns, next) })
}

// rowsOf is what a Bulk inserts: n rows.
func rowsOf(n int, row func(i int) []any) func() ([]any, error) {
	i := -1
	return func() ([]any, error) {
		if i++; i >= n {
			return nil, nil
		}
		return row(i), nil
	}
}

// handleOf is the handle of a person by number: of letters that none looks like.
func handleOf(number int) string {
	handle := fmt.Appendf(nil, "bench%06d", number)
	for i := len("bench"); i < len(handle); i++ {
		handle[i] = "acdefghjks"[handle[i]-'0']
	}
	return string(handle)
}

// talk is a direct conversation, with entries messages in it that the two wrote in turn.
type talk struct {
	id      base.ID
	members []person
	entries int
	at      int64 // of the last message; now when it is 0
}

func direct(a, b person, entries int) talk {
	return talk{id: base.DirectID(a.id, b.id), members: []person{a, b}, entries: entries}
}

// group has people be in one group, which the first of them owns.
func (s seed) group(members []person) (base.ID, error) {
	id, n := base.NewID(time.Now()), len(members)
	accounts, roles := make([]base.ID, n), slices.Repeat([]string{"member"}, n)
	roles[0] = "owner"
	for i, m := range members {
		accounts[i] = m.id
	}
	ids, times := slices.Repeat([]base.ID{id}, n), slices.Repeat([]int64{s.now}, n)
	return id, s.Write(s.ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(s.ctx, `INSERT INTO conversations (conversation_id, kind, created_by, created_at, title, member_count) VALUES ($1, 'group', $2, $3, 'bench', $4)`,
			id, accounts[0], s.now, n)
		return errors.Join(err,
			tx.ExecRows(s.ctx, `INSERT INTO members (conversation_id, account_id, role, joined_at, read_seq, delivered_seq) SELECT $1, $2, $3, $4, 0, 0 /*from rows*/`,
				db.Columns{ids, accounts, roles, times}),
			tx.ExecRows(s.ctx, `INSERT INTO inbox (account_id, conversation_id, changed_at, since_at) SELECT $1, $2, $3, $3 /*from rows*/`, db.Columns{accounts, ids, times}))
	})
}

// talks puts direct conversations into the store.
func (s seed) talks(list []talk) error {
	id := func(i int) base.ID { return list[i].id }
	by := func(i int) base.ID { return list[i].members[0].id }
	head := func(i int) int64 { return int64(list[i].entries) }
	at := func(i int) int64 { return s.at(list[i]) }
	active := func(i int) int64 {
		if list[i].entries == 0 {
			return 0
		}
		return at(i)
	}
	err := s.exec(`INSERT INTO conversations (conversation_id, kind, created_by, created_at, head_seq, message_seq, message_at)
		SELECT $1, 'direct', $2, $3, $4, $4, $5 /*from rows*/`, len(list), func(from, to int) db.Columns {
		return db.Columns{column(from, to, id), column(from, to, by), column(from, to, at), column(from, to, head), column(from, to, active)}
	})
	if err != nil {
		return err
	}
	var conversations, accounts, peers []base.ID
	var times, heads, incoming, actives []int64
	for i, t := range list {
		for k, m := range t.members {
			conversations, accounts, times, heads = append(conversations, t.id), append(accounts, m.id), append(times, at(i)), append(heads, head(i))
			actives = append(actives, active(i))
			peers = append(peers, t.members[1-k].id)
			last := head(i)
			if t.entries > 0 && k == (t.entries-1)%len(t.members) {
				last-- // wrote the last one; before it, someone else did
			}
			incoming = append(incoming, last)
		}
	}
	err = s.exec(`INSERT INTO members (conversation_id, account_id, joined_at, read_seq, delivered_seq) SELECT $1, $2, $3, $4, $4 /*from rows*/`, len(accounts),
		func(from, to int) db.Columns {
			return db.Columns{conversations[from:to], accounts[from:to], times[from:to], heads[from:to]}
		})
	if err != nil {
		return err
	}
	err = s.exec(`INSERT INTO inbox (account_id, conversation_id, peer_id, read_seq, incoming_seq, active_at, changed_at)
		SELECT $1, $2, $3, $4, $5, $6, $7 /*from rows*/`, len(accounts), func(from, to int) db.Columns {
		return db.Columns{accounts[from:to], conversations[from:to], peers[from:to], heads[from:to], incoming[from:to], actives[from:to], times[from:to]}
	})
	if err != nil {
		return err
	}
	if err := s.accepted(list); err != nil {
		return err
	}
	return s.entries(list)
}

// accepted has the people of conversations write to each other already.
func (s seed) accepted(list []talk) error {
	var accounts, others []base.ID
	var times []int64
	for _, t := range list {
		accounts, others = append(accounts, t.members[0].id, t.members[1].id), append(others, t.members[1].id, t.members[0].id)
		times = append(times, s.at(t), s.at(t))
	}
	return s.exec(`INSERT INTO relations (account_id, other_id, accepted_at) SELECT $1, $2, $3 /*from rows*/`, len(accounts), func(from, to int) db.Columns {
		return db.Columns{accounts[from:to], others[from:to], times[from:to]}
	})
}

// entries writes the messages of conversations, a millisecond apart.
func (s seed) entries(list []talk) error {
	columns := []string{"conversation_id", "seq", "kind", "sender_id", "client_id", "content", "created_at"}
	talk, i := 0, 0
	next := func() ([]any, error) {
		for talk < len(list) && i == list[talk].entries {
			talk, i = talk+1, 0
		}
		if talk == len(list) {
			return nil, nil
		}
		t := list[talk]
		client, sender := clientID(1<<20, i), t.members[i%len(t.members)].id
		i++
		return []any{t.id[:], int64(i), "message", sender[:], client[:], `{"type":"text","text":"` + sentence(i-1) + `"}`, s.at(t) - int64(t.entries-i)}, nil
	}
	return s.Fill(s.ctx, func(bulk *db.Bulk) error { return bulk.Insert(s.ctx, "entries", columns, next) })
}

// at is the time of the last message of a conversation.
func (s seed) at(t talk) int64 {
	if t.at > 0 {
		return t.at
	}
	return s.now
}

// finish has search know all messages, and PostgreSQL its tables, as its autovacuum does a moment later. Nothing is put into the store
// after it.
func (s seed) finish() error {
	err := s.Fill(s.ctx, func(bulk *db.Bulk) error { return chat.WriteWords(s.ctx, bulk) })
	if err != nil || s.Dialect() != db.Postgres {
		return err
	}
	return s.Write(s.ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(s.ctx, "ANALYZE")
		return err
	})
}

// sentence is about 100 bytes of words that come as unevenly as in a language. It is the same for the same number.
func sentence(number int) string {
	r := rand.New(rand.NewPCG(uint64(number), 7))
	text := make([]byte, 0, bodySize+8)
	for len(text) < bodySize {
		n := int(5000 * r.Float64() * r.Float64() * r.Float64())
		text = append(text, 'a'+byte(n%26), 'a'+byte(n/26%26))
		text = append(strconv.AppendInt(text, int64(n), 10), ' ')
	}
	return string(text[:len(text)-1])
}

package main

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"causerie/internal/base"
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

// people signs up and signs in n people.
func (s seed) people(n int) ([]person, error) {
	list, hashes := make([]person, n), make([]string, n)
	for i := range list {
		list[i].id = base.NewID(time.Now())
		secret := append(append([]byte{}, list[i].id[:]...), make([]byte, 32)...)
		for k := 16; k < len(secret); k++ {
			secret[k] = byte(rand.Uint32())
		}
		list[i].token = base64.RawURLEncoding.EncodeToString(secret)
		hash := sha256.Sum256(secret)
		hashes[i] = string(hash[:])
	}
	id := func(i int) base.ID { return list[i].id }
	handle := func(i int) string { return fmt.Sprintf("bench%06d", i) }
	always := func(int) int64 { return s.now }
	err := s.exec(`INSERT INTO accounts (account_id, handle, name, birth_date, created_at) SELECT $1, $2, $2, '1990-01-31', $3 /*from rows*/`, n,
		func(from, to int) db.Columns {
			return db.Columns{column(from, to, id), column(from, to, handle), column(from, to, always)}
		})
	if err != nil {
		return nil, err
	}
	err = s.exec(`INSERT INTO handles (handle, skeleton, account_id) SELECT $1, $1, $2 /*from rows*/`, n, func(from, to int) db.Columns {
		return db.Columns{column(from, to, handle), column(from, to, id)}
	})
	if err != nil {
		return nil, err
	}
	for from := 0; from < n; from += seedSize {
		err := s.Write(s.ctx, func(tx *db.Tx) error {
			for i := from; i < min(from+seedSize, n); i++ {
				_, err := tx.Exec(s.ctx, `INSERT INTO sessions (account_id, session_id, token_hash, device, address, created_at, last_seen_at, expires_at)
					VALUES ($1, $2, $3, 'bench', '', $4, $4, $5)`, list[i].id, base.NewID(time.Now()), []byte(hashes[i]), s.now, s.now+90*24*3600*1000)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// talk is a conversation of people, with entries messages in it that its members wrote in turn.
type talk struct {
	id      base.ID
	members []person
	entries int
	at      int64 // of the last message; now when it is 0
}

func direct(a, b person, entries int) talk {
	return talk{id: base.DirectID(a.id, b.id), members: []person{a, b}, entries: entries}
}

// talks puts conversations into the store.
func (s seed) talks(list []talk) error {
	kind := func(i int) string {
		if len(list[i].members) == 2 {
			return "direct"
		}
		return "group"
	}
	id := func(i int) base.ID { return list[i].id }
	by := func(i int) base.ID { return list[i].members[0].id }
	head := func(i int) int64 { return int64(list[i].entries) }
	at := func(i int) int64 {
		if list[i].at > 0 {
			return list[i].at
		}
		return s.now
	}
	err := s.exec(`INSERT INTO conversations (conversation_id, kind, created_by, created_at, head_seq, message_seq, message_at)
		SELECT $1, $2, $3, $4, $5, $5, $4 /*from rows*/`, len(list), func(from, to int) db.Columns {
		return db.Columns{column(from, to, id), column(from, to, kind), column(from, to, by), column(from, to, at), column(from, to, head)}
	})
	if err != nil {
		return err
	}
	var conversations, accounts, peers []base.ID
	var times, heads, incoming []int64
	for i, t := range list {
		for k, m := range t.members {
			conversations, accounts, times, heads = append(conversations, t.id), append(accounts, m.id), append(times, at(i)), append(heads, head(i))
			peers = append(peers, t.members[1-min(k, 1)].id)
			incoming = append(incoming, max(0, head(i)-1)) // someone else's message is the last or the one before
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
		SELECT $1, $2, $3, $4, $5, $6, $6 /*from rows*/`, len(accounts), func(from, to int) db.Columns {
		return db.Columns{accounts[from:to], conversations[from:to], peers[from:to], heads[from:to], incoming[from:to], times[from:to]}
	})
	if err != nil {
		return err
	}
	for _, t := range list {
		if err := s.entries(t); err != nil {
			return err
		}
	}
	return nil
}

func (s seed) entries(t talk) error {
	seq := func(i int) int64 { return int64(i + 1) }
	id := func(int) base.ID { return t.id }
	text := func(i int) string { return sentence(i) }
	created := func(int) int64 { return s.now }
	err := s.exec(`INSERT INTO entries (conversation_id, seq, kind, sender_id, client_id, content, created_at) SELECT $1, $2, 'message', $3, $4, $5, $6 /*from rows*/`,
		t.entries, func(from, to int) db.Columns {
			return db.Columns{
				column(from, to, id), column(from, to, seq),
				column(from, to, func(i int) base.ID { return t.members[i%len(t.members)].id }),
				column(from, to, func(i int) base.ID { return clientID(1<<20, i) }),
				column(from, to, func(i int) string {
					content, _ := json.Marshal(map[string]string{"type": "text", "text": text(i)})
					return string(content)
				}),
				column(from, to, created),
			}
		})
	if err != nil {
		return err
	}
	mine := "_c" + word(t.id) + " _m" + word(t.members[0].id) + " _m" + word(t.members[1].id) + " "
	if s.Dialect() == db.Postgres {
		return s.exec(`INSERT INTO message_words (conversation_id, seq, created_at, words) SELECT $1, $2, $3, array_to_tsvector(string_to_array($4, ' ')) /*from rows*/`, t.entries,
			func(from, to int) db.Columns {
				return db.Columns{column(from, to, id), column(from, to, seq), column(from, to, created), column(from, to, func(i int) string { return mine + text(i) })}
			})
	}
	return s.exec(`INSERT INTO message_words (conversation_id, seq, words) VALUES ($1, $2, $3)`, t.entries, func(from, to int) db.Columns {
		return db.Columns{column(from, to, id), column(from, to, seq), column(from, to, func(i int) string { return mine + text(i) })}
	})
}

// word is how the index writes an id.
func word(id base.ID) string {
	return strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(id[:]))
}

// sentence is about 100 bytes of words that come as unevenly as in a language. It is the same for the same number.
func sentence(number int) string {
	r := rand.New(rand.NewPCG(uint64(number), 7))
	var b strings.Builder
	for b.Len() < bodySize {
		n := int(5000 * r.Float64() * r.Float64() * r.Float64())
		fmt.Fprintf(&b, "%c%c%d ", 'a'+n%26, 'a'+n/26%26, n)
	}
	return strings.TrimSpace(b.String())
}

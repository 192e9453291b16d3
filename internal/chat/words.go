package chat

import (
	"context"
	"encoding/base32"
	"slices"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
)

// wordMax is the length, in bytes, at which the words of the index end; PostgreSQL takes no longer ones than 2 KiB.
const wordMax = 128

// wordsOf are the words that search finds a text by: folded, each once, between spaces.
func wordsOf(text string) string {
	terms := base.Terms(text)
	for i, term := range terms {
		terms[i] = cutWord(term)
	}
	slices.Sort(terms)
	return strings.Join(slices.Compact(terms), " ")
}

func cutWord(word string) string {
	if len(word) <= wordMax {
		return word
	}
	return strings.ToValidUTF8(word[:wordMax], "")
}

// addWords puts in front of words those that stand for the conversation and its members.
func addWords(words string, conversation base.ID, members []base.ID) string {
	var b strings.Builder
	b.WriteString(idWord('c', conversation))
	for _, m := range members {
		b.WriteByte(' ')
		b.WriteString(idWord('m', m))
	}
	if words != "" {
		b.WriteByte(' ')
		b.WriteString(words)
	}
	return b.String()
}

var wordEncoding = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// idWord is a word that no text has: it starts with "_".
func idWord(kind byte, id base.ID) string {
	return "_" + string(kind) + wordEncoding.EncodeToString(id[:])
}

// wordChanges are what a transaction does to the words of messages; the last change of a message counts.
type wordChanges struct {
	added   []place // messages of this transaction
	changed []place // messages that were there before
	words   map[place]string
	created map[place]int64 // when a message came, where that is not now
}

func (c *wordChanges) add(at place, words string) {
	c.added = append(c.added, at)
	c.set(at, words)
}

// change gives a message other words; without words it is no longer found.
func (c *wordChanges) change(at place, words string) {
	if _, known := c.words[at]; !known {
		c.changed = append(c.changed, at)
	}
	c.set(at, words)
}

func (c *wordChanges) set(at place, words string) {
	if c.words == nil {
		c.words = map[place]string{}
	}
	c.words[at] = words
}

func (c *wordChanges) any() bool { return len(c.words) > 0 }

func (c *wordChanges) write(ctx context.Context, tx *db.Tx, now int64) error {
	if !c.any() {
		return nil
	}
	if tx.Dialect() == db.Postgres {
		return c.writePostgres(ctx, tx, now)
	}
	return c.writeSQLite(ctx, tx)
}

package chat

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/verify"
)

// Random messages are written, indexed, edited and unsent, many in one transaction, as under load. The index always has their words
// and no others.
func TestTheIndexFollowsEditsAndUnsends(t *testing.T) {
	t.Parallel()
	store := dbtest.Open(t, dbtest.Store(t, db.SQLite))
	ctx, rng := t.Context(), rand.New(rand.NewPCG(1, 1))
	index := &indexer{Deps: Deps{DB: store}}
	conversation, members := base.ID{1}, []base.ID{{2}, {3}}
	text := func() string {
		words := fmt.Sprintf("q%x", rng.Uint64())
		for _, word := range []string{"bonjour", "edited", "long", "words"} {
			if rng.IntN(2) == 0 {
				words += " " + word
			}
		}
		return addWords(words, conversation, members)
	}
	var there []place
	last := int64(0)
	for step := range 150 {
		var changes wordChanges
		known := len(there) // nobody speaks of a message before it is committed
		for range 1 + rng.IntN(10) {
			last++
			there = append(there, place{conversation, last})
			changes.add(place{conversation, last}, text())
		}
		for range min(known/2, rng.IntN(10)) {
			i := rng.IntN(known)
			if rng.IntN(3) > 0 {
				changes.change(there[i], text())
			} else {
				changes.change(there[i], "")
				there = append(there[:i], there[i+1:]...)
				known--
			}
		}
		if err := store.Write(ctx, func(tx *db.Tx) error { return changes.write(ctx, tx, 0) }); err != nil {
			t.Fatal(err)
		}
		if step%3 == 0 {
			if _, err := index.slice(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	isIndexed(t, store)
}

// A message that loses a word with every edit, and one that wins a word, are still one message each.
func TestTheIndexTakesMoreChangesThanItHasMessages(t *testing.T) {
	t.Parallel()
	store := dbtest.Open(t, dbtest.Store(t, db.SQLite))
	index := &indexer{Deps: Deps{DB: store}}
	write := func(change func(*wordChanges)) {
		t.Helper()
		var changes wordChanges
		change(&changes)
		if err := store.Write(t.Context(), func(tx *db.Tx) error { return changes.write(t.Context(), tx, 0) }); err != nil {
			t.Fatal(err)
		}
	}
	shrinking, growing := place{base.ID{1}, 1}, place{base.ID{1}, 2}
	edits := []string{"one", "one two", "one two three", "one two three four", "one two three four five"}
	write(func(c *wordChanges) {
		c.add(shrinking, edits[len(edits)-1])
		c.add(growing, edits[0])
	})
	if _, err := index.slice(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range edits {
		write(func(c *wordChanges) { c.change(shrinking, edits[len(edits)-1-i]) })
	}
	isIndexed(t, store)
	for _, words := range edits {
		write(func(c *wordChanges) { c.change(growing, words) })
	}
	isIndexed(t, store)
	for _, at := range []place{shrinking, growing} {
		write(func(c *wordChanges) { c.change(at, "") })
	}
	isIndexed(t, store)
}

// isIndexed holds that the index is that of the messages.
func isIndexed(t *testing.T, store *db.DB) {
	t.Helper()
	var found verify.Finding
	if err := store.Read(t.Context(), func(tx *db.Tx) error { return findStrangeIndex(t.Context(), tx, &found) }); err != nil {
		t.Fatal(err)
	}
	if found.Count > 0 {
		t.Errorf("%d parts of the index are not those of the messages: %v", found.Count, found.Where)
	}
}

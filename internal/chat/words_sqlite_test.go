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
	store := dbtest.Open(t, dbtest.Address(t, db.SQLite))
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
	var found verify.Finding
	if err := store.Read(ctx, func(tx *db.Tx) error { return findStrangeIndex(ctx, tx, &found) }); err != nil {
		t.Fatal(err)
	}
	if found.Count > 0 {
		t.Errorf("%d parts of the index are not those of the messages: %v", found.Count, found.Where)
	}
}

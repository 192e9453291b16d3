package chat

import (
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

var (
	corpusTemplates = flag.String("corpus", "held", "the templates to measure with: held or tuning")
	corpusSeed      = flag.Uint64("corpus.seed", 2, "what the corpus is made from")
)

// What docs/safety.md says of precision and recall. The lengths, shares and bars of alike.go were chosen with other templates and seeds.
func TestSpamIsFoundInTheCorpusAndLittleElse(t *testing.T) {
	t.Parallel()
	store := dbtest.Open(t, dbtest.Store(t, db.SQLite))
	c := &corpus{Rand: rand.New(rand.NewPCG(*corpusSeed, 0)), templates: readTemplates(t, *corpusTemplates)}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	all, by := score{}, scores{}
	for _, evasion := range slices.Sorted(maps.Keys(evasions)) {
		for part := range slices.Chunk(c.day(evasion), 64) {
			list := make([]sending, len(part))
			for i, m := range part {
				list[i] = m.sending
			}
			err := store.Write(t.Context(), func(tx *db.Tx) error {
				spreads, err := noteTexts(t.Context(), tx, now, list)
				for i := range spreads {
					m, hidden := part[i], spreads[i].spam()
					all.count(m.spam, hidden)
					by.count("kind: "+m.kind, m.spam, hidden)
					if m.spam {
						by.count("evasion: "+evasion, m.spam, hidden)
						by.count("language: "+m.language, m.spam, hidden)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(25 * time.Hour)
		err := store.Write(t.Context(), func(tx *db.Tx) error { return forgetTexts(t.Context(), tx, base.Millis(now.Add(-sameTextWithin))) })
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%s%s", all, by)
	if all.precision() < .99 || all.recall() < .8 {
		t.Errorf("precision %.4f (at least 0.99), recall %.4f (at least 0.8)", all.precision(), all.recall())
	}
}

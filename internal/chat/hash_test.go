package chat

import (
	"encoding/json"
	"os"
	"testing"

	"causerie/internal/base"
	causerie "causerie/sdk/go"
)

// The vectors were computed by another program. The web app's tests hold them, too.
func TestHashesAreThoseOfTheVectors(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../sdk/vectors/log.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Hash  string
		Entry json.RawMessage
	}
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors) == 0 {
		t.Fatal(len(vectors), err)
	}
	for _, v := range vectors {
		var mine Entry
		var theirs causerie.Entry
		if err := json.Unmarshal(v.Entry, &mine); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(v.Entry, &theirs); err != nil {
			t.Fatal(err)
		}
		if got, _ := mine.Hash().MarshalText(); string(got) != v.Hash || theirs.Hash() != v.Hash {
			t.Errorf("entry %d: the server has %s, the client %s, want %s", mine.Seq, got, theirs.Hash(), v.Hash)
		}
	}
}

func TestHashTakesNoMemory(t *testing.T) {
	e := Entry{ConversationID: base.DirectID(base.ID{1}, base.ID{2}), Seq: 7, Kind: Message, CreatedAt: base.Time(5)}
	if n := testing.AllocsPerRun(100, func() { e.Prior = e.Hash() }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkHash(b *testing.B) {
	e := Entry{ConversationID: base.DirectID(base.ID{1}, base.ID{2}), Seq: 7, Kind: Message, CreatedAt: base.Time(5)}
	for b.Loop() {
		e.Prior = e.Hash()
	}
}

func TestChainsBeginWhereThereAreHashes(t *testing.T) {
	t.Parallel()
	log := make([]Entry, 6)
	for i := range log {
		log[i] = Entry{Seq: int64(i + 1), Kind: Message, CreatedAt: base.Time(int64(i + 1))}
	}
	for i := 4; i < len(log); i++ { // the first three were written before there were hashes, and the next has none before it
		log[i].Prior = log[i-1].Hash()
	}
	follow := func() (broken int64, c chain) {
		for i := range log {
			if !c.next(&log[i]) {
				return log[i].Seq, c
			}
		}
		return 0, c
	}
	broken, c := follow()
	if broken != 0 || !c.ends(log[5].Hash()) || c.ends(Hash{}) || c.ends(Hash{1}) {
		t.Errorf("a log that fits is broken at %d, or has another end", broken)
	}
	before := log[4]
	log[4].Sender = base.ID{9}
	if broken, _ := follow(); broken != 6 {
		t.Errorf("another sender of entry 5 shows at %d, want 6", broken)
	}
	log[4] = before
	log[4].Prior = Hash{}
	if broken, _ := follow(); broken != 6 {
		t.Errorf("an entry without a hash among others shows at %d, want 6", broken)
	}
	if c := (chain{}); !c.ends(Hash{}) || c.ends(Hash{1}) {
		t.Error("an empty log has no hash")
	}
}

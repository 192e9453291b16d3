package chat_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

// BenchmarkAppend is how many messages of 100 bytes are acknowledged, durably, to so many callers at once in 100 conversations.
func BenchmarkAppend(b *testing.B) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		for _, callers := range []int{1, 16, 256} {
			b.Run(fmt.Sprintf("%s/%d", dialect, callers), func(b *testing.B) {
				if dialect == db.Postgres && os.Getenv("CAUSERIE_TEST_POSTGRES") == "" {
					b.Skip("CAUSERIE_TEST_POSTGRES is not set")
				}
				benchmarkAppend(b, newWorld(b, dbtest.Store(b, dialect)), callers)
			})
		}
	}
}

func benchmarkAppend(b *testing.B, w *world, callers int) {
	w.live.mute = true
	const pairs = 100
	var people []person
	var ids []base.ID
	for i := range pairs {
		ada, bob := w.person(fmt.Sprint("Ada", i)), w.person(fmt.Sprint("Bob", i))
		people, ids = append(people, ada, bob), append(ids, ada.with(bob))
	}
	texts := make([]string, 1000)
	for i := range texts {
		texts[i] = sentence()
	}
	b.ReportAllocs()
	b.ResetTimer()
	var left atomic.Int64
	left.Store(int64(b.N))
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for n := c; left.Add(-1) >= 0; n += 7 {
				pair := (c*31 + n) % pairs
				in := chat.Append{ClientID: base.NewID(time.Now()), Kind: chat.Message, Content: text(texts[n%len(texts)])}
				if _, _, err := w.chat.Append(w.ctx, people[2*pair+n%2].Actor, ids[pair], in); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "appends/s")
}

// sentence is about 100 bytes of words that come as unevenly as in a language.
func sentence() string {
	var words []string
	for length := 0; length < 100; {
		n := int(2000 * rand.Float64() * rand.Float64() * rand.Float64())
		word := fmt.Sprintf("%c%c%d", 'a'+n%26, 'a'+n/26%26, n)
		words = append(words, word)
		length += len(word) + 1
	}
	return strings.Join(words, " ")
}

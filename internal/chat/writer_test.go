package chat

import (
	"errors"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
)

func TestTheQueueIsAsLongAsWhatIsInItCanBeDoneSoon(t *testing.T) {
	w := &writer{queue: make(chan *work, queueMax)}
	w.room.Store(queueMax)
	for range 20 {
		w.adapt(2 * waitMax)
	}
	if got := w.room.Load(); got != batchMax {
		t.Errorf("room for %d after long waits, want %d: one batch is always taken in", got, batchMax)
	}
	for range batchMax {
		if !w.enqueue(&work{}) {
			t.Fatal("turned away while there is room")
		}
	}
	if w.enqueue(&work{}) {
		t.Error("taken in without room")
	}
	w.adapt(waitMax * 3 / 4)
	if got := w.room.Load(); got != batchMax {
		t.Errorf("room for %d after waits that are long enough, want %d as before", got, batchMax)
	}
	for range 20 {
		w.adapt(time.Millisecond)
	}
	if got := w.room.Load(); got != queueMax {
		t.Errorf("room for %d after short waits, want %d", got, queueMax)
	}
}

func TestAFullQueueTurnsAwayBeforeWhatCameIsRead(t *testing.T) {
	s := &Service{writer: &writer{Deps: Deps{Clock: base.SystemClock{}}, queue: make(chan *work, queueMax)}}
	ask := func() (answer error) {
		s.StartAppend(t.Context(), api.Actor{}, base.ID{}, Append{Kind: "nonsense"}, func(_ Entry, _ bool, err error) { answer = err })
		return answer
	}
	var busy *base.Error
	if err := ask(); !errors.As(err, &busy) || busy.Kind != base.KindUnavailable || busy.RetryAt.IsZero() {
		t.Errorf("without room: %v, want to be told when to come back", err)
	}
	s.writer.room.Store(1)
	if err := ask(); base.KindOf(err) != base.KindInvalid {
		t.Errorf("with room: %v, want what is wrong with it", err)
	}
}

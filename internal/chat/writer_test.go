package chat

import (
	"testing"
	"time"
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

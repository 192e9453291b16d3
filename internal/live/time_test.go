package live

import (
	"testing"
	"time"

	"causerie/internal/base"
)

func TestAnEventIsRememberedForAMinute(t *testing.T) {
	published := time.Now()
	for after, remembered := range map[time.Duration]bool{
		time.Minute - time.Millisecond: true, time.Minute: false, time.Minute + time.Millisecond: false,
		-24 * time.Hour: true, // the clock was set back
	} {
		a := newAccount(base.NewID(published))
		a.publish([]byte(`{"type":"me"}`), published)
		a.forget(published.Add(after))
		if events, ok := a.since(a.epoch, 0); ok != remembered || ok && len(events) != 1 {
			t.Errorf("after %v: %d events, recovered %v", after, len(events), ok)
		}
	}
}

package live

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
)

// silentNode has accounts with a connection each, whose bytes stay in memory.
func silentNode(accounts int) (*Node, []base.ID) {
	n := New(Config{Log: slog.New(slog.DiscardHandler)})
	ids := make([]base.ID, accounts)
	for i := range ids {
		ids[i] = base.NewID(time.Now())
		a := newAccount(ids[i])
		a.connections = []*connection{{node: n, account: a, writing: true}}
		n.accounts[ids[i]] = a
	}
	return n, ids
}

func TestAReceiverOfAnEventCostsNoAllocation(t *testing.T) {
	allocations := func(receivers int) float64 {
		n, ids := silentNode(receivers)
		event := map[string]string{"type": "entry", "text": strings.Repeat("x", 300)}
		return testing.AllocsPerRun(100, func() {
			n.Publish(ids, event)
			for _, a := range n.accounts {
				*a.connections[0].out = (*a.connections[0].out)[:0]
				a.events = a.events[:0]
			}
		})
	}
	few, many := allocations(10), allocations(1000)
	if many-few > 2 {
		t.Errorf("%v allocations for 10 receivers, %v for 1,000", few, many)
	}
}

func TestAnEventIsSmallBesideWhatItSays(t *testing.T) {
	n, ids := silentNode(1)
	n.Publish(ids, map[string]string{})
	const most = 110 // bytes around an event: the channel's name and the offset
	if got := len(*n.accounts[ids[0]].connections[0].out); got > most {
		t.Errorf("%d bytes around an event", got)
	}
}

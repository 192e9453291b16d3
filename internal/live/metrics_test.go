package live

import (
	"context"
	"testing"

	"causerie/internal/api"
	"encoding/json"
)

// What every call pays for being measured is no memory, as long as traces are off.
func TestMeasuringACallAllocatesNothing(t *testing.T) {
	n := &Node{operations: map[string]Operation{"markRead": func(context.Context, api.Actor, json.RawMessage, Answer) {}}}
	if allocations := testing.AllocsPerRun(1000, func() {
		_, call := n.begin(t.Context(), "markRead")
		call.end(204)
	}); allocations != 0 {
		t.Errorf("%v allocations a call", allocations)
	}
}

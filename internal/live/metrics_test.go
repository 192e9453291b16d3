package live

import (
	"testing"
)

// What every call pays for being measured is no memory, as long as traces are off.
func TestMeasuringACallAllocatesNothing(t *testing.T) {
	n := &Node{operations: map[string]operation{"markRead": {}}}
	if allocations := testing.AllocsPerRun(1000, func() {
		_, call := n.begin(t.Context(), "markRead")
		call.end(204)
	}); allocations != 0 {
		t.Errorf("%v allocations a call", allocations)
	}
}

package trace_test

import (
	"context"
	"testing"

	"causerie/internal/trace"
)

func TestWithoutTracesNothingIsAllocated(t *testing.T) {
	var off *trace.Tracer
	requests := []context.Context{t.Context()}
	ctx := t.Context()
	if n := testing.AllocsPerRun(1000, func() {
		ctx, span := off.Serve(ctx, "appendEntry")
		ctx, batch := off.Gather(ctx, "append batch", requests)
		ctx, child := trace.Child(ctx, "write transaction")
		trace.Current(ctx).Link(batch)
		if span.On() || child.On() || off.On() {
			t.Error("a span is on")
		}
		child.End()
		batch.Failed("nothing")
		batch.End()
		span.End()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

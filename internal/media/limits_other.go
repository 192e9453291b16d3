//go:build !linux

package media

import (
	"runtime/debug"
	"time"
)

type limits struct {
	memory, fileSize, openFiles uint64
	processor                   time.Duration
}

func limit(to limits) error { return limitSelf(to.memory, to.processor) }

// limitSelf asks the runtime to keep within the memory: resource limits as a boundary are for Linux, where servers run.
// The time is watched by the parent.
func limitSelf(memory uint64, _ time.Duration) error {
	debug.SetMemoryLimit(int64(memory))
	return nil
}

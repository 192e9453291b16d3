//go:build !linux

package media

import (
	"runtime/debug"
	"time"
)

// limitSelf asks the runtime to keep within the memory: resource limits as a boundary are for Linux, where servers run.
// The time is watched by the parent.
func limitSelf(memory uint64, _ time.Duration) error {
	debug.SetMemoryLimit(int64(memory))
	return nil
}

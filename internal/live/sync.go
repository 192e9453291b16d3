package live

import (
	"context"
	"maps"
	"slices"
	"time"
)

const (
	syncSlice = 100 // accounts that are told to sync at once
	syncRest  = 50 * time.Millisecond
)

// TellSync has every connected client ask for what it missed. They are told one slice after the other, so that they do not ask all at
// once.
func (n *Node) TellSync(ctx context.Context) {
	n.mu.Lock()
	accounts := slices.Collect(maps.Keys(n.accounts))
	n.mu.Unlock()
	for slice := range slices.Chunk(accounts, syncSlice) {
		n.Publish(slice, map[string]string{"type": "sync"})
		select {
		case <-ctx.Done():
			return
		case <-time.After(syncRest):
		}
	}
}

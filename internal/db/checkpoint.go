package db

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// checkpointEvery is how often the pages in SQLite's write-ahead log are brought into its file, where anything was written.
const checkpointEvery = 500 * time.Millisecond

// checkpointer does that beside the writer, which would otherwise do it in the middle of every few commits.
type checkpointer struct {
	wrote   atomic.Bool
	ending  chan struct{}
	running sync.WaitGroup
}

func (d *DB) startCheckpoints() {
	d.checkpoints = &checkpointer{ending: make(chan struct{})}
	d.checkpoints.running.Go(func() { d.checkpoints.run(d) })
}

func (c *checkpointer) run(d *DB) {
	ticker := time.NewTicker(checkpointEvery)
	defer ticker.Stop()
	for {
		select {
		case <-c.ending:
			return
		case <-ticker.C:
		}
		if !c.wrote.Swap(false) {
			continue
		}
		began := time.Now()
		// PASSIVE waits for nobody: what readers still need stays for the next time.
		if _, err := d.pool.ExecContext(context.Background(), `PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
			d.log.Warn("bring the write-ahead log into the database file", slog.Any("error", err))
		}
		checkpointSeconds.Observe(time.Since(began).Seconds())
	}
}

func (c *checkpointer) close() {
	if c == nil {
		return
	}
	close(c.ending)
	c.running.Wait()
}

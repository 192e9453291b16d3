package db

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// The pages in SQLite's write-ahead log are brought into its file when they are many, or have waited. Commits are slower meanwhile,
// since both wait for the same disk: with few messages a second that is to be rare, with many the log must not outgrow its limit.
const (
	checkpointLook  = 500 * time.Millisecond
	checkpointPages = 8000
	checkpointWait  = 5 * time.Second
)

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
	ticker := time.NewTicker(checkpointLook)
	defer ticker.Stop()
	last := time.Now()
	for {
		select {
		case <-c.ending:
			return
		case <-ticker.C:
		}
		if !c.wrote.Load() || time.Since(last) < checkpointWait && d.logged() < checkpointPages {
			continue
		}
		c.wrote.Store(false)
		last = time.Now()
		// PASSIVE waits for nobody: what readers still need stays for the next time.
		if _, err := d.pool.ExecContext(context.Background(), `PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
			d.log.Warn("bring the write-ahead log into the database file", slog.Any("error", err))
		}
		checkpointSeconds.Observe(time.Since(last).Seconds())
	}
}

func (c *checkpointer) close() {
	if c == nil {
		return
	}
	close(c.ending)
	c.running.Wait()
}

// logged is how many pages of SQLite's write-ahead log are not in its file yet; a failure to tell is answered with as many as bring
// them there.
func (d *DB) logged() int {
	var busy, pages, done int
	if d.pool.QueryRowContext(context.Background(), `PRAGMA wal_checkpoint(NOOP)`).Scan(&busy, &pages, &done) != nil {
		return checkpointPages
	}
	return pages - done
}

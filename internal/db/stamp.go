package db

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// stampAhead is how far the time that was last written with may lie ahead of the clock when a server starts. A clock that was further
// off was wrong: then order gives way, and cursors from before are void.
const stampAhead = 48 * time.Hour

// stamps is the time that is written with.
type stamps struct {
	mu         sync.Mutex
	last, kept int64 // Unix milliseconds; kept is in the store
	era        int64
	process    int64
}

// Stamp returns the time of at in milliseconds to write with, never earlier than an earlier one. When the clock was set back, each
// stamp is a millisecond after the one before, until the clock is there again: what is ordered by stamps stays in order.
func (d *DB) Stamp(at time.Time) int64 {
	d.stamps.mu.Lock()
	defer d.stamps.mu.Unlock()
	if ms := at.UnixMilli(); ms >= d.stamps.last {
		d.stamps.last = ms
	} else {
		d.stamps.last++
	}
	return d.stamps.last
}

// Moment is the time of at in milliseconds to read by: all stamps so far are at or before it, all later ones at or after it.
func (d *DB) Moment(at time.Time) int64 {
	d.stamps.mu.Lock()
	defer d.stamps.mu.Unlock()
	d.stamps.last = max(d.stamps.last, at.UnixMilli())
	return d.stamps.last
}

// Process tells this run of the server from others, and Era tells since when times are in order: cursors carry both.
func (d *DB) Process() int64 { return d.stamps.process }

// Era changes when a server starts with a clock that is far behind what was written.
func (d *DB) Era() int64 { return d.stamps.era }

// ResumeStamps goes on from the last stamp that an earlier run kept.
func (d *DB) ResumeStamps(ctx context.Context, now time.Time) error {
	var last, era int64
	err := d.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO server_clock (one, stamp, era) VALUES (1, 0, 0) ON CONFLICT (one) DO NOTHING`); err != nil {
			return err
		}
		if err := tx.Row(ctx, `SELECT stamp, era FROM server_clock WHERE one = 1`).Scan(&last, &era); err != nil {
			return err
		}
		if last <= now.Add(stampAhead).UnixMilli() {
			return nil
		}
		d.log.Warn("the clock is far behind the last run: new messages may stand below older ones", "by", time.UnixMilli(last).Sub(now).Round(time.Second))
		last, era = now.UnixMilli(), era+1
		_, err := tx.Exec(ctx, `UPDATE server_clock SET stamp = $1, era = $2 WHERE one = 1`, last, era)
		return err
	})
	if err != nil {
		return fmt.Errorf("read the server's clock: %w", err)
	}
	d.stamps.mu.Lock()
	defer d.stamps.mu.Unlock()
	d.stamps.last, d.stamps.kept, d.stamps.era, d.stamps.process = last, last, era, rand.Int64()
	return nil
}

// KeepStamps stores the last stamp for the next run, where there was one since the last time.
func (d *DB) KeepStamps(ctx context.Context) error {
	d.stamps.mu.Lock()
	last, kept := d.stamps.last, d.stamps.kept
	d.stamps.mu.Unlock()
	if last == kept {
		return nil
	}
	err := d.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `UPDATE server_clock SET stamp = $1 WHERE one = 1 AND stamp < $1`, last)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the server's clock: %w", err)
	}
	d.stamps.mu.Lock()
	defer d.stamps.mu.Unlock()
	d.stamps.kept = max(d.stamps.kept, last)
	return nil
}

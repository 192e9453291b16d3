package causerie

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
)

// startLane sends what waits in one conversation, one after the other. The lock is held.
func (d *Device) startLane(conversation string) {
	if d.lanes[conversation] || d.ctx.Err() != nil {
		return
	}
	d.lanes[conversation] = true
	d.running.Go(func() {
		for d.sendNext(conversation) {
		}
	})
}

// sendNext sends one thing; false when nothing waits or the device is closed.
func (d *Device) sendNext(conversation string) bool {
	d.mu.Lock()
	i := slices.IndexFunc(d.state.Outbox, func(o Outgoing) bool { return o.Conversation == conversation })
	read, reading := d.state.Reads[conversation]
	if i < 0 && !reading {
		delete(d.lanes, conversation)
		d.mu.Unlock()
		return false
	}
	var out Outgoing
	if i >= 0 {
		out = d.state.Outbox[i]
	}
	d.mu.Unlock()

	if i < 0 {
		err := d.persist(func(ctx context.Context) error { return d.markRead(ctx, conversation, read) })
		if d.ctx.Err() != nil {
			return false
		}
		_ = err // a conversation that is gone has no read position
		d.change(func() {
			if d.state.Reads[conversation] == read {
				delete(d.state.Reads, conversation)
			}
		})
		return true
	}
	err := d.persist(func(ctx context.Context) error { return d.append(ctx, out) })
	if d.ctx.Err() != nil {
		return false
	}
	if err != nil {
		d.refused(out, err)
	}
	d.change(func() {
		d.state.Outbox = slices.DeleteFunc(d.state.Outbox, func(o Outgoing) bool { return o.Append.ClientID == out.Append.ClientID })
	})
	d.syncSoon()
	return true
}

func (d *Device) append(ctx context.Context, out Outgoing) error {
	var err error
	if live := d.connected(); live != nil {
		_, err = live.Append(ctx, out.Conversation, out.Append)
	} else {
		_, err = d.client.Append(ctx, out.Conversation, out.Append)
	}
	return err
}

func (d *Device) markRead(ctx context.Context, conversation string, seq int64) error {
	position := Position{Seq: seq, Hash: d.hashAt(conversation, seq)}
	var err error
	if live := d.connected(); live != nil {
		err = live.mark(ctx, "markRead", conversation, position)
	} else {
		err = d.client.mark(ctx, "/read", conversation, position)
	}
	if CodeOf(err) != "log_differs" {
		return err
	}
	view, err := d.client.Conversation(ctx, conversation)
	if err != nil {
		return err
	}
	d.change(func() {
		if c := d.state.Conversations[conversation]; c != nil {
			c.Entries = nil
		}
	})
	if err := d.take(ctx, view); err != nil {
		return err
	}
	return d.client.MarkRead(ctx, conversation, seq)
}

// hashAt is the hash of a conversation's log up to seq as the device has it, empty where it does not have it.
func (d *Device) hashAt(conversation string, seq int64) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.state.Conversations[conversation]
	if c == nil || c.Differs != "" {
		return ""
	}
	if i, found := slices.BinarySearchFunc(c.Entries, seq, func(e Entry, seq int64) int { return cmp.Compare(e.Seq, seq) }); found {
		return c.Entries[i].Hash()
	}
	return ""
}

// persist tries until there is an answer that does not mean "again", or the device is closed.
func (d *Device) persist(try func(context.Context) error) error {
	for attempt := 0; ; attempt++ {
		err := try(d.ctx)
		if err == nil || d.ctx.Err() != nil {
			return err
		}
		again, wait := Again(err, attempt, time.Now())
		if !again {
			if p := (*Problem)(nil); errors.As(err, &p) && p.Status == http.StatusUnauthorized {
				d.change(func() { d.err = err })
				d.stop()
			}
			return err
		}
		d.mu.Lock()
		retry := d.retry
		d.mu.Unlock()
		if p := (*Problem)(nil); errors.As(err, &p) {
			retry = nil // the server can be reached, and wants to be left alone
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-retry:
		case <-d.ctx.Done():
		}
		timer.Stop()
	}
}

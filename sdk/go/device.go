package causerie

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

const (
	syncRest  = 200 * time.Millisecond // between two syncs: many events cause one
	pollPause = 20 * time.Second       // between syncs while there is no live connection
	pageSize  = 100
)

// Device keeps a copy of an account's conversations and an outbox: what is handed to it reaches the server once and in order, however
// the network is, and what happens on the server reaches the copy. It works until it is closed or the session has ended.
//
//	device := client.Device(causerie.State{}, nil)
//	device.Send(conversation, causerie.Text("Hello"))
//	err := device.Settle(ctx)
//
// State is what is to be kept between two runs of a program: a device that starts with it goes on where the other stopped.
type Device struct {
	client  *Client
	refused func(Outgoing, error)
	ctx     context.Context
	stop    context.CancelFunc
	running sync.WaitGroup
	due     chan struct{} // a sync is due

	mu      sync.Mutex
	state   State
	lanes   map[string]bool // conversations whose outbox is being sent
	live    *Live
	rounds  int           // syncs that came through
	changed chan struct{} // closed with the next change
	retry   chan struct{} // closed when the network is back: who waits to try again does so at once
	err     error
}

// State is all that a device knows. It is written and read as JSON.
type State struct {
	Cursor        string           `json:"cursor"`
	Conversations map[string]*Copy `json:"conversations"`
	Outbox        []Outgoing       `json:"outbox"`
	Reads         map[string]int64 `json:"reads"` // how far was read, where the server does not know it yet
}

// Copy is a conversation as a device knows it: the view as of the last sync, and the whole log as of the last event, without what was
// cleared.
type Copy struct {
	View    Conversation `json:"view"`
	Entries []Entry      `json:"entries"`
	Differs string       `json:"differs,omitempty"` // the hash of a head that the copy does not fit even when it is read anew
}

// last is the seq that the copy reaches without a gap.
func (c *Copy) last() int64 {
	if n := len(c.Entries); n > 0 {
		return max(c.Entries[n-1].Seq, c.View.ClearedBefore)
	}
	return c.View.ClearedBefore
}

// Outgoing is an entry that the server has not answered for.
type Outgoing struct {
	Conversation string `json:"conversation"`
	Append       Append `json:"append"`
}

// Device starts a device that goes on from state, the zero State for a new one. refused, which may be nil, is told of entries that the
// server did not accept.
func (c *Client) Device(state State, refused func(Outgoing, error)) *Device {
	ctx, stop := context.WithCancel(context.Background())
	if refused == nil {
		refused = func(Outgoing, error) {}
	}
	d := &Device{
		client: c, refused: refused, ctx: ctx, stop: stop, state: state.clone(), lanes: map[string]bool{},
		due: make(chan struct{}, 1), changed: make(chan struct{}), retry: make(chan struct{}),
	}
	d.due <- struct{}{}
	d.running.Go(d.follow)
	d.running.Go(d.listen)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, out := range d.state.Outbox {
		d.startLane(out.Conversation)
	}
	for id := range d.state.Reads {
		d.startLane(id)
	}
	return d
}

// Close stops the device. What waits in the outbox is in its State.
func (d *Device) Close() {
	d.stop()
	d.running.Wait()
}

// State is a copy of all that the device knows now.
func (d *Device) State() State {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.clone()
}

func (s State) clone() State {
	out := State{Cursor: s.Cursor, Conversations: map[string]*Copy{}, Outbox: slices.Clone(s.Outbox), Reads: map[string]int64{}}
	for id, c := range s.Conversations {
		out.Conversations[id] = &Copy{c.View, slices.Clone(c.Entries), c.Differs}
	}
	maps.Copy(out.Reads, s.Reads)
	return out
}

// Entries are a conversation's entries as far as the device knows them, ascending.
func (d *Device) Entries(conversation string) []Entry {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.state.Conversations[conversation]; c != nil {
		return slices.Clone(c.Entries)
	}
	return nil
}

// Send puts an entry into the outbox. Entries of one conversation reach the server in the order of the calls.
func (d *Device) Send(conversation string, in Append) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.state.Outbox = append(d.state.Outbox, Outgoing{conversation, in})
	d.startLane(conversation)
}

// MarkRead tells the server how far one has read, as soon as it can be reached.
func (d *Device) MarkRead(conversation string, seq int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.state.Reads[conversation] = max(d.state.Reads[conversation], seq)
	d.startLane(conversation)
}

// Settle waits until the outbox is empty and a sync that began after that is done.
func (d *Device) Settle(ctx context.Context) error {
	if err := d.await(ctx, func() bool { return len(d.state.Outbox) == 0 && len(d.state.Reads) == 0 }); err != nil {
		return err
	}
	d.mu.Lock()
	enough := d.rounds + 2 // the one that is under way may have begun before
	d.mu.Unlock()
	return d.await(ctx, func() bool {
		if d.rounds < enough {
			d.syncSoon()
		}
		return d.rounds >= enough
	})
}

// await waits until holds, which is called under the lock, is true.
func (d *Device) await(ctx context.Context, holds func() bool) error {
	for {
		d.mu.Lock()
		done, changed, err := holds(), d.changed, d.err
		d.mu.Unlock()
		switch {
		case done:
			return nil
		case err != nil:
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-d.ctx.Done():
			return errors.New("the device is closed")
		}
	}
}

// change does something under the lock and tells those who wait for a change.
func (d *Device) change(do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	do()
	close(d.changed)
	d.changed = make(chan struct{})
}

// The copy ----------------------------------------------------------------------------------------

func (d *Device) syncSoon() {
	select {
	case d.due <- struct{}{}:
	default:
	}
}

// listen keeps a live connection and takes in what it tells.
func (d *Device) listen() {
	for d.ctx.Err() == nil {
		var live *Live
		err := d.persist(func(context.Context) (err error) {
			live, err = d.client.connect(d.ctx, d.back)
			return err
		})
		if err != nil {
			continue
		}
		d.change(func() { d.live = live })
		d.syncSoon()
		over := context.AfterFunc(d.ctx, live.Close)
		for event := range live.Events {
			d.hear(event)
		}
		over()
		d.change(func() { d.live = nil })
		live.Close()
	}
}

// back has everything that waits tried again at once: the server can be reached.
func (d *Device) back() {
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.retry)
	d.retry = make(chan struct{})
}

// connected is the live connection while there is one.
func (d *Device) connected() *Live {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.live != nil && d.live.up.Load() {
		return d.live
	}
	return nil
}

func (d *Device) hear(event Event) {
	switch event.Type {
	case EventTyping:
		return
	case EventEntry:
		d.change(func() {
			// Anything but the next entry is for sync to tell.
			if c := d.state.Conversations[event.Entry.ConversationID]; c != nil && event.Entry.Seq == c.last()+1 {
				c.add(event.Entry)
			}
		})
	}
	d.syncSoon()
}

// follow syncs when that is due.
func (d *Device) follow() {
	for {
		timer := time.NewTimer(pollPause)
		select {
		case <-d.due:
		case <-timer.C:
			if d.connected() != nil {
				continue
			}
		case <-d.ctx.Done():
			return
		}
		timer.Stop()
		if d.persist(d.sync) == nil {
			d.change(func() { d.rounds++ })
		}
		rest := time.NewTimer(syncRest)
		select {
		case <-rest.C:
		case <-d.ctx.Done():
			return
		}
	}
}

// sync brings the copy up to date. It may be given up in the middle and done again.
func (d *Device) sync(ctx context.Context) error {
	d.mu.Lock()
	cursor := d.state.Cursor
	d.mu.Unlock()
	for more := cursor != ""; more; {
		changes, err := d.client.Sync(ctx, cursor, pageSize)
		if CodeOf(err) == "cursor_expired" {
			cursor = ""
			break
		}
		if err != nil {
			return err
		}
		for _, view := range changes.Conversations {
			if err := d.take(ctx, view); err != nil {
				return err
			}
		}
		d.change(func() {
			for _, id := range changes.Gone {
				if !slices.ContainsFunc(changes.Conversations, func(view Conversation) bool { return view.ID == id }) {
					delete(d.state.Conversations, id)
				}
			}
		})
		cursor, more = changes.Cursor, changes.HasMore
		d.change(func() { d.state.Cursor = cursor })
	}
	if cursor == "" {
		return d.start(ctx)
	}
	return nil
}

// start reads everything anew. The cursor is from before, so that nothing in between is missed.
func (d *Device) start(ctx context.Context) error {
	first, err := d.client.Sync(ctx, "", 0)
	if err != nil {
		return err
	}
	listed := map[string]bool{}
	for _, folder := range []string{"inbox", "archived"} {
		for cursor, more := "", true; more; {
			page, err := d.client.Conversations(ctx, folder, cursor, pageSize)
			if err != nil {
				return err
			}
			for _, view := range page.Items {
				listed[view.ID] = true
				if err := d.take(ctx, view); err != nil {
					return err
				}
			}
			cursor, more = page.Next, page.Next != ""
		}
	}
	for id := range d.State().Conversations { // what is known and has nothing to show is not listed
		if listed[id] {
			continue
		}
		view, err := d.client.Conversation(ctx, id)
		if CodeOf(err) == "not_found" { // a group that one is in no more
			d.change(func() { delete(d.state.Conversations, id) })
			continue
		}
		if err != nil {
			return err
		}
		if err := d.take(ctx, view); err != nil {
			return err
		}
	}
	d.change(func() { d.state.Cursor = first.Cursor })
	return nil
}

// take puts a view in place of the one before, and fetches the entries that it says are there. A copy that does not fit them is read anew.
func (d *Device) take(ctx context.Context, view Conversation) error {
	if err := d.fetch(ctx, view); err != nil {
		return err
	}
	differs := false
	d.change(func() {
		c := d.state.Conversations[view.ID]
		if c == nil || c.Differs == cmp.Or(view.Head.Hash, "none") {
			return
		}
		if c.Differs = ""; Differs(c.Entries, view.Head) > 0 {
			differs, c.Entries = true, nil
		}
	})
	if !differs {
		return nil
	}
	if err := d.fetch(ctx, view); err != nil {
		return err
	}
	d.change(func() {
		if c := d.state.Conversations[view.ID]; c != nil && Differs(c.Entries, view.Head) > 0 {
			c.Differs = cmp.Or(view.Head.Hash, "none")
		}
	})
	err := d.client.mark(ctx, "/delivered", view.ID, Position{Seq: 1, Differs: true})
	if CodeOf(err) == "not_found" {
		return nil
	}
	return err
}

func (d *Device) fetch(ctx context.Context, view Conversation) error {
	var last int64
	d.change(func() {
		c := d.state.Conversations[view.ID]
		if c == nil {
			c = &Copy{}
			d.state.Conversations[view.ID] = c
		}
		c.View = view
		c.hide()
		last = c.last()
	})
	for last < view.Head.Seq {
		page, err := d.client.EntriesAfter(ctx, view.ID, last, pageSize)
		if CodeOf(err) == "not_found" {
			return nil // removed in the meantime: the next sync tells
		}
		if err != nil {
			return err
		}
		if len(page.Items) == 0 {
			return nil // cleared in the meantime: the next sync tells
		}
		d.change(func() {
			c := d.state.Conversations[view.ID]
			for _, e := range page.Items {
				if e.Seq > c.last() {
					c.add(e)
				}
			}
			c.hide()
			last = c.last()
		})
	}
	return nil
}

// add takes in the next entry. What is unsent leaves the copy too.
func (c *Copy) add(e Entry) {
	c.Entries = append(c.Entries, e)
	if e.Kind != KindUnsend {
		return
	}
	for i := range c.Entries {
		if old := &c.Entries[i]; old.Seq == e.TargetSeq || old.TargetSeq == e.TargetSeq && old.Kind == KindEdit {
			old.Content, old.Erased = Content{}, true
		}
	}
}

// hide removes what was cleared, and empties what was deleted for oneself with what speaks of it.
func (c *Copy) hide() {
	c.Entries = slices.DeleteFunc(c.Entries, func(e Entry) bool { return e.Seq <= c.View.ClearedBefore })
	for i := range c.Entries {
		e := &c.Entries[i]
		cleared := e.TargetSeq > 0 && e.TargetSeq <= c.View.ClearedBefore
		if cleared || slices.Contains(c.View.Hidden, e.Seq) || slices.Contains(c.View.Hidden, e.TargetSeq) {
			e.Content, e.Hidden = Content{}, true
		}
	}
}

// Inbox are the views of a folder in their order: pinned ones first, then the newest.
func (d *Device) Inbox(folder string) []Conversation {
	d.mu.Lock()
	defer d.mu.Unlock()
	var views []Conversation
	for _, c := range d.state.Conversations {
		if c.View.Folder == folder && !c.View.activeAt().IsZero() {
			views = append(views, c.View)
		}
	}
	slices.SortFunc(views, func(a, b Conversation) int {
		if a.Pinned != b.Pinned {
			return map[bool]int{true: -1, false: 1}[a.Pinned]
		}
		return cmp.Or(b.activeAt().Compare(a.activeAt()), cmp.Compare(b.ID, a.ID))
	})
	return views
}

func (c *Conversation) activeAt() time.Time {
	if c.Head.At != nil {
		return *c.Head.At
	}
	if c.Draft != nil {
		return c.Draft.UpdatedAt
	}
	return time.Time{}
}

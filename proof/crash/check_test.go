package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	causerie "causerie/sdk/go"
)

// checker compares what a server holds with a history. Nobody writes meanwhile.
type checker struct {
	history *history
	people  []*person
	rng     *rand.Rand

	logs   map[string][]causerie.Entry // by conversation, as its first member reads it
	guests map[string][]causerie.Entry // by group, as its guest reads it, who is in it
	last   map[string]int              // how much of each log the check before had seen
	wrong  []string

	vanished map[*attempt]bool // looked for when they had disappeared

	compared, searched, erased, recovered, media, viewings int
}

func (c *checker) wrongf(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// check answers what differs. It reads every log whole, as every member.
func (c *checker) check(ctx context.Context) []string {
	c.wrong = append([]string{}, c.history.wrong...)
	c.logs, c.guests = map[string][]causerie.Entry{}, map[string][]causerie.Entry{}
	c.erased, c.recovered = 0, 0
	c.history.awaitLapses()
	c.awaitLaters(ctx)
	for id, t := range c.history.conversations {
		c.checkConversation(ctx, id, t)
	}
	c.checkAttempts()
	c.checkSearch(ctx)
	c.checkGone(ctx)
	c.checkParcels(ctx)
	for id, log := range c.logs {
		c.last[id] = len(log)
	}
	return c.wrong
}

func (c *checker) checkConversation(ctx context.Context, id string, t *talk) {
	for i, p := range t.members {
		seen, err := p.client.Conversation(ctx, id)
		if err != nil {
			c.wrongf("%s reads the conversation %s: %v", p.name, id, err)
			return
		}
		log, err := readLog(ctx, p, id)
		if err != nil {
			c.wrongf("%s reads the log of %s: %v", p.name, id, err)
			return
		}
		c.checkLog(p, id, seen, log)
		c.checkView(p, t, seen)
		if t.group() && i == 0 {
			c.checkGroup(ctx, id, t, seen)
		}
	}
}

func readLog(ctx context.Context, p *person, conversation string) ([]causerie.Entry, error) {
	var log []causerie.Entry
	for after := int64(0); ; after = log[len(log)-1].Seq {
		page, err := p.client.EntriesAfter(ctx, conversation, after, 200)
		if err != nil {
			return nil, err
		}
		log = append(log, page.Items...)
		if !page.HasMore {
			return log, nil
		}
	}
}

// checkLog holds that the log is dense, ends at the head, is the same for all who read it, and is erased where it must be.
func (c *checker) checkLog(reader *person, id string, seen causerie.Conversation, log []causerie.Entry) {
	if seen.Head.Seq != int64(len(log)) {
		c.wrongf("%s: the head of %s is %d, and there are %d entries", reader.name, id, seen.Head.Seq, len(log))
	}
	taken := unsent(log)
	for i, e := range log {
		if e.Seq != int64(i)+1 {
			c.wrongf("%s: entry %d of %s has the seq %d", reader.name, i+1, id, e.Seq)
			return
		}
		must := taken[e.Seq] || e.Kind == causerie.KindEdit && taken[e.TargetSeq] || gone(e)
		if e.Erased != must || e.Erased && !reflect.DeepEqual(e.Content, causerie.Content{}) {
			c.wrongf("%s: entry %d of %s is erased: %t, must be %t; content %+v", reader.name, e.Seq, id, e.Erased, must, e.Content)
		}
	}
	if last := seen.Head.Preview; last != nil && gone(log[last.Seq-1]) && last.Text != "" {
		c.wrongf("%s: %s shows a message that has disappeared as its last: %+v", reader.name, id, last)
	}
	if seq := causerie.Differs(log, seen.Head); seq > 0 || len(log) > 0 && seen.Head.Hash == "" {
		c.wrongf("%s: the hashes of %s do not fit at %d, or the log of %d entries has none", reader.name, id, seq, len(log))
	}
	if after := c.checkTimes(reader, id, log); seen.Disappearing != after {
		c.wrongf("%s sees messages of %s disappear after %q, and by its log it is %q", reader.name, id, seen.Disappearing, after)
	}
	// What has disappeared is taken from the pins when it is erased, within a minute: until then its place is named, and nothing of it shown.
	shown := slices.DeleteFunc(slices.Clone(seen.Pins), func(seq int64) bool { return gone(log[seq-1]) })
	if want := pinned(log, seen.Hidden); !slices.Equal(shown, want) {
		c.wrongf("%s sees %v pinned in %s, and by its log %v are", reader.name, seen.Pins, id, want)
	}
	if first := c.logs[id]; first == nil {
		c.logs[id] = log
	} else if at := c.history.differs(first, log); at != "" {
		c.wrongf("%s reads another log of %s than the other member: %s", reader.name, id, at)
	}
}

// checkTimes holds that what was sent while messages disappear has its time, with all that speaks of it, and nothing else has, and answers what the log sets last.
func (c *checker) checkTimes(reader *person, id string, log []causerie.Entry) (after string) {
	for _, e := range log {
		var want bool
		switch {
		case e.Kind == causerie.KindSettings && e.Content.Disappearing != "":
			if after = e.Content.Disappearing; after == "off" {
				after = ""
			}
		case e.Kind == causerie.KindMessage:
			want = after != ""
			if a := c.history.byClientID[e.ClientID]; a != nil && a.fate == acknowledged && !c.history.endOf(a.entry.ExpiresAt).Equal(e.ExpiresAt) {
				c.wrongf("%s: entry %d of %s disappears at %v, and was to at %v", reader.name, e.Seq, id, e.ExpiresAt, a.entry.ExpiresAt)
			}
		case e.TargetSeq > 0 && e.Kind != causerie.KindUnsend:
			want = !log[e.TargetSeq-1].ExpiresAt.IsZero()
		}
		if want == e.ExpiresAt.IsZero() {
			c.wrongf("%s: entry %d of %s disappears: %t, must be %t", reader.name, e.Seq, id, !want, want)
		}
	}
	return after
}

// pinned are the messages that a log leaves pinned, without those that its reader deleted for themselves.
func pinned(log []causerie.Entry, hidden []int64) (pins []int64) {
	for _, e := range log {
		drop := e.Content.MessageSeq
		switch e.Kind {
		case causerie.KindPin:
			pins = append(pins, e.Content.MessageSeq)
			continue
		case causerie.KindUnsend:
			drop = e.TargetSeq
		}
		pins = slices.DeleteFunc(pins, func(seq int64) bool { return seq == drop })
	}
	return slices.DeleteFunc(pins, func(seq int64) bool { return slices.Contains(hidden, seq) || gone(log[seq-1]) })
}

// unsent are the messages of a log that were taken back.
func unsent(log []causerie.Entry) map[int64]bool {
	gone := map[int64]bool{}
	for _, e := range log {
		if e.Kind == causerie.KindUnsend {
			gone[e.TargetSeq] = true
		}
	}
	return gone
}

// differs tells where two copies of a log are not the same, "" where they are. What a reader hid is without content for them.
func (h *history) differs(a, b []causerie.Entry) string {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) {
			return fmt.Sprintf("one has %d entries, one %d", len(a), len(b))
		}
		x, y := h.now(a[i]), h.now(b[i])
		if x.Hidden || y.Hidden {
			x.Hidden, x.Content, y.Hidden, y.Content = false, causerie.Content{}, false, causerie.Content{}
		}
		if !reflect.DeepEqual(x, y) {
			return fmt.Sprintf("%+v and %+v", x, y)
		}
	}
	return ""
}

// checkView holds that what a person did to their view is kept.
func (c *checker) checkView(p *person, t *talk, seen causerie.Conversation) {
	h, at := c.history, view{p.id, seen.ID}
	if seen.ReadSeq < h.read[at] || seen.ReadSeq > seen.Head.Seq {
		c.wrongf("%s has read %s up to %d, and was acknowledged %d; the head is %d", p.name, seen.ID, seen.ReadSeq, h.read[at], seen.Head.Seq)
	}
	for _, m := range seen.Members {
		theirs := view{m.Account.ID, seen.ID}
		if t.group() || m.Account.ID == p.id { // groups tell on demand how far each is
			continue
		}
		if m.ReadSeq == nil || *m.ReadSeq < h.read[theirs] {
			c.wrongf("%s sees that %s has read %s up to %v, and %d was acknowledged", p.name, m.Account.Handle, seen.ID, value(m.ReadSeq), h.read[theirs])
		}
		if m.DeliveredSeq == nil || *m.DeliveredSeq < h.delivered[theirs] {
			c.wrongf("%s sees that %s has received %s up to %v, and %d was acknowledged", p.name, m.Account.Handle, seen.ID, value(m.DeliveredSeq), h.delivered[theirs])
		}
	}
	set := h.settings[at]
	if set == nil {
		return
	}
	draft := ""
	if seen.Draft != nil {
		draft = seen.Draft.Text
	}
	if !set.pinned.holds(seen.Pinned) || !set.muted.holds(seen.Muted) || !set.draft.holds(draft) {
		c.wrongf("%s has %s pinned %t, muted %t, with the draft %q; they set %+v", p.name, seen.ID, seen.Pinned, seen.Muted, draft, *set)
	}
	for seq, acknowledged := range set.hidden {
		if acknowledged && !slices.Contains(seen.Hidden, seq) {
			c.wrongf("%s hid message %d of %s, and it is not hidden", p.name, seq, seen.ID)
		}
	}
	for _, seq := range seen.Hidden {
		if _, asked := set.hidden[seq]; !asked {
			c.wrongf("message %d of %s is hidden from %s, who did not ask for that", seq, seen.ID, p.name)
		}
	}
}

func value(seq *int64) any {
	if seq == nil {
		return "nothing"
	}
	return *seq
}

// checkAttempts holds that the logs are what was asked for: what was acknowledged once, what was refused never, the rest once
// or never.
func (c *checker) checkAttempts() {
	found, sent := map[*attempt]bool{}, map[*attempt]*causerie.Entry{}
	for id, log := range c.logs {
		gone := unsent(log)
		c.erased += len(gone)
		for _, e := range log {
			c.compared++
			a := c.history.byClientID[e.ClientID]
			switch {
			case ofServer(e): // see checkChanges
				continue
			case a == nil || a.conversation != id || a.sender.id != e.Sender:
				c.wrongf("entry %d of %s was not asked for: %+v", e.Seq, id, e)
				continue
			case found[a]:
				c.wrongf("entry %d of %s is there twice: %+v", e.Seq, id, e)
			case a.fate == refused:
				c.wrongf("entry %d of %s was refused and is there: %+v", e.Seq, id, e)
			case a.later != nil:
				sent[a] = &e
			case a.fate == open:
				c.recovered++
			case a.fate == acknowledged && a.entry.Seq != e.Seq:
				c.wrongf("entry %d of %s was acknowledged as %d", e.Seq, id, a.entry.Seq)
			}
			found[a] = true
			if e.Kind != a.in.Kind || e.TargetSeq != a.in.TargetSeq || !e.Erased && !e.Hidden && !reflect.DeepEqual(e.Content, a.in.Content) {
				c.wrongf("entry %d of %s is %+v, and %+v was asked for", e.Seq, id, e, a.in)
			}
		}
	}
	for _, a := range c.history.attempts {
		if a.later != nil {
			c.checkLater(a, sent[a])
		}
		if a.fate == acknowledged && !found[a] {
			c.wrongf("LOST: %s of %s in %s was acknowledged as %d and is not there: %+v", a.in.Kind, a.sender.name, a.conversation, a.entry.Seq, a.in)
		}
	}
}

// searches bounds how many messages that are there are searched for in one check; all that were unsent since the last check are.
const searches = 12

// checkSearch holds that a message is found by its last text alone, and one that was unsent not at all.
func (c *checker) checkSearch(ctx context.Context) {
	for id, log := range c.logs {
		texts := map[int64][]string{} // of each message, the words of its texts
		for _, e := range log {
			switch e.Kind {
			case causerie.KindMessage:
				if a := c.history.byClientID[e.ClientID]; a != nil && a.parcel == nil {
					texts[e.Seq] = []string{word(e.ClientID)}
				}
			case causerie.KindEdit:
				texts[e.TargetSeq] = append(texts[e.TargetSeq], word(e.ClientID))
			}
		}
		for _, e := range log[min(c.last[id], len(log)):] {
			if e.Kind == causerie.KindUnsend {
				c.notFound(ctx, id, texts[e.TargetSeq])
			}
		}
		for range min(searches/len(c.logs)+1, len(log)) {
			e := log[c.rng.IntN(len(log))]
			if e.Kind == causerie.KindMessage && !e.Erased && texts[e.Seq] != nil {
				words := texts[e.Seq]
				c.notFound(ctx, id, words[:len(words)-1])
				c.found(ctx, id, e.Seq, words[len(words)-1])
			}
		}
	}
}

func (c *checker) search(ctx context.Context, p *person, text string) []causerie.Hit {
	c.searched++
	hits, err := p.client.SearchMessages(ctx, text, "", "", 0)
	if err != nil {
		c.wrongf("%s searches: %v", p.name, err)
	}
	return hits.Items
}

func (c *checker) anyone(conversation string) *person {
	members := c.history.conversations[conversation].members
	return members[c.rng.IntN(len(members))]
}

func (c *checker) notFound(ctx context.Context, conversation string, words []string) {
	for _, text := range words {
		p := c.anyone(conversation)
		if hits := c.search(ctx, p, text); len(hits) > 0 {
			c.wrongf("%s finds %q, which is no text any more: %+v", p.name, text, hits)
		}
	}
}

func (c *checker) found(ctx context.Context, conversation string, seq int64, text string) {
	p := c.anyone(conversation)
	if set := c.history.settings[view{p.id, conversation}]; set != nil {
		if _, hidden := set.hidden[seq]; hidden {
			return
		}
	}
	hits := c.search(ctx, p, text)
	if len(hits) != 1 || hits[0].ConversationID != conversation || hits[0].Entry.Seq != seq || !strings.HasPrefix(hits[0].Entry.Content.Text, text) {
		c.wrongf("%s searches %q, which message %d of %s says, and finds %+v", p.name, text, seq, conversation, hits)
	}
}

// behind tells which devices do not hold what the server holds, "" when all do.
func (c *checker) behind() string {
	for id, t := range c.history.conversations {
		for _, p := range t.members {
			if at := c.history.differs(c.logs[id], p.device.Entries(id)); at != "" {
				return fmt.Sprintf("the device of %s holds another log of %s than the server: %s", p.name, id, at)
			}
		}
		if t.group() {
			if at := c.behindGroup(id, t); at != "" {
				return at
			}
		}
	}
	return ""
}

package chat

import (
	"context"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/media"
	"causerie/internal/policy"
	"causerie/internal/preview"
)

// batch is one attempt at one transaction of the writer: what it read, what it decided, what it will write.
type batch struct {
	Deps
	tx    *db.Tx
	now   int64
	works []*work

	logs     map[base.ID]*logState
	targets  map[place]*targetState
	ballots  map[place]*ballots              // of the anonymous polls that are voted in
	photos   map[media.Owned]media.Photo     // that messages may be sent with
	voices   map[media.Owned]media.Voice     // likewise
	files    map[media.Owned]media.File      // likewise
	previews map[media.Owned]preview.Waiting // likewise
	profiles map[sentProfile]bool            // likewise
	sent     []media.Owned                   // of them
	facts    map[policy.Pair]policy.Facts
	writers  map[base.ID]policy.Person // who writes in groups
	privacy  map[base.ID]Privacy
	firsts   map[retryKey]Entry
	made     map[retryKey]int // works that this batch appends, by their place in works

	requests map[policy.Pair]*graph.Asking
	accepted []policy.Pair
	unjudged []judgement
	told     map[view]bool // views that are shown to all devices of their people after the commit

	outcomes []outcome
	entries  []Entry
	onces    []sentOnce   // what is in this batch's messages to be viewed once
	copies   []media.Copy // of media, of messages that are forwarded or stickers
	erased   []place
	views    map[view]*viewChange
	mentions map[view]int64     // the last message that mentions someone by name
	shows    map[view]*position // what the others may see of a member, where it changes
	words    wordChanges
	events   []publication
}

// logState is a conversation as the transaction finds it, then as it leaves it.
type logState struct {
	kind                        string
	adminsWrite, adminsEdit     bool
	pins                        []int64 // messages that are pinned, in their order
	repinned                    bool    // these are others now
	expireAfter                 int64   // messages disappear so many milliseconds after they are sent; 0 for never
	reset                       bool    // this is another time now
	allSeq                      int64   // the last message that mentions everyone
	head, messageSeq, messageAt int64
	hash                        Hash // of the log
	first                       Head // where it ended when the transaction began
	changed                     bool
	members                     []memberState
	people                      []base.ID // the same, once somebody has written
}

type memberState struct {
	account         base.ID
	read, delivered int64
	admin           bool // of a group: or its owner
}

// place is an entry's place: its conversation and seq.
type place struct {
	conversation base.ID
	seq          int64
}

// view is a person's view of a conversation.
type view struct{ account, conversation base.ID }

type viewChange struct {
	message  bool   // a message came: the view moves up
	read     int64  // read up to there
	incoming int64  // the last message of the others
	move     string // the folder of requests that it goes to, or inInbox out of them; empty for neither
	first    bool   // in front of the other requests
	why      string // it is hidden
}

type position struct{ read, delivered int64 }

type targetState struct {
	sender    base.ID
	kind      Kind
	target    int64
	created   int64
	expires   int64 // 0 for never
	erased    bool  // or it has disappeared
	photos    bool  // it is a message that has some
	voice     bool  // it is a message that is one
	file      bool  // it is a message that has one
	link      bool  // it is a message with a preview, or with a place, which may have a map
	once      bool  // it is a message that is viewed once
	profile   bool  // it is a message that is one
	sticker   bool  // it is a message that is one
	isPoll    bool
	forwarded bool   // where it is edited
	fileName  string // likewise
	poll      *Poll  // where it is voted in or closed
	closed    bool   // by hand

	changes   int   // entries that speak of it, where such entries are added
	editBytes int64 // of the content of its edits, where edits are added
}

type retryKey struct{ conversation, sender, clientID base.ID }

func keyOf(k *work) retryKey {
	if k.veil != nil {
		return retryKey{k.conversation, k.veil.sender, k.veil.clientID}
	}
	return retryKey{k.conversation, k.actor, k.append.clientID}
}

func newBatch(deps Deps, tx *db.Tx, works []*work, now int64) *batch {
	return &batch{
		Deps: deps, tx: tx, now: now, works: works, outcomes: make([]outcome, len(works)),
		logs: map[base.ID]*logState{}, targets: map[place]*targetState{}, made: make(map[retryKey]int, len(works)), entries: make([]Entry, 0, len(works)), events: make([]publication, 0, len(works)),
		views: map[view]*viewChange{}, requests: map[policy.Pair]*graph.Asking{}, told: map[view]bool{},
	}
}

// run loads what all works need, decides each, and writes.
func (b *batch) run(ctx context.Context, lookUp bool) error {
	for _, load := range []func(context.Context) error{b.loadLogs, b.loadTargets, b.loadBallots, b.loadPhotos, b.loadVoices, b.loadFiles, b.loadPreviews, b.loadProfiles, b.loadFacts, b.loadWriters, b.loadPrivacy} {
		if err := load(ctx); err != nil {
			return err
		}
	}
	if lookUp {
		if err := b.loadFirsts(ctx, func(*work) bool { return true }); err != nil {
			return err
		}
	}
	for i, k := range b.works {
		if k.append != nil {
			var err error
			if b.outcomes[i], err = b.add(ctx, i, k); err != nil {
				return err
			}
		}
	}
	if err := b.excuseRetries(ctx); err != nil {
		return err
	}
	if err := b.movePositions(ctx); err != nil {
		return err
	}
	if err := b.judge(ctx); err != nil {
		return err
	}
	if err := b.write(ctx); err != nil {
		return err
	}
	return b.showViews(ctx)
}

// add decides an append and plans what it writes.
func (b *batch) add(ctx context.Context, i int, k *work) (outcome, error) {
	d := k.append
	if first, ok := b.firsts[keyOf(k)]; ok {
		return outcome{entry: first}, nil
	}
	if first, ok := b.made[keyOf(k)]; ok {
		return outcome{entry: b.outcomes[first].entry}, nil
	}
	log := b.logs[k.conversation]
	if !log.has(k.actor) && d.content != removedContent { // whose message moderators remove may have left
		return outcome{err: base.NotFound()}, nil
	}
	reach, err := b.decide(k, log)
	if err == nil {
		err = b.allow(k)
	}
	if err == nil {
		err = b.attach(k)
	}
	if err == nil {
		err = b.attachVoice(k)
	}
	if err == nil {
		err = b.attachFile(k)
	}
	if err == nil {
		err = b.attachOnce(k)
	}
	if err == nil {
		b.attachPreview(k, reach)
	}
	if err != nil {
		return outcome{err: err}, nil
	}
	if d.copy != nil {
		return outcome{err: errUncopied}, nil
	}
	if refused, err := b.begin(ctx, k, reach); refused != nil || err != nil {
		return outcome{err: refused}, err
	}
	if k.claim != nil { // when nothing refuses it any more
		if there, err := k.claim(ctx, b.tx); err != nil || !there {
			return outcome{err: ErrUnclaimed}, err
		}
	}
	log.head++
	log.changed = true
	key := keyOf(k)
	e := Entry{
		ConversationID: k.conversation, Seq: log.head, Kind: d.kind, Sender: key.sender, ClientID: key.clientID,
		TargetSeq: d.target, Content: d.content, CreatedAt: base.Time(b.now),
	}
	if at := b.expiry(log, e); at > 0 {
		e.ExpiresAt = base.Time(at)
	}
	if k.veil != nil {
		e.Content = b.cast(k)
	}
	e.Prior = log.hash
	log.hash = e.Hash()
	b.made[keyOf(k)] = i
	b.entries = append(b.entries, e)
	if d.once != nil {
		b.onces = append(b.onces, sentOnce{media.Owned{Owner: k.actor, ID: *d.once.ID}, place{e.ConversationID, e.Seq}})
	}
	for _, c := range d.copies {
		c.Owner = k.actor
		b.copies = append(b.copies, c)
	}
	b.plan(k, log, e)
	b.settle(reach, e)
	return outcome{entry: e, created: true}, nil
}

// allow looks at what an append speaks of.
func (b *batch) allow(k *work) error {
	d := k.append
	if d.replyTo > 0 {
		if t := b.targets[place{k.conversation, d.replyTo}]; t == nil || t.kind != Message {
			return invalid("content.replyTo", "The message that is answered is not in this conversation.")
		}
	}
	if err := b.allowMentions(k); err != nil {
		return err
	}
	if err := b.allowPoll(k); err != nil {
		return err
	}
	if err := b.allowProfile(k); err != nil {
		return err
	}
	if err := b.allowLocation(k); err != nil {
		return err
	}
	switch {
	case d.kind.pins():
		return b.allowPin(k)
	case d.kind == Settings:
		return b.allowExpiry(k)
	case d.target == 0:
		return nil
	}
	return b.allowTarget(k)
}

func (b *batch) allowTarget(k *work) error {
	t := b.targets[place{k.conversation, k.append.target}]
	switch {
	case t == nil, t.kind != Message:
		return base.NotFound()
	case !k.append.kind.onMessage() && t.sender != k.actor:
		return base.Forbidden("not_yours", "Only who sent a message can change or unsend it.")
	case k.append.kind == Unsend && !t.erased: // what was said can be taken back, whatever came to it
		return nil
	case k.append.kind != Unsend && t.erased:
		return base.Conflict("erased", "This message was unsent, or has disappeared.")
	case k.append.kind == Edit && t.voice:
		return base.Conflict("not_text", "A voice message has no text to edit.")
	case k.append.kind == Edit && t.profile:
		return base.Conflict("not_text", "A profile has no text to edit.")
	case k.append.kind == Edit && t.sticker:
		return base.Conflict("not_text", "A sticker has no text to edit.")
	case k.append.kind == Edit && t.once:
		return base.Conflict("not_text", "What is viewed once has no text to edit.")
	case k.append.kind == Vote || k.append.kind == Close:
		return b.allowVote(k, t)
	case k.append.kind == Edit && t.forwarded:
		return base.Conflict("not_editable", "A forwarded message cannot be edited: it passes on what was said elsewhere.")
	case k.append.kind == Edit && t.isPoll:
		return base.Conflict("not_editable", "A poll cannot be edited: what people chose would not be what it asks.")
	// By the clock itself: stamps stay ahead for as long as it was.
	case k.append.kind == Edit && b.Clock.Now().UnixMilli()-t.created > editWindow.Milliseconds():
		return base.Conflict("edit_expired", "A message can be edited for 24 hours.")
	case t.changes >= t.changesMax(), k.append.kind == Reaction && t.changes >= t.changesMax()-changesMax+reactionsMax,
		k.append.kind == Edit && t.editBytes+int64(len(k.append.content)) > editBytesMax:
		return base.Conflict("too_many_changes", "This message was edited and reacted to too often.")
	}
	return nil
}

// plan notes what e does beside being in the log.
func (b *batch) plan(k *work, log *logState, e Entry) {
	everyone := log.everyone()
	for _, m := range log.members {
		if log.kind == group { // nobody's view is written: it reads where the log ends
			continue
		}
		change := b.change(m.account, e.ConversationID)
		// Writing is not reading: what was written offline may come after messages that its author has not seen.
		if m.account != e.Sender && e.Kind == Message {
			change.incoming = e.Seq
		}
		change.message = change.message || e.Kind == Message
	}
	if t := b.targets[place{e.ConversationID, e.TargetSeq}]; t != nil {
		t.changes++
		if e.Kind == Edit {
			t.editBytes += int64(len(e.Content))
		}
	}
	switch e.Kind {
	case Message:
		log.messageSeq, log.messageAt = e.Seq, b.now
		b.mention(k, log, e)
		b.words.add(place{e.ConversationID, e.Seq}, addWords(k.append.words, e.ConversationID, log.found()))
	case Edit:
		target := place{e.ConversationID, e.TargetSeq}
		words := k.append.words
		if name := b.targets[target].fileName; name != "" {
			words = wordsOf(e.Content.text() + " " + name)
		}
		b.words.change(target, addWords(words, e.ConversationID, log.found()))
	case Close:
		b.targets[place{e.ConversationID, e.TargetSeq}].closed = true
	case Settings:
		log.expireAfter, log.reset = lifetimes[k.append.disappearing], true
	case Pin:
		log.pin(k.append.pinned)
	case Unpin:
		log.unpin(k.append.pinned)
	case Unsend:
		target := place{e.ConversationID, e.TargetSeq}
		log.unpin(e.TargetSeq)
		b.targets[target].erased = true
		b.erased = append(b.erased, target)
		b.words.change(target, "")
	}
	b.events = append(b.events, publication{everyone, entryEvent{"entry", e}})
}

// excuseRetries answers refused appends that are retries of appends that were accepted: what changed since does not matter.
func (b *batch) excuseRetries(ctx context.Context) error {
	refused := map[*work]bool{}
	for i, k := range b.works {
		if k.append != nil && b.outcomes[i].err != nil {
			refused[k] = true
		}
	}
	if len(refused) == 0 {
		return nil
	}
	if err := b.loadFirsts(ctx, func(k *work) bool { return refused[k] }); err != nil {
		return err
	}
	for i, k := range b.works {
		if refused[k] {
			if first, ok := b.firsts[keyOf(k)]; ok {
				b.outcomes[i] = outcome{entry: first}
			}
		}
	}
	return nil
}

// movePositions decides how far people have read and received, and who is told.
func (b *batch) movePositions(ctx context.Context) error {
	known, err := b.loadReads(ctx)
	if err != nil {
		return err
	}
	for i, k := range b.works {
		if k.append != nil {
			continue
		}
		log := b.logs[k.conversation]
		if !log.has(k.actor) {
			b.outcomes[i].err = base.NotFound()
			continue
		}
		if log.differs(k) {
			b.outcomes[i].err = errDiffers
			continue
		}
		mine := view{k.actor, k.conversation}
		read, delivered := min(k.read, log.head), min(k.delivered, log.head)
		if now := known[mine]; read > now.read || read > 0 && now.marked {
			change := b.change(k.actor, k.conversation)
			change.read = max(change.read, read)
			known[mine] = readState{read: read}
			b.events = append(b.events, publication{[]base.ID{k.actor}, receiptEvent{Type: "receipt", ConversationID: k.conversation, AccountID: k.actor, ReadSeq: max(read, now.read)}})
		}
		b.show(k, log, position{read, delivered})
	}
	return nil
}

// show lets the others see a position, as far as the switches on both sides allow.
func (b *batch) show(k *work, log *logState, reached position) {
	mine := log.member(k.actor)
	switches := b.privacy[k.actor]
	if reached.read <= mine.read || !switches.ReadReceipts {
		reached.read = 0
	}
	if reached.delivered <= mine.delivered || !switches.DeliveryReceipts {
		reached.delivered = 0
	}
	if reached == (position{}) {
		return
	}
	if log.kind == group { // who looks reads it: see seen.go
		mine.read, mine.delivered = max(mine.read, reached.read), max(mine.delivered, reached.delivered)
		b.showAt(k, mine)
		return
	}
	for _, m := range log.members {
		pair := policy.Pair{From: k.actor, To: m.account}
		if m.account == k.actor || b.Packs.Decide(policy.Presence, b.Clock.Now(), pair, b.facts[pair]).Outcome == policy.Refuse {
			continue
		}
		mine.read, mine.delivered = max(mine.read, reached.read), max(mine.delivered, reached.delivered)
		b.showAt(k, mine)
		seen := receiptEvent{Type: "receipt", ConversationID: k.conversation, AccountID: k.actor}
		theirs := b.privacy[m.account]
		if theirs.ReadReceipts {
			seen.ReadSeq = reached.read
		}
		if theirs.DeliveryReceipts {
			seen.DeliveredSeq = reached.delivered
		}
		if seen.ReadSeq > 0 || seen.DeliveredSeq > 0 {
			b.change(m.account, k.conversation)
			b.events = append(b.events, publication{[]base.ID{m.account}, seen})
		}
	}
}

// showAt notes that the others may see mine.
func (b *batch) showAt(k *work, mine *memberState) {
	if b.shows == nil {
		b.shows = map[view]*position{}
	}
	b.shows[view{k.actor, k.conversation}] = &position{mine.read, mine.delivered}
}

func (b *batch) change(account, conversation base.ID) *viewChange {
	key := view{account, conversation}
	c := b.views[key]
	if c == nil {
		c = &viewChange{}
		b.views[key] = c
	}
	return c
}

func (l *logState) member(account base.ID) *memberState {
	if l == nil {
		return nil
	}
	for i := range l.members {
		if l.members[i].account == account {
			return &l.members[i]
		}
	}
	return nil
}

// found are those by whose words the messages of a direct conversation are found. Those of a group are found by the group's alone, which
// stays as people come and go.
func (l *logState) found() []base.ID {
	if l.kind == group {
		return nil
	}
	people := make([]base.ID, len(l.members))
	for i, m := range l.members {
		people[i] = m.account
	}
	return people
}

// everyone is who is told of what is written, the same list for all of it.
func (l *logState) everyone() []base.ID {
	if l.people == nil {
		l.people = make([]base.ID, len(l.members))
		for i, m := range l.members {
			l.people[i] = m.account
		}
	}
	return l.people
}

// differs tells that a device has the log as far as it goes, and another one.
func (l *logState) differs(k *work) bool {
	return !k.hash.IsZero() && !l.first.Hash.IsZero() && max(k.read, k.delivered) == l.first.Seq && k.hash != l.first.Hash
}

func (l *logState) has(account base.ID) bool { return l.member(account) != nil }

package chat

import (
	"context"
	"strings"

	"github.com/segmentio/encoding/json"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
)

// hopsMax is where counting ends how often a message was forwarded.
const hopsMax = 100

// ForwardTarget is a conversation that a message is forwarded to.
type ForwardTarget struct {
	ConversationID base.ID `json:"conversationId"`
	ClientID       base.ID `json:"clientId" doc:"A UUID made by your client for the message there; repeating a request with it is safe."`
}

// Forwarding is what became of forwarding a message to one conversation.
type Forwarding struct {
	Entry Entry
	Err   error
}

// Forward sends a message that the actor can read on, as a message of theirs that says so, and not whose it was. Each conversation has its own answer, by the
// decision that is made of any message. Photos and voice notes become the actor's own: what is done to the first message matters to none of them.
func (s *Service) Forward(ctx context.Context, actor api.Actor, conversation base.ID, seq int64, targets []ForwardTarget) ([]Forwarding, error) {
	named := map[base.ID]bool{}
	for _, target := range targets {
		if target.ClientID.IsZero() || named[target.ConversationID] {
			return nil, invalid("targets", "Name each conversation once, with a client id of its own.")
		}
		named[target.ConversationID] = true
	}
	first, message, err := s.readForward(ctx, actor, conversation, seq, targets)
	if err != nil && (base.AsError(err) == nil || len(first) == 0) {
		return nil, doing("read a message that is forwarded", err)
	}
	all := make([]Forwarding, len(targets))
	for i, target := range targets {
		if e, sent := first[target]; sent {
			all[i].Entry = e
		} else if all[i].Err = err; err == nil {
			all[i].Entry, all[i].Err = s.forwardTo(ctx, actor, message, target)
		}
		if base.KindOf(all[i].Err) == base.KindInternal && all[i].Err != nil {
			return nil, all[i].Err // whoever tries again finds what was sent
		}
	}
	return all, nil
}

// readForward is a message as it is forwarded, and what an earlier request has forwarded of it.
func (s *Service) readForward(ctx context.Context, actor api.Actor, conversation base.ID, seq int64, targets []ForwardTarget) (first map[ForwardTarget]Entry, message messageContent, err error) {
	first = map[ForwardTarget]Entry{}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var conversations, senders, clients []base.ID
		for _, target := range targets {
			conversations, senders, clients = append(conversations, target.ConversationID), append(senders, actor.Account), append(clients, target.ClientID)
		}
		err := tx.QueryRows(ctx, firstsQuery, db.Columns{conversations, senders, clients}, func(scan func(...any) error) error {
			e, err := scanEntry(scan, base.Millis(s.Clock.Now()))
			first[ForwardTarget{e.ConversationID, e.ClientID}] = e
			return err
		})
		if err != nil || len(first) == len(targets) {
			return err
		}
		message, err = forwardable(ctx, tx, base.Millis(s.Clock.Now()), actor, conversation, seq)
		return err
	})
	return first, message, err
}

// forwardable is what someone who reads a message now can send on of it: what it says since its last edit, and not whom it answers or mentions.
func forwardable(ctx context.Context, tx *db.Tx, now int64, actor api.Actor, conversation base.ID, seq int64) (m messageContent, err error) {
	row, err := inboxOf(ctx, tx, actor.Account, conversation)
	if err != nil {
		return m, err
	}
	entries, err := entriesAt(ctx, tx, now, []place{{conversation, seq}})
	if err == nil {
		err = hide(ctx, tx, row, entries)
	}
	if err != nil {
		return m, err
	}
	if len(entries) == 0 || seq <= row.clearedBefore || entries[0].TargetSeq > 0 {
		return m, base.NotFound()
	}
	root := entries[0]
	switch {
	case root.Erased: // one that has disappeared is hidden as well
		return m, base.Conflict("erased", "This message was unsent, or has disappeared.")
	case root.Hidden:
		return m, base.NotFound()
	}
	if root.Kind != Message || root.Content.isPoll() || root.Content.isOnce() {
		return m, base.Conflict("not_forwardable", "A poll, and what is viewed once, cannot be forwarded.")
	}
	if err := json.Unmarshal([]byte(root.Content), &m); err != nil {
		return m, err
	}
	edits, err := editsOf(ctx, tx, now, entries)
	m.Text = fold(root, edits[place{conversation, seq}]).Text
	m.ReplyTo, m.Mentions, m.MentionAll = 0, nil, false
	if m.Preview != nil && !hasAddress(m.Text, m.Preview.URL) { // its readers are shown none either
		m.Type, m.Preview = "text", nil
	}
	m.Forwarded = min(m.Forwarded+1, hopsMax)
	return m, err
}

// forwardTo sends a message that was read to one conversation. A caller that gives up does not undo it.
func (s *Service) forwardTo(ctx context.Context, actor api.Actor, message messageContent, target ForwardTarget) (Entry, error) {
	d := draft{kind: Message, clientID: target.ClientID, message: message, content: encode(message), words: wordsOf(message.searched())}
	if message.hasMedia() {
		d.copy = func(ctx context.Context) (copies []media.Copy, err error) {
			d.message, copies, err = s.copyMedia(ctx, message)
			d.content = encode(d.message)
			return copies, err
		}
	}
	k := &work{actor: actor.Account, session: actor.Session, conversation: target.ConversationID, append: &d}
	out, err := await(context.WithoutCancel(ctx), func(then func(outcome)) { s.hand(ctx, k, then) })
	return out.entry, err
}

// hasMedia tells that something of a message is in files.
func (m messageContent) hasMedia() bool {
	return len(m.Photos) > 0 || m.Voice != nil || m.File != nil || m.Sticker != nil || m.Preview != nil && m.Preview.Image != nil || m.Location != nil && m.Location.Still != nil
}

// copyMedia gives a message media of its own, which are nobody's before it is sent.
func (s *Service) copyMedia(ctx context.Context, m messageContent) (messageContent, []media.Copy, error) {
	var copies []media.Copy
	photos := make([]Photo, len(m.Photos))
	for i, p := range m.Photos {
		c, err := s.Media.CopyPhoto(ctx, p.Photo)
		if err != nil {
			s.Media.Discard(copies)
			return m, nil, err
		}
		copies, photos[i] = append(copies, c), Photo{Photo: c.Photo, Alt: p.Alt}
	}
	if len(photos) > 0 {
		m.Photos = photos
	}
	if m.Voice != nil {
		c, err := s.Media.CopyVoice(ctx, m.Voice.Voice)
		if err != nil {
			return m, nil, err
		}
		copies, m.Voice = append(copies, c), &Voice{Voice: c.Voice, Waveform: m.Voice.Waveform}
	}
	if m.File != nil {
		c, err := s.Media.CopyFile(ctx, *m.File)
		if err != nil {
			return m, nil, err
		}
		copies, m.File = append(copies, c), &c.File
	}
	if m.Sticker != nil {
		one := *m.Sticker
		c, copied, err := s.Media.CopySticker(ctx, media.Sticker{ID: one.ID, Width: one.Width, Height: one.Height})
		if err != nil {
			return m, nil, err
		}
		one.ID = copied.ID
		copies, m.Sticker = append(copies, c), &one
	}
	if m.Preview != nil && m.Preview.Image != nil {
		c, err := s.Media.CopyPreview(ctx, *m.Preview.Image)
		if err != nil {
			return m, nil, err
		}
		card := m.Preview.Card
		card.Image = &c.Photo
		copies, m.Preview = append(copies, c), &Link{Card: card}
	}
	if m.Location != nil && m.Location.Still != nil {
		c, err := s.Media.CopyPreview(ctx, m.Location.Still.Photo)
		if err != nil {
			return m, nil, err
		}
		at := *m.Location
		still := *at.Still
		still.Photo, at.Still = c.Photo, &still
		copies, m.Location = append(copies, c), &at
	}
	return m, copies, nil
}

// keepCopies stores the copies of media that this batch's messages have.
func (b *batch) keepCopies(ctx context.Context) error {
	if len(b.copies) == 0 {
		return nil
	}
	return b.Media.KeepCopies(ctx, b.tx, b.copies)
}

// forwarded tells whether a message was forwarded. In what people write, the quotation marks of this text have a backslash.
func (c Content) forwarded() bool { return strings.Contains(string(c), `,"forwarded":`) }

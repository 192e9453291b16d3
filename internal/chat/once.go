package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
)

const (
	// onceDays is for how long it can be opened.
	onceDays = 14 * day
	// viewing is for how long whoever has opened it can view it.
	viewing = 5 * time.Minute
	// onceAgain is how often is looked whether those who have not opened it are still there, and how long after one of them has left or deleted it.
	onceAgain = time.Hour

	onceVoice = "voice"
	openedMax = 200 // messages that are named at once
	openers   = 50  // people
)

// oncePrefix is how the content of a message that is viewed once begins, and of no other. It is as long as photosPrefix.
const oncePrefix = `{"type":"once","`

// Once is what a message shows once: a photo, a video or a voice note. Its sender names it by its id, which is kept beside the log, so that nobody is told of it.
type Once struct {
	Kind     string   `json:"kind"`
	ID       *base.ID `json:"id,omitempty"`
	Duration int      `json:"duration,omitempty"`
}

// sentOnce is what is viewed once, and of which message.
type sentOnce struct {
	of media.Owned
	at place
}

func parseOnce(named *Once) (*Once, error) {
	if named == nil || named.ID == nil || named.ID.IsZero() {
		return nil, invalid("content.once.id", "Name the photo, video or voice note by the id that it was given.")
	}
	switch named.Kind {
	case "photo", "video", onceVoice:
	default:
		return nil, invalid("content.once.kind", "What is viewed once is a photo, a video or a voice note.")
	}
	return &Once{Kind: named.Kind, ID: named.ID}, nil
}

func (c Content) isOnce() bool { return strings.HasPrefix(string(c), oncePrefix) }

// once is what a message shows once, nil of anything else.
func (c Content) once() *Once {
	var m messageContent
	if !c.isOnce() || json.Unmarshal([]byte(c), &m) != nil {
		return nil
	}
	return m.Once
}

// attachOnce completes a message with what is stored of what it shows once, which is that of no other message from then on.
func (b *batch) attachOnce(k *work) error {
	d := k.append
	if d.once == nil {
		return nil
	}
	if log := b.logs[k.conversation]; log.kind != group && len(log.members) < 2 {
		return invalid("content.type", "There is nobody else here who could open it.")
	}
	of := media.Owned{Owner: k.actor, ID: *d.once.ID}
	told := Once{Kind: onceVoice}
	if voice, there := b.voices[of]; d.once.Kind == onceVoice && there {
		told.Duration = voice.Duration
	} else if photo, there := b.photos[of]; d.once.Kind != onceVoice && there {
		if told.Kind = "photo"; photo.Duration > 0 {
			told.Kind, told.Duration = "video", photo.Duration
		}
	} else {
		return base.Gone("photo_gone", "A photo or video is no longer on the server, or was sent already. Attach it again.")
	}
	delete(b.voices, of)
	delete(b.photos, of)
	d.message.Once = &told
	d.content = encode(d.message)
	return nil
}

// writeOnces keeps what this batch's messages show once.
func (b *batch) writeOnces(ctx context.Context) error {
	n := len(b.onces)
	if n == 0 {
		return nil
	}
	var conversations, senders, ids []base.ID
	var seqs []int64
	for _, one := range b.onces {
		conversations, seqs = append(conversations, one.at.conversation), append(seqs, one.at.seq)
		senders, ids = append(senders, one.of.Owner), append(ids, one.of.ID)
	}
	now := b.Clock.Now()
	ends := slices.Repeat([]int64{base.Millis(now.Add(onceDays))}, n)
	looks := slices.Clone(ends)
	for i, id := range conversations {
		if b.logs[id].kind == group { // in which there may be nobody else by now
			looks[i] = base.Millis(now.Add(onceAgain))
		}
	}
	const insert = `INSERT INTO onces (conversation_id, seq, sender_id, media_id, due_at, ends_at) SELECT $1, $2, $3, $4, $5, $6 /*from rows*/`
	return b.tx.ExecRows(ctx, insert, db.Columns{conversations, seqs, senders, ids, looks, ends})
}

// eraseOnces forgets of what this batch erases who has opened it.
func (b *batch) eraseOnces(ctx context.Context) error {
	var places []place
	for _, at := range b.erased {
		if b.targets[at].once {
			places = append(places, at)
		}
	}
	if len(places) == 0 {
		return nil
	}
	conversations, seqs := columnsOf(places)
	for _, query := range []string{
		`DELETE FROM onces WHERE (conversation_id, seq) IN (SELECT $1, $2 /*from rows*/)`,
		`DELETE FROM openings WHERE (conversation_id, seq) IN (SELECT $1, $2 /*from rows*/)`,
	} {
		if err := b.tx.ExecRows(ctx, query, db.Columns{conversations, seqs}); err != nil {
			return err
		}
	}
	return nil
}

// Viewing is where something is that one views once, for this session and until a moment.
type Viewing struct {
	Kind     string    `json:"kind" enum:"photo,video,voice"`
	URL      string    `json:"url" doc:"Of a video or voice note any part can be fetched."`
	Poster   string    `json:"poster,omitempty" doc:"Of a video, or of a photo that moves: what shows in its place."`
	Width    int       `json:"width,omitempty"`
	Height   int       `json:"height,omitempty"`
	Duration int       `json:"duration,omitempty" doc:"Of a video or voice note, in milliseconds."`
	Until    time.Time `json:"until" doc:"The addresses are good until then."`
}

type openedEvent struct {
	Type           string    `json:"type"` // "opened"
	ConversationID base.ID   `json:"conversationId"`
	AccountID      base.ID   `json:"accountId"` // who has opened it
	Seq            int64     `json:"seq"`
	At             time.Time `json:"at"`
}

// onceRow is what there is to view at a place.
type onceRow struct {
	at            place
	sender, media base.ID
	due, ends     int64
}

func onceAt(ctx context.Context, tx *db.Tx, at place) (onceRow, error) {
	o := onceRow{at: at}
	const query = `SELECT sender_id, media_id, due_at, ends_at FROM onces WHERE conversation_id = $1 AND seq = $2`
	err := tx.Row(ctx, query, at.conversation, at.seq).Scan(&o.sender, &o.media, &o.due, &o.ends)
	if db.NoRows(err) {
		return o, media.OnceGone()
	}
	return o, err
}

// OpenOnce notes that the actor has opened what a message shows once, and answers where it is: to this session, for as long as one viewing takes. Whoever asks again
// meanwhile, because the answer was lost, gets it again; nobody else does, nor this session later.
func (s *Service) OpenOnce(ctx context.Context, actor api.Actor, id base.ID, seq int64) (out Viewing, err error) {
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := lockConversation(ctx, tx, id); err != nil { // nobody else opens it, and nothing is erased, in between
			return err
		}
		row, e, err := s.readOnce(ctx, tx, actor.Account, id, seq)
		if err != nil {
			return err
		}
		o, err := onceAt(ctx, tx, place{id, seq})
		if err != nil {
			return err
		}
		until, err := s.noteOpening(ctx, tx, actor, row, e, o)
		if err != nil {
			return err
		}
		shown, err := s.Media.Once(ctx, tx, o.sender, o.media)
		if base.CodeOf(err) == "not_found" {
			return media.OnceGone()
		}
		if err != nil {
			return err
		}
		out = Viewing{Kind: e.Content.once().Kind, Width: shown.Photo.Width, Height: shown.Photo.Height, Duration: shown.Duration, Until: base.Time(until)}
		out.URL, out.Poster = s.Media.Viewings(actor, shown, until)
		return nil
	})
	return out, doing("open what is viewed once", err)
}

// readOnce is a message that is viewed once, for somebody who reads it.
func (s *Service) readOnce(ctx context.Context, tx *db.Tx, account, id base.ID, seq int64) (row inboxRow, e Entry, err error) {
	if row, err = inboxOf(ctx, tx, account, id); err != nil {
		return row, e, err
	}
	entries, err := entriesAt(ctx, tx, base.Millis(s.Clock.Now()), []place{{id, seq}})
	if err == nil {
		err = hide(ctx, tx, row, entries)
	}
	if err != nil {
		return row, e, err
	}
	if len(entries) == 0 || seq <= row.clearedBefore || entries[0].Kind != Message {
		return row, e, base.NotFound()
	}
	e = entries[0]
	switch {
	case e.Erased: // one that has disappeared is hidden as well
		err = base.Conflict("erased", "This message was unsent, or has disappeared.")
	case e.Hidden || !e.Content.isOnce():
		err = base.NotFound()
	}
	return row, e, err
}

// noteOpening keeps that the actor opens o, and answers until when they may view it.
func (s *Service) noteOpening(ctx context.Context, tx *db.Tx, actor api.Actor, row inboxRow, e Entry, o onceRow) (until int64, err error) {
	now := base.Millis(s.Clock.Now())
	var session base.ID
	err = tx.Row(ctx, `SELECT session_id, until_at FROM openings WHERE conversation_id = $1 AND seq = $2 AND account_id = $3`,
		e.ConversationID, e.Seq, actor.Account).Scan(&session, &until)
	if err == nil && session == actor.Session && now < until {
		return until, nil
	}
	if err == nil || !db.NoRows(err) {
		return 0, onceGoneOr(err)
	}
	var joined int64
	if err := tx.Row(ctx, `SELECT joined_at FROM members WHERE conversation_id = $1 AND account_id = $2`, e.ConversationID, actor.Account).Scan(&joined); err != nil {
		return 0, err
	}
	if now >= o.ends || e.Sender == actor.Account || joined > base.Millis(e.CreatedAt) {
		return 0, media.OnceGone()
	}
	shown, err := s.tellsOpening(ctx, tx, row, e)
	if err != nil {
		return 0, err
	}
	until = min(base.Millis(s.Clock.Now().Add(viewing)), o.ends)
	const insert = `INSERT INTO openings (conversation_id, seq, account_id, sender_id, session_id, opened_at, until_at, shown) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	if _, err := tx.Exec(ctx, insert, e.ConversationID, e.Seq, actor.Account, e.Sender, actor.Session, now, until, shown); err != nil {
		return 0, err
	}
	// Then is looked whether it was the last one.
	if _, err := tx.Exec(ctx, `UPDATE onces SET due_at = $3 WHERE conversation_id = $1 AND seq = $2`, e.ConversationID, e.Seq, until); err != nil {
		return 0, err
	}
	told := []base.ID{actor.Account}
	if shown {
		told = append(told, e.Sender)
	}
	tx.AfterCommit(func() {
		s.Live.Publish(told, openedEvent{"opened", e.ConversationID, actor.Account, e.Seq, base.Time(now)})
	})
	return until, nil
}

func onceGoneOr(err error) error {
	if err != nil {
		return err
	}
	return media.OnceGone()
}

// tellsOpening tells whether the sender of e is told that the person of row opens it: as read receipts are.
func (s *Service) tellsOpening(ctx context.Context, tx *db.Tx, row inboxRow, e Entry) (bool, error) {
	if row.ofGroup() {
		told, err := s.shownAmong(ctx, tx, row.account, []base.ID{e.Sender}, func(p Privacy) bool { return p.ReadReceipts })
		return len(told) > 0, err
	}
	teller, err := s.toldOfPlays(ctx, tx, row)
	return !teller.IsZero(), err
}

// CloseOnce ends the actor's viewing: its addresses are good no more.
func (s *Service) CloseOnce(ctx context.Context, actor api.Actor, id base.ID, seq int64) error {
	return doing("end a viewing", s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := inboxOf(ctx, tx, actor.Account, id); err != nil {
			return err
		}
		const query = `UPDATE openings SET until_at = $5 WHERE conversation_id = $1 AND seq = $2 AND account_id = $3 AND session_id = $4 AND until_at > $5`
		_, err := tx.Exec(ctx, query, id, seq, actor.Account, actor.Session, base.Millis(s.Clock.Now()))
		return err
	}))
}

// Views tells whether a session may view now what it has opened at seq of a conversation.
func (s *Service) Views(ctx context.Context, viewer api.Actor, id base.ID, seq int64) (views bool, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		_, _, err := s.readOnce(ctx, tx, viewer.Account, id, seq)
		if code := base.CodeOf(err); code == "not_found" || code == "erased" {
			return nil
		}
		if err != nil {
			return err
		}
		const query = `SELECT COUNT(*) FROM openings JOIN onces ON onces.conversation_id = openings.conversation_id AND onces.seq = openings.seq
			WHERE openings.conversation_id = $1 AND openings.seq = $2 AND account_id = $3 AND session_id = $4 AND until_at > $5`
		var n int
		err = tx.Row(ctx, query, id, seq, viewer.Account, viewer.Session, base.Millis(s.Clock.Now())).Scan(&n)
		views = n > 0
		return err
	})
	return views, doing("look who views a message", err)
}

// Opened tells of a message that is viewed once that it was opened: by the one who asks, or if they sent it by others, as far as read receipts of both tell.
type Opened struct {
	Seq   int64     `json:"seq"`
	At    time.Time `json:"at" doc:"The first time."`
	Count int       `json:"count" doc:"How many people have opened it."`
}

// OpenedIn answers which messages of a conversation that are viewed once were opened, among those from first to last.
func (s *Service) OpenedIn(ctx context.Context, actor api.Actor, id base.ID, first, last int64) ([]Opened, error) {
	out := []Opened{}
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := inboxOf(ctx, tx, actor.Account, id)
		if err != nil {
			return err
		}
		const query = `SELECT seq, COUNT(*), MIN(opened_at) FROM openings
			WHERE conversation_id = $1 AND seq >= $3 AND seq <= $4 AND (account_id = $2 OR sender_id = $2 AND shown) GROUP BY seq ORDER BY seq DESC LIMIT $5`
		rows, err := tx.Query(ctx, query, id, actor.Account, max(first, row.clearedBefore+1), last, openedMax)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var one Opened
			var at int64
			err := scan(&one.Seq, &one.Count, &at)
			one.At = base.Time(at)
			out = append(out, one)
			return err
		})
	})
	return out, doing("look what was opened", err)
}

// Opener is somebody who has opened what is viewed once.
type Opener struct {
	Person Profile   `json:"person"`
	At     time.Time `json:"at"`
}

// OpenersOf answers who has opened a message of the actor's that is viewed once, the first before the others, at most 50.
func (s *Service) OpenersOf(ctx context.Context, actor api.Actor, id base.ID, seq int64) ([]Opener, error) {
	out := []Opener{}
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		_, e, err := s.readOnce(ctx, tx, actor.Account, id, seq)
		if err == nil && e.Sender != actor.Account {
			err = base.NotFound()
		}
		if err != nil {
			return err
		}
		var people []base.ID
		rows, err := tx.Query(ctx, `SELECT account_id, opened_at FROM openings WHERE conversation_id = $1 AND seq = $2 AND shown ORDER BY opened_at LIMIT $3`, id, seq, openers)
		err = db.Rows(rows, err, func(scan func(...any) error) error {
			var one base.ID
			var at int64
			err := scan(&one, &at)
			people, out = append(people, one), append(out, Opener{At: base.Time(at)})
			return err
		})
		if err != nil {
			return err
		}
		profiles, err := s.Profiles(ctx, tx, actor.Account, people)
		for i, one := range people {
			out[i].Person = profiles[one]
			out[i].Person.ID = one
		}
		return err
	})
	return out, doing("look who has opened a message", err)
}

// settleOnces erases what nobody can open any more: all have, or its time is over.
func (s *Service) settleOnces(ctx context.Context) error {
	for range expireRounds {
		n, err := s.settleSome(ctx)
		if err != nil || n < expireAtOnce {
			return err
		}
	}
	return nil
}

func (s *Service) settleSome(ctx context.Context) (n int, err error) {
	now := base.Millis(s.Clock.Now())
	var due []place
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		due, err = dueOnces(ctx, tx, now)
		return err
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	return len(due), s.DB.Write(ctx, func(tx *db.Tx) error { return s.settleIn(ctx, tx, due, now) })
}

func dueOnces(ctx context.Context, tx *db.Tx, now int64) (due []place, err error) {
	rows, err := tx.Query(ctx, `SELECT conversation_id, seq FROM onces WHERE due_at <= $1 ORDER BY due_at LIMIT $2`, now, expireAtOnce)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var at place
		err := scan(&at.conversation, &at.seq)
		due = append(due, at)
		return err
	})
	return due, err
}

func (s *Service) settleIn(ctx context.Context, tx *db.Tx, due []place, now int64) error {
	slices.SortFunc(due, func(x, y place) int { return bytes.Compare(x.conversation[:], y.conversation[:]) }) // as the locks of rows are taken everywhere
	for _, at := range due {
		if err := lockConversation(ctx, tx, at.conversation); err != nil {
			return err
		}
		o, err := onceAt(ctx, tx, at)
		if base.CodeOf(err) == "once_gone" || err == nil && o.due > now { // it was erased, or opened, meanwhile
			continue
		}
		if err != nil {
			return err
		}
		waits, err := waitsFor(ctx, tx, o, now)
		if err != nil {
			return err
		}
		if waits {
			again := min(base.Millis(base.Time(now).Add(onceAgain)), o.ends)
			if _, err := tx.Exec(ctx, `UPDATE onces SET due_at = $3 WHERE conversation_id = $1 AND seq = $2`, at.conversation, at.seq, again); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM onces WHERE conversation_id = $1 AND seq = $2`, at.conversation, at.seq); err != nil {
			return err
		}
		if err := s.Media.Erase(ctx, tx, []base.ID{o.sender}, []media.Place{{Conversation: at.conversation, Seq: at.seq}}); err != nil {
			return err
		}
	}
	return nil
}

// lookForOnces has be looked before long whether anybody can still open what is viewed once in a conversation, where fewer people can now.
func (s *Service) lookForOnces(ctx context.Context, tx *db.Tx, id base.ID) error {
	soon := base.Millis(s.Clock.Now().Add(onceAgain))
	_, err := tx.Exec(ctx, `UPDATE onces SET due_at = $2 WHERE conversation_id = $1 AND due_at > $2`, id, soon)
	return err
}

// waitsFor tells whether somebody can still open o: they were there when it was sent, they are, they have not deleted it, and have not opened it.
func waitsFor(ctx context.Context, tx *db.Tx, o onceRow, now int64) (waits bool, err error) {
	if now >= o.ends {
		return false, nil
	}
	const query = `SELECT EXISTS (SELECT 1 FROM members
		JOIN entries ON entries.conversation_id = members.conversation_id AND entries.seq = $2
		JOIN inbox ON inbox.account_id = members.account_id AND inbox.conversation_id = members.conversation_id
		WHERE members.conversation_id = $1 AND members.account_id <> $3 AND members.joined_at <= entries.created_at AND inbox.cleared_before < $2
			AND NOT EXISTS (SELECT 1 FROM openings WHERE openings.conversation_id = $1 AND openings.seq = $2 AND openings.account_id = members.account_id)
			AND NOT EXISTS (SELECT 1 FROM hidden_entries WHERE hidden_entries.account_id = members.account_id AND hidden_entries.conversation_id = $1 AND hidden_entries.seq = $2))`
	err = tx.Row(ctx, query, o.at.conversation, o.at.seq, o.sender).Scan(&waits)
	return waits, err
}

// showOpened completes what reader has opened, of messages that are viewed once, with what they saw, as if it could always be seen: as evidence, which is kept when the
// rest is erased.
func showOpened(ctx context.Context, tx *db.Tx, reader base.ID, roots []Entry) error {
	for i, root := range roots {
		once := root.Content.once()
		if once == nil {
			continue
		}
		seen := media.Photo{Duration: once.Duration}
		const query = `SELECT media.media_id, width, height, placeholder, CASE WHEN media.kind = 'moving' THEN media.size ELSE 0 END FROM onces
			JOIN openings ON openings.conversation_id = onces.conversation_id AND openings.seq = onces.seq
			JOIN media ON media.account_id = onces.sender_id AND media.media_id = onces.media_id
			WHERE onces.conversation_id = $1 AND onces.seq = $2 AND openings.account_id = $3`
		err := tx.Row(ctx, query, root.ConversationID, root.Seq, reader).Scan(&seen.ID, &seen.Width, &seen.Height, &seen.Placeholder, &seen.Moving)
		if db.NoRows(err) {
			continue
		}
		if err != nil {
			return err
		}
		shown := messageContent{Type: "photos", Once: once}
		if once.Kind == onceVoice {
			shown.Type, shown.Voice = "voice", &Voice{Voice: media.Voice{ID: seen.ID, Duration: once.Duration}}
		} else {
			shown.Photos = []Photo{{Photo: seen}}
		}
		roots[i].Content = encode(shown)
	}
	return nil
}

package chat

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media"
	"causerie/internal/verify"
)

const (
	photosMax     = 10   // of one message
	altCharacters = 1000 // of what describes a photo
)

// photosPrefix is how the content of a message with photos begins, and of no other.
const photosPrefix = `{"type":"photos"`

// Photo is a photo of a message, with what its sender says of it.
type Photo struct {
	media.Photo
	Alt string `json:"alt,omitempty"`
}

// parsePhotos looks at the photos of a message as its sender names them: by their ids, each once.
func parsePhotos(named []Photo) ([]Photo, error) {
	if len(named) == 0 || len(named) > photosMax {
		return nil, invalid("content.photos", "A message of photos and videos has 1 to 10 of them.")
	}
	photos, seen := make([]Photo, len(named)), map[base.ID]bool{}
	for i, p := range named {
		where := "content.photos[" + strconv.Itoa(i) + "]"
		if p.ID.IsZero() || seen[p.ID] {
			return nil, invalid(where+".id", "Name each photo once, by the id that it was given.")
		}
		seen[p.ID] = true
		alt := strings.Join(strings.Fields(strings.ToValidUTF8(p.Alt, "")), " ")
		if len(alt) > 0 {
			var err error
			if alt, err = cleanText(alt); base.CodeOf(err) == "empty" {
				alt, err = "", nil
			}
			if err != nil || len([]rune(alt)) > altCharacters {
				return nil, invalid(where+".alt", "The description of a photo has at most 1,000 characters, and none that controls.")
			}
		}
		photos[i] = Photo{Photo: media.Photo{ID: p.ID}, Alt: alt}
	}
	return photos, nil
}

// photos are those of a message, none of anything else.
func (c Content) photos() []Photo {
	var m messageContent
	if !strings.HasPrefix(string(c), photosPrefix) || json.Unmarshal([]byte(c), &m) != nil {
		return nil
	}
	return m.Photos
}

// videosAmong is how many of the photos of a message are videos.
func videosAmong(photos []Photo) (n int) {
	for _, p := range photos {
		if p.Duration > 0 {
			n++
		}
	}
	return n
}

// movingAmong is how many of the photos of a message move.
func movingAmong(photos []Photo) (n int) {
	for _, p := range photos {
		if p.Moving > 0 {
			n++
		}
	}
	return n
}

// videoLength is how many seconds the first video of a message plays, 0 where it has none.
func videoLength(photos []Photo) int {
	for _, p := range photos {
		if p.Duration > 0 {
			return max(1, (p.Duration+500)/1000)
		}
	}
	return 0
}

// VideosIn are those of the photos of an entry's content that are videos.
func VideosIn(c Content) (ids []base.ID) {
	for _, p := range c.photos() {
		if p.Duration > 0 {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// MovingIn are those of the photos of an entry's content that move.
func MovingIn(c Content) (ids []base.ID) {
	for _, p := range c.photos() {
		if p.Moving > 0 {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// PhotosIn are the ids of the photos and videos that the content of an entry shows.
func PhotosIn(c Content) (ids []base.ID) {
	for _, p := range c.photos() {
		ids = append(ids, p.ID)
	}
	return ids
}

// loadPhotos finds the photos that messages are to be sent with.
func (b *batch) loadPhotos(ctx context.Context) (err error) {
	var named []media.Owned
	for _, k := range b.works {
		if k.append == nil {
			continue
		}
		for _, p := range k.append.photos {
			named = append(named, media.Owned{Owner: k.actor, ID: p.ID})
		}
		if once := k.append.once; once != nil && once.Kind != onceVoice {
			named = append(named, media.Owned{Owner: k.actor, ID: *once.ID})
		}
	}
	if len(named) > 0 {
		b.photos, err = b.Media.Unsent(ctx, b.tx, named)
	}
	return err
}

// attach completes a message with what is stored of its photos, which are those of no other message from then on.
func (b *batch) attach(k *work) error {
	d := k.append
	if len(d.photos) == 0 {
		return nil
	}
	for i, p := range d.photos {
		stored, there := b.photos[media.Owned{Owner: k.actor, ID: p.ID}]
		if !there {
			return base.Gone("photo_gone", "A photo or video is no longer on the server, or was sent already. Attach it again.")
		}
		d.photos[i].Photo = stored
	}
	for _, p := range d.photos {
		delete(b.photos, media.Owned{Owner: k.actor, ID: p.ID})
	}
	d.message.Photos = d.photos
	d.content = encode(d.message)
	return nil
}

// sendMedia notes of the photos, voice notes and pictures of previews of this batch's messages which message they are of.
func (b *batch) sendMedia(ctx context.Context) error {
	var photos []media.Owned
	var places []media.Place
	for _, e := range b.entries {
		for _, id := range mediaIn(e.Content) {
			photos, places = append(photos, media.Owned{Owner: e.Sender, ID: id}), append(places, media.Place{Conversation: e.ConversationID, Seq: e.Seq})
		}
	}
	for _, one := range b.onces {
		photos, places = append(photos, one.of), append(places, media.Place{Conversation: one.at.conversation, Seq: one.at.seq})
	}
	if len(photos) == 0 {
		return nil
	}
	return b.Media.Send(ctx, b.tx, photos, places)
}

// eraseMedia removes the photos, voice notes and pictures of previews of the messages that this batch erases.
func (b *batch) eraseMedia(ctx context.Context) error {
	var owners []base.ID
	var places []media.Place
	for _, at := range b.erased {
		if t := b.targets[at]; t.photos || t.voice || t.file || t.link || t.once || t.sticker {
			owners, places = append(owners, t.sender), append(places, media.Place{Conversation: at.conversation, Seq: at.seq})
		}
	}
	if len(owners) == 0 {
		return nil
	}
	return b.Media.Erase(ctx, b.tx, owners, places)
}

// Reads tells whether viewer can read the message at seq of a conversation now: they are in it, and it is neither erased nor gone for them. What is viewed once is
// nothing that one reads.
func (s *Service) Reads(ctx context.Context, viewer, conversation base.ID, seq int64) (reads bool, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := inboxOf(ctx, tx, viewer, conversation)
		if base.CodeOf(err) == "not_found" || err == nil && seq <= row.clearedBefore {
			return nil
		}
		if err != nil {
			return err
		}
		entries, err := entriesAt(ctx, tx, base.Millis(s.Clock.Now()), []place{{conversation, seq}})
		if err != nil || len(entries) == 0 {
			return err
		}
		err = hide(ctx, tx, row, entries)
		reads = !entries[0].Erased && !entries[0].Hidden && !entries[0].Content.isOnce()
		return err
	})
	return reads, doing("look who reads a message", err)
}

// findLostMedia looks for photos and voice notes of messages that are not stored as theirs.
func findLostMedia(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	const page = 500
	for last := (place{}); ; {
		const query = `SELECT ` + entryColumns + ` FROM entries WHERE (conversation_id, seq) > ($1, $2) AND SUBSTR(content, 1, 16) IN ($3, $4, $5, $6, $7, $8)
			ORDER BY conversation_id, seq LIMIT $9`
		batch, err := queryEntries(ctx, tx, 0, query, last.conversation, last.seq, photosPrefix, voicePrefix, filePrefix, linkPrefix, stickerPrefix, locationPrefix, page)
		if err != nil || len(batch) == 0 {
			return err
		}
		if err := findLostMediaOf(ctx, tx, batch, found); err != nil {
			return err
		}
		last = place{batch[len(batch)-1].ConversationID, batch[len(batch)-1].Seq}
	}
}

func findLostMediaOf(ctx context.Context, tx *db.Tx, batch []Entry, found *verify.Finding) error {
	wanted := map[media.Owned]place{}
	var owners, ids []base.ID
	for _, e := range batch {
		for _, id := range mediaIn(e.Content) {
			wanted[media.Owned{Owner: e.Sender, ID: id}] = place{e.ConversationID, e.Seq}
			owners, ids = append(owners, e.Sender), append(ids, id)
		}
	}
	found.Looked += int64(len(ids))
	const query = `SELECT media.account_id, media_id, conversation_id, seq FROM /*rows*/ media WHERE account_id = $1 AND media_id = $2 AND conversation_id IS NOT NULL`
	err := tx.QueryRows(ctx, query, db.Columns{owners, ids}, func(scan func(...any) error) error {
		var of media.Owned
		var at place
		err := scan(&of.Owner, &of.ID, &at.conversation, &at.seq)
		if wanted[of] == at {
			delete(wanted, of)
		}
		return err
	})
	for of, at := range wanted {
		found.Add("conversation", at.conversation, "seq", at.seq, "media", of.ID)
	}
	return err
}

package media

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image/jpeg"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Photo is a picture of a message, or a video and its poster.
type Photo struct {
	ID          base.ID `json:"id"`
	Width       int     `json:"width" doc:"In pixels, as it is shown at the most."`
	Height      int     `json:"height"`
	Duration    int     `json:"duration,omitempty" doc:"Of a video, whose poster this is: how long it plays, in milliseconds, as the server measured it."`
	Original    int64   `json:"original,omitempty" doc:"Of a photo that is also kept in its full dimensions: how large that file is, in bytes."`
	Moving      int64   `json:"moving,omitempty" doc:"Of a photo that moves, whose first picture this is: how large the GIF is in which it does, in bytes. See getPhoto."`
	Placeholder string  `json:"placeholder" doc:"A blurred picture in about 25 bytes (ThumbHash), in base64: what stands in its place until it is there."`
}

// MadePhoto is what became of an upload.
type MadePhoto struct {
	Photo
	Still bool `json:"still,omitempty" doc:"Told once: it moves, and is too large, or too broken, to be kept so. Only its first picture is."`
}

// sized sets how large the file is that a photo of a kind has beside those that all have.
func (p *Photo) sized(kind string, size int64) {
	switch kind {
	case kindOriginal:
		p.Original = size
	case kindMoving:
		p.Moving = size
	}
}

// Place is where a message stands.
type Place struct {
	Conversation base.ID
	Seq          int64
}

// Owned is a photo or a voice note, and whose it is.
type Owned struct{ Owner, ID base.ID }

// MakePhoto makes a photo of an upload of the actor's that came in whole, under the same id; made tells that it was not there before. It waits to be sent:
// what is not is removed after two days. With original, it is also kept in its full dimensions; what moves is kept so, and only so.
func (s *Service) MakePhoto(ctx context.Context, actor api.Actor, id base.ID, original bool) (photo MadePhoto, made bool, err error) {
	if photo.Photo, err = s.photo(ctx, actor.Account, id); err == nil || base.CodeOf(err) != "not_found" {
		return photo, false, err
	}
	now := s.Clock.Now()
	if !s.shares.take(actor.Account) {
		return photo, false, base.TooMany("rate_limited", "Your last pictures are still being worked on. Try again in a moment.", now.Add(retryPicture))
	}
	defer s.shares.give(actor.Account)
	results, err := s.workOn(ctx, actor.Account, id, job{Sizes: sidesOf[kindPhoto], Whole: true, All: original, Move: true})
	if err != nil {
		return photo, false, err
	}
	kind, moves, results := kindPhoto, results[0], results[1:]
	if original {
		kind = kindOriginal
	}
	if photo.Still = string(moves) == keptStill; len(moves) > 0 && !photo.Still {
		kind, results = kindMoving, append([][]byte{moves}, results[len(results)-1-len(sidesOf[kindPhoto]):]...)
	}
	large := results[0]
	if kind != kindPhoto {
		photo.sized(kind, int64(len(large)))
		large = results[1]
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(large))
	if err != nil {
		return photo, false, base.Invalid("image_invalid", "This picture cannot be read. The file may be damaged.")
	}
	photo.Width, photo.Height, photo.Placeholder = size.Width, size.Height, base64.RawStdEncoding.EncodeToString(results[len(results)-1])
	if err := s.writeAll(ctx, id, kind, results); err != nil {
		return photo, false, base.Storing("storing a photo", err)
	}
	made, err = s.keepNew(ctx, actor.Account, id, "keep a photo", func(tx *db.Tx) error { return s.keepPhoto(ctx, tx, actor.Account, kind, photo.Photo) })
	if err == nil && !made {
		photo.Photo, err = s.photo(ctx, actor.Account, id)
	}
	return photo, made, err
}

// workOn has a worker carry out a job on an upload that came in whole. One that never becomes what it was to be is removed.
func (s *Service) workOn(ctx context.Context, owner, id base.ID, j job) ([][]byte, error) {
	file, err := s.upload(ctx, owner, id)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	most, refusal := s.PhotoBytes, base.TooLarge("This photo is larger than the server takes.")
	if j.Voice {
		most, refusal = MaxVoice, base.TooLarge("A voice message has at most 8 MB.")
	}
	if file.Size() > most {
		s.removeUpload(ctx, owner, id)
		return nil, refusal
	}
	results, err := s.workers.do(ctx, s.Clock.Now(), file, j)
	if kind := base.KindOf(err); err != nil && (kind == base.KindInvalid || kind == base.KindUnsupported) {
		s.removeUpload(ctx, owner, id)
	}
	return results, err
}

// keepNew stores what was made of an upload, which goes then; isNew is false where it was asked for twice, and is there. Files that no row comes to name go with the
// next sweep: another request may be making the same.
func (s *Service) keepNew(ctx context.Context, owner, id base.ID, doing string, insert func(tx *db.Tx) error) (isNew bool, err error) {
	err = s.DB.Write(ctx, insert)
	if db.IsUnique(err) {
		return false, nil
	}
	if err != nil {
		return false, base.Doing(doing, err)
	}
	s.removeUpload(ctx, owner, id)
	return true, nil
}

// roomForUnsent fails where owner has as much as one may have that is of no message.
func roomForUnsent(ctx context.Context, tx *db.Tx, owner base.ID) error {
	var unsent int
	const count = `SELECT COUNT(*) FROM media WHERE account_id = $1 AND kind <> 'avatar' AND kind <> 'preview' AND kind <> 'pack_sticker' AND conversation_id IS NULL`
	if err := tx.Row(ctx, count, owner).Scan(&unsent); err != nil {
		return err
	}
	if unsent >= uploadsOfOne {
		return base.Conflict("upload_limit", "You have many photos and voice messages that are not sent. Send them, or wait for two days until they are gone.")
	}
	return nil
}

func (s *Service) keepPhoto(ctx context.Context, tx *db.Tx, owner base.ID, kind string, p Photo) error {
	if err := roomForUnsent(ctx, tx, owner); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO media (account_id, media_id, kind, created_at, width, height, placeholder, size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		owner, p.ID, kind, base.Millis(s.Clock.Now()), p.Width, p.Height, p.Placeholder, p.Original+p.Moving)
	return err
}

// photo is a photo or video of owner's.
func (s *Service) photo(ctx context.Context, owner, id base.ID) (p Photo, err error) {
	p.ID = id
	var kind string
	var size int64
	err = s.DB.ReadRow(ctx, `SELECT width, height, placeholder, duration, size, kind FROM media WHERE account_id = $1 AND media_id = $2 AND kind IN ('photo', 'original', 'moving', 'video')`,
		[]any{owner, id}, &p.Width, &p.Height, &p.Placeholder, &p.Duration, &size, &kind)
	if db.NoRows(err) {
		return p, base.NotFound()
	}
	p.sized(kind, size)
	return p, base.Doing("find a photo", err)
}

// Unsent are those of photos and videos that are of no message yet. They stay so until tx ends, but for what tx does.
func (s *Service) Unsent(ctx context.Context, tx *db.Tx, photos []Owned) (map[Owned]Photo, error) {
	owners, ids := columns(photos)
	if err := holdRows(ctx, tx, owners, ids); err != nil {
		return nil, err
	}
	found := map[Owned]Photo{}
	const query = `SELECT account_id, media_id, width, height, placeholder, duration, size, kind FROM /*rows*/ media
		WHERE account_id = $1 AND media_id = $2 AND kind IN ('photo', 'original', 'moving', 'video') AND conversation_id IS NULL`
	err := tx.QueryRows(ctx, query, db.Columns{owners, ids}, func(scan func(...any) error) error {
		var of Owned
		var p Photo
		var kind string
		var size int64
		err := scan(&of.Owner, &of.ID, &p.Width, &p.Height, &p.Placeholder, &p.Duration, &size, &kind)
		p.ID = of.ID
		p.sized(kind, size)
		found[of] = p
		return err
	})
	return found, err
}

// holdRows keeps others from changing media until tx ends. SQLite has one writer anyway.
func holdRows(ctx context.Context, tx *db.Tx, owners, ids []base.ID) error {
	if tx.Dialect() == db.SQLite {
		return nil
	}
	const lock = `UPDATE media SET kind = kind /*from rows*/ WHERE account_id = $1 AND media_id = $2`
	return tx.ExecRows(ctx, lock, db.Columns{owners, ids})
}

// Send makes photos and voice notes those of messages, each in the place of its message.
func (s *Service) Send(ctx context.Context, tx *db.Tx, sent []Owned, places []Place) error {
	owners, ids := columns(sent)
	conversations, seqs := placeColumns(places)
	const query = `UPDATE media SET conversation_id = $3, seq = $4 /*from rows*/ WHERE account_id = $1 AND media_id = $2`
	return tx.ExecRows(ctx, query, db.Columns{owners, ids, conversations, seqs})
}

// Erase removes the photos and voice notes of messages that owners, each in the place of its message, have sent, unless they are held. The files go once tx is
// committed.
func (s *Service) Erase(ctx context.Context, tx *db.Tx, owners []base.ID, places []Place) error {
	conversations, seqs := placeColumns(places)
	if tx.Dialect() == db.Postgres { // so that none becomes held in between
		const lock = `UPDATE media SET kind = kind /*from rows*/ WHERE account_id = $1 AND conversation_id = $2 AND seq = $3`
		if err := tx.ExecRows(ctx, lock, db.Columns{owners, conversations, seqs}); err != nil {
			return err
		}
	}
	var photos []Owned
	const query = `SELECT account_id, media_id FROM /*rows*/ media WHERE account_id = $1 AND conversation_id = $2 AND seq = $3`
	err := tx.QueryRows(ctx, query, db.Columns{owners, conversations, seqs}, func(scan func(...any) error) error {
		var one Owned
		err := scan(&one.Owner, &one.ID)
		photos = append(photos, one)
		return err
	})
	if err != nil {
		return fmt.Errorf("find the media of messages: %w", err)
	}
	for _, one := range photos {
		if err := s.Drop(ctx, tx, one.Owner, one.ID); err != nil {
			return err
		}
	}
	return nil
}

func columns(photos []Owned) (owners, ids []base.ID) {
	for _, p := range photos {
		owners, ids = append(owners, p.Owner), append(ids, p.ID)
	}
	return owners, ids
}

func placeColumns(places []Place) (conversations []base.ID, seqs []int64) {
	for _, p := range places {
		conversations, seqs = append(conversations, p.Conversation), append(seqs, p.Seq)
	}
	return conversations, seqs
}

// sweepUnsent removes photos and voice notes that were never sent.
func (s *Service) sweepUnsent(ctx context.Context, tx *db.Tx) error {
	const late = `kind <> 'avatar' AND kind <> 'pack_sticker' AND conversation_id IS NULL AND created_at < $1`
	before := base.Millis(s.Clock.Now().Add(-uploadAge))
	var gone []base.ID
	rows, err := tx.Query(ctx, `DELETE FROM media WHERE `+late+` RETURNING media_id`, before)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		err := scan(&id)
		gone = append(gone, id)
		return err
	})
	if err == nil {
		s.removeAfter(tx, gone...)
	}
	return err
}

// mayRead tells whether viewer may be given a photo or voice note of owner's now, or was given its address. What is none of owner's of that kind is not found.
func (s *Service) mayRead(ctx context.Context, viewer, owner, id base.ID, kind string, given bool) (bool, error) {
	if kind == kindSticker {
		return s.maySee(ctx, viewer, owner, id, given)
	}
	var conversation base.ID
	var seq int64
	video, original, moves := kind, kind, kind
	if kind == kindPhoto { // the poster of a video is one
		video, original, moves = kindVideo, kindOriginal, kindMoving
	}
	err := s.DB.ReadRow(ctx, `SELECT conversation_id, seq FROM media WHERE account_id = $1 AND media_id = $2 AND kind IN ($3, $4, $5, $6)`,
		[]any{owner, id, kind, video, original, moves}, &conversation, &seq)
	switch {
	case db.NoRows(err):
		return false, base.NotFound()
	case err != nil:
		return false, base.Doing("find media of a message", err)
	case conversation.IsZero():
		return viewer == owner, nil
	}
	return s.Reads(ctx, viewer, conversation, seq)
}

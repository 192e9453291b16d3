package media

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/sound"
)

const (
	// MaxVoice is the largest recording that is taken, in bytes: five minutes at what browsers use at the most.
	MaxVoice = 8 << 20
	// LongestVoice is how long a voice note plays at most; voiceSlack is for a recorder that stops a little late.
	LongestVoice = 5 * time.Minute
	voiceSlack   = 2 * time.Second

	// VoiceFile stands in the place of a side in addresses and names: a voice note has one file.
	VoiceFile = 1
)

// Voice is a voice note of a message.
type Voice struct {
	ID       base.ID `json:"id"`
	Duration int     `json:"duration" doc:"In milliseconds, as the server measured it."`
}

var errDuration = errors.New("duration")

func notARecording() error {
	return &base.Error{Kind: base.KindUnsupported, Code: "audio_invalid", Message: "This is not a recording as browsers make them: Opus in WebM, Ogg or MP4, or AAC in MP4."}
}

func tooLong() error { return base.Invalid("audio_too_long", "A voice message has at most 5 minutes.") }

// rewritten is a recording made anew, and its length in milliseconds, in four bytes. It runs in the worker.
func rewritten(file []byte) ([][]byte, error) {
	made, length, err := sound.Rewrite(file, LongestVoice+voiceSlack)
	switch {
	case errors.Is(err, sound.ErrTooLong):
		return nil, errDuration
	case errors.Is(err, sound.ErrUnsupported):
		return nil, errUnsupported
	case err != nil:
		return nil, errBroken
	}
	return [][]byte{made, binary.BigEndian.AppendUint32(nil, uint32(max(1, length.Milliseconds())))}, nil
}

// voiceChecks are what the results of such a job have to look like.
var voiceChecks = []func([]byte) bool{
	func(made []byte) bool { return sound.TypeOf(made) != "" },
	func(length []byte) bool {
		return len(length) == 4 && binary.BigEndian.Uint32(length) > 0 && int64(binary.BigEndian.Uint32(length)) <= (LongestVoice+voiceSlack).Milliseconds()
	},
}

// MakeVoice makes a voice note of an upload of the actor's that came in whole, under the same id; made tells that it was not there before. It waits to be
// sent: what is not is removed after two days.
func (s *Service) MakeVoice(ctx context.Context, actor api.Actor, id base.ID) (v Voice, made bool, err error) {
	if v, err = s.voice(ctx, actor.Account, id); err == nil || base.CodeOf(err) != "not_found" {
		return v, false, err
	}
	if !s.shares.take(actor.Account) {
		return v, false, base.TooMany("rate_limited", "Your last recordings are still being worked on. Try again in a moment.", s.Clock.Now().Add(retryPicture))
	}
	defer s.shares.give(actor.Account)
	results, err := s.workOn(ctx, actor.Account, id, job{Voice: true})
	if err != nil {
		return v, false, err
	}
	v = Voice{ID: id, Duration: int(binary.BigEndian.Uint32(results[1]))}
	if err := s.writeAll(ctx, id, kindVoice, results); err != nil {
		return v, false, base.Storing("storing a voice note", err)
	}
	made, err = s.keepNew(ctx, actor.Account, id, "keep a voice note", func(tx *db.Tx) error {
		if err := roomForUnsent(ctx, tx, actor.Account); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO media (account_id, media_id, kind, created_at, duration) VALUES ($1, $2, 'voice', $3, $4)`,
			actor.Account, v.ID, base.Millis(s.Clock.Now()), v.Duration)
		return err
	})
	if err == nil && !made {
		v, err = s.voice(ctx, actor.Account, id)
	}
	return v, made, err
}

// voice is a voice note of owner's.
func (s *Service) voice(ctx context.Context, owner, id base.ID) (Voice, error) {
	v := Voice{ID: id}
	err := s.DB.ReadRow(ctx, `SELECT duration FROM media WHERE account_id = $1 AND media_id = $2 AND kind = 'voice'`, []any{owner, id}, &v.Duration)
	if db.NoRows(err) {
		return v, base.NotFound()
	}
	return v, base.Doing("find a voice note", err)
}

// UnsentVoices are those of voice notes that are of no message yet. They stay so until tx ends, but for what tx does.
func (s *Service) UnsentVoices(ctx context.Context, tx *db.Tx, voices []Owned) (map[Owned]Voice, error) {
	owners, ids := columns(voices)
	if err := holdRows(ctx, tx, owners, ids); err != nil {
		return nil, err
	}
	found := map[Owned]Voice{}
	const query = `SELECT account_id, media_id, duration FROM /*rows*/ media
		WHERE account_id = $1 AND media_id = $2 AND kind = 'voice' AND conversation_id IS NULL`
	err := tx.QueryRows(ctx, query, db.Columns{owners, ids}, func(scan func(...any) error) error {
		var of Owned
		var v Voice
		err := scan(&of.Owner, &of.ID, &v.Duration)
		v.ID = of.ID
		found[of] = v
		return err
	})
	return found, err
}

// voiceType is the type of a voice note's file, told by how it begins.
func voiceType(f io.ReadSeeker) (string, error) {
	head := make([]byte, 8)
	if _, err := io.ReadFull(f, head); err != nil {
		return "", base.Storing("reading a voice note", err)
	}
	return sound.TypeOf(head), seekStart(f)
}

func (s *Service) voiceRoutes(r *api.Router) {
	makeRoute(r, api.Op{ID: "makeVoice", Path: "/v1/voices",
		Summary: "Make a voice note for a message of an upload that is whole: a recording of at most 5 minutes and 8 MB, Opus in WebM, Ogg or MP4, or AAC in MP4"}, func(ctx context.Context, actor api.Actor, in *makeInput) (Voice, bool, error) {
		return s.MakeVoice(ctx, actor, in.Body.Upload)
	})
	api.Handle(r, api.Op{
		ID: "getVoice", Method: http.MethodGet, Path: "/v1/voices/{owner}/{id}", Tag: "media", Status: http.StatusFound,
		Summary: "Go to a voice note of a message that one can read, as signed for the one who asks: WebM or MP4, of which any part can be fetched",
	}, func(actor api.Actor, w http.ResponseWriter, req *http.Request) error {
		return s.leadToOnly(actor, w, req, VoiceFile, kindVoice)
	})
}

package media

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	// MaxVideo and MaxVideoLength bound what may be set as the largest and the longest video; the usual ones are taken where nothing is set.
	MaxVideo         = 2 << 30
	MaxVideoLength   = time.Hour
	usualVideo       = 200 << 20
	usualVideoLength = 5 * time.Minute

	// VideoFile stands in the place of a side in addresses and names. The other files of a video are those of a photo: its poster.
	VideoFile = 3

	// videoSlack is for a camera that stops a little late.
	videoSlack = 2 * time.Second
	// videosWaiting is how many videos of one owner may wait to be made: those of a message.
	videosWaiting = 10
	// videoAnswer is how long who asks for a video is kept waiting for it before they are told that it is not ready, and videoLook how often it is looked for meanwhile.
	videoAnswer, videoLook = 8 * time.Second, 400 * time.Millisecond
)

// The states of a video.
const (
	videoPreparing = "preparing"
	videoReady     = "ready"
)

// Video is what becomes of an upload of a video. Once it is ready, it is a photo that has a length.
type Video struct {
	State string `json:"state" enum:"preparing,ready" doc:"While it is prepared, ask again."`
	Photo
}

// Videos is what this server takes as a video.
type Videos struct {
	MB      int `json:"mb" doc:"The largest file, in megabytes."`
	Seconds int `json:"seconds" doc:"The longest."`
}

// Videos tells what is taken as a video; nil where none is.
func (s *Service) Videos() *Videos {
	if !s.takesVideos() {
		return nil
	}
	return &Videos{int(s.VideoBytes >> 20), int(s.VideoLength / time.Second)}
}

// What can be wrong with a video, by the code that is kept with it.
var videoFailures = map[string]func() error{
	"video_invalid": func() error {
		return &base.Error{Kind: base.KindUnsupported, Code: "video_invalid", Message: "This video can't be read. Try another one."}
	},
	"video_too_long": func() error {
		return base.Invalid("video_too_long", "This video is longer than the server takes. Choose a shorter one.")
	},
}

func noVideos() error {
	return base.Conflict("videos_off", "This server takes no videos. Send it as a file.")
}

// MakeVideo has a video made of an upload of the actor's that came in whole, under the same id; begun tells that this was not asked for before. It waits for it a little, and tells
// who asks whether it is ready. It waits to be sent then: what is not is removed after two days.
func (s *Service) MakeVideo(ctx context.Context, actor api.Actor, id base.ID) (v Video, begun bool, err error) {
	v, err = s.video(ctx, actor.Account, id)
	if base.CodeOf(err) == "not_found" {
		begun, err = s.queueVideo(ctx, actor.Account, id)
		v = Video{State: videoPreparing, Photo: Photo{ID: id}}
	}
	if err != nil {
		return Video{}, false, err
	}
	if v.State == videoPreparing && s.takesVideos() { // a server that had it may have ended
		s.films.wake()
	}
	until := time.NewTimer(videoAnswer)
	defer until.Stop()
	look := time.NewTicker(videoLook)
	defer look.Stop()
	for v.State == videoPreparing && err == nil {
		select {
		case <-ctx.Done():
			return v, begun, nil
		case <-until.C:
			return v, begun, nil
		case <-look.C:
			v, err = s.video(ctx, actor.Account, id)
		}
	}
	return v, begun, err
}

// video is what became of one of owner's, so far.
func (s *Service) video(ctx context.Context, owner, id base.ID) (Video, error) {
	p, err := s.photo(ctx, owner, id)
	if err == nil {
		return Video{videoReady, p}, nil
	}
	if base.CodeOf(err) != "not_found" {
		return Video{}, err
	}
	var failure string
	err = s.DB.ReadRow(ctx, `SELECT failure FROM videos WHERE account_id = $1 AND media_id = $2`, []any{owner, id}, &failure)
	switch {
	case db.NoRows(err): // or it became ready in between
		if p, err := s.photo(ctx, owner, id); err == nil {
			return Video{videoReady, p}, nil
		}
		return Video{}, base.NotFound()
	case err != nil:
		return Video{}, base.Doing("find a video", err)
	case failure != "":
		return Video{}, videoFailure(failure)
	}
	return Video{State: videoPreparing, Photo: Photo{ID: id}}, nil
}

func videoFailure(code string) error {
	if told := videoFailures[code]; told != nil {
		return told()
	}
	return videoFailures["video_invalid"]()
}

// queueVideo has an upload wait for its turn, unless it tells at once that nothing will come of it.
func (s *Service) queueVideo(ctx context.Context, owner, id base.ID) (bool, error) {
	if !s.takesVideos() {
		return false, noVideos()
	}
	file, err := s.upload(ctx, owner, id)
	if err != nil {
		return false, err
	}
	defer file.Close()
	if err := s.videoRefused(file); err != nil {
		if base.KindOf(err) != base.KindUnavailable && base.KindOf(err) != base.KindInternal {
			s.removeUpload(ctx, owner, id)
		}
		return false, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := roomForUnsent(ctx, tx, owner); err != nil {
			return err
		}
		var waiting int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM videos WHERE account_id = $1 AND failure = ''`, owner).Scan(&waiting); err != nil {
			return err
		}
		if waiting >= videosWaiting {
			return base.Conflict("upload_limit", "You have many videos that are being prepared. Wait for some of them.")
		}
		_, err := tx.Exec(ctx, `INSERT INTO videos (account_id, media_id, created_at, turn) VALUES ($1, $2, $3, $4)`, owner, id, base.Millis(s.Clock.Now()), waiting)
		return err
	})
	if db.IsUnique(err) { // it was asked for twice
		return false, nil
	}
	if err != nil {
		return false, base.Doing("queue a video", err)
	}
	return true, nil
}

// videoRefused tells what is wrong with an upload as far as its beginning tells.
func (s *Service) videoRefused(file file) error {
	if file.Size() > s.VideoBytes {
		return base.TooLarge("This video is larger than the server takes.")
	}
	demuxer, err := demuxerOfFile(file)
	if err != nil {
		return base.Storing("looking at an upload", err)
	}
	if demuxer == "" {
		return videoFailure("video_invalid")
	}
	if length, err := lengthToldBy(file, file.Size()); demuxer == "mov" && err == nil && length > s.VideoLength+videoSlack {
		return videoFailure("video_too_long")
	}
	return nil
}

func demuxerOfFile(file io.ReaderAt) (string, error) {
	head := make([]byte, 12)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return demuxerOf(head[:n]), nil
}

// sweepVideos removes what has waited, or failed, for as long as an upload may rest.
func (s *Service) sweepVideos(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM videos WHERE created_at < $1`, base.Millis(s.Clock.Now().Add(-uploadAge)))
	return err
}

func (s *Service) videoRoutes(r *api.Router) {
	makeRoute(r, api.Op{ID: "makeVideo", Path: "/v1/videos",
		Summary: "Make a video for a message of an upload that is whole: MP4, MOV or WebM, as large and long as getServer tells. It takes a while: ask again until it is ready"}, func(ctx context.Context, actor api.Actor, in *makeInput) (Video, bool, error) {
		return s.MakeVideo(ctx, actor, in.Body.Upload)
	})
	api.Handle(r, api.Op{
		ID: "getVideo", Method: http.MethodGet, Path: "/v1/videos/{owner}/{id}", Tag: "media", Status: http.StatusFound,
		Summary: "Go to a video of a message that one can read, as signed for the one who asks: MP4, of which any part can be fetched. Its poster is a photo: see getPhoto",
	}, func(actor api.Actor, w http.ResponseWriter, req *http.Request) error {
		return s.leadToOnly(actor, w, req, VideoFile, kindVideo)
	})
}

package media

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"image/jpeg"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	// videoLease is for how long a server has a video to itself; it says again that it does three times in that time.
	videoLease = 15 * time.Second
	// videoAttempts is how often making a video is begun: one at which servers end is given up.
	videoAttempts = 3
	// videoRest is how long nothing is looked for where nothing is known to wait: what another server has left.
	videoRest = 10 * time.Second
	// filmFolder is how the folders begin in which videos are made.
	filmFolder = "film-"
)

// films makes videos of what waits, one after the other.
type films struct {
	filmMaker
	woken chan struct{}
	off   atomic.Bool // ffmpeg is there, and does not work
}

// findFilms looks for ffmpeg. That it is not there is no reason not to start.
func findFilms(binary, ffmpeg string, log *slog.Logger) *films {
	path, err := exec.LookPath(ffmpeg)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		log.Warn("this server takes no videos", "error", err, "do", "install ffmpeg, or see --ffmpeg")
		return nil
	}
	return &films{filmMaker: filmMaker{binary: binary, ffmpeg: path}, woken: make(chan struct{}, 1)}
}

// takesVideos tells whether videos can be made here.
func (s *Service) takesVideos() bool { return s.films != nil && !s.films.off.Load() }

func (f *films) wake() {
	select {
	case f.woken <- struct{}{}:
	default:
	}
}

// waitingVideo is an upload of which a video is to be made.
type waitingVideo struct {
	owner, id base.ID
	lease     int64 // until when it is this server's
	attempts  int
}

// MakeVideos makes the videos that wait, until ctx is done.
func (s *Service) MakeVideos(ctx context.Context) {
	if s.films == nil {
		return
	}
	found, err := FindFFmpeg(ctx, s.films.ffmpeg)
	if err != nil {
		if ctx.Err() == nil {
			s.films.off.Store(true)
			s.Log.Warn("this server takes no videos", "error", err, "do", "causerie doctor tells more")
		}
		return
	}
	s.Log.Info("videos are taken", "ffmpeg", found.Path, "version", found.Version)
	rest := time.NewTicker(videoRest)
	defer rest.Stop()
	for {
		for s.makeNext(ctx) {
		}
		select {
		case <-ctx.Done():
			return
		case <-s.films.woken:
		case <-rest.C:
		}
	}
}

// makeNext makes the video whose turn it is, and tells whether there was one.
func (s *Service) makeNext(ctx context.Context) bool {
	w, found, err := s.takeVideo(ctx)
	if err != nil || !found {
		if err != nil && ctx.Err() == nil {
			s.Log.Warn("look for videos that wait", "error", err)
		}
		return false
	}
	making, stop := context.WithCancel(ctx)
	defer stop()
	kept := make(chan int64, 1)
	go func() { kept <- s.keepVideo(making, w, stop) }()
	began := time.Now()
	made, err := s.makeVideo(making, w)
	stop()
	w.lease = <-kept
	after := context.WithoutCancel(ctx)
	if err == nil {
		err = s.finishVideo(after, w, made)
	}
	observeVideo(began, err)
	switch code := base.CodeOf(err); {
	case err == nil:
		s.removeUpload(after, w.owner, w.id)
	case videoFailures[code] != nil:
		s.Log.Debug("a video cannot be made", "code", code, "error", err)
		err = s.failVideo(after, w, code)
	case ctx.Err() != nil: // this server ends: another one begins anew
		err = s.giveBack(after, w, 0, w.attempts-1)
	default:
		s.Log.Warn("making a video did not work", "media", w.id, "attempt", w.attempts, "error", err)
		if err = nil; w.attempts >= videoAttempts {
			err = s.failVideo(after, w, "video_invalid")
		}
	}
	if err != nil {
		s.Log.Warn("note what became of a video", "media", w.id, "error", err)
		return false
	}
	return ctx.Err() == nil
}

// takeVideo has the video whose turn it is be this server's.
func (s *Service) takeVideo(ctx context.Context) (w waitingVideo, found bool, err error) {
	now := s.Clock.Now()
	// The second condition holds where another server took it meanwhile.
	const take = `UPDATE videos SET lease_until = $1, attempts = attempts + 1
		WHERE (account_id, media_id) = (SELECT account_id, media_id FROM videos WHERE failure = '' AND lease_until < $2 ORDER BY turn, created_at LIMIT 1) AND lease_until < $2
		RETURNING account_id, media_id, attempts`
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		w, found = waitingVideo{lease: base.Millis(now.Add(videoLease))}, false
		err := tx.Row(ctx, take, w.lease, base.Millis(now)).Scan(&w.owner, &w.id, &w.attempts)
		if db.NoRows(err) {
			return nil
		}
		found = err == nil
		return err
	})
	if err != nil || !found || w.attempts <= videoAttempts {
		return w, found, err
	}
	s.removeUpload(ctx, w.owner, w.id)
	return w, false, s.failVideo(ctx, w, "video_invalid")
}

// keepVideo says again that a video is this server's for as long as it is made, and stops that when it is no more. It answers until when it was last.
func (s *Service) keepVideo(ctx context.Context, w waitingVideo, stop context.CancelFunc) int64 {
	tick := time.NewTicker(videoLease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return w.lease
		case <-tick.C:
		}
		until, n := base.Millis(s.Clock.Now().Add(videoLease)), int64(0)
		err := s.DB.Write(ctx, func(tx *db.Tx) (err error) {
			n, err = tx.Exec(ctx, `UPDATE videos SET lease_until = $4 WHERE account_id = $1 AND media_id = $2 AND lease_until = $3`, w.owner, w.id, w.lease, until)
			return err
		})
		switch {
		case err == nil && n == 0:
			stop()
			return w.lease
		case err == nil:
			w.lease = until
		}
	}
}

// giveBack has a video wait again from a time on.
func (s *Service) giveBack(ctx context.Context, w waitingVideo, until int64, attempts int) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE videos SET lease_until = $4, attempts = $5 WHERE account_id = $1 AND media_id = $2 AND lease_until = $3`, w.owner, w.id, w.lease, until, attempts)
		return err
	})
}

// failVideo keeps why nothing comes of an upload, which is removed.
func (s *Service) failVideo(ctx context.Context, w waitingVideo, code string) error {
	s.removeUpload(ctx, w.owner, w.id)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE videos SET failure = $3 WHERE account_id = $1 AND media_id = $2`, w.owner, w.id, code)
		return err
	})
}

// madeVideo is a video that is stored and nobody's yet.
type madeVideo struct{ Photo }

// makeVideo makes a video and its poster, and stores their files.
func (s *Service) makeVideo(ctx context.Context, w waitingVideo) (made madeVideo, err error) {
	invalid := func(cause error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		told := base.AsError(videoFailure("video_invalid"))
		told.Cause = cause
		return told
	}
	upload, err := s.upload(ctx, w.owner, w.id)
	if base.CodeOf(err) == "not_found" { // it was given up meanwhile
		return made, invalid(err)
	}
	if err != nil {
		return made, err
	}
	defer upload.Close()
	demuxer, err := demuxerOfFile(upload)
	if err != nil {
		return made, err
	}
	if demuxer == "" {
		return made, invalid(nil)
	}
	dir, err := os.MkdirTemp(string(s.scratch), filmFolder+"*")
	if err != nil {
		return made, base.Storing("making a folder for a video", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if dir, err = filepath.Abs(dir); err != nil {
		return made, err
	}
	from, err := onThisMachine(upload, dir)
	if err != nil {
		return made, base.Storing("fetching a video", err)
	}
	film, poster := filepath.Join(dir, "film.mp4"), filepath.Join(dir, "poster.jpg")
	most := filmLimitsFor(s.VideoLength)
	if err := s.films.run(ctx, most, from, dir, filmArguments(demuxer, from, film, s.VideoLength+videoSlack)); err != nil {
		return made, s.blame(err, dir, invalid)
	}
	length, err := lengthOfFilm(film)
	switch {
	case err != nil, length <= 0:
		return made, invalid(err)
	case length > s.VideoLength+videoSlack:
		return made, videoFailure("video_too_long")
	}
	if err := s.films.run(ctx, most, film, dir, posterArguments(film, poster, min(time.Second, length/3))); err != nil {
		return made, s.blame(err, dir, invalid)
	}
	if made.Photo, err = s.storeVideo(ctx, w.id, film, poster); err != nil {
		return made, err
	}
	made.Duration = int(max(1, length.Milliseconds()))
	return made, nil
}

// onThisMachine is the path of a file that is kept here, or of a copy in a folder.
func onThisMachine(f file, dir string) (string, error) {
	if at, ok := f.(here); ok {
		return filepath.Abs(at.Name())
	}
	path := filepath.Join(dir, "upload")
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, f)
	return path, errors.Join(err, to.Close())
}

// blame tells whether ffmpeg failed at its file, or at this machine: where there is no room, or it cannot be started.
func (s *Service) blame(err error, dir string, invalid func(error) error) error {
	var probe *os.File
	if file, failed := os.CreateTemp(dir, "room-*"); failed == nil {
		probe = file
		_, failed = probe.Write(make([]byte, probeBytes))
		if failed = errors.Join(failed, probe.Close()); failed != nil {
			return base.Storing("making a video", failed)
		}
	} else {
		return base.Storing("making a video", failed)
	}
	if strings.Contains(err.Error(), "become ffmpeg") || strings.Contains(err.Error(), "take limits") || errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("start ffmpeg: %w", err)
	}
	return invalid(err)
}

// storeVideo gives a film and its poster their places.
func (s *Service) storeVideo(ctx context.Context, id base.ID, film, poster string) (p Photo, err error) {
	picture, err := os.Open(poster)
	if err != nil {
		return p, err
	}
	defer picture.Close()
	results, err := s.workers.do(ctx, s.Clock.Now(), picture, job{Sizes: sidesOf[kindPhoto], Whole: true})
	if err != nil {
		return p, err
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(results[0]))
	if err != nil {
		return p, err
	}
	if err := s.writeAll(ctx, id, kindPhoto, results); err != nil {
		return p, base.Storing("storing a video's poster", err)
	}
	if err := s.store.take(ctx, name{id, VideoFile}, film); err != nil {
		return p, base.Storing("storing a video", err)
	}
	return Photo{ID: id, Width: size.Width, Height: size.Height, Placeholder: base64.RawStdEncoding.EncodeToString(results[len(results)-1])}, nil
}

// finishVideo makes a video its owner's. Where it is wanted no more, its files go.
func (s *Service) finishVideo(ctx context.Context, w waitingVideo, made madeVideo) error {
	wanted := true
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM videos WHERE account_id = $1 AND media_id = $2 AND lease_until = $3`, w.owner, w.id, w.lease)
		if wanted = n > 0; err != nil || !wanted {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO media (account_id, media_id, kind, created_at, width, height, placeholder, duration) VALUES ($1, $2, 'video', $3, $4, $5, $6, $7)`,
			w.owner, w.id, base.Millis(s.Clock.Now()), made.Width, made.Height, made.Placeholder, made.Duration)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a video: %w", err)
	}
	if wanted {
		return nil
	}
	// Another server may make it, and its files have the same names.
	if _, err := s.video(ctx, w.owner, w.id); base.CodeOf(err) != "not_found" {
		return nil
	}
	return s.store.remove(ctx, w.id)
}

// Package media keeps pictures, voice notes, videos and files: it has all but files made anew by a limited process, stores the results, and serves
// them under addresses that are signed for one viewer. What is sent as a file stays as it came, and is only ever saved by who gets it.
//
// Invariants: every row of the table media has its files; a file without a row is an upload under way or an orphan that Sweep
// removes; no picture or recording that people upload is served as it came, nor stored for longer than it
// takes to make it anew, and nothing that did is served as anything but bytes to be saved.
package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// MaxUpload is the largest file that is taken, in bytes.
const MaxUpload = 20 << 20

// MaxPhoto bounds what may be set as the largest photo, in bytes.
const MaxPhoto = 100 << 20

// Sides of the square pictures, in pixels.
const (
	Small = 96
	Large = 512
)

// Longer sides of photos, in pixels: what a viewer that fills the screen shows, and what stands in a message.
const (
	PhotoSmall = 720
	PhotoLarge = 2048
)

// PreviewSide is the longer side of the picture of a link's preview.
const PreviewSide = 640

// The kinds of media.
const (
	kindAvatar = "avatar"
	kindPhoto  = "photo" // of a message
	kindVoice  = "voice" // likewise
	kindFile   = "file"  // likewise
	kindVideo  = "video" // likewise

	kindOriginal = "original" // a photo that is also kept in its full dimensions

	kindMoving = "moving" // a photo that moves

	kindPreview = "preview" // the picture of a page that a message leads to, and a map around a place
)

// sidesOf are the files that media of each kind have, the largest first.
var sidesOf = map[string][]int{kindAvatar: {Large, Small}, kindPhoto: {PhotoLarge, PhotoSmall}, kindVoice: {VoiceFile}, kindFile: {WholeFile}, kindOriginal: {OriginalFile, PhotoLarge, PhotoSmall}, kindMoving: {MovingFile, PhotoLarge, PhotoSmall}, kindVideo: {VideoFile, PhotoLarge, PhotoSmall}, kindPreview: {PreviewSide}, kindSticker: {StickerFile}, kindPackSticker: {StickerFile}}

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock
	Log   *slog.Logger
	Dir   string // the folder of the files, and where they are worked on
	// Bucket is the address of a bucket that keeps the files instead (see ParseBucket); empty for none.
	Bucket string
	Key    []byte // signs addresses; 32 random bytes that stay the same

	// Hidden tells whether owner hides from viewer, who was given the address of a picture before, or shows it no more; nil for neither.
	Hidden func(ctx context.Context, owner, viewer, picture base.ID) (bool, error)
	// Held tells whether a picture stays although its owner shows it no more; nil for none.
	Held func(ctx context.Context, tx *db.Tx, owner, id base.ID) (bool, error)
	// Reads tells whether viewer can read the message at seq of a conversation now; nil for nobody.
	Reads func(ctx context.Context, viewer, conversation base.ID, seq int64) (bool, error)
	// Views tells whether a session may view what it has opened at seq of a conversation, which can be viewed once; nil for nobody.
	Views func(ctx context.Context, viewer api.Actor, conversation base.ID, seq int64) (bool, error)
	// Packed tells whether viewer has the pack of owner's that a sticker is in, or may see it, where they were given its address; nil for nobody.
	Packed func(ctx context.Context, viewer, owner, sticker base.ID, given bool) (bool, error)
	// PhotoBytes is the largest file that is taken as a photo of a message; 0 for 20 MB. MaxPhoto is the most.
	PhotoBytes int64
	// FileBytes is the largest file that is sent as it is; 0 for 100 MB. MaxFile is the most.
	FileBytes int64
	// VideoBytes and VideoLength are the largest and the longest video that is taken; 0 for 200 MB and 5 minutes. MaxVideo and MaxVideoLength are the most.
	VideoBytes  int64
	VideoLength time.Duration
	// FFmpeg is the program that makes videos, by its name in PATH or its path; empty where none are taken.
	FFmpeg string
}

// Service is the store of media.
type Service struct {
	Config
	store   store
	scratch scratch
	erasers sync.WaitGroup
	erasing atomic.Int32 // how many of them there are
	workers *workers
	shares  shares
	films   *films // nil where no videos are taken
	tus     *tus.UnroutedHandler
}

// Alone is a service beside those of a server, without workers: it removes media, checks them, and hands them out for a backup.
func Alone(config Config) (*Service, error) {
	s := &Service{Config: config, scratch: scratch(filepath.Join(config.Dir, "incoming"))}
	s.store = folder{config.Dir, s.scratch}
	if config.Bucket == "" {
		return s, nil
	}
	b, err := openBucket(config.Bucket, s.scratch)
	s.store = b
	return s, err
}

// New opens the folder of media, and makes it where there is none.
func New(config Config) (*Service, error) {
	if len(config.Key) < 32 {
		return nil, errors.New("the key that signs media addresses has fewer than 32 bytes")
	}
	if config.Hidden == nil {
		config.Hidden = func(context.Context, base.ID, base.ID, base.ID) (bool, error) { return false, nil }
	}
	if config.Held == nil {
		config.Held = func(context.Context, *db.Tx, base.ID, base.ID) (bool, error) { return false, nil }
	}
	if config.Reads == nil {
		config.Reads = func(context.Context, base.ID, base.ID, int64) (bool, error) { return false, nil }
	}
	if config.Packed == nil {
		config.Packed = func(context.Context, base.ID, base.ID, base.ID, bool) (bool, error) { return false, nil }
	}
	if config.Views == nil {
		config.Views = func(context.Context, api.Actor, base.ID, int64) (bool, error) { return false, nil }
	}
	if config.PhotoBytes == 0 {
		config.PhotoBytes = MaxUpload
	}
	if config.FileBytes == 0 {
		config.FileBytes = usualFile
	}
	if config.VideoBytes == 0 {
		config.VideoBytes = usualVideo
	}
	if config.VideoLength == 0 {
		config.VideoLength = usualVideoLength
	}
	binary, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the program's own file: %w", err)
	}
	s, err := Alone(config)
	if err != nil {
		return nil, err
	}
	s.workers = newWorkers(binary)
	if config.FFmpeg != "" {
		s.films = findFilms(binary, config.FFmpeg, config.Log)
	}
	if err := s.scratch.make(); err != nil {
		return nil, fmt.Errorf("make the folder of media: %w", err)
	}
	largest := max(config.PhotoBytes, config.FileBytes, MaxVoice)
	if s.films != nil {
		largest = max(largest, config.VideoBytes)
	}
	if s.tus, err = newTus(incoming{s.store, config.Clock}, largest); err != nil {
		return nil, fmt.Errorf("prepare for uploads: %w", err)
	}
	return s, nil
}

// StoreAvatar makes avatars of a picture and stores them as files under a new id. They show the square of size pixels at (x, y) of
// the upright picture, or its middle when size is 0. Nobody sees them before Keep. An owner has few pictures at a time on the way.
func (s *Service) StoreAvatar(ctx context.Context, owner base.ID, picture io.Reader, x, y, size int) (base.ID, error) {
	now := s.Clock.Now()
	if !s.shares.take(owner) {
		return base.ID{}, base.TooMany("rate_limited", "Your last pictures are still being worked on. Try again in a moment.", now.Add(retryPicture))
	}
	defer s.shares.give(owner)
	upload, err := s.spool(picture)
	if err != nil {
		return base.ID{}, err
	}
	defer upload.Close()
	results, err := s.workers.do(ctx, now, upload, job{Crop: Crop{X: x, Y: y, Size: size}, Sizes: sidesOf[kindAvatar]})
	if err != nil {
		return base.ID{}, err
	}
	id := base.NewID(now)
	if err := s.writeAll(ctx, id, kindAvatar, results); err != nil {
		return base.ID{}, base.Storing("storing a picture", err)
	}
	return id, nil
}

// spool keeps an upload in a nameless file while it comes in and waits, so that slow ones take no memory.
func (s *Service) spool(picture io.Reader) (*os.File, error) {
	f, err := s.scratch.nameless()
	if err != nil {
		return nil, base.Storing("opening a file for an upload", err)
	}
	n, err := io.Copy(f, io.LimitReader(picture, MaxUpload+1))
	if err := seekStart(f); err != nil {
		return nil, errors.Join(base.Storing("keeping an upload", err), f.Close())
	}
	switch {
	case n > MaxUpload:
		err = tooLarge()
	case err != nil:
		err = incomplete(err)
	case n == 0:
		err = notAPicture()
	default:
		return f, nil
	}
	return nil, errors.Join(err, f.Close())
}

// incomplete is an upload that ended early: by our want of room, or by its sender.
func incomplete(cause error) error {
	if ours := base.Storing("keeping an upload", cause); ours.Kind == base.KindUnavailable {
		return ours
	}
	return &base.Error{Kind: base.KindInvalid, Code: "incomplete", Message: "The picture did not arrive whole. Try again.", Cause: cause}
}

func seekStart(f io.Seeker) error {
	_, err := f.Seek(0, io.SeekStart)
	return err
}

func notAPicture() error {
	return &base.Error{Kind: base.KindUnsupported, Code: "image_invalid", Message: "This is not a JPEG, PNG, WebP, GIF or HEIC picture."}
}

func tooLarge() error { return base.TooLarge("A picture has at most 20 MB.") }

// Keep makes stored files the media of owner, within the transaction that uses them.
func (s *Service) Keep(ctx context.Context, tx *db.Tx, owner, id base.ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO media (account_id, media_id, kind, created_at) VALUES ($1, $2, $3, $4)`,
		owner, id, kindAvatar, base.Millis(s.Clock.Now()))
	if err != nil {
		return fmt.Errorf("keep media: %w", err)
	}
	return nil
}

// Drop removes media that owner shows no more, unless it is held; the files go once that is committed.
func (s *Service) Drop(ctx context.Context, tx *db.Tx, owner, id base.ID) error {
	if held, err := s.Held(ctx, tx, owner, id); err != nil || held {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM media WHERE account_id = $1 AND media_id = $2`, owner, id); err != nil {
		return fmt.Errorf("drop media: %w", err)
	}
	s.removeAfter(tx, id)
	return nil
}

// removeAfter removes files once tx is committed.
func (s *Service) removeAfter(tx *db.Tx, ids ...base.ID) {
	tx.AfterCommit(func() { s.erase(ids...) })
}

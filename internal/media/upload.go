package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"

	"golang.org/x/exp/slog"

	"causerie/internal/api"
	"causerie/internal/base"
)

const (
	// uploadAge is how long an upload may rest before it is removed, and how long a photo may be of no message.
	uploadAge = 48 * time.Hour
	// uploadsOfOne is how many uploads an owner may have under way at most, and how many photos that are of no message.
	uploadsOfOne = 40
	// uploadsPath is where uploads are, for clients of the protocol tus.
	uploadsPath = "/v1/uploads/"
)

// incoming is what tusd stores in: what comes in by parts (tus 1.0), of each owner apart, so that no one reaches what another one uploads.
type incoming struct {
	store store
	clock base.Clock
}

// uploading is a request of an owner to tusd, and why it could not be done, where that was not the client's fault.
type uploading struct {
	owner   base.ID
	failure error
}

type uploadingKey struct{}

// upload is a file that comes in.
type upload struct {
	tus.Upload
	by *uploading
}

// WriteChunk notes why a part could not be stored.
func (u upload) WriteChunk(ctx context.Context, offset int64, part io.Reader) (int64, error) {
	n, err := u.Upload.WriteChunk(ctx, offset, part)
	return n, u.by.failed(err)
}

func (r *uploading) failed(err error) error {
	if err != nil && base.CodeOf(err) == "" {
		err = base.Storing("keeping an upload", err)
	}
	if err != nil {
		r.failure = err
	}
	return err
}

// NewUpload begins an upload under a new id. What its client says of it is not kept.
func (i incoming) NewUpload(ctx context.Context, info tus.FileInfo) (tus.Upload, error) {
	by := ctx.Value(uploadingKey{}).(*uploading)
	of := i.store.uploads(by.owner)
	open, err := of.count(ctx)
	if err != nil {
		return nil, by.failed(err)
	}
	if open >= uploadsOfOne {
		return nil, by.failed(base.Conflict("upload_limit", "You have many uploads under way. Finish them, or cancel some."))
	}
	info.ID, info.MetaData = base.NewID(i.clock.Now()).String(), nil
	made, err := of.NewUpload(ctx, info)
	return upload{made, by}, by.failed(err)
}

// GetUpload finds an upload of who asks.
func (i incoming) GetUpload(ctx context.Context, id string) (tus.Upload, error) {
	by := ctx.Value(uploadingKey{}).(*uploading)
	if _, err := base.ParseID(id); err != nil {
		return nil, tus.ErrNotFound
	}
	found, err := i.store.uploads(by.owner).GetUpload(ctx, id)
	if errors.Is(err, tus.ErrNotFound) {
		return nil, err
	}
	return upload{found, by}, by.failed(err)
}

// AsTerminatableUpload lets an upload be given up.
func (i incoming) AsTerminatableUpload(up tus.Upload) tus.TerminatableUpload {
	own := up.(upload)
	return i.store.uploads(own.by.owner).AsTerminatableUpload(own.Upload)
}

// upload opens an upload that came in whole.
func (s *Service) upload(ctx context.Context, owner, id base.ID) (file, error) {
	f, err := s.store.uploads(owner).open(ctx, id)
	if err != nil && base.CodeOf(err) == "" {
		err = base.Storing("opening an upload", err)
	}
	return f, err
}

func (s *Service) removeUpload(ctx context.Context, owner, id base.ID) {
	if err := s.store.uploads(owner).remove(context.WithoutCancel(ctx), id); err != nil {
		s.Log.Warn("an upload remains until the next sweep", "upload", id, "error", err)
	}
}

// quiet keeps tusd from writing a log of its own beside the server's.
var quiet = slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelError + 1}))

// newTus is tusd for uploads of at most size bytes.
func newTus(store incoming, size int64) (*tus.UnroutedHandler, error) {
	parts := tus.NewStoreComposer()
	parts.UseCore(store)
	parts.UseTerminater(store)
	memorylocker.New().UseIn(parts)
	return tus.NewUnroutedHandler(tus.Config{
		StoreComposer: parts, BasePath: uploadsPath, MaxSize: size, Cors: &tus.CorsConfig{Disable: true},
		Logger: quiet, GracefulRequestCompletionTimeout: time.Second, AcquireLockTimeout: 5 * time.Second,
	})
}

// uploadRoutes adds the operations of tus 1.0: creation, parts, state, and giving up.
func (s *Service) uploadRoutes(r *api.Router) {
	const tag = "media"
	handle := func(op api.Op, do func(t *tus.UnroutedHandler) http.HandlerFunc) {
		op.Tag, op.MaxBody = tag, MaxFile
		api.Handle(r, op, func(actor api.Actor, w http.ResponseWriter, req *http.Request) error {
			return s.transfer(actor, w, req, do(s.tus))
		})
	}
	handle(api.Op{ID: "createUpload", Method: http.MethodPost, Path: "/v1/uploads", Status: http.StatusCreated, Headers: []string{"Tus-Resumable", "Upload-Length"},
		Summary: "Begin an upload (tus 1.0): Upload-Length tells the size; Location answers where it is"},
		func(t *tus.UnroutedHandler) http.HandlerFunc { return t.PostFile })
	handle(api.Op{ID: "getUpload", Method: http.MethodHead, Path: uploadsPath + "{id}",
		Summary: "Ask how much of an upload has come in: Upload-Offset (tus 1.0)"},
		func(t *tus.UnroutedHandler) http.HandlerFunc { return t.HeadFile })
	handle(api.Op{ID: "continueUpload", Method: http.MethodPatch, Path: uploadsPath + "{id}", Status: http.StatusNoContent, Takes: "application/offset+octet-stream",
		Headers: []string{"Tus-Resumable", "Upload-Offset"}, Summary: "Send a part of an upload from Upload-Offset on (tus 1.0)"},
		func(t *tus.UnroutedHandler) http.HandlerFunc { return t.PatchFile })
	handle(api.Op{ID: "cancelUpload", Method: http.MethodDelete, Path: uploadsPath + "{id}", Status: http.StatusNoContent, Headers: []string{"Tus-Resumable"},
		Summary: "Give up an upload (tus 1.0)"},
		func(t *tus.UnroutedHandler) http.HandlerFunc { return t.DelFile })
}

// transfer has tusd carry out a request, and answers what went wrong as every operation does.
func (s *Service) transfer(actor api.Actor, w http.ResponseWriter, req *http.Request, do http.HandlerFunc) error {
	by := &uploading{owner: actor.Account}
	answer := &tusAnswer{ResponseWriter: w}
	req.Header.Del("X-HTTP-Method-Override")
	http.StripPrefix("/v1/uploads", s.tus.Middleware(do)).ServeHTTP(answer, req.WithContext(context.WithValue(req.Context(), uploadingKey{}, by)))
	if answer.status == 0 {
		return nil
	}
	w.Header().Del("Content-Length") // of what tusd would have said
	if by.failure != nil {
		return by.failure
	}
	return answer.problem()
}

// tusAnswer lets through what tusd answers, but for errors, which are kept.
type tusAnswer struct {
	http.ResponseWriter
	status int // of an error, 0 for none
	said   bytes.Buffer
}

func (a *tusAnswer) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		a.status = status
		return
	}
	// Wherever people reach the server from: the address is taken from that of the request.
	if at := a.Header().Get("Location"); at != "" {
		a.Header().Set("Location", uploadsPath+at[strings.LastIndexByte(at, '/')+1:])
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *tusAnswer) Write(p []byte) (int, error) {
	if a.status != 0 {
		return a.said.Write(p)
	}
	return a.ResponseWriter.Write(p)
}

// Unwrap lets tusd move the deadlines of the connection.
func (a *tusAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// uploadCodes are the codes of what tusd refuses, by its status.
var uploadCodes = map[int]string{
	http.StatusConflict:           "upload_offset",
	http.StatusPreconditionFailed: "upload_protocol",
	http.StatusLocked:             "upload_locked",
}

func (a *tusAnswer) problem() error {
	_, detail, _ := strings.Cut(strings.TrimSpace(a.said.String()), ": ")
	switch code := uploadCodes[a.status]; {
	case code != "":
		return &api.Problem{Type: "about:blank", Title: http.StatusText(a.status), Status: a.status, Code: code, Detail: detail}
	case a.status == http.StatusNotFound:
		return base.NotFound()
	case a.status == http.StatusRequestEntityTooLarge:
		return base.TooLarge("This file is larger than the server takes.")
	case a.status >= http.StatusInternalServerError:
		return base.Internal("taking in an upload", errors.New(detail))
	}
	return base.Invalid("invalid", "This is no request of the protocol tus 1.0: "+detail)
}

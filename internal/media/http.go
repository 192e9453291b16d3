package media

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
)

// Routes adds the operations of media.
func (s *Service) Routes(r *api.Router) {
	api.Handle(r, api.Op{
		ID: "getMedia", Method: http.MethodGet, Path: "/media/{id}/{size}", Tag: "media", Serves: "image/jpeg",
		Summary: "A picture, a voice note or a file, under an address that was signed for the one who asks",
	}, s.serve)
	s.uploadRoutes(r)

	s.makePhotoRoute(r)
	api.Handle(r, api.Op{
		ID: "getPhoto", Method: http.MethodGet, Path: "/v1/photos/{owner}/{id}/{size}", Tag: "media", Status: http.StatusFound,
		Summary: "Go to a photo of a message that one can read: small, large, original where its sender had it kept in its full dimensions, or moving where it does, as signed for the one who asks",
	}, s.leadToPhoto)
	s.voiceRoutes(r)
	s.fileRoutes(r)
	s.videoRoutes(r)
	s.onceRoutes(r)
	s.stickerRoutes(r)
	api.Handle(r, api.Op{
		ID: "getPreviewPicture", Method: http.MethodGet, Path: "/v1/previews/{owner}/{id}", Tag: "media", Status: http.StatusFound,
		Summary: "Go to the picture of a link's preview, or of the map around a place, in a message that one can read or of one's own that waits, as signed for the one who asks",
	}, func(actor api.Actor, w http.ResponseWriter, req *http.Request) error {
		return s.leadToOnly(actor, w, req, PreviewSide, kindPreview)
	})
}

func (s *Service) makePhotoRoute(r *api.Router) {
	type input struct {
		Body struct {
			Upload   base.ID `json:"upload" doc:"The last part of its address."`
			Original bool    `json:"original,omitempty" doc:"Whether it is also kept in its full dimensions: made anew like all photos, without what the camera noted, as a JPEG of high quality. What moves is kept as it moves instead."`
		}
	}
	makeRoute(r, api.Op{ID: "makePhoto", Path: "/v1/photos",
		Summary: "Make a photo for a message of an upload that is whole: a JPEG, PNG, WebP, GIF or HEIC file. An animated GIF goes on moving, made anew, with sides of 1280 pixels, 1,000 frames of 100 megapixels together and 10 MB at the most",
	}, func(ctx context.Context, actor api.Actor, in *input) (MadePhoto, bool, error) {
		return s.MakePhoto(ctx, actor, in.Body.Upload, in.Body.Original)
	})
}

type makeInput struct {
	Body struct {
		Upload base.ID `json:"upload" doc:"The last part of its address."`
	}
}

// makeRoute adds an operation that makes something for a message of an upload, once: the answer tells whether it is new.
func makeRoute[In, Made any](r *api.Router, op api.Op, do func(ctx context.Context, actor api.Actor, in *In) (Made, bool, error)) {
	type output struct {
		Status int
		Body   Made
	}
	op.Method, op.Tag, op.Limit, op.Status, op.Found = http.MethodPost, "media", api.Costly, http.StatusCreated, true
	api.Register(r, op, func(ctx context.Context, actor api.Actor, in *In) (*output, error) {
		one, made, err := do(ctx, actor, in)
		status := http.StatusOK
		if made {
			status = http.StatusCreated
		}
		return &output{status, one}, err
	})
}

// kindOfSide are the kinds of what is of a message, by the sides of its files.
var kindOfSide = map[int]string{PhotoLarge: kindPhoto, PhotoSmall: kindPhoto, VoiceFile: kindVoice, WholeFile: kindFile, VideoFile: kindVideo, OriginalFile: kindOriginal, MovingFile: kindMoving, PreviewSide: kindPreview, StickerFile: kindSticker}

var photoSides = map[string]int{"small": PhotoSmall, "large": PhotoLarge, "original": OriginalFile, "moving": MovingFile}

// leadToPhoto answers where a photo is for this viewer. The answer is good for as long as the address; who can no longer read the message is
// turned away at the address itself.
func (s *Service) leadToPhoto(actor api.Actor, w http.ResponseWriter, req *http.Request) error {
	owner, err := base.ParseID(req.PathValue("owner"))
	id, err2 := base.ParseID(req.PathValue("id"))
	side := photoSides[req.PathValue("size")]
	if errors.Join(err, err2) != nil || side == 0 {
		return base.NotFound()
	}
	return s.leadTo(actor, w, req, owner, id, side, kindOfSide[side])
}

// leadToOnly is leadTo for media that have one file.
func (s *Service) leadToOnly(actor api.Actor, w http.ResponseWriter, req *http.Request, side int, kind string) error {
	owner, err := base.ParseID(req.PathValue("owner"))
	id, err2 := base.ParseID(req.PathValue("id"))
	if errors.Join(err, err2) != nil {
		return base.NotFound()
	}
	return s.leadTo(actor, w, req, owner, id, side, kind)
}

func (s *Service) leadTo(actor api.Actor, w http.ResponseWriter, req *http.Request, owner, id base.ID, side int, kind string) error {
	may, err := s.mayRead(req.Context(), actor.Account, owner, id, kind, false)
	if err == nil && !may {
		err = base.NotFound()
	}
	if err != nil {
		return err
	}
	left := s.expiry(id) - s.Clock.Now().Unix()
	w.Header().Set("Cache-Control", "private, max-age="+strconv.FormatInt(left, 10))
	w.Header().Set("Location", s.Address(actor.Account, owner, id, side))
	w.WriteHeader(http.StatusFound)
	return nil
}

// serve answers 404 to everything but an address that was given to this viewer, is still good, and of a picture whose owner does not
// hide from them since: it tells nothing else.
func (s *Service) serve(actor api.Actor, w http.ResponseWriter, req *http.Request) error {
	id, err := base.ParseID(req.PathValue("id"))
	side, err2 := strconv.Atoi(req.PathValue("size"))
	query := req.URL.Query()
	owner, err3 := base.ParseID(query.Get("o"))
	if err := errors.Join(err, err2, err3); err != nil || !s.valid(actor.Account, owner, id, side, query.Get("e"), query.Get("s")) {
		return base.NotFound()
	}
	if err := s.allow(req.Context(), actor.Account, owner, id, side); err != nil {
		return err
	}
	return s.send(w, req, owner, id, side, "private, max-age=86400, immutable")
}

// send answers with a file, or a part of it, which may be kept as cache says.
func (s *Service) send(w http.ResponseWriter, req *http.Request, owner, id base.ID, side int, cache string) error {
	f, err := s.store.open(req.Context(), name{id, side})
	if errors.Is(err, fs.ErrNotExist) {
		return base.NotFound()
	}
	if err != nil {
		return base.Storing("opening a picture", err)
	}
	defer f.Close()
	contentType := "image/jpeg"
	if side == VideoFile {
		contentType = "video/mp4"
	}
	if side == MovingFile {
		contentType = "image/gif"
	}
	if side == StickerFile {
		contentType = "image/png"
	}
	if side == VoiceFile {
		if contentType, err = voiceType(f); err != nil {
			return err
		}
	}
	h := w.Header()
	if side == WholeFile {
		contentType = "application/octet-stream"
		disposition, err := s.disposition(req.Context(), owner, id)
		if err != nil {
			return err
		}
		h.Set("Content-Disposition", disposition)
	}
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", cache)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	http.ServeContent(w, req, "", time.Time{}, f)
	return nil
}

// allow fails where viewer, to whom an address was given, may no longer see what is there: the owner of an avatar hides from them or shows it no more, or they cannot
// read the message of a photo or voice note. What is evidence was signed as the viewer's own.
func (s *Service) allow(ctx context.Context, viewer, owner, id base.ID, side int) error {
	if kind := kindOfSide[side]; kind != "" {
		may, err := s.mayRead(ctx, viewer, owner, id, kind, true)
		if base.CodeOf(err) == "not_found" && owner == viewer {
			return nil
		}
		if err == nil && !may {
			err = base.NotFound()
		}
		return err
	}
	hidden, err := s.Hidden(ctx, owner, viewer, id)
	if err == nil && hidden {
		err = base.NotFound()
	}
	return err
}

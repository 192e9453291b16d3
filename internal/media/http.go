package media

import (
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
		Summary: "A picture, under an address that was signed for the one who asks",
	}, s.serve)
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
	hidden, err := s.Hidden(req.Context(), owner, actor.Account)
	if err != nil {
		return err
	}
	if hidden {
		return base.NotFound()
	}
	f, err := s.files.open(id, side)
	if errors.Is(err, fs.ErrNotExist) {
		return base.NotFound()
	}
	if err != nil {
		return base.Internal("opening a picture", err)
	}
	defer f.Close()
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	http.ServeContent(w, req, "", time.Time{}, f)
	return nil
}

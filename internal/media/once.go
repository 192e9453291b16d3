package media

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// Once is what somebody may view once.
type Once struct {
	owner, id base.ID
	kind      string
	Photo     Photo // of a photo or video
	Duration  int   // of a video or voice note, in milliseconds
}

// Once finds what a message of owner's shows once.
func (s *Service) Once(ctx context.Context, tx *db.Tx, owner, id base.ID) (o Once, err error) {
	o = Once{owner: owner, id: id, Photo: Photo{ID: id}}
	var size int64
	const query = `SELECT kind, width, height, placeholder, duration, size FROM media WHERE account_id = $1 AND media_id = $2 AND conversation_id IS NOT NULL`
	err = tx.Row(ctx, query, owner, id).Scan(&o.kind, &o.Photo.Width, &o.Photo.Height, &o.Photo.Placeholder, &o.Duration, &size)
	o.Photo.Duration = o.Duration
	o.Photo.sized(o.kind, size)
	if db.NoRows(err) {
		return o, base.NotFound()
	}
	return o, err
}

// Viewings are where a session finds o until a time in milliseconds: itself, and the poster of a video, or the first picture of what moves.
func (s *Service) Viewings(actor api.Actor, o Once, until int64) (address, poster string) {
	side := sidesOf[o.kind][0]
	if o.kind == kindVideo || o.kind == kindMoving {
		poster = s.viewing(actor, o, PhotoLarge, until)
	}
	return s.viewing(actor, o, side, until), poster
}

func (s *Service) viewing(actor api.Actor, o Once, side int, until int64) string {
	query := url.Values{"e": {strconv.FormatInt(until, 10)}, "s": {s.signOnce(actor, o.owner, o.id, side, until)}}
	return fmt.Sprintf("/v1/viewings/%s/%s/%d?%s", o.owner, o.id, side, query.Encode())
}

// signOnce is a signature for one session: another one of the same person has to open for itself, and cannot.
func (s *Service) signOnce(actor api.Actor, owner, id base.ID, side int, until int64) string {
	mac := hmac.New(sha256.New, s.Key)
	fmt.Fprintf(mac, "viewing\n%s\n%s\n%s\n%s\n%d\n%d", actor.Account, actor.Session, owner, id, side, until)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// serveOnce answers with what was opened, or a part of it, as long as that lasts: 404 to an address that was not given to this session, and that it is gone
// to one that was.
func (s *Service) serveOnce(actor api.Actor, w http.ResponseWriter, req *http.Request) error {
	owner, err := base.ParseID(req.PathValue("owner"))
	id, err2 := base.ParseID(req.PathValue("id"))
	side, err3 := strconv.Atoi(req.PathValue("size"))
	query := req.URL.Query()
	until, err4 := strconv.ParseInt(query.Get("e"), 10, 64)
	if errors.Join(err, err2, err3, err4) != nil || !hmac.Equal([]byte(query.Get("s")), []byte(s.signOnce(actor, owner, id, side, until))) {
		return base.NotFound()
	}
	var conversation base.ID
	var seq int64
	err = s.DB.ReadRow(req.Context(), `SELECT conversation_id, seq FROM media WHERE account_id = $1 AND media_id = $2 AND conversation_id IS NOT NULL`,
		[]any{owner, id}, &conversation, &seq)
	if db.NoRows(err) {
		return OnceGone()
	}
	if err != nil {
		return base.Doing("find what is viewed once", err)
	}
	views, err := s.Views(req.Context(), actor, conversation, seq)
	if err != nil {
		return err
	}
	if !views {
		return OnceGone()
	}
	err = s.send(w, req, owner, id, side, "private, no-store")
	if base.CodeOf(err) == "not_found" {
		return OnceGone()
	}
	return err
}

// OnceGone says that something cannot be viewed any more, whatever the reason.
func OnceGone() error {
	return base.Gone("once_gone", "This could be viewed once. It was opened already, or its time is over.")
}

func (s *Service) onceRoutes(r *api.Router) {
	api.Handle(r, api.Op{
		ID: "getViewing", Method: http.MethodGet, Path: "/v1/viewings/{owner}/{id}/{size}", Tag: "media", Serves: "image/jpeg",
		Summary: "What one has opened to view it once, or a part of it, under an address that openOnce gave to this session, for some minutes",
	}, s.serveOnce)
}

// Package preview makes previews of links: what a page says of itself, as a card in a message. The server of who sends the link fetches the page
// once, while they write; who reads the message reaches nothing outside. So it is with stills of the map around a place, from a server of tiles that the operator names.
//
// What always holds:
//
//   - Only public addresses are reached, on the ports of the web, with no cookie, password or proxy. Every address is looked at when it is connected
//     to, also after a redirect.
//   - What is fetched is limited in time and size, and read by nothing that could be tricked into more: a page by a tokenizer, a picture by the
//     limited process of media, which makes it anew.
//   - A preview is what this server read: nobody sends one of their own making. It is of who asked for it, waits for an hour to be sent, and is of one
//     message from then on.
//   - Nobody chooses what is fetched for a map: the server is the operator's choice, and may be inside their network; the tiles follow from the place, no more
//     precise than it is told.
package preview

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/idna"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/media"
)

// Config is what a Service needs from the rest of the program.
type Config struct {
	DB    *db.DB
	Clock base.Clock
	Log   *slog.Logger
	Media *media.Service
	Off   bool // nothing is fetched for anyone
	Reach Reach
	Maps  Maps // the zero Maps for no stills

	// Spend takes one of a deed from its budgets, and answers when there will be one where there is none.
	Spend func(ctx context.Context, tx *db.Tx, actor api.Actor, address netip.Addr, deed account.Deed) (retryAt time.Time, err error)
	// Wants tells whether somebody has previews made of what they write.
	Wants func(ctx context.Context, tx *db.Tx, id base.ID) (bool, error)
}

// Service makes previews.
type Service struct {
	Config
	client *http.Client
	tiles  *http.Client
	pages  pages
	places pages // stills that were made, by who asked and the place
}

// New returns a Service.
func New(config Config) *Service {
	return &Service{
		Config: config, client: newClient(config.Reach), tiles: newTileClient(config.Maps, config.Reach),
		pages:  newPages(4, "Many pages are being looked at. The link works without a preview."),
		places: newPages(2, "Many maps are being made. The place can be sent without one."),
	}
}

// Card is a preview as a message carries it.
type Card struct {
	URL string `json:"url" doc:"The address that stands in the text of the message."`
	Page
	Image *media.Photo `json:"image,omitempty" doc:"Its picture, which this server keeps: see getPreviewPicture."`
}

// PagePreview is a Card that waits to be sent.
type PagePreview struct {
	ID base.ID `json:"id" doc:"What a message of type link names it by, within an hour."`
	Card
}

// asks is how many pages may be asked for: as many as somebody who writes link after link, and fewer than who looks around with this server's address.
var asks = account.Deed{
	Kind:    "preview",
	Account: budget.Budget{Most: 60, Every: 20 * time.Second},
	Device:  budget.Budget{Most: 120, Every: 10 * time.Second},
	Block:   budget.Budget{Most: 600, Every: 2 * time.Second},
}

// pictureLeast is how many pixels a side of a picture has at least: smaller ones are icons, or count who looks.
const pictureLeast = 64

// pictureTime is how long the making of a picture may take; without it there is a preview all the same.
const pictureTime = 5 * time.Second

// none is the one answer for every page of which nothing is shown, whatever the reason: it says nothing of what is where in this server's network.
func none() error {
	return &base.Error{Kind: base.KindNotFound, Code: "no_preview", Message: "There is no preview of this page. The link works without one."}
}

// Make makes a preview of the page at an address.
func (s *Service) Make(ctx context.Context, actor api.Actor, address string) (PagePreview, error) {
	at, err := parse(address)
	if err != nil {
		return PagePreview{}, err
	}
	if err := s.allow(ctx, actor); err != nil {
		return PagePreview{}, err
	}
	found, err := s.pages.get(ctx, at.Hostname(), at.String(), s.Clock.Now(), func(ctx context.Context) found { return s.find(ctx, at) })
	if err != nil {
		return PagePreview{}, err
	}
	if found.page.Title == "" {
		return PagePreview{}, none()
	}
	p := PagePreview{base.NewID(s.Clock.Now()), Card{URL: address, Page: found.page}}
	return p, s.keep(ctx, actor, &p, found.picture)
}

// parse is the address of a page as somebody wrote it, in the form that is asked for.
func parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err == nil {
		err = checkURL(u)
	}
	if err == nil && strings.ContainsFunc(address, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }) {
		err = errors.New("what is not seen in an address")
	}
	if err == nil && !isASCII(u.Host) {
		u.Host, err = idna.Lookup.ToASCII(u.Host) // with a port it fails: only plain names are written so
	}
	if err != nil {
		return nil, base.Invalid("url_invalid", "A preview is of an address that begins with http:// or https://.",
			base.Field{Location: "body.url", Message: "an address of at most 2,048 characters, without a password"})
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// allow fails where the actor is to have no preview now.
func (s *Service) allow(ctx context.Context, actor api.Actor) error {
	if s.Off {
		return base.Conflict("previews_off", "Previews of links are switched off.")
	}
	return base.Doing("asking for a preview", s.DB.Write(ctx, func(tx *db.Tx) error {
		wants, err := s.Wants(ctx, tx, actor.Account)
		if err != nil {
			return err
		}
		if !wants {
			return base.Conflict("previews_off", "Previews of links are switched off.")
		}
		retryAt, err := s.Spend(ctx, tx, actor, api.ClientIP(ctx), asks)
		if err == nil && !retryAt.IsZero() {
			limited.Inc()
			err = base.TooMany("rate_limited", "You have asked for many previews. The link works without one.", retryAt)
		}
		return err
	}))
}

// errEmpty says that a page says nothing of itself.
var errEmpty = errors.New("the page says nothing of itself")

// find fetches a page and its picture. What it does not find is no failure.
func (s *Service) find(ctx context.Context, at *url.URL) (f found) {
	began := time.Now()
	fetching, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	page, err := fetchPage(fetching, s.client, at)
	if err == nil && page.Title == "" {
		err = errEmpty
	}
	if err != nil {
		observe(fetchSeconds, began, err)
		s.Log.Debug("preview", "host", at.Hostname(), "error", err)
		return found{}
	}
	f.page = page
	if page.picture != nil {
		var file []byte
		if file, err = fetchPicture(fetching, s.client, page.picture); err == nil {
			f.picture, err = s.make(ctx, file)
		}
		if err != nil {
			s.Log.Debug("preview", "picture of", at.Hostname(), "error", err)
		}
	}
	observe(fetchSeconds, began, nil)
	return f
}

func (s *Service) make(ctx context.Context, file []byte) (*media.Made, error) {
	ctx, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	made, err := s.Media.MakePreview(ctx, file)
	if err != nil {
		return nil, err
	}
	if min(made.Width, made.Height) < pictureLeast {
		return nil, errors.New("the picture is too small")
	}
	return &made, nil
}

// keep stores a preview with a picture of its own, which then are its sender's alone.
func (s *Service) keep(ctx context.Context, actor api.Actor, p *PagePreview, made *media.Made) error {
	if made != nil {
		photo := made.Photo
		photo.ID = p.ID
		if err := s.Media.WritePreview(ctx, p.ID, *made); err != nil {
			return err
		}
		p.Image = &photo
	}
	return base.Doing("keep a preview", s.DB.Write(ctx, func(tx *db.Tx) error {
		if p.Image != nil {
			if err := s.Media.KeepPreview(ctx, tx, actor.Account, *p.Image); err != nil {
				return err
			}
		}
		return insert(ctx, tx, actor.Account, p.ID, p.Card, s.Clock.Now())
	}))
}

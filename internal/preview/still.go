package preview

import (
	"context"
	"fmt"
	"math"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/media"
)

const (
	// About is how imprecise a place is, in metres, that tells a neighbourhood and no house: it is kept to a hundredth of a degree.
	About = 1000
	// accuracyMax is how imprecise one may be: more is none.
	accuracyMax = 100_000
)

// Spot is where somebody is, and how precisely that is told.
type Spot struct {
	Latitude  float64 `json:"latitude" minimum:"-90" maximum:"90" doc:"In degrees."`
	Longitude float64 `json:"longitude" minimum:"-180" maximum:"180" doc:"In degrees."`
	Accuracy  int     `json:"accuracy" minimum:"1" maximum:"100000" doc:"Within how many metres it is. From 1,000 on the place is kept to a hundredth of a degree, else to 0.00001."`
}

// Rounded is a place no more precise than it says that it is. The field is where it stands in a request that is refused.
func (p Spot) Rounded(field string) (Spot, error) {
	if !(p.Latitude >= -90 && p.Latitude <= 90) || !(p.Longitude >= -180 && p.Longitude <= 180) { // NaN is nowhere
		return p, base.Invalid("invalid", "A place has a latitude of -90 to 90 and a longitude of -180 to 180 degrees.", base.Field{Location: field, Message: "no place on Earth"})
	}
	if p.Accuracy < 1 || p.Accuracy > accuracyMax {
		return p, base.Invalid("invalid", "A place is known within 1 to 100,000 metres.", base.Field{Location: field + ".accuracy", Message: "1 to 100,000"})
	}
	digits := 1e5
	if p.Accuracy >= About {
		digits = 100
	}
	round := func(degrees float64) float64 { return math.Round(degrees*digits)/digits + 0 } // which has no negative zero
	return Spot{round(p.Latitude), round(p.Longitude), p.Accuracy}, nil
}

// Still is a picture of the map with a place in its middle, as a message carries it.
type Still struct {
	media.Photo
	Zoom        int    `json:"zoom" minimum:"0" maximum:"16" doc:"How close it is (Web Mercator): where it is shown 272 wide, 256 are the width of the world divided by two to the power of this."`
	Attribution string `json:"attribution" doc:"Whose map it is: apps write it on it."`
}

// stillAsks is how many stills may be asked for: as many as somebody who chooses how precisely to tell a place, and fewer than who reads a map by them.
var stillAsks = account.Deed{
	Kind:    "still",
	Account: budget.Budget{Most: 30, Every: 30 * time.Second},
	Device:  budget.Budget{Most: 60, Every: 15 * time.Second},
	Block:   budget.Budget{Most: 300, Every: 3 * time.Second},
}

// noStill is the one answer wherever there is no still, whatever the reason.
func noStill() error {
	return &base.Error{Kind: base.KindNotFound, Code: "no_still", Message: "There is no map of this place now. The place can be sent without one."}
}

// Stills tells whether this server makes stills of maps.
func (s *Service) Stills() bool { return !s.Maps.None() }

// MakeStill makes a still of the map around a place, which waits to be sent with a message that tells just that place.
func (s *Service) MakeStill(ctx context.Context, actor api.Actor, of Spot) (still Still, err error) {
	if of, err = of.Rounded("body"); err != nil {
		return still, err
	}
	if !s.Stills() {
		return still, base.Conflict("stills_off", "This server has no maps. The place can be sent without one.")
	}
	if err := s.allowStill(ctx, actor); err != nil {
		return still, err
	}
	// What is kept is kept for who asked: by how long an answer takes, nobody learns which places others tell.
	found, err := s.places.get(ctx, actor.Account.String(), fmt.Sprint(actor.Account, of), s.Clock.Now(), func(ctx context.Context) found { return s.findStill(ctx, of) })
	if err != nil {
		return still, err
	}
	if found.picture == nil {
		return still, noStill()
	}
	still = Still{found.picture.Photo, zoomOf(of), s.Maps.attribution}
	still.ID = base.NewID(s.Clock.Now())
	if err := s.Media.WritePreview(ctx, still.ID, *found.picture); err != nil {
		return still, err
	}
	return still, base.Doing("keep a still", s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.Media.KeepPreview(ctx, tx, actor.Account, still.Photo); err != nil {
			return err
		}
		return insert(ctx, tx, actor.Account, still.ID, WaitingStill{of, still}, s.Clock.Now())
	}))
}

func (s *Service) allowStill(ctx context.Context, actor api.Actor) error {
	return base.Doing("asking for a still", s.DB.Write(ctx, func(tx *db.Tx) error {
		retryAt, err := s.Spend(ctx, tx, actor, api.ClientIP(ctx), stillAsks)
		if err == nil && !retryAt.IsZero() {
			limited.Inc()
			err = base.TooMany("rate_limited", "You have asked for many maps. The place can be sent without one.", retryAt)
		}
		return err
	}))
}

// findStill has the tiles of a still fetched, and it made. What is not there is no failure.
func (s *Service) findStill(ctx context.Context, of Spot) (f found) {
	tiles := tilesAround(of, zoomOf(of))
	if len(tiles) == 0 {
		return f
	}
	began := time.Now()
	files, err := s.Maps.fetchTiles(ctx, s.tiles, tiles)
	observe(tileSeconds, began, err)
	if err != nil {
		s.Log.Warn("no tiles of maps", "host", s.Maps.host, "error", err)
		return f
	}
	making, cancel := context.WithTimeout(ctx, pictureTime)
	defer cancel()
	made, err := s.Media.MakeStill(making, files)
	if err != nil {
		s.Log.Warn("no still could be made of tiles", "host", s.Maps.host, "error", err)
		return f
	}
	f.picture = &made
	return f
}

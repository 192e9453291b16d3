package preview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"causerie/internal/media"
)

// Maps is the server that this one asks for tiles of maps, as its operator names it. The zero Maps is none.
type Maps struct {
	template    string
	host        string // with its port
	attribution string
}

// attributionMax is how many characters the words beside a map have at most.
const attributionMax = 120

// markers are what a template has once each: the zoom, the column and the row of a tile.
var markers = []string{"{z}", "{x}", "{y}"}

// ParseMaps reads the address of tiles, such as https://tiles.example.org/{z}/{x}/{y}.png, and what their licence asks to be written beside them.
func ParseMaps(template, attribution string) (m Maps, err error) {
	if template == "" && attribution == "" {
		return m, nil
	}
	if template == "" {
		return m, errors.New("--map-attribution is for --map-tiles, which is not set")
	}
	rest := template
	for _, marker := range markers {
		if strings.Count(template, marker) != 1 {
			return m, fmt.Errorf("--map-tiles must have %s in it once, as https://tiles.example.org/{z}/{x}/{y}.png has", marker)
		}
		rest = strings.Replace(rest, marker, "0", 1)
	}
	if strings.ContainsAny(rest, "{}") {
		return m, errors.New("--map-tiles must have no other braces in it than {z}, {x} and {y}")
	}
	m = Maps{template: template, attribution: attribution}
	u, err := url.Parse(rest)
	if err == nil {
		err = checkURL(u)
	}
	if err == nil && (u.Fragment != "" || strings.ContainsFunc(rest, func(r rune) bool { return r <= ' ' || r > '~' })) {
		err = errors.New("a character that is in no address")
	}
	if err != nil { // which may quote a key that is in it
		return Maps{}, errors.New("--map-tiles is no address: write it as https://tiles.example.org/{z}/{x}/{y}.png, without a password, in at most 2,000 characters")
	}
	scheme, after, _ := strings.Cut(template, "://")
	if authority, _, _ := strings.Cut(after, "/"); strings.ContainsAny(scheme+authority, "{}") {
		return Maps{}, errors.New("--map-tiles must have {z}, {x} and {y} behind the name of the server: this one asks one server")
	}
	if strings.TrimSpace(attribution) != attribution || attribution == "" || utf8.RuneCountInString(attribution) > attributionMax || strings.ContainsFunc(attribution, func(r rune) bool { return !unicode.IsGraphic(r) }) {
		return Maps{}, fmt.Errorf("--map-attribution must say in 1 to %d characters of one line whose the map is, as the licence of its tiles asks; it stands on each map", attributionMax)
	}
	m.host = net.JoinHostPort(u.Hostname(), portOf(u))
	return m, nil
}

// Host is the name of the server that is asked.
func (m Maps) Host() string { return m.host }

// None tells that there is no server of tiles.
func (m Maps) None() bool { return m.template == "" }

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

// addressOf is where a tile is.
func (m Maps) addressOf(t tile) string {
	return strings.NewReplacer(markers[0], strconv.Itoa(t.zoom), markers[1], strconv.Itoa(t.column), markers[2], strconv.Itoa(t.row)).Replace(m.template)
}

// newTileClient is what asks for tiles: as newClient does, but that it goes to the one server that the operator named also where that is inside their network, and
// from there to public addresses alone.
func newTileClient(m Maps, reach Reach) *http.Client {
	client := newClient(reach)
	transport, ours := client.Transport.(*http.Transport)
	if !ours {
		return client
	}
	outside, inside := transport.DialContext, &net.Dialer{Timeout: fetchTime, Resolver: reach.Resolver}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.EqualFold(address, m.host) {
			return inside.DialContext(ctx, network, address)
		}
		return outside(ctx, network, address)
	}
	return client
}

// tileBytes is how large a tile may be: a picture of 512 pixels a side.
const tileBytes = 1 << 20

// fetchTile reads the file of a tile: what it is, who makes a still of it finds out.
func (m Maps) fetchTile(ctx context.Context, client *http.Client, t tile) ([]byte, error) {
	at, err := url.Parse(m.addressOf(t))
	if err != nil {
		return nil, errors.New("no address")
	}
	res, err := get(ctx, client, at, "image/png,image/jpeg,image/webp")
	if err != nil {
		return nil, unaddressed(err)
	}
	defer res.Body.Close()
	file, err := io.ReadAll(io.LimitReader(res.Body, tileBytes+1))
	if err == nil && len(file) > tileBytes {
		err = errors.New("the tile is larger than 1 MB")
	}
	return file, unaddressed(err)
}

// unaddressed is an error without the address that was asked, which may have a key in it.
func unaddressed(err error) error {
	var asked *url.Error
	if !errors.As(err, &asked) {
		return err
	}
	if strings.Contains(asked.Err.Error(), "Location") { // which repeats what that server says, and that may repeat the key
		return errors.New("it redirects to what is no address")
	}
	return asked.Err
}

// fetchTiles reads all tiles of a still at once.
func (m Maps) fetchTiles(ctx context.Context, client *http.Client, tiles []tile) ([]media.Tile, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	files, failures := make([]media.Tile, len(tiles)), make(chan error, len(tiles))
	for i, t := range tiles {
		go func() {
			file, err := m.fetchTile(ctx, client, t)
			files[i] = media.Tile{X: t.x, Y: t.y, File: file}
			failures <- err
		}()
	}
	var first error
	for range tiles {
		if err := <-failures; err != nil && first == nil {
			first = err
			cancel() // a map with a hole is none
		}
	}
	return files, first
}

// Try asks for the one tile that shows the whole world, and has a worker look at it.
func (m Maps) Try(ctx context.Context) error {
	client := newTileClient(m, Reach{})
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	file, err := m.fetchTile(ctx, client, tile{})
	if err != nil {
		return err
	}
	return media.TryTile(ctx, file)
}

// A place in the world as maps have it (Web Mercator, EPSG:3857): a square that is 2^zoom tiles wide, from the 180th meridian eastward, and from about 85° North down.
const (
	edge    = 85.0511 // degrees: beyond it there is no map
	equator = 40075016.686
	cssTile = 256 // pixels of a tile as it is shown
	// closest is the zoom of an exact place: some streets.
	closest = 16
	// around is how many pixels the circle around a place may reach at most, as it is shown.
	around = 44
)

// zoomOf is how close a still is: so that the circle in which the place is fits, and no closer than some streets.
func zoomOf(p Spot) int {
	metres := equator / cssTile * math.Cos(p.Latitude*math.Pi/180) // in one pixel of the whole world
	zoom := math.Floor(math.Log2(metres * around / float64(p.Accuracy)))
	return int(min(max(zoom, 0), closest))
}

// tile is a square of a map, and where in a still its upper left corner lies.
type tile struct {
	zoom, column, row int
	x, y              int
}

// tilesAround are those that a still with a place in its middle shows: none where there is no map.
func tilesAround(p Spot, zoom int) (tiles []tile) {
	if math.Abs(p.Latitude) > edge {
		return nil
	}
	count := 1 << zoom
	world := float64(count * media.TileSide)
	latitude := p.Latitude * math.Pi / 180
	left := int(math.Round((p.Longitude+180)/360*world)) - media.StillWidth/2
	top := int(math.Round((1-math.Asinh(math.Tan(latitude))/math.Pi)/2*world)) - media.StillHeight/2
	for row := floor(top); row*media.TileSide < top+media.StillHeight; row++ {
		for column := floor(left); row >= 0 && row < count && column*media.TileSide < left+media.StillWidth; column++ {
			wrapped := (column%count + count) % count // the world goes on where it ends
			tiles = append(tiles, tile{zoom, wrapped, row, column*media.TileSide - left, row*media.TileSide - top})
		}
	}
	return tiles
}

// floor is in which row or column of tiles a pixel lies, also before the first.
func floor(pixel int) int { return int(math.Floor(float64(pixel) / media.TileSide)) }

package preview

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"causerie/internal/media"
)

func TestTheAddressOfTilesIsRead(t *testing.T) {
	t.Parallel()
	const whose = "© the mappers"
	for template, want := range map[string]string{
		"https://tiles.example.org/{z}/{x}/{y}.png":         "tiles.example.org:443",
		"http://10.0.0.7:8080/osm/{z}/{x}/{y}@2x.webp?k=ab": "10.0.0.7:8080",
		"http://[::1]:99/?z={z}&x={x}&y={y}":                "[::1]:99",
		"http://tiles/{x}{y}{z}":                            "tiles:80",
	} {
		m, err := ParseMaps(template, whose)
		if err != nil || m.Host() != want || m.None() {
			t.Errorf("%s is of %q, %v", template, m.Host(), err)
		}
	}
	for template, why := range map[string]string{
		"": "--map-attribution", "https://tiles.example.org/{z}/{x}.png": "{y}", "https://tiles.example.org/{z}/{x}/{y}/{z}": "{z}",
		"https://{s}.tiles.example.org/{z}/{x}/{y}": "braces", "https://tiles{z}.example.org/{x}/{y}": "behind the name", "ftp://tiles.example.org/{z}/{x}/{y}": "no address",
		"https://me:secret@tiles.example.org/{z}/{x}/{y}": "no address", "tiles.example.org/{z}/{x}/{y}": "no address", "https:///{z}/{x}/{y}": "no address",
		"https://tiles.example.org/{z}/{x}/{y}#a": "no address", "https://tiles.example.org/a b/{z}/{x}/{y}": "no address", "https://tilés.example.org/{z}/{x}/{y}": "no address",
		"https://tiles.example.org/" + strings.Repeat("a", 2048) + "/{z}/{x}/{y}": "no address", "https://tiles.example.org/%zz/{z}/{x}/{y}": "no address",
	} {
		if m, err := ParseMaps(template, whose); err == nil || !strings.Contains(err.Error(), why) || strings.Contains(err.Error(), "secret") || !m.None() {
			t.Errorf("%q: %v", template, err)
		}
	}
	for _, attribution := range []string{"", " ", "two\nlines", strings.Repeat("é", attributionMax+1), "turned \u202e round"} {
		if _, err := ParseMaps("https://tiles.example.org/{z}/{x}/{y}.png", attribution); err == nil {
			t.Errorf("%q is taken", attribution)
		}
	}
	if m, err := ParseMaps("", ""); err != nil || !m.None() {
		t.Errorf("nothing is %+v, %v", m, err)
	}
}

func FuzzMaps(f *testing.F) {
	for _, seed := range []string{"https://tiles.example.org/{z}/{x}/{y}.png?key=1", "http://[::1]/{x}/{y}/{z}", "https://{z}/{x}/{y}", "http://a/?{z}{x}{y}{"} {
		f.Add(seed, "© all")
	}
	f.Fuzz(func(t *testing.T, template, attribution string) {
		m, err := ParseMaps(template, attribution)
		if err != nil || m.None() {
			return
		}
		// Whatever tile is asked for, it is of the one server that was named.
		for _, asked := range []tile{{}, {zoom: 16, column: 65535, row: 1}} {
			u, err := url.Parse(m.addressOf(asked))
			if err != nil || checkURL(u) != nil {
				t.Fatalf("%q asks for %q: %v", template, m.addressOf(asked), err)
			}
			if req, err := http.NewRequest(http.MethodGet, u.String(), nil); err != nil || !strings.EqualFold(m.Host(), strings.Join([]string{bracketed(req.URL.Hostname()), portOf(req.URL)}, ":")) {
				t.Errorf("%q leads to %q, not to %q: %v", template, u, m.Host(), err)
			}
		}
	})
}

func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

func TestHowCloseAMapIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		latitude float64
		accuracy int
		want     int
	}{
		{48.86, 1, 16}, {48.86, 20, 16}, {48.86, 999, 12}, {48.86, 1000, 12}, {0, 1000, 12}, {60, 1000, 11}, {48.86, 5000, 9}, {48.86, 100_000, 5}, {85, 100_000, 2}, {90, 100_000, 0}, {-90, 1, 0},
	} {
		if got := zoomOf(Spot{c.latitude, 0, c.accuracy}); got != c.want {
			t.Errorf("at %v within %d m it is %d, want %d", c.latitude, c.accuracy, got, c.want)
		}
	}
}

// TestAPlaceIsInTheMiddleOfItsMap looks at which tiles a still is made of, and where the place comes to lie in them.
func TestAPlaceIsInTheMiddleOfItsMap(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		place Spot
		zoom  int
		want  string // column/row at x,y
	}{
		"the middle of the world": {Spot{0, 0, 1}, 3, "3/3 at -240,-376, 4/3 at 272,-376, 3/4 at -240,136, 4/4 at 272,136"},
		"a street":                {Spot{48.88601, 2.37199, 12}, 16, "33199/22537 at -141,-430, 33200/22537 at 371,-430, 33199/22538 at -141,82, 33200/22538 at 371,82"},
		"the eastern end":         {Spot{0, 180, 1}, 3, "7/3 at -240,-376, 0/3 at 272,-376, 7/4 at -240,136, 0/4 at 272,136"},
		"the western end":         {Spot{0, -180, 1}, 3, "7/3 at -240,-376, 0/3 at 272,-376, 7/4 at -240,136, 0/4 at 272,136"},
		"the northern edge":       {Spot{85.0511, 0, 1}, 3, "3/0 at -240,136, 4/0 at 272,136"},
		"the southern edge":       {Spot{-85.0511, 0, 1}, 3, "3/7 at -240,-376, 4/7 at 272,-376"},
		"the whole world":         {Spot{0, 0, 1}, 0, "0/0 at -496,-120, 0/0 at 16,-120, 0/0 at 528,-120"},
		"the North Pole":          {Spot{90, 0, 1}, 3, ""},
		"near the South Pole":     {Spot{-85.06, 10, 1}, 3, ""},
	} {
		var got []string
		for _, one := range tilesAround(c.place, c.zoom) {
			got = append(got, fmt.Sprintf("%d/%d at %d,%d", one.column, one.row, one.x, one.y))
			if one.zoom != c.zoom {
				t.Errorf("%s has a tile of zoom %d", name, one.zoom)
			}
		}
		if all := strings.Join(got, ", "); all != c.want {
			t.Errorf("%s: %s\nwant %s", name, all, c.want)
		}
	}
	for latitude := -90.0; latitude <= 90; latitude += 1.37 {
		for longitude := -180.0; longitude <= 180; longitude += 3.9 {
			for _, accuracy := range []int{1, 1000, 30_000, 100_000} {
				p := Spot{latitude, longitude, accuracy}
				tiles := tilesAround(p, zoomOf(p))
				covered := 0
				for _, one := range tiles {
					covered += (min(one.x+media.TileSide, media.StillWidth) - max(one.x, 0)) * (min(one.y+media.TileSide, media.StillHeight) - max(one.y, 0))
					if count := 1 << one.zoom; one.column < 0 || one.column >= count || one.row < 0 || one.row >= count {
						t.Fatalf("%v asks for %+v", p, one)
					}
				}
				if len(tiles) > media.MostTiles || math.Abs(latitude) < 80 && covered != media.StillWidth*media.StillHeight {
					t.Fatalf("%v is covered by %d pixels of %d tiles", p, covered, len(tiles))
				}
			}
		}
	}
}

// TestTilesAreFetched goes through what a server of tiles may do, and what it leads to.
func TestTilesAreFetched(t *testing.T) {
	t.Parallel()
	inside := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("what is inside was asked") })
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	asked := atomic.Int32{}
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" || r.UserAgent() != UserAgent {
			t.Errorf("asked with %v", r.Header)
		}
		way, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		switch way {
		case "good":
			_, _ = io.WriteString(w, "tile "+rest+"?"+r.URL.RawQuery)
		case "moved":
			http.Redirect(w, r, "/good/"+rest, http.StatusFound)
		case "inside":
			http.Redirect(w, r, inside.URL+"/"+rest, http.StatusFound)
		case "metadata":
			http.Redirect(w, r, "http://169.254.169.254/"+rest, http.StatusFound)
		case "round":
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
		case "huge":
			for chunk := make([]byte, 64<<10); ; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		case "hole":
			if strings.HasSuffix(rest, "/1") {
				http.NotFound(w, r)
				return
			}
			fallthrough // the others hang, and are not waited for
		case "slow":
			select {
			case <-r.Context().Done():
			case <-over:
			}
		default:
			w.WriteHeader(http.StatusTeapot)
		}
	})
	fetch := func(ctx context.Context, way string) ([]media.Tile, error) {
		t.Helper()
		m, err := ParseMaps(site.URL+"/"+way+"/{z}/{x}/{y}?key=hush", "© all")
		if err != nil {
			t.Fatal(err)
		}
		return m.fetchTiles(ctx, newTileClient(m, Reach{}), []tile{{zoom: 2, column: 3, row: 1, x: -5, y: 7}, {zoom: 2, column: 0, row: 1, x: 507, y: 7}})
	}
	for way, query := range map[string]string{"good": "key=hush", "moved": ""} { // a server on this machine is the operator's choice
		got, err := fetch(t.Context(), way)
		if err != nil || len(got) != 2 || string(got[0].File) != "tile 2/3/1?"+query || got[0].X != -5 || got[1].X != 507 || string(got[1].File) != "tile 2/0/1?"+query {
			t.Errorf("%s: %+v, %v", way, got, err)
		}
	}
	for _, way := range []string{"inside", "metadata", "round", "huge", "hole", "teapot"} {
		began := time.Now()
		if _, err := fetch(t.Context(), way); err == nil || strings.Contains(err.Error(), "hush") || time.Since(began) > fetchTime {
			t.Errorf("%s: %v after %s", way, err, time.Since(began))
		}
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := fetch(short, "slow"); err == nil {
		t.Error("what hangs has an answer")
	}
	asked.Store(0)
	site.Close()
	if _, err := fetch(t.Context(), "good"); err == nil || asked.Load() > 0 {
		t.Error("a server that is not there has an answer")
	}
}

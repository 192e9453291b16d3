package app_test

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/app"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

type stillOf struct {
	ID, Placeholder, Attribution string
	Width, Height, Zoom          int
}

type placeEntry struct {
	Seq     int64
	Content struct {
		Type, Text string
		Location   *struct {
			Latitude, Longitude float64
			Accuracy            int
			Still               *stillOf
		}
	}
}

// TestAPlaceHasAMap goes through whom the map around a place comes to, what it is of, and when it is gone.
func TestAPlaceHasAMap(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			config := app.Config{Data: t.TempDir(), Database: dbtest.Store(t, dialect)}
			tiles := testkit.StartTiles(t, &config)
			s := testkit.StartOn(t, config)
			c := newCrew(t, s, "ada", "bob", "cyd", "eve")
			talk := s.Direct(t, c.of["ada"], c.of["bob"])
			lock := map[string]any{"latitude": 48.886012, "longitude": 2.371987, "accuracy": 12}
			about := map[string]any{"latitude": 48.886012, "longitude": 2.371987, "accuracy": 1000}
			ask := func(who string, place map[string]any) (still stillOf) {
				t.Helper()
				c.do(who, "POST", "/v1/stills", place, 201, &still)
				return still
			}
			tell := func(who, talk string, place map[string]any, id string) (e placeEntry) {
				t.Helper()
				told := map[string]any{"still": map[string]any{"id": id}}
				for key, value := range place {
					told[key] = value
				}
				body := map[string]any{"clientId": uuid.NewString(), "kind": "message", "content": map[string]any{"type": "location", "location": told}}
				c.do(who, "POST", "/v1/conversations/"+talk+"/entries", body, 201, &e)
				return e
			}
			sees := func(who, owner, id string) int {
				t.Helper()
				return c.call(who, "GET", "/v1/previews/"+c.of[owner].ID+"/"+id, nil).Status
			}
			var server struct{ Stills bool }
			if c.do("ada", "GET", "/v1/server", nil, 200, &server); !server.Stills {
				t.Error("the server says that it has no maps")
			}

			waiting := ask("ada", lock)
			if waiting.Width != 544 || waiting.Height != 272 || waiting.Zoom != 16 || waiting.Attribution != "© the mappers" || waiting.Placeholder == "" {
				t.Errorf("what waits is %+v", waiting)
			}
			c.equal("before it is sent, ada", sees("ada", "ada", waiting.ID), 200)
			c.equal("before it is sent, bob", sees("bob", "ada", waiting.ID), 404)
			for name, e := range map[string]placeEntry{
				"another's": tell("bob", talk, lock, waiting.ID), "of another place": tell("ada", talk, about, waiting.ID), "of nothing": tell("ada", talk, lock, uuid.NewString()),
			} {
				if e.Content.Location.Still != nil {
					t.Errorf("a map %s is sent as %+v", name, e.Content.Location.Still)
				}
			}
			sent := tell("ada", talk, lock, waiting.ID)
			if got := sent.Content.Location; got.Still == nil || *got.Still != waiting || got.Latitude != 48.88601 {
				t.Fatalf("it was sent as %+v", got)
			}
			if again := tell("ada", talk, lock, waiting.ID); again.Content.Location.Still != nil {
				t.Error("one map is sent twice")
			}
			seen := c.call("bob", "GET", "/v1/previews/"+c.of["ada"].ID+"/"+waiting.ID, nil)
			if size, err := jpeg.DecodeConfig(bytes.NewReader(seen.Body)); err != nil || size.Width != 544 || size.Height != 272 {
				t.Errorf("bob sees %d, %v, %v", seen.Status, size, err)
			}
			c.equal("a stranger", sees("eve", "ada", waiting.ID), 404)

			// What is asked for is no more precise than what is told, and asked for once for oneself alone.
			before := tiles.Asked.Load()
			rough := ask("ada", about)
			if rough.Zoom != 12 {
				t.Errorf("of a neighbourhood it is %+v", rough)
			}
			once := tiles.Asked.Load()
			ask("ada", map[string]any{"latitude": 48.8901, "longitude": 2.3699, "accuracy": 1000})
			c.equal("of the same neighbourhood, tiles asked for again", tiles.Asked.Load(), once)
			ask("bob", about)
			c.equal("by another", tiles.Asked.Load()-once, once-before)
			// As the picture of a link it is none, and the picture of a link is no map.
			link := map[string]any{"clientId": uuid.NewString(), "kind": "message", "content": map[string]any{"type": "link", "text": "https://example.org", "preview": map[string]any{"id": rough.ID}}}
			var e placeEntry
			c.do("ada", "POST", "/v1/conversations/"+talk+"/entries", link, 201, &e)
			c.equal("as a link", e.Content.Type, "text")
			page := s.Preview(t, c.of["ada"], s.Site(t, testkit.Shop)+"/lamp")
			if e := tell("ada", talk, about, page); e.Content.Location.Still != nil {
				t.Error("the picture of a page is a map")
			}

			forward := func() placeEntry {
				t.Helper()
				var out struct{ Items []struct{ Entry placeEntry } }
				to := map[string]any{"conversationId": s.Direct(t, c.of["bob"], c.of["cyd"]), "clientId": uuid.NewString()}
				c.do("bob", "POST", fmt.Sprint("/v1/conversations/", talk, "/entries/", sent.Seq, "/forwards"), map[string]any{"targets": []any{to}}, 200, &out)
				return out.Items[0].Entry
			}
			passed := forward().Content.Location.Still
			if passed == nil || passed.ID == waiting.ID || passed.Zoom != 16 || passed.Attribution != waiting.Attribution {
				t.Fatalf("it was forwarded as %+v", passed)
			}
			c.do("ada", "POST", "/v1/conversations/"+talk+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": sent.Seq}, 201, nil)
			c.equal("unsent, bob", sees("bob", "ada", waiting.ID), 404)
			c.equal("its files", len(filesOf(t, s, waiting.ID)), 0)
			c.equal("the one that was forwarded", sees("cyd", "bob", passed.ID), 200)

			// It disappears with its message, as a sticker does.
			c.do("ada", "POST", "/v1/conversations/"+talk+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "settings", "content": map[string]any{"disappearing": "24h"}}, 201, nil)
			gone := tell("ada", talk, about, rough.ID).Content.Location.Still
			if gone == nil {
				t.Fatal("it is sent without a map")
			}
			boat := s.Sticker(t, c.of["ada"])
			var sticker stickerEntry
			s.SendSticker(t, c.of["ada"], talk, boat).Into(t, 201, &sticker)
			unsent := ask("ada", lock)
			s.Clock.Move(25 * time.Hour)
			for _, sweep := range []func() error{
				func() error { return s.App.Chat.Expire(t.Context()) }, func() error { return s.App.Preview.Sweep(t.Context(), s.Clock.Now()) },
			} {
				if err := sweep(); err != nil {
					t.Fatal(err)
				}
			}
			for name, id := range map[string]string{"what has disappeared": gone.ID, "the sticker that has": sticker.Content.Sticker.ID, "what was not sent": unsent.ID} {
				c.equal("files of "+name, len(filesOf(t, s, id)), 0)
			}
		})
	}
}

// TestNoMapIsNoReasonNotToTellAPlace has the server of tiles do what servers do.
func TestNoMapIsNoReasonNotToTellAPlace(t *testing.T) {
	t.Parallel()
	config := app.Config{Data: t.TempDir(), Database: dbtest.Store(t, db.SQLite), RateLimit: 1}
	tiles := testkit.StartTiles(t, &config)
	s := testkit.StartOn(t, config)
	ada := s.SignUp(t, "ada", "Ada")
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("what is inside was asked") }))
	t.Cleanup(inside.Close)
	latitude := 10.0
	ask := func(place map[string]any) testkit.Answer {
		t.Helper()
		return s.Call(t, ada.Token, "POST", "/v1/stills", place)
	}
	var bodies []string
	for name, does := range map[string]http.HandlerFunc{
		"nothing there": http.NotFound,
		"a page that says it is a picture": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			_, _ = io.WriteString(w, "<script>alert(1)</script>")
		},
		"a picture of another size": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(testkit.Picture(t, 4000, 3000)) },
		"one that leads inside":     func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inside.URL, http.StatusFound) },
		"more than a tile":          func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 2<<20)) },
	} {
		tiles.Does(does)
		latitude++
		got := ask(map[string]any{"latitude": latitude, "longitude": 2, "accuracy": 1000})
		if got.Status != 404 || got.Code() != "no_still" {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
		bodies = append(bodies, string(got.Body))
	}
	tiles.Does(nil)
	pole := ask(map[string]any{"latitude": 90, "longitude": 2, "accuracy": 20})
	for _, body := range append(bodies, string(pole.Body)) {
		if body != bodies[0] || strings.Contains(body, "hush") || strings.Contains(body, "127.0.0.1") {
			t.Errorf("the answers differ, or say where tiles come from: %s and %s", bodies[0], body)
		}
	}
	for _, place := range []map[string]any{{}, {"latitude": 91, "longitude": 0, "accuracy": 5}, {"latitude": 0, "longitude": 181, "accuracy": 5}, {"latitude": 0, "longitude": 0, "accuracy": 0},
		{"latitude": 0, "longitude": 0, "accuracy": 100_001}, {"latitude": "48", "longitude": 0, "accuracy": 5}, {"latitude": nil, "longitude": 0, "accuracy": 5}} {
		if got := ask(place); got.Status != 422 {
			t.Errorf("%v: %d %s", place, got.Status, got.Body)
		}
	}
	s.Clock.Freeze()
	asked := 0
	for ; ; asked++ {
		if got := ask(map[string]any{"latitude": 48.8, "longitude": 2, "accuracy": 1000}); got.Status == 429 {
			if got.Header.Get("Retry-After") == "" {
				t.Errorf("too many: %s", got.Body)
			}
			break
		}
	}
	if asked < 20 || asked > 30 {
		t.Errorf("%d were made", asked)
	}

	off := testkit.Start(t, db.SQLite)
	bob := off.SignUp(t, "bob", "Bob")
	if got := off.Call(t, bob.Token, "POST", "/v1/stills", map[string]any{"latitude": 1, "longitude": 2, "accuracy": 20}); got.Code() != "stills_off" {
		t.Errorf("a server without maps answers %d %s", got.Status, got.Body)
	}
	for name, bad := range map[string]app.Config{"no template": {MapTiles: "https://tiles.example.org/", MapAttribution: "© all"}, "nobody's": {MapTiles: "https://tiles.example.org/{z}/{x}/{y}"}} {
		bad.Listen, bad.RateLimit = ":8080", 1
		if err := bad.Check(); err == nil || !strings.Contains(err.Error(), "--map-") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

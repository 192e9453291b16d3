package app_test

import (
	"bytes"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/app"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

type linkEntry struct {
	Seq     int64
	Content struct {
		Type, Text string
		Preview    *struct {
			ID, URL, Title, Description, Site, Host string
			Product                                 *struct{ Price, Currency, Availability string }
			Image                                   *struct {
				ID, Placeholder string
				Width, Height   int
			}
		}
	}
}

func TestAPreviewGoesWithItsMessage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "eve", "Eve")
		c := s.Direct(t, ada, bob)
		s.Send(t, bob, c, "which lamp?")
		asked := atomic.Int32{}
		lamp := s.Site(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			testkit.Shop(w, r)
		})) + "/lamp"
		send := func(from testkit.Person, conversation, text, id string) (e linkEntry) {
			t.Helper()
			s.SendLink(t, from, conversation, text, id).Into(t, 201, &e)
			return e
		}

		var waiting struct {
			ID, Title string
			Image     struct{ ID string }
		}
		s.Call(t, ada.Token, "POST", "/v1/previews", map[string]any{"url": lamp}).Into(t, 201, &waiting)
		if waiting.Title != "Lampe Lucie" || waiting.Image.ID != waiting.ID {
			t.Errorf("what waits is %+v", waiting)
		}
		at := "/v1/previews/" + ada.ID + "/" + waiting.ID
		if own := s.Call(t, ada.Token, "GET", at, nil); own.Status != 200 {
			t.Errorf("before it is sent, ada sees its picture: %d", own.Status)
		}
		if early := s.Call(t, bob.Token, "GET", at, nil); early.Status != 404 {
			t.Errorf("before it is sent, bob sees its picture: %d", early.Status)
		}
		for name, e := range map[string]linkEntry{
			"another's":         send(bob, c, "look: "+lamp, waiting.ID),
			"of another link":   send(ada, c, "look: https://example.com/", waiting.ID),
			"of nothing":        send(ada, c, "look: "+lamp, uuid.NewString()),
			"of a link in half": send(ada, c, lamp[:len(lamp)-1], waiting.ID),
		} {
			if e.Content.Type != "text" || e.Content.Preview != nil {
				t.Errorf("a preview %s is sent as %+v", name, e.Content)
			}
		}

		sent := send(ada, c, "look: "+strings.TrimPrefix(lamp, "http://"), waiting.ID)
		p := sent.Content.Preview
		if p == nil || sent.Content.Type != "link" || p.ID != "" || p.URL != lamp || p.Title != "Lampe Lucie" || p.Description != "Laiton et verre soufflé." || p.Site != "Les Ateliers" ||
			p.Host != "127.0.0.1" || p.Product == nil || p.Product.Price != "49.90" || p.Product.Currency != "EUR" || p.Product.Availability != "in_stock" {
			t.Fatalf("it was sent as %+v", sent.Content)
		}
		if p.Image == nil || p.Image.Width != 640 || p.Image.Height != 336 || p.Image.Placeholder == "" || p.Image.ID != waiting.ID {
			t.Errorf("its picture is %+v", p.Image)
		}
		if again := send(ada, c, lamp, waiting.ID); again.Content.Preview != nil {
			t.Error("one preview is sent twice")
		}
		seen := s.Call(t, bob.Token, "GET", at, nil)
		if size, err := jpeg.DecodeConfig(bytes.NewReader(seen.Body)); err != nil || size.Width != 640 {
			t.Errorf("bob sees %d, %v", seen.Status, err)
		}
		if other := s.Call(t, eve.Token, "GET", at, nil); other.Status != 404 {
			t.Errorf("a stranger sees its picture: %d", other.Status)
		}
		if s.Preview(t, bob, lamp); asked.Load() != 2 {
			t.Errorf("the shop was asked %d times for a page and its picture", asked.Load())
		}
		s.Clock.Move(11 * time.Minute)
		if s.Preview(t, bob, lamp); asked.Load() != 4 {
			t.Errorf("once that is old, it was asked %d times", asked.Load())
		}

		s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": sent.Seq}).Into(t, 201, nil)
		if gone := s.Call(t, bob.Token, "GET", at, nil); gone.Status != 404 {
			t.Errorf("unsent, bob sees its picture: %d", gone.Status)
		}
		if files := filesOf(t, s, waiting.ID); len(files) > 0 {
			t.Errorf("files remain: %v", files)
		}
	})
}

func TestAPreviewIsForwardedWithAPictureOfItsOwn(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, cyd, dan := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "cyd", "Cyd"), s.SignUp(t, "dan", "Dan")
		s.TakeMessages(t, dan, "everyone")
		from, to, asked, lamp := s.Direct(t, ada, bob), s.Direct(t, bob, cyd), s.Open(t, bob, dan), s.Site(t, testkit.Shop)+"/lamp"
		var sent linkEntry
		s.SendLink(t, ada, from, lamp, s.Preview(t, ada, lamp)).Into(t, 201, &sent)
		forward := func() (items []struct{ Entry linkEntry }) {
			t.Helper()
			var out struct{ Items []struct{ Entry linkEntry } }
			targets := []map[string]any{{"conversationId": to, "clientId": uuid.NewString()}, {"conversationId": asked, "clientId": uuid.NewString()}}
			s.Call(t, bob.Token, "POST", "/v1/conversations/"+from+"/entries/1/forwards", map[string]any{"targets": targets}).Into(t, 200, &out)
			return out.Items
		}
		got := forward()
		p := got[0].Entry.Content.Preview
		if p == nil || p.Image == nil || p.Title != "Lampe Lucie" || p.Image.ID == sent.Content.Preview.Image.ID {
			t.Fatalf("it was forwarded as %+v", got[0].Entry.Content)
		}
		if c := got[1].Entry.Content; c.Type != "text" || c.Preview != nil || c.Text != lamp {
			t.Errorf("in a request it is %+v", c)
		}
		edit := map[string]any{"clientId": uuid.NewString(), "kind": "edit", "targetSeq": 1, "content": map[string]any{"text": "never mind"}}
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+from+"/entries", edit).Into(t, 201, nil)
		if c := forward()[0].Entry.Content; c.Type != "text" || c.Preview != nil {
			t.Errorf("once its link is edited away, it is forwarded as %+v", c)
		}
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+from+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": 1}).Into(t, 201, nil)
		if seen := s.Call(t, cyd.Token, "GET", "/v1/previews/"+bob.ID+"/"+p.Image.ID, nil); seen.Status != 200 {
			t.Errorf("once the first is unsent, cyd sees %d", seen.Status)
		}
	})
}

func TestAPreviewWaitsForAnHour(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		c, lamp := s.Direct(t, ada, bob), s.Site(t, http.HandlerFunc(testkit.Shop))+"/lamp"
		for after, kept := range map[time.Duration]bool{time.Hour - time.Millisecond: true, time.Hour: false, time.Hour + time.Millisecond: false} {
			s.Clock.Freeze()
			id := s.Preview(t, ada, lamp)
			s.Clock.Move(after)
			if err := s.App.Preview.Sweep(t.Context(), s.Clock.Now()); err != nil {
				t.Fatal(err)
			}
			var e linkEntry
			if s.SendLink(t, ada, c, lamp, id).Into(t, 201, &e); (e.Content.Preview != nil) != kept || len(filesOf(t, s, id)) > 0 != kept {
				t.Errorf("after %s: %+v, files %v", after, e.Content, filesOf(t, s, id))
			}
		}
	})
}

func TestARequestHasNoPreview(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		s.TakeMessages(t, bob, "everyone")
		c, lamp := s.Open(t, ada, bob), s.Site(t, http.HandlerFunc(testkit.Shop))+"/lamp"
		var e linkEntry
		if s.SendLink(t, ada, c, lamp, s.Preview(t, ada, lamp)).Into(t, 201, &e); e.Content.Type != "text" || e.Content.Preview != nil {
			t.Errorf("a request is %+v", e.Content)
		}
	})
}

func TestWhatThereIsNoPreviewOf(t *testing.T) {
	t.Parallel()
	s := testkit.Start(t, db.SQLite)
	ada := s.SignUp(t, "ada", "Ada")
	site := s.Site(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		switch r.URL.Path {
		case "/nothing":
		case "/picture": // which lies about itself
			_, _ = io.WriteString(w, `<title>T</title><meta property="og:image" content="/liar.png">`)
		case "/dot":
			_, _ = io.WriteString(w, `<title>T</title><meta property="og:image" content="/dot.jpg">`)
		case "/inside":
			_, _ = io.WriteString(w, `<title>T</title><meta property="og:image" content="http://127.0.0.2/x.jpg">`)
		case "/liar.png":
			w.Header().Set("Content-Type", "image/png")
			_, _ = io.WriteString(w, "<script>alert(1)</script>")
		case "/dot.jpg":
			_, _ = w.Write(testkit.Picture(t, 1, 1))
		default:
			http.Redirect(w, r, "http://127.0.0.2/", http.StatusFound)
		}
	}))
	ask := func(url string) testkit.Answer {
		t.Helper()
		return s.Call(t, ada.Token, "POST", "/v1/previews", map[string]any{"url": url})
	}
	var bodies []string
	for _, url := range []string{site + "/nothing", site + "/away", "http://127.0.0.2/", "http://169.254.169.254/", "http://nowhere.invalid/", "http://localhost:1/"} {
		got := ask(url)
		if got.Status != 404 || got.Code() != "no_preview" {
			t.Errorf("%s: %d %s", url, got.Status, got.Body)
		}
		bodies = append(bodies, string(got.Body))
	}
	for _, body := range bodies {
		if body != bodies[0] {
			t.Errorf("the answers differ: %s and %s", bodies[0], body)
		}
	}
	for _, url := range []string{"", "example.com", "ftp://example.com/", "file:///etc/passwd", "http://me:secret@example.com/", "http://", "https://exa mple.com/", "https://example.com/\u202egnp.exe",
		"javascript:alert(1)", "http:example.com", "https://" + strings.Repeat("a", 2048) + ".com"} {
		if got := ask(url); got.Status != 422 {
			t.Errorf("%q: %d %s", url, got.Status, got.Body)
		}
	}
	for _, path := range []string{"/picture", "/dot", "/inside"} {
		var out struct {
			Title string
			Image *struct{}
		}
		if ask(site+path).Into(t, 201, &out); out.Title != "T" || out.Image != nil {
			t.Errorf("%s: %+v", path, out)
		}
	}
}

func TestPreviewsAreSwitchedOff(t *testing.T) {
	t.Parallel()
	s := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Store(t, db.SQLite), RateLimit: 1})
	ada := s.SignUp(t, "ada", "Ada")
	asked := atomic.Int32{}
	lamp := s.Site(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		testkit.Shop(w, r)
	})) + "/lamp"
	set := func(on bool) {
		s.Call(t, ada.Token, "PATCH", "/v1/me/privacy", map[string]any{"linkPreviews": on}).Into(t, 200, nil)
	}
	ask := func() testkit.Answer {
		return s.Call(t, ada.Token, "POST", "/v1/previews", map[string]any{"url": lamp})
	}
	set(false)
	if got := ask(); got.Code() != "previews_off" || asked.Load() > 0 {
		t.Errorf("one who wants none gets %d %s", got.Status, got.Body)
	}
	set(true)
	s.Clock.Freeze()
	for n := 0; ; n++ {
		if got := ask(); got.Status == 429 {
			if n != 60 || got.Header.Get("Retry-After") == "" {
				t.Errorf("after %d: %s", n, got.Body)
			}
			break
		}
	}
	if asked.Load() != 2 {
		t.Errorf("for one page and its picture, the shop was asked %d times", asked.Load())
	}

	off := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Store(t, db.SQLite), NoLinkPreviews: true})
	bob := off.SignUp(t, "bob", "Bob")
	if got := off.Call(t, bob.Token, "POST", "/v1/previews", map[string]any{"url": lamp}); got.Code() != "previews_off" {
		t.Errorf("a server without previews answers %d %s", got.Status, got.Body)
	}
	var server struct{ Previews bool }
	if off.Call(t, "", "GET", "/v1/server", nil).Into(t, 200, &server); server.Previews {
		t.Error("it says that it makes some")
	}
}

package testkit

import (
	"bytes"
	"image/png"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"causerie/internal/base"
	"causerie/internal/outside"
)

// Site runs a web server of strangers until the test ends, and returns its address: the only one that the previews of s reach.
func (s *Server) Site(t testing.TB, pages http.Handler) string {
	t.Helper()
	site := httptest.NewServer(pages)
	t.Cleanup(site.Close)
	address := site.Listener.Addr().String()
	s.site.Store(&address)
	return site.URL
}

func (s *Server) reaches(address string) error {
	if site := s.site.Load(); site != nil && *site == address {
		return nil
	}
	return outside.ErrNotPublic
}

// Shop is a page about a lamp, for 49.90 €, with a picture.
var Shop = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/lamp.png" {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(lamp()) // who asked may have gone
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(`<!doctype html><html><head><title>Lampe | Les Ateliers</title>
		<meta property="og:site_name" content="Les Ateliers"><meta property="og:description" content="Laiton et verre soufflé.">
		<meta property="og:image" content="/lamp.png">
		<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":"Lampe Lucie",
		"offers":{"@type":"Offer","price":49.90,"priceCurrency":"EUR","availability":"https://schema.org/InStock"}}</script></head></html>`))
})

var lamp = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, painted(1200, 630)); err != nil {
		panic(err)
	}
	return b.Bytes()
})

// Preview has p ask for the preview of a page, and returns its id.
func (s *Server) Preview(t testing.TB, p Person, url string) string {
	t.Helper()
	var out struct{ ID string }
	s.Call(t, p.Token, "POST", "/v1/previews", map[string]any{"url": url}).Into(t, http.StatusCreated, &out)
	return out.ID
}

// SendLink appends a text with the preview of a link in it, and returns what the server answered.
func (s *Server) SendLink(t testing.TB, from Person, conversation, text, id string) Answer {
	t.Helper()
	return s.Call(t, from.Token, "POST", "/v1/conversations/"+conversation+"/entries", map[string]any{
		"clientId": base.NewID(s.Clock.Now()), "kind": "message", "content": map[string]any{"type": "link", "text": text, "preview": map[string]any{"id": id}},
	})
}

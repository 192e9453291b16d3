package testkit

import (
	"bytes"
	"image/png"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"causerie/internal/app"
)

// Tiles is a server of tiles of maps, of a stranger's, on this machine.
type Tiles struct {
	Asked  atomic.Int32
	answer atomic.Pointer[http.HandlerFunc]
}

// StartTiles runs a server of tiles until the test ends, and has config name it.
func StartTiles(t testing.TB, config *app.Config) *Tiles {
	t.Helper()
	tiles := &Tiles{}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tiles.Asked.Add(1)
		if answer := tiles.answer.Load(); answer != nil {
			(*answer)(w, r)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(oneTile()) // who asked may have gone
	}))
	t.Cleanup(site.Close)
	config.MapTiles, config.MapAttribution = site.URL+"/{z}/{x}/{y}.png?key=hush", "© the mappers"
	return tiles
}

// Does has the server answer in another way from now on; nil for tiles.
func (s *Tiles) Does(answer http.HandlerFunc) {
	if answer == nil {
		s.answer.Store(nil)
		return
	}
	s.answer.Store(&answer)
}

var oneTile = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, painted(256, 256)); err != nil {
		panic(err)
	}
	return b.Bytes()
})

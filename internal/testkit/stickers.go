package testkit

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"testing"

	"causerie/internal/base"
)

// Sticker is one of a pack, as a message names it.
type Sticker struct {
	Maker string `json:"maker"`
	Pack  string `json:"pack"`
	Item  string `json:"item"`
}

// SeeThrough is a PNG file of w × h pixels, of which the left half is transparent.
func SeeThrough(t testing.TB, w, h int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := w / 2; x < w; x++ {
			m.SetNRGBA(x, y, color.NRGBA{200, 40, 90, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Sticker makes a pack with one sticker.
func (s *Server) Sticker(t testing.TB, p Person) Sticker {
	t.Helper()
	one := Sticker{Maker: p.ID, Pack: base.NewID(s.Clock.Now()).String(), Item: s.Upload(t, p, SeeThrough(t, 600, 300))}
	s.Call(t, p.Token, "POST", "/v1/sticker-packs", map[string]any{"id": one.Pack, "name": "Boats"}).Into(t, http.StatusCreated, nil)
	s.Call(t, p.Token, "POST", "/v1/sticker-packs/"+one.Pack+"/stickers", map[string]any{"upload": one.Item, "emoji": "⛵"}).Into(t, http.StatusCreated, nil)
	return one
}

// SendSticker sends one.
func (s *Server) SendSticker(t testing.TB, from Person, conversation string, one Sticker) Answer {
	t.Helper()
	return s.Call(t, from.Token, "POST", "/v1/conversations/"+conversation+"/entries", map[string]any{
		"clientId": base.NewID(s.Clock.Now()), "kind": "message", "content": map[string]any{"type": "sticker", "sticker": one},
	})
}

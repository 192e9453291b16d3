package testkit

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"strconv"
	"testing"

	"causerie/internal/base"
)

// Exchange makes one HTTP request with headers of its own. A redirection is answered as it came.
func (s *Server) Exchange(t testing.TB, token, method, path string, header map[string]string, body []byte) Answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	return answered(t, token, req, http.DefaultTransport.RoundTrip)
}

// Tus are the headers of a part of an upload that begins at offset.
func Tus(offset int) map[string]string {
	return map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream"}
}

// BeginUpload begins an upload of size bytes, and returns its id.
func (s *Server) BeginUpload(t testing.TB, p Person, size int) string {
	t.Helper()
	begun := s.Exchange(t, p.Token, "POST", "/v1/uploads", map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": strconv.Itoa(size)}, nil)
	begun.Into(t, http.StatusCreated, nil)
	at := begun.Header.Get("Location")
	if len(at) != len("/v1/uploads/")+36 {
		t.Fatalf("an upload was begun at %q", at)
	}
	return at[len("/v1/uploads/"):]
}

// Upload uploads a file whole, and returns its id.
func (s *Server) Upload(t testing.TB, p Person, file []byte) string {
	t.Helper()
	id := s.BeginUpload(t, p, len(file))
	s.Exchange(t, p.Token, "PATCH", "/v1/uploads/"+id, Tus(0), file).Into(t, http.StatusNoContent, nil)
	return id
}

// Photo uploads a picture of w × h pixels that is to be sent, and returns its id.
func (s *Server) Photo(t testing.TB, p Person, w, h int) string {
	t.Helper()
	id := s.Upload(t, p, Picture(t, w, h))
	s.Call(t, p.Token, "POST", "/v1/photos", map[string]any{"upload": id}).Into(t, http.StatusCreated, nil)
	return id
}

// Picture is a JPEG file of w × h pixels.
func Picture(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, painted(w, h), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func painted(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 120, 255})
		}
	}
	return m
}

// SendPhotos appends a message of photos, and returns what the server answered.
func (s *Server) SendPhotos(t testing.TB, from Person, conversation, text string, ids ...string) Answer {
	t.Helper()
	photos := make([]map[string]any, len(ids))
	for i, id := range ids {
		photos[i] = map[string]any{"id": id, "alt": "photo " + strconv.Itoa(i+1)}
	}
	return s.Call(t, from.Token, "POST", "/v1/conversations/"+conversation+"/entries", map[string]any{
		"clientId": base.NewID(s.Clock.Now()), "kind": "message", "content": map[string]any{"type": "photos", "text": text, "photos": photos},
	})
}

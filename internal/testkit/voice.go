package testkit

import (
	_ "embed"
	"net/http"
	"testing"

	"causerie/internal/base"
)

// Beeps is a recording of three seconds as Chromium makes it of its false microphone: Opus in WebM.
//
//go:embed beeps.webm
var Beeps []byte

// Voice uploads a recording that is to be sent, and returns the id of its voice note.
func (s *Server) Voice(t testing.TB, p Person) string {
	t.Helper()
	id := s.Upload(t, p, Beeps)
	s.Call(t, p.Token, "POST", "/v1/voices", map[string]any{"upload": id}).Into(t, http.StatusCreated, nil)
	return id
}

// SendVoice appends a voice message, and returns what the server answered.
func (s *Server) SendVoice(t testing.TB, from Person, conversation, id string) Answer {
	t.Helper()
	return s.Call(t, from.Token, "POST", "/v1/conversations/"+conversation+"/entries", map[string]any{
		"clientId": base.NewID(s.Clock.Now()), "kind": "message",
		"content": map[string]any{"type": "voice", "voice": map[string]any{"id": id, "waveform": []int{0, 40, 100}}},
	})
}

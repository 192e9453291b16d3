package testkit

import (
	"net/http"
	"testing"

	"causerie/internal/base"
)

// File uploads a file that is to be sent as it is, and returns its id.
func (s *Server) File(t testing.TB, p Person, name string, content []byte) string {
	t.Helper()
	id := s.Upload(t, p, content)
	s.Call(t, p.Token, "POST", "/v1/files", map[string]any{"upload": id, "name": name}).Into(t, http.StatusCreated, nil)
	return id
}

// SendFile appends a message with a file, and returns what the server answered.
func (s *Server) SendFile(t testing.TB, from Person, conversation, id string) Answer {
	t.Helper()
	return s.Call(t, from.Token, "POST", "/v1/conversations/"+conversation+"/entries", map[string]any{
		"clientId": base.NewID(s.Clock.Now()), "kind": "message", "content": map[string]any{"type": "file", "file": map[string]any{"id": id}},
	})
}

package app

import (
	"bufio"
	"net"
	"net/http"

	"causerie/internal/api"
)

func addLive(r *api.Router, socket http.Handler) {
	api.Handle(r, api.Op{
		ID: "live", Method: http.MethodGet, Path: "/v1/live", Tag: "live", Access: api.Public, Status: http.StatusSwitchingProtocols,
		Summary: "WebSocket of the centrifuge protocol: events of one's own account, presence, and the calls appendEntry, markRead, " +
			"markDelivered and setTyping",
	}, func(_ api.Actor, w http.ResponseWriter, req *http.Request) error {
		h := &handshake{ResponseWriter: w}
		socket.ServeHTTP(h, req)
		switch h.refused {
		case 0:
			return nil
		case http.StatusForbidden:
			return handshakeProblem(h.refused, "cross_origin", "This connection came from another site's page and was not opened.")
		}
		return handshakeProblem(h.refused, "no_websocket", "This address speaks WebSocket, version 13, alone.")
	})
}

func handshakeProblem(status int, code, detail string) *api.Problem {
	return &api.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// handshake holds back the refusal of a WebSocket handshake, so that it is answered as every other refusal is.
type handshake struct {
	http.ResponseWriter
	refused int // with this status, 0 when it was not
}

func (h *handshake) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		h.refused = status
		return
	}
	h.ResponseWriter.WriteHeader(status)
}

func (h *handshake) Write(b []byte) (int, error) {
	if h.refused > 0 {
		return len(b), nil
	}
	return h.ResponseWriter.Write(b)
}

func (h *handshake) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(h.ResponseWriter).Hijack()
}

// Unwrap is for http.ResponseController.
func (h *handshake) Unwrap() http.ResponseWriter { return h.ResponseWriter }

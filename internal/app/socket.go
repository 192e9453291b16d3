package app

import (
	"net/http"

	"causerie/internal/api"
	"causerie/internal/live"
)

func addLive(r *api.Router, node *live.Node) {
	api.Handle(r, api.Op{
		ID: "live", Method: http.MethodGet, Path: "/v1/live", Tag: "live", Access: api.Public, Status: http.StatusSwitchingProtocols,
		Summary: "WebSocket of the centrifuge protocol: events of one's own account, presence, and the calls appendEntry, markRead, " +
			"markDelivered and setTyping",
	}, func(_ api.Actor, w http.ResponseWriter, req *http.Request) error {
		return node.Serve(w, req)
	})
}

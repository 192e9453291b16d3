package app

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"

	"causerie/internal/api"
	"causerie/internal/contacts"
	"causerie/internal/media"
)

// addHealth serves what watches the server: /healthz (the process lives), /readyz (it can serve), /metrics.
func (a *App) addHealth(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, req *http.Request) {
		status, checks := a.ready(req.Context())
		answer(w, status, checks)
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, req *http.Request) {
		if !a.mayReadMetrics(req) {
			http.NotFound(w, req)
			return
		}
		a.figures.ServeHTTP(w, req)
	})
}

func answer(w http.ResponseWriter, status int, checks map[string]string) {
	body := struct {
		Status string            `json:"status"`
		Checks map[string]string `json:"checks,omitempty"`
	}{ok, checks}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if status != http.StatusOK {
		body.Status = "unavailable"
		w.Header().Set("Retry-After", "2")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client is gone: nobody to tell
}

// mayReadMetrics lets in the token's holder; where no token is set, a program on this machine that comes without a proxy.
func (a *App) mayReadMetrics(req *http.Request) bool {
	if a.config.MetricsToken != "" {
		given := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
		return subtle.ConstantTimeCompare([]byte(given), []byte(a.config.MetricsToken)) == 1
	}
	peer, err := netip.ParseAddrPort(req.RemoteAddr)
	forwarded := req.Header.Get("X-Forwarded-For") != "" || req.Header.Get("Forwarded") != ""
	return err == nil && peer.Addr().Unmap().IsLoopback() && !forwarded && !a.config.TrustProxy
}

// addServer tells clients what this server is and offers.
func (a *App) addServer(r *api.Router) {
	type serverOutput struct {
		Body struct {
			Name     string          `json:"name" example:"Causerie"`
			Version  string          `json:"version"`
			Passkeys bool            `json:"passkeys" doc:"Whether passkeys work at the address that this client used."`
			MinAge   int             `json:"minAge" example:"13" doc:"Years of age to sign up."`
			Verifies []contacts.Kind `json:"verifies" enum:"email,phone" doc:"By what people can be found here: kinds of identifiers to which codes are sent."`
			Country  string          `json:"country,omitempty" example:"FR" doc:"Where people are who have said no country (ISO 3166-1), and so their numbers without a calling code; absent where the server is set to none."`
			Previews bool            `json:"previews" doc:"Whether this server makes previews of links."`
			Stills   bool            `json:"stills" doc:"Whether this server makes stills of the map around a place: see makeStill."`
			Photos   struct {
				MB int `json:"mb" doc:"The largest file, in megabytes."`
			} `json:"photos" doc:"What this server takes as a photo."`
			Videos   *media.Videos `json:"videos,omitempty" doc:"What this server takes as a video; absent where it takes none."`
			SignedIn bool          `json:"signedIn" doc:"Whether this request came with a session."`
		}
	}
	api.Register(r, api.Op{ID: "getServer", Method: http.MethodGet, Path: "/v1/server", Tag: "server",
		Summary: "What this server is and offers", Access: api.Public},
		func(ctx context.Context, actor api.Actor, _ *struct{}) (*serverOutput, error) {
			out := &serverOutput{}
			out.Body.Name, out.Body.Version = "Causerie", r.Version
			out.Body.Passkeys = a.Account.PasskeysAt(api.Origin(ctx))
			out.Body.MinAge, out.Body.SignedIn = a.Packs.SignUpAge(""), !actor.Account.IsZero()
			out.Body.Verifies, out.Body.Country = a.Contacts.Kinds(), a.config.Country
			out.Body.Photos.MB = int(a.Media.PhotoBytes >> 20)
			out.Body.Videos = a.Media.Videos()
			out.Body.Previews, out.Body.Stills = !a.config.NoLinkPreviews, a.Preview.Stills()
			return out, nil
		})
}

package api_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"causerie/internal/api"
	"causerie/internal/base"
)

func TestOnlyLongAnswersToReadsArePackedForThoseWhoAsk(t *testing.T) {
	r := api.NewRouter(api.Config{
		Version: "test", Log: slog.New(slog.DiscardHandler), Clock: base.SystemClock{}, Limits: api.NewLimits(base.SystemClock{}, 0, nil),
	})
	type output struct {
		Body struct {
			Text string `json:"text"`
		}
	}
	type input struct {
		Size int `query:"size"`
	}
	answer := func(_ context.Context, _ api.Actor, in *input) (*output, error) {
		out := &output{}
		out.Body.Text = strings.Repeat("Salut. ", in.Size/7)
		return out, nil
	}
	api.Register(r, api.Op{ID: "read", Method: "GET", Path: "/v1/text", Summary: "Read.", Tag: "Test", Access: api.Public}, answer)
	api.Register(r, api.Op{ID: "write", Method: "POST", Path: "/v1/text", Summary: "Write.", Tag: "Test", Access: api.Public}, answer)
	server := httptest.NewServer(r.Handler())
	t.Cleanup(server.Close)

	tests := []struct {
		name, method, path, accept string
		packed                     bool
	}{
		{"a long answer, as browsers ask", "GET", "/v1/text?size=70000", "gzip, deflate, br, zstd", true},
		{"a long answer, nothing asked for", "GET", "/v1/text?size=70000", "identity", false},
		{"a long answer, gzip refused", "GET", "/v1/text?size=70000", "gzip;q=0, br", false},
		{"a short answer", "GET", "/v1/text?size=700", "gzip", false},
		{"an answer to a write, which may be a secret", "POST", "/v1/text?size=70000", "gzip", false},
		{"a problem", "GET", "/v1/text?size=many", "gzip", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), test.method, server.URL+test.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Accept-Encoding", test.accept) // set by hand, the client does not unpack
			res, err := server.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			var body io.Reader = res.Body
			if got := res.Header.Get("Content-Encoding"); (got == "gzip") != test.packed {
				t.Fatalf("Content-Encoding %q", got)
			}
			if test.method == "GET" && res.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("Vary %q", res.Header.Get("Vary"))
			}
			if test.packed {
				if body, err = gzip.NewReader(body); err != nil {
					t.Fatal(err)
				}
			}
			var got struct{ Text string }
			if err := json.NewDecoder(body).Decode(&got); err != nil {
				t.Fatal(err)
			}
			if size := len(got.Text); res.StatusCode == http.StatusOK && size < 690 {
				t.Errorf("%d bytes of text", size)
			}
		})
	}
}

package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"causerie/internal/db"
	"causerie/internal/testkit"
)

func TestProfilesAreOnAnAddressOfTheirOwn(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	for path, want := range map[string]string{
		"/":                              "goroutines",
		"/metrics":                       "causerie_append_queue_length 0",
		"/debug/pprof/":                  "heap",
		"/debug/pprof/goroutine?debug=1": "goroutine profile: total",
		"/debug/pprof/heap?debug=1":      "heap profile",
		"/debug/pprof/cmdline":           "",
	} {
		res, err := http.Get(s.DebugURL + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != 200 || !strings.Contains(string(text), want) {
			t.Errorf("%s: %d %.200s, %v", path, res.StatusCode, text, err)
		}
	}
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap"} {
		if got := s.Call(t, "", http.MethodGet, path, nil); strings.Contains(string(got.Body), "profile") {
			t.Errorf("%s is served to everyone: %d %.200s", path, got.Status, got.Body)
		}
	}
}

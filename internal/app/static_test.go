package app

import (
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestStaticServesFilesAndOpensTheAppElsewhere(t *testing.T) {
	script := strings.Repeat("console.log('hello');\n", 200)
	s := newStatic(fstest.MapFS{
		"index.html":           {Data: []byte("<!doctype html>the app")},
		"assets/main-4f2a.js":  {Data: []byte(script)},
		"manifest.webmanifest": {Data: []byte("{}")},
	})
	tests := []struct {
		method, path, accept string
		status               int
		kind, cache, packing string
	}{
		{"GET", "/", "", 200, "text/html", "no-cache", ""},
		{"GET", "/c/0192-abc", "", 200, "text/html", "no-cache", ""},
		{"GET", "/@maia.ceramique", "", 200, "text/html", "no-cache", ""},
		{"GET", "/assets/main-4f2a.js", "br, gzip", 200, "text/javascript", "immutable", "gzip"},
		{"GET", "/assets/main-4f2a.js", "", 200, "text/javascript", "immutable", ""},
		{"GET", "/manifest.webmanifest", "", 200, "application/manifest+json", "no-cache", ""},
		{"HEAD", "/", "", 200, "text/html", "no-cache", ""},
		{"GET", "/assets/gone-1234.js", "", 404, "text/plain", "", ""},
		{"GET", "/../../etc/passwd.txt", "", 404, "text/plain", "", ""},
		{"POST", "/", "", 405, "text/plain", "", ""},
	}
	for _, test := range tests {
		req := httptest.NewRequestWithContext(t.Context(), test.method, "http://localhost"+test.path, nil)
		req.Header.Set("Accept-Encoding", test.accept)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, req)
		h := w.Header()
		if w.Code != test.status || !strings.HasPrefix(h.Get("Content-Type"), test.kind) ||
			!strings.Contains(h.Get("Cache-Control"), test.cache) || h.Get("Content-Encoding") != test.packing {
			t.Errorf("%s %s: %d %v", test.method, test.path, w.Code, h)
		}
	}
}

func TestStaticSaysWhenTheAppIsNotBuilt(t *testing.T) {
	w := httptest.NewRecorder()
	newStatic(fstest.MapFS{}).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/", nil))
	if w.Code != 404 || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestConfigFindsMistakes(t *testing.T) {
	good := Config{Listen: "127.0.0.1:8080", RateLimit: 1}
	tests := map[string]func(*Config){
		"--listen":     func(c *Config) { c.Listen = "8080" },
		"--public-url": func(c *Config) { c.PublicURL = "causerie.example" },
		"--database":   func(c *Config) { c.Database = "mysql://x" },
		"--rate-limit": func(c *Config) { c.RateLimit = -1 },
		"number":       func(c *Config) { c.RateLimit = math.NaN() },
	}
	if err := good.Check(); err != nil {
		t.Errorf("good settings: %v", err)
	}
	for flag, spoil := range tests {
		c := good
		spoil(&c)
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%s: %v", flag, err)
		}
	}
}

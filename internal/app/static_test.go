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
		"index.html":            {Data: []byte("<!doctype html>the app")},
		"assets/main-4f2a.js":   {Data: []byte(script)},
		"assets/kit-51c0.js":    {Data: []byte(script)},
		"assets/kit-51c0.js.br": {Data: []byte("packed by the build")},
		"manifest.webmanifest":  {Data: []byte("{}")},
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
		{"GET", "/assets/kit-51c0.js", "gzip, deflate, br, zstd", 200, "text/javascript", "immutable", "br"},
		{"GET", "/assets/kit-51c0.js", "gzip, br;q=0", 200, "text/javascript", "immutable", "gzip"},
		{"GET", "/assets/kit-51c0.js", "br;q=0.5", 200, "text/javascript", "immutable", "br"},
		{"GET", "/assets/kit-51c0.js", "gzip;q=0.0", 200, "text/javascript", "immutable", ""},
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

func TestPolicyAllowsWhatThePageItselfHolds(t *testing.T) {
	s := newStatic(fstest.MapFS{
		"index.html": {Data: []byte("<style>a{}</style><script>go()</script><script src=/x.js></script>")},
		"x.js":       {Data: []byte("go()")},
	})
	policy := func(path string) string {
		w := httptest.NewRecorder()
		w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'")
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost"+path, nil))
		return w.Header().Get("Content-Security-Policy")
	}
	// echo -n 'go()' | openssl sha256 -binary | base64
	want := "default-src 'self'; script-src 'self' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='; style-src 'self' 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='; img-src 'self'"
	for _, path := range []string{"/", "/inbox", "/index.html"} {
		if got := policy(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if got := policy("/x.js"); strings.Contains(got, "sha256") {
		t.Errorf("a file that is no page widens the policy: %s", got)
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
		"--country":    func(c *Config) { c.Country = "France" },
		"number":       func(c *Config) { c.RateLimit = math.NaN() },

		"--debug-listen":            func(c *Config) { c.DebugListen = ":6060" },
		"of this machine alone":     func(c *Config) { c.DebugListen = "192.0.2.1:6060" },
		"--tls-domain":              func(c *Config) { c.TLSDomain = "https://causerie.example" },
		"exclude each other":        func(c *Config) { c.TLSDomain, c.TLSCert, c.TLSKey = "causerie.example", "a", "b" },
		"go together":               func(c *Config) { c.TLSCert = "a" },
		"needs --public-url":        func(c *Config) { c.TLSCert, c.TLSKey = "a", "b" },
		"must start with https://":  func(c *Config) { c.TLSDomain, c.PublicURL = "causerie.example", "http://causerie.example" },
		"for a proxy that encrypts": func(c *Config) { c.TLSDomain, c.TrustProxy = "causerie.example", true },
		"--acme-directory":          func(c *Config) { c.TLSDomain, c.TLSDirectory = "causerie.example", "http://authority.example" },
		"are for --tls-domain":      func(c *Config) { c.TLSEmail = "ada@causerie.example" },
		"--http-listen":             func(c *Config) { c.HTTPListen = ":80" },
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

func TestAddressesFollowFromEncryption(t *testing.T) {
	tests := []struct {
		set                           Config
		listen, httpListen, publicURL string
	}{
		{Config{}, "127.0.0.1:8080", "off", "http://localhost:8080"},
		{Config{TLSDomain: "causerie.example"}, ":443", ":80", "https://causerie.example"},
		{Config{TLSDomain: "causerie.example", Listen: ":8443", HTTPListen: "off"}, ":8443", "off", "https://causerie.example"},
		{Config{TLSCert: "a", TLSKey: "b", PublicURL: "https://chat.example/"}, ":443", "off", "https://chat.example"},
	}
	for _, test := range tests {
		c := test.set
		c.Settle()
		if c.Listen != test.listen || c.HTTPListen != test.httpListen || c.Address() != test.publicURL {
			t.Errorf("%+v: listens on %s and %s for %s", test.set, c.Listen, c.HTTPListen, c.Address())
		}
		if err := c.Check(); err != nil {
			t.Errorf("%+v: %v", test.set, err)
		}
	}
}

package api

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"causerie/internal/base"
)

// FuzzRequestHeaders reads what a client and a proxy say about a request. Lines of a header come one below the other.
func FuzzRequestHeaders(f *testing.F) {
	f.Add("203.0.113.7", "https", "causerie.example", "causerie_session=abc", "Bearer abc")
	f.Add("198.51.100.1, ::ffff:203.0.113.7\n2001:db8::1", "http", "causerie.example:8443", "a=b; causerie_session=\"x y\"", "bearer abc")
	f.Add("192.0.2.9\nfe80::1%eth0", "HTTPS, http", "ada@evil.example/path?q#f", "causerie_session=a; causerie_session=b", "Basic YTpi")
	f.Add(" , unknown", "", "a, b", ";;;=;causerie_session", "Bearer ")
	f.Fuzz(func(t *testing.T, forwardedFor, proto, host, cookie, authorization string) {
		header := http.Header{}
		for name, text := range map[string]string{"X-Forwarded-For": forwardedFor, "X-Forwarded-Proto": proto, "X-Forwarded-Host": host, "Cookie": cookie, "Authorization": authorization} {
			header[name] = strings.Split(text, "\n")
		}
		req := &http.Request{Header: header, Host: "causerie.example", RemoteAddr: "192.0.2.1:1234"}
		peer := netip.MustParseAddr("192.0.2.1")
		r := &Router{Config: Config{Clock: base.SystemClock{}, Log: slog.New(slog.DiscardHandler)}}
		if i := r.newInfo(req); i.ip != peer || i.origin != "http://causerie.example" || i.secure {
			t.Errorf("without a proxy, headers lead to %v, %s", i.ip, i.origin)
		}
		r.TrustProxy = true
		i := r.newInfo(req)
		if !i.ip.IsValid() || i.ip.Is4In6() || i.ip.Zone() != "" {
			t.Errorf("the client's address is %v", i.ip)
		}
		if last := forwardedFor[strings.LastIndexAny(forwardedFor, ",\n")+1:]; i.ip != peer && !strings.Contains(last, ":") && i.ip.String() != strings.TrimSpace(last) {
			t.Errorf("the client's address is %v, the proxy said %q", i.ip, last)
		}
		scheme, rest, _ := strings.Cut(i.origin, "://")
		if u, err := url.Parse(i.origin); err != nil || u.Host != rest || u.Scheme != scheme || i.secure != (scheme == "https") || rest == "" {
			t.Errorf("the origin is %q", i.origin)
		}
		token := Token(req)
		if strings.HasPrefix(header.Get("Authorization"), "Bearer ") && "Bearer "+token != header.Get("Authorization") {
			t.Errorf("%q is read as %q", header.Get("Authorization"), token)
		}
		if token != "" && !strings.Contains(authorization, token) && !strings.Contains(cookie, token) {
			t.Errorf("a token %q that nobody sent", token)
		}
	})
}

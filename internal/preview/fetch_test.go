package preview

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"causerie/internal/outside"
)

// only is a Reach to one server of this machine.
func only(site *httptest.Server) Reach {
	return Reach{Allow: func(address string) error {
		if address != site.Listener.Addr().String() {
			return outside.ErrNotPublic
		}
		return nil
	}}
}

func page(t *testing.T, client *http.Client, address string) (Page, error) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), fetchTime)
	defer cancel()
	return fetchPage(ctx, client, u)
}

func serve(t *testing.T, pages http.HandlerFunc) *httptest.Server {
	t.Helper()
	site := httptest.NewServer(pages)
	t.Cleanup(site.Close)
	return site
}

func titled(w http.ResponseWriter, title string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, "<title>%s</title>", title) // who asked may have gone
}

func TestOnlyTheWebIsReached(t *testing.T) {
	t.Parallel()
	reached := atomic.Bool{}
	site := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		reached.Store(true)
		titled(w, "inside")
	})
	_, port, err := net.SplitHostPort(site.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	client := newClient(Reach{})
	for _, address := range []string{site.URL, "http://localhost:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://127.1:" + port, "http://0:" + port,
		"http://[::1]/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://100.64.0.1/", "http://[64:ff9b::a00:1]/", "http://[2002:a00:1::]/", "http://224.0.0.1/"} {
		if got, err := page(t, client, address); err == nil {
			t.Errorf("%s answers %+v", address, got)
		}
	}
	for address, want := range map[string]error{"127.0.0.1:443": outside.ErrNotPublic, "1.1.1.1:443": nil, "1.1.1.1:80": nil, "1.1.1.1:22": errPort, "[2606:4700::1]:8080": errPort} {
		if err := allowWeb(address); !errors.Is(err, want) {
			t.Errorf("%s is refused by %v, want %v", address, err, want)
		}
	}
	if reached.Load() {
		t.Error("the server of this machine was asked")
	}
}

func TestARedirectLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	inside := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		t.Error("what is inside was asked")
		titled(w, "inside")
	})
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Referer") != "" || r.Header.Get("Cookie") != "" || r.Header.Get("Authorization") != "" || r.UserAgent() != UserAgent {
			t.Errorf("asked with %v", r.Header)
		}
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
		switch to, _ := strings.CutPrefix(r.URL.Path, "/to/"); to {
		case "inside":
			http.Redirect(w, r, inside.URL, http.StatusFound)
		case "metadata":
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusMovedPermanently)
		case "file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		case "password":
			http.Redirect(w, r, "http://me:secret@"+r.Host+"/to/end", http.StatusFound)
		case "round":
			http.Redirect(w, r, "/to/round", http.StatusTemporaryRedirect)
		case "1", "2", "3", "4":
			http.Redirect(w, r, "/to/"+string(to[0]-1), http.StatusFound)
		default:
			titled(w, "the end")
		}
	})
	client := newClient(only(site))
	for _, to := range []string{"inside", "metadata", "file", "password", "round", "4"} {
		if got, err := page(t, client, site.URL+"/to/"+to); err == nil {
			t.Errorf("%s leads to %+v", to, got)
		}
	}
	if got, err := page(t, client, site.URL+"/to/3"); err != nil || got.Title != "the end" {
		t.Errorf("three redirects lead to %+v, %v", got, err)
	}
}

// names is a server of names on this machine that answers with addresses one after the other, the last one from then on.
func names(t *testing.T, addresses ...[]string) *net.Resolver {
	t.Helper()
	asked := atomic.Int32{}
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		for buffer := make([]byte, 1500); ; {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				now := addresses[min(int(asked.Add(1))-1, len(addresses)-1)]
				for _, a := range now {
					m.Answers = append(m.Answers, dnsmessage.Resource{
						Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
						Body:   &dnsmessage.AResource{A: netip.MustParseAddr(a).As4()},
					})
				}
			}
			if reply, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(reply, from) // who asked may have gone
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func TestANameThatTurnsInwardIsNotFollowed(t *testing.T) {
	t.Parallel()
	// Both addresses are this machine's; the second stands for what is inside.
	asked := atomic.Int32{}
	listener, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/again", http.StatusFound)
			return
		}
		titled(w, "again")
	}))
	site.Listener = listener
	site.Start()
	t.Cleanup(site.Close)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	reach := Reach{Allow: func(address string) error {
		if address != "127.0.0.1:"+port {
			return outside.ErrNotPublic
		}
		return nil
	}}
	for name, c := range map[string]struct {
		addresses [][]string
		title     string
		asked     int32
	}{
		"it stays":              {[][]string{{"127.0.0.1"}}, "again", 2},
		"it turns":              {[][]string{{"127.0.0.1"}, {"127.0.0.2"}}, "", 1},
		"it was never outside":  {[][]string{{"127.0.0.2"}}, "", 0},
		"it is nowhere":         {[][]string{{}}, "", 0},
		"it turns, with others": {[][]string{{"127.0.0.1"}, {"127.0.0.3", "127.0.0.2"}}, "", 1},
	} {
		reach.Resolver = names(t, c.addresses...)
		asked.Store(0)
		got, err := page(t, newClient(reach), "http://rebinding.example:"+port+"/")
		if got.Title != c.title || (err == nil) != (c.title != "") || asked.Load() != c.asked {
			t.Errorf("%s: %+v, %v, asked %d times", name, got, err, asked.Load())
		}
	}
}

func TestWhatIsFetchedIsLimited(t *testing.T) {
	t.Parallel()
	sent := atomic.Int64{}
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		filler := bytes.Repeat([]byte("<p>more and more</p>"), 5000)
		pour := func(to io.Writer) {
			for range 2000 { // 200 MB
				n, err := to.Write(filler)
				if sent.Add(int64(n)); err != nil {
					return
				}
			}
		}
		switch r.URL.Path {
		case "/huge":
			_, _ = io.WriteString(w, "<title>huge</title>")
			pour(w)
		case "/late":
			pour(w)
			_, _ = io.WriteString(w, "<title>late</title>")
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, "<title>bomb</title>")
			pour(z)
		case "/encoded":
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, "<title>no Brotli</title>")
		case "/slow":
			_, _ = io.WriteString(w, "<title>slow")
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-over:
			}
		case "/headers":
			for i := range 2000 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 100))
			}
			_, _ = io.WriteString(w, "<title>headers</title>")
		case "/missing":
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, "<title>missing</title>")
		case "/json":
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "<title>json</title>")
		case "/typeless":
			w.Header()["Content-Type"] = nil
			_, _ = io.WriteString(w, "<title>typeless</title>")
		case "/lie":
			_, _ = w.Write([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
		case "/picture":
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write(make([]byte, pictureBytes+1))
		}
	})
	client := newClient(only(site))
	for path, title := range map[string]string{"huge": "huge", "bomb": "bomb", "late": "", "lie": ""} {
		sent.Store(0)
		got, err := page(t, client, site.URL+"/"+path)
		if err != nil || got.Title != title {
			t.Errorf("%s: %q, %v", path, got.Title, err)
		}
	}
	for _, path := range []string{"encoded", "headers", "missing", "json", "typeless"} {
		if got, err := page(t, client, site.URL+"/"+path); err == nil {
			t.Errorf("%s: %+v", path, got)
		}
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	u, err := url.Parse(site.URL + "/slow")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fetchPage(short, client, u); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("slow: %+v, %v", got, err)
	}
	u.Path = "/picture"
	if file, err := fetchPicture(t.Context(), client, u); err == nil {
		t.Errorf("a picture of %d bytes is taken", len(file))
	}
}

func TestPagesAreReadInTheirCharset(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ kind, page, title string }{
		"UTF-8 that is said":       {"text/html; charset=utf-8", "<title>Été</title>", "Été"},
		"UTF-8 of the page":        {"text/html", "<meta charset=utf-8><title>Été</title>", "Été"},
		"UTF-8 that is not said":   {"text/html", "<title>Été 東京</title>", "Été 東京"},
		"Latin 1":                  {"text/html; charset=iso-8859-1", "<title>\xc9t\xe9</title>", "Été"},
		"Latin 1 of the page":      {"text/html", "<meta http-equiv=content-type content='text/html; charset=windows-1252'><title>\x80 5 caf\xe9</title>", "€ 5 café"},
		"Shift JIS":                {"text/html; charset=Shift_JIS", "<title>\x93\x8c\x8b\x9e</title>", "東京"},
		"Windows 1251":             {"text/html; charset=windows-1251", "<title>\xcf\xf0\xe8\xe2\xe5\xf2</title>", "Привет"},
		"UTF-16":                   {"text/html", "\xff\xfe<\x00t\x00i\x00t\x00l\x00e\x00>\x00A\x00<\x00/\x00t\x00i\x00t\x00l\x00e\x00>\x00", "A"},
		"one that nobody knows":    {"text/html; charset=klingon", "<title>plain</title>", "plain"},
		"UTF-7, which is not read": {"text/html; charset=utf-7", "<title>+AMk-</title>", "+AMk-"},
		"UTF-8 that is none":       {"text/html; charset=utf-8", "<title>a\xff\xfeb</title>", "ab"},
	} {
		site := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", c.kind)
			_, _ = io.WriteString(w, c.page)
		})
		if got, err := page(t, newClient(only(site)), site.URL); err != nil || got.Title != c.title {
			t.Errorf("%s: %q, %v", name, got.Title, err)
		}
	}
}

package preview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/html/charset"

	"causerie/internal/outside"
)

// What is fetched of strangers' servers, at most.
const (
	fetchTime    = 5 * time.Second // for a page and its picture, with all redirects
	redirectsMax = 3
	pageBytes    = 512 << 10 // of a page, once it is unpacked
	pictureBytes = 5 << 20
	headerBytes  = 64 << 10
	urlBytes     = 2048
)

// UserAgent is what a page's server is told, which is all that it learns beside this server's address.
const UserAgent = "Mozilla/5.0 (compatible; CauseriePreview/1.0)"

// Reach is how pages are reached. The zero Reach goes to public addresses alone, on the ports of the web; tests bring their own.
type Reach struct {
	// Allow refuses an address, with its port, that is about to be connected to.
	Allow func(address string) error
	// Resolver finds the addresses of names; nil is the system's.
	Resolver *net.Resolver
}

var errPort = errors.New("not a port of the web")

func allowWeb(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err == nil && at.Port() != 80 && at.Port() != 443 {
		return errPort
	}
	return outside.Check(address)
}

// newClient is what fetches pages: without cookies, credentials, proxies or connections that are kept, and with every address looked at when it
// is connected to, whatever the page was called, where it redirects to, and however often its name was resolved.
func newClient(reach Reach) *http.Client {
	if reach.Allow == nil {
		reach.Allow = allowWeb
	}
	dialer := &net.Dialer{
		Timeout: fetchTime, Resolver: reach.Resolver,
		Control: func(_, address string, _ syscall.RawConn) error { return reach.Allow(address) },
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableKeepAlives: true,
			TLSHandshakeTimeout: fetchTime, ResponseHeaderTimeout: fetchTime, MaxResponseHeaderBytes: headerBytes,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > redirectsMax {
				return errors.New("too many redirects")
			}
			req.Header.Del("Referer")
			return checkURL(req.URL)
		},
	}
}

// checkURL refuses what is no address of a page. Which server it leads to is looked at when it is connected to.
func checkURL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return errors.New("neither http nor https")
	case u.Hostname() == "" || u.Opaque != "":
		return errors.New("no server")
	case u.User != nil:
		return errors.New("a password in an address")
	case len(u.String()) > urlBytes:
		return errors.New("too long")
	}
	return nil
}

// get asks for one address, and answers what is there and where it is after redirects. What was refused has no body.
func get(ctx context.Context, client *http.Client, at *url.URL, accept string) (*http.Response, error) {
	if err := checkURL(at); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", UserAgent)
	req.Header.Set("Accept", accept)
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Encoding") != "" { // one that was asked for is unpacked already
		return nil, errors.Join(fmt.Errorf("answered %s", res.Status), res.Body.Close())
	}
	return res, nil
}

// fetchPage reads the page at an address.
func fetchPage(ctx context.Context, client *http.Client, at *url.URL) (Page, error) {
	res, err := get(ctx, client, at, "text/html,application/xhtml+xml")
	if err != nil {
		return Page{}, err
	}
	defer res.Body.Close()
	kind := res.Header.Get("Content-Type")
	if media, _, err := mime.ParseMediaType(kind); err != nil || media != "text/html" && media != "application/xhtml+xml" {
		return Page{}, fmt.Errorf("%q is no page", kind)
	}
	text, err := charset.NewReader(io.LimitReader(res.Body, pageBytes), kind)
	if err != nil {
		return Page{}, err
	}
	whole, err := io.ReadAll(io.LimitReader(text, 2*pageBytes)) // in UTF-8 it may be longer
	if err != nil && len(whole) == 0 {
		return Page{}, err
	}
	page := read(whole, res.Request.URL)
	page.Host = strings.TrimPrefix(strings.ToLower(res.Request.URL.Hostname()), "www.")
	return page, ctx.Err()
}

// fetchPicture reads the file of a picture: what it is, who makes it anew finds out.
func fetchPicture(ctx context.Context, client *http.Client, at *url.URL) ([]byte, error) {
	res, err := get(ctx, client, at, "image/jpeg,image/png,image/webp,image/gif")
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	file, err := io.ReadAll(io.LimitReader(res.Body, pictureBytes+1))
	if err == nil && len(file) > pictureBytes {
		err = errors.New("the picture is too large")
	}
	return file, err
}

package doctor

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/crypto/acme/autocert"

	"causerie/internal/media"
)

// ports tries the addresses to listen on.
func ports(ctx context.Context, p Patient) []Finding {
	var found []Finding
	c := p.Config
	for _, one := range []struct{ flag, address string }{{"--listen", c.Listen}, {"--http-listen", c.HTTPListen}, {"--debug-listen", c.DebugListen}} {
		if one.address != "" && one.address != "off" {
			found = append(found, port(ctx, one.flag, one.address))
		}
	}
	return found
}

func port(ctx context.Context, flag, address string) Finding {
	const check = "port"
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		if err := listener.Close(); err != nil {
			return failed(check, address+": "+reason(err), "try again")
		}
		return ok(check, "%s is free (%s)", address, flag)
	case errors.Is(err, syscall.EADDRINUSE) && servedByUs(ctx, address):
		return ok(check, "%s is served by causerie already (%s)", address, flag)
	case errors.Is(err, syscall.EADDRINUSE):
		return failed(check, address+" is taken by another program", "stop that (ss -ltnp shows it), or choose another with "+flag)
	case errors.Is(err, fs.ErrPermission):
		return failed(check, address+" may not be listened on by this user", "give the service CAP_NET_BIND_SERVICE, as deploy/causerie.service does, or choose a port from 1024 on with "+flag)
	}
	return failed(check, address+": "+reason(err), "choose another with "+flag)
}

// servedByUs asks who listens, whatever certificate is shown: it may be for another name.
func servedByUs(ctx context.Context, address string) bool {
	host, number, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	client := &http.Client{
		Timeout:       3 * time.Second,
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	for _, try := range []struct{ scheme, path, mark string }{
		{"http", "/v1/server", `"name":"Causerie"`}, {"https", "/v1/server", `"name":"Causerie"`}, {"http", "/", "causerie "}, {"http", "/", "Moved Permanently"},
	} {
		text, _, err := get(ctx, client, try.scheme+"://"+net.JoinHostPort(host, number)+try.path)
		if err == nil && bytes.Contains(text, []byte(try.mark)) {
			return true
		}
	}
	return false
}

func get(ctx context.Context, client *http.Client, address string) ([]byte, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	return text, res.Header, err
}

// certificate looks at what the server encrypts with.
func certificate(_ context.Context, p Patient) []Finding {
	const check = "certificate"
	c := p.Config
	if !c.TLS() {
		return nil
	}
	public, err := url.Parse(c.Address())
	if err != nil {
		return nil // the settings are refused already
	}
	if c.TLSDomain != "" {
		path := filepath.Join(c.Data, "certificates", c.TLSDomain)
		leaf, err := readLeaf(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return []Finding{ok(check, "none yet; the first start gets one for %s", c.TLSDomain)}
		case err != nil:
			return []Finding{warning(check, path+" cannot be read: "+cause(err), "remove it, and the server gets another")}
		}
		return []Finding{judgeCertificate(leaf, public.Hostname(), p.now, "see why it is not renewed: lines with \"certificate\" in the server's log")}
	}
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return []Finding{failed(check, cause(err), "--tls-cert and --tls-key must name the PEM files of one pair, readable for the user who runs the server")}
	}
	found := []Finding{judgeCertificate(pair.Leaf, public.Hostname(), p.now, "renew it; the server takes up the new files by itself")}
	if about, err := os.Stat(c.TLSKey); err == nil && about.Mode().Perm()&0o007 != 0 {
		found = append(found, warning(check, fmt.Sprintf("every user of this machine may read its key (mode %o)", about.Mode().Perm()), "chmod 600 "+c.TLSKey))
	}
	return found
}

// readLeaf reads the certificate in a file of autocert's cache: the key first, then the chain.
func readLeaf(path string) (*x509.Certificate, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			return x509.ParseCertificate(block.Bytes)
		}
	}
	return nil, errors.New("no certificate in it")
}

func judgeCertificate(leaf *x509.Certificate, host string, now time.Time, do string) Finding {
	const check = "certificate"
	left := leaf.NotAfter.Sub(now)
	days := int(left.Hours() / 24)
	names := strings.Join(leaf.DNSNames, ", ")
	switch {
	case leaf.VerifyHostname(host) != nil:
		return failed(check, fmt.Sprintf("it is for %q, and people open %s", names, host), "get one for that name, or mend --public-url")
	case left <= 0:
		return failed(check, fmt.Sprintf("it ended %s", leaf.NotAfter.UTC().Format(time.DateOnly)), do)
	case now.Before(leaf.NotBefore):
		return failed(check, fmt.Sprintf("it begins only %s", leaf.NotBefore.UTC().Format(time.DateOnly)), "set this machine's clock")
	case days < 14:
		return warning(check, fmt.Sprintf("it ends in %d days", days), do)
	}
	return ok(check, "for %s, %d days left", names, days)
}

// authority asks whether the certificate authority can be reached. Nothing else of the server goes out to others.
func authority(ctx context.Context, p Patient) []Finding {
	const check = "authority"
	c := p.Config
	if c.TLSDomain == "" {
		return nil
	}
	var found []Finding
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if addresses, err := net.DefaultResolver.LookupHost(ctx, c.TLSDomain); err != nil {
		found = append(found, failed(check, c.TLSDomain+" leads nowhere: "+reason(err), "have its DNS name this machine; the certificate authority looks there too"))
	} else {
		found = append(found, ok(check, "%s leads to %s", c.TLSDomain, strings.Join(addresses, ", ")))
	}
	directory := c.TLSDirectory
	if directory == "" {
		directory = autocert.DefaultACMEDirectory
	}
	text, _, err := get(ctx, http.DefaultClient, directory)
	if err == nil && !bytes.Contains(text, []byte("newOrder")) {
		err = errors.New("what answers is no certificate authority")
	}
	if err != nil {
		return append(found, failed(check, directory+": "+reason(err), "let this machine go out to it over HTTPS (port 443), or correct --acme-directory"))
	}
	return append(found, ok(check, "%s answers", directory))
}

// address opens the address that people open.
func address(ctx context.Context, p Patient) []Finding {
	const check = "address"
	if p.Config.PublicURL == "" && !p.Config.TLS() {
		return nil // it is this machine, on the port that was looked at
	}
	public := p.Config.Address()
	client := &http.Client{Timeout: 5 * time.Second}
	defer client.CloseIdleConnections()
	text, header, err := get(ctx, client, public+"/v1/server")
	switch {
	case err != nil:
		return []Finding{warning(check, public+" does not answer: "+reason(err), "if the server runs, look at DNS, the firewall and the proxy")}
	case !bytes.Contains(text, []byte(`"name":"Causerie"`)):
		return []Finding{failed(check, public+" is answered by something else", "have the proxy pass everything to "+p.Config.Listen)}
	}
	found := []Finding{ok(check, "%s is answered by Causerie", public)}
	if said, err := http.ParseTime(header.Get("Date")); err == nil {
		found = append(found, judgeClock(public, said.Sub(time.Now().Truncate(time.Second))))
	}
	return found
}

// pictures has an image worker make a small picture smaller.
func pictures(ctx context.Context, _ Patient) []Finding {
	const check = "pictures"
	began := time.Now()
	if err := media.TryWorker(ctx); err != nil {
		return []Finding{failed(check, "the image worker does not work: "+reason(errors.Join(err, errors.Unwrap(err))),
			"let the program start itself (noexec, seccomp and memory limits may forbid it); until then pictures are refused")}
	}
	return []Finding{ok(check, "an image worker takes %s to start and work", time.Since(began).Round(time.Millisecond))}
}

// videos looks for ffmpeg as a start does.
func videos(ctx context.Context, p Patient) []Finding {
	const check = "videos"
	if p.Config.FFmpeg == "" || p.Config.FFmpeg == "off" {
		return []Finding{ok(check, "not taken: --ffmpeg is off")}
	}
	found, err := media.FindFFmpeg(ctx, p.Config.FFmpeg)
	if err != nil {
		return []Finding{warning(check, "not taken: "+reason(err), "install ffmpeg with libx264 (Debian: apt install ffmpeg), or name it with --ffmpeg")}
	}
	return []Finding{ok(check, "made by %s %s", found.Path, found.Version)}
}

// maps asks the server of tiles for one, as a still does for some.
func maps(ctx context.Context, p Patient) []Finding {
	const check = "maps"
	m, err := p.Config.Maps()
	switch {
	case err != nil:
		return nil // settings says so
	case m.None():
		return []Finding{ok(check, "none: --map-tiles is not set, and the app draws places by itself")}
	}
	if err := m.Try(ctx); err != nil {
		return []Finding{failed(check, "the tile that shows the whole world does not come from "+m.Host()+": "+reason(err),
			"open the address of --map-tiles with 0 for {z}, {x} and {y} from this machine: the server, its name, a key in it, a firewall; until then places are sent without a map")}
	}
	return []Finding{ok(check, "%s answers with tiles", m.Host())}
}

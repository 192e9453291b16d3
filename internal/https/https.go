// Package https holds the certificate that the server shows: one that it gets and renews by itself from an ACME authority, such as
// Let's Encrypt, or one that somebody else renews in two files, which is taken up as soon as the files change.
package https

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Config says where the certificate comes from: Domain, or CertFile and KeyFile.
type Config struct {
	Domain    string // that the authority is asked for
	Email     string // told to the authority, which writes there before a certificate ends; may be empty
	Directory string // the authority's address; empty means Let's Encrypt
	Cache     string // the folder of account key and certificates; it is made, for its owner only

	CertFile, KeyFile string // PEM, the certificate first and then its chain

	Log *slog.Logger
}

// Certificates hands out the certificate. It may be used by many goroutines.
type Certificates struct {
	Config
	manager *autocert.Manager // nil with files
	files   pair
	expires atomic.Int64 // seconds since 1970; 0 as long as there is no certificate
}

// New reads the files, or prepares what the authority is asked with. It asks nobody yet: see Keep.
func New(config Config) (*Certificates, error) {
	c := &Certificates{Config: config}
	if config.Domain == "" {
		if _, err := c.fromFiles(nil); err != nil {
			return nil, err
		}
		return c, nil
	}
	if err := os.MkdirAll(config.Cache, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of certificates: %w", err)
	}
	directory := config.Directory
	if directory == "" {
		directory = autocert.DefaultACMEDirectory
	}
	c.manager = &autocert.Manager{
		Prompt: autocert.AcceptTOS, Email: config.Email, HostPolicy: only(config.Domain),
		Cache:  autocert.DirCache(config.Cache),
		Client: &acme.Client{DirectoryURL: directory, UserAgent: "causerie"},
	}
	return c, nil
}

// only lets certificates be asked for one name. The port that a challenge came to may stand behind it.
func only(domain string) autocert.HostPolicy {
	allowed := autocert.HostWhitelist(domain)
	return func(ctx context.Context, host string) error {
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		return allowed(ctx, host)
	}
}

// TLS is the setting of a server that shows the certificate, over HTTP/2 and HTTP/1.1, from TLS 1.2 on. It answers the authority's
// challenges too.
func (c *Certificates) TLS() *tls.Config {
	config := &tls.Config{GetCertificate: c.fromFiles, NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS12}
	if c.manager != nil {
		config.GetCertificate = c.fromManager
		config.NextProtos = append(config.NextProtos, acme.ALPNProto)
	}
	return config
}

// Plain answers on the port without encryption: the authority's challenges, and everyone else with the way to address.
func (c *Certificates) Plain(address string) http.Handler {
	redirect := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodGet && req.Method != http.MethodHead {
			http.Error(w, "Use "+address+".", http.StatusBadRequest) // what was sent went unencrypted already
			return
		}
		http.Redirect(w, req, address+req.URL.RequestURI(), http.StatusMovedPermanently)
	})
	if c.manager != nil {
		return c.manager.HTTPHandler(redirect)
	}
	return redirect
}

const (
	firstPause = time.Minute
	lastPause  = time.Hour // authorities count what fails, and stop answering who fails too often
)

// Keep gets the certificate before the first visitor needs it, and goes on to look after it until ctx is done. It returns at once
// where the certificate is in files.
func (c *Certificates) Keep(ctx context.Context) {
	if c.manager == nil {
		return
	}
	visitor := &tls.ClientHelloInfo{
		ServerName: c.Domain, SupportedProtos: []string{"h2"}, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
	}
	pause := firstPause
	for {
		wait := lastPause
		if _, err := c.fromManager(visitor); err != nil {
			wait, pause = pause, min(4*pause, lastPause)
			c.Log.Warn("no certificate yet", "domain", c.Domain, "error", err, "again in", wait)
		} else {
			pause = firstPause
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (c *Certificates) fromManager(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	cert, err := c.manager.GetCertificate(hello)
	if err == nil && cert.Leaf != nil && !slices.Contains(hello.SupportedProtos, acme.ALPNProto) {
		c.has(cert)
	}
	return cert, err
}

// has notes when the certificate ends, and says so in the log when it is another one.
func (c *Certificates) has(cert *tls.Certificate) {
	ends := cert.Leaf.NotAfter
	if c.expires.Swap(ends.Unix()) != ends.Unix() {
		c.Log.Info("certificate", "names", cert.Leaf.DNSNames, "expires", ends.UTC())
	}
}

// pair is a certificate in files, with how the files looked when they were read.
type pair struct {
	mu   sync.Mutex
	seen [2]stamp
	cert *tls.Certificate
}

type stamp struct {
	changed time.Time
	size    int64
}

// fromFiles looks at the files at every handshake. A pair that cannot be used, as in the middle of a renewal, is passed over as
// long as there is an earlier one.
func (c *Certificates) fromFiles(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p := &c.files
	p.mu.Lock()
	defer p.mu.Unlock()
	var now [2]stamp
	var failed error
	for i, name := range []string{c.CertFile, c.KeyFile} {
		about, err := os.Stat(name)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		now[i] = stamp{about.ModTime(), about.Size()}
	}
	if now == p.seen && p.cert != nil {
		return p.cert, nil
	}
	p.seen = now
	cert, err := tls.LoadX509KeyPair(c.CertFile, c.KeyFile)
	if err = errors.Join(failed, err); err != nil {
		err = fmt.Errorf("read the certificate %s with its key %s: %w", filepath.Base(c.CertFile), filepath.Base(c.KeyFile), err)
		if p.cert == nil {
			return nil, err
		}
		c.Log.Error("the certificate stays the old one", "error", err)
		return p.cert, nil
	}
	p.cert = &cert
	c.has(&cert)
	return p.cert, nil
}

// Metrics are the figures that are read when somebody asks for them.
func (c *Certificates) Metrics() []prometheus.Collector {
	return []prometheus.Collector{prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "causerie_tls_certificate_expires_seconds", Help: "When the certificate ends, in seconds since 1970; 0 as long as there is none.",
	}, func() float64 { return float64(c.expires.Load()) })}
}

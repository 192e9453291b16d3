package https

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"causerie/internal/https/httpstest"
)

// write puts a certificate for name, good until ends, and its key into the folder.
func write(t *testing.T, dir, name string, ends time.Time) (cert, key string) {
	t.Helper()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	httpstest.Write(t, cert, key, httpstest.Named(name, ends.Add(-time.Hour), ends))
	return cert, key
}

func shown(t *testing.T, c *Certificates) *x509.Certificate {
	t.Helper()
	cert, err := c.TLS().GetCertificate(&tls.ClientHelloInfo{})
	if err != nil {
		t.Fatal(err)
	}
	return cert.Leaf
}

func TestACertificateInFilesIsTakenUpWhenItChanges(t *testing.T) {
	dir, soon, later := t.TempDir(), time.Now().Add(time.Hour).Truncate(time.Second), time.Now().Add(9*time.Hour).Truncate(time.Second)
	cert, key := write(t, dir, "causerie.example", soon)
	var log bytes.Buffer
	c, err := New(Config{CertFile: cert, KeyFile: key, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(t, c).NotAfter; !got.Equal(soon) {
		t.Errorf("it ends %v, want %v", got, soon)
	}
	if err := os.WriteFile(key, []byte("half a k"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := shown(t, c).NotAfter; !got.Equal(soon) || !strings.Contains(log.String(), "stays the old one") {
		t.Errorf("in the middle of a renewal: it ends %v, want %v; the log says\n%s", got, soon, log.String())
	}
	write(t, dir, "causerie.example", later)
	if got := shown(t, c).NotAfter; !got.Equal(later) || c.expires.Load() != later.Unix() {
		t.Errorf("renewed: it ends %v and the metric says %d, want %v", got, c.expires.Load(), later)
	}
	for _, name := range []string{cert, key} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	if got := shown(t, c).NotAfter; !got.Equal(later) {
		t.Errorf("without files: it ends %v, want %v", got, later)
	}
}

func TestFilesThatCannotBeUsedAreRefusedAtTheStart(t *testing.T) {
	dir := t.TempDir()
	cert, key := write(t, dir, "causerie.example", time.Now().Add(time.Hour))
	for name, files := range map[string][2]string{"absent": {cert + "x", key}, "the wrong way round": {key, cert}} {
		if _, err := New(Config{CertFile: files[0], KeyFile: files[1], Log: slog.New(slog.DiscardHandler)}); err == nil {
			t.Error(name, "is taken")
		}
	}
}

func TestThePlainPortLeadsToTheEncryptedOne(t *testing.T) {
	c := &Certificates{}
	for _, test := range []struct {
		method, target string
		status         int
		location       string
	}{
		{"GET", "/c/4711?x=1", 301, "https://causerie.example/c/4711?x=1"},
		{"HEAD", "/", 301, "https://causerie.example/"},
		{"GET", "//elsewhere.example/", 301, "https://causerie.example//elsewhere.example/"},
		{"POST", "/v1/sessions", 400, ""},
	} {
		w := httptest.NewRecorder()
		req := httptest.NewRequestWithContext(t.Context(), test.method, "http://whoever.example"+test.target, nil)
		c.Plain("https://causerie.example").ServeHTTP(w, req)
		if w.Code != test.status || w.Header().Get("Location") != test.location {
			t.Errorf("%s %s: %d to %q", test.method, test.target, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestOldWaysOfEncryptingAreRefused(t *testing.T) {
	cert, key := write(t, t.TempDir(), "causerie.example", time.Now().Add(time.Hour))
	c, err := New(Config{CertFile: cert, KeyFile: key, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS, server.Config.ErrorLog = c.TLS(), slog.NewLogLogger(slog.DiscardHandler, 0)
	server.StartTLS()
	defer server.Close()
	for version, want := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		connection, err := tls.Dial("tcp", server.Listener.Addr().String(), &tls.Config{
			InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: version, NextProtos: []string{"h2"},
		})
		if (err == nil) != want {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			if protocol := connection.ConnectionState().NegotiatedProtocol; protocol != "h2" {
				t.Errorf("%s speaks %q", tls.VersionName(version), protocol)
			}
			connection.Close()
		}
	}
}

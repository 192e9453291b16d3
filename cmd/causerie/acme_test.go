package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"causerie/internal/freeport"
	"causerie/internal/https/httpstest"
)

const domain = "chat.causerie.test"

// free is an address of this machine that nothing listens on.
func free(t *testing.T) (address string, port int) {
	t.Helper()
	port, address, err := freeport.Find()
	if err != nil {
		t.Fatal(err)
	}
	return address, port
}

// buildAuthority builds Pebble, the small ACME authority of Let's Encrypt, and its DNS server.
func buildAuthority(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "go", "build", "-modfile=../../scripts/tools/go.mod", "-o", dir,
		"github.com/letsencrypt/pebble/v2/cmd/pebble", "github.com/letsencrypt/pebble/v2/cmd/pebble-challtestsrv").CombinedOutput()
	if err != nil {
		t.Fatalf("build the authority: %v\n%s", err, out)
	}
	return dir
}

// authority is a certificate authority for which every name leads to this machine.
type authority struct {
	*process
	directory, management string
	trust                 string // the file with the certificate of its own address
	roots                 *x509.CertPool
}

// startAuthority starts one that checks who asks at these ports.
func startAuthority(t *testing.T, programs string, httpPort, tlsPort int) *authority {
	t.Helper()
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	httpstest.Write(t, cert, key, x509.Certificate{
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
	})
	listen, _ := free(t)
	management, _ := free(t)
	dns, _ := free(t)
	dnsManagement, _ := free(t)
	config, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": listen, "managementListenAddress": management, "certificate": cert, "privateKey": key,
		"httpPort": httpPort, "tlsPort": tlsPort, "retryAfter": map[string]int{"authz": 1, "order": 1},
		"profiles": map[string]any{"default": map[string]any{"description": "ninety days", "validityPeriod": 7776000}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "pebble.json")
	if err := os.WriteFile(file, config, 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, nil, filepath.Join(programs, "pebble-challtestsrv"), "-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", "",
		"-dnsserver", dns, "-management", dnsManagement, "-defaultIPv6", "")
	a := &authority{directory: "https://" + listen + "/dir", management: "https://" + management, trust: cert, roots: x509.NewCertPool()}
	a.process = start(t, []string{"PEBBLE_VA_NOSLEEP=1"}, filepath.Join(programs, "pebble"), "-config", file, "-dnsserver", dns)
	own := x509.NewCertPool()
	text, err := os.ReadFile(cert)
	if err != nil || !own.AppendCertsFromPEM(text) {
		t.Fatalf("the authority's own certificate: %v", err)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: own}}}
	t.Cleanup(client.CloseIdleConnections)
	until(t, "the authority's root certificate", func() bool {
		res, err := client.Get(a.management + "/roots/0")
		if err != nil {
			return false
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		return err == nil && a.roots.AppendCertsFromPEM(text)
	})
	return a
}

// TestACertificateIsGotAndKept runs the program against an authority that reaches it by one kind of challenge, and by the other.
func TestACertificateIsGotAndKept(t *testing.T) {
	programs, causerie := buildAuthority(t), filepath.Join(program(t), "causerie")
	t.Run("by TLS-ALPN-01", func(t *testing.T) {
		t.Parallel()
		listen, port := free(t)
		a := startAuthority(t, programs, 1, port)
		debug, _ := free(t)
		args := []string{"serve", "--data", t.TempDir(), "--listen", listen, "--http-listen", "off", "--debug-listen", debug,
			"--tls-domain", domain, "--tls-email", "ada@causerie.test", "--acme-directory", a.directory}
		env := []string{"SSL_CERT_FILE=" + a.trust}
		p := start(t, env, causerie, args...)
		first := certificateOf(t, listen, a.roots)
		if err := first.VerifyHostname(domain); err != nil {
			t.Error(err)
		}
		checkEncrypted(t, listen, a.roots)
		checkCache(t, args[2])
		checkExpiry(t, debug, first.NotAfter)

		p.stop(t)
		a.stop(t) // what is kept must do
		start(t, env, causerie, args...)
		if again := certificateOf(t, listen, a.roots); again.SerialNumber.Cmp(first.SerialNumber) != 0 {
			t.Error("after a restart there is another certificate")
		}
	})
	t.Run("by HTTP-01", func(t *testing.T) {
		t.Parallel()
		listen, _ := free(t)
		plain, port := free(t)
		a := startAuthority(t, programs, port, 1)
		start(t, []string{"SSL_CERT_FILE=" + a.trust}, causerie, "serve", "--data", t.TempDir(), "--listen", listen, "--http-listen", plain,
			"--tls-domain", domain, "--acme-directory", a.directory)
		certificateOf(t, listen, a.roots)
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		defer client.CloseIdleConnections()
		res, err := client.Get("http://" + plain + "/c/4711")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 301 || res.Header.Get("Location") != "https://"+domain+"/c/4711" {
			t.Errorf("without encryption: %d to %q", res.StatusCode, res.Header.Get("Location"))
		}
	})
}

// certificateOf waits until the server shows a certificate of roots.
func certificateOf(t *testing.T, address string, roots *x509.CertPool) *x509.Certificate {
	t.Helper()
	var leaf *x509.Certificate
	until(t, "a certificate at "+address, func() bool {
		connection, err := tls.Dial("tcp", address, &tls.Config{ServerName: domain, RootCAs: roots})
		if err != nil {
			return false
		}
		leaf = connection.ConnectionState().PeerCertificates[0]
		return connection.Close() == nil
	})
	return leaf
}

// checkEncrypted uses the server as a browser would: over HTTP/2, with a secure cookie, passkeys, and a WebSocket.
func checkEncrypted(t *testing.T, address string, roots *x509.CertPool) {
	t.Helper()
	config := &tls.Config{ServerName: domain, RootCAs: roots}
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: config, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", address)
		},
	}}
	defer client.CloseIdleConnections()
	res, err := client.Get("https://" + domain + "/v1/server")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var server struct{ Passkeys bool }
	if err := json.NewDecoder(res.Body).Decode(&server); err != nil || !server.Passkeys {
		t.Errorf("passkeys do not work at https://%s: %+v, %v", domain, server, err)
	}
	if res.ProtoMajor != 2 || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s, headers %v", res.Proto, res.Header)
	}
	body := `{"handle":"ada","name":"Ada","birthDate":"1990-01-31","password":"velvet-lamp-4711","cookie":true}`
	res, err = client.Post("https://"+domain+"/v1/accounts", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if cookies := res.Cookies(); res.StatusCode != 201 || len(cookies) != 1 || !cookies[0].Secure {
		t.Errorf("signing up: %s with cookies %v", res.Status, cookies)
	}
	config = config.Clone()
	config.NextProtos = []string{"http/1.1"} // as browsers offer for wss:
	connection, err := tls.Dial("tcp", address, config)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprintf(connection, "GET /v1/live HTTP/1.1\r\nHost: %s\r\nOrigin: https://%[1]s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", domain)
	status := make([]byte, len("HTTP/1.1 101"))
	if _, err := io.ReadFull(connection, status); err != nil || string(status) != "HTTP/1.1 101" {
		t.Errorf("a WebSocket: %q, %v", status, err)
	}
}

// checkCache looks whether keys are for their owner only.
func checkCache(t *testing.T, data string) {
	t.Helper()
	found := 0
	err := filepath.WalkDir(filepath.Join(data, "certificates"), func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		about, err := os.Stat(path)
		if err == nil && about.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v", path, about.Mode())
		}
		found++
		return err
	})
	if err != nil || found < 3 {
		t.Errorf("the folder, an account and a certificate should be there, not %d: %v", found, err)
	}
}

func checkExpiry(t *testing.T, debug string, ends time.Time) {
	t.Helper()
	want := fmt.Sprintf("causerie_tls_certificate_expires_seconds %v\n", float64(ends.Unix()))
	res, err := http.Get("http://" + debug + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || !strings.Contains(string(text), want) {
		t.Errorf("the metrics do not say %q: %v", want, err)
	}
}

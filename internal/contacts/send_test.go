package contacts

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/https/httpstest"
)

func TestSettingsThatAreNoServerAreRefusedWithoutTheirSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	for _, text := range []string{"", "mail.example", "http://mail.example?from=a@b.example", "smtp://u:hunter2@mail.example", "smtp://u:hunter2@mail.example?from=nobody",
		"smtp://u:hunter2@/?from=a@b.example", "smtp://u:hunter2@mail.example/path?from=a@b.example", "smtp://u:hunter2@mail.example:x?from=a@b.example"} {
		if _, err := ParseMail(text, base.SystemClock{}); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", "sms.example", "ftp://sms.example/hunter2", "https:///hunter2", "https://sms.example:hunter2/"} {
		if _, err := ParseTexts(text, secret); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWhatFailsTellsNoSecret(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	texts, err := ParseTexts("http://user:hunter2@"+address+"/hunter2?key=hunter2", "hunter2")
	mail, err2 := ParseMail("smtp://user:hunter2@"+address+"?from=a@b.example", base.SystemClock{})
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	texts.pause, mail.pause = time.Microsecond, time.Microsecond
	for _, send := range []Sender{texts.Sender(), mail.Sender()} {
		err := notSent(send(t.Context(), "+33612345678", Note{}))
		if base.CodeOf(err) != "code_not_sent" || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "33612345678") {
			t.Errorf("it fails with %v", err)
		}
	}
}

// TestMailIsEncryptedBeforeThePassword sends through a server of TLS alone, and not at all through one that is not ours.
func TestMailIsEncryptedBeforeThePassword(t *testing.T) {
	t.Parallel()
	file, now := filepath.Join(t.TempDir(), "both.pem"), time.Now()
	httpstest.Write(t, file, file, httpstest.Named("localhost", now.Add(-time.Hour), now.Add(time.Hour)))
	text, err := os.ReadFile(file)
	certificate, err2 := tls.X509KeyPair(text, text)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	roots := &tls.Config{RootCAs: x509.NewCertPool()}
	roots.RootCAs.AppendCertsFromPEM(text)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan string, 100)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				close(heard)
				return
			}
			converse(conn, heard)
		}
	}()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	mail, err := ParseMail((&url.URL{Scheme: "smtps", Host: "localhost:" + port, User: url.UserPassword("user", "hunter2"), RawQuery: "from=a@b.example"}).String(), base.SystemClock{})
	if err != nil {
		t.Fatal(err)
	}
	mail.pause = time.Microsecond
	if err := mail.Sender()(t.Context(), "zoe@example.com", noteOf("fr", "123456")); err == nil {
		t.Error("it trusted a certificate of nobody")
	}
	mail.roots = roots
	if err := mail.Sender()(t.Context(), "zoe@example.com", noteOf("fr", "123456")); err != nil {
		t.Error(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for line := range heard {
		all.WriteString(line)
	}
	for _, part := range []string{"AUTH PLAIN", "MAIL FROM:<a@b.example>", "RCPT TO:<zoe@example.com>", "123456 est votre code"} {
		if !strings.Contains(all.String(), part) {
			t.Errorf("it was not told %q: %s", part, all.String())
		}
	}
}

func converse(conn net.Conn, heard chan<- string) {
	defer conn.Close()
	fmt.Fprint(conn, "220 here\r\n")
	in, data := bufio.NewReader(conn), false
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		heard <- line
		switch {
		case data && line != ".\r\n":
		case strings.HasPrefix(line, "EHLO"):
			fmt.Fprint(conn, "250-here\r\n250 AUTH PLAIN\r\n")
		case strings.HasPrefix(line, "AUTH"):
			fmt.Fprint(conn, "235 ok\r\n")
		case strings.HasPrefix(line, "DATA"):
			data = true
			fmt.Fprint(conn, "354 go on\r\n")
		default:
			data = false
			fmt.Fprint(conn, "250 ok\r\n")
		}
	}
}

func TestSendingGivesUpWithItsCaller(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	mail, err := ParseMail("smtp://"+silent.Addr().String()+"?from=a@b.example", base.SystemClock{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- mail.Sender()(ctx, "zoe@example.com", Note{}) }()
	conn, err := silent.Accept() // and not a word
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	cancel()
	if err := <-done; err == nil {
		t.Error("it was sent")
	}
}

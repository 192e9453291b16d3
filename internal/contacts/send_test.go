package contacts

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/contacts/contactstest"
	"causerie/internal/https/httpstest"
)

func TestSettingsThatAreNoServerAreRefusedWithoutTheirSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	for _, text := range []string{"", "mail.example", "http://mail.example?from=a@b.example", "smtp://u:hunter2@mail.example", "smtp://u:hunter2@mail.example?from=nobody",
		"smtp://u:hunter2@/?from=a@b.example", "smtp://u:hunter2@mail.example/path?from=a@b.example", "smtp://u:hunter2@mail.example:x?from=a@b.example",
		"smtp://u:hunter2@mail.example?from=a@b.example&plain=maybe"} {
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

// TestMailIsEncryptedBeforeAnythingIsTold sends through servers of both kinds of encryption, and through none that offers no encryption, or that a
// stranger speaks for.
func TestMailIsEncryptedBeforeAnythingIsTold(t *testing.T) {
	t.Parallel()
	encryption, roots := certified(t)
	for _, c := range []struct {
		name, scheme, more string
		server             contactstest.Encryption
		strange, sent      bool
	}{
		{name: "from the first byte", scheme: "smtps", server: contactstest.Encryption{TLS: encryption, Implicit: true}, sent: true},
		{name: "from the first byte, by a stranger", scheme: "smtps", server: contactstest.Encryption{TLS: encryption, Implicit: true}, strange: true},
		{name: "when asked to", scheme: "smtp", server: contactstest.Encryption{TLS: encryption}, sent: true},
		{name: "when asked to, by a stranger", scheme: "smtp", server: contactstest.Encryption{TLS: encryption}, strange: true},
		{name: "not at all", scheme: "smtp"},
		{name: "not at all, which was asked for", scheme: "smtp", more: "&plain=yes", sent: true},
		{name: "when asked to, where it need not", scheme: "smtp", more: "&plain=yes", server: contactstest.Encryption{TLS: encryption}, sent: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := contactstest.StartMail(t, c.server)
			_, port, err := net.SplitHostPort(server.Address)
			if err != nil {
				t.Fatal(err)
			}
			address := url.URL{Scheme: c.scheme, Host: "localhost:" + port, RawQuery: "from=a@b.example" + c.more}
			if c.server.TLS != nil { // a password is told to nobody in the clear
				address.User = url.UserPassword("user", "hunter2")
			}
			mail, err := ParseMail(address.String(), base.SystemClock{})
			if err != nil {
				t.Fatal(err)
			}
			mail.pause, mail.plain = time.Microsecond, c.more != "" // as elsewhere than on this machine
			if !c.strange {
				mail.roots = roots
			}
			err = mail.Sender()(t.Context(), "zoe@example.com", noteOf("fr", "123456"))
			if (err == nil) != c.sent {
				t.Fatalf("sent: %v", err)
			}
			said := strings.Join(server.Said(), "\n")
			if c.sent {
				if code := server.Code(t, "zoe@example.com"); code != "123456" {
					t.Errorf("the code is %q", code)
				}
				for _, part := range []string{"MAIL FROM:<a@b.example>", "RCPT TO:<zoe@example.com>"} {
					if !strings.Contains(said, part) {
						t.Errorf("it was not told %q: %s", part, said)
					}
				}
			}
			for _, secret := range []string{"AUTH", "MAIL", "zoe"} {
				if at := strings.Index(said, secret); !c.sent && at >= 0 || c.server.TLS != nil && !c.server.Implicit && at >= 0 && at < strings.Index(said, "STARTTLS") {
					t.Errorf("%s was told without encryption: %s", secret, said)
				}
			}
		})
	}
}

// certified is the encryption of a server that is called localhost, and of clients that trust the authority that says so.
func certified(t *testing.T) (server, clients *tls.Config) {
	t.Helper()
	file, now := filepath.Join(t.TempDir(), "both.pem"), time.Now()
	httpstest.Write(t, file, file, httpstest.Named("localhost", now.Add(-time.Hour), now.Add(time.Hour)))
	text, err := os.ReadFile(file)
	certificate, err2 := tls.X509KeyPair(text, text)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	clients = &tls.Config{RootCAs: x509.NewCertPool()}
	clients.RootCAs.AppendCertsFromPEM(text)
	return &tls.Config{Certificates: []tls.Certificate{certificate}}, clients
}

func TestOnlyThisMachineNeedNotEncrypt(t *testing.T) {
	t.Parallel()
	for text, plain := range map[string]bool{
		"smtp://localhost?from=a@b.example": true, "smtp://127.0.0.1:25?from=a@b.example": true, "smtp://[::1]:25?from=a@b.example": true,
		"smtp://mail.example?from=a@b.example": false, "smtp://10.0.0.1?from=a@b.example": false, "smtp://10.0.0.1?from=a@b.example&plain=yes": true,
	} {
		if mail, err := ParseMail(text, base.SystemClock{}); err != nil || mail.plain != plain {
			t.Errorf("%s: %+v %v", text, mail, err)
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

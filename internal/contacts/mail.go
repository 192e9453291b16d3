package contacts

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/netip"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"time"

	"causerie/internal/base"
)

// Mail is a server that takes e-mail.
type Mail struct {
	host, address  string
	implicit       bool // encrypted from the first byte
	plain          bool // may also be spoken to without encryption
	user, password string
	from           mail.Address
	clock          base.Clock
	pause          time.Duration
	roots          *tls.Config // nil but in tests
}

const mailForm = "write smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS, or smtps:// where encryption begins at once"

// ParseMail reads the address of a mail server: smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS. smtps encrypts from the first byte, smtp by
// STARTTLS, without which it sends to this machine alone, or with &plain=yes. Errors do not repeat the password.
func ParseMail(text string, clock base.Clock) (*Mail, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New(mailForm)
	}
	from, err := mail.ParseAddress(u.Query().Get("from"))
	if err != nil {
		return nil, errors.New("it lacks ?from=ADDRESS, the address that mail comes from: " + mailForm)
	}
	m := &Mail{host: u.Hostname(), implicit: u.Scheme == "smtps", user: u.User.Username(), from: *from, clock: clock, pause: time.Second}
	m.password, _ = u.User.Password()
	switch u.Query().Get("plain") {
	case "yes":
		m.plain = true
	case "":
		m.plain = local(m.host)
	default:
		return nil, errors.New("plain is yes, for a mail server that cannot encrypt, or is left out: " + mailForm)
	}
	if from.Name == "" {
		m.from.Name = "Causerie"
	}
	port := u.Port()
	if port == "" {
		port = map[bool]string{true: "465", false: "587"}[m.implicit]
	}
	m.address = net.JoinHostPort(m.host, port)
	return m, nil
}

// local tells whether a host is this machine.
func local(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Sender sends by this server.
func (m *Mail) Sender() Sender { return retried(m.pause, m.send) }

func (m *Mail) send(ctx context.Context, to string, note Note) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.address)
	if err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return fmt.Errorf("reach the mail server: %w", err)
		}
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if err := m.talk(conn, to, note); err != nil {
		return fmt.Errorf("talk to the mail server: %w", err)
	}
	return nil
}

func (m *Mail) talk(conn net.Conn, to string, note Note) error {
	encryption := &tls.Config{}
	if m.roots != nil {
		encryption = m.roots.Clone()
	}
	encryption.ServerName, encryption.MinVersion = m.host, tls.VersionTLS12
	if m.implicit {
		conn = tls.Client(conn, encryption)
	}
	client, err := smtp.NewClient(conn, m.host)
	if err != nil {
		return err
	}
	defer client.Close()
	if !m.implicit {
		switch offered, _ := client.Extension("STARTTLS"); {
		case offered:
			if err := client.StartTLS(encryption); err != nil {
				return err
			}
		case !m.plain: // who stands between may have taken the offer out
			return errors.New("it offers no encryption (STARTTLS), without which no code is sent")
		}
	}
	if m.user != "" {
		// It refuses to tell the password over a connection that is not encrypted, but to this machine.
		if err := client.Auth(smtp.PlainAuth("", m.user, m.password, m.host)); err != nil {
			return err
		}
	}
	if err := client.Mail(m.from.Address); err != nil {
		return err
	}
	if err := client.Rcpt(to); err != nil {
		if answer, ok := errors.AsType[*textproto.Error](err); ok && answer.Code >= 550 && answer.Code <= 553 {
			return refusal{err}
		}
		return err
	}
	body, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := body.Write(m.compose(to, note)); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	_ = client.Quit() // it is on its way
	return nil
}

// compose is a note as a message (RFC 5322).
func (m *Mail) compose(to string, note Note) []byte {
	var b bytes.Buffer
	_, domain, _ := strings.Cut(m.from.Address, "@")
	for _, line := range [][2]string{
		{"From", m.from.String()}, {"To", (&mail.Address{Address: to}).String()}, {"Subject", mime.QEncoding.Encode("utf-8", note.Subject)},
		{"Date", m.clock.Now().UTC().Format(time.RFC1123Z)}, {"Message-ID", "<" + strings.ToLower(rand.Text()) + "@" + domain + ">"},
		{"Auto-Submitted", "auto-generated"}, {"MIME-Version", "1.0"}, {"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	} {
		b.WriteString(line[0] + ": " + line[1] + "\r\n")
	}
	b.WriteString("\r\n")
	text := quotedprintable.NewWriter(&b)
	_, _ = text.Write([]byte(note.Text + "\n")) // into memory
	_ = text.Close()
	return b.Bytes()
}

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

// Once sends by this server, and tries once: for notes that must not come twice.
func (m *Mail) Once() Sender {
	return func(ctx context.Context, to string, note Note) error {
		ctx, cancel := context.WithTimeout(ctx, attemptWait)
		defer cancel()
		return m.send(ctx, to, note)
	}
}

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
		if _, answered := errors.AsType[*textproto.Error](err); !answered {
			return unsure{err}
		}
		return err
	}
	_ = client.Quit() // it is on its way
	return nil
}

// compose is a note as a message (RFC 5322), with its page beside its text where it has one.
func (m *Mail) compose(to string, note Note) []byte {
	var b bytes.Buffer
	_, domain, _ := strings.Cut(m.from.Address, "@")
	header := func(name, value string) { b.WriteString(name + ": " + oneLine.Replace(value) + "\r\n") }
	header("From", m.from.String())
	header("To", (&mail.Address{Address: to}).String())
	header("Subject", mime.QEncoding.Encode("utf-8", oneLine.Replace(note.Subject)))
	header("Date", m.clock.Now().UTC().Format(time.RFC1123Z))
	header("Message-ID", "<"+strings.ToLower(rand.Text())+"@"+domain+">")
	header("Auto-Submitted", "auto-generated")
	header("MIME-Version", "1.0")
	if note.Unsubscribe != "" {
		header("List-Unsubscribe", "<"+note.Unsubscribe+">")
		header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	if note.HTML == "" {
		composePart(&b, "plain", note.Text)
		return b.Bytes()
	}
	boundary := strings.ToLower(rand.Text())
	header("Content-Type", `multipart/alternative; boundary="`+boundary+`"`)
	for _, part := range [][2]string{{"plain", note.Text}, {"html", note.HTML}} {
		b.WriteString("\r\n--" + boundary + "\r\n")
		composePart(&b, part[0], part[1])
	}
	b.WriteString("\r\n--" + boundary + "--\r\n")
	return b.Bytes()
}

// oneLine keeps what stands in a header from beginning another.
var oneLine = strings.NewReplacer("\r", "", "\n", "", "\x00", "")

func composePart(b *bytes.Buffer, kind, content string) {
	b.WriteString("Content-Type: text/" + kind + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
	text := quotedprintable.NewWriter(b)
	_, _ = text.Write([]byte(content + "\n")) // into memory
	_ = text.Close()
}

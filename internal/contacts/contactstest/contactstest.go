// Package contactstest has the servers that bring codes to people, within the process of a test: one for mail, one for text messages.
package contactstest

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// delivery is what a server was given.
type delivery struct {
	to, subject, text string
	letter            Letter
}

// Letter is an e-mail as it arrived.
type Letter struct {
	Subject, Text, HTML string
	Header              mail.Header
}

// Mailbox is a mail server. Its fields may be set between two deliveries, by Set.
type Mailbox struct {
	Address string // host and port

	Refuse string // what RCPT is answered, such as "550 nobody here"; empty: it takes all
	Busy   int    // how many times RCPT is answered that it may be tried again
	Mute   int    // how many times a message is taken, and then the connection ends without an answer

	encryption Encryption
	mu         sync.Mutex
	got        []delivery
	said       []string
}

// Encryption is how a mail server encrypts: with TLS, from the first byte where Implicit, else when it is asked to (STARTTLS). Without TLS it
// never does, and offers nothing.
type Encryption struct {
	TLS      *tls.Config
	Implicit bool
}

// StartMail starts a mail server that ends with the test.
func StartMail(t testing.TB, encryption Encryption) *Mailbox {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &Mailbox{Address: listener.Addr().String(), encryption: encryption}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			served.Go(func() { m.serve(t, conn) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		served.Wait()
	})
	return m
}

// Set changes what the server does, between two deliveries.
func (m *Mailbox) Set(do func(*Mailbox)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	do(m)
}

// Said is all that clients said so far, a line each, without what was mailed.
func (m *Mailbox) Said() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.said...)
}

// Code is the code in the last mail to an address.
func (m *Mailbox) Code(t testing.TB, to string) string {
	t.Helper()
	return sure(t, to, m.LastCode(to))
}

// LastCode is the code in the last mail to an address, "" when there was none.
func (m *Mailbox) LastCode(to string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return lastCode(m.got, to)
}

func (m *Mailbox) serve(t testing.TB, conn net.Conn) {
	defer func() { conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	encrypted := m.encryption.Implicit
	if encrypted {
		conn = tls.Server(conn, m.encryption.TLS)
	}
	in := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprint(conn, line+"\r\n") }
	say("220 here")
	var to string
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		m.Set(func(m *Mailbox) { m.said = append(m.said, line) })
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch verb {
		case "EHLO":
			say("250-here")
			if m.encryption.TLS != nil && !encrypted {
				say("250-STARTTLS")
			}
			say("250-AUTH PLAIN")
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go on")
			conn, encrypted = tls.Server(conn, m.encryption.TLS), true
			in = bufio.NewReader(conn)
		case "AUTH":
			say("235 ok")
		case "RCPT":
			to = regexp.MustCompile(`<(.*)>`).FindStringSubmatch(line)[1]
			say(m.answer())
		case "DATA":
			say("354 go on")
			m.keep(t, to, in)
			if m.mute() {
				return
			}
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (m *Mailbox) answer() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Busy > 0 {
		m.Busy--
		return "451 later"
	}
	if m.Refuse != "" {
		return m.Refuse
	}
	return "250 ok"
}

func (m *Mailbox) mute() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Mute--
	return m.Mute >= 0
}

// Letters are the e-mails to an address so far that are no codes.
func (m *Mailbox) Letters(to string) (letters []Letter) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.got {
		if d.to == to && d.letter.HTML != "" {
			letters = append(letters, d.letter)
		}
	}
	return letters
}

func (m *Mailbox) keep(t testing.TB, to string, in *bufio.Reader) {
	var raw strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
		raw.WriteString(line)
	}
	message, err := mail.ReadMessage(strings.NewReader(raw.String()))
	if err != nil {
		t.Errorf("the mail server was given no message: %v: %s", err, raw.String())
		return
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	letter, err2 := read(message)
	if err != nil || err2 != nil || message.Header.Get("To") != "<"+to+">" || message.Header.Get("Date") == "" || message.Header.Get("Message-Id") == "" {
		t.Errorf("a message like no other: %s", raw.String())
	}
	m.Set(func(m *Mailbox) { m.got = append(m.got, delivery{to, subject, letter.Text, letter}) })
}

// read reads a message of one part, or of a text and the same as a page.
func read(message *mail.Message) (letter Letter, err error) {
	letter.Header = message.Header
	letter.Subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return letter, err
	}
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		text, err := io.ReadAll(quotedprintable.NewReader(message.Body))
		letter.Text = string(text)
		return letter, err
	}
	parts := multipart.NewReader(message.Body, params["boundary"])
	for _, into := range []*string{&letter.Text, &letter.HTML} {
		part, err := parts.NextPart() // which decodes it
		if err != nil {
			return letter, err
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return letter, err
		}
		*into = string(text)
	}
	if _, err := parts.NextPart(); err != io.EOF {
		return letter, fmt.Errorf("a third part: %v", err)
	}
	return letter, nil
}

// Phone is a web address that brings text messages to phones.
type Phone struct {
	URL string

	Answers []int    // statuses of the next answers; 200 when there are none
	Keys    []string // Idempotency-Key of each request
	Tokens  []string // Authorization of each

	mu  sync.Mutex
	got []delivery
}

// StartPhone starts a webhook that ends with the test.
func StartPhone(t testing.TB) *Phone {
	t.Helper()
	p := &Phone{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.Keys = append(p.Keys, req.Header.Get("Idempotency-Key"))
		p.Tokens = append(p.Tokens, req.Header.Get("Authorization"))
		if len(p.Answers) > 0 {
			status := p.Answers[0]
			p.Answers = p.Answers[1:]
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			return
		}
		var body struct{ To, Text string }
		if err := json.NewDecoder(req.Body).Decode(&body); err != nil || req.Method != http.MethodPost {
			t.Errorf("the webhook was given no message: %v", err)
		}
		p.got = append(p.got, delivery{to: body.To, text: body.Text})
	}))
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// Set changes what the webhook answers, or looks at what it was asked, between two requests.
func (p *Phone) Set(do func(*Phone)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do(p)
}

// Code is the code in the last text message to a number.
func (p *Phone) Code(t testing.TB, to string) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	return sure(t, to, lastCode(p.got, to))
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

func lastCode(got []delivery, to string) string {
	for i := len(got) - 1; i >= 0; i-- {
		if got[i].to == to {
			return sixDigits.FindString(got[i].text)
		}
	}
	return ""
}

func sure(t testing.TB, to, code string) string {
	t.Helper()
	if code == "" {
		t.Fatalf("no code was sent to %s", to)
	}
	return code
}

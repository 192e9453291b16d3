package contacts_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"mime"
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

// delivery is what a server of ours was given.
type delivery struct{ to, subject, text string }

// mailbox is a mail server in this process. refuse answers RCPT with that line, busy as many times with a temporary failure.
type mailbox struct {
	address string
	mu      sync.Mutex
	got     []delivery
	refuse  string
	busy    int
	said    []string
}

func startMail(t *testing.T) *mailbox {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailbox{address: listener.Addr().String()}
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

func (m *mailbox) serve(t *testing.T, conn net.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
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
		m.mu.Lock()
		m.said = append(m.said, line)
		m.mu.Unlock()
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch verb {
		case "EHLO":
			say("250-here")
			say("250-AUTH PLAIN")
			say("250 8BITMIME")
		case "AUTH":
			say("235 ok")
		case "RCPT":
			to = regexp.MustCompile(`<(.*)>`).FindStringSubmatch(line)[1]
			say(m.answer())
		case "DATA":
			say("354 go on")
			m.keep(t, to, in)
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (m *mailbox) answer() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.busy > 0 {
		m.busy--
		return "451 later"
	}
	if m.refuse != "" {
		return m.refuse
	}
	return "250 ok"
}

func (m *mailbox) keep(t *testing.T, to string, in *bufio.Reader) {
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
	text, err2 := io.ReadAll(quotedprintable.NewReader(message.Body))
	if err != nil || err2 != nil || message.Header.Get("To") != "<"+to+">" || message.Header.Get("Date") == "" || message.Header.Get("Message-Id") == "" {
		t.Errorf("a message like no other: %s", raw.String())
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.got = append(m.got, delivery{to, subject, string(text)})
}

// phone is a web address in this process that brings text messages to phones.
type phone struct {
	*httptest.Server
	mu     sync.Mutex
	got    []delivery
	keys   []string
	tokens []string
	status []int // of the next answers
}

func startPhone(t *testing.T) *phone {
	t.Helper()
	p := &phone{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.keys = append(p.keys, req.Header.Get("Idempotency-Key"))
		p.tokens = append(p.tokens, req.Header.Get("Authorization"))
		if len(p.status) > 0 {
			status := p.status[0]
			p.status = p.status[1:]
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
	t.Cleanup(p.Close)
	return p
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// last is the code of the last delivery to an address.
func last(t *testing.T, got []delivery, to string) string {
	t.Helper()
	for i := len(got) - 1; i >= 0; i-- {
		if got[i].to == to {
			return sixDigits.FindString(got[i].text)
		}
	}
	t.Fatalf("nothing was sent to %s: %v", to, got)
	return ""
}

func (m *mailbox) last(t *testing.T, to string) string {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	return last(t, m.got, to)
}

func (p *phone) last(t *testing.T, to string) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	return last(t, p.got, to)
}

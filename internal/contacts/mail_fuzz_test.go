package contacts

import (
	"bytes"
	"maps"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"causerie/internal/base"
)

// FuzzCompose has a note say anything: the message has the headers that it always has, and its subject is what was asked for.
func FuzzCompose(f *testing.F) {
	for _, seed := range []string{"hello", "a\r\nBcc: everyone@example.com", "\r\n\r\nbody", "été 😀", strings.Repeat("😀", 10_000), "\u202eabc", "=?utf-8?q?x?=", "\x00", "\n.\r\n.\r\nQUIT"} {
		f.Add(seed, seed, "<p>"+seed, "https://causerie.example/"+seed)
		f.Add(seed, seed, "", "")
	}
	m, err := ParseMail("smtp://localhost?from=a@b.example", base.SystemClock{})
	if err != nil {
		f.Fatal(err)
	}
	headers := func(t testing.TB, note Note) (*mail.Message, []string) {
		message, err := mail.ReadMessage(bytes.NewReader(m.compose("zoe@example.com", note)))
		if err != nil {
			t.Fatalf("no message: %v", err)
		}
		return message, slices.Sorted(maps.Keys(message.Header))
	}
	f.Fuzz(func(t *testing.T, subject, text, html, unsubscribe string) {
		plain := Note{Subject: "x", Text: "x"}
		if html != "" {
			plain.HTML = "x"
		}
		if unsubscribe != "" {
			plain.Unsubscribe = "x"
		}
		_, want := headers(t, plain)
		message, got := headers(t, Note{Subject: subject, Text: text, HTML: html, Unsubscribe: unsubscribe})
		if !slices.Equal(got, want) {
			t.Fatalf("headers %v, want %v", got, want)
		}
		for name, values := range message.Header {
			if len(values) != 1 {
				t.Fatalf("%s is there %d times", name, len(values))
			}
		}
		read, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
		if clean := oneLine.Replace(subject); err == nil && clean == strings.TrimSpace(clean) && !strings.Contains(clean, "=?") && strings.ToValidUTF8(clean, "") == clean && read != clean && !strings.ContainsFunc(clean, func(r rune) bool { return r < ' ' }) {
			t.Fatalf("the subject is %q, want %q", read, clean)
		}
	})
}

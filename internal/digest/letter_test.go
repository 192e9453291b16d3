package digest

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"causerie/internal/base"
	"causerie/internal/notify"
	"causerie/internal/policy"
)

var packs = sync.OnceValues(func() (*policy.Packs, error) { return policy.Load("", "") })

// told is what somebody of age is told of what arrived.
func told(t testing.TB, language string, arrived ...notify.Notice) (subject, text, page string) {
	t.Helper()
	packs, err := packs()
	if err != nil {
		t.Fatal(err)
	}
	s := New(Config{Packs: packs})
	l, tells := s.letter(&person{birth: "1990-01-31", language: language, every: Daily}, arrived, time.Now())
	if !tells {
		t.Fatal("there is nothing to tell")
	}
	note, err := l.write("https://causerie.example", "TOKEN")
	if err != nil {
		t.Fatal(err)
	}
	return note.Subject, note.Text, note.HTML
}

func TestWhatALetterSays(t *testing.T) {
	t.Parallel()
	many := []notify.Notice{{Unread: 100, Name: "Bob"}, {Unread: 1, Name: "Cyd"}, {Unread: 2, Name: "Dan", Group: "Choir"}, {Unread: 1, Request: true, Name: "Eve"},
		{Unread: 3, Name: "Fay"}, {Unread: 4, Name: "Gus"}, {Unread: 5, Name: "Hal"}, {Unread: 6, Name: "Ida"}}
	for _, c := range []struct{ language, subject, want string }{
		{"", "99+ new messages and 1 message request on Causerie", `While you were away:

• ‹Bob›: 99+ new messages
• ‹Ida›: 6 new messages
• ‹Hal›: 5 new messages
• ‹Gus›: 4 new messages
• ‹Fay›: 3 new messages
• and 2 more conversations
• 1 message request

Open Causerie: https://causerie.example/inbox

-- 
You get this because you asked for one e-mail a day at most, while you are away.
Choose how often: https://causerie.example/settings/notifications
Stop these e-mails: https://causerie.example/v1/unsubscribe/TOKEN?lang=en
`},
		{"fr", "99+ nouveaux messages et 1 demande de message sur Causerie", `Pendant votre absence :

• ‹Bob› : 99+ nouveaux messages
• ‹Ida› : 6 nouveaux messages
• ‹Hal› : 5 nouveaux messages
• ‹Gus› : 4 nouveaux messages
• ‹Fay› : 3 nouveaux messages
• et 2 autres conversations
• 1 demande de message

Ouvrir Causerie : https://causerie.example/inbox

-- 
Vous recevez ceci parce que vous avez demandé un e-mail par jour au plus, pendant vos absences.
Choisir la fréquence : https://causerie.example/settings/notifications
Ne plus recevoir ces e-mails : https://causerie.example/v1/unsubscribe/TOKEN?lang=fr
`},
	} {
		subject, text, _ := told(t, c.language, many...)
		want := strings.NewReplacer("‹", "\u2068", "›", "\u2069").Replace(c.want) // what keeps the direction of a name apart
		if subject != c.subject || text != want {
			t.Errorf("%q\n%s", subject, text)
		}
	}
	if subject, text, _ := told(t, "fr", notify.Notice{Unread: 1, Request: true, Name: "Eve"}); subject != "1 demande de message sur Causerie" || strings.Contains(text, "Eve") {
		t.Errorf("%q\n%s", subject, text)
	}
}

// FuzzName has people and groups be called anything: a letter has the lines and the elements that it always has.
func FuzzName(f *testing.F) {
	for _, seed := range []string{"Zoé", "a\r\nBcc: everyone@example.com\r\n\r\nhello", "\u202egnirts a\u202c", "\u2066\u2067x", strings.Repeat("😀", 10_000), "<script>alert(1)</script>", "</bdi></ul>", "مرحبا", "\x00\x1b[31m", "{{.}}", "\xff", "\u2028\u2029\u0085"} {
		f.Add(seed)
	}
	_, plain, page := told(f, "en", notify.Notice{Unread: 1, Name: "x"}, notify.Notice{Unread: 1, Name: "y", Group: "x"})
	lines, elements := strings.Count(plain, "\n"), strings.Count(page, "<")
	f.Fuzz(func(t *testing.T, who string) {
		got := name(who)
		if utf8.RuneCountInString(got) > nameMax+1 || !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\u0085") {
			t.Fatalf("%q is called %q", who, got)
		}
		subject, text, html := told(t, "en", notify.Notice{Unread: 1, Name: who}, notify.Notice{Unread: 1, Name: "y", Group: cmpOr(who)})
		if subject != "2 new messages on Causerie" || strings.Count(text, "\n") != lines || strings.Count(html, "<") != elements {
			t.Fatalf("%q breaks out:\n%s\n%s\n%s", who, subject, text, html)
		}
	})
}

// cmpOr is who, or a group's name where that is none.
func cmpOr(who string) string {
	if who == "" {
		return "x"
	}
	return who
}

func TestMorningIsNineWhereAPersonIs(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{ // now, where, next
		{"2026-06-15T06:59:59Z", "Europe/Paris", "2026-06-15T07:00:00Z"},
		{"2026-06-15T07:00:00Z", "Europe/Paris", "2026-06-16T07:00:00Z"},
		{"2026-10-24T12:00:00Z", "Europe/Paris", "2026-10-25T08:00:00Z"}, // the clocks go back
		{"2026-06-15T00:00:00Z", "Pacific/Kiritimati", "2026-06-15T19:00:00Z"},
		{"2026-06-15T10:00:00Z", "Nowhere/At_All", "2026-06-16T09:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, c[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := morning(now, c[1]).UTC().Format(time.RFC3339); got != c[2] {
			t.Errorf("after %s in %s it is %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

func TestALinkIsOfOneAccountAndOneAddress(t *testing.T) {
	t.Parallel()
	s, other := newSealer(make([]byte, 32)), newSealer([]byte(strings.Repeat("k", 32)))
	id := base.NewID(time.Now())
	one, err := s.link(id, "ada@example.com")
	two, err2 := s.link(id, "ada@example.com")
	if err != nil || err2 != nil || one == two || !regexp.MustCompile(`^[\w-]+$`).MatchString(one) {
		t.Fatalf("links: %s, %s, %v, %v", one, two, err, err2)
	}
	account, about, ok := s.linked(one)
	if !ok || account != id || !about("ada@example.com") || about("bob@example.com") {
		t.Errorf("it is about %s, %v", account, ok)
	}
	if _, _, ok := other.linked(one); ok {
		t.Error("another server takes it")
	}
	for i := range one {
		if _, _, ok := s.linked(one[:i]); ok {
			t.Errorf("its first %d characters are a link", i)
		}
	}
	sealed, err := s.sealAddress(id, "ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.address(base.NewID(time.Now()), sealed); ok {
		t.Error("the address of one is that of another")
	}
	if got, ok := s.address(id, sealed); !ok || got != "ada@example.com" {
		t.Errorf("the address is %q", got)
	}
}

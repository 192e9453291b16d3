package digest_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/app"
	"causerie/internal/contacts"
	"causerie/internal/contacts/contactstest"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/digest"
	"causerie/internal/testkit"
)

const path = "/v1/me/email-digest"

// town is a server that sends summaries, and ada and bob, who are friends. It is noon there, in UTC.
type town struct {
	*testing.T
	*testkit.Server
	mail     *contactstest.Mailbox
	ada, bob testkit.Person
	talk     string
}

func each(t *testing.T, test func(town)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			mail := contactstest.StartMail(t, contactstest.Encryption{})
			s := testkit.StartOn(t, app.Config{
				Data: t.TempDir(), Database: dbtest.Store(t, dialect), EmailDigests: true, SMTP: "smtp://" + mail.Address + "?from=hello@causerie.example",
				PublicURL: "https://causerie.example",
			})
			w := town{T: t, Server: s, mail: mail}
			s.Clock.Freeze()
			w.until(12 * time.Hour)
			w.ada, w.bob = s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
			w.talk = s.Direct(t, w.ada, w.bob)
			test(w)
		})
	}
}

// until moves the clock to the next time that it is so long after midnight.
func (w town) until(clock time.Duration) {
	now := w.Clock.Now().UTC()
	at := now.Truncate(24 * time.Hour).Add(clock)
	if !at.After(now) {
		at = at.Add(24 * time.Hour)
	}
	w.Clock.Move(at.Sub(now))
}

func (w town) run() {
	w.Helper()
	if err := w.App.Digest.Run(w.Context()); err != nil {
		w.Error(err)
	}
}

type state struct {
	Available, Refused bool
	Every, Hint        string
}

func (w town) state(who testkit.Person) (s state) {
	w.Helper()
	w.Call(w, who.Token, "GET", path, nil).Into(w, http.StatusOK, &s)
	return s
}

// subscribes has who prove an address, and choose.
func (w town) subscribes(who testkit.Person, every string) (address string) {
	w.Helper()
	address = who.Handle + "@example.com"
	w.Call(w, who.Token, "POST", path+"/address", map[string]any{"email": address}).Into(w, http.StatusAccepted, nil)
	w.Call(w, who.Token, "PUT", path+"/address", map[string]any{"code": w.mail.Code(w, address)}).Into(w, http.StatusOK, nil)
	w.Call(w, who.Token, "PUT", path, map[string]any{"every": every, "language": "fr"}).Into(w, http.StatusOK, nil)
	return address
}

// came holds how many summaries came to an address so far, and answers the last.
func (w town) came(when, address string, want int) (last contactstest.Letter) {
	w.Helper()
	letters := w.mail.Letters(address)
	if len(letters) != want {
		w.Fatalf("%s: %d summaries came, want %d", when, len(letters), want)
	}
	if want > 0 {
		last = letters[want-1]
	}
	return last
}

func (w town) put(who testkit.Person, method, path string, body any) {
	w.Helper()
	if got := w.Call(w, who.Token, method, path, body); got.Status >= 300 {
		w.Fatalf("%s %s: %d %s", method, path, got.Status, got.Body)
	}
}

func TestWhoIsAwayIsToldOnceWhoWroteAndNotWhat(t *testing.T) {
	each(t, func(w town) {
		if got := w.state(w.ada); got != (state{Available: true, Every: "never"}) {
			w.Errorf("at first it is %+v", got)
		}
		if got := w.Call(w, w.ada.Token, "PUT", path, map[string]any{"every": "daily"}); got.Code() != "address_missing" {
			w.Errorf("without an address: %d %s", got.Status, got.Body)
		}
		ada := w.subscribes(w.ada, "daily")
		if got := w.state(w.ada); got != (state{Available: true, Every: "daily", Hint: "a…@e….com"}) {
			w.Errorf("then it is %+v", got)
		}
		w.TakeMessages(w, w.ada, "everyone")
		cyd, dan, eve, fay := w.SignUp(w, "cyd", "Cyd"), w.SignUp(w, "dan", "Dan"), w.SignUp(w, "eve", "Eve"), w.SignUp(w, "fay", "Fay")
		var choir struct{ ID string }
		w.Call(w, w.bob.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Choir", "members": []string{w.ada.ID}}).Into(w, 201, &choir)
		muted, restricted := w.Direct(w, w.ada, cyd), w.Direct(w, w.ada, dan)
		w.put(w.ada, "PATCH", "/v1/conversations/"+muted, map[string]any{"muted": true})
		w.put(w.ada, "PUT", "/v1/accounts/"+dan.ID+"/restrict", nil)
		w.Clock.Move(time.Hour)
		for n := range 3 {
			w.Send(w, w.bob, w.talk, fmt.Sprint("a private word ", n))
		}
		w.Send(w, w.bob, choir.ID, "a private word to all")
		w.Send(w, cyd, muted, "a private word to the wall")
		w.Send(w, dan, restricted, "a private word to nobody")
		for _, one := range []testkit.Person{eve, fay} {
			w.Send(w, one, w.Open(w, one, w.ada), "a private word from a stranger")
		}

		w.until(20 * time.Hour)
		w.run()
		w.until(9 * time.Hour) // ada was here less than a day ago
		w.run()
		w.came("after a night", ada, 0)
		w.until(3 * time.Hour)
		w.run()
		w.came("at night", ada, 0)
		w.until(9 * time.Hour)
		var all sync.WaitGroup
		for range 3 { // as three servers on one store do
			all.Go(func() {
				if err := digest.New(w.App.Digest.Config).Run(w.Context()); err != nil {
					w.Error(err)
				}
			})
		}
		all.Wait()
		w.run()
		letter := w.came("after two nights", ada, 1)
		if want := "4 nouveaux messages et 2 demandes de message sur Causerie"; letter.Subject != want {
			w.Errorf("its subject is %q, want %q", letter.Subject, want)
		}
		for what, text := range map[string]string{"text": letter.Text, "page": letter.HTML} {
			for _, want := range []string{"Pendant votre absence", "Bob", "3 nouveaux messages", "Choir", "groupe", "1 nouveau message", "2 demandes de message", "/inbox", "/settings/notifications"} {
				if !strings.Contains(text, want) {
					w.Errorf("its %s lacks %q: %s", what, want, text)
				}
			}
			plain := token.ReplaceAllString(text, "")
			for secret, in := range map[string]string{"private": plain, "Cyd": plain, "Dan": plain, "Eve": plain, "Fay": plain, "wall": plain, w.ada.ID: text} {
				if strings.Contains(in, secret) {
					w.Errorf("its %s tells %q: %s", what, secret, text)
				}
			}
		}
		if got := letter.Header.Get("List-Unsubscribe-Post"); got != "List-Unsubscribe=One-Click" {
			w.Errorf("List-Unsubscribe-Post is %q", got)
		}

		w.until(9 * time.Hour)
		w.run()
		w.came("a day on, when nothing else had come", ada, 1)
		w.Send(w, w.bob, w.talk, "another")
		w.until(9 * time.Hour)
		w.run()
		if letter := w.came("a day on, when something had", ada, 2); letter.Subject != "1 nouveau message sur Causerie" {
			w.Errorf("it says %q, of which the last has told", letter.Subject)
		}
		for _, letter := range w.mail.Letters(ada) {
			w.put(testkit.Person{}, "GET", unsubscribe(w, letter), nil)
		}
		if got := w.state(w.ada).Every; got != "daily" {
			w.Errorf("looking at links left it at %s", got)
		}
	})
}

func TestWeekly(t *testing.T) {
	each(t, func(w town) {
		ada := w.subscribes(w.ada, "weekly")
		for day := 1; day <= 16; day++ {
			w.Clock.Move(time.Hour)
			w.Send(w, w.bob, w.talk, "good day")
			w.until(9 * time.Hour)
			w.run()
			w.came(fmt.Sprint("on day ", day), ada, (day+5)/7) // the first when she is away for a day, then one in seven days
		}
	})
}

// TestWhoIsNotTold has bob write to people with all that keeps a summary back, and with what keeps names out of it.
func TestWhoIsNotTold(t *testing.T) {
	each(t, func(w town) {
		here, gone, young, discreet, west, never := w.SignUp(w, "here.one", "Here"), w.SignUp(w, "gone.one", "Gone"), w.SignUp(w, "young.one", "Young"), w.SignUp(w, "discreet.one", "Discreet"),
			w.SignUp(w, "west.one", "West"), w.SignUp(w, "never.one", "Never")
		people := []testkit.Person{here, gone, young, discreet, west, never}
		for _, p := range people {
			w.subscribes(p, "daily")
			w.Send(w, w.bob, w.Direct(w, p, w.bob), "hello")
		}
		w.put(never, "PUT", path, map[string]any{"every": "never"})
		w.Call(w, discreet.Token, "PUT", "/v1/me/push", map[string]any{"endpoint": "https://push.example/x", "content": "none",
			"p256dh": "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU", "auth": strings.Repeat("A", 22)}).Into(w, 200, nil)
		exec(w, `UPDATE accounts SET suspended_at = 5 WHERE handle = 'gone.one'`)
		exec(w, `UPDATE accounts SET birth_date = '`+w.Clock.Now().AddDate(-17, 0, 0).Format(time.DateOnly)+`' WHERE handle = 'young.one'`)
		exec(w, `UPDATE accounts SET time_zone = 'America/Los_Angeles' WHERE handle = 'west.one'`)
		w.until(9 * time.Hour)
		w.Clock.Move(2 * time.Hour)
		w.Call(w, here.Token, "GET", "/v1/me", nil).Into(w, http.StatusOK, nil)
		for seen := ""; seen != w.Clock.Now().UTC().Format(time.RFC3339Nano); { // it is written a moment later
			var list struct{ Items []struct{ LastSeenAt string } }
			w.Call(w, here.Token, "GET", "/v1/sessions", nil).Into(w, http.StatusOK, &list)
			seen = list.Items[0].LastSeenAt
		}
		w.Clock.Move(24*time.Hour - time.Minute)
		w.run()
		for _, p := range people {
			address, want := p.Handle+"@example.com", 0
			if p.ID == young.ID || p.ID == discreet.ID {
				want = 1
			}
			if letter := w.came(p.Handle, address, want); want == 1 && (strings.Contains(letter.Text+letter.HTML, "Bob") || !strings.Contains(letter.Text, "1 nouveau message dans 1 conversation")) {
				w.Errorf("%s is told %s", p.Handle, letter.Text)
			}
		}
		w.until(18 * time.Hour) // it is ten in the morning there
		w.run()
		w.came("where it is morning", "west.one@example.com", 1)
		w.came("who was here yesterday", "here.one@example.com", 0)
		exec(w, `UPDATE accounts SET suspended_at = 0 WHERE handle = 'gone.one'`) // which nobody decided
	})
}

func TestALinkUnsubscribesOnlyByAPostAndTellsNothing(t *testing.T) {
	each(t, func(w town) {
		ada := w.subscribes(w.ada, "daily")
		w.Send(w, w.bob, w.talk, "hello")
		w.until(9 * time.Hour)
		w.until(9 * time.Hour)
		w.run()
		link := unsubscribe(w, w.came("one", ada, 1))
		if plain := token.ReplaceAllString(link, ""); strings.Contains(link, w.ada.ID) || strings.Contains(plain, "ada") {
			w.Errorf("the link tells whose it is: %s", link)
		}
		form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
		post := func(link string) testkit.Answer {
			return w.Exchange(w, "", "POST", link, form, []byte("List-Unsubscribe=One-Click"))
		}
		flipped := token.ReplaceAllStringFunc(link, func(token string) string {
			return token[:20] + map[bool]string{true: "B", false: "A"}[token[20] == 'A'] + token[21:]
		})
		page := w.Call(w, "", "GET", link, nil)
		for _, other := range []string{flipped, "/v1/unsubscribe/x?lang=fr", "/v1/unsubscribe/" + strings.Repeat("A", 70) + "?lang=fr", "/v1/unsubscribe/%00%0d%0a?lang=fr"} {
			if got := w.Call(w, "", "GET", other, nil); got.Status != 200 || string(got.Body) != string(page.Body) {
				w.Errorf("%s: %d %s", other, got.Status, got.Body)
			}
			post(other)
		}
		if got := w.state(w.ada).Every; got != "daily" {
			w.Fatalf("links of nobody left it at %s", got)
		}
		done, nothing := post(link), post("/v1/unsubscribe/x?lang=fr")
		if done.Status != 200 || string(done.Body) != string(nothing.Body) || fmt.Sprint(done.Header["Content-Security-Policy"]) != fmt.Sprint(nothing.Header["Content-Security-Policy"]) {
			w.Errorf("the answers differ: %d %s, %d %s", done.Status, done.Body, nothing.Status, nothing.Body)
		}
		if got := w.state(w.ada); got != (state{Available: true, Every: "never", Hint: "a…@e….com"}) {
			w.Errorf("then it is %+v", got)
		}
		// Who takes another address is not unsubscribed by who reads the mail of the one before.
		w.Call(w, w.ada.Token, "POST", path+"/address", map[string]any{"email": "new@example.com"}).Into(w, http.StatusAccepted, nil)
		w.Call(w, w.ada.Token, "PUT", path+"/address", map[string]any{"code": w.mail.Code(w, "new@example.com")}).Into(w, http.StatusOK, nil)
		w.put(w.ada, "PUT", path, map[string]any{"every": "daily"})
		if post(link); w.state(w.ada).Every != "daily" {
			w.Error("a link to the address before unsubscribed")
		}
		w.put(w.ada, "DELETE", path, nil)
		if got := w.state(w.ada); got != (state{Available: true, Every: "never"}) {
			w.Errorf("when it is forgotten it is %+v", got)
		}
	})
}

func TestWhatFailsIsTriedLaterAndWhatMayHaveArrivedIsNot(t *testing.T) {
	each(t, func(w town) {
		ada := w.subscribes(w.ada, "daily")
		next := func() {
			w.Send(w, w.bob, w.talk, "hello")
			w.until(9 * time.Hour)
		}
		next()
		next()
		w.mail.Set(func(m *contactstest.Mailbox) { m.Busy = 2 })
		w.run()
		w.run()
		w.came("while the mail server is busy", ada, 0)
		w.Clock.Move(5 * time.Minute)
		w.run()
		w.Clock.Move(5 * time.Minute)
		w.run()
		w.came("before the second pause is over", ada, 0)
		w.Clock.Move(5 * time.Minute)
		w.run()
		w.run()
		w.came("when it is tried again", ada, 1)

		next()
		w.mail.Set(func(m *contactstest.Mailbox) { m.Mute = 1 })
		w.run()
		w.Clock.Move(time.Hour)
		w.run()
		w.came("when the mail server took it without a word", ada, 2)

		next()
		dying := w.App.Digest.Config
		dying.Send = func(context.Context, string, contacts.Note) error {
			runtime.Goexit() // as a server that is killed here
			return nil
		}
		if err := digest.New(dying).Run(w.Context()); err != nil {
			w.Fatal(err)
		}
		w.Clock.Move(time.Hour)
		w.run()
		w.came("when the server died as it was to be sent", ada, 2)

		next()
		w.mail.Set(func(m *contactstest.Mailbox) { m.Refuse = "550 5.1.1 <ada@example.com> is nobody here" })
		w.run()
		if got := w.state(w.ada); got != (state{Available: true, Every: "never", Hint: "a…@e….com", Refused: true}) {
			w.Errorf("after a refusal it is %+v", got)
		}
		if got := w.Call(w, w.ada.Token, "PUT", path, map[string]any{"every": "daily"}); got.Code() != "address_missing" {
			w.Errorf("with a refused address: %d %s", got.Status, got.Body)
		}
		w.mail.Set(func(m *contactstest.Mailbox) { m.Refuse = "" })
		w.Call(w, w.ada.Token, "POST", path+"/address", map[string]any{"email": ada}).Into(w, http.StatusAccepted, nil)
		for range 5 {
			if got := w.Call(w, w.ada.Token, "PUT", path+"/address", map[string]any{"code": "12345"}); got.Code() != "code_wrong" {
				w.Errorf("a wrong code: %d %s", got.Status, got.Body)
			}
		}
		if got := w.Call(w, w.ada.Token, "PUT", path+"/address", map[string]any{"code": w.mail.Code(w, ada)}); got.Code() != "code_expired" {
			w.Errorf("a code after five wrong ones: %d %s", got.Status, got.Body)
		}
	})
}

// TestAMailServerThatIsGoneIsLeftAlone holds that a run ends soon, and that everyone is told later.
func TestAMailServerThatIsGoneIsLeftAlone(t *testing.T) {
	each(t, func(w town) {
		var people []testkit.Person
		for n := range 20 {
			p := w.SignUp(w, fmt.Sprint("person.", n), "")
			w.subscribes(p, "daily")
			w.Send(w, w.bob, w.Direct(w, p, w.bob), "hello")
			people = append(people, p)
		}
		w.until(9 * time.Hour)
		w.until(9 * time.Hour)
		broken := w.App.Digest.Config
		var mu sync.Mutex
		tried := 0
		broken.Send = func(context.Context, string, contacts.Note) error {
			mu.Lock()
			defer mu.Unlock()
			tried++
			return fmt.Errorf("there is nobody")
		}
		if err := digest.New(broken).Run(w.Context()); err != nil || tried > 10 {
			w.Errorf("%d were tried: %v", tried, err)
		}
		w.Clock.Move(5 * time.Minute)
		w.run()
		for _, p := range people {
			w.came(p.Handle, p.Handle+"@example.com", 1)
		}
	})
}

func TestWhereItIsNotSwitchedOnThereIsNone(t *testing.T) {
	t.Parallel()
	mail := contactstest.StartMail(t, contactstest.Encryption{})
	s := testkit.StartOn(t, app.Config{Data: t.TempDir(), SMTP: "smtp://" + mail.Address + "?from=hello@causerie.example"})
	ada := s.SignUp(t, "ada", "Ada")
	var got state
	s.Call(t, ada.Token, "GET", path, nil).Into(t, http.StatusOK, &got)
	asked := s.Call(t, ada.Token, "POST", path+"/address", map[string]any{"email": "ada@example.com"})
	if got.Available || asked.Code() != "digests_unavailable" || len(mail.Said()) > 0 {
		t.Errorf("it is %+v, asking is answered %s, the mail server was told %v", got, asked.Body, mail.Said())
	}
}

// token is the secret part of a link: its random letters may spell a name, so names are looked for around it.
var token = regexp.MustCompile(`[\w-]{60,}`)

// unsubscribe is the path of the link that a letter names in its header, which its text and its page name too.
func unsubscribe(w town, letter contactstest.Letter) string {
	w.Helper()
	link := strings.Trim(letter.Header.Get("List-Unsubscribe"), "<>")
	path, ok := strings.CutPrefix(link, w.URL)
	if !ok || !strings.Contains(letter.Text, link) || !strings.Contains(letter.HTML, link) {
		w.Fatalf("the link of the header is %q: %s", link, letter.Text)
	}
	return path
}

func exec(w town, statement string) {
	w.Helper()
	err := w.App.DB.Write(w.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.Context(), statement)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
}

package attack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

var colluders = flag.Int("colluders", 30, "how many accounts somebody has who means harm")

// plot is a server with its limits on, and many accounts of somebody who means harm. Its clock stands still: what is spent stays spent.
type plot struct {
	*testkit.Server
	colluders, receivers []testkit.Person
	victim, friend       testkit.Person // who know each other
	stranger, moderator  testkit.Person
}

func newPlot(t *testing.T, dialect db.Dialect) *plot {
	t.Helper()
	address := dbtest.Address(t, dialect)
	c := &crowd{made: time.Now().Add(-time.Hour)}
	person := func(prefix string) testkit.Person {
		one := c.add(prefix, kind{})
		return testkit.Person{ID: one.id.String(), Handle: one.handle, Token: one.token}
	}
	p := &plot{friend: person("friend"), stranger: person("stranger"), moderator: person("moderator")}
	for range *colluders {
		p.colluders = append(p.colluders, person("colluder"))
	}
	for range min(*colluders, 40) {
		p.receivers = append(p.receivers, person("receiver"))
	}
	c.store(t, address)
	p.Server = limitedServer(t, address)
	if err := p.App.Account.UserRole(t.Context(), p.moderator.Handle, "moderator"); err != nil {
		t.Fatal(err)
	}
	p.victim = p.SignUp(t, "marlow.of_wolf1", "Victim")
	for _, one := range append(p.receivers, p.stranger, p.victim) {
		p.TakeMessages(t, one, "everyone")
	}
	p.Befriend(t, p.victim, p.friend)
	return p
}

// limitedServer is behind a proxy, which tells it from where a request comes.
func limitedServer(t *testing.T, address string) *testkit.Server {
	t.Helper()
	s := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: address, RateLimit: 1, TrustProxy: true})
	s.Clock.Freeze()
	return s
}

// place is an address in a block of its own, and within one of that block.
func place(block, within int) string {
	return fmt.Sprintf("10.%d.%d.%d", block/250, block%250, 1+within%250)
}

// callFrom is a call from an address.
func callFrom(t *testing.T, s *testkit.Server, address, token, method, path string, body any) testkit.Answer {
	t.Helper()
	var text io.Reader
	if body != nil {
		written, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.NewReader(written)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, text)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Forwarded-For", address)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer := testkit.Answer{Status: res.StatusCode, Header: res.Header}
	if answer.Body, err = io.ReadAll(res.Body); err != nil {
		t.Fatal(err)
	}
	return answer
}

func (p *plot) from(t *testing.T, address string, by testkit.Person, method, path string, body any) testkit.Answer {
	t.Helper()
	return callFrom(t, p.Server, address, by.Token, method, path, body)
}

// view is what someone has of a conversation.
func (p *plot) folder(t *testing.T, who testkit.Person, conversation string) string {
	t.Helper()
	var v struct{ Folder string }
	p.Call(t, who.Token, "GET", "/v1/conversations/"+conversation, nil).Into(t, 200, &v)
	return v.Folder
}

// write has somebody write a first message to another, and answers how that is refused, "" where it is not.
func (p *plot) write(t *testing.T, address string, from, to testkit.Person, text string) (conversation, code string) {
	t.Helper()
	answer := p.from(t, address, from, "POST", "/v1/conversations", map[string]any{"kind": "direct", "members": []string{to.ID}})
	if answer.Status >= 300 {
		return "", answer.Code()
	}
	var opened struct{ ID string }
	answer.Into(t, answer.Status, &opened)
	answer = p.from(t, address, from, "POST", "/v1/conversations/"+opened.ID+"/entries", map[string]any{
		"clientId": base.NewID(p.Clock.Now()), "kind": "message", "content": map[string]any{"type": "text", "text": text},
	})
	if answer.Status != 201 && answer.Code() == "" {
		t.Fatalf("write: %d %s", answer.Status, answer.Body)
	}
	return opened.ID, answer.Code()
}

// babble is a text that is like no other.
func babble(seed int) string {
	random := rand.New(rand.NewPCG(uint64(seed), 7))
	text := make([]byte, 80)
	for i := range text {
		if text[i] = 'a' + byte(random.IntN(26)); i%8 == 7 {
			text[i] = ' '
		}
	}
	return string(text)
}

// TestColludingAccountsGainLittle has many accounts act together, and looks at what they come to.
func TestColludingAccountsGainLittle(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			p := newPlot(t, dialect)
			t.Run("reports silence nobody", p.reports)
			t.Run("nearly the same from many is hidden", p.floods)
			t.Run("many who write to one disturb nothing else", p.pilesOn)
			t.Run("many in one place begin so many requests", p.crowds)
			t.Run("who is banned comes back with work, on another device, as a stranger", p.evades)
			t.Run("handles that look alike are refused", p.looksAlike)
		})
	}
}

type queued struct {
	ID, Severity string
	Reporters    int
	Account      struct{ ID string }
}

func (p *plot) queue(t *testing.T) map[string]queued {
	t.Helper()
	var page struct{ Items []queued }
	p.Call(t, p.moderator.Token, "GET", "/v1/moderation/cases?limit=100", nil).Into(t, 200, &page)
	cases := map[string]queued{}
	for _, one := range page.Items {
		if _, twice := cases[one.Account.ID]; twice {
			t.Errorf("two cases about one person: %+v", page.Items)
		}
		cases[one.Account.ID] = one
	}
	return cases
}

// decides has the moderator decide the case about somebody.
func (p *plot) decides(t *testing.T, about testkit.Person, ruling map[string]any) {
	t.Helper()
	path := "/v1/moderation/cases/" + p.queue(t)[about.ID].ID
	p.Call(t, p.moderator.Token, "PUT", path+"/claim", nil).Into(t, 200, nil)
	p.Call(t, p.moderator.Token, "POST", path+"/decisions", ruling).Into(t, 201, nil)
}

func (p *plot) report(t *testing.T, address string, by, who testkit.Person) testkit.Answer {
	t.Helper()
	target := map[string]any{"kind": "profile", "accountId": who.ID}
	return p.from(t, address, by, "POST", "/v1/reports", map[string]any{"target": target, "reason": "harassment"})
}

// reports has everyone report one person, twice, and again when that was dismissed: it makes one case each time, as grave as that of one
// report, and nothing happens to the person.
func (p *plot) reports(t *testing.T) {
	p.report(t, place(0, 1), p.stranger, p.friend).Into(t, 201, nil)
	for _, round := range []string{"at first", "after it was dismissed"} {
		for n, by := range p.colluders {
			p.report(t, place(n, 0), by, p.victim).Into(t, 201, nil)
			p.report(t, place(n, 0), by, p.victim).Into(t, 200, nil)
		}
		cases := p.queue(t)
		crowd, one := cases[p.victim.ID], cases[p.friend.ID]
		if len(cases) != 2 || crowd.Severity != one.Severity || crowd.Reporters != len(p.colluders) || one.Reporters != 1 {
			t.Errorf("%s, the queue is %+v", round, cases)
		}
		p.unharmed(t, round)
		p.decides(t, p.victim, map[string]any{"action": "dismiss"})
		p.unharmed(t, round+", once it is dismissed")
	}
	p.decides(t, p.friend, map[string]any{"action": "dismiss"})
}

// unharmed wants that the victim is told of nothing, writes to friends and strangers, is found, and signs in.
func (p *plot) unharmed(t *testing.T, when string) {
	t.Helper()
	var record struct{ Decisions []struct{ ID string } }
	p.Call(t, p.victim.Token, "GET", "/v1/me/decisions", nil).Into(t, 200, &record)
	if len(record.Decisions) > 0 {
		t.Errorf("%s: decided is %+v", when, record.Decisions)
	}
	talk := p.Open(t, p.victim, p.friend)
	seq := p.Send(t, p.victim, talk, "I am still here, "+when)
	var log struct {
		Items []struct {
			Seq     int64
			Content struct{ Text string }
		}
	}
	p.Call(t, p.friend.Token, "GET", "/v1/conversations/"+talk+"/entries", nil).Into(t, 200, &log)
	if last := log.Items[len(log.Items)-1]; last.Seq != seq || last.Content.Text != "I am still here, "+when || p.folder(t, p.friend, talk) != "inbox" {
		t.Errorf("%s: a friend has %+v in %q", when, log.Items, p.folder(t, p.friend, talk))
	}
	if asking, code := p.write(t, "127.0.0.1", p.victim, p.stranger, babble(-1)); code != "" && code != "request_limit" || p.folder(t, p.stranger, asking) != "requests" {
		t.Errorf("%s: a stranger has it in %q, refused: %q", when, p.folder(t, p.stranger, asking), code)
	}
	p.Call(t, p.stranger.Token, "GET", "/v1/accounts/@"+p.victim.Handle, nil).Into(t, 200, nil)
	p.SignIn(t, p.victim)
}

// floods sends one text, from each account to one person, each time a little different: what comes after the first few is hidden, its sender
// sees nothing of that, and the same from a friend arrives.
func (p *plot) floods(t *testing.T) {
	const text = "Hi %s, I made %d,200 dollars last week from my phone, sign up here today: https://promo%d.example.top/go"
	shown, hidden := 0, 0
	for i, from := range p.colluders {
		to := p.receivers[i%len(p.receivers)]
		disguised := fmt.Sprintf(text, strings.Repeat("\u200b", i%3)+lettered(i), i%9+1, i)
		if i%2 == 1 {
			disguised = strings.NewReplacer("e", "е", "o", "0").Replace(disguised[:60]) + disguised[60:]
		}
		talk, code := p.write(t, place(i, 0), from, to, disguised)
		if code != "" {
			t.Fatalf("it is refused: %s", code)
		}
		switch folder := p.folder(t, to, talk); folder {
		case "requests":
			shown++
		case "hidden":
			hidden++
		default:
			t.Fatalf("it is in %q", folder)
		}
		if folder := p.folder(t, from, talk); folder != "inbox" {
			t.Errorf("its sender has it in %q", folder)
		}
	}
	if shown > 8 || hidden+shown != len(p.colluders) {
		t.Errorf("of %d, %d are shown and %d are hidden", len(p.colluders), shown, hidden)
	}
	talk := p.Open(t, p.victim, p.friend)
	p.Send(t, p.victim, talk, fmt.Sprintf(text, "you", 4, 1))
	if folder := p.folder(t, p.friend, talk); folder != "inbox" {
		t.Errorf("what a friend wrote is in %q", folder)
	}
	t.Logf("of %d, %d are shown and %d are hidden", len(p.colluders), shown, hidden)
}

// pilesOn has everyone write to one person, each another text and as much as one may: nothing of it is in the inbox, each has one request with as
// many messages as one holds, and one setting ends it.
func (p *plot) pilesOn(t *testing.T) {
	talks := make([]string, len(p.colluders))
	for n, from := range p.colluders {
		for i := range requestHolds + 1 {
			talk, code := p.write(t, place(n, 0), from, p.victim, babble(10*n+i))
			if want := map[bool]string{true: "request_limit"}[i == requestHolds]; code != want {
				t.Errorf("message %d of %s: %q, want %q", i+1, from.Handle, code, want)
			}
			talks[n] = talk
		}
	}
	friendly := p.Open(t, p.victim, p.friend)
	p.Clock.Move(time.Millisecond)
	p.Send(t, p.friend, friendly, "are you there?")
	var page struct {
		Items  []struct{ ID string }
		Counts struct{ Inbox, Requests, Hidden int }
	}
	p.Call(t, p.victim.Token, "GET", "/v1/conversations?limit=100", nil).Into(t, 200, &page)
	waits := page.Counts.Requests + page.Counts.Hidden
	if len(page.Items) == 0 || page.Items[0].ID != friendly || page.Counts.Inbox != 1 || waits != len(p.colluders) {
		t.Errorf("the inbox: %+v", page)
	}
	for _, one := range page.Items {
		if folder := p.folder(t, p.victim, one.ID); folder != "inbox" {
			t.Errorf("in the inbox is one of %q", folder)
		}
	}
	for begin := 0; begin < len(talks); begin += 100 {
		body := map[string]any{"action": "delete", "conversations": talks[begin:min(begin+100, len(talks))]}
		p.Call(t, p.victim.Token, "POST", "/v1/requests", body).Into(t, 200, nil)
	}
	p.TakeMessages(t, p.victim, "friends")
	for n, from := range p.colluders {
		if _, code := p.write(t, place(n, 0), from, p.victim, babble(10*n+9)); code == "" {
			t.Errorf("%s writes on", from.Handle)
		}
	}
	p.Call(t, p.victim.Token, "GET", "/v1/conversations?folder=requests", nil).Into(t, 200, &page)
	if len(page.Items) != 0 || page.Counts.Requests+page.Counts.Hidden != 0 {
		t.Errorf("requests that are left: %+v", page)
	}
	p.TakeMessages(t, p.victim, "everyone")
}

// crowds has everyone write to three more people, from one block of addresses, from which as many were written to already as makes them too many.
// What is not a first message to a stranger, and who is elsewhere, is not held up.
func (p *plot) crowds(t *testing.T) {
	const most, each = 600, 3
	earlier := max(0, most-(each-1)*len(p.colluders))
	err := p.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		deed := account.Deed{Kind: "request", Block: budget.Budget{Most: most, Every: 2 * time.Minute}}
		for range earlier {
			if retryAt, err := p.App.Account.Spend(t.Context(), tx, api.Actor{}, netip.MustParseAddr(place(8000, 0)), deed); err != nil || !retryAt.IsZero() {
				return fmt.Errorf("again at %v, %w", retryAt, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	begun := 0
	for n, from := range p.colluders {
		for i := range each {
			to := p.receivers[(n+1+i)%len(p.receivers)]
			switch _, code := p.write(t, place(8000, n), from, to, babble(-1000-each*n-i)); code {
			case "":
				begun++
			case "request_limit":
			default:
				t.Errorf("%s writes to %s: %q", from.Handle, to.Handle, code)
			}
		}
	}
	if want := min(most-earlier, each*len(p.colluders)); begun != want {
		t.Errorf("%d requests were begun, want %d", begun, want)
	}
	last := p.colluders[len(p.colluders)-1]
	if _, code := p.write(t, place(8001, 0), last, p.receivers[(len(p.colluders)+5)%len(p.receivers)], babble(-1)); code != "" {
		t.Errorf("elsewhere: %q", code)
	}
	if _, code := p.write(t, place(8000, 0), p.friend, p.victim, "hello from the same place"); code != "" {
		t.Errorf("to a friend: %q", code)
	}
	if _, code := p.write(t, place(8000, 0), p.colluders[0], p.receivers[0], babble(-2)); code != "" {
		t.Errorf("in a request that is open: %q", code)
	}
	t.Logf("of %d first messages from one block, %d were begun", earlier+each*len(p.colluders), earlier+begun)
}

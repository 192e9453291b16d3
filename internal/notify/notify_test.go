package notify_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/centrifugal/centrifuge-go"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/notify/pushtest"
	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// town is a server with a push service, and ada and bob, who are friends.
type town struct {
	*testing.T
	*testkit.Server
	push     *pushtest.Service
	ada, bob testkit.Person
	talk     string
}

func each(t *testing.T, test func(town)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			push := pushtest.New(t)
			s := testkit.StartPushing(t, app.Config{Data: t.TempDir(), Database: dbtest.Store(t, dialect)}, push.Transport())
			w := town{T: t, Server: s, push: push, ada: s.SignUp(t, "ada", "Ada"), bob: s.SignUp(t, "bob", "Bob")}
			w.talk = s.Direct(t, w.ada, w.bob)
			test(w)
		})
	}
}

// device subscribes a new device for a person's session.
func (w town) device(who testkit.Person, content string) *pushtest.Device {
	w.Helper()
	d := w.push.Device()
	w.Call(w, who.Token, "PUT", "/v1/me/push", d.Body(content)).Into(w, 200, nil)
	return d
}

// eventually waits for got to be want.
func (w town) eventually(what, want string, got func() string) {
	w.Helper()
	last := ""
	if !basetest.Within(30*time.Second, func() bool { last = got(); return last == want }) {
		w.Fatalf("%s: got\n%s\nwant\n%s", what, last, want)
	}
}

// told is what a device was told, a line for each message.
func told(d *pushtest.Device) string {
	var lines []string
	for _, p := range d.Pushes() {
		line := p.Note["kind"].(string)
		for _, field := range []string{"name", "group", "text", "count", "silent"} {
			if v, ok := p.Note[field]; ok {
				line += fmt.Sprintf(" %s=%v", field, v)
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func (w town) told(d *pushtest.Device, want ...string) {
	w.Helper()
	w.eventually("the device was told", strings.Join(want, "\n"), func() string { return told(d) })
}

func (w town) read(who testkit.Person, talk string, seq int64) {
	w.Helper()
	w.Call(w, who.Token, "PUT", "/v1/conversations/"+talk+"/read", map[string]any{"seq": seq}).Into(w, 204, nil)
}

// quietly is a path that changes how ada stands to bob or to what bob writes.
func (w town) put(who testkit.Person, method, path string, body any) {
	w.Helper()
	if got := w.Call(w, who.Token, method, path, body); got.Status >= 300 {
		w.Fatalf("%s %s: %d %s", method, path, got.Status, got.Body)
	}
}

func TestAMessageComesToEachDeviceAndIsClearedWhenItIsRead(t *testing.T) {
	each(t, func(w town) {
		phone := w.device(w.ada, "full")
		other := w.SignIn(w, w.ada)
		desk := w.device(other, "name")
		discreet := w.device(w.SignIn(w, w.ada), "none")
		mine := w.device(w.bob, "full")
		w.Send(w, w.bob, w.talk, "hello Ada")
		w.told(phone, "message name=Bob text=hello Ada count=1")
		w.told(desk, "message name=Bob count=1")
		w.told(discreet, "message count=1")

		second := w.Send(w, w.bob, w.talk, "are you there?")
		w.told(phone, "message name=Bob text=hello Ada count=1", "message name=Bob text=are you there? count=2")
		pushes := phone.Pushes()
		if one, two := pushes[0], pushes[1]; one.Topic == "" || one.Topic != two.Topic || one.Length != two.Length || one.Urgency != "high" || one.By != two.By {
			w.Errorf("the push service can tell more than it has to: %+v, %+v", one, two)
		}
		if one, two := phone.Pushes()[0].Topic, desk.Pushes()[0].Topic; one == two {
			w.Errorf("two devices have one topic %q", one)
		}
		if got := phone.Pushes()[1].Note["conversation"]; got != w.talk {
			w.Errorf("the message speaks of %v, not of %s", got, w.talk)
		}

		w.read(w.ada, w.talk, second)
		w.told(phone, "message name=Bob text=hello Ada count=1", "message name=Bob text=are you there? count=2", "clear")
		w.told(desk, "message name=Bob count=1", "message name=Bob count=2", "clear")
		w.told(mine)

		w.put(other, "DELETE", "/v1/me/push", nil)
		w.put(w.ada, "DELETE", "/v1/sessions", nil)
		third := w.Send(w, w.bob, w.talk, strings.Repeat("😀", 2000))
		w.eventually("messages", "4", func() string { return fmt.Sprint(len(phone.Pushes())) })
		if text := phone.Pushes()[3].Note["text"].(string); len(text) > 710 || !strings.HasSuffix(text, "😀…") {
			w.Errorf("a long text came as %q", text)
		}
		w.put(w.bob, "POST", "/v1/conversations/"+w.talk+"/entries", map[string]any{"clientId": w.talk, "kind": "unsend", "targetSeq": third})
		w.eventually("the last", "clear", func() string { list := strings.Split(told(phone), "\n"); return list[len(list)-1] })
		if got := len(desk.Pushes()); got != 3 {
			w.Errorf("a device that takes none was sent %d", got)
		}
		if got := len(discreet.Pushes()); got != 3 {
			w.Errorf("the device of a session that has ended was sent %d", got)
		}
	})
}

func TestWhatIsNotToldOf(t *testing.T) {
	each(t, func(w town) {
		phone := w.device(w.ada, "full")
		w.TakeMessages(w, w.ada, "everyone")
		cyd, dan, eve := w.SignUp(w, "cyd", "Cyd"), w.SignUp(w, "dan", "Dan"), w.SignUp(w, "eve", "Eve")
		muted, restricted := w.Direct(w, w.ada, cyd), w.Direct(w, w.ada, dan)
		filtered := w.Open(w, eve, w.ada)
		w.put(w.ada, "PATCH", "/v1/conversations/"+muted, map[string]any{"muted": true})
		w.put(w.ada, "PUT", "/v1/accounts/"+dan.ID+"/restrict", nil)
		w.put(w.ada, "PUT", "/v1/me/filters", map[string]any{"words": []string{"lottery"}})
		w.Send(w, w.ada, w.talk, "my own")
		w.Send(w, cyd, muted, "muted")
		w.Send(w, dan, restricted, "restricted")
		w.Send(w, eve, filtered, "you won the lottery")
		fay := w.SignUp(w, "fay", "Fay")
		asked := w.Open(w, fay, w.ada)
		w.Send(w, fay, asked, "may I ask something?")
		w.told(phone, "request silent=true")
		w.Send(w, fay, asked, "again")
		w.Send(w, w.bob, w.talk, "the end")
		w.told(phone, "request silent=true", "message name=Bob text=the end count=1")
		for _, p := range phone.Pushes() {
			if text := fmt.Sprint(p.Note); strings.Contains(text, "Fay") || strings.Contains(text, "ask") {
				w.Errorf("a request tells %s", text)
			}
		}
	})
}

func TestAGroupIsNamed(t *testing.T) {
	each(t, func(w town) {
		phone, discreet := w.device(w.ada, "full"), w.device(w.SignIn(w, w.ada), "none")
		var choir struct{ ID string }
		w.Call(w, w.bob.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Choir", "members": []string{w.ada.ID}}).Into(w, 201, &choir)
		w.Send(w, w.bob, choir.ID, "hello all")
		w.told(phone, "message name=Bob group=Choir text=hello all count=1")
		w.told(discreet, "message count=1")
		w.read(w.ada, choir.ID, w.Send(w, w.bob, choir.ID, "again"))
		w.eventually("the last", "clear", func() string { list := strings.Split(told(phone), "\n"); return list[len(list)-1] })
	})
}

func TestADeviceThatShowsAMessageSavesTheOthersFromIt(t *testing.T) {
	each(t, func(w town) {
		phone := w.device(w.ada, "full")
		client := centrifuge.NewJsonClient("ws"+strings.TrimPrefix(w.URL, "http")+"/v1/live", centrifuge.Config{Token: w.ada.Token})
		defer client.Close()
		if err := client.Connect(); err != nil {
			w.Fatal(err)
		}
		w.eventually("ada is connected", "true", func() string { return fmt.Sprint(w.App.Live.Online(id(w, w.ada.ID))) })
		w.read(w.ada, w.talk, w.Send(w, w.bob, w.talk, "seen at once"))
		cyd := w.SignUp(w, "cyd", "Cyd")
		w.Send(w, cyd, w.Direct(w, w.ada, cyd), "not seen")
		w.told(phone, "message name=Cyd text=not seen count=1")
	})
}

func TestAPushServiceThatDoesNotTakeAMessage(t *testing.T) {
	each(t, func(w town) {
		phone := w.device(w.ada, "full")
		w.push.Answer(http.StatusTooManyRequests, http.StatusServiceUnavailable)
		w.Send(w, w.bob, w.talk, "in the end")
		w.told(phone, "message name=Bob text=in the end count=1")

		w.push.Answer(http.StatusGone)
		w.Send(w, w.bob, w.talk, "nobody is there")
		w.eventually("the subscription", "", func() string { return w.state(w.ada).Endpoint })
		w.told(phone, "message name=Bob text=in the end count=1")
	})
}

type state struct{ PublicKey, Endpoint, Content string }

func (w town) state(who testkit.Person) (s state) {
	w.Helper()
	w.Call(w, who.Token, "GET", "/v1/me/push", nil).Into(w, 200, &s)
	return s
}

func TestSubscriptions(t *testing.T) {
	each(t, func(w town) {
		none := w.state(w.ada)
		if none.PublicKey == "" || none.Endpoint != "" || none.Content != "full" {
			w.Errorf("who takes none has %+v", none)
		}
		d := w.device(w.ada, "name")
		if got := w.state(w.ada); got != (state{none.PublicKey, d.Endpoint, "name"}) {
			w.Errorf("ada has %+v", got)
		}
		// Another person signs in on the same device.
		w.Call(w, w.bob.Token, "PUT", "/v1/me/push", d.Body("full")).Into(w, 200, nil)
		if got := w.state(w.ada).Endpoint; got != "" {
			w.Errorf("ada has %s still", got)
		}
		w.Send(w, w.bob, w.talk, "for ada alone")
		w.Send(w, w.ada, w.talk, "for bob")
		w.told(d, "message name=Ada text=for bob count=1")

		var tested struct {
			ID       string
			Accepted bool
			Status   int
		}
		w.Call(w, w.bob.Token, "POST", "/v1/me/push/tests", nil).Into(w, 200, &tested)
		if got := d.Pushes(); !tested.Accepted || tested.Status != 201 || got[len(got)-1].Note["test"] != tested.ID || got[0].By != none.PublicKey {
			w.Errorf("the test says %+v, the device got %+v", tested, got)
		}
		w.push.Answer(http.StatusForbidden)
		w.Call(w, w.bob.Token, "POST", "/v1/me/push/tests", nil).Into(w, 200, &tested)
		if tested.Accepted || tested.Status != 403 {
			w.Errorf("a test that is refused says %+v", tested)
		}
		if got := w.Call(w, w.ada.Token, "POST", "/v1/me/push/tests", nil).Code(); got != "not_subscribed" {
			w.Errorf("a test of nothing answers %q", got)
		}

		w.Restart(w)
		if got := w.state(w.bob); got != (state{none.PublicKey, d.Endpoint, "full"}) {
			w.Errorf("after a restart bob has %+v", got)
		}
		w.Send(w, w.ada, w.talk, "after the restart")
		w.eventually("the last text", "after the restart", func() string { got := d.Pushes(); return fmt.Sprint(got[len(got)-1].Note["text"]) })

		w.put(w.bob, "DELETE", "/v1/sessions/"+w.bob.Session, nil)
		if err := w.App.Notify.Sweep(w.Context(), w.Clock.Now()); err != nil {
			w.Fatal(err)
		}
		if got := count(w, `SELECT COUNT(*) FROM push_subscriptions`); got != 0 {
			w.Errorf("%d subscriptions are left of nobody's session", got)
		}
	})
}

func TestWhatIsNoSubscription(t *testing.T) {
	each(t, func(w town) {
		good := w.push.Device().Body("full")
		for field, values := range map[string][]string{
			"endpoint": {"", "http://push.example/x", "https:///x", "https://push.example:8443/x", "https://ada@push.example/x", "https://127.0.0.1/x", "https://10.0.0.1/x",
				"https://[::1]/x", "https://[::ffff:192.168.0.1]/x", "https://169.254.169.254/x", "ftp://push.example/x", "https://push.example/#x", "https://push.example/" + strings.Repeat("x", 1000)},
			"p256dh":  {"", "AAAA", strings.Repeat("A", 87), "BA==" + good["p256dh"][4:]},
			"auth":    {"", "AAAA", strings.Repeat("A", 23)},
			"content": {"", "all"},
		} {
			for _, value := range values {
				body := map[string]string{"endpoint": good["endpoint"], "p256dh": good["p256dh"], "auth": good["auth"], "content": good["content"]}
				body[field] = value
				if got := w.Call(w, w.ada.Token, "PUT", "/v1/me/push", body); got.Status != 422 {
					w.Errorf("%s %q: %d %s", field, value, got.Status, got.Body)
				}
			}
		}
		w.Call(w, w.ada.Token, "PUT", "/v1/me/push", good).Into(w, 200, nil)
	})
}

func TestQuietHours(t *testing.T) {
	each(t, func(w town) {
		w.Clock.Freeze()
		zone, err := time.LoadLocation("America/New_York")
		if err != nil {
			w.Fatal(err)
		}
		lou := w.aged("lou", 16, zone)
		w.TakeMessages(w, lou, "friends")
		talk, other := w.Direct(w, lou, w.bob), w.Direct(w, lou, w.ada)
		noon := func() {
			now := w.Clock.Now().In(zone)
			w.Clock.Move(time.Date(now.Year(), now.Month(), now.Day()+1, 12, 0, 0, 0, zone).Sub(now))
			w.bob, w.ada, lou = w.SignIn(w, w.bob), w.SignIn(w, w.ada), w.SignIn(w, lou)
		}
		at := func(day, hour, minute int) {
			now := w.Clock.Now().In(zone)
			w.Clock.Move(time.Date(now.Year(), now.Month(), now.Day()+day, hour, minute, 0, 0, zone).Sub(now))
		}
		noon()
		phone := w.device(lou, "full")

		at(0, 21, 59)
		w.Send(w, w.bob, talk, "before")
		w.told(phone, "message name=Bob text=before count=1")
		if got := phone.Pushes()[0].TTL; got != "60" {
			w.Errorf("a message of a minute before is kept for %s s", got)
		}

		at(0, 22, 0)
		w.Send(w, w.bob, talk, "one")
		w.Send(w, w.bob, talk, "two")
		seq := w.Send(w, w.ada, other, "read in the night")
		w.eventually("who is told later", "1", func() string { return fmt.Sprint(count(w, `SELECT COUNT(*) FROM push_held`)) })
		w.read(lou, other, seq)
		w.Send(w, w.ada, other, "three")
		w.Restart(w)
		at(1, 7, 0)
		w.Clock.Move(-time.Millisecond)
		w.endQuiet()
		w.told(phone, "message name=Bob text=before count=1")
		w.Clock.Move(time.Millisecond)
		w.endQuiet()
		w.told(phone, "message name=Bob text=before count=1", "missed count=3")

		w.Send(w, w.ada, other, "in the morning")
		w.told(phone, "message name=Bob text=before count=1", "missed count=3", "message name=Ada text=in the morning count=2")
		if got := count(w, `SELECT COUNT(*) FROM push_held`); got != 0 {
			w.Errorf("%d people are to be told still", got)
		}
	})
}

// endQuiet is what the server does by itself each second.
func (w town) endQuiet() {
	w.Helper()
	if err := w.App.Notify.EndQuiet(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// aged signs someone up who has just had a birthday.
func (w town) aged(handle string, age int, zone *time.Location) testkit.Person {
	w.Helper()
	var out struct {
		Account struct{ ID string }
		Session struct{ ID, Token string }
	}
	w.Call(w, "", "POST", "/v1/accounts", map[string]any{
		"handle": handle, "birthDate": w.Clock.Now().UTC().AddDate(-age, 0, -1).Format(time.DateOnly), "password": testkit.Password, "timeZone": zone.String(),
	}).Into(w, 201, &out)
	return testkit.Person{ID: out.Account.ID, Handle: handle, Token: out.Session.Token, Session: out.Session.ID}
}

func count(w town, query string) (n int64) {
	w.Helper()
	err := w.App.DB.Read(context.WithoutCancel(w.Context()), func(tx *db.Tx) error { return tx.Row(w.Context(), query).Scan(&n) })
	if err != nil {
		w.Fatal(err)
	}
	return n
}

func TestPushesAreInTheMetricsFromTheStart(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	text := string(s.Call(t, "", "GET", "/metrics", nil).Body)
	for _, result := range []string{"accepted", "gone", "retried", "failed", "dropped"} {
		if !slices.ContainsFunc(strings.Split(text, "\n"), func(line string) bool {
			return strings.HasPrefix(line, `causerie_push_total{result="`+result+`"} `)
		}) {
			t.Errorf("/metrics has no pushes that were %s", result)
		}
	}
}

func id(t testing.TB, text string) base.ID {
	t.Helper()
	id, err := base.ParseID(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

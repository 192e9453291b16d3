package schedule_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/db"
	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// waiting is a message that waits, as the API tells of it.
type waiting struct {
	ClientID, ConversationID string
	Content                  struct {
		Type, Text string
		ReplyTo    int64
	}
	SendAt  time.Time
	Problem *struct{ Code, Detail string }
}

// desk is a server with ada, who writes to bob, her friend.
type desk struct {
	*testing.T
	*testkit.Server
	ada, bob testkit.Person
	talk     string
}

func each(t *testing.T, test func(desk)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		d := desk{T: t, Server: s, ada: s.SignUp(t, "ada", "Ada"), bob: s.SignUp(t, "bob", "Bob")}
		s.Befriend(t, d.ada, d.bob)
		d.talk = s.Open(t, d.ada, d.bob)
		test(d)
	})
}

func text(words string) map[string]any { return map[string]any{"type": "text", "text": words} }

func (d desk) add(who testkit.Person, id string, at time.Time, content map[string]any) testkit.Answer {
	d.Helper()
	return d.Call(d, who.Token, "POST", "/v1/conversations/"+d.talk+"/scheduled", map[string]any{"clientId": id, "sendAt": at, "content": content})
}

func (d desk) change(who testkit.Person, id string, body map[string]any) testkit.Answer {
	d.Helper()
	return d.Call(d, who.Token, "PATCH", "/v1/me/scheduled/"+id, body)
}

// list is what waits of someone, as "text" or "text: code" each.
func (d desk) list(who testkit.Person) string {
	d.Helper()
	var out struct{ Items []waiting }
	d.Call(d, who.Token, "GET", "/v1/me/scheduled", nil).Into(d, 200, &out)
	var all []string
	for _, m := range out.Items {
		line := m.Content.Text
		if m.Problem != nil {
			line += ": " + m.Problem.Code
		}
		all = append(all, line)
	}
	return strings.Join(all, ", ")
}

// said are the texts of the conversation, as bob reads them.
func (d desk) said() string {
	d.Helper()
	var out struct {
		Items []struct {
			Sender  string
			Content struct{ Text string }
		}
	}
	d.Call(d, d.bob.Token, "GET", "/v1/conversations/"+d.talk+"/entries", nil).Into(d, 200, &out)
	var all []string
	for _, e := range out.Items {
		all = append(all, e.Content.Text)
	}
	return strings.Join(all, ", ")
}

// pass lets time pass, and what is due be sent.
func (d desk) pass(by time.Duration) {
	d.Helper()
	d.Clock.Move(by)
	if err := d.App.Schedule.SendDue(d.Context()); err != nil {
		d.Fatal(err)
	}
}

func (d desk) want(what, got, want string) {
	d.Helper()
	if got != want {
		d.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestSentAtTheirTimeInTheirOrder(t *testing.T) {
	each(t, func(d desk) {
		now, first := d.Clock.Now(), uuid.NewString()
		var made waiting
		d.add(d.ada, first, now.Add(time.Hour), text("one")).Into(d, 201, &made)
		d.want("made", fmt.Sprint(made.ClientID == first, made.ConversationID == d.talk, made.Content.Text, made.SendAt.Equal(now.Add(time.Hour))), "true trueonetrue")
		d.add(d.ada, first, now.Add(2*time.Hour), text("again")).Into(d, 200, &made)
		d.want("asked again", made.Content.Text, "one")
		for _, words := range []string{"two", "three", "four"} {
			d.Clock.Move(time.Second)
			d.add(d.ada, uuid.NewString(), now.Add(time.Hour), text(words)).Into(d, 201, nil)
		}
		d.add(d.ada, uuid.NewString(), now.Add(30*time.Minute), text("zero")).Into(d, 201, nil)
		d.want("waits", d.list(d.ada), "zero, one, two, three, four")
		d.want("the other's", d.list(d.bob), "")
		d.pass(29 * time.Minute)
		d.want("before its time", d.said(), "")
		d.pass(time.Minute)
		d.want("at its time", d.said(), "zero")
		d.pass(time.Hour)
		d.want("all", d.said(), "zero, one, two, three, four")
		d.want("nothing waits", d.list(d.ada), "")
		d.want("changed too late", d.change(d.ada, first, map[string]any{"sendAt": now}).Code(), "not_found")
		d.want("removed too late", d.Call(d, d.ada.Token, "DELETE", "/v1/me/scheduled/"+first, nil).Code(), "not_found")
		d.add(d.ada, first, d.Clock.Now(), text("the same id")).Into(d, 201, nil)
		d.pass(0)
		d.want("an id that the log has", d.said()+"/"+d.list(d.ada), "zero, one, two, three, four/")
	})
}

func TestSentAfterARestart(t *testing.T) {
	each(t, func(d desk) {
		d.add(d.ada, uuid.NewString(), d.Clock.Now().Add(time.Hour), text("later")).Into(d, 201, nil)
		d.Clock.Move(5 * time.Hour)
		d.Restart(d)
		d.pass(0)
		d.want("late, and once", d.said(), "later")
		d.pass(time.Hour)
		d.want("once", d.said(), "later")
	})
}

func TestChangedRemovedAndSentNow(t *testing.T) {
	each(t, func(d desk) {
		now, kept, gone := d.Clock.Now(), uuid.NewString(), uuid.NewString()
		d.add(d.ada, kept, now.Add(time.Hour), text("draft")).Into(d, 201, nil)
		d.add(d.ada, gone, now.Add(time.Hour), text("never")).Into(d, 201, nil)
		d.Call(d, d.ada.Token, "DELETE", "/v1/me/scheduled/"+gone, nil).Into(d, 204, nil)
		var m waiting
		d.change(d.ada, kept, map[string]any{"content": text("final"), "sendAt": now.Add(3 * time.Hour)}).Into(d, 200, &m)
		d.want("changed", fmt.Sprint(m.Content.Text, m.SendAt.Equal(now.Add(3*time.Hour))), "finaltrue")
		d.pass(2 * time.Hour)
		d.want("put off", d.said(), "")
		d.change(d.ada, kept, map[string]any{"sendAt": d.Clock.Now()}).Into(d, 200, nil)
		d.pass(0)
		d.want("now", d.said(), "final")
		other := uuid.NewString()
		d.add(d.ada, other, now.Add(9*time.Hour), text("mine")).Into(d, 201, nil)
		for _, method := range []string{"PATCH", "DELETE"} {
			d.want(method+" by another", d.Call(d, d.bob.Token, method, "/v1/me/scheduled/"+other, map[string]any{"sendAt": now}).Code(), "not_found")
		}
	})
}

func TestWhatIsRefusedWaitsWithTheReason(t *testing.T) {
	each(t, func(d desk) {
		id := uuid.NewString()
		d.add(d.ada, id, d.Clock.Now().Add(time.Hour), text("hello")).Into(d, 201, nil)
		d.Call(d, d.bob.Token, "PUT", "/v1/accounts/"+d.ada.ID+"/block", nil).Into(d, 204, nil)
		d.pass(time.Hour)
		d.want("blocked", d.said()+"/"+d.list(d.ada), "/hello: not_accepting")
		d.pass(time.Hour)
		d.Call(d, d.bob.Token, "DELETE", "/v1/accounts/"+d.ada.ID+"/block", nil).Into(d, 204, nil)
		d.Befriend(d, d.ada, d.bob)
		d.pass(time.Hour)
		d.want("it waits for its person", d.list(d.ada), "hello: not_accepting")
		d.change(d.ada, id, map[string]any{"sendAt": d.Clock.Now()}).Into(d, 200, nil)
		d.pass(0)
		d.want("tried again", d.said()+"/"+d.list(d.ada), "hello/")

		d.add(d.ada, uuid.NewString(), d.Clock.Now().Add(time.Hour), text("from afar")).Into(d, 201, nil)
		suspend := func(at int) {
			err := d.App.DB.Write(d.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(d.Context(), `UPDATE accounts SET suspended_at = $1 WHERE handle = 'ada'`, at)
				return err
			})
			if err != nil {
				d.Fatal(err)
			}
		}
		suspend(5)
		d.pass(time.Hour)
		suspend(0)
		d.want("suspended", d.said()+"/"+d.list(d.ada), "hello/from afar: suspended")
	})
}

func TestOfWhoHasLeftTheGroupNothingIsSent(t *testing.T) {
	each(t, func(d desk) {
		var group struct{ ID string }
		d.Call(d, d.bob.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Crew", "members": []string{d.ada.ID}}).Into(d, 201, &group)
		d.talk = group.ID
		for _, who := range []testkit.Person{d.ada, d.bob} {
			d.add(who, uuid.NewString(), d.Clock.Now().Add(time.Hour), text("by "+who.Handle)).Into(d, 201, nil)
		}
		d.Call(d, d.bob.Token, "DELETE", "/v1/conversations/"+group.ID+"/members/"+d.ada.ID, nil).Into(d, 204, nil)
		d.want("of a group that is not there", d.add(d.ada, uuid.NewString(), d.Clock.Now(), text("hi")).Code(), "not_found")
		d.pass(time.Hour)
		if said := d.said(); !strings.HasSuffix(said, "by bob") || strings.Contains(said, "by ada") {
			d.Errorf("the group reads %q", said)
		}
		d.want("nothing waits", d.list(d.ada)+d.list(d.bob), "")
	})
}

func TestWhoIsMentionedMayLeave(t *testing.T) {
	each(t, func(d desk) {
		var group struct{ ID string }
		d.Call(d, d.bob.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Crew", "members": []string{d.ada.ID}}).Into(d, 201, &group)
		d.talk = group.ID
		content := map[string]any{"type": "text", "text": "thank @ada", "mentions": []string{d.ada.ID}}
		d.add(d.bob, uuid.NewString(), d.Clock.Now().Add(time.Hour), content).Into(d, 201, nil)
		d.Call(d, d.bob.Token, "DELETE", "/v1/conversations/"+group.ID+"/members/"+d.ada.ID, nil).Into(d, 204, nil)
		d.pass(time.Hour)
		if !strings.HasSuffix(d.said(), "thank @ada") {
			d.Errorf("the group reads %q, and waits: %q", d.said(), d.list(d.bob))
		}
	})
}

func TestWhatCannotBeScheduled(t *testing.T) {
	each(t, func(d desk) {
		at, id := d.Clock.Now().Add(time.Hour), uuid.NewString()
		for _, c := range []struct {
			name, id string
			at       time.Time
			content  map[string]any
			code     string
		}{
			{"nothing", id, at, text(" "), "empty"},
			{"too much", id, at, text(strings.Repeat("x", 4001)), "too_long"},
			{"a photo", id, at, map[string]any{"type": "photos", "photos": []any{map[string]any{"id": id}}}, "invalid"},
			{"a poll", id, at, map[string]any{"type": "poll", "text": "Tea?", "poll": map[string]any{"options": []string{"a", "b"}}}, "invalid"},
			{"the preview of a link", id, at, map[string]any{"type": "link", "text": "https://example.org", "preview": map[string]any{"id": id}}, "invalid"},
			{"no kind of message", id, at, map[string]any{"type": "song"}, "invalid"},
			{"no id", "00000000-0000-0000-0000-000000000000", at, text("x"), "invalid"},
			{"too late", id, at.AddDate(1, 1, 0), text("x"), "invalid"},
		} {
			got := d.add(d.ada, c.id, c.at, c.content)
			if got.Status != 422 || got.Code() != c.code {
				d.Errorf("%s: %d %s, want %s", c.name, got.Status, got.Body, c.code)
			}
		}
		d.want("by a stranger", d.add(d.SignUp(d, "cyd", "Cyd"), id, at, text("x")).Code(), "not_found")
		for i := range 100 {
			d.add(d.ada, uuid.NewString(), at, text(fmt.Sprint(i))).Into(d, 201, nil)
		}
		d.want("too many", d.add(d.ada, id, at, text("x")).Code(), "too_many_scheduled")
		d.pass(time.Hour)
		d.want("all are sent", d.list(d.ada), "")
		d.add(d.ada, id, at, text("x")).Into(d, 201, nil)
	})
}

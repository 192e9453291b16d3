package schedule_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/schedule"
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
	d.Call(d, d.bob.Token, "GET", "/v1/conversations/"+d.talk+"/entries?limit=200", nil).Into(d, 200, &out)
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
		for _, in := range []time.Duration{0, time.Hour} { // by a client that was not answered
			d.add(d.ada, first, d.Clock.Now().Add(in), text("the same id")).Into(d, 200, &made)
			d.want("asked again once it is sent", fmt.Sprint(made.ClientID == first, made.SendAt.After(d.Clock.Now())), "true false")
			d.want("what waits then", d.list(d.ada), "")
		}
		d.pass(2 * time.Hour)
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
		d.talk = d.Group(d, d.bob, "Crew", d.ada)
		for _, who := range []testkit.Person{d.ada, d.bob} {
			d.add(who, uuid.NewString(), d.Clock.Now().Add(time.Hour), text("by "+who.Handle)).Into(d, 201, nil)
		}
		d.Call(d, d.bob.Token, "DELETE", "/v1/conversations/"+d.talk+"/members/"+d.ada.ID, nil).Into(d, 204, nil)
		d.want("of a group that is not there", d.add(d.ada, uuid.NewString(), d.Clock.Now(), text("hi")).Code(), "not_found")
		d.pass(time.Hour)
		if said := d.said(); !strings.HasSuffix(said, "by bob") || strings.Contains(said, "by ada") {
			d.Errorf("the group reads %q", said)
		}
		d.want("nothing waits", d.list(d.ada)+d.list(d.bob), "")
	})
}

// ahead is a server whose clock is an hour ahead, so that it alone sends what waits for as long. Something happens before it sends the first, and something after.
func (d desk) ahead(before, after func()) {
	d.Helper()
	config := d.App.Schedule.Config
	var once sync.Once
	config.Append = func(ctx context.Context, actor api.Actor, conversation base.ID, in chat.Append, claim chat.Claim) (e chat.Entry, created bool, err error) {
		first := false
		once.Do(func() { first = true })
		if first && before != nil {
			before()
		}
		e, created, err = d.App.Schedule.Append(ctx, actor, conversation, in, claim)
		if first && after != nil {
			after()
		}
		return e, created, err
	}
	config.Clock = hourAhead{config.Clock}
	if err := schedule.New(config).SendDue(d.Context()); err != nil {
		d.Fatal(err)
	}
}

type hourAhead struct{ base.Clock }

func (c hourAhead) Now() time.Time { return c.Clock.Now().Add(time.Hour) }

func TestAChangeThatIsAnsweredWhileItIsSentHolds(t *testing.T) {
	each(t, func(d desk) {
		add := func(words string) string {
			id := uuid.NewString()
			d.Clock.Move(time.Second)
			d.add(d.ada, id, d.Clock.Now().Add(time.Hour), text(words)).Into(d, 201, nil)
			return id
		}
		remove := func(id string) testkit.Answer { return d.Call(d, d.ada.Token, "DELETE", "/v1/me/scheduled/"+id, nil) }
		later := d.Clock.Now().Add(9 * time.Hour)

		id := add("draft")
		add("after it")
		d.ahead(func() { d.change(d.ada, id, map[string]any{"content": text("final")}).Into(d, 200, nil) }, nil)
		d.want("changed before", d.said()+"/"+d.list(d.ada), "/final, after it")
		d.ahead(nil, nil)
		d.want("sent then", d.said()+"/"+d.list(d.ada), "final, after it/")

		id = add("put off")
		d.ahead(func() { d.change(d.ada, id, map[string]any{"sendAt": later}).Into(d, 200, nil) }, nil)
		d.ahead(nil, nil)
		d.want("put off before", d.said()+"/"+d.list(d.ada), "final, after it/put off")
		remove(id).Into(d, 204, nil)

		id = add("never")
		d.ahead(func() { remove(id).Into(d, 204, nil) }, nil)
		d.want("removed before", d.said()+"/"+d.list(d.ada), "final, after it/")

		id = add("too late")
		d.ahead(nil, func() {
			d.want("changed after", d.change(d.ada, id, map[string]any{"content": text("other")}).Code(), "not_found")
			d.want("removed after", remove(id).Code(), "not_found")
		})
		d.want("once it is sent", d.said()+"/"+d.list(d.ada), "final, after it, too late/")

		d.Call(d, d.bob.Token, "PUT", "/v1/accounts/"+d.ada.ID+"/block", nil).Into(d, 204, nil)
		id = add("refused")
		d.ahead(nil, func() { d.change(d.ada, id, map[string]any{"content": text("changed")}).Into(d, 200, nil) })
		d.want("changed when it was refused", d.list(d.ada), "changed")
		d.ahead(nil, nil)
		d.want("and refused itself", d.list(d.ada), "changed: not_accepting")
	})
}

func TestWhatTwoServersSendWhileItChangesIsAsItsPersonWasTold(t *testing.T) {
	each(t, func(d desk) {
		const many = 60
		var ids [many]string
		for i := range ids {
			ids[i] = uuid.NewString()
			d.add(d.ada, ids[i], d.Clock.Now().Add(time.Hour), text(fmt.Sprint("old ", i))).Into(d, 201, nil)
		}
		d.Clock.Move(time.Hour)
		var want [many]string
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() { d.pass(0) })
		}
		for from := range 3 {
			all.Go(func() {
				for i := many - 1 - from; i >= 0; i -= 3 { // against the order in which they are sent
					switch got := d.change(d.ada, ids[i], map[string]any{"content": text(fmt.Sprint("new ", i))}); got.Code() {
					case "":
						want[i] = fmt.Sprint("new ", i)
					case "not_found":
						want[i] = fmt.Sprint("old ", i)
					default:
						d.Errorf("a change: %d %s", got.Status, got.Body)
					}
				}
			})
		}
		all.Wait()
		d.pass(0)
		said := strings.Split(d.said(), ", ")
		slices.Sort(said)
		slices.Sort(want[:])
		d.want("what was sent", strings.Join(said, ", "), strings.Join(want[:], ", "))
		d.want("what waits", d.list(d.ada), "")
	})
}

func TestWhoIsMentionedMayLeave(t *testing.T) {
	each(t, func(d desk) {
		d.talk = d.Group(d, d.bob, "Crew", d.ada)
		content := map[string]any{"type": "text", "text": "thank @ada", "mentions": []string{d.ada.ID}}
		d.add(d.bob, uuid.NewString(), d.Clock.Now().Add(time.Hour), content).Into(d, 201, nil)
		d.Call(d, d.bob.Token, "DELETE", "/v1/conversations/"+d.talk+"/members/"+d.ada.ID, nil).Into(d, 204, nil)
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

package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/centrifugal/centrifuge-go"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/live"
)

var people = map[string]api.Actor{
	"ada": {Account: base.NewID(time.Now()), Session: base.NewID(time.Now())},
	"bob": {Account: base.NewID(time.Now()), Session: base.NewID(time.Now())},
}

type event struct {
	Type string `json:"type"`
	N    int    `json:"n"`
}

func newNode(t *testing.T) (*live.Node, string) {
	t.Helper()
	node := live.New(live.Config{
		Log: slog.New(slog.DiscardHandler),
		Authenticate: func(_ context.Context, token string) (api.Actor, error) {
			if actor, ok := people[token]; ok {
				return actor, nil
			}
			return api.Actor{}, base.Unauthenticated("unauthenticated", "Sign in first.")
		},
		Allow: func(_ context.Context, _ api.Actor, method string) error {
			if method == "flood" {
				return base.TooMany("rate_limited", "Wait.", time.Now().Add(time.Second))
			}
			return nil
		},
	})
	node.Run()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if err := node.Serve(w, req); err != nil {
			http.Error(w, err.Error(), api.ProblemOf(err).Status)
		}
	}))
	t.Cleanup(func() {
		if err := node.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return node, "ws" + strings.TrimPrefix(server.URL, "http")
}

// connect returns a connected client and the events it receives.
func connect(t *testing.T, address, token string) (*centrifuge.Client, chan event) {
	t.Helper()
	client := centrifuge.NewJsonClient(address, centrifuge.Config{Token: token})
	t.Cleanup(client.Close)
	events, connected := make(chan event, 100), make(chan struct{})
	client.OnConnected(func(centrifuge.ConnectedEvent) { close(connected) })
	client.OnPublication(func(e centrifuge.ServerPublicationEvent) {
		var got event
		if err := json.Unmarshal(e.Data, &got); err != nil {
			t.Errorf("event %s: %v", e.Data, err)
		}
		events <- got
	})
	if err := client.Connect(); err != nil {
		t.Fatal(err)
	}
	wait(t, connected, "the connection")
	return client, events
}

func wait[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(10 * time.Second):
		t.Fatalf("waited for %s", what)
		panic("unreachable")
	}
}

func TestPublishReachesAllConnectionsOfTheAccountAndNoOther(t *testing.T) {
	node, address := newNode(t)
	_, phone := connect(t, address, "ada")
	_, laptop := connect(t, address, "ada")
	_, other := connect(t, address, "bob")
	node.Publish([]base.ID{people["ada"].Account}, event{"entry", 1})
	node.Publish([]base.ID{people["bob"].Account}, event{"entry", 2})
	if got := wait(t, phone, "the phone's event"); got.N != 1 {
		t.Errorf("the phone got %v", got)
	}
	if got := wait(t, laptop, "the laptop's event"); got.N != 1 {
		t.Errorf("the laptop got %v", got)
	}
	if got := wait(t, other, "bob's event"); got.N != 2 {
		t.Errorf("bob got %v", got)
	}
}

func TestAStrangerTokenIsRefusedForGood(t *testing.T) {
	_, address := newNode(t)
	client := centrifuge.NewJsonClient(address, centrifuge.Config{Token: "nobody"})
	t.Cleanup(client.Close)
	over := make(chan centrifuge.DisconnectedEvent, 1)
	client.OnDisconnected(func(e centrifuge.DisconnectedEvent) { over <- e })
	if err := client.Connect(); err != nil {
		t.Fatal(err)
	}
	if got := wait(t, over, "the refusal"); got.Code < 3500 {
		t.Errorf("refused with %d, which asks to come back", got.Code)
	}
}

func TestCallsAnswerAsHTTPDoes(t *testing.T) {
	node, address := newNode(t)
	answers := func(out any, err error) live.Operation {
		return func(_ context.Context, _ api.Actor, _ json.RawMessage, answer live.Answer) { answer(out, err) }
	}
	node.Handle("echo", func(_ context.Context, actor api.Actor, data json.RawMessage, answer live.Answer) {
		answer(map[string]any{"by": actor.Account, "data": data}, nil)
	})
	node.Handle("nothing", answers(nil, nil))
	node.Handle("flood", answers(nil, nil))
	node.Handle("refuse", answers(nil, base.Forbidden("not_accepting", "This person isn't accepting this message.")))
	node.Handle("fail", answers(nil, errors.New("secret")))
	client, _ := connect(t, address, "ada")
	tests := []struct {
		method string
		status int
		code   string
	}{{"echo", 200, ""}, {"nothing", 204, ""}, {"refuse", 403, "not_accepting"}, {"fail", 500, "internal"}, {"unknown", 404, "not_found"}, {"flood", 429, "rate_limited"}}
	for _, test := range tests {
		result, err := client.RPC(t.Context(), test.method, []byte(`{"x":1}`))
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Status  int
			Problem struct{ Code string }
		}
		if err := json.Unmarshal(result.Data, &got); err != nil || got.Status != test.status || got.Problem.Code != test.code || strings.Contains(string(result.Data), "secret") {
			t.Errorf("%s: %s", test.method, result.Data)
		}
	}
}

func TestCallsOfAConnectionStartInTheirOrder(t *testing.T) {
	node, address := newNode(t)
	const calls = 20
	starts := make(chan int, calls)
	first := make(chan struct{})
	node.Handle("note", func(_ context.Context, _ api.Actor, data json.RawMessage, answer live.Answer) {
		var e event
		if err := json.Unmarshal(data, &e); err != nil {
			answer(nil, err)
			return
		}
		starts <- e.N
		go func() {
			if e.N == 1 {
				<-first // the first is answered last
			}
			answer(e, nil)
		}()
	})
	client, _ := connect(t, address, "ada")
	answers := make(chan error, calls)
	for n := 1; n <= calls; n++ {
		before := len(answers)
		go func() {
			_, err := client.RPC(t.Context(), "note", fmt.Appendf(nil, `{"n":%d}`, n))
			answers <- err
		}()
		if n > 1 { // the client sends in the order of its answers; the first stays open all along
			for len(answers) == before {
				runtime.Gosched()
			}
		}
	}
	close(first)
	for range calls {
		if err := wait(t, answers, "an answer"); err != nil {
			t.Fatal(err)
		}
	}
	started := make([]int, calls)
	for i := range started {
		started[i] = wait(t, starts, "a start")
	}
	if !slices.IsSorted(started[1:]) {
		t.Errorf("started in the order %v", started)
	}
}

func TestPresenceIsWatchedOnlyWherePermitted(t *testing.T) {
	node, address := newNode(t)
	ada, bob := people["ada"].Account, people["bob"].Account
	node.Watchable(func(_ context.Context, viewer, target base.ID) (any, bool, error) {
		return event{"presence", 1}, viewer == ada && target == bob, nil
	})
	client, _ := connect(t, address, "ada")
	for channel, want := range map[string]bool{"presence:" + bob.String(): true, "presence:" + ada.String(): false, "account:" + bob.String(): false, "presence:x": false} {
		sub, err := client.NewSubscription(channel)
		if err != nil {
			t.Fatal(err)
		}
		answer, seen := make(chan bool, 1), make(chan []byte, 1)
		sub.OnSubscribed(func(e centrifuge.SubscribedEvent) { answer <- string(e.Data) == `{"type":"presence","n":1}` })
		sub.OnUnsubscribed(func(centrifuge.UnsubscribedEvent) { answer <- false })
		sub.OnPublication(func(e centrifuge.PublicationEvent) { seen <- e.Data })
		if err := sub.Subscribe(); err != nil {
			t.Fatal(err)
		}
		if got := wait(t, answer, "the answer for "+channel); got != want {
			t.Errorf("%s: may watch is %v, want %v", channel, got, want)
		}
		if want {
			node.PublishPresence(bob, event{"presence", 2})
			if got := wait(t, seen, "the change"); string(got) != `{"type":"presence","n":2}` {
				t.Errorf("saw %s", got)
			}
			node.StopWatching(ada)
			if wait(t, answer, "the end of watching") {
				t.Error("watching went on")
			}
		}
	}
}

func TestEndClosesTheSessionsThatWereSignedOut(t *testing.T) {
	node, address := newNode(t)
	seen := make(chan bool, 10)
	node.OnPresence(func(account base.ID, online bool) {
		if account == people["ada"].Account {
			seen <- online
		}
	})
	client, _ := connect(t, address, "ada")
	if !wait(t, seen, "presence") || !node.Online(people["ada"].Account) {
		t.Error("ada is connected and not online")
	}
	over := make(chan centrifuge.DisconnectedEvent, 1)
	client.OnDisconnected(func(e centrifuge.DisconnectedEvent) { over <- e })
	node.End(people["ada"].Account, []base.ID{people["ada"].Session})
	if got := wait(t, over, "the end"); got.Code != 3510 {
		t.Errorf("closed with %d %s", got.Code, got.Reason)
	}
	if wait(t, seen, "the end of presence") || node.Online(people["ada"].Account) {
		t.Error("ada is gone and online")
	}
}

// A device that was signed out has no say any more, also in what it had sent before it knew.
func TestNothingIsCarriedOutAfterTheEndOfASession(t *testing.T) {
	node, address := newNode(t)
	ada := people["ada"]
	var carriedOut atomic.Int32
	node.Handle("note", func(_ context.Context, _ api.Actor, _ json.RawMessage, answer live.Answer) {
		carriedOut.Add(1)
		answer(nil, nil)
	})
	node.Handle("signOut", func(_ context.Context, _ api.Actor, _ json.RawMessage, answer live.Answer) {
		node.End(ada.Account, []base.ID{ada.Session})
		answer(nil, nil)
	})
	call := func(id int, method string) string { return fmt.Sprintf(`{"id":%d,"rpc":{"method":%q}}`, id, method) }
	conn, answers := dialRaw(t, address)
	sendFrame(t, conn, `{"id":1,"connect":{"token":"ada"}}`, call(2, "note"), call(3, "signOut"), call(4, "note"), call(5, "note"))
	sendFrame(t, conn, call(6, "note"))
	// The connection is taken out after the last of its commands.
	_, _ = io.Copy(io.Discard, answers)
	for deadline := time.Now().Add(10 * time.Second); node.Online(ada.Account); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("the connection stays")
		}
	}
	if got := carriedOut.Load(); got != 1 {
		t.Errorf("%d calls were carried out, want the one before the end", got)
	}
}

// Who asks for more than may be under way waits; the end of the connection ends that, too.
func TestACallThatWaitsForAPlaceEndsWithItsConnection(t *testing.T) {
	node, address := newNode(t)
	ada := people["ada"]
	started := make(chan struct{}, 100)
	node.Handle("stay", func(context.Context, api.Actor, json.RawMessage, live.Answer) { started <- struct{}{} })
	conn, _ := dialRaw(t, address)
	commands := []string{`{"id":1,"connect":{"token":"ada"}}`}
	for id := 2; id < 50; id++ {
		commands = append(commands, fmt.Sprintf(`{"id":%d,"rpc":{"method":"stay"}}`, id))
	}
	sendFrame(t, conn, commands...)
	for range 32 {
		wait(t, started, "a call")
	}
	node.End(ada.Account, []base.ID{ada.Session})
	for deadline := time.Now().Add(10 * time.Second); node.Online(ada.Account); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("the connection waits for a place")
		}
	}
	if len(started) > 0 {
		t.Errorf("%d calls more were started", len(started))
	}
}

func TestAPanicEndsItsConnectionAndNothingElse(t *testing.T) {
	node, address := newNode(t)
	node.Handle("break", func(context.Context, api.Actor, json.RawMessage, live.Answer) { panic("broken") })
	node.HandleAside("breakAside", func(context.Context, api.Actor, json.RawMessage) (any, error) { panic("broken") })
	node.Handle("echo", func(_ context.Context, _ api.Actor, data json.RawMessage, answer live.Answer) { answer(data, nil) })
	other, _ := connect(t, address, "bob")
	for _, method := range []string{"break", "breakAside"} {
		broken, _ := connect(t, address, "ada")
		over := make(chan int, 1)
		broken.OnConnecting(func(e centrifuge.ConnectingEvent) {
			select {
			case over <- int(e.Code):
			default:
			}
		})
		go func() { _, _ = broken.RPC(t.Context(), method, []byte(`{}`)) }() // the connection ends without an answer
		if code := wait(t, over, "the end of the connection"); code != 3004 {
			t.Errorf("%s: closed with %d", method, code)
		}
		broken.Close()
		if _, err := other.RPC(t.Context(), "echo", []byte(`{}`)); err != nil {
			t.Errorf("%s: %v", method, err)
		}
	}
}

package chat_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/centrifugal/centrifuge-go"

	"causerie/internal/api"
	"causerie/internal/chat"
	"causerie/internal/live"
)

// A service without a store panics in everything that reads: over the socket that ends the connection, and the process goes on.
func TestAPanicInTypingEndsNoMoreThanItsConnection(t *testing.T) {
	node := live.New(live.Config{
		Log:          slog.New(slog.DiscardHandler),
		Authenticate: func(context.Context, string) (api.Actor, error) { return api.Actor{}, nil },
		Allow:        func(context.Context, api.Actor, string) error { return nil },
	})
	(&chat.Service{}).Calls(node)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if err := node.Serve(w, req); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	defer func() {
		if err := node.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	client := centrifuge.NewJsonClient("ws"+strings.TrimPrefix(server.URL, "http"), centrifuge.Config{})
	defer client.Close()
	over := make(chan uint32, 1)
	client.OnConnecting(func(e centrifuge.ConnectingEvent) {
		if e.Code != 0 { // the first is the client's own
			select {
			case over <- e.Code:
			default:
			}
		}
	})
	if err := client.Connect(); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = client.RPC(t.Context(), "setTyping", []byte(`{}`)) }() // the connection ends without an answer
	select {
	case code := <-over:
		if code != 3004 {
			t.Errorf("closed with %d", code)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the connection stays open")
	}
}

package live

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"testing"

	segment "github.com/segmentio/encoding/json"

	"causerie/internal/api"
	"causerie/internal/base"
)

// pipeConnection is a connection whose output stays in memory.
func pipeConnection(t *testing.T, n *Node) *connection {
	t.Helper()
	server, client := net.Pipe()
	go func() { _, _ = io.Copy(io.Discard, client) }()
	t.Cleanup(func() { client.Close() })
	socket, err := n.upgrader.UpgradeFromConn(server, bufio.NewReader(server), &http.Request{Method: http.MethodGet, Header: http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="},
	}})
	if err != nil {
		t.Fatal(err)
	}
	c := n.newConnection(socket, context.Background(), "ada")
	c.writing = true // so that nobody flushes
	return c
}

// settle waits until nothing of c is under way.
func (c *connection) settle() {
	for range cap(c.places) {
		c.places <- struct{}{}
	}
	for range cap(c.places) {
		<-c.places
	}
}

// FuzzFrame carries out the commands of two frames, as the socket of someone who is signed in brings them.
func FuzzFrame(f *testing.F) {
	bob, eve := base.ID{15: 2}, base.ID{15: 1} // who may be watched, and who may not
	for _, s := range []string{
		`{"id":2,"rpc":{"method":"echo","data":{"a":[1,"é"]}}}` + "\n" + `{"id":3,"ping":{}}` + "\n{}\n\n",
		fmt.Sprintf(`{"id":2,"subscribe":{"channel":"presence:%s"}}`+"\n"+`{"id":3,"subscribe":{"channel":"presence:%s"}}`, bob, eve),
		fmt.Sprintf(`{"id":4,"unsubscribe":{"channel":"presence:%s"}}`+"\n"+`{"id":5,"unsubscribe":{"channel":"presence:"}}`, bob),
		`{"id":2,"connect":{"token":"bob"}}`, `{"id":0,"ping":{}}`, `{"id":2,"publish":{}}`, `{"id":4294967296,"ping":{}}`, `[]`, "\xff",
		`{"id":2,"rpc":{"method":"nothing"}}` + "\n" + `{"id":2,"rpc":{"method":"later","data":null}}`,
	} {
		f.Add([]byte(s), []byte(`{"id":9,"ping":{}}`))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		n := New(Config{
			Log:          slog.New(slog.DiscardHandler),
			Authenticate: func(context.Context, string) (api.Actor, error) { return api.Actor{Account: base.ID{15: 9}}, nil },
			Allow:        func(context.Context, api.Actor, string) error { return nil },
		})
		n.Watchable(func(_ context.Context, _, target base.ID) (any, bool, error) { return target, target[15]%2 == 0, nil })
		n.Handle("echo", func(_ context.Context, _ api.Actor, data json.RawMessage, answer Answer) {
			if data == nil {
				answer(nil, nil)
				return
			}
			answer(data, nil)
		})
		n.HandleAside("later", func(context.Context, api.Actor, json.RawMessage) (any, error) { return nil, base.NotFound() })
		c := pipeConnection(t, n)
		c.take([]byte(`{"id":4294967295,"connect":{}}`))
		*c.out = (*c.out)[:0]
		asked := map[uint32]int{}
		for _, frame := range [][]byte{first, second} {
			for line := range bytes.SplitSeq(frame, []byte("\n")) {
				var in command
				if line = bytes.TrimSpace(line); string(line) != "{}" && segment.Unmarshal(line, &in) == nil {
					asked[in.ID]++
				}
			}
			c.take(slices.Clone(frame))
		}
		c.settle()
		c.mu.Lock()
		over, out := c.over, slices.Clone(*c.out)
		c.mu.Unlock()
		answered := map[uint32]int{}
		for line := range bytes.Lines(out) {
			var reply map[string]json.RawMessage
			if err := json.Unmarshal(line, &reply); err != nil || len(reply) != 2 {
				t.Fatalf("answered %q: %v", line, err)
			}
			var id uint32
			if err := json.Unmarshal(reply["id"], &id); err != nil {
				t.Fatalf("answered %q: %v", line, err)
			}
			answered[id]++
		}
		for id, times := range answered {
			if times > asked[id] {
				t.Errorf("%d is asked %d times and answered %d times", id, asked[id], times)
			}
		}
		for id, times := range asked {
			if !over && answered[id] != times {
				t.Errorf("%d is asked %d times and answered %d times, and the connection stays", id, times, answered[id])
			}
		}
		for target := range c.watching {
			if !n.watchers[target][c] || target[15]%2 != 0 {
				t.Errorf("%s is watched", target)
			}
		}
		if len(c.watching) != len(n.watchers) {
			t.Errorf("%d are watched, and %d are noted", len(c.watching), len(n.watchers))
		}
		c.account.connections = append(c.account.connections, &connection{}) // so that the account is not away in a moment
		n.leave(c)
		if len(n.watchers) > 0 || len(n.connections) > 0 || len(c.account.connections) != 1 {
			t.Error("something of the connection is left")
		}
	})
}

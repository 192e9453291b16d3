// Package live tells connected clients what happened, over WebSocket (the centrifuge protocol). It is a hint, never the
// truth: an event that is lost is found again by sync.
//
// Every account has one channel, to which its connections are subscribed by the server. A connection that comes back
// within a minute gets what it missed, up to 100 events, else is told that it must sync. Clients subscribe by themselves
// only to presence:ACCOUNT, where Watchable lets them.
package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/centrifugal/centrifuge"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/trace"
)

const (
	historySize  = 100
	historyTTL   = time.Minute
	maxMessage   = 64 << 10 // bytes of one frame from a client
	maxInFlight  = 32       // operations of one connection at once
	presenceRest = 5 * time.Second
	recheck      = 5 * time.Minute // how often an open connection's session is looked at again
)

// ended is told to the connections of a session that was signed out: there is no use in coming back.
var ended = centrifuge.Disconnect{Code: 3510, Reason: "signed out"}

// Operation is what a client calls over the socket: the same as the HTTP operation of that id, its path parameters and
// body in one object. Operations of a connection are started in the order in which they came in, one at a time; what they
// return is waited for side by side. So an operation that must keep the order hands its work in before it returns.
type Operation func(ctx context.Context, actor api.Actor, data json.RawMessage) Pending

// Pending waits for the result of an operation.
type Pending func() (any, error)

// Failed is an operation that went wrong at its start.
func Failed(err error) Pending { return func() (any, error) { return nil, err } }

// Config is what a Node needs from the rest of the program.
type Config struct {
	Log          *slog.Logger
	Authenticate func(ctx context.Context, token string) (api.Actor, error)
	Allow        func(ctx context.Context, actor api.Actor, method string) error // rate limits
	Trace        *trace.Tracer
}

// Node holds the live connections of this process.
type Node struct {
	Config
	node       *centrifuge.Node
	operations map[string]Operation
	onPresence func(account base.ID, online bool)
	watchable  func(ctx context.Context, viewer, target base.ID) (state any, ok bool, err error)

	mu       sync.Mutex
	accounts map[base.ID]*presence
	stopped  bool
	telling  sync.WaitGroup // the timers of those who left
}

// presence is the connections of one account, by client id.
type presence struct {
	connections map[string]base.ID // client id → session
	leaving     *time.Timer        // runs after the last connection is gone
}

// New returns a node; what it answers is set up with Handle, OnPresence and Watchable before Run.
func New(config Config) (*Node, error) {
	inner, err := centrifuge.New(centrifuge.Config{
		Name:               "causerie",
		LogLevel:           centrifuge.LogLevelError,
		LogHandler:         func(e centrifuge.LogEntry) { config.Log.Error("live: "+e.Message, "fields", e.Fields) },
		ClientQueueMaxSize: 1 << 20, // a socket that does not take its events is closed, and syncs when it is back
		ClientChannelLimit: 512,
		HistoryMetaTTL:     24 * time.Hour,
	})
	if err != nil {
		return nil, fmt.Errorf("start live: %w", err)
	}
	n := &Node{
		Config: config, node: inner, operations: map[string]Operation{}, accounts: map[base.ID]*presence{},
		onPresence: func(base.ID, bool) {},
		watchable:  func(context.Context, base.ID, base.ID) (any, bool, error) { return nil, false, nil },
	}
	inner.OnConnecting(n.connecting)
	inner.OnConnect(n.connected)
	return n, nil
}

func (n *Node) Run() error { return n.node.Run() }

// Shutdown closes all connections. Nobody is told of a presence any more.
func (n *Node) Shutdown(ctx context.Context) error {
	n.mu.Lock()
	n.stopped = true
	for _, p := range n.accounts {
		if p.leaving != nil && p.leaving.Stop() {
			n.telling.Done()
		}
	}
	n.mu.Unlock()
	err := n.node.Shutdown(ctx)
	n.telling.Wait()
	return err
}

// Handle adds an operation under its id.
func (n *Node) Handle(id string, do Operation) { n.operations[id] = do }

// OnPresence sets who is told when an account's first connection comes and, after a short grace, its last is gone.
func (n *Node) OnPresence(tell func(account base.ID, online bool)) { n.onPresence = tell }

// Watchable sets who decides whether viewer may watch the presence of target, and what viewer sees first.
func (n *Node) Watchable(may func(ctx context.Context, viewer, target base.ID) (state any, ok bool, err error)) {
	n.watchable = may
}

func channelOf(account base.ID) string  { return "account:" + account.String() }
func presenceOf(account base.ID) string { return "presence:" + account.String() }

// Publish sends event, as JSON, to all connections of accounts.
func (n *Node) Publish(accounts []base.ID, event any) {
	data, err := json.Marshal(event)
	if err != nil {
		n.Log.Error("live: event cannot be written", "error", err)
		return
	}
	published.Add(float64(len(accounts)))
	for _, account := range accounts {
		if _, err := n.node.Publish(channelOf(account), data, centrifuge.WithHistory(historySize, historyTTL)); err != nil {
			n.Log.Error("live: publish", "account", account, "error", err)
		}
	}
}

// PublishPresence tells those who watch target.
func (n *Node) PublishPresence(target base.ID, state any) {
	data, err := json.Marshal(state)
	if err == nil {
		_, err = n.node.Publish(presenceOf(target), data)
	}
	if err != nil {
		n.Log.Error("live: publish presence", "error", err)
	}
}

// StopWatching ends all that viewer watches.
func (n *Node) StopWatching(viewer base.ID) {
	for _, client := range n.node.Hub().UserConnections(viewer.String()) {
		for _, channel := range client.Channels() {
			if channel != channelOf(viewer) {
				client.Unsubscribe(channel, unwatched)
			}
		}
	}
}

// Unwatch ends the watching of target by viewer.
func (n *Node) Unwatch(viewer, target base.ID) {
	for _, client := range n.node.Hub().UserConnections(viewer.String()) {
		client.Unsubscribe(presenceOf(target), unwatched)
	}
}

// UnwatchAll ends the watching of target by anyone.
func (n *Node) UnwatchAll(target base.ID) {
	channel := presenceOf(target)
	for _, client := range n.node.Hub().Connections() {
		if client.IsSubscribed(channel) {
			client.Unsubscribe(channel, unwatched)
		}
	}
}

// unwatched tells a client that it may no longer watch; asking again is answered anew.
var unwatched = centrifuge.Unsubscribe{Code: 2000, Reason: "not visible"}

// Online tells whether account has a connection.
func (n *Node) Online(account base.ID) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.accounts[account]
	return p != nil && len(p.connections) > 0
}

// End closes the connections of an account's sessions that were signed out.
func (n *Node) End(account base.ID, sessions []base.ID) {
	over := map[base.ID]bool{}
	for _, s := range sessions {
		over[s] = true
	}
	var clients []string
	n.mu.Lock()
	if p := n.accounts[account]; p != nil {
		for client, session := range p.connections {
			if over[session] {
				clients = append(clients, client)
			}
		}
	}
	n.mu.Unlock()
	for _, client := range clients {
		err := n.node.Disconnect(account.String(), centrifuge.WithDisconnectClient(client), centrifuge.WithCustomDisconnect(ended))
		if err != nil {
			n.Log.Error("live: disconnect", "error", err)
		}
	}
}

type tokenKey struct{}

// Handler is the WebSocket endpoint.
func (n *Node) Handler() http.Handler {
	socket := centrifuge.NewWebsocketHandler(n.node, centrifuge.WebsocketConfig{
		CheckOrigin: sameOrigin, ReadBufferSize: 1024, UseWriteBufferPool: true, MessageSizeLimit: maxMessage,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx := context.WithValue(req.Context(), tokenKey{}, api.Token(req))
		socket.ServeHTTP(w, req.WithContext(ctx))
	})
}

// sameOrigin refuses a socket that another site's page opens with a person's cookie. Clients that are no browser send no
// Origin.
func sameOrigin(req *http.Request) bool {
	origin := req.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	ours, err2 := url.Parse(api.Origin(req.Context()))
	return err == nil && err2 == nil && u.Host == ours.Host
}

type actorKey struct{}

func (n *Node) connecting(ctx context.Context, e centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
	token := e.Token
	if token == "" {
		token, _ = ctx.Value(tokenKey{}).(string)
	}
	actor, err := n.Authenticate(ctx, token)
	if err != nil {
		var coded *base.Error
		if errors.As(err, &coded) && coded.Kind == base.KindUnauthenticated {
			return centrifuge.ConnectReply{}, centrifuge.DisconnectInvalidToken
		}
		return centrifuge.ConnectReply{}, err
	}
	return centrifuge.ConnectReply{
		Context:     context.WithValue(context.WithValue(ctx, actorKey{}, actor), tokenKey{}, token),
		Credentials: &centrifuge.Credentials{UserID: actor.Account.String(), ExpireAt: time.Now().Add(recheck).Unix()},
		Subscriptions: map[string]centrifuge.SubscribeOptions{
			channelOf(actor.Account): {EnableRecovery: true},
		},
	}, nil
}

func (n *Node) connected(client *centrifuge.Client) {
	actor, _ := client.Context().Value(actorKey{}).(api.Actor)
	n.arrive(actor, client.ID())
	client.OnDisconnect(func(e centrifuge.DisconnectEvent) {
		if e.Code == centrifuge.DisconnectSlow.Code {
			slowSockets.Inc()
		}
		n.leave(actor.Account, client.ID())
	})

	// A session also ends where this node is not told: by another node, or at the command line.
	client.OnRefresh(func(_ centrifuge.RefreshEvent, reply centrifuge.RefreshCallback) {
		go func() {
			token, _ := client.Context().Value(tokenKey{}).(string)
			_, err := n.Authenticate(client.Context(), token)
			var coded *base.Error
			if errors.As(err, &coded) && coded.Kind == base.KindUnauthenticated {
				client.Disconnect(ended)
			}
			reply(centrifuge.RefreshReply{ExpireAt: time.Now().Add(recheck).Unix()}, nil)
		}()
	})

	client.OnSubscribe(func(e centrifuge.SubscribeEvent, reply centrifuge.SubscribeCallback) {
		go func() { reply(n.subscribe(client.Context(), actor, e.Channel)) }()
	})

	places := make(chan struct{}, maxInFlight)
	client.OnRPC(func(e centrifuge.RPCEvent, reply centrifuge.RPCCallback) {
		places <- struct{}{} // a client that asks for more is not read from until one is done
		ctx, call := n.begin(client.Context(), e.Method)
		pending := n.start(ctx, actor, e.Method, e.Data)
		go func() {
			defer func() { <-places }()
			data, status := n.answer(ctx, e.Method, pending)
			call.end(status)
			reply(centrifuge.RPCReply{Data: data}, nil)
		}()
	})
}

func (n *Node) subscribe(ctx context.Context, actor api.Actor, channel string) (centrifuge.SubscribeReply, error) {
	const prefix = "presence:"
	if len(channel) <= len(prefix) || channel[:len(prefix)] != prefix {
		return centrifuge.SubscribeReply{}, centrifuge.ErrorPermissionDenied
	}
	target, err := base.ParseID(channel[len(prefix):])
	if err != nil {
		return centrifuge.SubscribeReply{}, centrifuge.ErrorPermissionDenied
	}
	state, ok, err := n.watchable(ctx, actor.Account, target)
	if err != nil {
		n.Log.Error("live: presence", "error", err)
		return centrifuge.SubscribeReply{}, centrifuge.ErrorInternal
	}
	if !ok {
		return centrifuge.SubscribeReply{}, centrifuge.ErrorPermissionDenied
	}
	data, err := json.Marshal(state)
	if err != nil {
		return centrifuge.SubscribeReply{}, centrifuge.ErrorInternal
	}
	return centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{Data: data}}, nil
}

// answer is what a call over the socket returns: what HTTP would.
type answer struct {
	Status  int          `json:"status"`
	Body    any          `json:"body,omitempty"`
	Problem *api.Problem `json:"problem,omitempty"`
}

// Statused is a result that is not answered with 200.
type Statused interface{ HTTPStatus() int }

func (n *Node) answer(ctx context.Context, method string, pending Pending) (data []byte, status int) {
	out, err := pending()
	a := answer{Status: http.StatusOK, Body: out}
	if s, ok := out.(Statused); ok {
		a.Status = s.HTTPStatus()
	}
	if out == nil {
		a.Status = http.StatusNoContent
	}
	if err != nil {
		p := api.ProblemOf(err)
		a = answer{Status: p.Status, Problem: p}
		if p.Status >= http.StatusInternalServerError && ctx.Err() == nil { // else the client is gone, which is nobody's failure
			n.Log.ErrorContext(ctx, "live: call failed", "request", api.RequestID(ctx), "op", method, "error", err)
		}
	}
	text, err := json.Marshal(a)
	if err != nil {
		n.Log.Error("live: answer cannot be written", "op", method, "error", err)
		return []byte(`{"status":500}`), http.StatusInternalServerError
	}
	return text, a.Status
}

func (n *Node) start(ctx context.Context, actor api.Actor, method string, data []byte) Pending {
	do := n.operations[method]
	if do == nil {
		return Failed(base.NotFound())
	}
	if err := n.Allow(ctx, actor, method); err != nil {
		return Failed(err)
	}
	return do(ctx, actor, data)
}

func (n *Node) arrive(actor api.Actor, client string) {
	n.mu.Lock()
	p := n.accounts[actor.Account]
	if p == nil {
		p = &presence{connections: map[string]base.ID{}}
		n.accounts[actor.Account] = p
	}
	first := len(p.connections) == 0 && p.leaving == nil
	if p.leaving != nil {
		if p.leaving.Stop() {
			n.telling.Done()
		}
		p.leaving = nil
	}
	p.connections[client] = actor.Session
	n.mu.Unlock()
	if first {
		n.onPresence(actor.Account, true)
	}
}

// leave forgets a connection. The account counts as online a little longer, so that a reload is no absence.
func (n *Node) leave(account base.ID, client string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.accounts[account]
	if p == nil {
		return
	}
	delete(p.connections, client)
	if len(p.connections) > 0 || p.leaving != nil || n.stopped {
		return
	}
	n.telling.Add(1)
	var timer *time.Timer
	timer = time.AfterFunc(presenceRest, func() {
		defer n.telling.Done()
		n.mu.Lock()
		gone := n.accounts[account] == p && p.leaving == timer && len(p.connections) == 0
		if gone {
			delete(n.accounts, account)
		}
		n.mu.Unlock()
		if gone {
			n.onPresence(account, false)
		}
	})
	p.leaving = timer
}

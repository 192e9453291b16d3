// Package live tells connected clients what happened, over WebSocket, in the JSON form of the centrifuge protocol. It is a hint,
// never the truth: an event that is lost is found again by sync.
//
// Every account has one channel, to which its connections are subscribed by the server. A connection that comes back
// within a minute gets what it missed, up to 100 events, else is told that it must sync. Clients subscribe by themselves
// only to presence:ACCOUNT, where Watchable lets them.
//
// An event is encoded once, however many receive it. What a connection is to get is put into its memory, never waited for: a
// goroutine that lives only as long as there is something to write takes all that has come together in one frame.
//
// Locks are taken in this order: Node.mu, account.mu, connection.mu, Node.heldMu.
package live

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/lxzan/gws"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/trace"
)

const (
	maxMessage  = 64 << 10 // bytes of one frame from a client
	maxInFlight = 32       // operations of one connection at once
	maxPending  = 1 << 20  // bytes that wait for a socket; past it the socket is closed, and its client syncs when it is back
	maxWatched  = 512      // presences that one connection watches
	readBuffer  = 512      // bytes that every connection keeps for reading

	connectTime = 10 * time.Second // from the handshake to the connect command
	writeTime   = 20 * time.Second // a socket that takes nothing for so long is closed
	recheck     = 5 * time.Minute  // how often an open connection's session is looked at again
)

// Operation is what a client calls over the socket: the same as the HTTP operation of that id, its path parameters and
// body in one object. Operations of a connection are started in the order in which they came in, one at a time, and answered
// side by side: what takes time hands its work in, returns, and calls answer later, from any goroutine, once.
type Operation func(ctx context.Context, actor api.Actor, data json.RawMessage, answer Answer)

// operation is how an Operation is carried out.
type operation struct {
	do    Operation
	aside func(ctx context.Context, actor api.Actor, data json.RawMessage) (any, error) // in place of do
}

// Answer tells a client what became of its call.
type Answer func(out any, err error)

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
	upgrader   *gws.Upgrader
	operations map[string]operation
	onPresence func(account base.ID, online bool)
	watchable  func(ctx context.Context, viewer, target base.ID) (state any, ok bool, err error)

	crew *crew

	mu          sync.RWMutex
	accounts    map[base.ID]*account // those with connections, and those whose last one went a moment ago
	watchers    map[base.ID]map[*connection]bool
	connections map[*connection]bool
	slots       int // in which the beat looks after connections: they are handed out in turn
	over        bool
	running     sync.WaitGroup // connections, and the heart
	stop        chan struct{}

	heldMu sync.Mutex
	held   int           // how many Together are under way
	dirty  []*connection // that have something to write when it ends
}

// New returns a node; what it answers is set up with Handle, OnPresence and Watchable before Run.
func New(config Config) *Node {
	n := &Node{
		Config: config, operations: map[string]operation{},
		accounts: map[base.ID]*account{}, watchers: map[base.ID]map[*connection]bool{}, connections: map[*connection]bool{},
		onPresence: func(base.ID, bool) {},
		watchable:  func(context.Context, base.ID, base.ID) (any, bool, error) { return nil, false, nil },
		stop:       make(chan struct{}),
		crew:       newCrew(),
	}
	n.upgrader = gws.NewUpgrader(n.events(), &gws.ServerOption{
		ReadBufferSize: readBuffer, ReadMaxPayloadSize: maxMessage, WriteMaxPayloadSize: 16 << 20, ParallelEnabled: false, ParallelGolimit: 1,
		Logger: reporter{config.Log}, Recovery: gws.Recovery, NewSession: newHolder,
	})
	return n
}

// Run lets the node look after its connections until Shutdown.
func (n *Node) Run() { n.running.Go(n.beat) }

// Shutdown closes all connections, whose clients come back a little later, and waits until they are gone.
func (n *Node) Shutdown(ctx context.Context) error {
	n.mu.Lock()
	if n.over {
		n.mu.Unlock()
		return nil
	}
	n.over = true
	close(n.stop)
	var open []*connection
	for c := range n.connections {
		open = append(open, c)
	}
	n.mu.Unlock()
	for _, c := range open {
		c.close(shutdown)
	}
	gone := make(chan struct{})
	go func() {
		n.running.Wait()
		n.crew.end()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Handle adds an operation under its id.
func (n *Node) Handle(id string, do Operation) { n.operations[id] = operation{do: do} }

// HandleAside adds an operation that may take its time: it runs beside the commands after it, in no order with them.
func (n *Node) HandleAside(id string, do func(ctx context.Context, actor api.Actor, data json.RawMessage) (any, error)) {
	n.operations[id] = operation{aside: do}
}

// OnPresence sets who is told when an account's first connection comes and, after a short grace, its last is gone.
func (n *Node) OnPresence(tell func(account base.ID, online bool)) { n.onPresence = tell }

// Watchable sets who decides whether viewer may watch the presence of target, and what viewer sees first.
func (n *Node) Watchable(may func(ctx context.Context, viewer, target base.ID) (state any, ok bool, err error)) {
	n.watchable = may
}

func encode(v any) ([]byte, error) {
	if e, ok := v.(api.Encoder); ok {
		return e.AppendJSON(make([]byte, 0, 512)), nil
	}
	return json.Marshal(v)
}

// Publish sends event, as JSON, to all connections of accounts.
func (n *Node) Publish(accounts []base.ID, event any) {
	data, err := encode(event)
	if err != nil {
		n.Log.Error("live: event cannot be written", "error", err)
		return
	}
	published.Add(float64(len(accounts)))
	now := time.Now()
	n.mu.RLock()
	defer n.mu.RUnlock()
	for _, id := range accounts {
		if a := n.accounts[id]; a != nil {
			a.publish(data, now)
		}
	}
}

// Together runs what publishes and answers much at once: what a connection gets meanwhile, it gets in one write.
func (n *Node) Together(do func()) {
	n.heldMu.Lock()
	n.held++
	n.heldMu.Unlock()
	defer func() {
		n.heldMu.Lock()
		n.held--
		var dirty []*connection
		if n.held == 0 {
			dirty, n.dirty = n.dirty, nil
		}
		n.heldMu.Unlock()
		for _, c := range dirty {
			go c.flush()
		}
	}()
	do()
}

// write has the pending bytes of c written, now or at the end of Together.
func (n *Node) write(c *connection) {
	n.heldMu.Lock()
	later := n.held > 0
	if later {
		n.dirty = append(n.dirty, c)
	}
	n.heldMu.Unlock()
	if !later {
		go c.flush()
	}
}

// Online tells whether account has a connection.
func (n *Node) Online(id base.ID) bool {
	n.mu.RLock()
	defer n.mu.RUnlock()
	a := n.accounts[id]
	return a != nil && len(a.connections) > 0
}

// End closes the connections of an account's sessions that were signed out.
func (n *Node) End(id base.ID, sessions []base.ID) {
	over := map[base.ID]bool{}
	for _, s := range sessions {
		over[s] = true
	}
	for _, c := range n.connectionsOf(id) {
		if over[c.actor.Session] {
			c.close(ended)
		}
	}
}

// connectionsOf are the connections of an account at this moment.
func (n *Node) connectionsOf(id base.ID) []*connection {
	n.mu.RLock()
	defer n.mu.RUnlock()
	a := n.accounts[id]
	if a == nil {
		return nil
	}
	return append([]*connection(nil), a.connections...)
}

// Serve is the WebSocket endpoint.
func (n *Node) Serve(w http.ResponseWriter, req *http.Request) error {
	if !isHandshake(req) {
		return &api.Problem{
			Type: "about:blank", Title: http.StatusText(http.StatusBadRequest), Status: http.StatusBadRequest,
			Code: "no_websocket", Detail: "This address speaks WebSocket, version 13, alone.",
		}
	}
	if !sameOrigin(req) {
		return base.Forbidden("cross_origin", "This connection came from another site's page and was not opened.")
	}
	socket, err := n.upgrader.Upgrade(w, req)
	if err != nil {
		n.Log.Debug("live: handshake", "error", err)
		return nil // it was answered
	}
	c := n.newConnection(socket, api.Detached(req.Context()), api.Token(req))
	if c == nil {
		return nil
	}
	// The goroutine of the request has a large stack and holds the request: it ends here.
	go func() {
		defer n.running.Done()
		socket.ReadLoop()
	}()
	return nil
}

// isHandshake tells whether req opens a WebSocket (RFC 6455, section 4.2.1).
func isHandshake(req *http.Request) bool {
	has := func(header, token string) bool {
		for _, line := range req.Header.Values(header) {
			for part := range strings.SplitSeq(line, ",") {
				if strings.EqualFold(strings.TrimSpace(part), token) {
					return true
				}
			}
		}
		return false
	}
	key, err := base64.StdEncoding.DecodeString(req.Header.Get("Sec-WebSocket-Key"))
	return req.Method == http.MethodGet && has("Connection", "upgrade") && has("Upgrade", "websocket") &&
		req.Header.Get("Sec-WebSocket-Version") == "13" && err == nil && len(key) == 16
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

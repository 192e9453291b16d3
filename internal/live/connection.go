package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lxzan/gws"
	"github.com/segmentio/encoding/json"

	"causerie/internal/api"
	"causerie/internal/base"
)

// connection is one socket. Its commands are read one after the other by one goroutine.
type connection struct {
	node   *Node
	socket *gws.Conn
	id     string // what the client calls its connection
	token  string
	actor  api.Actor
	ctx    context.Context // of its operations; ends with the connection
	cancel context.CancelFunc

	account  *account         // nil until it is signed in
	watching map[base.ID]bool // presences; guarded by Node.mu
	places   chan struct{}    // operations under way
	slot     int              // second of the beat that it is looked after
	checked  time.Time        // when its session was looked at last
	pinged   bool             // and nothing came since
	heard    atomic.Bool      // something came since the last ping

	mu      sync.Mutex
	out     *[]byte // waits to be written, nil for nothing
	writing bool    // a flush is under way or planned
	over    bool
}

// buffers are what connections write from. An idle connection has none.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

const bufferKept = 64 << 10 // a larger buffer is not kept

func (n *Node) newConnection(socket *gws.Conn, ctx context.Context, token string) *connection {
	c := &connection{node: n, socket: socket, token: token, id: base.NewID(time.Now()).String()}
	c.ctx, c.cancel = context.WithCancel(ctx)
	holderOf(socket).c = c
	n.mu.Lock()
	over := n.over
	if !over {
		n.connections[c] = true
		c.slot = n.slots % pingEvery
		n.slots++
		n.running.Add(1)
	}
	n.mu.Unlock()
	if over {
		c.close(shutdown)
		return nil
	}
	_ = socket.SetReadDeadline(time.Now().Add(connectTime)) // a failure shows in the read
	return c
}

// put adds a line to what the client gets.
func (c *connection) put(line func(to []byte) []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return
	}
	if c.out == nil {
		c.out = buffers.Get().(*[]byte)
	}
	if len(*c.out) > maxPending {
		slowSockets.Inc()
		c.end(slow)
		return
	}
	if len(*c.out) > 0 {
		*c.out = append(*c.out, '\n')
	}
	*c.out = line(*c.out)
	if !c.writing {
		c.writing = true
		c.node.write(c)
	}
}

// flush writes what is there until nothing is.
func (c *connection) flush() {
	for {
		c.mu.Lock()
		out := c.out
		c.out = nil
		c.writing = out != nil && !c.over
		if !c.writing {
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
		_ = c.socket.SetWriteDeadline(time.Now().Add(writeTime)) // a failure shows in the write
		if err := c.socket.WriteMessage(gws.OpcodeText, *out); err != nil && isTimeout(err) {
			slowSockets.Inc()
		}
		if cap(*out) <= bufferKept {
			*out = (*out)[:0]
			buffers.Put(out)
		}
	}
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// close ends the connection and tells the client why.
func (c *connection) close(why reason) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end(why)
}

// end is close with the lock held.
func (c *connection) end(why reason) {
	if c.over {
		return
	}
	c.over = true
	c.cancel()
	go func() {
		// What is being written to a client that does not read gives way.
		_ = c.socket.SetWriteDeadline(time.Now().Add(time.Second))
		_ = c.socket.WriteClose(why.code, []byte(why.text))
	}()
}

// take carries out the commands of a frame, until the connection ends: what was sent with a session that is signed out is not
// done any more.
func (c *connection) take(frame []byte) {
	c.heard.Store(true)
	for len(frame) > 0 && c.ctx.Err() == nil {
		line := frame
		if end := bytes.IndexByte(frame, '\n'); end >= 0 {
			line, frame = frame[:end], frame[end+1:]
		} else {
			frame = nil
		}
		if line = bytes.TrimSpace(line); len(line) == 0 || string(line) == "{}" {
			continue
		}
		var in command
		if json.Unmarshal(line, &in) != nil || in.ID == 0 || !c.obey(in) {
			c.close(badRequest)
			return
		}
	}
}

// obey carries out a command; what makes no sense answers false.
func (c *connection) obey(in command) bool {
	switch {
	case in.Connect != nil:
		return c.account == nil && c.signIn(in.ID, in.Connect)
	case c.account == nil:
		return false
	case in.RPC != nil:
		c.call(in.ID, in.RPC)
	case in.Subscribe != nil:
		c.work(func() { c.watch(in.ID, in.Subscribe.Channel) })
	case in.Unsubscribe != nil:
		c.forget(in.ID, in.Unsubscribe.Channel)
	case in.Ping != nil:
		c.reply(in.ID, "ping", []byte("{}"))
	default:
		c.refuse(in.ID, notAvailable)
	}
	return true
}

func (c *connection) signIn(id uint32, in *connect) bool {
	if in.Token != "" {
		c.token = in.Token
	}
	actor, err := c.node.Authenticate(c.ctx, c.token)
	switch {
	case err == nil:
	case isUnauthenticated(err):
		c.close(invalidToken)
		return true
	default:
		c.node.Log.Error("live: sign in", "error", err)
		c.close(failing)
		return true
	}
	_ = c.socket.SetReadDeadline(time.Time{})
	c.actor, c.checked = actor, time.Now()
	if !c.node.join(c, id, in.Subs) {
		c.close(shutdown)
	}
	return true
}

func isUnauthenticated(err error) bool {
	var coded *base.Error
	return errors.As(err, &coded) && coded.Kind == base.KindUnauthenticated
}

// reply answers a command.
func (c *connection) reply(id uint32, name string, data []byte) {
	c.put(func(to []byte) []byte { return appendReply(to, id, name, data) })
}

func (c *connection) refuse(id uint32, why *refusal) {
	data, err := json.Marshal(why)
	if err != nil {
		panic("a refusal is JSON: " + err.Error())
	}
	c.reply(id, "error", data)
}

// enter takes a place among the operations under way; it answers false when the connection has ended. A client that asks for
// more is not read from until one is done.
func (c *connection) enter() bool {
	if c.places == nil {
		c.places = make(chan struct{}, maxInFlight)
	}
	select {
	case c.places <- struct{}{}:
		return true
	case <-c.ctx.Done():
		return false
	}
}

func (c *connection) work(do func()) {
	if !c.enter() {
		return
	}
	go func() {
		defer func() { <-c.places }()
		defer c.survive()
		do()
	}()
}

// survive ends the connection whose command brought a panic, and nothing else: it is deferred.
func (c *connection) survive() {
	if p := recover(); p != nil {
		c.node.Log.Error("live: panic", "panic", p, "stack", string(debug.Stack()))
		c.close(failing)
	}
}

// call starts an operation. What it answers is what HTTP would.
func (c *connection) call(id uint32, in *rpc) {
	if !c.enter() {
		return
	}
	n := c.node
	ctx, call := n.begin(c.ctx, in.Method)
	answer := func(out any, err error) {
		data, status := n.answer(ctx, in.Method, out, err)
		call.end(status)
		c.put(func(to []byte) []byte {
			to = appendReply(to, id, "rpc", nil)
			to = append(to[:len(to)-1], `{"data":`...)
			to = append(to, data...)
			return append(to, "}}"...)
		})
		<-c.places
	}
	op, known := n.operations[in.Method]
	if !known {
		answer(nil, base.NotFound())
		return
	}
	if err := n.Allow(ctx, c.actor, in.Method); err != nil {
		answer(nil, err)
		return
	}
	if op.aside == nil {
		op.do(ctx, c.actor, in.Data, answer)
		return
	}
	go func() {
		defer c.survive()
		answer(op.aside(ctx, c.actor, in.Data))
	}()
}

// answer is what a call over the socket returns.
type answer struct {
	Status  int          `json:"status"`
	Body    any          `json:"body,omitempty"`
	Problem *api.Problem `json:"problem,omitempty"`
}

// Statused is a result that is not answered with 200.
type Statused interface{ HTTPStatus() int }

func (n *Node) answer(ctx context.Context, method string, out any, err error) (data []byte, status int) {
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
		// A client that is gone is nobody's failure, and one that is told to come back is counted.
		if p.Status >= http.StatusInternalServerError && ctx.Err() == nil && !base.TurnedAway(err) {
			p.Instance = api.InstanceOf(ctx)
			n.Log.ErrorContext(ctx, "live: call failed", "request", api.RequestID(ctx), "op", method, "error", err)
		}
	}
	if data, err = a.json(); err != nil {
		n.Log.Error("live: answer cannot be written", "op", method, "error", err)
		return []byte(`{"status":500}`), http.StatusInternalServerError
	}
	return data, a.Status
}

func (a answer) json() ([]byte, error) {
	body, ok := a.Body.(api.Encoder)
	if !ok || a.Problem != nil {
		return json.Marshal(a)
	}
	data := make([]byte, 0, 512)
	data = append(data, `{"status":`...)
	data = append(data, label(a.Status)...)
	data = append(data, `,"body":`...)
	return append(body.AppendJSON(data), '}'), nil
}

// holder is where gws keeps what belongs to a socket: here, its connection.
type holder struct{ c *connection }

func newHolder() gws.SessionStorage { return &holder{} }

func holderOf(socket *gws.Conn) *holder { return socket.Session().(*holder) }

func (h *holder) Len() int                     { return 0 }
func (h *holder) Delete(string)                {}
func (h *holder) Load(string) (any, bool)      { return nil, false }
func (h *holder) Store(string, any)            {}
func (h *holder) Range(func(string, any) bool) {}

// events are what gws tells of its sockets.
type events struct{ gws.BuiltinEventHandler }

func (n *Node) events() gws.Event { return events{} }

func (events) OnMessage(socket *gws.Conn, message *gws.Message) {
	defer message.Close()
	c := holderOf(socket).c
	c.node.crew.do(func() {
		defer c.survive()
		c.take(message.Bytes())
	})
}

func (events) OnPing(socket *gws.Conn, payload []byte) { _ = socket.WritePong(payload) }

func (events) OnClose(socket *gws.Conn, _ error) {
	c := holderOf(socket).c
	c.mu.Lock()
	c.over = true
	c.mu.Unlock()
	c.cancel()
	c.node.leave(c)
}

// reporter takes what gws reports: a panic in a handler.
type reporter struct{ log *slog.Logger }

func (r reporter) Error(v ...any) { r.log.Error("live: " + fmt.Sprint(v...)) }

package hostile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"causerie/internal/db"
)

// framesPerSocket is how many frames each connection of TestNoFrameBreaksTheServer sends.
const framesPerSocket = 20

// TestNoFrameBreaksTheServer sends a fifth of CAUSERIE_HOSTILE frames over live connections: calls of every operation that the
// socket has, and of some that it has not, other commands of the protocol, and what is neither.
func TestNoFrameBreaksTheServer(t *testing.T) {
	count, seed := int(setting(t, "CAUSERIE_HOSTILE", 50_000)/10/framesPerSocket), setting(t, "CAUSERIE_SEED", 1)
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			s, mail := start(t, dialect)
			r := &run{t: t, s: s, maker: newMaker(describe(t, s), newWorld(t, s, mail), seed), client: http.DefaultClient}
			r.sockets(0, min(count, 50))
			before := r.settled()
			r.sockets(min(count, 50), count)
			r.leftNothing(before)
			if r.answers[http.StatusCreated].Load() == 0 || r.answers[http.StatusNoContent].Load() == 0 {
				t.Error("nothing was carried out")
			}
			t.Logf("%d connections of up to %d frames from seed %d: %s", count, framesPerSocket, seed, r.summary())
		})
	}
}

func (r *run) sockets(from, to int) {
	var group sync.WaitGroup
	var next atomic.Int64
	next.Store(int64(from))
	for range workers {
		group.Go(func() {
			for n := int(next.Add(1)) - 1; n < to && r.failed.Load() <= 20; n = int(next.Add(1)) - 1 {
				if err := r.socket(n); err != nil {
					r.failed.Add(1)
					r.t.Errorf("seed %d, connection %d: %v", r.seed, n, err)
				}
			}
		})
	}
	group.Wait()
}

// socket sends the frames of connection number n. The server may close it for a frame that is none; what it answers must be
// what the operation answers over HTTP.
func (r *run) socket(n int) error {
	random := rand.New(rand.NewPCG(r.seed, 1<<32+uint64(n)))
	g := &generator{Rand: random, d: r.d, world: r.world, role: mix[random.IntN(len(mix))], harm: harm(random.IntN(3))}
	c, res, err := websocket.DefaultDialer.DialContext(r.t.Context(), "ws"+strings.TrimPrefix(r.s.URL, "http")+"/v1/live", nil)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer c.Close()
	res.Body.Close()
	if err := c.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return err
	}
	sent, waited := map[int]*call{}, 0
	connect, _ := json.Marshal(map[string]any{"id": 1, "connect": map[string]any{"token": r.world.people[g.role].Token}}) // texts alone
	frames := [][]byte{connect}
	for id := 2; id < 2+framesPerSocket; id++ {
		frame, made := g.frame(id)
		frames = append(frames, frame)
		sent[id] = made
		if made.rpc {
			waited++
		}
	}
	writing := make(chan struct{})
	go func() {
		defer close(writing)
		for i, frame := range frames {
			kind := websocket.TextMessage
			if g.harm == harmful && i%7 == 5 {
				kind = websocket.BinaryMessage
			}
			if c.WriteMessage(kind, frame) != nil {
				return // it was closed
			}
		}
	}()
	defer func() { c.Close(); <-writing }()
	for waited > 0 {
		_, text, err := c.ReadMessage()
		var closed *websocket.CloseError
		if errors.As(err, &closed) && closed.Code != websocket.CloseInternalServerErr {
			r.answers[0].Add(1)
			return nil
		}
		if err != nil {
			return fmt.Errorf("after the frames %.300q: %w", frames, err)
		}
		for line := range bytes.Lines(text) {
			answered, err := r.reply(line, sent)
			if err != nil {
				return err
			}
			if answered {
				waited--
			}
		}
	}
	return nil
}

// call is what a frame asks for.
type call struct {
	op        *operation // of an rpc, nil for a method that does not exist
	rpc       bool
	forbidden bool // the subscription to another's channel
	frame     []byte
}

// reply tells what is wrong with a line from the server, and whether it answers a call.
func (r *run) reply(line []byte, sent map[int]*call) (answered bool, err error) {
	var reply struct {
		ID    int
		Error *struct {
			Code    int
			Message string
		}
		RPC *struct {
			Data struct {
				Status  int
				Body    json.RawMessage
				Problem json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(line, &reply); err != nil {
		return false, fmt.Errorf("a reply that is no JSON: %.300q", line)
	}
	made := sent[reply.ID]
	switch {
	case reply.Error != nil && reply.Error.Code == 100:
		return false, fmt.Errorf("an internal error for %.600q", made.frame)
	case made == nil, reply.Error != nil:
		return made != nil && made.rpc, nil
	case made.forbidden:
		return false, fmt.Errorf("%.300q was allowed", made.frame)
	case !made.rpc || reply.RPC == nil:
		return false, nil
	}
	answer := reply.RPC.Data
	header, body := http.Header{"Content-Type": {"application/json"}}, answer.Body
	if answer.Status >= 400 {
		header, body = http.Header{"Content-Type": {"application/problem+json"}}, answer.Problem
	}
	r.answers[answer.Status].Add(1)
	if answer.Status >= 500 {
		return false, fmt.Errorf("answered %d to %.600q", answer.Status, made.frame)
	}
	if err := made.op.check(answer.Status, header, body); err != nil {
		return false, fmt.Errorf("answered %.600q to %.600q: %w", line, made.frame, err)
	}
	return true, nil
}

// frame is a command with that id, and what is to be expected of it.
func (g *generator) frame(id int) ([]byte, *call) {
	if g.harm == harmful && g.chance(5) {
		frame := []byte(g.one("", "{}", "null", "[]", "x", "\x00", `{"id":1}`, `{"id":-1,"ping":{}}`, `{"id":4294967296,"rpc":{}}`, `{"connect":{}}`, `{"id":3,"connect":{"token":1}}`,
			strings.Repeat("[", 30_000), strings.Repeat("a", 70_000), `{"id":5,"rpc":{"method":"`+strings.Repeat("m", 60_000)+`"}}`, strings.Repeat("{\"id\":9,\"ping\":{}}\n", 500)))
		return frame, &call{frame: frame}
	}
	made := &call{}
	var command map[string]any
	what := 3 // a call
	if g.harm == near && g.chance(10) {
		what = 0
	}
	if g.harm == harmful && g.chance(20) {
		what = g.IntN(3)
	}
	switch what {
	case 0:
		channel := g.one("account:"+g.world.account(g.Rand), "presence:"+g.world.account(g.Rand), "presence:", "account:", "#1", "$x", "", g.text(300))
		made.forbidden = !strings.HasPrefix(channel, "presence:")
		command = map[string]any{"subscribe": map[string]any{"channel": channel, "recover": g.chance(50), "offset": g.IntN(100), "epoch": g.text(5)}}
	case 1:
		channel := g.one("account:"+g.world.account(g.Rand), g.text(20))
		command = map[string]any{g.one("publish", "presence", "presence_stats", "history", "unsubscribe", "sub_refresh"): map[string]any{
			"channel": channel, "data": g.junk(0), "limit": g.IntN(5000) - 1, "token": "x"}}
	case 2:
		command = map[string]any{g.one("refresh", "ping", "send", "nothing"): map[string]any{"token": g.text(50), "data": g.junk(0)}}
	default:
		method := g.one("appendEntry", "appendEntry", "markRead", "markDelivered", "setTyping", "getMe", "none", "")
		made.rpc, g.owner = true, method
		for _, op := range g.d.operations {
			if op.ID == method && method != "getMe" {
				made.op = op
			}
		}
		command = map[string]any{"rpc": map[string]any{"method": method, "data": g.data(made.op)}}
	}
	command["id"] = id
	text, err := json.Marshal(command)
	if err != nil {
		text = []byte("{}") // no JSON has such a number
	}
	made.frame = text
	return text, made
}

// data is the path's and the body's fields of an operation in one object.
func (g *generator) data(op *operation) any {
	if op == nil || g.spoiled() && g.chance(20) {
		return g.junk(0)
	}
	data := map[string]any{}
	if op.RequestBody != nil {
		if body, ok := g.value("", op.RequestBody.Content["application/json"].Schema, 0).(map[string]any); ok {
			data = body
		}
	}
	data["id"] = g.named("id", nil)
	if g.spoiled() {
		data["id"] = g.junk(0)
	}
	return data
}

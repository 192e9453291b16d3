// Package attack tries to reach people who do not want it, by every way there is, and looks at whether anything arrives, and at
// whether an answer tells why not.
//
// Ways are requests with names in them, over HTTP and over live connections.
package attack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"causerie/internal/base"
)

// patience is how long an answer may take. No test depends on its length.
const patience = time.Minute

// person is someone who is signed in.
type person struct {
	id            base.ID
	handle, token string
}

// answer is what someone was told.
type answer struct {
	Status  int // over a live connection that of the operation; 0 for a command of the protocol
	Headers string
	Body    string
}

func (a answer) code() string {
	var p struct{ Code string }
	_ = json.Unmarshal([]byte(a.Body), &p) // no problem has no code
	return p.Code
}

// shape is the answer's status and the names in it, without what stands there.
func (a answer) shape() string {
	var body any
	if json.Unmarshal([]byte(a.Body), &body) != nil {
		return fmt.Sprint(a.Status)
	}
	return fmt.Sprint(a.Status, " ", a.code(), " ", namesIn(body))
}

func namesIn(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var names []string
		for name, value := range v {
			names = append(names, name+namesIn(value))
		}
		slices.Sort(names)
		return "{" + strings.Join(names, " ") + "}"
	case []any:
		var kinds []string
		for _, value := range v {
			kinds = append(kinds, namesIn(value))
		}
		slices.Sort(kinds)
		return "[" + strings.Join(slices.Compact(kinds), " ") + "]"
	}
	return ""
}

// client keeps connections for as many as ask at once.
var client = &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// ask makes a request. A body is JSON, or a picture.
func ask(ctx context.Context, url string, by person, method, path, body string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, url+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	switch {
	case strings.HasPrefix(body, "{"):
		req.Header.Set("Content-Type", "application/json")
	case body != "":
		req.Header.Set("Content-Type", "application/octet-stream")
	}
	req.Header.Set("Authorization", "Bearer "+by.token)
	res, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, headersOf(res.Header), string(text)}, err
}

// headersOf are those that say something about the answer.
func headersOf(header http.Header) string {
	var lines []string
	for name, values := range header {
		switch name {
		case "Date", "X-Request-Id":
			lines = append(lines, name) // another each time
		default:
			lines = append(lines, name+": "+strings.Join(values, ", "))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// socket is someone's live connection.
type socket struct {
	conn *websocket.Conn

	mu    sync.Mutex
	last  int
	waits map[int]chan answer
	heard []string // events, in their order
	err   error    // why nothing is heard any more
}

// dial opens a live connection and signs in.
func dial(ctx context.Context, url string, who person) (*socket, error) {
	conn, res, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(url, "http")+"/v1/live", nil)
	if err != nil {
		return nil, err
	}
	res.Body.Close()
	s := &socket{conn: conn, waits: map[int]chan answer{}}
	go s.listen()
	if _, err := s.command(ctx, `"connect":{"token":"`+who.token+`"}`); err != nil {
		s.close()
		return nil, fmt.Errorf("sign in over a live connection: %w", err)
	}
	return s, nil
}

func (s *socket) close() { _ = s.conn.Close() } // the listener sees it

// events are those that came so far.
func (s *socket) events() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.heard)
}

// call does an operation, or watches a presence, whose method is subscribe.
func (s *socket) call(ctx context.Context, method, data string) (answer, error) {
	if method == "subscribe" {
		return s.command(ctx, `"subscribe":`+data)
	}
	return s.command(ctx, `"rpc":{"method":"`+method+`","data":`+data+`}`)
}

func (s *socket) command(ctx context.Context, command string) (answer, error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	s.mu.Lock()
	s.last++
	id, came := s.last, make(chan answer, 1)
	s.waits[id] = came
	err := s.err
	if err == nil {
		err = s.conn.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"id":%d,%s}`, id, command))
	}
	s.mu.Unlock()
	if err != nil {
		return answer{}, err
	}
	select {
	case a, open := <-came:
		if !open {
			return answer{}, fmt.Errorf("the live connection ended: %w", s.err)
		}
		return a, nil
	case <-ctx.Done():
		return answer{}, fmt.Errorf("no answer over the live connection: %w", ctx.Err())
	}
}

func (s *socket) listen() {
	for {
		_, frame, err := s.conn.ReadMessage()
		s.mu.Lock()
		if err != nil {
			s.err = err
			for _, came := range s.waits {
				close(came)
			}
			s.mu.Unlock()
			return
		}
		for line := range bytes.Lines(frame) {
			s.take(bytes.TrimSpace(line))
		}
		s.mu.Unlock()
	}
}

var ping = []byte("{}")

// take is with the lock held.
func (s *socket) take(line []byte) {
	if bytes.Equal(line, ping) {
		_ = s.conn.WriteMessage(websocket.TextMessage, ping) // a failure shows in the next read
		return
	}
	var in struct {
		ID  int
		RPC struct {
			Data struct{ Status int }
		}
		Push struct {
			Pub struct{ Data json.RawMessage }
		}
	}
	if json.Unmarshal(line, &in) != nil {
		return
	}
	if came := s.waits[in.ID]; came != nil {
		delete(s.waits, in.ID)
		came <- answer{Status: in.RPC.Data.Status, Body: withoutID.ReplaceAllString(string(line), "{")}
		return
	}
	s.heard = append(s.heard, string(in.Push.Pub.Data))
}

var withoutID = regexp.MustCompile(`^\{"id":\d+,`)

package testkit

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/media"
	"causerie/internal/preview"
)

// Server is a running application.
type Server struct {
	App   *app.App
	Clock *Clock
	URL   string
	// DebugURL is where profiles are.
	DebugURL string

	config  app.Config
	push    http.RoundTripper
	site    atomic.Pointer[string] // the address of the only web server that previews reach
	address string
	stop    context.CancelFunc
	done    chan error
}

// Each runs test against a server on SQLite and one on PostgreSQL.
func Each(t *testing.T, test func(*testing.T, *Server)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			test(t, Start(t, dialect))
		})
	}
}

// Start runs a server on an empty store until the test ends, then checks the invariants of all that was stored.
func Start(t testing.TB, dialect db.Dialect) *Server {
	t.Helper()
	return StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Store(t, dialect)})
}

// StartFilming is Start for a server that makes videos.
func StartFilming(t testing.TB, dialect db.Dialect) *Server {
	t.Helper()
	return StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Store(t, dialect), FFmpeg: "ffmpeg"})
}

// StartOn is Start on the store that config names. Nothing is limited unless config has a RateLimit.
func StartOn(t testing.TB, config app.Config) *Server { return StartPushing(t, config, nil) }

// StartPushing is StartOn, with push services that are reached through push.
func StartPushing(t testing.TB, config app.Config, push http.RoundTripper) *Server {
	t.Helper()
	config.LogLevel = "warn"
	s := &Server{Clock: &Clock{}, config: config, push: push}
	s.start(t, "127.0.0.1:0")
	t.Cleanup(func() {
		found, err := s.App.Verify(context.WithoutCancel(t.Context()))
		if err != nil {
			t.Errorf("verify the store: %v", err)
		}
		for _, violation := range found.Lines() {
			t.Errorf("the store is not sound: %s", violation)
		}
		s.shut(t)
	})
	return s
}

// Config is what the server was started with.
func (s *Server) Config() app.Config { return s.config }

// Restart stops the server and starts it again on the same store and address, as after an upgrade.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.shut(t)
	http.DefaultClient.CloseIdleConnections() // a request on one that the server has just closed would fail
	s.start(t, s.address)
}

func (s *Server) start(t testing.TB, address string) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	s.URL = "http://localhost:" + port // a name, because passkeys are not bound to numbers
	s.config.Listen, s.config.PublicURL = s.address, s.URL
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	s.App, err = app.New(ctx, s.config, app.Options{
		Version: "test", Clock: s.Clock, Log: app.NewLog(testLog{t}, s.config), Push: s.push, Pages: preview.Reach{Allow: s.reaches}, WeakHashes: true,
	})
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	s.stop, s.done = cancel, make(chan error, 1)
	debug, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.DebugURL = "http://" + debug.Addr().String()
	go func() { s.done <- s.App.Serve(ctx, app.Listeners{Main: listener, Debug: debug}) }()
}

func (s *Server) shut(t testing.TB) {
	t.Helper()
	s.stop()
	if err := <-s.done; err != nil {
		t.Errorf("stop serving: %v", err)
	}
	if err := s.App.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// testLog writes warnings and errors of the server into the test's own log.
type testLog struct{ t testing.TB }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(line)))
	return len(line), nil
}

// Answer is what the server said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Call makes one HTTP request with a bearer token, or none. A body that is no []byte is sent as JSON.
func (s *Server) Call(t testing.TB, token, method, path string, body any) Answer {
	t.Helper()
	var reader io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case JSON:
		reader = strings.NewReader(string(b))
	case []byte:
		reader, kind = bytes.NewReader(b), "application/octet-stream"
	default:
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	if reader != nil {
		req.Header.Set("Content-Type", kind)
	}
	return answered(t, token, req, http.DefaultClient.Do)
}

// answered makes a request as someone, and reads its answer to the end.
func answered(t testing.TB, token string, req *http.Request, do func(*http.Request) (*http.Response, error)) Answer {
	t.Helper()
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Answer{res.StatusCode, res.Header, text}
}

// Into reads the JSON of an answer that must have the status want.
func (a Answer) Into(t testing.TB, want int, out any) {
	t.Helper()
	if a.Status != want {
		t.Fatalf("answered %d, want %d: %s", a.Status, want, a.Body)
	}
	if out != nil {
		if err := json.Unmarshal(a.Body, out); err != nil {
			t.Fatalf("answer %s: %v", a.Body, err)
		}
	}
}

// Code is the code of a problem.
func (a Answer) Code() string {
	var p struct{ Code string }
	_ = json.Unmarshal(a.Body, &p) // no problem has no code
	return p.Code
}

// Person is an account with a session.
type Person struct {
	ID, Handle, Token, Session string
	RecoveryCodes              []string
}

// Password is what everyone signs up with.
const Password = "velvet-lamp-4711"

// SignUp makes an account.
func (s *Server) SignUp(t testing.TB, handle, name string) Person {
	t.Helper()
	var out struct {
		Account       struct{ ID, Handle string }
		Session       struct{ ID, Token string }
		RecoveryCodes []string
	}
	s.Call(t, "", "POST", "/v1/accounts", map[string]any{
		"handle": handle, "name": name, "birthDate": "1990-01-31", "password": Password,
	}).Into(t, http.StatusCreated, &out)
	return Person{out.Account.ID, out.Account.Handle, out.Session.Token, out.Session.ID, out.RecoveryCodes}
}

// Befriend has a and b follow each other.
func (s *Server) Befriend(t testing.TB, a, b Person) {
	t.Helper()
	for _, pair := range [][2]Person{{a, b}, {b, a}} {
		s.Call(t, pair[0].Token, "PUT", "/v1/accounts/"+pair[1].ID+"/follow", nil).Into(t, http.StatusOK, nil)
	}
}

// TakeMessages has p take first messages from everyone, suggested people, friends or nobody.
func (s *Server) TakeMessages(t testing.TB, p Person, from string) {
	t.Helper()
	s.Call(t, p.Token, "PATCH", "/v1/me/direct-messages", map[string]any{"who": from}).Into(t, http.StatusOK, nil)
}

// Direct makes a and b friends, opens their direct conversation, and returns its id.
func (s *Server) Direct(t testing.TB, a, b Person) string {
	t.Helper()
	s.Befriend(t, a, b)
	return s.Open(t, a, b)
}

// Open opens the direct conversation of a and b, and returns its id: what a writes in it may be a request.
func (s *Server) Open(t testing.TB, a, b Person) string {
	t.Helper()
	var out struct{ ID string }
	answer := s.Call(t, a.Token, "POST", "/v1/conversations", map[string]any{"kind": "direct", "members": []string{b.ID}})
	answer.Into(t, answer.Status, &out)
	if answer.Status != http.StatusOK && answer.Status != http.StatusCreated {
		t.Fatalf("open a conversation: %d %s", answer.Status, answer.Body)
	}
	return out.ID
}

// Group has owner make a group of friends, and returns its id.
func (s *Server) Group(t testing.TB, owner Person, title string, friends ...Person) string {
	t.Helper()
	ids := make([]string, len(friends))
	for i, p := range friends {
		s.Befriend(t, owner, p)
		ids[i] = p.ID
	}
	var out struct{ ID string }
	s.Call(t, owner.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": title, "members": ids}).Into(t, http.StatusCreated, &out)
	return out.ID
}

// Saved opens the conversation of p with themselves, and returns its id.
func (s *Server) Saved(t testing.TB, p Person) string {
	t.Helper()
	var out struct{ ID string }
	answer := s.Call(t, p.Token, "PUT", "/v1/saved", nil)
	answer.Into(t, answer.Status, &out)
	if answer.Status != http.StatusOK && answer.Status != http.StatusCreated {
		t.Fatalf("open what %s saves: %d %s", p.Handle, answer.Status, answer.Body)
	}
	return out.ID
}

// Path is a path with its values escaped, in turn for every %s.
func Path(format string, values ...string) string {
	for _, v := range values {
		format = strings.Replace(format, "%s", url.PathEscape(v), 1)
	}
	return format
}

// JSON is a body that is JSON already.
type JSON string

// SignIn gives p a new session.
func (s *Server) SignIn(t testing.TB, p Person) Person {
	t.Helper()
	var out struct {
		Session struct{ ID, Token string }
	}
	s.Call(t, "", "POST", "/v1/sessions", map[string]any{"handle": p.Handle, "password": Password}).Into(t, http.StatusCreated, &out)
	p.Token, p.Session = out.Session.Token, out.Session.ID
	return p
}

// Send appends a text message and returns its seq.
func (s *Server) Send(t testing.TB, from Person, conversation, text string) int64 {
	t.Helper()
	var entry struct{ Seq int64 }
	s.Call(t, from.Token, "POST", "/v1/conversations/"+conversation+"/entries", map[string]any{
		"clientId": base.NewID(s.Clock.Now()), "kind": "message", "content": map[string]any{"type": "text", "text": text},
	}).Into(t, http.StatusCreated, &entry)
	return entry.Seq
}

// Main is the TestMain of packages that start a Server: their test binary also has to be the image worker that the server
// starts.
func Main(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == media.WorkerCommand {
		os.Exit(media.RunImageWorker())
	}
	os.Exit(m.Run())
}

package app_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
)

func TestHealthIsOpenAndMetricsAreForThisMachine(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	s.Call(t, "", http.MethodGet, "/v1/server", nil).Into(t, 200, nil) // a time that the metrics tell of
	for path, want := range map[string]string{"/healthz": `{"status":"ok"}`, "/readyz": `{"status":"ok","checks":{"database":"ok","media":"ok"}}`, "/metrics": "causerie_http_request_seconds"} {
		if got := s.Call(t, "", http.MethodGet, path, nil); got.Status != 200 || !strings.Contains(string(got.Body), want) {
			t.Errorf("%s: %d %.200s", path, got.Status, got.Body)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Forwarded-For", "203.0.113.7")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 404 {
		t.Errorf("metrics through a proxy: %d", res.StatusCode)
	}
}

func TestUnknownAddressesOfTheAPIAreProblems(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	for _, path := range []string{"/v1/nothing", "/v1/", "/media/x"} {
		if got := s.Call(t, "", http.MethodGet, path, nil); got.Status != 404 || got.Code() != "not_found" {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
	}
}

func TestEverythingIsThereAfterARestart(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		c := s.Direct(t, ada, bob)
		message := map[string]any{"clientId": base.NewID(s.Clock.Now()), "kind": "message", "content": map[string]any{"type": "text", "text": "still here"}}
		path := "/v1/conversations/" + c + "/entries"
		first := s.Call(t, ada.Token, http.MethodPost, path, message)
		first.Into(t, 201, nil)
		s.Restart(t)
		retried := s.Call(t, ada.Token, http.MethodPost, path, message)
		if retried.Status != 200 || !bytes.Equal(retried.Body, first.Body) {
			t.Errorf("the retry got %d %s, want the first entry %s", retried.Status, retried.Body, first.Body)
		}
		var log struct {
			Items []struct{ Seq int64 }
		}
		s.Call(t, bob.Token, http.MethodGet, path, nil).Into(t, 200, &log)
		if len(log.Items) != 1 || log.Items[0].Seq != 1 {
			t.Errorf("bob reads %+v", log)
		}
	})
}

// TestTheLogTellsNothingPrivate runs a conversation with everything logged, and looks for what was said and for secrets.
func TestTheLogTellsNothingPrivate(t *testing.T) {
	var log bytes.Buffer
	config := app.Config{Listen: "127.0.0.1:0", Data: t.TempDir(), LogLevel: "debug"}
	a, err := app.New(t.Context(), config, app.Options{Version: "test", Clock: base.SystemClock{}, Log: app.NewLog(&log, config)})
	if err != nil {
		t.Fatal(err)
	}
	serve := a.Router.Handler()
	call := func(token, method, path, body string) string {
		req, err := http.NewRequestWithContext(t.Context(), method, "http://localhost"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.RemoteAddr = "192.0.2.44:1234"
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+token)
		w := &answer{header: http.Header{}}
		serve.ServeHTTP(w, req)
		return w.body.String()
	}
	signUp := func(handle string) (id, token string) {
		var out struct {
			Account struct{ ID string }
			Session struct{ Token string }
		}
		text := call("", "POST", "/v1/accounts", `{"handle":"`+handle+`","name":"Zebulon","birthDate":"1990-01-31","password":"`+testkit.Password+`"}`)
		if err := json.Unmarshal([]byte(text), &out); err != nil || out.Session.Token == "" {
			t.Fatalf("sign up: %s", text)
		}
		return out.Account.ID, out.Session.Token
	}
	_, ada := signUp("ada.secret")
	bob, _ := signUp("bob.secret")
	var c struct{ ID string }
	if err := json.Unmarshal([]byte(call(ada, "POST", "/v1/conversations", `{"kind":"direct","members":["`+bob+`"]}`)), &c); err != nil {
		t.Fatal(err)
	}
	call(ada, "POST", "/v1/conversations/"+c.ID+"/entries", `{"clientId":"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d","kind":"message","content":{"type":"text","text":"pomegranate"}}`)
	call(ada, "GET", "/v1/messages?q=pomegranate", "")
	call("", "POST", "/v1/sessions", `{"handle":"ada.secret","password":"wrong-persimmon"}`)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if log.Len() == 0 {
		t.Fatal("nothing was logged")
	}
	for _, private := range []string{"pomegranate", "persimmon", testkit.Password, ada, "Zebulon", "ada.secret", "1990-01-31", "192.0.2.44"} {
		if strings.Contains(log.String(), private) {
			t.Errorf("the log holds %q:\n%s", private, log.String())
		}
	}
}

func TestDescriptionNeedsNoStore(t *testing.T) {
	text, err := app.OpenAPI("1.2.3")
	if err != nil || !strings.Contains(string(text), `"appendEntry"`) || !strings.Contains(string(text), `"3.1.0"`) {
		t.Errorf("%.300s, %v", text, err)
	}
}

func TestDescriptionNamesEveryParameterAndAnswer(t *testing.T) {
	text, err := app.OpenAPI("1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	var described struct {
		Paths map[string]map[string]struct {
			OperationID string
			Parameters  []struct{ Name, In string }
			Responses   map[string]any
		}
	}
	if err := json.Unmarshal(text, &described); err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{}
	for path, operations := range described.Paths {
		for _, op := range operations {
			wanted := 0
			for _, p := range op.Parameters {
				if p.In == "path" {
					wanted++
				}
				if p.In == "path" && !strings.Contains(path, "{"+p.Name+"}") {
					t.Errorf("%s: %s is not in %s", op.OperationID, p.Name, path)
				}
			}
			if n := strings.Count(path, "{"); n != wanted {
				t.Errorf("%s describes %d of the %d parameters in %s", op.OperationID, wanted, n, path)
			}
			if len(op.Responses) < 2 {
				t.Errorf("%s describes the answers %v", op.OperationID, op.Responses)
			}
			answers[op.OperationID] = strings.Join(slices.Sorted(maps.Keys(op.Responses)), " ")
		}
	}
	for id, want := range map[string]string{"appendEntry": "200 201 default", "createConversation": "200 201 default", "getMedia": "200 default", "live": "101 default"} {
		if answers[id] != want {
			t.Errorf("%s describes the answers %q, want %q", id, answers[id], want)
		}
	}
}

func TestAStoreThatCannotBeOpenedSaysWhy(t *testing.T) {
	config := app.Config{Listen: ":0", Data: filepath.Join(t.TempDir(), "data"), Database: "postgres://u:hidden@127.0.0.1:1/none?connect_timeout=2"}
	_, err := app.New(t.Context(), config, app.Options{Clock: base.SystemClock{}, Log: slog.New(slog.DiscardHandler)})
	if err == nil || strings.Contains(err.Error(), "hidden") || !strings.Contains(err.Error(), "open the database") {
		t.Errorf("got %v", err)
	}
}

// answer is a response kept in memory.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
)

var (
	member = api.Actor{Account: base.NewID(time.Now()), Session: base.NewID(time.Now())}
	staff  = api.Actor{Account: base.NewID(time.Now()), Session: base.NewID(time.Now()), Role: "moderator"}
)

type echoIn struct {
	Name string `query:"name" maxLength:"10"`
	Body struct {
		Text string `json:"text" maxLength:"5"`
	}
}

type echoOut struct {
	Body struct {
		Text    string  `json:"text"`
		Account base.ID `json:"account"`
	}
}

func newServer(t *testing.T, factor float64, fail error) *httptest.Server {
	t.Helper()
	r := api.NewRouter(api.Config{
		Version: "test", Log: slog.New(slog.DiscardHandler), Clock: base.SystemClock{}, Limits: api.NewLimits(base.SystemClock{}, factor, nil),
		Authenticate: func(_ context.Context, token string) (api.Actor, error) {
			switch token {
			case "member":
				return member, nil
			case "staff":
				return staff, nil
			}
			return api.Actor{}, base.Unauthenticated("unauthenticated", "Sign in first.")
		},
	})
	echo := func(_ context.Context, actor api.Actor, in *echoIn) (*echoOut, error) {
		out := &echoOut{}
		out.Body.Text, out.Body.Account = in.Body.Text, actor.Account
		return out, fail
	}
	api.Register(r, api.Op{ID: "echo", Method: "POST", Path: "/v1/echo", Summary: "Echo.", Tag: "Test"}, echo)
	api.Register(r, api.Op{ID: "open", Method: "POST", Path: "/v1/open", Summary: "Echo.", Tag: "Test", Access: api.Public}, echo)
	api.Register(r, api.Op{ID: "work", Method: "POST", Path: "/v1/work", Summary: "Echo.", Tag: "Test", Access: api.Staff}, echo)
	api.Handle(r, api.Op{ID: "raw", Method: "PUT", Path: "/v1/raw", Summary: "Raw.", Tag: "Test", MaxBody: 10},
		func(_ api.Actor, w http.ResponseWriter, req *http.Request) error {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return base.TooLarge("Send 10 bytes at most.")
			}
			_, err = w.Write(body)
			return err
		})
	if err := r.AddDocs(); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(r.Handler())
	t.Cleanup(server.Close)
	return server
}

func send(t *testing.T, server *httptest.Server, method, path, token, body string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

func TestAccessIsDeniedByDefault(t *testing.T) {
	server := newServer(t, 1, nil)
	tests := []struct {
		path, token string
		want        int
	}{
		{"/v1/echo", "", 401}, {"/v1/echo", "stale", 401}, {"/v1/echo", "member", 200}, {"/v1/echo", "staff", 200},
		{"/v1/open", "", 200}, {"/v1/open", "stale", 200}, {"/v1/open", "member", 200},
		{"/v1/work", "", 401}, {"/v1/work", "member", 404}, {"/v1/work", "staff", 200},
	}
	for _, test := range tests {
		res, body := send(t, server, "POST", test.path, test.token, `{"text":"hi"}`)
		if res.StatusCode != test.want {
			t.Errorf("%s as %q: %d, want %d: %s", test.path, test.token, res.StatusCode, test.want, body)
		}
		if test.want >= 400 && res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s as %q: a refusal of type %q", test.path, test.token, res.Header.Get("Content-Type"))
		}
	}
}

func TestBadInputIsAProblemThatNamesTheField(t *testing.T) {
	server := newServer(t, 1, nil)
	tests := []struct {
		query, body string
		status      int
		location    string
	}{
		{"", `{"text":"too long"}`, 422, "body.text"},
		{"?name=12345678901", `{"text":"hi"}`, 422, "query.name"},
		{"", `{"text":"hi","more":1}`, 422, "body.more"},
		{"", `{"text":`, 400, "body"},
		{"", ``, 400, ""},
		{"", `{"text":"` + strings.Repeat("x", 70_000) + `"}`, 413, ""},
	}
	for _, test := range tests {
		res, text := send(t, server, "POST", "/v1/echo"+test.query, "member", test.body)
		var p api.Problem
		if err := json.Unmarshal([]byte(text), &p); err != nil || res.StatusCode != test.status || p.Status != test.status || p.Code == "" {
			t.Errorf("%.40q: %d %s", test.body, res.StatusCode, text)
			continue
		}
		if test.location != "" && (len(p.Errors) == 0 || p.Errors[0].Location != test.location) {
			t.Errorf("%.40q: errors %v, want one at %s", test.body, p.Errors, test.location)
		}
	}
}

func TestErrorsOfFeaturesBecomeProblems(t *testing.T) {
	soon := time.Now().Add(90 * time.Second)
	tests := []struct {
		err    error
		status int
		code   string
	}{
		{base.Forbidden("not_accepting", "This person isn't accepting this message."), 403, "not_accepting"},
		{base.NotFound(), 404, "not_found"},
		{base.TooMany("too_many_attempts", "Wait.", soon), 429, "too_many_attempts"},
		{base.Internal("read", errors.New("secret of the database")), 500, "internal"},
		{errors.New("secret of the database"), 500, "internal"},
	}
	for _, test := range tests {
		server := newServer(t, 1, test.err)
		res, text := send(t, server, "POST", "/v1/echo", "member", `{"text":"hi"}`)
		if res.StatusCode != test.status || !strings.Contains(text, `"code":"`+test.code+`"`) || strings.Contains(text, "secret") {
			t.Errorf("%v: %d %s", test.err, res.StatusCode, text)
		}
		instance := `"instance":"urn:uuid:` + res.Header.Get("X-Request-Id") + `"`
		if strings.Contains(text, "instance") != (test.status == 500) || test.status == 500 && !strings.Contains(text, instance) {
			t.Errorf("%v: the failure should name its request, and only a failure: %s", test.err, text)
		}
		if test.status == 429 && (res.Header.Get("Retry-After") == "" || !strings.Contains(text, "retryAt")) {
			t.Errorf("a 429 without the time to retry: %v %s", res.Header, text)
		}
	}
}

func TestARequestThatItsClientGaveUpIsNoFailure(t *testing.T) {
	var log strings.Builder
	r := api.NewRouter(api.Config{
		Version: "test", Log: slog.New(slog.NewTextHandler(&log, nil)), Clock: base.SystemClock{}, Limits: api.NewLimits(base.SystemClock{}, 0, nil),
	})
	ctx, giveUp := context.WithCancel(t.Context())
	api.Register(r, api.Op{ID: "slow", Method: "GET", Path: "/v1/slow", Summary: "Slow.", Tag: "Test", Access: api.Public},
		func(context.Context, api.Actor, *struct{}) (*api.Empty, error) {
			giveUp()
			return nil, base.Internal("read", errors.New("interrupted (9)")) // as SQLite says it
		})
	w := httptest.NewRecorder()
	r.Handler().ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/v1/slow", nil))
	if w.Code != http.StatusRequestTimeout || log.Len() > 0 {
		t.Errorf("%d, log %q", w.Code, log.String())
	}
}

func TestTheClientsAddressIsTheOneThatTheProxySaw(t *testing.T) {
	tests := map[string][]string{
		"one":             {"203.0.113.7"},
		"behind a claim":  {"198.51.100.1, 203.0.113.7"},
		"in another line": {"198.51.100.1", "203.0.113.7"},
	}
	for name, lines := range tests {
		t.Run(name, func(t *testing.T) {
			r := api.NewRouter(api.Config{
				Version: "test", Log: slog.New(slog.DiscardHandler), Clock: base.SystemClock{}, Limits: api.NewLimits(base.SystemClock{}, 0, nil),
				TrustProxy: true,
			})
			var got netip.Addr
			api.Register(r, api.Op{ID: "who", Method: "GET", Path: "/v1/who", Summary: "Who.", Tag: "Test", Access: api.Public},
				func(ctx context.Context, _ api.Actor, _ *struct{}) (*api.Empty, error) {
					got = api.ClientIP(ctx)
					return &api.Empty{}, nil
				})
			req := httptest.NewRequest("GET", "/v1/who", nil)
			req.Header["X-Forwarded-For"] = lines
			r.Handler().ServeHTTP(httptest.NewRecorder(), req)
			if got.String() != "203.0.113.7" {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestGuessingTokensIsLimited(t *testing.T) {
	server := newServer(t, 0.1, nil)
	for range 40 {
		if res, _ := send(t, server, "POST", "/v1/echo", "stale", `{"text":"hi"}`); res.StatusCode == 429 {
			return
		}
	}
	t.Error("40 wrong tokens in a row are not too many")
}

func TestLimitsRefuseUntilTheTimeThatTheyTell(t *testing.T) {
	for limit, burst := range map[api.Limit]int{api.Normal: 150, api.Costly: 30, api.Signal: 100} {
		clock := &fixedClock{now: time.Now()}
		limits := api.NewLimits(clock, 1, nil)
		for i := range burst {
			if err := limits.Allow(t.Context(), limit, member.Account, nowhere); err != nil {
				t.Fatalf("limit %d refuses request %d of %d at once: %v", limit, i+1, burst, err)
			}
		}
		for range 100 { // each wait begins at another fraction of a request
			var e *base.Error
			if err := limits.Allow(t.Context(), limit, member.Account, nowhere); !errors.As(err, &e) || e.Kind != base.KindTooMany || !e.RetryAt.After(clock.now) {
				t.Fatalf("limit %d: got %v, want a refusal with a time", limit, err)
			}
			clock.now = e.RetryAt.Add(-time.Millisecond)
			if err := limits.Allow(t.Context(), limit, member.Account, nowhere); err == nil {
				t.Fatalf("limit %d: a millisecond before the time that was told, it is granted", limit)
			}
			clock.now = e.RetryAt
			if err := limits.Allow(t.Context(), limit, member.Account, nowhere); err != nil {
				t.Fatalf("limit %d: at the time that was told: %v", limit, err)
			}
			clock.now = clock.now.Add(1234567 * time.Nanosecond)
		}
		if err := limits.Allow(t.Context(), limit, staff.Account, nowhere); err != nil {
			t.Errorf("limit %d: another account is refused too: %v", limit, err)
		}
	}
}

func TestLimitsLastNoLongerWhenTheClockIsSetBack(t *testing.T) {
	clock := &fixedClock{now: time.Now()}
	limits := api.NewLimits(clock, 1, nil)
	for limits.Allow(t.Context(), api.Costly, member.Account, nowhere) == nil {
	}
	clock.now = clock.now.Add(-24 * time.Hour)
	var e *base.Error
	if err := limits.Allow(t.Context(), api.Costly, member.Account, nowhere); !errors.As(err, &e) || e.RetryAt.Sub(clock.now) > time.Second {
		t.Fatalf("got %v, want a short wait", err)
	}
	clock.now = clock.now.Add(time.Second)
	if err := limits.Allow(t.Context(), api.Costly, member.Account, nowhere); err != nil {
		t.Errorf("a second later: %v", err)
	}
}

func TestAnotherSitesPageCannotWrite(t *testing.T) {
	server := newServer(t, 1, nil)
	res, text := send(t, server, "POST", "/v1/open", "", `{"text":"hi"}`, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	if res.StatusCode != 403 || !strings.Contains(text, "cross_origin") {
		t.Errorf("%d %s", res.StatusCode, text)
	}
}

func TestRawOperationsAreGuardedToo(t *testing.T) {
	server := newServer(t, 1, nil)
	for _, test := range []struct {
		token, body string
		want        int
	}{{"", "x", 401}, {"member", "x", 200}, {"member", "01234567890", 413}} {
		if res, text := send(t, server, "PUT", "/v1/raw", test.token, test.body); res.StatusCode != test.want {
			t.Errorf("%q as %q: %d, want %d: %s", test.body, test.token, res.StatusCode, test.want, text)
		}
	}
}

func TestDocsAndDescriptionListEveryOperation(t *testing.T) {
	server := newServer(t, 1, nil)
	for _, path := range []string{"/docs", "/openapi.json"} {
		res, text := send(t, server, "GET", path, "", "")
		if res.StatusCode != 200 {
			t.Fatalf("%s: %d", path, res.StatusCode)
		}
		for _, id := range []string{"echo", "open", "work", "raw"} {
			if !strings.Contains(text, id) {
				t.Errorf("%s does not name %s", path, id)
			}
		}
		if strings.Contains(text, "<script") || strings.Contains(text, "http://unpkg") {
			t.Errorf("%s loads a script", path)
		}
	}
}

var nowhere netip.Addr

type fixedClock struct{ now time.Time }

func (c *fixedClock) Now() time.Time { return c.now }

func TestAProblemIsShortWhateverWasWrong(t *testing.T) {
	server := newServer(t, 1, nil)
	for _, body := range []string{
		`{"text":"hi"` + strings.Repeat(`,"a":1`, 9000) + `}`,
		`{"text":"hi","` + strings.Repeat("é", 20_000) + `":1}`,
	} {
		for i := range 1000 { // keys that differ
			body = strings.Replace(body, `"a"`, fmt.Sprintf(`"k%d"`, i), 1)
		}
		res, text := send(t, server, "POST", "/v1/echo", "member", body)
		if res.StatusCode != 422 || len(text) > 8<<10 {
			t.Errorf("%d with %d bytes: %.300s", res.StatusCode, len(text), text)
		}
	}
}

func TestABodyThatBreaksOffIsTheClientsMistake(t *testing.T) {
	server := newServer(t, 1, nil)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const head = "POST /v1/open HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var p api.Problem
	if err := json.NewDecoder(res.Body).Decode(&p); err != nil || res.StatusCode != 400 || p.Code != "invalid" {
		t.Errorf("%d %+v, %v", res.StatusCode, p, err)
	}
}

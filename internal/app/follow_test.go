package app_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/testkit"
	"causerie/internal/trace"
	causerie "causerie/sdk/go"
)

// journal is a log that is read while it is written.
type journal struct{ testkit.Journal }

// grep is the lines that hold all words, as grep WORD | grep WORD … shows them.
func (j *journal) grep(words ...string) []string {
	var found []string
	for line := range strings.Lines(j.String()) {
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(line, word) }) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// await waits for a line that holds all words.
func (j *journal) await(t *testing.T, words ...string) string {
	t.Helper()
	var lines []string
	if !basetest.Within(10*time.Second, func() bool { lines = j.grep(words...); return len(lines) > 0 }) {
		t.Fatalf("no line with %q in\n%s", words, j)
	}
	return lines[0]
}

func valueOf(line, key string) string {
	m := regexp.MustCompile(` ` + key + `=(\S+)`).FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	return m[1]
}

// logged runs a server that writes everything into its log, until the test ends.
func logged(t *testing.T, log io.Writer, tracer *trace.Tracer) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config := app.Config{Listen: listener.Addr().String(), Data: t.TempDir(), LogLevel: "debug"}
	a, err := app.New(t.Context(), config, app.Options{Version: "test", Clock: base.SystemClock{}, Log: app.NewLog(log, config), Trace: tracer})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, app.Listeners{Main: listener}) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

const marked = "zq-" // begins everything that is nobody's business

func newcomer(t *testing.T, address, handle string) (*causerie.Client, string) {
	t.Helper()
	client := causerie.New(address)
	in, err := client.SignUp(t.Context(), causerie.SignUp{Handle: handle, Name: marked + "name", BirthDate: "1987-06-05", Password: marked + "password-4711"})
	if err != nil {
		t.Fatal(err)
	}
	return client, in.Account.ID
}

// befriend has two people follow each other.
func befriend(t *testing.T, one *causerie.Client, oneID string, other *causerie.Client, otherID string) {
	t.Helper()
	_, err := one.Follow(t.Context(), otherID)
	if err == nil {
		_, err = other.Follow(t.Context(), oneID)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestOneMessageCanBeFollowedByItsID sends one over HTTP and one over the live connection, and then finds in the log how each was
// taken, committed, told and received, knowing no more than its client id; and nothing of what was said.
func TestOneMessageCanBeFollowedByItsID(t *testing.T) {
	log := &journal{}
	address := logged(t, log, nil)
	ada, adaID := newcomer(t, address, "ada.zqzq")
	bob, bobID := newcomer(t, address, "bob.zqzq")
	befriend(t, ada, adaID, bob, bobID)
	talk, err := ada.OpenDirect(t.Context(), bobID)
	if err != nil {
		t.Fatal(err)
	}
	socket, err := bob.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	for i, send := range []func(causerie.Append) (causerie.Entry, error){
		func(in causerie.Append) (causerie.Entry, error) { return ada.Append(t.Context(), talk.ID, in) },
		func(in causerie.Append) (causerie.Entry, error) { return socket.Append(t.Context(), talk.ID, in) },
	} {
		in := causerie.Text(marked + "text")
		entry, err := send(in)
		if err != nil {
			t.Fatal(err)
		}
		taken := log.await(t, "msg=append", "client="+in.ClientID)
		conversation, seq, request := valueOf(taken, "conversation"), valueOf(taken, "seq"), valueOf(taken, "request")
		who := []string{adaID, bobID}[i]
		if conversation != talk.ID || seq != "12"[i:i+1] || entry.Seq != int64(i+1) || valueOf(taken, "account") != who || request == "" {
			t.Errorf("taken as %s", taken)
		}
		log.await(t, "msg=batch", "committed=true")
		if told := log.await(t, "msg=published", "conversation="+conversation, "seq="+seq, "client="+in.ClientID); valueOf(told, "channels") != "2" {
			t.Errorf("told as %s", told)
		}
		if i == 0 {
			log.await(t, "msg=request", "request="+request, "op=appendEntry", "status=201")
			if err := socket.MarkDelivered(t.Context(), talk.ID, entry.Seq); err != nil {
				t.Fatal(err)
			}
			log.await(t, "msg=position", "conversation="+conversation, "account="+bobID, "delivered="+seq)
			log.await(t, "msg=published", "conversation="+conversation, "account="+bobID, "delivered="+seq)
		}
		again, err := send(in)
		if err != nil || again.Seq != entry.Seq {
			t.Fatalf("the retry: %+v, %v", again, err)
		}
		log.await(t, "msg=append", "client="+in.ClientID, "again=true")
	}
	refuseSome(t, address, ada, talk.ID, adaID)
	log.await(t, "msg=refused", "code=")
	for _, private := range []string{marked, "zqzq", "1987-06", ada.Token(), bob.Token()} {
		if lines := log.grep(private); len(lines) > 0 {
			t.Errorf("the log holds %q:\n%s", private, strings.Join(lines, "\n"))
		}
	}
}

// refuseSome asks for what is refused or unusual, each time with something private in it.
func refuseSome(t *testing.T, address string, ada *causerie.Client, talk, adaID string) {
	t.Helper()
	edit := causerie.Append{ClientID: causerie.NewClientID(), Kind: "edit", TargetSeq: 2, Content: causerie.Content{Type: "text", Text: marked + "edit"}}
	if _, err := ada.Append(t.Context(), talk, edit); err == nil {
		t.Error("someone else's message was edited")
	}
	for _, ask := range []struct{ method, path, token, body string }{
		{"POST", "/v1/sessions", "", `{"handle":"ada.zqzq","password":"` + marked + `wrong"}`},
		{"POST", "/v1/sessions", "", `{"handle":"` + marked + `@mail.example","password":7}`},
		{"POST", "/v1/recoveries", "", `{"handle":"ada.zqzq","code":"` + marked + `code","password":"` + marked + `another"}`},
		{"GET", "/v1/me", marked + "token", ""},
		{"GET", "/v1/messages?q=" + marked + "search", ada.Token(), ""},
		{"GET", "/v1/accounts?q=" + marked + "who", ada.Token(), ""},
		{"PATCH", "/v1/me", ada.Token(), `{"bio":"` + marked + `bio","name":"` + strings.Repeat(marked, 99) + `"}`},
		{"PUT", "/v1/me/avatar", ada.Token(), marked + "no picture"},
		{"PATCH", "/v1/conversations/" + talk, ada.Token(), `{"draft":"` + marked + `draft"}`},
		{"POST", "/v1/conversations/" + talk + "/entries", ada.Token(), `{"clientId":"` + marked + `","kind":"` + marked + `"`},
		{"GET", "/" + marked + "path", "", ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), ask.method, address+ask.path, strings.NewReader(ask.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("User-Agent", marked+"agent")
		if ask.token != "" {
			req.Header.Set("Authorization", "Bearer "+ask.token)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
}

// TestAMessageIsOneTrace looks at the spans of one message: its request, the batch that it went with, transaction, publishing.
func TestAMessageIsOneTrace(t *testing.T) {
	log, spans := &journal{}, tracetest.NewSpanRecorder()
	address := logged(t, log, trace.New(sdk.NewTracerProvider(sdk.WithSpanProcessor(spans))))
	ada, adaID := newcomer(t, address, "ada.zqzq")
	bob, bobID := newcomer(t, address, "bob.zqzq")
	befriend(t, ada, adaID, bob, bobID)
	talk, err := ada.OpenDirect(t.Context(), bobID)
	if err != nil {
		t.Fatal(err)
	}
	in := causerie.Text(marked + "text")
	if _, err := ada.Append(t.Context(), talk.ID, in); err != nil {
		t.Fatal(err)
	}
	batch, publish := await(t, spans, "append batch"), await(t, spans, "publish")
	request := await(t, spans, "appendEntry")
	if about := attribute.NewSet(request.Attributes()...); value(about, "causerie.conversation") != talk.ID || value(about, "causerie.seq") != "1" ||
		value(about, "http.response.status_code") != "201" || value(about, "causerie.request") == "" {
		t.Errorf("the request says %v", request.Attributes())
	}
	if len(batch.Links()) != 1 || batch.Links()[0].SpanContext.SpanID() != request.SpanContext().SpanID() {
		t.Errorf("the batch is linked with %v", batch.Links())
	}
	if len(request.Links()) != 1 || request.Links()[0].SpanContext.SpanID() != batch.SpanContext().SpanID() {
		t.Errorf("the request is linked with %v", request.Links())
	}
	if publish.Parent().SpanID() != batch.SpanContext().SpanID() {
		t.Errorf("publishing is below %v", publish.Parent())
	}
	writes := 0
	for _, s := range spans.Ended() {
		if s.Name() == "write transaction" && s.Parent().SpanID() == batch.SpanContext().SpanID() {
			writes++
		}
		for _, a := range s.Attributes() {
			if strings.Contains(a.Value.String(), marked) || strings.Contains(a.Value.String(), "zqzq") {
				t.Errorf("the span %s tells %s", s.Name(), a.Value.String())
			}
		}
	}
	if writes != 1 {
		t.Errorf("%d transactions below the batch", writes)
	}
	log.await(t, "msg=append", "client="+in.ClientID, "trace="+request.SpanContext().TraceID().String())
	log.await(t, "msg=batch", "trace="+batch.SpanContext().TraceID().String())

	socket, err := bob.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	answer := causerie.Text(marked + "text")
	if _, err := socket.Append(t.Context(), talk.ID, answer); err != nil {
		t.Fatal(err)
	}
	id := valueOf(log.await(t, "msg=append", "client="+answer.ClientID, "trace="), "trace")
	if !basetest.Within(10*time.Second, func() bool {
		return slices.ContainsFunc(spans.Ended(), func(s sdk.ReadOnlySpan) bool {
			return s.Name() == "appendEntry" && s.SpanContext().TraceID().String() == id && value(attribute.NewSet(s.Attributes()...), "causerie.seq") == "2"
		})
	}) {
		t.Fatalf("no span of the call over the live connection, in trace %s", id)
	}
}

func value(about attribute.Set, key attribute.Key) string {
	v, _ := about.Value(key)
	return v.String()
}

func await(t *testing.T, spans *tracetest.SpanRecorder, name string) sdk.ReadOnlySpan {
	t.Helper()
	var found sdk.ReadOnlySpan
	if !basetest.Within(10*time.Second, func() bool {
		ended := spans.Ended()
		at := slices.IndexFunc(ended, func(s sdk.ReadOnlySpan) bool { return s.Name() == name })
		if at >= 0 {
			found = ended[at]
		}
		return at >= 0
	}) {
		t.Fatalf("no span %s", name)
	}
	return found
}

func TestTracesGoToTheCollectorOfTheEnvironment(t *testing.T) {
	off, _, err := trace.Open(t.Context(), "test", slog.New(slog.DiscardHandler))
	if err != nil || off.On() {
		t.Fatalf("without a collector: on %v, %v", off.On(), err)
	}
	got := make(chan string, 10)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		got <- req.URL.Path + " " + string(body)
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_SERVICE_NAME", "chat-of-ada")
	tracer, flush, err := trace.Open(t.Context(), "1.2.3", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, span := tracer.Serve(t.Context(), "appendEntry")
	span.End()
	if err := flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent := <-got
	for _, want := range []string{"/v1/traces ", "appendEntry", "chat-of-ada", "1.2.3"} {
		if !strings.Contains(sent, want) {
			t.Errorf("the collector got no %q: %q", want, sent)
		}
	}
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	if _, _, err := trace.Open(t.Context(), "test", slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "http/protobuf") {
		t.Errorf("another protocol: %v", err)
	}
}

package hostile_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"causerie/internal/db"
	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const workers = 8

// setting is a number from the environment.
func setting(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s must be a whole number: %v", name, err)
	}
	return n
}

// TestNoRequestBreaksTheServer makes CAUSERIE_HOSTILE requests, half on each engine, from CAUSERIE_SEED. The engines take turns
// because what may stay behind is counted for the whole process.
func TestNoRequestBreaksTheServer(t *testing.T) {
	count, seed := int(setting(t, "CAUSERIE_HOSTILE", 50_000)/2), setting(t, "CAUSERIE_SEED", 1)
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			s, mail := start(t, dialect)
			r := &run{t: t, s: s, maker: newMaker(describe(t, s), newWorld(t, s, mail), seed)}
			r.client = &http.Client{
				Transport:     &http.Transport{MaxIdleConnsPerHost: workers, DisableCompression: true, ExpectContinueTimeout: time.Minute},
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
				Timeout:       30 * time.Second,
			}
			r.make(0, min(count, 1000)) // what is opened once and kept
			before := r.settled()
			r.make(min(count, 1000), count)
			if count >= 10_000 {
				r.insist(count)
			}
			r.raw()
			r.reached()
			r.leftNothing(before)
			t.Logf("%d requests from seed %d: %s", count, seed, r.summary())
		})
	}
}

type run struct {
	*maker
	t       *testing.T
	s       *testkit.Server
	client  *http.Client
	answers [600]atomic.Int64 // by status
	done    sync.Map          // ids of operations that were carried out
	failed  atomic.Int64
}

func (r *run) make(from, to int) {
	var group sync.WaitGroup
	var next atomic.Int64
	next.Store(int64(from))
	for range workers {
		group.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= to || r.failed.Load() > 20 {
					return
				}
				if n%2000 == 0 { // throttles of sign-in forget
					r.s.Clock.Move(2 * time.Hour)
					if err := r.s.App.Chat.Expire(r.t.Context()); err != nil { // as it would within a minute of real hours
						r.t.Error(err)
					}
				}
				q := r.request(n)
				if err := r.try(q); err != nil {
					r.failed.Add(1)
					r.t.Errorf("seed %d, request %d: %v\n%s", r.seed, n, err, q)
				}
			}
		})
	}
	group.Wait()
}

// try makes a request and tells what is wrong with the answer.
func (r *run) try(q request) error {
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), q.method, r.s.URL+q.target, body)
	if err != nil {
		return fmt.Errorf("the request cannot be made: %w", err)
	}
	if q.token != "" {
		req.Header.Set("Authorization", "Bearer "+q.token)
	}
	for _, h := range q.header {
		req.Header[h[0]] = append(req.Header[h[0]], h[1])
	}
	res, err := r.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.Header.Get("Content-Encoding") == "gzip" && len(answer) > 0 { // which was asked for
		answer, err = unpacked(answer)
	}
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	r.answers[res.StatusCode].Add(1)
	switch {
	case res.StatusCode >= 500:
		return fmt.Errorf("answered %d: %.500s", res.StatusCode, answer)
	case q.loose, res.StatusCode == http.StatusRequestHeaderFieldsTooLarge: // refused before anyone of ours is asked
		return nil
	}
	if err := q.op.check(res.StatusCode, res.Header, answer); err != nil {
		return fmt.Errorf("answered %d: %w\n%.1000s", res.StatusCode, err, answer)
	}
	if q.op != nil && res.StatusCode < 400 {
		r.done.Store(q.op.ID, true)
		r.world.learn(answer)
		r.world.learnUpload(q.token, q.op.ID, res.Header.Get("Location"), answer)
	}
	return nil
}

func unpacked(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// unreachable operations are refused to requests that are made from the description alone: they need a handshake, a signature, a passkey,
// Facebook, or someone who is young.
var unreachable = []string{
	"getGuardianView",
	"live", "getMedia", "getViewing", "addPasskey", "removePasskey",
	"startFacebookLink", "finishFacebookLink", "refreshFacebook", "facebookDeauthorized", "facebookDeletion", "getFacebookDeletion",
}

// missing are the operations that no request has carried out.
func (r *run) missing() (missing []*operation) {
	for _, op := range r.d.operations {
		if _, done := r.done.Load(op.ID); !done && !slices.Contains(unreachable, op.ID) {
			missing = append(missing, op)
		}
	}
	return missing
}

// insist goes on, for as many requests again at most, with the operations that chance has left out and those that go before them, and tells which
// are never carried out: a run whose requests are all refused proves little.
func (r *run) insist(count int) {
	const round = 500
	for from := count; from < 2*count; from += round {
		missing := r.missing()
		if len(missing) == 0 {
			return
		}
		r.share = slices.Repeat(missing, 4)
		for _, op := range r.d.operations {
			if slices.Contains(oneAfterTheOther, op.ID) || slices.Contains(first, op.ID) {
				r.share = append(r.share, op)
			}
		}
		r.make(from, from+round)
	}
	for _, op := range r.missing() {
		r.t.Errorf("%s was never carried out", op.ID)
	}
}

// reached tells whether those who make the requests are who they were.
func (r *run) reached() {
	for role := stranger; role < roles; role++ {
		if got := r.s.Call(r.t, r.world.people[role].Token, http.MethodGet, "/v1/me", nil); (got.Status == 200) == (role == former) {
			r.t.Errorf("at the end %s is answered %d", role, got.Status)
		}
	}
}

func (r *run) summary() string {
	var b bytes.Buffer
	for status := range r.answers {
		if n := r.answers[status].Load(); n > 0 {
			fmt.Fprintf(&b, "%d×%d ", n, status)
		}
	}
	return b.String()
}

// raw sends what no HTTP client would, and gives up in the middle.
func (r *run) raw() {
	host := r.s.URL[len("http://"):]
	token := r.world.people[member].Token
	requests := []string{
		"\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "G\x00T /v1/me HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1/me HTTP/1.1\r\n\r\n", "GET /v1/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"GET /v1/me HTTP/1.1\r\nHost: x\r\nA\x00: b\r\n\r\n", "GET /v1/me HTTP/1.1\r\nHost: x\r\nX: " + string(bytes.Repeat([]byte("a"), 64<<10)) + "\r\n\r\n",
		"GET /" + string(bytes.Repeat([]byte("a"), 64<<10)) + " HTTP/1.1\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
		"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}", "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}",
		"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz\r\n", "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
		// These wait for a body that does not come, until the other side hangs up.
		"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"handle\":",
		"POST /v1/conversations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"k",
		"PUT /v1/me/avatar HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\nContent-Length: 20000000\r\n\r\n\xff\xd8\xff",
		"GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthoriz",
	}
	for _, text := range requests {
		if err := sendRaw(host, text); err != nil {
			r.t.Errorf("%.80q: %v", text, err)
		}
	}
}

// sendRaw writes text and hangs up after the first line of the answer, which must not be a failure of the server.
func sendRaw(host, text string) error {
	c, err := net.Dial("tcp", host)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := io.WriteString(c, text); err != nil {
		return nil // refused before the end
	}
	if err := c.(*net.TCPConn).CloseWrite(); err != nil && !errors.Is(err, net.ErrClosed) {
		return nil // the server was faster
	}
	if err := c.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return err
	}
	line := make([]byte, len("HTTP/1.1 500"))
	n, err := io.ReadFull(c, line)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return fmt.Errorf("no answer and no end")
	}
	if n == len(line) && line[9] == '5' && string(line[9:]) != "505" && string(line[9:]) != "501" { // a version, an encoding that is none
		return fmt.Errorf("answered %s", line)
	}
	return nil
}

// Package causerie is a client of a Causerie server: its HTTP API, and its live connection.
//
//	client := causerie.New("https://causerie.example")
//	session, err := client.SignIn(ctx, "zoe.martin", password)
//	conversation, err := client.OpenDirect(ctx, friend)
//	entry, err := client.Say(ctx, conversation.ID, "Hello")
//
// A request that the server refuses returns a *Problem, whose Code is stable. Appending is safe to repeat with the same client
// id: the server answers the first entry.
package causerie

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Client speaks to one server as one session, or as nobody before it signs in. It may be used by many goroutines at once.
type Client struct {
	HTTP *http.Client // nil: http.DefaultClient

	server string
	mu     sync.RWMutex
	token  string
}

// New returns a client of the server at an address such as "https://causerie.example".
func New(server string) *Client { return &Client{server: strings.TrimSuffix(server, "/")} }

// SetToken has the client act as the session of token.
func (c *Client) SetToken(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.token = token
}

// Token is the session token, "" before signing in.
func (c *Client) Token() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.token
}

// Problem is a request that the server refused (RFC 9457).
type Problem struct {
	Title   string    `json:"title"`
	Status  int       `json:"status"`
	Code    string    `json:"code"`
	Detail  string    `json:"detail"`
	RetryAt time.Time `json:"retryAt,omitzero"` // when the same request may succeed, zero when that is not known
	Errors  []Field   `json:"errors"`
}

// Field is one part of a request and what is wrong with it.
type Field struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

func (p *Problem) Error() string { return fmt.Sprintf("%s (%d): %s", p.Code, p.Status, p.Detail) }

// CodeOf is the code of a *Problem in err's chain, "" when there is none.
func CodeOf(err error) string {
	var p *Problem
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}

// NewClientID returns a UUID (version 4) to append an entry with.
func NewClientID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// answerWait is how long a call waits for its answer when its context has no deadline: a connection may be dead and not say so.
const answerWait = 20 * time.Second

func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, answerWait)
}

// call makes a request with in as its JSON body, unless it is nil, and reads the answer into out, unless it is nil.
func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("%s %s: write the request: %w", method, path, err)
		}
		body = bytes.NewReader(data)
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, c.server+path, body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token := c.Token(); token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer res.Body.Close()
	if res.StatusCode >= http.StatusBadRequest {
		return problemOf(res)
	}
	if out == nil {
		_, err = io.Copy(io.Discard, res.Body)
	} else {
		err = json.NewDecoder(res.Body).Decode(out)
	}
	if err != nil {
		return fmt.Errorf("%s %s: read the answer: %w", method, path, err)
	}
	return nil
}

// problemOf reads a problem; what is between may answer without one.
func problemOf(res *http.Response) *Problem {
	p := &Problem{}
	if json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(p) != nil || p.Code == "" {
		p = &Problem{Code: "internal", Detail: "The server answered without a reason."}
	}
	p.Status, p.Title = res.StatusCode, http.StatusText(res.StatusCode)
	// A proxy in between names seconds in a header, and no time in a body.
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && p.RetryAt.IsZero() {
		p.RetryAt = time.Now().Add(time.Duration(seconds) * time.Second)
	}
	return p
}

// query is path with the values that are not empty.
func query(path string, values map[string]string) string {
	q := url.Values{}
	for name, value := range values {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

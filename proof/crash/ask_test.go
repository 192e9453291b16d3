package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	causerie "causerie/sdk/go"
)

// answer is what a request was answered with, after the redirection of one that leads somewhere.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// into reads an answer as JSON.
func (a answer) into(out any) error { return json.Unmarshal(a.body, out) }

// ask makes one request that the client of the API has no method for, in a session of the person's. A refusal is a *causerie.Problem.
func (p *person) ask(ctx context.Context, token, method, path string, header map[string]string, body io.Reader) (a answer, err error) {
	if !strings.HasPrefix(path, "http") {
		path = p.url + path
	}
	req, err := http.NewRequestWithContext(ctx, method, path, body)
	if err != nil {
		return a, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := p.client.HTTP.Do(req)
	if err != nil {
		return a, err
	}
	defer res.Body.Close()
	a = answer{status: res.StatusCode, header: res.Header}
	if a.body, err = io.ReadAll(res.Body); err != nil {
		return a, err
	}
	if res.StatusCode < http.StatusBadRequest {
		return a, nil
	}
	problem := &causerie.Problem{}
	if json.Unmarshal(a.body, problem) != nil || problem.Code == "" {
		problem.Code = http.StatusText(res.StatusCode) // HEAD is answered without a body
	}
	problem.Status = res.StatusCode
	return a, problem
}

// tell is ask with a body in JSON, in the person's first session.
func (p *person) tell(ctx context.Context, method, path string, body any) (answer, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return answer{}, err
	}
	return p.ask(ctx, p.client.Token(), method, path, map[string]string{"Content-Type": "application/json"}, bytes.NewReader(text))
}

// look is ask for what is at an address.
func (p *person) look(ctx context.Context, path string) (answer, error) {
	return p.ask(ctx, p.client.Token(), http.MethodGet, path, nil, nil)
}

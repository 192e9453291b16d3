package contacts

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
	"time"
)

// Texts is a web address that brings text messages to phones.
type Texts struct {
	url    url.URL
	token  string
	pause  time.Duration
	client *http.Client
}

// ParseTexts reads the address of a webhook, http:// or https://. token is sent as a bearer token, where there is one. Errors do not repeat
// what is in the address: it may hold a secret.
func ParseTexts(text, token string) (*Texts, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, errors.New("write https://HOST/PATH, where a POST of {\"to\", \"text\"} sends a text message")
	}
	client := &http.Client{
		Timeout: attemptWait,
		// Another address would get the code and the token.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Texts{url: *u, token: token, pause: time.Second, client: client}, nil
}

// Sender sends by this webhook. All attempts at one note have one Idempotency-Key.
func (t *Texts) Sender() Sender {
	return func(ctx context.Context, to string, note Note) error {
		key := rand.Text()
		return retried(t.pause, func(ctx context.Context, to string, note Note) error { return t.post(ctx, key, to, note) })(ctx, to, note)
	}
}

func (t *Texts) post(ctx context.Context, key, to string, note Note) error {
	body, err := json.Marshal(map[string]string{"to": to, "text": note.Text})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url.String(), bytes.NewReader(body))
	if err != nil {
		return errors.New("the address of the SMS webhook is no address")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	if t.token != "" {
		req.Header.Set("Authorization", "Bearer "+t.token)
	}
	res, err := t.client.Do(req)
	if err != nil {
		if whole, ok := errors.AsType[*url.Error](err); ok {
			err = whole.Err // without the address
		}
		return fmt.Errorf("reach the SMS webhook: %w", err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be used again
	switch status := res.StatusCode; {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusUnprocessableEntity:
		return refusal{fmt.Errorf("the SMS webhook answered %s", res.Status)}
	default:
		return fmt.Errorf("the SMS webhook answered %s", res.Status)
	}
}

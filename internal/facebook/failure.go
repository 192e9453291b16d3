package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// failure is why Facebook did not tell what was asked, as the state of a link that it leads to. Its cause has nothing secret in it.
type failure struct {
	state  State
	ofApp  bool // it is the app that asks too much, not one person
	ofCode bool // the code that someone came back with is not good
	cause  error
}

func (f *failure) Error() string { return f.cause.Error() }
func (f *failure) Unwrap() error { return f.cause }

// failed is the failure in an error of this package's; nil for others, such as the end of the request.
func failed(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return nil
}

// graphError is how the Graph API says that something failed. Its message is left alone: it may repeat a token.
type graphError struct {
	Error struct {
		Type    string
		Code    int
		Subcode int    `json:"error_subcode"`
		Trace   string `json:"fbtrace_id"`
	}
}

func refusal(status int, text []byte) error {
	var body graphError
	if err := json.Unmarshal(text, &body); err != nil || body.Error.Code == 0 {
		state := Unavailable
		if status == http.StatusTooManyRequests {
			state = Limited
		}
		return &failure{state: state, cause: fmt.Errorf("the Graph API answered %d", status)}
	}
	return body.failure(status)
}

// The subcodes of code 190 and the like that are told apart.
const appRemoved = 458 // the person removed the app on Facebook

// failure tells what the codes mean: developers.facebook.com/docs/graph-api/guides/error-handling.
func (g graphError) failure(status int) *failure {
	e := g.Error
	f := &failure{state: Unavailable, cause: fmt.Errorf("the Graph API answered %d: code %d, subcode %d, trace %.40q", status, e.Code, e.Subcode, e.Trace)}
	switch {
	case e.Code == 190 && e.Subcode == appRemoved, e.Code == 102 && e.Subcode == appRemoved:
		f.state = Revoked
	case e.Code == 190, e.Code == 102: // expired (463), another password (460), to be confirmed there (459, 464), invalid (467)
		f.state = Expired
	case e.Code == 10, e.Code >= 200 && e.Code < 300:
		f.state = Declined
	case e.Code == 4:
		f.state, f.ofApp = Limited, true
	case e.Code == 17, e.Code == 32, e.Code == 341, e.Code == 368, e.Code == 613:
		f.state = Limited
	case e.Code == 100 && status == http.StatusBadRequest:
		f.ofCode = true // a parameter is not good, and the code is the only one that comes from outside
	}
	return f
}

var (
	errExpired = errors.New("the token has expired")
	errBusy    = errors.New("the app has asked too much")
	errOther   = errors.New("the token is of somebody else")
)

// ignoringEnd is err, unless it is no more than the end of what was under way: it is done the next time.
func ignoringEnd(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

package api

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"causerie/internal/base"
)

// Problem is how every error is answered (RFC 9457), with a code that does not change.
type Problem struct {
	Type   string `json:"type" example:"about:blank" doc:"A name for the kind of problem."`
	Title  string `json:"title" example:"Not Found" doc:"The HTTP status in words."`
	Status int    `json:"status" example:"404" doc:"The HTTP status."`
	Code   string `json:"code" example:"not_found" doc:"Stable; programs decide by it."`
	Detail string `json:"detail,omitempty" doc:"What happened and what one can do, in English."`
	// Instance is where the server failed: whoever runs it finds that request in the log.
	Instance string         `json:"instance,omitempty" example:"urn:uuid:0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d" doc:"Where the server failed: the id of the request in its log, which is also in X-Request-Id."`
	RetryAt  *time.Time     `json:"retryAt,omitempty" doc:"When the same request may succeed."`
	Errors   []ProblemField `json:"errors,omitempty" maxItems:"20" doc:"Which parts of the input are wrong."`
}

// ProblemField is one part of the input and what is wrong with it.
type ProblemField struct {
	Location string `json:"location,omitempty" example:"body.handle"`
	Message  string `json:"message"`
}

func (p *Problem) Error() string             { return p.Code + ": " + p.Detail }
func (p *Problem) GetStatus() int            { return p.Status }
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statuses = map[base.Kind]int{
	base.KindInternal:        http.StatusInternalServerError,
	base.KindInvalid:         http.StatusUnprocessableEntity,
	base.KindUnauthenticated: http.StatusUnauthorized,
	base.KindForbidden:       http.StatusForbidden,
	base.KindNotFound:        http.StatusNotFound,
	base.KindConflict:        http.StatusConflict,
	base.KindGone:            http.StatusGone,
	base.KindTooLarge:        http.StatusRequestEntityTooLarge,
	base.KindUnsupported:     http.StatusUnsupportedMediaType,
	base.KindTooMany:         http.StatusTooManyRequests,
	base.KindUnavailable:     http.StatusServiceUnavailable,
}

// codes are the codes of problems that are found before a feature is asked, by their status.
var codes = map[int]string{
	http.StatusBadRequest:            "invalid",
	http.StatusUnprocessableEntity:   "invalid",
	http.StatusNotFound:              "not_found",
	http.StatusMethodNotAllowed:      "method_not_allowed",
	http.StatusNotAcceptable:         "not_acceptable",
	http.StatusRequestTimeout:        "timeout",
	http.StatusRequestEntityTooLarge: "too_large",
	http.StatusUnsupportedMediaType:  "unsupported_media",
	http.StatusForbidden:             "cross_origin",
}

func newProblem(status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

const (
	bodyUnread  = "cannot read request body" // what huma says, as of a failure of ours, when a client breaks off
	errorsMax   = 20                         // wrong parts of the input that a problem names
	locationMax = 200                        // bytes of where one is, which the input may have made up
)

func shortened(location string) string {
	if len(location) <= locationMax {
		return location
	}
	return strings.ToValidUTF8(location[:locationMax], "") + "…"
}

func init() {
	// Lists are written as [] where they are empty, so no client has to expect null.
	huma.DefaultArrayNullable = false
	// huma makes its own errors (validation, body size) through this variable.
	huma.NewError = func(status int, detail string, errs ...error) huma.StatusError {
		if status == http.StatusInternalServerError && detail == bodyUnread {
			status, detail = http.StatusBadRequest, "The request's body did not arrive whole."
		}
		code := codes[status]
		if code == "" {
			code = "internal"
		}
		p := newProblem(status, code, detail)
		for _, err := range errs {
			if err == nil {
				continue
			}
			field := ProblemField{Message: err.Error()}
			var d huma.ErrorDetailer
			if errors.As(err, &d) {
				field = ProblemField{Location: d.ErrorDetail().Location, Message: d.ErrorDetail().Message}
			}
			if len(p.Errors) == errorsMax {
				break
			}
			field.Location = shortened(field.Location)
			p.Errors = append(p.Errors, field)
		}
		return p
	}
}

// ProblemOf maps an error of a feature. An error that is no *base.Error says nothing about itself.
func ProblemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var e *base.Error
	if !errors.As(err, &e) {
		e = base.Internal("unexpected", err)
	}
	p = newProblem(statuses[e.Kind], e.Code, e.Message)
	if !e.RetryAt.IsZero() {
		at := e.RetryAt.UTC()
		p.RetryAt = &at
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, ProblemField(f))
	}
	return p
}

// unavailableRest is when to come back where nobody knows better.
const unavailableRest = 2 * time.Second

// InstanceOf names the request in a problem; "" where there is none.
func InstanceOf(ctx context.Context) string {
	if id := RequestID(ctx); id != "" {
		return "urn:uuid:" + id
	}
	return ""
}

// problem maps an error and logs it when it is ours. A request that its own client gave up is nobody's failure.
func (r *Router) problem(ctx context.Context, err error) error {
	p := ProblemOf(err)
	if ctx.Err() != nil && p.Status >= http.StatusInternalServerError {
		return newProblem(http.StatusRequestTimeout, "timeout", "The request was given up before it was done.")
	}
	if p.Status >= http.StatusInternalServerError && !base.TurnedAway(err) {
		p.Instance = InstanceOf(ctx)
		r.Log.ErrorContext(ctx, "request failed", "request", RequestID(ctx), "op", requestInfo(ctx).op, "code", p.Code, "error", err)
	}
	if p.RetryAt == nil && p.Status == http.StatusServiceUnavailable {
		at := r.Clock.Now().Add(unavailableRest).UTC()
		p.RetryAt = &at
	}
	var wait http.Header
	if p.RetryAt != nil {
		seconds := max(1, int(math.Ceil(p.RetryAt.Sub(r.Clock.Now()).Seconds())))
		wait = http.Header{"Retry-After": {strconv.Itoa(seconds)}}
	}
	if wait != nil {
		return huma.ErrorWithHeaders(p, wait)
	}
	return p
}

func (r *Router) writeProblem(w http.ResponseWriter, req *http.Request, err error) {
	err = r.problem(req.Context(), err)
	var withHeaders huma.HeadersError
	if errors.As(err, &withHeaders) {
		for name, values := range withHeaders.GetHeaders() {
			w.Header()[name] = values
		}
	}
	p := ProblemOf(err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone: nobody to tell
}

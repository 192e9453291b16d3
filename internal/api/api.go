// Package api is the one way from HTTP to the features: operations are registered with who may call them, authenticated,
// limited, decoded, and their errors mapped to problems (RFC 9457). What is not said is denied: an operation needs a
// signed-in account unless it is registered as Public.
package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"causerie/internal/base"
	"causerie/internal/trace"
)

// Actor is who makes a request: an account, through one of its sessions.
type Actor struct {
	Account base.ID
	Session base.ID
	Role    string // "" for everyone, "moderator" or "admin" for staff
}

// Access says who may call an operation.
type Access int

const (
	SignedIn Access = iota
	Public
	Staff // moderators and admins; for everyone else it is not there
	Admin // admins; likewise
)

// Op describes an operation. Path has {names} that the input type repeats in its `path:"name"` fields.
type Op struct {
	ID      string // stable: clients are generated from it
	Method  string
	Path    string
	Summary string
	Tag     string
	Access  Access
	Status  int   // of success; 0 means 200, or 204 for an Empty output
	Found   bool  // what is to be made may be there already: then it is answered with 200
	MaxBody int64 // bytes; 0 means 64 KiB
	Limit   Limit
	Upload  bool     // the body is a file, and the input embeds Upload
	Serves  string   // the media type that an operation of Handle answers
	Takes   string   // the media type of what an operation of Handle reads
	Headers []string // that an operation of Handle reads
}

// Empty is the output of an operation that answers 204.
type Empty struct{}

// Config is what a Router needs from the rest of the program.
type Config struct {
	Version string
	Log     *slog.Logger
	Clock   base.Clock
	Limits  *Limits
	// Authenticate turns a session token into an actor, or fails with an Unauthenticated error.
	Authenticate func(ctx context.Context, token string) (Actor, error)
	// TrustProxy takes the client's address and scheme from the headers of a reverse proxy.
	TrustProxy bool
	Trace      *trace.Tracer
}

// Router collects the operations and serves them.
type Router struct {
	Config
	mux *http.ServeMux
	api huma.API
	ops []Op
}

// CookieName is the session cookie of the web app.
const CookieName = "causerie_session"

// NewRouter returns a router without operations.
func NewRouter(config Config) *Router {
	r := &Router{Config: config, mux: http.NewServeMux()}
	r.api = humago.New(r.mux, humaConfig(config.Version))
	return r
}

// Ops lists the operations in the order of their registration.
func (r *Router) Ops() []Op { return slices.Clone(r.ops) }

// LimitOf is the limit of an operation, for those that call it by another way than HTTP.
func (r *Router) LimitOf(id string) Limit {
	for _, op := range r.ops {
		if op.ID == id {
			return op.Limit
		}
	}
	return Normal
}

// Fail answers a request with an error.
func (r *Router) Fail(w http.ResponseWriter, req *http.Request, err error) {
	r.writeProblem(w, req, err)
}

// OpenAPI is the description of all operations, version 3.1, as JSON.
func (r *Router) OpenAPI() ([]byte, error) { return r.api.OpenAPI().MarshalJSON() }

// Mux is where what is no operation (the web app, health) is added.
func (r *Router) Mux() *http.ServeMux { return r.mux }

// Register adds an operation. I and O are input and output types in the manner of huma: fields tagged path, query and
// header, and Body. The actor is the zero Actor where a Public operation is called without a session.
func Register[I, O any](r *Router, op Op, do func(ctx context.Context, actor Actor, in *I) (*O, error)) {
	if _, empty := any(new(O)).(*Empty); empty && op.Status == 0 {
		op.Status = http.StatusNoContent
	}
	described := r.describe(&op)
	described.Middlewares = huma.Middlewares{r.admit(op)}
	huma.Register(r.api, described, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, actorOf(ctx), in)
		if err != nil {
			return nil, r.problem(ctx, err)
		}
		return out, nil
	})
	if op.Found {
		found := *described.Responses[strconv.Itoa(op.Status)]
		found.Description = http.StatusText(http.StatusOK)
		described.Responses[strconv.Itoa(http.StatusOK)] = &found
	}
}

// Handle adds an operation that reads its request and writes its response by itself, such as one that serves a file.
// What it returns as an error is answered as a problem, so it returns one only before it writes.
func Handle(r *Router, op Op, do func(actor Actor, w http.ResponseWriter, req *http.Request) error) {
	described := r.describe(&op)
	r.describeRaw(&described, op)
	r.api.OpenAPI().AddOperation(&described)
	r.mux.HandleFunc(op.Method+" "+op.Path, func(w http.ResponseWriter, req *http.Request) {
		ctx, err := r.enter(req, op)
		if err == nil {
			req = req.WithContext(ctx)
			req.Body = http.MaxBytesReader(w, req.Body, op.MaxBody)
			err = do(actorOf(ctx), w, req)
		}
		if err != nil {
			r.writeProblem(w, req, err)
		}
	})
}

func (r *Router) describe(op *Op) huma.Operation {
	if op.MaxBody == 0 {
		op.MaxBody = 64 << 10
	}
	if op.Status == 0 {
		op.Status = http.StatusOK
	}
	r.ops = append(r.ops, *op)
	described := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary, Tags: []string{op.Tag},
		DefaultStatus: op.Status, MaxBodyBytes: op.MaxBody, BodyReadTimeout: 30 * time.Second,
		Responses: map[string]*huma.Response{},
	}
	if op.Upload {
		described.RequestBody = fileBody("application/octet-stream")
	}
	if op.Access != Public {
		described.Security = []map[string][]string{{"session": {}}, {"cookie": {}}}
	}
	return described
}

var pathParameter = regexp.MustCompile(`{(\w+)}`)

// describeRaw describes what huma cannot tell of an operation of Handle: its path and its answers.
func (r *Router) describeRaw(described *huma.Operation, op Op) {
	for _, name := range pathParameter.FindAllStringSubmatch(op.Path, -1) {
		described.Parameters = append(described.Parameters, &huma.Param{
			Name: name[1], In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString},
		})
	}
	for _, name := range op.Headers {
		described.Parameters = append(described.Parameters, &huma.Param{Name: name, In: "header", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	if op.Takes != "" {
		described.RequestBody = fileBody(op.Takes)
	}
	answer := &huma.Response{Description: http.StatusText(op.Status)}
	if op.Serves != "" {
		answer.Content = map[string]*huma.MediaType{op.Serves: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	}
	problem := r.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	described.Responses = map[string]*huma.Response{
		strconv.Itoa(op.Status): answer,
		"default":               {Description: "Error", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}},
	}
}

// admit is enter as a middleware: it runs before any input is read.
func (r *Router) admit(op Op) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		req, w := humago.Unwrap(hc)
		ctx, err := r.enter(req, op)
		if err != nil {
			r.writeProblem(w, req, err)
			return
		}
		next(huma.WithContext(hc, ctx))
	}
}

// enter authenticates and limits a request, and returns its context with what operations may ask about it.
func (r *Router) enter(req *http.Request, op Op) (context.Context, error) {
	ctx := req.Context()
	info := requestInfo(ctx)
	info.op = op.ID
	if token := Token(req); token != "" {
		actor, err := r.Authenticate(ctx, token)
		var e *base.Error
		switch {
		case err == nil:
			info.actor = actor
		case op.Access == Public && errors.As(err, &e) && e.Kind == base.KindUnauthenticated:
			// A stale cookie must not keep anyone from signing in again.
		default:
			if limited := r.Limits.Allow(ctx, op.Limit, base.ID{}, info.ip); limited != nil {
				return ctx, limited
			}
			return ctx, err
		}
	}
	if err := r.Limits.Allow(ctx, op.Limit, info.actor.Account, info.ip); err != nil {
		return ctx, err
	}
	switch {
	case op.Access == Public:
	case info.actor.Account.IsZero():
		return ctx, base.Unauthenticated("unauthenticated", "Sign in first.")
	case op.Access == Staff && info.actor.Role == "", op.Access == Admin && info.actor.Role != "admin":
		return ctx, base.NotFound()
	}
	return ctx, nil
}

// Token is the session token of a request: the bearer token, else the cookie's.
func Token(req *http.Request) string {
	if header := req.Header.Get("Authorization"); header != "" {
		if token, ok := strings.CutPrefix(header, "Bearer "); ok {
			return token
		}
	}
	if cookie, err := req.Cookie(CookieName); err == nil {
		return cookie.Value
	}
	return ""
}

package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"reflect"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/attribute"

	"causerie/internal/base"
	"causerie/internal/trace"
)

// policy lets the page load from its own server only; scripts and styles from files only.
const contentPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
	"connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

var requestSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "causerie_http_request_seconds", Help: "Time to answer HTTP requests, by operation and status.",
	Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
}, []string{"op", "status"})

var limited = promauto.NewCounterVec(prometheus.CounterOpts{
	Name: "causerie_rate_limited_total", Help: "Requests that were refused because one person or address asked for too much, by limit.",
}, []string{"limit"})

var rateLimited = map[Limit]prometheus.Counter{
	Normal: limited.WithLabelValues("normal"), Costly: limited.WithLabelValues("costly"), Signal: limited.WithLabelValues("signal"),
}

// Handler serves everything that was registered, behind what holds for every request: an id, the log, metrics, security
// headers, and the refusal of writes that another site's page makes in a person's name.
func (r *Router) Handler() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.writeProblem(w, req, base.Forbidden("cross_origin", "This request came from another site's page and was not carried out."))
	}))
	return r.observe(guard.Handler(packed(r.mux)))
}

func (r *Router) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		started := time.Now()
		i := r.newInfo(req)
		ctx, span := r.trace(req)
		req = req.WithContext(contextWith(ctx, i))
		header := w.Header()
		header.Set("X-Request-Id", i.id)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Content-Security-Policy", contentPolicy)
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Permissions-Policy", "geolocation=(self), payment=(), usb=()")
		if i.secure {
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(req.URL.Path, "/v1/") {
			header.Set("Cache-Control", "no-store")
		}
		rec := &recorder{ResponseWriter: w}
		if err := deadlines(rec, requestTime); err != nil {
			r.Log.Debug("no deadlines on this connection", "request", i.id, "error", err)
		}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				r.Log.ErrorContext(ctx, "panic", "request", i.id, "op", i.op, "panic", p, "stack", string(debug.Stack()))
				if rec.status == 0 {
					r.writeProblem(rec, req, newProblem(http.StatusInternalServerError, "internal", "Something went wrong on the server. Try again."))
				}
			}
			op := i.op
			if op == "" {
				op = "other"
			}
			took := time.Since(started)
			requestSeconds.WithLabelValues(op, strconv.Itoa(rec.status)).Observe(took.Seconds())
			if span.On() {
				span.Name(op)
				span.Set(attribute.String("causerie.request", i.id), attribute.String("http.request.method", req.Method),
					attribute.Int("http.response.status_code", rec.status))
				if rec.status >= http.StatusInternalServerError {
					span.Failed(http.StatusText(rec.status))
				}
			}
			span.End()
			r.Log.DebugContext(ctx, "request", "request", i.id, "op", op, "method", req.Method, "status", rec.status, "bytes", rec.bytes, "took", took)
		}()
		next.ServeHTTP(rec, req)
	})
}

// trace begins the span of an operation. A live connection has none: each call over it has its own.
func (r *Router) trace(req *http.Request) (context.Context, trace.Span) {
	path := req.URL.Path
	if !r.Trace.On() || path == "/v1/live" || !strings.HasPrefix(path, "/v1/") && !strings.HasPrefix(path, "/media/") {
		return req.Context(), trace.Span{}
	}
	ctx := req.Context()
	if r.TrustProxy {
		ctx = trace.From(ctx, req.Header)
	}
	return r.Trace.Serve(ctx, "request")
}

// requestTime is how long a client may take to send a request and to take in the answer. What is more than a request sets
// its own: an upload, and a live connection, which has none.
const requestTime = time.Minute

func deadlines(w http.ResponseWriter, from time.Duration) error {
	connection, until := http.NewResponseController(w), time.Now().Add(from)
	return errors.Join(connection.SetReadDeadline(until), connection.SetWriteDeadline(until))
}

// recorder remembers how a request was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what the server offers, such as taking over the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// idText is how an ID is described.
type idText string

func (idText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "uuid"}
}

// Encoder is an answer that writes itself as JSON, as encoding/json would. It is for those that are asked for most.
type Encoder interface{ AppendJSON(to []byte) []byte }

var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		e, ok := v.(Encoder)
		if !ok {
			return huma.DefaultJSONFormat.Marshal(w, v)
		}
		text := buffers.Get().(*[]byte)
		defer buffers.Put(text)
		*text = e.AppendJSON((*text)[:0])
		_, err := w.Write(*text)
		return err
	},
	Unmarshal: huma.DefaultJSONFormat.Unmarshal,
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

func humaConfig(version string) huma.Config {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schemas.RegisterTypeAlias(reflect.TypeFor[base.ID](), reflect.TypeFor[idText]())
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Causerie", Version: version,
				Description: "The API of the Causerie server. The web app uses nothing else.",
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{
				Schemas: schemas,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "http", Scheme: "bearer", Description: "The token of a session, from signUp or signIn."},
					"cookie":  {Type: "apiKey", In: "cookie", Name: CookieName, Description: "The same session, as the web app keeps it."},
				},
			},
		},
		OpenAPIPath:   "/openapi",
		Formats:       map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat: "application/json",
	}
	return config
}

// Hijack hands over the connection, for WebSocket.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	r.status = http.StatusSwitchingProtocols
	return http.NewResponseController(r.ResponseWriter).Hijack()
}

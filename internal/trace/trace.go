// Package trace makes OpenTelemetry spans where tracing is on. Where it is off, a Tracer is nil, its spans are the zero Span, and
// neither allocates. Attributes are made under `if span.On()`, because their list is made before a method could look.
package trace

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

const library = "causerie"

// Tracer begins the spans that have no parent in this process. Nil makes none.
type Tracer struct{ tracer trace.Tracer }

// New returns a tracer whose spans go to provider.
func New(provider trace.TracerProvider) *Tracer { return &Tracer{provider.Tracer(library)} }

// On tells whether spans are made at all.
func (t *Tracer) On() bool { return t != nil }

// Serve begins the span of a request; ctx may name the client's span as its parent.
func (t *Tracer) Serve(ctx context.Context, name string) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	return t.start(ctx, name, trace.WithSpanKind(trace.SpanKindServer))
}

// From takes the client's span, as its headers name it (W3C Trace Context), for the parent of what follows.
func From(ctx context.Context, headers map[string][]string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(headers))
}

// Gather begins a span of its own for what is done for several requests at once, and links it with them.
func (t *Tracer) Gather(ctx context.Context, name string, requests []context.Context) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	var links []trace.Link
	for _, request := range requests {
		if from := trace.SpanContextFromContext(request); from.IsValid() {
			links = append(links, trace.Link{SpanContext: from})
		}
	}
	return t.start(ctx, name, trace.WithLinks(links...), trace.WithNewRoot())
}

func (t *Tracer) start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, Span) {
	ctx, span := t.tracer.Start(ctx, name, options...)
	return ctx, Span{span}
}

// Child begins a span below the one in ctx, which may be over; without one there, it makes none.
func Child(ctx context.Context, name string) (context.Context, Span) {
	parent := trace.SpanFromContext(ctx)
	if !parent.SpanContext().IsSampled() {
		return ctx, Span{}
	}
	ctx, span := parent.TracerProvider().Tracer(library).Start(ctx, name)
	return ctx, Span{span}
}

// Current is the span in ctx, to say more about it.
func Current(ctx context.Context) Span {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		return Span{span}
	}
	return Span{}
}

// Span is a stretch of work. The zero Span is none.
type Span struct{ span trace.Span }

// On tells whether what is said of the span is kept.
func (s Span) On() bool { return s.span != nil && s.span.IsRecording() }

// Set says more about the work. It never gets what people wrote, nor who they are beyond an id.
func (s Span) Set(about ...attribute.KeyValue) {
	if s.span != nil {
		s.span.SetAttributes(about...)
	}
}

// Name gives the span the name that became known after its start.
func (s Span) Name(name string) {
	if s.span != nil {
		s.span.SetName(name)
	}
}

// Link points from this span to the one of other.
func (s Span) Link(other Span) {
	if s.span != nil && other.span != nil {
		s.span.AddLink(trace.Link{SpanContext: other.span.SpanContext()})
	}
}

// Failed marks the work as failed. The error itself is in the log.
func (s Span) Failed(what string) {
	if s.span != nil {
		s.span.SetStatus(codes.Error, what)
	}
}

func (s Span) End() {
	if s.span != nil {
		s.span.End()
	}
}

// LogHandler adds the trace of the context to the lines of a log.
func LogHandler(inner slog.Handler) slog.Handler { return logHandler{inner} }

type logHandler struct{ slog.Handler }

func (h logHandler) Handle(ctx context.Context, line slog.Record) error {
	if at := trace.SpanContextFromContext(ctx); at.IsValid() {
		line.AddAttrs(slog.String("trace", at.TraceID().String()))
	}
	return h.Handler.Handle(ctx, line)
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

func (h logHandler) WithGroup(name string) slog.Handler { return logHandler{h.Handler.WithGroup(name)} }

package chat

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/attribute"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/trace"
)

var (
	batchSize = promauto.NewHistogram(prometheus.HistogramOpts{
		Name: "causerie_append_batch_size", Help: "Appends and positions that were committed in one transaction.",
		Buckets: prometheus.ExponentialBuckets(1, 2, 11),
	})
	commitSeconds = promauto.NewHistogram(prometheus.HistogramOpts{
		Name: "causerie_append_commit_seconds", Help: "Time of one transaction of the writer, with the waits of its retries.",
		Buckets: prometheus.ExponentialBuckets(.0005, 2, 14),
	})
	appends = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "causerie_appends_total", Help: "Appends by what became of them: accepted, repeated (a retry that got the first entry), " +
			"refused, failed, or turned away because the queue was full.",
	}, []string{"result"})

	logDifferences = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "causerie_log_differences_total", Help: "Logs of which a device had another copy than the server, by which of the two found it.",
	}, []string{"found"})

	accepted, repeated, refused  = appends.WithLabelValues("accepted"), appends.WithLabelValues("repeated"), appends.WithLabelValues("refused")
	foundByServer, foundByDevice = logDifferences.WithLabelValues("server"), logDifferences.WithLabelValues("device")
	failed, turnedAway           = appends.WithLabelValues("failed"), appends.WithLabelValues("turned_away")
)

// Metrics are the figures of this service that are read when somebody asks for them.
func (s *Service) Metrics() []prometheus.Collector {
	return []prometheus.Collector{
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "causerie_append_queue_length", Help: "Appends and positions that wait for the writer.",
		}, func() float64 { return float64(len(s.writer.queue)) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "causerie_append_queue_max", Help: "How many may wait now; past it they are turned away.",
		}, func() float64 { return float64(s.writer.room.Load()) }),
	}
}

// note counts the works that one transaction carried out, or could not, and writes them into the log and the trace: who follows
// a message finds it there by its conversation, seq, client id or request, never its content.
func (w *writer) note(ctx context.Context, works []*work, b *batch, err error, took time.Duration) {
	batchSize.Observe(float64(len(works)))
	commitSeconds.Observe(took.Seconds())
	span := trace.Current(ctx)
	if span.On() {
		span.Set(attribute.Int("causerie.works", len(works)))
		if err != nil {
			span.Failed("not committed")
		}
	}
	tell := w.Log.Enabled(ctx, slog.LevelDebug)
	for i, k := range works {
		var out outcome
		if err == nil {
			out = b.outcomes[i]
		}
		switch {
		case k.append != nil:
			count(out, err)
		case out.err == errDiffers:
			foundByServer.Inc()
		case k.differs && out.err == nil && err == nil:
			foundByDevice.Inc()
		}
		if tell && err == nil {
			w.tell(k, out)
		}
		if span.On() {
			request := trace.Current(k.origin)
			request.Link(span)
			request.Set(attribute.String("causerie.conversation", k.conversation.String()), attribute.Int64("causerie.seq", out.entry.Seq))
		}
	}
	if tell {
		w.Log.DebugContext(ctx, "batch", "works", len(works), "took", took, "committed", err == nil)
	}
}

func count(out outcome, err error) {
	switch {
	case err != nil:
		failed.Inc()
	case out.err == errUncopied: // it is counted once it has them
	case out.err != nil:
		refused.Inc()
	case out.created:
		accepted.Inc()
	default:
		repeated.Inc()
	}
}

func (w *writer) tell(k *work, out outcome) {
	about := []any{"request", api.RequestID(k.origin), "conversation", k.conversation, "account", k.actor}
	if k.append == nil {
		about = append(about, "read", k.read, "delivered", k.delivered)
	} else {
		about = append(about, "client", k.append.clientID, "kind", k.append.kind, "seq", out.entry.Seq)
	}
	switch {
	case out.err == errUncopied:
		w.Log.DebugContext(k.origin, "copying", about...)
	case out.err != nil:
		w.Log.DebugContext(k.origin, "refused", append(about, "code", base.CodeOf(out.err))...)
	case k.append == nil:
		w.Log.DebugContext(k.origin, "position", about...)
	default:
		w.Log.DebugContext(k.origin, "append", append(about, "again", !out.created)...)
	}
}

// begin is the context of a transaction for works, with a span that links their requests when traces are on.
func (w *writer) begin(works []*work) (context.Context, trace.Span) {
	ctx := context.Background() // the batch belongs to no single caller
	if !w.Trace.On() {
		return ctx, trace.Span{}
	}
	requests := make([]context.Context, len(works))
	for i, k := range works {
		requests[i] = k.origin
	}
	return w.Trace.Gather(ctx, "append batch", requests)
}

// told notes that an event went to the channels of accounts.
func (w *writer) told(ctx context.Context, p publication) {
	if !w.Log.Enabled(ctx, slog.LevelDebug) {
		return
	}
	switch e := p.event.(type) {
	case entryEvent:
		w.Log.DebugContext(ctx, "published", "conversation", e.Entry.ConversationID, "seq", e.Entry.Seq, "client", e.Entry.ClientID, "channels", len(p.accounts))
	case receiptEvent:
		w.Log.DebugContext(ctx, "published", "conversation", e.ConversationID, "account", e.AccountID,
			"read", e.ReadSeq, "delivered", e.DeliveredSeq, "channels", len(p.accounts))
	}
}

package live

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/attribute"

	"causerie/internal/trace"
)

var (
	callSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "causerie_live_call_seconds", Help: "Time to answer calls over live connections, by operation and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"op", "status"})
	published = promauto.NewCounter(prometheus.CounterOpts{
		Name: "causerie_live_published_total", Help: "Events that were handed to the channels of accounts.",
	})
	slowSockets = promauto.NewCounter(prometheus.CounterOpts{
		Name: "causerie_live_slow_sockets_total", Help: "Live connections that were closed because they did not take their events.",
	})
)

// Metrics are the figures of this node that are read when somebody asks for them.
func (n *Node) Metrics() []prometheus.Collector {
	return []prometheus.Collector{
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "causerie_live_connections", Help: "Live connections that are open.",
		}, func() float64 { return float64(n.count(func() int { return len(n.connections) })) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "causerie_live_accounts", Help: "Accounts with a live connection, or that had one a minute ago.",
		}, func() float64 { return float64(n.count(func() int { return len(n.accounts) })) }),
	}
}

func (n *Node) count(of func() int) int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return of()
}

// call is one call under way, to measure and, where traces are on, to trace it.
type call struct {
	op    string
	began time.Time
	span  trace.Span
}

func (n *Node) begin(ctx context.Context, method string) (context.Context, call) {
	if _, known := n.operations[method]; !known {
		method = "other" // names come from outside
	}
	ctx, span := n.Trace.Serve(ctx, method)
	return ctx, call{method, time.Now(), span}
}

func (c call) end(status int) {
	callSeconds.WithLabelValues(c.op, label(status)).Observe(time.Since(c.began).Seconds())
	if c.span.On() {
		c.span.Set(attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			c.span.Failed(http.StatusText(status))
		}
	}
	c.span.End()
}

// label is status as a label; those of every day cost no memory.
func label(status int) string {
	switch status {
	case http.StatusOK:
		return "200"
	case http.StatusCreated:
		return "201"
	case http.StatusNoContent:
		return "204"
	}
	return strconv.Itoa(status)
}

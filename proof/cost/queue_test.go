package cost_test

import (
	"runtime"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// queuedIs waits a moment until n appends wait for the writer, and tells whether they do.
func (g *gauge) queuedIs(n int) bool {
	g.t.Helper()
	for deadline := time.Now().Add(time.Second); g.queued() != n; runtime.Gosched() {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

func (g *gauge) queued() int {
	for _, collector := range g.s.App.Chat.Metrics() {
		found := make(chan prometheus.Metric, 1)
		collector.Collect(found)
		metric := <-found
		var value dto.Metric
		if err := metric.Write(&value); err != nil {
			g.t.Fatal(err)
		}
		if strings.Contains(metric.Desc().String(), `"causerie_append_queue_length"`) {
			return int(value.GetGauge().GetValue())
		}
	}
	g.t.Fatal("the length of the queue is not measured")
	return 0
}

package preview

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"causerie/internal/outside"
)

var (
	fetchSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "causerie_preview_fetch_seconds", Help: "Time of looking at a page for its preview, by result: done, empty (the page says nothing of itself), " +
			"refused (no public address, or no port of the web), late, or failed.",
		Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"result"})
	tileSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "causerie_map_fetch_seconds", Help: "Time of fetching the tiles of a map around a place, by result: done, refused (it led to no public address), late, or failed.",
		Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"result"})
	limited = promauto.NewCounter(prometheus.CounterOpts{
		Name: "causerie_previews_limited_total", Help: "Previews and stills of maps that were refused because somebody had asked for many.",
	})
)

func init() { // a rate starts from nought
	for _, result := range []string{"done", "empty", "refused", "late", "failed"} {
		fetchSeconds.WithLabelValues(result)
		if result != "empty" {
			tileSeconds.WithLabelValues(result)
		}
	}
}

func observe(seconds *prometheus.HistogramVec, began time.Time, err error) {
	result := "done"
	switch {
	case errors.Is(err, outside.ErrNotPublic), errors.Is(err, errPort):
		result = "refused"
	case errors.Is(err, context.DeadlineExceeded):
		result = "late"
	case errors.Is(err, errEmpty):
		result = "empty"
	case err != nil:
		result = "failed"
	}
	seconds.WithLabelValues(result).Observe(time.Since(began).Seconds())
}

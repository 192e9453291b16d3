package media

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var jobSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "causerie_media_job_seconds", Help: "Time of an image worker for one picture, by result: done, refused (the picture's fault) or failed.",
	Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 25},
}, []string{"result"})

var (
	jobDone, jobRefused = jobSeconds.WithLabelValues("done"), jobSeconds.WithLabelValues("refused")
	jobFailed           = jobSeconds.WithLabelValues("failed")
)

// Metrics are the figures of this service that are read when somebody asks for them.
func (s *Service) Metrics() []prometheus.Collector {
	jobs := func(state string, value func() int) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "causerie_media_jobs", Help: "Pictures that an image worker works on, and that wait for one.",
			ConstLabels: prometheus.Labels{"state": state},
		}, func() float64 { return float64(value()) })
	}
	return []prometheus.Collector{
		jobs("running", func() int { return len(s.workers.running) }),
		jobs("waiting", func() int { return max(0, len(s.workers.waiting)-len(s.workers.running)) }),
	}
}

func observeJob(began time.Time, err error) {
	result := jobFailed
	switch err {
	case nil:
		result = jobDone
	case errUnsupported, errDimensions, errBroken:
		result = jobRefused
	}
	result.Observe(time.Since(began).Seconds())
}

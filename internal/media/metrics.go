package media

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"causerie/internal/base"
)

var jobSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name: "causerie_media_job_seconds", Help: "Time of a worker for one picture, voice note or video, by result: done, refused (the file's fault) or failed.",
	Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 25},
}, []string{"result"})

var (
	jobDone, jobRefused = jobSeconds.WithLabelValues("done"), jobSeconds.WithLabelValues("refused")
	jobFailed           = jobSeconds.WithLabelValues("failed")
)

// observeVideo notes the making of a video: of one that is refused, the file is at fault.
func observeVideo(began time.Time, err error) {
	if videoFailures[base.CodeOf(err)] != nil {
		err = errBroken
	}
	observeJob(began, err)
}

// Metrics are the figures of this service that are read when somebody asks for them.
func (s *Service) Metrics() []prometheus.Collector {
	jobs := func(state string, value func() int) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "causerie_media_jobs", Help: "Pictures and voice notes that a worker works on, and that wait for one.",
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
	case errUnsupported, errDimensions, errDuration, errBroken:
		result = jobRefused
	}
	result.Observe(time.Since(began).Seconds())
}

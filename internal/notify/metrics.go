package notify

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var (
	pushes = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "causerie_push_total", Help: "Push messages by what became of them: accepted by the push service, gone (the subscription is, and was removed), " +
			"retried (it was busy or not reached), failed for good, or dropped because too many waited.",
	}, []string{"result"})

	accepted, gone, retried = pushes.WithLabelValues("accepted"), pushes.WithLabelValues("gone"), pushes.WithLabelValues("retried")
	failed, dropped         = pushes.WithLabelValues("failed"), pushes.WithLabelValues("dropped")

	heldBack = promauto.NewCounter(prometheus.CounterOpts{
		Name: "causerie_push_held_total", Help: "People who were told something only when their quiet hours were over.",
	})
)

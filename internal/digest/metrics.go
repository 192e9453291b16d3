package digest

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var (
	digests = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "causerie_digests_total", Help: "Summaries by e-mail by what became of them: sent, unsure (the mail server did not answer after it was given one, which is " +
			"not sent again), failed (tried again later), refused for good by who keeps the address, or unsubscribed by their link.",
	}, []string{"result"})

	sent, unsure, failed, refused = digests.WithLabelValues("sent"), digests.WithLabelValues("unsure"), digests.WithLabelValues("failed"), digests.WithLabelValues("refused")
	unsubscribed                  = digests.WithLabelValues("unsubscribed")
)

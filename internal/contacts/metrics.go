package contacts

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"causerie/internal/base"
)

var (
	evaluated = promauto.NewCounter(prometheus.CounterOpts{
		Name: "causerie_contacts_evaluated_total", Help: "Numbers and addresses that were evaluated, blinded.",
	})
	bucketsServed = promauto.NewCounter(prometheus.CounterOpts{
		Name: "causerie_contacts_buckets_total", Help: "Buckets of identifiers that were answered.",
	})
	overBudget = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "causerie_contacts_over_budget_total", Help: "Requests that a budget refused, by what was asked for: evaluation or code.",
	}, []string{"of"})
	codes = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "causerie_contacts_codes_total",
		Help: "Codes by kind of identifier and by what became of them: sent, refused (the recipient takes none), failed (the mail server or webhook " +
			"did not take it), verified, wrong (a try), expired (a try).",
	}, []string{"kind", "result"})

	evaluationsOver, codesOver = overBudget.WithLabelValues("evaluation"), overBudget.WithLabelValues("code")
)

// Each series is there from the start, at 0, so that its first event is a change.
func init() {
	for _, kind := range kinds {
		for _, result := range []string{"sent", "refused", "failed", "verified", "wrong", "expired"} {
			codes.WithLabelValues(string(kind), result)
		}
	}
}

func observeSent(kind Kind, err error) {
	result := "sent"
	if Refused(err) {
		result = "refused"
	} else if err != nil {
		result = "failed"
	}
	codes.WithLabelValues(string(kind), result).Inc()
}

// countRefused counts err where it says that a budget is spent.
func countRefused(err error, by prometheus.Counter) {
	if base.CodeOf(err) == overBudgetCode {
		by.Inc()
	}
}

package app

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics serves the figures of this process and those of this App, in the form of Prometheus.
func (a *App) metrics(version string) (http.Handler, error) {
	own := prometheus.NewRegistry()
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "causerie_build_info", Help: "Always 1; its labels say what runs.",
		ConstLabels: prometheus.Labels{"version": version, "database": string(a.DB.Dialect())},
	})
	build.Set(1)
	all := []prometheus.Collector{build}
	all = append(all, a.DB.Metrics()...)
	all = append(all, a.Live.Metrics()...)
	all = append(all, a.Account.Metrics()...)
	all = append(all, a.Media.Metrics()...)
	all = append(all, a.Chat.Metrics()...)
	if a.certificates != nil {
		all = append(all, a.certificates.Metrics()...)
	}
	for _, c := range all {
		if err := own.Register(c); err != nil {
			return nil, err
		}
	}
	return promhttp.HandlerFor(prometheus.Gatherers{prometheus.DefaultGatherer, own}, promhttp.HandlerOpts{}), nil
}

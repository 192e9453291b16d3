package db

import (
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var (
	transactionSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "causerie_db_transaction_seconds", Help: "Time of transactions, with the wait for a connection and with retries, by kind: read or write.",
		Buckets: prometheus.ExponentialBuckets(.0001, 2.5, 13),
	}, []string{"kind"})
	readSeconds, writeSeconds = transactionSeconds.WithLabelValues("read"), transactionSeconds.WithLabelValues("write")

	retries = promauto.NewCounter(prometheus.CounterOpts{
		Name: "causerie_db_retries_total", Help: "Transactions that were done again because they lost against another.",
	})
	waitSeconds = promauto.NewCounter(prometheus.CounterOpts{
		Name: "causerie_db_wait_seconds_total", Help: "Time that transactions waited to begin: for a connection, and for the turn of a writer.",
	})
	checkpointSeconds = promauto.NewHistogram(prometheus.HistogramOpts{
		Name: "causerie_sqlite_checkpoint_seconds", Help: "Time to bring the pages of SQLite's write-ahead log into its file.",
		Buckets: prometheus.ExponentialBuckets(.0005, 3, 10),
	})
)

// Metrics are the figures of this store that are read when somebody asks for them.
func (d *DB) Metrics() []prometheus.Collector {
	gauge := func(name, help string, labels prometheus.Labels, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels}, value)
	}
	connections := func(pool string, inUse, most func() float64) []prometheus.Collector {
		labels := prometheus.Labels{"pool": pool}
		return []prometheus.Collector{
			gauge("causerie_db_connections_in_use", "Connections to the database in which something is done.", labels, inUse),
			gauge("causerie_db_connections_max", "Connections to the database that may be open.", labels, most),
		}
	}
	if d.dialect == Postgres {
		return connections("all",
			func() float64 { return float64(d.pool.Stats().InUse) },
			func() float64 { return float64(d.pool.Stats().MaxOpenConnections) })
	}
	return append(append(d.reader.metrics("read", connections), d.writer.metrics("write", connections)...),
		gauge("causerie_sqlite_bytes", "Size of SQLite's files.", prometheus.Labels{"file": "database"}, func() float64 { return sizeOf(d.path) }),
		gauge("causerie_sqlite_bytes", "Size of SQLite's files.", prometheus.Labels{"file": "wal"}, func() float64 { return sizeOf(d.path + "-wal") }))
}

func (p *sqlitePool) metrics(name string, connections func(pool string, inUse, most func() float64) []prometheus.Collector) []prometheus.Collector {
	return connections(name,
		func() float64 { return float64(cap(p.idle) - len(p.idle)) },
		func() float64 { return float64(cap(p.idle)) })
}

// sizeOf is 0 for a file that is not there.
func sizeOf(path string) float64 {
	about, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return float64(about.Size())
}

package app

import (
	"fmt"
	"net/http"
	"net/http/pprof"
	"runtime"
	"runtime/debug"
	"time"
)

// debug serves what tells where time and memory go: a summary, net/http/pprof, and the metrics. It is for who runs the server, on an
// address of its own.
func (a *App) debug() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", a.summary)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.Handle("GET /metrics", a.figures)
	return mux
}

func (a *App) summary(w http.ResponseWriter, _ *http.Request) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	const mb = 1 << 20
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintf(w, "causerie %s, %s, %s\n\n", a.Router.Version, runtime.Version(), a.DB.Dialect())
	fmt.Fprintf(w, "up          %s\n", time.Since(a.began).Round(time.Second))
	fmt.Fprintf(w, "goroutines  %d\n", runtime.NumGoroutine())
	fmt.Fprintf(w, "processors  %d\n", runtime.GOMAXPROCS(0))
	fmt.Fprintf(w, "heap        %d MB in use, %d MB from the system\n", m.HeapAlloc/mb, m.HeapSys/mb)
	fmt.Fprintf(w, "memory      %d MB from the system in all, limit %s\n", m.Sys/mb, memoryLimit())
	fmt.Fprintf(w, "collected   %d times, %s of pauses in all\n\n", m.NumGC, time.Duration(m.PauseTotalNs))
	for _, page := range []string{
		"metrics", "debug/pprof/", "debug/pprof/goroutine?debug=1", "debug/pprof/goroutine?debug=2", "debug/pprof/heap?debug=1",
		"debug/pprof/heap", "debug/pprof/profile?seconds=10", "debug/pprof/trace?seconds=2",
	} {
		fmt.Fprintln(w, "/"+page)
	}
}

// memoryLimit is GOMEMLIMIT in words.
func memoryLimit() string {
	limit := debug.SetMemoryLimit(-1)
	if limit >= 1<<60 {
		return "none"
	}
	return fmt.Sprint(limit>>20, " MB")
}

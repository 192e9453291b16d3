package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"time"
)

// Listeners are where a server is reached.
type Listeners struct {
	Main  net.Listener
	Plain net.Listener // without encryption, beside a Main that has it: leads there. May be nil.
	Debug net.Listener // profiles, for who runs the server. May be nil.
}

// Listen takes the addresses that the settings name.
func Listen(config Config) (l Listeners, err error) {
	open := func(into *net.Listener, flag, address string) {
		if address == "" || err != nil {
			return
		}
		if *into, err = net.Listen("tcp", address); err != nil {
			err = fmt.Errorf("listen on %s: %w (choose another with %s)", address, err, flag)
		}
	}
	open(&l.Main, "--listen", config.Listen)
	if config.TLS() && config.HTTPListen != off {
		open(&l.Plain, "--http-listen", config.HTTPListen)
	}
	open(&l.Debug, "--debug-listen", config.DebugListen)
	if err != nil {
		return Listeners{}, errors.Join(err, l.Close())
	}
	return l, nil
}

// Close gives the addresses back. Serve does so by itself.
func (l Listeners) Close() error {
	var errs []error
	for _, one := range []net.Listener{l.Main, l.Plain, l.Debug} {
		if one != nil {
			errs = append(errs, one.Close())
		}
	}
	return errors.Join(errs...)
}

// Serve answers on the listeners until ctx is done, then lets what is under way finish.
func (a *App) Serve(ctx context.Context, on Listeners) error {
	main := a.server(a.Router.Handler())
	servers := []*http.Server{main}
	failed := make(chan error, 3)
	a.log.Info("serving", "version", a.Router.Version, "listen", on.Main.Addr().String(), "database", string(a.DB.Dialect()), "tls", a.certificates != nil)
	if a.certificates == nil {
		go func() { failed <- main.Serve(on.Main) }()
	} else {
		main.TLSConfig = a.certificates.TLS()
		go func() { failed <- main.ServeTLS(on.Main, "", "") }()
	}
	beside := func(listener net.Listener, handler http.Handler) {
		if listener == nil {
			return
		}
		s := a.server(handler)
		servers = append(servers, s)
		go func() { failed <- s.Serve(listener) }()
	}
	if on.Plain != nil && a.certificates != nil {
		a.log.Info("leading to https", "listen", on.Plain.Addr().String())
		beside(on.Plain, a.certificates.Plain(a.config.Address()))
	}
	if on.Debug != nil {
		a.log.Info("profiles", "listen", on.Debug.Addr().String())
		beside(on.Debug, a.debug())
	}
	working, stopWorking := context.WithCancel(ctx)
	defer stopWorking()
	go a.sweep(working)
	go a.expire(working)
	go a.Schedule.Run(working)
	go a.settle(working)
	go a.digest(working)
	made := make(chan struct{})
	go func() { defer close(made); a.Media.MakeVideos(working) }()
	if a.certificates != nil {
		go a.certificates.Keep(working)
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	a.log.Info("stopping")
	stopWorking()
	errs := []error{a.Live.Shutdown(rest)}
	for _, s := range servers {
		errs = append(errs, s.Shutdown(rest))
	}
	<-made // another server takes what this one has begun
	return errors.Join(errs...)
}

func (a *App) server(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(nameless{a.log.Handler()}, slog.LevelDebug),
	}
}

// nameless leaves out of net/http's own lines from which address somebody came.
type nameless struct{ slog.Handler }

var peer = regexp.MustCompile(` from \S+:\d+`)

func (h nameless) Handle(ctx context.Context, line slog.Record) error {
	line.Message = peer.ReplaceAllString(line.Message, "")
	return h.Handler.Handle(ctx, line)
}

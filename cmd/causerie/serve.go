package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/demo"
	"causerie/internal/trace"
)

type serveCmd struct{}

func (serveCmd) Run(c *cli) error {
	return serve(c, base.SystemClock{}, func(context.Context, *app.App) error { return nil })
}

type demoCmd struct{}

func (demoCmd) Run(c *cli) error {
	clock := &demo.Clock{}
	return serve(c, clock, func(ctx context.Context, a *app.App) error {
		sign, err := demo.Load(ctx, a, clock)
		if err != nil {
			return err
		}
		fmt.Println(sign)
		return nil
	})
}

// serve runs the server until it is interrupted. It calls ready once the store is open and before anyone is served.
func serve(c *cli, clock base.Clock, ready func(context.Context, *app.App) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listeners, err := app.Listen(c.Config)
	if err != nil {
		return err
	}
	log := app.NewLog(os.Stderr, c.Config)
	certificates, err := c.Certificates(log)
	if err != nil {
		return errors.Join(err, listeners.Close())
	}
	tracer, flush, err := trace.Open(ctx, version, log)
	if err != nil {
		return errors.Join(err, listeners.Close())
	}
	defer flushFor(flush)
	a, err := open(ctx, c, app.Options{Clock: clock, Log: log, Trace: tracer, Certificates: certificates})
	if err != nil {
		return errors.Join(err, listeners.Close())
	}
	if err := ready(ctx, a); err != nil {
		return errors.Join(err, listeners.Close(), a.Close())
	}
	fmt.Println("Causerie is at " + c.Address())
	return errors.Join(a.Serve(ctx, listeners), a.Close())
}

// flushFor gives the last spans a few seconds to leave. What fails is in the log.
func flushFor(flush func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = flush(ctx)
}

func open(ctx context.Context, c *cli, options app.Options) (*app.App, error) {
	options.Version = version
	return app.New(ctx, c.Config, options)
}

type openapiCmd struct{}

func (openapiCmd) Run() error {
	text, err := app.OpenAPI(version)
	if err != nil {
		return err
	}
	_, err = fmt.Println(string(text))
	return err
}

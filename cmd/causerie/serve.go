package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/demo"
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
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w (choose another with --listen)", c.Listen, err)
	}
	a, err := open(ctx, c, clock)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := ready(ctx, a); err != nil {
		return errors.Join(err, listener.Close(), a.Close())
	}
	fmt.Println("Causerie is at " + c.Address())
	return errors.Join(a.Serve(ctx, listener), a.Close())
}

func open(ctx context.Context, c *cli, clock base.Clock) (*app.App, error) {
	return app.New(ctx, c.Config, app.Options{Version: version, Clock: clock, Log: app.NewLog(os.Stderr, c.Config)})
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

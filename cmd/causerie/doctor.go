package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/alecthomas/kong"

	"causerie/internal/doctor"
)

type doctorCmd struct {
	JSON bool `name:"json" help:"Print the findings as JSON."`
}

func (d doctorCmd) Run(c *cli, command *kong.Context) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	known := []string{}
	for _, flag := range command.Model.Flags {
		known = append(known, flag.Envs...)
	}
	findings := doctor.Examine(ctx, doctor.Patient{Config: c.Config, Environment: os.Environ(), Known: known})
	if d.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		if err := out.Encode(findings); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			fmt.Println(f)
		}
	}
	if doctor.Failing(findings) {
		return errors.New("something does not work: see the lines that begin with failed")
	}
	return nil
}

// Command causerie is the server of the messenger, with its web app inside.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"causerie/internal/app"
	"causerie/internal/media"
)

// version is set by the build.
var version = "dev"

type cli struct {
	File string `name:"config" default:"causerie.conf" env:"CAUSERIE_CONFIG" placeholder:"FILE" help:"File of settings, a line each: listen = :8080. It may be absent."`
	app.Config

	Serve   serveCmd   `cmd:"" default:"1" help:"Serve the messenger. The default command."`
	Demo    demoCmd    `cmd:"" help:"Serve the messenger with a dozen people and their conversations, to look around."`
	User    userCmd    `cmd:"" help:"Add people, list them, give them a role, let them in again."`
	Policy  policyCmd  `cmd:"" help:"Check packs of rules, compare them, and say why one person may or may not write to another."`
	Staff   staffCmd   `cmd:"" help:"Make people moderators or admins, and list them."`
	Audit   auditCmd   `cmd:"" help:"Print what moderators and admins did."`
	Verify  verifyCmd  `cmd:"" help:"Check everything that is stored, and mend what can be mended."`
	Doctor  doctorCmd  `cmd:"" help:"Check settings, disk, database, clock, limits, certificate and ports, and say what to do."`
	Backup  backupCmd  `cmd:"" help:"Write everything that is stored to one file, also while a server runs."`
	Restore restoreCmd `cmd:"" help:"Fill an empty store from a backup."`
	Show    showCmd    `cmd:"" name:"config" help:"Print every setting and where it came from."`
	OpenAPI openapiCmd `cmd:"" name:"openapi" help:"Print the description of the API (OpenAPI 3.1, JSON)."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == media.WorkerCommand {
		os.Exit(media.RunImageWorker())
	}
	err := run(os.Args[1:])
	status := exit{status: 1, err: err}
	if err == nil {
		return
	}
	errors.As(err, &status)
	if status.err != nil {
		fmt.Fprintln(os.Stderr, "causerie: "+err.Error())
	}
	os.Exit(status.status)
}

func run(args []string) error {
	var c cli
	settings := &settingsFile{}
	parser, err := kong.New(&c,
		kong.Name("causerie"),
		kong.Description("A social messenger that anyone can host: one program, with its web app inside.\n\n"+
			"Every setting is a flag, an environment variable (CAUSERIE_…) or a line of the settings file; the first of these that says something counts."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Resolvers(settings),
	)
	if err != nil {
		return err
	}
	if err := settings.read(args); err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if err != nil {
		parser.FatalIfErrorf(err) // prints the usage that fits
	}
	c.Config.Settle()
	if err := c.Check(); err != nil && command.Command() != "doctor" { // which says so among the rest
		return err
	}
	return command.Run(&c, settings, command)
}

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println("causerie " + version)
	return nil
}

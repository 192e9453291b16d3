package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
	"time"

	"causerie/internal/app"
)

// exit is an error with the status that the program ends with. Nothing is printed where there is no error in it.
type exit struct {
	status int
	err    error
}

func (e exit) Error() string { return fmt.Sprint(e.err) }
func (e exit) Unwrap() error { return e.err }

const (
	statusViolations = 1
	statusUnchecked  = 2
)

type verifyCmd struct {
	JSON   bool `help:"Print the report as JSON."`
	Repair bool `help:"Mend what can be mended without a guess. No server may run on the store."`
	All    bool `help:"List the checks that hold, too."`
}

func (verifyCmd) Help() string {
	return "It reads the store that --data or --database name in one snapshot, beside a server that may be running, and changes nothing " +
		"unless --repair is there, for which every server on the store has to be stopped. It reports places, never what people wrote.\n\n" +
		"Exit status: 0 when everything holds, 1 when something does not, 2 when the store could not be checked."
}

func (v verifyCmd) Run(c *cli) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	began := time.Now()
	found, err := app.VerifyStore(ctx, c.Config, options(c), v.Repair)
	if err != nil {
		return exit{statusUnchecked, err}
	}
	if v.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		err = out.Encode(found)
	} else {
		err = report(os.Stdout, found, v.All, time.Since(began))
	}
	if err != nil {
		return exit{statusUnchecked, err}
	}
	if !found.Clean {
		return exit{status: statusViolations}
	}
	return nil
}

// shownPlaces is how many violations of a check the report for people names.
const shownPlaces = 10

// report writes what a person reads: a line for each check that was repaired or does not hold, and what to do.
func report(w io.Writer, found *app.Inspection, all bool, took time.Duration) error {
	fmt.Fprintf(w, "%s, schema %d\n\n", found.Store, found.Schema)
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, one := range found.Checks {
		state := "holds"
		switch {
		case one.Violations > 0:
			state = "BROKEN"
		case one.Repaired > 0:
			state = "mended"
		case !all:
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s of %s\t%s\n", state, one.Name, count(one.Violations), count(one.Looked), one.Holds)
	}
	err := table.Flush()
	for _, one := range found.Checks {
		if one.Repaired > 0 {
			fmt.Fprintf(w, "\n%s: %s written by the repair\n", one.Name, plural(one.Repaired, "row or file", "rows or files"))
		}
		if one.Violations == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s is broken at\n", one.Name)
		for _, where := range one.Where[:min(len(one.Where), shownPlaces)] {
			fmt.Fprintf(w, "  %s\n", where)
		}
		if more := one.Violations - shownPlaces; more > 0 {
			fmt.Fprintf(w, "  and %s more\n", count(more))
		}
		if one.Repairable != "" && !found.Repaired {
			fmt.Fprintf(w, "  to do: causerie verify --repair %s\n", one.Repairable)
		}
		if one.Advice != "" {
			fmt.Fprintf(w, "  to do: %s\n", one.Advice)
		}
	}
	fmt.Fprintf(w, "%s, %s in %.1f s\n", plural(int64(len(found.Checks)), "check", "checks"),
		plural(found.Violations, "violation", "violations"), took.Seconds())
	return errors.Join(err)
}

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// count is n with a comma between thousands.
func count(n int64) string {
	digits := fmt.Sprint(n)
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, parts...), ",")
}

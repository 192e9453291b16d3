package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"causerie/internal/app"
	"causerie/internal/policy"
)

type policyCmd struct {
	Check   policyCheckCmd   `cmd:"" help:"Read packs and the vectors beside them, and say what is wrong and in which line."`
	Explain policyExplainCmd `cmd:"" help:"Say why one person may or may not reach another: facts, decision, and the rules that led to it."`
	Diff    policyDiffCmd    `cmd:"" help:"Say what would change if one pack took the place of another."`
}

type policyCheckCmd struct {
	File []string `arg:"" help:"Packs, or folders of them."`
}

func (policyCheckCmd) Help() string {
	return "Exit status: 0 when all packs and vectors hold, 1 when one does not."
}

func (p policyCheckCmd) Run() error { return checkPacks(os.Stdout, p.File) }

func checkPacks(w io.Writer, files []string) error {
	wrong := 0
	found := policy.Check(files...)
	for _, one := range found {
		vectors := plural(int64(one.Vectors), "vector holds", "vectors hold")
		switch {
		case one.Err != nil:
			wrong++
			fmt.Fprintln(w, one.Err)
		case one.Vectors == 0:
			fmt.Fprintf(w, "%s: %s; it has no vectors\n", one.File, one.Pack)
		default:
			fmt.Fprintf(w, "%s: %s; %s\n", one.File, one.Pack, vectors)
		}
	}
	switch {
	case len(found) == 0:
		return exit{1, fmt.Errorf("no pack is in %s: a pack is a file NAME.yaml", strings.Join(files, ", "))}
	case wrong > 0:
		return exit{status: 1}
	}
	return nil
}

type policyExplainCmd struct {
	From   string `arg:"" help:"Handle of who writes."`
	To     string `arg:"" help:"Handle of whom they write to."`
	Action string `default:"message" enum:"message,start,group,story_reply,presence" help:"One of ${enum}."`
}

func (policyExplainCmd) Help() string {
	return "It reads the store that --data or --database name, beside a server that may be running. It shows what the two did to each other, such as " +
		"a block, which neither of them may learn from you. The audit log keeps that you looked."
}

func (p policyExplainCmd) Run(c *cli) error {
	from, to := strings.TrimPrefix(p.From, "@"), strings.TrimPrefix(p.To, "@")
	return withApp(c, func(ctx context.Context, a *app.App) error {
		why, err := a.Explain(ctx, policy.Action(p.Action), from, to)
		if err != nil {
			return err
		}
		return explain(os.Stdout, p.Action, "@"+from, "@"+to, why)
	})
}

// explain writes what a person reads about a decision.
func explain(w io.Writer, action, from, to string, why app.Explanation) error {
	fmt.Fprintf(w, "%s: %s to %s\n\ndecision\n  %s\n\nrules, in the order in which they were read; the last one decided\n", action, from, to, why.Decision)
	names := map[policy.Side]string{"from": from, "to": to, "": "-"}
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, r := range why.Rules {
		pack := "every country"
		if r.Pack != "" {
			pack = fmt.Sprintf("%s: %s", r.Pack, r.Value)
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", r.ID, names[r.Side], pack, r.Says())
	}
	fmt.Fprint(table, "\nfacts\n")
	for _, f := range factLines(from, to, why.Facts) {
		fmt.Fprintf(table, "  %s\t%s\n", f[0], f[1])
	}
	return table.Flush()
}

// factLines are facts in words; of what two people can be to each other, only what holds.
func factLines(from, to string, f policy.Facts) (lines [][2]string) {
	say := func(holds bool, what, value string) {
		if holds {
			lines = append(lines, [2]string{what, value})
		}
	}
	person := func(name string, p policy.Person) {
		country := cmp.Or(p.Country, "no country of their own")
		setting := cmp.Or(string(p.Setting), "chosen nothing")
		say(true, name, fmt.Sprintf("%s, %s, setting %s, here since %s", cmp.Or(string(p.Band), "age not known"), country, setting, moment(p.Since)))
		say(p.Suspended, name, "is suspended")
		say(!p.LimitedUntil.IsZero(), name, "may write only to who accepted it, until "+moment(p.LimitedUntil))
		say(!p.SilencedUntil.IsZero(), name, "may write to nobody, until "+moment(p.SilencedUntil))
	}
	person(from, f.From)
	person(to, f.To)
	say(f.FromBlocksTo, from, "blocks "+to)
	say(f.ToBlocksFrom, to, "blocks "+from)
	say(f.FromFollowsTo, from, "follows "+to)
	say(f.ToFollowsFrom, to, "follows "+from)
	say(f.Suggested, from, "is suggested to "+to+", through contacts or Facebook")
	say(f.Vouched, from, "was introduced to "+to+" by a friend of both")
	say(f.Accepted, "both", "write to each other")
	say(f.Asked, to, "asks to write to "+from)
	say(f.Restricted, to, "restricts "+from)
	say(f.FromRestrictsTo, from, "restricts "+to)
	say(!f.DeclinedAt.IsZero(), to, "turned "+from+" down at "+moment(f.DeclinedAt))
	say(f.Request.Messages > 0, from, fmt.Sprintf("has a request with %s waiting", plural(int64(f.Request.Messages), "message", "messages")))
	say(f.Sent.Open > 0, from, fmt.Sprintf("has %s of 24 hours unanswered, the first of %s", plural(int64(f.Sent.Open), "request", "requests"), moment(f.Sent.OldestAt)))
	return lines
}

func moment(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }

type policyDiffCmd struct {
	Before string `arg:"" help:"A pack."`
	After  string `arg:"" help:"The pack that would take its place."`
}

func (p policyDiffCmd) Run() error {
	found, err := policy.Diff(p.Before, p.After)
	if err != nil {
		return err
	}
	return diff(os.Stdout, found)
}

// diff writes what would change, by lines of the packs and by what becomes of a message.
func diff(w io.Writer, found *policy.Difference) error {
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintf(table, "rules: %s\n", plural(int64(len(found.Lines)), "line differs", "lines differ"))
	for _, c := range found.Lines {
		fmt.Fprintf(table, "  %s\t%s -> %s\n", c.What, c.Before, c.After)
	}
	fmt.Fprintf(table, "\nwhat becomes of a message, of %s compared (from, to, what the two are, the setting of the second):\n", plural(int64(found.Compared), "case", "cases"))
	if len(found.Cells) == 0 {
		fmt.Fprintln(table, "  nothing changes")
	}
	for _, c := range found.Cells {
		fmt.Fprintf(table, "  %s\t%s\t->\t%s\n", c.What, c.Before, c.After)
	}
	return table.Flush()
}

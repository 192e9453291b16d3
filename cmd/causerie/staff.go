package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"

	"causerie/internal/account"
	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/safety"
)

type staffCmd struct {
	Add    staffAddCmd    `cmd:"" help:"Make a person a moderator or an admin."`
	Remove staffRemoveCmd `cmd:"" help:"Make a moderator or an admin a member like others."`
	List   staffListCmd   `cmd:"" help:"List moderators and admins."`
}

type staffAddCmd struct {
	Handle string `arg:"" help:"Whom."`
	Role   string `required:"" enum:"moderator,admin" help:"One of ${enum}."`
}

func (s staffAddCmd) Run(c *cli) error { return giveRole(c, s.Handle, s.Role) }

type staffRemoveCmd struct {
	Handle string `arg:"" help:"Whom."`
}

func (s staffRemoveCmd) Run(c *cli) error { return giveRole(c, s.Handle, "member") }

func giveRole(c *cli, handle, role string) error {
	return withApp(c, func(ctx context.Context, a *app.App) error {
		if err := explainHandle(handle, a.Account.UserRole(ctx, handle, role)); err != nil {
			return err
		}
		fmt.Printf("@%s is %s\n", handle, role)
		return nil
	})
}

type staffListCmd struct{}

func (staffListCmd) Run(c *cli) error {
	return withApp(c, func(ctx context.Context, a *app.App) error {
		out := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(out, "HANDLE\tNAME\tROLE")
		err := a.Account.UserList(ctx, func(u account.User) error {
			if u.Role == "" {
				return nil
			}
			_, err := fmt.Fprintf(out, "%s\t%s\t%s\n", u.Handle, u.Name, u.Role)
			return err
		})
		return errors.Join(err, out.Flush())
	})
}

type auditCmd struct {
	Case string `placeholder:"ID" help:"Only what was done in one case."`
	JSON bool   `help:"Print each entry as a line of JSON, with its hash."`
}

func (auditCmd) Help() string {
	return "It prints what staff did, the first entry first; causerie verify checks that nothing is missing or changed."
}

func (cmd auditCmd) Run(c *cli) error {
	var of base.ID
	if cmd.Case != "" {
		var err error
		if of, err = base.ParseID(cmd.Case); err != nil {
			return fmt.Errorf("--case: %w", err)
		}
	}
	return withApp(c, func(ctx context.Context, a *app.App) error {
		out := json.NewEncoder(os.Stdout)
		out.SetEscapeHTML(false)
		return a.Safety.Audit(ctx, of, 0, func(e safety.AuditEntry) error {
			if cmd.JSON {
				return out.Encode(e)
			}
			_, err := fmt.Println(auditLine(e))
			return err
		})
	})
}

// auditLine is an entry for people.
func auditLine(e safety.AuditEntry) string {
	who, about := e.Role, ""
	if e.Handle != "" {
		who += " @" + e.Handle
	} else if e.Actor != nil {
		who += " " + e.Actor.String()
	}
	if e.Case != nil {
		about += " case " + e.Case.String()
	}
	if e.Subject != nil {
		about += " about " + e.Subject.String()
	}
	return fmt.Sprintf("%d  %s  %s  %s%s %s", e.Seq, e.At.Format("2006-01-02 15:04:05"), who, e.Action, about, e.Details)
}

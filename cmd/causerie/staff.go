package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
		staff, err := staffOf(ctx, a)
		if err == nil {
			sayLack(staff)
		}
		return err
	})
}

type staffListCmd struct{}

func (staffListCmd) Run(c *cli) error {
	return withApp(c, func(ctx context.Context, a *app.App) error {
		staff, err := staffOf(ctx, a)
		if err != nil {
			return err
		}
		out := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(out, "HANDLE\tNAME\tROLE")
		for _, u := range staff {
			fmt.Fprintf(out, "%s\t%s\t%s\n", u.Handle, u.Name, u.Role)
		}
		err = out.Flush()
		sayLack(staff)
		return err
	})
}

// staffOf are the moderators and admins.
func staffOf(ctx context.Context, a *app.App) (staff []account.User, err error) {
	err = a.Account.UserList(ctx, func(u account.User) error {
		if u.Role != "" {
			staff = append(staff, u)
		}
		return nil
	})
	return staff, err
}

// sayLack says what they are too few for.
func sayLack(staff []account.User) {
	admins := 0
	for _, u := range staff {
		if u.Role == "admin" {
			admins++
		}
	}
	if lack, do := safety.StaffLack(admins, len(staff)-admins); lack != "" {
		fmt.Fprintf(os.Stderr, "%s → %s\n", lack, do)
	}
}

type auditCmd struct {
	Case string `placeholder:"ID" help:"Only what was done in one case."`
	JSON bool   `help:"Print each entry as a line of JSON, with its hash."`
	File string `placeholder:"FILE" help:"Say whether a file is a case that was handed to authorities, byte for byte, by its SHA-256 in the log."`
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
	if cmd.File != "" {
		return handed(c, cmd.File)
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

// handed looks in the log for the case that a file is.
func handed(c *cli, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	hash := sha256.Sum256(text)
	sum := hex.EncodeToString(hash[:])
	return withApp(c, func(ctx context.Context, a *app.App) error {
		e, err := a.Safety.Handed(ctx, sum)
		if base.CodeOf(err) == "not_found" {
			return fmt.Errorf("%s is no case that was handed out here, or it was changed: no entry of the audit log has its SHA-256, %s", file, sum)
		}
		if err != nil {
			return err
		}
		fmt.Printf("%s is as it was handed out: SHA-256 %s\n%s\n", file, sum, auditLine(e))
		return nil
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

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"causerie/internal/account"
	"causerie/internal/app"
	"causerie/internal/base"
)

type userCmd struct {
	Add   userAddCmd   `cmd:"" help:"Add a person; the password is read from standard input."`
	List  userListCmd  `cmd:"" help:"List everyone: handle, name, role, since when, last seen."`
	Birth userBirthCmd `cmd:"" name:"birthdate" help:"Set when a person was born, which nobody can do for themselves."`
	Reset userResetCmd `cmd:"" help:"Give a person a new password, which is printed, and sign them out everywhere."`
}

type userAddCmd struct {
	Handle    string `arg:"" help:"2 to 30 of a–z, 0–9, _ and a dot."`
	BirthDate string `required:"" placeholder:"YYYY-MM-DD" help:"Date of birth."`
	Name      string `help:"Name that others see; the handle without it."`
	Role      string `default:"member" enum:"member,moderator,admin" help:"One of ${enum}."`
}

func (u userAddCmd) Run(c *cli) error {
	password, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if password = strings.TrimRight(password, "\r\n"); password == "" {
		return errors.Join(errors.New("write the password on standard input, such as: echo PASSWORD | causerie user add …"), err)
	}
	return withApp(c, func(ctx context.Context, a *app.App) error {
		in := account.SignUp{Handle: u.Handle, Name: u.Name, BirthDate: u.BirthDate, Password: password}
		_, codes, err := a.Account.UserAdd(ctx, in, u.Role)
		if err != nil {
			return err
		}
		fmt.Printf("added @%s\nrecovery codes, each good once:\n  %s\n", u.Handle, strings.Join(codes, "\n  "))
		return nil
	})
}

type userListCmd struct{}

func (userListCmd) Run(c *cli) error {
	return withApp(c, func(ctx context.Context, a *app.App) error {
		out := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(out, "HANDLE\tNAME\tROLE\tSINCE\tLAST SEEN")
		err := a.Account.UserList(ctx, func(u account.User) error {
			role, seen := u.Role, "never"
			if role == "" {
				role = "member"
			}
			if !u.LastActiveAt.IsZero() {
				seen = u.LastActiveAt.Format("2006-01-02 15:04")
			}
			_, err := fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", u.Handle, u.Name, role, u.CreatedAt.Format("2006-01-02"), seen)
			return err
		})
		return errors.Join(err, out.Flush())
	})
}

type userBirthCmd struct {
	Handle string `arg:"" help:"Whose."`
	Date   string `arg:"" placeholder:"YYYY-MM-DD" help:"Date of birth. Make sure that it is true: by it, adults and the young are kept apart."`
}

func (u userBirthCmd) Run(c *cli) error {
	return withApp(c, func(ctx context.Context, a *app.App) error {
		band, choices, err := a.Account.UserBirthDate(ctx, u.Handle, u.Date)
		if err := explainHandle(u.Handle, err); err != nil {
			return err
		}
		fmt.Printf("@%s was born on %s: %s. Who can write to them: %s, of %v\n", u.Handle, u.Date, band, choices.Now, choices.May)
		return nil
	})
}

type userResetCmd struct {
	Handle string `arg:"" help:"Whose."`
}

func (u userResetCmd) Run(c *cli) error {
	return withApp(c, func(ctx context.Context, a *app.App) error {
		password, err := a.Account.UserReset(ctx, u.Handle)
		if err := explainHandle(u.Handle, err); err != nil {
			return err
		}
		fmt.Printf("@%s signs in with the password %s and should change it\n", u.Handle, password)
		return nil
	})
}

// withApp runs do on the store that the settings name, beside a server that may be running.
func withApp(c *cli, do func(context.Context, *app.App) error) error {
	ctx := context.Background()
	a, err := open(ctx, c, app.Options{Clock: base.SystemClock{}, Log: app.NewLog(os.Stderr, c.Config)})
	if err != nil {
		return err
	}
	return errors.Join(do(ctx, a), a.Close())
}

func explainHandle(handle string, err error) error {
	if base.CodeOf(err) == "not_found" {
		return fmt.Errorf("there is no @%s; causerie user list shows everyone", handle)
	}
	return err
}

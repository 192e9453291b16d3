package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"causerie/internal/account"
	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/safety"
)

// TestWhoIsStaffIsLogged makes people staff at the command line, and reads what the audit log says of it.
func TestWhoIsStaffIsLogged(t *testing.T) {
	folder := newStore(t)
	with := func(do func(context.Context, *app.App)) {
		t.Helper()
		config := app.Config{Data: folder, LogLevel: "error"}
		a, err := app.New(t.Context(), config, app.Options{Clock: base.SystemClock{}, Log: app.NewLog(os.Stderr, config)})
		if err != nil {
			t.Fatal(err)
		}
		do(t.Context(), a)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	with(func(ctx context.Context, a *app.App) {
		for _, handle := range []string{"ada", "bea"} {
			if _, _, err := a.Account.UserAdd(ctx, account.SignUp{Handle: handle, BirthDate: "1990-01-31", Password: "velvet-lamp-4711"}, "member"); err != nil {
				t.Fatal(err)
			}
		}
	})
	for _, args := range []string{"staff add ada --role moderator", "staff add ada --role admin", "staff add bea --role moderator", "staff remove bea", "user reset bea", "staff list", "audit", "audit --json"} {
		if err := run(append(strings.Fields(args), "--data", folder)); err != nil {
			t.Errorf("%s: %v", args, err)
		}
	}
	for _, args := range []string{"staff add nobody.here --role admin", "audit --case x", "audit --file staff_test.go"} {
		if err := run(append(strings.Fields(args), "--data", folder)); err == nil {
			t.Errorf("%s is no error", args)
		}
	}
	with(func(ctx context.Context, a *app.App) {
		var log []string
		err := a.Safety.Audit(ctx, base.ID{}, 0, func(e safety.AuditEntry) error {
			log = append(log, fmt.Sprint(e.Seq, " ", e.Role, " ", e.Action, " ", string(e.Details)))
			if e.Actor != nil || e.Subject == nil {
				t.Errorf("entry %d: by %v about %v", e.Seq, e.Actor, e.Subject)
			}
			return nil
		})
		want := []string{
			`1 operator staff.role {"before":"member","role":"moderator"}`, `2 operator staff.role {"before":"moderator","role":"admin"}`,
			`3 operator staff.role {"before":"member","role":"moderator"}`, `4 operator staff.role {"before":"moderator","role":"member"}`,
			`5 operator staff.password {}`,
		}
		if err != nil || strings.Join(log, "\n") != strings.Join(want, "\n") {
			t.Errorf("error %v, the log:\n%s", err, strings.Join(log, "\n"))
		}
		found, err := a.Verify(ctx)
		if err != nil || !found.Clean() {
			t.Errorf("verify: %v, %v", found.Lines(), err)
		}
	})
}

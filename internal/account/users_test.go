package account

import (
	"errors"
	"strings"
	"testing"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/verify"
)

func TestOperatorAddsListsAndChangesUsers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, codes, err := w.UserAdd(t.Context(), SignUp{Handle: "admin", Name: "The desk", BirthDate: "1990-01-01", Password: "demo"}, "admin")
		if err != nil || len(codes) != 10 {
			t.Fatalf("codes %q, error %v", codes, err)
		}
		in, _ := w.join("zoe")
		var list []User
		if err := w.UserList(t.Context(), func(u User) error {
			list = append(list, u)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(list) != 2 || list[0].ID != id || list[0].Role != "admin" || list[0].Name != "The desk" || list[1].Handle != "zoe" || !list[1].CreatedAt.Equal(noon) {
			t.Errorf("users %+v", list)
		}

		if !w.good(in.Session.Token) { // and remembered
			t.Fatal("not signed in")
		}
		wantCode(t, w.UserRole(t.Context(), "@Zoe", "moderator"), "")
		if actor, err := w.Authenticate(t.Context(), in.Session.Token); err != nil || actor.Role != "moderator" {
			t.Errorf("actor %+v, error %v", actor, err)
		}
		wantCode(t, w.UserRole(t.Context(), "zoe", "member"), "")
		if actor, err := w.Authenticate(t.Context(), in.Session.Token); err != nil || actor.Role != "" {
			t.Errorf("actor %+v, error %v", actor, err)
		}
		wantCode(t, w.UserRole(t.Context(), "zoe", "king"), "role_unknown")
		wantCode(t, w.UserRole(t.Context(), "nobody", "admin"), "not_found")

		fresh, err := w.UserReset(t.Context(), "zoe")
		if err != nil || w.good(in.Session.Token) || !w.wasEnded(in.Session.ID) {
			t.Errorf("reset: error %v, the session is good: %v", err, w.good(in.Session.Token))
		}
		_, err = w.SignIn(t.Context(), laptop, SignIn{Handle: "zoe", Password: fresh})
		wantCode(t, err, "")
		_, err = w.UserReset(t.Context(), "nobody")
		wantCode(t, err, "not_found")

		for code, bad := range map[string]SignUp{
			"handle_taken":       {Handle: "zoe", BirthDate: "1990-01-01", Password: "x"},
			"password_weak":      {Handle: "leo", BirthDate: "1990-01-01"},
			"age":                {Handle: "leo", BirthDate: "2020-01-01", Password: "x"},
			"birth_date_invalid": {Handle: "leo", Password: "x"},
		} {
			_, _, err := w.UserAdd(t.Context(), bad, "")
			wantCode(t, err, code)
		}
		_, _, err = w.UserAdd(t.Context(), SignUp{Handle: "leo", BirthDate: "1990-01-01", Password: "x"}, "king")
		wantCode(t, err, "role_unknown")
	})
}

func TestUserListStopsWhereItIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.join("zoe")
		w.join("leo")
		stop := errors.New("enough")
		calls := 0
		if err := w.UserList(t.Context(), func(User) error { calls++; return stop }); !errors.Is(err, stop) || calls != 1 {
			t.Errorf("%d calls, error %v", calls, err)
		}
	})
}

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		zoe, _ := w.join("zoe")
		leo, _ := w.join("leo")
		gone := base.NewID(noon)
		damage := func(statement string, args ...any) {
			t.Helper()
			if err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), statement, args...)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		damage(`UPDATE accounts SET password_hash = '' WHERE account_id = $1`, zoe.Account.ID)
		damage(`DELETE FROM account_terms WHERE account_id = $1`, zoe.Account.ID)
		damage(`DELETE FROM handles WHERE handle = $1`, "leo")
		damage(`INSERT INTO handles (handle, skeleton, account_id) VALUES ('ghost', 'ghost', $1)`, gone)
		damage(`INSERT INTO recovery_codes (account_id, code_hash) VALUES ($1, $1)`, gone)
		damage(`INSERT INTO account_terms (term, account_id) VALUES ($1, $1)`, gone)
		damage(`INSERT INTO recovery_codes (account_id, code_hash) VALUES ($1, $2)`, leo.Account.ID, []byte("an eleventh"))
		results, err := verify.All(t.Context(), w.DB, w.Checks())
		if err != nil {
			t.Fatal(err)
		}
		found := results.Lines()
		all := strings.Join(found, "\n")
		for _, want := range []string{
			"accounts.entry: account " + zoe.Account.ID.String(), "terms.account: account " + zoe.Account.ID.String(),
			"accounts.handle: account " + leo.Account.ID.String(), "handles.account: handle ghost account " + gone.String(),
			"codes.account: account " + gone.String(), "terms.orphan: account " + gone.String(),
			"codes.count: account " + leo.Account.ID.String(),
		} {
			if !strings.Contains(all, want) {
				t.Errorf("verify did not find %q in:\n%s", want, all)
			}
		}
		if len(found) != 7 {
			t.Errorf("verify found %d things:\n%s", len(found), all)
		}
		for _, table := range []string{"accounts", "handles", "recovery_codes", "account_terms", "sessions"} {
			damage(`DELETE FROM ` + table)
		}
	})
}

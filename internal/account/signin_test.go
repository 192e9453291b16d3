package account

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, _ := w.join("zoe")
		second, err := w.SignIn(t.Context(), laptop, SignIn{Handle: " @ZOE", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		if second.Account.ID != first.Account.ID || second.Session.ID == first.Session.ID || second.Session.Token == first.Session.Token {
			t.Errorf("signed in as %+v with %+v", second.Account, second.Session)
		}
		if !w.good(first.Session.Token) || !w.good(second.Session.Token) {
			t.Error("a token is not good")
		}
	})
}

func TestUnknownHandleAndWrongPasswordHaveOneAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.join("zoe")
		var answers []string
		for _, in := range []SignIn{
			{Handle: "zoe", Password: "quatre petits chats"}, {Handle: "leo", Password: password}, {Handle: "zo\x00e", Password: password},
			{Handle: "\xff", Password: "\xff"}, {Handle: "zoe"}, {}, {Handle: "zoe", Password: strings.Repeat("a", 1<<20)},
		} {
			_, err := w.SignIn(t.Context(), Client{}, in)
			wantCode(t, err, "bad_credentials")
			answers = append(answers, fmt.Sprint(err))
		}
		for _, a := range answers {
			if a != answers[0] {
				t.Errorf("answers %q and %q", a, answers[0])
			}
		}
	})
}

func TestGuessingIsSlowedDownForKnownAndUnknownHandlesAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.join("zoe")
		for _, handle := range []string{"zoe", "nobody"} {
			var told *base.Error
			tries := 0
			for ; tries < 50; tries++ {
				_, err := w.SignIn(t.Context(), Client{Address: fmt.Sprintf("198.51.100.%d", tries)}, SignIn{Handle: handle, Password: "a guess of mine"})
				if errors.As(err, &told) && told.Code == "too_many_attempts" {
					break
				}
			}
			if tries != 9 || !told.RetryAt.After(w.clock.Now()) {
				t.Errorf("%s: refused after %d guesses, until %v", handle, tries, told.RetryAt)
			}
			_, err := w.SignIn(t.Context(), Client{Address: "198.51.100.99"}, SignIn{Handle: handle, Password: password})
			wantCode(t, err, "too_many_attempts")
		}
		if _, err := w.SignIn(t.Context(), laptop, SignIn{Handle: "zoe", Password: password}); err != nil {
			t.Errorf("strangers who guess keep the owner out of her own network: %v", err)
		}
		w.clock.Move(time.Hour)
		if _, err := w.SignIn(t.Context(), Client{Address: "198.51.100.99"}, SignIn{Handle: "zoe", Password: password}); err != nil {
			t.Errorf("an hour later: %v", err)
		}
	})
}

func TestOneAddressCannotTryManyAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 60 {
			_, err := w.SignIn(t.Context(), Client{Address: "2001:db8::1"}, SignIn{Handle: fmt.Sprintf("person%d", i), Password: password})
			if base.CodeOf(err) == "too_many_attempts" {
				if i < 40 {
					t.Errorf("refused after %d", i)
				}
				_, err := w.SignIn(t.Context(), Client{Address: "2001:db8::2"}, SignIn{Handle: "zoe", Password: password})
				wantCode(t, err, "too_many_attempts")
				return
			}
		}
		t.Error("60 accounts were tried from one address")
	})
}

func TestOutdatedHashIsRenewedWhenThePasswordIsKnown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		w.passwords = newPasswords(cost{memory: 128, passes: 1, threads: 1})
		w.signIn("zoe")
		var hash string
		err := w.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT password_hash FROM accounts WHERE account_id = $1`, in.Account.ID).Scan(&hash)
		})
		if err != nil || !strings.Contains(hash, "m=128,") {
			t.Errorf("hash %q, error %v", hash, err)
		}
		w.signIn("zoe")
	})
}

func TestNoSecretIsStoredAsItIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, codes := w.join("zoe")
		var hash string
		var token []byte
		err := w.DB.Read(t.Context(), func(tx *db.Tx) error {
			return errors.Join(
				tx.Row(t.Context(), `SELECT password_hash FROM accounts`).Scan(&hash),
				tx.Row(t.Context(), `SELECT token_hash FROM sessions`).Scan(&token))
		})
		if err != nil || strings.Contains(hash, password) || strings.Contains(in.Session.Token, string(token)) || len(token) != 32 {
			t.Errorf("stored are %q and %x, error %v", hash, token, err)
		}
		if strings.Contains(fmt.Sprint(in.Account), codes[0]) {
			t.Error("an account tells its codes")
		}
	})
}

func TestChangePasswordNeedsTheCurrentOneAndEndsOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		here, _ := w.join("zoe")
		there := w.signIn("zoe")
		const fresh = "quatre petits chiens"
		wantCode(t, w.ChangePassword(t.Context(), here.actor(), laptop, "wrong", fresh), "bad_credentials")
		wantCode(t, w.ChangePassword(t.Context(), here.actor(), laptop, password, "password"), "password_common")
		if !w.good(there.Session.Token) {
			t.Fatal("a refused change ended a session")
		}
		if err := w.ChangePassword(t.Context(), here.actor(), laptop, password, fresh); err != nil {
			t.Fatal(err)
		}
		if !w.good(here.Session.Token) || w.good(there.Session.Token) {
			t.Errorf("here is good: %v, there: %v", w.good(here.Session.Token), w.good(there.Session.Token))
		}
		if w.wasEnded(here.Session.ID) || !w.wasEnded(there.Session.ID) {
			t.Errorf("ended are %v", w.ended)
		}
		_, err := w.SignIn(t.Context(), laptop, SignIn{Handle: "zoe", Password: password})
		wantCode(t, err, "bad_credentials")
		_, err = w.SignIn(t.Context(), laptop, SignIn{Handle: "zoe", Password: fresh})
		wantCode(t, err, "")
	})
}

func TestThiefOfASessionCannotGuessThePassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		for i := range 20 {
			err := w.ChangePassword(t.Context(), in.actor(), laptop, "a guess", "quatre petits chiens")
			if base.CodeOf(err) == "too_many_attempts" {
				return
			}
			if i > 10 {
				t.Fatal("guesses are not slowed down")
			}
		}
	})
}

func TestConfirmNeedsASessionThatIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		_, err := w.RenewRecoveryCodes(t.Context(), api.Actor{Account: in.Account.ID, Session: base.NewID(noon)}, laptop, password)
		wantCode(t, err, "unauthenticated")
	})
}

func TestRecoveryCodeSetsAPasswordOnceAndEndsAllSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		before, codes := w.join("zoe")
		const fresh = "quatre petits chiens"
		spent, err := w.Recover(t.Context(), laptop, Recovery{Handle: "Zoe", Code: strings.ToLower(codes[3]), Password: fresh})
		if err != nil {
			t.Fatal(err)
		}
		if spent.Account.RecoveryCodesLeft != 9 || w.good(before.Session.Token) || !w.good(spent.Session.Token) || !w.wasEnded(before.Session.ID) {
			t.Errorf("account %+v; before is good: %v", spent.Account, w.good(before.Session.Token))
		}
		_, err = w.SignIn(t.Context(), laptop, SignIn{Handle: "zoe", Password: fresh})
		wantCode(t, err, "")
		for name, c := range map[string]struct {
			in   Recovery
			code string
		}{
			"a code that was used":     {Recovery{"zoe", codes[3], fresh}, "bad_credentials"},
			"a code that never was":    {Recovery{"zoe", "0000-0000-0000-0000", fresh}, "bad_credentials"},
			"no code":                  {Recovery{"zoe", "", fresh}, "bad_credentials"},
			"nobody":                   {Recovery{"leo", codes[4], fresh}, "bad_credentials"},
			"a weak password is first": {Recovery{"zoe", codes[4], "password"}, "password_common"},
		} {
			_, err := w.Recover(t.Context(), laptop, c.in)
			if base.CodeOf(err) != c.code {
				t.Errorf("%s: error %v", name, err)
			}
		}
		_, err = w.Recover(t.Context(), laptop, Recovery{"zoe", codes[4], fresh})
		wantCode(t, err, "")
	})
}

func TestRecoveryCodesAreReplacedTogether(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, old := w.join("zoe")
		_, err := w.RenewRecoveryCodes(t.Context(), in.actor(), laptop, "wrong")
		wantCode(t, err, "bad_credentials")
		codes, err := w.RenewRecoveryCodes(t.Context(), in.actor(), laptop, password)
		if err != nil || len(codes) != 10 {
			t.Fatalf("codes %q, error %v", codes, err)
		}
		_, err = w.Recover(t.Context(), laptop, Recovery{"zoe", old[0], password})
		wantCode(t, err, "bad_credentials")
		_, err = w.Recover(t.Context(), laptop, Recovery{"zoe", codes[0], password})
		wantCode(t, err, "")
	})
}

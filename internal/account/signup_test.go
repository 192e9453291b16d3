package account

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"causerie/internal/base"
)

func TestSignUpMakesAnAccountAndASession(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, codes, err := w.SignUp(t.Context(), Client{UserAgent: "curl/8", Address: "192.0.2.7"}, SignUp{
			Handle: "Zoe.Martin", Name: " Zoé\u202e  Martin", BirthDate: "1990-06-15", Password: password, Language: "fr",
		})
		if err != nil {
			t.Fatal(err)
		}
		me := in.Account
		if me.Handle != "zoe.martin" || me.Name != "Zoé Martin" || me.BirthDate != "1990-06-15" || me.Language != "fr" || me.Role != "" ||
			!me.HasPassword || me.Passkeys != 0 || me.RecoveryCodesLeft != 10 || !me.CreatedAt.Equal(noon) || me.Avatar != nil {
			t.Errorf("account %+v", me)
		}
		if len(codes) != 10 {
			t.Errorf("%d recovery codes", len(codes))
		}
		actor, err := w.Authenticate(t.Context(), in.Session.Token)
		if err != nil || actor != in.actor() {
			t.Errorf("the token is of %+v, error %v", actor, err)
		}
		sessions, err := w.Sessions(t.Context(), actor)
		if err != nil || len(sessions) != 1 || sessions[0].Device != "curl" || sessions[0].Address != "192.0.2.7" || !sessions[0].Current {
			t.Errorf("sessions %+v, error %v", sessions, err)
		}
		read, err := w.Me(t.Context(), actor)
		if err != nil || !reflect.DeepEqual(read, me) {
			t.Errorf("read again it is %+v, error %v", read, err)
		}
	})
}

func TestSignUpIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.join("marie")
		good := SignUp{Handle: "zoe", BirthDate: "1990-06-15", Password: password}
		for name, c := range map[string]struct {
			change func(*SignUp)
			code   string
		}{
			"a handle that is taken":         {func(in *SignUp) { in.Handle = "Marie" }, "handle_taken"},
			"a handle that looks like one":   {func(in *SignUp) { in.Handle = "rnarie" }, "handle_confusable"},
			"a reserved handle":              {func(in *SignUp) { in.Handle = "admin" }, "handle_taken"},
			"what looks like a reserved one": {func(in *SignUp) { in.Handle = "adrnin" }, "handle_confusable"},
			"no handle":                      {func(in *SignUp) { in.Handle = "zoé" }, "handle_invalid"},
			"a child":                        {func(in *SignUp) { in.BirthDate = "2020-01-01" }, "age"},
			"no date":                        {func(in *SignUp) { in.BirthDate = "" }, "birth_date_invalid"},
			"a weak password":                {func(in *SignUp) { in.Password = "password" }, "password_common"},
			"no way to sign in":              {func(in *SignUp) { in.Password = "" }, "sign_in_method_missing"},
			"too long a name":                {func(in *SignUp) { in.Name = strings.Repeat("é", 51) }, "too_long"},
			"a language of nobody here":      {func(in *SignUp) { in.Language = "tlh" }, "language_unknown"},
			"a ceremony that never was":      {func(in *SignUp) { in.Passkey = &PasskeyAnswer{Ceremony: base.NewID(noon).String()} }, "ceremony_expired"},
		} {
			in := good
			c.change(&in)
			_, _, err := w.SignUp(t.Context(), laptop, in)
			if base.CodeOf(err) != c.code {
				t.Errorf("%s: error %v, want code %q", name, err, c.code)
			}
		}
		if _, _, err := w.SignUp(t.Context(), laptop, good); err != nil {
			t.Errorf("the good one: %v", err)
		}
	})
}

func TestOneHandleIsGivenOnceAlsoToManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var wait sync.WaitGroup
		codes := make(chan string, 8)
		for range cap(codes) {
			wait.Go(func() {
				_, _, err := w.SignUp(t.Context(), laptop, SignUp{Handle: "zoe", BirthDate: "1990-06-15", Password: password})
				if err != nil && base.CodeOf(err) == "" {
					t.Error(err)
				}
				codes <- base.CodeOf(err)
			})
		}
		wait.Wait()
		close(codes)
		given := 0
		for code := range codes {
			switch code {
			case "":
				given++
			case "handle_taken":
			default:
				t.Errorf("refused with %q", code)
			}
		}
		if given != 1 {
			t.Errorf("given %d times", given)
		}
	})
}

func TestCheckHandle(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.join("marie")
		for handle, code := range map[string]string{
			"zoe": "", "@Zoe": "", "MARIE": "handle_taken", "rnarie": "handle_confusable", "r00t": "handle_confusable", "root": "handle_taken", ".": "handle_invalid",
		} {
			wantCode(t, w.CheckHandle(t.Context(), handle), code)
		}
	})
}

package facebook_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/app"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/facebook"
	"causerie/internal/facebook/facebooktest"
	"causerie/internal/testkit"
)

// world is a server, and a Facebook for it.
type world struct {
	*testkit.Server
	t    *testing.T
	fake *facebooktest.Fake
}

func each(t *testing.T, test func(*testing.T, *world)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			test(t, start(t, dialect))
		})
	}
}

func start(t *testing.T, dialect db.Dialect) *world {
	t.Helper()
	w := &world{t: t}
	w.fake = facebooktest.Start(t, func() time.Time { return w.Clock.Now() })
	w.Server = testkit.StartOn(t, app.Config{
		Data: t.TempDir(), Database: dbtest.Address(t, dialect),
		FacebookAppID: facebooktest.AppID, FacebookAppSecret: facebooktest.AppSecret, FacebookFake: w.fake.URL,
	})
	w.Clock.Freeze()
	return w
}

// member is someone here, and their Facebook account.
type member struct {
	testkit.Person
	fb string
}

func (w *world) member(handle, name string) member {
	w.t.Helper()
	return member{w.SignUp(w.t, handle, name), w.fake.Add(name)}
}

// members are several, all friends of each other on Facebook, linked here in turn.
func (w *world) members(handles ...string) (all []member) {
	w.t.Helper()
	for _, handle := range handles {
		m := w.member(handle, handle+" Example")
		for _, other := range all {
			w.fake.Befriend(m.fb, other.fb)
		}
		all = append(all, m)
	}
	return all
}

func (w *world) status(who member) (out facebook.FacebookStatus) {
	w.t.Helper()
	w.Call(w.t, who.Token, "GET", "/v1/facebook", nil).Into(w.t, http.StatusOK, &out)
	return out
}

// dialog is where who is sent to allow the app.
func (w *world) dialog(who member) string {
	w.t.Helper()
	var out struct{ URL string }
	w.Call(w.t, who.Token, "POST", "/v1/facebook/link", nil).Into(w.t, http.StatusOK, &out)
	return out.URL
}

func (w *world) allow(dialog, fb string) url.Values {
	w.t.Helper()
	back, err := w.fake.Allow(dialog, fb)
	if err != nil {
		w.t.Fatal(err)
	}
	return back
}

func (w *world) finish(who member, back url.Values) testkit.Answer {
	w.t.Helper()
	return w.Call(w.t, who.Token, "PUT", "/v1/facebook/link", map[string]any{"code": back.Get("code"), "state": back.Get("state")})
}

func (w *world) link(who member) (out facebook.FacebookStatus) {
	w.t.Helper()
	w.finish(who, w.allow(w.dialog(who), who.fb)).Into(w.t, http.StatusOK, &out)
	return out
}

func (w *world) refresh(who member) (out facebook.FacebookStatus) {
	w.t.Helper()
	w.Call(w.t, who.Token, "POST", "/v1/facebook/refresh", nil).Into(w.t, http.StatusOK, &out)
	return out
}

// suggested are the handles suggested to who, with their reasons.
func (w *world) suggested(who member) string {
	w.t.Helper()
	var out struct {
		Items []struct {
			Account struct{ Handle string }
			Reasons []struct {
				Type   string
				ByName bool
			}
		}
	}
	w.Call(w.t, who.Token, "GET", "/v1/me/suggestions", nil).Into(w.t, http.StatusOK, &out)
	lines := []string{}
	for _, item := range out.Items {
		for _, r := range item.Reasons {
			lines = append(lines, item.Account.Handle+":"+r.Type+map[bool]string{true: " by name"}[r.ByName])
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, ", ")
}

// outcome is what a message of from to to would do.
func (w *world) outcome(from, to member) string {
	w.t.Helper()
	var out struct{ Reach struct{ Outcome string } }
	w.Call(w.t, from.Token, "GET", "/v1/accounts/"+to.ID, nil).Into(w.t, http.StatusOK, &out)
	return out.Reach.Outcome
}

func (w *world) sweep() {
	w.t.Helper()
	if err := w.App.Facebook.Sweep(w.t.Context(), w.Clock.Now()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) wantSuggested(who member, want string) {
	w.t.Helper()
	if got := w.suggested(who); got != want {
		w.t.Errorf("to %s are suggested %q, want %q", who.Handle, got, want)
	}
}

func (w *world) wantState(who member, want facebook.State, friends int) facebook.FacebookLink {
	w.t.Helper()
	got := w.status(who).Link
	if got == nil || got.State != want || got.Friends != friends {
		w.t.Errorf("the link of %s is %+v, want %s with %d friends", who.Handle, got, want, friends)
		return facebook.FacebookLink{}
	}
	return *got
}

func wantRefused(t *testing.T, got testkit.Answer, status int, code string) {
	t.Helper()
	if got.Status != status || got.Code() != code {
		t.Errorf("answered %d %s, want %d %s", got.Status, got.Body, status, code)
	}
}

func (w *world) count(query string) (n int) {
	w.t.Helper()
	err := w.App.DB.Read(w.t.Context(), func(tx *db.Tx) error { return tx.Row(w.t.Context(), query).Scan(&n) })
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) exec(query string) {
	w.t.Helper()
	err := w.App.DB.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), query)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

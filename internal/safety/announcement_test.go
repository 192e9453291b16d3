package safety_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"causerie/internal/app"
	"causerie/internal/safety"
	"causerie/internal/testkit"
)

const (
	announcements = "/v1/moderation/announcements"
	announced     = "/v1/me/announcements"
)

// shown are the titles that somebody is shown, and the ids.
func (w town) shown(who testkit.Person) (titles string, ids []string) {
	w.Helper()
	var out struct {
		Items []struct {
			ID, Path    string
			Title, Text struct{ EN, FR string }
		}
	}
	w.Call(w, who.Token, http.MethodGet, announced, nil).Into(w, 200, &out)
	for _, a := range out.Items {
		titles += a.Title.EN + "/" + a.Title.FR + a.Path + " "
		ids = append(ids, a.ID)
	}
	return strings.TrimSpace(titles), ids
}

func announcing(title string, more map[string]any) map[string]any {
	body := map[string]any{"title": map[string]string{"en": title, "fr": title + " fr"}, "text": map[string]string{"en": "words", "fr": "mots"}}
	maps.Copy(body, more)
	return body
}

func TestAnnouncementsAreShownFromATimeUntilAnotherToThoseTheyAreForUntilTheyArePutAway(t *testing.T) {
	eachTown(t, func(w town) {
		w.Clock.Freeze()
		admin, ada := w.SignUp(w, "boss", "Boss"), w.SignUp(w, "ada.one", "Ada")
		if err := w.App.Account.UserRole(w.Context(), "boss", "admin"); err != nil {
			w.Fatal(err)
		}
		admin = w.SignIn(w, admin)
		var young testkit.Person
		var made struct {
			Account struct{ ID string }
			Session struct{ Token string }
		}
		w.Call(w, "", "POST", "/v1/accounts", map[string]any{"handle": "young.one", "birthDate": w.Clock.Now().AddDate(-17, 0, -1).Format(time.DateOnly), "password": testkit.Password}).Into(w, 201, &made)
		young.Token = made.Session.Token
		at := func(after time.Duration) string { return w.Clock.Now().Add(after).Format(time.RFC3339Nano) }
		publish := func(body map[string]any) (id string) {
			var out struct{ ID string }
			w.Call(w, admin.Token, http.MethodPost, announcements, body).Into(w, 201, &out)
			return out.ID
		}
		first := publish(announcing("New", map[string]any{"path": "/inbox/requests"}))
		w.Clock.Move(time.Millisecond)
		publish(announcing("Later", map[string]any{"from": at(time.Hour), "until": at(2 * time.Hour), "audience": "adults"}))
		expect := func(when string, who testkit.Person, want string) {
			w.Helper()
			if got, _ := w.shown(who); got != want {
				w.Errorf("%s one is shown %q, want %q", when, got, want)
			}
		}
		expect("at once", ada, "New/New fr/inbox/requests")
		w.Clock.Move(time.Hour - time.Millisecond) // when the second begins in a millisecond
		expect("just before", ada, "New/New fr/inbox/requests")
		w.Clock.Move(time.Millisecond)
		expect("at the time", ada, "Later/Later fr New/New fr/inbox/requests")
		expect("at 17", young, "New/New fr/inbox/requests")
		other := w.SignIn(w, ada)
		for range 2 {
			w.Call(w, ada.Token, http.MethodPut, announced+"/"+first+"/dismissal", nil).Into(w, 204, nil)
		}
		expect("on the other device", other, "Later/Later fr")
		expect("elsewhere", young, "New/New fr/inbox/requests")
		w.Clock.Move(time.Hour)
		expect("when it is over", ada, "")

		for range 2 {
			w.Call(w, admin.Token, http.MethodDelete, announcements+"/"+first, nil).Into(w, 204, nil)
		}
		expect("when it is withdrawn", young, "")
		w.Call(w, ada.Token, http.MethodPut, announced+"/"+first+"/dismissal", nil).Into(w, 204, nil)
		w.App.Sweep(w.Context())
		var list struct{ Items []safety.Announcement }
		w.Call(w, admin.Token, http.MethodGet, announcements, nil).Into(w, 200, &list)
		if len(list.Items) != 2 || list.Items[1].WithdrawnAt == nil || list.Items[1].Title.FR != "New fr" {
			w.Errorf("admins see %+v", list.Items)
		}
		var log struct{ Items []safety.AuditEntry }
		w.Call(w, admin.Token, http.MethodGet, "/v1/moderation/audit", nil).Into(w, 200, &log)
		did := ""
		for _, e := range log.Items {
			if strings.HasPrefix(e.Action, "announcement.") {
				did += e.Action + " by " + e.Handle + ", "
				if !strings.Contains(string(e.Details), fmt.Sprintf("%q", "announcement")) || strings.Contains(string(e.Details), "mots") {
					w.Errorf("%s is logged with %s", e.Action, e.Details)
				}
			}
		}
		if did != "announcement.withdraw by boss, announcement.publish by boss, announcement.publish by boss, " {
			w.Errorf("logged is %q", did)
		}
	})
}

func TestWhatIsNoAnnouncement(t *testing.T) {
	t.Parallel()
	s := testkit.StartOn(t, app.Config{Data: t.TempDir()})
	boss := s.SignUp(t, "boss", "Boss")
	if err := s.App.Account.UserRole(t.Context(), "boss", "admin"); err != nil {
		t.Fatal(err)
	}
	boss = s.SignIn(t, boss)
	now := s.Clock.Now()
	at := func(days int) string { return now.AddDate(0, 0, days).Format(time.RFC3339) }
	for field, more := range map[string]map[string]any{
		"title.fr": {"title": map[string]string{"en": "x", "fr": " "}}, "title.en": {"title": map[string]string{"en": strings.Repeat("é", 81), "fr": "x"}},
		"text.en": {"text": map[string]string{"en": "a\x00", "fr": "x"}}, "text.fr": {"text": map[string]string{"en": "x", "fr": strings.Repeat("x", 501)}},
		"from": {"from": at(31)}, "until": {"until": at(91)},
	} {
		if got := s.Call(t, boss.Token, http.MethodPost, announcements, announcing("x", more)); got.Status != 422 || !strings.Contains(string(got.Body), "body."+field) {
			t.Errorf("%s: %d %s", field, got.Status, got.Body)
		}
	}
	for _, path := range []string{"https://evil.example", "//evil.example", "javascript:alert(1)", "/a//b", "/", "/..", "/a?b", "/A b", "inbox", "/a\n"} {
		if got := s.Call(t, boss.Token, http.MethodPost, announcements, announcing("x", map[string]any{"path": path})); got.Status != 422 {
			t.Errorf("%q: %d %s", path, got.Status, got.Body)
		}
	}
	if got := s.Call(t, boss.Token, http.MethodPost, announcements, announcing("two\nlines", nil)); got.Status != 422 {
		t.Errorf("two lines: %d %s", got.Status, got.Body)
	}
	if got := s.Call(t, boss.Token, http.MethodPost, announcements, announcing("x", map[string]any{"until": at(-1)})); got.Status != 422 {
		t.Errorf("what is over: %d %s", got.Status, got.Body)
	}
}

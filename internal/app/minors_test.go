package app_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
	"causerie/internal/safety"
	"causerie/internal/testkit"
)

// apart are the paths that are closed between an adult and someone of 16 who are no friends, and write to each other all the same: both
// ways, or to one of them alone. All others are open.
var apart = map[string]string{
	"friends":                               "both ways", // which they are not
	"asking for a guardian link":            "both ways", // likewise
	"suggestions":                           "both ways",
	"suggestions by a group":                "both ways",
	"buckets of contacts":                   "both ways",
	"who came to be found":                  "both ways",
	"keeping a contact":                     "both ways",
	"a name in an imported list":            "both ways",
	"a first message":                       "to the young",
	"a first message by who was introduced": "to the young",
	"being added to a group":                "to the young",
	"coming into one's group by a link":     "to the adult", // who is young comes where a friend is
	"asking to come into one's group":       "to the adult",
	"read receipts":                         "both ways",
	"delivery receipts":                     "both ways",
	"presence":                              "both ways",
	"what was played":                       "both ways",
	"live: what was played":                 "both ways",
	"what was opened to be viewed once":     "both ways",
	"live: typing":                          "both ways",
	"live: receipts":                        "both ways",
}

func TestAgesPartStrangersOnEveryPath(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		p, ada, bob := newParting(t, s)
		young := []testkit.Person{bob.Person, bob.strangers[0], bob.asks[0], bob.introduced[0]}
		for _, one := range young {
			was(t, s, one.Handle, s.Clock.Now().AddDate(-16, -1, 0))
			s.TakeMessages(t, one, "suggested")
		}
		p.begin(ada, bob)
		for _, row := range paths {
			for _, pair := range [][2]*party{{bob, ada}, {ada, bob}} { // to the young first: a conversation that they begin is there
				viewer, from := pair[0], pair[1]
				s.Call(t, viewer.Token, "DELETE", "/v1/accounts/"+from.ID+"/follow", nil).Into(t, http.StatusOK, nil)
				if row.name == "a first message" { // the rows before have made friends of these two
					s.Call(t, viewer.stranger(p).Token, "DELETE", "/v1/accounts/"+from.stranger(p).ID+"/follow", nil).Into(t, http.StatusOK, nil)
				}
				s.Call(t, from.Token, "PUT", "/v1/accounts/"+viewer.ID+"/follow", nil).Into(t, http.StatusOK, nil)
				closed := apart[row.name] == "both ways" || apart[row.name] == "to the young" && viewer == bob || apart[row.name] == "to the adult" && viewer == ada
				if got := row.open(p, viewer, from); got == closed {
					t.Errorf("%s, from %s to %s: open is %v", row.name, from.Handle, viewer.Handle, got)
				}
			}
		}
		for name := range apart {
			if !slices.ContainsFunc(paths, func(row path) bool { return row.name == name }) {
				t.Errorf("%q is no path", name)
			}
		}
	})
}

// was has someone be born at a time, as the operator sets it.
func was(t *testing.T, s *testkit.Server, handle string, born time.Time) policy.Choices {
	t.Helper()
	_, choices, err := s.App.Account.UserBirthDate(t.Context(), handle, born.Format(time.DateOnly))
	if err != nil {
		t.Fatal(err)
	}
	return choices
}

// signUpAt makes an account of someone born on a date, whose client is somewhere.
func signUpAt(t *testing.T, s *testkit.Server, handle, birth, zone string) testkit.Person {
	t.Helper()
	var out struct {
		Account struct{ ID, TimeZone string }
		Session struct{ Token string }
	}
	body := map[string]any{"handle": handle, "birthDate": birth, "password": testkit.Password, "timeZone": zone}
	s.Call(t, "", "POST", "/v1/accounts", body).Into(t, http.StatusCreated, &out)
	return testkit.Person{ID: out.Account.ID, Handle: handle, Token: out.Session.Token}
}

type bandChange struct {
	Band, Who, Before string
	At                time.Time
	Messages          bool
	Choices           []string
}

type ownAccount struct {
	BirthDate, TimeZone string
	BandChange          *bandChange
}

func (me ownAccount) String() string {
	return fmt.Sprintf("born %s in %q: %+v", me.BirthDate, me.TimeZone, me.BandChange)
}

func ownOf(t *testing.T, s *testkit.Server, who testkit.Person) (me ownAccount) {
	t.Helper()
	s.Call(t, who.Token, "GET", "/v1/me", nil).Into(t, http.StatusOK, &me)
	return me
}

func settingOf(t *testing.T, s *testkit.Server, who testkit.Person) string {
	t.Helper()
	var out struct {
		Who     string
		Choices []string
		Lock    string
	}
	s.Call(t, who.Token, "GET", "/v1/me/direct-messages", nil).Into(t, http.StatusOK, &out)
	return strings.TrimSpace(out.Who + " of " + strings.Join(out.Choices, " ") + " " + out.Lock)
}

// TestABirthdayBeginsAtTheirMidnight moves the clock to each side of it, where UTC has another date on both.
func TestABirthdayBeginsAtTheirMidnight(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		zone := "Pacific/Kiritimati" // 14 hours ahead, the whole year
		there, known := base.Zone(zone)
		if !known {
			t.Fatal("there is no such zone")
		}
		now := s.Clock.Now().In(there)
		midnight := time.Date(now.Year(), now.Month(), now.Day()+8, 0, 0, 0, 0, there)
		born := func(age int) string { return midnight.AddDate(-age, 0, 0).Format(time.DateOnly) }
		for _, test := range []struct {
			handle, birth, before, after string
			want                         bandChange
		}{
			{"sixteen", born(16), "nobody of nobody age", "nobody of suggested friends nobody age",
				bandChange{Band: "16-17", Who: "nobody", Before: "nobody", Messages: true, Choices: []string{"suggested", "friends", "nobody"}}},
			{"eighteen", born(18), "nobody of suggested friends nobody age", "suggested of everyone suggested friends nobody",
				bandChange{Band: "18+", Who: "suggested", Before: "nobody", Messages: true, Choices: []string{"everyone", "suggested", "friends", "nobody"}}},
		} {
			who := signUpAt(t, s, test.handle, test.birth, zone)
			test.want.At = midnight.UTC()
			start := s.Clock.Now()
			at := func(moment time.Time, setting string, announced bool) {
				t.Helper()
				s.Clock.Move(moment.Sub(s.Clock.Now()))
				if got := settingOf(t, s, who); got != setting {
					t.Errorf("%s at %s: %s, want %s", test.handle, moment, got, setting)
				}
				me, want := ownOf(t, s, who), ownAccount{test.birth, zone, nil}
				if announced {
					want.BandChange = &test.want
				}
				if me.String() != want.String() || (me.BandChange == nil) != (want.BandChange == nil) || announced && fmt.Sprint(*me.BandChange) != fmt.Sprint(test.want) {
					t.Errorf("%s at %s: %v (%+v), want %+v", test.handle, moment, me, me.BandChange, want.BandChange)
				}
			}
			at(midnight.Add(-7*24*time.Hour-time.Millisecond), test.before, false)
			at(midnight.Add(-7*24*time.Hour), test.before, true)
			at(midnight.Add(-time.Millisecond), test.before, true)
			at(midnight, test.after, false)
			s.Clock.Move(start.Sub(s.Clock.Now()))
		}
	})
}

func TestASignInTellsWhereOneIs(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada := signUpAt(t, s, "ada", "1990-01-31", "Not/AZone")
		for _, step := range []struct{ zone, want string }{{"", ""}, {"Europe/Paris", "Europe/Paris"}, {"Mars/Olympus", "Europe/Paris"}, {"", "Europe/Paris"}, {"America/New_York", "America/New_York"}} {
			s.Call(t, "", "POST", "/v1/sessions", map[string]any{"handle": "ada", "password": testkit.Password, "timeZone": step.zone}).Into(t, http.StatusCreated, nil)
			if got := ownOf(t, s, ada).TimeZone; got != step.want {
				t.Errorf("signed in from %q: %q, want %q", step.zone, got, step.want)
			}
		}
	})
}

func TestNobodyChangesTheirOwnBirthDate(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		birth := s.Clock.Now().AddDate(-16, -2, 0).Format(time.DateOnly)
		bob := signUpAt(t, s, "bob", birth, "")
		for _, try := range []struct{ method, path, body string }{
			{"PATCH", "/v1/me", `{"birthDate":"1990-01-31"}`},
			{"PATCH", "/v1/me", `{"bio":"x","birth_date":"1990-01-31"}`},
			{"PATCH", "/v1/me/privacy", `{"birthDate":"1990-01-31"}`},
			{"PATCH", "/v1/me/direct-messages", `{"who":"nobody","birthDate":"1990-01-31"}`},
			{"POST", "/v1/sessions", `{"handle":"bob","password":"` + testkit.Password + `","birthDate":"1990-01-31"}`},
		} {
			if answer := s.Call(t, bob.Token, try.method, try.path, testkit.JSON(try.body)); answer.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s %s %s: %d", try.method, try.path, try.body, answer.Status)
			}
		}
		s.Call(t, bob.Token, "PATCH", "/v1/me/direct-messages", map[string]any{"who": "everyone"}).Into(t, http.StatusForbidden, nil)
		if got := ownOf(t, s, bob).BirthDate; got != birth {
			t.Errorf("bob was born on %s", got)
		}
	})
}

func TestTheOperatorCorrectsABirthDate(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		talk := s.Direct(t, ada, bob)
		s.Send(t, ada, talk, "hello")
		choices := was(t, s, "bob", s.Clock.Now().AddDate(-17, 0, 0))
		if choices.Now != policy.Nobody || choices.Lock != policy.LockedAge {
			t.Errorf("at 17: %+v", choices)
		}
		body := map[string]any{"clientId": base.NewID(time.Now()), "kind": "message", "content": map[string]any{"type": "text", "text": "and now?"}}
		if got := s.Call(t, ada.Token, "POST", "/v1/conversations/"+talk+"/entries", body); got.Code() != policy.NotAccepting {
			t.Errorf("ada writes on: %d %s", got.Status, got.Body)
		}
		logged := 0
		err := s.App.Safety.Audit(t.Context(), base.ID{}, 0, func(e safety.AuditEntry) error {
			if e.Action == "staff.birthdate" {
				logged++
			}
			return nil
		})
		if err != nil || logged != 1 {
			t.Errorf("the audit log has %d corrections, %v", logged, err)
		}
		for date, code := range map[string]string{"2101-01-01": "birth_date_invalid", "once": "birth_date_invalid", s.Clock.Now().AddDate(-12, 0, 0).Format(time.DateOnly): "age"} {
			if _, _, err := s.App.Account.UserBirthDate(t.Context(), "bob", date); base.CodeOf(err) != code {
				t.Errorf("%s: %v, want %s", date, err, code)
			}
		}
		if _, _, err := s.App.Account.UserBirthDate(t.Context(), "nobody.here", "1990-01-31"); base.CodeOf(err) != "not_found" {
			t.Errorf("of nobody: %v", err)
		}
	})
}

// TestPresenceEndsWhenABirthdayPartsTwo has two of 17 look at each other's presence until one of them is 18.
func TestPresenceEndsWhenABirthdayPartsTwo(t *testing.T) {
	t.Parallel()
	s := testkit.Start(t, db.SQLite)
	s.Clock.Freeze()
	today := s.Clock.Now().UTC()
	ada := signUpAt(t, s, "ada", today.AddDate(-18, 0, 1).Format(time.DateOnly), "")
	bob := signUpAt(t, s, "bob", today.AddDate(-17, 0, 0).Format(time.DateOnly), "")
	for _, one := range []testkit.Person{ada, bob} {
		s.TakeMessages(t, one, "friends")
	}
	s.Send(t, ada, s.Direct(t, ada, bob), "hello")
	shown := func() bool {
		a, err := base.ParseID(ada.ID)
		if err != nil {
			t.Fatal(err)
		}
		b, err := base.ParseID(bob.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, ok, err := s.App.Chat.Watchable(t.Context(), a, b)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !shown() {
		t.Error("friends of 17 do not see each other's presence")
	}
	s.Call(t, ada.Token, "DELETE", "/v1/accounts/"+bob.ID+"/follow", nil).Into(t, http.StatusOK, nil)
	if !shown() {
		t.Error("two of 17 who write to each other do not see each other's presence")
	}
	s.Clock.Move(24 * time.Hour)
	if shown() {
		t.Error("an adult who is no friend sees the presence of someone of 17")
	}
}

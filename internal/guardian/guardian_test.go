package guardian_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// family is a server with a young person of 15 and her mother, who are friends, and an adult friend of both.
type family struct {
	*testing.T
	*testkit.Server
	lou, mum, bob testkit.Person
}

const links = "/v1/me/guardian-links/"

func eachFamily(t *testing.T, test func(family)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		f := family{T: t, Server: s, mum: s.SignUp(t, "mum", "Mum"), bob: s.SignUp(t, "bob", "Bob")}
		f.lou = f.aged("lou", 15)
		s.Befriend(t, f.lou, f.mum)
		s.Befriend(t, f.lou, f.bob)
		s.Befriend(t, f.mum, f.bob)
		test(f)
	})
}

// aged signs someone up who has just had a birthday.
func (f family) aged(handle string, age int) testkit.Person {
	f.Helper()
	var out struct {
		Account struct{ ID string }
		Session struct{ Token string }
	}
	f.Call(f, "", "POST", "/v1/accounts", map[string]any{
		"handle": handle, "birthDate": f.Clock.Now().UTC().AddDate(-age, 0, -1).Format(time.DateOnly), "password": testkit.Password,
	}).Into(f, 201, &out)
	return testkit.Person{ID: out.Account.ID, Handle: handle, Token: out.Session.Token}
}

func (f family) do(who testkit.Person, method string, other testkit.Person, code string) {
	f.Helper()
	if got := f.Call(f, who.Token, method, links+other.ID, nil); got.Code() != code {
		f.Errorf("%s %s %s: %d %s, want %q", who.Handle, method, other.Handle, got.Status, got.Body, code)
	}
}

func (f family) link() {
	f.Helper()
	f.do(f.lou, "PUT", f.mum, "")
	f.do(f.mum, "PUT", f.lou, "")
}

// own is someone's links, as "young linked mum".
func (f family) own(who testkit.Person) string {
	f.Helper()
	var out struct {
		Items []struct {
			State, Why string
			Young      bool
			Account    struct{ Handle string }
		}
	}
	f.Call(f, who.Token, "GET", links[:len(links)-1], nil).Into(f, 200, &out)
	var list []string
	for _, l := range out.Items {
		side := "guardian"
		if l.Young {
			side = "young"
		}
		list = append(list, strings.TrimSpace(fmt.Sprintln(side, l.State, l.Why, l.Account.Handle)))
	}
	return strings.Join(strings.Fields(strings.Join(list, ", ")), " ")
}

func (f family) want(what string, who testkit.Person, want string) {
	f.Helper()
	if got := f.own(who); got != want {
		f.Errorf("%s: %s has %q, want %q", what, who.Handle, got, want)
	}
}

type shown struct {
	Settings struct {
		DirectMessages            string
		Private, Presence, Typing bool
	}
	Time []struct {
		Day     string
		Minutes int
	}
	Contacts []struct {
		From     string
		Contacts int
	}
}

func (f family) shown(who, other testkit.Person) (out shown) {
	f.Helper()
	f.Call(f, who.Token, "GET", links+other.ID+"/shown", nil).Into(f, 200, &out)
	return out
}

func (f family) showsNothing(what string, who, other testkit.Person) {
	f.Helper()
	if got := f.Call(f, who.Token, "GET", links+other.ID+"/shown", nil).Status; got != 404 {
		f.Errorf("%s: %s is shown %d", what, who.Handle, got)
	}
}

func TestBothAgreeAndEitherEndsIt(t *testing.T) {
	for _, c := range []struct{ name, asks, ends string }{
		{"the young one asks, the guardian ends it", "lou", "mum"}, {"the guardian asks, the young one ends it", "mum", "lou"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachFamily(t, func(f family) {
				people := map[string]testkit.Person{"lou": f.lou, "mum": f.mum}
				sides := map[string]string{"lou": "young", "mum": "guardian"}
				other := map[string]string{"lou": "mum", "mum": "lou"}
				one, two := c.asks, other[c.asks]
				f.do(people[one], "PUT", people[two], "")
				f.do(people[one], "PUT", people[two], "") // again changes nothing
				f.want("asked", people[one], sides[one]+" asked "+two)
				f.want("asked", people[two], sides[two]+" asks "+one)
				f.showsNothing("before it is accepted", f.mum, f.lou)
				f.do(people[two], "PUT", people[one], "")
				f.want("accepted", f.lou, "young linked mum")
				f.want("accepted", f.mum, "guardian linked lou")
				if his, hers := f.shown(f.mum, f.lou), f.shown(f.lou, f.mum); !reflect.DeepEqual(his, hers) {
					f.Errorf("the guardian sees %+v, the young one %+v", his, hers)
				}
				f.showsNothing("somebody else", f.bob, f.lou)
				f.do(people[c.ends], "DELETE", people[other[c.ends]], "")
				f.want("ended", people[c.ends], sides[c.ends]+" ended you "+other[c.ends])
				f.want("ended", people[other[c.ends]], sides[other[c.ends]]+" ended they "+c.ends)
				f.showsNothing("ended", f.mum, f.lou)
				f.showsNothing("ended", f.lou, f.mum)
				f.do(f.lou, "DELETE", f.mum, "")
				f.want("removed", f.lou, "")
				f.link()
				f.want("linked again", f.mum, "guardian linked lou")
			})
		})
	}
}

func TestWhoCanBeAsked(t *testing.T) {
	eachFamily(t, func(f family) {
		ann := f.SignUp(f, "ann", "Ann")
		f.do(f.lou, "PUT", ann, "friends_only")
		f.do(f.lou, "PUT", testkit.Person{ID: base.NewID(f.Clock.Now()).String(), Handle: "nobody"}, "friends_only")
		f.do(f.lou, "PUT", f.lou, "friends_only")
		f.do(f.lou, "DELETE", ann, "")

		// An age is told by no answer: what cannot be is not shown to who was asked.
		tom := f.aged("tom", 16)
		f.Befriend(f, f.lou, tom)
		f.do(f.mum, "PUT", f.bob, "")
		f.do(f.lou, "PUT", tom, "")
		f.want("two who are grown up", f.mum, "guardian asked bob")
		f.want("two who are grown up", f.bob, "")
		f.want("two who are young", tom, "")
		f.do(f.bob, "PUT", f.mum, "")
		f.do(tom, "PUT", f.lou, "")
		f.showsNothing("two who are grown up", f.bob, f.mum)
		f.showsNothing("two who are young", tom, f.lou)

		f.do(f.lou, "DELETE", tom, "")
		f.do(f.mum, "PUT", f.lou, "")
		f.Clock.Move(30*24*time.Hour - time.Millisecond)
		f.want("not answered", f.lou, "young asks mum")
		f.Clock.Move(time.Millisecond)
		if err := f.App.Guardian.Sweep(f.Context(), f.Clock.Now()); err != nil {
			f.Fatal(err)
		}
		f.want("not answered for too long", f.lou, "")
		f.want("not answered for too long", f.mum, "")
	})
}

func TestABlockEndsALink(t *testing.T) {
	eachFamily(t, func(f family) {
		f.link()
		f.do(f.bob, "PUT", f.lou, "")
		for _, other := range []testkit.Person{f.mum, f.bob} {
			f.Call(f, f.lou.Token, "PUT", "/v1/accounts/"+other.ID+"/block", nil).Into(f, 204, nil)
		}
		f.showsNothing("blocked", f.mum, f.lou)
		f.want("blocked", f.bob, "")
		f.want("blocked", f.mum, "guardian ended they lou")
		f.do(f.mum, "PUT", f.lou, "friends_only")
	})
}

func TestALinkEndsAtTheMidnightOfTheEighteenthBirthday(t *testing.T) {
	eachFamily(t, func(f family) {
		zone, err := time.LoadLocation("America/New_York")
		if err != nil {
			f.Fatal(err)
		}
		f.Call(f, "", "POST", "/v1/sessions", map[string]any{"handle": "lou", "password": testkit.Password, "timeZone": zone.String()}).Into(f, 201, nil)
		f.link()
		f.Call(f, f.lou.Token, "POST", "/v1/me/time", nil).Into(f, 204, nil)
		birth := f.Clock.Now().UTC().AddDate(-15, 0, -1)
		birthday := time.Date(birth.Year()+18, birth.Month(), birth.Day(), 0, 0, 0, 0, zone)
		f.Clock.Move(birthday.Add(-time.Millisecond).Sub(f.Clock.Now()))
		f.mum, f.lou = f.SignIn(f, f.mum), f.SignIn(f, f.lou)
		f.want("before", f.mum, "guardian linked lou")
		f.shown(f.mum, f.lou)
		f.Clock.Move(time.Millisecond)
		f.showsNothing("at it", f.mum, f.lou)
		f.want("at it", f.mum, "guardian ended age lou")
		if err := f.App.Guardian.Sweep(f.Context(), f.Clock.Now()); err != nil {
			f.Fatal(err)
		}
		f.want("after the sweep", f.lou, "young ended age mum")
		f.do(f.mum, "PUT", f.lou, "")
		f.do(f.lou, "PUT", f.mum, "")
		f.showsNothing("linked again", f.mum, f.lou)
	})
}

func TestTimeIsCountedOnceAMinuteAndOnlyWhileLinked(t *testing.T) {
	eachFamily(t, func(f family) {
		now := f.Clock.Now().UTC()
		f.Clock.Move(time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, time.UTC).Sub(now))
		count := func(n int) {
			for range n {
				f.Call(f, f.lou.Token, "POST", "/v1/me/time", nil).Into(f, 204, nil)
				f.Clock.Move(10 * time.Second)
				f.Call(f, f.lou.Token, "POST", "/v1/me/time", nil).Into(f, 204, nil) // another client
				f.Clock.Move(50 * time.Second)
			}
		}
		minutes := func(day int) int { f.Helper(); return f.shown(f.mum, f.lou).Time[day].Minutes }
		count(20)
		f.link()
		if got := minutes(0); got != 0 {
			f.Errorf("before the link %d minutes were counted", got)
		}
		count(1)
		if got := minutes(0); got != 15 {
			f.Errorf("a minute is shown as %d", got)
		}
		count(15)
		if got := minutes(0); got != 30 {
			f.Errorf("16 minutes are shown as %d", got)
		}
		f.Clock.Move(24 * time.Hour)
		f.lou, f.mum = f.SignIn(f, f.lou), f.SignIn(f, f.mum)
		if got := f.shown(f.mum, f.lou); len(got.Time) != 7 || got.Time[0].Minutes != 0 || got.Time[1].Minutes != 30 {
			f.Errorf("the next day: %+v", got.Time)
		}
		f.do(f.lou, "DELETE", f.mum, "")
		f.link()
		if got := minutes(1); got != 0 {
			f.Errorf("of the link before, %d minutes are left", got)
		}
		f.Call(f, f.mum.Token, "POST", "/v1/me/time", nil).Into(f, 204, nil) // nobody counts a guardian's
	})
}

func TestContactsAreCountedByTheWeek(t *testing.T) {
	eachFamily(t, func(f family) {
		f.link()
		counts := func() (list []int) {
			f.Helper()
			for _, w := range f.shown(f.mum, f.lou).Contacts {
				list = append(list, w.Contacts)
			}
			return list
		}
		if got := fmt.Sprint(counts()); got != "[2 0 0 0]" { // mum and bob
			f.Errorf("at first %s", got)
		}
		f.Clock.Move(7 * 24 * time.Hour)
		f.lou, f.mum = f.SignIn(f, f.lou), f.SignIn(f, f.mum)
		f.Befriend(f, f.lou, f.SignUp(f, "ann", "Ann"))
		f.Call(f, f.SignUp(f, "eve", "Eve").Token, "PUT", "/v1/accounts/"+f.lou.ID+"/follow", nil).Into(f, 200, nil) // no friend
		answer := f.Call(f, f.mum.Token, "GET", links+f.lou.ID+"/shown", nil)
		if got := fmt.Sprint(counts()); got != "[1 2 0 0]" {
			f.Errorf("a week later %s", got)
		}
		for _, secret := range []string{"ann", "Ann", "bob", "Bob", f.bob.ID} {
			if strings.Contains(string(answer.Body), secret) {
				f.Errorf("the guardian is told of %s: %s", secret, answer.Body)
			}
		}
	})
}

func TestAGuardianSeesWhatIsChosen(t *testing.T) {
	eachFamily(t, func(f family) {
		tom := f.aged("tom", 16)
		f.Befriend(f, tom, f.mum)
		f.do(tom, "PUT", f.mum, "")
		f.do(f.mum, "PUT", tom, "")
		if got := f.shown(f.mum, tom).Settings; got.DirectMessages != "nobody" || !got.Presence {
			f.Errorf("at first %+v", got)
		}
		f.TakeMessages(f, tom, "friends")
		f.Call(f, tom.Token, "PATCH", "/v1/me/privacy", map[string]any{"presence": false, "private": true}).Into(f, 200, nil)
		if got := f.shown(f.mum, tom).Settings; got.DirectMessages != "friends" || got.Presence || !got.Private {
			f.Errorf("then %+v", got)
		}
	})
}

func TestSoManyFriendsAreAskedAndNoMore(t *testing.T) {
	s := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Store(t, db.SQLite), RateLimit: 1})
	s.Clock.Freeze()
	f := family{T: t, Server: s, mum: s.SignUp(t, "mum", "Mum")}
	f.lou = f.aged("lou", 15)
	s.Befriend(t, f.lou, f.mum)
	for range 20 {
		f.do(f.lou, "PUT", f.mum, "")
		f.do(f.lou, "PUT", f.mum, "") // doing it again is not another
		f.do(f.lou, "DELETE", f.mum, "")
	}
	f.do(f.lou, "PUT", f.mum, "rate_limited")
	f.want("asked too often", f.mum, "")
	s.Clock.Move(time.Hour)
	f.do(f.lou, "PUT", f.mum, "")
}

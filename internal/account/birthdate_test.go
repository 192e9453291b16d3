package account

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
)

func TestAnotherCountryMayAskForMoreYears(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if _, err := checkBirthDate("2010-03-01", now, 16); err != nil {
		t.Error(err)
	}
	if _, err := checkBirthDate("2010-03-02", now, 16); base.CodeOf(err) != "age" || !strings.Contains(err.Error(), "aged 16 and over") {
		t.Errorf("at 15: %v", err)
	}
}

func TestCheckBirthDate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct{ in, code string }{
		"an adult":                        {"1990-06-15", ""},
		"13 today":                        {"2013-03-01", ""},
		"13 tomorrow":                     {"2013-03-02", "age"},
		"a child":                         {"2020-01-01", "age"},
		"born today":                      {"2026-03-01", "age"},
		"born on a leap day":              {"2012-02-29", ""},
		"the future":                      {"2026-03-02", "birth_date_invalid"},
		"130 years":                       {"1896-03-01", ""},
		"131 years":                       {"1895-03-01", "birth_date_invalid"},
		"no such day":                     {"2001-02-29", "birth_date_invalid"},
		"no such month":                   {"2001-13-01", "birth_date_invalid"},
		"another order":                   {"31-12-2001", "birth_date_invalid"},
		"a time with it":                  {"2001-12-31T00:00:00Z", "birth_date_invalid"},
		"empty":                           {"", "birth_date_invalid"},
		"the year zero":                   {"0000-01-01", "birth_date_invalid"},
		"no zero before the month number": {"2001-1-01", "birth_date_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := checkBirthDate(c.in, now, 13)
			if base.CodeOf(err) != c.code {
				t.Fatalf("checkBirthDate(%q) failed with %v, want code %q", c.in, err, c.code)
			}
			if c.code == "" && got != c.in {
				t.Errorf("checkBirthDate(%q) = %q", c.in, got)
			}
		})
	}
}

func TestBirthDatesOfThoseWhoHaveABirthday(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 2, 28, 23, 0, 0, 0, time.UTC)
	got := birthDates([]int{16, 18}, at, at.Add(day))
	want := []string{"2008-02-28", "2008-02-29", "2008-03-01", "2010-02-28", "2010-02-29", "2010-03-01"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestASweepTellsOfBirthdaysOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var turned []base.ID
		w.Turned = func(id base.ID) { turned = append(turned, id) }
		in, _ := w.join("tonga")
		w.join("zoe")
		zone, known := base.Zone("Pacific/Tongatapu") // 13 hours ahead
		if !known {
			t.Fatal("there is no such zone")
		}
		there := w.clock.Now().In(zone)
		midnight := time.Date(there.Year(), there.Month(), there.Day()+1, 0, 0, 0, 0, zone)
		w.exec(`UPDATE accounts SET time_zone = 'Pacific/Tongatapu', birth_date = '`+midnight.AddDate(-18, 0, 0).Format(time.DateOnly)+`' WHERE account_id = $1`, in.Account.ID)
		for _, step := range []struct {
			at   time.Time
			want int
		}{{midnight.Add(-time.Millisecond), 0}, {midnight, 1}, {midnight.Add(10 * time.Minute), 0}, {midnight.Add(72 * time.Hour), 0}} {
			w.clock.Move(step.at.Sub(w.clock.Now()))
			turned = nil
			w.sweep()
			if len(turned) != step.want || step.want > 0 && turned[0] != in.Account.ID {
				t.Errorf("at %s it told of %v", step.at, turned)
			}
		}
	})
}

func TestQuietHoursFollowTheAge(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _, err := w.SignUp(t.Context(), laptop, SignUp{Handle: "lou", BirthDate: noon.AddDate(-16, 0, 1).Format(time.DateOnly), Password: password})
		if err != nil {
			t.Fatal(err)
		}
		want := func(what string, hours *QuietHours) {
			t.Helper()
			me, err := w.Me(t.Context(), in.actor())
			if err != nil || !reflect.DeepEqual(me.QuietHours, hours) {
				t.Errorf("%s: %+v, want %+v, error %v", what, me.QuietHours, hours, err)
			}
		}
		want("at 15", &QuietHours{"21:00", "07:00"})
		w.clock.Move(24 * time.Hour)
		want("at 16", &QuietHours{"22:00", "07:00"})
		w.clock.Move(3 * 366 * 24 * time.Hour)
		want("grown up", nil)
	})
}

package policy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/policy"
)

func TestLeapDayBirthdayIsOnTheFirstOfMarch(t *testing.T) {
	t.Parallel()
	birth := time.Date(2012, 2, 29, 0, 0, 0, 0, time.UTC)
	for day, want := range map[string]int{"2025-02-28": 12, "2025-03-01": 13, "2028-02-29": 16} {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := policy.Age(birth, now); got != want {
			t.Errorf("on %s the age is %d, want %d", day, got, want)
		}
	}
}

func TestABandBeginsOnABirthday(t *testing.T) {
	t.Parallel()
	packs := load(t, map[string]string{"calm.yaml": strings.Replace(calmPack, "from: 18", "from: 21", 1)}, "")
	for _, test := range []struct {
		country, birth string
		at             time.Time
		want           policy.Band
	}{
		{"", "2010-06-15", now, policy.Youth},
		{"", "2010-06-16", now, policy.Teen},
		{"", "2010-06-16", time.Date(2026, 6, 15, 23, 59, 59, 0, time.UTC), policy.Teen},
		{"", "2010-06-16", time.Date(2026, 6, 16, 0, 0, 0, 0, time.UTC), policy.Youth},
		{"", "2010-06-16", time.Date(2026, 6, 15, 22, 0, 0, 0, time.UTC).In(time.FixedZone("", 7200)), policy.Youth}, // already the day after there
		{"FR", "2007-06-15", now, policy.Adult},
		{"SE", "2007-06-15", now, policy.Youth},
		{"SE", "2005-06-15", now, policy.Adult},
		{"", "2027-01-01", now, ""}, // not born
		{"", "once", now, ""},
		{"", "", now, ""},
	} {
		if got := packs.Band(test.country, test.birth, test.at); got != test.want {
			t.Errorf("born %s, in %q at %s: %q, want %q", test.birth, test.country, test.at, got, test.want)
		}
	}
}

func TestTheNextTurnIsTheFirstMomentOfABirthday(t *testing.T) {
	t.Parallel()
	packs := load(t, map[string]string{"calm.yaml": strings.Replace(calmPack, "from: 18", "from: 21", 1)}, "")
	for _, test := range []struct {
		country, birth, zone, now string
		want                      string
	}{
		{"", "2010-06-16", "UTC", "2026-06-15T12:00:00Z", "16-17 2026-06-16T00:00:00Z"},
		{"", "2010-06-16", "UTC", "2026-06-16T00:00:00Z", "18+ 2028-06-16T00:00:00Z"},
		{"", "2010-06-16", "Asia/Tokyo", "2026-06-15T12:00:00Z", "16-17 2026-06-16T00:00:00+09:00"},
		{"", "2010-06-16", "America/Los_Angeles", "2026-06-16T06:59:59Z", "16-17 2026-06-16T00:00:00-07:00"},
		{"", "2012-02-29", "UTC", "2024-06-15T12:00:00Z", "13-15 2025-03-01T00:00:00Z"},
		{"", "2012-02-29", "UTC", "2025-06-15T12:00:00Z", "16-17 2028-02-29T00:00:00Z"},
		{"", "2008-03-31", "Asia/Beirut", "2024-03-30T12:00:00Z", "16-17 2024-03-31T01:00:00+03:00"}, // clocks are put forward at midnight
		{"SE", "2006-06-16", "UTC", "2026-06-15T12:00:00Z", "18+ 2027-06-16T00:00:00Z"},
		{"", "2026-06-15", "UTC", "2026-06-15T12:00:00Z", "13-15 2039-06-15T00:00:00Z"},
		{"", "1990-06-16", "UTC", "2026-06-15T12:00:00Z", ""},
		{"", "once", "UTC", "2026-06-15T12:00:00Z", ""},
	} {
		at, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		next, found := packs.NextTurn(test.country, test.birth, base.In(at, test.zone))
		got := ""
		if found {
			got = string(next.Band) + " " + next.At.Format(time.RFC3339)
			for _, moment := range []struct {
				at     time.Time
				turned bool
			}{{next.At.Add(-time.Nanosecond), false}, {next.At, true}} {
				if band := packs.Band(test.country, test.birth, moment.at); (band == next.Band) != moment.turned {
					t.Errorf("born %s, at %s: %q", test.birth, moment.at, band)
				}
			}
		}
		if got != test.want {
			t.Errorf("born %s, at %s in %s: %q, want %q", test.birth, test.now, test.zone, got, test.want)
		}
	}
	if got := fmt.Sprint(packs.TurnAges()); got != "[13 16 18 21]" {
		t.Errorf("turns are at %s", got)
	}
}

func TestChoicesSayWhatOneMayChooseAndWhyNotAll(t *testing.T) {
	t.Parallel()
	packs := loaded(t)
	for _, test := range []struct {
		who  policy.Person
		want string
	}{
		{policy.Person{Band: policy.Adult}, "suggested of [everyone suggested friends nobody] "},
		{policy.Person{Band: policy.Adult, Setting: policy.Nobody}, "nobody of [everyone suggested friends nobody] "},
		{policy.Person{Band: policy.Youth, Setting: policy.Everyone}, "suggested of [suggested friends nobody] age"},
		{policy.Person{Band: policy.Teen}, "nobody of [nobody] age"},
		{policy.Person{Setting: policy.Everyone}, "nobody of [nobody] age"},
		{policy.Person{Band: policy.Adult, Setting: "all"}, "nobody of [everyone suggested friends nobody] "},
		{policy.Person{Band: policy.Adult, Country: "SE", Setting: policy.Everyone}, "suggested of [suggested friends nobody] country"},
		{policy.Person{Band: policy.Youth, Country: "SE"}, "friends of [friends nobody] age"},
		{policy.Person{Band: policy.Adult, Country: "KP"}, "nobody of [nobody] country"},
		{policy.Person{Band: policy.Adult, Suspended: true}, "suggested of [everyone suggested friends nobody] "},
	} {
		c := packs.Choices(test.who)
		if got := fmt.Sprintf("%s of %v %s", c.Now, c.May, c.Lock); got != test.want {
			t.Errorf("%+v: %s, want %s", test.who, got, test.want)
		}
	}
	packs.Choices(policy.Person{Band: policy.Adult}).May[0] = "spoilt"
	if got := packs.Choices(policy.Person{Band: policy.Adult}).May[0]; got != policy.Everyone {
		t.Errorf("what one caller changes is %s for others", got)
	}
}

func TestNobodyUnderEighteenIsSuggestedToAdultsNorTheReverse(t *testing.T) {
	t.Parallel()
	packs := builtIn(t)
	for _, one := range bandsHere {
		for _, other := range bandsHere {
			young := func(b policy.Band) bool { return b == policy.Teen || b == policy.Youth }
			want := one != "" && other != "" && (!young(one) || other != policy.Adult) && (one != policy.Adult || !young(other))
			if got := packs.MaySuggest(policy.Person{Band: one}, policy.Person{Band: other}); got != want {
				t.Errorf("%q to %q: %t", one, other, got)
			}
		}
	}
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	packs := builtIn(t)
	for band, want := range map[policy.Band]policy.Hours{
		policy.Teen: {From: 21 * 60, Until: 7 * 60}, policy.Youth: {From: 22 * 60, Until: 7 * 60}, policy.Adult: {}, "": {},
	} {
		if got := packs.Quiet(policy.Person{Band: band}); got != want {
			t.Errorf("%q: %+v, want %+v", band, got, want)
		}
	}
}

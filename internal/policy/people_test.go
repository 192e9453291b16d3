package policy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

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
		{"", "2010-06-16", time.Date(2026, 6, 16, 1, 0, 0, 0, time.FixedZone("", 7200)), policy.Teen}, // still the day before in UTC
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

func TestNobodyUnderSixteenIsSuggestedToAdultsNorTheReverse(t *testing.T) {
	t.Parallel()
	packs := builtIn(t)
	for _, one := range bandsHere {
		for _, other := range bandsHere {
			want := one != "" && other != "" && (one != policy.Teen || other != policy.Adult) && (one != policy.Adult || other != policy.Teen)
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

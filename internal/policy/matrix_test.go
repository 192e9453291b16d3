package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/policy"
)

// now is the moment of all decisions here.
var now = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

var pair = policy.Pair{From: base.ID{1}, To: base.ID{2}}

// Two countries beside the built-in one: off has no messages, calm has no groups, no answers to stories, and adults who begin
// with friends and may not choose everyone.
const (
	offPack = `version: 1
countries: [KP]
bands:
  under13: {from: 0, sign_up: false}
  13-15: {from: 13, messages: false}
  16-17: {from: 16, default: nobody, choices: [suggested, friends, nobody], friends_only: [18+]}
  18+: {from: 18, default: suggested, choices: [everyone, suggested, friends, nobody]}
requests: {messages: 3, a_day: 20, a_day_young: 5, young_days: 7, declined_days: 30}
features_off: [messages]
`
	calmPack = `version: 1
countries: [NO, SE]
bands:
  under13: {from: 0, sign_up: false}
  13-15: {from: 13, sign_up: false}
  16-17: {from: 16, default: friends, choices: [friends, nobody], friends_only: [18+]}
  18+: {from: 18, default: friends, choices: [suggested, friends, nobody]}
requests: {messages: 1, a_day: 2, a_day_young: 1, young_days: 30, declined_days: 90}
features_off: [groups, story_replies]
`
)

// The rules as docs/messaging.md writes them, one line of it each, without a thought for speed. What a country and a band say
// is written out once more here, so that a pack that is read wrongly shows.

type rulesOf struct {
	off                           []policy.Action // what cannot be done there
	begins                        map[policy.Band]policy.Setting
	may                           map[policy.Band][]policy.Setting
	perRequest, aDay, aDayYoung   int
	youngDays, declinedDays       int
	messages                      map[policy.Band]bool
	adultsReachYouthOnlyAsFriends bool
}

var (
	everything = []policy.Action{policy.Message, policy.Start, policy.Group, policy.StoryReply, policy.Presence}
	fromYouth  = map[policy.Band]bool{policy.Youth: true, policy.Adult: true}

	world = rulesOf{
		begins: map[policy.Band]policy.Setting{policy.Youth: "nobody", policy.Adult: "suggested"},
		may: map[policy.Band][]policy.Setting{
			policy.Youth: {"nobody", "friends", "suggested"}, policy.Adult: {"nobody", "friends", "suggested", "everyone"},
		},
		perRequest: 3, aDay: 20, aDayYoung: 5, youngDays: 7, declinedDays: 30, messages: fromYouth, adultsReachYouthOnlyAsFriends: true,
	}
	off = func() rulesOf {
		r := world
		r.off = everything
		return r
	}()
	calm = rulesOf{
		off:    []policy.Action{policy.Group, policy.StoryReply},
		begins: map[policy.Band]policy.Setting{policy.Youth: "friends", policy.Adult: "friends"},
		may: map[policy.Band][]policy.Setting{
			policy.Youth: {"nobody", "friends"}, policy.Adult: {"nobody", "friends", "suggested"},
		},
		perRequest: 1, aDay: 2, aDayYoung: 1, youngDays: 30, declinedDays: 90, messages: fromYouth, adultsReachYouthOnlyAsFriends: true,
	}
)

func rules(country string) *rulesOf {
	switch country {
	case "KP":
		return &off
	case "NO", "SE":
		return &calm
	}
	return &world
}

// narrower are the settings from the narrowest.
var narrower = []policy.Setting{"nobody", "friends", "suggested", "everyone"}

func settingOf(p policy.Person) policy.Setting {
	r, chosen := rules(p.Country), p.Setting
	if chosen == "" {
		chosen = r.begins[p.Band]
	}
	holds := policy.Nobody
	for _, s := range narrower[:slices.Index(narrower, chosen)+1] {
		if slices.Contains(r.may[p.Band], s) {
			holds = s
		}
	}
	return holds
}

func kept(p policy.Person, action policy.Action) string {
	switch r := rules(p.Country); {
	case p.Suspended:
		return "suspended"
	case slices.Contains(r.off, action):
		return "country"
	case !r.messages[p.Band]:
		return "age"
	}
	return ""
}

// table is the one of the specification: who S is to R, and what becomes of it under each setting.
var table = []struct {
	relation string
	outcomes map[policy.Setting]policy.Outcome
}{
	{"friend", map[policy.Setting]policy.Outcome{"everyone": "deliver", "suggested": "deliver", "friends": "deliver", "nobody": "refuse"}},
	{"followed", map[policy.Setting]policy.Outcome{"everyone": "deliver", "suggested": "refuse", "friends": "refuse", "nobody": "refuse"}},
	{"suggested", map[policy.Setting]policy.Outcome{"everyone": "request", "suggested": "request", "friends": "refuse", "nobody": "refuse"}},
	{"introduced", map[policy.Setting]policy.Outcome{"everyone": "request", "suggested": "request", "friends": "refuse", "nobody": "refuse"}},
	{"stranger", map[policy.Setting]policy.Outcome{"everyone": "request", "suggested": "refuse", "friends": "refuse", "nobody": "refuse"}},
}

func stands(f policy.Facts, relation string) bool {
	switch relation {
	case "friend":
		return f.FromFollowsTo && f.ToFollowsFrom
	case "followed":
		return f.ToFollowsFrom
	case "suggested":
		return f.Suggested
	case "introduced":
		return f.Vouched
	}
	return true // a stranger
}

var open = map[policy.Outcome]int{"refuse": 0, "request": 1, "deliver": 2}

// slow is the decision, rule by rule.
func slow(action policy.Action, f policy.Facts) policy.Decision {
	refused := policy.Decision{Outcome: "refuse", Code: "not_accepting"}
	friends, mine, theirs := f.FromFollowsTo && f.ToFollowsFrom, rules(f.From.Country), rules(f.To.Country)
	declined := f.DeclinedAt != time.Time{} && now.Sub(f.DeclinedAt) < time.Duration(theirs.declinedDays)*24*time.Hour
	if code := kept(f.From, action); code != "" {
		return policy.Decision{Outcome: "refuse", Code: code}
	}
	if action != policy.Presence && f.From.SilencedUntil.After(now) {
		return policy.Decision{Outcome: "refuse", Code: "limited", RetryAt: f.From.SilencedUntil}
	}
	if kept(f.To, action) != "" {
		return refused
	}
	if f.FromBlocksTo || f.ToBlocksFrom {
		return refused
	}
	if action == policy.Presence {
		open := settingOf(f.From) != "nobody" && settingOf(f.To) != "nobody"
		apart := f.From.Band == policy.Adult && f.To.Band == policy.Youth && theirs.adultsReachYouthOnlyAsFriends ||
			f.From.Band == policy.Youth && f.To.Band == policy.Adult && mine.adultsReachYouthOnlyAsFriends
		if open && (!apart || friends) && (f.Accepted || friends && !declined) && !f.Restricted && !f.FromRestrictsTo {
			return policy.Decision{Outcome: "deliver"}
		}
		return refused
	}
	if settingOf(f.To) == "nobody" {
		return refused
	}
	answered := policy.Decision{Outcome: "deliver"}
	if !f.Accepted && (!f.Asked || action == policy.Group) {
		if f.From.Band == policy.Adult && f.To.Band == policy.Youth && theirs.adultsReachYouthOnlyAsFriends && !friends {
			return refused
		}
		if declined {
			return refused
		}
		answered.Outcome = "refuse"
		for _, column := range table {
			if became := column.outcomes[settingOf(f.To)]; stands(f, column.relation) && open[became] > open[answered.Outcome] {
				answered.Outcome = became
			}
		}
	}
	switch {
	case answered.Outcome == "refuse":
		return refused
	case answered.Outcome == "deliver" && f.Restricted:
		return policy.Decision{Outcome: "request", Quiet: true}
	case answered.Outcome == "deliver":
		return answered
	case f.To.PausedUntil.After(now):
		return refused
	case f.From.LimitedUntil.After(now):
		return policy.Decision{Outcome: "refuse", Code: "limited", RetryAt: f.From.LimitedUntil}
	}
	if action != policy.Group {
		answered.Left = mine.perRequest
		if f.Request.Open {
			answered.Left -= f.Request.Messages
			if answered.Left < 1 {
				return policy.Decision{Outcome: "refuse", Code: "request_limit"}
			}
			return answered
		}
	}
	if f.Vouched {
		return answered
	}
	oldFrom := f.From.Since.AddDate(0, 0, mine.youngDays)
	if now.Before(oldFrom) && f.Sent.Open >= mine.aDayYoung {
		retry := f.Sent.OldestAt.AddDate(0, 0, 1)
		if f.Sent.Open < mine.aDay && oldFrom.Before(retry) {
			retry = oldFrom
		}
		return policy.Decision{Outcome: "refuse", Code: "request_limit", RetryAt: retry}
	}
	if f.Sent.Open >= mine.aDay {
		return policy.Decision{Outcome: "refuse", Code: "request_limit", RetryAt: f.Sent.OldestAt.AddDate(0, 0, 1)}
	}
	return answered
}

func loaded(t testing.TB) *policy.Packs {
	t.Helper()
	return load(t, map[string]string{"off.yaml": offPack, "calm.yaml": calmPack}, "")
}

var (
	bandsHere     = []policy.Band{"", policy.Under13, policy.Teen, policy.Youth, policy.Adult}
	settingsHere  = []policy.Setting{"", "everyone", "suggested", "friends", "nobody"}
	countriesHere = []string{"", "KP", "SE"}
)

// histories are what can lie between two people, beside who follows whom: all of them together with everything else.
var histories = []func(*policy.Facts){
	func(*policy.Facts) {},
	func(f *policy.Facts) { f.Accepted = true },
	func(f *policy.Facts) { f.DeclinedAt = now.Add(-29 * 24 * time.Hour) },
	func(f *policy.Facts) { f.DeclinedAt = now.Add(-31 * 24 * time.Hour) },
	func(f *policy.Facts) { f.DeclinedAt, f.Accepted = now.Add(-time.Hour), true },
	func(f *policy.Facts) { f.FromBlocksTo = true },
	func(f *policy.Facts) { f.ToBlocksFrom, f.Accepted = true, true },
	func(f *policy.Facts) { f.FromRestrictsTo, f.Accepted = true, true },
	func(f *policy.Facts) { f.Request = policy.OpenRequest{Open: true, Messages: 1} },
	func(f *policy.Facts) { f.Request = policy.OpenRequest{Open: true, Messages: 3} },
	func(f *policy.Facts) { f.Sent = policy.SentRequests{Open: 20, OldestAt: now.Add(-3 * time.Hour)} },
	func(f *policy.Facts) {
		f.Sent, f.From.Since = policy.SentRequests{Open: 5, OldestAt: now.Add(-3 * time.Hour)}, now.Add(-6*24*time.Hour)
	},
	func(f *policy.Facts) {
		f.Sent, f.From.Since = policy.SentRequests{Open: 1, OldestAt: now.Add(-time.Hour)}, now.Add(-30*24*time.Hour+time.Minute)
	},
	func(f *policy.Facts) { f.Asked = true },
	func(f *policy.Facts) { f.Asked, f.DeclinedAt = true, now.Add(-time.Hour) },
	func(f *policy.Facts) { f.From.Suspended = true },
	func(f *policy.Facts) { f.To.Suspended, f.Accepted = true, true },
	func(f *policy.Facts) { f.From.LimitedUntil, f.From.SilencedUntil = now.Add(time.Hour), now },
	func(f *policy.Facts) { f.From.LimitedUntil, f.Accepted = now.Add(time.Hour), true },
	func(f *policy.Facts) {
		f.From.LimitedUntil, f.Request = now, policy.OpenRequest{Open: true, Messages: 1}
	},
	func(f *policy.Facts) { f.From.SilencedUntil, f.Accepted = now.Add(time.Millisecond), true },
	func(f *policy.Facts) { f.To.LimitedUntil, f.To.SilencedUntil = now.Add(time.Hour), now.Add(time.Hour) },
	func(f *policy.Facts) {
		f.To.PausedUntil, f.From.PausedUntil = now.Add(time.Millisecond), now.Add(time.Hour)
	},
	func(f *policy.Facts) { f.To.PausedUntil, f.From.PausedUntil = now, now.Add(time.Hour) },
	func(f *policy.Facts) { f.To.PausedUntil, f.Accepted = now.Add(time.Hour), true },
	func(f *policy.Facts) { f.To.PausedUntil, f.Asked = now.Add(time.Hour), true },
	func(f *policy.Facts) {
		f.To.PausedUntil, f.Request = now.Add(time.Hour), policy.OpenRequest{Open: true, Messages: 1}
	},
	func(f *policy.Facts) {
		f.To.PausedUntil, f.From.LimitedUntil, f.Sent = now.Add(time.Hour), now.Add(time.Hour), policy.SentRequests{Open: 20, OldestAt: now}
	},
}

// relationsHere are who follows whom, and how they know of each other: 32 of them, by bits.
const relationsHere = 32

func relate(f *policy.Facts, bits int) {
	f.FromFollowsTo, f.ToFollowsFrom = bits&1 > 0, bits&2 > 0
	f.Suggested, f.Vouched, f.Restricted = bits&4 > 0, bits&8 > 0, bits&16 > 0
}

// everyFacts calls each with every combination, of people of some countries and bands.
func everyFacts(countries []string, bands []policy.Band, each func(policy.Facts)) {
	for _, setting := range settingsHere {
		for relation := range relationsHere {
			for _, from := range bands {
				for _, to := range bands {
					for _, history := range histories {
						for _, fromCountry := range countries {
							for _, toCountry := range countries {
								f := policy.Facts{From: policy.Person{Band: from, Country: fromCountry}, To: policy.Person{Band: to, Country: toCountry, Setting: setting}}
								relate(&f, relation)
								history(&f)
								each(f)
							}
						}
					}
				}
			}
		}
	}
}

func TestEveryDecisionIsThatOfTheTable(t *testing.T) {
	t.Parallel()
	packs, compared := loaded(t), 0
	outcomes := map[string]int{}
	everyFacts(countriesHere, bandsHere, func(f policy.Facts) {
		for _, action := range everything {
			got, want := packs.Decide(action, now, pair, f), slow(action, f)
			if got != want {
				t.Fatalf("%s, %+v: %s, but the table says %s", action, f, got, want)
			}
			compared++
			outcomes[string(got.Outcome)+" "+got.Code+fmt.Sprint(got.Quiet)]++
		}
	})
	t.Logf("%d decisions: %v", compared, outcomes)
	if len(outcomes) != 9 { // deliver, request, quiet request, and a refusal with each of the six codes
		t.Errorf("not every outcome came up: %v", outcomes)
	}
}

// Nothing of R shows in a refusal: whatever R is and did, S gets one and the same Decision, or one that is about S alone.
func TestARefusalSaysNothingOfTheRecipient(t *testing.T) {
	t.Parallel()
	packs := loaded(t)
	for _, action := range everything {
		refusals := map[string]policy.Facts{
			"a block":                   {ToBlocksFrom: true},
			"one's own block":           {FromBlocksTo: true},
			"nobody":                    {To: policy.Person{Setting: policy.Nobody}},
			"a request turned down":     {DeclinedAt: now.Add(-time.Hour)},
			"an age without messages":   {To: policy.Person{Band: policy.Teen}},
			"an age kept from adults":   {To: policy.Person{Band: policy.Youth, Setting: policy.Suggested}, Suggested: true},
			"a country without":         {To: policy.Person{Country: "KP"}},
			"a suspension":              {To: policy.Person{Suspended: true}},
			"a setting":                 {To: policy.Person{Setting: policy.Friends}},
			"a pause":                   {To: policy.Person{PausedUntil: now.Add(time.Hour)}},
			"a pause amid a request":    {To: policy.Person{PausedUntil: now.Add(time.Hour)}, Request: policy.OpenRequest{Open: true, Messages: 1}},
			"a block and a restriction": {ToBlocksFrom: true, Restricted: true},
		}
		want := policy.Decision{Outcome: policy.Refuse, Code: policy.NotAccepting}
		for why, f := range refusals {
			f.From.Band = policy.Adult
			if f.To.Band == "" {
				f.To.Band = policy.Adult
			}
			if f.To.Setting == "" {
				f.To.Setting = policy.Everyone
			}
			f.Sent = policy.SentRequests{Open: 20, OldestAt: now}
			got := packs.Decide(action, now, pair, f)
			if got != want || fmt.Sprint(got.Err()) != fmt.Sprint(want.Err()) {
				t.Errorf("%s for %s: %s, %v", action, why, got, got.Err())
			}
		}
	}
}

func TestOtherCodesFollowFromTheSenderAlone(t *testing.T) {
	t.Parallel()
	packs := loaded(t)
	everyFacts([]string{""}, bandsHere[2:], func(f policy.Facts) {
		for _, action := range everything {
			got := packs.Decide(action, now, pair, f)
			switch got.Code {
			case "", policy.NotAccepting, policy.RequestLimit:
			default:
				same := packs.Decide(action, now, pair, policy.Facts{From: f.From, To: policy.Person{Band: policy.Adult, Setting: policy.Everyone}})
				if got != same {
					t.Fatalf("%s, %+v: %s, but %s to anyone else", action, f, got, same)
				}
			}
			if got.Code == policy.RequestLimit && !f.Request.Open {
				other := f
				other.To, other.Restricted = policy.Person{Band: policy.Adult, Setting: policy.Everyone}, false
				other.FromFollowsTo, other.ToFollowsFrom = false, false
				if same := packs.Decide(action, now, pair, other); got != same {
					t.Fatalf("%s, %+v: %s, but %s to anyone else", action, f, got, same)
				}
			}
		}
	})
}

// A sender who is restricted is shown what they would be shown otherwise.
func TestARestrictionIsNotNoticed(t *testing.T) {
	t.Parallel()
	packs := loaded(t)
	everyFacts([]string{""}, bandsHere[2:], func(f policy.Facts) {
		if !f.Restricted {
			return
		}
		for _, action := range everything {
			if action == policy.Presence { // which many other things hide
				continue
			}
			free := f
			free.Restricted = false
			with, without := packs.Decide(action, now, pair, f), packs.Decide(action, now, pair, free)
			if with.Shown() != without.Outcome || with.Code != without.Code || with.RetryAt != without.RetryAt || with.Left != without.Left {
				t.Fatalf("%s, %+v: %s, without the restriction %s", action, f, with, without)
			}
			if open[with.Outcome] > open[without.Outcome] || with.Outcome == policy.Deliver {
				t.Fatalf("%s, %+v: %s, which is no narrower than %s", action, f, with, without)
			}
		}
	})
}

// What brings people together never makes a decision narrower.
func TestKnowingEachOtherNeverNarrows(t *testing.T) {
	t.Parallel()
	packs := loaded(t)
	closer := map[string]func(*policy.Facts){
		"S follows R":     func(f *policy.Facts) { f.FromFollowsTo = true },
		"R follows S":     func(f *policy.Facts) { f.ToFollowsFrom = true },
		"a suggestion":    func(f *policy.Facts) { f.Suggested = true },
		"an introduction": func(f *policy.Facts) { f.Vouched = true },
		"a request of R":  func(f *policy.Facts) { f.Asked = true },
		"an acceptance":   func(f *policy.Facts) { f.Accepted = true },
		"time":            func(f *policy.Facts) { f.DeclinedAt = time.Time{} },
		"a place":         func(f *policy.Facts) { f.Sent = policy.SentRequests{} },
		"no restriction":  func(f *policy.Facts) { f.Restricted, f.FromRestrictsTo = false, false },
		"no block":        func(f *policy.Facts) { f.FromBlocksTo, f.ToBlocksFrom = false, false },
		"no suspension":   func(f *policy.Facts) { f.From.Suspended, f.To.Suspended = false, false },
		"no pause":        func(f *policy.Facts) { f.To.PausedUntil = time.Time{} },
		"no limit":        func(f *policy.Facts) { f.From.LimitedUntil, f.From.SilencedUntil = time.Time{}, time.Time{} },
		"a more open answer": func(f *policy.Facts) {
			if at := slices.Index(narrower, settingOf(f.To)); at+1 < len(narrower) {
				f.To.Setting = narrower[at+1]
			}
		},
	}
	everyFacts([]string{""}, bandsHere[2:], func(f policy.Facts) {
		for what, bring := range closer {
			near := f
			bring(&near)
			if near == f {
				continue
			}
			for _, action := range everything {
				before, after := packs.Decide(action, now, pair, f), packs.Decide(action, now, pair, near)
				if open[after.Outcome] < open[before.Outcome] || open[after.Shown()] < open[before.Shown()] {
					t.Fatalf("%s with %s, %+v: %s, before %s", action, what, f, after, before)
				}
			}
		}
	})
}

func TestPresenceIsTheSameBothWays(t *testing.T) {
	t.Parallel()
	packs := loaded(t)
	everyFacts([]string{""}, bandsHere[2:], func(f policy.Facts) {
		if !f.DeclinedAt.IsZero() { // which one of the two did
			return
		}
		back := policy.Facts{
			From: f.To, To: f.From, FromBlocksTo: f.ToBlocksFrom, ToBlocksFrom: f.FromBlocksTo, FromFollowsTo: f.ToFollowsFrom, ToFollowsFrom: f.FromFollowsTo,
			Suggested: f.Suggested, Vouched: f.Vouched, Accepted: f.Accepted, Restricted: f.FromRestrictsTo, FromRestrictsTo: f.Restricted,
		}
		one, other := packs.Decide(policy.Presence, now, pair, f), packs.Decide(policy.Presence, now, policy.Pair{From: pair.To, To: pair.From}, back)
		if one.Outcome != other.Outcome {
			t.Fatalf("%+v: %s, the other way %s", f, one, other)
		}
	})
}

func TestNobodyReachesThemselves(t *testing.T) {
	t.Parallel()
	packs := builtIn(t)
	adult := policy.Person{Band: policy.Adult, Setting: policy.Everyone}
	for _, action := range everything {
		if got := packs.Decide(action, now, policy.Pair{From: pair.From, To: pair.From}, policy.Facts{From: adult, To: adult, Accepted: true}); got.Code != policy.NotAccepting {
			t.Errorf("%s: %s", action, got)
		}
	}
}

func TestEveryRefusalIsASentence(t *testing.T) {
	t.Parallel()
	for _, code := range []string{policy.NotAccepting, policy.RequestLimit, policy.AgeCode, policy.CountryCode, policy.SuspendedCode, policy.LimitedCode, policy.TextOnly, policy.TooManyMembers} {
		err := policy.Decision{Outcome: policy.Refuse, Code: code}.Err()
		if base.CodeOf(err) != code || base.KindOf(err) != base.KindForbidden || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := (policy.Decision{Outcome: policy.Request}).Err(); err != nil {
		t.Errorf("a request is an error: %v", err)
	}
}

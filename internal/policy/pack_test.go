package policy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"causerie/internal/policy"
)

func builtIn(t testing.TB) *policy.Packs { return load(t, nil, "") }

// load reads a folder of files.
func load(t testing.TB, files map[string]string, home string) *policy.Packs {
	t.Helper()
	packs, err := policy.Load(folder(t, files), home)
	if err != nil {
		t.Fatal(err)
	}
	return packs
}

func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	if len(files) == 0 {
		return ""
	}
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTheBuiltInPackKeepsItsVectors(t *testing.T) {
	t.Parallel()
	if got := builtIn(t).String(); got != "default 2" {
		t.Errorf("the built-in packs are %q", got)
	}
}

func TestEachCountryHasItsPack(t *testing.T) {
	t.Parallel()
	files := map[string]string{"off.yaml": offPack, "calm.yaml": calmPack, "README": "not a pack"}
	packs := load(t, files, "NO")
	if got, want := packs.String(), "default 2, calm 1 (NO SE), off 1 (KP)"; got != want {
		t.Errorf("packs are %q, want %q", got, want)
	}
	for country, want := range map[string]int{"": 16, "NO": 16, "SE": 16, "KP": 13, "FR": 13} {
		if got := packs.SignUpAge(country); got != want {
			t.Errorf("in %q one may sign up at %d, want %d", country, got, want)
		}
	}
	replaced := load(t, map[string]string{"default.yaml": strings.Replace(calmPack, "countries: [NO, SE]\n", "", 1)}, "")
	if got := replaced.SignUpAge("FR"); got != 16 {
		t.Errorf("with another default one may sign up at %d", got)
	}
}

const nobodyPack = `version: 1
countries: [FR]
bands:
  under13: {from: 0, sign_up: false}
  13-15: {from: 13, sign_up: false}
  16-17: {from: 16, sign_up: false}
  18+: {from: 18, sign_up: false}
requests: {messages: 3, a_day: 20, a_day_young: 5, young_days: 7, declined_days: 30}
`

func TestAPackIsReadStrictly(t *testing.T) {
	t.Parallel()
	const good = `version: 1
countries: [FR]
bands:
  under13:
    from: 0
    sign_up: false
  13-15:
    from: 13
    messages: false
  16-17:
    from: 16
    default: nobody
    choices: [friends, nobody]
    quiet: 22:00-07:00
  18+:
    from: 18
    default: friends
    choices: [friends, nobody]
requests:
  messages: 3
  a_day: 20
  a_day_young: 5
  young_days: 7
  declined_days: 30
`
	load(t, map[string]string{"fr.yaml": good}, "FR")
	// What is written instead of what, and the error.
	for _, test := range []struct{ old, new, want string }{
		{good, "", "1: the file is empty"},
		{good, "# nothing yet\n", "1: the file is empty"},
		{good, "3\n", "1: here should be lines with: version, bands"},
		{"from: 13", "from: [13", "7: did not find expected"},
		{"from: 13", "\tfrom: 13", "8: found character that cannot start any token"},
		{"version: 1", "version: 0", `1: "0" should be a number from 1`},
		{"version: 1\n", "", "1: version is missing"},
		{"version: 1", "version: 1\nversion: 2", "2: version is here twice"},
		{"version: 1", "version: 1\nname: France", `2: "name" is not known here`},
		{"[FR]", "[France]", `2: "France" is no country`},
		{"[FR]", "[FR, DE, FR]", "2: FR is here twice"},
		{"[FR]", "FR", "2: here should be a list"},
		{"[FR]", "[]", "2: countries is missing"},
		{"countries: [FR]\n", "", "1: countries is missing"},
		{"  13-15:\n    from: 13\n    messages: false\n", "", "3: 13-15 is missing"},
		{"  13-15:", "  13-16:", `7: "13-16" is not known here`},
		{"from: 0", "from: 1", "4: under13 is the first band"},
		{"from: 16", "from: 13", "10: 16-17 overlaps 13-15, which begins from 13"},
		{"from: 18", "from: 15", "15: 18+ overlaps 16-17, which begins from 16"},
		{"    from: 16\n", "", "10: from is missing"},
		{"from: 16", "from: sixteen", `11: "sixteen" should be a number`},
		{"from: 16", "from: 101", `11: "101" should be a number from 0 to 100`},
		{"from: 16", "from:", "11: here should be one value"},
		{"from: 16", "from: &age 16", ""},                                                                     // a name for a value is harmless,
		{"from: 16\n    default: nobody", "from: &age 16\n    default: *age", "12: here should be one value"}, // but nothing is read through one
		{"    quiet: 22:00-07:00", "    sign_up: false", "12: 16-17 has no default: it may not sign up"},
		{"    default: nobody\n    choices: [friends, nobody]\n    quiet: 22:00-07:00", "    sign_up: false", "10: 16-17 may not sign up, but the younger 13-15 may"},
		{"messages: false", "messages: false\n    sign_up: maybe", `10: "maybe" should be true or false`},
		{"sign_up: false", "sign_up: false\n    quiet: 22:00-07:00", "7: under13 has no quiet"},
		{"messages: false", "messages: false\n    default: friends", "10: 13-15 has no default: its messages are off"},
		{"    default: nobody\n", "", "10: 16-17 lacks default or choices"},
		{"default: friends", "default: suggested", "17: suggested is not among the choices"},
		{"default: friends", "default: strangers", `17: "strangers" is not known: there are everyone`},
		{"choices: [friends, nobody]\n    quiet", "choices: [friends]\n    quiet", "13: everyone may choose nobody"},
		{"choices: [friends, nobody]\n    quiet", "choices: [friends, nobody, friends]\n    quiet", "13: friends is here twice"},
		{"22:00-07:00", "22-7", `14: "22-7" should be hours such as 22:00-07:00`},
		{"22:00-07:00", "24:00-07:00", `14: "24:00-07:00" should be hours`},
		{"22:00-07:00", "07:00-07:00", `14: 07:00-07:00 has no length`},
		{"quiet: 22:00-07:00", "friends_only: [grown]", `14: "grown" is not known: there are under13`},
		{"a_day: 20", "a_day: 4", "22: a young account has 5 requests a day, more than others"},
		{"a_day: 20", "a_day: -1", `21: "-1" should be a number from 0`},
		{"messages: 3", "messages: 0", `20: "0" should be a number from 1`},
		{"  declined_days: 30\n", "", "19: declined_days is missing"},
		{good, nobodyPack, "7: nobody may sign up: let 18+"},
		{"requests:", "features_off: [calls]\nrequests:", `19: "calls" is not known: there are messages`},
		{"requests:", "---\nrequests:", "19: a second document begins here"},
		{"declined_days: 30", "declined_days: 30\n---\n[", "26: did not find expected node content"},
		{"declined_days: 30", "declined_days: 30\n---\nanother: 1", "25: a second document begins here"},
	} {
		file := filepath.Join(folder(t, map[string]string{"fr.yaml": strings.Replace(good, test.old, test.new, 1)}), "fr.yaml")
		_, err := policy.Load(filepath.Dir(file), "")
		switch {
		case !strings.Contains(good, test.old):
			t.Errorf("%q is not in the good pack", test.old)
		case test.want == "" && err != nil:
			t.Errorf("%q: %v", test.new, err)
		case test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), file+":"+test.want)):
			t.Errorf("%q: %v, want line %s", test.new, err, test.want)
		}
	}
}

func TestPacksThatDoNotFitTogether(t *testing.T) {
	t.Parallel()
	for want, files := range map[string]map[string]string{
		"off.yaml:2: SE has a pack already, calm":                        {"calm.yaml": calmPack, "off.yaml": strings.Replace(offPack, "KP", "KP, SE", 1)},
		"default.yaml:2: the pack default is for the countries that no ": {"default.yaml": calmPack},
		"calm.yml: the names of packs end in .yaml":                      {"calm.yml": calmPack},
		"calm.vectors.yaml: there is no pack calm.yaml":                  {"calm.vectors.yaml": "now: 2026-06-15T12:00:00Z\ndecisions: []\n"},
	} {
		if _, err := policy.Load(folder(t, files), ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := policy.Load(filepath.Join(t.TempDir(), "none"), ""); err == nil || !strings.Contains(err.Error(), "read the folder of packs") {
		t.Errorf("a folder that is not there: %v", err)
	}
	if _, err := policy.Load("", "France"); err == nil || !strings.Contains(err.Error(), `"France" is no country`) {
		t.Errorf("a home that is no country: %v", err)
	}
}

func TestAVectorThatDoesNotHoldIsAnError(t *testing.T) {
	t.Parallel()
	const begin = "now: 2026-06-15T12:00:00Z\n"
	for _, test := range []struct{ vectors, want string }{
		{begin + "decisions:\n  - {says: a friend, from: {band: 18+}, to: {band: 18+}, facts: [friends], outcome: deliver}\n", ""},
		{begin + "decisions:\n  - {says: a friend, from: {band: 18+}, to: {band: 18+}, outcome: deliver}\n", "3: a friend: decided {outcome: refuse, code: not_accepting}, not {outcome: deliver}"},
		{begin + "decisions:\n  - {says: one, action: group, from: {band: 18+}, to: {band: 18+}, outcome: refuse, code: country}\n  - {says: two, from: {band: 18+}, to: {band: 18+}, outcome: refuse, code: country}\n", "4: two: decided"},
		{begin + "decisions:\n  - {says: x, from: {band: 18+}, to: {band: 18+}, facts: [friends, to_restricts], outcome: request, left: 1}\n", "3: x: decided {outcome: request, quiet: true}, not {outcome: request, left: 1}"},
		{begin + "decisions:\n  - {says: x, from: {band: 18+}, to: {band: 18+, setting: suggested}, facts: [suggested], sent: {open: 2, oldest_at: 2026-06-15T02:00:00+02:00}, outcome: request}\n", "3: x: decided {outcome: refuse, code: request_limit, retry_at: 2026-06-16T00:00:00Z}, not"},
		{begin + "decisions:\n  - {says: x, from: {band: 18+}, to: {band: 18+}, fact: [friends], outcome: deliver}\n", `3: "fact" is not known here`},
		{begin + "decisions:\n  - {says: x, from: {band: 18+}, to: {band: 18+}, facts: [friend], outcome: deliver}\n", `3: "friend" is not known: there are accepted`},
		{begin + "decisions:\n  - {says: x, from: {band: 18+}, to: {setting: friends}, outcome: deliver}\n", "3: band is missing"},
		{begin + "decisions:\n  - {says: x, from: {band: 18+}, outcome: deliver}\n", "3: to is missing"},
		{begin + "decisions:\n  - {says: x, from: {band: 18+, since: yesterday}, to: {band: 18+}, outcome: deliver}\n", `3: "yesterday" should be a moment`},
		{begin + "decisions: []\nbands:\n  - {birth: 2010-06-16, band: 16-17}\n", "4: the band is 13-15, not 16-17"},
		{begin + "decisions: []\nbands:\n  - {birth: May, band: 16-17}\n", `4: "May" should be a date`},
		{begin + "decisions: []\nchoices:\n  - {band: 18+, now: friends, may: [suggested, friends, nobody]}\n", `4: now friends, may choose suggested, friends, nobody, lock "country"`},
		{begin + "decisions: []\nchoices:\n  - {band: 16-17, now: friends, may: [friends, nobody], lock: age}\n", ""},
		{"decisions: []\n", "1: now is missing"},
	} {
		file := filepath.Join(folder(t, map[string]string{"calm.yaml": calmPack, "calm.vectors.yaml": test.vectors}), "calm.vectors.yaml")
		_, err := policy.Load(filepath.Dir(file), "")
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.HasPrefix(err.Error(), file+":"+test.want)) {
			t.Errorf("%s%v, want line %s", test.vectors, err, test.want)
		}
	}
}

func TestThePackInTheDocumentationIsRead(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/messaging.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "```yaml\n")
	example, _, found := strings.Cut(after, "```\n")
	if !found {
		t.Fatal("there is no pack in it")
	}
	if got := load(t, map[string]string{"south.yaml": example}, "AR").String(); got != "default 2, south 3 (AR CL UY)" {
		t.Errorf("packs are %q", got)
	}
}

func TestCountries(t *testing.T) {
	t.Parallel()
	known := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if policy.IsCountry(string([]rune{a, b})) {
				known++
			}
		}
	}
	if known != 249 {
		t.Errorf("there are %d countries", known)
	}
	for _, code := range []string{"", "F", "fr", "FRA", "D ", " D", "EU", "XX", "\nA", "ÀÀ"} {
		if policy.IsCountry(code) {
			t.Errorf("%q is a country", code)
		}
	}
}

// lines is how an error names a line.
var lines = regexp.MustCompile(`^default(\.vectors)?\.yaml:[1-9]\d*: .`)

func FuzzPack(f *testing.F) {
	const rows = "now: 2026-06-15T12:00:00Z\nbands: [{birth: 2010-06-16, band: 13-15}]\ndecisions:\n" +
		"  - {says: x, from: {band: 18+, since: 2026-06-14T12:00:00Z}, to: {band: 18+}, facts: [friends], sent: {open: 1}, outcome: deliver}\n"
	world := strings.Replace(offPack, "countries: [KP]\n", "", 1)
	f.Add(world, rows)
	f.Add(offPack, "now: 2026-06-15T12:00:00Z\ndecisions: []\n")
	f.Add("a: &a [*a]\n", "")
	f.Add("? [x]: {}\n", "%YAML 9.9\n---\n")
	f.Fuzz(func(t *testing.T, pack, vectors string) {
		for _, try := range [][2]string{{pack, vectors}, {world, vectors}} { // vectors are read with a pack that is good
			if err := policy.Try(try[0], try[1]); err != nil && !lines.MatchString(err.Error()) {
				t.Errorf("an error without file and line: %v", err)
			}
		}
	})
}

package policy_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"causerie/internal/policy"
)

// shape is the id of a rule as the documentation lists it.
func shape(id string) string {
	parts := strings.Split(id, ".")
	switch parts[0] {
	case "bands":
		parts[1] = "BAND"
	case "table":
		parts[1], parts[2] = "SETTING", "RELATION"
	}
	return strings.Join(parts, ".")
}

func TestEveryDecisionIsExplainedByRulesThatTheDocumentationLists(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/messaging.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	_, section, _ := strings.Cut(string(text), "## Why a decision was made")
	section, _, _ = strings.Cut(section, "\n## ")
	for row := range strings.Lines(section) {
		if cells := strings.Split(row, "|"); len(cells) > 1 {
			for _, m := range regexp.MustCompile("`([a-zA-Z._]+)`").FindAllStringSubmatch(cells[1], -1) {
				listed[m[1]] = false
			}
		}
	}
	packs := loaded(t)
	explain := func(action policy.Action, f policy.Facts) {
		decision, rules := packs.Explain(action, now, pair, f)
		if want := packs.Decide(action, now, pair, f); decision != want {
			t.Fatalf("%s, %+v: explained as %s, decided %s", action, f, decision, want)
		}
		if len(rules) == 0 {
			t.Fatalf("%s, %+v: %s without a rule", action, f, decision)
		}
		for _, r := range rules {
			if _, known := listed[shape(r.ID)]; !known {
				t.Fatalf("docs/messaging.md lists no rule %q", shape(r.ID))
			}
			listed[shape(r.ID)] = true
			if r.Says() == "" || strings.HasSuffix(r.Says(), "of ") {
				t.Fatalf("%s has no sentence", r.ID)
			}
			if (r.Pack != "") != (r.Value != "") {
				t.Fatalf("%+v: a line of a pack has a value, and nothing else has", r)
			}
		}
	}
	everyAction := func(f policy.Facts) {
		for _, action := range everything {
			explain(action, f)
		}
	}
	everyFacts([]string{""}, bandsHere[1:], everyAction)
	everyFacts(countriesHere[1:], []policy.Band{policy.Adult}, everyAction)
	explain(policy.Message, policy.Facts{}) // of no account
	if _, rules := packs.Explain(policy.Message, now, policy.Pair{}, policy.Facts{}); rules[0].ID != "self" {
		t.Errorf("oneself: %+v", rules)
	}
	listed["self"] = true
	for id, came := range listed {
		if !came {
			t.Errorf("docs/messaging.md lists %s, which never comes up", id)
		}
	}
}

func TestAnExplanationNamesTheLineAndItsPack(t *testing.T) {
	t.Parallel()
	packs := loaded(t)
	adult, youth := policy.Person{Band: policy.Adult}, policy.Person{Band: policy.Youth}
	swede := policy.Person{Band: policy.Adult, Country: "SE", Setting: policy.Everyone}
	for _, test := range []struct {
		facts policy.Facts
		want  string
	}{
		{policy.Facts{From: adult, To: policy.Person{Band: policy.Youth, Setting: policy.Suggested}}, "bands.16-17.friends_only to (default 2: [18+])"},
		{policy.Facts{From: adult, To: youth}, "bands.16-17.default to (default 2: nobody), setting.nobody to"},
		{policy.Facts{From: adult, To: swede, Suggested: true}, "bands.18+.choices to (calm 1: [suggested, friends, nobody]), table.suggested.suggested"},
		{policy.Facts{From: swede, To: policy.Person{Band: policy.Adult, Setting: policy.Everyone}, Request: policy.OpenRequest{Open: true, Messages: 1}},
			"table.everyone.stranger, requests.messages from (calm 1: 1)"},
		{policy.Facts{From: adult, To: adult, FromFollowsTo: true, ToFollowsFrom: true, Restricted: true},
			"bands.18+.default to (default 2: suggested), table.suggested.friends, restricted to"},
		{policy.Facts{From: policy.Person{Band: policy.Teen}, To: adult}, "bands.13-15.messages from (default 2: false)"},
		{policy.Facts{From: adult, To: adult, FromBlocksTo: true, ToBlocksFrom: true}, "block from, block to"},
	} {
		_, rules := packs.Explain(policy.Message, now, pair, test.facts)
		var got []string
		for _, r := range rules {
			one := r.ID
			if r.Side != "" {
				one += " " + string(r.Side)
			}
			if r.Pack != "" {
				one += fmt.Sprintf(" (%s: %s)", r.Pack, r.Value)
			}
			got = append(got, one)
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%+v:\n got %s\nwant %s", test.facts, strings.Join(got, ", "), test.want)
		}
	}
}

const examples = "../../deploy/packs"

func TestTheExamplePacksKeepTheirVectors(t *testing.T) {
	t.Parallel()
	var names []string
	for _, one := range policy.Check(examples) {
		if one.Err != nil || one.Vectors < 5 {
			t.Errorf("%s: %d vectors, %v", one.File, one.Vectors, one.Err)
		}
		text, err := os.ReadFile(one.File)
		if err != nil {
			t.Fatal(err)
		}
		if first, _, _ := strings.Cut(string(text), "\n"); !strings.Contains(first, "example") || !strings.Contains(first, "not legal advice") {
			t.Errorf("%s begins with %q", one.File, first)
		}
		names = append(names, strings.Fields(one.Pack)[0])
	}
	if want := []string{"eu", "in", "quiet", "us"}; !slices.Equal(names, want) {
		t.Errorf("there are %v, want %v", names, want)
	}
	packs, err := policy.Load(examples, "")
	if err != nil {
		t.Fatal(err)
	}
	for country, want := range map[string]int{"FR": 16, "US": 13, "IN": 18, "AQ": 13, "BR": 13} {
		if got := packs.SignUpAge(country); got != want {
			t.Errorf("in %s one may sign up at %d, want %d", country, got, want)
		}
	}
}

func TestCheckSaysOfEachFileWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"calm.yaml": calmPack, "calm.vectors.yaml": "now: 2026-06-15T12:00:00Z\ndecisions: []\nbands: [{birth: 2010-06-16, band: 13-15}]\n",
		"off.yaml": strings.Replace(offPack, "KP", "KP, SE", 1), "broken.yaml": "version: 0\n", "notes.txt": "x",
	})
	at := func(name string) string { return dir + "/" + name }
	found := policy.Check(dir, at("calm.vectors.yaml"), at("calm.yaml"), at("none.yaml"), at("notes.txt"))
	var got []string
	for _, one := range found {
		said := fmt.Sprintf("%s, %d", one.Pack, one.Vectors)
		if one.Err != nil {
			said = one.Err.Error()
		}
		got = append(got, strings.ReplaceAll(said, dir+"/", ""))
	}
	want := []string{
		"broken.yaml:1: bands is missing", "calm 1 (NO SE), 1", "off.yaml:2: SE has a pack already, calm",
		"read a pack: open none.yaml: no such file or directory", "notes.txt: the names of packs end in .yaml",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestDiffTellsLinesAndWhatBecomesOfAMessage(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"old.yaml": calmPack,
		"new.yaml": strings.NewReplacer("version: 1", "version: 2", "a_day: 2,", "a_day: 3,", "default: friends, choices: [suggested", "default: suggested, choices: [suggested").Replace(calmPack),
		"bad.yaml": "version: 0\n",
	})
	found, err := policy.Diff(dir+"/old.yaml", dir+"/new.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lines := []policy.Change{
		{"version", "1", "2"}, {"bands.18+.default", "friends", "suggested"}, {"requests.a_day", "2", "3"},
	}
	if !slices.Equal(found.Lines, lines) {
		t.Errorf("lines %v, want %v", found.Lines, lines)
	}
	cells := []policy.Change{}
	for _, from := range []string{"16-17", "18+"} {
		for _, tie := range []string{"suggested", "introduced"} {
			cells = append(cells, policy.Change{from + " to 18+, " + tie + ", chosen nothing", "{outcome: refuse, code: not_accepting}", "{outcome: request, left: 1}"})
		}
	}
	if !slices.Equal(found.Cells, cells) {
		t.Errorf("cells %v, want %v", found.Cells, cells)
	}
	if same, err := policy.Diff(dir+"/old.yaml", dir+"/old.yaml"); err != nil || len(same.Lines)+len(same.Cells) > 0 || same.Compared != found.Compared || same.Compared != 480 {
		t.Errorf("with itself: %+v, %v", same, err)
	}
	if _, err := policy.Diff(dir+"/old.yaml", dir+"/bad.yaml"); err == nil || !strings.Contains(err.Error(), "bad.yaml:1: bands is missing") {
		t.Errorf("with a broken one: %v", err)
	}
}

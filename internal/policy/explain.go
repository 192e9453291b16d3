package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rule is one that took part in a decision. Its ID is stable: what is logged today can be looked up in a later version.
type Rule struct {
	// ID is the path of a line in a pack ("bands.16-17.friends_only", "requests.a_day"), or names what holds everywhere
	// ("block", "table.suggested.stranger"). docs/messaging.md lists all.
	ID string
	// Side is whose pack, or whose doing, it is; empty where it is of both.
	Side Side
	// Pack is the pack that the line is in and its version ("default 1"), and Value what the line says there; empty for what holds everywhere.
	Pack, Value string
}

// Side is one of the two of a Pair.
type Side string

const (
	sideFrom Side = "from"
	sideTo   Side = "to"
)

// Explain is Decide with the rules that led to it, in the order in which they were read: the last one decided. There is always one.
func (p *Packs) Explain(action Action, now time.Time, pair Pair, facts Facts) (Decision, []Rule) {
	var why trail
	decision := p.decide(action, now, pair, facts, &why)
	return decision, why.rules
}

// trail collects rules. A nil one, which Decide has, collects nothing and costs nothing.
type trail struct{ rules []Rule }

func (t *trail) add(p *pack, of Side, id ...string) {
	if t == nil {
		return
	}
	r := Rule{ID: strings.Join(id, "."), Side: of}
	if p != nil {
		r.Pack, r.Value = p.title(), p.value(r.ID)
	}
	t.rules = append(t.rules, r)
}

func (t *trail) addIf(holds bool, p *pack, of Side, id ...string) {
	if holds {
		t.add(p, of, id...)
	}
}

// setting notes the line of someone's band that their setting comes from: they chose none, or none that it offers.
func (t *trail) setting(p *pack, of Side, who Person) {
	if t == nil {
		return
	}
	switch who.Setting {
	case Default:
		t.add(p, of, "bands", string(who.Band), "default")
	case p.setting(who):
	default:
		t.add(p, of, "bands", string(who.Band), "choices")
	}
}

// Says is a Rule's sentence, in English: who explains a decision is staff.
func (r Rule) Says() string {
	parts := strings.Split(r.ID, ".")
	switch {
	case parts[0] == "table":
		return fmt.Sprintf("what the setting %s says of %s", parts[1], columns[parts[2]])
	case parts[0] == "bands":
		parts[1] = "BAND"
	}
	return sentences[strings.Join(parts, ".")]
}

var columns = map[string]string{
	"friends": "friends", "followed": "someone whom they follow", "suggested": "someone who is suggested to them",
	"introduced": "someone whom a friend of both introduced", "stranger": "a stranger",
}

// sentences are what each rule says, those of the table apart.
var sentences = map[string]string{
	"self":                       "nobody writes to themselves",
	"suspended":                  "this account is suspended",
	"silenced":                   "moderators keep this person from writing to anyone for a time",
	"limited":                    "moderators keep this person from writing to who has not accepted it for a time",
	"band.unknown":               "there is no such account, or its age is not known",
	"block":                      "this person blocks the other",
	"paused":                     "this person takes no requests for a time",
	"setting.nobody":             "nobody can write to this person",
	"accepted":                   "the two write to each other already",
	"answer":                     "the other asks to write, which this answers",
	"restricted":                 "this person restricts the other, who is not told",
	"presence.friends":           "friends see each other's presence",
	"presence.stranger":          "presence is shown to friends, and to those whom one writes with",
	"bands.BAND.default":         "this person chose nothing: the setting that their age begins with",
	"bands.BAND.choices":         "what this person chose is not offered at their age: the next narrower setting holds",
	"bands.BAND.sign_up":         "at this age one may not have an account",
	"bands.BAND.messages":        "messages are off at this age",
	"bands.BAND.friends_only":    "these ages reach this person as friends or not at all",
	"features_off.messages":      "messages are off in this country",
	"features_off.groups":        "groups are off in this country",
	"features_off.story_replies": "answers to stories are off in this country",
	"requests.messages":          "so many messages a request holds until it is answered",
	"requests.a_day":             "so many unanswered requests one may have in 24 hours",
	"requests.a_day_young":       "so many unanswered requests a young account may have in 24 hours",
	"requests.declined_days":     "for so many days who was turned down stays so",
}

func (p *pack) title() string { return fmt.Sprintf("%s %d", p.name, p.version) }

// line is a line of a pack by its path, with its value as the file writes it.
type line struct{ path, value string }

// said is all that a pack says, in the order of its file.
func (p *pack) said() (all []line) {
	say := func(path, value string) { all = append(all, line{path, value}) }
	codes := make([]string, len(p.countries))
	for i, c := range p.countries {
		codes[i] = c.code
	}
	slices.Sort(codes)
	say("version", strconv.Itoa(p.version))
	say("countries", list(codes))
	for _, b := range p.bands {
		at := "bands." + string(b.name) + "."
		say(at+"from", strconv.Itoa(b.from))
		say(at+"sign_up", strconv.FormatBool(b.signUp))
		say(at+"messages", strconv.FormatBool(b.messages))
		say(at+"default", string(b.begins))
		say(at+"choices", list(b.choices))
		say(at+"friends_only", list(b.friendsOnly))
		say(at+"never_suggested", list(b.neverSuggested))
		say(at+"quiet", b.quiet.String())
	}
	days := func(d time.Duration) string { return strconv.Itoa(int(d / day)) }
	say("requests.messages", strconv.Itoa(p.messages))
	say("requests.a_day", strconv.Itoa(p.aDay))
	say("requests.a_day_young", strconv.Itoa(p.aDayYoung))
	say("requests.young_days", days(p.young))
	say("requests.declined_days", days(p.declined))
	for _, f := range features {
		say("features_off."+string(f), strconv.FormatBool(slices.Contains(p.off, f)))
	}
	return all
}

// value is what a pack says at a path, "" for none that it has.
func (p *pack) value(path string) string {
	for _, l := range p.lines {
		if l.path == path {
			return l.value
		}
	}
	return ""
}

func list[T ~string](values []T) string { return "[" + join(values) + "]" }

// String is hours as a pack writes them, "none" for none.
func (h Hours) String() string {
	if h.From == h.Until {
		return "none"
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", h.From/60, h.From%60, h.Until/60, h.Until%60)
}

// Difference is what would change if one pack took the place of another.
type Difference struct {
	Lines []Change // by the path of a line
	Cells []Change // what becomes of a message, by ages, relation and setting
	// Compared is how many cells were.
	Compared int
}

// Change is what one thing is before and after.
type Change struct{ What, Before, After string }

// Diff compares two files of packs. Both have to hold, with the vectors beside them.
func Diff(before, after string) (*Difference, error) {
	one, err := readFile(before)
	if err != nil {
		return nil, err
	}
	other, err := readFile(after)
	if err != nil {
		return nil, err
	}
	found := &Difference{}
	was := one.lines
	for i, is := range other.lines { // every pack has the same lines
		if was[i].value != is.value {
			found.Lines = append(found.Lines, Change{is.path, was[i].value, is.value})
		}
	}
	found.cells(&Packs{fallback: one}, &Packs{fallback: other})
	return found, nil
}

// ties are what two people can be to each other in a cell.
var ties = []struct {
	name string
	make func(*Facts)
}{
	{"accepted", func(f *Facts) { f.Accepted = true }},
	{"friends", func(f *Facts) { f.FromFollowsTo, f.ToFollowsFrom = true, true }},
	{"followed", func(f *Facts) { f.ToFollowsFrom = true }},
	{"suggested", func(f *Facts) { f.Suggested = true }},
	{"introduced", func(f *Facts) { f.Vouched = true }},
	{"stranger", func(*Facts) {}},
}

// cells compares what becomes of a message in every cell. Settings whose cells change alike are named together.
func (d *Difference) cells(before, after *Packs) {
	choices := append([]Setting{Default}, settings...)
	for _, from := range bandNames {
		for _, to := range bandNames {
			for _, tie := range ties {
				changes := map[Change][]string{} // by before and after
				var order []Change
				for _, setting := range choices {
					d.Compared++
					facts := Facts{From: Person{Band: from}, To: Person{Band: to, Setting: setting}}
					tie.make(&facts)
					now := time.Unix(0, 0) // no account is young
					was, is := before.Decide(Message, now, Pair{To: somebody}, facts), after.Decide(Message, now, Pair{To: somebody}, facts)
					if was == is {
						continue
					}
					change := Change{Before: was.String(), After: is.String()}
					if changes[change] == nil {
						order = append(order, change)
					}
					changes[change] = append(changes[change], cmp.Or(string(setting), "chosen nothing"))
				}
				for _, change := range order {
					change.What = fmt.Sprintf("%s to %s, %s, %s", from, to, tie.name, strings.Join(changes[Change{Before: change.Before, After: change.After}], "/"))
					d.Cells = append(d.Cells, change)
				}
			}
		}
	}
}

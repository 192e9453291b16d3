package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"causerie/internal/base"

	"go.yaml.in/yaml/v3"
)

var (
	actions  = []Action{Message, Start, Presence, Group, StoryReply}
	outcomes = []Outcome{Deliver, Request, Refuse}
	codes    = []string{NotAccepting, RequestLimit, AgeCode, CountryCode, SuspendedCode, LimitedCode}
)

// relations are what a vector can say of the two by a word.
var relations = map[string]func(*Facts){
	"from_blocks":    func(f *Facts) { f.FromBlocksTo = true },
	"to_blocks":      func(f *Facts) { f.ToBlocksFrom = true },
	"from_follows":   func(f *Facts) { f.FromFollowsTo = true },
	"to_follows":     func(f *Facts) { f.ToFollowsFrom = true },
	"friends":        func(f *Facts) { f.FromFollowsTo, f.ToFollowsFrom = true, true },
	"suggested":      func(f *Facts) { f.Suggested = true },
	"vouched":        func(f *Facts) { f.Vouched = true },
	"to_asks":        func(f *Facts) { f.Asked = true },
	"accepted":       func(f *Facts) { f.Accepted = true },
	"to_restricts":   func(f *Facts) { f.Restricted = true },
	"from_restricts": func(f *Facts) { f.FromRestrictsTo = true },
}

// check finds the first vector of a pack that does not hold. Both people of a vector are in the pack's countries.
func check(file string, p *pack, text []byte) error {
	d := &document{file: file}
	root := d.open(text)
	fields := d.mapping(1, root, []string{"now", "decisions"}, []string{"bands", "choices"})
	if d.err != nil {
		return d.err
	}
	alone, now := &Packs{fallback: p}, d.moment(fields["now"].value)
	bands, choices, decisions := d.list(fields["bands"].value), d.list(fields["choices"].value), d.list(fields["decisions"].value)
	for _, n := range bands {
		d.checkBand(alone, now, n)
	}
	for _, n := range choices {
		d.checkChoices(alone, n)
	}
	for _, n := range decisions {
		d.checkDecision(alone, now, n)
	}
	p.vectors = len(bands) + len(choices) + len(decisions)
	return d.err
}

func (d *document) checkBand(p *Packs, now time.Time, n *yaml.Node) {
	v := d.mapping(n.Line, n, []string{"birth", "band"}, nil)
	birth, want := d.text(v["birth"].value), oneOf(d, v["band"].value, bandNames)
	if _, err := time.Parse(time.DateOnly, birth); err != nil && d.err == nil {
		d.fail(n.Line, "%q should be a date such as 2001-12-31", birth)
	}
	if got := p.Band("", birth, now); got != want {
		d.fail(n.Line, "the band is %s, not %s", got, want)
	}
}

func (d *document) checkChoices(p *Packs, n *yaml.Node) {
	v := d.mapping(n.Line, n, []string{"band", "now", "may"}, []string{"setting", "lock"})
	who := Person{Band: oneOf(d, v["band"].value, bandNames), Setting: oneOf(d, v["setting"].value, settings)}
	want := Choices{
		Now: oneOf(d, v["now"].value, settings), May: someOf(d, v["may"].value, settings),
		Lock: oneOf(d, v["lock"].value, []Lock{LockedAge, LockedCountry}),
	}
	got := p.Choices(who)
	if got.Now != want.Now || got.Lock != want.Lock || join(got.May) != join(want.May) {
		d.fail(n.Line, "now %s, may choose %s, lock %q", got.Now, join(got.May), got.Lock)
	}
}

func (d *document) checkDecision(p *Packs, now time.Time, n *yaml.Node) {
	v := d.mapping(n.Line, n, []string{"says", "from", "to", "outcome"},
		[]string{"action", "facts", "declined_at", "request", "sent", "code", "retry_at", "left", "quiet"})
	action := oneOf(d, v["action"].value, actions)
	if action == "" {
		action = Message
	}
	facts := Facts{From: d.person(n, v["from"].value), To: d.person(n, v["to"].value), DeclinedAt: d.moment(v["declined_at"].value)}
	for _, word := range d.list(v["facts"].value) {
		if set := relations[d.text(word)]; set != nil {
			set(&facts)
		} else {
			d.fail(word.Line, "%q is not known: there are %s", word.Value, join(slices.Sorted(maps.Keys(relations))))
		}
	}
	if request := v["request"].value; request != nil {
		r := d.mapping(n.Line, request, []string{"messages"}, nil)
		facts.Request = OpenRequest{Open: true, Messages: d.number(r["messages"].value, 0, mostCount)}
	}
	if sent := v["sent"].value; sent != nil {
		s := d.mapping(n.Line, sent, []string{"open", "oldest_at"}, nil)
		facts.Sent = SentRequests{Open: d.number(s["open"].value, 1, mostCount), OldestAt: d.moment(s["oldest_at"].value)}
	}
	want := Decision{
		Outcome: oneOf(d, v["outcome"].value, outcomes), Code: oneOf(d, v["code"].value, codes), RetryAt: d.moment(v["retry_at"].value),
		Left: d.number(v["left"].value, 0, mostCount), Quiet: d.truth(v["quiet"].value, false),
	}
	pair := Pair{From: base.ID{1}, To: base.ID{2}}
	if got := p.Decide(action, now, pair, facts); got != want {
		d.fail(n.Line, "%s: decided %s, not %s", d.text(v["says"].value), got, want)
	}
}

func (d *document) person(row, n *yaml.Node) Person {
	v := d.mapping(row.Line, n, []string{"band"}, []string{"setting", "suspended", "since", "limited_until", "silenced_until", "paused_until"})
	return Person{
		Band: oneOf(d, v["band"].value, bandNames), Setting: oneOf(d, v["setting"].value, settings),
		Suspended: d.truth(v["suspended"].value, false), Since: d.moment(v["since"].value),
		LimitedUntil: d.moment(v["limited_until"].value), SilencedUntil: d.moment(v["silenced_until"].value),
		PausedUntil: d.moment(v["paused_until"].value),
	}
}

// moment is a time of RFC 3339, zero for none.
func (d *document) moment(n *yaml.Node) time.Time {
	if n == nil {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, d.text(n))
	if err != nil {
		d.fail(n.Line, "%q should be a moment such as 2026-01-31T12:00:00Z", n.Value)
	}
	return at.UTC()
}

// String is a decision as vectors write it.
func (d Decision) String() string {
	parts := []string{"outcome: " + string(d.Outcome)}
	if d.Code != "" {
		parts = append(parts, "code: "+d.Code)
	}
	if !d.RetryAt.IsZero() {
		parts = append(parts, "retry_at: "+d.RetryAt.UTC().Format(time.RFC3339))
	}
	if d.Left > 0 {
		parts = append(parts, fmt.Sprintf("left: %d", d.Left))
	}
	if d.Quiet {
		parts = append(parts, "quiet: true")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

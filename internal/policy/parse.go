package policy

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// bandNames are all bands, by age.
var bandNames = []Band{Under13, Teen, Youth, Adult}

const (
	oldestBand = 100 // years; no band begins later
	mostCount  = 1_000_000
	mostDays   = 3650
)

// parse reads the pack of a name from the text of its file.
func parse(file, name string, text []byte) (*pack, error) {
	d := &document{file: file}
	root := d.open(text)
	optional := []string{"countries", "features_off"}
	fields := d.mapping(1, root, []string{"version", "bands", "requests"}, optional)
	if d.err != nil {
		return nil, d.err
	}
	p := &pack{name: name, version: d.number(fields["version"].value, 1, mostCount), off: someOf(d, fields["features_off"].value, features)}
	d.countries(p, fields["countries"])
	d.bands(p, fields["bands"])
	d.requests(p, fields["requests"])
	if d.err != nil {
		return nil, d.err
	}
	p.lines = p.said()
	return p, nil
}

func (d *document) countries(p *pack, f field) {
	switch {
	case p.name == fallbackName && f.key != nil:
		d.fail(f.key.Line, "the pack %s is for the countries that no other names: it names none", fallbackName)
	case p.name != fallbackName && len(d.list(f.value)) == 0:
		line := 1
		if f.key != nil {
			line = f.key.Line
		}
		d.fail(line, "countries is missing: only %s%s does without", fallbackName, extension)
	}
	for _, n := range d.list(f.value) {
		code := d.text(n)
		switch {
		case !IsCountry(code):
			d.fail(n.Line, "%q is no country: write two capital letters of ISO 3166-1, such as FR", code)
		case slices.ContainsFunc(p.countries, func(c place) bool { return c.code == code }):
			d.fail(n.Line, "%s is here twice", code)
		}
		p.countries = append(p.countries, place{code, n.Line})
	}
}

func (d *document) bands(p *pack, f field) {
	names := make([]string, len(bandNames))
	for i, name := range bandNames {
		names[i] = string(name)
	}
	fields := d.mapping(f.key.Line, f.value, names, nil)
	if d.err != nil {
		return
	}
	for i, name := range names {
		line, b := fields[name].key.Line, d.band(bandNames[i], fields[name])
		switch {
		case d.err != nil:
			return
		case i == 0 && b.from != 0:
			d.fail(line, "%s is the first band: it begins from 0, so that every age has one", name)
		case i > 0 && b.from <= p.bands[i-1].from:
			d.fail(line, "%s overlaps %s, which begins from %d: it has to begin later", name, p.bands[i-1].name, p.bands[i-1].from)
		case i > 0 && !b.signUp && p.bands[i-1].signUp:
			d.fail(line, "%s may not sign up, but the younger %s may", name, p.bands[i-1].name)
		}
		p.bands = append(p.bands, b)
	}
	if oldest := p.bands[len(p.bands)-1]; !oldest.signUp {
		d.fail(fields[string(oldest.name)].key.Line, "nobody may sign up: let %s", oldest.name)
	}
}

func (d *document) band(name Band, f field) band {
	fields := d.mapping(f.key.Line, f.value, []string{"from"},
		[]string{"sign_up", "messages", "default", "choices", "friends_only", "never_suggested", "quiet"})
	b := band{
		name: name, from: d.number(fields["from"].value, 0, oldestBand),
		signUp: d.truth(fields["sign_up"].value, true), messages: d.truth(fields["messages"].value, true),
		begins: Nobody, choices: []Setting{Nobody},
		friendsOnly:    someOf(d, fields["friends_only"].value, bandNames),
		neverSuggested: someOf(d, fields["never_suggested"].value, bandNames),
	}
	if value := fields["quiet"].value; value != nil {
		b.quiet = d.hours(value)
	}
	if !b.signUp {
		for _, other := range []string{"messages", "default", "choices", "friends_only", "never_suggested", "quiet"} {
			if key := fields[other].key; key != nil {
				d.fail(key.Line, "%s has no %s: it may not sign up", name, other)
			}
		}
		b.messages = false
		return b
	}
	if b.messages {
		d.choices(&b, f.key.Line, fields)
		return b
	}
	for _, other := range []string{"default", "choices", "friends_only"} {
		if key := fields[other].key; key != nil {
			d.fail(key.Line, "%s has no %s: its messages are off, so its setting is %s", name, other, Nobody)
		}
	}
	return b
}

func (d *document) choices(b *band, line int, fields map[string]field) {
	begins, choices := fields["default"].value, fields["choices"].value
	if begins == nil || choices == nil {
		d.fail(line, "%s lacks default or choices; without messages it says messages: false", b.name)
		return
	}
	b.begins = oneOf(d, begins, settings)
	chosen := someOf(d, choices, settings)
	switch {
	case !slices.Contains(chosen, Nobody):
		d.fail(choices.Line, "everyone may choose %s: add it", Nobody)
	case !slices.Contains(chosen, b.begins):
		d.fail(begins.Line, "%s is not among the choices", b.begins)
	}
	b.choices = slices.DeleteFunc(slices.Clone(settings), func(s Setting) bool { return !slices.Contains(chosen, s) })
}

var hours = regexp.MustCompile(`^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$`)

func (d *document) hours(n *yaml.Node) Hours {
	found := hours.FindStringSubmatch(d.text(n))
	if found == nil {
		d.fail(n.Line, "%q should be hours such as 22:00-07:00", n.Value)
		return Hours{}
	}
	var numbers [4]int
	for i, digits := range found[1:] {
		numbers[i], _ = strconv.Atoi(digits) // two digits
	}
	h := Hours{From: numbers[0]*60 + numbers[1], Until: numbers[2]*60 + numbers[3]}
	if h.From == h.Until {
		d.fail(n.Line, "%s has no length: leave quiet out", n.Value)
	}
	return h
}

func (d *document) requests(p *pack, f field) {
	fields := d.mapping(f.key.Line, f.value, []string{"messages", "a_day", "a_day_young", "young_days", "declined_days"}, nil)
	p.messages = d.number(fields["messages"].value, 1, mostCount)
	p.aDay = d.number(fields["a_day"].value, 0, mostCount)
	p.aDayYoung = d.number(fields["a_day_young"].value, 0, mostCount)
	p.young = time.Duration(d.number(fields["young_days"].value, 0, mostDays)) * day
	p.declined = time.Duration(d.number(fields["declined_days"].value, 0, mostDays)) * day
	if p.aDayYoung > p.aDay {
		d.fail(fields["a_day_young"].key.Line, "a young account has %d requests a day, more than others", p.aDayYoung)
	}
}

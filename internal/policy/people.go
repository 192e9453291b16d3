package policy

import (
	"slices"
	"time"
)

// Band is the band of someone born on birth, a date like 2001-12-31, in a country, at a moment. Their days begin where at's location has them
// begin. It is "" for what is no date.
func (p *Packs) Band(country, birth string, at time.Time) Band {
	born, err := time.Parse(time.DateOnly, birth)
	if err != nil {
		return ""
	}
	age, found := Age(born, at), Band("")
	for _, b := range p.of(country).bands {
		if b.from <= age {
			found = b.name
		}
	}
	return found
}

// Age counts birthdays, which are where at's location is. Who was born on 29 February has theirs on 1 March in other years.
func Age(birth, at time.Time) int {
	age := at.Year() - birth.Year()
	if at.Month() < birth.Month() || at.Month() == birth.Month() && at.Day() < birth.Day() {
		age--
	}
	return age
}

// Turn is the moment at which someone's age brings them into another band.
type Turn struct {
	Band Band
	At   time.Time
}

// NextTurn is the next Turn after at of someone born on birth, where at's location is: the first moment of a birthday. There may be none.
func (p *Packs) NextTurn(country, birth string, at time.Time) (next Turn, found bool) {
	born, err := time.Parse(time.DateOnly, birth)
	if err != nil {
		return Turn{}, false
	}
	for _, b := range p.of(country).bands {
		if first := firstMoment(born.Year()+b.from, born.Month(), born.Day(), at.Location()); first.After(at) {
			return Turn{b.name, first}, true
		}
	}
	return Turn{}, false
}

// firstMoment is when a day begins somewhere: not at midnight where clocks are then put forward.
func firstMoment(year int, month time.Month, day int, where *time.Location) time.Time {
	noon := time.Date(year, month, day, 12, 0, 0, 0, where)
	first := time.Date(year, month, day, 0, 0, 0, 0, where)
	for first.Day() != noon.Day() {
		first = first.Add(30 * time.Minute) // by which some put them forward
	}
	return first
}

// TurnAges are the ages at which a Turn can be, of all countries.
func (p *Packs) TurnAges() (ages []int) {
	for _, pack := range append([]*pack{p.fallback}, p.named...) {
		for _, b := range pack.bands[1:] {
			ages = append(ages, b.from)
		}
	}
	slices.Sort(ages)
	return slices.Compact(ages)
}

// SignUpAge is the age from which one may have an account in a country.
func (p *Packs) SignUpAge(country string) int {
	for _, b := range p.of(country).bands {
		if b.signUp {
			return b.from
		}
	}
	panic("policy: a pack without a band that may sign up") // which parse refuses
}

// Lock is why someone may not choose every setting.
type Lock string

const (
	Unlocked      Lock = ""
	LockedAge     Lock = "age"
	LockedCountry Lock = "country"
)

// Choices is what someone may choose.
type Choices struct {
	Now  Setting   // what holds; never Default
	May  []Setting // from the most open to Nobody, which is always there
	Lock Lock      // why May is not all four
}

// Choices is what who may choose as their Setting.
func (p *Packs) Choices(who Person) Choices {
	pack := p.of(who.Country)
	c := Choices{Now: Nobody, May: []Setting{Nobody}}
	if pack.bars(Message, Person{Band: who.Band}, sideFrom, nil) == "" {
		c.Now, c.May = pack.setting(who), slices.Clone(pack.band(who.Band).choices)
	}
	grown := pack.bands[len(pack.bands)-1].choices
	switch {
	case slices.Contains(pack.off, featureMessages):
		c.Lock = LockedCountry
	case len(c.May) < len(grown):
		c.Lock = LockedAge
	case len(c.May) < len(settings):
		c.Lock = LockedCountry
	}
	return c
}

// MaySuggest tells whether one may be suggested to the other, which is the same both ways.
func (p *Packs) MaySuggest(one, other Person) bool {
	return !p.neverSuggested(one, other) && !p.neverSuggested(other, one)
}

func (p *Packs) neverSuggested(one, other Person) bool {
	band := p.of(one.Country).band(one.Band)
	return band == nil || slices.Contains(band.neverSuggested, other.Band)
}

// MayPinpoint tells whether somebody may tell where exactly they are, rather than about where: who is not of age, to one friend alone.
func MayPinpoint(who Person, friends bool) bool { return who.Band == Adult || friends }

// Hours are a part of every day, in minutes after midnight where the person is. Until is less than From where midnight lies between.
type Hours struct{ From, Until int }

// Quiet are the hours in which who is sent no push message. Where there are none, From equals Until.
func (p *Packs) Quiet(who Person) Hours {
	if band := p.of(who.Country).band(who.Band); band != nil {
		return band.quiet
	}
	return Hours{}
}

// settings are all choices, the most open first.
var settings = []Setting{Everyone, Suggested, Friends, Nobody}

// setting is what holds for who: what they chose, or else what their band begins with, as far as the band allows it.
func (p *pack) setting(who Person) Setting {
	band, chosen := p.band(who.Band), who.Setting
	if band == nil {
		return Nobody
	}
	if chosen == Default {
		chosen = band.begins
	}
	if at := slices.Index(settings, chosen); at >= 0 {
		for _, s := range settings[at:] {
			if slices.Contains(band.choices, s) {
				return s
			}
		}
	}
	return Nobody
}

// Guards tells whether who is of one band may have a guardian of another.
func Guards(young, guardian Band) bool {
	return (young == Teen || young == Youth) && guardian == Adult
}

// MayLink is the code for which facts.From may not ask facts.To to be linked as guardian and young person, "" where they may: they are friends. It
// tells nothing of To's age.
func (p *Packs) MayLink(facts Facts) string {
	switch {
	case facts.From.Suspended:
		return SuspendedCode
	case facts.To.Suspended, facts.FromBlocksTo, facts.ToBlocksFrom, !facts.Friends():
		return NotAccepting
	}
	return ""
}

// NeedsFriend tells whether someone comes into a group by a link only where a friend is: whoever some ages reach as friends alone.
func (p *Packs) NeedsFriend(who Person) bool {
	band := p.of(who.Country).band(who.Band)
	return band != nil && len(band.friendsOnly) > 0
}

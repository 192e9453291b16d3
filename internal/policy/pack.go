package policy

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// Packs are the rules of all countries. They never change once they are loaded.
type Packs struct {
	home      string // the country of those who have said none
	fallback  *pack  // of the countries that no pack names
	byCountry map[string]*pack
	named     []*pack // the others, by name
}

// pack is the rules of some countries.
type pack struct {
	name      string
	version   int
	countries []place
	bands     []band // by age, from 0; the last may sign up
	off       []feature

	messages        int // in one request
	aDay, aDayYoung int // unanswered requests of 24 hours
	young           time.Duration
	declined        time.Duration

	lines   []line // all of the above, as the file says it
	vectors int    // that are beside it, and hold
}

// place is a country, and the line that names it.
type place struct {
	code string
	line int
}

// band is what a pack says of a Band.
type band struct {
	name             Band
	from             int // years of age
	signUp, messages bool
	begins           Setting
	choices          []Setting // the most open first
	friendsOnly      []Band    // who reaches this band as a friend or not at all
	neverSuggested   []Band
	quiet            Hours
}

// feature is what a pack can turn off in its countries.
type feature string

const (
	featureMessages     feature = "messages" // all of it
	featureGroups       feature = "groups"
	featureStoryReplies feature = "story_replies"
)

var features = []feature{featureMessages, featureGroups, featureStoryReplies}

// featureOf is what an action belongs to, beside the messages that all belong to.
func featureOf(action Action) feature {
	switch action {
	case Group:
		return featureGroups
	case StoryReply:
		return featureStoryReplies
	}
	return featureMessages
}

//go:embed packs
var embedded embed.FS

const (
	fallbackName = "default"
	extension    = ".yaml"
	vectorsEnd   = ".vectors" + extension
)

// Load reads the packs of a folder: NAME.yaml, each with the rules of the countries it names, and beside it, where there is one,
// NAME.vectors.yaml with what must be decided by it. default.yaml replaces the built-in pack of all other countries. dir may be
// empty for that one alone. home is the country of people who have said none, or empty. An error names file and line.
func Load(dir, home string) (*Packs, error) {
	if home != "" && !IsCountry(home) {
		return nil, fmt.Errorf("%q is no country: write two capital letters of ISO 3166-1, such as FR", home)
	}
	p := &Packs{home: home, byCountry: map[string]*pack{}}
	builtIn, err := fs.Sub(embedded, "packs")
	if err != nil {
		return nil, err
	}
	if err := p.add(folder{builtIn, "built-in"}); err != nil {
		return nil, err
	}
	if dir == "" {
		return p, nil
	}
	if err := p.add(folder{os.DirFS(dir), dir}); err != nil {
		return nil, err
	}
	return p, nil
}

// folder is where packs are, and how errors call it.
type folder struct {
	fs.FS
	name string
}

func (f folder) path(file string) string { return filepath.Join(f.name, file) }

// add reads the packs of a folder, which take the place of those before them.
func (p *Packs) add(f folder) error {
	files, err := fs.ReadDir(f, ".")
	if err != nil {
		return fmt.Errorf("read the folder of packs: %w", err)
	}
	for _, file := range files {
		name, isPack := strings.CutSuffix(file.Name(), extension)
		ofVectors, isVectors := strings.CutSuffix(file.Name(), vectorsEnd)
		switch {
		case path.Ext(file.Name()) == ".yml":
			return fmt.Errorf("%s: the names of packs end in %s: rename it", f.path(file.Name()), extension)
		case isVectors:
			if _, err := fs.Stat(f, ofVectors+extension); err != nil {
				return fmt.Errorf("%s: there is no pack %s%s that these are vectors of", f.path(file.Name()), ofVectors, extension)
			}
		case isPack:
			if _, err := p.read(f, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// read takes in one pack, whose vectors have to hold.
func (p *Packs) read(f folder, name string) (*pack, error) {
	file := f.path(name + extension)
	text, err := fs.ReadFile(f, name+extension)
	if err != nil {
		return nil, fmt.Errorf("read a pack: %w", err)
	}
	made, err := parse(file, name, text)
	if err != nil {
		return nil, err
	}
	text, err = fs.ReadFile(f, name+vectorsEnd)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("read the vectors of a pack: %w", err)
	default:
		if err := check(f.path(name+vectorsEnd), made, text); err != nil {
			return nil, err
		}
	}
	if name == fallbackName {
		p.fallback = made
		return made, nil
	}
	for _, c := range made.countries {
		if other := p.byCountry[c.code]; other != nil {
			return nil, fmt.Errorf("%s:%d: %s has a pack already, %s", file, c.line, c.code, other.name)
		}
	}
	for _, c := range made.countries {
		p.byCountry[c.code] = made
	}
	p.named = append(p.named, made)
	return made, nil
}

// of is the pack of a country, "" for the server's own.
func (p *Packs) of(country string) *pack {
	if country == "" {
		country = p.home
	}
	if found := p.byCountry[country]; found != nil {
		return found
	}
	return p.fallback
}

// String says which packs there are: "default 1, north 3 (FI NO SE)".
func (p *Packs) String() string {
	all := []string{p.fallback.describe()}
	for _, k := range p.named {
		all = append(all, k.describe())
	}
	return strings.Join(all, ", ")
}

// describe is a pack's name, version and countries.
func (p *pack) describe() string {
	if len(p.countries) == 0 {
		return p.title()
	}
	codes := make([]string, len(p.countries))
	for i, c := range p.countries {
		codes[i] = c.code
	}
	return fmt.Sprintf("%s (%s)", p.title(), strings.Join(codes, " "))
}

// band is what the pack says of a band, nil of one that nobody is in.
func (p *pack) band(name Band) *band {
	for i := range p.bands {
		if p.bands[i].name == name {
			return &p.bands[i]
		}
	}
	return nil
}

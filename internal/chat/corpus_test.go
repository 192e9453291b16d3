package chat

import (
	"bufio"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"causerie/internal/base"
)

// template is a line of testdata/first.
type template struct{ language, kind, text string }

func readTemplates(t testing.TB, name string) (list []template) {
	t.Helper()
	file, err := os.Open("testdata/first/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if parts := strings.SplitN(lines.Text(), " ", 3); parts[0] != "#" {
			list = append(list, template{parts[0], parts[1], parts[2]})
		}
	}
	return list
}

// first is a first message of the corpus, with what it is.
type first struct {
	sending
	spam           bool
	kind, language string
}

// corpus writes days of first messages between strangers, the same ones for the same seed.
type corpus struct {
	*rand.Rand
	templates []template
	people    int
}

func (c *corpus) person() (id base.ID) {
	c.people++
	copy(id[8:], fmt.Sprintf("%08d", c.people))
	return id
}

// evasions are what spammers do to a text so that its copies differ.
var evasions = map[string]func(c *corpus, text string) string{
	"none":       func(_ *corpus, text string) string { return text },
	"homoglyphs": func(c *corpus, text string) string { return c.replace(text, .4, homoglyphs) },
	"leetspeak":  func(c *corpus, text string) string { return c.replace(text, .5, leet) },
	"spacing":    (*corpus).spaced,
	"emoji": func(c *corpus, text string) string {
		return c.insert(text, " ", .5, "😀", "🔥", "💰", "❤️", "👉", "🎁", "✅")
	},
	"zero width": func(c *corpus, text string) string {
		return c.insert(text, "", .2, "\u200b", "\u200d", "\u2060", "\ufeff")
	},
	"marks":       func(c *corpus, text string) string { return c.insert(text, "", .2, "\u0301", "\u0308", "\u0336") },
	"repeats":     (*corpus).repeated,
	"word swaps":  nil, // by the template
	"names, link": nil, // by the template
	"everything":  nil, // swaps, names and links, and one of the others on top
}

var (
	homoglyphs = map[rune]string{'a': "а", 'c': "с", 'e': "е", 'i': "і", 'o': "о", 'p': "р", 's': "ѕ", 'x': "х", 'y': "у", 'h': "һ", 'k': "κ", 'n': "η", 't': "т", 'm': "м"}
	leet       = map[rune]string{'a': "4", 'e': "3", 'i': "1", 'o': "0", 's': "5", 't': "7", 'l': "1"}
)

func (c *corpus) replace(text string, share float64, by map[rune]string) string {
	var b strings.Builder
	for _, r := range text {
		if other, ok := by[r]; ok && c.Float64() < share {
			b.WriteString(other)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (c *corpus) insert(text, around string, share float64, some ...string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteRune(r)
		if (around == "" || r == ' ') && c.Float64() < share {
			b.WriteString(some[c.IntN(len(some))] + around)
		}
	}
	return b.String()
}

// spaced writes some words letter by letter, and some together.
func (c *corpus) spaced(text string) string {
	var b strings.Builder
	for _, word := range strings.Fields(text) {
		if c.IntN(3) == 0 {
			word = strings.Join(strings.Split(word, ""), []string{" ", ".", "-", "_"}[c.IntN(4)])
		}
		b.WriteString(word)
		if c.IntN(6) > 0 {
			b.WriteString(" ")
		}
	}
	return b.String()
}

func (c *corpus) repeated(text string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteString(strings.Repeat(string(r), 1+max(0, c.IntN(8)-5)))
		if c.IntN(12) == 0 {
			b.WriteString([]string{"!", ",", "...", "*"}[c.IntN(4)])
		}
	}
	return b.String()
}

var (
	choice = regexp.MustCompile(`\{[^}]*\}`)
	names  = []string{"Ana", "Luis", "Marie", "Jonas", "Priya", "Paul", "Chloé", "Ravi", "Beatriz", "Sam", "Katharina", "Tom", "José", "Ines", "Mohammed", "Lea"}
)

// write fills in a template. Words are swapped, and name and link are others in each copy, where that is asked for.
func (c *corpus) write(of template, swap bool, name, link string) string {
	text := choice.ReplaceAllStringFunc(of.text, func(group string) string {
		words := strings.Split(group[1:len(group)-1], "|")
		if swap {
			return words[c.IntN(len(words))]
		}
		return words[0]
	})
	return strings.NewReplacer("NAME", name, "LINK", link).Replace(text)
}

func (c *corpus) link() string {
	hosts := []string{"bit.ly/", "https://promo-%d.example.top/", "www.deal%d.example.shop/", "tiny%d.site/", "https://t.me/join%d"}
	host := hosts[c.IntN(len(hosts))]
	if strings.Contains(host, "%") {
		host = fmt.Sprintf(host, c.IntN(1000))
	}
	return host + fmt.Sprintf("%x", c.Uint32())
}

func (c *corpus) name() string { return names[c.IntN(len(names))] }

func (c *corpus) of(kinds ...string) (list []template) {
	for _, one := range c.templates {
		if slices.Contains(kinds, one.kind) {
			list = append(list, one)
		}
	}
	return list
}

// campaign is one text of a spammer: of one account of age, to as many as it may ask in a day, or of many new accounts, to a few each.
func (c *corpus) campaign(of template, evasion string, accounts, each int) (list []first) {
	swap, others := evasion == "word swaps" || evasion == "everything", evasion == "names, link" || evasion == "everything"
	link, name := c.link(), c.name()
	for range accounts {
		from := c.person()
		for range each {
			if others {
				link, name = c.link(), c.name()
			}
			text := c.write(of, swap, name, link)
			how := evasions[evasion]
			if evasion == "everything" {
				how = evasions[[]string{"homoglyphs", "leetspeak", "spacing", "emoji", "zero width", "marks", "repeats"}[c.IntN(7)]]
			}
			if at := strings.Index(text, link); how != nil && at >= 0 && strings.Contains(of.text, "LINK") { // a link stays one that leads somewhere
				text = how(c, text[:at]) + link + how(c, text[at+len(link):])
			} else if how != nil {
				text = how(c, text)
			}
			list = append(list, first{sending{from, c.person(), accounts > 1, text}, true, of.kind, of.language})
		}
	}
	return list
}

// ordinary is what people write to strangers on a day.
func (c *corpus) ordinary() (list []first) {
	write := func(of template, people int, young bool) {
		from, name, link := c.person(), c.name(), c.link()
		for range people {
			if of.kind == "chat" {
				name = c.name()
			}
			list = append(list, first{sending{from, c.person(), young, c.write(of, false, name, link)}, false, of.kind, of.language})
		}
	}
	chats, questions, invitations := c.of("chat"), c.of("question"), c.of("invitation")
	for range 250 { // some greet everyone they find
		write(chats[c.IntN(len(chats))], []int{1, 1, 1, 2, 3, 5}[c.IntN(6)], c.IntN(3) == 0)
	}
	for range 80 { // a few ask many
		people := []int{1, 1, 1, 2, 2, 3, 4}[c.IntN(7)]
		if c.IntN(50) == 0 {
			people = 7
		}
		write(questions[c.IntN(len(questions))], people, c.IntN(3) == 0)
	}
	for range 20 {
		write(invitations[c.IntN(len(invitations))], 1+c.IntN(3), c.IntN(3) == 0)
	}
	for range 150 {
		list = append(list, first{sending{c.person(), c.person(), c.IntN(3) == 0, c.own()}, false, "own words", "en"})
	}
	return list
}

// own is a message that nobody else writes, though it is of words that others use.
func (c *corpus) own() string {
	pick := func(words string) string {
		list := strings.Split(words, "|")
		return list[c.IntN(len(list))]
	}
	text := pick("Hi|Hello|Hey|Good evening|Hi there") + " " + c.name() + ", " +
		pick("I saw|I found|a friend showed me|I read|I just noticed") + " your " + pick("post|comment|video|story|drawing|review") + " about " +
		pick("the old bridge|sourdough bread|learning the cello|night trains|the city council|growing lemons|the new library|my favourite band|repairing radios|winter swimming") + " and " +
		pick("it made me laugh|I have a question|I disagree a little|I would love to hear more|it helped me a lot|I had the same idea")
	if c.IntN(2) == 0 {
		text += ". " + pick("How long did it take you?|Where can one see it?|Do you still do that?|Could you recommend a book?|Who taught you?|Was it expensive?")
	}
	return text
}

// day is a day with campaigns of one evasion among what people write, in the order in which it is sent.
func (c *corpus) day(evasion string) []first {
	streams := [][]first{c.ordinary()}
	c.Shuffle(len(streams[0]), func(i, j int) { streams[0][i], streams[0][j] = streams[0][j], streams[0][i] })
	for i, of := range c.of("lure", "bait") {
		var list []first
		switch {
		case i/3%2 == 0:
			list = c.campaign(of, evasion, 1, 20)
		case of.kind == "lure":
			list = c.campaign(of, evasion, 15, 4)
		default:
			list = c.campaign(of, evasion, 45, 3)
		}
		c.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		streams = append(streams, list)
	}
	var all []first
	for len(streams) > 0 {
		i := c.IntN(len(streams))
		all, streams[i] = append(all, streams[i][0]), streams[i][1:]
		if len(streams[i]) == 0 {
			streams = slices.Delete(streams, i, i+1)
		}
	}
	return all
}

// score counts what was found of a part of the corpus.
type score struct{ found, missed, wrong, right int }

func (s *score) count(spam, hidden bool) {
	switch {
	case spam && hidden:
		s.found++
	case spam:
		s.missed++
	case hidden:
		s.wrong++
	default:
		s.right++
	}
}

func (s score) precision() float64 { return float64(s.found) / float64(s.found+s.wrong) }
func (s score) recall() float64    { return float64(s.found) / float64(s.found+s.missed) }

func (s score) String() string {
	return fmt.Sprintf("spam %d, recall %.3f; of others %d, hidden %d; precision %.4f", s.found+s.missed, s.recall(), s.right+s.wrong, s.wrong, s.precision())
}

// scores are by what they are about.
type scores map[string]*score

func (all scores) count(about string, spam, hidden bool) {
	if all[about] == nil {
		all[about] = &score{}
	}
	all[about].count(spam, hidden)
}

func (all scores) String() string {
	var b strings.Builder
	for _, about := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, "\n%-14s %s", about, all[about])
	}
	return b.String()
}

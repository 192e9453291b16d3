package chat

import (
	"context"
	"embed"
	"slices"
	"strings"
	"time"
	"unicode"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	filterWords    = 200 // that one person may have
	filterWordMax  = 64  // characters of one
	sameTextWithin = 24 * time.Hour
	linkAge        = 7 * 24 * time.Hour // from which on an account may send links in requests
)

// Why a request is in the folder "hidden", and the mark of one in the folder "requests" that its receiver took out of there.
const (
	hiddenWords = "words" // it has a word of the receiver's own list or of the one of their language
	hiddenSpam  = "spam"  // nearly the same went to many strangers
	hiddenLink  = "link"  // it has a link, and its sender's account is new
	// it has a link, and its receiver wants none from people who are no friends
	hiddenStrangerLink = "stranger_link"
	notHidden          = "shown" // whatever else is written in it, no filter hides it again
)

//go:embed filter/*.txt
var starterFiles embed.FS

// starters are the lists that everyone begins with, by language; "" has them all.
var starters = readStarters("en", "fr")

func readStarters(languages ...string) map[string]phrases {
	lists := map[string]phrases{"": {}}
	for _, language := range languages {
		text, err := starterFiles.ReadFile("filter/" + language + ".txt")
		if err != nil {
			panic("a list of words is not in the program: " + err.Error())
		}
		lists[language] = phrases{}
		for line := range strings.Lines(string(text)) {
			if !strings.HasPrefix(line, "#") {
				lists[language].add(line)
				lists[""].add(line)
			}
		}
	}
	return lists
}

// filter is what a person does not want to read in requests.
type filter struct {
	language string
	own      phrases
	noLinks  bool // of people who are no friends
}

func newFilter(language, words string) filter {
	f := filter{language: language, own: phrases{}}
	for word := range strings.Lines(words) {
		f.own.add(word)
	}
	return f
}

// catches tells whether a text has a word that the person does not want to read. Who has chosen a language that there is no list for
// has all of them.
func (f filter) catches(text string) bool {
	words, spelled := readWords(text)
	list, known := starters[f.language]
	if !known {
		list = starters[""]
	}
	return list.in(words) || f.own.in(words) || list.names(spelled) || f.own.names(spelled)
}

// Filters are the words of the actor's own that hide a request with one of them in it.
type Filters struct {
	Words []string `json:"words" maxItems:"200" doc:"Words or short phrases, each of at most 64 characters. Case and accents do not matter, nor do blanks between letters and what looks alike."`
}

// Filters reads the actor's own words, in their order.
func (s *Service) Filters(ctx context.Context, actor api.Actor) (out Filters, err error) {
	out.Words = []string{}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		words, err := filterOf(ctx, tx, actor.Account)
		if words != "" {
			out.Words = strings.Split(words, "\n")
		}
		return err
	})
	return out, doing("read the words that hide a request", err)
}

// SetFilters takes the place of the actor's own words. They hold for what arrives from now on.
func (s *Service) SetFilters(ctx context.Context, actor api.Actor, in Filters) (Filters, error) {
	words, err := cleanWords(in.Words)
	if err != nil {
		return Filters{}, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		return setFilter(ctx, tx, actor.Account, strings.Join(words, "\n"), base.Millis(s.Clock.Now()))
	})
	return Filters{Words: words}, doing("keep the words that hide a request", err)
}

// cleanWords are words as they are kept: each once, without blanks around them.
func cleanWords(words []string) ([]string, error) {
	kept := make([]string, 0, len(words))
	for _, word := range words {
		word = strings.Join(strings.Fields(word), " ")
		switch {
		case len(base.Terms(word)) == 0, strings.ContainsFunc(word, unicode.IsControl):
			return nil, invalid("words", "A word has a letter or a digit in it, and no control character.")
		case len([]rune(word)) > filterWordMax:
			return nil, invalid("words", "A word or phrase has at most 64 characters.")
		case !slices.Contains(kept, word):
			kept = append(kept, word)
		}
	}
	if len(kept) > filterWords {
		return nil, invalid("words", "Name at most 200 words.")
	}
	return kept, nil
}

package chat

import (
	"slices"
	"strings"
	"unicode"

	"causerie/internal/base"
)

// word is a folded word of a text. One that is disguised, by letters of another script or digits in the place of letters, is also taken for what it
// looks like. A word that is written in one script is nothing but itself: "сор" is Russian, not "cop".
type word struct {
	plain, looks string
	disguised    bool
}

// spelledMax is how long a word is that is found in letters with blanks between.
const spelledMax = 24

// readWords are the words of a text in order, without what cannot be seen in them; and, of letters that stand alone one after the other, what they
// spell, from every letter to every other at least two further, and what is spelled with signs for letters.
func readWords(text string) (words, spelled []word) {
	text = visible(text)
	var run []rune
	end := func() {
		for from := range run {
			for to := from + 3; to <= min(len(run), from+spelledMax); to++ {
				spelled = append(spelled, newWord(string(run[from:to])))
			}
		}
		run = run[:0]
	}
	for _, term := range base.Terms(text) {
		if letter := []rune(term); len(letter) == 1 && (unicode.In(letter[0], unicode.Latin, unicode.Cyrillic, unicode.Greek) || digits[letter[0]] > 0) {
			run = append(run, letter[0])
		} else {
			end()
		}
		words = append(words, newWord(term))
	}
	end()
	if signed := signs(text); signed != text {
		for _, term := range base.Terms(signed) {
			spelled = append(spelled, newWord(term))
		}
	}
	return words, spelled
}

// visible is a text without what cannot be seen, such as a joiner of no width.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

// signs puts letters in the place of signs that pass for them between letters.
func signs(text string) string {
	if !strings.ContainsAny(text, "@$") {
		return text
	}
	runes := []rune(text)
	for i := 1; i+1 < len(runes); i++ {
		if sign := map[rune]rune{'@': 'a', '$': 's'}[runes[i]]; sign > 0 && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1]) {
			runes[i] = sign
		}
	}
	return string(runes)
}

func newWord(plain string) word {
	latin, others, letters, numbers, unreadable := 0, 0, 0, 0, 0
	for _, r := range plain {
		switch {
		case digits[r] > 0:
			numbers++
		case unicode.IsDigit(r):
			unreadable++
		case 'a' <= r && r <= 'z':
			latin, letters = latin+1, letters+1
		default:
			letters++
			if alike[r] > 0 {
				others++
			}
		}
	}
	mixed := latin > 0 && others > 0
	numbered := numbers > 0 && unreadable == 0 && letters >= 2 && letters >= numbers
	return word{plain, looksOf(plain), mixed || numbered}
}

// looksOf is a word with one letter for all that an eye takes for it.
func looksOf(plain string) string {
	return strings.Map(looks, plain)
}

// Look is a text as an eye takes it in: its letters and digits, folded, with one for all that look alike.
func Look(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return looks(r)
	}, base.Fold(signs(visible(text))))
}

// looks is the one letter for all that an eye takes for r.
func looks(r rune) rune {
	if other := alike[r]; other > 0 {
		r = other
	}
	if letter := digits[r]; letter > 0 {
		r = letter
	}
	if r == 'i' {
		return 'l'
	}
	return r
}

// digits pass for letters.
var digits = map[rune]rune{'0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't'}

// alike are letters of Cyrillic and Greek, in lower case, by the Latin letter that they pass for.
var alike = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'һ': 'h', 'н': 'h', 'і': 'i', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm', 'п': 'n', 'о': 'o', 'р': 'p',
	'ԛ': 'q', 'г': 'r', 'ѕ': 's', 'т': 't', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x', 'у': 'y',
	'α': 'a', 'β': 'b', 'ϲ': 'c', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'γ': 'y', 'ω': 'w',
}

// phrases are words and sequences of words, folded, by what the first word looks like.
type phrases map[string][][]string

func (p phrases) add(text string) {
	if terms := base.Terms(text); len(terms) > 0 {
		first := looksOf(terms[0])
		p[first] = append(p[first], terms)
	}
}

// in tells whether one of the phrases begins anywhere in words.
func (p phrases) in(words []word) bool {
	for i, first := range words {
		for _, phrase := range p[first.looks] {
			if len(phrase) <= len(words)-i && slices.EqualFunc(words[i:i+len(phrase)], phrase, word.is) {
				return true
			}
		}
	}
	return false
}

// names tells whether one of words is a phrase by itself.
func (p phrases) names(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool {
		return slices.ContainsFunc(p[w.looks], func(phrase []string) bool { return len(phrase) == 1 && w.is(phrase[0]) })
	})
}

func (w word) is(term string) bool {
	return w.plain == term || w.disguised && w.looks == looksOf(term)
}

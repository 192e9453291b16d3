package base

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold is text as search sees it: compatibility decomposition (Unicode NFKD), marks dropped, lower case, and the few letters
// that carry no mark to drop spelled out, so that "Zoë" is found by "zoe" and "Strauß" by "strauss".
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if plain, ok := spelled[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= unicode.MaxASCII {
			return false
		}
	}
	return true
}

var spelled = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'þ': "th", 'ı': "i"}

// Terms are the folded words of s in order: runs of letters and digits. In scripts written without spaces every
// character is a word of its own.
func Terms(s string) []string {
	var terms []string
	start := -1
	folded := Fold(s)
	flush := func(end int) {
		if start >= 0 {
			terms = append(terms, folded[start:end])
			start = -1
		}
	}
	for i, r := range folded {
		switch {
		case r > unicode.MaxASCII && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			flush(i)
			terms = append(terms, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		default:
			flush(i)
		}
	}
	flush(len(folded))
	return terms
}

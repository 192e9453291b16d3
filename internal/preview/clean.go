package preview

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// marksMax is how many marks stand on one character: more are heaped up to reach into the lines around.
const marksMax = 4

// clean is a text of a stranger's page as one line of at most so many characters, without what is not seen, reorders what is around it or reaches out of its line.
func clean(text string, most int) string {
	var b strings.Builder
	before, marks := ' ', 0
	for _, r := range text {
		switch {
		case unicode.IsSpace(r), r == '\u2800': // the empty pattern of Braille
			r = ' '
		case r == utf8.RuneError, unicode.IsControl(r), !unicode.IsGraphic(r) && !joins(before, r), isBlank(r):
			continue
		}
		if unicode.Is(unicode.M, r) {
			if marks++; marks > marksMax || before == ' ' {
				continue
			}
		} else {
			marks = 0
		}
		if r == ' ' && before == ' ' {
			continue
		}
		b.WriteRune(r)
		if before = r; b.Len() > 64*most { // more than is shown, whatever it is made of
			break
		}
	}
	return clip(strings.TrimRight(b.String(), " \u200c\u200d"), most)
}

// joins tells whether r joins letters, or parts of an emoji, of which before is one.
func joins(before, r rune) bool {
	return (r == '\u200c' || r == '\u200d') && before > unicode.MaxLatin1 && (unicode.IsLetter(before) || unicode.IsMark(before) || unicode.Is(unicode.S, before))
}

// isBlank tells the letters that show nothing: the fillers of Hangul.
func isBlank(r rune) bool { return r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' }

// clip shortens a text to at most so many characters, at the end of a word where there is one near.
func clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end, word, n := 0, 0, 0
	for rest, state := text, -1; rest != ""; n++ {
		var c string
		c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if n == most-1 && rest != "" {
			if word > end/2 {
				end = word
			}
			return strings.TrimRight(text[:end], " ,;:.–—-") + "…"
		}
		if c == " " {
			word = end
		}
		end += len(c)
	}
	return text
}

package base

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// OneLine is what somebody calls something, on one line: composed, without controls and without what would reorder or hide text around it; "" where nothing is to be seen.
func OneLine(s string) string {
	return seen(strings.Join(strings.Fields(plain(s, false)), " "))
}

// Lines is the same for text of several lines; runs of empty lines become one.
func Lines(s string) string {
	var out []string
	for line := range strings.SplitSeq(plain(s, true), "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return seen(strings.TrimSpace(strings.Join(out, "\n")))
}

// bytesOfCharacter bounds how much is heaped into the characters of a text, on the average.
const bytesOfCharacter = 8

// Longer tells that s has more than so many characters, as people count them, or too much in them.
func Longer(s string, characters int) bool {
	return len(s) > characters*bytesOfCharacter || len(s) > characters && uniseg.GraphemeClusterCount(s) > characters
}

// Shortened is s up to where Longer begins.
func Shortened(s string, characters int) string {
	end := 0
	for clusters, n := uniseg.NewGraphemes(s), 0; n < characters && clusters.Next(); n++ {
		if end+len(clusters.Str()) > characters*bytesOfCharacter {
			break
		}
		end += len(clusters.Str())
	}
	return s[:end]
}

func plain(s string, lines bool) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case r == '\n', r == '\t':
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

// hidden tells the characters that show nothing themselves and change what stands around them. The joiners stay, which emoji
// and several scripts need, and so do the tags of regional flags and the marks of direction that end with their character.
func hidden(r rune) bool {
	switch {
	case unicode.IsControl(r):
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // embeddings, overrides, isolates
		return true
	case r >= 0x2060 && r <= 0x2064, r >= 0x206a && r <= 0x206f: // word joiner, invisible operators, deprecated controls
		return true
	case r == 0x200b, r == 0xfeff, r == 0x00ad, r == 0x180e, r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r == 0x2800:
		return true // spaces and fillers without width, and blanks that pass for letters
	case unicode.Is(unicode.Co, r), r >= 0xfff9 && r <= 0xfffb:
		return true
	}
	return false
}

// seen is s, or "" where it has nothing to see but joiners and marks.
func seen(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsMark(r) }) {
		return ""
	}
	return s
}

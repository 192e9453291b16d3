package account

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"causerie/internal/base"
)

// Limits of what people write about themselves, in characters as people count them, with one in bytes behind.
const (
	nameMax      = 50
	bioMax       = 300
	bioLinesMax  = 10
	bytesPerChar = 8
	deviceMax    = 60
)

// cleanLine is s on one line: composed, without controls and without what would reorder or hide text around it.
func cleanLine(s string) string {
	return strings.Join(strings.Fields(cleanText(s, false)), " ")
}

// cleanLines is the same for text of several lines; runs of empty lines become one.
func cleanLines(s string) string {
	var out []string
	for line := range strings.SplitSeq(cleanText(s, true), "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

func cleanText(s string, lines bool) string {
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

// visible tells that s has something to see, and not only joiners and marks.
func visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsMark(r) })
}

// cleanName is a name as it is stored; a name with nothing to see is "".
func cleanName(s string) (string, error) {
	name := cleanLine(s)
	if !visible(name) {
		return "", nil
	}
	return name, checkLength("name", name, nameMax, "A name has at most 50 characters.")
}

func cleanBio(s string) (string, error) {
	bio := cleanLines(s)
	if !visible(bio) {
		return "", nil
	}
	if strings.Count(bio, "\n") >= bioLinesMax {
		return "", tooLong("bio", "A bio has at most 10 lines.")
	}
	return bio, checkLength("bio", bio, bioMax, "A bio has at most 300 characters.")
}

func checkLength(field, s string, limit int, message string) error {
	if len(s) > limit*bytesPerChar || uniseg.GraphemeClusterCount(s) > limit {
		return tooLong(field, message)
	}
	return nil
}

func tooLong(field, message string) error {
	return base.Invalid("too_long", message, base.Field{Location: "body." + field, Message: message})
}

package safety

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"causerie/internal/base"
)

const textMax = 2000 // characters

// cleaned is a text that people write about a case, without what surrounds it. field is where it stands in the body.
func cleaned(field, text string, needed bool) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case needed && text == "":
		return "", invalid("invalid", field, "Write something.")
	case utf8.RuneCountInString(text) > textMax:
		return "", invalid("too_long", field, fmt.Sprintf("This text has at most %d characters.", textMax))
	case !utf8.ValidString(text), strings.ContainsFunc(text, forbidden):
		return "", invalid("invalid", field, "The text has a control character in it.")
	}
	return text, nil
}

func forbidden(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }

func invalid(code, field, message string) error {
	return base.Invalid(code, message, base.Field{Location: "body." + field, Message: message})
}

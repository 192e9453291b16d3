package account

import (
	"strings"

	"causerie/internal/base"
)

// Limits of what people write about themselves, in characters as people count them.
const (
	nameMax     = 50
	bioMax      = 300
	bioLinesMax = 10
	deviceMax   = 60
)

// cleanName is a name as it is stored; a name with nothing to see is "".
func cleanName(s string) (string, error) {
	name := base.OneLine(s)
	if base.Longer(name, nameMax) {
		return "", tooLong("name", "A name has at most 50 characters.")
	}
	return name, nil
}

func cleanBio(s string) (string, error) {
	bio := base.Lines(s)
	switch {
	case strings.Count(bio, "\n") >= bioLinesMax:
		return "", tooLong("bio", "A bio has at most 10 lines.")
	case base.Longer(bio, bioMax):
		return "", tooLong("bio", "A bio has at most 300 characters.")
	}
	return bio, nil
}

func tooLong(field, message string) error {
	return base.Invalid("too_long", message, base.Field{Location: "body." + field, Message: message})
}

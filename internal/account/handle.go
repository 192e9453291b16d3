package account

import (
	"strings"

	"causerie/internal/base"
)

// A handle is 2 to 30 of a–z, 0–9, "_" and ".", with no dot at either end or beside another. It is unique without regard to
// case, and so is its skeleton: two handles that an eye takes for each other cannot both exist.
const (
	handleMin = 2
	handleMax = 30
)

// ParseHandle is the handle that s means: lower case, without the @ that people write before it.
func ParseHandle(s string) (string, error) {
	h := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@"))
	if len(h) < handleMin || len(h) > handleMax {
		return "", invalidHandle("A handle has 2 to 30 characters.")
	}
	named := false
	for i := range len(h) {
		c := h[i]
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			named = true
		case c == '_':
		case c == '.':
			if i == 0 || i == len(h)-1 || h[i-1] == '.' {
				return "", invalidHandle("A dot in a handle stands between other characters.")
			}
		default:
			return "", invalidHandle("A handle is made of the letters a–z, digits, _ and dots.")
		}
	}
	if !named {
		return "", invalidHandle("A handle has at least one letter or digit.")
	}
	return h, nil
}

func invalidHandle(message string) error {
	return base.Invalid("handle_invalid", message, base.Field{Location: "body.handle", Message: message})
}

func handleTaken() error {
	return base.Conflict("handle_taken", "This handle is not available. Choose another.")
}

func handleConfusable() error {
	return base.Conflict("handle_confusable", "This handle looks like one that is in use. Choose another.")
}

// skeleton is a handle with what looks alike folded together, after the manner of Unicode TR39: digits that pass for letters,
// pairs of letters that pass for one, and underscores that run together.
func skeleton(handle string) string {
	s := alike.Replace(handle)
	for strings.Contains(s, "__") {
		s = strings.ReplaceAll(s, "__", "_")
	}
	return s
}

var alike = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "l")

// reserved handles would let their owner speak for the service, or read as something else in a sentence.
var reserved = skeletons(
	"abuse", "account", "accounts", "admin", "administrator", "all", "anonymous", "api", "billing", "bot", "causerie",
	"contact", "deleted", "everyone", "guest", "help", "here", "hostmaster", "inbox", "info", "legal", "login", "mail", "me",
	"mod", "moderation", "moderator", "noreply", "no_reply", "no.reply", "null", "official", "postmaster", "press", "privacy",
	"root", "safety", "security", "service", "settings", "signup", "staff", "status", "support", "system", "team", "test", "tous",
	"trust", "undefined", "unknown", "user", "webmaster", "you",
)

func skeletons(handles ...string) map[string]string {
	out := make(map[string]string, len(handles))
	for _, h := range handles {
		out[skeleton(h)] = h
	}
	return out
}

// checkReserved refuses a reserved handle and what looks like one.
func checkReserved(handle string) error {
	switch reserved[skeleton(handle)] {
	case "":
		return nil
	case handle:
		return handleTaken()
	default:
		return handleConfusable()
	}
}

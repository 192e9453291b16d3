package chat

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// endings are those under which a bare name such as "causerie.fr" is taken for an address, as the app takes it (ENDINGS of
// web/src/features/chat/logic/linkify.ts).
var endings = strings.Fields(`com org net edu gov int info io co app dev me tv xyz art blog cloud online shop site page news live link ai eu
	biz ly gl gg cc ru store top club vip
	fr be ch ca lu mc re gp mq de at it es pt nl uk ie us se no dk fi is pl cz gr ro hu jp cn kr in au nz br mx ar za ma tn dz sn ci`)

var (
	schemed = regexp.MustCompile(`(?i)https?://[\p{L}\p{N}\[]`)
	label   = regexp.MustCompile(`^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$`)
)

// hasLink tells whether a text has a web address in it: any that the app would make a link, and those that are only wrapped in other
// characters so that it would not. testdata/links.json holds for both. It takes time as the text is long.
func hasLink(text string) bool {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) { // which hide or reorder parts of an address
			return -1
		}
		return r
	}, text)
	if schemed.MatchString(text) {
		return true
	}
	hosts := strings.FieldsFuncSeq(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("-.@", r)
	})
	for host := range hosts {
		if isHost(strings.Trim(host, "-.")) {
			return true
		}
	}
	return false
}

// isHost tells whether a word, without a scheme before it, is the name of a server. The address of a mailbox is not.
func isHost(word string) bool {
	labels := strings.Split(strings.ToLower(word), ".")
	if len(labels) < 2 || strings.Contains(word, "@") {
		return false
	}
	if !slices.Contains(endings, labels[len(labels)-1]) && (labels[0] != "www" || len(labels) < 3) {
		return false
	}
	return !slices.ContainsFunc(labels, func(l string) bool { return !label.MatchString(l) }) && (labels[0] != "www" || len(labels) > 2)
}

package contacts

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Kind is what an identifier is.
type Kind string

const (
	Email Kind = "email"
	Phone Kind = "phone"
)

var kinds = [...]Kind{Email, Phone}

// NormalEmail is the one way to write an e-mail address: lower case, the domain in ASCII. It is "" for what is none. The part before the @
// is compared without regard to case: hosts may tell "Zoe" from "zoe", and none does.
func NormalEmail(text string) string {
	text = strings.ToLower(norm.NFC.String(strings.TrimFunc(text, unicode.IsSpace)))
	at := strings.LastIndexByte(text, '@')
	if at < 1 || at > 64 || len(text) > 254 {
		return ""
	}
	local, domain := text[:at], strings.TrimSuffix(text[at+1:], ".")
	if strings.ContainsFunc(local, notInLocal) || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return ""
	}
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil || !domainName(domain) {
		return ""
	}
	if normal := local + "@" + domain; len(normal) <= 254 {
		return normal
	}
	return ""
}

// notInLocal is what stands in no part before an @ that is not quoted (RFC 5322, section 3.2.3, and RFC 6531).
func notInLocal(r rune) bool {
	return r < 0x80 && !('a' <= r && r <= 'z' || '0' <= r && r <= '9') && !strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r) ||
		r >= 0x80 && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) || r == utf8.RuneError
}

// domainName tells whether name, in ASCII, has at least two labels of letters, digits and hyphens.
func domainName(name string) bool {
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") ||
			strings.ContainsFunc(label, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-') }) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(labels) > 1 && len(name) <= 253 && strings.ContainsFunc(last, func(r rune) bool { return 'a' <= r && r <= 'z' })
}

// NormalPhone is the one way to write a phone number: E.164, as "+33612345678". A number without a calling code is one of country. It is ""
// for what cannot be a number.
func NormalPhone(text, country string) string {
	number := parsed(text, country)
	if number == nil {
		return ""
	}
	return phonenumbers.Format(number, phonenumbers.E164)
}

func parsed(text, country string) *phonenumbers.PhoneNumber {
	if country == "" {
		country = "ZZ" // unknown
	}
	number, err := phonenumbers.Parse(text, country)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
		return nil
	}
	return number
}

// textable tells whether a number can be one that gets text messages, and one that costs what others do.
func textable(text string) bool {
	number := parsed(text, "")
	if number == nil {
		return false
	}
	switch phonenumbers.GetNumberType(number) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.FIXED_LINE, phonenumbers.PERSONAL_NUMBER, phonenumbers.VOIP:
		return true
	}
	return false
}

// hint reminds its owner of which identifier is meant: "z…@e….fr", "+33…78".
func hint(kind Kind, normal string) string {
	if kind == Phone {
		code := ""
		if number := parsed(normal, ""); number != nil {
			code = strings.TrimSuffix(normal, phonenumbers.GetNationalSignificantNumber(number))
		}
		return code + "…" + normal[len(normal)-2:]
	}
	at := strings.LastIndexByte(normal, '@')
	first, _ := utf8.DecodeRuneInString(normal)
	return string(first) + "…@" + normal[at+1:at+2] + "…" + normal[strings.LastIndexByte(normal, '.'):]
}

// address is normal, an e-mail address, as the recipient of mail; ok is false for what mail would read as another.
func address(normal string) (_ string, ok bool) {
	parsed, err := mail.ParseAddress(normal)
	if err != nil || parsed.Address != normal {
		return "", false
	}
	return normal, true
}

package chat

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"causerie/internal/base"
)

// Texts that are nearly the same are found by MinHash: a text is the set of its shingles (pieces of shingleLength letters), and of each of
// hashesOf hash functions the least value over the set is kept. Two texts have the same least value with the probability of their Jaccard
// similarity, so the share of equal values estimates it; and texts that are alike share one of bands (groups of bandRows values that are
// equal together), by which they are looked up (locality-sensitive hashing).
const (
	bands         = 16
	bandRows      = 3
	hashesOf      = bands * bandRows
	shingleLength = 3
	nearlySame    = 0.4     // the similarity from which on texts are taken for the same one
	comparedMost  = 4 << 10 // letters of a text
	comparedLeast = 24      // letters below which texts are often the same
	sharedLeast   = 40      // letters below which people who know nothing of each other often write the same
)

// signature stands for a text: values[i] is a byte of the least value of hash function i, and bands the numbers by which it is looked up.
type signature struct {
	values [hashesOf]byte
	bands  [bands]int64
}

// signatureOf is the signature of a text as lettersOf gives it, of at least shingleLength letters.
func signatureOf(letters []rune) (s signature) {
	var least [hashesOf]uint64
	for i := range least {
		least[i] = ^uint64(0)
	}
	for end := shingleLength; end <= len(letters); end++ {
		x := uint64(0)
		for _, r := range letters[end-shingleLength : end] {
			x = x<<21 ^ x>>43 ^ uint64(r)
		}
		x = mix(x)
		for i := range least {
			least[i] = min(least[i], x*factors[i]^x>>32)
		}
	}
	for i, value := range least {
		s.values[i] = byte(value)
	}
	for b := range s.bands {
		x := uint64(b)
		for _, value := range least[b*bandRows : (b+1)*bandRows] {
			x = mix(x ^ value)
		}
		s.bands[b] = int64(x)
	}
	return s
}

// similarity estimates the Jaccard similarity of two texts, from 0 to 1. A byte of two different values is equal once in 256 times.
func (s *signature) similarity(other *signature) float64 {
	equal := 0
	for i, value := range s.values {
		if value == other.values[i] {
			equal++
		}
	}
	return max(0, (float64(equal)/hashesOf-1.0/256)/(1-1.0/256))
}

func (s *signature) String() string { return base64.RawStdEncoding.EncodeToString(s.values[:]) }

// parseSignature reads what String wrote; its bands are not known.
func parseSignature(text string) (s signature, ok bool) {
	values, err := base64.RawStdEncoding.DecodeString(text)
	return s, err == nil && copy(s.values[:], values) == hashesOf && len(values) == hashesOf
}

// mix spreads the bits of x over the result (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

var factors = func() (list [hashesOf]uint64) {
	for i := range list {
		list[i] = mix(uint64(i+1)*0x9e3779b97f4a7c15) | 1
	}
	return list
}()

// Letters that stand for what differs between copies of a text.
const (
	someLink   = '\u0001'
	someNumber = '\u0002'
)

// lettersOf is a text as an eye takes it in, whatever is done to hide it from a machine: folded, without what cannot be seen, blanks,
// marks and pictures, with one letter for all that look alike and one of those that repeat, and with one sign for every link and number.
func lettersOf(text string) []rune {
	text = wholeLink.ReplaceAllString(visible(text), " "+string(someLink)+" ")
	letters := make([]rune, 0, min(len(text), comparedMost))
	add := func(r rune) {
		if n := len(letters); n < comparedMost && (n == 0 || letters[n-1] != r) {
			letters = append(letters, r)
		}
	}
	for field := range strings.FieldsSeq(base.Fold(text)) {
		if number(field) {
			add(someNumber)
			continue
		}
		var before rune
		for i, r := range field {
			sign, after := passing[r], i+utf8.RuneLen(r)
			if sign > 0 && unicode.IsLetter(before) && after < len(field) {
				add(looks(sign))
			} else if r == someLink || unicode.IsLetter(r) || unicode.IsDigit(r) {
				add(looks(r))
			}
			before = r
		}
	}
	return letters
}

// number tells whether a word is a number of several digits, with whatever signs.
func number(word string) bool {
	digits := 0
	for _, r := range word {
		if unicode.IsLetter(r) {
			return false
		}
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits > 1
}

// passing are signs that pass for letters within a word.
var passing = map[rune]rune{'@': 'a', '$': 's', '!': 'i', '|': 'i', '€': 'e', '+': 't'}

// domain is the pattern of a name that is a link without saying so.
const domain = `\b[a-z0-9-]+\.(com|net|org|info|biz|io|co|me|ly|gl|gg|tv|cc|ru|cn|link|site|online|shop|store|live|xyz|top|club|vip|app|dev|eu|fr|be|ch|de|uk|ca|us|es|it|nl)\b`

var wholeLink = regexp.MustCompile(`(?i)(\bhttps?://|\bwww\.)\S+|` + domain + `(/\S*)?`)

// lengthOf is how much is written: a letter of a script in which each is a word counts for three.
func lengthOf(letters []rune) int {
	n := len(letters)
	for _, r := range letters {
		if r > unicode.MaxASCII && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			n += 2
		}
	}
	return n
}

// leadsAway tells whether a text leads its reader elsewhere: by a link, a number to call, or another messenger or a way to pay.
func leadsAway(text string, letters []rune) bool {
	if hasLink(visible(text)) || phone.MatchString(text) {
		return true
	}
	stream := string(letters)
	for _, place := range elsewhere {
		if strings.Contains(stream, place) {
			return true
		}
	}
	return false
}

var (
	phone     = regexp.MustCompile(`\+?\d([ .()/-]{0,2}\d){8,}`)
	elsewhere = func() (list []string) {
		for _, name := range []string{"telegram", "whatsapp", "wa me", "wechat", "snapchat", "viber", "onlyfans", "cashapp", "paypal", "bitcoin", "usdt", "western union"} {
			list = append(list, string(lettersOf(name)))
		}
		return list
	}()
)

// sending is a text of a request of someone to someone.
type sending struct {
	from, to base.ID
	young    bool // who writes has signed up lately
	text     string
}

// spread is how far a text went in sameTextWithin.
type spread struct {
	people  int // to whom its sender wrote nearly the same
	senders int // who wrote nearly the same
	young   int // of those, who has signed up lately
	away    bool
	length  int
}

// From how many people or senders on a text that went to strangers is spam. What leads elsewhere gets there sooner, and what many people write
// who know nothing of each other, such as a question about a flat, later.
const (
	peopleMost       = 5
	peopleMostAway   = 3
	sendersMostAway  = 8
	sendersMostYoung = 20
)

func (s spread) spam() bool {
	switch {
	case s.length < comparedLeast:
		return false
	case s.people > peopleMost, s.away && s.people > peopleMostAway:
		return true
	case s.length < sharedLeast:
		return false
	}
	return s.away && s.senders > sendersMostAway || s.young > sendersMostYoung
}

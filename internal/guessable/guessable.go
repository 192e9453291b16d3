// Package guessable knows which passwords many people use: those that are tried first against any account.
//
// They are in a Bloom filter in the program. generate.go makes it from words.txt, which was written for it, and the ways in which people
// change a word to have a password; it holds no list that leaked from anywhere. An operator can add one.
package guessable

import (
	"bufio"
	_ "embed"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"strings"

	"golang.org/x/text/unicode/norm"
)

//go:embed common.bloom
var common []byte

var builtIn = func() *Filter {
	f, err := Parse(common)
	if err != nil {
		panic("the passwords that many people use are not in the program: " + err.Error())
	}
	return f
}()

// Password tells whether many people use a password, or one that differs from it by case, by signs that pass for letters, or by digits and marks
// behind it. A few in a thousand of other passwords count as such, too.
func Password(password string) bool {
	password = Fold(password)
	for _, one := range []string{password, letters(password), strings.TrimRight(password, trailing), letters(strings.TrimRight(password, trailing))} {
		if len(one) >= shortest && builtIn.Contains(one) {
			return true
		}
	}
	return false
}

const (
	trailing = "0123456789!.?*#@$_-+ "
	shortest = 6 // bytes of a word that is common whatever stands behind it
)

// Fold is a password as it is compared.
func Fold(password string) string { return strings.ToLower(norm.NFC.String(password)) }

// letters takes signs and digits within a word for the letters that they pass for.
func letters(password string) string {
	word := strings.TrimRight(password, trailing)
	return passing.Replace(word) + password[len(word):]
}

var passing = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// Filter is a Bloom filter: a set of texts that says of one that is in it always that it is, and of others hardly ever.
type Filter struct {
	hashes uint64
	bits   []byte
}

// NewFilter returns an empty filter for n texts, which takes one in a thousand others for one of them.
func NewFilter(n int) *Filter {
	const perText = 14.4 // bits: log₂(1000)/ln 2
	return &Filter{hashes: 10, bits: make([]byte, max(8, int(math.Ceil(float64(n)*perText/8))))}
}

// Add puts a text, as Fold gives it, into the filter.
func (f *Filter) Add(text string) {
	f.each(text, func(bit uint64) bool {
		f.bits[bit/8] |= 1 << (bit % 8)
		return true
	})
}

// Contains tells whether a text is in the filter.
func (f *Filter) Contains(text string) bool {
	return f.each(text, func(bit uint64) bool { return f.bits[bit/8]>>(bit%8)&1 == 1 })
}

// each goes through the bits that stand for a text, as long as do says so, and answers what it said last.
func (f *Filter) each(text string, do func(bit uint64) bool) bool {
	hash := fnv.New128a()
	_, _ = hash.Write([]byte(text)) // it never fails
	var sum [16]byte
	hash.Sum(sum[:0])
	first, step := binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:])|1
	for i := range f.hashes {
		if !do((first + i*step) % uint64(len(f.bits)*8)) {
			return false
		}
	}
	return true
}

// header is in front of a stored filter; one byte with the number of hashes follows.
const header = "bloom1"

// Bytes is the filter as Parse reads it.
func (f *Filter) Bytes() []byte { return append(append([]byte(header), byte(f.hashes)), f.bits...) }

// Parse reads a stored filter.
func Parse(stored []byte) (*Filter, error) {
	rest, ok := strings.CutPrefix(string(stored), header)
	if !ok || len(rest) < 2 || rest[0] == 0 {
		return nil, fmt.Errorf("this is not a stored filter")
	}
	return &Filter{hashes: uint64(rest[0]), bits: []byte(rest[1:])}, nil
}

// Read makes a filter of a list with a password on each line.
func Read(list io.Reader) (*Filter, error) {
	var texts []string
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		if text := strings.TrimRight(lines.Text(), "\r"); text != "" {
			texts = append(texts, Fold(text))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read a list of passwords: %w", err)
	}
	f := NewFilter(len(texts))
	for _, text := range texts {
		f.Add(text)
	}
	return f, nil
}

package base

import (
	"strings"
	"testing"
	"unicode/utf8"
)

const family = "👨‍👩‍👧‍👦" // one character to people, 25 bytes

func TestOneLine(t *testing.T) {
	t.Parallel()
	const england = "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"
	for name, c := range map[string]struct{ in, want string }{
		"plain":                           {"Zoé Martin", "Zoé Martin"},
		"spaces around and within":        {"  Zoé \u00a0 Martin\t", "Zoé Martin"},
		"line breaks become spaces":       {"Zoé\r\nMartin\u2028!", "Zoé Martin !"},
		"composed":                        {"Zoe\u0301", "Zoé"},
		"controls go":                     {"Zo\x00é\x1b[31m", "Zoé[31m"},
		"bidi overrides go":               {"Zoé\u202e nimda\u2066\u2069", "Zoé nimda"},
		"zero-width spaces go":            {"ad\u200bm\ufeffin", "admin"},
		"right-to-left names stay":        {"زوي مارتن", "زوي مارتن"},
		"a zero-width non-joiner stays":   {"می\u200cخواهم", "می\u200cخواهم"},
		"emoji sequences stay":            {"Zoé " + family, "Zoé " + family},
		"flags of regions stay":           {england, england},
		"blank letters are nothing":       {"\u3164\u2800", ""},
		"joiners alone are nothing":       {"\u200d\u200c", ""},
		"a lone mark is nothing":          {"\u0301", ""},
		"bytes that are no text go":       {"Zo\xffé", "Zoé"},
		"private-use characters go":       {"Zoé\ue000", "Zoé"},
		"interlinear annotations go":      {"Zo\ufff9é\ufffb", "Zoé"},
		"soft hyphens go":                 {"Zo\u00adé", "Zoé"},
		"left-to-right marks are allowed": {"זואי\u200e!", "זואי\u200e!"},
	} {
		if got := OneLine(c.in); got != c.want {
			t.Errorf("%s: %q is %q, want %q", name, c.in, got, c.want)
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"lines stay":               {"Plums.\nAnd books.", "Plums.\nAnd books."},
		"empty lines become one":   {"\n\nPlums.\r\n\r\n\r\n\r\nBooks. \n\n", "Plums.\n\nBooks."},
		"nothing to see":           {" \n\u200b\n", ""},
		"bidi overrides go":        {"a\u202eb", "ab"},
		"indented lines keep that": {"a\n  b", "a\n  b"},
	} {
		if got := Lines(c.in); got != c.want {
			t.Errorf("%s: %q is %q, want %q", name, c.in, got, c.want)
		}
	}
}

func TestLonger(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   string
		want string // shortened to 50 characters
	}{
		"50 characters":                {strings.Repeat("é", 50), strings.Repeat("é", 50)},
		"51 characters":                {strings.Repeat("é", 51), strings.Repeat("é", 50)},
		"a family counts as one":       {strings.Repeat("a", 49) + family, strings.Repeat("a", 49) + family},
		"many families pass 400 bytes": {strings.Repeat(family, 20), strings.Repeat(family, 16)},
		"a heap of marks is too long":  {"Z" + strings.Repeat("\u0322", 250), ""},
	} {
		if Longer(c.in, 50) != (c.in != c.want) || Shortened(c.in, 50) != c.want {
			t.Errorf("%s: %v, %q, want %q", name, Longer(c.in, 50), Shortened(c.in, 50), c.want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"Zoë", "a\r\nb\u2028c", "\u202eevil", family + "\u200d", "\xff\xfe", "\u3164", strings.Repeat("a\u0301", 60), "1\n2\n\n\n3", "می\u200cخواهم"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for what, clean := range map[string]func(string) string{"one line": OneLine, "lines": Lines} {
			kept := clean(s)
			if again := clean(kept); again != kept {
				t.Errorf("%s of %q is %q, then %q", what, s, kept, again)
			}
			if !utf8.ValidString(kept) || strings.ContainsFunc(kept, func(r rune) bool { return hidden(r) && r != '\n' }) || what == "one line" && strings.Contains(kept, "\n") {
				t.Errorf("%s of %q is %q", what, s, kept)
			}
		}
		if short := Shortened(s, 3); Longer(short, 3) || !strings.HasPrefix(s, short) || !Longer(s, 3) && short != s {
			t.Errorf("%q is shortened to %q", s, short)
		}
	})
}

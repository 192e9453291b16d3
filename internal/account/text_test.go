package account

import (
	"strings"
	"testing"

	"causerie/internal/base"
)

func TestCleanName(t *testing.T) {
	t.Parallel()
	const family = "👨‍👩‍👧‍👦" // one character to people, 25 bytes
	for name, c := range map[string]struct{ in, want, code string }{
		"plain":                           {"Zoé Martin", "Zoé Martin", ""},
		"spaces around and within":        {"  Zoé \u00a0 Martin\t", "Zoé Martin", ""},
		"line breaks become spaces":       {"Zoé\r\nMartin\u2028!", "Zoé Martin !", ""},
		"composed":                        {"Zoe\u0301", "Zoé", ""},
		"controls go":                     {"Zo\x00é\x1b[31m", "Zoé[31m", ""},
		"bidi overrides go":               {"Zoé\u202e nimda\u2066\u2069", "Zoé nimda", ""},
		"zero-width spaces go":            {"ad\u200bm\ufeffin", "admin", ""},
		"right-to-left names stay":        {"زوي مارتن", "زوي مارتن", ""},
		"a zero-width non-joiner stays":   {"می\u200cخواهم", "می\u200cخواهم", ""},
		"emoji sequences stay":            {"Zoé " + family, "Zoé " + family, ""},
		"flags of regions stay":           {"\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", ""},
		"blank letters are nothing":       {"\u3164\u2800", "", ""},
		"joiners alone are nothing":       {"\u200d\u200c", "", ""},
		"a lone mark is nothing":          {"\u0301", "", ""},
		"bytes that are no text go":       {"Zo\xffé", "Zoé", ""},
		"50 characters":                   {strings.Repeat("é", 50), strings.Repeat("é", 50), ""},
		"51 characters":                   {strings.Repeat("é", 51), "", "too_long"},
		"a family counts as one":          {strings.Repeat("a", 49) + family, strings.Repeat("a", 49) + family, ""},
		"a heap of marks is too long":     {"Z" + strings.Repeat("\u0322", 250), "", "too_long"},
		"private-use characters go":       {"Zoé\ue000", "Zoé", ""},
		"interlinear annotations go":      {"Zo\ufff9é\ufffb", "Zoé", ""},
		"many families pass 400 bytes":    {strings.Repeat(family, 20), "", "too_long"},
		"soft hyphens go":                 {"Zo\u00adé", "Zoé", ""},
		"left-to-right marks are allowed": {"זואי\u200e!", "זואי\u200e!", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := cleanName(c.in)
			if base.CodeOf(err) != c.code {
				t.Fatalf("error %v, want code %q", err, c.code)
			}
			if c.code == "" && got != c.want {
				t.Errorf("cleanName(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestCleanBio(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want, code string }{
		"lines stay":               {"Plums.\nAnd books.", "Plums.\nAnd books.", ""},
		"empty lines become one":   {"\n\nPlums.\r\n\r\n\r\n\r\nBooks. \n\n", "Plums.\n\nBooks.", ""},
		"nothing to see":           {" \n\u200b\n", "", ""},
		"10 lines":                 {strings.Repeat("a\n", 10), strings.TrimSuffix(strings.Repeat("a\n", 10), "\n"), ""},
		"11 lines":                 {strings.Repeat("a\n", 11), "", "too_long"},
		"300 characters":           {strings.Repeat("é", 300), strings.Repeat("é", 300), ""},
		"301 characters":           {strings.Repeat("é", 301), "", "too_long"},
		"markup is text like any":  {"<b>hi</b> & \"so\"", "<b>hi</b> & \"so\"", ""},
		"bidi overrides go":        {"a\u202eb", "ab", ""},
		"indented lines keep that": {"a\n  b", "a\n  b", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := cleanBio(c.in)
			if base.CodeOf(err) != c.code {
				t.Fatalf("error %v, want code %q", err, c.code)
			}
			if c.code == "" && got != c.want {
				t.Errorf("cleanBio(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

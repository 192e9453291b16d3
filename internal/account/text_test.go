package account

import (
	"strings"
	"testing"

	"causerie/internal/base"
)

func TestNamesAndBiosHaveLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		clean          func(string) (string, error)
		in, want, code string
	}{
		"a name":                  {cleanName, "  Zoé\u202e  Martin\t", "Zoé Martin", ""},
		"nothing to see":          {cleanName, "\u3164", "", ""},
		"50 characters":           {cleanName, strings.Repeat("é", 50), strings.Repeat("é", 50), ""},
		"51 characters":           {cleanName, strings.Repeat("é", 51), "", "too_long"},
		"a bio":                   {cleanBio, "Plums.\r\n\r\n\r\nBooks. \n", "Plums.\n\nBooks.", ""},
		"markup is text like any": {cleanBio, "<b>hi</b> & \"so\"", "<b>hi</b> & \"so\"", ""},
		"10 lines":                {cleanBio, strings.Repeat("a\n", 10), strings.TrimSuffix(strings.Repeat("a\n", 10), "\n"), ""},
		"11 lines":                {cleanBio, strings.Repeat("a\n", 11), "", "too_long"},
		"300 characters":          {cleanBio, strings.Repeat("é", 300), strings.Repeat("é", 300), ""},
		"301 characters":          {cleanBio, strings.Repeat("é", 301), "", "too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := c.clean(c.in); base.CodeOf(err) != c.code || got != c.want {
				t.Errorf("%q is kept as %q, %v, want %q, code %q", c.in, got, err, c.want, c.code)
			}
		})
	}
}

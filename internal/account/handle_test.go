package account

import (
	"strings"
	"testing"

	"causerie/internal/base"
)

func TestParseHandle(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"shortest":                     {"ab", "ab"},
		"longest":                      {strings.Repeat("a", 30), strings.Repeat("a", 30)},
		"all kinds of characters":      {"a.b_c9", "a.b_c9"},
		"case is dropped":              {"Zoe.Martin", "zoe.martin"},
		"an @ and spaces are dropped":  {" @zoe ", "zoe"},
		"digits alone":                 {"1984", "1984"},
		"underscores at the ends":      {"_zoe_", "_zoe_"},
		"one character":                {"a", ""},
		"too long":                     {strings.Repeat("a", 31), ""},
		"empty":                        {"", ""},
		"leading dot":                  {".zoe", ""},
		"trailing dot":                 {"zoe.", ""},
		"two dots":                     {"zoe..m", ""},
		"underscores only":             {"___", ""},
		"space inside":                 {"zoe m", ""},
		"dash":                         {"zoe-m", ""},
		"accent":                       {"zoé", ""},
		"Cyrillic that looks Latin":    {"zое", ""},
		"Kelvin sign":                  {"\u212aim", "kim"},
		"zero byte":                    {"zoe\x00", ""},
		"an @ inside":                  {"zoe@m", ""},
		"full-width letters":           {"ｚｏｅ", ""},
		"a right-to-left override":     {"zoe\u202e", ""},
		"an id is never a handle":      {"0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d", ""},
		"only one @ is dropped":        {"@@zoe", ""},
		"a dot beside an underscore":   {"zoe._m", "zoe._m"},
		"invalid UTF-8":                {"zo\xff", ""},
		"a dot alone between digits":   {"1.2", "1.2"},
		"tabs around":                  {"\tzoe\n", "zoe"},
		"a newline inside is not trim": {"zo\ne", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseHandle(c.in)
			if got != c.want {
				t.Errorf("ParseHandle(%q) = %q, want %q", c.in, got, c.want)
			}
			if (c.want == "") != (base.CodeOf(err) == "handle_invalid") {
				t.Errorf("ParseHandle(%q) failed with %v", c.in, err)
			}
		})
	}
}

func TestSkeletonFoldsWhatLooksAlike(t *testing.T) {
	t.Parallel()
	for _, alike := range [][]string{
		{"anna", "anna"},
		{"leo", "le0"},
		{"paul", "pau1"},
		{"marie", "rnarie"},
		{"will", "vvill", "vvi11", "wi1l"},
		{"karma", "karrna"},
		{"zoe_m", "zoe__m", "zoe___m", "z0e_rn"},
		{"loom", "1oom", "l00rn"},
	} {
		for _, other := range alike[1:] {
			if skeleton(other) != skeleton(alike[0]) {
				t.Errorf("%q and %q have skeletons %q and %q", alike[0], other, skeleton(alike[0]), skeleton(other))
			}
		}
	}
	for _, apart := range [][2]string{{"bali", "ball"}, {"dara", "clara"}, {"zoe.m", "zoe_m"}, {"zoe", "zoe_"}, {"anna", "anna2"}} {
		if skeleton(apart[0]) == skeleton(apart[1]) {
			t.Errorf("%q and %q are taken for each other", apart[0], apart[1])
		}
	}
}

func TestReservedHandles(t *testing.T) {
	t.Parallel()
	for handle, code := range map[string]string{
		"admin": "handle_taken", "support": "handle_taken", "causerie": "handle_taken",
		"adrnin": "handle_confusable", "r00t": "handle_confusable", "no__reply": "handle_confusable",
		"zoe": "", "adminton": "", "sys.tem": "",
	} {
		if got := base.CodeOf(checkReserved(handle)); got != code {
			t.Errorf("%q is refused with %q, want %q", handle, got, code)
		}
	}
}

package media

import (
	"strings"
	"testing"
)

func TestNamesOfFilesAreCleaned(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"plan.pdf":                        "plan.pdf",
		"Été à la mer.odt":                "Été à la mer.odt",
		"../../etc/passwd":                "passwd",
		`C:\Users\ada\plan.pdf`:           "plan.pdf",
		"a\x00b\nc\td.txt":                "abcd.txt",
		"annexe\u202Efdp.exe":             "annexefdp.exe",
		"\u2066hidden\u2069\u200b.zip":    "hidden.zip",
		"bad\xffname.txt":                 "badname.txt",
		"  spaced   out  .txt ":           "spaced out .txt",
		"a<b>:\"|?*.txt":                  "a_b______.txt",
		"...":                             "file",
		"":                                "file",
		"dir/":                            "file",
		".bashrc":                         "bashrc",
		strings.Repeat("é", 300):          strings.Repeat("é", 120),
		strings.Repeat("é", 300) + ".pdf": strings.Repeat("é", 116) + ".pdf",
		"a." + strings.Repeat("b", 300):   "a." + strings.Repeat("b", 118),
	} {
		if got := cleanName(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
		if again := cleanName(cleanName(name)); again != cleanName(name) {
			t.Errorf("%q cleaned twice is %q", name, again)
		}
	}
}

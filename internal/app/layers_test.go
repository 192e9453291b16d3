package app_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers is who may import whom: a package imports packages of lower layers only, never one of its own.
var layers = [][]string{
	{"base", "freeport", "trace", "guessable", "sound", "outside"},
	{"db", "policy"},
	{"api", "https", "verify", "backup", "budget"},
	{"live"},
	{"account", "media"},
	{"notify", "preview", "sticker"},
	{"graph", "contacts", "facebook"},
	{"chat", "safety", "guardian", "digest"},
	{"schedule"},
	{"app"},
	{"demo", "doctor"},
}

// forTests are imported by tests and by the instruments of proof alone.
var forTests = []string{"testkit", "base/basetest", "db/dbtest", "https/httpstest", "contacts/contactstest", "facebook/facebooktest", "facebook/facebooktest/serve", "media/s3test", "notify/pushtest", "preview/previewtest/serve"}

func TestImportsPointDown(t *testing.T) {
	rank := map[string]int{}
	for i, layer := range layers {
		for _, name := range layer {
			rank["causerie/internal/"+name] = i
		}
	}
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}}|{{join .Imports " "}}`, "causerie/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		importer, list, _ := strings.Cut(strings.TrimSpace(line), "|")
		test := slices.Contains(forTests, strings.TrimPrefix(importer, "causerie/internal/")) || strings.HasPrefix(importer, "causerie/proof/")
		own, known := rank[importer]
		if strings.HasPrefix(importer, "causerie/internal/") && !known && !test {
			t.Errorf("%s is in no layer", importer)
		}
		for imported := range strings.FieldsSeq(list) {
			below, ours := rank[imported]
			switch {
			case slices.Contains(forTests, strings.TrimPrefix(imported, "causerie/internal/")) && !test:
				t.Errorf("%s imports %s, which is for tests", importer, imported)
			case known && ours && below >= own:
				t.Errorf("%s imports %s, which is not below it", importer, imported)
			case strings.HasPrefix(importer, "causerie/sdk/") && strings.HasPrefix(imported, "causerie/"):
				t.Errorf("%s imports %s: a client knows nothing of the server", importer, imported)
			case imported == "net/http" && known && own <= rank["causerie/internal/db"]:
				t.Errorf("%s imports net/http", importer)
			}
		}
	}
}

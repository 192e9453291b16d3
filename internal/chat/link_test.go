package chat

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

func TestLinksAreFoundAsTheAppFindsThem(t *testing.T) {
	file, err := os.ReadFile("testdata/links.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows struct{ Links, Plain, Disguised []string }
	if err := json.Unmarshal(file, &rows); err != nil {
		t.Fatal(err)
	}
	for _, text := range slices.Concat(rows.Links, rows.Disguised) {
		if !hasLink(text) {
			t.Errorf("none in %q", text)
		}
	}
	for _, text := range rows.Plain {
		if hasLink(text) {
			t.Errorf("one in %q", text)
		}
	}
}

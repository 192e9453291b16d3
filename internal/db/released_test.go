package db_test

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A migration that a release has brought to people's stores stays as it is: released.txt holds its hash. What else is wanted
// goes into the next file.
func TestReleasedMigrationsStayAsTheyAre(t *testing.T) {
	list, err := os.Open("migrations/released.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for lines := bufio.NewScanner(list); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		var release, name, sum string
		if _, err := fmt.Sscan(lines.Text(), &release, &name, &sum); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		text, err := os.ReadFile(filepath.Join("migrations", name))
		if err != nil {
			t.Fatalf("release %s has %s: %v", release, name, err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(text)); got != sum {
			t.Errorf("%s is in release %s and has changed since: undo that, and write the next migration", name, release)
		}
		if n >= len(files) || filepath.Base(files[n]) != name {
			t.Errorf("%s is not the migration number %d: a migration goes behind those that are released", name, n+1)
		}
		n++
	}
	if n == 0 {
		t.Error("the list of released migrations is empty")
	}
}

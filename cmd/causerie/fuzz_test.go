package main

import (
	"strings"
	"testing"
)

func FuzzSettings(f *testing.F) {
	for _, s := range []string{"listen = :8080\n# no\n\ndata=\"x\"", "a=1\na=2", "=", "\x00", strings.Repeat("a", 70_000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := settingsFile{path: "causerie.conf"}
		if err := file.parse(strings.NewReader(text)); err != nil {
			return
		}
		for name, value := range file.values {
			if name == "" || strings.ContainsAny(name+value, "\n") {
				t.Errorf("%q sets %q to %q", text, name, value)
			}
		}
	})
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.conf")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSettingsFileIsTheOneThatIsAskedFor(t *testing.T) {
	t.Chdir(t.TempDir())
	path, other := write(t, "listen = :9000\n"), write(t, "# other\n\nlisten = \":9001\"\n")
	tests := map[string]struct {
		env  string
		args []string
		want string
	}{
		"none":                    {"", nil, ""},
		"by the environment":      {path, nil, ":9000"},
		"a flag comes first":      {path, []string{"--config", other}, ":9001"},
		"a flag with a sign of =": {path, []string{"config", "--config=" + other}, ":9001"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("CAUSERIE_CONFIG", test.env)
			var f settingsFile
			if err := f.read(test.args); err != nil || f.values["listen"] != test.want {
				t.Errorf("got %q, error %v, want %q", f.values["listen"], err, test.want)
			}
		})
	}
}

func TestSettingsFileSaysWhatIsWrong(t *testing.T) {
	t.Setenv("CAUSERIE_CONFIG", "")
	for text, want := range map[string]string{"listen": "line 1: write NAME = VALUE", "data = a\ndata = b": "line 2: data is set twice"} {
		var f settingsFile
		if err := f.read([]string{"--config", write(t, text)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	var f settingsFile
	if err := f.read([]string{"--config", "/nowhere/at.all"}); err == nil {
		t.Error("a file that is asked for may be absent")
	}
}

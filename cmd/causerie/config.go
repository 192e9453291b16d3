package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"causerie/internal/db"
)

// settingsFile is the file of settings: "name = value" lines, # starts a comment. The names are those of the flags.
type settingsFile struct {
	path   string
	values map[string]string
}

// read finds the file's name among args or in the environment. Only the default file may be absent.
func (f *settingsFile) read(args []string) error {
	path := os.Getenv("CAUSERIE_CONFIG")
	asked := path != ""
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--config="); ok {
			path, asked = value, true
		} else if arg == "--config" && i+1 < len(args) {
			path, asked = args[i+1], true
		}
	}
	if !asked {
		path = "causerie.conf"
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the settings: %w", err)
	}
	defer file.Close()
	f.path = path
	return f.parse(file)
}

func (f *settingsFile) parse(r io.Reader) error {
	f.values = map[string]string{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, found := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		if !found || name == "" {
			return fmt.Errorf("%s, line %d: write NAME = VALUE", f.path, n)
		}
		if _, twice := f.values[name]; twice {
			return fmt.Errorf("%s, line %d: %s is set twice", f.path, n, name)
		}
		f.values[name] = strings.Trim(strings.TrimSpace(value), `"`)
	}
	return lines.Err()
}

// Validate refuses a line that sets nothing: it is a mistake that would go unseen.
func (f *settingsFile) Validate(program *kong.Application) error {
	known := map[string]bool{}
	for _, flag := range program.Flags {
		known[flag.Name] = true
	}
	for name := range f.values {
		if !known[name] || name == "help" || name == "config" {
			return fmt.Errorf("%s: there is no setting %q; causerie config lists them", f.path, name)
		}
	}
	return nil
}

// Resolve gives kong the file's value; kong asks after flags and environment.
func (f *settingsFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, env := range flag.Envs {
		if _, set := os.LookupEnv(env); set {
			return nil, nil
		}
	}
	if value, ok := f.values[flag.Name]; ok {
		return value, nil
	}
	return nil, nil
}

type showCmd struct{}

func (showCmd) Run(_ *cli, file *settingsFile, command *kong.Context) error {
	given := map[string]bool{}
	for _, step := range command.Path {
		if step.Flag != nil && !step.Resolved {
			given[step.Flag.Name] = true
		}
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, flag := range command.Model.Flags {
		if flag.Name == "help" {
			continue
		}
		value := fmt.Sprint(flag.Target.Interface())
		if flag.Hidden && value == flag.Default {
			continue
		}
		switch flag.Name {
		case "database":
			value = db.Redact(value)
		case "smtp", "sms-webhook", "sms-token", "facebook-app-secret", "metrics-token", "map-tiles":
			if value != "" {
				value = "(set)"
			}
		}
		fmt.Fprintf(out, "%s\t%s\t%s\n", flag.Name, value, source(flag, given, file))
	}
	return out.Flush()
}

func source(flag *kong.Flag, given map[string]bool, file *settingsFile) string {
	if given[flag.Name] {
		return "flag"
	}
	for _, env := range flag.Envs {
		if _, set := os.LookupEnv(env); set {
			return "environment " + env
		}
	}
	if _, set := file.values[flag.Name]; set {
		return "file " + file.path
	}
	return "default"
}

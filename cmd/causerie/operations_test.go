package main

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/media/s3test"
)

// block is a fenced part of the page.
type block struct {
	line       int
	kind, text string
}

func blocks(t *testing.T) (page string, all []block) {
	t.Helper()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	var open *block
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		kind, fence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case fence && open == nil:
			open = &block{line: n, kind: kind}
		case fence:
			all = append(all, *open)
			open = nil
		case open != nil:
			open.text += line
		}
	}
	if open != nil {
		t.Fatalf("the block of line %d does not end", open.line)
	}
	return string(text), all
}

// TestEveryCommandOfThePageWorks runs docs/operations.md from top to bottom in a folder that stands for the whole machine. What
// needs root is only parsed, except that the server is started and stopped where the page says so.
func TestEveryCommandOfThePageWorks(t *testing.T) {
	machine, programs := t.TempDir(), program(t)
	for _, dir := range []string{"etc/causerie", "var/lib", "var/backups/causerie"} {
		if err := os.MkdirAll(filepath.Join(machine, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	listen, _ := free(t)
	debug, _ := free(t)
	places := []string{
		"/etc/causerie", machine + "/etc/causerie", "/var/lib/causerie", machine + "/var/lib/causerie", "/var/backups", machine + "/var/backups",
		"127.0.0.1:8080", listen, "127.0.0.1:6060", debug,
	}
	far := s3test.Start(t)
	places = append(places, "s3://causerie-media?endpoint=https://s3.example&region=eu-west-3", far.Address())
	const external = "postgres://causerie:PASSWORD@db.example/causerie"
	if os.Getenv("CAUSERIE_TEST_POSTGRES") != "" {
		address := dbtest.Address(t, db.Postgres)
		places = append(places, external, address)
		t.Cleanup(func() { checkMoved(t, address) })
	}
	here := strings.NewReplacer(places...)
	env := []string{"PATH=" + programs + ":" + os.Getenv("PATH"), "HOME=" + machine}
	var server *process
	ran := 0
	_, all := blocks(t)
	for _, b := range all {
		at := fmt.Sprintf("docs/operations.md:%d", b.line)
		switch b.kind {
		case "sh root":
			if out, err := exec.CommandContext(t.Context(), "bash", "-n", "-c", b.text).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", at, err, out)
			}
			if server != nil && regexp.MustCompile(`systemctl (stop|restart) causerie`).MatchString(b.text) {
				server.stop(t)
			}
			if strings.Contains(b.text, "mv /var/lib/causerie ") {
				if err := os.Rename(machine+"/var/lib/causerie", machine+"/var/lib/causerie.old"); err != nil {
					t.Fatal(err)
				}
			}
			if regexp.MustCompile(`systemctl (start|restart) causerie`).MatchString(b.text) {
				server = start(t, env, filepath.Join(programs, "causerie"), "serve", "--config", machine+"/etc/causerie/causerie.conf")
				until(t, "the server to be ready", func() bool {
					res, err := http.Get("http://" + listen + "/readyz")
					return err == nil && res.Body.Close() == nil && res.StatusCode == 200
				})
			}
		case "sh":
			if strings.Contains(b.text, external) && len(places) == 12 {
				t.Logf("%s is not run: CAUSERIE_TEST_POSTGRES is not set (make test sets it)", at)
				continue
			}
			cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", here.Replace(b.text))
			cmd.Env, cmd.Dir = append(os.Environ(), env...), machine
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v\n%s\n%s", at, err, b.text, out)
			}
			if len(out) == 0 && !strings.HasPrefix(b.text, "cat >") && !strings.HasPrefix(b.text, "rm ") {
				t.Errorf("%s says nothing:\n%s", at, b.text)
			}
			ran++
		case "", "caddy", "nginx", "yaml":
		default:
			t.Errorf("%s: a block of kind %q, of which this test knows nothing", at, b.kind)
		}
	}
	if ran < 10 {
		t.Errorf("only %d blocks were run", ran)
	}
}

// checkMoved looks whether the page's account is in PostgreSQL after it was moved there.
func checkMoved(t *testing.T, address string) {
	t.Helper()
	pool, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var n int
	if err := pool.QueryRow(`SELECT COUNT(*) FROM accounts WHERE handle = 'ada'`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d accounts were moved to PostgreSQL: %v", n, err)
	}
}

// TestSettingsOfThePage starts from the program's own list of settings, and reads each example as a settings file.
func TestSettingsOfThePage(t *testing.T) {
	page, all := blocks(t)
	causerie := filepath.Join(program(t), "causerie")
	out, err := exec.CommandContext(t.Context(), causerie, "config").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		name := strings.Fields(line)[0]
		variable := "`CAUSERIE_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "`"
		if !regexp.MustCompile("(?m)^\\| [^|]*`" + name + "`[^|]*\\| [^|]*" + variable).MatchString(page) {
			t.Errorf("the table has no line for %s with %s", name, variable)
		}
	}
	examples := 0
	for _, b := range all {
		if b.kind != "" || !strings.Contains(b.text, " = ") {
			continue
		}
		file := filepath.Join(t.TempDir(), "causerie.conf")
		if err := os.WriteFile(file, []byte(b.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), causerie, "config", "--config", file).CombinedOutput(); err != nil {
			t.Errorf("docs/operations.md:%d: %v\n%s", b.line, err, out)
		}
		examples++
	}
	if examples < 2 {
		t.Errorf("only %d examples", examples)
	}
}

// TestLinksOfThePageLeadSomewhere looks for the files that the page names.
func TestLinksOfThePageLeadSomewhere(t *testing.T) {
	page, _ := blocks(t)
	for _, m := range regexp.MustCompile(`\]\(([^)#]+)`).FindAllStringSubmatch(page, -1) {
		if u, err := url.Parse(m[1]); err == nil && u.Scheme != "" {
			continue
		}
		if _, err := os.Stat(filepath.Join("../../docs", m[1])); err != nil {
			t.Errorf("%s: %v", m[1], err)
		}
	}
}

// TestConfigurationsOfOtherProgramsAreTheirs has those that are installed check what the project offers them.
func TestConfigurationsOfOtherProgramsAreTheirs(t *testing.T) {
	dir := t.TempDir()
	check := func(what, name string, args ...string) {
		t.Helper()
		if _, err := exec.LookPath(name); err != nil {
			t.Logf("%s is not checked: %s is not installed", what, name)
			return
		}
		if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", what, err, out)
		}
	}
	unit, err := os.ReadFile("../../deploy/causerie.service")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "causerie.service")
	text := strings.ReplaceAll(string(unit), "/usr/local/bin/causerie", filepath.Join(program(t), "causerie"))
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	check("the service", "systemd-analyze", "verify", "--man=no", "--recursive-errors=no", file)
	check("the alerts", "promtool", "check", "rules", "../../deploy/prometheus/alerts.yml")
	_, all := blocks(t)
	for _, b := range all {
		path := filepath.Join(dir, b.kind)
		if b.kind != "caddy" {
			continue
		}
		if err := os.WriteFile(path, []byte(b.text), 0o600); err != nil {
			t.Fatal(err)
		}
		check("the settings of Caddy", "caddy", "validate", "--adapter", "caddyfile", "--config", path)
	}
}

package app_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"causerie/internal/db"
	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

// expressions are the queries of the dashboard and of the alerts, by where they are.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	var dashboard struct {
		Panels []struct {
			ID          int
			Type, Title string
			Targets     []struct{ RefID, Expr string }
			GridPos     struct{ X, W int }
		}
	}
	read(t, "../../deploy/grafana/causerie.json", func(text []byte) error { return json.Unmarshal(text, &dashboard) })
	ids := map[int]bool{}
	for _, p := range dashboard.Panels {
		if ids[p.ID] || p.GridPos.X+p.GridPos.W > 24 || p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %d, %q: its id, place or targets are not right", p.ID, p.Title)
		}
		ids[p.ID] = true
		for _, target := range p.Targets {
			found["panel "+p.Title+" "+target.RefID] = target.Expr
		}
	}
	var rules struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	read(t, "../../deploy/prometheus/alerts.yml", func(text []byte) error { return yaml.Unmarshal(text, &rules) })
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			if r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["look"] == "" || found["alert "+r.Alert] != "" {
				t.Errorf("alert %s: it lacks its severity, summary or what to look at, or is there twice", r.Alert)
			}
			found["alert "+r.Alert] = r.Expr
		}
	}
	return found
}

func read(t *testing.T, path string, parse func([]byte) error) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = parse(text)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

var (
	quoted   = regexp.MustCompile(`"(\\.|[^"\\])*"`)
	matchers = regexp.MustCompile(`([a-zA-Z_:][\w:]*)\{([^}]*)\}`)
	lists    = regexp.MustCompile(`\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)`)
	ranges   = regexp.MustCompile(`\[[^\]]*\]`)
	words    = regexp.MustCompile(`[a-zA-Z_:][\w:]*\s*\(?`)
	label    = regexp.MustCompile(`(\w+)\s*[=!]`)
)

// namesIn are the metrics of a PromQL expression: every name that is no function, keyword or label.
func namesIn(expression string) []string {
	rest := quoted.ReplaceAllString(expression, "")
	for _, noise := range []*regexp.Regexp{regexp.MustCompile(`\{[^}]*\}`), lists, ranges, regexp.MustCompile(`\b\d[\d.]*(e\d+)?\b`)} {
		rest = noise.ReplaceAllString(rest, " ")
	}
	var names []string
	for _, word := range words.FindAllString(rest, -1) {
		word = strings.TrimSpace(word)
		if !strings.HasSuffix(word, "(") && !slices.Contains([]string{"and", "or", "unless", "bool", "offset"}, word) {
			names = append(names, word)
		}
	}
	return names
}

func TestNamesInAnExpression(t *testing.T) {
	const expression = `histogram_quantile(0.99, sum by (le, op) (rate(a_bucket{op!="x_y",job=~"$job"}[5m]))) / (b or vector(0)) > 1e9 and c - time() < 14 * 86400`
	if got := namesIn(expression); !slices.Equal(got, []string{"a_bucket", "b", "c"}) {
		t.Errorf("got %q", got)
	}
}

// TestDashboardAndAlertsUseMetricsThatExist boots a server, has people use it a little, and looks at what it tells.
func TestDashboardAndAlertsUseMetricsThatExist(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	useALittle(t, s)
	labels := map[string]map[string]bool{} // of each metric
	for line := range strings.Lines(string(s.Call(t, "", http.MethodGet, "/metrics", nil).Body)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name := line[:strings.IndexAny(line, "{ ")]
		if labels[name] == nil {
			labels[name] = map[string]bool{"job": true, "instance": true} // Prometheus adds them
		}
		for _, m := range label.FindAllStringSubmatch(line[len(name):], -1) {
			labels[name][m[1]] = true
		}
	}
	// Only a server with certificates tells about them, and it is Prometheus that tells whether a server is up.
	labels["up"] = map[string]bool{"job": true, "instance": true}
	labels["causerie_tls_certificate_expires_seconds"] = map[string]bool{"job": true, "instance": true}
	used := map[string]bool{}
	for where, expression := range expressions(t) {
		names := namesIn(expression)
		if len(names) == 0 {
			t.Errorf("%s: no metric in %q", where, expression)
		}
		for _, name := range names {
			if labels[name] == nil {
				t.Errorf("%s: there is no metric %s", where, name)
			}
			used[strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_sum"), "_count")] = true
		}
		for _, m := range matchers.FindAllStringSubmatch(expression, -1) {
			for _, l := range label.FindAllStringSubmatch(quoted.ReplaceAllString(m[2], ""), -1) {
				if !labels[m[1]][l[1]] {
					t.Errorf("%s: %s has no label %s, it has %v", where, m[1], l[1], slices.Collect(maps.Keys(labels[m[1]])))
				}
			}
		}
	}
	for name := range labels {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_sum"), "_count")
		if strings.HasPrefix(name, "causerie_") && !used[base] {
			t.Errorf("%s is on no panel and in no alert", base)
		}
	}
}

// useALittle sends a message over HTTP and one over a live connection.
func useALittle(t *testing.T, s *testkit.Server) {
	t.Helper()
	ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
	c := s.Direct(t, ada, bob)
	s.Send(t, ada, c, "hello")
	client := causerie.New(s.URL)
	client.SetToken(bob.Token)
	socket, err := client.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if _, err := socket.Append(t.Context(), c, causerie.Text("hello back")); err != nil {
		t.Fatal(err)
	}
}

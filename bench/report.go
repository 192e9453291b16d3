package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	figuresStart = "<!-- figures: written by make bench -->"
	figuresEnd   = "<!-- end of figures -->"
)

// report puts the results in the file at path, as a table, between the marks of the page at document, and a plot of them beside it.
func report(path, document string) error {
	results, err := readResults(path)
	if err != nil {
		return err
	}
	page, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(page), figuresStart)
	_, after, closed := strings.Cut(rest, figuresEnd)
	if !found || !closed {
		return fmt.Errorf("%s has no %q … %q to put figures between", document, figuresStart, figuresEnd)
	}
	plotted := strings.TrimSuffix(filepath.Base(document), ".md") + ".svg"
	var b strings.Builder
	b.WriteString(before + figuresStart + "\n\n")
	writeTable(&b, results)
	fmt.Fprintf(&b, "\n![Throughput of the last run, on a logarithmic scale](%s)\n\n", plotted)
	b.WriteString(figuresEnd + after)
	return errors.Join(
		os.WriteFile(document, []byte(b.String()), 0o644),
		os.WriteFile(filepath.Join(filepath.Dir(document), plotted), []byte(plot(results)), 0o644),
	)
}

// readResults reads lines of results; of several of one scenario and engine, the last counts.
func readResults(path string) ([]result, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var list []result
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r result
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		list = slices.DeleteFunc(list, func(other result) bool { return other.Scenario == r.Scenario && other.Engine == r.Engine })
		list = append(list, r)
	}
	return list, lines.Err()
}

var engines = []string{"bound", "sqlite", "postgres"}

// writeTable writes a row for every figure, and a column for every engine.
func writeTable(to io.Writer, results []result) {
	if len(results) > 0 {
		m := results[0].Machine
		low, high := math.Inf(1), 0.0
		for _, r := range results {
			low, high = min(low, r.Machine.Load), max(high, r.Machine.Load)
		}
		fmt.Fprintf(to, "Measured on %d CPUs (%s), %s; load of the machine before the scenarios: %.1f to %.1f.\n\n", m.CPUs, m.Model, m.Go, low, high)
	}
	fmt.Fprintln(to, "| scenario | figure | bare server | SQLite | PostgreSQL |")
	fmt.Fprintln(to, "|---|---|---:|---:|---:|")
	names := slices.DeleteFunc(scenarioNames(), func(name string) bool {
		return !slices.ContainsFunc(results, func(r result) bool { return r.Scenario == name })
	})
	for _, r := range results {
		if !slices.Contains(names, r.Scenario) {
			names = append(names, r.Scenario)
		}
	}
	for _, name := range names {
		cells := map[string]map[string]float64{}
		for _, r := range results {
			if r.Scenario == name {
				cells[r.Engine] = r.Figures
			}
		}
		figures := map[string]bool{}
		for _, c := range cells {
			for f := range c {
				figures[f] = true
			}
		}
		label := name
		for _, f := range slices.Sorted(maps.Keys(figures)) {
			row := []string{label, words(f)}
			for _, e := range engines {
				value, there := cells[e][f]
				row = append(row, number(value, there))
			}
			if strings.Join(row[2:], "") != "" {
				fmt.Fprintln(to, "| "+strings.Join(row, " | ")+" |")
				label = ""
			}
		}
	}
}

var parts = regexp.MustCompile(`P[0-9]+|CPU|IQR|RSSKB|KB|[A-Z]?[a-z]+|[A-Z]|[0-9]+`)

// words makes "ackP99Ms" into "ack p99 ms".
func words(name string) string {
	list := parts.FindAllString(name, -1)
	for i, part := range list {
		switch part {
		case "CPU":
			list[i] = "CPU s"
			if i+1 < len(list) && (list[i+1] == "Ms" || list[i+1] == "Seconds") {
				list[i] = "CPU"
			}
		case "RSSKB":
			list[i] = "RSS KB"
		case "KB", "IQR":
		default:
			list[i] = strings.ToLower(part)
		}
	}
	return strings.Join(list, " ")
}

func number(value float64, there bool) string {
	switch {
	case !there || value == 0:
		return ""
	case value >= 1000:
		digits := strconv.FormatFloat(math.Round(value), 'f', 0, 64)
		for i := len(digits) - 3; i > 0; i -= 3 {
			digits = digits[:i] + "," + digits[i:]
		}
		return digits
	}
	return strconv.FormatFloat(value, 'g', 3, 64)
}

// plot draws what is done in a second, on a logarithmic scale, in colours that a light and a dark page carry.
func plot(results []result) string {
	const left, width, row, top = 190, 420, 18, 30
	colours := map[string]string{"bound": "#9a9a9a", "sqlite": "#e0603f", "postgres": "#4d7fd6"}
	throughput := []struct{ scenario, figure, label string }{
		{"S2", "messagesPerSecond", "S2 durable messages"}, {"S3", "copiesPerSecond", "S3 copies delivered"}, {"S5", "requestsPerSecond", "S5 pages read"},
	}
	x := func(v float64) float64 { return max(0, math.Log10(v)-2) / 5 * width } // 100 to 10,000,000
	var b strings.Builder
	y := top
	for decade := 2; decade <= 7; decade++ {
		at := left + x(math.Pow10(decade))
		fmt.Fprintf(&b, `<line x1="%.0f" y1="%d" x2="%.0f" y2="100%%" stroke="#8884"/><text x="%.0f" y="16" text-anchor="middle">%s/s</text>`+"\n",
			at, top-8, at, at, number(math.Pow10(decade), true))
	}
	for _, t := range throughput {
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", left-10, y+row+3, t.label)
		for _, e := range engines {
			for _, r := range results {
				if v := r.Figures[t.figure]; r.Scenario == t.scenario && r.Engine == e && v > 0 {
					fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%.0f" height="%d" rx="3" fill="%s"/><text x="%.0f" y="%d">%s %s</text>`+"\n",
						left, y, x(v), row-4, colours[e], left+x(v)+6, y+row-7, number(v, true), map[string]string{"bound": "bare server", "sqlite": "SQLite", "postgres": "PostgreSQL"}[e])
					y += row
				}
			}
		}
		y += row
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="760" height="%d" font-family="system-ui, sans-serif" font-size="12" fill="#888">`+"\n%s</svg>\n", y, b.String())
}

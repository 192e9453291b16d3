package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAMessageTellsWhoSentItAndItsNumber(t *testing.T) {
	text := body(nil, 123, 4567)
	sender, number, ok := parseBody(text)
	if len(text) != bodySize || sender != 123 || number != 4567 || !ok {
		t.Errorf("%q: %d bytes, sender %d, number %d", text, len(text), sender, number)
	}
	if _, _, ok := parseBody([]byte("hello")); ok {
		t.Error("another text is taken for a message")
	}
}

func TestTheReportPutsFiguresBetweenItsMarksAndLeavesTheRest(t *testing.T) {
	folder := t.TempDir()
	results, page := filepath.Join(folder, "results.jsonl"), filepath.Join(folder, "page.md")
	lines := `{"scenario":"S2","engine":"sqlite","figures":{"messagesPerSecond":9},"machine":{"cpus":2}}
{"scenario":"S2","engine":"sqlite","figures":{"messagesPerSecond":12345.6},"machine":{"cpus":2}}
{"scenario":"S1","engine":"bound","figures":{"ackP99Ms":0.5,"serverRSSKB":0},"machine":{"cpus":2}}
`
	if err := os.WriteFile(results, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte("before\n"+figuresStart+"\nold\n"+figuresEnd+"\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := report(results, page); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	got := string(text)
	for _, want := range []string{"before\n", "\nafter\n", "| S2 | messages per second |  | 12,346 |  |", "| S1 | ack p99 ms | 0.5 |  |  |", "page.svg"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the page:\n%s", want, got)
		}
	}
	if strings.Contains(got, "old") || strings.Index(got, "| S1 |") > strings.Index(got, "| S2 |") {
		t.Errorf("an old figure is left, or the order is wrong:\n%s", got)
	}
	if err := report(results, results); err == nil {
		t.Error("a page without marks is written")
	}
}

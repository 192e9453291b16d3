package main

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
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

// What scenarios start from is what the server would have written: also the words that search finds messages by.
func TestASeededStoreIsSound(t *testing.T) {
	dbtest.EachToFill(t, func(t *testing.T, store *db.DB, address string) {
		s := newSeed(t.Context(), store)
		people, err := s.people(5)
		if err != nil {
			t.Fatal(err)
		}
		long, short, old := direct(people[0], people[1], 3000), direct(people[0], people[2], 1), direct(people[1], people[2], 7)
		old.at = s.now - 90*24*3600*1000
		err = errors.Join(s.talks([]talk{long, direct(people[0], people[3], 0), short}), s.talks([]talk{old}), s.finish(), store.Close())
		if err != nil {
			t.Fatal(err)
		}
		if words := looked(t, address)["search.words"]; words != 3008 {
			t.Errorf("words of %d messages were looked at, want 3008", words)
		}
	})
}

func TestASeededCrowdIsSound(t *testing.T) {
	dbtest.EachToFill(t, func(t *testing.T, store *db.DB, address string) {
		s := newSeed(t.Context(), store)
		c := newCrowd(2000, 20_000, s.now)
		var ids []base.ID
		for _, p := range c.people {
			ids = append(ids, p.id)
		}
		_, err := s.signIn(ids[:2])
		if err = errors.Join(err, s.crowd(c), s.identifiers(ids), s.finish(), store.Close()); err != nil {
			t.Fatal(err)
		}
		found := looked(t, address)
		if rows := found["relations.half"]; rows != int64(len(c.rows)) {
			t.Errorf("%d relations were looked at, want %d", rows, len(c.rows))
		}
		follows, most := c.sums()
		if mean := follows / 2000; mean < 10 || most < 10*mean || c.counts[0][2] < 1000 {
			t.Errorf("people follow %d on average, the most followed has %d followers and a hub %d friends", mean, most, c.counts[0][2])
		}
	})
}

// looked is how many things each check of a store looked at. It finds nothing wrong.
func looked(t *testing.T, address string) map[string]int64 {
	t.Helper()
	found, err := app.VerifyStore(t.Context(), app.Config{Data: t.TempDir(), Database: address},
		app.Options{Clock: base.SystemClock{}, Log: slog.New(slog.DiscardHandler)}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range found.Checks.Lines() {
		t.Error(line)
	}
	counts := map[string]int64{}
	for _, check := range found.Checks {
		counts[check.Name] = check.Looked
	}
	return counts
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

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"ackP99Ms":              "ack p99 ms",
		"serverCPUPerThousand":  "server CPU s per thousand",
		"signInsCPUMs":          "sign ins CPU ms",
		"emptyRSSKB":            "empty RSS KB",
		"kbPerConnectionAtOnce": "kb per connection at once",
		"send10000000Ms":        "send 10000000 ms",
		"liveIQRUs":             "live IQR us",
		"liveP":                 "live p",
	} {
		if got := words(name); got != want {
			t.Errorf("words(%q) = %q, want %q", name, got, want)
		}
	}
}

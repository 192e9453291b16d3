package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/verify"
)

// newStore makes an empty store in a folder of its own.
func newStore(t *testing.T) string {
	t.Helper()
	t.Setenv("CAUSERIE_CONFIG", "")
	t.Chdir(t.TempDir())
	folder := t.TempDir()
	config := app.Config{Data: folder, LogLevel: "error"}
	a, err := app.New(context.Background(), config, app.Options{Clock: base.SystemClock{}, Log: app.NewLog(os.Stderr, config)})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return folder
}

func statusOf(err error) int {
	var e exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		return e.status
	}
	return 1
}

func TestVerifyEndsWithAStatus(t *testing.T) {
	folder := newStore(t)
	if status := statusOf(run([]string{"verify", "--data", folder})); status != 0 {
		t.Errorf("a store that is sound: status %d", status)
	}
	if status := statusOf(run([]string{"verify", "--json", "--data", t.TempDir()})); status != statusUnchecked {
		t.Errorf("no store: status %d", status)
	}
	store, err := db.Open(t.Context(), "sqlite:"+filepath.Join(folder, "causerie.db"), app.NewLog(os.Stderr, app.Config{LogLevel: "error"}))
	if err != nil {
		t.Fatal(err)
	}
	err = store.Write(t.Context(), func(tx *db.Tx) error {
		id := base.NewID(base.SystemClock{}.Now())
		_, err := tx.Exec(t.Context(), `INSERT INTO recovery_codes (account_id, code_hash) VALUES ($1, $1)`, id)
		return err
	})
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		args []string
		want int
	}{{[]string{"verify"}, statusViolations}, {[]string{"verify", "--repair"}, 0}, {[]string{"verify", "--all"}, 0}} {
		if status := statusOf(run(append(step.args, "--data", folder))); status != step.want {
			t.Errorf("%v: status %d, want %d", step.args, status, step.want)
		}
	}
}

func TestTheReportSaysWhereAndWhatToDo(t *testing.T) {
	found := &app.Inspection{Store: "sqlite:x", Schema: 3, Violations: 1012, Checks: verify.Results{
		{Name: "a.holds", Holds: "It holds.", Looked: 5},
		{Name: "b.broken", Holds: "It does not.", Looked: 1234567, Violations: 12, Where: strings.Split("abcdefghijkl", ""), Repairable: "mends it"},
		{Name: "c.broken", Holds: "Nor this.", Violations: 1000, Where: []string{"there"}, Advice: "Ask someone."},
		{Name: "d.mended", Holds: "It holds again.", Looked: 5, Repaired: 1},
	}}
	var out bytes.Buffer
	if err := report(&out, found, false, 0); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"sqlite:x, schema 3", "12 of 1,234,567", "and 2 more", "causerie verify --repair mends it", "to do: Ask someone.",
		"d.mended: 1 row or file written", "4 checks, 1,012 violations",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, &out)
		}
	}
	if strings.Contains(out.String(), "a.holds") {
		t.Errorf("the report lists what holds:\n%s", &out)
	}
}

func TestBackupAndRestoreByCommand(t *testing.T) {
	folder, work := newStore(t), t.TempDir()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file := func(name, text string) string {
		path := filepath.Join(work, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	keys, empty := file("key", "# a comment\n"+key.String()+"\n"), file("empty", "\n")
	sealed, plain := filepath.Join(work, "sealed"), filepath.Join(work, "plain")
	for _, step := range []struct {
		args string
		want string // in the error, none when empty
	}{
		{"backup --data " + folder + " " + plain, ""},
		{"backup --data " + folder + " " + plain, "already"},
		{"backup --data " + folder + " --recipient " + key.Recipient().String() + " " + sealed, ""},
		{"backup --data " + folder + " --recipient age1wrong " + work + "/x", "age key"},
		{"backup --data " + folder + " --passphrase-file " + empty + " " + work + "/x", "no passphrase"},
		{"backup --data " + folder + " --passphrase-file " + keys + " --recipient age1wrong " + work + "/x", "not both"},
		{"backup --data " + work + "/nowhere " + work + "/x", "no store"},
		{"restore --data " + folder + " " + plain, "empty data folder"},
		{"restore --data " + work + "/one " + plain, ""},
		{"restore --data " + work + "/two " + sealed, "encrypted"},
		{"restore --data " + work + "/two --identity " + plain + " " + sealed, "age keys"},
		{"restore --data " + work + "/two --identity " + keys + " " + sealed, ""},
		{"restore --data " + work + "/three " + keys, "not a backup"},
		{"verify --data " + work + "/two", ""},
	} {
		err := run(strings.Fields(step.args))
		if step.want == "" && err != nil || step.want != "" && (err == nil || !strings.Contains(err.Error(), step.want)) {
			t.Errorf("%s: %v, want %q", step.args, err, step.want)
		}
	}
	if _, err := os.Stat(filepath.Join(work, "x")); err == nil {
		t.Error("a backup that failed left a file")
	}
}

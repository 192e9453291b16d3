package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/policy"
	"causerie/internal/safety"
	"causerie/internal/testkit"
)

func TestCheckEndsWithAStatus(t *testing.T) {
	t.Setenv("CAUSERIE_CONFIG", "")
	examples, err := filepath.Abs("../../deploy/packs")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if status := statusOf(checkPacks(&out, []string{examples})); status != 0 || !strings.Contains(out.String(), "quiet.yaml: quiet 1 (AQ); 8 vectors hold\n") {
		t.Errorf("status %d:\n%s", status, out.String())
	}
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("version: 1\ncountry: FR\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if status := statusOf(checkPacks(&out, []string{examples, bad})); status != 1 || !strings.Contains(out.String(), bad+`:2: "country" is not known here`) {
		t.Errorf("status %d:\n%s", status, out.String())
	}
	if status := statusOf(run([]string{"policy", "check", filepath.Dir(bad)})); status != 1 {
		t.Errorf("a folder with one that is wrong: status %d", status)
	}
	if err := run([]string{"policy", "check", t.TempDir()}); statusOf(err) != 1 || !strings.Contains(err.Error(), "no pack is in") {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestDiffOfTwoPacks(t *testing.T) {
	found, err := policy.Diff("../../deploy/packs/eu.yaml", "../../deploy/packs/us.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := diff(&out, found); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"bands.13-15.sign_up", "requests.young_days", "16-17 to 16-17, suggested, everyone/suggested"} {
		if !strings.Contains(out.String(), "\n  "+want+" ") {
			t.Errorf("there is no %q in\n%s", want, out.String())
		}
	}
	if err := run([]string{"policy", "diff", "none.yaml", "none.yaml"}); err == nil || !strings.Contains(err.Error(), "none.yaml") {
		t.Errorf("files that are not there: %v", err)
	}
}

func TestExplainNamesDecisionRulesAndFacts(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
	s.Call(t, bob.Token, "PUT", "/v1/accounts/"+ada.ID+"/block", nil).Into(t, 204, nil)
	said := func(action policy.Action, from, to string) string {
		t.Helper()
		why, err := s.App.Explain(t.Context(), action, from, to)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := explain(&out, string(action), "@"+from, "@"+to, why); err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(out.String()), " ")
	}
	for _, test := range []struct{ from, to, want string }{
		{"ada", "bob", "decision {outcome: refuse, code: not_accepting} rules, in the order in which they were read; the last one decided block @bob every country this person blocks the other facts @ada 18+,"},
		{"ada", "bob", "@bob blocks @ada"},
		{"bob", "ada", "block @bob every country"},
		{"ada", "ada", "self - every country nobody writes to themselves"},
	} {
		if got := said(policy.Message, test.from, test.to); !strings.Contains(got, test.want) {
			t.Errorf("%s to %s: %s\nwant %s", test.from, test.to, got, test.want)
		}
	}
	s.Call(t, bob.Token, "DELETE", "/v1/accounts/"+ada.ID+"/block", nil).Into(t, 204, nil)
	if got := said(policy.Group, "ada", "bob"); !strings.Contains(got, "bands.18+.default @bob default 2: suggested this person chose nothing") || !strings.Contains(got, "table.suggested.stranger") {
		t.Errorf("a group: %s", got)
	}
	looked := 0
	err := s.App.Safety.Audit(t.Context(), base.ID{}, 0, func(e safety.AuditEntry) error {
		if e.Action == "policy.explain" && e.Role == "operator" {
			looked++
		}
		return nil
	})
	if err != nil || looked != 5 {
		t.Errorf("the audit log has %d looks, %v", looked, err)
	}
	if _, err := s.App.Explain(t.Context(), policy.Message, "ada", "nobody"); err == nil || !strings.Contains(err.Error(), "there is no @nobody") {
		t.Errorf("someone who is not there: %v", err)
	}
}

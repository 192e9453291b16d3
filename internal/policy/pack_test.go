package policy_test

import (
	"testing"

	"causerie/internal/policy"
)

func builtIn(t testing.TB) *policy.Packs {
	t.Helper()
	packs, err := policy.Load("", "")
	if err != nil {
		t.Fatal(err)
	}
	return packs
}

func TestTheBuiltInPackKeepsItsVectors(t *testing.T) {
	t.Parallel()
	if got := builtIn(t).String(); got != "default 1" {
		t.Errorf("the built-in packs are %q", got)
	}
}

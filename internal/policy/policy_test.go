package policy_test

import (
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/policy"
)

func TestDecide(t *testing.T) {
	ada, bob := base.NewID(time.Now()), base.NewID(time.Now())
	tests := map[string]struct {
		pair  policy.Pair
		facts policy.Facts
		want  policy.Decision
	}{
		"two people": {policy.Pair{From: ada, To: bob}, policy.Facts{}, policy.Decision{Outcome: policy.Deliver}},
		"oneself":    {policy.Pair{From: ada, To: ada}, policy.Facts{}, policy.Decision{Outcome: policy.Refuse, Code: "not_accepting"}},
		"whom I block": {policy.Pair{From: ada, To: bob}, policy.Facts{FromBlocksTo: true},
			policy.Decision{Outcome: policy.Refuse, Code: "not_accepting"}},
		"who blocks me": {policy.Pair{From: ada, To: bob}, policy.Facts{ToBlocksFrom: true},
			policy.Decision{Outcome: policy.Refuse, Code: "not_accepting"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for _, action := range []policy.Action{policy.Start, policy.Message, policy.Presence} {
				got := policy.Decide(action, test.pair, test.facts)
				if got != test.want {
					t.Errorf("%s: got %v, want %v", action, got, test.want)
				}
				if code := base.CodeOf(got.Err()); code != test.want.Code {
					t.Errorf("%s: the error has code %q, want %q", action, code, test.want.Code)
				}
			}
		})
	}
}

package account

import (
	"context"
	"errors"
	"strings"
	"testing"

	"causerie/internal/base"
)

// quick keeps tests short; what is tested does not depend on how much work a hash is.
var quick = cost{memory: 64, passes: 1, threads: 1}

func TestPasswordIsCheckedAgainstItsHash(t *testing.T) {
	t.Parallel()
	p := newPasswords(quick)
	hash, err := p.hash(t.Context(), "écrire à Zoé")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		password, hash string
		right          bool
	}{
		"the right one":                {"écrire à Zoé", hash, true},
		"typed with combining accents": {"e\u0301crire a\u0300 Zoe\u0301", hash, true},
		"another":                      {"écrire à Zoe", hash, false},
		"empty":                        {"", hash, false},
		"no password set":              {"", "", false},
		"no password set, zero key":    {"anything", "", false},
	} {
		right, outdated, err := p.check(t.Context(), c.password, c.hash)
		if err != nil || right != c.right || outdated {
			t.Errorf("%s: right %v, outdated %v, error %v", name, right, outdated, err)
		}
	}
}

func TestSamePasswordHasAnotherHashEachTime(t *testing.T) {
	t.Parallel()
	p := newPasswords(quick)
	a, errA := p.hash(t.Context(), "correct horse")
	b, errB := p.hash(t.Context(), "correct horse")
	if errA != nil || errB != nil || a == b {
		t.Errorf("hashes %q and %q, errors %v and %v", a, b, errA, errB)
	}
}

func TestHashMadeWithOtherParametersIsOutdated(t *testing.T) {
	t.Parallel()
	hash, err := newPasswords(quick).hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	today := newPasswords(cost{memory: 128, passes: 1, threads: 1})
	if right, outdated, err := today.check(t.Context(), "correct horse", hash); !right || !outdated || err != nil {
		t.Errorf("right %v, outdated %v, error %v", right, outdated, err)
	}
	if right, outdated, err := today.check(t.Context(), "wrong horse", hash); right || outdated || err != nil {
		t.Errorf("a wrong one: right %v, outdated %v, error %v", right, outdated, err)
	}
}

func TestTheCurrentCostIsTheOnePromised(t *testing.T) {
	t.Parallel()
	hash, err := newPasswords(currentCost).hash(t.Context(), "correct horse")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q, error %v", hash, err)
	}
}

func TestUnreadableHashIsOurFault(t *testing.T) {
	t.Parallel()
	p := newPasswords(quick)
	for _, hash := range []string{
		"plain", "$2a$10$abc", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=18$m=64,t=1,p=1$AAAA$AAAA",
		"$argon2id$v=19$m=64,t=1$AAAA$AAAA", "$argon2id$v=19$m=99999999,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=64,t=0,p=1$AAAA$AAAA",
		"$argon2id$v=19$m=64,t=1,p=0$AAAA$AAAA", "$argon2id$v=19$m=64,t=1,p=1$!$AAAA", "$argon2id$v=19$m=64,t=1,p=1$AAAA$",
	} {
		if right, _, err := p.check(t.Context(), "", hash); right || base.CodeOf(err) != "internal" {
			t.Errorf("%q: right %v, error %v", hash, right, err)
		}
	}
}

func TestHashingWaitsForASlotNoLongerThanItsCaller(t *testing.T) {
	t.Parallel()
	p := newPasswords(quick)
	for range hashesAtOnce {
		p.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.hash(ctx, "correct horse"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		password string
		ok       bool
	}{
		"a phrase":                       {"trois petits chats", true},
		"8 characters":                   {"gkw7-pqz", true},
		"8 characters of several bytes":  {"éàùçîôäü", true},
		"7 characters":                   {"gkw7-pq", false},
		"empty":                          {"", false},
		"the handle":                     {"zoe.martin", false},
		"the handle in capitals":         {"ZOE.MARTIN", false},
		"the handle and a year":          {"zoe.martin1999!", false},
		"the handle within more":         {"zoe.martin eats plums", true},
		"a common one":                   {"Password", false},
		"a common one and digits":        {"azerty2024!", false},
		"one character again and again":  {"aaaaaaaaaa", false},
		"a run upwards":                  {"abcdefghi", false},
		"a run downwards":                {"987654321", false},
		"1,024 bytes":                    {strings.Repeat("ab!", 341) + "x", true},
		"1,025 bytes":                    {strings.Repeat("ab!", 341) + "xy", false},
		"bytes that are no text":         {"abcdef\xff\xfe\xfd", false},
		"emoji":                          {"🐈🐕🦊🐻🐼🐨🐯🦁", true},
		"spaces count as what they are":  {"a b c d e", true},
		"4 pairs of characters repeated": {"abababab", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := checkPassword(c.password, "zoe.martin"); (err == nil) != c.ok || !c.ok && base.CodeOf(err) != "password_weak" {
				t.Errorf("checkPassword(%q) = %v", c.password, err)
			}
		})
	}
}

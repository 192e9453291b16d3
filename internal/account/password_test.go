package account

import (
	"context"
	"errors"
	"strings"
	"testing"

	"causerie/internal/base"
)

func TestPasswordIsCheckedAgainstItsHash(t *testing.T) {
	t.Parallel()
	p := newPasswords(weakCost)
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
	p := newPasswords(weakCost)
	a, errA := p.hash(t.Context(), "correct horse")
	b, errB := p.hash(t.Context(), "correct horse")
	if errA != nil || errB != nil || a == b {
		t.Errorf("hashes %q and %q, errors %v and %v", a, b, errA, errB)
	}
}

func TestHashMadeWithOtherParametersIsOutdated(t *testing.T) {
	t.Parallel()
	hash, err := newPasswords(weakCost).hash(t.Context(), "correct horse")
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
	p := newPasswords(weakCost)
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
	p := newPasswords(weakCost)
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
		password, code string
	}{
		"a phrase":                       {"trois petits chats", ""},
		"8 characters":                   {"gkw7-pqz", ""},
		"8 characters of several bytes":  {"éàùçîôäü", ""},
		"7 characters":                   {"gkw7-pq", "password_weak"},
		"empty":                          {"", "password_weak"},
		"the handle":                     {"zoe.martin", "password_weak"},
		"the handle in capitals":         {"ZOE.MARTIN", "password_weak"},
		"the handle and a year":          {"zoe.martin1999!", "password_weak"},
		"the handle within more":         {"zoe.martin eats plums", ""},
		"a common one":                   {"Password", "password_common"},
		"a common one and digits":        {"azerty2024!", "password_common"},
		"a common one in disguise":       {"P@$$w0rd!", "password_common"},
		"a name and a year":              {"camille1987", "password_common"},
		"two words of a list":            {"monkey orchid", ""},
		"that of the tests":              {"seat-for-two", ""},
		"one character again and again":  {"aaaaaaaaaa", "password_common"},
		"a run upwards":                  {"abcdefghi", "password_common"},
		"a run downwards":                {"987654321", "password_common"},
		"1,024 bytes":                    {strings.Repeat("ab!", 341) + "x", ""},
		"1,025 bytes":                    {strings.Repeat("ab!", 341) + "xy", "password_weak"},
		"bytes that are no text":         {"abcdef\xff\xfe\xfd", "password_weak"},
		"emoji":                          {"🐈🐕🦊🐻🐼🐨🐯🦁", ""},
		"spaces count as what they are":  {"a b c d e", ""},
		"4 pairs of characters repeated": {"abababab", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := (&Service{}).checkPassword(c.password, "zoe.martin"); base.CodeOf(err) != c.code {
				t.Errorf("checkPassword(%q) = %v", c.password, err)
			}
		})
	}
}

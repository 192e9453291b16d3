package account

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"

	"causerie/internal/base"
)

func FuzzHandle(f *testing.F) {
	for _, s := range []string{"zoe.martin", " @Ada_L ", "a..b", "__", "\xff", "rnvv01", "İstanbul", strings.Repeat("a", 31)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHandle(s)
		if err != nil {
			if base.CodeOf(err) != "handle_invalid" || len(handleOrNobody(s)) > 300 {
				t.Errorf("%q: %v, counted as %q", s, err, handleOrNobody(s))
			}
			return
		}
		if again, err := ParseHandle(h); err != nil || again != h {
			t.Errorf("%q is %q, which is %q, %v", s, h, again, err)
		}
		if skeleton(skeleton(h)) != skeleton(h) && !strings.ContainsAny(skeleton(h), "rnv") {
			t.Errorf("the skeleton of %q is not its own", h)
		}
	})
}

func FuzzBirthDate(f *testing.F) {
	for _, s := range []string{"2001-12-31", "2000-02-29", "1900-02-29", "0000-01-01", "9999-12-31", "2001-1-1", "2001-12-31T00:00:00Z", "-001-01-01"} {
		f.Add(s)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		kept, err := checkBirthDate(s, now, 13)
		if err == nil && kept != s || err != nil && base.CodeOf(err) == "" {
			t.Errorf("%q is kept as %q, %v", s, kept, err)
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"Zoë", "a\r\nb\u2028c", "\u202eevil", "👨‍👩‍👧\u200d", "\xff\xfe", "\u3164", strings.Repeat("a\u0301", 60), "1\n2\n\n\n3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for what, clean := range map[string]func(string) (string, error){"name": cleanName, "bio": cleanBio} {
			kept, err := clean(s)
			if err != nil {
				continue
			}
			if again, err := clean(kept); err != nil || again != kept {
				t.Errorf("the %s %q is %q, then %q, %v", what, s, kept, again, err)
			}
		}
		if name := deviceName(s, s); name == "" || base.Longer(name, deviceMax) || !utf8.ValidString(name) {
			t.Errorf("the device %q is called %q", s, name)
		}
	})
}

func FuzzSessionToken(f *testing.F) {
	token, err := newToken(base.NewID(time.Now()))
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{token, token[1:], token + "=", strings.ToUpper(token), strings.Repeat("é", 32), ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		account, hash, ok := parseToken(s)
		if ok && (len(s) != len(token) || hash == tokenHash{}) || !ok && account != (base.ID{}) {
			t.Errorf("%q is of %s, %v", s, account, ok)
		}
	})
}

func FuzzRecoveryCode(f *testing.F) {
	for _, s := range []string{"7Q4K-9FZM-3XVD-1RTB", "oil", "\xff", "ſ", "K"} {
		f.Add(s)
	}
	id := base.NewID(time.Now())
	f.Fuzz(func(t *testing.T, s string) {
		typed := strings.Map(func(r rune) rune { // in small letters
			if 'A' <= r && r <= 'Z' {
				return r + 'a' - 'A'
			}
			return r
		}, s)
		if got := hashCode(id, s); len(got) != 32 || !bytes.Equal(got, hashCode(id, " "+typed+"-")) {
			t.Errorf("%q has two hashes", s)
		}
	})
}

func FuzzSearchCursor(f *testing.F) {
	f.Add(place{account: base.NewID(time.Now()), term: []byte("zoe")}.String())
	f.Add("AAAA")
	f.Add("\xff")
	f.Fuzz(func(t *testing.T, s string) {
		at, ok := parsePlace(s)
		if !ok || s == "" {
			return
		}
		if again, ok := parsePlace(at.String()); !ok || again.account != at.account || !bytes.Equal(again.term, at.term) {
			t.Errorf("%q leads to %v, then to %v", s, at, again)
		}
	})
}

// FuzzPasskey is about the library that reads what browsers made: it must return.
func FuzzPasskey(f *testing.F) {
	f.Add([]byte(`{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgA"}}`))
	f.Add([]byte(`{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AAAA","signature":"AAAA","userHandle":"AAAA"}}`))
	f.Add([]byte(`{"response":{"attestationObject":"` + strings.Repeat("gYGB", 100) + `"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if made, err := protocol.ParseCredentialCreationResponseBytes(data); err == nil && made == nil {
			t.Error("neither a credential nor an error")
		}
		if used, err := protocol.ParseCredentialRequestResponseBytes(data); err == nil && used == nil {
			t.Error("neither a credential nor an error")
		}
	})
}

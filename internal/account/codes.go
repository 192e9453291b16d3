package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"causerie/internal/base"
)

// recoveryCodes is how many one-time codes an account has.
const recoveryCodes = 10

// Crockford's base32: no I, L, O or U, so that what is read off paper has one meaning.
var codeEncoding = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// newRecoveryCodes returns fresh codes of 80 bits, as "7Q4K-…" in groups of four.
func newRecoveryCodes() ([]string, error) {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		var raw [10]byte
		if _, err := rand.Read(raw[:]); err != nil {
			return nil, base.Internal("making recovery codes", err)
		}
		s := codeEncoding.EncodeToString(raw[:])
		codes[i] = strings.Join([]string{s[:4], s[4:8], s[8:12], s[12:]}, "-")
	}
	return codes, nil
}

// hashCode is a code as it is stored: read kindly, bound to its account. 80 random bits need no slow hash.
func hashCode(account base.ID, code string) []byte {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r == 'O':
			return '0'
		case r == 'I' || r == 'L':
			return '1'
		case '0' <= r && r <= '9' || 'A' <= r && r <= 'Z':
			return r
		}
		return -1
	}, strings.ToUpper(code))
	sum := sha256.Sum256(append(account[:], plain...))
	return sum[:]
}

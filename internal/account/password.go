package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"causerie/internal/base"
	"causerie/internal/guessable"
)

// cost are the parameters of argon2id, written in front of each hash so that they can change.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

var (
	currentCost = cost{memory: 19 << 10, passes: 2, threads: 1}
	weakCost    = cost{memory: 64, passes: 1, threads: 1}
)

const (
	passwordMin   = 8
	passwordMax   = 1024 // bytes
	saltLength    = 16
	keyLength     = 32
	hashesAtOnce  = 2         // each holds 19 MiB: what passwords may take of the memory is bounded by this
	maxKnownCost  = 256 << 10 // a hash that asks for more is not one of ours
	maxKnownPass  = 16
	maxKnownTasks = 8
)

// passwords hashes and checks, a few at a time.
type passwords struct {
	cost  cost
	slots chan struct{}
	dummy string // what an unknown account is checked against, so that it takes the same time
}

func newPasswords(c cost) *passwords {
	p := &passwords{cost: c, slots: make(chan struct{}, hashesAtOnce)}
	p.dummy = encodeHash(c, make([]byte, saltLength), make([]byte, keyLength))
	return p
}

// hash returns the password as a PHC string.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLength)
	if _, err := rand.Read(salt); err != nil {
		return "", base.Internal("making a salt", err)
	}
	key, err := p.derive(ctx, password, salt, p.cost, keyLength)
	if err != nil {
		return "", err
	}
	return encodeHash(p.cost, salt, key), nil
}

// check tells whether the password is the one behind encoded, and whether encoded should be made anew because the parameters
// have changed since. An empty encoded takes as long as any other, and is never right.
func (p *passwords) check(ctx context.Context, password, encoded string) (right, outdated bool, err error) {
	known := encoded != ""
	if !known {
		encoded = p.dummy
	}
	c, salt, want, err := decodeHash(encoded)
	if err != nil {
		return false, false, base.Internal("reading a password hash", err)
	}
	got, err := p.derive(ctx, password, salt, c, len(want))
	if err != nil {
		return false, false, err
	}
	right = subtle.ConstantTimeCompare(got, want) == 1 && known
	return right, right && c != p.cost, nil
}

// derive runs argon2id once a slot is free. Passwords are compared in Unicode's composed form, so that the keyboard of one
// system and that of another type the same one.
func (p *passwords) derive(ctx context.Context, password string, salt []byte, c cost, length int) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.passes, c.memory, c.threads, uint32(length)), nil
}

func encodeHash(c cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decodeHash(encoded string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, fmt.Errorf("not an argon2id hash")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.threads); err != nil {
		return c, nil, nil, fmt.Errorf("parameters: %w", err)
	}
	if c.memory > maxKnownCost || c.passes == 0 || c.passes > maxKnownPass || c.threads == 0 || c.threads > maxKnownTasks {
		return c, nil, nil, fmt.Errorf("parameters out of bounds")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("salt: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return c, nil, nil, fmt.Errorf("key: %w", err)
	}
	if len(key) < 16 {
		return c, nil, nil, fmt.Errorf("key too short")
	}
	return c, salt, key, nil
}

// checkPassword refuses a password that others would guess.
func (s *Service) checkPassword(password, handle string) error {
	switch folded := strings.ToLower(norm.NFC.String(password)); {
	case utf8.RuneCountInString(folded) < passwordMin:
		return weak("A password has at least 8 characters.")
	case len(password) > passwordMax:
		return weak("This password is too long.")
	case !utf8.ValidString(password):
		return weak("This password has characters that cannot be stored.")
	case strings.Trim(folded, "0123456789_.!@ ") == strings.Trim(handle, "0123456789_. ") && handle != "":
		return weak("This password is too close to the handle.")
	case monotonous(folded), guessable.Password(password), s.Refused != nil && s.Refused.Contains(guessable.Fold(password)):
		const message = "Many people use this password, so it is tried first. Choose another, such as three or four words that do not belong together."
		return base.Invalid("password_common", message, base.Field{Location: "body.password", Message: message})
	}
	return nil
}

func weak(message string) error {
	return base.Invalid("password_weak", message, base.Field{Location: "body.password", Message: message})
}

// monotonous says that every character follows from the one before it: "aaaaaaaa", "12345678", "hgfedcba".
func monotonous(s string) bool {
	runes := []rune(s)
	step := runes[1] - runes[0]
	if step < -1 || step > 1 {
		return false
	}
	for i := 1; i < len(runes); i++ {
		if runes[i]-runes[i-1] != step {
			return false
		}
	}
	return true
}

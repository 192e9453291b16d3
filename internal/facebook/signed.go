package facebook

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// signed is what Facebook tells of a person by itself: developers.facebook.com/docs/reference/login/signed-request.
type signed struct {
	Algorithm string `json:"algorithm"`
	UserID    string `json:"user_id"`
	IssuedAt  int64  `json:"issued_at"` // Unix seconds
}

// parseSigned reads what Facebook signed: a signature and JSON, each in base64url, with a point between.
func parseSigned(secret, text string) (out signed, ok bool) {
	signature, payload, found := strings.Cut(text, ".")
	given, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(signature, "="))
	if !found || err != nil {
		return out, false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(payload))
	if !hmac.Equal(given, mac.Sum(nil)) {
		return out, false
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(payload, "="))
	if err != nil || json.Unmarshal(body, &out) != nil {
		return out, false
	}
	return out, strings.EqualFold(out.Algorithm, "HMAC-SHA256") && plausible(out.UserID)
}

// skew is by how much our clock and Facebook's may differ.
const skew = 5 * time.Minute

// Removed erases the link of the person about whom Facebook signed text: they removed this app there, or asked it to erase what it has of them. An older
// one does not undo a newer link.
func (s *Service) Removed(ctx context.Context, text string) error {
	if s.App == nil {
		return base.NotFound()
	}
	one, ok := parseSigned(s.App.secret, text)
	if !ok {
		return &base.Error{Kind: base.KindInvalid, Code: "signature_invalid", Message: "This was not signed by Facebook for this app."}
	}
	return s.write(ctx, "end a link that was ended on Facebook", func(tx *db.Tx) error {
		account, err := ownerOf(ctx, tx, s.tag(one.UserID))
		if err != nil || account.IsZero() {
			return err
		}
		l, err := readLink(ctx, tx, account)
		if err != nil || l == nil || one.IssuedAt > 0 && time.Unix(one.IssuedAt, 0).Add(skew).Before(l.linkedAt) {
			return err
		}
		return s.ended(ctx, tx, l)
	})
}

// A confirmation is what someone shows who asked for erasure on Facebook: random, and signed, so that nothing about them is kept to know it again.

const confirmationRandom, confirmationSize = 10, 20

func (s *Service) newConfirmation() string {
	code := make([]byte, confirmationRandom, confirmationSize)
	_, _ = rand.Read(code) // it never fails
	return base64.RawURLEncoding.EncodeToString(append(code, s.confirms(code)...))
}

func (s *Service) confirms(random []byte) []byte {
	return derived(s.Key, "confirmation", string(random))[:confirmationSize-confirmationRandom]
}

// confirmed tells whether text is a confirmation of this server's.
func (s *Service) confirmed(text string) bool {
	code, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && len(code) == confirmationSize && hmac.Equal(code[confirmationRandom:], s.confirms(code[:confirmationRandom]))
}

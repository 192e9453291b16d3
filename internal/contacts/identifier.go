package contacts

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

const (
	codeLasts      = 10 * time.Minute
	codeTries      = 5
	identifiersMax = 5 // of an account
)

// Identifier is a number or address by which its owner can be found. It is not stored: Hint reminds its owner of it.
type Identifier struct {
	ID        Tag       `json:"id"`
	Kind      Kind      `json:"kind" enum:"email,phone"`
	Hint      string    `json:"hint" example:"+33…78"`
	CreatedAt time.Time `json:"createdAt"`
}

// Pending is an identifier to which a code was sent.
type Pending struct {
	Kind      Kind      `json:"kind" enum:"email,phone"`
	Hint      string    `json:"hint" example:"z…@e….fr"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// Identifiers are those of actor, the oldest first.
func (s *Service) Identifiers(ctx context.Context, actor api.Actor) (own []Identifier, err error) {
	err = s.read(ctx, "read identifiers", func(tx *db.Tx) error {
		own, err = identifiersOf(ctx, tx, actor.Account)
		return err
	})
	return own, err
}

// Verify sends a code to an identifier of actor's, in place of the last one of its kind.
func (s *Service) Verify(ctx context.Context, actor api.Actor, kind Kind, text, country string) (Pending, error) {
	to, err := s.SendCode(ctx, actor, kind, text, country, func(tx *db.Tx, to Recipient) error {
		if !hasTag(to.own, to.as.tag) && len(to.own) >= identifiersMax {
			return base.Conflict("too_many_identifiers", fmt.Sprintf("You can be found by at most %d numbers and addresses. Remove one first.", identifiersMax))
		}
		return keepCode(ctx, tx, actor.Account, to.Pending, to.as, s.prf.hashCode(actor.Account, to.as.tag, to.Code))
	})
	return to.Pending, err
}

// Recipient is who is sent a code, by which they prove that an identifier is theirs.
type Recipient struct {
	Pending
	Identifier string // in its normal form
	Code       string

	as  sealed
	own []Identifier
}

// SendCode sends a code to what actor says is theirs, as far as the budgets of codes allow. keep has it tried later: it is called within the
// transaction that spends them.
func (s *Service) SendCode(ctx context.Context, actor api.Actor, kind Kind, text, country string, keep func(*db.Tx, Recipient) error) (to Recipient, err error) {
	send := s.Senders[kind]
	if send == nil {
		return to, base.Conflict("kind_unavailable", unavailable[kind])
	}
	owner, own, err := s.ownerOf(ctx, actor.Account)
	if err != nil {
		return to, err
	}
	to.own = own
	if to.Identifier, err = s.normal(kind, text, country, owner.country); err != nil {
		return to, err
	}
	if to.as, err = s.prf.sealFor(actor.Account, to.Identifier); err != nil {
		return to, base.Internal("seal an identifier", err)
	}
	if to.Code, err = newCode(); err != nil {
		return to, base.Internal("make a code", err)
	}
	to.Pending = Pending{Kind: kind, Hint: hint(kind, to.Identifier), ExpiresAt: s.Clock.Now().Add(codeLasts).UTC()}
	err = s.write(ctx, "keep a code", func(tx *db.Tx) error {
		if err := s.spendCode(ctx, tx, actor.Account, to.as.tag); err != nil {
			return err
		}
		return keep(tx, to)
	})
	if err != nil {
		countRefused(err, codesOver)
		return to, err
	}
	err = send(ctx, to.Identifier, noteOf(owner.language, to.Code))
	observeSent(kind, err)
	if err != nil {
		return to, notSent(err)
	}
	return to, nil
}

var unavailable = map[Kind]string{
	Email: "This server sends no e-mail, so addresses cannot be verified here.",
	Phone: "This server sends no text messages, so numbers cannot be verified here.",
}

func (s *Service) normal(kind Kind, text, country, own string) (string, error) {
	if kind == Email {
		if normal, ok := address(NormalEmail(text)); ok {
			return normal, nil
		}
		return "", base.Invalid("email_invalid", "This is no e-mail address. Write it like zoe@example.com.",
			base.Field{Location: "body.value", Message: "an e-mail address"})
	}
	for _, other := range []string{own, s.Country} {
		if country == "" {
			country = other
		}
	}
	if normal := NormalPhone(text, country); normal != "" && textable(normal) {
		return normal, nil
	}
	return "", base.Invalid("phone_invalid", "This is no number that gets text messages. Write it with its country's code, like +33 6 12 34 56 78.",
		base.Field{Location: "body.value", Message: "a phone number"})
}

// spendCode takes a code from what the account, the identifier and the network may ask for, or refuses.
func (s *Service) spendCode(ctx context.Context, tx *db.Tx, account base.ID, tag Tag) error {
	const message = "Too many codes were asked for. Wait before you ask for another."
	for _, one := range []struct {
		budget  budget
		subject Tag
	}{
		{codesOfNetwork, s.prf.subject("codes", networkOf(api.ClientIP(ctx)).String())},
		{codesOfAccount, s.prf.subject("codes", account.String())},
		{codesOfIdentifier, s.prf.subject("codes", tag.String())},
	} {
		if err := s.spendOf(ctx, tx, one.budget, one.subject, 1, message); err != nil {
			return err
		}
	}
	return nil
}

// newCode is six digits.
func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%06d", n), nil
}

// Confirm has actor found by the identifier to which code was sent. Whoever was found by it before is not any more: numbers and addresses change
// hands, and the last one to prove theirs has it.
func (s *Service) Confirm(ctx context.Context, actor api.Actor, kind Kind, code string) (Identifier, error) {
	now := s.Clock.Now()
	var refused error
	var added Identifier
	result := "verified"
	err := s.write(ctx, "verify an identifier", func(tx *db.Tx) error {
		refused, result = nil, "verified"
		waiting, err := tryCode(ctx, tx, actor.Account, kind, now)
		if err != nil {
			return err
		}
		switch {
		case waiting == nil:
			result = "expired"
			refused = base.Gone("code_expired", "This code has expired, or was tried too often. Ask for another.")
			return nil
		case !hmac.Equal(waiting.codeHash, s.prf.hashCode(actor.Account, waiting.tag, Digits(code))):
			result = "wrong"
			refused = base.Invalid("code_wrong", "This is not the code that was sent.", base.Field{Location: "body.code", Message: "the six digits that were sent"})
			return nil // the try counts
		}
		added = Identifier{ID: waiting.tag, Kind: kind, Hint: waiting.hint, CreatedAt: base.Time(base.Millis(now))}
		before, err := ownerOfTag(ctx, tx, waiting.tag)
		if err != nil {
			return err
		}
		if err := addIdentifier(ctx, tx, actor.Account, added, waiting.seal); err != nil {
			return err
		}
		if before.IsZero() || before == actor.Account {
			return nil
		}
		return s.lost(ctx, tx, before)
	})
	if err == nil {
		codes.WithLabelValues(string(kind), result).Inc()
		err = refused
	}
	return added, err
}

// Digits leaves out what people type between the digits of a code.
func Digits(code string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, code)
}

// Remove has actor found no more by an identifier.
func (s *Service) Remove(ctx context.Context, actor api.Actor, id string) error {
	tag, err := base.ParseID(id)
	if err != nil {
		return base.NotFound()
	}
	return s.write(ctx, "remove an identifier", func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM identifiers WHERE tag = $1 AND account_id = $2`, tag, actor.Account)
		if err != nil {
			return err
		}
		if n == 0 {
			return base.NotFound()
		}
		return s.lost(ctx, tx, actor.Account)
	})
}

// lost takes an account that has just lost an identifier out of everyone's contacts, when it was the last.
func (s *Service) lost(ctx context.Context, tx *db.Tx, id base.ID) error {
	left, err := identifiersOf(ctx, tx, id)
	if err != nil || len(left) > 0 {
		return err
	}
	return s.Unlisted(ctx, tx, id)
}

func hasTag(own []Identifier, tag Tag) bool {
	for _, one := range own {
		if one.ID == tag {
			return true
		}
	}
	return false
}

package account

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"time"

	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
)

// Signing up costs nothing in calm times. Where many sign up from one block of addresses, or from everywhere, each of them first has to find a
// number: one for which the hash of a challenge and the number begins with so many zero bits (a proof of work). Each bit doubles the work.

// signUps are how many may sign up from a block of addresses, and in all, before work is asked; what comes on top makes it grow.
var (
	signUpsOfBlock = budget.Budget{Most: 5, Every: 15 * time.Minute}
	signUpsOfAll   = budget.Budget{Most: 300, Every: 2 * time.Second}
)

// signUpsMost is how many may sign up from a block whatever they work.
var signUpsMost = budget.Budget{Most: 200, Every: 30 * time.Second}

// signUpsOfDevice is how many may sign up on one device: a household, or a club's tablet.
var signUpsOfDevice = budget.Budget{Most: 10, Every: 12 * time.Hour}

const (
	challengeLasts = 10 * time.Minute
	workLeast      = 14 // bits: some 16,000 hashes, a moment
	workMost       = 20 // a million hashes: seconds on a computer, half a minute on an old phone
	workSlack      = 2  // bits by which it may grow while somebody works
	solutionMax    = 20 // digits
)

// Challenge is what whoever wants to sign up works on.
type Challenge struct {
	Bits      int       `json:"bits" minimum:"0" maximum:"20" doc:"0: sign up without work, there is no challenge."`
	Challenge string    `json:"challenge,omitempty" doc:"Find a decimal number for which SHA-256 of this text, a colon and the number begins with so many zero bits, and sign up with both from the same network. Each challenge is good once."`
	ExpiresAt time.Time `json:"expiresAt" doc:"Ask for another one from then on."`
}

// Work is a challenge and the number that was found for it.
type Work struct {
	Challenge string `json:"challenge" maxLength:"120"`
	Solution  string `json:"solution" maxLength:"20" pattern:"^[0-9]+$"`
}

// Challenge asks as much work for signing up as is needed now.
func (s *Service) Challenge(ctx context.Context, client Client) (out Challenge, err error) {
	now := s.Clock.Now()
	err = s.read(ctx, "asking for work", func(tx *db.Tx) error {
		out.Bits, err = s.workFor(ctx, tx, client, now)
		return err
	})
	if err != nil {
		return out, err
	}
	out.ExpiresAt = now.Add(challengeLasts).Truncate(time.Second).UTC()
	if out.Bits > 0 {
		c := challenge{bits: out.Bits, expires: out.ExpiresAt.Unix()}
		if _, err := rand.Read(c.nonce[:]); err != nil {
			return out, base.Internal("making a challenge", err)
		}
		out.Challenge = c.sign(s.Key, budget.Block(client.Address))
	}
	return out, nil
}

// workFor is how many bits of work a client has to do to sign up.
func (s *Service) workFor(ctx context.Context, tx *db.Tx, client Client, now time.Time) (int, error) {
	if s.Unlimited {
		return 0, nil
	}
	block, err := signUpsOfBlock.Spent(ctx, tx, s.blockOf("sign-ups", client), now)
	if err != nil {
		return 0, err
	}
	all, err := signUpsOfAll.Spent(ctx, tx, s.Key.Of("sign-ups", "all"), now)
	return max(workOf(block, signUpsOfBlock.Most), workOf(all, signUpsOfAll.Most)), err
}

// workOf grows from workLeast, where there are as many as are free, to workMost, where there are twice as many.
func workOf(n, free int) int {
	if n < free {
		return 0
	}
	return min(workMost, workLeast+(n-free)*(workMost-workLeast+1)/free)
}

func (s *Service) blockOf(kind string, client Client) budget.Subject {
	return s.Key.Of(kind, budget.Block(client.Address))
}

// checkWork makes sure that a client did the work that is asked of it. What it answers is spent when the account is made.
func (s *Service) checkWork(ctx context.Context, client Client, work *Work) (spent *challenge, err error) {
	now, asked := s.Clock.Now(), 0
	err = s.read(ctx, "asking for work", func(tx *db.Tx) error {
		asked, err = s.workFor(ctx, tx, client, now)
		return err
	})
	if err != nil || asked == 0 {
		return nil, err
	}
	if work == nil {
		return nil, workNeeded("Many people are signing up. Ask for a challenge (POST /v1/accounts/challenge), solve it and send it along.")
	}
	c, ok := parseChallenge(work.Challenge, s.Key, budget.Block(client.Address))
	switch {
	case !ok:
		return nil, workNeeded("This challenge is not one of this server for your network. Ask for another one.")
	case now.Unix() >= c.expires:
		return nil, workNeeded("This challenge has expired. Ask for another one.")
	case c.bits+workSlack < asked:
		return nil, workNeeded("More people are signing up by now. Ask for another challenge.")
	case len(work.Solution) > solutionMax, zeros(work.Challenge, work.Solution) < c.bits:
		return nil, workNeeded("This number does not solve the challenge. Find another one.")
	}
	return &c, nil
}

func workNeeded(message string) error { return base.Invalid("work_needed", message) }

// countSignUp notes a sign-up, in its transaction, and that its challenge is spent.
func (s *Service) countSignUp(ctx context.Context, tx *db.Tx, client Client, spent *challenge) error {
	if s.Unlimited {
		return nil
	}
	now := s.Clock.Now()
	if spent != nil {
		added, err := tx.Exec(ctx, `INSERT INTO spent_challenges (nonce, expires_at) VALUES ($1, $2) ON CONFLICT (nonce) DO NOTHING`, base.ID(spent.nonce), spent.expires*1000)
		if err != nil {
			return err
		}
		if added == 0 {
			return workNeeded("This challenge was used already. Ask for another one.")
		}
	}
	retryAt, ok, err := signUpsMost.Spend(ctx, tx, s.blockOf("all sign-ups", client), now)
	if err != nil {
		return err
	}
	if !ok {
		return base.TooMany("too_many_sign_ups", "Too many people have signed up from this network. Try again later.", retryAt)
	}
	device, err := deviceHash(client.Token)
	if err == nil && device != nil {
		retryAt, ok, err = signUpsOfDevice.Spend(ctx, tx, s.Key.Of("sign-ups of a device", string(device)), now)
	}
	if err != nil {
		return err
	}
	if !ok {
		return base.TooMany("too_many_sign_ups", "Too many people have signed up on this device. Try again later.", retryAt)
	}
	if err := signUpsOfBlock.Add(ctx, tx, s.blockOf("sign-ups", client), now); err != nil {
		return err
	}
	return signUpsOfAll.Add(ctx, tx, s.Key.Of("sign-ups", "all"), now)
}

// challenge is what the text of one says.
type challenge struct {
	bits    int
	expires int64 // Unix time in seconds
	nonce   [16]byte
}

const (
	challengeBody = 1 + 8 + 16
	challengeSize = challengeBody + 16 // with its signature
)

// sign is the text of a challenge for a block of addresses.
func (c challenge) sign(key budget.Key, block string) string {
	text := make([]byte, 0, challengeSize)
	text = append(text, byte(c.bits))
	text = binary.BigEndian.AppendUint64(text, uint64(c.expires))
	text = append(text, c.nonce[:]...)
	return base64.RawURLEncoding.EncodeToString(append(text, signed(key, block, text)...))
}

// parseChallenge reads the text of a challenge that was signed for a block of addresses.
func parseChallenge(text string, key budget.Key, block string) (c challenge, ok bool) {
	read, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(read) != challengeSize || base64.RawURLEncoding.EncodeToString(read) != text {
		return c, false
	}
	body, signature := read[:challengeBody], read[challengeBody:]
	c.bits, c.expires = int(body[0]), int64(binary.BigEndian.Uint64(body[1:9]))
	copy(c.nonce[:], body[9:])
	return c, hmac.Equal(signature, signed(key, block, body))
}

func signed(key budget.Key, block string, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("challenge\x00" + block + "\x00"))
	mac.Write(body)
	return mac.Sum(nil)[:challengeSize-challengeBody]
}

// zeros is with how many zero bits the hash of a challenge and a number begins.
func zeros(challenge, solution string) int {
	sum := sha256.Sum256([]byte(challenge + ":" + solution))
	n := 0
	for _, b := range sum {
		if n += bits.LeadingZeros8(b); b != 0 {
			break
		}
	}
	return n
}

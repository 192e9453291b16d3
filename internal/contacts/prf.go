package contacts

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"github.com/cloudflare/circl/oprf"

	"causerie/internal/base"
)

// suite and mode are those of RFC 9497: ristretto255-SHA512, without proofs. A server that answered with another key would only keep
// its own people from being found.
var suite = oprf.SuiteRistretto255

const elementSize = 32 // bytes of a blinded or evaluated identifier

// prf is the oblivious pseudorandom function under the server's key.
type prf struct {
	server oprf.Server
	public []byte // the key's public one, by which clients blind sooner: docs/contacts.md
	codes  []byte // the key under which codes are kept
	spent  []byte // the key under which it is kept who spent what
}

func newPRF(seed []byte) (prf, error) {
	key, err := oprf.DeriveKey(suite, oprf.BaseMode, seed, []byte("causerie contacts"))
	if err != nil {
		return prf{}, err
	}
	public, err := key.Public().MarshalBinary()
	if err != nil {
		return prf{}, err
	}
	return prf{server: oprf.NewServer(suite, key), public: public, codes: derived(seed, "causerie code"), spent: derived(seed, "causerie budget")}, nil
}

// evaluate answers each blinded identifier, an element of the group in 32 bytes, without learning what it stands for.
func (p prf) evaluate(blinded [][]byte) ([][]byte, error) {
	elements := make([]oprf.Blinded, len(blinded))
	for i, b := range blinded {
		element := suite.Group().NewElement()
		if len(b) != elementSize || element.UnmarshalBinary(b) != nil || element.IsIdentity() {
			return nil, base.Invalid("blinded_invalid", "What was sent is no blinded identifier: an element of ristretto255 in 32 bytes.",
				base.Field{Location: fmt.Sprintf("body.blinded[%d]", i), Message: "an element of ristretto255"})
		}
		elements[i] = element
	}
	evaluation, err := p.server.Evaluate(&oprf.EvaluationRequest{Elements: elements})
	if err != nil {
		return nil, err
	}
	evaluated := make([][]byte, len(blinded))
	for i, element := range evaluation.Elements {
		if evaluated[i], err = element.MarshalBinaryCompress(); err != nil {
			return nil, err
		}
	}
	return evaluated, nil
}

// Tag stands for an identifier: 16 bytes that only who evaluated the identifier can know, so they prove that one did.
type Tag = base.ID

// sealed is an identifier as it is stored.
type sealed struct {
	tag  Tag
	seal []byte // the account's id for who evaluated the identifier: nonce, ciphertext and tag of AES-256-GCM
}

// sealSize is the bytes of a seal: a nonce of 12, the id, and 16 that authenticate it.
const sealSize = 12 + 16 + 16

// sealFor is identifier, a normal one, as it is stored for account.
func (p prf) sealFor(account base.ID, identifier string) (sealed, error) {
	output, err := p.server.FullEvaluate([]byte(identifier))
	if err != nil {
		return sealed{}, err
	}
	tag, gcm, err := opened(output)
	if err != nil {
		return sealed{}, err
	}
	nonce := make([]byte, gcm.NonceSize(), sealSize)
	if _, err := rand.Read(nonce); err != nil {
		return sealed{}, err
	}
	return sealed{tag, gcm.Seal(nonce, nonce, account[:], tag[:])}, nil
}

// opened is what follows from the output of the function for an identifier: its tag, and the cipher of its seal.
func opened(output []byte) (Tag, cipher.AEAD, error) {
	block, err := aes.NewCipher(derived(output, "causerie contact key"))
	if err != nil {
		return Tag{}, nil, err
	}
	gcm, err := cipher.NewGCM(block)
	return Tag(derived(output, "causerie contact tag")[:16]), gcm, err
}

// hashCode is a code as it is stored: bound to who asked for it and to what it verifies.
func (p prf) hashCode(account base.ID, tag Tag, code string) []byte {
	return derived(p.codes, string(account[:])+string(tag[:])+code)
}

// subject is who has a budget, as it is stored: an account, an identifier's tag or a network, and of what.
func (p prf) subject(of, who string) Tag {
	return Tag(derived(p.spent, of+" "+who)[:16])
}

// derived is HMAC-SHA-256.
func derived(key []byte, of string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(of))
	return mac.Sum(nil)
}

package digest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"causerie/internal/base"
)

// sealer seals with the server's key.
type sealer struct {
	key  []byte
	gcms map[string]cipher.AEAD // by purpose
}

const (
	addresses = "digest address"
	links     = "digest link"
)

func newSealer(key []byte) sealer {
	s := sealer{key: key, gcms: map[string]cipher.AEAD{}}
	for _, purpose := range []string{addresses, links} {
		block, err := aes.NewCipher(s.derived(purpose, nil))
		if err != nil {
			panic(err) // the key's length is right
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			panic(err) // as above
		}
		s.gcms[purpose] = gcm
	}
	return s
}

// derived is HMAC-SHA-256 for a purpose.
func (s sealer) derived(purpose string, of []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(purpose + "\x00"))
	mac.Write(of)
	return mac.Sum(nil)
}

func (s sealer) seal(purpose string, plain, bound []byte) ([]byte, error) {
	gcm := s.gcms[purpose]
	nonce := make([]byte, gcm.NonceSize(), gcm.NonceSize()+len(plain)+gcm.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, base.Internal("sealing", err)
	}
	return gcm.Seal(nonce, nonce, plain, bound), nil
}

func (s sealer) open(purpose string, sealed, bound []byte) (plain []byte, ok bool) {
	gcm := s.gcms[purpose]
	if len(sealed) < gcm.NonceSize() {
		return nil, false
	}
	plain, err := gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], bound)
	return plain, err == nil
}

// sealAddress is an address as it is stored: of an account, and of no other.
func (s sealer) sealAddress(account base.ID, address string) ([]byte, error) {
	return s.seal(addresses, []byte(address), account[:])
}

func (s sealer) address(account base.ID, sealed []byte) (string, bool) {
	plain, ok := s.open(addresses, sealed, account[:])
	return string(plain), ok
}

// hashCode is a code as it is stored: bound to who asked for it.
func (s sealer) hashCode(account base.ID, code string) []byte {
	return s.derived("digest code", append(account[:], code...))
}

// linkAbout is how many bytes of a link stand for the address that it was sent to.
const linkAbout = 8

// link is the token of a link that ends the summaries of an account at an address. It is sealed, so it tells nothing, and two are never equal.
func (s sealer) link(account base.ID, address string) (string, error) {
	sealed, err := s.seal(links, append(account[:], s.derived("digest link about", []byte(address))[:linkAbout]...), nil)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// linked is whose summaries a link ends, and whether it was sent to an address; ok is false for what is no link of this server's.
func (s sealer) linked(token string) (account base.ID, about func(address string) bool, ok bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil {
		return account, nil, false
	}
	plain, ok := s.open(links, sealed, nil)
	if !ok || len(plain) != len(account)+linkAbout {
		return account, nil, false
	}
	copy(account[:], plain)
	return account, func(address string) bool {
		return hmac.Equal(plain[len(account):], s.derived("digest link about", []byte(address))[:linkAbout])
	}, true
}

package facebook

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"causerie/internal/base"
)

// secrets are what is known of a linked Facebook account, and nobody who reads the store alone may know.
type secrets struct {
	Token string `json:"token"`
	Name  string `json:"name"`
}

// tag stands for Facebook's id of someone.
func (s *Service) tag(id string) base.ID { return base.ID(derived(s.Key, "id", id)[:len(base.ID{})]) }

// derived is 32 bytes of their own for every purpose and text.
func derived(key []byte, purpose, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("causerie facebook " + purpose + "\x00" + text))
	return mac.Sum(nil)
}

// verifier is that of PKCE (RFC 7636) for an attempt: made of its state, so that it need not be kept.
func (s *Service) verifier(state string) string {
	return base64.RawURLEncoding.EncodeToString(derived(s.Key, "verifier", state))
}

// sealer encrypts under a key of both the server's own and the app's secret, which is not in the store.
func (s *Service) sealer() (cipher.AEAD, error) {
	if s.App == nil {
		return nil, errors.New("there is no app of Facebook's")
	}
	block, err := aes.NewCipher(derived(s.Key, "seal", s.App.secret))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal encrypts secrets for one account.
func (s *Service) seal(account base.ID, known secrets) ([]byte, error) {
	gcm, err := s.sealer()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(known)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize(), gcm.NonceSize()+len(text)+gcm.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return gcm.Seal(nonce, nonce, text, account[:]), nil
}

// open decrypts what seal made.
func (s *Service) open(l *link) (known secrets, err error) {
	gcm, err := s.sealer()
	if err != nil {
		return known, err
	}
	if len(l.seal) < gcm.NonceSize() {
		return known, errors.New("there is no seal")
	}
	text, err := gcm.Open(nil, l.seal[:gcm.NonceSize()], l.seal[gcm.NonceSize():], l.account[:])
	if err != nil {
		return known, fmt.Errorf("open a seal: %w", err)
	}
	return known, json.Unmarshal(text, &known)
}

// Package pushtest answers in the place of a browser's push service and its devices: it takes what a server sends, checks who it is from, and
// reads it as a device does (RFC 8030, 8291 and 8292).
package pushtest

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Host is where the addresses of all devices are.
const Host = "push.example"

// Service is a push service. Every address leads to it through Transport.
type Service struct {
	t      testing.TB
	server *httptest.Server

	mu      sync.Mutex
	devices map[string]*Device
	answers []int // what the next requests are answered
}

// Device takes push messages.
type Device struct {
	Endpoint, P256dh, Auth string

	private *ecdh.PrivateKey
	auth    []byte
	service *Service
	got     []Push
}

// Push is a message as a device reads it, and what the push service knows of it.
type Push struct {
	Note    map[string]any
	Topic   string
	Urgency string
	TTL     string
	Length  int // of the encrypted body
	By      string
}

// New runs a push service until the test ends.
func New(t testing.TB) *Service {
	s := &Service{t: t, devices: map[string]*Device{}}
	s.server = httptest.NewTLSServer(http.HandlerFunc(s.take))
	t.Cleanup(s.server.Close)
	return s
}

// Transport reaches the service, whatever name is asked for.
func (s *Service) Transport() http.RoundTripper {
	transport := s.server.Client().Transport.(*http.Transport).Clone()
	transport.TLSClientConfig.ServerName = "example.com" // of the test server's certificate
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, s.server.Listener.Addr().String())
	}
	return transport
}

// Device is a new one.
func (s *Service) Device() *Device {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	d := &Device{Endpoint: "https://" + Host + "/" + rand.Text(), private: private, auth: make([]byte, 16), service: s}
	if _, err := rand.Read(d.auth); err != nil {
		s.t.Fatal(err)
	}
	d.P256dh, d.Auth = encode(private.PublicKey().Bytes()), encode(d.auth)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.devices[d.Endpoint] = d
	return d
}

// Body is what a browser tells the server to subscribe.
func (d *Device) Body(content string) map[string]string {
	return map[string]string{"endpoint": d.Endpoint, "p256dh": d.P256dh, "auth": d.Auth, "content": content}
}

// Pushes are the messages so far.
func (d *Device) Pushes() []Push {
	d.service.mu.Lock()
	defer d.service.mu.Unlock()
	return append([]Push(nil), d.got...)
}

// Answer has the next requests be answered with these statuses, one each; the others are accepted.
func (s *Service) Answer(statuses ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, statuses...)
}

func (s *Service) take(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.devices["https://"+req.Host+req.URL.Path]
	if d == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if len(s.answers) > 0 {
		status := s.answers[0]
		s.answers = s.answers[1:]
		w.WriteHeader(status)
		return
	}
	body, err := io.ReadAll(io.LimitReader(req.Body, 4097))
	if err == nil && len(body) > 4096 {
		err = errors.New("the body is longer than 4,096 bytes")
	}
	push := Push{Topic: req.Header.Get("Topic"), Urgency: req.Header.Get("Urgency"), TTL: req.Header.Get("TTL"), Length: len(body)}
	if err == nil {
		push.By, err = signer(req.Header.Get("Authorization"), "https://"+req.Host)
	}
	if err == nil && req.Header.Get("Content-Encoding") != "aes128gcm" {
		err = errors.New("it is not in aes128gcm")
	}
	if err == nil {
		var text []byte
		if text, err = d.decrypt(body); err == nil {
			err = json.Unmarshal(text, &push.Note)
		}
	}
	if err != nil {
		s.t.Errorf("a push message that no device can read: %v", err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	d.got = append(d.got, push)
	w.WriteHeader(http.StatusCreated)
}

// signer checks who a message is from (RFC 8292), and answers their public key.
func signer(header, audience string) (string, error) {
	var token, key string
	if _, err := fmt.Sscanf(strings.ReplaceAll(header, ",", " "), "vapid t=%s k=%s", &token, &key); err != nil {
		return "", fmt.Errorf("the header Authorization %q: %w", header, err)
	}
	signed, signature, _ := cutLast(token, ".")
	point, err := decode(key)
	if err != nil {
		return "", err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return "", err
	}
	raw, err := decode(signature)
	if err != nil || len(raw) != 64 {
		return "", fmt.Errorf("no signature: %w", err)
	}
	hash := sha256.Sum256([]byte(signed))
	if !ecdsa.Verify(public, hash[:], new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])) {
		return "", errors.New("the signature is wrong")
	}
	_, claims, _ := strings.Cut(signed, ".")
	text, err := decode(claims)
	if err != nil {
		return "", err
	}
	var said struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return "", err
	}
	if in := time.Until(time.Unix(said.Exp, 0)); said.Aud != audience || said.Sub == "" || in <= 0 || in > 24*time.Hour {
		return "", fmt.Errorf("claims %s", text)
	}
	return key, nil
}

func cutLast(text, sep string) (before, after string, found bool) {
	at := strings.LastIndex(text, sep)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(sep):], true
}

// decrypt reads a message as a browser does (RFC 8188, 8291).
func (d *Device) decrypt(body []byte) ([]byte, error) {
	if len(body) < 21 || len(body) < 21+int(body[20]) {
		return nil, errors.New("it is too short")
	}
	salt, size, sender := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:21+int(body[20])]
	sealed := body[21+int(body[20]):]
	if int(size) < len(sealed) {
		return nil, errors.New("it is longer than its record")
	}
	theirs, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, err
	}
	shared, err := d.private.ECDH(theirs)
	if err != nil {
		return nil, err
	}
	info := "WebPush: info\x00" + string(d.private.PublicKey().Bytes()) + string(sender)
	secret, err := hkdf.Key(sha256.New, shared, d.auth, info, 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, err
	}
	text := strings.TrimRight(string(plain), "\x00")
	if !strings.HasSuffix(text, "\x02") {
		return nil, errors.New("it does not end as the last record does")
	}
	return []byte(strings.TrimSuffix(text, "\x02")), nil
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func decode(text string) ([]byte, error) { return base64.RawURLEncoding.DecodeString(text) }

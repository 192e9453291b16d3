// Package httpstest makes certificates for tests.
package httpstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"testing"
	"time"
)

// Write makes a certificate from template, signed by itself, and writes it and its key, as PEM, to two files; with the same name
// for both, to one, the key first. Without a serial number, it has that of its end.
func Write(t testing.TB, certFile, keyFile string, template x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if template.SerialNumber == nil {
		template.SerialNumber = big.NewInt(template.NotAfter.Unix())
	}
	signed, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{}
	texts[keyFile] = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	texts[certFile] = append(texts[certFile], pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})...)
	for path, text := range texts {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Named is the template of a certificate for name, good from … to ….
func Named(name string, from, to time.Time) x509.Certificate {
	return x509.Certificate{DNSNames: []string{name}, NotBefore: from, NotAfter: to}
}

package base

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"
)

// ID names anything that is stored: a UUID of 16 bytes, in the database as those bytes, in JSON as its text.
type ID [16]byte

// NewID returns a UUIDv7 (RFC 9562, section 5.7) for the time now: ids made later sort later.
func NewID(now time.Time) ID {
	var id ID
	if _, err := rand.Read(id[6:]); err != nil {
		panic("no randomness: " + err.Error())
	}
	ms := uint64(now.UnixMilli())
	binary.BigEndian.PutUint32(id[:4], uint32(ms>>16))
	binary.BigEndian.PutUint16(id[4:6], uint16(ms))
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// DirectID is the id of the direct conversation of a and b, in either order: a UUIDv8 (RFC 9562, section 5.8) over SHA-256
// of both, so that two people have one direct conversation by construction.
func DirectID(a, b ID) ID {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	sum := sha256.Sum256(append(append([]byte("direct"), a[:]...), b[:]...))
	id := ID(sum[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

// GroupID is the id of the group that an account makes under a client id: a UUIDv8 as DirectID, so that a retry finds the first one.
func GroupID(creator, client ID) ID {
	sum := sha256.Sum256(append(append([]byte("group"), creator[:]...), client[:]...))
	id := ID(sum[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

// ParseID reads the 36-character text of a UUID.
func ParseID(s string) (ID, error) {
	var id ID
	if err := id.UnmarshalText([]byte(s)); err != nil {
		return ID{}, err
	}
	return id, nil
}

func (id ID) IsZero() bool { return id == ID{} }

func (id ID) String() string {
	text, _ := id.MarshalText()
	return string(text)
}

// Less orders ids as the database does.
func (id ID) Less(other ID) bool { return bytes.Compare(id[:], other[:]) < 0 }

func (id ID) MarshalText() ([]byte, error) { return id.AppendText(make([]byte, 0, 36)) }

// AppendText adds the 36 characters of the id.
func (id ID) AppendText(to []byte) ([]byte, error) {
	var out [36]byte
	hex.Encode(out[:], id[:4])
	hex.Encode(out[9:], id[4:6])
	hex.Encode(out[14:], id[6:8])
	hex.Encode(out[19:], id[8:10])
	hex.Encode(out[24:], id[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return append(to, out[:]...), nil
}

func (id *ID) UnmarshalText(text []byte) error {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return fmt.Errorf("an id has 36 characters like 0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d")
	}
	digits := make([]byte, 0, 32)
	for _, part := range [][2]int{{0, 8}, {9, 13}, {14, 18}, {19, 23}, {24, 36}} {
		digits = append(digits, text[part[0]:part[1]]...)
	}
	if _, err := hex.Decode(id[:], digits); err != nil {
		return fmt.Errorf("an id is written in hexadecimal: %w", err)
	}
	return nil
}

// Value stores the id as its 16 bytes.
func (id ID) Value() (driver.Value, error) { return id[:], nil }

// Scan reads 16 bytes; NULL reads as the zero id.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ID{}
		return nil
	case []byte:
		if len(v) == len(id) {
			copy(id[:], v)
			return nil
		}
	}
	return fmt.Errorf("an id is stored as 16 bytes, not as %T", src)
}

// Null is the id as a value that is NULL when it is zero.
func (id ID) Null() any {
	if id.IsZero() {
		return nil
	}
	return id
}

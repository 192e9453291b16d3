package causerie

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// Hash is the hash of the log that ends with e, by the one of the log before it: of what the entry is, and never of what it says. Every
// client computes it alike, and so does the server: Head.Hash is that of the last entry, and Prior of each that of the entry before it.
func (e Entry) Hash() string {
	prior := e.Prior
	if prior == "" {
		prior = strings.Repeat("0", 32)
	}
	to := appendHex(appendHex(nil, prior), e.ConversationID)
	to = binary.BigEndian.AppendUint64(to, uint64(e.Seq))
	to = binary.BigEndian.AppendUint64(to, uint64(e.CreatedAt.UnixMilli()))
	to = binary.BigEndian.AppendUint64(to, uint64(e.TargetSeq))
	to = append(appendHex(appendHex(to, e.Sender), e.ClientID), e.Kind...)
	sum := sha256.Sum256(to)
	return hex.EncodeToString(sum[:16])
}

// appendHex appends the bytes of an id or a hash. What is none leaves a hash that fits nowhere.
func appendHex(to []byte, text string) []byte {
	raw, _ := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	return append(to, raw...)
}

// Differs finds the first of entries, a part of a log without gaps, that does not follow the one before it, as its seq. Where they reach head,
// that is compared, too. It answers 0 where all fits.
func Differs(entries []Entry, head Head) int64 {
	for i, e := range entries {
		if i > 0 && e.Prior != "" && e.Prior != entries[i-1].Hash() {
			return e.Seq
		}
		if e.Seq == head.Seq && head.Hash != "" && head.Hash != e.Hash() {
			return e.Seq
		}
	}
	return 0
}

// Position is how far one has read, or a device has the log.
type Position struct {
	Seq     int64  `json:"seq"`
	Hash    string `json:"hash,omitempty"`    // of the log up to Seq as the device has it: the server compares
	Differs bool   `json:"differs,omitempty"` // the device found that its copy was another one
}

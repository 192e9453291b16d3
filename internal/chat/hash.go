package chat

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/verify"
)

// Hash is a running hash of a log: of what its entries are, and never of what they say, so that it stays when something is unsent or has
// disappeared. The zero Hash is that of a log without entries, or of one that was written before there were hashes. Decision 21 says why
// it is made like this, and sdk/vectors/log.json has examples for every client.
type Hash [16]byte

// hashed is how much is hashed of an entry without the name of its kind.
const hashed = 16 + 16 + 8 + 8 + 8 + 16 + 16

// Hash is the hash of the log that ends with e, by the one of the log before it.
func (e *Entry) Hash() (h Hash) {
	var buffer [hashed + 32]byte
	to := append(append(buffer[:0], e.Prior[:]...), e.ConversationID[:]...)
	to = binary.BigEndian.AppendUint64(to, uint64(e.Seq))
	to = binary.BigEndian.AppendUint64(to, uint64(base.Millis(e.CreatedAt)))
	to = binary.BigEndian.AppendUint64(to, uint64(e.TargetSeq))
	to = append(append(append(to, e.Sender[:]...), e.ClientID[:]...), e.Kind...)
	sum := sha256.Sum256(to)
	copy(h[:], sum[:])
	return h
}

// IsZero tells that there is no hash.
func (h Hash) IsZero() bool { return h == Hash{} }

// AppendText writes h in hexadecimal.
func (h Hash) AppendText(to []byte) ([]byte, error) { return hex.AppendEncode(to, h[:]), nil }

// MarshalText is AppendText.
func (h Hash) MarshalText() ([]byte, error) { return h.AppendText(nil) }

// UnmarshalText reads what AppendText writes.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(h)) {
		return errHash
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return errHash
	}
	return nil
}

var errHash = invalid("hash", "A hash is written with 32 digits in hexadecimal.")

// Scan reads 16 bytes; NULL reads as none.
func (h *Hash) Scan(src any) error { return (*base.ID)(h).Scan(src) }

// chain follows the hashes of a log, entry by entry. Where a log has begun before there were hashes, they begin with the first that has one.
type chain struct {
	last  Hash // of the log so far
	begun bool // it has one for sure
}

// next takes the next entry, and answers whether it fits.
func (c *chain) next(e *Entry) bool {
	fits := e.Prior == c.last || e.Prior.IsZero() && !c.begun
	c.begun = c.begun || !e.Prior.IsZero()
	c.last = e.Hash()
	return fits
}

// ends tells whether head can be the hash of the log that was followed.
func (c *chain) ends(head Hash) bool { return head == c.last || head.IsZero() && !c.begun }

// findBroken follows all logs. In each, the first entry is told that does not fit.
func findBroken(ctx context.Context, tx *db.Tx, found *verify.Finding) error {
	heads := map[base.ID]Hash{}
	rows, err := tx.Query(ctx, `SELECT conversation_id, head_hash FROM conversations`)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var id base.ID
		var head Hash
		err := scan(&id, &head)
		heads[id] = head
		return err
	})
	if err != nil {
		return err
	}
	var at Entry // the last one
	var log chain
	broken := false
	end := func() {
		if head, known := heads[at.ConversationID]; known && !broken && !log.ends(head) {
			found.Add("conversation", at.ConversationID, "head", at.Seq)
		}
		log, broken = chain{}, false
	}
	const query = `SELECT conversation_id, seq, kind, sender_id, client_id, target_seq, created_at, prior_hash FROM entries ORDER BY conversation_id, seq`
	rows, err = tx.Query(ctx, query)
	err = db.Rows(rows, err, func(scan func(...any) error) error {
		var e Entry
		var created int64
		if err := scan(&e.ConversationID, &e.Seq, (*string)(&e.Kind), &e.Sender, &e.ClientID, &e.TargetSeq, &created, &e.Prior); err != nil {
			return err
		}
		e.CreatedAt = base.Time(created)
		if e.ConversationID != at.ConversationID {
			end()
		}
		found.Looked++
		if at = e; !log.next(&e) && !broken {
			broken = true
			found.Add("conversation", e.ConversationID, "seq", e.Seq)
		}
		return nil
	})
	end()
	return err
}

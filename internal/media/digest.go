package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"

	"causerie/internal/base"
)

// Avatar is the kind of what an account or a group shows as its picture.
const Avatar = kindAvatar

// Digest tells what media are, so that a copy can be checked. Of a picture, it is the largest file.
type Digest struct {
	Format string `json:"format,omitempty"` // by the first bytes, such as image/jpeg
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256,omitempty"` // in hexadecimal
	Lost   bool   `json:"lost,omitempty"`   // the file is not there
}

// Digest reads media of a kind as they are handed out to who may see them.
func (s *Service) Digest(ctx context.Context, id base.ID, kind string) (d Digest, err error) {
	if kind == kindOriginal { // of which staff is shown what it is shown of every photo
		kind = kindPhoto
	}
	sides := sidesOf[kind]
	if len(sides) == 0 {
		return Digest{Lost: true}, nil
	}
	f, err := s.store.open(ctx, name{id, sides[0]})
	if errors.Is(err, fs.ErrNotExist) {
		return Digest{Lost: true}, nil
	}
	if err != nil {
		return d, base.Storing("open media", err)
	}
	defer f.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return d, base.Storing("read media", err)
	}
	hash := sha256.New()
	hash.Write(head[:n])
	rest, err := io.Copy(hash, f)
	if err != nil {
		return d, base.Storing("read media", err)
	}
	d.Format, d.Bytes, d.SHA256 = http.DetectContentType(head[:n]), int64(n)+rest, hex.EncodeToString(hash.Sum(nil))
	if kind == kindVoice {
		if err = seekStart(f); err == nil {
			d.Format, err = voiceType(f)
		}
	}
	return d, err
}

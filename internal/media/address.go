package media

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"

	"causerie/internal/base"
)

// An address is good for one viewer for one to two days, and is the same all day, so that browsers keep the picture.
const addressDay = 24 * time.Hour

// Address is where viewer finds a picture of owner's.
func (s *Service) Address(viewer, owner, id base.ID, side int) string {
	expires := s.expiry(id)
	return fmt.Sprintf("/media/%s/%d?e=%d&o=%s&s=%s", id, side, expires, owner, s.sign(viewer, owner, id, side, expires))
}

// expiry is the end of the day after this one. Each picture's day begins at another hour, so that they are not all fetched
// anew at once.
func (s *Service) expiry(id base.ID) int64 {
	day := int64(addressDay / time.Second)
	offset := int64(binary.BigEndian.Uint32(id[12:])) % day
	today := (s.Clock.Now().Unix() - offset) / day
	return (today+2)*day + offset
}

func (s *Service) sign(viewer, owner, id base.ID, side int, expires int64) string {
	mac := hmac.New(sha256.New, s.Key)
	fmt.Fprintf(mac, "media address\n%s\n%s\n%s\n%d\n%d", viewer, owner, id, side, expires)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// valid tells whether an address was given to viewer and is still good.
func (s *Service) valid(viewer, owner, id base.ID, side int, expires, signature string) bool {
	e, err := strconv.ParseInt(expires, 10, 64)
	if err != nil || s.Clock.Now().Unix() >= e || strconv.FormatInt(e, 10) != expires {
		return false
	}
	return hmac.Equal([]byte(signature), []byte(s.sign(viewer, owner, id, side, e)))
}

package causerie

import (
	"context"
	"crypto/sha256"
	"math/bits"
	"net/http"
	"strconv"
)

// challenge is the work that signing up takes now: none where Bits is 0.
type challenge struct {
	Bits      int    `json:"bits"`
	Challenge string `json:"challenge"`
}

// work is a challenge and the number that solves it.
type work struct {
	Challenge string `json:"challenge"`
	Solution  string `json:"solution"`
}

// work asks the server for a challenge and solves it, which takes as many hashes as 2 to the power of its bits, about. It is nil where the server
// asks for none by now.
func (c *Client) work(ctx context.Context) (*work, error) {
	var asked challenge
	if err := c.call(ctx, http.MethodPost, "/v1/accounts/challenge", nil, &asked); err != nil || asked.Bits == 0 {
		return nil, err
	}
	text := []byte(asked.Challenge + ":")
	for n := uint64(0); ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		sum := sha256.Sum256(strconv.AppendUint(text, n, 10))
		if zeros(sum[:]) >= asked.Bits {
			return &work{asked.Challenge, strconv.FormatUint(n, 10)}, nil
		}
	}
}

// zeros is with how many zero bits sum begins.
func zeros(sum []byte) (n int) {
	for _, b := range sum {
		if n += bits.LeadingZeros8(b); b != 0 {
			break
		}
	}
	return n
}

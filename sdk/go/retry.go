package causerie

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

const (
	firstWait   = 250 * time.Millisecond
	longestWait = 30 * time.Second
)

// Again tells whether what failed with err may succeed when it is asked again, and how long to wait before. attempt counts from 0.
// Waits double, each anywhere in its upper half, so that clients that lost a server together do not return together; a server that
// says when to come back is obeyed. Only what is safe to repeat may be asked again: reads, positions, and appends with their client id.
func Again(err error, attempt int, now time.Time) (again bool, wait time.Duration) {
	longest := min(longestWait, firstWait<<min(attempt, 10))
	wait = longest/2 + rand.N(longest/2)
	var p *Problem
	if !errors.As(err, &p) {
		return true, wait // there was no answer
	}
	switch p.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		if !p.RetryAt.IsZero() {
			wait = max(0, p.RetryAt.Sub(now)) + rand.N(firstWait)
		}
		return true, wait
	}
	return false, 0
}

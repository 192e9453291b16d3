// Package freeport finds places to listen for programs that tests and measurements start.
package freeport

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
)

// Ports are taken from below those that systems hand out by themselves, to connections and to who listens on port 0: such a one may be somebody's
// before it is used here.
const (
	first = 10_000
	last  = 32_767
)

var found sync.Map // what was found before: it may not be listened on yet

// Find is a TCP port of 127.0.0.1 that nobody listens on, and its address with the port; never the same twice.
func Find() (port int, address string, err error) {
	for range 1000 {
		port = first + rand.IntN(last-first+1)
		address = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		l, cannot := net.Listen("tcp", address)
		if cannot != nil {
			err = cannot
			continue
		}
		if err = l.Close(); err != nil {
			break
		}
		if _, before := found.LoadOrStore(port, true); !before {
			return port, address, nil
		}
		err = fmt.Errorf("%d was found before", port)
	}
	return 0, "", fmt.Errorf("find a free port: %w", err)
}

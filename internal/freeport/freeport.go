// Package freeport finds places to listen for programs that tests and measurements start.
package freeport

import (
	"fmt"
	"net"
)

// Find is a TCP port of 127.0.0.1 that nobody listens on, and its address with the port. Another program may take it before
// it is used.
func Find() (port int, address string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, "", fmt.Errorf("find a free port: %w", err)
	}
	at := l.Addr().(*net.TCPAddr)
	return at.Port, at.String(), l.Close()
}

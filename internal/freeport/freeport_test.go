package freeport

import (
	"net"
	"testing"
)

func TestFindsPortsThatNobodyElseIsGiven(t *testing.T) {
	seen := map[int]bool{}
	for range 500 {
		port, address, err := Find()
		if err != nil {
			t.Fatal(err)
		}
		if seen[port] || port < first || port > last {
			t.Errorf("port %d was found before, or is one that the system hands out", port)
		}
		seen[port] = true
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
	}
}

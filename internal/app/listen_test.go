package app

import (
	"bytes"
	"net"
	"strings"
	"testing"
)

func TestLinesOfTheHTTPServerDoNotTellWhoCame(t *testing.T) {
	var text bytes.Buffer
	a := &App{log: NewLog(&text, Config{LogLevel: "debug"})}
	to := a.server(nil).ErrorLog
	for _, line := range []string{
		"http: TLS handshake error from 192.0.2.44:4711: EOF", "http: TLS handshake error from [2001:db8::44]:4711: tls: bad certificate",
	} {
		to.Print(line)
	}
	if got := text.String(); strings.Contains(got, "192.0.2.44") || strings.Contains(got, "2001:db8") || !strings.Contains(got, "TLS handshake error: EOF") {
		t.Errorf("got %s", got)
	}
}

func TestListenGivesBackWhatItTookWhenOneAddressIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := first.Addr().String()
	first.Close()
	_, err = Listen(Config{Listen: address, DebugListen: taken.Addr().String()})
	if err == nil || !strings.Contains(err.Error(), "--debug-listen") {
		t.Errorf("got %v", err)
	}
	again, err := net.Listen("tcp", address)
	if err != nil {
		t.Errorf("the first address is still taken: %v", err)
	} else {
		again.Close()
	}
}

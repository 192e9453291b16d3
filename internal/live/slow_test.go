package live_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
)

// dialRaw opens a WebSocket without a client behind it.
func dialRaw(t *testing.T, address string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	answer := bufio.NewReader(conn)
	for line := ""; line != "\r\n"; {
		if line, err = answer.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	return conn, answer
}

// sendFrame sends commands, a line each, in one frame of at most 64 KB.
func sendFrame(t *testing.T, conn net.Conn, commands ...string) {
	t.Helper()
	text := strings.Join(commands, "\n")
	frame := append([]byte{0x81, 0x80 | 126, byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}, text...)
	if _, err := conn.Write(frame); err != nil {
		t.Fatal(err)
	}
}

// A client that signs in and then reads nothing is closed once a megabyte waits for it; the others get everything.
func TestASocketThatTakesNothingIsClosed(t *testing.T) {
	node, address := newNode(t)
	_, others := connect(t, address, "bob")
	conn, answer := dialRaw(t, address)
	sendFrame(t, conn, `{"id":1,"connect":{"token":"ada"}}`)
	for line := ""; !strings.Contains(line, `"connect"`); {
		var err error
		if line, err = answer.ReadString('}'); err != nil {
			t.Fatal(err)
		}
	}
	ada, bob := people["ada"].Account, people["bob"].Account
	if !node.Online(ada) {
		t.Fatal("ada is not connected")
	}
	big := map[string]any{"type": "entry", "n": 1, "text": strings.Repeat("x", 50_000)}
	for deadline := time.Now().Add(20 * time.Second); node.Online(ada); {
		if time.Now().After(deadline) {
			t.Fatal("a socket that takes nothing stays open")
		}
		node.Publish([]base.ID{ada, bob}, big)
		wait(t, others, "an event for who reads")
	}
}

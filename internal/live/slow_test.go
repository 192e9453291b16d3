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

// A client that signs in and then reads nothing is closed once a megabyte waits for it; the others get everything.
func TestASocketThatTakesNothingIsClosed(t *testing.T) {
	node, address := newNode(t)
	_, others := connect(t, address, "bob")
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	command := `{"id":1,"connect":{"token":"ada"}}`
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	answer := bufio.NewReader(conn)
	for line := ""; line != "\r\n"; {
		if line, err = answer.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.Write(append([]byte{0x81, 0x80 | byte(len(command)), 0, 0, 0, 0}, command...)); err != nil {
		t.Fatal(err)
	}
	for line := ""; !strings.Contains(line, `"connect"`); {
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

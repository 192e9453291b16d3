package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"

	"causerie/internal/base"
)

// line is the signed-in connection of one person.
type line interface {
	// send sends messages of this person, numbered from first, to a conversation, in one write.
	send(to target, first, count int) error
	// listen calls acked for every message of one's own that the server has on disk, and got for every message that comes,
	// until the line is closed.
	listen(acked func(number int), got func(sender, number int)) error
	close()
}

// target is where messages go: a conversation's id, and its number for the bare server.
type target struct {
	id     base.ID
	number int
}

const bodySize = 100 // bytes of text in a message

// body is the text of a message: who sent it, its number, and words to fill it up.
func body(to []byte, sender, number int) []byte {
	start := len(to)
	to = fmt.Appendf(to, "s%05d n%08d ", sender, number)
	for word := number; len(to)-start < bodySize; word = word*1103515245 + 12345 {
		to = append(to, 'a'+byte(word>>16&15), 'a'+byte(word>>20&15), 'a'+byte(word>>24&15), ' ')
	}
	return to[:start+bodySize]
}

// parseBody reads sender and number of a message.
func parseBody(text []byte) (sender, number int, ok bool) {
	if len(text) < 17 || text[0] != 's' || text[7] != 'n' {
		return 0, 0, false
	}
	return digits(text[1:6]), digits(text[8:16]), true
}

func digits(text []byte) int {
	n := 0
	for _, c := range text {
		n = n*10 + int(c-'0')
	}
	return n
}

// socket is a WebSocket that speaks the server's live protocol, with as little work as a client can do.
type socket struct {
	conn   net.Conn
	in     *bufio.Reader
	person int

	refused func(number int, answer []byte) error // what to do with a refusal; nil ends the line

	mu  sync.Mutex // of out
	out []byte
}

var errRefused = errors.New("refused")

// dial signs a person in and waits until they get their events.
func dial(address, token string, person, buffer int) (*socket, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	s := &socket{conn: conn, in: bufio.NewReaderSize(conn, buffer), person: person}
	if err := s.open(address, token); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return s, nil
}

func (s *socket) open(address, token string) error {
	_, err := fmt.Fprintf(s.conn, "GET /v1/live HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", address)
	if err != nil {
		return err
	}
	for first := true; ; first = false {
		text, err := s.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first && !bytes.Contains(text, []byte(" 101 ")) {
			return fmt.Errorf("the server answered %s", bytes.TrimSpace(text))
		}
		if len(text) <= 2 {
			break
		}
	}
	s.mu.Lock()
	s.out = appendFrame(s.out[:0], fmt.Appendf(nil, `{"id":1,"connect":{"token":%q,"name":"bench"}}`, token))
	_, err = s.conn.Write(s.out)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	data, err := s.frame()
	if err != nil {
		return err
	}
	if !bytes.Contains(data, []byte(`"connect"`)) {
		return fmt.Errorf("connect: %s", data)
	}
	return nil
}

// appendFrame adds a text frame (RFC 6455, section 5.2). The mask is zero, which leaves the payload as it is.
func appendFrame(to, payload []byte) []byte {
	const final, text, masked = 0x80, 1, 0x80
	switch n := len(payload); {
	case n < 126:
		to = append(to, final|text, masked|byte(n))
	case n < 1<<16:
		to = append(to, final|text, masked|126, byte(n>>8), byte(n))
	default:
		to = append(to, final|text, masked|127)
		to = binary.BigEndian.AppendUint64(to, uint64(n))
	}
	to = append(to, 0, 0, 0, 0)
	return append(to, payload...)
}

// frame reads the next message; it is good until the next call.
func (s *socket) frame() ([]byte, error) {
	head, err := s.in.Peek(2)
	if err != nil {
		return nil, err
	}
	opcode, n, size := head[0]&15, int(head[1]&127), 2
	switch n {
	case 126:
		if head, err = s.in.Peek(4); err != nil {
			return nil, err
		}
		n, size = int(binary.BigEndian.Uint16(head[2:])), 4
	case 127:
		if head, err = s.in.Peek(10); err != nil {
			return nil, err
		}
		n, size = int(binary.BigEndian.Uint64(head[2:])), 10
	}
	if _, err := s.in.Discard(size); err != nil {
		return nil, err
	}
	var data []byte
	if n <= s.in.Size() {
		if data, err = s.in.Peek(n); err != nil {
			return nil, err
		}
		_, err = s.in.Discard(n)
	} else {
		data = make([]byte, n)
		_, err = io.ReadFull(s.in, data)
	}
	if opcode == 8 {
		return nil, fmt.Errorf("closed by the server: %q", data)
	}
	return data, err
}

func (s *socket) send(to target, first, count int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = s.out[:0]
	var call, text []byte
	for number := first; number < first+count; number++ {
		text = body(text[:0], s.person, number)
		client := clientID(s.person, number)
		call = fmt.Appendf(call[:0], `{"id":%d,"rpc":{"method":"appendEntry","data":{"id":"%s","clientId":"%s","kind":"message","content":{"type":"text","text":"%s"}}}}`,
			number+2, to.id, client, text)
		s.out = appendFrame(s.out, call)
	}
	_, err := s.conn.Write(s.out)
	return err
}

// clientID is unlike any other of the same store.
func clientID(person, number int) base.ID {
	id := base.ID{6: 0x70, 8: 0x80}
	binary.BigEndian.PutUint32(id[0:], uint32(person))
	binary.BigEndian.PutUint32(id[10:], uint32(number))
	return id
}

func (s *socket) listen(acked func(number int), got func(sender, number int)) error {
	for {
		data, err := s.frame()
		if err != nil {
			if errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		for len(data) > 0 {
			text := data
			if end := bytes.IndexByte(data, '\n'); end >= 0 {
				text, data = data[:end], data[end+1:]
			} else {
				data = nil
			}
			if err := s.take(text, acked, got); errors.Is(err, net.ErrClosed) {
				return nil // a pong after the end
			} else if err != nil {
				return err
			}
		}
	}
}

func (s *socket) take(text []byte, acked func(number int), got func(sender, number int)) error {
	switch {
	case len(text) <= 2: // a ping
		return s.pong()
	case bytes.HasPrefix(text, []byte(`{"push":`)):
		at := bytes.Index(text, []byte(`"text":"`))
		if at < 0 {
			return nil // another kind of event
		}
		if sender, number, ok := parseBody(text[at+len(`"text":"`):]); ok {
			got(sender, number)
		}
	case bytes.HasPrefix(text, []byte(`{"id":`)):
		end := bytes.IndexByte(text, ',')
		id, err := strconv.Atoi(string(text[len(`{"id":`):max(end, len(`{"id":`))]))
		if err != nil {
			return fmt.Errorf("an answer that is none: %s", text)
		}
		if !bytes.Contains(text, []byte(`"status":201`)) {
			if s.refused != nil {
				return s.refused(id-2, text)
			}
			return fmt.Errorf("%w: %s", errRefused, text)
		}
		acked(id - 2)
	default:
		return fmt.Errorf("not understood: %s", text)
	}
	return nil
}

func (s *socket) pong() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = appendFrame(s.out[:0], []byte("{}"))
	_, err := s.conn.Write(s.out)
	return err
}

func (s *socket) close() { _ = s.conn.Close() }

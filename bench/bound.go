package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
)

// The bare server: people are numbers, a message is 4 bytes each of its size, recipient's conversation, sender, number, then
// the text. A conversation below 0x8000_0000 is of two people, 2n and 2n+1; above, it is a group of everyone whose number is
// below 100. A message is acknowledged and delivered once the log is on disk.

const (
	boundHead  = 16
	boundGroup = 1 << 31
	groupSize  = 100
)

type boundServer struct {
	log    *os.File
	queue  chan boundMessage
	mu     sync.RWMutex
	people map[uint32]*boundConn
}

type boundMessage struct {
	from *boundConn
	text []byte
}

type boundConn struct {
	conn net.Conn
	mu   sync.Mutex
	wake sync.Cond
	out  []byte
	over bool
}

func serveBound(address, dir string) error {
	log, err := os.Create(filepath.Join(dir, "bound.log"))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	s := &boundServer{log: log, queue: make(chan boundMessage, 8192), people: map[uint32]*boundConn{}}
	go s.write()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go s.serve(conn)
	}
}

func (s *boundServer) serve(conn net.Conn) {
	defer conn.Close()
	c := &boundConn{conn: conn}
	c.wake.L = &c.mu
	var hello [4]byte
	if _, err := io.ReadFull(conn, hello[:]); err != nil {
		return
	}
	s.mu.Lock()
	s.people[binary.BigEndian.Uint32(hello[:])] = c
	s.mu.Unlock()
	if _, err := conn.Write(hello[:]); err != nil {
		return
	}
	go c.flush()
	defer c.end()
	in := bufio.NewReaderSize(conn, 1024)
	for {
		head, err := in.Peek(4)
		if err != nil {
			return
		}
		text := make([]byte, binary.BigEndian.Uint32(head))
		if _, err := io.ReadFull(in, text); err != nil {
			return
		}
		s.queue <- boundMessage{c, text}
	}
}

// write is the group commit: what is in the queue goes to disk together.
func (s *boundServer) write() {
	var batch []boundMessage
	var log []byte
	for first := range s.queue {
		batch, log = append(batch[:0], first), log[:0]
		for len(batch) < 256 {
			select {
			case next := <-s.queue:
				batch = append(batch, next)
				continue
			default:
			}
			break
		}
		for _, m := range batch {
			log = append(log, m.text...)
		}
		_, err := s.log.Write(log)
		if err = errors.Join(err, s.log.Sync()); err != nil {
			panic(err)
		}
		s.mu.RLock()
		for _, m := range batch {
			m.from.put(m.text[:boundHead])
			to := binary.BigEndian.Uint32(m.text[4:])
			if to < boundGroup {
				s.deliver(s.people[2*to], m)
				s.deliver(s.people[2*to+1], m)
				continue
			}
			for person := range uint32(groupSize) {
				s.deliver(s.people[person], m)
			}
		}
		s.mu.RUnlock()
	}
}

func (s *boundServer) deliver(to *boundConn, m boundMessage) {
	if to != nil && to != m.from {
		to.put(m.text)
	}
}

func (c *boundConn) put(data []byte) {
	c.mu.Lock()
	c.out = append(c.out, data...)
	c.mu.Unlock()
	c.wake.Signal()
}

func (c *boundConn) flush() {
	var data []byte
	for {
		c.mu.Lock()
		for len(c.out) == 0 && !c.over {
			c.wake.Wait()
		}
		over := c.over
		data, c.out = c.out, data[:0]
		c.mu.Unlock()
		if over {
			return
		}
		if _, err := c.conn.Write(data); err != nil {
			return
		}
	}
}

func (c *boundConn) end() {
	c.mu.Lock()
	c.over = true
	c.mu.Unlock()
	c.wake.Signal()
}

// boundLine is a client of the bare server.
type boundLine struct {
	conn   net.Conn
	in     *bufio.Reader
	person int
	out    []byte
}

func dialBound(address string, person, buffer int) (*boundLine, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	l := &boundLine{conn: conn, in: bufio.NewReaderSize(conn, buffer), person: person}
	hello := binary.BigEndian.AppendUint32(nil, uint32(person))
	if _, err = conn.Write(hello); err == nil {
		_, err = io.ReadFull(l.in, hello)
	}
	return l, err
}

func (l *boundLine) send(to target, first, count int) error {
	l.out = l.out[:0]
	for number := first; number < first+count; number++ {
		l.out = binary.BigEndian.AppendUint32(l.out, boundHead+bodySize)
		l.out = binary.BigEndian.AppendUint32(l.out, uint32(to.number))
		l.out = binary.BigEndian.AppendUint32(l.out, uint32(l.person))
		l.out = binary.BigEndian.AppendUint32(l.out, uint32(number))
		l.out = body(l.out, l.person, number)
	}
	_, err := l.conn.Write(l.out)
	return err
}

func (l *boundLine) listen(acked func(number int), got func(sender, number int)) error {
	for {
		head, err := l.in.Peek(boundHead)
		if err != nil {
			if errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		sender, number := int(binary.BigEndian.Uint32(head[8:])), int(binary.BigEndian.Uint32(head[12:]))
		if sender == l.person {
			if _, err := l.in.Discard(boundHead); err != nil {
				return err
			}
			acked(number)
			continue
		}
		if _, err := l.in.Discard(boundHead + bodySize); err != nil {
			return err
		}
		got(sender, number)
	}
}

func (l *boundLine) close() { _ = l.conn.Close() }

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// asker makes HTTP requests over one connection, with as little work as a client can do.
type asker struct {
	conn  net.Conn
	in    *bufio.Reader
	host  string
	token string
}

func newAsker(address, token string) (*asker, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &asker{conn: conn, in: bufio.NewReaderSize(conn, 32<<10), host: address, token: token}, nil
}

// get reads path. With into it keeps the answer, else it only counts it.
func (a *asker) get(path string, into any) (size int64, err error) {
	return a.ask("GET", path, nil, into)
}

// post sends in as JSON, and is get otherwise.
func (a *asker) post(path string, in, into any) (size int64, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return 0, err
	}
	return a.ask("POST", path, body, into)
}

func (a *asker) ask(method, path string, body []byte, into any) (size int64, err error) {
	about := ""
	if body != nil {
		about = fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	_, err = fmt.Fprintf(a.conn, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n%s\r\n%s", method, path, a.host, a.token, about, body)
	if err != nil {
		return 0, err
	}
	answer, err := http.ReadResponse(a.in, nil)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusCreated {
		text, _ := io.ReadAll(answer.Body)
		return 0, fmt.Errorf("%s: %s: %s", path, answer.Status, text)
	}
	if into != nil {
		return 0, json.NewDecoder(answer.Body).Decode(into)
	}
	return io.Copy(io.Discard, answer.Body)
}

func (a *asker) close() { _ = a.conn.Close() }

// sized makes a house with people, hands them to fill, and starts the server.
func sized(o options, e engine, people int, fill func(seed, []person) error) (*house, []person, error) {
	h, err := newHouse(o, e)
	if err != nil {
		return nil, nil, err
	}
	ctx := context.Background()
	store, err := h.open(ctx)
	if err != nil {
		h.close()
		return nil, nil, err
	}
	s := newSeed(ctx, store)
	list, err := s.people(people)
	if err == nil {
		err = fill(s, list)
	}
	if err == nil {
		err = s.finish()
	}
	if err = errors.Join(err, store.Close()); err == nil {
		err = h.start()
	}
	if err != nil {
		h.close()
		return nil, nil, err
	}
	return h, list, nil
}

// history is S5: the last page of a long conversation, by many clients at once.
func history(o options, e engine) (map[string]any, map[string]float64, error) {
	const clients, entries, page = 16, 10_000, 50
	var t talk
	h, people, err := sized(o, e, 2, func(s seed, people []person) error {
		t = direct(people[0], people[1], entries)
		return s.talks([]talk{t})
	})
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	var requests, size atomic.Int64
	var over atomic.Bool
	var running sync.WaitGroup
	errs := make(chan error, clients)
	for i := range clients {
		c, err := newAsker(h.address, people[i%2].token)
		if err != nil {
			return nil, nil, err
		}
		running.Go(func() {
			defer c.close()
			path := fmt.Sprintf("/v1/conversations/%s/entries?limit=%d", t.id, page)
			for !over.Load() {
				n, err := c.get(path, nil)
				if err != nil {
					errs <- err
					return
				}
				requests.Add(1)
				size.Store(n)
			}
		})
	}
	a := &arena{house: h}
	figures := a.during(o.seconds, "S5", requests.Load)
	figures["requestsPerSecond"] = figures["messagesPerSecond"]
	delete(figures, "messagesPerSecond")
	figures["answerBytes"] = float64(size.Load())
	over.Store(true)
	running.Wait()
	return map[string]any{"clients": clients, "entries": entries, "page": page, "seconds": o.seconds}, figures, first(errs)
}

// idle is S4: what connections that do nothing cost. Each is another person's.
func idle(o options, e engine) (map[string]any, map[string]float64, error) {
	h, err := newHouse(o, e)
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	a := &arena{house: h}
	const warm = 100 // connections that come first, and go: what the server makes once is not counted
	if err := a.fill(o.idle+warm, false); err != nil {
		return nil, nil, err
	}
	if err := h.start(); err != nil {
		return nil, nil, err
	}
	connect := func(from, to int) ([]line, error) {
		var lines []line
		for i := from; i < to; i++ {
			l, err := a.connect(i, 512)
			if err != nil {
				return lines, err
			}
			lines = append(lines, l)
			go func() { _ = l.listen(func(int) {}, func(int, int) {}) }()
		}
		return lines, nil
	}
	lines, err := connect(o.idle, o.idle+warm)
	for _, l := range lines {
		l.close()
	}
	if err != nil {
		return nil, nil, err
	}
	// The grace of those who left has to pass, and what is left of opening connections, which nothing tells from outside.
	const rest = 6 * time.Second
	time.Sleep(rest)
	before := h.memory()
	if lines, err = connect(0, o.idle); err != nil {
		return nil, nil, err
	}
	opened := h.memory()
	time.Sleep(rest)
	after := h.memory()
	err = a.keepProfile("S4", "heap?gc=1")
	for _, l := range lines {
		l.close()
	}
	if err != nil {
		return nil, nil, err
	}
	return map[string]any{"connections": o.idle}, map[string]float64{
		"kbPerConnection": (after - before) / float64(o.idle), "kbPerConnectionAtOnce": (opened - before) / float64(o.idle),
		"serverRSSKB": after, "emptyRSSKB": before,
	}, nil
}

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// medianOf runs something often and answers the median of its times, in milliseconds.
func medianOf(times int, do func(i int) error) (float64, error) {
	var list []time.Duration
	for i := range times {
		began := time.Now()
		if err := do(i); err != nil {
			return 0, err
		}
		list = append(list, time.Since(began))
	}
	figures := map[string]float64{}
	quantiles(figures, "", list)
	return figures["P50Ms"], nil
}

const password = "velvet-lamp-4711"

// start is S6: from the start of the process to the answer to the first sign-in, which is an Argon2 hash at least.
func start(o options, e engine) (map[string]any, map[string]float64, error) {
	const times = 7
	h, err := newHouse(o, e)
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	add := exec.Command(h.binary, "user", "add", "ada", "--birth-date", "1990-01-31", "--data", h.folder, "--database", h.database)
	add.Stdin = strings.NewReader(password + "\n")
	add.Env = append(os.Environ(), "CAUSERIE_CONFIG=/dev/null")
	if out, err := add.CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("user add: %w: %s", err, out)
	}
	var ready, signedIn []time.Duration
	for range times {
		began := time.Now()
		if err := h.start(); err != nil {
			return nil, nil, err
		}
		ready = append(ready, time.Since(began))
		if err := signIn(h.address, "ada"); err != nil {
			return nil, nil, err
		}
		signedIn = append(signedIn, time.Since(began))
		h.stop()
	}
	figures := map[string]float64{}
	quantiles(figures, "ready", ready)
	quantiles(figures, "signedIn", signedIn)
	return map[string]any{"times": times}, map[string]float64{"readyMs": figures["readyP50Ms"], "signedInMs": figures["signedInP50Ms"]}, nil
}

func signIn(address, handle string) error {
	return post(address, "/v1/sessions", map[string]string{"handle": handle, "password": password})
}

func post(address, path string, in any) error {
	text, err := json.Marshal(in)
	if err != nil {
		return err
	}
	answer, err := http.Post("http://"+address+path, "application/json", bytes.NewReader(text))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	out, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusCreated && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", path, answer.Status, out)
	}
	return err
}

// accounts is how many sign-ups and sign-ins are answered in a second. Each is an Argon2 hash, which is meant to be slow.
func accounts(o options, e engine) (map[string]any, map[string]float64, error) {
	const clients = 4
	h, err := newHouse(o, e)
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	if err := h.start(); err != nil {
		return nil, nil, err
	}
	figures := map[string]float64{}
	handle := func(n int64) string { return fmt.Sprintf("bench%05d", n) }
	var made int64
	for _, what := range []string{"signUps", "signIns"} {
		var n atomic.Int64
		errs := make(chan error, clients)
		var running sync.WaitGroup
		began := time.Now()
		server, _ := h.spent()
		for range clients {
			running.Go(func() {
				for time.Since(began).Seconds() < o.seconds/2 {
					var err error
					if k := n.Add(1); what == "signUps" {
						err = post(h.address, "/v1/accounts", map[string]string{"handle": handle(k), "birthDate": "1990-01-31", "password": password})
					} else {
						err = signIn(h.address, handle(1+k%made))
					}
					if err != nil {
						errs <- err
						return
					}
				}
			})
		}
		running.Wait()
		if err := first(errs); err != nil {
			return nil, nil, err
		}
		made = n.Load()
		cpu, _ := h.spent()
		figures[what+"PerSecond"] = float64(n.Load()) / time.Since(began).Seconds()
		figures[what+"CPUMs"] = (cpu - server) / float64(n.Load()) * 1000
	}
	return map[string]any{"clients": clients, "seconds": o.seconds / 2}, figures, nil
}

// growth is what a message and the last page cost in a long conversation, beside a short one in the same store.
func growth(o options, e engine) (map[string]any, map[string]float64, error) {
	sizes := []int{1000}
	for n := 100_000; n <= o.entries; n *= 100 {
		sizes = append(sizes, n)
	}
	if last := sizes[len(sizes)-1]; last != o.entries {
		sizes = append(sizes, o.entries)
	}
	talks := make([]talk, len(sizes))
	h, people, err := rested(o, e, 2*len(sizes), func(s seed, people []person) error {
		for i, n := range sizes {
			talks[i] = direct(people[2*i], people[2*i+1], n)
		}
		return s.talks(talks)
	})
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	figures := map[string]float64{"storeBytes": h.storeBytes()}
	const times = 300
	for round := range 2 { // the first one warms up
		for i, t := range talks {
			c, err := newAsker(h.address, people[2*i].token)
			if err != nil {
				return nil, nil, err
			}
			path := fmt.Sprintf("/v1/conversations/%s/entries?limit=50", t.id)
			page, err := medianOf(times, func(int) error { _, err := c.get(path, nil); return err })
			var middle float64
			if err == nil { // a page that the server does not keep
				middle, err = medianOf(times, func(i int) error { _, err := c.get(fmt.Sprint(path, "&before=", t.entries/2+i), nil); return err })
			}
			c.close()
			if err != nil {
				return nil, nil, err
			}
			send, err := sendMedian(h, people[2*i], target{id: t.id}, times, round*times)
			if err != nil {
				return nil, nil, err
			}
			for what, ms := range map[string]float64{"page": page, "middle": middle, "send": send} {
				figures[fmt.Sprintf("%s%dMs", what, sizes[i])] = ms
			}
		}
	}
	last := sizes[len(sizes)-1]
	for _, what := range []string{"page", "middle", "send"} {
		figures[what+"Ratio"] = figures[fmt.Sprintf("%s%dMs", what, last)] / figures[what+"1000Ms"]
	}
	return map[string]any{"entries": sizes, "times": times}, figures, nil
}

// sendMedian is the time of one message after the other, from the send to the acknowledgement.
func sendMedian(h *house, p person, to target, times, first int) (float64, error) {
	s, err := dial(h.address, p.token, 0, lineBuffer)
	if err != nil {
		return 0, err
	}
	defer s.close()
	acks := make(chan int, 1)
	go func() { _ = s.listen(func(number int) { acks <- number }, func(int, int) {}) }()
	return medianOf(times, func(i int) error {
		if err := s.send(to, first+i, 1); err != nil {
			return err
		}
		select {
		case <-acks:
			return nil
		case <-time.After(10 * time.Second):
			return fmt.Errorf("message %d was not acknowledged", first+i)
		}
	})
}

// storeBytes is the size of an embedded store.
func (h *house) storeBytes() float64 {
	if h.engine != "sqlite" {
		return 0
	}
	info, err := os.Stat(strings.TrimPrefix(h.database, "sqlite:"))
	if err != nil {
		return 0
	}
	return float64(info.Size())
}

// rested is sized, once the server rests: after its start it indexes what it finds.
func rested(o options, e engine, people int, fill func(seed, []person) error) (*house, []person, error) {
	h, list, err := sized(o, e, people, fill)
	if err != nil {
		return nil, nil, err
	}
	const (
		patience = time.Hour       // for millions of messages
		window   = 2 * time.Second // in which the CPU that it takes is measured: nothing else tells from outside that it rests
	)
	for deadline := time.Now().Add(patience); ; {
		before, beforeDB := h.spent()
		time.Sleep(window)
		after, afterDB := h.spent()
		if after-before+afterDB-beforeDB < 0.1 {
			return h, list, nil
		}
		if time.Now().After(deadline) {
			h.close()
			return nil, nil, fmt.Errorf("the server still works on what it found after %s", patience)
		}
	}
}

// reader is rested, with an asker for the first of the people that ends with the house.
func reader(o options, e engine, people int, fill func(seed, []person) error) (*house, *asker, error) {
	h, list, err := rested(o, e, people, fill)
	if err != nil {
		return nil, nil, err
	}
	c, err := newAsker(h.address, list[0].token)
	if err != nil {
		h.close()
		return nil, nil, err
	}
	h.undo = append(h.undo, c.close)
	return h, c, nil
}

// inbox is the first page of inboxes of different sizes.
func inbox(o options, e engine) (map[string]any, map[string]float64, error) {
	sizes := []int{10, 1000, 20_000}
	largest := sizes[len(sizes)-1]
	h, people, err := rested(o, e, len(sizes)+largest, func(s seed, people []person) error {
		for i, n := range sizes {
			var list []talk
			for k := range n {
				t := direct(people[i], people[len(sizes)+k], 1)
				t.at = s.now - int64(k)*60_000
				list = append(list, t)
			}
			if err := s.talks(list); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	figures := map[string]float64{}
	const times = 200
	for range 2 {
		for i, n := range sizes {
			c, err := newAsker(h.address, people[i].token)
			if err != nil {
				return nil, nil, err
			}
			// The same number of rows from each, so that only what lies behind them differs.
			figures[fmt.Sprintf("inbox%dMs", n)], err = medianOf(times, func(int) error { _, err := c.get("/v1/conversations?limit=10", nil); return err })
			c.close()
			if err != nil {
				return nil, nil, err
			}
		}
	}
	figures["ratio"] = figures[fmt.Sprintf("inbox%dMs", largest)] / figures["inbox10Ms"]
	return map[string]any{"conversations": sizes, "page": 10, "times": times}, figures, nil
}

// syncing is coming back after a day and after a month away: all pages of what changed, of an account with many conversations.
func syncing(o options, e engine) (map[string]any, map[string]float64, error) {
	const conversations = 2000
	const day = 24 * 3600 * 1000
	changed := map[string]int{"Day": 40, "Month": 600}
	var now int64
	h, c, err := reader(o, e, 1+conversations, func(s seed, people []person) error {
		now = s.now
		var list []talk
		for k := range conversations {
			t := direct(people[0], people[1+k], 5)
			switch {
			case k < changed["Day"]:
				t.at = now - int64(k)*day/int64(changed["Day"])
			case k < changed["Month"]:
				t.at = now - day - int64(k)*29*day/int64(changed["Month"])
			default:
				t.at = now - 60*day - int64(k)*1000
			}
			list = append(list, t)
		}
		return s.talks(list)
	})
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	figures := map[string]float64{}
	for name, days := range map[string]int64{"Day": 1, "Month": 29} {
		var found int
		median, err := medianOf(50, func(int) error {
			found = 0
			cursor := cursorAt(now - days*day)
			for {
				var page struct {
					Conversations []struct {
						ID string `json:"id"`
					} `json:"conversations"`
					Cursor  string `json:"cursor"`
					HasMore bool   `json:"hasMore"`
				}
				if _, err := c.get("/v1/sync?limit=100&cursor="+url.QueryEscape(cursor), &page); err != nil {
					return err
				}
				found += len(page.Conversations)
				if cursor = page.Cursor; !page.HasMore {
					return nil
				}
			}
		})
		if err != nil {
			return nil, nil, err
		}
		if found < changed[name]*9/10 {
			return nil, nil, fmt.Errorf("sync after a %s found %d of %d conversations", strings.ToLower(name), found, changed[name])
		}
		figures["after"+name+"Ms"], figures["changedIn"+name] = median, float64(found)
	}
	return map[string]any{"conversations": conversations}, figures, nil
}

// cursorAt is the cursor that a client got at a time.
func cursorAt(ms int64) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"b":%d}`, ms))
}

// search is finding words, rare and common, among many messages.
func search(o options, e engine) (map[string]any, map[string]float64, error) {
	entries := min(o.entries, 1_000_000)
	var t talk
	h, c, err := reader(o, e, 2, func(s seed, people []person) error {
		t = direct(people[0], people[1], entries)
		return s.talks([]talk{t})
	})
	if err != nil {
		return nil, nil, err
	}
	defer h.close()
	figures := map[string]float64{"storeBytes": h.storeBytes()}
	words := strings.Fields(sentence(entries / 2))
	for name, q := range map[string]string{"one": words[0], "two": words[0] + " " + words[1], "sentence": strings.Join(words, " "), "beginning": words[0][:3]} {
		var answer struct {
			Items []json.RawMessage `json:"items"`
		}
		median, err := medianOf(20, func(int) error {
			_, err := c.get("/v1/messages?q="+url.QueryEscape(q), &answer)
			return err
		})
		if err != nil {
			return nil, nil, err
		}
		if len(answer.Items) == 0 {
			return nil, nil, fmt.Errorf("nothing was found for %q", q)
		}
		figures[name+"Ms"] = median
	}
	return map[string]any{"messages": entries}, figures, nil
}

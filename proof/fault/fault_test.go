package fault_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"causerie/proof/fault"
)

func TestAStormLosesRequestsAndAnswersAndCalmLosesNothing(t *testing.T) {
	var done atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		done.Add(1)
		_, _ = io.WriteString(w, strings.Repeat("answer ", 100))
	}))
	defer server.Close()
	proxy, err := fault.Start(server.Listener.Addr().String(), 7)
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	ask := func() error {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+proxy.Addr(), strings.NewReader(strings.Repeat("question ", 50)))
		if err != nil {
			return err
		}
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		_, err = io.Copy(io.Discard, res.Body)
		return err
	}

	every := func() bool {
		for _, n := range proxy.Counts() {
			if n == 0 {
				return false
			}
		}
		return true
	}
	var asking, answering atomic.Int64
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for asking.Add(1) < 200 || !every() && asking.Load() < 5000 {
				if ask() == nil {
					answering.Add(1)
				}
			}
		})
	}
	all.Wait()
	asked, answered := asking.Load()-16, answering.Load() // each counts once more when it stops
	switch {
	case !every():
		t.Errorf("some faults were never met: %v", proxy.Counts())
	case answered == 0:
		t.Error("nothing passed in the storm")
	case answered >= done.Load():
		t.Errorf("no answer was lost: %d done, %d answered", done.Load(), answered)
	case done.Load() >= asked:
		t.Error("no request was lost")
	}
	proxy.Calm()
	for range 20 {
		if err := ask(); err != nil {
			t.Errorf("in calm weather: %v", err)
		}
	}
}

// TestClosingLeavesNoConnection ends proxies while connections come in, to a server that never ends one by itself.
func TestClosingLeavesNoConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			if _, err := listener.Accept(); err != nil {
				return
			}
		}
	}()
	refused := 0
	for range 300 {
		proxy, err := fault.Start(listener.Addr().String(), 7)
		if err != nil {
			t.Fatal(err)
		}
		proxy.Calm()
		for range 4 {
			// A port that is given again may still be known of another connection, which the kernel then resets.
			client, err := net.Dial("tcp", proxy.Addr())
			if err != nil {
				refused++
				continue
			}
			defer client.Close()
		}
		closed := make(chan struct{})
		go func() {
			proxy.Close()
			close(closed)
		}()
		select {
		case <-closed:
		case <-time.After(20 * time.Second):
			t.Fatal("a connection to the server outlives the proxy")
		}
	}
	if refused > 20 {
		t.Errorf("%d of 1,200 connections were refused", refused)
	}
}

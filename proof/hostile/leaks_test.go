package hostile_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"

	"causerie/internal/base/basetest"
)

// held is what the process holds: the server, the client and the test. Files are without the connections to a database. Children are the
// processes that read pictures and recordings.
type held struct{ goroutines, files, connections, children int }

// settled is what is held once nothing is under way: the smallest count of a while in which it did not change.
func (r *run) settled() held {
	r.t.Helper()
	last, since := held{}, time.Now()
	if !basetest.Within(2*time.Minute, func() bool {
		r.client.CloseIdleConnections()
		http.DefaultClient.CloseIdleConnections() // the testkit's
		if now := r.held(); now != last {
			last, since = now, time.Now()
		}
		// A child that is ended may hold its pipes for a second.
		return last.connections == 0 && last.children == 0 && time.Since(since) > 1500*time.Millisecond
	}) {
		r.t.Errorf("connections to the server or its children stay: %+v", last)
	}
	return last
}

// leftNothing compares what is held now with what was.
func (r *run) leftNothing(before held) {
	r.t.Helper()
	after := r.settled()
	if after.goroutines <= before.goroutines && after.files <= before.files {
		return
	}
	var stacks strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&stacks, 1); err != nil {
		r.t.Error(err)
	}
	r.t.Errorf("left behind: %+v, before %+v\n%s", after, before, &stacks)
}

// crewKept is how many goroutines the live connections' crew keeps for what comes, once that many were busy at one moment.
const crewKept = 64

// kept are the goroutines that are kept for what comes: those of the crew, and those by which connections to PostgreSQL read ahead once
// they wrote for long.
func kept() int {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	return min(crewKept, bytes.Count(stacks, []byte("live.(*crew).work("))) + bytes.Count(stacks, []byte("bgreader.(*BGReader).bgRead("))
}

func (r *run) held() held {
	h := held{goroutines: runtime.NumGoroutine() - kept()}
	if runtime.GOOS != "linux" {
		return h // there is no /proc to count files in
	}
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		r.t.Fatal(err)
	}
	for _, file := range files {
		// A pool opens a database as often as it was read at once so far.
		if to, err := os.Readlink("/proc/self/fd/" + file.Name()); err != nil || !strings.Contains(to, "/causerie.db") {
			h.files++
		}
	}
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		r.t.Fatal(err)
	}
	for _, list := range lists {
		children, _ := os.ReadFile(list) // a thread may have ended
		h.children += len(strings.Fields(string(children)))
	}
	served := portOf(r.t, r.s.URL)
	database := -1
	if address := os.Getenv("CAUSERIE_TEST_POSTGRES"); address != "" {
		database = portOf(r.t, address)
	}
	for _, c := range connections() {
		if c.local == served {
			h.connections++
		}
		if c.remote == database {
			h.files-- // the pool has as many as were needed at once so far
		}
	}
	return h
}

func portOf(t *testing.T, address string) int {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// connection is an end of a TCP connection that this process holds.
type connection struct{ local, remote int } // ports

func connections() (list []connection) {
	own := map[string]bool{}
	for fd := range 4096 {
		if link, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd)); err == nil {
			own[link] = true
		}
	}
	for _, table := range []string{"/proc/self/net/tcp", "/proc/self/net/tcp6"} {
		text, err := os.ReadFile(table)
		if err != nil {
			continue // no IPv6 here
		}
		for line := range strings.Lines(string(text)) {
			fields := strings.Fields(line)
			if len(fields) > 9 && fields[3] == "01" && own["socket:["+fields[9]+"]"] {
				list = append(list, connection{hexPort(fields[1]), hexPort(fields[2])})
			}
		}
	}
	return list
}

func hexPort(address string) int {
	_, port, _ := strings.Cut(address, ":")
	n, _ := strconv.ParseInt(port, 16, 32) // the kernel writes no other
	return int(n)
}

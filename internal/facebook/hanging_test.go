package facebook_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"causerie/internal/db"
	"causerie/internal/facebook"
)

// TestAFacebookThatHangsHoldsUpNobodyElse has more people ask at once than there are connections to Facebook, which begins each answer and says no
// more: meanwhile everyone else is served, by all connections to the database, and in the end everyone is answered and nothing is left of it.
func TestAFacebookThatHangsHoldsUpNobodyElse(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) { // one after the other: it looks at all that runs
			w := start(t, dialect)
			const asking, connections = 10, 8
			handles := strings.Fields("ada bob cyd dan eve fay gus hal ida jon kim")
			all := w.members(handles[:asking+1]...)
			apart := all[asking]
			for _, one := range all[:asking] {
				w.link(one)
			}
			talk := w.Direct(t, apart.Person, all[0].Person)

			w.App.Facebook.App.Wait(2 * time.Second)
			var hung atomic.Int32
			begun, hang := make(chan bool, 2*asking), hangs(`{"id":`)
			w.fake.Trouble(func(rw http.ResponseWriter, req *http.Request) bool {
				hung.Add(1)
				defer hung.Add(-1)
				begun <- true
				return hang(rw, req)
			})
			began := time.Now()
			var people sync.WaitGroup
			for _, one := range all[:asking] {
				people.Go(func() { w.refresh(one) })
			}
			for range connections {
				<-begun
			}
			w.takeAllConnections()
			w.Send(t, apart.Person, talk, "the rest goes on")
			wantRefused(t, w.Call(t, apart.Token, "POST", "/v1/facebook/refresh", nil), http.StatusConflict, "facebook_unlinked")
			if took := time.Since(began); took > time.Second || hung.Load() < connections {
				t.Errorf("the others took %s, and %d answers hang", took, hung.Load())
			}

			people.Wait()
			if took := time.Since(began); took > 6*time.Second {
				t.Errorf("it took %s until all were told", took)
			}
			for earlier, one := range all[:asking] {
				if link := w.wantState(one, facebook.Unavailable, earlier); link.RetryAt == nil {
					t.Errorf("%s is not told when Facebook is asked again", one.Handle)
				}
			}
			for ends := time.Now().Add(10 * time.Second); hung.Load() > 0 || atWork() != ""; runtime.Gosched() {
				if time.Now().After(ends) {
					t.Fatalf("%d calls are still open, and this goes on:\n%s", hung.Load(), atWork())
				}
			}
		})
	}
}

// TestASlowFacebookIsAskedNoLongerThanAPersonWaits has Facebook answer each question before one would give up on it, but in so many pages that it is never done.
func TestASlowFacebookIsAskedNoLongerThanAPersonWaits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.members("bob", "cyd", "dan", "eve", "fay", "ada")
		ada := all[5]
		for _, one := range all {
			w.link(one)
		}
		w.wantState(ada, facebook.Linked, 5)
		w.fake.PageSize = 1
		w.App.Facebook.App.WaitInAll(300 * time.Millisecond)
		w.fake.Trouble(func(_ http.ResponseWriter, req *http.Request) bool {
			select {
			case <-time.After(100 * time.Millisecond):
			case <-req.Context().Done():
			}
			return false
		})
		began := time.Now()
		w.refresh(ada)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it took %s", took)
		}
		w.wantState(ada, facebook.Unavailable, 5) // and those who are known stay
		w.fake.Trouble(hangs(""))
		gus := w.member("gus", "Gus Example")
		wantRefused(t, w.finish(gus, w.allow(w.dialog(gus), gus.fb)), http.StatusServiceUnavailable, "facebook_unavailable")
	})
}

// takeAllConnections begins as many transactions that read as there are connections for them, each of which ends when all have begun, and one that writes.
func (w *world) takeAllConnections() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 5*time.Second)
	defer cancel()
	n := mostReaders(w.t, w.App.DB)
	under, all := make(chan bool, n), make(chan bool)
	var readers sync.WaitGroup
	for range n {
		readers.Go(func() {
			err := w.App.DB.Read(ctx, func(*db.Tx) error {
				under <- true
				select {
				case <-all:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
			if err != nil {
				w.t.Errorf("a connection is not free: %v", err)
			}
		})
	}
	for range n {
		select {
		case <-under:
		case <-ctx.Done():
		}
	}
	close(all)
	readers.Wait()
	w.exec(`UPDATE accounts SET bio = '' WHERE bio = 'nobody has this one'`)
}

// mostReaders is how many connections a store may read by.
func mostReaders(t *testing.T, store *db.DB) int {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(store.Metrics()...)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == "causerie_db_connections_max" && pool(m) != "write" {
				return int(m.GetGauge().GetValue())
			}
		}
	}
	t.Fatal("a store does not tell how many connections it has")
	return 0
}

func pool(m *dto.Metric) string {
	for _, label := range m.GetLabel() {
		if label.GetName() == "pool" {
			return label.GetValue()
		}
	}
	return ""
}

// atWork are the goroutines in which somebody is linked or refreshed.
func atWork() string {
	text := make([]byte, 4<<20)
	var at []string
	for one := range strings.SplitSeq(string(text[:runtime.Stack(text, true)]), "\n\n") {
		if strings.Contains(one, "causerie/internal/facebook.") {
			at = append(at, one)
		}
	}
	return strings.Join(at, "\n\n")
}

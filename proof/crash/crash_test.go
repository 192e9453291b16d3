package crash

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"causerie/internal/base/basetest"
	"causerie/internal/db"
	"causerie/proof/rig"
	causerie "causerie/sdk/go"
)

var (
	kills = flag.Int("kills", 25, "how often the server or its database is killed, on each engine")
	seed  = flag.Uint64("seed", 0, "asks the same things and kills after the same times again; 0 chooses one")
)

// storeLasts is after how many kills a new store is made, so that checks stay quick and the making of a store is killed too.
const storeLasts = 50

// patience is how long devices may take to catch up. They need a moment; a machine that is busy needs more of them.
const patience = time.Minute

func TestMain(m *testing.M) { rig.Main(m) }

func TestNothingAcknowledgedIsLostInACrash(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			t.Logf("seed %d", *seed)
			sum := totals{Engine: engine, Seed: *seed}
			started := time.Now()
			for n := 0; sum.Kills < *kills && !t.Failed(); n++ {
				if n > 0 {
					t.Log(sum) // a long run tells where it is
				}
				newRun(t, engine, *seed+uint64(n), &sum).run(min(storeLasts, *kills-sum.Kills))
				sum.Seconds = int(time.Since(started).Seconds())
			}
			fmt.Println(sum)
		})
	}
}

// totals is what a run did, for people to read.
type totals struct {
	Engine       db.Dialect `json:"engine"`
	Seed         uint64     `json:"seed"`
	Kills        int        `json:"kills"`        // of any process
	Database     int        `json:"database"`     // of them, of the database alone, under a server that lived on
	Starting     int        `json:"starting"`     // of them, while a process started
	Acknowledged int        `json:"acknowledged"` // entries
	Unanswered   int        `json:"unanswered"`   // entries that no try was answered for
	Recovered    int        `json:"recovered"`    // of them, in the log
	Retried      int        `json:"retried"`      // tries of an entry after its first
	Erased       int        `json:"erased"`       // messages
	Remnants     int        `json:"remnants"`     // see countRemnants
	Checked      int        `json:"checked"`      // comparisons of an entry of a log with the history
	Searched     int        `json:"searched"`
	Groups       int        `json:"groups"`
	Changes      int        `json:"changes"` // entries that groups wrote: who came and went, and what they are called
	Votes        int        `json:"votes"`   // and closings
	Scheduled    int        `json:"scheduled"`
	Media        int        `json:"media"`    // readings of a file or a photo of a message
	Viewings     int        `json:"viewings"` // comparisons of what somebody has opened, which is viewed once
	Lapses       int        `json:"lapses"`   // how often what is to end within a day has
	Vanished     int        `json:"vanished"` // messages that have disappeared
	Orphans      int        `json:"orphans"`  // media of no message that a kill left, and a sweep removed
	Seconds      int        `json:"seconds"`
}

func (s totals) String() string {
	line, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	return string(line)
}

// run is one store from its making through its kills.
type run struct {
	*testing.T
	engine   db.Dialect
	seed     uint64
	rng      *rand.Rand
	sum      *totals
	server   *rig.Server
	postgres *rig.Postgres // nil on SQLite
	history  *history
	people   []*person
	checker  *checker
	aged     bool // the server has outlived its database
}

func newRun(t *testing.T, engine db.Dialect, seed uint64, sum *totals) *run {
	folder := rig.Folder(t)
	r := &run{T: t, engine: engine, seed: seed, rng: rand.New(rand.NewPCG(seed, 0)), sum: sum, history: newHistory()}
	address := ""
	if engine == db.Postgres {
		r.postgres = rig.StartPostgres(t, folder)
		address = r.postgres.Create(t, "causerie")
	}
	r.server = rig.NewServer(t, folder, address)
	return r
}

// upTo is a random time.
func (r *run) upTo(most time.Duration) time.Duration { return time.Duration(r.rng.Int64N(int64(most))) }

func (r *run) run(kills int) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	until := r.sum.Kills + kills
	r.killStarts(min(3, kills))
	r.server.Start(r)
	r.people = signUp(ctx, r, r.server.URL)
	r.checker = &checker{history: r.history, people: r.people, rng: r.rng, last: map[string]int{}, vanished: map[*attempt]bool{}}
	for _, p := range r.people {
		go p.listen(ctx)
		defer p.device.Close()
	}
	for r.sum.Kills < until && !r.Failed() {
		r.crash()
	}
	if !r.Failed() {
		r.server.Kill(r)
		r.sweep()
		cancel()
		r.server.Stop(r)
		r.countRemnants()
	}
	r.server.Kill(r)
	if r.postgres != nil {
		r.postgres.Kill(r)
	}
	r.add()
}

// crash is one round: work, a kill, a new start, and the check of everything.
func (r *run) crash() {
	work := startLoad(r.people, r.history, r.rng.Uint64())
	// The index of the search and the checkpoints of SQLite run every few hundred milliseconds: some rounds last until then.
	busy := 5*time.Millisecond + r.upTo(295*time.Millisecond)
	if r.rng.IntN(5) == 0 {
		busy += r.upTo(600 * time.Millisecond)
	}
	time.Sleep(busy) // the moment of the kill is what is random here
	switch n := r.rng.IntN(10); {
	case r.postgres != nil && n < 4:
		r.killDatabase()
		work.finish()
		r.verify()
	case r.postgres != nil && n < 6:
		r.postgres.Kill(r)
		r.server.Kill(r)
		r.sum.Kills++
		work.stop()
		r.postgres.Start(r)
		r.restart()
	default:
		r.server.Kill(r)
		r.sum.Kills++
		work.stop()
		if r.rng.IntN(3) == 0 {
			r.verify()
			r.lapse()
			r.server.Start(r)
			r.aged = false
			return // people go on while something disappears
		}
		r.restart()
	}
	r.check()
}

// killDatabase kills the database under a server that lives on. The people go on too, and once it is back they are served again.
func (r *run) killDatabase() {
	r.postgres.Kill(r)
	r.sum.Kills++
	r.sum.Database++
	r.aged = true
	time.Sleep(r.upTo(200 * time.Millisecond))
	for r.rng.IntN(4) == 0 { // its recovery can be killed too
		r.postgres.Launch(r)
		time.Sleep(r.upTo(150 * time.Millisecond))
		r.postgres.Kill(r)
		r.sum.Kills++
		r.sum.Starting++
	}
	if status := r.server.Status("/healthz"); status != 200 {
		r.Errorf("without a database, /healthz answers %d", status)
	}
	r.postgres.Start(r)
	r.server.WaitReady(r)
	time.Sleep(r.upTo(200 * time.Millisecond))
}

// restart verifies the store as the kill left it, and starts the server on it, which may be killed in its first moments.
func (r *run) restart() {
	r.verify()
	if r.rng.IntN(4) == 0 {
		r.killStarts(1 + r.rng.IntN(2))
	}
	r.server.Start(r)
	r.aged = false
}

// killStarts starts the server and kills it before it is ready, or just then.
func (r *run) killStarts(times int) {
	for range times {
		r.server.Launch(r)
		time.Sleep(r.upTo(40 * time.Millisecond))
		r.server.Kill(r)
		r.sum.Kills++
		r.sum.Starting++
	}
}

// verify has the program check the store. On SQLite it checks a copy, so that the server itself has to cope with what the kill left.
func (r *run) verify() {
	r.Helper()
	data := filepath.Join(filepath.Dir(r.server.Data), "copy")
	if err := rig.Copy(r.server.Data, data); err != nil {
		r.Fatalf("copy the store: %v", err)
	}
	if report, err := r.server.Run("verify", "--data", data); err != nil {
		r.Errorf("the store is not sound: %v\n%s", err, report)
	}
	if err := os.RemoveAll(data); err != nil {
		r.Error(err)
	}
}

// check compares the server with the history, then waits until every device holds the same.
func (r *run) check() {
	r.Helper()
	wrong := r.checker.check(context.Background())
	r.sum.Checked += r.checker.compared
	r.sum.Searched += r.checker.searched
	r.sum.Media += r.checker.media
	r.sum.Viewings += r.checker.viewings
	r.checker.compared, r.checker.searched, r.checker.media, r.checker.viewings = 0, 0, 0, 0
	for _, line := range wrong[:min(20, len(wrong))] {
		r.Error(line)
	}
	behind := ""
	if !basetest.Within(patience, func() bool { behind = r.checker.behind(); return behind == "" }) {
		r.Error(behind)
	}
	r.checkOnces()
	if r.Failed() {
		r.Logf("store %d failed after %d kills", r.seed, r.sum.Kills)
	}
}

// checkOnces compares what can be viewed once with the history, and waits until what everybody has viewed is erased.
func (r *run) checkOnces() {
	r.Helper()
	var late []string
	if !basetest.Within(patience, func() bool {
		files, err := stored(r.server.Data)
		if err != nil {
			r.Fatal(err)
		}
		r.checker.wrong = nil
		late = r.checker.checkOnces(context.Background(), r.onces(), files)
		// A server looks when it starts, and then each minute.
		return len(late) == 0 || len(r.checker.wrong) > 0 || r.aged
	}) {
		r.Error(late[0])
	}
	for _, line := range r.checker.wrong {
		r.Error(line)
	}
}

var anyWord = regexp.MustCompile(`q[0-9a-f]{20}`)

// countRemnants reads the database file of SQLite byte by byte for texts that were unsent. SQLite overwrites what is erased, but when
// it moves rows from one page to another, it leaves copies of them behind until the page is used again; only VACUUM removes those.
// So they are counted, not held against the server. (PostgreSQL keeps old rows until it vacuums.)
func (r *run) countRemnants() {
	if r.engine != db.SQLite {
		return
	}
	file, err := os.ReadFile(filepath.Join(r.server.Data, "causerie.db"))
	if err != nil {
		r.Fatal(err)
	}
	left := map[string]bool{}
	for _, text := range anyWord.FindAll(file, -1) {
		left[string(text)] = true
	}
	for _, log := range r.checker.logs {
		for _, e := range log {
			if e.Erased && left[word(e.ClientID)] {
				r.sum.Remnants++
			}
		}
	}
}

func (r *run) add() {
	r.sum.Groups += r.history.groups()
	for _, log := range r.checker.logs {
		for _, e := range log {
			switch e.Kind {
			case causerie.KindMember, causerie.KindSettings:
				if ofServer(e) {
					r.sum.Changes++
				}
			case causerie.KindVote, causerie.KindClose:
				r.sum.Votes++
			}
		}
	}
	for _, a := range r.history.attempts {
		switch {
		case a.later != nil && a.later.acknowledged:
			r.sum.Scheduled++
		case a.later != nil:
		case a.fate == acknowledged:
			r.sum.Acknowledged++
		case a.fate == open:
			r.sum.Unanswered++
		}
		r.sum.Retried += max(0, a.tries-1)
	}
	r.sum.Vanished += len(r.checker.vanished)
	r.sum.Erased += r.checker.erased
	r.sum.Recovered += r.checker.recovered
}

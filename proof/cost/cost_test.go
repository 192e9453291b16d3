package cost_test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// bound is the most that one operation may cost. Statements are exact; allocations have some 10 % to spare. What makes an
// operation cheaper lowers its bound here.
type bound struct {
	statements  map[db.Dialect]int
	allocations map[db.Dialect]int
}

func most(sqliteStatements, sqliteAllocations, postgresStatements, postgresAllocations int) bound {
	return bound{
		map[db.Dialect]int{db.SQLite: sqliteStatements, db.Postgres: postgresStatements},
		map[db.Dialect]int{db.SQLite: sqliteAllocations, db.Postgres: postgresAllocations},
	}
}

// bounds are by operation, in an inbox of 16 conversations with something unread and pages of 50. Those of a batch are for the whole of it: 256 messages in 16 conversations, behind one message. Those over HTTP are
// through the handler, without a socket, and count what the test's own request and recorder allocate.
var bounds = map[string]bound{
	// SQLite: statements, allocations; PostgreSQL: statements, allocations
	"append one message": most(8, 425, 7, 425),
	"append a batch":     most(571, 16100, 13, 8800),
	"markRead":           most(7, 430, 7, 445),
	"markDelivered":      most(5, 360, 6, 365),
	"inbox page":         most(14, 3400, 14, 3400), // one of them reads one's groups
	"history page":       most(1, 46, 1, 46),
	"sync":               most(13, 3300, 13, 3300), // two of them read one's groups, and those that one is not in any more
	"decision":           most(1, 120, 1, 130),
	"suggestions":        most(20, 1080, 5, 570),
	"session, known":     most(0, 3, 0, 3),
	"session, unknown":   most(1, 70, 1, 70),
	"sign-in":            most(9, 620, 9, 620),

	"HTTP appendEntry":       most(8, 535, 7, 530),
	"HTTP listEntries":       most(1, 120, 1, 120),
	"HTTP listConversations": most(14, 3600, 14, 3600),
	"HTTP markRead":          most(7, 505, 7, 525),
	"HTTP getProfile":        most(5, 430, 5, 430),
	"HTTP getMe":             most(1, 170, 1, 180),
}

const (
	pairs     = 16  // conversations of ada
	batchSize = 256 // the most that the writer takes at once
	rounds    = 10
)

func TestOperationsCostNoMoreThanTheirBounds(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) { // one after the other: allocations are counted for the whole process
			newGauge(t, dialect).all()
		})
	}
}

// gauge counts what operations on a server cost.
type gauge struct {
	t       *testing.T
	s       *testkit.Server
	dialect db.Dialect
	ctx     context.Context

	ada, bob      testkit.Person
	actor         api.Actor // ada
	conversations []base.ID // of ada with bob and others
	stranger      base.ID   // nothing to anyone
	handler       http.Handler
	packs         *policy.Packs
	statements    atomic.Int64
	measured      map[string]bool
}

func newGauge(t *testing.T, dialect db.Dialect) *gauge {
	packs, err := policy.Load("", "")
	if err != nil {
		t.Fatal(err)
	}
	g := &gauge{t: t, s: testkit.Start(t, dialect), dialect: dialect, ctx: t.Context(), measured: map[string]bool{}}
	g.handler, g.packs = g.s.App.Router.Handler(), packs
	g.ada, g.bob = g.s.SignUp(t, "ada", "Ada"), g.s.SignUp(t, "bob", "Bob")
	g.actor = g.actorOf(g.ada)
	others := []testkit.Person{g.bob}
	for i := range pairs {
		if i > 0 {
			others = append(others, g.s.SignUp(t, fmt.Sprintf("other.%d", i), "Other"))
		}
		g.conversations = append(g.conversations, g.id(g.s.Direct(t, g.ada, others[i])))
	}
	g.s.Clock.Move(time.Minute) // what is counted has nothing to tell of new friends
	for i, id := range g.conversations {
		for range 4 {
			g.s.Send(t, others[i], id.String(), "hello there")
		}
	}
	g.s.App.DB.Watch(func(string, []any) { g.statements.Add(1) })
	return g
}

func (g *gauge) id(text string) base.ID {
	id, err := base.ParseID(text)
	if err != nil {
		g.t.Fatal(err)
	}
	return id
}

func (g *gauge) actorOf(p testkit.Person) api.Actor {
	return api.Actor{Account: g.id(p.ID), Session: g.id(p.Session)}
}

func (g *gauge) all() {
	chats, first := g.s.App.Chat, g.conversations[0]
	g.measure("append one message", func() error { return g.append(first) })
	g.measureBatch("append a batch")
	seq := int64(0)
	bob := g.actorOf(g.bob)
	g.measure("markRead", func() error { seq++; return chats.MarkRead(g.ctx, bob, first, chat.Position{Seq: seq}) })
	g.measure("markDelivered", func() error { seq++; return chats.MarkDelivered(g.ctx, bob, first, chat.Position{Seq: seq}) })
	g.measure("inbox page", func() error {
		page, err := chats.Inbox(g.ctx, g.actor, chat.InboxQuery{Limit: 50})
		if len(page.Items) != pairs {
			return fmt.Errorf("%d conversations, %w", len(page.Items), err)
		}
		return err
	})
	g.measure("history page", func() error {
		page, err := chats.List(g.ctx, g.actor, first, chat.Page{Limit: 50})
		if len(page.Items) != 50 {
			return fmt.Errorf("%d entries, %w", len(page.Items), err)
		}
		return err
	})
	start, err := chats.Sync(g.ctx, g.actor, "", 50)
	if err != nil {
		g.t.Fatal(err)
	}
	g.measure("sync", func() error {
		changes, err := chats.Sync(g.ctx, g.actor, start.Cursor, 50)
		if len(changes.Conversations) != pairs { // all changed within the overlap
			return fmt.Errorf("%d conversations, %w", len(changes.Conversations), err)
		}
		return err
	})
	g.measure("decision", func() error {
		_, err := g.decide(g.actor.Account, bob.Account)
		return err
	})
	g.measure("suggestions", func() error {
		items, _, err := g.s.App.Graph.Suggestions(g.ctx, g.actor, graph.Page{Limit: 50})
		if len(items) != 0 {
			return fmt.Errorf("%d people, %w", len(items), err)
		}
		return err
	})
	g.measure("session, known", func() error {
		_, err := g.s.App.Account.Authenticate(g.ctx, g.ada.Token)
		return err
	})
	g.measure("session, unknown", func() error { // no session's token: it is looked for each time
		forged := g.ada.Token[:40] + fmt.Sprintf("%024d", g.statements.Load())
		if _, err := g.s.App.Account.Authenticate(g.ctx, forged); base.CodeOf(err) != "unauthenticated" {
			return fmt.Errorf("a forged token: %w", err)
		}
		return nil
	})
	g.measure("sign-in", func() error {
		return g.call("", "POST", "/v1/sessions", `{"handle":"bob","password":"`+testkit.Password+`"}`, 201)
	})

	path := "/v1/conversations/" + first.String()
	g.measure("HTTP appendEntry", func() error {
		body := `{"clientId":"` + base.NewID(g.s.Clock.Now()).String() + `","kind":"message","content":{"type":"text","text":"hello"}}`
		return g.call(g.ada.Token, "POST", path+"/entries", body, 201)
	})
	g.measure("HTTP listEntries", func() error { return g.call(g.ada.Token, "GET", path+"/entries", "", 200) })
	g.measure("HTTP listConversations", func() error { return g.call(g.ada.Token, "GET", "/v1/conversations", "", 200) })
	g.measure("HTTP markRead", func() error {
		seq++
		return g.call(g.bob.Token, "PUT", path+"/read", fmt.Sprintf(`{"seq":%d}`, seq), 204)
	})
	g.measure("HTTP getProfile", func() error { return g.call(g.ada.Token, "GET", "/v1/accounts/"+g.bob.ID, "", 200) })
	g.measure("HTTP getMe", func() error { return g.call(g.ada.Token, "GET", "/v1/me", "", 200) })
	for name := range bounds {
		if !g.measured[name] {
			g.t.Errorf("%s has bounds and is not measured", name)
		}
	}
}

func (g *gauge) append(conversation base.ID) error {
	_, _, err := g.s.App.Chat.Append(g.ctx, g.actor, conversation, chat.Append{
		ClientID: base.NewID(g.s.Clock.Now()), Kind: chat.Message, Content: `{"type":"text","text":"hello"}`,
	})
	return err
}

func (g *gauge) call(token, method, path, body string, want int) error {
	req := httptest.NewRequestWithContext(g.ctx, method, g.s.URL+path, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	g.handler.ServeHTTP(w, req)
	if w.Code != want {
		return fmt.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return nil
}

// measure runs an operation once to warm up, then several times, and compares the least that it took: what else goes on in the
// process, such as indexing, only adds.
func (g *gauge) measure(name string, do func() error) {
	g.t.Helper()
	if err := do(); err != nil {
		g.t.Fatalf("%s: %v", name, err)
	}
	statements, allocations := int64(math.MaxInt64), uint64(math.MaxUint64)
	for range rounds {
		counted, began := g.statements.Load(), mallocs()
		if err := do(); err != nil {
			g.t.Fatalf("%s: %v", name, err)
		}
		allocations = min(allocations, mallocs()-began)
		statements = min(statements, g.statements.Load()-counted)
	}
	g.compare(name, int(statements), int(allocations))
}

func (g *gauge) compare(name string, statements, allocations int) {
	g.t.Helper()
	g.measured[name] = true
	limit, ok := bounds[name]
	if !ok {
		g.t.Errorf("%s has no bounds", name)
	}
	if want := limit.statements[g.dialect]; statements > want {
		g.t.Errorf("%s takes %d statements, at most %d are allowed", name, statements, want)
	}
	if want := limit.allocations[g.dialect]; allocations > want {
		g.t.Errorf("%s takes %d allocations, at most %d are allowed", name, allocations, want)
	}
	g.t.Logf("%-24s %5d statements %7d allocations", name, statements, allocations)
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// measureBatch keeps the writer busy with one message while a whole batch comes in behind it.
func (g *gauge) measureBatch(name string) {
	g.t.Helper()
	statements, allocations := int64(math.MaxInt64), uint64(math.MaxUint64)
	whole := 0
	for range 10 * rounds {
		s, a, ok := g.batch()
		if ok {
			whole++
			statements, allocations = min(statements, s), min(allocations, a)
		}
		if whole == rounds {
			break
		}
	}
	if whole == 0 {
		g.t.Fatalf("%s: the writer never took a whole batch", name)
	}
	g.compare(name, int(statements), int(allocations))
}

// waiting returns once the writer waits for what batch holds. On SQLite it does from the first of its statements on.
func (g *gauge) waiting() {
	for waits := 0; waits == 0 && g.dialect == db.Postgres; {
		err := g.s.App.DB.ReadRow(g.ctx, `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`, nil, &waits)
		if err != nil {
			g.t.Fatal(err)
		}
	}
}

// batch tells what a batch cost, if the writer did not take part of it with the message before.
func (g *gauge) batch() (statements int64, allocations uint64, whole bool) {
	held, release := make(chan struct{}), make(chan struct{})
	var working sync.WaitGroup
	working.Go(func() {
		err := g.s.App.DB.Write(g.ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(g.ctx, `UPDATE conversations SET head_seq = head_seq WHERE conversation_id = $1`, g.conversations[0])
			close(held)
			<-release
			return err
		})
		if err != nil {
			g.t.Error(err)
		}
	})
	<-held
	hand := func(conversation base.ID) {
		working.Go(func() {
			if err := g.append(conversation); err != nil {
				g.t.Error(err)
			}
		})
	}
	hand(g.conversations[0]) // the writer takes it, and cannot go on
	g.queuedIs(0)
	for range 1000 { // it looks once or twice for more
		runtime.Gosched()
	}
	for i := range batchSize {
		hand(g.conversations[i%pairs])
	}
	whole = g.queuedIs(batchSize)
	g.waiting()
	counted, began := g.statements.Load(), mallocs()
	close(release)
	working.Wait()
	return g.statements.Load() - counted, mallocs() - began, whole
}

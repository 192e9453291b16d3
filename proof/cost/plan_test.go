package cost_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/graph"
	"causerie/internal/policy"
)

// The small world is someone with 16 conversations and 100 entries in one of them. The large one, in the same store, has 1,000, with 10,000
// entries in one. In both, three are unread, and every list is asked for by pageSize.
const (
	smallLog  = 100
	largeLog  = 10_000
	manyTalks = 1000
	pageSize  = 5
)

// scale is one of the two worlds.
type scale struct {
	actor api.Actor
	log   base.ID // of actor and peer
	peer  api.Actor
	sync  string // a cursor of before the last messages
	early string // a word of its first messages
}

// operation is what has to cost the same in both. run answers how many things it got.
type operation struct {
	name string
	run  func(g *gauge, s *scale) (int, error)
}

var operations = []operation{
	{"append a message", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.actor, s.log, chat.Append{Kind: chat.Message, Content: `{"type":"text","text":"hello","replyTo":41}`})
	}},
	{"append an edit", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.actor, s.log, chat.Append{Kind: chat.Edit, TargetSeq: 41, Content: `{"text":"hello again"}`})
	}},
	{"append a reaction", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.peer, s.log, chat.Append{Kind: chat.Reaction, TargetSeq: 41, Content: `{"emoji":"👍"}`})
	}},
	{"unsend a message", func(g *gauge, s *scale) (int, error) {
		return 1, g.appendAs(s.actor, s.log, chat.Append{Kind: chat.Unsend, TargetSeq: 43})
	}},
	{"mark read", func(g *gauge, s *scale) (int, error) { return 1, g.s.App.Chat.MarkRead(g.ctx, s.peer, s.log, 50) }},
	{"mark delivered", func(g *gauge, s *scale) (int, error) { return 1, g.s.App.Chat.MarkDelivered(g.ctx, s.peer, s.log, 50) }},
	{"history at the end", history(chat.Page{})},
	{"history before", history(chat.Page{Side: chat.Before, Seq: 60})},
	{"history after", history(chat.Page{Side: chat.After, Seq: 40})},
	{"history around", history(chat.Page{Side: chat.Around, Seq: 50})},
	{"inbox", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Inbox(g.ctx, s.actor, chat.InboxQuery{Limit: pageSize})
		return len(page.Items), err
	}},
	{"inbox, second page", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Inbox(g.ctx, s.actor, chat.InboxQuery{Limit: pageSize})
		if err == nil {
			page, err = g.s.App.Chat.Inbox(g.ctx, s.actor, chat.InboxQuery{Limit: pageSize, Cursor: page.Next})
		}
		return len(page.Items), err
	}},
	{"archive", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Inbox(g.ctx, s.actor, chat.InboxQuery{Folder: "archived", Limit: pageSize})
		return len(page.Items), err
	}},
	{"view of a conversation", func(g *gauge, s *scale) (int, error) {
		c, err := g.s.App.Chat.Get(g.ctx, s.actor, s.log)
		return len(c.Members), err
	}},
	{"sync", func(g *gauge, s *scale) (int, error) {
		changes, err := g.s.App.Chat.Sync(g.ctx, s.actor, s.sync, pageSize)
		return len(changes.Conversations), err
	}},
	{"search", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Search(g.ctx, s.actor, chat.SearchQuery{Text: s.early, Limit: pageSize})
		return len(page.Items), err
	}},
	{"search in a conversation", func(g *gauge, s *scale) (int, error) {
		page, err := g.s.App.Chat.Search(g.ctx, s.actor, chat.SearchQuery{Text: s.early, Conversation: s.log, Limit: pageSize})
		return len(page.Items), err
	}},
	{"session", func(g *gauge, s *scale) (int, error) {
		forged := g.ada.Token[:40] + fmt.Sprintf("%024d", g.s.Clock.Now().UnixNano())
		if _, err := g.s.App.Account.Authenticate(g.ctx, forged); base.CodeOf(err) != "unauthenticated" {
			return 0, fmt.Errorf("a forged token: %w", err)
		}
		return 1, nil
	}},
}

// peopleOperations read what stands between people.
var peopleOperations = []operation{
	{"following", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Following(g.ctx, s.peer, s.actor.Account.String(), in)
	})},
	{"followers", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Followers(g.ctx, s.peer, s.actor.Account.String(), in)
	})},
	{"friends", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Friends(g.ctx, s.actor, in)
	})},
	{"follow requests", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.FollowRequests(g.ctx, s.actor, in.Page)
	})},
	{"blocked", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Blocked(g.ctx, s.actor, in.Page)
	})},
	{"restricted", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Restricted(g.ctx, s.actor, in.Page)
	})},
	{"muted", lists(func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error) {
		return g.s.App.Graph.Muted(g.ctx, s.actor, in.Page)
	})},
	{"profile", func(g *gauge, s *scale) (int, error) {
		_, err := g.s.App.Graph.Person(g.ctx, s.peer, s.actor.Account.String())
		return 1, err
	}},
	{"facts of a stranger", func(g *gauge, s *scale) (n int, err error) {
		pair := policy.Pair{From: s.actor.Account, To: g.stranger}
		err = g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
			facts, err := g.s.App.Graph.Facts(g.ctx, tx, []policy.Pair{pair})
			n = len(facts)
			return err
		})
		return n, err
	}},
	{"follow", func(g *gauge, s *scale) (int, error) {
		_, err := g.s.App.Graph.Follow(g.ctx, s.actor, g.stranger.String())
		return 1, err
	}},
	{"unfollow", func(g *gauge, s *scale) (int, error) {
		_, err := g.s.App.Graph.Unfollow(g.ctx, s.actor, g.stranger.String())
		return 1, err
	}},
}

// lists is the second page of a list.
func lists(list func(g *gauge, s *scale, in graph.Search) ([]account.Profile, string, error)) func(g *gauge, s *scale) (int, error) {
	return func(g *gauge, s *scale) (int, error) {
		in := graph.Search{Page: graph.Page{Limit: pageSize}}
		_, next, err := list(g, s, in)
		if err != nil {
			return 0, err
		}
		in.Cursor = next
		items, _, err := list(g, s, in)
		return len(items), err
	}
}

func history(page chat.Page) func(g *gauge, s *scale) (int, error) {
	page.Limit = pageSize
	return func(g *gauge, s *scale) (int, error) {
		out, err := g.s.App.Chat.List(g.ctx, s.actor, s.log, page)
		return len(out.Items), err
	}
}

// TestNothingIsReadThatIsNotAsked looks at the plan of every statement of the operations that are asked for most: none reads a whole table
// or sorts one, and each has the same statements where there is much as where there is little, and they read no more rows.
func TestNothingIsReadThatIsNotAsked(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			g := newGauge(t, dialect)
			small, large := g.grow()
			for _, o := range append(slices.Clone(operations), peopleOperations...) {
				few, many := g.watched(o, small), g.watched(o, large)
				g.judge(o.name, few)
				g.judge(o.name, many)
				if len(few.statements) != len(many.statements) || few.got != many.got || few.read < many.read {
					t.Errorf("%s: %d results by %d statements that read %d rows in the small world, %d by %d that read %d in the large one%s", o.name,
						few.got, len(few.statements), few.read, many.got, len(many.statements), many.read, few.log+"\n"+many.log)
				}
				t.Logf("%-26s %3d results, %3d statements, %4d rows", o.name, many.got, len(many.statements), many.read)
			}
			g.judge("append a batch", g.watchedBatch())
			// Suggestions look at more friends where there are more, up to a bound: see their constants.
			suggested := g.watched(operation{"suggestions", func(g *gauge, s *scale) (int, error) {
				items, _, err := g.s.App.Graph.Suggestions(g.ctx, s.actor, graph.Page{Limit: pageSize})
				return len(items), err
			}}, large)
			g.judge("suggestions", suggested)
			if most := 120; len(suggested.statements) > most {
				t.Errorf("suggestions take %d statements, at most %d are allowed", len(suggested.statements), most)
			}
		})
	}
}

func (g *gauge) appendAs(actor api.Actor, conversation base.ID, in chat.Append) error {
	in.ClientID = base.NewID(g.s.Clock.Now())
	_, _, err := g.s.App.Chat.Append(g.ctx, actor, conversation, in)
	return err
}

// grow makes both worlds of a gauge's.
func (g *gauge) grow() (small, large *scale) {
	g.t.Helper()
	friend := g.s.SignUp(g.t, "zoe", "Zoe")
	g.s.Befriend(g.t, friend, g.bob)
	ada, bob, zoe := g.actor, g.actorOf(g.bob), g.actorOf(friend)
	small = &scale{actor: ada, peer: bob, log: g.conversations[0], early: "little"}
	large = &scale{actor: zoe, peer: bob, early: "much"}
	c, _, err := g.s.App.Chat.Create(g.ctx, zoe, bob.Account)
	if err != nil {
		g.t.Fatal(err)
	}
	large.log = c.ID
	others := g.people("friend", manyTalks-1)
	talks := g.talks(zoe.Account, others)
	g.each(len(others), func(i int) error {
		return g.appendAs(zoe, talks[i], chat.Append{Kind: chat.Message, Content: `{"type":"text","text":"hello there"}`})
	})
	g.fill(small, smallLog)
	g.fill(large, largeLog)
	if err := g.s.App.Chat.MarkRead(g.ctx, zoe, large.log, largeLog); err != nil {
		g.t.Fatal(err)
	}
	for _, talk := range talks[:4] {
		if err := g.s.App.Chat.MarkRead(g.ctx, zoe, talk, 1); err != nil {
			g.t.Fatal(err)
		}
	}
	g.clutter(others, talks)
	few, foes := make([]base.ID, pairs), g.people("foe", manyTalks)
	for i, talk := range g.conversations {
		few[i] = g.peerOf(talk, ada)
	}
	g.stranger = foes[manyTalks-1]
	liked := [][2]string{{"follows_at", "followed_at"}, {"followed_at", "follows_at"}, {"asks_at", "asked_at"}, {"mutes_at", "mutes_at"}, {"contact_at", "contact_of_at"}, {"contact_of_at", "contact_at"}}
	disliked := [][2]string{{"blocks_at", "blocked_at"}, {"restricts_at", "restricted_at"}, {"requested_at", "request_at"}}
	g.relate(ada.Account, few, liked)
	g.relate(zoe.Account, others, liked)
	g.relate(ada.Account, foes[:pairs], disliked)
	g.relate(zoe.Account, foes[:manyTalks-1], disliked)
	for _, id := range g.conversations { // of what is unread there is as much in both
		if err := g.s.App.Chat.MarkRead(g.ctx, ada, id, smallLog); err != nil {
			g.t.Fatal(err)
		}
	}
	hello := chat.Append{Kind: chat.Message, Content: `{"type":"text","text":"news"}`}
	for i := range 3 * pageSize { // those that are listed have times of their own: a page begins anew with all of its cursor's time
		for talk, sender := range map[base.ID]api.Actor{g.conversations[i]: ada, talks[i]: zoe} {
			g.s.Clock.Move(time.Millisecond)
			if err := g.appendAs(sender, talk, hello); err != nil {
				g.t.Fatal(err)
			}
		}
	}
	g.s.Clock.Move(time.Minute) // out of the overlap of sync
	for _, s := range []*scale{small, large} {
		out, err := g.s.App.Chat.Sync(g.ctx, s.actor, "", pageSize)
		if err != nil {
			g.t.Fatal(err)
		}
		s.sync = out.Cursor
	}
	g.s.Clock.Move(time.Minute)
	for i := 1; i <= 3; i++ {
		for talk, sender := range map[base.ID]api.Actor{g.conversations[i]: {Account: g.peerOf(g.conversations[i], ada)}, talks[i]: {Account: others[i]}} {
			if err := g.appendAs(sender, talk, hello); err != nil {
				g.t.Fatal(err)
			}
		}
	}
	if g.dialect == db.Postgres {
		g.mend(func(tx *db.Tx) error {
			_, err := tx.Exec(g.ctx, `ANALYZE`)
			return err
		})
	}
	return small, large
}

func (g *gauge) mend(do func(tx *db.Tx) error) {
	g.t.Helper()
	if err := g.s.App.DB.Write(g.ctx, do); err != nil {
		g.t.Fatal(err)
	}
}

// people puts accounts straight into the store: signing up a thousand takes an Argon2 hash each.
func (g *gauge) people(name string, n int) []base.ID {
	g.t.Helper()
	ids, handles, times := make([]base.ID, n), make([]string, n), make([]int64, n)
	now := g.s.Clock.Now()
	for i := range ids {
		ids[i], times[i] = base.NewID(now), now.UnixMilli()
		handles[i] = name + string([]byte{byte('a' + i/26/26), byte('a' + i/26%26), byte('a' + i%26)})
	}
	g.mend(func(tx *db.Tx) error {
		const accounts = `INSERT INTO accounts (account_id, handle, name, birth_date, password_hash, created_at)
			SELECT $1, $2, $2, '1990-01-31', 'none', $3 /*from rows*/`
		if err := tx.ExecRows(g.ctx, accounts, db.Columns{ids, handles, times}); err != nil {
			return err
		}
		const names = `INSERT INTO handles (handle, skeleton, account_id) SELECT $1, REPLACE(REPLACE($1, 'rn', 'm'), 'vv', 'w'), $2 /*from rows*/`
		if err := tx.ExecRows(g.ctx, names, db.Columns{handles, ids}); err != nil {
			return err
		}
		for i, id := range ids {
			if _, err := tx.Exec(g.ctx, `INSERT INTO account_terms (term, account_id) VALUES ($1, $2)`, []byte(handles[i]), id); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

// clutter has people block each other, and each hide the message in their talk, so that planning has no empty table before it.
func (g *gauge) clutter(people, talks []base.ID) {
	g.t.Helper()
	now := g.s.Clock.Now().UnixMilli()
	g.mend(func(tx *db.Tx) error {
		for i := range people[1:] {
			for column, pair := range map[string][2]base.ID{"blocks_at": {people[i], people[i+1]}, "blocked_at": {people[i+1], people[i]}} {
				insert := `INSERT INTO relations (account_id, other_id, ` + column + `) VALUES ($1, $2, $3)
					ON CONFLICT (account_id, other_id) DO UPDATE SET ` + column + ` = excluded.` + column
				if _, err := tx.Exec(g.ctx, insert, pair[0], pair[1], now); err != nil {
					return err
				}
			}
		}
		for i, talk := range talks {
			if _, err := tx.Exec(g.ctx, `INSERT INTO hidden_entries (account_id, conversation_id, seq) VALUES ($1, $2, 1)`, people[i], talk); err != nil {
				return err
			}
		}
		return nil
	})
}

// relate puts relations of someone straight into the store: for each of others, the first of every two columns in the row of the one and
// the second in that of the other, of some days ago.
func (g *gauge) relate(of base.ID, others []base.ID, columns [][2]string) {
	g.t.Helper()
	var mine, theirs, set []string
	for i, c := range columns {
		mine, theirs, set = append(mine, c[0]), append(theirs, c[1]), append(set, fmt.Sprintf("$%d", 3+i))
	}
	g.mend(func(tx *db.Tx) error {
		for i, other := range others {
			args := []any{of, other}
			for range columns {
				args = append(args, g.s.Clock.Now().Add(-50*time.Hour).UnixMilli()-int64(i))
			}
			for _, names := range [][]string{mine, theirs} {
				var known []string
				for _, name := range names {
					known = append(known, name+" = excluded."+name)
				}
				insert := `INSERT INTO relations (account_id, other_id, ` + strings.Join(names, ", ") + `) VALUES ($1, $2, ` + strings.Join(set, ", ") + `)
					ON CONFLICT (account_id, other_id) DO UPDATE SET ` + strings.Join(known, ", ")
				if _, err := tx.Exec(g.ctx, insert, args...); err != nil {
					return err
				}
				args[0], args[1] = args[1], args[0]
			}
		}
		for _, check := range g.s.App.Graph.Checks() {
			if check.Name == "relations.counts" {
				_, err := check.Repair(g.ctx, tx)
				return err
			}
		}
		return errors.New("nothing counts the relations")
	})
}

// talks puts the conversations of someone with others straight into the store, in one transaction.
func (g *gauge) talks(of base.ID, others []base.ID) []base.ID {
	g.t.Helper()
	ids, mine, times := make([]base.ID, len(others)), make([]base.ID, len(others)), make([]int64, len(others))
	for i, other := range others {
		ids[i], mine[i], times[i] = base.DirectID(of, other), of, g.s.Clock.Now().UnixMilli()
	}
	g.mend(func(tx *db.Tx) error {
		const conversations = `INSERT INTO conversations (conversation_id, kind, created_by, created_at) SELECT $1, 'direct', $2, $3 /*from rows*/`
		if err := tx.ExecRows(g.ctx, conversations, db.Columns{ids, mine, times}); err != nil {
			return err
		}
		for _, side := range [][2][]base.ID{{mine, others}, {others, mine}} {
			const members = `INSERT INTO members (conversation_id, account_id, joined_at) SELECT $1, $2, $3 /*from rows*/`
			if err := tx.ExecRows(g.ctx, members, db.Columns{ids, side[0], times}); err != nil {
				return err
			}
			const views = `INSERT INTO inbox (account_id, conversation_id, peer_id, changed_at) SELECT $1, $2, $3, $4 /*from rows*/`
			if err := tx.ExecRows(g.ctx, views, db.Columns{side[0], ids, side[1], times}); err != nil {
				return err
			}
			const accepted = `INSERT INTO relations (account_id, other_id, accepted_at) SELECT $1, $2, $3 /*from rows*/`
			if err := tx.ExecRows(g.ctx, accepted, db.Columns{side[0], side[1], times}); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

func (g *gauge) peerOf(conversation base.ID, me api.Actor) base.ID {
	g.t.Helper()
	c, err := g.s.App.Chat.Get(g.ctx, me, conversation)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, m := range c.Members {
		if m.Account.ID != me.Account {
			return m.Account.ID
		}
	}
	g.t.Fatalf("nobody else is in %s", conversation)
	return base.ID{}
}

// each does something n times, a few at once.
func (g *gauge) each(n int, do func(i int) error) {
	g.t.Helper()
	var working sync.WaitGroup
	for worker := range 32 {
		working.Go(func() {
			for i := worker; i < n; i += 32 {
				if err := do(i); err != nil {
					g.t.Error(err)
					return
				}
			}
		})
	}
	working.Wait()
	if g.t.Failed() {
		g.t.FailNow()
	}
}

// fill brings a log to length entries: of the first and of the last hundred, ten are reactions to the messages before. The word that is searched
// for is in the first messages.
func (g *gauge) fill(s *scale, length int64) {
	g.t.Helper()
	c, err := g.s.App.Chat.Get(g.ctx, s.actor, s.log)
	if err != nil {
		g.t.Fatal(err)
	}
	var waiting sync.WaitGroup
	for seq := c.Head.Seq + 1; seq <= length; seq++ {
		text := "hello there"
		if seq <= c.Head.Seq+16 {
			text = s.early
		}
		in := chat.Append{ClientID: base.NewID(g.s.Clock.Now()), Kind: chat.Message, Content: chat.Content(`{"type":"text","text":"` + text + `"}`)}
		place := (seq-1)%100 + 1
		if place > 90 && (seq <= 100 || seq > length-100) {
			in.Kind, in.TargetSeq, in.Content = chat.Reaction, seq-place+9*(place-90), `{"emoji":"👍"}`
		}
		if place == 91 && in.Kind == chat.Reaction || seq%500 == 0 {
			waiting.Wait() // a reaction is to what is there already, and the queue has an end
		}
		waiting.Add(1)
		g.s.App.Chat.StartAppend(g.ctx, s.sender(seq), s.log, in, func(_ chat.Entry, _ bool, err error) {
			defer waiting.Done()
			if err != nil {
				g.t.Error(err)
			}
		})
	}
	waiting.Wait()
}

// sender has the two take turns for a few messages at first, then actor write alone.
func (s *scale) sender(seq int64) api.Actor {
	if seq <= 40 && seq%2 == 0 {
		return s.peer
	}
	return s.actor
}

// indexed waits until search has nothing left to index: then it reads no words one by one.
func (g *gauge) indexed() {
	g.t.Helper()
	if g.dialect != db.SQLite {
		return
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		var left int
		err := g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
			return tx.Row(g.ctx, `SELECT COUNT(*) FROM message_words WHERE row_id > (SELECT indexed_to FROM message_index_state)`).Scan(&left)
		})
		if err != nil || time.Now().After(deadline) {
			g.t.Fatalf("%d messages are not indexed, %v", left, err)
		}
		if left == 0 {
			return
		}
	}
}

// statement is one that ran.
type statement struct {
	query string
	args  []any
}

// trail is what an operation did.
type trail struct {
	got        int
	statements []statement
	read       int    // rows that its queries read on PostgreSQL, and answered on SQLite
	log        string // of them
}

func (g *gauge) watched(o operation, s *scale) trail {
	g.t.Helper()
	g.indexed()
	var out trail
	out.statements = g.record(func() {
		var err error
		if out.got, err = o.run(g, s); err != nil {
			g.t.Fatalf("%s: %v", o.name, err)
		}
	})
	for _, st := range out.statements {
		n := 0
		if strings.HasPrefix(st.query, "SELECT") {
			n = g.rowsOf(st)
		}
		out.read += n
		out.log += fmt.Sprintf("\n%6d rows by %s", n, strings.Join(strings.Fields(st.query), " "))
	}
	return out
}

func (g *gauge) watchedBatch() trail {
	return trail{statements: g.record(func() { g.batch() })}
}

// indexing is what SQLite's indexer asks when it looks, at any time, whether there is something to index; search asks the first too.
var indexing = regexp.MustCompile(`^SELECT (indexed_to FROM message_index_state$|COUNT\(\*\), MAX\(row_id\) FROM \(SELECT row_id FROM message_words)`)

// record collects the statements of do.
func (g *gauge) record(do func()) []statement {
	var mu sync.Mutex
	var list []statement
	g.s.App.DB.Watch(func(query string, args []any) {
		if indexing.MatchString(query) {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		list = append(list, statement{query, slices.Clone(args)})
	})
	do()
	g.s.App.DB.Watch(nil)
	mu.Lock()
	defer mu.Unlock()
	return list
}

// judge finds what is wrong with the plans of statements.
func (g *gauge) judge(name string, done trail) {
	g.t.Helper()
	texts := map[string]statement{}
	for _, s := range done.statements {
		texts[s.query] = s
	}
	for _, query := range slices.Sorted(maps.Keys(texts)) {
		if !planned.MatchString(query) {
			continue
		}
		wrong := g.wrongOnSQLite
		if g.dialect == db.Postgres {
			wrong = g.wrongOnPostgres
		}
		for _, what := range wrong(texts[query]) {
			g.t.Errorf("%s: %s\n%s", name, what, query)
		}
	}
}

var planned = regexp.MustCompile(`^\s*(SELECT|UPDATE|DELETE|INSERT|WITH)`)

// harmless are whole readings of what has one row, of the list of what is asked for, of what an inner query found, and of the index of words.
var harmless = regexp.MustCompile(`^SCAN (\d+-ROW VALUES CLAUSE|CONSTANT ROW|given|counted|\(subquery-\d+\)|message_index_state|message_index VIRTUAL TABLE INDEX .*)$`)

// wholeKey is a reading of all that someone or a conversation has, unless it ends with the first row that it finds.
var wholeKey = regexp.MustCompile(`^SEARCH (entries|edit|message_words|inbox|hidden_entries) USING [^(]*\((conversation_id|account_id)=\?\)$`)

func (g *gauge) wrongOnSQLite(s statement) (found []string) {
	g.t.Helper()
	err := g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(g.ctx, "EXPLAIN QUERY PLAN "+s.query, s.args...)
		return db.Rows(rows, err, func(scan func(...any) error) error {
			var id, parent, unused int
			var step string
			err := scan(&id, &parent, &unused, &step)
			if strings.HasPrefix(step, "SCAN") && !harmless.MatchString(step) || strings.HasPrefix(step, "USE TEMP B-TREE") || wholeKey.MatchString(step) && !strings.Contains(s.query, "ORDER BY seq DESC LIMIT 1") {
				found = append(found, step)
			}
			return err
		})
	})
	if err != nil {
		g.t.Fatalf("explain: %v\n%s", err, s.query)
	}
	return found
}

// node is a step of a plan of PostgreSQL.
type node struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Index    string  `json:"Index Name"`
	Cond     string  `json:"Index Cond"`
	Rows     float64 `json:"Actual Rows"`
	Filtered float64 `json:"Rows Removed by Filter"`
	Loops    float64 `json:"Actual Loops"`
	Plans    []node
}

func (n node) walk(each func(node)) {
	each(n)
	for _, inner := range n.Plans {
		inner.walk(each)
	}
}

func (g *gauge) wrongOnPostgres(s statement) (found []string) {
	g.explain("EXPLAIN (FORMAT JSON) ", s).walk(func(n node) {
		switch {
		case n.Type == "Seq Scan":
			found = append(found, "Seq Scan of "+n.Relation)
		case strings.Contains(n.Type, "Index") && n.Cond == "":
			found = append(found, fmt.Sprintf("%s of all of %s", n.Type, n.Index))
		}
	})
	return found
}

// explain answers the plan of a statement where an index is used if there is one, whatever the size of the tables.
func (g *gauge) explain(how string, s statement) node {
	g.t.Helper()
	var text []byte
	err := g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
		for _, way := range []string{"seqscan", "hashjoin", "mergejoin"} {
			if _, err := tx.Exec(g.ctx, `SET LOCAL enable_`+way+` = off`); err != nil {
				return err
			}
		}
		return tx.Row(g.ctx, how+s.query, s.args...).Scan(&text)
	})
	var plans []struct{ Plan node }
	if err == nil {
		err = json.Unmarshal(text, &plans)
	}
	if err != nil || len(plans) != 1 {
		g.t.Fatalf("explain: %v\n%s", err, s.query)
	}
	return plans[0].Plan
}

// rowsOf counts what a query reads on PostgreSQL; what it answers on SQLite, which does not tell more.
func (g *gauge) rowsOf(s statement) (n int) {
	g.t.Helper()
	if g.dialect == db.Postgres {
		g.explain("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, FORMAT JSON) ", s).walk(func(step node) {
			if strings.HasSuffix(step.Type, "Scan") && step.Relation != "" {
				n += int((step.Rows + step.Filtered) * step.Loops)
			}
		})
		return n
	}
	err := g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(g.ctx, s.query, s.args...)
		return db.Rows(rows, err, func(func(...any) error) error {
			n++
			return nil
		})
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return n
}

package cost_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/proof/rig"
)

// The small world is someone with 16 conversations and 100 entries in one of them. The large one, in the same store, has 1,000, with 10,000
// entries in one, and 1,000 people who ask to write to them. In both, three are unread, and every list is asked for by pageSize.
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

	group base.ID // of actor and peer, and of as many others as there are talks

	requests []base.ID // conversations in which strangers ask actor
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
	if err := g.s.App.Chat.MarkRead(g.ctx, zoe, large.log, chat.Position{Seq: largeLog}); err != nil {
		g.t.Fatal(err)
	}
	for _, talk := range talks[:4] {
		if err := g.s.App.Chat.MarkRead(g.ctx, zoe, talk, chat.Position{Seq: 1}); err != nil {
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
	small.group, large.group = g.groupOf(ada, bob, few[1:]), g.groupOf(zoe, bob, others)
	g.ask(small, g.people("nosy", pairs))
	g.ask(large, g.people("eager", manyTalks))
	for _, id := range g.conversations { // of what is unread there is as much in both
		if err := g.s.App.Chat.MarkRead(g.ctx, ada, id, chat.Position{Seq: smallLog}); err != nil {
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

// ask has strangers write to someone, who lets everyone.
func (g *gauge) ask(s *scale, strangers []base.ID) {
	g.t.Helper()
	g.mend(func(tx *db.Tx) error {
		_, err := tx.Exec(g.ctx, `UPDATE accounts SET direct_messages = 'everyone' WHERE account_id = $1`, s.actor.Account)
		return err
	})
	s.requests = make([]base.ID, len(strangers))
	g.each(len(strangers), func(i int) error {
		stranger := api.Actor{Account: strangers[i]}
		c, _, err := g.s.App.Chat.Create(g.ctx, stranger, s.actor.Account)
		if err != nil {
			return err
		}
		s.requests[i] = c.ID
		return g.appendAs(stranger, c.ID, chat.Append{Kind: chat.Message, Content: `{"type":"text","text":"may I?"}`})
	})
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

// groupOf has someone make a group, and puts others straight into it.
func (g *gauge) groupOf(owner, peer api.Actor, others []base.ID) base.ID {
	g.t.Helper()
	c, _, _, err := g.s.App.Chat.CreateGroup(g.ctx, owner, chat.NewGroup{Title: "Everyone"})
	if err != nil {
		g.t.Fatal(err)
	}
	people := append([]base.ID{peer.Account}, others...)
	ids, times := slices.Repeat([]base.ID{c.ID}, len(people)), slices.Repeat([]int64{g.s.Clock.Now().UnixMilli()}, len(people))
	g.mend(func(tx *db.Tx) error {
		_, err := tx.Exec(g.ctx, `UPDATE conversations SET member_count = member_count + $1 WHERE conversation_id = $2`, len(people), c.ID)
		return errors.Join(err,
			tx.ExecRows(g.ctx, `INSERT INTO members (conversation_id, account_id, joined_at) SELECT $1, $2, $3 /*from rows*/`, db.Columns{ids, people, times}),
			tx.ExecRows(g.ctx, `INSERT INTO inbox (account_id, conversation_id, changed_at, since_at) SELECT $1, $2, $3, $3 /*from rows*/`, db.Columns{people, ids, times}))
	})
	return c.ID
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
	rig.Until(g.t, "everything is indexed", func() bool {
		var left int
		err := g.s.App.DB.Read(g.ctx, func(tx *db.Tx) error {
			return tx.Row(g.ctx, `SELECT COUNT(*) FROM message_words WHERE row_id > (SELECT indexed_to FROM message_index_state)`).Scan(&left)
		})
		if err != nil {
			g.t.Fatal(err)
		}
		return left == 0
	})
}

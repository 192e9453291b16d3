package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

// party is one of the two whom a block parts.
type party struct {
	testkit.Person
	strangers [2]testkit.Person // private people who are suggested to the other's: for before the block, and for after it
	// In the same way: who asks to write to the other's stranger, and whom cyd knows, as one of the other's.
	asks, introduced [2]testkit.Person
	guest            testkit.Person // a friend whom they introduced to the other
	said             int64          // a message of theirs
	voices           [2]int64       // voice messages of theirs, to be played in each walk
	onces            [2]int64       // others that are viewed once, likewise
	cursor           string         // of sync, from before all of it
	addressOf        map[string]string
	live             *causerie.Live
}

// stranger is whom nothing has happened to since the walk began.
func (one *party) stranger(p *parting) testkit.Person { return one.strangers[p.walks] }

func (one *party) picture() string { return one.addressOf["own"] }

// parting is two people between whom a block comes, in a conversation, with a third who knows both.
type parting struct {
	t     *testing.T
	s     *testkit.Server
	talk  string
	group string // of the two and cyd
	cyd   testkit.Person
	cyds  map[string]string // conversations of cyd's, by the other's id

	walks int   // done so far
	read  int64 // how far was read last
}

func (p *parting) status(who *party, method, to string, body any) int {
	p.t.Helper()
	return p.s.Call(p.t, who.Token, method, to, body).Status
}

// answers tells whether text is in the answer to a GET, which may be a refusal.
func (p *parting) answers(who testkit.Person, to, text string) bool {
	p.t.Helper()
	return strings.Contains(string(p.s.Call(p.t, who.Token, "GET", to, nil).Body), text)
}

// suggests is why someone is suggested to who, nothing where they are not.
func (p *parting) suggests(who, someone testkit.Person) (reasons []string) {
	p.t.Helper()
	var out struct {
		Items []struct {
			Account struct{ ID string }
			Reasons []struct{ Type string }
		}
	}
	p.s.Call(p.t, who.Token, "GET", "/v1/me/suggestions", nil).Into(p.t, 200, &out)
	for _, item := range out.Items {
		for _, reason := range item.Reasons {
			if item.Account.ID == someone.ID {
				reasons = append(reasons, reason.Type)
			}
		}
	}
	return reasons
}

// listed is a list in which someone stands. %s is their handle, {me} is who asks.
func listed(to string) func(p *parting, viewer, from *party) bool {
	return func(p *parting, viewer, from *party) bool {
		p.t.Helper()
		return p.answers(viewer.Person, strings.NewReplacer("%s", from.Handle, "{me}", viewer.ID).Replace(to), from.ID)
	}
}

// linked is a new group of someone's, with a link into it.
func (p *parting) linked(owner *party, approval bool) (group, code string) {
	p.t.Helper()
	var made struct{ ID string }
	p.s.Call(p.t, owner.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Come in", "members": []string{owner.ID}}).Into(p.t, 201, &made)
	var link struct{ Code string }
	p.s.Call(p.t, owner.Token, "POST", "/v1/conversations/"+made.ID+"/links", map[string]any{"approval": approval}).Into(p.t, 201, &link)
	return made.ID, link.Code
}

func (p *parting) append(who *party, kind string, target int64, content map[string]any) int {
	p.t.Helper()
	body := map[string]any{"clientId": base.NewID(time.Now()), "kind": kind, "content": content}
	if target > 0 {
		body["targetSeq"] = target
	}
	return p.status(who, "POST", "/v1/conversations/"+p.talk+"/entries", body)
}

// plays has someone play a voice message of the other's.
func (p *parting) plays(who, of *party) {
	p.t.Helper()
	p.s.Call(p.t, who.Token, "POST", "/v1/conversations/"+p.talk+"/played", map[string]any{"seqs": []int64{of.voices[p.walks]}}).Into(p.t, 204, nil)
}

// says writes in a conversation, and answers the status.
func (p *parting) says(who testkit.Person, talk string) int {
	p.t.Helper()
	body := map[string]any{"clientId": base.NewID(time.Now()), "kind": "message", "content": map[string]any{"type": "text", "text": "hello"}}
	return p.s.Call(p.t, who.Token, "POST", "/v1/conversations/"+talk+"/entries", body).Status
}

func (p *parting) id(text string) base.ID {
	p.t.Helper()
	id, err := base.ParseID(text)
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

type memberView struct {
	Account               struct{ ID string }
	ReadSeq, DeliveredSeq *int64
}

func (p *parting) receipt(viewer, from *party, shown func(memberView) bool) bool {
	p.t.Helper()
	var c struct{ Members []memberView }
	p.s.Call(p.t, viewer.Token, "GET", "/v1/conversations/"+p.talk, nil).Into(p.t, 200, &c)
	return slices.ContainsFunc(c.Members, func(m memberView) bool { return m.Account.ID == from.ID && shown(m) })
}

// hears tells whether viewer's live connection is told anything of from by what is done. A message of cyd's comes behind it.
func (p *parting) hears(viewer, from *party, do func()) bool {
	p.t.Helper()
	p.drain(viewer)
	do()
	return p.drain(viewer)[from.ID]
}

// drain reads what has come over a live connection, and answers of whom it was.
func (p *parting) drain(viewer *party) map[string]bool {
	p.t.Helper()
	seq := p.s.Send(p.t, p.cyd, p.cyds[viewer.ID], "that is all")
	of := map[string]bool{}
	timeout := time.After(20 * time.Second)
	for {
		select {
		case e := <-viewer.live.Events:
			if e.Entry.ConversationID == p.cyds[viewer.ID] && e.Entry.Seq == seq {
				return of
			}
			for _, id := range []string{e.Entry.Sender, e.AccountID, e.Account.ID} {
				of[id] = true
			}
		case <-timeout:
			p.t.Fatal("the message of a third person did not come")
		}
	}
}

func portrait(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func newParting(t *testing.T, s *testkit.Server) (p *parting, ada, bob *party) {
	t.Helper()
	p = &parting{t: t, s: s, cyd: s.SignUp(t, "cyd", "Cyd"), cyds: map[string]string{}, read: 5}
	both := [2]*party{}
	for i, handle := range []string{"ada", "bob"} {
		both[i] = &party{Person: s.SignUp(t, handle, ""), addressOf: map[string]string{}}
		s.Call(t, both[i].Token, "PATCH", "/v1/me", map[string]any{"bio": "bio of " + handle}).Into(t, 200, nil)
		s.Call(t, both[i].Token, "PUT", "/v1/me/avatar", portrait(t)).Into(t, 200, nil)
		for n := range both[i].strangers {
			one := s.SignUp(t, fmt.Sprintf("%s.%d", handle, n), "")
			s.Call(t, one.Token, "PATCH", "/v1/me/direct-messages", map[string]any{"who": "everyone"}).Into(t, 200, nil)
			s.Call(t, one.Token, "PATCH", "/v1/me/privacy", map[string]any{"private": true}).Into(t, 200, nil)
			both[i].strangers[n] = one
			both[i].asks[n], both[i].introduced[n] = s.SignUp(t, fmt.Sprintf("%s.asks.%d", handle, n), ""), s.SignUp(t, fmt.Sprintf("%s.known.%d", handle, n), "")
			s.Befriend(t, both[i].introduced[n], p.cyd)
		}
	}
	ada, bob = both[0], both[1]
	s.Befriend(t, ada.Person, bob.Person)
	p.talk = s.Direct(t, ada.Person, bob.Person)
	for i, one := range both {
		other := both[1-i]
		s.Befriend(t, one.Person, p.cyd)
		friend := s.SignUp(t, "friend.of."+one.Handle, "") // who writes to the other, as the guest does not
		one.guest = s.SignUp(t, "guest.of."+one.Handle, "")
		for _, who := range []testkit.Person{friend, one.guest} {
			s.Befriend(t, who, one.Person)
			s.Call(t, one.Token, "POST", "/v1/introductions", map[string]any{"person": who.ID, "to": other.ID}).Into(t, 204, nil)
		}
		s.Send(t, friend, s.Open(t, friend, other.Person), "we have a friend in common")
		for n := range one.asks {
			s.Send(t, one.asks[n], s.Open(t, one.asks[n], other.strangers[n]), "may I?")
		}
		p.cyds[one.ID] = s.Direct(t, p.cyd, one.Person)
		one.said = s.Send(t, one.Person, p.talk, "the first words")
		for n := range one.voices {
			var sent struct{ Seq int64 }
			s.SendVoice(t, one.Person, p.talk, s.Voice(t, one.Person)).Into(t, 201, &sent)
			one.voices[n] = sent.Seq
			once := map[string]any{"type": "once", "once": map[string]any{"kind": "voice", "id": s.Voice(t, one.Person)}}
			s.Call(t, one.Token, "POST", "/v1/conversations/"+p.talk+"/entries", map[string]any{"clientId": base.NewID(time.Now()), "kind": "message", "content": once}).Into(t, 201, &sent)
			one.onces[n] = sent.Seq
		}
		var profile struct{ Avatar struct{ Small string } }
		s.Call(t, one.Token, "GET", "/v1/accounts/"+other.ID, nil).Into(t, 200, &profile)
		one.addressOf[other.ID] = profile.Avatar.Small
		other.addressOf["own"] = strings.Split(profile.Avatar.Small, "/")[2]
	}
	var made struct{ ID string }
	body := map[string]any{"kind": "group", "title": "All of us", "members": []string{ada.ID, bob.ID}}
	s.Call(t, p.cyd.Token, "POST", "/v1/conversations", body).Into(t, 201, &made)
	p.group = made.ID
	for n := range ada.introduced { // who are friends of cyd's, so that they are in it at once
		body := map[string]any{"kind": "group", "title": "Some of us", "members": []string{ada.introduced[n].ID, bob.introduced[n].ID}}
		s.Call(t, p.cyd.Token, "POST", "/v1/conversations", body).Into(t, 201, nil)
	}
	// Contacts bring about what is suggested; here a statement does.
	err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		for n := range ada.strangers {
			a, b := p.id(ada.strangers[n].ID), p.id(bob.strangers[n].ID)
			if _, err := tx.Exec(t.Context(), `INSERT INTO relations (account_id, other_id, contact_at, contact_of_at) VALUES ($1, $2, 5, 5), ($2, $1, 5, 5)`, a, b); err != nil {
				return err
			}
		}
		for _, one := range both { // each can be found by something whose tag is their id
			_, err := tx.Exec(t.Context(), `INSERT INTO identifiers (tag, account_id, kind, hint, seal, created_at) VALUES ($1, $1, 'email', '', $2, 5)`, p.id(one.ID), make([]byte, 44))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range both {
		for _, what := range []string{"read", "delivered"} {
			s.Call(t, one.Token, "PUT", "/v1/conversations/"+p.talk+"/"+what, map[string]any{"seq": both[1-i].said}).Into(t, 204, nil)
		}
		for range 8 { // to read later
			s.Send(t, one.Person, p.talk, "the first of many")
		}
		client := causerie.New(s.URL)
		client.SetToken(one.Token)
		live, err := client.Live(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(live.Close)
		one.live = live
	}
	return p, ada, bob
}

// begin has sync begin anew for both, so that what it tells is of after that.
func (p *parting) begin(both ...*party) {
	p.t.Helper()
	p.s.Clock.Move(time.Minute)
	for _, one := range both {
		var start struct{ Cursor string }
		p.s.Call(p.t, one.Token, "GET", "/v1/sync", nil).Into(p.t, 200, &start)
		one.cursor = start.Cursor
	}
	p.s.Clock.Move(time.Minute)
}

package app_test

import (
	"bytes"
	"image"
	"image/png"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/testkit"
)

type groupLink struct {
	Code, URL  string
	Uses, Used int
	Approval   bool
	CreatedBy  struct{ ID string }
}

// link has who make a link into a group.
func (c *crew) link(who, group string, in map[string]any) (l groupLink) {
	c.t.Helper()
	c.do(who, "POST", "/v1/conversations/"+group+"/links", in, 201, &l)
	return l
}

// joins follows a link, and answers the state or the code of the refusal.
func (c *crew) joins(who string, l groupLink) string {
	c.t.Helper()
	got := c.call(who, "POST", "/v1/links/"+l.Code, nil)
	return c.state(got)
}

func (c *crew) previews(who string, l groupLink) string {
	c.t.Helper()
	return c.state(c.call(who, "GET", "/v1/links/"+l.Code, nil))
}

func (c *crew) state(got testkit.Answer) string {
	c.t.Helper()
	if got.Status != http.StatusOK {
		return got.Code()
	}
	var out struct{ State string }
	got.Into(c.t, 200, &out)
	return out.State
}

// waiting are the handles of those who ask to join, as who is shown them.
func (c *crew) waiting(who, group string) string {
	c.t.Helper()
	var list struct {
		Items []struct{ Account struct{ Handle string } }
	}
	c.do(who, "GET", "/v1/conversations/"+group+"/joiners", nil, 200, &list)
	var handles []string
	for _, one := range list.Items {
		handles = append(handles, one.Account.Handle)
	}
	return strings.Join(handles, " ")
}

func (c *crew) answers(who, whom, group string, accept bool) testkit.Answer {
	c.t.Helper()
	return c.call(who, "POST", "/v1/conversations/"+group+"/joiners", map[string]any{"accountId": c.of[whom].ID, "accept": accept})
}

func (c *crew) signUp(handles ...string) {
	for _, handle := range handles {
		c.of[handle] = c.s.SignUp(c.t, handle, strings.ToUpper(handle[:1])+handle[1:])
	}
}

func TestALinkLeadsIntoAGroup(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		c := newCrew(t, s, "ada", "bob")
		c.signUp("cyd", "dan", "eve")
		g := c.group("ada", "Chess club", "bob")
		var picture bytes.Buffer
		if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
			t.Fatal(err)
		}
		c.do("ada", "PUT", "/v1/conversations/"+g.ID+"/picture", picture.Bytes(), 200, nil)
		c.says("ada", g.ID, "before").Into(t, 201, nil)
		l := c.link("ada", g.ID, map[string]any{})
		c.equal("address", l.URL, "/join/"+l.Code)

		got := c.call("cyd", "GET", "/v1/links/"+l.Code, nil)
		var p struct {
			Title, State string
			MemberCount  int
			Avatar       struct{ Small string }
		}
		got.Into(t, 200, &p)
		c.equal("the preview", []any{p.Title, p.State, p.MemberCount}, []any{"Chess club", "open", 2})
		c.equal("the picture", c.call("cyd", "GET", p.Avatar.Small, nil).Status, 200)
		var told map[string]any
		got.Into(t, 200, &told)
		c.equal("what the preview tells", slices.Sorted(maps.Keys(told)), strings.Fields("approval avatar conversationId memberCount state title"))
		for _, of := range []string{"ada", "bob"} {
			if text := string(got.Body); strings.Contains(text, c.of[of].ID) {
				t.Errorf("the preview tells of %s: %s", of, text)
			}
		}
		c.equal("who previews reads", c.call("cyd", "GET", "/v1/conversations/"+g.ID, nil).Status, 404)

		var joined struct {
			State        string
			Conversation groupView
		}
		c.do("cyd", "POST", "/v1/links/"+l.Code, nil, 200, &joined)
		c.equal("joined", []any{joined.State, joined.Conversation.Title, joined.Conversation.Role}, []any{"member", "Chess club", "member"})
		c.do("cyd", "POST", "/v1/links/"+l.Code, nil, 200, &joined) // once more
		c.equal("the log", c.lines("cyd", g.ID), "(join)")
		log := c.log("ada", g.ID)
		c.equal("the entry", log[len(log)-1].Content, map[string]any{"action": "join", "accounts": []any{c.of["cyd"].ID}, "link": true})
		var list struct{ Items []groupLink }
		c.do("ada", "GET", "/v1/conversations/"+g.ID+"/links", nil, 200, &list)
		c.equal("the links", list.Items, []groupLink{{Code: l.Code, URL: l.URL, Used: 1, CreatedBy: l.CreatedBy}})
		c.equal("a member previews", c.previews("bob", l), "member")

		// What has ended looks like what there never was, but to who is in the group.
		once := c.link("ada", g.ID, map[string]any{"uses": 1})
		brief := c.link("ada", g.ID, map[string]any{"expiresAt": s.Clock.Now().Add(time.Hour)})
		c.equal("the first", c.joins("dan", once), "member")
		s.Clock.Move(time.Hour - time.Millisecond)
		c.equal("the last millisecond", c.previews("eve", brief), "open")
		s.Clock.Move(time.Millisecond)
		c.do("ada", "DELETE", "/v1/conversations/"+g.ID+"/links/"+l.Code, nil, 204, nil)
		c.do("ada", "DELETE", "/v1/conversations/"+g.ID+"/links/%00", nil, 204, nil)
		unknown := c.call("eve", "GET", "/v1/links/abcdefghijklmnopqrst", nil)
		for name, ended := range map[string]groupLink{"used up": once, "expired": brief, "revoked": l, "zero": {Code: "%00"}, "no text": {Code: "%ff%fe"}, "capitals": {Code: strings.ToUpper(l.Code)}} {
			for _, method := range []string{"GET", "POST"} {
				got := c.call("eve", method, "/v1/links/"+ended.Code, nil)
				c.equal(name+" "+method, []any{got.Status, string(got.Body)}, []any{404, string(unknown.Body)})
			}
		}
		c.equal("a link of the past", c.call("ada", "POST", "/v1/conversations/"+g.ID+"/links", map[string]any{"expiresAt": s.Clock.Now()}).Status, 422)
		c.equal("the picture, once there is no link that works", c.call("eve", "GET", p.Avatar.Small, nil).Status, 404)
		c.equal("who made use of it", c.joins("dan", once), "member")

		last := c.link("ada", g.ID, map[string]any{})
		for _, who := range []string{"bob", "cyd", "dan", "ada"} {
			c.do(who, "DELETE", "/v1/conversations/"+g.ID+"/members/"+c.of[who].ID, nil, 204, nil)
		}
		c.equal("a group of nobody", c.joins("eve", last), "not_found")
	})
}

// TestALinkIsUsedAsOftenAsItSays has more people join at once than a link is for.
func TestALinkIsUsedAsOftenAsItSays(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada")
		g := c.group("ada", "Few", "ada")
		l := c.link("ada", g.ID, map[string]any{"uses": 3})
		people := strings.Fields("bob cyd dan eve fay gus hal ivy")
		c.signUp(people...)
		var all sync.WaitGroup
		states := make([]string, len(people))
		for i, who := range people {
			all.Add(1)
			go func() {
				defer all.Done()
				states[i] = c.joins(who, l)
			}()
		}
		all.Wait()
		slices.Sort(states)
		c.equal("states", strings.Join(states, " "), "member member member"+strings.Repeat(" not_found", 5))
		c.equal("members", c.view("ada", g.ID).MemberCount, 4)
	})
}

func TestWhoAsksToJoinWaitsForAnAdmin(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		c := newCrew(t, s, "ada", "bob", "gus")
		c.signUp("cyd", "dan", "eve")
		g := c.group("ada", "By invitation", "bob", "gus")
		at := "/v1/conversations/" + g.ID
		c.do("ada", "PATCH", at+"/members/"+c.of["bob"].ID, map[string]any{"role": "admin"}, 204, nil)
		l := c.link("bob", g.ID, map[string]any{"approval": true, "uses": 3})
		var synced struct{ Cursor string }
		c.do("ada", "GET", "/v1/sync", nil, 200, &synced)
		told := listen(t, s, c.of["ada"])
		s.Clock.Move(time.Second)
		for _, who := range []string{"cyd", "dan"} {
			c.equal(who, c.joins(who, l), "waiting")
			c.equal(who+" again", c.joins(who, l), "waiting")
			c.equal(who+" looks", c.previews(who, l), "waiting")
			s.Clock.Move(time.Second)
		}
		c.equal("waiting reads", c.call("cyd", "GET", at, nil).Status, 404)
		hears := func(count string) {
			t.Helper()
			for {
				select {
				case event := <-told:
					if strings.Contains(event, `"joiners"`) && strings.Contains(event, `"count":`+count) {
						return
					}
				case <-time.After(time.Minute):
					t.Fatal("the admin is not told how many wait")
				}
			}
		}
		hears("2")
		type withJoiners struct {
			ID      string
			Joiners int
		}
		joiners := func(who string) int {
			t.Helper()
			var v withJoiners
			c.do(who, "GET", at, nil, 200, &v)
			return v.Joiners
		}
		var changes struct{ Conversations []withJoiners }
		c.do("ada", "GET", "/v1/sync?cursor="+synced.Cursor, nil, 200, &changes)
		c.equal("synced", changes.Conversations, []withJoiners{{g.ID, 2}})
		c.equal("shown to the owner, an admin, a member", []int{joiners("ada"), joiners("bob"), joiners("gus")}, []int{2, 2, 0})
		c.equal("the queue", c.waiting("bob", g.ID), "cyd dan")

		c.equal("a member answers", c.answers("gus", "cyd", g.ID, true).Code(), "not_admin")
		c.answers("bob", "cyd", g.ID, true).Into(t, 204, nil)
		hears("1")
		c.equal("both answer", c.answers("ada", "cyd", g.ID, false).Code(), "not_waiting")
		c.answers("ada", "dan", g.ID, false).Into(t, 204, nil)
		hears("0")
		log := c.log("ada", g.ID)
		c.equal("the entry", log[len(log)-1].Content, map[string]any{"action": "join", "accounts": []any{c.of["cyd"].ID}, "link": true, "by": c.of["bob"].ID})
		s.Clock.Move(30*24*time.Hour - time.Millisecond)
		c.equal("dan is not told", []string{c.previews("dan", l), c.joins("dan", l), c.waiting("ada", g.ID)}, []string{"waiting", "waiting", ""})
		s.Clock.Move(time.Millisecond)
		c.equal("30 days later", []string{c.previews("dan", l), c.joins("dan", l), c.waiting("ada", g.ID)}, []string{"open", "waiting", "dan"})
		c.equal("it is used up", c.joins("eve", l), "not_found")
		c.do("ada", "DELETE", at+"/links/"+l.Code, nil, 204, nil)
		c.answers("ada", "dan", g.ID, true).Into(t, 204, nil) // who asked before still does

		// Who is added does not wait any more.
		again := c.link("ada", g.ID, map[string]any{"approval": true})
		c.equal("eve", c.joins("eve", again), "waiting")
		s.Befriend(t, c.of["gus"], c.of["eve"])
		c.do("gus", "POST", at+"/members", map[string]any{"members": c.ids("eve")}, 200, nil)
		c.equal("the queue", c.waiting("ada", g.ID)+c.joins("eve", again), "member")
	})
}

// TestALinkIsNoWayRound has people try a link whom something keeps from a group.
func TestALinkIsNoWayRound(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd", "pal")
		c.signUp("dan", "eve", "fay", "kid", "child")
		g := c.group("ada", "Strict", "bob", "cyd", "pal")
		at := "/v1/conversations/" + g.ID
		open, asking := c.link("ada", g.ID, map[string]any{}), c.link("ada", g.ID, map[string]any{"approval": true})

		// Who was removed waits; who left does not.
		c.do("ada", "DELETE", at+"/members/"+c.of["bob"].ID, nil, 204, nil)
		c.do("cyd", "DELETE", at+"/members/"+c.of["cyd"].ID, nil, 204, nil)
		c.equal("who left", c.joins("cyd", open), "member")
		c.equal("who was removed", c.joins("bob", open), "waiting")
		c.answers("ada", "bob", g.ID, true).Into(t, 204, nil)
		c.do("bob", "DELETE", at+"/members/"+c.of["bob"].ID, nil, 204, nil)
		c.equal("who was let in again, and left", c.joins("bob", open), "member")

		// Whom an admin blocks finds nothing, and who blocks one does not come before them.
		c.do("ada", "PUT", "/v1/accounts/@dan/block", nil, 204, nil)
		c.do("eve", "PUT", "/v1/accounts/@ada/block", nil, 204, nil)
		for _, l := range []groupLink{open, asking} {
			c.equal("blocked", []string{c.previews("dan", l), c.joins("dan", l)}, []string{"not_found", "not_found"})
			c.equal("blocks", []string{c.joins("eve", l), c.previews("eve", l)}, []string{"waiting", "waiting"})
		}
		c.equal("the queue", c.waiting("ada", g.ID), "")

		// Ages.
		was(t, s, "kid", s.Clock.Now().AddDate(-16, -1, 0))
		was(t, s, "child", s.Clock.Now().AddDate(-14, 0, 0))
		c.equal("of 14", []string{c.previews("child", open), c.joins("child", open)}, []string{"age", "age"})
		c.equal("of 16", c.joins("kid", open), "friend_needed")
		c.equal("of 16, to an admin", c.joins("kid", asking), "friend_needed")
		s.Befriend(t, c.of["kid"], c.of["pal"])
		c.equal("of 16, with a friend in it", c.joins("kid", asking), "waiting")
		c.do("kid", "DELETE", "/v1/accounts/@pal/follow", nil, 200, nil)
		c.equal("without one any more", c.answers("ada", "kid", g.ID, true).Code(), "not_accepting")
		c.equal("still waits", c.waiting("ada", g.ID), "kid")
		s.Befriend(t, c.of["kid"], c.of["pal"])
		c.answers("ada", "kid", g.ID, true).Into(t, 204, nil)

		// Who is young reviews everyone who comes.
		c.do("ada", "PATCH", at+"/members/"+c.of["kid"].ID, map[string]any{"role": "owner"}, 204, nil)
		c.equal("an admin of it makes a link", c.call("ada", "POST", at+"/links", map[string]any{}).Code(), "not_admin")
		c.equal("an open link", c.joins("fay", open), "waiting")
		c.equal("an admin of it answers", c.answers("ada", "fay", g.ID, true).Code(), "not_admin")
		c.answers("kid", "fay", g.ID, true).Into(t, 204, nil)

		// Where there is no place.
		small := c.group("ada", "Small", "ada")
		l := c.link("ada", small.ID, map[string]any{})
		s.App.Chat.MembersMax = 1
		c.equal("full", c.joins("bob", l), "too_many_members")
		s.App.Chat.MembersMax = 1000
		c.equal("afterwards", c.joins("bob", l), "member")
		for range 19 {
			c.link("ada", small.ID, map[string]any{})
		}
		c.equal("one more", c.call("ada", "POST", "/v1/conversations/"+small.ID+"/links", map[string]any{}).Code(), "too_many_links")
	})
}

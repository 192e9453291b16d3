package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

// TestPins goes through who pins what, and who sees it, in a group and between two people.
func TestPins(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd", "dan")
		g := c.group("ada", "Crew", "bob")
		at := "/v1/conversations/" + g.ID
		add := func(who, kind string, content map[string]any) testkit.Answer {
			t.Helper()
			return c.call(who, "POST", at+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": kind, "content": content})
		}
		say := func(who, text string) int64 {
			t.Helper()
			var e loggedEntry
			add(who, "message", map[string]any{"type": "text", "text": text}).Into(t, 201, &e)
			return e.Seq
		}
		pin := func(who string, seq int64) testkit.Answer { return add(who, "pin", map[string]any{"messageSeq": seq}) }
		unpin := func(who string, seq int64) testkit.Answer {
			return add(who, "unpin", map[string]any{"messageSeq": seq})
		}
		pins := func(who, conversation string) []int64 {
			t.Helper()
			var view struct{ Pins []int64 }
			c.do(who, "GET", "/v1/conversations/"+conversation, nil, 200, &view)
			return append([]int64{}, view.Pins...)
		}

		first, second := say("ada", "one"), say("bob", "two")
		var made loggedEntry
		pin("bob", first).Into(t, 201, &made)
		var log struct{ Items []map[string]any }
		c.do("ada", "GET", fmt.Sprint(at, "/entries?limit=1"), nil, 200, &log)
		c.equal("a line of its own", fmt.Sprint(log.Items[0]["seq"], log.Items[0]["content"]), fmt.Sprint(made.Seq, map[string]any{"messageSeq": first}))
		c.equal("again", pin("ada", first).Code(), "already_pinned")
		c.equal("what is not pinned", unpin("ada", second).Code(), "not_pinned")
		c.equal("no message", pin("ada", 1).Status, 404)
		c.equal("none yet", pin("ada", 99).Status, 404)
		c.equal("none at all", pin("ada", 0).Status, 422)
		c.equal("with a target", c.call("ada", "POST", at+"/entries", map[string]any{
			"clientId": uuid.NewString(), "kind": "pin", "targetSeq": first, "content": map[string]any{"messageSeq": first},
		}).Status, 422)
		c.equal("by a stranger", pin("dan", first).Status, 404)
		pin("ada", second).Into(t, 201, nil)
		third, fourth := say("bob", "three"), say("ada", "four")
		pin("ada", third).Into(t, 201, nil)
		c.equal("a fourth", pin("ada", fourth).Code(), "too_many_pins")
		c.equal("in their order", pins("bob", g.ID), []int64{first, second, third})
		c.equal("pins are not unread", c.view("bob", g.ID).Unread, 2)

		// Who unsends a message, or deletes it for themselves, takes it out of view.
		c.do("bob", "POST", at+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": second}, 201, nil)
		c.equal("unsent", pins("ada", g.ID), []int64{first, third})
		c.equal("nothing left to unpin", unpin("ada", second).Code(), "not_pinned")
		c.equal("nothing left to pin", pin("ada", second).Code(), "erased")
		c.do("bob", "POST", at+"/hidden", map[string]any{"seqs": []int64{first}}, 204, nil)
		c.equal("deleted by bob for himself", pins("bob", g.ID), []int64{third})
		c.equal("and there for ada", pins("ada", g.ID), []int64{first, third})

		// Who comes later sees no message by its pin that they cannot read.
		c.do("ada", "POST", at+"/members", map[string]any{"members": []string{c.of["cyd"].ID}}, 200, nil)
		pin("ada", fourth).Into(t, 201, nil)
		c.equal("of before", pins("cyd", g.ID), []int64{})
		fifth := say("cyd", "five")
		unpin("bob", third).Into(t, 201, nil)
		pin("cyd", fifth).Into(t, 201, nil)
		c.equal("of since then", pins("cyd", g.ID), []int64{fifth})
		var list struct{ Items []struct{ Pins []int64 } }
		c.do("cyd", "GET", "/v1/conversations", nil, 200, &list)
		c.equal("in the list too", list.Items[0].Pins, []int64{fifth})

		// Where admins alone change the name, they alone pin; who may not write may still, where everyone changes it.
		c.do("ada", "PATCH", at+"/group", map[string]any{"edit": "admins"}, 200, nil)
		c.equal("a member unpins", unpin("bob", fifth).Code(), "not_admin")
		unpin("ada", fifth).Into(t, 201, nil)
		c.do("ada", "PATCH", at+"/group", map[string]any{"edit": "all", "write": "admins"}, 200, nil)
		pin("bob", fifth).Into(t, 201, nil)

		// Between two people, both pin what both wrote, as long as they write to each other.
		pair := s.Open(t, c.of["ada"], c.of["bob"])
		at = "/v1/conversations/" + pair
		mine := say("ada", "hello")
		told := listen(t, s, c.of["ada"])
		pin("bob", mine).Into(t, 201, nil)
		for heard := ""; !strings.Contains(heard, `"kind":"pin"`); {
			select {
			case heard = <-told:
			case <-time.After(time.Minute):
				t.Fatal("the pin is not told")
			}
		}
		c.equal("by the other", pins("ada", pair), []int64{mine})
		c.do("ada", "PUT", "/v1/accounts/@bob/block", nil, 204, nil)
		c.equal("to who blocks one", unpin("bob", mine).Status, 403)
	})
}

// TestNothingStaysPinnedInAGroupThatAllHaveLeft has what is pinned disappear when nobody is there any more. That the store is sound is looked at when the test ends.
func TestNothingStaysPinnedInAGroupThatAllHaveLeft(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob")
		at := "/v1/conversations/" + c.group("ada", "Crew", "bob").ID
		add := func(kind string, content map[string]any) (e loggedEntry) {
			t.Helper()
			c.do("ada", "POST", at+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": kind, "content": content}, 201, &e)
			return e
		}
		add("settings", map[string]any{"disappearing": "24h"})
		add("pin", map[string]any{"messageSeq": add("message", map[string]any{"type": "text", "text": "one"}).Seq})
		for _, who := range []string{"bob", "ada"} {
			c.do(who, "DELETE", at+"/members/"+c.ids(who)[0], nil, 204, nil)
		}
		s.Clock.Move(25 * time.Hour)
		if err := s.App.Chat.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

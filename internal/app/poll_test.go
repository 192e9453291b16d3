package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

// TestPolls goes through what is asked, chosen and told in polls of a group and between two people.
func TestPolls(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd", "dan")
		g := c.group("ada", "Crew", "bob", "cyd")
		at := "/v1/conversations/" + g.ID
		add := func(who, kind string, target int64, content map[string]any) testkit.Answer {
			t.Helper()
			return c.call(who, "POST", at+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": kind, "targetSeq": target, "content": content})
		}
		ask := func(who string, poll map[string]any) int64 {
			t.Helper()
			var e loggedEntry
			add(who, "message", 0, map[string]any{"type": "poll", "text": "Where do we eat?", "poll": poll}).Into(t, 201, &e)
			return e.Seq
		}
		votes := func(who string, poll int64, options ...int) testkit.Answer {
			t.Helper()
			return add(who, "vote", poll, map[string]any{"options": append([]int{}, options...)})
		}
		own := func(who string, poll int64) string {
			t.Helper()
			var out struct{ Options []int }
			c.do(who, "GET", fmt.Sprint(at, "/entries/", poll, "/vote"), nil, 200, &out)
			return fmt.Sprint(out.Options)
		}
		answers := []string{"Canal", "Roof", "Home"}

		for name, poll := range map[string]map[string]any{
			"none":           nil,
			"one option":     {"options": answers[:1]},
			"thirteen":       {"options": strings.Split("abcdefghijklm", "")},
			"the same twice": {"options": []string{"Canal", " Canal "}},
			"an empty one":   {"options": []string{"Canal", " "}},
			"a long one":     {"options": []string{"Canal", strings.Repeat("é", 101)}},
			"a closing past": {"options": answers, "closesAt": s.Clock.Now().Add(-time.Second)},
			"a far closing":  {"options": answers, "closesAt": s.Clock.Now().AddDate(2, 0, 0)},
		} {
			c.equal(name, add("ada", "message", 0, map[string]any{"type": "poll", "text": "Where?", "poll": poll}).Status, 422)
		}
		c.equal("a long question", add("ada", "message", 0, map[string]any{"type": "poll", "text": strings.Repeat("é", 301), "poll": map[string]any{"options": answers}}).Status, 422)

		// By name: the log says who chose what, the last time.
		named := ask("bob", map[string]any{"options": answers})
		c.equal("a choice", votes("ada", named, 1).Status, 201)
		c.equal("another in its place", votes("ada", named, 2).Status, 201)
		c.equal("several where one is asked", votes("ada", named, 0, 1).Status, 422)
		c.equal("no option of it", votes("ada", named, 3).Status, 422)
		c.equal("one below", votes("ada", named, -1).Status, 422)
		c.equal("in no poll", votes("ada", 1).Status, 404)
		c.equal("by a stranger", votes("dan", named, 1).Status, 404)
		c.equal("ada", own("ada", named), "[2]")
		c.equal("ada takes it back", votes("ada", named).Status, 201)
		c.equal("ada has none", own("ada", named), "[]")
		c.equal("an edit", add("bob", "edit", named, map[string]any{"text": "Where?"}).Code(), "not_editable")
		c.equal("votes are not unread", c.view("bob", g.ID).Unread, 0)
		c.equal("closing by a member", add("cyd", "close", named, nil).Code(), "not_yours")
		c.equal("closing by an admin", add("ada", "close", named, nil).Status, 201)
		c.equal("too late", votes("cyd", named, 1).Code(), "poll_closed")

		// Anonymous: nobody reads a name, whichever way.
		hidden := ask("bob", map[string]any{"options": answers, "multiple": true, "anonymous": true, "closesAt": s.Clock.Now().Add(time.Hour)})
		told := listen(t, s, c.of["bob"])
		vote := map[string]any{"clientId": uuid.NewString(), "kind": "vote", "targetSeq": hidden, "content": map[string]any{"options": []int{2, 0, 2}}}
		var first, again loggedEntry
		c.do("ada", "POST", at+"/entries", vote, 201, &first)
		c.do("ada", "POST", at+"/entries", vote, 200, &again)
		c.equal("a retry", again.Seq, first.Seq)
		c.equal("the same client id of another", func() int {
			return c.call("cyd", "POST", at+"/entries", vote).Status
		}(), 201)
		var log struct{ Items []map[string]any }
		c.do("cyd", "GET", fmt.Sprint(at, "/entries?after=", hidden), nil, 200, &log)
		var counts []any
		for _, e := range log.Items {
			counts = append(counts, e["content"])
			c.equal("the name in the log", e["sender"], c.of["bob"].ID)
			if e["clientId"] == vote["clientId"] {
				t.Error("the log shows the id that the voter's client made")
			}
		}
		c.equal("the results", counts, []any{
			map[string]any{"counts": []any{1.0, 0.0, 1.0}, "voters": 1.0}, map[string]any{"counts": []any{2.0, 0.0, 2.0}, "voters": 2.0},
		})
		c.equal("ada's own", own("ada", hidden), "[0 2]")
		c.equal("bob's own", own("bob", hidden), "[]")
		for seen := 0; seen < 2; {
			select {
			case event := <-told:
				if strings.Contains(event, `"vote"`) {
					seen++
					if strings.Contains(event, c.of["ada"].ID) || strings.Contains(event, c.of["cyd"].ID) {
						t.Errorf("live, a vote comes with a name: %s", event)
					}
				}
			case <-time.After(time.Minute):
				t.Fatal("the votes are not told")
			}
		}
		c.do("cyd", "DELETE", at+"/members/"+c.of["cyd"].ID, nil, 204, nil)
		var last struct {
			Content struct{ Voters int }
		}
		votes("ada", hidden, 1).Into(t, 201, &last)
		c.equal("who left counts on", last.Content.Voters, 2)
		s.Clock.Move(time.Hour)
		c.equal("closed by the clock", votes("ada", hidden, 2).Code(), "poll_closed")
		add("bob", "unsend", hidden, nil).Into(t, 201, nil)
		c.equal("unsent", c.call("ada", "GET", fmt.Sprint(at, "/entries/", hidden, "/vote"), nil).Status, 404)

		// Between two people, by name alone.
		at = "/v1/conversations/" + s.Open(t, c.of["ada"], c.of["bob"])
		c.equal("anonymous between two", add("ada", "message", 0, map[string]any{"type": "poll", "text": "Tea?", "poll": map[string]any{"options": answers, "anonymous": true}}).Status, 422)
		pair := ask("ada", map[string]any{"options": answers})
		votes("bob", pair, 0).Into(t, 201, nil)
		c.equal("bob closes ada's", add("bob", "close", pair, nil).Code(), "not_yours")
		var found struct {
			Items []struct{ Entry loggedEntry }
		}
		c.do("bob", "GET", "/v1/messages?q=where+eat", nil, 200, &found)
		c.equal("found by what it asks", len(found.Items) > 0, true)
		c.do("bob", "PUT", "/v1/accounts/@ada/block", nil, 204, nil)
		c.equal("a vote to who blocks one", votes("ada", pair, 0).Status, 403)
	})
}

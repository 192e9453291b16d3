package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

// crew is a server with people, by their handles, who are friends of ada's unless a test says otherwise.
type crew struct {
	t  *testing.T
	s  *testkit.Server
	of map[string]testkit.Person
}

func newCrew(t *testing.T, s *testkit.Server, handles ...string) *crew {
	c := &crew{t, s, map[string]testkit.Person{}}
	for i, handle := range handles {
		c.of[handle] = s.SignUp(t, handle, strings.ToUpper(handle[:1])+handle[1:])
		if i > 0 {
			s.Befriend(t, c.of[handles[0]], c.of[handle])
		}
	}
	return c
}

func (c *crew) call(who, method, path string, body any) testkit.Answer {
	c.t.Helper()
	return c.s.Call(c.t, c.of[who].Token, method, path, body)
}

func (c *crew) do(who, method, path string, body any, want int, out any) {
	c.t.Helper()
	c.call(who, method, path, body).Into(c.t, want, out)
}

func (c *crew) ids(handles ...string) []string {
	ids := make([]string, len(handles))
	for i, handle := range handles {
		ids[i] = c.of[handle].ID
	}
	return ids
}

type outcome struct{ AccountID, Outcome, Code string }

type groupView struct {
	ID, Title, Role string
	MemberCount     int
	Head            struct {
		Seq     int64
		Preview *struct{ Sender, Text string }
	}
	Unread, ClearedBefore int64
	Members               []struct {
		Account struct{ ID, Name string }
		Role    string
	}
	Avatar *struct{ Small string }
	People []outcome
}

// group has who make one of people.
func (c *crew) group(who, title string, people ...string) groupView {
	c.t.Helper()
	var g groupView
	c.do(who, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": title, "members": c.ids(people...)}, 201, &g)
	return g
}

func (c *crew) view(who, id string) (g groupView) {
	c.t.Helper()
	c.do(who, "GET", "/v1/conversations/"+id, nil, 200, &g)
	return g
}

// roles are those of a group's members, as who sees them: handles with a role, in the order of the list.
func (c *crew) roles(who, id string) string {
	c.t.Helper()
	var page struct {
		Items []struct {
			Account struct{ Handle string }
			Role    string
		}
	}
	c.do(who, "GET", "/v1/conversations/"+id+"/members?limit=200", nil, 200, &page)
	var list []string
	for _, m := range page.Items {
		list = append(list, m.Account.Handle+" "+m.Role)
	}
	return strings.Join(list, ", ")
}

type loggedEntry struct {
	Seq     int64
	Kind    string
	Sender  string
	Content map[string]any
}

func (c *crew) log(who, id string) []loggedEntry {
	c.t.Helper()
	var page struct{ Items []loggedEntry }
	c.do(who, "GET", "/v1/conversations/"+id+"/entries?after=0&limit=200", nil, 200, &page)
	return page.Items
}

// lines are a log in short: the kind, and the text or the action.
func (c *crew) lines(who, id string) string {
	c.t.Helper()
	var lines []string
	for _, e := range c.log(who, id) {
		switch {
		case e.Kind == "message":
			lines = append(lines, e.Content["text"].(string))
		case e.Kind == "member":
			lines = append(lines, "("+e.Content["action"].(string)+")")
		default:
			lines = append(lines, "("+e.Kind+")")
		}
	}
	return strings.Join(lines, " ")
}

func (c *crew) says(who, id, text string) testkit.Answer {
	c.t.Helper()
	return c.call(who, "POST", "/v1/conversations/"+id+"/entries", map[string]any{
		"clientId": uuid.NewString(), "kind": "message", "content": map[string]any{"type": "text", "text": text},
	})
}

func (c *crew) equal(what string, got, want any) {
	c.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestAGroupIsMadeOfThoseWhomOneReaches(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob")
		for _, handle := range []string{"cyd", "dan", "eve"} {
			c.of[handle] = s.SignUp(t, handle, handle)
		}
		s.TakeMessages(t, c.of["cyd"], "everyone")
		s.TakeMessages(t, c.of["dan"], "nobody")
		s.TakeMessages(t, c.of["eve"], "everyone")
		c.do("eve", "PUT", "/v1/accounts/@ada/block", nil, 204, nil)

		client := uuid.NewString()
		body := map[string]any{"kind": "group", "title": " Tea\u202e  time ", "clientId": client, "members": append(c.ids("bob", "cyd", "dan", "eve", "ada"), uuid.NewString())}
		var g groupView
		c.do("ada", "POST", "/v1/conversations", body, 201, &g)
		c.equal("title", g.Title, "Tea time")
		c.equal("members", g.MemberCount, 2)
		got := map[string]string{}
		for _, p := range g.People {
			got[p.AccountID] = strings.TrimSpace(p.Outcome + " " + p.Code)
		}
		want := map[string]string{c.of["bob"].ID: "member", c.of["cyd"].ID: "invited", c.of["dan"].ID: "refused not_accepting", c.of["eve"].ID: "refused not_accepting"}
		for id, outcome := range want {
			c.equal("outcome", got[id], outcome)
		}
		c.equal("outcomes", len(got), 5) // and one who is nobody
		var again groupView
		c.do("ada", "POST", "/v1/conversations", body, 200, &again)
		c.equal("a retry", again.ID, g.ID)

		c.says("bob", g.ID, "hello").Into(t, 201, nil)
		c.equal("ada's log", c.lines("ada", g.ID), "(create) hello")
		c.equal("roles", c.roles("bob", g.ID), "ada owner, bob member")
		c.equal("cyd reads", c.call("cyd", "GET", "/v1/conversations/"+g.ID+"/entries", nil).Status, 404)

		// Who is asked sees nothing of the group before they open the invitation.
		text := string(c.call("cyd", "GET", "/v1/invitations", nil).Body)
		if strings.Contains(text, "Tea") || !strings.Contains(text, c.of["ada"].ID) {
			t.Errorf("the list of invitations: %s", text)
		}
		var counts struct{ Counts struct{ Requests int } }
		c.do("cyd", "GET", "/v1/conversations", nil, 200, &counts)
		c.equal("requests", counts.Counts.Requests, 1)
		var opened struct {
			Title       string
			MemberCount int
		}
		c.do("cyd", "GET", "/v1/invitations/"+g.ID, nil, 200, &opened)
		c.equal("opened", opened.Title, "Tea time")
		c.equal("of dan", c.call("dan", "GET", "/v1/invitations/"+g.ID, nil).Status, 404)
		c.answer("cyd", "accept", g.ID)
		c.says("ada", g.ID, "welcome").Into(t, 201, nil)
		c.equal("cyd's log begins with the joining", c.lines("cyd", g.ID), "(join) welcome")
		c.equal("cyd's unread", c.view("cyd", g.ID).Unread, 1)
		c.equal("roles", c.roles("cyd", g.ID), "ada owner, bob member, cyd member")
	})
}

func (c *crew) answer(who, action string, ids ...string) {
	c.t.Helper()
	body := map[string]any{"action": action, "conversations": ids}
	if action == "report" {
		body["reason"] = "spam"
	}
	var out struct {
		Items []struct {
			OK   bool
			Code string
		}
	}
	c.do(who, "POST", "/v1/requests", body, 200, &out)
	for _, item := range out.Items {
		if !item.OK {
			c.t.Errorf("%s by %s: %s", action, who, item.Code)
		}
	}
}

func TestRolesOfAGroup(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd", "dan", "eve")
		s.Befriend(t, c.of["bob"], c.of["eve"])
		g := c.group("ada", "Crew", "bob", "cyd", "dan")
		at := "/v1/conversations/" + g.ID
		role := func(who, whom, role string, want int) {
			t.Helper()
			c.equal(who+" makes "+whom+" "+role, c.call(who, "PATCH", at+"/members/"+c.of[whom].ID, map[string]any{"role": role}).Status, want)
		}
		remove := func(who, whom string, want int) {
			t.Helper()
			c.equal(who+" removes "+whom, c.call(who, "DELETE", at+"/members/"+c.of[whom].ID, nil).Status, want)
		}
		rules := func(who string, patch map[string]any, want int) {
			t.Helper()
			c.equal(fmt.Sprint(who, " changes ", patch), c.call(who, "PATCH", at+"/group", patch).Status, want)
		}
		role("bob", "cyd", "admin", 403)
		role("ada", "bob", "admin", 204)
		role("ada", "bob", "admin", 204) // once more changes nothing
		role("bob", "cyd", "admin", 204)
		role("bob", "cyd", "member", 403) // another admin
		role("bob", "ada", "member", 403)
		role("bob", "bob", "owner", 403)
		role("ada", "ada", "member", 403)
		role("ada", "eve", "admin", 404)
		remove("dan", "bob", 403)
		remove("bob", "cyd", 403)
		remove("bob", "ada", 403)
		remove("ada", "eve", 404)
		role("ada", "cyd", "member", 204)

		rules("dan", map[string]any{"title": "Dan's"}, 200)
		rules("dan", map[string]any{"edit": "admins"}, 403)
		rules("bob", map[string]any{"edit": "admins", "add": "admins", "write": "admins"}, 200)
		rules("dan", map[string]any{"title": "Mine"}, 403)
		c.equal("dan writes", c.says("dan", g.ID, "hey").Code(), "admins_write")
		c.says("bob", g.ID, "news").Into(t, 201, nil)
		react := map[string]any{"clientId": uuid.NewString(), "kind": "reaction", "targetSeq": c.view("bob", g.ID).Head.Seq, "content": map[string]any{"emoji": "👍"}}
		c.do("dan", "POST", at+"/entries", react, 201, nil)
		c.equal("dan adds", c.call("dan", "POST", at+"/members", map[string]any{"members": c.ids("eve")}).Code(), "not_admin")
		c.do("bob", "POST", at+"/members", map[string]any{"members": c.ids("eve", "cyd")}, 200, nil)
		c.equal("forged", c.call("ada", "POST", at+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "member", "content": map[string]any{"action": "add"}}).Status, 422)

		remove("bob", "dan", 204)
		remove("bob", "dan", 404)
		role("ada", "bob", "owner", 204)
		c.equal("handed over", c.roles("ada", g.ID), "bob owner, ada admin, cyd member, eve member")
		remove("bob", "bob", 204)
		c.equal("the owner left", c.roles("ada", g.ID), "ada owner, cyd member, eve member")
		remove("ada", "ada", 204)
		c.equal("who was there for longest", c.roles("eve", g.ID), "cyd owner, eve member")
		remove("eve", "eve", 204)
		remove("cyd", "cyd", 204)
		c.equal("nobody is left", c.call("cyd", "GET", at, nil).Status, 404)
	})
}

// TestWhoWasRemovedSeesNothingAfter asks every way by which something of a group comes to people.
func TestWhoWasRemovedSeesNothingAfter(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd")
		g := c.group("ada", "Secret club", "bob", "cyd")
		at := "/v1/conversations/" + g.ID
		c.says("ada", g.ID, "before the storm").Into(t, 201, nil)
		c.do("ada", "PUT", at+"/picture", grayPicture(t, 0), 200, nil)
		address := c.view("bob", g.ID).Avatar.Small
		c.equal("the picture", c.call("bob", "GET", address, nil).Status, 200)
		var synced struct{ Cursor string }
		c.do("bob", "GET", "/v1/sync", nil, 200, &synced)
		told := listen(t, s, c.of["bob"])

		c.do("ada", "DELETE", at+"/members/"+c.of["bob"].ID, nil, 204, nil)
		c.says("ada", g.ID, "after the storm").Into(t, 201, nil)
		s.Send(t, c.of["ada"], s.Open(t, c.of["ada"], c.of["bob"]), "elsewhere")
		for done := false; !done; {
			select {
			case event := <-told:
				if strings.Contains(event, "after the storm") {
					t.Errorf("told live: %s", event)
				}
				done = strings.Contains(event, "elsewhere")
			case <-time.After(time.Minute):
				t.Fatal("nothing more is told")
			}
		}
		for _, path := range []string{at, at + "/entries", at + "/entries?after=0", at + "/members", address, "/v1/invitations/" + g.ID} {
			c.equal(path, c.call("bob", "GET", path, nil).Status, 404)
		}
		c.equal("writes", c.says("bob", g.ID, "let me in").Status, 404)
		c.equal("adds", c.call("bob", "POST", at+"/members", map[string]any{"members": c.ids("bob")}).Status, 404)
		for _, path := range []string{"/v1/messages?q=storm", "/v1/messages?q=storm&conversation=" + g.ID, "/v1/conversations", "/v1/conversations?q=secret"} {
			if body := string(c.call("bob", "GET", path, nil).Body); strings.Contains(body, "storm") || strings.Contains(body, "Secret") {
				t.Errorf("%s: %s", path, body)
			}
		}
		var changes struct {
			Conversations []groupView
			Gone          []string
		}
		c.do("bob", "GET", "/v1/sync?cursor="+synced.Cursor, nil, 200, &changes)
		c.equal("gone", changes.Gone, []string{g.ID})
		if slices.ContainsFunc(changes.Conversations, func(v groupView) bool { return v.ID == g.ID }) {
			t.Error("sync lists a group that bob is not in")
		}

		// Who comes back is new.
		c.do("ada", "POST", at+"/members", map[string]any{"members": c.ids("bob")}, 200, nil)
		c.says("cyd", g.ID, "a new storm").Into(t, 201, nil)
		c.equal("bob's log", c.lines("bob", g.ID), "(add) a new storm")
		var hits struct{ Items []struct{ Title string } }
		c.do("bob", "GET", "/v1/messages?q=storm", nil, 200, &hits)
		c.equal("found", hits.Items, []struct{ Title string }{{"Secret club"}})
		c.do("bob", "GET", "/v1/sync?cursor="+synced.Cursor, nil, 200, &changes)
		if !slices.ContainsFunc(changes.Conversations, func(v groupView) bool { return v.ID == g.ID }) {
			t.Error("sync does not list the group that bob is in again")
		}
		c.do("ada", "PATCH", at+"/group", map[string]any{"history": "all"}, 200, nil)
		c.do("ada", "DELETE", at+"/members/"+c.of["cyd"].ID, nil, 204, nil)
		c.do("ada", "POST", at+"/members", map[string]any{"members": c.ids("cyd")}, 200, nil)
		if lines := c.lines("cyd", g.ID); !strings.HasPrefix(lines, "(create) before the storm (settings) (remove) after the storm") {
			t.Errorf("cyd's log: %s", lines)
		}
	})
}

// TestAGroupStandsInTheInboxByItsLog has groups and direct conversations in one list, in the order of their last messages, though nothing that is written in
// a group writes anyone's view.
func TestAGroupStandsInTheInboxByItsLog(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd")
		tick := func() { s.Clock.Move(time.Second) }
		one := c.group("ada", "One", "bob", "cyd")
		tick()
		two := c.group("ada", "Two", "bob")
		tick()
		talk := s.Open(t, c.of["ada"], c.of["bob"])
		s.Send(t, c.of["ada"], talk, "hi")
		tick()
		inbox := func(query string) string {
			t.Helper()
			var names []string
			for cursor := ""; ; {
				var page struct {
					Items []groupView
					Next  string
				}
				c.do("bob", "GET", "/v1/conversations?limit=1&cursor="+cursor+query, nil, 200, &page)
				for _, v := range page.Items {
					names = append(names, v.Title+fmt.Sprint(v.Unread))
				}
				if cursor = page.Next; cursor == "" {
					return strings.Join(names, " ")
				}
			}
		}
		c.equal("inbox", inbox(""), "1 Two0 One0")
		c.says("cyd", one.ID, "first").Into(t, 201, nil)
		tick()
		c.equal("inbox", inbox(""), "One1 1 Two0")
		c.equal("who wrote", c.view("bob", one.ID).Members[1].Account.Name, "Cyd")
		var counts struct{ Counts struct{ Inbox, Archived int } }
		c.do("bob", "GET", "/v1/conversations", nil, 200, &counts)
		c.equal("unread", counts.Counts.Inbox, 2)
		c.do("bob", "PATCH", "/v1/conversations/"+two.ID, map[string]any{"pinned": true}, 200, nil)
		c.equal("inbox", inbox(""), "Two0 One1 1")
		c.equal("by name", inbox("&q=tw"), "Two0")
		c.do("bob", "PUT", "/v1/conversations/"+one.ID+"/read", map[string]any{"seq": c.view("bob", one.ID).Head.Seq}, 204, nil)
		c.do("bob", "PATCH", "/v1/conversations/"+two.ID, map[string]any{"archived": true}, 200, nil)
		c.equal("inbox", inbox(""), "One0 1")
		c.do("bob", "GET", "/v1/conversations", nil, 200, &counts)
		c.equal("counts", counts.Counts, struct{ Inbox, Archived int }{1, 1})
		var synced struct{ Cursor string }
		s.Clock.Move(time.Minute)
		c.do("bob", "GET", "/v1/sync", nil, 200, &synced)
		c.says("ada", two.ID, "still here").Into(t, 201, nil)
		var changes struct{ Conversations []groupView }
		c.do("bob", "GET", "/v1/sync?cursor="+synced.Cursor, nil, 200, &changes)
		c.equal("synced", len(changes.Conversations), 1)
		c.equal("synced", changes.Conversations[0].Title, "Two")
		c.do("bob", "DELETE", "/v1/conversations/"+one.ID, nil, 204, nil)
		c.equal("cleared", inbox(""), "1")
		c.says("ada", one.ID, "again").Into(t, 201, nil)
		c.equal("back", inbox(""), "One1 1")
		s.Restart(t)
		c.equal("after a restart", inbox(""), "One1 1")
	})
}

// TestAnInvitationIsAnsweredOnce goes through the answers, and what each leaves.
func TestAnInvitationIsAnswered(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob")
		c.of["cyd"] = s.SignUp(t, "cyd", "Cyd")
		s.TakeMessages(t, c.of["cyd"], "everyone")
		g := c.group("ada", "Crew", "bob", "cyd")
		c.equal("outcome", c.outcomes(g.People), "member invited")
		add := func(who string) string {
			t.Helper()
			var out struct{ Items []outcome }
			c.do(who, "POST", "/v1/conversations/"+g.ID+"/members", map[string]any{"members": c.ids("cyd")}, 200, &out)
			return c.outcomes(out.Items)
		}
		c.equal("asked twice", add("ada"), "invited")
		c.answer("cyd", "delete", g.ID)
		c.equal("asked again", add("ada"), "refused not_accepting")
		c.equal("by another", add("bob"), "refused not_accepting")
		s.Clock.Move(31 * 24 * time.Hour)
		for _, p := range []string{"ada", "bob", "cyd"} {
			c.of[p] = s.SignIn(t, c.of[p])
		}
		c.equal("a month later", add("bob"), "invited")
		c.do("bob", "DELETE", "/v1/conversations/"+g.ID+"/members/"+c.of["bob"].ID, nil, 204, nil)
		c.equal("withdrawn", c.call("cyd", "GET", "/v1/invitations/"+g.ID, nil).Status, 404)
		c.equal("asked", add("ada"), "invited")
		c.answer("cyd", "report", g.ID)
		var reports struct{ Items []struct{ Kind string } }
		c.do("cyd", "GET", "/v1/me/reports", nil, 200, &reports)
		c.equal("reported", len(reports.Items), 1)
		other := c.group("ada", "Other", "cyd")
		c.equal("refused", c.outcomes(other.People), "refused not_accepting")
	})
}

func (c *crew) outcomes(list []outcome) string {
	var words []string
	for _, o := range list {
		words = append(words, strings.TrimSpace(o.Outcome+" "+o.Code))
	}
	slices.Sort(words)
	slices.Reverse(words)
	text, _ := json.Marshal(words)
	return strings.NewReplacer(`"`, "", "[", "", "]", "", ",", " ").Replace(string(text))
}

// TestMentionsAndWhoHasSeen goes through what is told of a message in a group.
func TestMentionsAndWhoHasSeen(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd", "dan")
		g := c.group("ada", "Crew", "bob", "cyd")
		at := "/v1/conversations/" + g.ID
		says := func(who string, content map[string]any) testkit.Answer {
			t.Helper()
			content["type"], content["text"] = "text", "listen"
			return c.call(who, "POST", at+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "message", "content": content})
		}
		mentioned := func(who string) bool {
			t.Helper()
			var v struct {
				MentionSeq int64
				Notify     string
			}
			c.do(who, "GET", at, nil, 200, &v)
			return v.MentionSeq > 0
		}
		var said loggedEntry
		says("ada", map[string]any{"mentions": c.ids("bob")}).Into(t, 201, &said)
		c.equal("bob and cyd", []bool{mentioned("bob"), mentioned("cyd")}, []bool{true, false})
		c.equal("the entry", said.Content["mentions"], c.ids("bob"))
		c.equal("a stranger", says("ada", map[string]any{"mentions": c.ids("dan")}).Status, 422)
		c.equal("everyone, by a member", says("bob", map[string]any{"mentionAll": true}).Code(), "not_admin")
		talk := s.Open(t, c.of["ada"], c.of["bob"])
		body := map[string]any{"clientId": uuid.NewString(), "kind": "message", "content": map[string]any{"type": "text", "text": "x", "mentions": c.ids("bob")}}
		c.equal("in a direct conversation", c.call("ada", "POST", "/v1/conversations/"+talk+"/entries", body).Status, 422)
		says("ada", map[string]any{"mentionAll": true}).Into(t, 201, &said)
		c.equal("cyd", mentioned("cyd"), true)
		c.do("cyd", "PATCH", at, map[string]any{"notify": "mentions"}, 200, nil)

		seen := func(who string, seq int64) string {
			t.Helper()
			var out struct {
				Count  int
				People []struct{ Handle string }
			}
			c.do(who, "GET", fmt.Sprint(at, "/entries/", seq, "/seen"), nil, 200, &out)
			return fmt.Sprint(out.Count, out.People)
		}
		c.equal("nobody", seen("ada", said.Seq), "0 []")
		for _, who := range []string{"bob", "cyd"} {
			c.do(who, "PUT", at+"/read", map[string]any{"seq": said.Seq}, 204, nil)
		}
		c.equal("cyd has read", mentioned("cyd"), false)
		c.equal("both", strings.Count(seen("ada", said.Seq), "{"), 2)
		c.do("bob", "PATCH", "/v1/me/privacy", map[string]any{"readReceipts": false}, 200, nil)
		c.equal("cyd alone", seen("ada", said.Seq), "1 [{cyd}]")
		c.equal("who hides theirs", seen("bob", said.Seq), "0 []")
		c.do("cyd", "PUT", "/v1/accounts/@ada/block", nil, 204, nil)
		c.equal("a block", seen("ada", said.Seq), "0 []")
		c.equal("no message", c.call("ada", "GET", at+"/entries/1/seen", nil).Status, 404)

		told := listen(t, s, c.of["ada"])
		c.do("bob", "PUT", at+"/typing", nil, 204, nil)
		s.Send(t, c.of["bob"], talk, "elsewhere")
		typed := false
		for done := false; !done; {
			select {
			case event := <-told:
				typed = typed || strings.Contains(event, `"typing"`) && strings.Contains(event, g.ID)
				done = strings.Contains(event, "elsewhere")
			case <-time.After(time.Minute):
				t.Fatal("nothing more is told")
			}
		}
		c.equal("typing", typed, true)
	})
}

// TestWhoIsInAGroupIsSuggested to the others in it, with how many groups they share, and no more once one left it.
func TestWhoIsInAGroupIsSuggested(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd", "fay")
		first := c.group("ada", "Choir", "bob", "cyd", "fay")
		c.group("ada", "Book club", "bob", "cyd")
		suggested := func(to string) (list string) {
			var out struct {
				Items []struct {
					Account struct{ Handle string }
					Reasons []struct {
						Type  string
						Count int
					}
				}
			}
			c.do(to, "GET", "/v1/me/suggestions", nil, 200, &out)
			for _, item := range out.Items {
				list += fmt.Sprintln(item.Account.Handle, item.Reasons)
			}
			return list
		}
		c.equal("to bob", suggested("bob"), "cyd [{common 1} {groups 2}]\nfay [{common 1} {groups 1}]\n")
		c.equal("to ada, whose friends they are", suggested("ada"), "")
		c.do("cyd", "DELETE", "/v1/accounts/@ada/follow", nil, 200, nil)
		c.do("fay", "DELETE", "/v1/accounts/@ada/follow", nil, 200, nil)
		c.equal("to bob, without friends in common", suggested("bob"), "cyd [{groups 2}]\nfay [{groups 1}]\n")
		c.do("bob", "DELETE", "/v1/me/suggestions/@cyd", nil, 204, nil)
		c.equal("to bob, who dismissed cyd", suggested("bob"), "fay [{groups 1}]\n")
		c.do("fay", "DELETE", "/v1/conversations/"+first.ID+"/members/"+c.of["fay"].ID, nil, 204, nil)
		c.equal("to bob, when fay left", suggested("bob"), "")
		c.equal("to fay, who is in no group", suggested("fay"), "")
	})
}

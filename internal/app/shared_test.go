package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
)

// TestProfilesAreSent goes through who sends whose profile, what is shown of it where, and to whom it is nobody's.
func TestProfilesAreSent(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd", "dan", "eve")
		ada, bob, cyd := c.of["ada"], c.of["bob"], c.of["cyd"]
		talk := s.Direct(t, ada, bob)
		say := func(who, talk, kind string, target int64, content map[string]any) testkit.Answer {
			t.Helper()
			body := map[string]any{"clientId": uuid.NewString(), "kind": kind, "content": content}
			if target > 0 {
				body["targetSeq"] = target
			}
			return c.call(who, "POST", "/v1/conversations/"+talk+"/entries", body)
		}
		profile := func(of string) map[string]any { return map[string]any{"type": "profile", "profile": of} }
		cards := func(who string, of ...string) (handles string) {
			t.Helper()
			var out struct {
				Items []struct{ Handle, Bio string }
			}
			c.do(who, "GET", "/v1/profiles?ids="+strings.Join(c.ids(of...), ","), nil, 200, &out)
			for _, one := range out.Items {
				handles += one.Handle + " "
			}
			return strings.TrimSpace(handles)
		}

		var sent loggedEntry
		say("ada", talk, "message", 0, profile(cyd.ID)).Into(t, 201, &sent)
		log := string(c.call("bob", "GET", "/v1/conversations/"+talk+"/entries", nil).Body)
		if !strings.Contains(log, `"profile":"`+cyd.ID+`"`) || strings.Contains(log, "Cyd") {
			t.Errorf("the log has more or less than whose profile it is: %s", log)
		}
		if inbox := string(c.call("bob", "GET", "/v1/conversations", nil).Body); !strings.Contains(inbox, `"type":"profile"`) {
			t.Errorf("the inbox says %s", inbox)
		}
		c.equal("as it is now", cards("bob", "cyd", "ada", "bob"), "cyd ada bob")
		c.do("cyd", "PATCH", "/v1/me", map[string]any{"name": "Cyd Charisse"}, 200, nil)
		if now := string(c.call("bob", "GET", "/v1/profiles?ids="+cyd.ID, nil).Body); !strings.Contains(now, "Cyd Charisse") {
			t.Errorf("once her name is another: %s", now)
		}
		if found := string(c.call("bob", "GET", "/v1/messages?kind=profiles", nil).Body); strings.Count(found, `"seq":`) != 1 {
			t.Errorf("what is found is %s", found)
		}
		c.equal("an edit", say("ada", talk, "edit", sent.Seq, map[string]any{"text": "hello"}).Code(), "not_text")
		c.equal("an answer", say("bob", talk, "message", 0, map[string]any{"type": "text", "text": "I know her", "replyTo": sent.Seq}).Status, 201)
		for name, content := range map[string]map[string]any{
			"of nobody": {"type": "profile"}, "with a text": {"type": "profile", "profile": cyd.ID, "text": "look"},
			"by a handle": profile("@cyd"), "by nothing": profile("00000000-0000-0000-0000-000000000000"),
		} {
			c.equal(name, say("ada", talk, "message", 0, content).Status, 422)
		}
		c.equal("of who never was", say("ada", talk, "message", 0, profile(uuid.NewString())).Code(), "profile_gone")

		// To a stranger it is a request, which holds text alone.
		fay := s.SignUp(t, "fay", "Fay")
		s.TakeMessages(t, fay, "everyone")
		c.equal("in a request", say("ada", s.Open(t, ada, fay), "message", 0, profile(cyd.ID)).Code(), "text_only")

		forward := func(who string) string {
			t.Helper()
			var out struct{ Items []forwarded }
			to := map[string]any{"conversationId": s.Direct(t, c.of[who], c.of["dan"]), "clientId": uuid.NewString()}
			c.do(who, "POST", fmt.Sprint("/v1/conversations/", talk, "/entries/", sent.Seq, "/forwards"), map[string]any{"targets": []any{to}}, 200, &out)
			if out.Items[0].Problem != nil {
				return out.Items[0].Problem.Code
			}
			return out.Items[0].Entry.Content.Type
		}
		c.equal("forwarded", forward("bob"), "profile")

		// Whatever parts two people, what they are told is one and the same.
		nobody := c.call("eve", "GET", "/v1/profiles?ids="+uuid.NewString(), nil)
		apart := func(why, who string, of testkit.Person) {
			t.Helper()
			if got := c.call(who, "GET", "/v1/profiles?ids="+of.ID, nil); string(got.Body) != string(nobody.Body) {
				t.Errorf("%s: %s is shown %s", why, who, got.Body)
			}
			c.equal(why+", sending it", say(who, s.Saved(t, c.of[who]), "message", 0, profile(of.ID)).Code(), "profile_gone")
		}
		c.do("cyd", "PUT", "/v1/accounts/"+bob.ID+"/block", nil, 204, nil)
		apart("who blocks him", "bob", cyd)
		apart("whom she blocks", "cyd", bob)
		c.equal("forwarded by whom she blocks", forward("bob"), "profile_gone")
		c.equal("to others", cards("eve", "cyd", "bob"), "cyd bob")
		suspend := func(until int64) {
			t.Helper()
			id, err := base.ParseID(cyd.ID)
			if err == nil {
				err = s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), `UPDATE accounts SET suspended_at = $2 WHERE account_id = $1`, id, until)
					return err
				})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		// Of who is suspended there is what there was: their page too would tell it otherwise.
		shown := map[string]string{}
		for _, path := range []string{"/v1/profiles?ids=" + cyd.ID, "/v1/accounts/" + cyd.ID, "/v1/accounts/@cyd", "/v1/accounts?q=cyd"} {
			shown[path] = string(c.call("eve", "GET", path, nil).Body)
		}
		suspend(5)
		for path, was := range shown {
			if is := string(c.call("eve", "GET", path, nil).Body); is != was || !strings.Contains(is, cyd.ID) {
				t.Errorf("%s, which was %s, is %s of who is suspended", path, was, is)
			}
		}
		c.equal("sending who is suspended", say("eve", s.Saved(t, c.of["eve"]), "message", 0, profile(cyd.ID)).Status, 201)
		suspend(0)
		for name, ids := range map[string]string{"none": "", "no id": "cyd", "too many": strings.Repeat(cyd.ID+",", 50) + ada.ID, "an empty one": cyd.ID + ","} {
			if got := c.call("eve", "GET", "/v1/profiles?ids="+ids, nil).Status; got != 422 {
				t.Errorf("%s: %d", name, got)
			}
		}
	})
}

// TestPlacesAreSent goes through what of a place is kept, what is refused, and who tells whom where exactly they are.
func TestPlacesAreSent(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "kim", "lee")
		talk, crew := s.Direct(t, c.of["ada"], c.of["bob"]), c.group("ada", "Crew", "bob", "kim").ID
		say := func(who, talk, kind string, target int64, content map[string]any) testkit.Answer {
			t.Helper()
			body := map[string]any{"clientId": uuid.NewString(), "kind": kind, "content": content}
			if target > 0 {
				body["targetSeq"] = target
			}
			return c.call(who, "POST", "/v1/conversations/"+talk+"/entries", body)
		}
		at := func(latitude, longitude, accuracy any) map[string]any {
			return map[string]any{"type": "location", "location": map[string]any{"latitude": latitude, "longitude": longitude, "accuracy": accuracy}}
		}
		for _, test := range []struct {
			latitude, longitude any
			accuracy            int
			want                string
		}{
			{48.886012345, 2.371987654, 12, `{"latitude":48.88601,"longitude":2.37199,"accuracy":12}`},
			{48.886012345, 2.371987654, 1000, `{"latitude":48.89,"longitude":2.37,"accuracy":1000}`},
			{-0.000001, -0.001, 2000, `{"latitude":0,"longitude":0,"accuracy":2000}`},
			{90, -180, 1, `{"latitude":90,"longitude":-180,"accuracy":1}`},
		} {
			answer := say("ada", talk, "message", 0, at(test.latitude, test.longitude, test.accuracy))
			answer.Into(t, 201, nil)
			if !strings.Contains(string(answer.Body), test.want) {
				t.Errorf("%v, %v within %d is kept as %s", test.latitude, test.longitude, test.accuracy, answer.Body)
			}
		}
		for name, content := range map[string]map[string]any{
			"nowhere": {"type": "location"}, "north of the pole": at(90.00001, 0, 10), "east of it all": at(0, 180.1, 10), "within nothing": at(0, 0, 0),
			"of anywhere": at(0, 0, 100_001), "in words": at("48", "2", 10), "past all numbers": at(1e308, 0, 10), "of nothing": at(nil, nil, nil), "in parts": at(1, 1, 1.5),
		} {
			if got := say("ada", talk, "message", 0, content); got.Status != 422 && name != "of nothing" {
				t.Errorf("%s: %d %s", name, got.Status, got.Body)
			}
		}

		labelled := at(48.886, 2.372, 15)
		labelled["text"] = "by the lock"
		var sent loggedEntry
		say("ada", talk, "message", 0, labelled).Into(t, 201, &sent)
		if inbox := string(c.call("bob", "GET", "/v1/conversations", nil).Body); !strings.Contains(inbox, `"type":"location","text":"by the lock"`) {
			t.Errorf("the inbox says %s", inbox)
		}
		for _, query := range []string{"q=lock", "kind=locations&q=lock"} {
			if found := string(c.call("bob", "GET", "/v1/messages?"+query, nil).Body); strings.Count(found, `"seq":`) != 1 {
				t.Errorf("%s finds %s", query, found)
			}
		}
		c.equal("what is there is another", say("ada", talk, "edit", sent.Seq, map[string]any{"text": "by the bridge"}).Status, 201)
		c.equal("unsent", say("ada", talk, "unsend", sent.Seq, nil).Status, 201)
		if log := string(c.call("bob", "GET", "/v1/conversations/"+talk+"/entries", nil).Body); strings.Contains(log, "48.886,") {
			t.Errorf("after it was unsent there is %s", log)
		}

		fay := s.SignUp(t, "fay", "Fay")
		s.TakeMessages(t, fay, "everyone")
		c.equal("in a request", say("ada", s.Open(t, c.of["ada"], fay), "message", 0, at(48.9, 2.4, 1000)).Code(), "text_only")

		// Of 16, one tells friends alone where exactly one is.
		kims := s.Direct(t, c.of["kim"], c.of["lee"])
		s.Send(t, c.of["lee"], kims, "where are you?")
		for _, young := range []string{"kim", "lee"} {
			was(t, s, young, s.Clock.Now().AddDate(-16, -1, 0))
			s.TakeMessages(t, c.of[young], "friends")
		}
		exact, rough := at(48.886, 2.372, 15), at(48.886, 2.372, 1000)
		c.equal("to a friend", say("kim", kims, "message", 0, exact).Status, 201)
		c.equal("in a group", say("kim", crew, "message", 0, exact).Code(), "location_exact")
		c.equal("about where", say("kim", crew, "message", 0, rough).Status, 201)
		c.equal("who is of age", say("bob", crew, "message", 0, exact).Status, 201)
		c.equal("for oneself", say("kim", s.Saved(t, c.of["kim"]), "message", 0, exact).Status, 201)
		c.do("lee", "DELETE", "/v1/accounts/"+c.of["kim"].ID+"/follow", nil, 200, nil)
		s.TakeMessages(t, c.of["lee"], "suggested")
		c.equal("to a friend no more", say("kim", kims, "message", 0, exact).Code(), "location_exact")
		c.equal("about where, to them", say("kim", kims, "message", 0, rough).Status, 201)
	})
}

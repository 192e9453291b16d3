package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"testing"
	"time"

	"causerie/internal/testkit"
)

// TestAGroupIsReported by who is in it, about its owner, and by who is asked, about who asks; staff and who reported see what it was called, and staff
// its picture of then, which nobody else sees any more.
func TestAGroupIsReported(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		c := newCrew(t, s, "ada", "bob", "cyd", "fay")
		g := c.group("ada", "Bad club", "bob")
		s.TakeMessages(t, c.of["cyd"], "everyone")
		c.do("cyd", "PUT", "/v1/accounts/@ada/restrict", nil, 204, nil)
		c.do("ada", "POST", "/v1/conversations/"+g.ID+"/members", map[string]any{"members": c.ids("cyd")}, 200, nil)
		c.says("ada", g.ID, "rude words").Into(t, 201, nil)
		shows := func(shade uint8) (address string) {
			var shown struct{ Avatar struct{ Large string } }
			c.do("ada", "PUT", "/v1/conversations/"+g.ID+"/picture", grayPicture(t, shade), 200, &shown)
			return shown.Avatar.Large
		}
		before := shows(0)
		reported := shows(80)
		original := c.call("ada", "GET", reported, nil).Body
		body := map[string]any{"target": map[string]any{"kind": "group", "conversationId": g.ID}, "reason": "hate"}
		c.do("bob", "POST", "/v1/reports", body, 201, nil)
		c.equal("the owner", c.call("ada", "POST", "/v1/reports", body).Status, 404)
		c.equal("a stranger", c.call("fay", "POST", "/v1/reports", body).Status, 404)
		c.answer("cyd", "report", g.ID)
		shows(160)
		c.do("ada", "DELETE", "/v1/conversations/"+g.ID+"/picture", nil, 200, nil)
		c.do("ada", "PATCH", "/v1/conversations/"+g.ID+"/group", map[string]any{"title": "Nice club"}, 200, nil)
		var own struct {
			Items []struct{ Kind, Title, Handle string }
		}
		for _, reporter := range []string{"bob", "cyd"} {
			c.do(reporter, "GET", "/v1/me/reports", nil, 200, &own)
			c.equal("what "+reporter+" reported", fmt.Sprint(own.Items), "[{group Bad club ada}]")
		}
		if err := s.App.Account.UserRole(t.Context(), "fay", "moderator"); err != nil {
			t.Fatal(err)
		}
		c.of["fay"] = s.SignIn(t, c.of["fay"])
		var queue struct{ Items []struct{ ID string } }
		c.do("fay", "GET", "/v1/moderation/cases", nil, 200, &queue)
		c.equal("cases", len(queue.Items), 1)
		var opened struct {
			Reported []struct {
				Kind  string
				Group struct {
					Title  string
					Avatar struct{ Large string }
				}
				Evidence []struct{ Content struct{ Text string } }
			}
		}
		s.Clock.Move(2 * time.Hour) // what is no evidence goes
		if err := s.App.Media.Sweep(t.Context(), s.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		c.do("fay", "GET", "/v1/moderation/cases/"+queue.Items[0].ID, nil, 200, &opened)
		c.equal("reports", len(opened.Reported), 2)
		for i, want := range []string{"[{{rude words}}]", "[]"} {
			one := opened.Reported[i]
			c.equal("a report", one.Kind+" "+one.Group.Title+" "+fmt.Sprint(one.Evidence), "group Bad club "+want)
			kept := c.call("fay", "GET", one.Group.Avatar.Large, nil)
			c.equal("its picture", kept.Status == 200 && bytes.Equal(kept.Body, original), true)
			c.equal("the same to somebody else", c.call("bob", "GET", one.Group.Avatar.Large, nil).Status, 404)
		}
		c.equal("a picture that nobody reported", c.call("ada", "GET", before, nil).Status, 404)
	})
}

// grayPicture is a PNG of one shade.
func grayPicture(t *testing.T, shade uint8) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, &image.Gray{Pix: bytes.Repeat([]byte{shade}, 64*64), Stride: 64, Rect: image.Rect(0, 0, 64, 64)}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

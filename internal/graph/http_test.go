package graph_test

import (
	"testing"

	"causerie/internal/testkit"
)

type profile struct {
	ID, Handle string
	Blocked    bool
}

type profiles struct {
	Items []profile
	Next  string
}

func TestPeopleOverHTTP(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, cyd := s.SignUp(t, "ada", "Ada Lovelace"), s.SignUp(t, "bob", "Bob Adamsky"), s.SignUp(t, "cyd", "Cyd Adair")
		var found profiles
		s.Call(t, ada.Token, "GET", "/v1/accounts?q=ADA&limit=1", nil).Into(t, 200, &found)
		if len(found.Items) != 1 || found.Next == "" {
			t.Fatalf("first page %+v", found)
		}
		first := found.Items[0].ID
		s.Call(t, ada.Token, "GET", testkit.Path("/v1/accounts?q=ADA&limit=1&cursor=%s", found.Next), nil).Into(t, 200, &found)
		if len(found.Items) != 1 || found.Items[0].ID == first || found.Items[0].ID == ada.ID {
			t.Errorf("second page %+v", found)
		}
		var one profile
		s.Call(t, ada.Token, "GET", "/v1/accounts/@bob", nil).Into(t, 200, &one)
		if one.ID != bob.ID {
			t.Errorf("profile %+v", one)
		}
		s.Call(t, ada.Token, "PUT", "/v1/accounts/"+bob.ID+"/block", nil).Into(t, 204, nil)
		s.Call(t, ada.Token, "PUT", "/v1/accounts/@cyd/block", nil).Into(t, 204, nil)
		s.Call(t, ada.Token, "DELETE", "/v1/accounts/"+cyd.ID+"/block", nil).Into(t, 204, nil)
		s.Call(t, ada.Token, "PUT", "/v1/accounts/"+ada.ID+"/block", nil).Into(t, 422, nil)
		s.Call(t, bob.Token, "GET", "/v1/accounts/"+ada.ID, nil).Into(t, 404, nil)
		s.Call(t, ada.Token, "GET", "/v1/accounts/"+bob.ID, nil).Into(t, 200, &one)
		if !one.Blocked {
			t.Errorf("profile %+v", one)
		}
		var blocked profiles
		s.Call(t, ada.Token, "GET", "/v1/me/blocked", nil).Into(t, 200, &blocked)
		if len(blocked.Items) != 1 || blocked.Items[0].ID != bob.ID || blocked.Next != "" {
			t.Errorf("blocked are %+v", blocked)
		}
		for _, path := range []string{"/v1/accounts?q=a&limit=0", "/v1/accounts?q=a&limit=101", "/v1/accounts?q=a&cursor=x", "/v1/me/blocked?cursor=x"} {
			if got := s.Call(t, ada.Token, "GET", path, nil); got.Status != 422 {
				t.Errorf("%s: %d %s", path, got.Status, got.Body)
			}
		}
	})
}

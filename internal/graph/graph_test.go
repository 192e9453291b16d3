package graph_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func (p profiles) handles() string {
	var all []string
	for _, item := range p.Items {
		all = append(all, item.Handle)
	}
	return strings.Join(all, " ")
}

func search(t *testing.T, s *testkit.Server, as testkit.Person, query string) profiles {
	t.Helper()
	var found profiles
	s.Call(t, as.Token, http.MethodGet, "/v1/accounts?"+query, nil).Into(t, 200, &found)
	return found
}

func TestPeopleAreFoundByTheBeginningsOfTheirNames(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada := s.SignUp(t, "ada", "Ada Lovelace")
		s.SignUp(t, "zoe.m", "Zoë Étienne")
		s.SignUp(t, "zora", "Zora Neale")
		tests := map[string]string{
			"q=zo": "zoe.m zora", "q=ZOE": "zoe.m", "q=etien": "zoe.m", "q=%C3%89TI+zo": "zoe.m", "q=@zora": "zora",
			"q=neale": "zora", "q=ora": "", "q=ada": "", "q=": "", "q=%20%F0%9F%91%8B": "",
		}
		for query, want := range tests {
			if got := search(t, s, ada, query).handles(); got != want {
				t.Errorf("%s finds %q, want %q", query, got, want)
			}
		}
	})
}

func TestSearchIsPagedWithoutLossOrRepetition(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada := s.SignUp(t, "ada", "Ada")
		want := map[string]bool{}
		for i := range 7 {
			p := s.SignUp(t, fmt.Sprintf("many.%c", 'a'+i), "Many Marie")
			want[p.Handle] = true
		}
		query := "q=ma&limit=3"
		for {
			page := search(t, s, ada, query)
			for _, item := range page.Items {
				if !want[item.Handle] {
					t.Errorf("%s came twice or was not to come", item.Handle)
				}
				delete(want, item.Handle)
			}
			if page.Next == "" {
				break
			}
			query = "q=ma&limit=3&cursor=" + page.Next
		}
		if len(want) > 0 {
			t.Errorf("never came: %v", want)
		}
		if got := s.Call(t, ada.Token, http.MethodGet, "/v1/accounts?q=ma&cursor=nonsense", nil); got.Status != 422 || got.Code() != "cursor_invalid" {
			t.Errorf("a bad cursor: %d %s", got.Status, got.Body)
		}
	})
}

func TestABlockHidesBothFromEachOtherAndIsToldToNobody(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		for range 2 { // blocking again changes nothing
			s.Call(t, ada.Token, http.MethodPut, "/v1/accounts/@bob/block", nil).Into(t, 204, nil)
		}
		if got := search(t, s, ada, "q=bob").handles() + search(t, s, bob, "q=ada").handles(); got != "" {
			t.Errorf("found in spite of the block: %q", got)
		}
		if got := s.Call(t, bob.Token, http.MethodGet, "/v1/accounts/"+ada.ID, nil); got.Status != 404 {
			t.Errorf("bob sees ada: %d", got.Status)
		}
		var mine struct{ Blocked bool }
		s.Call(t, ada.Token, http.MethodGet, "/v1/accounts/@bob", nil).Into(t, 200, &mine)
		if !mine.Blocked {
			t.Error("ada is not shown that she blocks bob")
		}
		var list profiles
		s.Call(t, ada.Token, http.MethodGet, "/v1/me/blocked", nil).Into(t, 200, &list)
		if list.handles() != "bob" || list.Next != "" {
			t.Errorf("ada's list: %+v", list)
		}
		var answers []int
		for _, name := range []string{ada.ID, "0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d", "@ada", "@nobody.here"} {
			answers = append(answers, s.Call(t, bob.Token, http.MethodPut, "/v1/accounts/"+name+"/block", nil).Status)
		}
		if answers[0] != answers[1] || answers[2] != answers[3] {
			t.Errorf("blocking tells whether ada exists: %v", answers)
		}
		s.Call(t, bob.Token, http.MethodDelete, "/v1/accounts/"+ada.ID+"/block", nil).Into(t, 204, nil)
		s.Call(t, ada.Token, http.MethodDelete, "/v1/accounts/@bob/block", nil).Into(t, 204, nil)
		if got := search(t, s, bob, "q=ada").handles(); got != "ada" {
			t.Errorf("after the block bob finds %q", got)
		}
		if got := s.Call(t, ada.Token, http.MethodPut, "/v1/accounts/@ada/block", nil); got.Status != 422 {
			t.Errorf("blocking oneself: %d", got.Status)
		}
	})
}

func TestABlockReachesOnesOtherDevices(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		s.Direct(t, ada, bob)
		for _, method := range []string{http.MethodPut, http.MethodDelete} {
			s.Clock.Move(time.Minute)
			var start struct{ Cursor string }
			s.Call(t, ada.Token, http.MethodGet, "/v1/sync", nil).Into(t, 200, &start)
			s.Clock.Move(time.Minute)
			s.Call(t, ada.Token, method, "/v1/accounts/@bob/block", nil).Into(t, 204, nil)
			var changes struct {
				Conversations []struct{ Members []struct{ Account profile } }
			}
			s.Call(t, ada.Token, http.MethodGet, testkit.Path("/v1/sync?cursor=%s", start.Cursor), nil).Into(t, 200, &changes)
			if len(changes.Conversations) != 1 {
				t.Fatalf("%s: sync tells of %d conversations", method, len(changes.Conversations))
			}
			for _, m := range changes.Conversations[0].Members {
				if m.Account.Blocked != (m.Account.ID == bob.ID && method == http.MethodPut) {
					t.Errorf("%s: sync shows %+v", method, m.Account)
				}
			}
		}
	})
}

func TestWhoBlocksShowsNoMoreThanTheirNameInOldConversations(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		s.Call(t, ada.Token, http.MethodPatch, "/v1/me", map[string]any{"bio": "Reads at night."}).Into(t, 200, nil)
		c := s.Direct(t, ada, bob)
		adaIn := func() string {
			t.Helper()
			var view struct {
				Members []struct {
					Account struct{ ID, Handle, Name, Bio string }
				}
			}
			s.Call(t, bob.Token, http.MethodGet, "/v1/conversations/"+c, nil).Into(t, 200, &view)
			for _, m := range view.Members {
				if m.Account.ID == ada.ID {
					return m.Account.Handle + "/" + m.Account.Name + "/" + m.Account.Bio
				}
			}
			return ""
		}
		if got := adaIn(); got != "ada/Ada/Reads at night." {
			t.Errorf("before the block bob sees %q", got)
		}
		s.Call(t, ada.Token, http.MethodPut, "/v1/accounts/@bob/block", nil).Into(t, 204, nil)
		if got := adaIn(); got != "ada/Ada/" {
			t.Errorf("after the block bob sees %q", got)
		}
	})
}

func TestBlockedListIsPaged(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada := s.SignUp(t, "ada", "Ada")
		for i := range 5 {
			p := s.SignUp(t, fmt.Sprintf("person.%c", 'a'+i), "Person")
			s.Call(t, ada.Token, http.MethodPut, "/v1/accounts/"+p.ID+"/block", nil).Into(t, 204, nil)
			s.Clock.Move(1e9)
		}
		var got []string
		path := "/v1/me/blocked?limit=2"
		for path != "" {
			var page profiles
			s.Call(t, ada.Token, http.MethodGet, path, nil).Into(t, 200, &page)
			got = append(got, page.handles())
			path = ""
			if page.Next != "" {
				path = "/v1/me/blocked?limit=2&cursor=" + page.Next
			}
		}
		if want := "person.e person.d|person.c person.b|person.a"; strings.Join(got, "|") != want {
			t.Errorf("pages %q, want %q", got, want)
		}
	})
}

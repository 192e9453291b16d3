package app_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"causerie/internal/testkit"
)

// jumps are ways in which a server's clock is set back: while it runs, and while it does not.
var jumps = []struct {
	name string
	back func(t *testing.T, s *testkit.Server, by time.Duration)
}{
	{"at run time", func(_ *testing.T, s *testkit.Server, by time.Duration) { s.Clock.Move(-by) }},
	{"across a restart", func(t *testing.T, s *testkit.Server, by time.Duration) {
		s.Clock.Move(-by)
		s.Restart(t)
	}},
}

// eachJump runs test on both engines, with each way to set the clock back by 30 seconds and by a day.
func eachJump(t *testing.T, test func(t *testing.T, s *testkit.Server, back func())) {
	t.Helper()
	for _, jump := range jumps {
		for _, by := range []time.Duration{30 * time.Second, 24 * time.Hour} {
			t.Run(fmt.Sprintf("%s by %s", jump.name, by), func(t *testing.T) {
				testkit.Each(t, func(t *testing.T, s *testkit.Server) {
					test(t, s, func() { jump.back(t, s, by) })
				})
			})
		}
	}
}

type syncAnswer struct {
	Conversations []struct{ ID string }
	Cursor        string
}

// changes are the conversations that a sync tells of; expired when the server wants the client to start over.
func changes(t *testing.T, s *testkit.Server, token, cursor string) (ids []string, next string, expired bool) {
	t.Helper()
	answer := s.Call(t, token, "GET", "/v1/sync?cursor="+cursor, nil)
	if answer.Code() == "cursor_expired" {
		return nil, "", true
	}
	var out syncAnswer
	answer.Into(t, http.StatusOK, &out)
	for _, c := range out.Conversations {
		ids = append(ids, c.ID)
	}
	return ids, out.Cursor, false
}

func TestSyncLosesNothingWhenTheClockGoesBack(t *testing.T) {
	eachJump(t, func(t *testing.T, s *testkit.Server, back func()) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		talk := s.Direct(t, ada, bob)
		s.Send(t, ada, talk, "before")
		_, cursor, _ := changes(t, s, bob.Token, "")
		back()
		s.Send(t, ada, talk, "after")
		for _, later := range []time.Duration{0, 2 * time.Minute, 2 * 24 * time.Hour} {
			s.Clock.Move(later)
			if ids, _, expired := changes(t, s, bob.Token, cursor); !expired && len(ids) != 1 {
				t.Errorf("%s later, the sync tells of %v", later, ids)
			}
		}
	})
}

func TestTheInboxKeepsItsOrderWhenTheClockGoesBack(t *testing.T) {
	eachJump(t, func(t *testing.T, s *testkit.Server, back func()) {
		ada := s.SignUp(t, "ada", "Ada")
		var talks []string
		for i := range 5 {
			talks = append(talks, s.Direct(t, ada, s.SignUp(t, fmt.Sprintf("friend%d", i), "Friend")))
		}
		var want []string
		say := func(talk string) {
			s.Send(t, ada, talk, "hello")
			want = append([]string{talk}, want...)
		}
		say(talks[0])
		back()
		for _, talk := range talks[1:] {
			say(talk)
		}
		var inbox struct{ Items []struct{ ID string } }
		s.Call(t, ada.Token, "GET", "/v1/conversations", nil).Into(t, http.StatusOK, &inbox)
		var got []string
		for _, c := range inbox.Items {
			got = append(got, c.ID)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the inbox is %v, want %v", got, want)
		}
	})
}

func TestAClockThatWasAheadForAMomentExpiresNothingForLong(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		talk := s.Direct(t, ada, bob)
		seq := s.Send(t, ada, talk, "before")
		wrong := func() int {
			return s.Call(t, "", "POST", "/v1/sessions", map[string]string{"handle": "bob", "password": "wrong-guess"}).Status
		}
		s.Clock.Move(25 * time.Hour)
		s.Send(t, bob, talk, "while it was ahead")
		for wrong() != http.StatusTooManyRequests {
		}
		s.Clock.Move(-25 * time.Hour)

		edit := map[string]any{"clientId": "0190a0a0-0000-4000-8000-000000000001", "kind": "edit", "targetSeq": seq, "content": map[string]any{"text": "edited"}}
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+talk+"/entries", edit).Into(t, http.StatusCreated, nil)
		s.Call(t, "", "POST", "/v1/sessions", map[string]string{"handle": "bob", "password": testkit.Password}) // may have to wait
		s.Clock.Move(15 * time.Minute)                                                                          // what guessing costs at most
		if s.SignIn(t, bob).Token == "" {
			t.Error("Bob is still kept out")
		}
	})
}

package app_test

import (
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"causerie/internal/testkit"
)

func TestACursorOfAnEarlierRunTellsOfTheLastQuarterOfAnHour(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		talk := s.Direct(t, ada, bob)
		s.Send(t, ada, talk, "hello")
		for _, step := range []struct {
			later time.Duration
			told  bool
		}{{15*time.Minute - time.Millisecond, true}, {time.Millisecond, true}, {time.Millisecond, false}} {
			s.Clock.Move(step.later)
			_, cursor, _ := changes(t, s, bob.Token, "")
			s.Restart(t)
			if ids, _, expired := changes(t, s, bob.Token, cursor); expired || slices.Contains(ids, talk) != step.told {
				t.Errorf("told of %v, expired %v; want told %v", ids, expired, step.told)
			}
		}
	})
}

func TestRetryAfterIsTheWholeWaitAndNoMore(t *testing.T) {
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		ada := s.SignUp(t, "ada", "Ada")
		try := func(password string) testkit.Answer {
			return s.Call(t, "", "POST", "/v1/sessions", map[string]string{"handle": ada.Handle, "password": password})
		}
		wait := func() time.Duration {
			answer := try(testkit.Password)
			answer.Into(t, http.StatusTooManyRequests, nil)
			seconds, err := strconv.Atoi(answer.Header.Get("Retry-After"))
			if err != nil {
				t.Fatal(err)
			}
			return time.Duration(seconds) * time.Second
		}
		for range 8 {
			try("wrong-guess").Into(t, http.StatusUnauthorized, nil)
		}
		for _, cost := range []time.Duration{2 * time.Second, 4 * time.Second} {
			try("wrong-guess").Into(t, http.StatusUnauthorized, nil)
			if got := wait(); got != cost {
				t.Errorf("Retry-After is %v, want %v", got, cost)
			}
			s.Clock.Move(time.Millisecond)
			if got := wait(); got != cost {
				t.Errorf("a millisecond later, Retry-After is %v, want %v", got, cost)
			}
			s.Clock.Move(cost - 2*time.Millisecond)
			if got := wait(); got != time.Second {
				t.Errorf("a millisecond before the end, Retry-After is %v", got)
			}
			s.Clock.Move(time.Millisecond)
		}
		try(testkit.Password).Into(t, http.StatusCreated, nil)
	})
}

package app_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/testkit"
)

type viewing struct {
	Kind, URL, Poster       string
	Width, Height, Duration int
	Until                   time.Time
}

type onceTalk struct {
	*testing.T
	s *testkit.Server
	c string
}

func (k onceTalk) send(from testkit.Person, kind, id string) int64 {
	k.Helper()
	var sent struct {
		Seq     int64
		Content map[string]any
	}
	k.try(from, kind, id).Into(k.T, 201, &sent)
	if once, ok := sent.Content["once"].(map[string]any); !ok || once["id"] != nil || sent.Content["photos"] != nil {
		k.Errorf("the log says %+v of what is viewed once", sent.Content)
	}
	return sent.Seq
}

func (k onceTalk) try(from testkit.Person, kind, id string) testkit.Answer {
	k.Helper()
	return k.s.Call(k.T, from.Token, "POST", "/v1/conversations/"+k.c+"/entries", map[string]any{
		"clientId": uuid.NewString(), "kind": "message", "content": map[string]any{"type": "once", "once": map[string]any{"kind": kind, "id": id}},
	})
}

func (k onceTalk) opening(seq int64) string {
	return testkit.Path("/v1/conversations/%s/entries/%s/opening", k.c, strconv.FormatInt(seq, 10))
}

func (k onceTalk) open(p testkit.Person, seq int64) (v viewing) {
	k.Helper()
	k.s.Call(k.T, p.Token, "POST", k.opening(seq), nil).Into(k.T, 200, &v)
	return v
}

// gone fails unless there is nothing to open any more.
func (k onceTalk) gone(p testkit.Person, seq int64, what string) {
	k.Helper()
	if again := k.s.Call(k.T, p.Token, "POST", k.opening(seq), nil); again.Status != 410 || again.Code() != "once_gone" {
		k.Errorf("%s: %d %s", what, again.Status, again.Body)
	}
}

func (k onceTalk) status(p testkit.Person, address string) int {
	k.Helper()
	return k.s.Call(k.T, p.Token, "GET", address, nil).Status
}

func (k onceTalk) stored(id string) (n int) {
	k.Helper()
	at, err := base.ParseID(id)
	if err == nil {
		err = k.s.App.DB.ReadRow(k.Context(), `SELECT COUNT(*) FROM media WHERE media_id = $1`, []any{at}, &n)
	}
	if err != nil {
		k.Fatal(err)
	}
	return n
}

func (k onceTalk) expire() {
	k.Helper()
	if err := k.s.App.Chat.Expire(k.Context()); err != nil {
		k.Fatal(err)
	}
}

func TestWhatIsViewedOnceIsOpenedOnceByEachAndErased(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "eve", "Eve")
		phone := s.SignIn(t, bob)
		k := onceTalk{t, s, s.Direct(t, ada, bob)}
		s.Send(t, bob, k.c, "show me")

		photo := s.Photo(t, ada, 40, 60)
		if refused := k.try(bob, "photo", photo); refused.Code() != "photo_gone" {
			t.Errorf("sending another's photo: %d %s", refused.Status, refused.Body)
		}
		seq := k.send(ada, "photo", photo)
		if again := k.try(ada, "photo", photo); again.Code() != "photo_gone" {
			t.Errorf("sending it twice: %d %s", again.Status, again.Body)
		}
		for name, address := range map[string]string{"photo": "/v1/photos/" + ada.ID + "/" + photo + "/large", "small": "/v1/photos/" + ada.ID + "/" + photo + "/small"} {
			for _, p := range []testkit.Person{ada, bob, eve} {
				if got := k.status(p, address); got != 404 {
					t.Errorf("%s is given to %s by its address: %d", name, p.Handle, got)
				}
			}
		}
		message := func(kind string, target int64, content map[string]any) testkit.Answer {
			body := map[string]any{"clientId": uuid.NewString(), "kind": kind, "content": content}
			if target > 0 {
				body["targetSeq"] = target
			}
			return s.Call(t, ada.Token, "POST", "/v1/conversations/"+k.c+"/entries", body)
		}
		for code, got := range map[string]testkit.Answer{
			"not_text":     message("edit", seq, map[string]any{"text": "x"}),
			"not_pinnable": message("pin", 0, map[string]any{"messageSeq": seq}),
			"invalid":      message("message", 0, map[string]any{"type": "once", "text": "x", "once": map[string]any{"kind": "photo", "id": photo}}),
			"not_forwardable": s.Call(t, bob.Token, "POST", testkit.Path("/v1/conversations/%s/entries/%s/forwards", k.c, strconv.FormatInt(seq, 10)),
				map[string]any{"targets": []map[string]any{{"conversationId": k.c, "clientId": uuid.NewString()}}}),
		} {
			if got.Code() != code {
				t.Errorf("want %s, got %d %s", code, got.Status, got.Body)
			}
		}
		k.gone(ada, seq, "its sender opens it")
		if got := s.Call(t, eve.Token, "POST", k.opening(seq), nil); got.Status != 404 {
			t.Errorf("a stranger opens it: %d", got.Status)
		}

		v := k.open(bob, seq)
		if v.Kind != "photo" || v.Width != 40 || v.Height != 60 || v.Poster != "" {
			t.Errorf("opened: %+v", v)
		}
		if again := k.open(bob, seq); again != v {
			t.Errorf("asked again, the same session gets %+v and not %+v", again, v)
		}
		k.gone(phone, seq, "another device opens it as well")
		got := s.Exchange(t, bob.Token, "GET", v.URL, map[string]string{"Range": "bytes=0-9"}, nil)
		if got.Status != http.StatusPartialContent || got.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("a part of it: %d, kept as %q", got.Status, got.Header.Get("Cache-Control"))
		}
		for _, p := range []testkit.Person{phone, ada, eve} {
			if got := k.status(p, v.URL); got != 404 {
				t.Errorf("the address is good for another session: %d", got)
			}
		}
		if got := k.status(bob, strings.Replace(v.URL, "/2048?", "/720?", 1)); got != 404 {
			t.Errorf("the address is good for another size: %d", got)
		}
		if k.stored(photo) != 1 {
			t.Error("it was erased while it is viewed")
		}
		s.Call(t, bob.Token, "DELETE", k.opening(seq), nil).Into(t, 204, nil)
		if got := k.status(bob, v.URL); got != 410 {
			t.Errorf("the address after the viewing: %d", got)
		}
		k.gone(bob, seq, "opening it after the viewing")
		s.Clock.Move(5 * time.Minute)
		k.expire()
		if k.stored(photo) != 0 {
			t.Error("it is still stored after everybody has viewed it")
		}
		k.gone(bob, seq, "opening what is erased")
		var opened struct {
			Items []struct {
				Seq   int64
				Count int
			}
		}
		for _, p := range []testkit.Person{ada, bob, phone} {
			s.Call(t, p.Token, "GET", "/v1/conversations/"+k.c+"/opened", nil).Into(t, 200, &opened)
			if len(opened.Items) != 1 || opened.Items[0].Seq != seq || opened.Items[0].Count != 1 {
				t.Errorf("%s is told that %+v was opened", p.Handle, opened.Items)
			}
		}

		voice := k.send(ada, "voice", s.Voice(t, ada))
		if v := k.open(phone, voice); v.Kind != "voice" || v.Duration == 0 || k.status(phone, v.URL) != 200 {
			t.Errorf("a voice note: %+v", v)
		}
	})
}

func TestOfTwoDevicesThatOpenAtOnceOneGetsIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		devices := []testkit.Person{bob, s.SignIn(t, bob), s.SignIn(t, bob), s.SignIn(t, bob)}
		k := onceTalk{t, s, s.Direct(t, ada, bob)}
		s.Send(t, bob, k.c, "show me")
		for range 5 {
			seq := k.send(ada, "photo", s.Photo(t, ada, 4, 4))
			statuses := make([]int, len(devices))
			var all sync.WaitGroup
			for i, device := range devices {
				all.Go(func() { statuses[i] = s.Call(t, device.Token, "POST", k.opening(seq), nil).Status })
			}
			all.Wait()
			given := 0
			for _, status := range statuses {
				if status == 200 {
					given++
				} else if status != 410 {
					t.Errorf("a device gets %d", status)
				}
			}
			if given != 1 {
				t.Errorf("%d devices have opened it", given)
			}
		}
	})
}

func TestAnOpeningThatTheStoreFailsIsNone(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		k := onceTalk{t, s, s.Direct(t, ada, bob)}
		s.Send(t, bob, k.c, "show me")
		seq := k.send(ada, "photo", s.Photo(t, ada, 4, 4))
		who, err := base.ParseID(bob.ID)
		talk, err2 := base.ParseID(k.c)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		ctx, fail := context.WithCancel(t.Context())
		defer fail()
		s.App.DB.Watch(func(query string, _ []any) {
			if strings.Contains(query, "FROM media") { // the last thing that an opening asks
				fail()
			}
		})
		_, err = s.App.Chat.OpenOnce(ctx, api.Actor{Account: who}, talk, seq)
		s.App.DB.Watch(nil)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("opening fails with %v", err)
		}
		k.open(bob, seq)
	})
}

func TestAGroupOpensOnceEachAndUnsendingAndTimeEndIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		ada, bob, cyd, dan := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "cyd", "Cyd"), s.SignUp(t, "dan", "Dan")
		s.Befriend(t, ada, dan)
		k := onceTalk{t, s, s.Group(t, ada, "Crew", bob, cyd)}
		s.Call(t, ada.Token, "PATCH", "/v1/conversations/"+k.c+"/group", map[string]any{"history": "all"}).Into(t, 200, nil)
		s.Clock.Move(time.Second)
		photo := s.Photo(t, ada, 4, 4)
		seq := k.send(ada, "photo", photo)
		s.Clock.Move(time.Second)
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+k.c+"/members", map[string]any{"members": []string{dan.ID}}).Into(t, 200, nil)
		k.gone(dan, seq, "who came later opens it")
		k.open(bob, seq)
		s.Clock.Move(10 * time.Minute)
		k.expire()
		if k.stored(photo) != 1 {
			t.Error("it is erased before everybody has opened it")
		}
		var told struct {
			Items []struct{ Person struct{ Handle string } }
		}
		s.Call(t, ada.Token, "GET", k.opening(seq), nil).Into(t, 200, &told)
		if len(told.Items) != 1 || told.Items[0].Person.Handle != "bob" {
			t.Errorf("who has opened it: %+v", told)
		}
		if got := s.Call(t, bob.Token, "GET", k.opening(seq), nil); got.Status != 404 {
			t.Errorf("another is told who has opened it: %d", got.Status)
		}
		s.Call(t, cyd.Token, "DELETE", "/v1/conversations/"+k.c+"/members/"+cyd.ID, nil).Into(t, 204, nil)
		s.Clock.Move(time.Hour)
		k.expire()
		if k.stored(photo) != 0 {
			t.Error("it waits for who has left")
		}

		unopened := s.Photo(t, ada, 4, 4)
		seq = k.send(ada, "photo", unopened)
		s.Clock.Move(14*24*time.Hour - time.Millisecond)
		v := k.open(bob, seq)
		s.Clock.Move(time.Millisecond)
		if k.status(bob, v.URL) != 410 {
			t.Error("it is viewed after its time")
		}
		k.gone(dan, seq, "opening it after its time")
		k.expire()
		if k.stored(unopened) != 0 {
			t.Error("it is still stored after its time")
		}

		unsent := s.Photo(t, ada, 4, 4)
		seq = k.send(ada, "photo", unsent)
		v = k.open(bob, seq)
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+k.c+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": seq}).Into(t, 201, nil)
		if got := k.status(bob, v.URL); got != 410 || k.stored(unsent) != 0 {
			t.Errorf("it is viewed after it was unsent: %d", got)
		}
		if got := s.Call(t, dan.Token, "POST", k.opening(seq), nil); got.Code() != "erased" {
			t.Errorf("opening what was unsent: %d %s", got.Status, got.Body)
		}
	})
}

func TestWhatNobodyHasOpenedGoesAnHourAfterTheLastWhoCouldIsGone(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		s.Clock.Freeze()
		ada, bob, cyd, dan := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "cyd", "Cyd"), s.SignUp(t, "dan", "Dan")
		crew := s.Group(t, ada, "Crew", bob, cyd, dan)
		for _, k := range []onceTalk{{t, s, crew}, {t, s, s.Direct(t, ada, bob)}} {
			s.Clock.Move(time.Second)
			photo := s.Photo(t, ada, 4, 4)
			seq := k.send(ada, "photo", photo)
			kept := func(when string, want int) {
				t.Helper()
				k.expire()
				if got := k.stored(photo); got != want {
					t.Errorf("%s: it is stored %d times, want %d", when, got, want)
				}
			}
			if k.c == crew {
				s.Call(t, bob.Token, "DELETE", "/v1/conversations/"+k.c+"/members/"+bob.ID, nil).Into(t, 204, nil)
				s.Call(t, ada.Token, "DELETE", "/v1/conversations/"+k.c+"/members/"+cyd.ID, nil).Into(t, 204, nil)
				s.Clock.Move(2 * time.Hour)
				kept("one can still open it", 1)
				s.Call(t, dan.Token, "POST", "/v1/conversations/"+k.c+"/hidden", map[string]any{"seqs": []int64{seq}}).Into(t, 204, nil)
			} else {
				s.Call(t, bob.Token, "DELETE", "/v1/conversations/"+k.c, nil).Into(t, 204, nil)
			}
			s.Clock.Move(time.Hour - time.Millisecond)
			kept("nobody can open it any more", 1)
			s.Clock.Move(time.Millisecond)
			kept("an hour later", 0)
		}
		s.Call(t, dan.Token, "DELETE", "/v1/conversations/"+crew+"/members/"+dan.ID, nil).Into(t, 204, nil)
		alone, photo := onceTalk{t, s, crew}, s.Photo(t, ada, 4, 4)
		alone.send(ada, "photo", photo)
		s.Clock.Move(time.Hour)
		if alone.expire(); alone.stored(photo) > 0 {
			t.Error("what was sent where nobody else is stays for longer than an hour")
		}
	})
}

func TestWhatWasOpenedIsEvidenceAsItWas(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, mia := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "mia", "Mia")
		if err := s.App.Account.UserRole(t.Context(), "mia", "moderator"); err != nil {
			t.Fatal(err)
		}
		mia = s.SignIn(t, mia)
		k := onceTalk{t, s, s.Direct(t, ada, bob)}
		s.Send(t, bob, k.c, "show me")
		seen, unseen := s.Photo(t, ada, 40, 60), s.Photo(t, ada, 4, 4)
		first, second := k.send(ada, "photo", seen), k.send(ada, "photo", unseen)
		k.open(bob, first)
		s.Call(t, bob.Token, "DELETE", k.opening(first), nil).Into(t, 204, nil)
		report := map[string]any{"target": map[string]any{"kind": "message", "conversationId": k.c, "seqs": []int64{first, second}}, "reason": "sexual"}
		s.Call(t, bob.Token, "POST", "/v1/reports", report).Into(t, 201, nil)
		for _, seq := range []int64{first, second} {
			s.Call(t, ada.Token, "POST", "/v1/conversations/"+k.c+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": seq}).Into(t, 201, nil)
		}
		if k.stored(seen) != 1 || k.stored(unseen) != 0 {
			t.Errorf("kept as evidence: %d of what was opened, %d of what was not", k.stored(seen), k.stored(unseen))
		}
		var cases struct{ Items []struct{ ID string } }
		s.Call(t, mia.Token, "GET", "/v1/moderation/cases", nil).Into(t, 200, &cases)
		var shown struct {
			Reported []struct {
				Evidence []struct{ Photos []struct{ Large string } }
			}
		}
		s.Call(t, mia.Token, "GET", "/v1/moderation/cases/"+cases.Items[0].ID, nil).Into(t, 200, &shown)
		if len(shown.Reported) != 1 || len(shown.Reported[0].Evidence) != 2 || len(shown.Reported[0].Evidence[0].Photos) != 1 {
			t.Fatalf("the case shows %+v", shown)
		}
		if got := k.status(mia, shown.Reported[0].Evidence[0].Photos[0].Large); got != 200 {
			t.Errorf("staff sees the evidence: %d", got)
		}
	})
}

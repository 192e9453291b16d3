package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

func TestSearchIsNarrowedByWhoWroteWhenAndWhatItHas(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, cyd := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "cyd", "Cyd")
		one, other := s.Direct(t, ada, bob), s.Direct(t, ada, cyd)
		s.Clock.Freeze()
		say := func(who testkit.Person, talk, text string) {
			s.Clock.Move(time.Hour)
			s.Send(t, who, talk, text)
		}
		say(bob, one, "the first word")
		say(cyd, other, "a word of mine")
		say(ada, one, "a word and https://example.org/a")
		noon := s.Clock.Now()
		say(bob, one, "the last word")
		s.Clock.Move(time.Hour)
		s.SendPhotos(t, ada, one, "a word below", s.Photo(t, ada, 40, 30)).Into(t, 201, nil)
		s.Clock.Move(time.Hour)
		s.SendPhotos(t, bob, one, "", s.Photo(t, bob, 40, 30)).Into(t, 201, nil)
		upload := s.Upload(t, bob, testkit.Beeps)
		s.Call(t, bob.Token, "POST", "/v1/voices", map[string]any{"upload": upload}).Into(t, 201, nil)
		s.Clock.Move(time.Hour)
		s.SendVoice(t, bob, one, upload).Into(t, 201, nil)
		s.Clock.Move(time.Hour)
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+one+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "message", "content": map[string]any{
			"type": "poll", "text": "Which word?", "poll": map[string]any{"options": []string{"Yes", "No"}},
		}}).Into(t, 201, nil)

		s.Clock.Move(time.Hour)
		s.SendFile(t, bob, one, s.File(t, bob, "list.pdf", []byte("%PDF-1.7"))).Into(t, 201, nil)
		s.Call(t, bob.Token, "POST", "/v1/conversations/"+one+"/entries", map[string]any{
			"clientId": uuid.NewString(), "kind": "edit", "targetSeq": 8, "content": map[string]any{"text": "For Saturday"},
		}).Into(t, 201, nil)
		s.SendFile(t, bob, one, s.File(t, bob, "Liste d’été.pdf", []byte("%PDF-1.7"))).Into(t, 201, nil)
		again := map[string]any{"targets": []any{map[string]any{"conversationId": one, "clientId": uuid.NewString()}}}
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+one+"/entries/10/forwards", again).Into(t, 200, nil)

		find := func(who testkit.Person, query string) string {
			t.Helper()
			var seqs []string
			for next := ""; ; {
				var page struct {
					Items []struct {
						ConversationID string
						Entry          struct{ Seq int }
					}
					Next string
				}
				s.Call(t, who.Token, "GET", "/v1/messages?"+query+next, nil).Into(t, 200, &page)
				for _, item := range page.Items {
					seqs = append(seqs, fmt.Sprint(map[string]string{one: "one", other: "other"}[item.ConversationID], " ", item.Entry.Seq))
				}
				if page.Next == "" {
					return strings.Join(seqs, ", ")
				}
				next = testkit.Path("&cursor=%s", page.Next)
			}
		}
		at := noon.UnixMilli()
		for _, c := range []struct {
			who         testkit.Person
			query, want string
		}{
			{ada, "q=word", "one 7, one 4, one 3, one 2, other 1, one 1"},
			{ada, "q=word&limit=1", "one 7, one 4, one 3, one 2, other 1, one 1"},
			{ada, "q=word&from=" + bob.ID, "one 3, one 1"},
			{ada, "from=" + bob.ID, "one 10, one 8, one 6, one 5, one 3, one 1"},
			{ada, "from=" + bob.ID + "&limit=1", "one 10, one 8, one 6, one 5, one 3, one 1"},
			{ada, "from=" + cyd.ID, "other 1"},
			{bob, "from=" + cyd.ID, ""},
			{ada, "kind=photos", "one 5, one 4"},
			{ada, "kind=photos&q=word", "one 4"},
			{ada, "kind=photos&conversation=" + other, ""},
			{ada, "kind=photos&from=" + ada.ID, "one 4"},
			{ada, "kind=voice", "one 6"},
			{ada, "kind=polls", "one 7"},
			{ada, "kind=files", "one 11, one 10, one 8"},
			{ada, "q=list", "one 11, one 10, one 8"},
			{ada, "q=ete+pdf&kind=files", "one 11, one 10"},
			{ada, "q=saturday", "one 8"},
			{ada, "kind=links", "one 2"},
			{ada, "kind=links&q=word", "one 2"},
			{ada, "kind=links&q=other", ""},
			{cyd, "kind=photos", ""},
			{cyd, "kind=photos&conversation=" + one, ""},
			{ada, fmt.Sprintf("q=word&since=%d", at), "one 7, one 4, one 3, one 2"},
			{ada, fmt.Sprintf("q=word&since=%d", at+1), "one 7, one 4, one 3"},
			{ada, fmt.Sprintf("q=word&until=%d", at), "other 1, one 1"},
			{ada, fmt.Sprintf("q=word&until=%d", at+1), "one 2, other 1, one 1"},
			{ada, fmt.Sprintf("since=%d&until=%d&limit=1", at, at+1), "one 2"},
			{ada, "conversation=" + one, ""}, // nothing is looked for
		} {
			if got := find(c.who, c.query); got != c.want {
				t.Errorf("%s looks for %s and finds %q, want %q", c.who.Handle, c.query, got, c.want)
			}
		}
		for _, query := range []string{"kind=secrets", "from=bob", "since=yesterday", "until=-1"} {
			if got := s.Call(t, ada.Token, "GET", "/v1/messages?"+query, nil); got.Status != 422 {
				t.Errorf("%s: %d %s", query, got.Status, got.Body)
			}
		}
	})
}

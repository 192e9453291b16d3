package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/db"
	"causerie/internal/testkit"
)

// TestWhoMayWriteToNobodySavesAllTheSame has those whom an age or moderators keep from writing keep things for themselves: it reaches nobody.
func TestWhoMayWriteToNobodySavesAllTheSame(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada := s.SignUp(t, "ada", "Ada")
		keep := func(column string, until int64) func(testkit.Person) {
			return func(p testkit.Person) {
				err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(t.Context(), "UPDATE accounts SET "+column+" = $1 WHERE handle = $2", until, p.Handle)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		tomorrow := s.Clock.Now().Add(24 * time.Hour).UnixMilli()
		for name, test := range map[string]struct{ limit, lift func(testkit.Person) }{
			"young":     {limit: func(p testkit.Person) { was(t, s, p.Handle, s.Clock.Now().AddDate(-14, 0, 0)) }},
			"suspended": {keep("suspended_at", 1), keep("suspended_at", 0)},
			"silenced":  {keep("silenced_until", tomorrow), keep("silenced_until", 0)},
			"limited":   {keep("limited_until", tomorrow), keep("limited_until", 0)},
		} {
			p := s.SignUp(t, name, name)
			talk := s.Direct(t, p, ada)
			said := s.Send(t, ada, talk, "the train is at nine")
			test.limit(p)
			if refused := s.Call(t, p.Token, "POST", "/v1/conversations/"+talk+"/entries", testkit.JSON(`{"clientId":"`+uuid.NewString()+`","kind":"message","content":{"type":"text","text":"hello"}}`)); name != "limited" && refused.Status != http.StatusForbidden {
				t.Errorf("%s: writes to another: %d %s", name, refused.Status, refused.Body)
			}
			saved := s.Saved(t, p)
			s.Send(t, p, saved, "oat milk")
			s.SendPhotos(t, p, saved, "", s.Photo(t, p, 40, 30)).Into(t, http.StatusCreated, nil)
			var out struct{ Items []forwarded }
			s.Call(t, p.Token, "POST", fmt.Sprint("/v1/conversations/", talk, "/entries/", said, "/forwards"),
				map[string]any{"targets": []map[string]any{{"conversationId": saved, "clientId": uuid.NewString()}}}).Into(t, http.StatusOK, &out)
			if one := out.Items[0]; one.Entry == nil || one.Entry.Content.Text != "the train is at nine" || one.Entry.Content.Forwarded != 1 {
				t.Errorf("%s: what was forwarded is %+v", name, one)
			}
			reminder := map[string]any{"clientId": uuid.NewString(), "sendAt": "2020-01-01T00:00:00Z", "content": map[string]any{"type": "text", "text": "call home"}}
			s.Call(t, p.Token, "POST", "/v1/conversations/"+saved+"/scheduled", reminder).Into(t, http.StatusCreated, nil)
			if err := s.App.Schedule.SendDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			var inbox struct {
				Items []struct {
					ID, Kind string
					Unread   int
					Head     struct{ Preview struct{ Text string } }
				}
			}
			s.Call(t, s.SignIn(t, p).Token, "GET", "/v1/conversations", nil).Into(t, http.StatusOK, &inbox)
			if len(inbox.Items) != 2 || inbox.Items[0].ID != saved || inbox.Items[0].Kind != "saved" || inbox.Items[0].Unread != 0 || inbox.Items[0].Head.Preview.Text != "call home" {
				t.Errorf("%s: the inbox of another device is %+v", name, inbox.Items)
			}
			if test.lift != nil {
				test.lift(p)
			}
		}

		saved, photo := s.Saved(t, ada), s.Photo(t, ada, 40, 30)
		s.SendPhotos(t, ada, saved, "", photo).Into(t, http.StatusCreated, nil)
		bob := s.SignUp(t, "bob", "Bob")
		s.Befriend(t, ada, bob)
		for token, want := range map[string]int{ada.Token: http.StatusOK, bob.Token: http.StatusNotFound} {
			if got := s.Call(t, token, "GET", "/v1/photos/"+ada.ID+"/"+photo+"/small", nil); got.Status != want {
				t.Errorf("a photo that ada keeps: %d, want %d", got.Status, want)
			}
		}
		own := map[string]any{"target": map[string]any{"kind": "message", "conversationId": saved, "seqs": []int{1}}, "reason": "spam"}
		if got := s.Call(t, ada.Token, "POST", "/v1/reports", own); got.Status != http.StatusNotFound || !strings.Contains(string(got.Body), "not_found") {
			t.Errorf("a report of oneself: %d %s", got.Status, got.Body)
		}
	})
}

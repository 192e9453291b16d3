package app_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

type forwarded struct {
	ConversationID string
	Entry          *struct {
		Seq     int64
		Sender  string
		Content struct {
			Type, Text string
			Forwarded  int
			ReplyTo    int64
			Photos     []struct{ ID, Alt string }
			File       *struct{ ID, Name string }
			Voice      *struct {
				ID       string
				Waveform []int
			}
		}
	}
	Problem *struct {
		Status int
		Code   string
	}
}

// TestForwarding goes through what is passed on of a message, to whom, and what becomes of it when the first one goes.
func TestForwarding(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, cyd, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "cyd", "Cyd"), s.SignUp(t, "eve", "Eve")
		from, to := s.Direct(t, ada, bob), s.Direct(t, bob, cyd)
		s.Send(t, bob, from, "tell me")
		s.Send(t, cyd, to, "tell me too")
		s.TakeMessages(t, eve, "everyone")
		asked := s.Open(t, bob, eve)

		target := func(conversation string) map[string]any {
			return map[string]any{"conversationId": conversation, "clientId": uuid.NewString()}
		}
		forward := func(who testkit.Person, seq int64, targets ...map[string]any) testkit.Answer {
			t.Helper()
			return s.Call(t, who.Token, "POST", fmt.Sprint("/v1/conversations/", from, "/entries/", seq, "/forwards"), map[string]any{"targets": targets})
		}
		forwards := func(who testkit.Person, seq int64, targets ...map[string]any) (items []forwarded) {
			t.Helper()
			var out struct{ Items []forwarded }
			forward(who, seq, targets...).Into(t, 200, &out)
			return out.Items
		}
		add := func(who testkit.Person, kind string, seq int64, content map[string]any) (e struct{ Seq int64 }) {
			t.Helper()
			body := map[string]any{"clientId": uuid.NewString(), "kind": kind, "content": content}
			if seq > 0 {
				body["targetSeq"] = seq
			}
			s.Call(t, who.Token, "POST", "/v1/conversations/"+from+"/entries", body).Into(t, 201, &e)
			return e
		}

		t.Log("a text, as it was edited, to three of whom one refuses")
		said := add(ada, "message", 0, map[string]any{"type": "text", "text": "the key is under the mat", "replyTo": 1, "forwarded": 7}).Seq
		add(ada, "edit", said, map[string]any{"text": "the key is with Dan"})
		all := []map[string]any{target(to), target(uuid.NewString()), target(asked)}
		got := forwards(bob, said, all...)
		if e := got[0].Entry; e == nil || e.Sender != bob.ID || e.Content.Text != "the key is with Dan" || e.Content.Forwarded != 1 || e.Content.ReplyTo != 0 {
			t.Errorf("to cyd went %+v", got[0])
		}
		if p := got[1].Problem; p == nil || p.Status != 404 || p.Code != "not_found" || got[1].Entry != nil {
			t.Errorf("into nowhere went %+v", got[1])
		}
		if got[2].Entry == nil || got[2].ConversationID != asked {
			t.Errorf("as a request went %+v", got[2])
		}
		if log := s.Call(t, cyd.Token, "GET", "/v1/conversations/"+to+"/entries", nil); strings.Contains(string(log.Body), ada.ID) || strings.Contains(string(log.Body), "under the mat") {
			t.Errorf("cyd is told whose it was, or what it was: %s", log.Body)
		}

		t.Log("again under the same client ids, also once it is gone")
		for range 2 {
			again := forwards(bob, said, all...)
			if again[0].Entry == nil || again[0].Entry.Seq != got[0].Entry.Seq || again[1].Problem == nil || again[2].Entry.Seq != got[2].Entry.Seq {
				t.Errorf("a retry answers %+v", again)
			}
			if e := add(ada, "reaction", said, map[string]any{"emoji": "👍"}); e.Seq == 0 {
				t.Error("nothing was done in between")
			}
		}
		body := map[string]any{"clientId": uuid.NewString(), "kind": "edit", "targetSeq": got[0].Entry.Seq, "content": map[string]any{"text": "the key is mine"}}
		if edited := s.Call(t, bob.Token, "POST", "/v1/conversations/"+to+"/entries", body); edited.Code() != "not_editable" {
			t.Errorf("editing it: %d %s", edited.Status, edited.Body)
		}
		add(ada, "unsend", said, nil)
		if again := forwards(bob, said, all[0], target(asked)); again[0].Entry == nil || again[1].Problem == nil || again[1].Problem.Code != "erased" {
			t.Errorf("once it is unsent: %+v", again)
		}

		t.Log("photos, which are then two")
		photo := s.Photo(t, ada, 60, 40)
		var sent struct{ Seq int64 }
		s.SendPhotos(t, ada, from, "look", photo).Into(t, 201, &sent)
		got = forwards(bob, sent.Seq, target(to), target(asked))
		if p := got[1].Problem; p == nil || p.Code != "text_only" {
			t.Errorf("a request with photos: %+v", got[1])
		}
		passed := got[0].Entry
		if passed == nil || len(passed.Content.Photos) != 1 || passed.Content.Photos[0].ID == photo || passed.Content.Photos[0].Alt != "photo 1" || passed.Content.Text != "look" {
			t.Fatalf("photos went as %+v", got[0])
		}
		copied := passed.Content.Photos[0].ID
		if n := len(filesOf(t, s, copied)); n != 2 {
			t.Errorf("it has %d files", n)
		}
		see := func(who testkit.Person, owner, id string) int {
			t.Helper()
			return s.Call(t, who.Token, "GET", "/v1/photos/"+owner+"/"+id+"/large", nil).Status
		}
		if see(cyd, bob.ID, copied) != 200 || see(cyd, ada.ID, photo) != 404 || see(ada, bob.ID, copied) != 404 {
			t.Error("who sees which photo is not as it should be")
		}
		add(ada, "unsend", sent.Seq, nil)
		if see(cyd, bob.ID, copied) != 200 || see(bob, ada.ID, photo) != 404 || len(filesOf(t, s, photo)) > 0 {
			t.Error("with the first photo went the other, or it did not go")
		}
		if err := s.App.Media.Sweep(t.Context(), s.Clock.Now()); err != nil || see(cyd, bob.ID, copied) != 200 {
			t.Errorf("a sweep took it: %v", err)
		}

		t.Log("on from there, and back away")
		next := s.Direct(t, cyd, eve)
		var out struct{ Items []forwarded }
		on := map[string]any{"targets": []any{target(next)}}
		s.Call(t, cyd.Token, "POST", fmt.Sprint("/v1/conversations/", to, "/entries/", passed.Seq, "/forwards"), on).Into(t, 200, &out)
		second := out.Items[0].Entry
		if second == nil || second.Content.Forwarded != 2 {
			t.Fatalf("the second time it went %+v", out.Items[0])
		}
		unsend := map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": passed.Seq}
		s.Call(t, bob.Token, "POST", "/v1/conversations/"+to+"/entries", unsend).Into(t, 201, nil)
		if see(eve, cyd.ID, second.Content.Photos[0].ID) != 200 || len(filesOf(t, s, copied)) > 0 {
			t.Error("what was passed on went with what it was made of")
		}

		t.Log("a voice note")
		s.SendVoice(t, ada, from, s.Voice(t, ada)).Into(t, 201, &sent)
		got = forwards(bob, sent.Seq, target(to))
		voice := got[0].Entry.Content.Voice
		if voice == nil || len(voice.Waveform) != 3 || !bytes.Equal(s.Call(t, cyd.Token, "GET", "/v1/voices/"+bob.ID+"/"+voice.ID, nil).Body[:4], testkit.Beeps[:4]) {
			t.Errorf("a voice note went as %+v", got[0].Entry)
		}

		t.Log("a file")
		s.SendFile(t, ada, from, s.File(t, ada, "plan.pdf", []byte("the plan"))).Into(t, 201, &sent)
		got = forwards(bob, sent.Seq, target(to))
		add(ada, "unsend", sent.Seq, nil)
		if f := got[0].Entry.Content.File; f == nil || f.Name != "plan.pdf" || string(s.Call(t, cyd.Token, "GET", "/v1/files/"+bob.ID+"/"+f.ID, nil).Body) != "the plan" {
			t.Errorf("a file went as %+v", got[0].Entry)
		}

		t.Log("what is not passed on")
		poll := add(ada, "message", 0, map[string]any{"type": "poll", "text": "tea?", "poll": map[string]any{"options": []string{"yes", "no"}}}).Seq
		for name, c := range map[string]struct {
			who     testkit.Person
			seq     int64
			targets []map[string]any
			code    string
		}{
			"a poll":              {bob, poll, []map[string]any{target(to)}, "not_forwardable"},
			"a vote's place":      {bob, 3, []map[string]any{target(to)}, "not_found"},
			"what is not there":   {bob, 900, []map[string]any{target(to)}, "not_found"},
			"of another":          {eve, 1, []map[string]any{target(next)}, "not_found"},
			"what was unsent":     {bob, said, []map[string]any{target(to)}, "erased"},
			"to one twice":        {bob, 1, []map[string]any{target(to), target(to)}, "invalid"},
			"to six":              {bob, 1, []map[string]any{target(to), target(to), target(to), target(to), target(to), target(to)}, "invalid"},
			"without a client id": {bob, 1, []map[string]any{{"conversationId": to, "clientId": uuid.Nil}}, "invalid"},
		} {
			if got := forward(c.who, c.seq, c.targets...); got.Code() != c.code {
				t.Errorf("%s: %d %s", name, got.Status, got.Body)
			}
		}
		s.Call(t, bob.Token, "POST", "/v1/conversations/"+from+"/hidden", map[string]any{"seqs": []int64{1}}).Into(t, 204, nil)
		if got := forward(bob, 1, target(to)); got.Code() != "not_found" {
			t.Errorf("what one deleted for oneself: %d %s", got.Status, got.Body)
		}
	})
}

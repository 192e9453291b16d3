package app_test

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

func TestAVoiceNoteGoesWithItsMessage(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "eve", "Eve")
		c := s.Direct(t, ada, bob)
		s.Send(t, bob, c, "say it")

		for name, file := range map[string]struct {
			bytes []byte
			code  string
		}{
			"a picture":          {testkit.Picture(t, 20, 20), "audio_invalid"},
			"a page":             {[]byte("<script>alert(1)</script>"), "audio_invalid"},
			"half a recording":   {testkit.Beeps[:len(testkit.Beeps)/2-1], "audio_invalid"},
			"more than is taken": {append(bytes.Clone(testkit.Beeps), make([]byte, 8<<20)...), "too_large"},
		} {
			id := s.Upload(t, ada, file.bytes)
			if got := s.Call(t, ada.Token, "POST", "/v1/voices", map[string]any{"upload": id}); got.Code() != file.code {
				t.Errorf("%s as a recording: %d %s", name, got.Status, got.Body)
			}
			if again := s.Call(t, ada.Token, "POST", "/v1/voices", map[string]any{"upload": id}); again.Status != http.StatusNotFound {
				t.Errorf("%s is still there: %d", name, again.Status)
			}
		}
		upload := s.Upload(t, ada, testkit.Beeps)
		var made struct{ Duration int }
		s.Call(t, ada.Token, "POST", "/v1/voices", map[string]any{"upload": upload}).Into(t, 201, &made)
		s.Call(t, ada.Token, "POST", "/v1/voices", map[string]any{"upload": upload}).Into(t, 200, nil)
		if made.Duration < 2500 || made.Duration > 3500 {
			t.Errorf("three seconds are %d ms", made.Duration)
		}
		if other := s.SendVoice(t, bob, c, upload); other.Code() != "voice_gone" {
			t.Errorf("sending another's: %d %s", other.Status, other.Body)
		}
		if photo := s.SendPhotos(t, ada, c, "", upload); photo.Code() != "photo_gone" {
			t.Errorf("sending it as a photo: %d %s", photo.Status, photo.Body)
		}
		var sent struct {
			Seq     int64
			Content struct {
				Voice struct {
					Duration int
					Waveform []int
				}
			}
		}
		s.SendVoice(t, ada, c, upload).Into(t, 201, &sent)
		if again := s.SendVoice(t, ada, c, upload); again.Code() != "voice_gone" {
			t.Errorf("sending it twice: %d %s", again.Status, again.Body)
		}
		if v := sent.Content.Voice; v.Duration != made.Duration || !slices.Equal(v.Waveform, []int{0, 40, 100}) {
			t.Errorf("it was sent as %+v", v)
		}
		var view struct {
			Head struct {
				Preview struct {
					Type  string
					Voice int
				}
			}
		}
		s.Call(t, bob.Token, "GET", "/v1/conversations/"+c, nil).Into(t, 200, &view)
		if view.Head.Preview.Type != "voice" || view.Head.Preview.Voice != made.Duration {
			t.Errorf("his inbox says %+v", view.Head.Preview)
		}
		edit := map[string]any{"clientId": uuid.NewString(), "kind": "edit", "targetSeq": sent.Seq, "content": map[string]any{"text": "words"}}
		if edited := s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", edit); edited.Code() != "not_text" {
			t.Errorf("editing it: %d %s", edited.Status, edited.Body)
		}

		path := "/v1/voices/" + ada.ID + "/" + upload
		heard := s.Call(t, bob.Token, "GET", path, nil)
		if heard.Status != 200 || heard.Header.Get("Content-Type") != "audio/webm" || heard.Header.Get("Accept-Ranges") != "bytes" {
			t.Errorf("bob hears %d %v", heard.Status, heard.Header)
		}
		if bytes.Contains(heard.Body, []byte("Chrome")) {
			t.Error("what recorded it is still in it")
		}
		address := s.Exchange(t, bob.Token, "GET", path, nil, nil).Header.Get("Location")
		part := s.Exchange(t, bob.Token, "GET", address, map[string]string{"Range": "bytes=100-199"}, nil)
		if part.Status != http.StatusPartialContent || !bytes.Equal(part.Body, heard.Body[100:200]) {
			t.Errorf("a part of it: %d, %d bytes", part.Status, len(part.Body))
		}
		for _, at := range []string{path, address} {
			if other := s.Call(t, eve.Token, "GET", at, nil); other.Status != 404 {
				t.Errorf("a stranger gets %s: %d", at, other.Status)
			}
		}

		s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": sent.Seq}).Into(t, 201, nil)
		for _, at := range []string{path, address} {
			if gone := s.Call(t, bob.Token, "GET", at, nil); gone.Status != 404 {
				t.Errorf("unsent, bob gets %s: %d", at, gone.Status)
			}
		}
		if files := filesOf(t, s, upload); len(files) > 0 {
			t.Errorf("files remain: %v", files)
		}
	})
}

func TestAVoiceMessageHasNothingButItsVoiceNote(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		c := s.Direct(t, ada, bob)
		s.Send(t, bob, c, "say it")
		id := s.Voice(t, ada)
		for name, content := range map[string]map[string]any{
			"no voice note":       {"type": "voice"},
			"text beside it":      {"type": "voice", "text": "hi", "voice": map[string]any{"id": id}},
			"65 bars":             {"type": "voice", "voice": map[string]any{"id": id, "waveform": make([]int, 65)}},
			"a bar above the top": {"type": "voice", "voice": map[string]any{"id": id, "waveform": []int{101}}},
			"a bar below 0":       {"type": "voice", "voice": map[string]any{"id": id, "waveform": []int{-1}}},
		} {
			body := map[string]any{"clientId": uuid.NewString(), "kind": "message", "content": content}
			if got := s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", body); got.Code() != "invalid" {
				t.Errorf("%s: %d %s", name, got.Status, got.Body)
			}
		}
		asked := s.SignUp(t, "cyd", "Cyd")
		s.TakeMessages(t, asked, "everyone")
		if s.SendVoice(t, ada, s.Open(t, ada, asked), id).Code() != "text_only" {
			t.Error("a request may be a voice message")
		}
	})
}

type plays struct{ Played, Heard []int64 }

func TestWhatWasPlayedIsKnownOnAllDevicesAndToldAsReceiptsAre(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "eve", "Eve")
		c := s.Direct(t, ada, bob)
		s.Send(t, bob, c, "say it")
		say := func() (seq int64) {
			var sent struct{ Seq int64 }
			s.SendVoice(t, ada, c, s.Voice(t, ada)).Into(t, 201, &sent)
			return sent.Seq
		}
		path := "/v1/conversations/" + c + "/played"
		play := func(p testkit.Person, seqs ...int64) {
			t.Helper()
			s.Call(t, p.Token, "POST", path, map[string]any{"seqs": seqs}).Into(t, 204, nil)
		}
		played := func(p testkit.Person) (out plays) {
			t.Helper()
			s.Call(t, p.Token, "GET", path, nil).Into(t, 200, &out)
			return out
		}
		receipts := func(p testkit.Person, on bool) {
			t.Helper()
			s.Call(t, p.Token, "PATCH", "/v1/me/privacy", map[string]any{"readReceipts": on}).Into(t, 200, nil)
		}

		first, second := say(), say()
		play(ada, first)    // her own
		play(bob, 1, first) // a text, and one
		play(bob, first)
		if got := played(bob); !slices.Equal(got.Played, []int64{first}) || len(got.Heard) > 0 {
			t.Errorf("bob has played %+v", got)
		}
		if got := played(ada); len(got.Played) > 0 || !slices.Equal(got.Heard, []int64{first}) {
			t.Errorf("ada is told of %+v", got)
		}
		receipts(bob, false)
		play(bob, second)
		if got := played(ada); len(got.Heard) > 0 {
			t.Errorf("ada is told of %+v although he tells nothing", got)
		}
		receipts(bob, true)
		if got := played(ada); !slices.Equal(got.Heard, []int64{first}) {
			t.Errorf("ada is told of %+v, of which one was played while he told nothing", got)
		}
		receipts(ada, false)
		if got := played(ada); len(got.Heard) > 0 {
			t.Errorf("ada is told of %+v although she tells nothing", got)
		}
		if got := s.Call(t, eve.Token, "GET", path, nil); got.Status != 404 {
			t.Errorf("a stranger asks what was played: %d", got.Status)
		}
		var part plays
		s.Call(t, bob.Token, "GET", path+"?first=1&last=1", nil).Into(t, 200, &part)
		if len(part.Played) > 0 {
			t.Errorf("among others, bob has played %+v", part)
		}
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": first}).Into(t, 201, nil)
		if got := played(bob); !slices.Equal(got.Played, []int64{second}) {
			t.Errorf("once one is unsent, bob has played %+v", got)
		}
	})
}

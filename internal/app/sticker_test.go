package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/safety"
	"causerie/internal/testkit"
)

type stickerEntry struct {
	Seq     int64
	Erased  bool
	Content struct {
		Type    string
		Sticker struct {
			ID, Emoji, Maker, Pack, Item string
			Width, Height                int
		}
	}
}

type stickerPack struct {
	Maker, ID, Name string
	Added           bool
	Stickers        []struct {
		ID, Emoji, URL string
		Width          int
	}
}

func packsOf(t *testing.T, s *testkit.Server, p testkit.Person) (packs []stickerPack) {
	t.Helper()
	var list struct{ Items []stickerPack }
	s.Call(t, p.Token, "GET", "/v1/sticker-packs", nil).Into(t, 200, &list)
	return list.Items
}

func TestStickersAreSentSeenAndAdded(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, cyd, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "cyd", "Cyd"), s.SignUp(t, "eve", "Eve")
		c, d := s.Direct(t, ada, bob), s.Direct(t, bob, cyd)
		s.Send(t, bob, c, "draw me a boat")
		s.Send(t, cyd, d, "me too")
		boat := s.Sticker(t, ada)

		mine := packsOf(t, s, ada)
		if len(mine) != 1 || mine[0].Name != "Boats" || mine[0].Added || len(mine[0].Stickers) != 1 || mine[0].Stickers[0].Emoji != "⛵" || mine[0].Stickers[0].Width != 512 {
			t.Fatalf("ada has %+v", mine)
		}
		s.Call(t, ada.Token, "POST", "/v1/sticker-packs", map[string]any{"id": boat.Pack, "name": "Again"}).Into(t, 200, nil)
		s.Call(t, ada.Token, "POST", "/v1/sticker-packs/"+boat.Pack+"/stickers", map[string]any{"upload": boat.Item, "emoji": "⛵"}).Into(t, 200, nil)
		file := s.Call(t, ada.Token, "GET", "/v1/stickers/"+ada.ID+"/"+boat.Item, nil)
		m, err := png.Decode(bytes.NewReader(file.Body))
		if err != nil || file.Header.Get("Content-Type") != "image/png" || m.Bounds().Dx() != 512 || m.Bounds().Dy() != 256 {
			t.Fatalf("it is %d, %s, %v", file.Status, file.Header.Get("Content-Type"), err)
		}
		if _, _, _, a := m.At(10, 100).RGBA(); a != 0 {
			t.Errorf("what was transparent is %d", a)
		}
		if r, _, _, a := m.At(500, 100).RGBA(); a != 0xffff || r>>8 != 200 {
			t.Errorf("what was red is %d, %d", r>>8, a)
		}

		var sent stickerEntry
		s.SendSticker(t, ada, c, boat).Into(t, 201, &sent)
		got := sent.Content.Sticker
		if sent.Content.Type != "sticker" || got.Emoji != "⛵" || got.Width != 512 || got.Pack != boat.Pack || got.ID == boat.Item || got.ID == "" {
			t.Fatalf("it was sent as %+v", sent.Content)
		}
		var view struct {
			Head struct {
				Preview struct{ Type, Sticker string }
			}
		}
		s.Call(t, bob.Token, "GET", "/v1/conversations/"+c, nil).Into(t, 200, &view)
		if view.Head.Preview.Type != "sticker" || view.Head.Preview.Sticker != "⛵" {
			t.Errorf("bob's inbox says %+v", view.Head.Preview)
		}
		copied := "/v1/stickers/" + ada.ID + "/" + got.ID
		if shown := s.Call(t, bob.Token, "GET", copied, nil); shown.Status != 200 || !bytes.Equal(shown.Body, file.Body) {
			t.Errorf("bob is shown %d", shown.Status)
		}
		at := fmt.Sprint("/v1/conversations/", c, "/entries/", sent.Seq, "/sticker-pack")
		for name, status := range map[string]int{
			"a stranger, of the message": s.Call(t, eve.Token, "GET", copied, nil).Status,
			"a stranger, of the pack":    s.Call(t, eve.Token, "GET", at, nil).Status,
			"bob, before he has it":      s.Call(t, bob.Token, "GET", "/v1/stickers/"+ada.ID+"/"+boat.Item, nil).Status,
			"of a text":                  s.Call(t, bob.Token, "GET", "/v1/conversations/"+c+"/entries/1/sticker-pack", nil).Status,
		} {
			if status != 404 {
				t.Errorf("%s: %d", name, status)
			}
		}
		if early := s.SendSticker(t, bob, d, boat); early.Code() != "sticker_gone" {
			t.Errorf("sent by who has not added it: %d %s", early.Status, early.Body)
		}

		var pack stickerPack
		s.Call(t, bob.Token, "GET", at, nil).Into(t, 200, &pack)
		if pack.Added || pack.Name != "Boats" || len(pack.Stickers) != 1 {
			t.Errorf("bob opens %+v", pack)
		}
		s.Call(t, bob.Token, "GET", pack.Stickers[0].URL, nil).Into(t, 200, nil)
		if other := s.Call(t, eve.Token, "GET", pack.Stickers[0].URL, nil); other.Status != 404 {
			t.Errorf("bob's address, for another: %d", other.Status)
		}
		s.Call(t, bob.Token, "POST", at, nil).Into(t, 200, &pack)
		if his := packsOf(t, s, bob); !pack.Added || len(his) != 1 || !his[0].Added || his[0].Maker != ada.ID {
			t.Errorf("bob has %+v", his)
		}
		s.Call(t, bob.Token, "GET", "/v1/stickers/"+ada.ID+"/"+boat.Item, nil).Into(t, 200, nil)
		var passed stickerEntry
		s.SendSticker(t, bob, d, boat).Into(t, 201, &passed)
		s.Call(t, cyd.Token, "GET", "/v1/stickers/"+bob.ID+"/"+passed.Content.Sticker.ID, nil).Into(t, 200, nil)
		if edit := s.Call(t, bob.Token, "POST", "/v1/conversations/"+d+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "edit", "targetSeq": passed.Seq, "content": map[string]any{"text": "x"}}); edit.Code() != "not_text" {
			t.Errorf("an edit: %d %s", edit.Status, edit.Body)
		}
		s.Call(t, cyd.Token, "POST", fmt.Sprint("/v1/conversations/", d, "/entries/", passed.Seq, "/forwards"), map[string]any{"targets": []map[string]any{{"conversationId": d, "clientId": uuid.NewString()}}}).Into(t, 200, nil)
		var read struct{ Items []stickerEntry }
		s.Call(t, bob.Token, "GET", "/v1/conversations/"+d+"/entries", nil).Into(t, 200, &read)
		forwarded := read.Items[len(read.Items)-1].Content.Sticker.ID
		s.Call(t, bob.Token, "GET", "/v1/stickers/"+cyd.ID+"/"+forwarded, nil).Into(t, 200, nil)
		s.Call(t, eve.Token, "PATCH", "/v1/me/direct-messages", map[string]any{"who": "everyone"}).Into(t, 200, nil)
		if asks := s.SendSticker(t, ada, s.Open(t, ada, eve), boat); asks.Code() != "text_only" {
			t.Errorf("a sticker in a request: %d", asks.Status)
		}
		if asks := s.SendSticker(t, cyd, s.Open(t, cyd, eve), boat); asks.Code() != "text_only" { // and not that it is not hers: nothing is looked for, or copied, for what is refused
			t.Errorf("another's sticker in a request: %d %s", asks.Status, asks.Body)
		}

		// A block parts them from the pack, in both directions; what was sent stays.
		for _, blocker := range [][2]testkit.Person{{ada, bob}, {bob, ada}} {
			s.Call(t, blocker[0].Token, "PUT", "/v1/accounts/"+blocker[1].ID+"/block", nil)
			if left := packsOf(t, s, bob); len(left) != 0 {
				t.Errorf("parted, bob has %+v", left)
			}
			if gone := s.SendSticker(t, bob, d, boat); gone.Code() != "sticker_gone" {
				t.Errorf("parted, bob sends: %d %s", gone.Status, gone.Body)
			}
			if gone := s.Call(t, bob.Token, "GET", at, nil); gone.Status != 404 {
				t.Errorf("parted, bob opens: %d", gone.Status)
			}
			s.Call(t, blocker[0].Token, "DELETE", "/v1/accounts/"+blocker[1].ID+"/block", nil)
		}

		s.Call(t, ada.Token, "PATCH", "/v1/sticker-packs/"+boat.Pack, map[string]any{"name": " کتاب\u200cها\u202e  2"}).Into(t, 200, nil)
		s.Call(t, ada.Token, "DELETE", "/v1/sticker-packs/"+boat.Pack+"/stickers/"+boat.Item, nil).Into(t, 204, nil)
		if his := packsOf(t, s, bob); len(his) != 1 || his[0].Name != "کتاب\u200cها 2" || len(his[0].Stickers) != 0 {
			t.Errorf("bob has %+v", his)
		}
		s.Call(t, bob.Token, "GET", copied, nil).Into(t, 200, nil)
		if files := filesOf(t, s, boat.Item); len(files) != 0 {
			t.Errorf("files remain: %v", files)
		}
		s.Call(t, ada.Token, "DELETE", "/v1/sticker-packs/"+boat.Pack, nil).Into(t, 204, nil)
		if his, hers := packsOf(t, s, bob), packsOf(t, s, ada); len(his)+len(hers) != 0 {
			t.Errorf("of a pack that was deleted they have %+v, %+v", his, hers)
		}
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": sent.Seq}).Into(t, 201, nil)
		if gone := s.Call(t, bob.Token, "GET", copied, nil); gone.Status != 404 || len(filesOf(t, s, got.ID)) != 0 {
			t.Errorf("unsent: %d", gone.Status)
		}

		// One that disappears is as gone.
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "settings", "content": map[string]any{"disappearing": "24h"}}).Into(t, 201, nil)
		var brief stickerEntry
		s.SendSticker(t, ada, c, s.Sticker(t, ada)).Into(t, 201, &brief)
		s.Clock.Move(25 * time.Hour)
		if err := s.App.Chat.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left := filesOf(t, s, brief.Content.Sticker.ID); len(left) != 0 {
			t.Errorf("of a sticker that has disappeared there is %v", left)
		}
	})
}

func TestWhatIsWrittenBehindAStickerStaysBehindIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		c := s.Direct(t, ada, bob)
		boat := s.Sticker(t, ada)
		who, err := base.ParseID(ada.ID)
		talk, err2 := base.ParseID(c)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		sticker, err := json.Marshal(map[string]any{"type": "sticker", "sticker": boat})
		if err != nil {
			t.Fatal(err)
		}
		gone := strings.Replace(string(sticker), boat.Item, uuid.NewString(), 1)
		contents := []string{string(sticker), `{"text":"1"}`, `{"text":"2"}`, gone, `{"text":"4"}`, string(sticker), string(sticker), `{"text":"7"}`}
		type outcome struct {
			seq int64
			err error
		}
		outcomes := make([]chan outcome, len(contents))
		for i, content := range contents {
			outcomes[i] = make(chan outcome, 1)
			in := chat.Append{ClientID: base.NewID(s.Clock.Now()), Kind: chat.Message, Content: chat.Content(content)}
			s.App.Chat.StartAppend(t.Context(), api.Actor{Account: who}, talk, in, func(e chat.Entry, _ bool, err error) { outcomes[i] <- outcome{e.Seq, err} })
		}
		last := int64(0)
		for i, told := range outcomes {
			got := <-told
			switch {
			case i == 3 && base.CodeOf(got.err) != "sticker_gone", i != 3 && (got.err != nil || got.seq != last+1):
				t.Errorf("%d: seq %d after %d, %v", i, got.seq, last, got.err)
			case i != 3:
				last = got.seq
			}
		}
	})
}

func TestWhatIsNoStickerOrNoPackIsRefused(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		boat := s.Sticker(t, ada)
		upload := func() string { return s.Upload(t, ada, testkit.SeeThrough(t, 20, 20)) }
		put := func(p testkit.Person, pack, upload, emoji string) int {
			return s.Call(t, p.Token, "POST", "/v1/sticker-packs/"+pack+"/stickers", map[string]any{"upload": upload, "emoji": emoji}).Status
		}
		for name, c := range map[string][2]int{
			"no emoji":                 {put(ada, boat.Pack, upload(), "boat"), 422},
			"two emoji":                {put(ada, boat.Pack, upload(), "⛵⛵"), 422},
			"no pack":                  {put(ada, uuid.NewString(), upload(), "⛵"), 404},
			"another's pack":           {put(bob, boat.Pack, upload(), "⛵"), 404},
			"no upload":                {put(ada, boat.Pack, uuid.NewString(), "⛵"), 404},
			"no picture":               {put(ada, boat.Pack, s.Upload(t, ada, []byte("no picture")), "⛵"), 415},
			"no name":                  {s.Call(t, ada.Token, "POST", "/v1/sticker-packs", map[string]any{"id": uuid.NewString(), "name": " \u200b "}).Status, 422},
			"a long name":              {s.Call(t, ada.Token, "POST", "/v1/sticker-packs", map[string]any{"id": uuid.NewString(), "name": fmt.Sprintf("%041d", 0)}).Status, 422},
			"another's to rename":      {s.Call(t, bob.Token, "PATCH", "/v1/sticker-packs/"+boat.Pack, map[string]any{"name": "x"}).Status, 404},
			"another's to delete":      {s.Call(t, bob.Token, "DELETE", "/v1/sticker-packs/"+boat.Pack+"?maker="+ada.ID, nil).Status, 404},
			"another's to take out of": {s.Call(t, bob.Token, "DELETE", "/v1/sticker-packs/"+boat.Pack+"/stickers/"+boat.Item, nil).Status, 404},
		} {
			if c[0] != c[1] {
				t.Errorf("%s: %d, want %d", name, c[0], c[1])
			}
		}
		for n := range 19 {
			s.Call(t, ada.Token, "POST", "/v1/sticker-packs", map[string]any{"id": uuid.NewString(), "name": fmt.Sprint("Pack ", n)}).Into(t, 201, nil)
		}
		if more := s.Call(t, ada.Token, "POST", "/v1/sticker-packs", map[string]any{"id": uuid.NewString(), "name": "one more"}); more.Code() != "too_many_packs" {
			t.Errorf("the 21st pack: %d %s", more.Status, more.Body)
		}
	})
}

func TestWhatModeratorsRemoveIsInNoPackAnyMore(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
		c := s.Direct(t, ada, bob)
		s.Send(t, bob, c, "draw me a boat")
		boat := s.Sticker(t, ada)
		var sent stickerEntry
		s.SendSticker(t, ada, c, boat).Into(t, 201, &sent)
		s.Call(t, bob.Token, "POST", fmt.Sprint("/v1/conversations/", c, "/entries/", sent.Seq, "/sticker-pack"), nil).Into(t, 200, nil)
		s.Call(t, bob.Token, "POST", "/v1/reports", map[string]any{"target": map[string]any{"kind": "message", "conversationId": c, "seqs": []int64{sent.Seq}}, "reason": "other"}).Into(t, 201, nil)
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			conversation, err := base.ParseID(c)
			if err != nil {
				return err
			}
			return s.App.Safety.Remove(t.Context(), tx, []safety.Place{{Conversation: conversation, Seq: sent.Seq}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if his := packsOf(t, s, bob); len(his) != 1 || len(his[0].Stickers) != 0 {
			t.Errorf("bob has %+v", his)
		}
		if files := filesOf(t, s, sent.Content.Sticker.ID); len(files) != 1 {
			t.Errorf("of the evidence there is %v", files)
		}
		s.Call(t, ada.Token, "GET", "/v1/stickers/"+ada.ID+"/"+boat.Item, nil).Into(t, 404, nil)
	})
}

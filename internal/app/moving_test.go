package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"testing"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

func movingPicture(t *testing.T, side int) []byte {
	t.Helper()
	var g gif.GIF
	for i := range 3 {
		frame := image.NewPaletted(image.Rect(0, 0, side, 30), color.Palette{color.White, color.Black})
		for at := range frame.Pix {
			frame.Pix[at] = uint8(at+i) % 2
		}
		g.Image, g.Delay = append(g.Image, frame), append(g.Delay, 7)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPictureThatMovesGoesOnMovingForWhoReadsIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "eve", "Eve")
		c := s.Direct(t, ada, bob)
		s.Send(t, bob, c, "show me")

		var made struct {
			Moving int
			Still  bool
		}
		id := s.Upload(t, ada, movingPicture(t, 40))
		s.Call(t, ada.Token, "POST", "/v1/photos", map[string]any{"upload": id, "original": true}).Into(t, 201, &made)
		if made.Moving == 0 || made.Still {
			t.Fatalf("it was made %+v", made)
		}
		large := s.Upload(t, ada, movingPicture(t, 1300))
		var still struct {
			Moving int
			Still  bool
		}
		s.Call(t, ada.Token, "POST", "/v1/photos", map[string]any{"upload": large}).Into(t, 201, &still)
		if still.Moving != 0 || !still.Still {
			t.Errorf("one that is too large was made %+v", still)
		}

		type shown struct {
			Seq     int64
			Content struct {
				Photos []struct {
					ID     string
					Moving int
				}
			}
		}
		var sent shown
		s.SendPhotos(t, ada, c, "", id).Into(t, 201, &sent)
		if sent.Content.Photos[0].Moving != made.Moving {
			t.Errorf("it was sent as %+v", sent.Content)
		}
		var view struct {
			Head struct{ Preview struct{ Photos, Moving int } }
		}
		s.Call(t, bob.Token, "GET", "/v1/conversations/"+c, nil).Into(t, 200, &view)
		if view.Head.Preview.Moving != 1 {
			t.Errorf("bob's inbox says %+v", view.Head.Preview)
		}
		moves := func(p testkit.Person, owner, id string) testkit.Answer {
			return s.Call(t, p.Token, "GET", "/v1/photos/"+owner+"/"+id+"/moving", nil)
		}
		got := moves(bob, ada.ID, id)
		if g, err := gif.DecodeAll(bytes.NewReader(got.Body)); got.Status != 200 || got.Header.Get("Content-Type") != "image/gif" || err != nil || len(g.Image) != 3 || len(got.Body) != made.Moving {
			t.Errorf("bob is shown %d, %s, %v", got.Status, got.Header.Get("Content-Type"), err)
		}
		s.Call(t, bob.Token, "GET", "/v1/photos/"+ada.ID+"/"+id+"/small", nil).Into(t, 200, nil)
		if other := moves(eve, ada.ID, id); other.Status != 404 {
			t.Errorf("a stranger: %d", other.Status)
		}
		if none := s.Call(t, bob.Token, "GET", "/v1/photos/"+ada.ID+"/"+id+"/original", nil); none.Status != 404 {
			t.Errorf("its original: %d", none.Status)
		}

		to := s.Direct(t, bob, eve)
		s.Send(t, eve, to, "and me")
		s.Call(t, bob.Token, "POST", fmt.Sprint("/v1/conversations/", c, "/entries/", sent.Seq, "/forwards"), map[string]any{"targets": []map[string]any{{"conversationId": to, "clientId": uuid.NewString()}}}).Into(t, 200, nil)
		var read struct{ Items []shown }
		s.Call(t, eve.Token, "GET", "/v1/conversations/"+to+"/entries", nil).Into(t, 200, &read)
		passed := read.Items[len(read.Items)-1].Content.Photos[0]
		if again := moves(eve, bob.ID, passed.ID); again.Status != 200 || !bytes.Equal(again.Body, got.Body) {
			t.Errorf("forwarded, it is shown as %d", again.Status)
		}

		s.Call(t, bob.Token, "POST", "/v1/reports", map[string]any{"target": map[string]any{"kind": "message", "conversationId": c, "seqs": []int64{sent.Seq}}, "reason": "other"}).Into(t, 201, nil)
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{"clientId": id, "kind": "unsend", "targetSeq": sent.Seq}).Into(t, 201, nil)
		if gone := moves(bob, ada.ID, id); gone.Status != 404 {
			t.Errorf("unsent: %d", gone.Status)
		}
		if files := filesOf(t, s, id); len(files) != 3 {
			t.Errorf("of what is evidence there are %v", files)
		}
	})
}

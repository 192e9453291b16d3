package app_test

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

// filesOf are the files of media of an id.
func filesOf(t *testing.T, s *testkit.Server, id string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.Config().Data, "media"), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.Contains(entry.Name(), id) {
			found = append(found, entry.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

type photoEntry struct {
	Seq     int64
	Erased  bool
	Content struct {
		Type, Text string
		Photos     []struct {
			ID, Placeholder, Alt string
			Width, Height        int
			Original             int
		}
	}
}

func TestPhotosGoWithAMessageAndGoWithIt(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "eve", "Eve")
		c := s.Direct(t, ada, bob)
		s.Send(t, bob, c, "show me")

		file := testkit.Picture(t, 3000, 1500)
		half := len(file) / 2
		id := s.BeginUpload(t, ada, len(file))
		at := "/v1/uploads/" + id
		s.Exchange(t, ada.Token, "PATCH", at, testkit.Tus(0), file[:half]).Into(t, 204, nil)
		if early := s.Call(t, ada.Token, "POST", "/v1/photos", map[string]any{"upload": id}); early.Code() != "upload_incomplete" {
			t.Errorf("a photo of half an upload: %d %s", early.Status, early.Body)
		}
		if wrong := s.Exchange(t, ada.Token, "PATCH", at, testkit.Tus(0), file); wrong.Code() != "upload_offset" {
			t.Errorf("a part in the wrong place: %d %s", wrong.Status, wrong.Body)
		}
		for _, method := range []string{"HEAD", "PATCH", "DELETE"} {
			if other := s.Exchange(t, bob.Token, method, at, testkit.Tus(half), nil); other.Status != 404 {
				t.Errorf("%s of another's upload: %d", method, other.Status)
			}
		}
		state := s.Exchange(t, ada.Token, "HEAD", at, testkit.Tus(0), nil)
		if got := state.Header.Get("Upload-Offset"); got != strings.TrimSpace(got) || got == "" || got == "0" {
			t.Errorf("half of it is there, %q bytes", got)
		}
		s.Exchange(t, ada.Token, "PATCH", at, testkit.Tus(half), file[half:]).Into(t, 204, nil)
		var photo struct{ Width, Height int }
		s.Call(t, ada.Token, "POST", "/v1/photos", map[string]any{"upload": id, "original": true}).Into(t, 201, &photo)
		s.Call(t, ada.Token, "POST", "/v1/photos", map[string]any{"upload": id}).Into(t, 200, &photo)
		if photo.Width != 2048 || photo.Height != 1024 {
			t.Errorf("it is shown in %d × %d pixels", photo.Width, photo.Height)
		}
		if other := s.SendPhotos(t, bob, c, "", id); other.Code() != "photo_gone" {
			t.Errorf("sending another's photo: %d %s", other.Status, other.Body)
		}

		second := s.Photo(t, ada, 40, 60)
		var sent photoEntry
		s.SendPhotos(t, ada, c, "", id, second).Into(t, 201, &sent)
		if again := s.SendPhotos(t, ada, c, "", second); again.Code() != "photo_gone" {
			t.Errorf("sending a photo twice: %d %s", again.Status, again.Body)
		}
		var read struct{ Items []photoEntry }
		s.Call(t, bob.Token, "GET", "/v1/conversations/"+c+"/entries", nil).Into(t, 200, &read)
		got := read.Items[len(read.Items)-1].Content
		if got.Type != "photos" || len(got.Photos) != 2 || got.Photos[0].Width != 2048 || got.Photos[1].Height != 60 || got.Photos[0].Placeholder == "" || got.Photos[1].Alt != "photo 2" || got.Photos[0].Original == 0 || got.Photos[1].Original != 0 {
			t.Errorf("bob reads %+v", got)
		}
		var view struct {
			Head struct {
				Preview struct {
					Type   string
					Photos int
				}
			}
		}
		s.Call(t, bob.Token, "GET", "/v1/conversations/"+c, nil).Into(t, 200, &view)
		if view.Head.Preview.Type != "photos" || view.Head.Preview.Photos != 2 {
			t.Errorf("his inbox says %+v", view.Head.Preview)
		}

		small := "/v1/photos/" + ada.ID + "/" + id + "/small"
		for _, p := range []testkit.Person{ada, bob} {
			shown := s.Call(t, p.Token, "GET", small, nil)
			m, err := jpeg.DecodeConfig(bytes.NewReader(shown.Body))
			if shown.Status != 200 || shown.Header.Get("Content-Type") != "image/jpeg" || err != nil || m.Width != 720 {
				t.Errorf("%s is shown %d, %v, %+v", p.Handle, shown.Status, err, m)
			}
		}
		whole := "/v1/photos/" + ada.ID + "/" + id + "/original"
		shown := s.Call(t, bob.Token, "GET", whole, nil)
		if m, err := jpeg.DecodeConfig(bytes.NewReader(shown.Body)); shown.Status != 200 || err != nil || m.Width != 3000 || len(shown.Body) != got.Photos[0].Original {
			t.Errorf("bob is shown its original: %d, %v, %+v, %d bytes", shown.Status, err, m, len(shown.Body))
		}
		for name, status := range map[string]int{
			"stranger":                 s.Call(t, eve.Token, "GET", whole, nil).Status,
			"one that is kept smaller": s.Call(t, bob.Token, "GET", "/v1/photos/"+ada.ID+"/"+second+"/original", nil).Status,
		} {
			if status != 404 {
				t.Errorf("%s: %d", name, status)
			}
		}
		wholeAddress := s.Exchange(t, bob.Token, "GET", whole, nil, nil).Header.Get("Location")
		to := s.Direct(t, bob, eve)
		s.Send(t, eve, to, "and me")
		s.Call(t, bob.Token, "POST", fmt.Sprint("/v1/conversations/", c, "/entries/", sent.Seq, "/forwards"), map[string]any{"targets": []map[string]any{{"conversationId": to, "clientId": uuid.NewString()}}}).Into(t, 200, nil)
		s.Call(t, eve.Token, "GET", "/v1/conversations/"+to+"/entries", nil).Into(t, 200, &read)
		passed := read.Items[len(read.Items)-1].Content.Photos
		if len(passed) != 2 || passed[0].Original != got.Photos[0].Original {
			t.Fatalf("eve reads %+v", passed)
		}
		forwardedTo := "/v1/photos/" + bob.ID + "/" + passed[0].ID + "/original"
		s.Call(t, eve.Token, "GET", forwardedTo, nil).Into(t, 200, nil)

		signed := s.Exchange(t, bob.Token, "GET", small, nil, nil)
		address := signed.Header.Get("Location")
		for name, status := range map[string]int{
			"stranger, by its name":      s.Call(t, eve.Token, "GET", small, nil).Status,
			"stranger, by bob's address": s.Call(t, eve.Token, "GET", address, nil).Status,
		} {
			if status != 404 {
				t.Errorf("%s: %d", name, status)
			}
		}
		s.Call(t, bob.Token, "GET", address, nil).Into(t, 200, nil)

		s.Clock.Move(50 * time.Hour)
		if late := s.Call(t, bob.Token, "GET", address, nil); late.Status != 404 {
			t.Errorf("an address of two days ago: %d", late.Status)
		}
		address = s.Exchange(t, bob.Token, "GET", small, nil, nil).Header.Get("Location")
		s.Call(t, bob.Token, "GET", address, nil).Into(t, 200, nil)
		if files := filesOf(t, s, id); len(files) != 3 {
			t.Errorf("its files are %v", files)
		}

		s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{"clientId": id, "kind": "unsend", "targetSeq": sent.Seq}).Into(t, 201, nil)
		for _, path := range []string{small, address, whole, wholeAddress} {
			for _, p := range []testkit.Person{ada, bob} {
				if gone := s.Call(t, p.Token, "GET", path, nil); gone.Status != 404 {
					t.Errorf("unsent, %s gets %s: %d", p.Handle, path, gone.Status)
				}
			}
		}
		if files := append(filesOf(t, s, id), filesOf(t, s, second)...); len(files) > 0 {
			t.Errorf("files remain: %v", files)
		}
	})
}

func TestWhoIsRemovedFromAGroupIsShownNoneOfItsPhotos(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, cyd := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "cyd", "Cyd")
		group := s.Group(t, ada, "Canal", bob, cyd)
		photo := s.Photo(t, ada, 30, 20)
		s.SendPhotos(t, ada, group, "", photo).Into(t, 201, nil)
		path := "/v1/photos/" + ada.ID + "/" + photo + "/small"
		address := s.Exchange(t, bob.Token, "GET", path, nil, nil).Header.Get("Location")
		s.Call(t, bob.Token, "GET", address, nil).Into(t, 200, nil)
		s.Call(t, ada.Token, "DELETE", "/v1/conversations/"+group+"/members/"+bob.ID, nil)
		for _, at := range []string{path, address} {
			if got := s.Call(t, bob.Token, "GET", at, nil); got.Status != 404 {
				t.Errorf("who was removed gets %s: %d", at, got.Status)
			}
		}
		s.Call(t, cyd.Token, "GET", path, nil).Into(t, 200, nil)
	})
}

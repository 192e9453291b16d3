package app_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
)

func eachFilming(t *testing.T, test func(*testing.T, *testkit.Server)) {
	t.Helper()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			test(t, testkit.StartFilming(t, dialect))
		})
	}
}

func TestVideosGoWithAMessageAndGoWithIt(t *testing.T) {
	t.Parallel()
	film := testkit.Film(t, "film.mov", 1, 320, 240)
	eachFilming(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "eve", "Eve")
		c := s.Direct(t, ada, bob)
		s.Send(t, bob, c, "show me")
		if none := s.Call(t, ada.Token, "POST", "/v1/videos", map[string]any{"upload": uuid.NewString()}); none.Status != 404 {
			t.Errorf("a video of nothing: %d", none.Status)
		}
		bad := s.Upload(t, ada, []byte("#EXTM3U\nfile:///etc/passwd\n"))
		if refused := s.Call(t, ada.Token, "POST", "/v1/videos", map[string]any{"upload": bad}); refused.Status != 415 || refused.Code() != "video_invalid" {
			t.Errorf("a list as a video: %d %s", refused.Status, refused.Body)
		}
		damaged := s.Upload(t, ada, film[:len(film)/2])
		for range 2 { // it is told again
			if refused := s.Call(t, ada.Token, "POST", "/v1/videos", map[string]any{"upload": damaged}); refused.Code() != "video_invalid" {
				t.Errorf("half a video: %d %s", refused.Status, refused.Body)
			}
		}

		id := s.Video(t, ada, film)
		photo := s.Photo(t, ada, 40, 60)
		if other := s.SendPhotos(t, bob, c, "", id); other.Code() != "photo_gone" {
			t.Errorf("sending another's video: %d %s", other.Status, other.Body)
		}
		var sent struct{ Seq int64 }
		s.SendPhotos(t, ada, c, "", photo, id).Into(t, 201, &sent)
		var read struct {
			Items []struct {
				Content struct {
					Photos []struct{ Width, Duration int }
				}
			}
		}
		s.Call(t, bob.Token, "GET", "/v1/conversations/"+c+"/entries", nil).Into(t, 200, &read)
		got := read.Items[len(read.Items)-1].Content.Photos
		if len(got) != 2 || got[0].Duration != 0 || got[1].Width != 320 || got[1].Duration < 900 || got[1].Duration > 1200 {
			t.Errorf("bob reads %+v", got)
		}
		var view struct {
			Head struct{ Preview struct{ Photos, Videos int } }
		}
		s.Call(t, bob.Token, "GET", "/v1/conversations/"+c, nil).Into(t, 200, &view)
		if view.Head.Preview.Photos != 2 || view.Head.Preview.Videos != 1 {
			t.Errorf("his inbox says %+v", view.Head.Preview)
		}
		var hits struct {
			Items []struct{ Entry struct{ Seq int64 } }
		}
		s.Call(t, bob.Token, "GET", "/v1/messages?kind=videos&conversation="+c, nil).Into(t, 200, &hits)
		if len(hits.Items) != 1 || hits.Items[0].Entry.Seq != sent.Seq {
			t.Errorf("search finds %+v", hits.Items)
		}

		at, poster := "/v1/videos/"+ada.ID+"/"+id, "/v1/photos/"+ada.ID+"/"+id+"/small"
		whole := s.Call(t, bob.Token, "GET", at, nil)
		if whole.Status != 200 || whole.Header.Get("Content-Type") != "video/mp4" || bytes.Contains(whole.Body, []byte(testkit.Where)) || !bytes.Contains(film, []byte(testkit.Where)) {
			t.Errorf("bob is shown %d, %s, of %d bytes", whole.Status, whole.Header.Get("Content-Type"), len(whole.Body))
		}
		address := s.Exchange(t, bob.Token, "GET", at, nil, nil).Header.Get("Location")
		part := s.Exchange(t, bob.Token, "GET", address, map[string]string{"Range": "bytes=4-7"}, nil)
		if part.Status != 206 || string(part.Body) != "ftyp" || part.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("a part of it: %d %q", part.Status, part.Body)
		}
		if shown := s.Call(t, bob.Token, "GET", poster, nil); shown.Status != 200 || shown.Header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("its poster: %d", shown.Status)
		}
		for name, path := range map[string]string{
			"as a voice note": "/v1/voices/" + ada.ID + "/" + id, "as a file": "/v1/files/" + ada.ID + "/" + id, "a photo as a video": "/v1/videos/" + ada.ID + "/" + photo,
		} {
			if other := s.Call(t, bob.Token, "GET", path, nil); other.Status != 404 {
				t.Errorf("%s: %d", name, other.Status)
			}
		}
		for _, path := range []string{at, poster, address} {
			if other := s.Call(t, eve.Token, "GET", path, nil); other.Status != 404 {
				t.Errorf("a stranger gets %s: %d", path, other.Status)
			}
		}

		// Forwarded, it is another's own; what is unsent takes its files along, except those that are evidence.
		s.Send(t, eve, s.Direct(t, bob, eve), "and me")
		forwarded := uuid.NewString()
		s.Call(t, bob.Token, "POST", "/v1/conversations/"+c+"/entries/"+strconv.FormatInt(sent.Seq, 10)+"/forwards", map[string]any{"targets": []map[string]any{{"conversationId": s.Direct(t, bob, eve), "clientId": forwarded}}}).Into(t, 200, nil)
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": sent.Seq}).Into(t, 201, nil)
		for _, path := range []string{at, poster, address} {
			if gone := s.Call(t, bob.Token, "GET", path, nil); gone.Status != 404 {
				t.Errorf("unsent, bob gets %s: %d", path, gone.Status)
			}
		}
		if files := filesOf(t, s, id); len(files) > 0 {
			t.Errorf("files remain: %v", files)
		}
		s.Call(t, eve.Token, "GET", "/v1/conversations/"+s.Direct(t, bob, eve)+"/entries", nil).Into(t, 200, &read)
		if got := read.Items[len(read.Items)-1].Content.Photos; len(got) != 2 || got[1].Duration < 900 {
			t.Errorf("eve reads %+v", got)
		}
	})
}

func TestAReportedVideoIsEvidence(t *testing.T) {
	t.Parallel()
	s := testkit.StartFilming(t, db.SQLite)
	ada, bob, staff := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "cyd.staff", "Staff")
	if err := s.App.Account.UserRole(t.Context(), "cyd.staff", "admin"); err != nil {
		t.Fatal(err)
	}
	c := s.Direct(t, ada, bob)
	s.Send(t, bob, c, "hello")
	id := s.Video(t, ada, testkit.Film(t, "film.mp4", 1, 64, 64))
	var sent struct{ Seq int64 }
	s.SendPhotos(t, ada, c, "", id).Into(t, 201, &sent)
	s.Call(t, bob.Token, "POST", "/v1/reports", map[string]any{"target": map[string]any{"kind": "message", "conversationId": c, "seqs": []int64{sent.Seq}}, "reason": "harassment"}).Into(t, 201, nil)
	s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{"clientId": uuid.NewString(), "kind": "unsend", "targetSeq": sent.Seq}).Into(t, 201, nil)
	var queue struct{ Items []struct{ ID string } }
	s.Call(t, staff.Token, "GET", "/v1/moderation/cases", nil).Into(t, 200, &queue)
	of := s.Call(t, staff.Token, "GET", "/v1/moderation/cases/"+queue.Items[0].ID, nil)
	_, after, found := strings.Cut(string(of.Body), `"video":"`)
	path, _, _ := strings.Cut(after, `"`)
	path = strings.ReplaceAll(path, `\u0026`, "&")
	if shown := s.Call(t, staff.Token, "GET", path, nil); !found || shown.Status != 200 || shown.Header.Get("Content-Type") != "video/mp4" {
		t.Errorf("the case shows %d %s at %q", shown.Status, shown.Header.Get("Content-Type"), path)
	}
}

// TestAVideoThatAServerLeavesIsMadeByTheNext has the lease of a server that is gone stand in the way, as after a kill, and servers that stop in the middle.
func TestAVideoThatAServerLeavesIsMadeByTheNext(t *testing.T) {
	t.Parallel()
	film := testkit.Film(t, "film.mp4", 6, 1280, 720)
	eachFilming(t, func(t *testing.T, s *testkit.Server) {
		ada := s.SignUp(t, "ada", "Ada")
		id := s.Upload(t, ada, film)
		ask := func() string {
			var v struct{ State string }
			s.Call(t, ada.Token, "POST", "/v1/videos", map[string]any{"upload": id}).Into(t, http.StatusOK, &v)
			return v.State
		}
		queued := make(chan testkit.Answer, 1)
		go func() { queued <- s.Call(t, ada.Token, "POST", "/v1/videos", map[string]any{"upload": id}) }()
		making := func() bool {
			found, err := filepath.Glob(filepath.Join(s.Config().Data, "media", "incoming", "film-*", "film.mp4"))
			return err == nil && len(found) > 0
		}
		for !making() {
			if ctx := t.Context(); ctx.Err() != nil {
				t.Fatal(ctx.Err())
			}
		}
		<-queued
		s.Restart(t)
		if left, err := os.ReadDir(filepath.Join(s.Config().Data, "media", "incoming")); err != nil {
			t.Error(left, err)
		}
		for ask() != "ready" {
		}

		// Whoever was killed still has it, for a moment.
		other := s.Upload(t, ada, testkit.Film(t, "other.mp4", 1, 64, 64))
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO videos (account_id, media_id, created_at, turn, lease_until, attempts) VALUES ($1, $2, $3, 0, $4, 1)`,
				mustID(t, ada.ID), mustID(t, other), base.Millis(s.Clock.Now()), base.Millis(s.Clock.Now().Add(10*time.Second)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		id = other
		if state := ask(); state != "preparing" {
			t.Errorf("what another server has is %s", state)
		}
		s.Clock.Move(11 * time.Second)
		for ask() != "ready" {
		}
		// What no server survives is given up.
		id = s.Upload(t, ada, testkit.Film(t, "third.mp4", 1, 64, 64))
		err = s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO videos (account_id, media_id, created_at, turn, lease_until, attempts) VALUES ($1, $2, $3, 0, 0, 3)`, mustID(t, ada.ID), mustID(t, id), base.Millis(s.Clock.Now()))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for refused := ""; refused == ""; {
			if refused = s.Call(t, ada.Token, "POST", "/v1/videos", map[string]any{"upload": id}).Code(); refused != "" && refused != "video_invalid" {
				t.Error(refused)
			}
		}
	})
}

func TestAServerWithoutFFmpegSaysThatItTakesNoVideos(t *testing.T) {
	t.Parallel()
	s := testkit.Start(t, db.SQLite)
	ada := s.SignUp(t, "ada", "Ada")
	if refused := s.Call(t, ada.Token, "POST", "/v1/videos", map[string]any{"upload": uuid.NewString()}); refused.Code() != "videos_off" {
		t.Errorf("%d %s", refused.Status, refused.Body)
	}
	var server map[string]any
	s.Call(t, "", "GET", "/v1/server", nil).Into(t, 200, &server)
	if _, told := server["videos"]; told {
		t.Errorf("it offers %v", server["videos"])
	}
}

func mustID(t *testing.T, text string) base.ID {
	t.Helper()
	id, err := base.ParseID(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

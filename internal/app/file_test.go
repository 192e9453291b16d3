package app_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"causerie/internal/app"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

func TestAFileGoesAsItIsAndIsOnlyEverSaved(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ada, bob, eve := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob"), s.SignUp(t, "eve", "Eve")
		c := s.Direct(t, ada, bob)
		s.Send(t, bob, c, "send it")
		page := []byte("<!doctype html><script>alert(document.cookie)</script>")
		id := s.Upload(t, ada, page)
		named := map[string]any{"upload": id, "name": "../\u202Eété.html"}
		var made struct {
			Name string
			Size int64
		}
		s.Call(t, ada.Token, "POST", "/v1/files", named).Into(t, 201, &made)
		s.Call(t, ada.Token, "POST", "/v1/files", named).Into(t, 200, &made)
		if made.Name != "été.html" || made.Size != int64(len(page)) {
			t.Errorf("it was made %+v", made)
		}
		if other := s.SendFile(t, bob, c, id); other.Code() != "file_gone" {
			t.Errorf("sending another's: %d %s", other.Status, other.Body)
		}
		if asked := s.SignUp(t, "cyd", "Cyd"); true {
			s.TakeMessages(t, asked, "everyone")
			if got := s.SendFile(t, ada, s.Open(t, ada, asked), id); got.Code() != "text_only" {
				t.Errorf("a request with a file: %d %s", got.Status, got.Body)
			}
		}
		var sent struct {
			Seq     int64
			Content struct {
				File struct {
					ID, Name string
					Size     int64
				}
			}
		}
		s.SendFile(t, ada, c, id).Into(t, 201, &sent)
		if again := s.SendFile(t, ada, c, id); again.Code() != "file_gone" {
			t.Errorf("sending it twice: %d %s", again.Status, again.Body)
		}
		if f := sent.Content.File; f.ID != id || f.Name != made.Name || f.Size != made.Size {
			t.Errorf("it was sent as %+v", f)
		}
		var view struct {
			Head struct{ Preview struct{ Type, File string } }
		}
		s.Call(t, bob.Token, "GET", "/v1/conversations/"+c, nil).Into(t, 200, &view)
		if p := view.Head.Preview; p.Type != "file" || p.File != made.Name {
			t.Errorf("his inbox says %+v", p)
		}

		path := "/v1/files/" + ada.ID + "/" + id
		got := s.Call(t, bob.Token, "GET", path, nil)
		for name, want := range map[string]string{
			"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Accept-Ranges": "bytes",
			"Content-Disposition": "attachment; filename*=utf-8''%C3%A9t%C3%A9.html", "Content-Security-Policy": "default-src 'none'; sandbox",
		} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %q", name, got.Header.Get(name))
			}
		}
		if got.Status != 200 || !bytes.Equal(got.Body, page) {
			t.Errorf("bob gets %d %q", got.Status, got.Body)
		}
		address := s.Exchange(t, bob.Token, "GET", path, nil, nil).Header.Get("Location")
		part := s.Exchange(t, bob.Token, "GET", address, map[string]string{"Range": "bytes=2-9"}, nil)
		if part.Status != http.StatusPartialContent || !bytes.Equal(part.Body, page[2:10]) {
			t.Errorf("a part of it: %d %q", part.Status, part.Body)
		}
		for _, at := range []string{path, address} {
			if other := s.Call(t, eve.Token, "GET", at, nil); other.Status != 404 {
				t.Errorf("a stranger gets %s: %d", at, other.Status)
			}
		}
		empty := s.BeginUpload(t, ada, 0)
		if got := s.Call(t, ada.Token, "POST", "/v1/files", map[string]any{"upload": empty, "name": "a"}); got.Code() != "file_empty" {
			t.Errorf("an empty file: %d %s", got.Status, got.Body)
		}

		unsend := map[string]any{"clientId": strings.Replace(id, id[:8], "00000000", 1), "kind": "unsend", "targetSeq": sent.Seq}
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", unsend).Into(t, 201, nil)
		for _, at := range []string{path, address} {
			if gone := s.Call(t, bob.Token, "GET", at, nil); gone.Status != 404 {
				t.Errorf("unsent, bob gets %s: %d", at, gone.Status)
			}
		}
		if files := filesOf(t, s, id); len(files) > 0 {
			t.Errorf("files remain: %v", files)
		}
	})
}

// breaking is a body that ends with an error after some bytes, as where a connection is cut.
type breaking struct {
	io.Reader
	left int
}

func (b *breaking) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("the line is cut")
	}
	n, err := b.Reader.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// TestABigFileThatBreaksOffManyTimesArrivesWhole cuts an upload at random places, with a start of the server in between, and compares what comes out.
func TestABigFileThatBreaksOffManyTimesArrivesWhole(t *testing.T) {
	t.Parallel()
	s := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Address(t, db.SQLite), FileMB: 30})
	ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
	c := s.Direct(t, ada, bob)
	s.Send(t, bob, c, "send it")
	r := rand.New(rand.NewPCG(7, 7))
	file := make([]byte, 25<<20)
	for i := range file {
		file[i] = byte(r.Uint32())
	}
	id, offset, cuts := s.BeginUpload(t, ada, len(file)), 0, 0
	for offset < len(file) {
		part := file[offset:]
		req, err := http.NewRequestWithContext(t.Context(), "PATCH", s.URL+"/v1/uploads/"+id, &breaking{bytes.NewReader(part), r.IntN(8 << 20)})
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = int64(len(part))
		req.Header.Set("Authorization", "Bearer "+ada.Token)
		for name, value := range testkit.Tus(offset) {
			req.Header.Set(name, value)
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
		} else {
			cuts++
		}
		if cuts == 3 {
			s.Restart(t)
			cuts++
		}
		offset, err = strconv.Atoi(s.Exchange(t, ada.Token, "HEAD", "/v1/uploads/"+id, testkit.Tus(0), nil).Header.Get("Upload-Offset"))
		if err != nil {
			t.Fatal(err)
		}
	}
	if cuts < 4 {
		t.Fatalf("it was cut %d times", cuts)
	}
	s.Call(t, ada.Token, "POST", "/v1/files", map[string]any{"upload": id, "name": "film.mkv"}).Into(t, 201, nil)
	s.SendFile(t, ada, c, id).Into(t, 201, nil)
	got := s.Call(t, bob.Token, "GET", "/v1/files/"+ada.ID+"/"+id, nil)
	if got.Status != 200 || sha256.Sum256(got.Body) != sha256.Sum256(file) {
		t.Errorf("bob gets %d, %d bytes of %d", got.Status, len(got.Body), len(file))
	}
	if left := len(filesOf(t, s, id)); left != 1 {
		t.Errorf("%d files are left of it", left)
	}
	large := s.Exchange(t, ada.Token, "POST", "/v1/uploads", map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": strconv.Itoa(31 << 20)}, nil)
	if large.Status != http.StatusRequestEntityTooLarge || large.Code() != "too_large" {
		t.Errorf("more than is taken: %d %s", large.Status, large.Body)
	}
}

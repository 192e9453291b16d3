package app_test

import (
	"bytes"
	"crypto/sha256"
	"net/http"
	"strings"
	"testing"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/media/s3test"
	"causerie/internal/testkit"
)

// fileOf is what someone gets of a file, from a server.
func fileOf(t *testing.T, s *testkit.Server, as testkit.Person, owner, id string, header map[string]string) testkit.Answer {
	t.Helper()
	lead := s.Exchange(t, as.Token, "GET", "/v1/files/"+owner+"/"+id, nil, nil)
	if lead.Status != http.StatusFound {
		return lead
	}
	return s.Exchange(t, as.Token, "GET", lead.Header.Get("Location"), header, nil)
}

// objectsOf are the objects of media in a store, once what is being removed is gone.
func objectsOf(t *testing.T, far *s3test.Store, id string, servers ...*testkit.Server) (found []string) {
	t.Helper()
	for _, s := range servers {
		s.App.Media.Settle()
	}
	for name := range far.Objects(t) {
		if strings.Contains(name, id) {
			found = append(found, name)
		}
	}
	return found
}

// TestTwoServersShareABucket has an upload begin at one server and end at another, and what is sent be read and removed by either; then the bucket goes away
// and comes back.
func TestTwoServersShareABucket(t *testing.T) {
	t.Parallel()
	far := s3test.Start(t)
	config := app.Config{Data: t.TempDir(), Database: dbtest.Store(t, db.Postgres), Media: far.Address(), FileMB: 30}
	one := testkit.StartOn(t, config)
	config.Data = t.TempDir()
	two := testkit.StartOn(t, config)
	ada, bob := one.SignUp(t, "ada", "Ada"), one.SignUp(t, "bob", "Bob")
	c := one.Direct(t, ada, bob)
	one.Send(t, bob, c, "send it")

	file := make([]byte, 20<<20)
	for i := range file {
		file[i] = byte(i * i >> 7)
	}
	const middle = 11<<20 + 3
	id := one.BeginUpload(t, ada, len(file))
	one.Exchange(t, ada.Token, "PATCH", "/v1/uploads/"+id, testkit.Tus(0), file[:middle]).Into(t, http.StatusNoContent, nil)
	one.Restart(t)
	if head := two.Exchange(t, ada.Token, "HEAD", "/v1/uploads/"+id, testkit.Tus(0), nil); head.Header.Get("Upload-Offset") != "11534339" {
		t.Errorf("the other server knows of %s", head.Header.Get("Upload-Offset"))
	}
	two.Exchange(t, ada.Token, "PATCH", "/v1/uploads/"+id, testkit.Tus(middle), file[middle:]).Into(t, http.StatusNoContent, nil)
	one.Call(t, ada.Token, "POST", "/v1/files", map[string]any{"upload": id, "name": "film.bin"}).Into(t, http.StatusCreated, nil)
	var sent struct{ Seq int64 }
	one.SendFile(t, ada, c, id).Into(t, 201, &sent)
	for _, s := range []*testkit.Server{one, two} {
		if got := fileOf(t, s, bob, ada.ID, id, nil); got.Status != 200 || sha256.Sum256(got.Body) != sha256.Sum256(file) {
			t.Errorf("bob gets %d, %d bytes", got.Status, len(got.Body))
		}
		part := fileOf(t, s, bob, ada.ID, id, map[string]string{"Range": "bytes=15000000-15000009"})
		if part.Status != http.StatusPartialContent || !bytes.Equal(part.Body, file[15000000:15000010]) {
			t.Errorf("a part of it: %d %x", part.Status, part.Body)
		}
	}
	photo := two.Photo(t, ada, 300, 200)
	one.SendPhotos(t, ada, c, "", photo).Into(t, 201, nil)
	if got := one.Call(t, bob.Token, "GET", "/v1/photos/"+ada.ID+"/"+photo+"/small", nil); got.Status != 200 || got.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("the photo is %d %s", got.Status, got.Header.Get("Content-Type"))
	}

	unsend := map[string]any{"clientId": base.NewID(one.Clock.Now()), "kind": "unsend", "targetSeq": sent.Seq}
	two.Call(t, ada.Token, "POST", "/v1/conversations/"+c+"/entries", unsend).Into(t, 201, nil)
	if left := objectsOf(t, far, id, one, two); len(left) > 0 {
		t.Errorf("unsent, there is still %v", left)
	}
	if got := fileOf(t, one, bob, ada.ID, id, nil); got.Status != 404 {
		t.Errorf("unsent, bob gets %d", got.Status)
	}

	far.Stop(t)
	small := "/v1/photos/" + ada.ID + "/" + photo + "/small"
	if got := one.Call(t, bob.Token, "GET", small, nil); got.Status != 503 || got.Code() != "unavailable" || got.Header.Get("Retry-After") == "" {
		t.Errorf("without the bucket, the photo is %d %s", got.Status, got.Body)
	}
	if got := one.Call(t, "", "GET", "/readyz", nil); got.Status != 503 || !strings.Contains(string(got.Body), `"media":"cannot be written: unavailable"`) {
		t.Errorf("without the bucket, /readyz is %d %s", got.Status, got.Body)
	}
	begun := map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": "4"}
	if got := one.Exchange(t, ada.Token, "POST", "/v1/uploads", begun, nil); got.Status != 503 || got.Code() != "unavailable" {
		t.Errorf("without the bucket, an upload is %d %s", got.Status, got.Body)
	}
	one.Send(t, ada, c, "texts go on")
	elsewhere := config
	elsewhere.Data = t.TempDir()
	if _, err := app.New(t.Context(), elsewhere, inspectOptions); err == nil || !strings.Contains(err.Error(), "cannot be used") || strings.Contains(err.Error(), s3test.Secret) {
		t.Errorf("a server starts without its bucket: %v", err)
	}
	far.Resume(t)
	for _, path := range []string{"/readyz", small} {
		if got := one.Call(t, bob.Token, "GET", path, nil); got.Status != 200 {
			t.Errorf("when the bucket is back, %s is %d %s", path, got.Status, got.Body)
		}
	}
}

// TestMediaMoveIntoABucketAndBack is how an existing server moves: a backup, and a restore of it.
func TestMediaMoveIntoABucketAndBack(t *testing.T) {
	t.Parallel()
	far := s3test.Start(t)
	here := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Store(t, db.SQLite)})
	ada, bob := here.SignUp(t, "ada", "Ada"), here.SignUp(t, "bob", "Bob")
	c := here.Direct(t, ada, bob)
	here.Send(t, bob, c, "send it")
	content := []byte("as it is")
	id := here.File(t, ada, "a.txt", content)
	here.SendFile(t, ada, c, id).Into(t, 201, nil)
	here.Call(t, ada.Token, "PUT", "/v1/me/avatar", picture(t)).Into(t, http.StatusOK, nil)

	move := func(from app.Config, to app.Config) *app.Restored {
		t.Helper()
		var file bytes.Buffer
		saved, err := app.Backup(t.Context(), from, inspectOptions, &file)
		if err != nil || saved.Files != 3 || len(saved.Missing) > 0 {
			t.Fatalf("saved %+v, %v", saved, err)
		}
		if to.Media != "" { // one that is cut off leaves nothing
			if _, err := app.Restore(t.Context(), to, inspectOptions, bytes.NewReader(file.Bytes()[:file.Len()-10])); err == nil || len(far.Objects(t)) > 0 {
				t.Fatalf("half a backup leaves %v: %v", far.Objects(t), err)
			}
		}
		restored, err := app.Restore(t.Context(), to, inspectOptions, &file)
		if err != nil || !restored.Found.Clean {
			t.Fatalf("restored %+v, %v", restored, err)
		}
		return restored
	}
	inBucket := emptyStore(t, db.SQLite)
	inBucket.Media = far.Address()
	move(here.Config(), inBucket)
	if n := len(far.Objects(t)); n != 3 {
		t.Errorf("the bucket has %d objects", n)
	}
	there := testkit.StartOn(t, inBucket)
	if got := fileOf(t, there, bob, ada.ID, id, nil); !bytes.Equal(got.Body, content) {
		t.Errorf("in the bucket, the file is %d %q", got.Status, got.Body)
	}
	back := emptyStore(t, db.SQLite)
	move(inBucket, back)
	again := testkit.StartOn(t, back)
	if got := fileOf(t, again, bob, ada.ID, id, nil); !bytes.Equal(got.Body, content) {
		t.Errorf("back in a folder, the file is %d %q", got.Status, got.Body)
	}
}

package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/media/s3test"
	"causerie/internal/verify"
)

// TestMain lets the test's own binary be the image worker, as the server's is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == WorkerCommand {
		os.Exit(RunImageWorker())
	}
	os.Exit(m.Run())
}

func newService(t *testing.T, store *db.DB) (*Service, *basetest.Clock) {
	t.Helper()
	return serviceOn(t, store, t.TempDir(), "")
}

func serviceOn(t *testing.T, store *db.DB, dir, bucket string) (*Service, *basetest.Clock) {
	t.Helper()
	c := basetest.NewClock(time.Now())
	s, err := New(Config{DB: store, Clock: c, Log: slog.New(slog.DiscardHandler), Dir: dir, Bucket: bucket, Key: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

// kept is a service, and the folder in which all that it keeps are files.
type kept struct {
	*Service
	clock *basetest.Clock
	root  string
}

// everywhere runs a test against a folder, with each engine, and against a bucket.
func everywhere(t *testing.T, test func(t *testing.T, s kept)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		s, c := newService(t, store)
		test(t, kept{s, c, s.Dir})
	})
	t.Run("bucket", func(t *testing.T) {
		t.Parallel()
		far := s3test.Start(t)
		s, c := serviceOn(t, sqlite(t), t.TempDir(), far.Address())
		test(t, kept{s, c, far.Root})
	})
}

// exist tells whether all files of media are there.
func (s *Service) exist(t *testing.T, id base.ID, kind string) bool {
	t.Helper()
	s.Settle()
	for _, side := range sidesOf[kind] {
		f, err := s.store.open(t.Context(), name{id, side})
		if errors.Is(err, fs.ErrNotExist) {
			return false
		}
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return true
}

// age has all that is kept be written at a time.
func (s kept) age(t *testing.T, written time.Time) {
	t.Helper()
	s.Settle()
	err := filepath.WalkDir(s.root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return os.Chtimes(path, written, written)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (s *Service) contents(t *testing.T, n name) []byte {
	t.Helper()
	f, err := s.store.open(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// addOwner inserts an account that shows avatar.
func addOwner(t *testing.T, store *db.DB, avatar base.ID) base.ID {
	t.Helper()
	id := base.NewID(time.Now())
	err := store.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO accounts (account_id, handle, name, avatar_id, birth_date, created_at)
			VALUES ($1, $2, 'Zoé', $3, '1990-01-01', 1)`, id, id.String(), avatar.Null())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// store uploads a picture and keeps it as what a new account shows.
func (s *Service) storeFor(t *testing.T, picture []byte) (owner, id base.ID) {
	t.Helper()
	id, err := s.StoreAvatar(t.Context(), base.NewID(time.Now()), bytes.NewReader(picture), 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	owner = addOwner(t, s.DB, id)
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) error { return s.Keep(t.Context(), tx, owner, id) }); err != nil {
		t.Fatal(err)
	}
	return owner, id
}

func TestAnUploadTakesItsOwnersShareFromItsFirstByte(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, dbtest.Open(t, dbtest.Store(t, db.SQLite)))
	owner := base.NewID(time.Now())
	var waiting sync.WaitGroup
	var ends []*io.PipeWriter
	for range picturesOfOne {
		body, end := io.Pipe()
		ends = append(ends, end)
		waiting.Go(func() { _, _ = s.StoreAvatar(t.Context(), owner, body, 0, 0, 0) }) // what becomes of it is no matter
		if _, err := end.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.StoreAvatar(t.Context(), owner, strings.NewReader("x"), 0, 0, 0)
	var told *base.Error
	if !errors.As(err, &told) || told.Kind != base.KindTooMany || told.RetryAt.IsZero() {
		t.Errorf("one more: %v", err)
	}
	for _, end := range ends {
		end.Close()
	}
	waiting.Wait()
	if _, err := s.StoreAvatar(t.Context(), owner, strings.NewReader("x"), 0, 0, 0); base.CodeOf(err) != "image_invalid" {
		t.Errorf("afterwards: %v", err)
	}
}

func verifyAll(t *testing.T, s *Service) []string {
	t.Helper()
	found, err := verify.All(t.Context(), s.DB, s.Checks())
	if err != nil {
		t.Fatal(err)
	}
	return found.Lines()
}

func sqlite(t *testing.T) *db.DB {
	t.Helper()
	return dbtest.Open(t, dbtest.Store(t, db.SQLite))
}

func TestAvatarIsKeptAndDropped(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s kept) {
		owner, id := s.storeFor(t, asJPEG(t, quarters(800, 600)))
		for _, side := range sidesOf[kindAvatar] {
			if got := seen(t, s.contents(t, name{id, side}), side); got != "rbyp" {
				t.Errorf("seen is %s", got)
			}
		}
		if found := verifyAll(t, s.Service); len(found) > 0 {
			t.Errorf("verify found %q", found)
		}
		err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `UPDATE accounts SET avatar_id = NULL WHERE account_id = $1`, owner); err != nil {
				return err
			}
			return s.Drop(t.Context(), tx, owner, id)
		})
		if err != nil {
			t.Fatal(err)
		}
		if s.exist(t, id, kindAvatar) {
			t.Error("the files are still there")
		}
		if found := verifyAll(t, s.Service); len(found) > 0 {
			t.Errorf("verify found %q", found)
		}
	})
}

func TestDropThatIsNotCommittedKeepsTheFiles(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, sqlite(t))
	owner, id := s.storeFor(t, asJPEG(t, quarters(80, 60)))
	err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
		if err := s.Drop(t.Context(), tx, owner, id); err != nil {
			return err
		}
		return io.ErrUnexpectedEOF
	})
	if err == nil || !s.exist(t, id, kindAvatar) {
		t.Errorf("error %v, files there: %v", err, s.exist(t, id, kindAvatar))
	}
}

func TestVerifyFindsMediaWithoutFileAndWithoutUse(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s kept) {
		_, lost := s.storeFor(t, asJPEG(t, quarters(80, 60)))
		if err := s.store.remove(t.Context(), lost); err != nil {
			t.Fatal(err)
		}
		unused, err := s.StoreAvatar(t.Context(), base.NewID(time.Now()), bytes.NewReader(asPNG(t, quarters(8, 8))), 0, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		owner := addOwner(t, s.DB, base.ID{})
		if err := s.DB.Write(t.Context(), func(tx *db.Tx) error { return s.Keep(t.Context(), tx, owner, unused) }); err != nil {
			t.Fatal(err)
		}
		found := strings.Join(verifyAll(t, s.Service), "\n")
		if strings.Count(found, "\n") != 1 || !strings.Contains(found, "media.files: media "+lost.String()) || !strings.Contains(found, "media "+unused.String()) {
			t.Errorf("verify found %q", found)
		}
	})
}

func TestSweepRemovesOldOrphansOnly(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s kept) {
		_, shown := s.storeFor(t, asJPEG(t, quarters(80, 60)))
		orphan, err := s.StoreAvatar(t.Context(), base.NewID(time.Now()), bytes.NewReader(asPNG(t, quarters(8, 8))), 0, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		left := string(s.scratch) + "/file-left"
		if err := os.WriteFile(left, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		written := time.Now().Truncate(time.Second)
		if err := os.Chtimes(left, written, written); err != nil {
			t.Fatal(err)
		}
		s.age(t, written)
		if err := s.Sweep(t.Context(), written.Add(time.Hour-time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if !s.exist(t, orphan, kindAvatar) {
			t.Error("a file of less than an hour was taken for an orphan")
		}
		if err := s.Sweep(t.Context(), written.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if s.exist(t, orphan, kindAvatar) {
			t.Error("the orphan is still there")
		}
		if _, err := os.Stat(left); err == nil {
			t.Error("what was left incoming is still there")
		}
		if !s.exist(t, shown, kindAvatar) {
			t.Error("a picture in use was removed")
		}
	})
}

func TestUploadIsRefusedForWhatItIs(t *testing.T) {
	t.Parallel()
	s, _ := newService(t, sqlite(t))
	for name, c := range map[string]struct {
		upload io.Reader
		code   string
	}{
		"empty":                   {strings.NewReader(""), "image_invalid"},
		"text":                    {strings.NewReader("hello"), "image_invalid"},
		"truncated":               {bytes.NewReader(asJPEG(t, quarters(300, 300))[:500]), "image_invalid"},
		"a bomb":                  {bytes.NewReader(pngOf(100_000, 100_000)), "image_invalid"},
		"20 MB of a picture":      {bytes.NewReader(padded(asJPEG(t, quarters(64, 64)), MaxUpload)), ""},
		"one byte more":           {bytes.NewReader(padded(asJPEG(t, quarters(64, 64)), MaxUpload+1)), "too_large"},
		"a connection that broke": {io.MultiReader(strings.NewReader("\xff\xd8\xff"), brokenReader{}), "incomplete"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := s.StoreAvatar(t.Context(), base.NewID(time.Now()), c.upload, 0, 0, 0); base.CodeOf(err) != c.code {
				t.Errorf("error %v, want code %q", err, c.code)
			}
		})
	}
}

func padded(file []byte, length int) []byte { return append(file, make([]byte, length-len(file))...) }

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestAddressIsForOneViewerAndOneDay(t *testing.T) {
	t.Parallel()
	s, c := newService(t, sqlite(t))
	owner, id := s.storeFor(t, asJPEG(t, quarters(80, 60)))
	viewer := base.NewID(time.Now())
	router := api.NewRouter(api.Config{
		Version: "test", Log: s.Log, Clock: c, Limits: api.NewLimits(c, 0, nil),
		Authenticate: func(_ context.Context, token string) (api.Actor, error) {
			account, err := base.ParseID(token)
			if err != nil {
				return api.Actor{}, base.Unauthenticated("unauthenticated", "Sign in first.")
			}
			return api.Actor{Account: account}, nil
		},
	})
	s.Routes(router)
	get := func(address string, as base.ID) *http.Response {
		req := httptest.NewRequest(http.MethodGet, address, nil)
		if !as.IsZero() {
			req.Header.Set("Authorization", "Bearer "+as.String())
		}
		w := httptest.NewRecorder()
		router.Handler().ServeHTTP(w, req)
		return w.Result()
	}

	address := s.Address(viewer, owner, id, Small)
	res := get(address, viewer)
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 || seen(t, body, Small) != "rbyp" {
		t.Fatalf("status %d, error %v", res.StatusCode, err)
	}
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "Cache-Control": "private, max-age=86400, immutable",
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}

	other := base.NewID(time.Now())
	for name, c := range map[string]struct {
		address string
		as      base.ID
		status  int
	}{
		"without a session":     {address, base.ID{}, 401},
		"another viewer":        {address, other, 404},
		"the owner":             {address, owner, 404},
		"the other size":        {strings.Replace(address, "/96?", "/512?", 1), viewer, 404},
		"a size that is not":    {s.Address(viewer, owner, id, 64), viewer, 404},
		"another owner":         {strings.Replace(address, owner.String(), other.String(), 1), viewer, 404},
		"another picture":       {strings.Replace(address, id.String(), other.String(), 1), viewer, 404},
		"a picture that is not": {s.Address(viewer, owner, other, Small), viewer, 404},
		"no signature":          {address[:strings.Index(address, "&s=")], viewer, 404},
		"another signature":     {address[:len(address)-4] + "AAAA", viewer, 404},
		"a later expiry":        {strings.Replace(address, "e=", "e=9", 1), viewer, 404},
		"an expiry with a plus": {strings.Replace(address, "e=", "e=%2B", 1), viewer, 404},
		"no id":                 {fmt.Sprintf("/media/x/%d", Small), viewer, 404},
	} {
		if got := get(c.address, c.as).StatusCode; got != c.status {
			t.Errorf("%s: status %d, want %d", name, got, c.status)
		}
	}

	s.Hidden = func(_ context.Context, from, to, _ base.ID) (bool, error) { return from == owner && to == viewer, nil }
	if got := get(address, viewer).StatusCode; got != 404 {
		t.Errorf("where the owner hides: status %d", got)
	}
	s.Hidden = func(context.Context, base.ID, base.ID, base.ID) (bool, error) { return false, nil }

	c.Set(time.Unix(s.expiry(id)-int64(addressDay/time.Second), 0)) // a known point of the picture's day
	address = s.Address(viewer, owner, id, Small)
	c.Move(addressDay - time.Second)
	if s.Address(viewer, owner, id, Small) != address {
		t.Error("the address changes within the day")
	}
	if got := get(address, viewer).StatusCode; got != 200 {
		t.Errorf("at the end of the day: status %d", got)
	}
	c.Move(time.Second)
	if s.Address(viewer, owner, id, Small) == address {
		t.Error("the address stays the same on the next day")
	}
	if got := get(address, viewer).StatusCode; got != 200 {
		t.Errorf("on the next day: status %d", got)
	}
	c.Move(addressDay - time.Millisecond)
	if got := get(address, viewer).StatusCode; got != 200 {
		t.Errorf("at the end of the next day: status %d", got)
	}
	c.Move(time.Millisecond)
	if got := get(address, viewer).StatusCode; got != 404 {
		t.Errorf("when it has expired: status %d", got)
	}
}

func TestShortKeyIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{Dir: t.TempDir(), Key: []byte("short")}); err == nil {
		t.Error("a short key was taken")
	}
}

package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	tus "github.com/tus/tusd/v2/pkg/handler"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/media/s3test"
	"causerie/proof/fault"
)

// noise is a file in which every place is unlike the others.
func noise(size int) []byte {
	file := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{7}).Read(file) // never fails
	return file
}

// TestStoresKeepFiles is what the rest of the package relies on.
func TestStoresKeepFiles(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s kept) {
		ctx := t.Context()
		id := base.NewID(time.Now())
		small, large := noise(1000), noise(3*windowLeast+partSize+17)
		if err := s.store.write(ctx, name{id, PhotoSmall}, small); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(string(s.scratch), "large")
		if err := os.WriteFile(path, large, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.store.take(ctx, name{id, VideoFile}, path); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what was taken is still where it was: %v", err)
		}
		twin := base.NewID(time.Now())
		if err := s.store.copy(ctx, name{id, VideoFile}, name{twin, VideoFile}); err != nil {
			t.Fatal(err)
		}
		if err := s.store.copy(ctx, name{id, VoiceFile}, name{twin, VoiceFile}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a copy of nothing: %v", err)
		}
		if got := s.contents(t, name{id, PhotoSmall}); !bytes.Equal(got, small) {
			t.Errorf("%d bytes are read of %d", len(got), len(small))
		}
		if _, err := s.store.open(ctx, name{id, PhotoLarge}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what is not there: %v", err)
		}
		seen := map[name]bool{}
		if err := s.store.walk(ctx, func(n name, written time.Time) error {
			seen[n] = time.Since(written) < time.Hour
			return nil
		}); err != nil || len(seen) != 3 || !seen[name{twin, VideoFile}] {
			t.Errorf("a walk sees %v, %v", seen, err)
		}
		if err := s.store.remove(ctx, id); err != nil {
			t.Fatal(err)
		}
		if err := s.store.remove(ctx, id); err != nil {
			t.Errorf("to remove what is gone: %v", err)
		}
		f, err := s.store.open(ctx, name{twin, VideoFile})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if f.Size() != int64(len(large)) {
			t.Errorf("it has %d bytes", f.Size())
		}
		for _, at := range []int{0, 1, windowLeast - 1, windowLeast, 5*windowLeast + 3, len(large) - 1, 0} {
			got := make([]byte, min(windowLeast+5, len(large)-at))
			if _, err := f.Seek(int64(at), io.SeekStart); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(f, got); err != nil || !bytes.Equal(got, large[at:at+len(got)]) {
				t.Errorf("from %d on, something else is read: %v", at, err)
			}
			if n, err := f.ReadAt(got[:1], int64(at)); n != 1 || got[0] != large[at] {
				t.Errorf("at %d: %d, %v", at, n, err)
			}
		}
		if n, err := f.Read(make([]byte, 1)); at(f) == f.Size() && (n != 0 || !errors.Is(err, io.EOF)) {
			t.Errorf("at the end: %d, %v", n, err)
		}
		if n, err := f.ReadAt(make([]byte, 10), int64(len(large)-4)); n != 4 || !errors.Is(err, io.EOF) {
			t.Errorf("over the end: %d, %v", n, err)
		}
	})
}

func at(f io.Seeker) int64 {
	n, _ := f.Seek(0, io.SeekCurrent) // never fails
	return n
}

// beginUpload begins somebody's upload of so many bytes.
func beginUpload(t *testing.T, in *db.DB, at incoming, size int) (context.Context, api.Actor, base.ID, tus.FileInfo) {
	t.Helper()
	actor := api.Actor{Account: addOwner(t, in, base.ID{})}
	ctx := context.WithValue(t.Context(), uploadingKey{}, &uploading{owner: actor.Account})
	begun, err := at.NewUpload(ctx, tus.FileInfo{Size: int64(size)})
	if err != nil {
		t.Fatal(err)
	}
	about, err := begun.GetInfo(ctx)
	if err != nil {
		t.Fatal(err)
	}
	id, err := base.ParseID(about.ID)
	if err != nil {
		t.Fatal(err)
	}
	return ctx, actor, id, about
}

// TestAnUploadMovesBetweenServers breaks an upload off at odd places, has two services on one store go on in turn, and compares what comes out.
func TestAnUploadMovesBetweenServers(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, s kept) {
		second, _ := serviceOn(t, s.DB, s.Dir, s.Bucket)
		file := noise(2*partSize + partSize/2)
		servers := []incoming{{s.store, s.clock}, {second.store, s.clock}}
		ctx, actor, id, about := beginUpload(t, s.DB, servers[0], len(file))
		if _, _, err := s.MakeFile(ctx, actor, id, "early"); base.CodeOf(err) != "upload_incomplete" {
			t.Errorf("before it is whole: %v", err)
		}
		for i, cut := range []int{1, 1000, 999_999, partSize - 1, partSize, partSize + 1, 2*partSize + 5, len(file)} {
			up, err := servers[i%2].GetUpload(ctx, about.ID)
			if err != nil {
				t.Fatal(err)
			}
			if about, err = up.GetInfo(ctx); err != nil {
				t.Fatal(err)
			}
			// The connection breaks after what comes in.
			part := io.MultiReader(bytes.NewReader(file[about.Offset:cut]), &cutOff{cut < len(file)})
			if n, err := up.WriteChunk(ctx, about.Offset, part); n != int64(cut)-about.Offset || (err != nil) != (cut < len(file)) {
				t.Fatalf("to %d, %d are kept: %v", cut, n, err)
			}
		}
		if n, err := s.store.uploads(actor.Account).count(ctx); n != 1 || err != nil {
			t.Errorf("%d uploads are under way: %v", n, err)
		}
		stranger := context.WithValue(t.Context(), uploadingKey{}, &uploading{owner: base.NewID(time.Now())})
		if _, err := servers[0].GetUpload(stranger, about.ID); !errors.Is(err, tus.ErrNotFound) {
			t.Errorf("another's upload: %v", err)
		}
		for _, made := range []bool{true, false} {
			if f, fresh, err := s.MakeFile(ctx, actor, id, "whole"); err != nil || fresh != made || f.Size != int64(len(file)) {
				t.Fatalf("made %+v, %v, %v", f, fresh, err)
			}
		}
		if sha256.Sum256(s.contents(t, name{id, WholeFile})) != sha256.Sum256(file) {
			t.Error("what is kept is not what came in")
		}
		if n, err := s.store.uploads(actor.Account).count(ctx); n != 0 || err != nil {
			t.Errorf("%d uploads remain: %v", n, err)
		}
		if found := verifyAll(t, s.Service); len(found) > 0 {
			t.Errorf("verify found %q", found)
		}
	})
}

// cutOff ends what is read, as a connection that breaks does.
type cutOff struct{ early bool }

func (c *cutOff) Read([]byte) (int, error) {
	if c.early {
		return 0, io.ErrUnexpectedEOF
	}
	return 0, io.EOF
}

// TestWhatIsJoinedWhenAServerEndsIsSweptAway looks at what is in no listing of objects.
func TestWhatIsJoinedWhenAServerEndsIsSweptAway(t *testing.T) {
	t.Parallel()
	far := s3test.Start(t)
	s, c := serviceOn(t, sqlite(t), t.TempDir(), far.Address())
	b := s.store.(*bucket)
	upload, err := b.client.NewMultipartUpload(t.Context(), b.Bucket, b.Prefix+"ab/cd/half", minio.PutObjectOptions{})
	if err != nil || upload == "" {
		t.Fatal(err)
	}
	underWay := func() int {
		all, err := b.client.ListMultipartUploads(t.Context(), b.Bucket, b.Prefix, "", "", "", 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(all.Uploads)
	}
	for _, there := range []int{1, 0} {
		c.Move(uploadAge - time.Hour)
		if err := s.Sweep(t.Context(), c.Now()); err != nil {
			t.Fatal(err)
		}
		if n := underWay(); n != there {
			t.Errorf("%d are under way", n)
		}
	}
}

// TestABucketThatFailsIsToldAndRecoversFrom stops a store and starts it again. What cannot be done is refused with a code, nothing stays behind, and what was to be
// removed meanwhile is removed afterwards.
func TestABucketThatFailsIsToldAndRecoversFrom(t *testing.T) {
	t.Parallel()
	far := s3test.Start(t)
	s, c := serviceOn(t, sqlite(t), t.TempDir(), far.Address())
	owner, id := s.storeFor(t, asJPEG(t, quarters(80, 60)))
	actor := api.Actor{Account: owner}
	ctx := context.WithValue(t.Context(), uploadingKey{}, &uploading{owner: owner})
	begun, err := incoming{s.store, c}.NewUpload(ctx, tus.FileInfo{Size: 4})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(ctx); err != nil {
		t.Fatal(err)
	}
	far.Stop(t)
	upload := base.NewID(time.Now())
	for what, do := range map[string]func() error{
		"readiness": func() error { return s.Ready(ctx) },
		"an avatar": func() error {
			_, err := s.StoreAvatar(ctx, owner, bytes.NewReader(asPNG(t, quarters(8, 8))), 0, 0, 0)
			return err
		},
		"a photo":          func() error { _, _, err := s.MakePhoto(ctx, actor, upload, false); return err },
		"a file":           func() error { _, _, err := s.MakeFile(ctx, actor, upload, "a"); return err },
		"a voice note":     func() error { _, _, err := s.MakeVoice(ctx, actor, upload); return err },
		"a forward":        func() error { _, err := s.CopyVoice(ctx, Voice{ID: id}); return err },
		"a digest":         func() error { _, err := s.Digest(ctx, id, kindAvatar); return err },
		"beginning":        func() error { _, err := incoming{s.store, c}.NewUpload(ctx, tus.FileInfo{Size: 4}); return err },
		"a part":           func() error { _, err := begun.WriteChunk(ctx, 0, strings.NewReader("part")); return err },
		"what has come in": func() error { _, err := incoming{s.store, c}.GetUpload(ctx, upload.String()); return err },
	} {
		if err := do(); base.KindOf(err) != base.KindUnavailable || base.CodeOf(err) != "unavailable" {
			t.Errorf("%s: %v", what, err)
		}
	}
	s.erase(id)
	s.Settle()
	far.Resume(t)
	if err := s.Ready(ctx); err != nil {
		t.Errorf("when it is back: %v", err)
	}
	if n, err := begun.WriteChunk(ctx, 0, strings.NewReader("part")); n != 4 || err != nil {
		t.Errorf("a part when it is back: %d, %v", n, err)
	}
	if !s.exist(t, id, kindAvatar) {
		t.Fatal("what was to be removed while the store was away is gone")
	}
	// Its row goes as it does when a picture is changed; what could not be removed then is an orphan.
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE accounts SET avatar_id = NULL WHERE account_id = $1`, owner); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM media WHERE media_id = $1`, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Move(orphanAge + time.Minute)
	if found := strings.Join(verifyAll(t, s), "\n"); !strings.Contains(found, "media.orphans") {
		t.Errorf("verify found %q", found)
	}
	if err := s.Sweep(ctx, c.Now()); err != nil || s.exist(t, id, kindAvatar) {
		t.Errorf("it is still there after a sweep: %v", err)
	}
}

// TestAnUploadArrivesWholeThroughAStorm has a small file come in while connections to the store are lost in every way, and one of several parts while all are cut every
// now and then. What was told to be kept is, nothing of the file can be read before all of it is there, and it is what was sent.
func TestAnUploadArrivesWholeThroughAStorm(t *testing.T) {
	t.Parallel()
	const gusts = 60 // then it has passed: on a slow machine, what takes longer than there is between two would never come to its end
	far := s3test.Start(t)
	for i, weather := range []struct {
		what  string
		size  int
		blows func(*fault.Proxy)
	}{
		{"faults of every kind", 60_000, func(line *fault.Proxy) {
			line.Storm()
			line.Cut()
		}},
		{"cuts", 2*partSize + partSize/8, func(line *fault.Proxy) {
			line.Calm()
			line.Cut()
		}},
	} {
		t.Run(weather.what, func(t *testing.T) {
			t.Parallel()
			line, err := fault.Start(strings.TrimPrefix(far.Endpoint, "http://"), uint64(7+i))
			if err != nil {
				t.Fatal(err)
			}
			line.Calm()
			t.Cleanup(line.Close)
			s, c := serviceOn(t, sqlite(t), t.TempDir(), far.AddressAt("http://"+line.Addr()))
			file, r := noise(weather.size), rand.New(rand.NewPCG(7, 7))
			ctx, actor, id, about := beginUpload(t, s.DB, incoming{s.store, c}, len(file))

			ctx, over := context.WithCancel(ctx)
			var blowing sync.WaitGroup
			blowing.Go(func() {
				wind := rand.New(rand.NewPCG(7, 8))
				for gust := 0; gust < gusts && ctx.Err() == nil; gust++ {
					weather.blows(line)
					select {
					case <-ctx.Done():
					case <-time.After(time.Duration(20+wind.IntN(150)) * time.Millisecond):
					}
				}
				line.Calm()
				line.Cut()
			})
			lost := 0
			failed := func(doing string, err error) bool {
				t.Helper()
				if err != nil {
					lost++
				}
				if err != nil && base.KindOf(err) != base.KindUnavailable {
					t.Fatalf("%s: %v", doing, err)
				}
				return err != nil
			}
			unread := func() {
				t.Helper()
				if f, err := s.store.open(ctx, name{id, WholeFile}); err == nil {
					f.Close()
					t.Fatal("it can be read before it is whole")
				}
			}
			for kept := int64(0); kept < int64(len(file)); {
				up, err := incoming{s.store, c}.GetUpload(ctx, about.ID)
				if failed("look for it", err) {
					continue
				}
				if about, err = up.GetInfo(ctx); err != nil || about.Offset < kept {
					t.Fatalf("%d bytes were kept, and %d are there: %v", kept, about.Offset, err)
				}
				end := min(int64(len(file)), about.Offset+1+r.Int64N(int64(len(file))/4))
				n, err := up.WriteChunk(ctx, about.Offset, bytes.NewReader(file[about.Offset:end]))
				failed("send a part", err)
				kept = about.Offset + n
				unread()
			}
			for {
				if _, _, err := s.MakeFile(ctx, actor, id, "whole"); !failed("make a file", err) {
					break
				}
				// Half of it is nowhere; all of it may be there, where the answer was lost.
				if size, err := s.store.(*bucket).size(ctx, name{id, WholeFile}); err == nil && size != int64(len(file)) {
					t.Fatalf("%d of %d bytes can be read", size, len(file))
				}
			}
			over()
			blowing.Wait()
			line.Calm()
			if sha256.Sum256(s.contents(t, name{id, WholeFile})) != sha256.Sum256(file) {
				t.Error("what is kept is not what came in")
			}
			t.Logf("%d times the store could not be reached; %v", lost, line.Counts())
		})
	}
}

// TestReadingGoesOnWhereAConnectionBreaks cuts connections in the middle of a file. Nothing of it is left running,
// which is counted while nothing else runs.
func TestReadingGoesOnWhereAConnectionBreaks(t *testing.T) {
	far := s3test.Start(t)
	line, err := fault.Start(strings.TrimPrefix(far.Endpoint, "http://"), 7)
	if err != nil {
		t.Fatal(err)
	}
	line.Calm()
	s, _ := serviceOn(t, sqlite(t), t.TempDir(), far.AddressAt("http://"+line.Addr()))
	id, file := base.NewID(time.Now()), noise(20*windowLeast)
	if err := s.store.write(t.Context(), name{id, WholeFile}, file); err != nil {
		t.Fatal(err)
	}
	b := s.store.(*bucket)
	b.idle()
	before := runtime.NumGoroutine()
	f, err := s.store.open(t.Context(), name{id, WholeFile})
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	for n := range 20 {
		part := make([]byte, windowLeast)
		if _, err := io.ReadFull(f, part); err != nil {
			t.Fatalf("part %d: %v", n, err)
		}
		got = append(got, part...)
		if n%3 == 0 {
			line.Cut()
		}
	}
	if !slices.Equal(got, file) {
		t.Error("what is read is not what was written")
	}
	f.Close()
	b.idle()
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines are left of %d", runtime.NumGoroutine(), before)
		}
		runtime.Gosched()
	}
	line.Close()
	if _, err := s.store.open(t.Context(), name{id, WholeFile}); !errors.Is(err, base.ErrUnreachable) {
		t.Errorf("without a line: %v", err)
	}
}

func TestAddressesOfBuckets(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"s3://media?endpoint=https://s3.example":                      "media||https://s3.example|us-east-1",
		"s3://media/a/b/?endpoint=https://s3.example:9000&region=fr":  "media|a/b/|https://s3.example:9000|fr",
		"s3://media?region=eu-west-3":                                 "media||https://s3.eu-west-3.amazonaws.com|eu-west-3",
		"s3://media?endpoint=http://127.0.0.1:9000":                   "media||http://127.0.0.1:9000|us-east-1",
		"s3://media?endpoint=http://minio:9000&plain=yes":             "media||http://minio:9000|us-east-1",
		"s3://media?endpoint=http://minio:9000":                       "does not encrypt",
		"s3://media":                                                  "needs a region",
		"s3://":                                                       "write it as",
		"https://media":                                               "write it as",
		"s3://key:secret@media?region=fr":                             "keys do not belong",
		"s3://media?region=fr&secret=x":                               `no setting "secret"`,
		"s3://media?endpoint=https://s3.example/path":                 "endpoint must be",
		"s3://media?endpoint=ftp://s3.example":                        "endpoint must be",
		"s3://media?endpoint=https://key:secret@s3.example&region=fr": "endpoint must be",
	} {
		b, err := ParseBucket(address)
		got := fmt.Sprintf("%s|%s|%s|%s", b.Bucket, b.Prefix, b.Endpoint.String(), b.Region)
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != want || err != nil && !strings.Contains(got, want) {
			t.Errorf("%s is %s, want %s", address, got, want)
		}
		if strings.Contains(got, "key:secret") {
			t.Errorf("%s tells its secret: %s", address, got)
		}
	}
}

func TestABucketIsTried(t *testing.T) {
	t.Parallel()
	far := s3test.Start(t)
	address := far.Address()
	state, err := TryBucket(t.Context(), address)
	if err != nil || state.Took <= 0 || state.Ahead.Abs() > 5*time.Second || state.Keeps {
		t.Errorf("it is %+v, %v", state, err)
	}
	if left := far.Objects(t); len(left) > 0 {
		t.Errorf("it leaves %v", left)
	}
	if _, err := TryBucket(t.Context(), strings.Replace(address, "//"+s3test.Name, "//other", 1)); err == nil || !strings.Contains(err.Error(), "there is no bucket other") {
		t.Errorf("a bucket that is not there: %v", err)
	}
	far.Stop(t)
	if _, err := TryBucket(t.Context(), address); err == nil || !strings.Contains(err.Error(), "connection refused") || strings.Contains(err.Error(), s3test.Secret) {
		t.Errorf("a store that is not there: %v", err)
	}
}

// TestWhatABucketRefusesIsToldPlainly has something answer in the place of a store.
func TestWhatABucketRefusesIsToldPlainly(t *testing.T) {
	s3test.Start(t) // for the keys in the environment
	for code, want := range map[string]string{
		"RequestTimeTooSkewed":  "the store's clock is 20m0s ahead of this machine's",
		"SignatureDoesNotMatch": "does not know these keys",
		"AccessDenied":          "these keys may not do that",
	} {
		far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(20*time.Minute+time.Second/2).UTC().Format(http.TimeFormat))
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(w, "<Error><Code>%s</Code><Message>no</Message></Error>", code)
		}))
		_, err := TryBucket(t.Context(), "s3://media?endpoint="+far.URL)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is told as %v", code, err)
		}
		far.Close()
	}
}

// TestARestoreIntoABucketIsTakenBack fills a bucket, gives up, is killed, and begins again.
func TestARestoreIntoABucketIsTakenBack(t *testing.T) {
	t.Parallel()
	far := s3test.Start(t)
	dir, address := t.TempDir(), far.Address()
	begin := func() Filling {
		t.Helper()
		f, err := Fill(t.Context(), dir, address)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	id := name{base.NewID(time.Now()), Small}
	f := begin()
	if err := f.File("../"+id.String(), strings.NewReader("x")); err == nil {
		t.Error("a name with a path is taken")
	}
	if err := f.File(id.String(), strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	if err := f.Undo(t.Context()); err != nil || len(far.Objects(t)) > 0 {
		t.Errorf("taken back, there is %v: %v", far.Objects(t), err)
	}
	f = begin()
	if err := f.File(id.String(), strings.NewReader("half")); err != nil {
		t.Fatal(err)
	}
	f.(*bucketFilling).all.Wait()
	f = begin() // as if the other one was killed
	if len(far.Objects(t)) != 1 {
		t.Errorf("what a restore left is still there: %v", far.Objects(t))
	}
	if err := errors.Join(f.File(id.String(), strings.NewReader("whole")), f.Settle(t.Context())); err != nil {
		t.Fatal(err)
	}
	if left := far.Objects(t); len(left) != 1 {
		t.Errorf("settled, there is %v", left)
	}
	if _, err := Fill(t.Context(), dir, address); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("a bucket that is not empty: %v", err)
	}
}

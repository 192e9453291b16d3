package crash

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"causerie/internal/db"
	"causerie/internal/testkit"
	"causerie/proof/rig"
	causerie "causerie/sdk/go"
)

// TestAVideoIsMadeAfterTheServerWasKilledAtIt kills the server in the middle of making a video. What worked for it dies with it, and the next life makes the video.
func TestAVideoIsMadeAfterTheServerWasKilledAtIt(t *testing.T) {
	film := testkit.Film(t, "film.mp4", 10, 1280, 720)
	for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			server := newRun(t, engine, 1, &totals{}).server
			server.Videos = true
			server.Start(t)
			client := causerie.New(server.URL)
			if _, err := client.SignUp(t.Context(), causerie.SignUp{Handle: "ada.films", Name: "Ada", BirthDate: "1990-01-31", Password: "velvet-lamp-4711"}); err != nil {
				t.Fatal(err)
			}
			ask := func(method, path string, header map[string]string, body []byte) (status int, location string, answer []byte, err error) {
				req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, bytes.NewReader(body))
				if err != nil {
					return 0, "", nil, err
				}
				req.Header.Set("Authorization", "Bearer "+client.Token())
				for name, value := range header {
					req.Header.Set(name, value)
				}
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					return 0, "", nil, err
				}
				defer res.Body.Close()
				answer, err = io.ReadAll(res.Body)
				return res.StatusCode, res.Header.Get("Location"), answer, err
			}
			_, at, _, err := ask("POST", "/v1/uploads", map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": strconv.Itoa(len(film))}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if status, _, answer, err := ask("PATCH", at, testkit.Tus(0), film); err != nil || status != http.StatusNoContent {
				t.Fatalf("upload: %d %s %v", status, answer, err)
			}
			body, err := json.Marshal(map[string]string{"upload": at[strings.LastIndexByte(at, '/')+1:]})
			if err != nil {
				t.Fatal(err)
			}
			video := func() (status int, ready bool, err error) {
				var of struct{ State string }
				status, _, answer, err := ask("POST", "/v1/videos", map[string]string{"Content-Type": "application/json"}, body)
				if err == nil && status < 300 {
					err = json.Unmarshal(answer, &of)
				}
				return status, of.State == "ready", err
			}
			asked := make(chan error, 1)
			go func() { _, _, err := video(); asked <- err }()
			making := filepath.Join(server.Data, "media", "incoming", "film-*", "film.mp4")
			rig.Until(t, "a video is being made", func() bool { found, err := filepath.Glob(making); return err == nil && len(found) > 0 })
			if workers(t, server.Data) == 0 {
				t.Error("nothing works at it")
			}
			server.Kill(t)
			if err := <-asked; err == nil {
				t.Error("the video was ready before the server was killed")
			}
			rig.Until(t, "what worked at it is dead", func() bool { return workers(t, server.Data) == 0 })
			server.Start(t)
			rig.Until(t, "the video is ready", func() bool {
				status, ready, err := video()
				if err != nil || status >= 300 {
					t.Fatalf("the video: %d, %v", status, err)
				}
				return ready
			})
		})
	}
}

// workers counts the processes that work in a folder.
func workers(t *testing.T, folder string) (n int) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if at, err := os.Readlink(one); err == nil && strings.HasPrefix(at, folder) && strings.Contains(at, "film-") {
			n++
		}
	}
	return n
}

package app_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
)

// releaseData names the release whose data is to be kept: see CONTRIBUTING.md.
var releaseData = flag.String("release", "", "write testdata/upgrade/RELEASE.* and the list of released migrations")

const (
	upgradeFolder = "testdata/upgrade"
	releasedList  = "../db/migrations/released.txt"
)

// Each release left two files: a backup, which goes into both engines, and the SQLite file of the same store as its server left it.
func TestDataOfEveryReleaseOpensVerifiesAndIsRead(t *testing.T) {
	t.Parallel()
	if *releaseData != "" {
		keepReleaseData(t, *releaseData)
	}
	backups, err := filepath.Glob(upgradeFolder + "/*.backup")
	if err != nil || len(backups) == 0 {
		t.Fatalf("there is no data of a release: %v", err)
	}
	list, err := os.ReadFile(releasedList)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range backups {
		release := strings.TrimSuffix(filepath.Base(path), ".backup")
		if !strings.Contains(string(list), "\n"+release+" ") && !strings.Contains(string(list), "# "+release+" has no migration") {
			t.Errorf("release %s is not in %s", release, releasedList)
		}
		for _, dialect := range engines {
			t.Run(release+" into "+string(dialect), func(t *testing.T) {
				t.Parallel()
				readRelease(t, restoreRelease(t, path, dialect))
			})
		}
		t.Run(release+" in place", func(t *testing.T) {
			t.Parallel()
			config := restoreRelease(t, path, db.SQLite) // for its pictures
			unpack(t, strings.TrimSuffix(path, ".backup")+".sqlite.gz", filepath.Join(config.Data, "causerie.db"))
			readRelease(t, config)
		})
	}
}

func restoreRelease(t *testing.T, path string, dialect db.Dialect) app.Config {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	config := emptyStore(t, dialect)
	restored, err := app.Restore(t.Context(), config, inspectOptions, file)
	if err != nil || !restored.Found.Clean {
		t.Fatalf("restored %+v, error %v", restored, err)
	}
	return config
}

func unpack(t *testing.T, from, to string) {
	t.Helper()
	packed, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	for _, beside := range []string{"-wal", "-shm"} {
		_ = os.Remove(to + beside) // they belong to the file that goes
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// readRelease serves a store that a release left, which migrates it, and reads what seedRelease wrote.
func readRelease(t *testing.T, config app.Config) {
	t.Helper()
	s := testkit.StartOn(t, config)
	ada := s.SignIn(t, testkit.Person{Handle: "ada"})
	var inbox struct {
		Items []struct {
			ID     string
			Pinned bool
			Draft  struct{ Text string }
			Head   struct{ Seq int64 }
		}
	}
	s.Call(t, ada.Token, "GET", "/v1/conversations", nil).Into(t, http.StatusOK, &inbox)
	if len(inbox.Items) != 1 || inbox.Items[0].Head.Seq != 8 || !inbox.Items[0].Pinned || inbox.Items[0].Draft.Text != "not yet" {
		t.Fatalf("the inbox is %+v", inbox)
	}
	var log struct {
		Items []struct {
			Seq     int64
			Kind    string
			Content struct{ Text string }
			Erased  bool
		}
	}
	s.Call(t, ada.Token, "GET", "/v1/conversations/"+inbox.Items[0].ID+"/entries?after=0", nil).Into(t, http.StatusOK, &log)
	var got []string
	for _, e := range log.Items {
		got = append(got, fmt.Sprintf("%d %s %s %v", e.Seq, e.Kind, e.Content.Text, e.Erased))
	}
	want := []string{"1 message one false", "2 edit uno false", "3 message two false", "4 reaction  false", "5 message  true", "6 edit  true",
		"7 unsend  false", "8 message four false"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the log is %q", got)
	}
	var found struct {
		Items []struct{ Entry struct{ Seq int64 } }
	}
	s.Call(t, ada.Token, "GET", "/v1/messages?q=uno", nil).Into(t, http.StatusOK, &found)
	if len(found.Items) != 1 || found.Items[0].Entry.Seq != 1 {
		t.Errorf("search finds %+v", found)
	}
	var me struct{ Avatar struct{ Small string } }
	s.Call(t, ada.Token, "GET", "/v1/me", nil).Into(t, http.StatusOK, &me)
	if picture := s.Call(t, ada.Token, "GET", me.Avatar.Small, nil); picture.Status != http.StatusOK || len(picture.Body) == 0 {
		t.Errorf("the picture: %d", picture.Status)
	}
	var blocked struct{ Items []struct{ Handle string } }
	s.Call(t, ada.Token, "GET", "/v1/me/blocked", nil).Into(t, http.StatusOK, &blocked)
	if len(blocked.Items) != 1 || blocked.Items[0].Handle != "cyd" {
		t.Errorf("blocked are %+v", blocked)
	}
	var accepted int
	err := s.App.DB.Read(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT COUNT(*) FROM relations WHERE accepted_at IS NOT NULL`).Scan(&accepted)
	})
	if err != nil || accepted != 2 { // ada and bob, who wrote with each other
		t.Errorf("%d rows of an accepted conversation, %v", accepted, err)
	}
	s.Send(t, ada, inbox.Items[0].ID, "and on it goes")
}

// seedRelease makes a store with something of everything.
func seedRelease(t *testing.T, s *testkit.Server) {
	t.Helper()
	talk := seed(t, s)["talk"].(base.ID).String()
	ada := s.SignIn(t, testkit.Person{Handle: "ada"})
	s.Call(t, ada.Token, "PUT", "/v1/me/avatar", picture(t)).Into(t, http.StatusOK, nil)
	s.Call(t, ada.Token, "PATCH", "/v1/conversations/"+talk, map[string]any{"pinned": true, "draft": map[string]any{"text": "not yet"}}).Into(t, http.StatusOK, nil)
}

// keepReleaseData writes the data of this program's schema for the tests of later ones, and the hashes of its migrations.
func keepReleaseData(t *testing.T, release string) {
	t.Helper()
	s := testkit.Start(t, db.SQLite)
	seedRelease(t, s)
	if err := os.MkdirAll(upgradeFolder, 0o755); err != nil {
		t.Fatal(err)
	}
	err := app.SaveFile(filepath.Join(upgradeFolder, release+".backup"), func(w io.Writer) error {
		_, err := app.Backup(t.Context(), s.Config(), inspectOptions, w)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	original, err := sql.Open("sqlite", "file:"+strings.TrimPrefix(s.Config().DatabaseAddress(), "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = original.Exec(`VACUUM INTO $1`, file)
	if err := errors.Join(err, original.Close()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err = z.Write(data)
	if err := errors.Join(err, z.Close(), os.WriteFile(filepath.Join(upgradeFolder, release+".sqlite.gz"), packed.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	listMigrations(t, release)
}

func listMigrations(t *testing.T, release string) {
	t.Helper()
	list, err := os.ReadFile(releasedList)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../db/migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	added := false
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if name := filepath.Base(path); !strings.Contains(string(list), " "+name+" ") {
			list = fmt.Appendf(list, "%s %s %x\n", release, name, sha256.Sum256(text))
			added = true
		}
	}
	if !added {
		list = fmt.Appendf(list, "# %s has no migration of its own\n", release)
	}
	if err := os.WriteFile(releasedList, list, 0o644); err != nil {
		t.Fatal(err)
	}
}

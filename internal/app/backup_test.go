package app_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"filippo.io/age"

	"causerie/internal/account"
	"causerie/internal/app"
	"causerie/internal/backup"
	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

var engines = []db.Dialect{db.SQLite, db.Postgres}

// emptyStore is where a test restores to.
func emptyStore(t *testing.T, dialect db.Dialect) app.Config {
	t.Helper()
	config := app.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", LogLevel: "error"}
	if dialect == db.Postgres {
		config.Database = dbtest.Address(t, dialect)
	}
	return config
}

// talkers write in a conversation and change their pictures until they are stopped.
type talkers struct {
	stop    atomic.Bool
	running sync.WaitGroup
	mu      sync.Mutex
	sent    map[int64]string // what was acknowledged, by seq
}

func startTalking(t *testing.T, s *testkit.Server, conversation string, people ...testkit.Person) *talkers {
	t.Helper()
	k := &talkers{sent: map[int64]string{}}
	for _, who := range people {
		k.running.Go(func() {
			for n := 0; !k.stop.Load() && !t.Failed(); n++ {
				text := fmt.Sprintf("%s says %d", who.Handle, n)
				seq := s.Send(t, who, conversation, text)
				k.mu.Lock()
				k.sent[seq] = text
				k.mu.Unlock()
			}
		})
	}
	k.running.Go(func() {
		for !k.stop.Load() && !t.Failed() {
			s.Call(t, people[0].Token, "PUT", "/v1/me/avatar", picture(t)).Into(t, http.StatusOK, nil)
		}
	})
	return k
}

func (k *talkers) acknowledged() map[int64]string {
	k.mu.Lock()
	defer k.mu.Unlock()
	sent := make(map[int64]string, len(k.sent))
	for seq, text := range k.sent {
		sent[seq] = text
	}
	return sent
}

func picture(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Error(err)
	}
	return out.Bytes()
}

func TestABackupUnderLoadHoldsAllThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		ids := seed(t, s)
		ada, bob := s.SignIn(t, testkit.Person{Handle: "ada"}), s.SignIn(t, testkit.Person{Handle: "bob"})
		talk := ids["talk"].(base.ID)
		s.Call(t, ada.Token, "PUT", "/v1/me/avatar", picture(t)).Into(t, http.StatusOK, nil)
		load := startTalking(t, s, talk.String(), ada, bob)
		defer load.running.Wait()
		defer load.stop.Store(true)
		for len(load.acknowledged()) < 50 && !t.Failed() {
			s.Call(t, bob.Token, "GET", "/v1/me", nil).Into(t, http.StatusOK, nil)
		}
		before := load.acknowledged()
		var file bytes.Buffer
		saved, err := app.Backup(t.Context(), s.Config(), inspectOptions, &file)
		if err != nil {
			t.Fatal(err)
		}
		load.stop.Store(true)
		load.running.Wait()
		if saved.Rows["accounts"] != 6 || saved.Files < 2 || saved.Bytes != int64(file.Len()) || len(saved.Missing) > 0 {
			t.Errorf("saved %+v in %d bytes", saved, file.Len())
		}
		if bytes.Contains(unzipped(t, file.Bytes()), []byte("three")) {
			t.Error("the backup has what was erased")
		}
		for _, to := range engines {
			t.Run("to "+string(to), func(t *testing.T) {
				config := emptyStore(t, to)
				restored, err := app.Restore(t.Context(), config, inspectOptions, bytes.NewReader(file.Bytes()))
				if err != nil {
					t.Fatal(err)
				}
				if !restored.Found.Clean || restored.Rows["entries"] != saved.Rows["entries"] {
					t.Errorf("restored %v: %v", restored.Rows, restored.Found.Checks.Lines())
				}
				a, err := app.New(t.Context(), config, inspectOptions)
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := a.Close(); err != nil {
						t.Error(err)
					}
				}()
				expectEntries(t, a, talk, before)
				expectSame(t, s, a, ada)
			})
		}
	})
}

// unzipped is what stands behind the first line of a backup.
func unzipped(t *testing.T, data []byte) []byte {
	t.Helper()
	_, packed, _ := bytes.Cut(data, []byte("\n"))
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || !bytes.Contains(plain, []byte("four")) {
		t.Fatalf("what was not erased is not there, error %v", err)
	}
	return plain
}

func expectEntries(t *testing.T, a *app.App, talk base.ID, sent map[int64]string) {
	t.Helper()
	err := a.DB.Read(t.Context(), func(tx *db.Tx) error {
		for seq, text := range sent {
			var content string
			err := tx.Row(t.Context(), `SELECT content FROM entries WHERE conversation_id = $1 AND seq = $2`, talk, seq).Scan(&content)
			if err != nil || !strings.Contains(content, `"`+text+`"`) {
				t.Errorf("entry %d is %q, error %v, want %q", seq, content, err, text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// expectSame looks for what would send everyone away: sessions and the key that signs addresses. And that search finds.
func expectSame(t *testing.T, s *testkit.Server, a *app.App, who testkit.Person) {
	t.Helper()
	actor, err := a.Account.Authenticate(t.Context(), who.Token)
	if err != nil || actor.Account.String() != who.ID && who.ID != "" {
		t.Errorf("the session is of %v, error %v", actor.Account, err)
	}
	id := base.NewID(s.Clock.Now())
	if one, other := s.App.Media.Address(id, id, id, 96), a.Media.Address(id, id, id, 96); one != other {
		t.Errorf("addresses of pictures change from %s to %s", one, other)
	}
	me, err := a.Account.Me(t.Context(), actor)
	if err != nil || me.Avatar == nil {
		t.Errorf("the picture is gone: %+v, error %v", me, err)
	}
	for word, want := range map[string]int{"uno": 1, "one": 0, "tre": 0, "four": 1} {
		page, err := a.Chat.Search(t.Context(), actor, chat.SearchQuery{Text: word})
		if err != nil || len(page.Items) != want {
			t.Errorf("search finds %q %d times, error %v, want %d", word, len(page.Items), err, want)
		}
	}
}

// small is a store with one person and one backup of it.
func smallBackup(t *testing.T, recipients ...age.Recipient) []byte {
	t.Helper()
	config := emptyStore(t, db.SQLite)
	a, err := app.New(t.Context(), config, inspectOptions)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = a.Account.UserAdd(t.Context(), account.SignUp{Handle: "ada", BirthDate: "1990-01-31", Password: testkit.Password}, "member")
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := app.Backup(t.Context(), config, inspectOptions, &out, recipients...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAnEncryptedBackupOpensWithItsKeyAlone(t *testing.T) {
	t.Parallel()
	key, other := newKey(t), newKey(t)
	secret, err := age.NewScryptRecipient("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	secret.SetWorkFactor(10)
	right, wrong := passphrase(t, "correct horse"), passphrase(t, "battery staple")
	plain, byKey, bySecret := smallBackup(t), smallBackup(t, key.Recipient(), other.Recipient()), smallBackup(t, secret)
	for name, c := range map[string]struct {
		data       []byte
		identities []age.Identity
		want       string
	}{
		"one of its keys":      {byKey, []age.Identity{newKey(t), key}, ""},
		"another key":          {byKey, []age.Identity{newKey(t)}, "another key"},
		"no key":               {byKey, nil, "--identity"},
		"its passphrase":       {bySecret, []age.Identity{right}, ""},
		"another passphrase":   {bySecret, []age.Identity{wrong}, "another passphrase"},
		"a key, not needed":    {plain, []age.Identity{key}, ""},
		"cut within":           {byKey[:len(byKey)-100], []age.Identity{key}, "corrupted"},
		"cut at its first bit": {byKey[:30], []age.Identity{key}, "decrypt"},
		"changed":              {change(byKey, len(byKey)/2), []age.Identity{key}, ""},
	} {
		config := emptyStore(t, db.SQLite)
		restored, err := app.Restore(t.Context(), config, inspectOptions, bytes.NewReader(c.data), c.identities...)
		if name == "changed" {
			if err == nil {
				t.Error("a changed backup was restored")
			}
			continue
		}
		if c.want == "" && (err != nil || !restored.Found.Clean || restored.Rows["accounts"] != 1) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %+v, error %v, want %q", name, restored, err, c.want)
		}
	}
	if bytes.Contains(byKey, []byte("causerie")) {
		t.Error("an encrypted backup shows what it is")
	}
}

func newKey(t *testing.T) *age.X25519Identity {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func passphrase(t *testing.T, text string) age.Identity {
	t.Helper()
	identity, err := age.NewScryptIdentity(text)
	if err != nil {
		t.Fatal(err)
	}
	return identity
}

func change(data []byte, at int) []byte {
	changed := bytes.Clone(data)
	changed[at] ^= 0x10
	return changed
}

func TestAFailedRestoreLeavesNothing(t *testing.T) {
	t.Parallel()
	whole := smallBackup(t)
	var newer bytes.Buffer
	w, err := backup.NewWriter(&newer, backup.Header{Schema: db.Newest() + 1, Version: "9.9"})
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	var bare bytes.Buffer
	if w, err = backup.NewWriter(&bare, backup.Header{Schema: 1}); err == nil {
		err = errors.Join(w.File("../../outside", strings.NewReader("x")), w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, dialect := range engines {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			config := emptyStore(t, dialect)
			for name, c := range map[string]struct {
				data []byte
				want string
			}{
				"cut":            {whole[:len(whole)-1], "too early"},
				"cut in a table": {whole[:len(whole)/2], "too early"},
				"changed":        {change(whole, len(whole)-40), "damaged"},
				"something else": {[]byte("PGDMP and so on, which is no backup of ours"), "not a backup"},
				"a newer schema": {newer.Bytes(), "causerie 9.9 wrote this backup"},
				"a file outside": {bare.Bytes(), "no name of a picture"},
			} {
				_, err := app.Restore(t.Context(), config, inspectOptions, bytes.NewReader(c.data))
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: %v, want %q", name, err, c.want)
				}
				left, err := filepath.Glob(filepath.Join(config.Data, "*"))
				if err != nil || len(left) > 1 || len(left) == 1 && filepath.Base(left[0]) != "lock" {
					t.Errorf("%s left %q, error %v", name, left, err)
				}
			}
			// It is as empty as before: the whole backup goes in, and nothing else after it.
			restored, err := app.Restore(t.Context(), config, inspectOptions, bytes.NewReader(whole))
			if err != nil || !restored.Found.Clean || restored.Rows["accounts"] != 1 {
				t.Fatalf("restored %+v, error %v", restored, err)
			}
			if _, err := app.Restore(t.Context(), config, inspectOptions, bytes.NewReader(whole)); err == nil || !strings.Contains(err.Error(), "empty") {
				t.Errorf("over a store: %v", err)
			}
			found, err := app.VerifyStore(t.Context(), config, inspectOptions, false)
			if err != nil || !found.Clean {
				t.Errorf("the store that was there: %+v, error %v", found, err)
			}
		})
	}
}

func TestASavedFileIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "backup")
	stop := errors.New("stop")
	err := app.SaveFile(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, stop)
	})
	if left, _ := os.ReadDir(folder); !errors.Is(err, stop) || len(left) > 0 {
		t.Errorf("error %v, left %v", err, left)
	}
	write := func(text string) error {
		return app.SaveFile(path, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
	}
	if err := os.WriteFile(path+".partial", []byte("of a run that was killed"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := write("whole"); err != nil {
		t.Fatal(err)
	}
	if err := write("again"); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("over a backup: %v", err)
	}
	text, err := os.ReadFile(path)
	info, err2 := os.Stat(path)
	if err != nil || err2 != nil || string(text) != "whole" || info.Mode() != 0o600 {
		t.Errorf("%q, %v, errors %v %v", text, info, err, err2)
	}
}

func TestBothEnginesHaveTheSameTables(t *testing.T) {
	t.Parallel()
	var first []backup.Table
	for _, dialect := range engines {
		t.Run(string(dialect), func(t *testing.T) {
			store := dbtest.Open(t, dbtest.Address(t, dialect))
			err := store.Read(t.Context(), func(tx *db.Tx) error {
				tables, err := backup.Tables(t.Context(), tx)
				if first == nil {
					first = tables
				}
				if fmt.Sprint(tables) != fmt.Sprint(first) || len(tables) < 10 {
					t.Errorf("other tables:\n%v\n%v", tables, first)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"causerie/internal/account"
	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
)

func TestVerifyStandsBesideAServerAndRepairDoesNot(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		seed(t, s)
		found, err := app.VerifyStore(t.Context(), s.Config(), inspectOptions, false)
		if err != nil || !found.Clean {
			t.Fatalf("found %+v, error %v", found, err)
		}
		if _, err := app.VerifyStore(t.Context(), s.Config(), inspectOptions, true); err == nil || !strings.Contains(err.Error(), "stop it first") {
			t.Errorf("a repair under a running server: %v", err)
		}
	})
}

func TestVerifyMakesNoStoreAndMigratesNone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if _, err := app.VerifyStore(t.Context(), app.Config{Data: folder}, inspectOptions, false); err == nil || !strings.Contains(err.Error(), "no store") {
		t.Errorf("an empty folder: %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("it made %v, error %v", left, err)
	}
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		for version, want := range map[int64]string{db.Newest() + 1: "newer version"} {
			err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)`, version, true)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := app.VerifyStore(t.Context(), s.Config(), inspectOptions, false); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("schema %d: %v", version, err)
			}
		}
		// As if this program were a newer one.
		err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM goose_db_version WHERE version_id >= $1`, db.Newest())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := app.VerifyStore(t.Context(), s.Config(), inspectOptions, false); err == nil {
			t.Error("an older schema was verified")
		}
	})
}

// A connection keeps the outline of the full-text index from its last search. Verify looks at the file as it is now.
func TestVerifyHoldsNothingAgainstAConnectionThatSearchedBefore(t *testing.T) {
	t.Parallel()
	s := testkit.Start(t, db.SQLite)
	ada, bob := s.SignUp(t, "ada", "Ada"), s.SignUp(t, "bob", "Bob")
	talk := s.Direct(t, ada, bob)
	for round := range 2 {
		first := s.Send(t, ada, talk, fmt.Sprintf("galet %d", round))
		waitForIndex(t, s)
		for range 2 * max(4, runtime.NumCPU()) { // connections take turns
			s.Call(t, ada.Token, "GET", "/v1/messages?q=galet", nil).Into(t, http.StatusOK, nil)
		}
		s.Send(t, bob, talk, "houle")
		s.Call(t, ada.Token, "POST", "/v1/conversations/"+talk+"/entries", map[string]any{
			"clientId": base.NewID(s.Clock.Now()), "kind": "unsend", "targetSeq": first, "content": map[string]any{},
		}).Into(t, http.StatusCreated, nil)
		waitForIndex(t, s)
		found, err := s.App.Verify(t.Context())
		if err != nil || !found.Clean() {
			t.Fatalf("round %d: %v, %v", round, found.Lines(), err)
		}
	}
}

func TestVerifySeesAFileThatIsDamaged(t *testing.T) {
	t.Parallel()
	config := app.Config{Data: t.TempDir(), LogLevel: "error"}
	a, err := app.New(t.Context(), config, inspectOptions)
	if err != nil {
		t.Fatal(err)
	}
	person := account.SignUp{Handle: "zebrafish", BirthDate: "1990-01-31", Password: testkit.Password}
	_, _, err = a.Account.UserAdd(t.Context(), person, "member")
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(config.Data, "causerie.db")
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// One of the places of a handle: its row, or one of the indexes.
	copy(file[bytes.LastIndex(file, []byte("zebrafish")):], "zebracake")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := app.VerifyStore(t.Context(), config, inspectOptions, false)
	if err != nil || found.Clean || !strings.Contains(strings.Join(found.Checks.Lines(), "\n"), "file.sound") {
		t.Errorf("found %+v, error %v", found, err)
	}
}

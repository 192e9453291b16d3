package app_test

import (
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/policy"
	"causerie/internal/testkit"
)

const lateSignUp = `version: 2
countries: [NO]
bands:
  under13: {from: 0, sign_up: false}
  13-15: {from: 13, sign_up: false}
  16-17: {from: 16, messages: false}
  18+: {from: 21, default: nobody, choices: [nobody]}
requests: {messages: 1, a_day: 1, a_day_young: 1, young_days: 0, declined_days: 0}
`

func TestAPackThatIsWrongKeepsTheServerFromStarting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := app.Config{Listen: ":0", Data: filepath.Join(dir, "data"), Packs: dir}
	north := filepath.Join(dir, "north.yaml")
	if err := os.WriteFile(north, []byte(strings.Replace(lateSignUp, "from: 16", "from: 13", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := app.New(t.Context(), config, app.Options{Clock: base.SystemClock{}, Log: slog.New(slog.DiscardHandler)})
	if err == nil || !strings.HasPrefix(err.Error(), north+":6: 16-17 overlaps 13-15") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(config.Data); err == nil {
		t.Error("it made a store though")
	}
}

func TestTheServersCountryHasItsPack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "north.yaml"), []byte(lateSignUp), 0o600); err != nil {
		t.Fatal(err)
	}
	s := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Store(t, db.SQLite), Packs: dir, Country: "NO"})
	var server struct{ MinAge int }
	s.Call(t, "", "GET", "/v1/server", nil).Into(t, http.StatusOK, &server)
	if server.MinAge != 16 {
		t.Errorf("the age to sign up is %d", server.MinAge)
	}
	young := map[string]any{"handle": "young", "birthDate": s.Clock.Now().AddDate(-15, 0, 0).Format("2006-01-02"), "password": testkit.Password}
	if refused := s.Call(t, "", "POST", "/v1/accounts", young); refused.Status != http.StatusForbidden || !strings.Contains(string(refused.Body), `"age"`) {
		t.Errorf("at 15: %d %s", refused.Status, refused.Body)
	}
	grown := map[string]any{"handle": "grown", "birthDate": s.Clock.Now().AddDate(-19, 0, 0).Format("2006-01-02"), "password": testkit.Password}
	var made struct{ Account struct{ ID base.ID } }
	s.Call(t, "", "POST", "/v1/accounts", grown).Into(t, http.StatusCreated, &made)
	pair := policy.Pair{From: made.Account.ID, To: made.Account.ID}
	var facts map[policy.Pair]policy.Facts
	err := s.App.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		facts, err = s.App.Graph.Facts(t.Context(), tx, []policy.Pair{pair})
		return err
	})
	if err != nil || facts[pair].From.Band != policy.Youth {
		t.Errorf("at 19 one is in the band %q, %v", facts[pair].From.Band, err)
	}
	if got := s.App.Packs.Choices(policy.Person{Band: policy.Adult}); got.Lock != policy.LockedCountry {
		t.Errorf("an adult may choose %+v", got)
	}
}

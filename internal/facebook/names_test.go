package facebook_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"causerie/internal/app"
	"causerie/internal/db"
	"causerie/internal/facebook"
	"causerie/internal/testkit"
)

func (w *world) imports(who member, names ...string) (out facebook.FacebookStatus) {
	w.t.Helper()
	w.Call(w.t, who.Token, "PUT", "/v1/facebook/names", map[string]any{"names": append([]string{}, names...)}).Into(w.t, http.StatusOK, &out)
	return out
}

func read(t *testing.T, res *http.Response) testkit.Answer {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return testkit.Answer{Status: res.StatusCode, Header: res.Header, Body: body}
}

func (w *world) wantFound(who member, names, found int) {
	w.t.Helper()
	got := w.status(who).Import
	if got == nil || got.Names != names || got.Found != found {
		w.t.Errorf("of %s is kept %+v, want %d of %d", who.Handle, got, found, names)
	}
}

func TestANameThatOneMemberBearsSuggestsThemAndLetsNobodyWrite(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.member("ada", "Ada Lovelace")
		zoe, lea := w.member("zoe", "Zoë Martin"), w.member("lea", "Léa Petit")
		w.member("first", "Anne Dupont")
		w.member("second", "Anne Dupont")
		w.member("single", "Madonna")
		w.member("long", "Zoe Anne Martin")
		w.imports(ada, "martin zoe", "Anne Dupont", "Madonna", "Ada Lovelace", "Nobody Here", "LÉA  PETIT", "Léa Petit", "", "ß", "\xff\x00", strings.Repeat("word ", 500))
		w.wantFound(ada, 11, 2)
		w.wantSuggested(ada, "lea:facebook by name, zoe:facebook by name")
		w.wantSuggested(zoe, "") // she is not told that someone has her name in a list
		for _, pair := range [][2]member{{zoe, ada}, {ada, zoe}, {lea, ada}} {
			if got := w.outcome(pair[0], pair[1]); got != "none" {
				t.Errorf("%s to %s: %s", pair[0].Handle, pair[1].Handle, got)
			}
		}
		var direct struct{ Suggested int }
		w.Call(t, ada.Token, "GET", "/v1/me/direct-messages", nil).Into(t, http.StatusOK, &direct)
		if direct.Suggested != 0 {
			t.Errorf("%d are counted among those who may write", direct.Suggested)
		}
		// Both have each other's name: that is more, and still no proof.
		w.imports(zoe, "Ada Lovelace")
		w.wantSuggested(zoe, "ada:facebook by name")
		if got := w.outcome(zoe, ada) + w.outcome(ada, zoe); got != "nonenone" {
			t.Errorf("by each other's names: %s", got)
		}
		w.imports(ada, "Zoé Martin")
		w.wantFound(ada, 1, 1)
		w.wantSuggested(ada, "zoe:facebook by name")
		w.Call(t, ada.Token, "DELETE", "/v1/facebook/names", nil).Into(t, http.StatusNoContent, nil)
		w.wantSuggested(ada, "")
		w.wantSuggested(zoe, "ada:facebook by name")
		if got := w.status(ada).Import; got != nil {
			t.Errorf("of ada is kept %+v", got)
		}
	})
}

func TestOfSeveralWhoBearANameTheOneWhoFoundOneByNameIsMeant(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, one, _ := w.member("ada", "Ada Lovelace"), w.member("one", "Anne Dupont"), w.member("two", "Anne Dupont")
		w.imports(ada, "Anne Dupont")
		w.wantSuggested(ada, "")
		w.imports(one, "Ada Lovelace")
		w.imports(ada, "Anne Dupont")
		w.wantSuggested(ada, "one:facebook by name")
	})
}

func TestNamesFindNobodyAcrossABlockOrAnAge(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob, teen := w.member("ada", "Ada Lovelace"), w.member("bob", "Bob Martin"), w.member("teen", "Tim Young")
		w.exec(`UPDATE accounts SET birth_date = '` + w.Clock.Now().AddDate(-14, 0, 0).Format(time.DateOnly) + `' WHERE handle = 'teen'`)
		w.imports(bob, "Ada Lovelace")
		w.wantSuggested(bob, "ada:facebook by name")
		w.Call(t, ada.Token, "PUT", "/v1/accounts/"+bob.ID+"/block", nil).Into(t, http.StatusNoContent, nil)
		w.imports(ada, "Bob Martin", "Tim Young")
		w.wantFound(ada, 2, 0)
		w.imports(bob, "Ada Lovelace")
		w.wantFound(bob, 1, 0)
		w.imports(teen, "Ada Lovelace", "Bob Martin")
		w.wantFound(teen, 2, 0)
		if n := w.count(`SELECT COUNT(*) FROM relations WHERE name_at IS NOT NULL OR name_of_at IS NOT NULL`); n != 0 {
			t.Errorf("%d rows tell of names", n)
		}
	})
}

func TestNamesAreNotKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.member("ada", "Ada Lovelace")
		w.imports(ada, "Perpetua Somebody")
		var tables []string
		err := w.App.DB.Read(t.Context(), func(tx *db.Tx) error {
			for _, table := range []string{"facebook_imports", "relations"} {
				rows, err := tx.Query(t.Context(), `SELECT * FROM `+table)
				columns := 0
				if err == nil {
					names, _ := rows.Columns()
					columns = len(names)
				}
				err = db.Rows(rows, err, func(scan func(...any) error) error {
					values := make([]any, columns)
					for i := range values {
						values[i] = new(any)
					}
					err := scan(values...)
					for _, v := range values {
						if text, is := (*v.(*any)).(string); is && strings.Contains(text, "erpetua") {
							tables = append(tables, table)
						}
					}
					return err
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(tables) > 0 {
			t.Errorf("names stand in %v, %v", tables, err)
		}
	})
}

func TestTooManyNamesAreRefused(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	ada := s.SignUp(t, "ada", "Ada Lovelace")
	names := make([]string, 5001)
	for i := range names {
		names[i] = "Somebody Else"
	}
	if got := s.Call(t, ada.Token, "PUT", "/v1/facebook/names", map[string]any{"names": names}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("5001: %d %s", got.Status, got.Body)
	}
	if got := s.Call(t, ada.Token, "PUT", "/v1/facebook/names", map[string]any{"names": names[:5000]}); got.Status != http.StatusOK {
		t.Errorf("5000: %d %s", got.Status, got.Body)
	}
	if got := s.Call(t, ada.Token, "PUT", "/v1/facebook/names", map[string]any{"names": []string{strings.Repeat("long ", 300_000)}}); got.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d %s", got.Status, got.Body)
	}
}

func TestWithoutAnAppListsCanBeImportedAndNothingLinked(t *testing.T) {
	s := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: "sqlite:" + t.TempDir() + "/x.db"})
	ada := s.SignUp(t, "ada", "Ada Lovelace")
	var status facebook.FacebookStatus
	s.Call(t, ada.Token, "GET", "/v1/facebook", nil).Into(t, http.StatusOK, &status)
	if status.Available || status.Link != nil || status.Import != nil {
		t.Errorf("%+v", status)
	}
	wantRefused(t, s.Call(t, ada.Token, "POST", "/v1/facebook/link", nil), http.StatusConflict, "facebook_off")
	wantRefused(t, s.Call(t, ada.Token, "PUT", "/v1/facebook/link", map[string]any{"code": "a", "state": "b"}), http.StatusConflict, "facebook_off")
	wantRefused(t, s.Call(t, ada.Token, "POST", "/v1/facebook/refresh", nil), http.StatusConflict, "facebook_off")
	wantRefused(t, s.Call(t, "", "POST", "/v1/facebook/deauthorizations", nil), http.StatusNotFound, "not_found")
	wantRefused(t, s.Call(t, "", "GET", "/v1/facebook/deletions/abc", nil), http.StatusNotFound, "not_found")
	s.Call(t, ada.Token, "DELETE", "/v1/facebook/link", nil).Into(t, http.StatusNoContent, nil)
	s.Call(t, ada.Token, "PUT", "/v1/facebook/names", map[string]any{"names": []string{"Some Body"}}).Into(t, http.StatusOK, &status)
	if status.Import == nil || status.Import.Names != 1 {
		t.Errorf("%+v", status.Import)
	}
}

package facebook_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/db"
	"causerie/internal/facebook"
	"causerie/internal/facebook/facebooktest"
	"causerie/internal/testkit"
)

func TestFacebookFriendsWhoAreLinkedAreSuggestedToEachOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.members("ada", "bob", "cyd", "dan", "eve", "fay") // two a page
		stranger := w.member("zoe", "Zoe Example")
		w.link(stranger)
		for _, m := range all[1:] {
			w.link(m)
		}
		ada, fay := all[0], all[5]
		if w.status(ada).Link != nil || !w.status(ada).Available {
			t.Errorf("before: %+v", w.status(ada))
		}
		got := w.link(ada)
		if got.Link == nil || got.Link.State != facebook.Linked || got.Link.Name != "ada Example" || got.Link.Friends != 5 || got.Link.ExpiresAt == nil ||
			!got.Link.ExpiresAt.Equal(w.Clock.Now().Add(facebooktest.Lasts)) || !got.Link.RefreshedAt.Equal(w.Clock.Now()) {
			t.Errorf("linked: %+v", got.Link)
		}
		w.wantSuggested(ada, "bob:facebook, cyd:facebook, dan:facebook, eve:facebook, fay:facebook")
		w.wantSuggested(all[1], "ada:facebook, cyd:facebook, dan:facebook, eve:facebook, fay:facebook") // who linked before most of them
		w.wantSuggested(stranger, "")
		// Only one's own list has someone write: bob's does not have ada yet.
		if got := w.outcome(all[1], ada) + w.outcome(ada, all[1]); got != "requestnone" {
			t.Errorf("bob to ada, ada to bob: %s", got)
		}
		w.refresh(all[1])
		if got := w.outcome(ada, all[1]); got != "request" {
			t.Errorf("ada to bob once he has refreshed: %s", got)
		}
		w.fake.Unfriend(ada.fb, fay.fb)
		w.refresh(ada)
		w.wantState(ada, facebook.Linked, 4)
		if got := w.outcome(fay, ada); got != "none" {
			t.Errorf("who is a friend no more: %s", got)
		}
	})
}

func TestALinkIsFinishedOnceByWhoBeganItInTheSameSession(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.member("ada", "Ada Example"), w.member("bob", "Bob Example")
		back := w.allow(w.dialog(ada), ada.fb)
		wantRefused(t, w.finish(bob, back), http.StatusGone, "facebook_state")
		elsewhere := member{w.SignIn(t, ada.Person), ada.fb}
		wantRefused(t, w.finish(elsewhere, back), http.StatusGone, "facebook_state")
		forged := url.Values{"code": back["code"], "state": {"ABCDEFGHIJKLMNOPQRSTUVWXYZ"}}
		wantRefused(t, w.finish(ada, forged), http.StatusGone, "facebook_state")
		if got := w.finish(ada, back); got.Status != http.StatusOK {
			t.Errorf("ada: %d %s", got.Status, got.Body)
		}
		wantRefused(t, w.finish(ada, back), http.StatusGone, "facebook_state")
		// The code is bound to the attempt: one that someone else had made is of no use.
		w.dialog(bob)
		stolen := w.allow(w.dialog(bob), ada.fb)
		mine := w.allow(w.dialog(bob), bob.fb)
		wantRefused(t, w.finish(bob, url.Values{"code": stolen["code"], "state": mine["state"]}), http.StatusGone, "facebook_state")

		late := w.allow(w.dialog(bob), bob.fb)
		w.Clock.Move(10 * time.Minute)
		wantRefused(t, w.finish(bob, late), http.StatusGone, "facebook_state")
		early := w.allow(w.dialog(bob), bob.fb)
		w.Clock.Move(10*time.Minute - time.Millisecond)
		if got := w.finish(bob, early); got.Status != http.StatusOK {
			t.Errorf("a moment before it is over: %d %s", got.Status, got.Body)
		}
	})
}

func TestAFacebookAccountIsOneMembers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bob := w.member("ada", "Ada Example"), w.member("bob", "Bob Example")
		w.link(ada)
		wantRefused(t, w.finish(bob, w.allow(w.dialog(bob), ada.fb)), http.StatusConflict, "facebook_taken")
		if w.status(bob).Link != nil {
			t.Errorf("bob is linked: %+v", w.status(bob).Link)
		}
		w.wantState(ada, facebook.Linked, 0)
		// Who links another Facebook account lets go of the first, with its friends.
		friend := w.member("cyd", "Cyd Example")
		w.fake.Befriend(ada.fb, friend.fb)
		w.link(friend)
		w.refresh(ada)
		w.wantSuggested(ada, "cyd:facebook")
		w.finish(ada, w.allow(w.dialog(ada), bob.fb)).Into(t, http.StatusOK, nil)
		w.wantSuggested(ada, "")
		w.wantSuggested(friend, "")
		w.finish(bob, w.allow(w.dialog(bob), ada.fb)).Into(t, http.StatusOK, nil)
		w.wantSuggested(bob, "cyd:facebook")
	})
}

func TestUnlinkingErasesAllAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.members("ada", "bob")
		ada, bob := all[0], all[1]
		w.link(ada)
		w.link(bob)
		w.refresh(ada)
		w.dialog(ada)
		w.wantSuggested(bob, "ada:facebook")
		w.fake.Trouble(func(rw http.ResponseWriter, _ *http.Request) bool { // Facebook need not answer
			rw.WriteHeader(http.StatusBadGateway)
			return true
		})
		w.Call(t, ada.Token, "DELETE", "/v1/facebook/link", nil).Into(t, http.StatusNoContent, nil)
		if got := w.status(ada); got.Link != nil {
			t.Errorf("after: %+v", got.Link)
		}
		w.wantSuggested(ada, "")
		w.wantSuggested(bob, "")
		for _, column := range []string{"facebook_at", "facebook_of_at"} {
			if n := w.count(`SELECT COUNT(*) FROM relations WHERE ` + column + ` IS NOT NULL`); n != 0 {
				t.Errorf("%d rows with %s", n, column)
			}
		}
		if n := w.count(`SELECT (SELECT COUNT(*) FROM facebook_links) + (SELECT COUNT(*) FROM facebook_ids) * 10 + (SELECT COUNT(*) FROM facebook_attempts) * 100`); n != 11 {
			t.Errorf("there are rows %d, want bob's alone, 11", n)
		}
		w.Call(t, ada.Token, "DELETE", "/v1/facebook/link", nil).Into(t, http.StatusNoContent, nil) // again
		wantRefused(t, w.Call(t, ada.Token, "POST", "/v1/facebook/refresh", nil), http.StatusConflict, "facebook_unlinked")
		w.fake.Trouble(nil)
		if w.Call(t, bob.Token, "DELETE", "/v1/facebook/link", nil); w.fake.Uses(bob.fb) {
			t.Error("Facebook was not told that bob unlinked")
		}
	})
}

func TestNothingThatIsStoredTellsTheTokenTheNameOrTheID(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.member("ada", "Ada Here")
		ada.fb = w.fake.Add("Adalbertine Elsewhere")
		w.link(ada)
		secrets := append(w.fake.Tokens(), "Adalbertine", "Elsewhere", ada.fb, facebooktest.AppSecret)
		err := w.App.DB.Read(t.Context(), func(tx *db.Tx) error {
			for _, table := range []string{"facebook_ids", "facebook_links", "facebook_attempts", "facebook_imports", "relations", "accounts", "server_keys"} {
				rows, err := tx.Query(t.Context(), `SELECT * FROM `+table)
				if err != nil {
					return err
				}
				columns, err := rows.Columns()
				if err != nil {
					return err
				}
				values := make([]any, len(columns))
				for i := range values {
					values[i] = new(any)
				}
				err = db.Rows(rows, nil, func(scan func(...any) error) error {
					err := scan(values...)
					for i, value := range values {
						text := fmt.Sprintf("%s", *value.(*any))
						for _, secret := range secrets {
							if strings.Contains(text, secret) {
								t.Errorf("%s.%s holds %q", table, columns[i], secret)
							}
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
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestWhatFacebookAnswersIsTheStateOfTheLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.members("ada", "bob")
		ada, bob := all[0], all[1]
		w.link(bob)
		for _, one := range []struct {
			name    string
			breaks  func()
			want    facebook.State
			friends int
			retried bool
		}{
			{"an expired token", func() { w.fake.End(ada.fb, facebooktest.TokenExpired) }, facebook.Expired, 1, false},
			{"another password", func() { w.fake.End(ada.fb, facebooktest.NewPassword) }, facebook.Expired, 1, false},
			{"to be confirmed", func() { w.fake.End(ada.fb, facebooktest.NotConfirmed) }, facebook.Expired, 1, false},
			{"invalidated", func() { w.fake.End(ada.fb, facebooktest.InvalidatedNoID) }, facebook.Expired, 1, false},
			{"the app was removed", func() { w.fake.End(ada.fb, facebooktest.Removed) }, facebook.Revoked, 0, false},
			{"friends no longer shared", func() { w.fake.Share(ada.fb, false) }, facebook.Declined, 0, false},
			{"a permission error", func() { w.fake.Refuse(403, 10, 0) }, facebook.Declined, 0, false},
			{"too many calls of a person", func() { w.fake.Refuse(400, 17, 0) }, facebook.Limited, 1, true},
			{"too many calls of a page", func() { w.fake.Refuse(400, 32, 0) }, facebook.Limited, 1, true},
			{"too many calls of one kind", func() { w.fake.Refuse(400, 613, 0) }, facebook.Limited, 1, true},
			{"a server in trouble", func() { w.fake.Refuse(500, 2, 0) }, facebook.Unavailable, 1, true},
			{"a gateway in trouble", func() { w.fake.Trouble(says(502, "<html>")) }, facebook.Unavailable, 1, true},
			{"no JSON", func() { w.fake.Trouble(says(200, "<html>")) }, facebook.Unavailable, 1, true},
			{"other JSON", func() { w.fake.Trouble(says(200, `{"id":5,"data":{"a":1}}`)) }, facebook.Unavailable, 1, true},
			{"an error that says 200", func() { w.fake.Refuse(200, 1, 0) }, facebook.Unavailable, 1, true},
			{"an answer without end", func() { w.fake.Trouble(says(200, `{"data":[`+strings.Repeat(`{"id":"1"},`, 200_000))) }, facebook.Unavailable, 1, true},
			{"a redirection", func() { w.fake.Trouble(redirects) }, facebook.Unavailable, 1, true},
			{"an answer that breaks off", func() { w.fake.Trouble(breaksOff) }, facebook.Unavailable, 1, true},
			{"an answer that does not come", func() { w.impatient(); w.fake.Trouble(hangs("")) }, facebook.Unavailable, 1, true},
			{"an answer that does not end", func() { w.impatient(); w.fake.Trouble(hangs(`{"data":[`)) }, facebook.Unavailable, 1, true},
		} {
			w.link(ada)
			w.wantState(ada, facebook.Linked, 1)
			one.breaks()
			w.refresh(ada)
			link := w.wantState(ada, one.want, one.friends)
			if (link.RetryAt != nil) != one.retried {
				t.Errorf("%s: asked again at %v", one.name, link.RetryAt)
			}
			want := "bob:facebook"
			if one.want == facebook.Revoked {
				want = "" // all is erased
			}
			if one.want == facebook.Declined {
				want = "" // what ada's list told is erased, and bob's does not have her
			}
			w.wantSuggested(ada, want)
			w.fake.Trouble(nil)
			w.App.Facebook.App.Wait(facebook.CallWait)
			w.fake.Share(ada.fb, true)
			if one.retried { // it mends itself
				w.Clock.Move(time.Hour)
				w.sweep()
				w.wantState(ada, facebook.Linked, 1)
			}
			if t.Failed() {
				t.Fatal("in: " + one.name)
			}
		}
	})
}

func says(status int, body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // the client hangs up in the middle of a long one
		return true
	}
}

func redirects(w http.ResponseWriter, req *http.Request) bool {
	http.Redirect(w, req, "http://127.0.0.1:1/elsewhere", http.StatusTemporaryRedirect)
	return true
}

func breaksOff(w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("Content-Length", "100")
	_, _ = w.Write([]byte(`{"id"`)) // as above
	return true
}

// impatient has the server wait for Facebook as long as a test can.
func (w *world) impatient() { w.App.Facebook.App.Wait(100 * time.Millisecond) }

// hangs begins an answer and says no more until the client has gone.
func hangs(begin string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, req *http.Request) bool {
		if begin != "" {
			_, _ = w.Write([]byte(begin))
			w.(http.Flusher).Flush()
		}
		_, _ = io.Copy(io.Discard, req.Body) // what is sent has to be read before its end is heard of
		<-req.Context().Done()
		return true
	}
}

func TestAFacebookThatDoesNotAnswerLinksNobody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.member("ada", "Ada Example")
		back := w.allow(w.dialog(ada), ada.fb)
		w.impatient()
		w.fake.Trouble(hangs(""))
		wantRefused(t, w.finish(ada, back), http.StatusServiceUnavailable, "facebook_unavailable")
		if link := w.status(ada).Link; link != nil {
			t.Errorf("there is a link: %+v", link)
		}
		w.fake.Trouble(nil)
		w.App.Facebook.App.Wait(facebook.CallWait)
		w.link(ada)
	})
}

func TestNobodyWaitsForFacebookButWhoAskedIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.members("ada", "bob")
		w.link(all[0])
		asked, answer, ended := make(chan bool), make(chan bool), make(chan bool)
		w.fake.Trouble(func(http.ResponseWriter, *http.Request) bool {
			asked <- true
			<-answer
			return false
		})
		go func() {
			defer close(ended)
			w.refresh(all[0])
		}()
		<-asked
		w.fake.Trouble(nil)
		func() {
			defer close(answer)
			w.link(all[1]) // which writes, and asks Facebook too
		}()
		<-ended
		w.wantState(all[0], facebook.Linked, 1)
	})
}

func TestALimitOfTheAppHoldsForEveryone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.members("ada", "bob")
		w.link(all[0])
		w.link(all[1])
		w.fake.Refuse(403, 4, 0)
		w.refresh(all[0])
		w.wantState(all[0], facebook.Limited, 0)
		w.fake.Trouble(nil)
		before := len(w.fake.Asked())
		w.refresh(all[1])
		w.wantState(all[1], facebook.Limited, 1)
		w.Clock.Move(time.Hour - time.Millisecond)
		w.sweep()
		if got := w.fake.Asked()[before:]; len(got) > 0 {
			t.Errorf("Facebook was asked %v", got)
		}
		w.Clock.Move(time.Millisecond)
		w.sweep()
		w.wantState(all[0], facebook.Linked, 1)
		w.wantState(all[1], facebook.Linked, 1)
	})
}

func TestFriendsAreRefreshedByThemselvesOnceADay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.members("ada", "bob", "cyd")
		w.link(all[0])
		w.Clock.Move(time.Second)
		w.link(all[1])
		w.link(all[2])
		w.wantState(all[0], facebook.Linked, 0)
		w.Clock.Move(24*time.Hour - time.Second - time.Millisecond)
		before := len(w.fake.Asked())
		w.sweep()
		if got := w.fake.Asked()[before:]; len(got) > 0 {
			t.Errorf("Facebook was asked %v", got)
		}
		w.Clock.Move(time.Millisecond)
		w.sweep()
		w.sweep()
		if got := w.fake.Asked()[before:]; !slices.Equal(got, []string{"GET /me", "GET /me/friends"}) {
			t.Errorf("Facebook was asked %v", got)
		}
		w.wantState(all[0], facebook.Linked, 2)
		w.wantState(all[1], facebook.Linked, 1)
		w.Clock.Move(time.Second)
		w.sweep()
		w.wantState(all[1], facebook.Linked, 2)
		// A token that has expired is not shown to anyone.
		w.Clock.Move(facebooktest.Lasts)
		before = len(w.fake.Asked())
		w.sweep()
		w.wantState(all[0], facebook.Expired, 2)
		if got := w.fake.Asked()[before:]; len(got) > 0 {
			t.Errorf("Facebook was asked %v", got)
		}
		w.link(all[0])
		w.wantState(all[0], facebook.Linked, 2)
		// What Facebook told long ago is erased.
		w.Clock.Move(90 * 24 * time.Hour)
		for i := range all { // their sessions are over
			all[i].Person = w.SignIn(t, all[i].Person)
		}
		w.sweep()
		w.wantState(all[0], facebook.Expired, 2)
		if w.status(all[1]).Link != nil {
			t.Errorf("an old link is kept: %+v", w.status(all[1]).Link)
		}
		w.Clock.Move(time.Millisecond)
		w.sweep()
		if w.status(all[0]).Link != nil {
			t.Errorf("an old link is kept: %+v", w.status(all[0]).Link)
		}
	})
}

func TestWhoDoesNotShareTheirFriendsIsNotLinked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.member("ada", "Ada Example")
		w.fake.Share(ada.fb, false)
		wantRefused(t, w.finish(ada, w.allow(w.dialog(ada), ada.fb)), http.StatusForbidden, "facebook_declined")
		if w.status(ada).Link != nil {
			t.Error("there is a link")
		}
		w.fake.Share(ada.fb, true)
		w.link(ada)
		w.fake.Refuse(500, 2, 0)
		w.Call(t, ada.Token, "DELETE", "/v1/facebook/link", nil).Into(t, http.StatusNoContent, nil)
		wantRefused(t, w.finish(ada, w.allow(w.dialog(ada), ada.fb)), http.StatusServiceUnavailable, "facebook_unavailable")
	})
}

func TestABlockAndAgePartFacebookFriends(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.members("ada", "bob", "teen", "peer")
		for _, m := range all {
			w.link(m)
		}
		w.exec(`UPDATE accounts SET birth_date = '` + w.Clock.Now().AddDate(-14, 0, 0).Format(time.DateOnly) + `' WHERE handle IN ('teen', 'peer')`)
		w.Call(t, all[0].Token, "PUT", "/v1/accounts/"+all[1].ID+"/block", nil).Into(t, http.StatusNoContent, nil)
		for _, m := range all {
			w.refresh(m)
		}
		w.wantSuggested(all[0], "")
		w.wantSuggested(all[1], "")
		w.wantSuggested(all[2], "peer:facebook")
		w.wantSuggested(all[3], "teen:facebook")
		for i, friends := range []int{0, 0, 1, 1} {
			w.wantState(all[i], facebook.Linked, friends)
		}
		if n := w.count(`SELECT COUNT(*) FROM relations WHERE facebook_at IS NOT NULL`); n != 2 {
			t.Errorf("%d are marked, want the two young ones of each other", n)
		}
	})
}

func TestWhatFacebookSignsEndsALink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.members("ada", "bob")
		w.link(all[0])
		w.link(all[1])
		w.refresh(all[0])
		post := func(path, text string) testkit.Answer {
			t.Helper()
			answer, err := http.PostForm(w.URL+path, url.Values{"signed_request": {text}})
			if err != nil {
				t.Fatal(err)
			}
			return read(t, answer)
		}
		now := w.Clock.Now()
		good := facebooktest.Signed(facebooktest.AppSecret, all[0].fb, now)
		for _, bad := range []string{"", ".", "x", good + "x", "A" + good[1:], facebooktest.Signed("another", all[0].fb, now), strings.Split(good, ".")[0] + ".e30"} {
			wantRefused(t, post("/v1/facebook/deauthorizations", bad), http.StatusUnprocessableEntity, "signature_invalid")
		}
		w.wantState(all[0], facebook.Linked, 1)
		if got := post("/v1/facebook/deauthorizations", facebooktest.Signed(facebooktest.AppSecret, all[0].fb, now.Add(-time.Hour))); got.Status != http.StatusNoContent {
			t.Errorf("an old one: %d %s", got.Status, got.Body)
		}
		w.wantState(all[0], facebook.Linked, 1) // it does not undo what was linked since
		if got := post("/v1/facebook/deauthorizations", good); got.Status != http.StatusNoContent {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		w.wantState(all[0], facebook.Revoked, 0)
		w.wantSuggested(all[0], "")
		w.wantSuggested(all[1], "")
		wantRefused(t, w.Call(t, all[0].Token, "POST", "/v1/facebook/refresh", nil), http.StatusConflict, "facebook_unlinked")
		var told struct {
			URL  string
			Code string `json:"confirmation_code"`
		}
		post("/v1/facebook/deletions", facebooktest.Signed(facebooktest.AppSecret, all[1].fb, now)).Into(t, http.StatusOK, &told)
		w.wantState(all[1], facebook.Revoked, 0)
		path, ok := strings.CutPrefix(told.URL, w.URL)
		if !ok || !strings.HasSuffix(path, told.Code) {
			t.Errorf("told %+v", told)
		}
		if got := w.Call(t, "", "GET", path, nil); got.Status != http.StatusOK || !strings.Contains(string(got.Body), "erased") {
			t.Errorf("the page: %d %s", got.Status, got.Body)
		}
		wantRefused(t, w.Call(t, "", "GET", "/v1/facebook/deletions/"+strings.Repeat("A", 27), nil), http.StatusNotFound, "not_found")
		// Somebody who is not here is told the same.
		post("/v1/facebook/deletions", facebooktest.Signed(facebooktest.AppSecret, "4711", now)).Into(t, http.StatusOK, nil)
		w.link(all[0])
		w.wantState(all[0], facebook.Linked, 0)
	})
}

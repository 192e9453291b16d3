package chat_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
)

// TestARefusalTellsNothingOfItsReason compares all that a sender gets back, where the receiver refuses for one reason or another.
func TestARefusalTellsNothingOfItsReason(t *testing.T) {
	eachAsking(t, func(a asking) {
		sam := a.SignUp(a, "sam", "Sam")
		first := func(c string) { a.says(sam, c, "hello", "") }
		reasons := map[string]struct {
			before func(p testkit.Person, c string) // after which sam may have written
			turn   func(p testkit.Person, c string) // after which sam may not
		}{
			"a block": {turn: func(p testkit.Person, _ string) {
				a.Call(a, p.Token, http.MethodPut, "/v1/accounts/"+sam.ID+"/block", nil).Into(a, 204, nil)
			}},
			"a block after a request": {
				before: func(_ testkit.Person, c string) { first(c) },
				turn:   func(p testkit.Person, c string) { a.answers(p, "block", c, "") },
			},
			"nobody":  {turn: func(p testkit.Person, _ string) { a.takes(p, "nobody") }},
			"friends": {turn: func(p testkit.Person, _ string) { a.takes(p, "friends") }},
			"nobody, among people who wrote to each other": {
				before: func(p testkit.Person, c string) { first(c); a.says(p, c, "hello", "") },
				turn:   func(p testkit.Person, _ string) { a.takes(p, "nobody") },
			},
			"a deleted request": {
				before: func(_ testkit.Person, c string) { first(c) },
				turn:   func(p testkit.Person, c string) { a.answers(p, "delete", c, "") },
			},
			"a reported request": {
				before: func(_ testkit.Person, c string) { first(c) },
				turn:   func(p testkit.Person, c string) { a.answers(p, "report", c, "") },
			},
			"a pause": {turn: func(p testkit.Person, _ string) { a.pauses(p, 24) }},
			"a pause amid a request": {
				before: func(_ testkit.Person, c string) { first(c) },
				turn:   func(p testkit.Person, _ string) { a.pauses(p, 24) },
			},
			"an age": {turn: func(p testkit.Person, _ string) {
				id, _ := base.ParseID(p.ID)
				err := a.App.DB.Write(a.Context(), func(tx *db.Tx) error {
					_, err := tx.Exec(a.Context(), `UPDATE accounts SET birth_date = $2 WHERE account_id = $1`, id, a.Clock.Now().AddDate(-17, 0, 0).Format("2006-01-02"))
					return err
				})
				if err != nil {
					a.Fatal(err)
				}
			}},
		}
		changing := regexp.MustCompile(`"(Date|X-Request-Id|Content-Length)"`)
		answers := map[string]string{}
		number := 0
		for reason, r := range reasons {
			number++
			p := a.SignUp(a, "receiver."+string(rune('a'+number)), "Receiver")
			a.takes(p, "everyone")
			c := a.open(sam, p)
			if r.before != nil {
				r.before(p, c)
			}
			r.turn(p, c)
			for way, answer := range map[string]testkit.Answer{
				"message":  a.write(sam, c, "hello again"),
				"reaction": a.append(sam, c, "reaction", 1, map[string]any{"emoji": "👍"}),
				"edit":     a.append(sam, c, "edit", 1, map[string]any{"text": "hello there"}),
			} {
				var headers []string
				for name := range answer.Header {
					if name = `"` + name + `"`; !changing.MatchString(name) {
						headers = append(headers, name)
					}
				}
				text := strings.TrimSpace(string(answer.Body))
				if len(headers) == 0 || answer.Code() != "not_accepting" || answer.Status != 403 {
					a.Errorf("%s, a %s: %d %s", reason, way, answer.Status, text)
				}
				answers[text] += reason + ", a " + way + "; "
			}
		}
		if len(answers) != 1 {
			a.Errorf("the answers differ: %v", answers)
		}
		// Nor does opening a conversation tell that there is someone.
		known := a.SignUp(a, "known", "Known")
		a.takes(known, "nobody")
		blocker := a.SignUp(a, "blocker", "Blocker")
		a.takes(blocker, "everyone")
		a.Call(a, blocker.Token, http.MethodPut, "/v1/accounts/"+sam.ID+"/block", nil).Into(a, 204, nil)
		for _, id := range []string{known.ID, blocker.ID, base.NewID(a.Clock.Now()).String()} {
			answer := a.Call(a, sam.Token, "POST", "/v1/conversations", map[string]any{"kind": "direct", "members": []string{id}})
			if text := strings.TrimSpace(string(answer.Body)); answer.Status != 403 || answers[text] == "" {
				a.Errorf("opening a conversation: %d %s", answer.Status, text)
			}
		}
	})
}

func TestARestrictionIsSeenByNobodyButWhoRestricts(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada, sam, lou := a.SignUp(a, "ada", "Ada"), a.SignUp(a, "sam", "Sam"), a.SignUp(a, "lou", "Lou")
		c, free := a.Direct(a, ada, sam), a.Direct(a, lou, sam)
		restrict := func(method string) {
			a.Call(a, ada.Token, method, "/v1/accounts/"+sam.ID+"/restrict", nil).Into(a, 204, nil)
		}
		a.says(sam, c, "hello", "")
		a.says(sam, free, "hello", "")
		a.shows(ada, c, "inbox", "")
		restrict(http.MethodPut)
		for i := range 5 { // no limit, and whatever a friend may send
			a.says(sam, c, "still there?", "")
			a.says(sam, free, "still there?", "")
			if i == 2 {
				for _, talk := range []string{c, free} {
					if got := a.append(sam, talk, "reaction", 1, map[string]any{"emoji": "👍"}); got.Status != 201 {
						a.Errorf("a reaction: %d %s", got.Status, got.Body)
					}
				}
			}
		}
		a.shows(ada, c, "requests", "received common 0")
		a.counted(ada, 0, 1, 0)
		a.shows(sam, c, "inbox", "")
		a.Call(a, ada.Token, http.MethodPut, "/v1/conversations/"+c+"/read", map[string]any{"seq": 5}).Into(a, 204, nil)
		for _, m := range a.view(sam, c).Members {
			if m.Account.ID == ada.ID && (m.ReadSeq != nil || m.DeliveredSeq != nil) {
				a.Error("sam sees how far ada has read")
			}
		}
		// An answer brings it into the inbox, until sam writes again.
		a.says(ada, c, "yes", "")
		a.shows(ada, c, "inbox", "")
		a.says(sam, c, "good", "")
		a.shows(ada, c, "requests", "received common 0")
		a.answers(ada, "delete", c, "")
		a.says(sam, c, "good", "")
		restrict(http.MethodDelete)
		a.shows(ada, c, "inbox", "")
		// A friend who never wrote before is shown the same as one who is not restricted.
		eve := a.SignUp(a, "eve", "Eve")
		a.Befriend(a, ada, eve)
		a.Call(a, ada.Token, http.MethodPut, "/v1/accounts/"+eve.ID+"/restrict", nil).Into(a, 204, nil)
		c = a.open(eve, ada)
		a.shows(eve, c, "inbox", "")
		a.says(eve, c, "hello", "")
		a.shows(eve, c, "inbox", "")
		a.shows(ada, c, "requests", "received common 0")
	})
}

func TestAnIntroducedPersonComesFirstAndCostsNoBudget(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada, sam, lou := a.SignUp(a, "ada", "Ada"), a.SignUp(a, "sam", "Sam"), a.SignUp(a, "lou", "Lou")
		introduce := func(by testkit.Person, status int) {
			a.Helper()
			a.Call(a, by.Token, http.MethodPost, "/v1/introductions", map[string]any{"person": sam.ID, "to": ada.ID}).Into(a, status, nil)
		}
		introduce(lou, 403)
		a.Befriend(a, lou, ada)
		introduce(lou, 403)
		a.Befriend(a, lou, sam)
		introduce(sam, 422)
		for i := range 5 { // the budget of a young account
			other := a.SignUp(a, "other."+string(rune('a'+i)), "Other")
			a.takes(other, "everyone")
			a.says(sam, a.open(sam, other), "hello", "")
		}
		if got := a.Call(a, sam.Token, "POST", "/v1/conversations", map[string]any{"kind": "direct", "members": []string{ada.ID}}); got.Code() != "not_accepting" {
			a.Errorf("without an introduction: %d %s", got.Status, got.Body)
		}
		reach := func() (r struct {
			Outcome   string
			VouchedBy *struct{ Handle string }
		}) {
			a.Helper()
			var profile struct{ Reach any }
			profile.Reach = &r
			a.Call(a, sam.Token, http.MethodGet, "/v1/accounts/"+ada.ID, nil).Into(a, 200, &profile)
			return r
		}
		if r := reach(); r.Outcome != "none" || r.VouchedBy != nil {
			a.Errorf("before, ada's profile says %+v", r)
		}
		var start, later struct {
			Cursor string
			People []struct{ ID string }
		}
		a.Call(a, sam.Token, http.MethodGet, "/v1/sync", nil).Into(a, 200, &start)
		introduce(lou, 204)
		introduce(lou, 204)
		a.Call(a, sam.Token, http.MethodGet, testkit.Path("/v1/sync?cursor=%s", start.Cursor), nil).Into(a, 200, &later)
		if !slices.ContainsFunc(later.People, func(p struct{ ID string }) bool { return p.ID == ada.ID }) {
			a.Errorf("sync tells sam of %+v", later.People)
		}
		if r := reach(); r.Outcome != "request" || r.VouchedBy == nil || r.VouchedBy.Handle != "lou" {
			a.Errorf("ada's profile says %+v", r)
		}
		c := a.open(sam, ada)
		a.shows(sam, c, "inbox", "new left 3 by lou")
		a.says(sam, c, "lou says that you paint", "")
		a.shows(sam, c, "inbox", "sent left 2 by lou")
		a.shows(ada, c, "requests", "received by lou common 1")
		eve := a.SignUp(a, "eve", "Eve")
		a.takes(ada, "everyone")
		a.says(eve, a.open(eve, ada), "hello, a little later", "")
		var page struct{ Items []viewOfRequest }
		a.Call(a, ada.Token, http.MethodGet, "/v1/conversations?folder=requests", nil).Into(a, 200, &page)
		if len(page.Items) != 2 || page.Items[0].ID != c || page.Items[0].Pinned {
			a.Errorf("the requests are %+v", page.Items)
		}
		a.answers(ada, "accept", c, "")
		if v := a.view(ada, c); v.Pinned || v.Request != nil {
			a.Errorf("once accepted it is %+v", v)
		}
	})
}

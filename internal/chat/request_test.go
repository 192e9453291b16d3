package chat_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
)

// asking is a server with people who do not know each other.
type asking struct {
	*testing.T
	*testkit.Server
}

func eachAsking(t *testing.T, test func(asking)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) { test(asking{t, s}) })
}

// takes has p be written to by who says so.
func (a asking) takes(p testkit.Person, who string) {
	a.Helper()
	a.TakeMessages(a, p, who)
}

// open is the conversation that p opens with other.
func (a asking) open(p, other testkit.Person) string {
	a.Helper()
	return a.Open(a, p, other)
}

// met are ada, who takes requests from everyone, and sam, who has opened a conversation with her.
func (a asking) met() (ada, sam testkit.Person, c string) {
	a.Helper()
	ada, sam = a.SignUp(a, "ada", "Ada"), a.SignUp(a, "sam", "Sam")
	a.takes(ada, "everyone")
	return ada, sam, a.open(sam, ada)
}

func (a asking) append(p testkit.Person, c, kind string, target int64, content map[string]any) testkit.Answer {
	a.Helper()
	return a.Call(a, p.Token, "POST", "/v1/conversations/"+c+"/entries", map[string]any{
		"clientId": base.NewID(a.Clock.Now()), "kind": kind, "targetSeq": target, "content": content,
	})
}

func (a asking) write(p testkit.Person, c, text string) testkit.Answer {
	a.Helper()
	return a.append(p, c, "message", 0, map[string]any{"type": "text", "text": text})
}

// says writes and wants a code, "" for success.
func (a asking) says(p testkit.Person, c, text, code string) {
	a.Helper()
	if answer := a.write(p, c, text); answer.Code() != code || code == "" && answer.Status != 201 {
		a.Errorf("%s writes %q: %d %s, want %q", p.Handle, text, answer.Status, answer.Body, code)
	}
}

type viewOfRequest struct {
	Folder, ID    string
	Unread        int
	Pinned        bool
	ClearedBefore int
	Request       *request
	Members       []struct {
		Account               struct{ ID string }
		ReadSeq, DeliveredSeq *int64
	}
	Head struct{ Preview *struct{ Text string } }
}

type request struct {
	State           string
	Left            *int
	VouchedBy       *struct{ Handle string }
	FriendsInCommon *int
	Since           string
	Why             string
}

func (r *request) String() string {
	if r == nil {
		return ""
	}
	text := r.State
	if r.Left != nil {
		text += fmt.Sprint(" left ", *r.Left)
	}
	if r.VouchedBy != nil {
		text += " by " + r.VouchedBy.Handle
	}
	if r.FriendsInCommon != nil {
		text += fmt.Sprint(" common ", *r.FriendsInCommon)
	}
	return strings.TrimSpace(text + " " + r.Why)
}

func (a asking) view(p testkit.Person, c string) (v viewOfRequest) {
	a.Helper()
	a.Call(a, p.Token, http.MethodGet, "/v1/conversations/"+c, nil).Into(a, 200, &v)
	return v
}

// shows wants p's view of c to be in a folder, with a request.
func (a asking) shows(p testkit.Person, c, folder, request string) {
	a.Helper()
	if v := a.view(p, c); v.Folder != folder || v.Request.String() != request {
		a.Errorf("%s has it in %s with the request %q, want %s and %q", p.Handle, v.Folder, v.Request, folder, request)
	}
}

// counted wants how many conversations p has in requests and hidden, and what is unread in the inbox.
func (a asking) counted(p testkit.Person, inbox, requests, hidden int) {
	a.Helper()
	for folder, want := range map[string]int{"requests": requests, "hidden": hidden} {
		var page struct {
			Items  []viewOfRequest
			Counts struct{ Inbox, Requests, Hidden int }
		}
		a.Call(a, p.Token, http.MethodGet, "/v1/conversations?folder="+folder, nil).Into(a, 200, &page)
		if len(page.Items) != want || page.Counts.Inbox != inbox || page.Counts.Requests != requests || page.Counts.Hidden != hidden {
			a.Errorf("%s has %d in %s, and counts %+v; want %d unread, %d requests, %d hidden", p.Handle, len(page.Items), folder, page.Counts, inbox, requests, hidden)
		}
	}
}

// answered is what became of answers to requests.
type answered struct {
	Items []struct {
		Conversation, Code string
		OK                 bool
	}
}

// answers has p answer a request and wants the code of its item.
func (a asking) answers(p testkit.Person, action, c, code string) {
	a.Helper()
	body := map[string]any{"action": action, "conversations": []string{c}}
	if action == "report" {
		body["reason"], body["text"] = "harassment", "again and again"
	}
	var out answered
	a.Call(a, p.Token, http.MethodPost, "/v1/requests", body).Into(a, 200, &out)
	if len(out.Items) != 1 || out.Items[0].Conversation != c || out.Items[0].Code != code || out.Items[0].OK != (code == "") {
		a.Errorf("%s: %+v, want the code %q", action, out.Items, code)
	}
}

func TestAStrangersMessageIsARequestUntilItIsAccepted(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada, sam, c := a.met()
		a.shows(sam, c, "inbox", "new left 3")
		a.counted(ada, 0, 0, 0)
		a.says(sam, c, "hello, we met at the lake", "")
		a.shows(sam, c, "inbox", "sent left 2")
		a.shows(ada, c, "requests", "received common 0")
		if since, want := a.view(ada, c).Request.Since, a.Clock.Now().UTC().Format("2006-01"); since != want {
			a.Errorf("sam is here since %q, want %q", since, want)
		}
		a.counted(ada, 0, 1, 0)
		// Reading tells sam nothing, and ada does nothing with it that only accepting does.
		a.Call(a, ada.Token, http.MethodPut, "/v1/conversations/"+c+"/read", map[string]any{"seq": 1}).Into(a, 204, nil)
		for _, m := range a.view(sam, c).Members {
			if m.Account.ID == ada.ID && (m.ReadSeq != nil || m.DeliveredSeq != nil) {
				a.Error("sam sees how far ada has read")
			}
		}
		for _, change := range []string{"archived", "pinned"} {
			if got := a.Call(a, ada.Token, http.MethodPatch, "/v1/conversations/"+c, map[string]any{change: true}); got.Code() != "request" {
				a.Errorf("%s: %d %s", change, got.Status, got.Body)
			}
		}
		if got := a.append(sam, c, "reaction", 1, map[string]any{"emoji": "👍"}); got.Code() != "text_only" || got.Status != 403 {
			a.Errorf("a reaction in a request: %d %s", got.Status, got.Body)
		}
		a.says(sam, c, "two", "")
		a.says(sam, c, "three", "")
		a.says(sam, c, "four", "request_limit")
		a.shows(sam, c, "inbox", "sent left 0")
		if got := a.append(sam, c, "edit", 3, map[string]any{"text": "three, corrected"}); got.Status != 201 {
			a.Errorf("an edit in a full request: %d %s", got.Status, got.Body)
		}
		a.answers(ada, "accept", c, "")
		a.answers(ada, "accept", c, "not_request")
		a.shows(ada, c, "inbox", "")
		a.shows(sam, c, "inbox", "")
		a.counted(ada, 1, 0, 0)
		a.says(sam, c, "four", "")
		a.says(ada, c, "hello sam", "")
		a.Call(a, sam.Token, http.MethodPut, "/v1/conversations/"+c+"/read", map[string]any{"seq": 6}).Into(a, 204, nil)
		if !strings.Contains(string(a.Call(a, ada.Token, http.MethodGet, "/v1/conversations/"+c, nil).Body), `"readSeq":6`) {
			a.Error("ada does not see that sam has read")
		}
	})
}

func TestAnAnswerAcceptsARequestWhateverTheSenderTakes(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada, sam, lou := a.SignUp(a, "ada", "Ada"), a.SignUp(a, "sam", "Sam"), a.SignUp(a, "lou", "Lou")
		a.takes(ada, "everyone")
		for i, who := range []testkit.Person{sam, lou} {
			a.takes(who, "friends")
			c := a.open(who, ada)
			a.says(who, c, "hello", "")
			if i == 0 {
				a.says(ada, c, "hello", "")
			} else if got := a.append(ada, c, "reaction", 1, map[string]any{"emoji": "👍"}); got.Status != 201 {
				a.Errorf("a reaction to a request: %d %s", got.Status, got.Body)
			}
			a.shows(ada, c, "inbox", "")
			a.shows(who, c, "inbox", "")
			a.says(who, c, "one", "")
			a.says(who, c, "two", "")
			a.says(who, c, "three", "")
			a.shows(ada, c, "inbox", "")
		}
	})
}

func TestDeletedAndReportedRequestsAreGoneAndTheSenderIsNotTold(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada := a.SignUp(a, "ada", "Ada")
		a.takes(ada, "everyone")
		for _, action := range []string{"delete", "report", "the conversation"} {
			sam := a.SignUp(a, "sam."+action[:3], "Sam")
			c := a.open(sam, ada)
			a.says(sam, c, "hello "+action, "")
			if action == "the conversation" {
				a.Call(a, ada.Token, http.MethodDelete, "/v1/conversations/"+c, nil).Into(a, 204, nil)
			} else {
				a.answers(ada, action, c, "")
			}
			a.counted(ada, 0, 0, 0)
			a.shows(sam, c, "inbox", "sent left 2")
			a.says(sam, c, "again", "not_accepting")
			if texts := string(a.Call(a, sam.Token, http.MethodGet, "/v1/conversations/"+c+"/entries", nil).Body); !strings.Contains(texts, "hello "+action) {
				a.Errorf("sam's history is %s", texts)
			}
			a.Clock.Move(30*24*time.Hour - time.Minute)
			a.says(sam, c, "again", "not_accepting")
			a.Clock.Move(2 * time.Minute)
			a.shows(sam, c, "inbox", "new left 3")
			a.says(sam, c, "again, much later", "")
			a.shows(ada, c, "requests", "received common 0")
			if v := a.view(ada, c); v.ClearedBefore != 1 || v.Head.Preview.Text != "again, much later" {
				a.Errorf("ada sees %+v", v)
			}
			a.answers(ada, "delete", c, "")
		}
	})
}

func TestAReportKeepsWhatWasWrittenAlsoWhenItIsUnsent(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada, sam, c := a.met()
		a.says(sam, c, "something vile", "")
		a.says(sam, c, "taken back", "")
		for seq, in := range map[int64]string{1: "edit", 2: "unsend"} {
			if got := a.append(sam, c, in, seq, map[string]any{"text": "something worse"}); got.Status != 201 {
				a.Fatalf("%s: %d %s", in, got.Status, got.Body)
			}
		}
		for _, body := range []string{
			`{"action":"report","conversations":["` + c + `"]}`,
			`{"action":"accept","conversations":["` + c + `"],"reason":"spam"}`,
			`{"action":"report","conversations":["` + c + `"],"reason":"spam","text":"` + strings.Repeat("x", 2001) + `"}`,
			`{"action":"report","conversations":["` + c + `"],"reason":"spam","text":"\u0000"}`,
			`{"action":"report","conversations":[],"reason":"spam"}`,
		} {
			if got := a.Call(a, ada.Token, http.MethodPost, "/v1/requests", testkit.JSON(body)); got.Status != 422 {
				a.Errorf("%s: %d %s", body[:60], got.Status, got.Body)
			}
		}
		a.answers(sam, "report", c, "not_request")
		a.answers(ada, "report", c, "")
		a.append(sam, c, "unsend", 1, nil)
		var evidence []string
		err := a.App.DB.Read(a.Context(), func(tx *db.Tx) error {
			rows, err := tx.Query(a.Context(), `SELECT reason, text, report_entries.kind, content FROM reports JOIN report_entries
				ON report_entries.account_id = reports.account_id AND report_entries.report_id = reports.report_id ORDER BY seq`)
			return db.Rows(rows, err, func(scan func(...any) error) error {
				var reason, text, kind, content string
				err := scan(&reason, &text, &kind, &content)
				evidence = append(evidence, strings.Join([]string{reason, text, kind, content}, "|"))
				return err
			})
		})
		want := `harassment|again and again|message|{"type":"text","text":"something vile"} harassment|again and again|edit|{"text":"something worse"}`
		if got := strings.Join(evidence, " "); err != nil || got != want {
			a.Errorf("the evidence is %s (%v), want %s", got, err, want)
		}
	})
}

func TestBlockingARequestRemovesItForGood(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada, sam, c := a.met()
		a.says(sam, c, "hello", "")
		a.answers(ada, "block", c, "")
		a.counted(ada, 0, 0, 0)
		a.shows(sam, c, "inbox", "sent left 2")
		a.says(sam, c, "hello?", "not_accepting")
		a.Call(a, ada.Token, http.MethodDelete, "/v1/accounts/"+sam.ID+"/block", nil).Into(a, 204, nil)
		a.says(sam, c, "hello?", "not_accepting")
	})
}

func TestManyRequestsAreAnsweredAtOnceEachForItself(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada := a.SignUp(a, "ada", "Ada")
		a.takes(ada, "everyone")
		var ids []string
		for i := range 4 {
			sam := a.SignUp(a, fmt.Sprintf("sam.%d", i), "Sam")
			ids = append(ids, a.open(sam, ada))
			a.says(sam, ids[i], "hello", "")
		}
		a.answers(ada, "accept", ids[0], "")
		ids = append(ids, base.NewID(time.Now()).String(), ids[1])
		var out answered
		a.Call(a, ada.Token, http.MethodPost, "/v1/requests", map[string]any{"action": "accept", "conversations": ids}).Into(a, 200, &out)
		codes := map[string]string{}
		for _, item := range out.Items {
			codes[item.Conversation] = fmt.Sprint(item.OK, item.Code)
		}
		want := map[string]string{ids[0]: "falsenot_request", ids[1]: "true", ids[2]: "true", ids[3]: "true", ids[4]: "falsenot_found"}
		if fmt.Sprint(codes) != fmt.Sprint(want) || len(out.Items) != 5 {
			a.Errorf("answered %v, want %v", codes, want)
		}
		a.counted(ada, 4, 0, 0)
	})
}

func TestABudgetBoundsOpenRequestsAndAnAcceptedOneGivesItsPlaceBack(t *testing.T) {
	eachAsking(t, func(a asking) {
		sam := a.SignUp(a, "sam", "Sam")
		var others []testkit.Person
		var talks []string
		for i := range 7 {
			others = append(others, a.SignUp(a, fmt.Sprintf("other.%d", i), "Other"))
			a.takes(others[i], "everyone")
			talks = append(talks, a.open(sam, others[i]))
		}
		for i := range 5 { // of a young account
			a.says(sam, talks[i], "hello there", "")
		}
		began := a.Clock.Now()
		for i := range 2 {
			a.says(sam, talks[i], "more of the same request", "")
		}
		answer := a.write(sam, talks[5], "hello")
		var refused struct {
			Code, Detail string
			RetryAt      time.Time
		}
		answer.Into(a, 403, &refused)
		if wait := refused.RetryAt.Sub(began); refused.Code != "request_limit" || wait < 23*time.Hour || wait > 24*time.Hour || answer.Header.Get("Retry-After") == "" {
			a.Errorf("past the budget: %s", answer.Body)
		}
		a.says(others[0], talks[0], "welcome", "")
		a.answers(others[1], "accept", talks[1], "")
		a.answers(others[2], "delete", talks[2], "") // tells sam nothing, so it keeps its place
		a.says(sam, talks[5], "hello", "")
		a.says(sam, talks[6], "hello", "")
		eve := a.SignUp(a, "eve", "Eve")
		a.takes(eve, "everyone")
		if got := a.Call(a, sam.Token, "POST", "/v1/conversations", map[string]any{"kind": "direct", "members": []string{eve.ID}}); got.Code() != "request_limit" {
			a.Errorf("opening a conversation past the budget: %d %s", got.Status, got.Body)
		}
		a.Clock.Move(24 * time.Hour)
		a.says(sam, a.open(sam, eve), "hello", "")
	})
}

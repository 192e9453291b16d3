package safety_test

import (
	"net/http"
	"strings"
	"testing"

	"causerie/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// town is a server with people, of whom mona and meg are moderators and alan is an admin.
type town struct {
	*testing.T
	*testkit.Server
	mona, meg, alan testkit.Person
}

func eachTown(t *testing.T, test func(town)) {
	t.Helper()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) { test(newTown(t, s)) })
}

func newTown(t *testing.T, s *testkit.Server) town {
	t.Helper()
	w := town{T: t, Server: s, mona: s.SignUp(t, "mona", "Mona"), meg: s.SignUp(t, "meg", "Meg"), alan: s.SignUp(t, "alan", "Alan")}
	for handle, role := range map[string]string{"mona": "moderator", "meg": "moderator", "alan": "admin"} {
		if err := s.App.Account.UserRole(t.Context(), handle, role); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w town) call(who testkit.Person, method, path string, body, into any, status int) testkit.Answer {
	w.Helper()
	answer := w.Call(w, who.Token, method, path, body)
	if answer.Status != status {
		w.Fatalf("%s %s: %d %s, want %d", method, path, answer.Status, answer.Body, status)
	}
	if into != nil {
		answer.Into(w, status, into)
	}
	return answer
}

// refused wants a code.
func (w town) refused(who testkit.Person, method, path string, body any, code string) {
	w.Helper()
	if answer := w.Call(w, who.Token, method, path, body); answer.Code() != code {
		w.Errorf("%s %s: %d %s, want %s", method, path, answer.Status, answer.Body, code)
	}
}

type reportView struct{ ID, Status, Outcome, Reason, Text, Handle string }

func (w town) report(who testkit.Person, conversation, reason string, seqs ...int64) (r reportView) {
	w.Helper()
	answer := w.Call(w, who.Token, "POST", "/v1/reports", map[string]any{
		"target": map[string]any{"kind": "message", "conversationId": conversation, "seqs": seqs}, "reason": reason, "text": "look at this",
	})
	if answer.Status != 200 && answer.Status != 201 {
		w.Fatalf("report: %d %s", answer.Status, answer.Body)
	}
	answer.Into(w, answer.Status, &r)
	return r
}

type message struct {
	Seq, TargetSeq int64
	Kind, Sender   string
	Content        struct{ Text string }
	Erased         bool
}

type caseView struct {
	ID, State, Severity, Reason, Outcome, Barred string
	Reports, Reporters                           int
	Removable                                    struct {
		Messages int
		Parts    []partView
	}
	Account struct{ ID, Handle string }
	Minor   bool
	Claim   *struct {
		Handle string
		Mine   bool
	}
	Reported []struct {
		Kind     string
		Reporter struct {
			Account      struct{ Handle string }
			ReportsFiled int
		}
		Shown struct {
			Handle, Bio string
			Avatar      struct{ Large string }
		}
		Evidence       []message
		ConversationID string
	}
	Found []struct {
		Text            string
		People, Senders int
	}
	NextReports string
	Notes       []struct{ Text, Handle string }
	Decisions   []decisionView
	Earlier     []struct{ ID, Outcome string }
	Person      struct {
		Cases, Decisions int
		Language         string
		Suspended        bool
		LimitedUntil     *string
	}
}

type partView struct {
	Part, GroupID, Title, Text string
	Restored                   bool
}

type decisionView struct {
	ID, Action, Rule, Text, Handle string
	Removed                        int
	RemovedParts                   []partView
	UndoneAt                       *string
	Appeal                         *struct{ Text, Answer, AnswerText string }
}

type queueView struct {
	Items  []caseView
	Next   string
	Counts struct{ Open, Appealed, Mine int }
}

func (w town) queue(who testkit.Person, query string) (q queueView) {
	w.Helper()
	w.call(who, "GET", "/v1/moderation/cases?"+query, nil, &q, 200)
	return q
}

const cases = "/v1/moderation/cases/"

func (w town) view(who testkit.Person, id string) (c caseView) {
	w.Helper()
	w.call(who, "GET", cases+id, nil, &c, 200)
	return c
}

func (w town) claim(who testkit.Person, id string) {
	w.Helper()
	w.call(who, "PUT", cases+id+"/claim", nil, nil, 200)
}

func (w town) decide(who testkit.Person, id string, ruling map[string]any) (d decisionView) {
	w.Helper()
	w.claim(who, id)
	if ruling["action"] != "dismiss" {
		ruling["rule"], ruling["text"] = "harassment", "You wrote what you were asked not to write."
	}
	w.call(who, "POST", cases+id+"/decisions", ruling, &d, 201)
	return d
}

func (w town) entries(who testkit.Person, conversation string) []message {
	w.Helper()
	var page struct{ Items []message }
	w.call(who, "GET", "/v1/conversations/"+conversation+"/entries", nil, &page, 200)
	return page.Items
}

func (w town) change(who testkit.Person, conversation, kind string, seq int64, content map[string]any) {
	w.Helper()
	w.call(who, "POST", "/v1/conversations/"+conversation+"/entries", map[string]any{"clientId": w.newID(), "kind": kind, "targetSeq": seq, "content": content}, nil, 201)
}

// harmed are ada and sam, who are friends, and a message of sam's that ada has reported.
func (w town) harmed() (ada, sam testkit.Person, talk string, seq int64, id string) {
	w.Helper()
	ada, sam = w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
	talk = w.Direct(w, ada, sam)
	w.Send(w, ada, talk, "hello")
	seq = w.Send(w, sam, talk, "you will regret this")
	w.report(ada, talk, "harassment", seq)
	return ada, sam, talk, seq, w.queue(w.mona, "").Items[0].ID
}

func TestAReportIsAnswered(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam, talk, seq, id := w.harmed()
		own := func() (r struct{ Items []reportView }) {
			w.call(ada, "GET", "/v1/me/reports", nil, &r, 200)
			return r
		}
		if r := own(); len(r.Items) != 1 || r.Items[0].Status != "received" || r.Items[0].Handle != "sam" {
			w.Fatalf("reports: %+v", r)
		}
		c := w.view(w.mona, id)
		if c.Severity != "medium" || c.Account.Handle != "sam" || c.Reports != 1 || c.Removable.Messages != 1 || len(c.Reported) != 1 || len(c.Reported[0].Evidence) != 1 ||
			c.Reported[0].Evidence[0].Content.Text != "you will regret this" || c.Reported[0].Reporter.Account.Handle != "ada" {
			w.Fatalf("the case: %+v", c)
		}
		w.refused(w.mona, "POST", cases+id+"/decisions", map[string]any{"action": "dismiss"}, "not_claimed")
		w.claim(w.mona, id)
		if r := own(); r.Items[0].Status != "in_review" {
			w.Errorf("claimed: %+v", r)
		}
		w.refused(w.meg, "PUT", cases+id+"/claim", nil, "claimed")
		d := w.decide(w.mona, id, map[string]any{"action": "remove_content"})
		if d.Removed != 1 {
			w.Errorf("decision: %+v", d)
		}
		if r := own(); r.Items[0].Status != "closed" || r.Items[0].Outcome != "removed" {
			w.Errorf("decided: %+v", r)
		}
		for _, who := range []testkit.Person{ada, sam} {
			for _, m := range w.entries(who, talk) {
				if m.Seq == seq && (!m.Erased || m.Content.Text != "") {
					w.Errorf("%s still reads %+v", who.Handle, m)
				}
			}
		}
		var record struct {
			Decisions []struct {
				ID, Action, Rule, Text, By, Source string
				Automated, Stands, MayAppeal       bool
				Removed                            []struct{ Seq int64 }
			}
		}
		w.call(sam, "GET", "/v1/me/decisions", nil, &record, 200)
		if len(record.Decisions) != 1 || record.Decisions[0].Rule != "harassment" || record.Decisions[0].Automated || !record.Decisions[0].MayAppeal ||
			record.Decisions[0].By != "moderator" || len(record.Decisions[0].Removed) != 1 {
			w.Errorf("what sam is told: %+v", record)
		}
		if answer := w.Call(w, sam.Token, "GET", "/v1/me/decisions", nil); strings.Contains(string(answer.Body), ada.ID) || strings.Contains(string(answer.Body), w.mona.ID) {
			w.Errorf("sam is told who: %s", answer.Body)
		}
		if q := w.queue(w.mona, ""); len(q.Items) != 0 || q.Counts.Open != 0 {
			w.Errorf("the queue: %+v", q)
		}
		if q := w.queue(w.mona, "state=closed"); len(q.Items) != 1 || q.Items[0].Outcome != "removed" {
			w.Errorf("what is closed: %+v", q)
		}
		w.refused(ada, "GET", cases+id, nil, "not_found")
		w.refused(w.mona, "POST", cases+id+"/export", map[string]any{"reason": "x"}, "not_found")
		w.call(w.alan, "POST", cases+id+"/export", map[string]any{"reason": "a court asks for it"}, nil, http.StatusOK)
		w.call(w.alan, "GET", "/v1/moderation/stats", nil, nil, 200)
	})
}

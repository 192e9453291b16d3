package safety_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/safety"
	"causerie/internal/testkit"
)

// writes tells the code of a message, "" where it is sent.
func (w town) writes(who testkit.Person, conversation string) string {
	w.Helper()
	return w.Call(w, who.Token, "POST", "/v1/conversations/"+conversation+"/entries", map[string]any{
		"clientId": w.newID(), "kind": "message", "content": map[string]any{"type": "text", "text": "hello"},
	}).Code()
}

func TestALimitHoldsUntilItsEnd(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam, talk, _, id := w.harmed()
		bea := w.SignUp(w, "bea", "Bea")
		w.TakeMessages(w, bea, "everyone")
		stranger := w.Open(w, sam, bea)
		w.Clock.Freeze()
		for _, c := range []struct {
			action            string
			toFriend, toOther string // while it lasts
		}{{"limit_strangers", "", "limited"}, {"limit_everyone", "limited", "limited"}, {"suspend", "suspended", "suspended"}} {
			d := w.decide(w.mona, id, map[string]any{"action": c.action, "days": 7})
			w.Clock.Move(7*24*time.Hour - time.Millisecond)
			if got := w.writes(sam, talk); got != c.toFriend {
				t.Errorf("%s: to a friend %q, want %q", c.action, got, c.toFriend)
			}
			if got := w.writes(sam, stranger); got != c.toOther {
				t.Errorf("%s: to a stranger %q, want %q", c.action, got, c.toOther)
			}
			w.Clock.Move(time.Millisecond)
			if got := w.writes(sam, talk); got != "" {
				t.Errorf("%s: to a friend, after its end: %q", c.action, got)
			}
			if got := w.writes(ada, talk); got != "" {
				t.Errorf("%s: the friend writes: %q", c.action, got)
			}
			w.call(w.alan, "POST", cases+id+"/decisions/"+d.ID+"/undo", map[string]any{"reason": "for the next"}, nil, 200)
			w.call(w.alan, "DELETE", cases+id+"/claim", nil, nil, 204)
		}
		if got := w.writes(sam, stranger); got != "" {
			t.Errorf("to a stranger, after all: %q", got)
		}
	})
}

func TestUndoingLiftsWhatWasDecided(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam, talk, _, id := w.harmed()
		w.call(sam, "PATCH", "/v1/me", map[string]any{"language": "fr"}, nil, 200)
		d := w.decide(w.mona, id, map[string]any{"action": "suspend"})
		if got := w.writes(sam, talk); got != "suspended" {
			t.Errorf("suspended without an end: %q", got)
		}
		w.SignIn(w, sam) // and reads why
		undo := cases + id + "/decisions/" + d.ID + "/undo"
		w.refused(w.meg, "POST", undo, map[string]any{"reason": "I would not"}, "not_yours")
		w.refused(w.mona, "POST", undo, map[string]any{"reason": " "}, "invalid")
		w.call(w.mona, "POST", undo, map[string]any{"reason": "the wrong person"}, &d, 200)
		w.refused(w.mona, "POST", undo, map[string]any{"reason": "twice"}, "undone")
		if got := w.writes(sam, talk); got != "" || d.UndoneAt == nil {
			t.Errorf("undone: %q, %+v", got, d)
		}
		c := w.view(w.mona, id)
		if c.State != "open" || c.Claim == nil || !c.Claim.Mine || c.Person.Suspended || c.Person.Language != "fr" {
			t.Errorf("the case: %+v", c)
		}
		var own struct{ Items []reportView }
		w.call(ada, "GET", "/v1/me/reports", nil, &own, 200)
		if own.Items[0].Status != "in_review" || own.Items[0].Outcome != "" {
			t.Errorf("the reporter sees %+v", own)
		}
	})
}

func TestAClaimLapses(t *testing.T) {
	eachTown(t, func(w town) {
		_, _, _, _, id := w.harmed()
		w.Clock.Freeze()
		w.claim(w.mona, id)
		if q := w.queue(w.mona, "mine=true"); len(q.Items) != 1 || q.Counts.Mine != 1 || q.Items[0].Claim.Handle != "mona" {
			t.Errorf("mona's: %+v", q)
		}
		w.Clock.Move(30*time.Minute - time.Millisecond)
		w.refused(w.meg, "PUT", cases+id+"/claim", nil, "claimed")
		w.Clock.Move(time.Millisecond)
		w.refused(w.mona, "POST", cases+id+"/decisions", map[string]any{"action": "dismiss"}, "not_claimed")
		if q := w.queue(w.mona, "mine=true"); len(q.Items) != 0 || q.Counts.Mine != 0 {
			t.Errorf("mona's, after it lapsed: %+v", q)
		}
		w.claim(w.meg, id)
		w.call(w.mona, "DELETE", cases+id+"/claim", nil, nil, 204) // it is not hers
		w.refused(w.mona, "PUT", cases+id+"/claim", nil, "claimed")
		w.call(w.meg, "DELETE", cases+id+"/claim", nil, nil, 204)
		w.claim(w.mona, id)
	})
}

func (w town) appeal(who testkit.Person, decision, code string) {
	w.Helper()
	answer := w.Call(w, who.Token, "POST", "/v1/me/decisions/"+decision+"/appeal", map[string]any{"text": "It was a joke."})
	if answer.Code() != code {
		w.Errorf("appeal: %d %s, want %q", answer.Status, answer.Body, code)
	}
}

func TestSomebodyElseAnswersAnAppeal(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam, talk, _, id := w.harmed()
		d := w.decide(w.mona, id, map[string]any{"action": "limit_everyone", "days": 30})
		w.appeal(ada, d.ID, "not_found")
		w.appeal(sam, d.ID, "")
		w.appeal(sam, d.ID, "appealed")
		if q := w.queue(w.mona, "state=appealed"); len(q.Items) != 1 || q.Counts.Appealed != 1 || q.Counts.Open != 0 {
			t.Errorf("what is appealed: %+v", q)
		}
		answer := cases + id + "/decisions/" + d.ID + "/answer"
		overturn := map[string]any{"outcome": "overturned", "text": "It was one."}
		w.refused(w.mona, "PUT", cases+id+"/claim", nil, "second_person")
		if c := w.view(w.mona, id); c.Barred != "second_person" {
			t.Errorf("mona is not told that she cannot: %+v", c)
		}
		w.refused(w.mona, "POST", answer, overturn, "not_claimed")
		w.refused(w.mona, "POST", cases+id+"/decisions/"+d.ID+"/undo", map[string]any{"reason": "quick"}, "case_appealed")
		w.claim(w.meg, id)
		w.refused(w.meg, "POST", cases+id+"/decisions", map[string]any{"action": "dismiss"}, "case_appealed")
		w.call(w.meg, "POST", answer, overturn, nil, 200)
		if got := w.writes(sam, talk); got != "" {
			t.Errorf("overturned: %q", got)
		}
		var record struct {
			Decisions []struct {
				Stands, MayAppeal bool
				Appeal            struct{ Answer, AnswerText string }
			}
		}
		w.call(sam, "GET", "/v1/me/decisions", nil, &record, 200)
		if got := record.Decisions[0]; got.Stands || got.MayAppeal || got.Appeal.Answer != "overturned" || got.Appeal.AnswerText != "It was one." {
			t.Errorf("sam is told %+v", got)
		}
		var own struct{ Items []reportView }
		w.call(ada, "GET", "/v1/me/reports", nil, &own, 200)
		if own.Items[0].Outcome != "overturned" {
			t.Errorf("ada is told %+v", own)
		}
	})
}

func TestADecisionIsAppealedForSixMonths(t *testing.T) {
	eachTown(t, func(w town) {
		_, sam, _, _, id := w.harmed()
		w.Clock.Freeze()
		d := w.decide(w.mona, id, map[string]any{"action": "suspend"})
		end := w.Clock.Now().UTC().AddDate(0, 6, 0)
		w.Clock.Move(end.Sub(w.Clock.Now()))
		sam = w.SignIn(w, sam) // suspended, and by a session of today
		w.appeal(sam, d.ID, "appeal_expired")
		w.Clock.Move(-time.Millisecond)
		w.appeal(sam, d.ID, "")
	})
}

func TestNobodyHandlesTheirOwnCase(t *testing.T) {
	eachTown(t, func(w town) {
		ada := w.SignUp(w, "ada", "Ada")
		w.call(ada, "POST", "/v1/reports", profile(w.mona, "hate"), nil, 201)
		if q := w.queue(w.mona, ""); len(q.Items) != 0 || q.Counts.Open != 0 {
			t.Errorf("mona sees the case about her: %+v", q)
		}
		id := w.queue(w.alan, "").Items[0].ID
		for _, op := range [][2]string{{"GET", ""}, {"GET", "/reports"}, {"GET", "/audit"}, {"PUT", "/claim"}, {"DELETE", "/claim"}} {
			w.refused(w.mona, op[0], cases+id+op[1], nil, "not_found")
		}
		w.refused(w.mona, "POST", cases+id+"/notes", map[string]any{"text": "it was not me"}, "not_found")
		w.refused(w.meg, "PUT", cases+id+"/claim", nil, "staff_member")
		w.call(w.alan, "POST", "/v1/reports", profile(w.mona, "hate"), nil, 201)
		w.refused(w.alan, "PUT", cases+id+"/claim", nil, "own_case")
	})
}

func TestALookIsLoggedAndToldAfterTheCase(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam, talk, seq, id := w.harmed()
		for range 30 {
			w.Send(w, ada, talk, "private")
		}
		look := func(who testkit.Person, conversation, reason string) testkit.Answer {
			return w.Call(w, who.Token, "POST", cases+id+"/context", map[string]any{"conversationId": conversation, "reason": reason})
		}
		if got := look(w.mona, talk, "curious").Code(); got != "not_claimed" {
			t.Errorf("without a claim: %q", got)
		}
		w.claim(w.mona, id)
		other := w.Direct(w, ada, w.SignUp(w, "bea", "Bea"))
		w.Send(w, ada, other, "unrelated")
		for conversation, reason := range map[string]string{talk: "  ", other: "curious"} {
			if got := look(w.mona, conversation, reason); got.Status != 404 && got.Status != 422 {
				t.Errorf("%q: %d %s", reason, got.Status, got.Body)
			}
		}
		var glance struct{ Items []message }
		look(w.mona, talk, "to see who began").Into(t, 200, &glance)
		if n := len(glance.Items); n != int(seq)+20 || glance.Items[n-1].Seq != seq+20 {
			t.Errorf("%d entries around %d", n, seq)
		}
		looks := func(who testkit.Person) (out struct {
			Looks []struct{ Role, Reason string }
		}) {
			answer := w.call(who, "GET", "/v1/me/decisions", nil, &out, 200)
			if strings.Contains(string(answer.Body), w.mona.ID) || strings.Contains(string(answer.Body), `"mona"`) {
				t.Errorf("%s is told who: %s", who.Handle, answer.Body)
			}
			return out
		}
		if got := looks(sam); len(got.Looks) != 0 {
			t.Errorf("before the case is closed: %+v", got)
		}
		w.decide(w.mona, id, map[string]any{"action": "dismiss"})
		for _, who := range []testkit.Person{ada, sam} {
			if got := looks(who); len(got.Looks) != 1 || got.Looks[0].Role != "moderator" || got.Looks[0].Reason != "to see who began" {
				t.Errorf("%s is told %+v", who.Handle, got)
			}
		}
		var audit struct {
			Items []struct {
				Action, Handle string
				Details        json.RawMessage
			}
		}
		w.call(w.meg, "GET", cases+id+"/audit", nil, &audit, 200)
		var did []string
		for _, e := range audit.Items {
			did = append(did, e.Action)
			if strings.Contains(string(e.Details), "regret") || strings.Contains(string(e.Details), "private") {
				t.Errorf("the log has what was written: %s", e.Details)
			}
		}
		if got := strings.Join(did, " "); got != "case.claim case.context case.claim case.decide" {
			t.Errorf("the log of the case: %s", got)
		}
	})
}

func TestALookIntoAGroupIsToldToWhoseWordsItShows(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam, _, _, id := w.harmed()
		bea, cyd := w.SignUp(w, "bea", "Bea"), w.SignUp(w, "cyd", "Cyd")
		for _, friend := range []testkit.Person{sam, bea, cyd} {
			w.Befriend(w, ada, friend)
		}
		var group struct{ ID string }
		w.call(ada, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Club", "members": []string{sam.ID, bea.ID, cyd.ID}}, &group, 201)
		w.Send(w, bea, group.ID, "I was here before")
		seq := w.Send(w, sam, group.ID, "rude words")
		w.report(ada, group.ID, "harassment", seq)
		w.report(bea, group.ID, "harassment", seq)
		w.claim(w.mona, id)
		if n := w.view(w.mona, id).Removable.Messages; n != 2 {
			t.Errorf("%d messages to be removed, want what was said to one and, once, what two of the group reported", n)
		}
		w.call(w.mona, "POST", cases+id+"/context", map[string]any{"conversationId": group.ID, "reason": "who began"}, nil, 200)
		w.decide(w.mona, id, map[string]any{"action": "dismiss"})
		for _, told := range []struct {
			who  testkit.Person
			want int
		}{{ada, 1}, {sam, 1}, {bea, 1}, {cyd, 0}} {
			var own struct{ Looks []struct{ Reason string } }
			w.call(told.who, "GET", "/v1/me/decisions", nil, &own, 200)
			if len(own.Looks) != told.want {
				t.Errorf("%s is told of %d looks, want %d", told.who.Handle, len(own.Looks), told.want)
			}
		}
	})
}

func TestAnAuditLogThatWasChangedShows(t *testing.T) {
	eachTown(t, func(w town) {
		_, _, _, _, id := w.harmed()
		w.decide(w.mona, id, map[string]any{"action": "warn"})
		change := func(query string) {
			t.Helper()
			err := w.App.DB.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), query)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		sound := func() bool {
			t.Helper()
			found, err := w.App.Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return !slices.ContainsFunc(found.Lines(), func(line string) bool { return strings.HasPrefix(line, "audit.") })
		}
		if !sound() {
			t.Fatal("the log is not sound to begin with")
		}
		for _, c := range [][2]string{
			{`UPDATE audit_log SET details = '{"a":1}' WHERE seq = 1`, `UPDATE audit_log SET details = '{"before":"member","role":"` + firstRole(w) + `"}' WHERE seq = 1`},
			{`UPDATE audit_log SET role = 'admin' WHERE action = 'case.decide'`, `UPDATE audit_log SET role = 'moderator' WHERE action = 'case.decide'`},
			{`UPDATE audit_log SET created_at = created_at + 1 WHERE seq = 2`, `UPDATE audit_log SET created_at = created_at - 1 WHERE seq = 2`},
			{`UPDATE audit_log SET seq = seq + 1000 WHERE action = 'case.decide'`, `UPDATE audit_log SET seq = seq - 1000 WHERE action = 'case.decide'`},
			{`UPDATE audit_head SET seq = seq - 1`, `UPDATE audit_head SET seq = seq + 1`},
		} {
			change(c[0])
			if sound() {
				t.Errorf("%s does not show", c[0])
			}
			change(c[1])
			if !sound() {
				t.Fatalf("%s does not mend", c[1])
			}
		}
	})
}

func TestTheAuditLogIsReadFromItsEnd(t *testing.T) {
	eachTown(t, func(w town) {
		_, _, _, _, id := w.harmed()
		w.decide(w.mona, id, map[string]any{"action": "warn"})
		type page struct {
			Items []struct {
				Seq    int64
				Action string
			}
			Next int64
		}
		read := func(query string) (p page) {
			w.call(w.alan, "GET", "/v1/moderation/audit"+query, nil, &p, 200)
			return p
		}
		first := read("?limit=3")
		if len(first.Items) != 3 || first.Items[0].Action != "audit.read" || first.Items[1].Action != "case.decide" || first.Items[2].Action != "case.claim" {
			t.Fatalf("the last entries: %+v", first)
		}
		// What is written meanwhile, reading included, shifts nothing.
		want := first.Items[2].Seq - 1
		for next := first.Next; next > 0; {
			p := read(fmt.Sprintf("?limit=2&before=%d", next))
			for _, e := range p.Items {
				if e.Seq != want {
					t.Fatalf("entry %d, want %d", e.Seq, want)
				}
				want--
			}
			next = p.Next
		}
		if want != 0 {
			t.Errorf("the log ends before entry %d", want)
		}
		if p := read("?before=1"); len(p.Items) != 0 || p.Next != 0 {
			t.Errorf("before the first: %+v", p)
		}
		w.refused(w.alan, "GET", "/v1/moderation/audit?before=-1", nil, "invalid")
		var printed []int64
		err := w.App.Safety.Audit(t.Context(), base.ID{}, 0, func(e safety.AuditEntry) error {
			printed = append(printed, e.Seq)
			return nil
		})
		if err != nil || !slices.IsSorted(printed) || printed[0] != 1 {
			t.Errorf("printed in the order %v: %v", printed, err)
		}
	})
}

// firstRole is the role of which the first entry of the log tells: maps are walked in any order.
func firstRole(w town) string {
	w.Helper()
	var log struct {
		Items []struct{ Details struct{ Role string } }
	}
	w.call(w.alan, "GET", "/v1/moderation/audit?before=2", nil, &log, 200)
	return log.Items[0].Details.Role
}

// What staff cannot do: docs/safety.md names each of these tests.

func TestStaffHaveNoWayToChangeTheAuditLog(t *testing.T) {
	s := testkit.Start(t, db.SQLite)
	for _, op := range s.App.Router.Ops() {
		if strings.Contains(op.Path, "/audit") && op.Method != http.MethodGet {
			t.Errorf("%s %s changes the audit log", op.Method, op.Path)
		}
	}
}

func TestStaffReadNoConversationThatNobodyReported(t *testing.T) {
	w := newTown(t, testkit.Start(t, db.SQLite))
	ada, sam, _, _, id := w.harmed()
	bea := w.SignUp(w, "bea", "Bea")
	other := w.Direct(w, ada, bea)
	w.Send(w, ada, other, "between us")
	w.claim(w.alan, id)
	for _, who := range []testkit.Person{w.mona, w.alan} {
		for _, path := range []string{"", "/entries"} {
			w.refused(who, "GET", "/v1/conversations/"+other+path, nil, "not_found")
		}
		w.refused(who, "POST", "/v1/reports", target(other, "hate", 1), "not_found")
		if found := w.Call(w, who.Token, "GET", "/v1/messages?q=between", nil); strings.Contains(string(found.Body), "between us") {
			t.Errorf("%s finds it: %s", who.Handle, found.Body)
		}
	}
	w.refused(w.alan, "POST", cases+id+"/context", map[string]any{"conversationId": other, "reason": "I want to"}, "not_found")
	for _, path := range []string{"", "/reports", "/audit"} {
		if answer := w.Call(w, w.alan.Token, "GET", cases+id+path, nil); strings.Contains(string(answer.Body), "between us") {
			t.Errorf("%s has it: %s", path, answer.Body)
		}
	}
	_ = sam
}

func TestStaffDecideNothingTwiceAndNothingUnclaimed(t *testing.T) {
	w := newTown(t, testkit.Start(t, db.SQLite))
	_, _, _, _, id := w.harmed()
	if answer := w.call(w.mona, "GET", cases+id+"/audit", nil, nil, 200); !strings.Contains(string(answer.Body), `"items":[]`) {
		t.Errorf("the log of a case that nobody touched: %s", answer.Body)
	}
	w.refused(w.alan, "POST", cases+id+"/decisions", map[string]any{"action": "dismiss"}, "not_claimed")
	w.decide(w.mona, id, map[string]any{"action": "dismiss"})
	w.refused(w.mona, "POST", cases+id+"/decisions", map[string]any{"action": "dismiss"}, "not_claimed")
	w.refused(w.mona, "PUT", cases+id+"/claim", nil, "case_closed")
}

func TestARulingThatMakesNoSenseIsRefused(t *testing.T) {
	w := newTown(t, testkit.Start(t, db.SQLite))
	_, _, _, _, id := w.harmed()
	w.claim(w.mona, id)
	for name, ruling := range map[string]map[string]any{
		"no rule":                   {"action": "warn", "text": "so"},
		"no facts":                  {"action": "warn", "rule": "hate"},
		"a dismissal with a rule":   {"action": "dismiss", "rule": "hate"},
		"a dismissal that removes":  {"action": "dismiss", "remove": map[string]any{"reported": true}},
		"a warning that lasts":      {"action": "warn", "rule": "hate", "text": "so", "days": 3},
		"a limit without a time":    {"action": "limit_strangers", "rule": "hate", "text": "so"},
		"a limit of over a year":    {"action": "limit_everyone", "rule": "hate", "text": "so", "days": 366},
		"an action that is unknown": {"action": "shout", "rule": "hate", "text": "so"},
	} {
		if answer := w.Call(w, w.mona.Token, "POST", cases+id+"/decisions", ruling); answer.Status != 422 {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	if c := w.view(w.mona, id); c.State != "open" || len(c.Decisions) != 0 {
		t.Errorf("the case: %+v", c)
	}
}

func TestWhoIsNoLongerStaffSeesNothing(t *testing.T) {
	eachTown(t, func(w town) {
		_, _, _, _, id := w.harmed()
		w.claim(w.mona, id)
		if err := w.App.Account.UserRole(t.Context(), "mona", "member"); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/v1/moderation/cases", cases + id, "/v1/moderation/stats"} {
			w.refused(w.mona, "GET", path, nil, "not_found")
		}
	})
}

func TestWhoIsSuspendedIsNoStaffMeanwhile(t *testing.T) {
	eachTown(t, func(w town) {
		_, sam, talk, _, id := w.harmed()
		w.claim(w.mona, id)
		ada := w.SignUp(w, "anna", "Anna")
		w.call(ada, "POST", "/v1/reports", profile(w.mona, "violence"), nil, 201)
		about := w.queue(w.alan, "").Items[0].ID
		w.Clock.Freeze()
		w.decide(w.alan, about, map[string]any{"action": "suspend", "days": 1})
		role := func() (role string) {
			var me struct{ Role string }
			w.call(w.mona, "GET", "/v1/me", nil, &me, 200)
			return me.Role
		}
		told := w.hear(w.mona)
		for _, path := range []string{"/v1/moderation/cases", cases + id, "/v1/moderation/stats"} {
			w.refused(w.mona, "GET", path, nil, "not_found")
		}
		w.refused(w.mona, "POST", cases+id+"/decisions", map[string]any{"action": "dismiss"}, "not_found")
		w.refused(w.mona, "POST", cases+id+"/context", map[string]any{"conversationId": talk, "reason": "curious"}, "not_found")
		if got := role(); got != "" {
			t.Errorf("suspended: %q", got)
		}
		w.call(ada, "POST", "/v1/reports", profile(sam, "hate"), nil, 201)
		w.call(w.mona, "PATCH", "/v1/me", map[string]any{"bio": "listening"}, nil, 200)
		for event := (<-told); event.Type != "me"; event = <-told {
			if event.Type == "queue" {
				t.Error("who is suspended is told of the queue")
			}
		}
		w.Clock.Move(24 * time.Hour)
		if got := role(); got != "moderator" {
			t.Errorf("afterwards: %q", got)
		}
		w.queue(w.mona, "")
	})
}

func TestTheQueueStandsBySeverityAndAge(t *testing.T) {
	eachTown(t, func(w town) {
		ada := w.SignUp(w, "ada", "Ada")
		reasons := []string{"spam", "hate", "violence", "spam", "scam", "sexual", "other", "hate", "violence"}
		var want []string
		for i, reason := range reasons {
			w.Clock.Move(time.Second)
			person := w.SignUp(w, fmt.Sprintf("person%d", i), "Person")
			w.call(ada, "POST", "/v1/reports", profile(person, reason), nil, 201)
		}
		for _, i := range []int{2, 5, 8, 1, 4, 7, 0, 3, 6} {
			want = append(want, fmt.Sprintf("person%d", i))
		}
		var got []string
		for cursor := ""; ; {
			q := w.queue(w.mona, "limit=2&cursor="+cursor)
			for _, c := range q.Items {
				got = append(got, c.Account.Handle)
			}
			if cursor = q.Next; cursor == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("the queue: %v, want %v", got, want)
		}
		if q := w.queue(w.mona, "severity=medium"); len(q.Items) != 3 || q.Items[0].Account.Handle != "person1" {
			t.Errorf("of medium severity: %+v", q)
		}
		w.refused(w.mona, "GET", "/v1/moderation/cases?cursor=x", nil, "cursor_invalid")
		w.Clock.Move(2 * time.Hour)
		for _, c := range w.queue(w.mona, "severity=high").Items {
			w.Clock.Move(time.Second)
			w.decide(w.mona, c.ID, map[string]any{"action": "dismiss"})
		}
		got = nil
		for cursor := ""; ; {
			q := w.queue(w.mona, "state=closed&limit=1&cursor="+cursor)
			for _, c := range q.Items {
				got = append(got, c.Account.Handle)
			}
			if cursor = q.Next; cursor == "" {
				break
			}
		}
		if want := []string{"person8", "person5", "person2"}; !slices.Equal(got, want) {
			t.Errorf("what is closed: %v, want %v", got, want)
		}
		var stats struct {
			Days []struct {
				Reports, Cases, Decided, Answered, Minutes int
				Outcomes                                   map[string]int
			}
		}
		w.call(w.mona, "GET", "/v1/moderation/stats?days=2", nil, &stats, 200)
		reports, decided, dismissed, answered, slowest := 0, 0, 0, 0, 0
		for _, d := range stats.Days {
			reports, decided, dismissed = reports+d.Reports, decided+d.Decided, dismissed+d.Outcomes["no_action"]
			answered, slowest = answered+d.Answered, max(slowest, d.Minutes)
		}
		// Each of the three took two hours and some seconds.
		if answered != 3 || slowest != 120 {
			t.Errorf("%d cases answered, half of a day's in %d minutes", answered, slowest)
		}
		if len(stats.Days) != 2 || reports != 9 || decided != 3 || dismissed != 3 {
			t.Errorf("figures: %+v", stats)
		}
	})
}

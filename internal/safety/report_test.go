package safety_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/netip"
	"strings"
	"testing"
	"time"

	"causerie/internal/account"
	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

func TestEvidenceStaysAsItWas(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
		talk := w.Direct(w, ada, sam)
		first := w.Send(w, sam, talk, "something vile")
		w.change(sam, talk, "edit", first, map[string]any{"text": "something nice"})
		second := w.Send(w, sam, talk, "and more")
		w.report(ada, talk, "hate", first, second)
		for _, seq := range []int64{first, second} {
			w.change(sam, talk, "unsend", seq, nil)
		}
		w.call(sam, "PATCH", "/v1/me", map[string]any{"bio": "harmless"}, nil, 200)
		c := w.view(w.mona, w.queue(w.mona, "").Items[0].ID)
		var texts []string
		for _, m := range c.Reported[0].Evidence {
			texts = append(texts, fmt.Sprint(m.Kind, " ", m.TargetSeq, " ", m.Content.Text))
		}
		if got, want := strings.Join(texts, ", "), fmt.Sprintf("message 0 something vile, edit %d something nice, message 0 and more", first); got != want {
			w.Errorf("evidence: %s, want %s", got, want)
		}
		if c.Reported[0].Shown.Bio != "" {
			w.Errorf("the profile is shown as it is now: %+v", c.Reported[0].Shown)
		}
		w.refused(ada, "POST", "/v1/reports", target(talk, "hate", first), "erased")
	})
}

func TestThePictureOfWhomIsReportedStays(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
		shows := func(shade uint8) string {
			var me struct{ Avatar struct{ Large string } }
			w.call(sam, "PUT", "/v1/me/avatar", square(w.T, shade), &me, 200)
			return me.Avatar.Large
		}
		before := shows(0)
		reported := shows(80)
		original := w.call(sam, "GET", reported, nil, nil, 200).Body
		w.call(ada, "POST", "/v1/reports", profile(sam, "sexual"), nil, 201)
		shows(200)
		w.call(sam, "DELETE", "/v1/me/avatar", nil, nil, 200)
		w.call(sam, "PUT", "/v1/accounts/"+w.mona.ID+"/block", nil, nil, 204)
		w.Clock.Move(2 * time.Hour)
		if err := w.App.Media.Sweep(t.Context(), w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		shown := w.view(w.mona, w.queue(w.mona, "").Items[0].ID).Reported[0].Shown
		if kept := w.call(w.mona, "GET", shown.Avatar.Large, nil, nil, 200); !bytes.Equal(kept.Body, original) {
			t.Errorf("the picture of the case is another one")
		}
		w.refused(ada, "GET", shown.Avatar.Large, nil, "not_found") // it was signed for mona
		w.refused(sam, "GET", before, nil, "not_found")             // which nobody reported
	})
}

func TestTheVoiceNoteOfAReportedMessageStays(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
		talk, vile := w.Direct(w, ada, sam), w.Voice(w, sam)
		var sent struct{ Seq int64 }
		w.SendVoice(w, sam, talk, vile).Into(t, 201, &sent)
		at := "/v1/voices/" + sam.ID + "/" + vile
		original := w.call(ada, "GET", at, nil, nil, 200).Body
		w.call(ada, "POST", "/v1/reports", target(talk, "sexual", sent.Seq), nil, 201)
		w.call(sam, "POST", "/v1/conversations/"+talk+"/entries", map[string]any{"clientId": base.NewID(w.Clock.Now()), "kind": "unsend", "targetSeq": sent.Seq}, nil, 201)
		w.refused(ada, "GET", at, nil, "not_found")
		var seen struct {
			Reported []struct {
				Evidence []struct{ Voice string }
			}
		}
		w.call(w.mona, "GET", "/v1/moderation/cases/"+w.queue(w.mona, "").Items[0].ID, nil, &seen, 200)
		voice := seen.Reported[0].Evidence[0].Voice
		if kept := w.call(w.mona, "GET", voice, nil, nil, 200); !bytes.Equal(kept.Body, original) {
			t.Errorf("the voice note of the case is another one")
		}
		w.refused(ada, "GET", voice, nil, "not_found") // it was signed for mona
	})
}

func TestTheFileOfAReportedMessageStays(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
		talk, vile := w.Direct(w, ada, sam), w.File(w, sam, "plan.html", []byte("<script>alert(1)</script>"))
		var sent struct{ Seq int64 }
		w.SendFile(w, sam, talk, vile).Into(t, 201, &sent)
		at := "/v1/files/" + sam.ID + "/" + vile
		original := w.call(ada, "GET", at, nil, nil, 200).Body
		w.call(ada, "POST", "/v1/reports", target(talk, "sexual", sent.Seq), nil, 201)
		w.call(sam, "POST", "/v1/conversations/"+talk+"/entries", map[string]any{"clientId": base.NewID(w.Clock.Now()), "kind": "unsend", "targetSeq": sent.Seq}, nil, 201)
		w.refused(ada, "GET", at, nil, "not_found")
		var seen struct {
			Reported []struct {
				Evidence []struct{ File string }
			}
		}
		w.call(w.mona, "GET", "/v1/moderation/cases/"+w.queue(w.mona, "").Items[0].ID, nil, &seen, 200)
		file := seen.Reported[0].Evidence[0].File
		if kept := w.call(w.mona, "GET", file, nil, nil, 200); !bytes.Equal(kept.Body, original) {
			t.Errorf("the file of the case is another one")
		}
		w.refused(ada, "GET", file, nil, "not_found") // it was signed for mona
	})
}

func TestThePictureOfAReportedPreviewStays(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
		talk, lamp := w.Direct(w, ada, sam), w.Site(w, testkit.Shop)+"/lamp"
		vile := w.Preview(w, sam, lamp)
		var sent struct{ Seq int64 }
		w.SendLink(w, sam, talk, lamp, vile).Into(t, 201, &sent)
		at := "/v1/previews/" + sam.ID + "/" + vile
		original := w.call(ada, "GET", at, nil, nil, 200).Body
		w.call(ada, "POST", "/v1/reports", target(talk, "sexual", sent.Seq), nil, 201)
		w.call(sam, "POST", "/v1/conversations/"+talk+"/entries", map[string]any{"clientId": base.NewID(w.Clock.Now()), "kind": "unsend", "targetSeq": sent.Seq}, nil, 201)
		w.refused(ada, "GET", at, nil, "not_found")
		var seen struct {
			Reported []struct {
				Evidence []struct {
					Preview string
					Content struct{ Preview struct{ Title string } }
				}
			}
		}
		w.call(w.mona, "GET", "/v1/moderation/cases/"+w.queue(w.mona, "").Items[0].ID, nil, &seen, 200)
		evidence := seen.Reported[0].Evidence[0]
		if kept := w.call(w.mona, "GET", evidence.Preview, nil, nil, 200); !bytes.Equal(kept.Body, original) || evidence.Content.Preview.Title != "Lampe Lucie" {
			t.Errorf("the case has %+v, with another picture", evidence)
		}
		w.refused(ada, "GET", evidence.Preview, nil, "not_found") // it was signed for mona
	})
}

func TestThePhotosOfAReportedMessageStay(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
		talk := w.Direct(w, ada, sam)
		vile, other := w.Photo(w, sam, 60, 40), w.Photo(w, sam, 40, 60)
		var sent [2]struct{ Seq int64 }
		for i, id := range []string{vile, other} {
			w.SendPhotos(w, sam, talk, "", id).Into(t, 201, &sent[i])
		}
		at := func(id string) string { return "/v1/photos/" + sam.ID + "/" + id + "/large" }
		original := w.call(ada, "GET", at(vile), nil, nil, 200).Body
		w.call(ada, "POST", "/v1/reports", target(talk, "sexual", sent[0].Seq), nil, 201)
		for _, one := range sent {
			w.call(sam, "POST", "/v1/conversations/"+talk+"/entries", map[string]any{"clientId": base.NewID(w.Clock.Now()), "kind": "unsend", "targetSeq": one.Seq}, nil, 201)
		}
		w.Clock.Move(2 * time.Hour)
		if err := w.App.Media.Sweep(t.Context(), w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{vile, other} {
			w.refused(ada, "GET", at(id), nil, "not_found")
			w.refused(sam, "GET", at(id), nil, "not_found")
		}
		var seen struct {
			Reported []struct {
				Evidence []struct{ Photos []struct{ Large string } }
			}
		}
		w.call(w.mona, "GET", "/v1/moderation/cases/"+w.queue(w.mona, "").Items[0].ID, nil, &seen, 200)
		photo := seen.Reported[0].Evidence[0].Photos[0].Large
		if kept := w.call(w.mona, "GET", photo, nil, nil, 200); !bytes.Equal(kept.Body, original) {
			t.Errorf("the photo of the case is another one")
		}
		w.refused(ada, "GET", photo, nil, "not_found") // it was signed for mona
		w.refused(sam, "GET", photo, nil, "not_found")
	})
}

// square is a picture in one shade of grey.
func square(t *testing.T, shade uint8) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, &image.Gray{Pix: bytes.Repeat([]byte{shade}, 64*64), Stride: 64, Rect: image.Rect(0, 0, 64, 64)}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func target(conversation, reason string, seqs ...int64) map[string]any {
	return map[string]any{"target": map[string]any{"kind": "message", "conversationId": conversation, "seqs": seqs}, "reason": reason}
}

func profile(of testkit.Person, reason string) map[string]any {
	return map[string]any{"target": map[string]any{"kind": "profile", "accountId": of.ID}, "reason": reason}
}

func TestOnlyWhatOneSeesIsReported(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam, eve := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam"), w.SignUp(w, "eve", "Eve")
		talk := w.Direct(w, ada, sam)
		mine, theirs := w.Send(w, ada, talk, "mine"), w.Send(w, sam, talk, "theirs")
		for name, body := range map[string]map[string]any{
			"one's own":           target(talk, "spam", mine),
			"one's own and not":   target(talk, "spam", mine, theirs),
			"what is not there":   target(talk, "spam", 99),
			"oneself":             profile(ada, "spam"),
			"nobody":              {"target": map[string]any{"kind": "profile", "accountId": talk}, "reason": "spam"},
			"an unknown reason":   target(talk, "boredom", theirs),
			"no message":          target(talk, "spam"),
			"a target of no kind": {"target": map[string]any{"kind": "post", "accountId": sam.ID}, "reason": "spam"},
			"half a target":       {"target": map[string]any{"kind": "profile", "conversationId": talk}, "reason": "spam"},
			"too long a text":     {"target": map[string]any{"kind": "profile", "accountId": sam.ID}, "reason": "spam", "text": strings.Repeat("é", 2001)},
		} {
			if answer := w.Call(w, ada.Token, "POST", "/v1/reports", body); answer.Status != 404 && answer.Status != 422 {
				w.Errorf("%s: %d %s", name, answer.Status, answer.Body)
			}
		}
		w.refused(eve, "POST", "/v1/reports", target(talk, "spam", theirs), "not_found")
		w.call(sam, "PUT", "/v1/accounts/"+ada.ID+"/block", nil, nil, 204)
		w.refused(ada, "POST", "/v1/reports", profile(sam, "spam"), "not_found")
		w.call(ada, "POST", "/v1/reports", target(talk, "spam", theirs), nil, 201) // what they wrote can be reported, also after they block
		w.call(ada, "DELETE", "/v1/conversations/"+talk, nil, nil, 204)
		w.refused(ada, "POST", "/v1/reports", target(talk, "hate", theirs), "not_found")
	})
}

func TestTheSameReportedAgainAddsToTheFirst(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam, talk, seq, id := w.harmed()
		body := target(talk, "violence", seq, w.Send(w, sam, talk, "I know where you live"))
		body["text"] = "it goes on"
		var again reportView
		w.call(ada, "POST", "/v1/reports", body, &again, 200)
		if again.Text != "look at this\n\nit goes on" {
			w.Errorf("the report says %q", again.Text)
		}
		if again.Reason != "violence" {
			w.Errorf("it is a report of %q", again.Reason)
		}
		w.call(ada, "POST", "/v1/reports", profile(sam, "spam"), nil, 201)
		eve := w.SignUp(w, "eve", "Eve")
		w.call(eve, "POST", "/v1/reports", profile(sam, "other"), nil, 201)
		q := w.queue(w.mona, "")
		if len(q.Items) != 1 || q.Items[0].ID != id || q.Items[0].Reports != 3 || q.Items[0].Reporters != 2 || q.Items[0].Severity != "high" || q.Items[0].Reason != "violence" {
			w.Errorf("the queue: %+v", q)
		}
		evidence, c := 0, w.view(w.mona, id)
		for _, r := range c.Reported {
			evidence += len(r.Evidence)
		}
		if evidence != 2 {
			w.Errorf("%d pieces of evidence", evidence)
		}
		if c.Removable.Messages != 2 {
			w.Errorf("%d messages to be removed", c.Removable.Messages)
		}
		w.decide(w.mona, id, map[string]any{"action": "dismiss"})
		w.report(ada, talk, "harassment", seq) // the case is closed: a new one
		if q := w.queue(w.mona, ""); len(q.Items) != 1 || q.Items[0].ID == id {
			w.Errorf("after it was answered: %+v", q)
		}
	})
}

// A crowd that reports someone makes one case, no graver than one of them would: until a person decides, nothing happens to anyone.
func TestACrowdOfReportersSilencesNobody(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
		talk := w.Direct(w, ada, sam)
		for i := range 30 {
			crowd := w.SignUp(w, fmt.Sprintf("crowd%02d", i), "Crowd")
			w.call(crowd, "POST", "/v1/reports", profile(sam, "harassment"), nil, 201)
		}
		eve := w.SignUp(w, "eve", "Eve")
		w.call(ada, "POST", "/v1/reports", profile(eve, "violence"), nil, 201)
		q := w.queue(w.mona, "")
		if len(q.Items) != 2 || q.Items[0].Account.Handle != "eve" || q.Items[1].Severity != "medium" || q.Items[1].Reporters != 30 || q.Counts.Open != 2 {
			w.Errorf("the queue: %+v", q)
		}
		w.Send(w, sam, talk, "I am still here")
		w.call(ada, "GET", "/v1/accounts/"+sam.ID, nil, nil, 200)
		seen := map[string]bool{}
		c := w.view(w.mona, q.Items[1].ID)
		for next := c.NextReports; ; {
			for _, r := range c.Reported {
				seen[r.Reporter.Account.Handle] = true
			}
			if next == "" {
				break
			}
			var page struct {
				Items []struct {
					Reporter struct{ Account struct{ Handle string } }
				}
				Next string
			}
			w.call(w.mona, "GET", cases+q.Items[1].ID+"/reports?cursor="+next, nil, &page, 200)
			for _, r := range page.Items {
				seen[r.Reporter.Account.Handle] = true
			}
			next = page.Next
		}
		if len(seen) != 30 {
			w.Errorf("%d of 30 reporters are shown", len(seen))
		}
	})
}

func TestAMinorMakesACaseGraver(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
		err := w.App.DB.Write(w.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(w.Context(), `UPDATE accounts SET birth_date = $1 WHERE handle = 'ada'`, w.Clock.Now().AddDate(-16, -1, 0).Format(time.DateOnly))
			return err
		})
		if err != nil {
			w.Fatal(err)
		}
		w.call(ada, "POST", "/v1/reports", profile(sam, "spam"), nil, 201)
		w.call(ada, "POST", "/v1/reports", profile(w.meg, "sexual"), nil, 201)
		q := w.queue(w.mona, "")
		if len(q.Items) != 2 || q.Items[0].Severity != "critical" || q.Items[1].Severity != "low" {
			w.Errorf("the queue: %+v", q)
		}
	})
}

func TestReportsHaveABudget(t *testing.T) {
	w := newTown(t, testkit.Start(t, db.SQLite))
	w.Clock.Freeze()
	w.App.Safety.Unlimited = false
	ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Sam")
	for range 200 {
		answer := w.Call(w, ada.Token, "POST", "/v1/reports", profile(sam, "spam"))
		if answer.Status != 201 && answer.Status != 200 {
			t.Fatalf("%d %s", answer.Status, answer.Body)
		}
	}
	w.refused(ada, "POST", "/v1/reports", profile(sam, "spam"), "report_limit")
	w.Clock.Move(24*time.Hour/200 - time.Millisecond)
	w.refused(ada, "POST", "/v1/reports", profile(sam, "spam"), "report_limit")
	w.Clock.Move(time.Millisecond)
	w.call(ada, "POST", "/v1/reports", profile(sam, "spam"), nil, 200)
}

func TestAPlaceReportsNoMoreThanItMay(t *testing.T) {
	eachTown(t, func(w town) {
		w.Clock.Freeze()
		ada, bob, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "bob", "Bob"), w.SignUp(w, "sam", "Sam")
		w.App.Account.Unlimited = false
		deed := account.Deed{Kind: "report", Block: budget.Budget{Most: 1000, Every: 24 * time.Hour / 1000}}
		err := w.App.DB.Write(w.Context(), func(tx *db.Tx) error {
			for range deed.Block.Most - 1 {
				retryAt, err := w.App.Account.Spend(w.Context(), tx, api.Actor{}, netip.MustParseAddr("127.0.0.77"), deed)
				if err != nil || !retryAt.IsZero() {
					return fmt.Errorf("again at %v, %w", retryAt, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		w.call(ada, "POST", "/v1/reports", profile(sam, "spam"), nil, 201)
		w.refused(bob, "POST", "/v1/reports", profile(sam, "spam"), "report_limit")
		w.Clock.Move(deed.Block.Every)
		w.call(bob, "POST", "/v1/reports", profile(sam, "spam"), nil, 201)
	})
}

// hear are the events that come to somebody's device from now on.
func (w town) hear(p testkit.Person) <-chan causerie.Event {
	w.Helper()
	client := causerie.New(w.URL)
	client.SetToken(p.Token)
	socket, err := client.Live(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { socket.Close() })
	return socket.Events
}

func TestWhoReportsIsToldAtOnce(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam, _, _, id := w.harmed()
		told := func(events <-chan causerie.Event, kind string) {
			w.Helper()
			ctx, stop := context.WithTimeout(w.Context(), 10*time.Second)
			defer stop()
			for {
				select {
				case e := <-events:
					if e.Type == kind {
						return
					}
				case <-ctx.Done():
					w.Fatalf("no event %s", kind)
				}
			}
		}
		reporter, reported := w.hear(ada), w.hear(sam)
		w.claim(w.mona, id)
		told(reporter, "report")
		w.decide(w.mona, id, map[string]any{"action": "warn"})
		told(reporter, "report")
		told(reported, "decision")
	})
}

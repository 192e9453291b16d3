package safety_test

import (
	"fmt"
	"testing"
	"time"
)

func TestWhatTheServerFindsComesBeforeModeratorsAndIsSaidSo(t *testing.T) {
	eachTown(t, func(w town) {
		sam := w.SignUp(w, "sam", "Sam")
		w.Clock.Move(8 * 24 * time.Hour) // a budget of 20
		const offer = "Earn 4,200 dollars a week from your sofa, ask me how on WhatsApp"
		sent := 0
		send := func(n int) {
			w.Helper()
			for range n {
				sent++
				other := w.SignUp(w, fmt.Sprintf("other%02d", sent), "Other")
				w.TakeMessages(w, other, "everyone")
				w.Send(w, sam, w.Open(w, sam, other), offer)
			}
		}
		send(3)
		if q := w.queue(w.mona, ""); len(q.Items) != 0 {
			w.Fatalf("what went to three is in the queue: %+v", q)
		}
		send(2)
		q := w.queue(w.mona, "")
		if len(q.Items) != 1 || q.Items[0].Account.Handle != "sam" || q.Items[0].Severity != "low" || q.Items[0].Reason != "spam" || q.Items[0].Reports != 0 {
			w.Fatalf("the queue: %+v", q)
		}
		c := w.view(w.mona, q.Items[0].ID)
		if len(c.Found) != 2 || c.Found[1].Text != offer || c.Found[0].People != 4 || c.Found[1].People != 5 || c.Found[1].Senders != 1 {
			w.Errorf("found: %+v", c.Found)
		}
		w.refused(w.mona, "POST", cases+c.ID+"/context", map[string]any{"conversationId": c.ID, "reason": "curious"}, "not_claimed")
		w.decide(w.mona, c.ID, map[string]any{"action": "dismiss"})
		send(1) // who dismissed it does not get it again at once
		if q := w.queue(w.mona, ""); len(q.Items) != 0 {
			w.Errorf("after it was dismissed: %+v", q)
		}
		w.Clock.Move(24*time.Hour + time.Minute)
		send(4)
		q = w.queue(w.mona, "")
		if len(q.Items) != 1 {
			w.Fatalf("on the next day: %+v", q)
		}
		w.decide(w.mona, q.Items[0].ID, map[string]any{"action": "warn", "rule": "spam", "text": "You sent an advertisement to many."})
		var record struct {
			Decisions []struct {
				Source    string
				Automated bool
			}
		}
		w.call(sam, "GET", "/v1/me/decisions", nil, &record, 200)
		if len(record.Decisions) != 1 || record.Decisions[0].Source != "detection" || !record.Decisions[0].Automated {
			w.Errorf("sam is told %+v", record)
		}
	})
}

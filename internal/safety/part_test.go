package safety_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

// told are what was decided about somebody, as they read it.
func (w town) told(who testkit.Person) (own struct {
	Decisions []struct {
		ID, Action   string
		Removed      []struct{ Seq int64 }
		RemovedParts []partView
	}
}) {
	w.Helper()
	w.call(who, "GET", "/v1/me/decisions", nil, &own, 200)
	return own
}

func (w town) equal(what string, got, want any) {
	w.Helper()
	if a, b := fmt.Sprint(got), fmt.Sprint(want); a != b {
		w.Errorf("%s: %s, want %s", what, a, b)
	}
}

// TestWhatAProfileShowsIsRemoved: a decision removes the picture, the name and the words that were reported, nothing that is shown since then, and taking
// it back shows them again, but for what the person has put there.
func TestWhatAProfileShowsIsRemoved(t *testing.T) {
	eachTown(t, func(w town) {
		ada, sam := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "sam", "Vile Sam")
		w.Direct(w, ada, sam)
		type shown struct {
			Name, Bio string
			Avatar    *struct{ Large string }
		}
		see := func(who testkit.Person) (p shown) {
			w.Helper()
			w.call(who, "GET", "/v1/accounts/@sam", nil, &p, 200)
			return p
		}
		w.call(sam, "PATCH", "/v1/me", map[string]any{"bio": "vile words"}, nil, 200)
		w.call(sam, "PUT", "/v1/me/avatar", square(w.T, 80), nil, 200)
		picture := see(ada).Avatar.Large
		original := w.call(ada, "GET", picture, nil, nil, 200).Body
		w.call(ada, "POST", "/v1/reports", profile(sam, "sexual"), nil, 201)
		id := w.queue(w.mona, "").Items[0].ID
		w.equal("what can be removed", w.view(w.mona, id).Removable, "{0 [{picture    false} {name   Vile Sam false} {bio   vile words false}]}")
		w.call(sam, "PATCH", "/v1/me", map[string]any{"bio": "nice words"}, nil, 200)
		w.equal("once the words are others", len(w.view(w.mona, id).Removable.Parts), 2)
		decide := func(remove map[string]any) map[string]any {
			return map[string]any{"action": "remove_content", "rule": "sexual", "text": "It shows too much.", "remove": remove}
		}
		part := func(names ...string) map[string]any {
			parts := []map[string]any{}
			for _, name := range names {
				parts = append(parts, map[string]any{"part": name})
			}
			return map[string]any{"parts": parts}
		}
		w.claim(w.mona, id)
		w.refused(w.mona, "POST", cases+id+"/decisions", decide(part("picture", "bio")), "not_shown")
		w.refused(w.mona, "POST", cases+id+"/decisions", decide(map[string]any{"parts": []any{map[string]any{"part": "name", "groupId": ada.ID}}}), "not_shown")
		w.refused(w.mona, "POST", cases+id+"/decisions", decide(map[string]any{}), "no_content")
		w.refused(w.mona, "POST", cases+id+"/decisions", map[string]any{"action": "remove_content", "rule": "sexual", "text": "So."}, "no_content")
		if p := see(ada); p.Avatar == nil || p.Name != "Vile Sam" {
			t.Errorf("after what was refused: %+v", p)
		}

		events := w.hear(ada)
		// seen is what the next event about the conversation shows of sam.
		seen := func() causerie.Profile {
			w.Helper()
			ctx, stop := context.WithTimeout(w.Context(), 10*time.Second)
			defer stop()
			for {
				select {
				case e := <-events:
					for _, m := range e.Conversation.Members {
						if e.Type == "conversation" && m.Account.ID == sam.ID {
							return m.Account
						}
					}
				case <-ctx.Done():
					w.Fatal("a device of who talks with them is told nothing")
				}
			}
		}
		d := w.decide(w.mona, id, map[string]any{"action": "warn", "remove": part("picture", "name", "name")})
		if p := seen(); p.Name != "sam" || p.Avatar != nil {
			t.Errorf("others' devices are told %+v", p)
		}
		w.equal("removed", d.RemovedParts, "[{picture    false} {name   Vile Sam false}]")
		if p := see(ada); p.Avatar != nil || p.Name != "sam" || p.Bio != "nice words" {
			t.Errorf("removed: %+v", p)
		}
		w.refused(ada, "GET", picture, nil, "not_found") // by the address that was good for a day
		evidence := w.view(w.mona, id).Reported[0].Shown
		if kept := w.call(w.mona, "GET", evidence.Avatar.Large, nil, nil, 200); !bytes.Equal(kept.Body, original) || evidence.Bio != "vile words" {
			t.Errorf("the evidence is %+v", evidence)
		}
		var found struct{ Items []struct{ Handle string } }
		w.call(ada, "GET", "/v1/accounts?q=vile", nil, &found, 200)
		w.equal("found by the name", found.Items, "[]")
		own := w.told(sam)
		w.equal("the statement", own.Decisions[0].RemovedParts, "[{picture    false} {name   Vile Sam false}]")

		// The same is not put there again, however it is written, as long as the decision stands.
		for _, name := range []string{"Vile Sam", "VILE SÁM", "Vіle-Sam", "V1le\u200b Sam", "vilesam"} {
			w.refused(sam, "PATCH", "/v1/me", map[string]any{"name": name}, "removed_before")
		}
		w.refused(sam, "PUT", "/v1/me/avatar", square(w.T, 80), "removed_before")
		w.call(sam, "PUT", "/v1/me/avatar", square(w.T, 160), nil, 200)
		w.call(sam, "DELETE", "/v1/me/avatar", nil, nil, 200)
		w.call(sam, "PATCH", "/v1/me", map[string]any{"bio": "Vile Sam", "name": ""}, nil, 200) // where it was not removed
		w.call(sam, "PATCH", "/v1/me", map[string]any{"bio": "nice words"}, nil, 200)

		// What nobody reported is put in its place.
		w.call(sam, "PATCH", "/v1/me", map[string]any{"name": "Sam"}, nil, 200)
		w.Clock.Move(2 * time.Hour)
		if err := w.App.Media.Sweep(t.Context(), w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		w.call(w.mona, "POST", cases+id+"/decisions/"+d.ID+"/undo", map[string]any{"reason": "a statue"}, &d, 200)
		w.equal("put back", d.RemovedParts, "[{picture    true} {name   Vile Sam false}]")
		p := see(ada)
		if p.Avatar == nil || p.Name != "Sam" {
			t.Fatalf("put back: %+v", p)
		}
		for p := seen(); p.Avatar == nil; p = seen() { // until the device is told
		}
		w.call(sam, "PATCH", "/v1/me", map[string]any{"name": "vile sam"}, nil, 200) // now that the decision was taken back
		w.call(sam, "PATCH", "/v1/me", map[string]any{"name": "Sam"}, nil, 200)
		if again := w.call(ada, "GET", p.Avatar.Large, nil, nil, 200); !bytes.Equal(again.Body, original) {
			t.Error("the picture that is back is another one")
		}
		var log struct {
			Items []struct {
				Action  string
				Details json.RawMessage
			}
		}
		w.call(w.mona, "GET", cases+id+"/audit", nil, &log, 200)
		var said []string
		for _, line := range log.Items {
			if line.Action == "case.decide" || line.Action == "decision.undo" {
				said = append(said, string(line.Details))
			}
		}
		if all := strings.Join(said, " "); !strings.Contains(all, `"parts":[{"part":"picture"},{"part":"name"}`) || !strings.Contains(all, `"restored":[{"part":"picture"}]`) || strings.Contains(all, "Vile") {
			t.Errorf("the log says %s", all)
		}
		// An appeal that is won shows again, too.
		w.claim(w.mona, id)
		var last decisionView
		w.call(w.mona, "POST", cases+id+"/decisions", decide(part("picture")), &last, 201)
		w.appeal(sam, last.ID, "")
		w.claim(w.meg, id)
		w.call(w.meg, "POST", cases+id+"/decisions/"+last.ID+"/answer", map[string]any{"outcome": "overturned", "text": "A statue."}, &last, 200)
		w.equal("overturned", last.RemovedParts, "[{picture    true}]")
		if see(ada).Avatar == nil {
			t.Error("the picture is not back")
		}
	})
}

// TestWhatAGroupShowsIsRemoved: its name and picture by lines of its log, and of the messages that came along with the report those that a moderator names.
func TestWhatAGroupShowsIsRemoved(t *testing.T) {
	eachTown(t, func(w town) {
		ada, bob := w.SignUp(w, "ada", "Ada"), w.SignUp(w, "bob", "Bob")
		w.Befriend(w, ada, bob)
		type shown struct {
			ID, Title string
			Avatar    *struct{ Large string }
		}
		var group shown
		w.call(ada, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Vile club", "members": []string{bob.ID}}, &group, 201)
		at := "/v1/conversations/" + group.ID
		w.call(ada, "PUT", at+"/picture", square(w.T, 80), nil, 200)
		see := func() (g shown) {
			w.Helper()
			w.call(bob, "GET", at, nil, &g, 200)
			return g
		}
		picture := see().Avatar.Large
		harmless, rude := w.Send(w, ada, group.ID, "hello"), w.Send(w, ada, group.ID, "rude words")
		w.call(bob, "POST", "/v1/reports", map[string]any{"target": map[string]any{"kind": "group", "conversationId": group.ID}, "reason": "hate"}, nil, 201)
		id := w.queue(w.mona, "").Items[0].ID
		w.equal("what can be removed", w.view(w.mona, id).Removable,
			fmt.Sprintf("{0 [{name   Ada false} {picture %s Vile club  false} {name %s Vile club Vile club false}]}", group.ID, group.ID))
		place := func(seq int64) map[string]any { return map[string]any{"conversationId": group.ID, "seq": seq} }
		parts := []map[string]any{{"part": "name", "groupId": group.ID}, {"part": "picture", "groupId": group.ID}}
		w.claim(w.mona, id)
		ruling := map[string]any{"action": "remove_content", "rule": "hate", "text": "So."}
		w.refused(w.mona, "POST", cases+id+"/decisions", ruling, "no_content") // nobody reported a message
		ruling["remove"] = map[string]any{"messages": []any{place(1)}}         // which is no message
		w.refused(w.mona, "POST", cases+id+"/decisions", ruling, "not_reported")
		d := w.decide(w.mona, id, map[string]any{"action": "remove_content", "remove": map[string]any{"messages": []any{place(rude)}, "parts": parts}})
		w.equal("removed", fmt.Sprint(d.Removed, len(d.RemovedParts)), "1 2")
		if g := see(); g.Title != "…" || g.Avatar != nil {
			t.Errorf("removed: %+v", g)
		}
		w.refused(bob, "GET", picture, nil, "not_found")
		erased := map[int64]bool{}
		for _, e := range w.entries(bob, group.ID) {
			erased[e.Seq] = e.Erased
		}
		w.equal("erased", fmt.Sprint(erased[harmless], erased[rude]), "false true")
		w.equal("the statement", w.told(ada).Decisions[0].RemovedParts, fmt.Sprintf("[{picture %s Vile club  false} {name %s Vile club Vile club false}]", group.ID, group.ID))
		w.refused(ada, "PATCH", at+"/group", map[string]any{"title": "vile CLUB!"}, "removed_before")
		w.refused(bob, "PUT", at+"/picture", square(w.T, 80), "removed_before") // whoever of the group it is
		lines := func() (said []string) {
			var page struct {
				Items []struct {
					Kind, Sender string
					Content      json.RawMessage
				}
			}
			w.call(bob, "GET", at+"/entries", nil, &page, 200)
			for _, e := range page.Items {
				if e.Kind == "settings" && e.Sender == ada.ID && strings.Contains(string(e.Content), "moderators") {
					said = append(said, string(e.Content))
				}
			}
			slices.Sort(said)
			return said
		}
		w.equal("the log of the group", lines(), `[{"title":"…","picture":"removed","by":"moderators"}]`)
		w.call(w.mona, "POST", cases+id+"/decisions/"+d.ID+"/undo", map[string]any{"reason": "the wrong club"}, &d, 200)
		if g := see(); g.Title != "Vile club" || g.Avatar == nil || w.call(bob, "GET", g.Avatar.Large, nil, nil, 200).Status != http.StatusOK {
			t.Errorf("put back: %+v", g)
		}
		w.equal("the log of the group, after that", len(lines()), 2)
		w.call(ada, "DELETE", at+"/members/"+ada.ID, nil, nil, 204)
		w.call(bob, "DELETE", at+"/members/"+bob.ID, nil, nil, 204)
		w.decide(w.mona, id, map[string]any{"action": "remove_content", "remove": map[string]any{"parts": parts[:1]}}) // of a group that nobody is in
	})
}

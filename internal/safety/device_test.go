package safety_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"causerie/internal/testkit"
)

// on is what a client says of the device that letter stands for.
func on(letter string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat(letter, 32)))
}

// signUpOn and signInOn answer the code of a refusal, "" where there is none.
func (w town) signUpOn(handle, letter string) string {
	w.Helper()
	return w.Call(w, "", "POST", "/v1/accounts", map[string]any{"handle": handle, "birthDate": "1990-01-31", "password": testkit.Password, "deviceToken": on(letter)}).Code()
}

func (w town) signInOn(p testkit.Person, letter string) (testkit.Person, string) {
	w.Helper()
	answer := w.Call(w, "", "POST", "/v1/sessions", map[string]any{"handle": p.Handle, "password": testkit.Password, "deviceToken": on(letter)})
	var out struct{ Session struct{ ID, Token string } }
	if answer.Status == 201 {
		answer.Into(w, 201, &out)
	}
	p.Session, p.Token = out.Session.ID, out.Session.Token
	return p, answer.Code()
}

func (w town) signedIn(p testkit.Person) bool {
	return w.Call(w, p.Token, "GET", "/v1/me", nil).Status == 200
}

func TestNobodySignsInOnABannedDevice(t *testing.T) {
	eachTown(t, func(w town) {
		_, sam, talk, _, id := w.harmed()
		w.Clock.Freeze()
		w.claim(w.mona, id)
		ban := map[string]any{"action": "ban_device", "rule": "harassment", "text": "You came back after a suspension.", "days": 7}
		w.refused(w.mona, "POST", cases+id+"/decisions", ban, "no_device")

		elsewhere, _ := w.signInOn(sam, "e") // is banned as well: it is theirs
		own, _ := w.signInOn(sam, "s")
		sibling := w.SignUp(w, "sibling", "Sibling")
		shared, _ := w.signInOn(sibling, "s")
		d := w.decide(w.mona, id, ban)

		if w.signedIn(own) || w.signedIn(elsewhere) || w.signedIn(shared) || !w.signedIn(sibling) {
			t.Errorf("signed in: there %t, elsewhere %t, on the same device %t, on another %t", w.signedIn(own), w.signedIn(elsewhere), w.signedIn(shared), w.signedIn(sibling))
		}
		for _, letter := range []string{"s", "e"} {
			if _, got := w.signInOn(sam, letter); got != "device_banned" {
				t.Errorf("they sign in on %s: %q", letter, got)
			}
		}
		if _, got := w.signInOn(sibling, "s"); got != "device_banned" {
			t.Errorf("another signs in there: %q", got)
		}
		if got := w.signUpOn("sam.again", "s"); got != "device_banned" {
			t.Errorf("someone signs up there: %q", got)
		}
		if got := w.Call(w, "", "GET", "/v1/handles/sam.again", nil); !strings.Contains(string(got.Body), "true") {
			t.Errorf("the handle that was refused: %s", got.Body)
		}
		// On another device, they read why and are suspended as long.
		reading, got := w.signInOn(sam, "n")
		var record struct{ Decisions []struct{ ID, Action string } }
		w.call(reading, "GET", "/v1/me/decisions", nil, &record, 200)
		if got != "" || len(record.Decisions) != 1 || record.Decisions[0].Action != "ban_device" || w.writes(reading, talk) != "suspended" {
			t.Errorf("elsewhere: %q, %+v, writes %q", got, record, w.writes(reading, talk))
		}

		w.Clock.Move(7*24*time.Hour - time.Millisecond)
		if _, got := w.signInOn(sam, "s"); got != "device_banned" {
			t.Errorf("before its end: %q", got)
		}
		w.Clock.Move(time.Millisecond)
		if _, got := w.signInOn(sam, "s"); got != "" || w.writes(reading, talk) != "" {
			t.Errorf("at its end: %q, writes %q", got, w.writes(reading, talk))
		}
		w.Clock.Move(-time.Hour)
		w.call(w.mona, "POST", cases+id+"/decisions/"+d.ID+"/undo", map[string]any{"reason": "the wrong person"}, nil, 200)
		if _, got := w.signInOn(sam, "s"); got != "" {
			t.Errorf("after it was undone: %q", got)
		}
	})
}

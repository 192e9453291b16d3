package chat_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

type privacy struct{ RequestsPausedUntil, PileOnUntil *time.Time }

func (a asking) chooses(p testkit.Person, change map[string]any) (now privacy) {
	a.Helper()
	a.Call(a, p.Token, http.MethodPatch, "/v1/me/privacy", change).Into(a, 200, &now)
	return now
}

func (a asking) privacy(p testkit.Person) (now privacy) {
	a.Helper()
	a.Call(a, p.Token, http.MethodGet, "/v1/me/privacy", nil).Into(a, 200, &now)
	return now
}

// pauses has p take no requests for so many hours.
func (a asking) pauses(p testkit.Person, hours int) {
	a.Helper()
	a.chooses(p, map[string]any{"requestsPausedFor": hours})
}

func TestPausedRequestsLeaveFriendsAndWhatIsThereAlone(t *testing.T) {
	eachAsking(t, func(a asking) {
		a.Clock.Freeze()
		ada, sam, c := a.met()
		lou, eve, kim, fae := a.SignUp(a, "lou", "Lou"), a.SignUp(a, "eve", "Eve"), a.SignUp(a, "kim", "Kim"), a.SignUp(a, "fae", "Fae")
		a.Befriend(a, ada, lou)
		a.says(sam, c, "hello", "")
		talk := a.Direct(a, ada, eve) // which both take part in
		friendly, asked := a.open(lou, ada), a.open(kim, ada)
		a.takes(fae, "everyone")
		theirs := a.open(ada, fae)
		a.says(ada, theirs, "may I ask?", "")
		a.pauses(ada, 24)
		for range 2 {
			a.says(sam, c, "still there?", "not_accepting")
			a.says(kim, asked, "hello", "not_accepting")
		}
		a.shows(ada, c, "requests", "received common 0")
		a.shows(sam, c, "inbox", "sent left 2")
		a.counted(ada, 0, 1, 0)
		a.says(lou, friendly, "as ever", "")
		a.says(eve, talk, "as ever", "")
		a.says(fae, theirs, "you may", "")
		a.answers(ada, "accept", c, "")
		a.says(sam, c, "thank you", "")
		a.says(ada, c, "welcome", "")
		// It ends by itself, to the millisecond, or before.
		a.Clock.Move(24*time.Hour - time.Millisecond)
		a.says(kim, asked, "hello", "not_accepting")
		a.Clock.Move(time.Millisecond)
		a.says(kim, asked, "hello", "")
		a.shows(ada, asked, "requests", "received common 0")
		a.pauses(ada, 168)
		a.says(kim, asked, "and", "not_accepting")
		a.pauses(ada, 0)
		a.says(kim, asked, "and", "")
		for _, hours := range []int{-1, 169} {
			if got := a.Call(a, ada.Token, http.MethodPatch, "/v1/me/privacy", map[string]any{"requestsPausedFor": hours}); got.Status != 422 {
				a.Errorf("for %d hours: %d %s", hours, got.Status, got.Body)
			}
		}
	})
}

// A pile-on is ten people who begin to ask within an hour, and is told to the devices of whom they ask, once.
func TestAPileOnIsNoticedAndTold(t *testing.T) {
	eachAsking(t, func(a asking) {
		a.Clock.Freeze()
		ada := a.SignUp(a, "ada", "Ada")
		a.takes(ada, "everyone")
		number := 0
		asks := func(people int) (talks []string) {
			for range people {
				number++
				sam := a.SignUp(a, fmt.Sprintf("sam.%d", number), "Sam")
				c := a.open(sam, ada)
				a.says(sam, c, "you again", "")
				a.says(sam, c, "answer!", "") // of the same person
				talks = append(talks, c)
			}
			return talks
		}
		told := func() bool { a.Helper(); return a.privacy(ada).PileOnUntil != nil }
		a.answers(ada, "accept", asks(1)[0], "") // somebody whom ada wants
		a.answers(ada, "delete", asks(1)[0], "")
		asks(8)
		if told() {
			a.Error("nine are a pile-on")
		}
		a.Clock.Move(time.Hour - time.Millisecond)
		asks(1)
		if !told() {
			a.Error("ten within an hour are none")
		}
		a.chooses(ada, map[string]any{"pileOnSeen": true})
		asks(10)
		if told() {
			a.Error("it is told again on the same day")
		}
		a.Clock.Move(24 * time.Hour)
		asks(9)
		a.Clock.Move(time.Hour)
		asks(1)
		if told() {
			a.Error("ten in more than an hour are a pile-on")
		}
		client := causerie.New(a.URL)
		client.SetToken(ada.Token)
		socket, err := client.Live(a.Context())
		if err != nil {
			a.Fatal(err)
		}
		defer socket.Close()
		asks(9)
		for deadline := time.After(20 * time.Second); ; {
			select {
			case e := <-socket.Events:
				if e.Type != "me" {
					continue
				}
				if !told() {
					a.Error("a device is told before there is something to read")
				}
			case <-deadline:
				a.Fatal("no device is told")
			}
			break
		}
		if until := a.privacy(ada).PileOnUntil; !until.Equal(a.Clock.Now().Add(24 * time.Hour)) {
			a.Errorf("told until %v", until)
		}
		if p := a.chooses(ada, map[string]any{"requestsPausedFor": 24}); p.PileOnUntil != nil || p.RequestsPausedUntil == nil {
			a.Errorf("once paused: %+v", p)
		}
	})
}

func TestLinksOfWhoIsNoFriendAreSetApartWhereOneWantsNone(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada, lou := a.SignUp(a, "ada", "Ada"), a.SignUp(a, "lou", "Lou")
		a.takes(ada, "everyone")
		a.Befriend(a, ada, lou)
		old := map[string]testkit.Person{}
		for _, name := range []string{"sam", "eve", "kim", "noa"} {
			old[name] = a.SignUp(a, name, name)
		}
		a.Clock.Move(8 * 24 * time.Hour) // from which on they may send links
		before := a.open(old["noa"], ada)
		a.says(old["noa"], before, "see lilas.fr", "")
		a.chooses(ada, map[string]any{"strangerLinks": false})
		a.shows(ada, before, "requests", "received common 0") // it holds for what arrives
		c := a.open(old["sam"], ada)
		a.says(old["sam"], c, "hello", "")
		a.shows(ada, c, "requests", "received common 0")
		a.says(old["sam"], c, "see https://causerie.example/choir", "")
		a.shows(ada, c, "hidden", "received common 0 stranger_link")
		a.shows(old["sam"], c, "inbox", "sent left 1")
		a.answers(ada, "show", c, "")
		a.says(old["sam"], c, "or lilas.fr", "")
		a.shows(ada, c, "requests", "received common 0")
		c = a.open(old["eve"], ada)
		a.says(old["eve"], c, "hello", "")
		a.append(old["eve"], c, "edit", 1, map[string]any{"text": "hello, see www.example.museum"})
		a.shows(ada, c, "hidden", "received common 0 stranger_link")
		friendly := a.open(lou, ada)
		a.says(lou, friendly, "see lilas.fr", "")
		a.shows(ada, friendly, "inbox", "")
		a.Call(a, ada.Token, http.MethodPut, "/v1/accounts/"+lou.ID+"/restrict", nil).Into(a, 204, nil)
		a.says(lou, friendly, "see lilas.fr/altos", "")
		a.shows(ada, friendly, "requests", "received common 0")
		a.Call(a, ada.Token, http.MethodDelete, "/v1/accounts/"+lou.ID+"/restrict", nil).Into(a, 204, nil)
		a.chooses(ada, map[string]any{"strangerLinks": true})
		c = a.open(old["kim"], ada)
		a.says(old["kim"], c, "see lilas.fr", "")
		a.shows(ada, c, "requests", "received common 0")
	})
}

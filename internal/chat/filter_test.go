package chat_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"testing"
	"time"

	"causerie/internal/testkit"
)

func TestFiltersHideRequestsAndLetThemBeReviewed(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada := a.SignUp(a, "ada", "Ada")
		a.takes(ada, "everyone")
		var words struct{ Words []string }
		a.Call(a, ada.Token, http.MethodGet, "/v1/me/filters", nil).Into(a, 200, &words)
		if len(words.Words) != 0 {
			a.Errorf("at first there are %q", words.Words)
		}
		in := map[string]any{"words": []string{"  Crypto ", "get  rich", "crypto", "Éclair", "Crypto"}}
		a.Call(a, ada.Token, http.MethodPut, "/v1/me/filters", in).Into(a, 200, &words)
		a.Call(a, ada.Token, http.MethodGet, "/v1/me/filters", nil).Into(a, 200, &words)
		if !slices.Equal(words.Words, []string{"Crypto", "get rich", "crypto", "Éclair"}) {
			a.Errorf("kept are %q", words.Words)
		}
		for _, bad := range []string{`{"words":[""]}`, `{"words":["…"]}`, `{"words":["a\u0000b"]}`, fmt.Sprintf(`{"words":["%065d"]}`, 1)} {
			if got := a.Call(a, ada.Token, http.MethodPut, "/v1/me/filters", testkit.JSON(bad)); got.Status != 422 {
				a.Errorf("%s: %d %s", bad, got.Status, got.Body)
			}
		}
		texts := map[string]string{
			"hello, shall we paint?":      "",
			"CRYPTO is the future":        "words",
			"cryptography is the future":  "",
			"you will get, rich, I swear": "words",
			"an eclair for you":           "words",
			"Kill yourself.":              "words",
			"va te faire foutre":          "words",
			"look at https://example.org": "link",
			"look at example.com now":     "link",
		}
		shown, hidden := 0, 0
		var caught string
		for text, why := range texts {
			sam := a.SignUp(a, fmt.Sprintf("sam.%d", shown+hidden), "Sam")
			c := a.open(sam, ada)
			a.says(sam, c, text, "")
			a.shows(sam, c, "inbox", "sent left 2")
			if why == "" {
				shown++
				a.shows(ada, c, "requests", "received common 0")
				continue
			}
			hidden++
			caught = c
			a.shows(ada, c, "hidden", "received common 0 "+why)
			a.says(sam, c, "and now something harmless", "")
			a.shows(ada, c, "hidden", "received common 0 "+why)
		}
		a.counted(ada, 0, shown, hidden)
		a.answers(ada, "accept", caught, "")
		a.shows(ada, caught, "inbox", "")
		a.counted(ada, 1, shown, hidden-1)
		// What is edited into a request is looked at too.
		sam := a.SignUp(a, "sam.edits", "Sam")
		c := a.open(sam, ada)
		a.says(sam, c, "hello", "")
		a.append(sam, c, "edit", 1, map[string]any{"text": "crypto!"})
		a.shows(ada, c, "hidden", "received common 0 words")
		// An older account may send links.
		lou := a.SignUp(a, "lou", "Lou")
		a.Clock.Move(7 * 24 * time.Hour)
		c = a.open(lou, ada)
		a.says(lou, c, "look at https://example.org", "")
		a.shows(ada, c, "requests", "received common 0")
		a.Call(a, ada.Token, http.MethodPut, "/v1/me/filters", map[string]any{"words": []string{}}).Into(a, 200, &words)
		if len(words.Words) != 0 {
			a.Errorf("left are %q", words.Words)
		}
	})
}

func TestWhatAFilterHidIsTakenOutAndNotHiddenAgain(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada, sam, eve := a.SignUp(a, "ada", "Ada"), a.SignUp(a, "sam", "Sam"), a.SignUp(a, "eve", "Eve")
		a.takes(ada, "everyone")
		a.Call(a, ada.Token, http.MethodPut, "/v1/me/filters", map[string]any{"words": []string{"crypto"}}).Into(a, 200, nil)
		c, other := a.open(sam, ada), a.open(eve, ada)
		a.says(sam, c, "I teach crypto at the university", "")
		a.says(eve, other, "crypto!", "")
		before := a.view(sam, c)
		a.counted(ada, 0, 0, 2)
		a.answers(ada, "show", c, "")
		a.answers(ada, "show", c, "") // it is there already
		a.shows(ada, c, "requests", "received common 0")
		a.counted(ada, 0, 1, 1)
		if after := a.view(sam, c); !reflect.DeepEqual(before, after) {
			a.Errorf("its sender saw %+v, and sees %+v", before, after)
		}
		a.says(sam, c, "crypto is a fine subject", "")
		a.append(sam, c, "edit", 1, map[string]any{"text": "I teach crypto"})
		a.shows(ada, c, "requests", "received common 0")
		// Once it is turned down, a later one is judged like any other.
		a.answers(ada, "delete", c, "")
		a.answers(ada, "show", c, "not_request")
		a.Clock.Move(31 * 24 * time.Hour)
		a.says(sam, c, "crypto again", "")
		a.shows(ada, c, "hidden", "received common 0 words")
		a.answers(eve, "show", other, "not_request")
	})
}

func TestTheSameTextToManyIsHiddenAsSpam(t *testing.T) {
	eachAsking(t, func(a asking) {
		sam := a.SignUp(a, "sam", "Sam")
		a.Clock.Move(8 * 24 * time.Hour) // a budget of 20
		send := func(i int, text, folder, request string) {
			a.Helper()
			other := a.SignUp(a, fmt.Sprintf("other.%d", i), "Other")
			a.takes(other, "everyone")
			c := a.open(sam, other)
			a.says(sam, c, text, "")
			a.shows(other, c, folder, "received common 0"+request)
		}
		for i := range 5 {
			send(i, "An offer that you cannot refuse", "requests", "")
		}
		send(5, "an offer: that you CANNOT refuse!!!", "hidden", " spam")
		send(6, "something else that is long enough", "requests", "")
		for i := range 7 {
			send(7+i, "hi there", "requests", "")
		}
		a.Clock.Move(24*time.Hour + time.Minute)
		send(14, "An offer that you cannot refuse", "requests", "")
	})
}

func TestNearlyTheSameTextToStrangersIsHiddenAndFriendsGetIt(t *testing.T) {
	eachAsking(t, func(a asking) {
		sam, ada := a.SignUp(a, "sam", "Sam"), a.SignUp(a, "ada", "Ada")
		a.Befriend(a, sam, ada)
		a.Clock.Move(8 * 24 * time.Hour)
		send := func(name, text, folder, request string) {
			a.Helper()
			other := a.SignUp(a, name, "Other")
			a.takes(other, "everyone")
			c := a.open(sam, other)
			a.says(sam, c, text, "")
			a.shows(sam, c, "inbox", "sent left 2")
			a.shows(other, c, folder, "received common 0"+request)
		}
		send("one", "Hi Anna, I made 4,200 dollars last week from my phone, write to me on WhatsApp!", "requests", "")
		send("two", "Hello Luis, I m4de 3,100 d0llars last week from my phоne!! write to me on WhatsApp", "requests", "")
		send("three", "Hi Marie, I earned 4,200 dollars last w\u200bee\u200bk from my phone, w r i t e to me on Whats App 💰", "requests", "")
		send("four", "Hi Tom, I made 9,900 dollars last week from my phone, you can write to me on WhatsApp", "hidden", " spam")
		send("five", "Hi Tom, do you still have the phone that you sold last week? I could pay 90 dollars.", "requests", "")
		c := a.open(sam, ada)
		a.says(sam, c, "Hi Ada, I made 4,200 dollars last week from my phone, write to me on WhatsApp!", "")
		a.shows(ada, c, "inbox", "")
	})
}

package chat_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"causerie/internal/base"
	"causerie/internal/testkit"
)

func TestConversationsOverHTTP(t *testing.T) {
	testkit.Each(t, func(t *testing.T, server *testkit.Server) {
		ada, bob, eve := server.SignUp(t, "ada", "Ada"), server.SignUp(t, "bob", "Bob"), server.SignUp(t, "eve", "Eve")
		talk := "/v1/conversations/" + server.Direct(t, ada, bob)
		message := func(text, clientID string) map[string]any {
			return map[string]any{"clientId": clientID, "kind": "message", "content": map[string]any{"type": "text", "text": text}}
		}
		first := base.NewID(server.Clock.Now()).String()
		steps := []struct {
			token, method, path string
			body                any
			status              int
			want                string // in the answer: a code, or a part of the body
		}{
			{ada.Token, "POST", "/v1/conversations", map[string]any{"kind": "direct", "members": []string{bob.ID}}, 200, `"encryption":"none"`},
			{ada.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "members": []string{bob.ID}}, 422, `"code":"invalid"`},
			{ada.Token, "POST", "/v1/conversations", map[string]any{"kind": "direct", "members": []string{ada.ID}}, 403, `not_accepting`},
			{ada.Token, "POST", talk + "/entries", message("hello <b>", first), 201, `"text":"hello <b>"`},
			{ada.Token, "POST", talk + "/entries", message("another", first), 200, `"seq":1`},
			{ada.Token, "POST", talk + "/entries", message("x", "no uuid"), 422, `"code":"invalid"`},
			{ada.Token, "POST", talk + "/entries", message(strings.Repeat("x", 4001), base.NewID(server.Clock.Now()).String()), 422, `too_long`},
			{eve.Token, "POST", talk + "/entries", message("hi", first), 404, `not_found`},
			{"", "POST", talk + "/entries", message("hi", first), 401, `unauthenticated`},
			{bob.Token, "GET", "/v1/conversations?folder=inbox", nil, 200, `"counts":{"inbox":1,"archived":0,"requests":0,"hidden":0}`},
			{bob.Token, "GET", talk + "/entries?after=0&limit=10", nil, 200, `"hasMore":false`},
			{bob.Token, "GET", talk + "/entries?limit=500", nil, 422, `invalid`},
			{bob.Token, "PUT", talk + "/read", map[string]any{"seq": 1}, 204, ""},
			{bob.Token, "PUT", talk + "/delivered", map[string]any{"seq": 1}, 204, ""},
			{bob.Token, "PUT", talk + "/typing", nil, 204, ""},
			{ada.Token, "GET", talk, nil, 200, `"readSeq":1,"deliveredSeq":1`},
			{bob.Token, "PATCH", talk, map[string]any{"pinned": true, "draft": map[string]any{"text": "so…"}}, 200, `"pinned":true,"draft":{"text":"so…"`},
			{bob.Token, "GET", "/v1/messages?q=HELLO", nil, 200, `"handle":"ada"`},
			{bob.Token, "GET", "/v1/messages?q=hello&conversation=" + strings.TrimPrefix(talk, "/v1/conversations/"), nil, 200, `"seq":1`},
			{bob.Token, "GET", "/v1/sync", nil, 200, `"cursor":"`},
			{bob.Token, "GET", "/v1/sync?cursor=x", nil, 410, `cursor_expired`},
			{bob.Token, "POST", talk + "/hidden", map[string]any{"seqs": []int{1}}, 204, ""},
			{bob.Token, "GET", talk + "/entries", nil, 200, `"content":{}`},
			{bob.Token, "DELETE", talk, nil, 204, ""},
			{bob.Token, "GET", talk + "/entries", nil, 200, `"items":[]`},
			{ada.Token, "PUT", "/v1/accounts/" + bob.ID + "/block", nil, 204, ""},
			{bob.Token, "POST", talk + "/entries", message("hi", base.NewID(server.Clock.Now()).String()), 403, `not_accepting`},
		}
		for i, step := range steps {
			answer := server.Call(t, step.token, step.method, step.path, step.body)
			if answer.Status != step.status || !strings.Contains(string(answer.Body), step.want) {
				t.Errorf("step %s: %d %s, want %d with %s", fmt.Sprint(i, " ", step.method, " ", step.path), answer.Status, answer.Body, step.status, step.want)
			}
			if step.status == http.StatusNoContent && len(answer.Body) > 0 {
				t.Errorf("step %d answers %s", i, answer.Body)
			}
		}
	})
}

func TestWhatIsMutedBeyondTheCalendarIsMutedForEver(t *testing.T) {
	testkit.Each(t, func(t *testing.T, server *testkit.Server) {
		ada, bob := server.SignUp(t, "ada", "Ada"), server.SignUp(t, "bob", "Bob")
		talk := "/v1/conversations/" + server.Direct(t, ada, bob)
		server.Send(t, bob, strings.TrimPrefix(talk, "/v1/conversations/"), "hello")
		for until, want := range map[string]string{
			"9999-12-31T23:59:59-23:59": `"muted":true,"pinned"`,
			"9999-12-31T23:59:59Z":      `"muted":true,"mutedUntil":"9999-12-31T23:59:59Z"`,
			"0000-01-01T00:00:00+23:59": `"muted":false,"pinned"`,
		} {
			answer := server.Call(t, ada.Token, "PATCH", talk, map[string]any{"mutedUntil": until})
			if answer.Status != 200 || !strings.Contains(string(answer.Body), want) {
				t.Errorf("until %s: %d %s", until, answer.Status, answer.Body)
			}
			if list := server.Call(t, ada.Token, "GET", "/v1/conversations", nil); !strings.Contains(string(list.Body), want) {
				t.Errorf("until %s: the inbox is %d %s", until, list.Status, list.Body)
			}
		}
	})
}

func TestWhatOneHidesHasAnEnd(t *testing.T) {
	testkit.Each(t, func(t *testing.T, server *testkit.Server) {
		ada, bob := server.SignUp(t, "ada", "Ada"), server.SignUp(t, "bob", "Bob")
		id := server.Direct(t, ada, bob)
		const most = 1000
		var sending sync.WaitGroup
		for range 11 {
			sending.Go(func() {
				for range most/10 + 1 {
					server.Send(t, bob, id, "hello")
				}
			})
		}
		sending.Wait()
		hide := func(from, to int) testkit.Answer {
			var seqs []int
			for seq := from; seq <= to; seq++ {
				seqs = append(seqs, seq)
			}
			return server.Call(t, ada.Token, "POST", "/v1/conversations/"+id+"/hidden", map[string]any{"seqs": seqs})
		}
		for from := 1; from <= most; from += 200 {
			hide(from, from+199).Into(t, 204, nil)
		}
		hide(1, 200).Into(t, 204, nil) // they are hidden already
		if more := hide(most, most+1); more.Status != 409 || more.Code() != "too_many_hidden" {
			t.Errorf("one more: %d %s", more.Status, more.Body)
		}
		var view struct{ Hidden []int }
		server.Call(t, ada.Token, "GET", "/v1/conversations/"+id, nil).Into(t, 200, &view)
		if len(view.Hidden) != most {
			t.Errorf("%d are hidden", len(view.Hidden))
		}
	})
}

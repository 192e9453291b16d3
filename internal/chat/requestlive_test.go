package chat_test

import (
	"testing"
	"time"

	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

// TestRequestsReachAllDevicesOfBothAtOnce follows a request over the live connections of its two people, and by sync.
func TestRequestsReachAllDevicesOfBothAtOnce(t *testing.T) {
	eachAsking(t, func(a asking) {
		ada, sam := a.SignUp(a, "ada", "Ada"), a.SignUp(a, "sam", "Sam")
		a.takes(ada, "everyone")
		c := a.open(sam, ada)
		live := map[string]<-chan causerie.Event{}
		for _, p := range []testkit.Person{ada, sam} {
			client := causerie.New(a.URL)
			client.SetToken(p.Token)
			socket, err := client.Live(a.Context())
			if err != nil {
				a.Fatal(err)
			}
			defer socket.Close()
			live[p.Handle] = socket.Events
		}
		told := func(p testkit.Person, folder, request string) {
			a.Helper()
			for deadline := time.After(10 * time.Second); ; {
				select {
				case e := <-live[p.Handle]:
					if e.Type != "conversation" {
						continue
					}
					got := ""
					if r := e.Conversation.Request; r != nil {
						got = r.State
					}
					if e.Conversation.Folder != folder || got != request {
						a.Errorf("%s is told of %s, %q, want %s, %q", p.Handle, e.Conversation.Folder, got, folder, request)
					}
					return
				case <-deadline:
					a.Fatalf("%s is told nothing", p.Handle)
				}
			}
		}
		var start struct{ Cursor string }
		a.Call(a, sam.Token, "GET", "/v1/sync", nil).Into(a, 200, &start)
		a.says(sam, c, "hello", "")
		told(ada, "requests", "received")
		told(sam, "inbox", "sent")
		a.answers(ada, "accept", c, "")
		told(ada, "inbox", "")
		told(sam, "inbox", "")
		var changes struct{ Conversations []viewOfRequest }
		a.Call(a, sam.Token, "GET", testkit.Path("/v1/sync?cursor=%s", start.Cursor), nil).Into(a, 200, &changes)
		if len(changes.Conversations) != 1 || changes.Conversations[0].Request != nil {
			a.Errorf("sync tells %+v", changes)
		}
	})
}

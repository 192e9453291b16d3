package causerie_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

func signUp(t *testing.T, server *testkit.Server, handle, name string) (*causerie.Client, causerie.Me) {
	t.Helper()
	client := causerie.New(server.URL)
	out, err := client.SignUp(t.Context(), causerie.SignUp{Handle: handle, Name: name, BirthDate: "1990-01-31", Password: testkit.Password})
	if err != nil {
		t.Fatal(err)
	}
	return client, out.Account
}

// next is the next event of a type.
func next(t *testing.T, live *causerie.Live, kind string) causerie.Event {
	t.Helper()
	for {
		select {
		case e, open := <-live.Events:
			if !open {
				t.Fatalf("the connection ended before %s", kind)
			}
			if e.Type == kind {
				return e
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("no event %s", kind)
		}
	}
}

// befriend has two people follow each other.
func befriend(t *testing.T, one *causerie.Client, oneMe causerie.Me, other *causerie.Client, otherMe causerie.Me) {
	t.Helper()
	_, err := one.Follow(t.Context(), otherMe.ID)
	if err == nil {
		_, err = other.Follow(t.Context(), oneMe.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestTwoPeopleTalkOverHTTPAndLive(t *testing.T) {
	testkit.Each(t, func(t *testing.T, server *testkit.Server) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		ada, adaMe := signUp(t, server, "ada", "Ada")
		bob, bobMe := signUp(t, server, "bob", "Bob")

		befriend(t, ada, adaMe, bob, bobMe)
		talk, err := ada.OpenDirect(ctx, bobMe.ID)
		if err != nil {
			t.Fatal(err)
		}
		adaLive, err := ada.Live(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer adaLive.Close()
		saved, err := ada.OpenSaved(ctx)
		if again, errAgain := ada.OpenSaved(ctx); err != nil || errAgain != nil || again.ID != saved.ID || saved.Kind != "saved" || len(saved.Members) != 1 {
			t.Fatalf("what one saves: %+v, %v, then %+v, %v", saved, err, again, errAgain)
		}
		bobLive, err := bob.Live(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer bobLive.Close()
		start, err := bob.Sync(ctx, "", 0)
		if err != nil || start.Cursor == "" {
			t.Fatalf("sync: %+v, %v", start, err)
		}

		first, err := ada.Say(ctx, talk.ID, "Salut Bob, ça va ?")
		if err != nil || first.Seq != 1 {
			t.Fatalf("say: %+v, %v", first, err)
		}
		if got := next(t, bobLive, causerie.EventEntry).Entry; !reflect.DeepEqual(got, first) {
			t.Errorf("Bob was told %+v, want %+v", got, first)
		}
		if err := bobLive.SetTyping(ctx, talk.ID); err != nil {
			t.Fatal(err)
		}
		if e := next(t, adaLive, causerie.EventTyping); e.AccountID != bobMe.ID || e.ConversationID != talk.ID {
			t.Errorf("typing: %+v", e)
		}
		in := causerie.Text("Oui !")
		second, err := bobLive.Append(ctx, talk.ID, in)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := bob.Append(ctx, talk.ID, in); err != nil || !reflect.DeepEqual(again, second) {
			t.Errorf("the same over HTTP: %+v, %v; want %+v", again, err, second)
		}
		if err := adaLive.MarkRead(ctx, talk.ID, second.Seq); err != nil {
			t.Fatal(err)
		}
		if e := next(t, bobLive, causerie.EventReceipt); e.AccountID != adaMe.ID || e.ReadSeq != second.Seq {
			t.Errorf("receipt: %+v", e)
		}

		edit := causerie.Append{ClientID: causerie.NewClientID(), Kind: causerie.KindEdit, TargetSeq: first.Seq, Content: causerie.Content{Text: "Salut Bob !"}}
		if _, err := adaLive.Append(ctx, talk.ID, edit); err != nil {
			t.Fatal(err)
		}
		page, err := bob.LastEntries(ctx, talk.ID, 10)
		if err != nil || len(page.Items) != 3 || page.Items[2].Content.Text != "Salut Bob !" {
			t.Errorf("entries: %+v, %v", page, err)
		}
		if rest, err := bob.EntriesAfter(ctx, talk.ID, 0, 2); err != nil || len(rest.Items) != 2 || !rest.HasMore {
			t.Errorf("entries after 0: %+v, %v", rest, err)
		}
		hits, err := bob.SearchMessages(ctx, "salut", "", "", 0)
		if err != nil || len(hits.Items) != 1 || hits.Items[0].Peer.ID != adaMe.ID {
			t.Errorf("search: %+v, %v", hits, err)
		}
		changes, err := bob.Sync(ctx, start.Cursor, 0)
		if err != nil || len(changes.Conversations) != 1 || changes.Conversations[0].Head.Seq != 3 {
			t.Errorf("sync: %+v, %v", changes, err)
		}
		inbox, err := ada.Conversations(ctx, "inbox", "", 0)
		if err != nil || len(inbox.Items) != 1 || inbox.Items[0].Head.Preview.Text != "Oui !" {
			t.Errorf("inbox: %+v, %v", inbox, err)
		}

		if err := bob.Block(ctx, adaMe.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := adaLive.Append(ctx, talk.ID, causerie.Text("Bob ?")); causerie.CodeOf(err) != "not_accepting" {
			t.Errorf("over live, blocked: %v", err)
		}
		if _, err := ada.Say(ctx, talk.ID, "Bob ?"); causerie.CodeOf(err) != "not_accepting" {
			t.Errorf("over HTTP, blocked: %v", err)
		}
		if err := ada.SignOut(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := ada.Me(ctx); err == nil {
			t.Error("signed out, and still answered")
		}
	})
}

package causerie_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"causerie/internal/db"
	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

func TestADeviceReadsACopyAnewThatDiffers(t *testing.T) {
	t.Parallel()
	server := testkit.Start(t, db.SQLite)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ada, me := signUp(t, server, "ada", "Ada")
	bob, him := signUp(t, server, "bob", "Bob")
	befriend(t, ada, me, bob, him)
	talk, err := ada.OpenDirect(ctx, him.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"one", "two", "three"} {
		if _, err := ada.Say(ctx, talk.ID, text); err != nil {
			t.Fatal(err)
		}
	}
	device := bob.Device(causerie.State{}, nil)
	if err := device.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	device.Close()
	state := device.State()
	if at := causerie.Differs(state.Conversations[talk.ID].Entries, state.Conversations[talk.ID].View.Head); at != 0 {
		t.Fatalf("the copy differs at %d", at)
	}
	for name, change := range map[string]func(*causerie.Copy){
		"another entry":  func(c *causerie.Copy) { c.Entries[1].ClientID = talk.ID },
		"one is missing": func(c *causerie.Copy) { c.Entries = append(c.Entries[:1:1], c.Entries[2:]...) },
	} {
		device.Close()
		state := device.State()
		change(state.Conversations[talk.ID])
		device = bob.Device(state, nil)
		said, err := ada.Say(ctx, talk.ID, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := device.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		log, err := everything(ctx, bob, talk.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(device.Entries(talk.ID), log) || log[len(log)-1].Seq != said.Seq {
			t.Errorf("%s: the device has %s, the server %s", name, text(device.Entries(talk.ID)), text(log))
		}
		device.MarkRead(talk.ID, said.Seq)
		if err := device.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		if view, err := bob.Conversation(ctx, talk.ID); err != nil || view.ReadSeq != said.Seq {
			t.Errorf("%s: read up to %d, want %d; %v", name, view.ReadSeq, said.Seq, err)
		}
	}
	device.Close()
}

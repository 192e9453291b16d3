package causerie_test

import (
	"reflect"
	"testing"

	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

// TestADeviceFollowsItsPersonOutOfAGroupAndBack has someone leave a group and come back, while their device listens and while it does not.
func TestADeviceFollowsItsPersonOutOfAGroupAndBack(t *testing.T) {
	testkit.Each(t, func(t *testing.T, server *testkit.Server) {
		ctx := t.Context()
		owner, ownerMe := signUp(t, server, "ada", "Ada")
		guest, guestMe := signUp(t, server, "bob", "Bob")
		befriend(t, owner, ownerMe, guest, guestMe)
		id := causerie.NewClientID()
		club, err := owner.CreateGroup(ctx, id, "Canal club", guestMe.ID)
		if err != nil || club.Title != "Canal club" || club.Role != "owner" || club.Rules == nil {
			t.Fatalf("made %+v, error %v", club, err)
		}
		if again, err := owner.CreateGroup(ctx, id, "Canal club", guestMe.ID); err != nil || again.ID != club.ID {
			t.Fatalf("repeating the making answers %s, not %s, error %v", again.ID, club.ID, err)
		}
		device := guest.Device(causerie.State{}, nil)
		defer func() { device.Close() }()
		holds := func(what string) {
			t.Helper()
			if err := device.Settle(ctx); err != nil {
				t.Fatalf("%s: settle: %v", what, err)
			}
			log, err := guest.EntriesAfter(ctx, club.ID, 0, 200)
			if causerie.CodeOf(err) == "not_found" {
				err = nil
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := device.Entries(club.ID); len(got)+len(log.Items) > 0 && !reflect.DeepEqual(got, log.Items) {
				t.Errorf("%s: the device holds %+v, the server shows %+v", what, got, log.Items)
			}
			if _, there := device.State().Conversations[club.ID]; there != (len(log.Items) > 0) {
				t.Errorf("%s: on the device the group is there: %t", what, there)
			}
		}
		do := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		say := func(text string) { _, err := owner.Say(ctx, club.ID, text); do(err) }
		add := func() {
			t.Helper()
			if out, err := owner.AddMembers(ctx, club.ID, guestMe.ID); err != nil || out[0].Outcome != "member" {
				t.Fatalf("adding: %+v, %v", out, err)
			}
		}

		say("welcome")
		holds("in the group")
		do(owner.RemoveMember(ctx, club.ID, guestMe.ID))
		say("we are alone")
		holds("removed")
		add()
		holds("back")
		do(guest.RemoveMember(ctx, club.ID, guestMe.ID))
		add()
		holds("out and back at once")

		state := device.State()
		device.Close()
		do(owner.RemoveMember(ctx, club.ID, guestMe.ID))
		say("without you")
		device = guest.Device(state, nil)
		holds("removed while the device was away")
		state.Cursor = "" // as after a month: everything is read anew
		device.Close()
		device = guest.Device(state, nil)
		holds("removed long ago")
		title := "Quay club"
		if _, err := owner.UpdateGroup(ctx, club.ID, causerie.GroupPatch{Title: &title, Rules: causerie.Rules{Edit: "all"}}); err != nil {
			t.Fatal(err)
		}
		add()
		holds("back after long")
		if got := device.State().Conversations[club.ID].View; got.Title != title || got.Rules.Edit != "all" || got.Role != "member" {
			t.Errorf("the device sees %+v", got)
		}
	})
}

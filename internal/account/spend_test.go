package account

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/budget"
	"causerie/internal/db"
)

func TestADeedIsCountedByAccountDeviceAndBlock(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := newWorld(t, w.DB) // another server on the same store
		w.Unlimited, other.Unlimited = false, false
		other.Clock = w.clock
		deed := Deed{"wave", budget.Budget{Most: 2, Every: time.Hour}, budget.Budget{Most: 3, Every: time.Hour}, budget.Budget{Most: 5, Every: time.Hour}}
		// does is whether somebody may wave from an address, to one server and the other in turn.
		servers, turn := []*world{w, other}, 0
		does := func(actor api.Actor, address string) bool {
			t.Helper()
			turn++
			var retryAt time.Time
			err := w.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
				retryAt, err = servers[turn%2].Spend(t.Context(), tx, actor, netip.MustParseAddr(address), deed)
				return err
			})
			if err != nil || !retryAt.IsZero() && !retryAt.Equal(noon.Add(time.Hour)) {
				t.Fatalf("again at %v, %v", retryAt, err)
			}
			return retryAt.IsZero()
		}
		token := strings.Repeat("d", 42) + "A"
		ada, bob := w.on(t, "ada", token), w.on(t, "bob", token)
		cyd, dan := w.on(t, "cyd", ""), w.on(t, "dan", "")
		for _, step := range []struct {
			name    string
			actor   api.Actor
			address string
			may     bool
		}{
			{"the first", ada, "192.0.2.1", true},
			{"the second", ada, "198.51.100.1", true},
			{"a third of one account", ada, "203.0.113.1", false},
			{"a third on the device", bob, "192.0.2.2", true},
			{"a fourth on the device", bob, "203.0.113.1", false},
			{"without a device, the third from the block", cyd, "192.0.2.200", true},
			{"the fourth from the block", cyd, "::ffff:192.0.2.4", true},
			{"the fifth from the block", dan, "192.0.2.5", true},
			{"a sixth from the block", dan, "192.0.2.6", false},
			{"from another", w.on(t, "eve", ""), "2001:db8::1", true},
		} {
			if got := does(step.actor, step.address); got != step.may {
				t.Errorf("%s: %t, want %t", step.name, got, step.may)
			}
		}
		w.Unlimited, other.Unlimited = true, true
		if !does(ada, "192.0.2.1") {
			t.Error("where nothing is limited, it is")
		}
	})
}

// on makes an account that is signed in on a device.
func (w *world) on(t *testing.T, handle, token string) api.Actor {
	t.Helper()
	in, _, err := w.SignUp(t.Context(), Client{Address: "233.252.0.1", Token: token}, SignUp{Handle: handle + ".spends", BirthDate: "1990-01-31", Password: "seat-for-two"})
	if err != nil {
		t.Fatal(err)
	}
	return in.Session.actor(in.Account.ID)
}

func TestADeviceSignsUpForAFew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Unlimited = false
		token := strings.Repeat("e", 42) + "A"
		p := &people{t: t}
		signUp := func(n int) error {
			p.signed++
			in := SignUp{Handle: "on.tablet." + strings.Repeat("x", p.signed), BirthDate: "1990-01-31", Password: "seat-for-two"}
			_, _, err := w.SignUp(t.Context(), Client{Address: netip.AddrFrom4([4]byte{10, byte(n), 0, 1}).String(), Token: token}, in)
			return err
		}
		for n := range signUpsOfDevice.Most {
			wantCode(t, signUp(n), "")
		}
		wantCode(t, signUp(100), "too_many_sign_ups")
		w.clock.Move(signUpsOfDevice.Every)
		wantCode(t, signUp(101), "")
		wantCode(t, signUp(102), "too_many_sign_ups")
	})
}

func TestABlockOfAddressesGuessesNoMoreThanItMay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Unlimited = false
		before := attemptsOfBlock.Most - 2 // from there
		err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
			for range before {
				if retryAt, err := w.fromBlock(t.Context(), tx, "2001:db8:7::1", w.clock.Now()); err != nil || !retryAt.IsZero() {
					t.Fatalf("again at %v, %v", retryAt, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, address := range []string{"2001:db8:7:1::1", "2001:db8:7:2::1"} {
			if _, refused := tries(t, w, "zoe", address); refused {
				t.Errorf("attempt %d is refused", before+i+1)
			}
		}
		for i := range 20 { // none of which is tried, and none counts against the account
			if _, refused := tries(t, w, "zoe", netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 0, 7, 1, byte(i)}).String()); !refused {
				t.Error("one more from the block")
			}
		}
		if _, refused := tries(t, w, "zoe", "2001:db8:8::1"); refused {
			t.Error("from another block, it is refused")
		}
	})
}

package account

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
)

// tokenOf is the token of the nth device.
func tokenOf(n byte) string {
	return base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{'a' + n}, deviceToken))
}

// signInOn signs in on the nth device.
func (w *world) signInOn(handle string, n byte) *SignedIn {
	w.t.Helper()
	in, err := w.SignIn(w.t.Context(), Client{Device: fmt.Sprint("device ", n), Token: tokenOf(n)}, SignIn{Handle: handle, Password: password})
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}

// joinOn signs someone up on the nth device.
func (w *world) joinOn(handle string, n byte) *SignedIn {
	w.t.Helper()
	in, _, err := w.SignUp(w.t.Context(), Client{Device: fmt.Sprint("device ", n), Token: tokenOf(n)}, SignUp{Handle: handle, BirthDate: "1990-06-15", Password: password})
	if err != nil {
		w.t.Fatal(err)
	}
	return in
}

// asked are the devices of the sessions that in is asked about.
func (w *world) asked(in *SignedIn) string {
	w.t.Helper()
	me, err := w.Me(w.t.Context(), in.actor())
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, one := range me.NewSignIns {
		names = append(names, one.Device)
	}
	return strings.Join(names, ", ")
}

func (w *world) wantAsked(what string, in *SignedIn, want string) {
	w.t.Helper()
	if got := w.asked(in); got != want {
		w.t.Errorf("%s: asked about %q, want %q", what, got, want)
	}
}

func TestASignInOnANewDeviceIsAskedAboutOnTheOthers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.joinOn("zoe", 0)
		w.wantAsked("after signing up", first, "")
		w.wantAsked("the known device, signed in again", w.signInOn("zoe", 0), "")
		w.changed = nil
		w.clock.Move(time.Second)
		second := w.signInOn("zoe", 1)
		if len(w.changed) != 1 || w.changed[0] != first.Account.ID {
			t.Errorf("told %v", w.changed)
		}
		w.wantAsked("the first device", first, "device 1")
		w.wantAsked("the new device itself", second, "")
		w.clock.Move(time.Second)
		third := w.signIn("zoe") // has no token
		w.wantAsked("the first device", first, "laptop, device 1")
		w.wantAsked("a new device, of a newer one", second, "laptop")

		wantCode(t, w.Acknowledge(t.Context(), second.actor(), second.Session.ID), "not_from_here")
		wantCode(t, w.Acknowledge(t.Context(), third.actor(), second.Session.ID), "not_from_here")
		wantCode(t, w.Acknowledge(t.Context(), first.actor(), base.NewID(noon)), "not_found")
		for range 2 { // the second time it is so already
			wantCode(t, w.Acknowledge(t.Context(), first.actor(), second.Session.ID), "")
		}
		wantCode(t, w.Acknowledge(t.Context(), second.actor(), third.Session.ID), "")
		w.wantAsked("all acknowledged", first, "")
		w.wantAsked("the acknowledged device, signed in again", w.signInOn("zoe", 1), "")
		w.signIn("zoe")
		w.wantAsked("without a token, every sign-in is new", first, "laptop")
	})
}

func TestAnEndedSignInIsAskedAboutAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mine := w.joinOn("zoe", 0)
		thief := w.signInOn("zoe", 1)
		wantCode(t, w.SignOut(t.Context(), mine.actor(), thief.Session.ID), "")
		if w.good(thief.Session.Token) || !w.wasEnded(thief.Session.ID) {
			t.Error("the session that was ended goes on")
		}
		w.wantAsked("after it was ended", mine, "")
		w.clock.Move(2 * newFor)
		mine = w.signInOn("zoe", 0)
		w.clock.Move(time.Second)
		w.signInOn("zoe", 1)
		w.wantAsked("the device that was not one's own, long after", mine, "device 1")
	})
}

func TestANewDeviceIsKnownAfterItsTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.joinOn("zoe", 0)
		w.signInOn("zoe", 1)
		w.clock.Move(newFor - time.Millisecond)
		w.wantAsked("before", first, "device 1")
		w.clock.Move(time.Millisecond)
		w.wantAsked("at its time", first, "")
		w.signInOn("zoe", 1)
		w.wantAsked("signed in again", first, "")
	})
}

func TestOnlyTheHashOfADeviceIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in := w.joinOn("zoe", 0)
		for _, bad := range []string{"x", tokenOf(0)[:42], tokenOf(0) + "A", strings.Repeat("*", 43)} {
			_, err := w.SignIn(t.Context(), Client{Token: bad}, SignIn{Handle: "zoe", Password: password})
			wantCode(t, err, "device_token_invalid")
		}
		var hash []byte
		err := w.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT token_hash FROM devices WHERE account_id = $1`, in.Account.ID).Scan(&hash)
		})
		if want, _ := deviceHash(tokenOf(0)); err != nil || string(hash) != string(want) || strings.Contains(string(hash), "aaaa") {
			t.Errorf("kept %x, %v", hash, err)
		}
	})
}

func TestDevicesAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.joinOn("zoe", 0)
		for n := byte(1); n <= devicesMax; n++ {
			w.clock.Move(time.Second)
			w.signInOn("zoe", n)
		}
		count := func() (n int) {
			err := w.DB.Read(t.Context(), func(tx *db.Tx) error {
				return tx.Row(t.Context(), `SELECT COUNT(*) FROM devices WHERE account_id = $1`, first.Account.ID).Scan(&n)
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if got := count(); got != devicesMax {
			t.Errorf("%d devices, want %d", got, devicesMax)
		}
		w.clock.Move(deviceForgets - time.Second)
		if err := w.Sweep(t.Context(), w.clock.Now()); err != nil || count() == 0 {
			t.Errorf("before their time %d, %v", count(), err)
		}
		w.clock.Move(time.Second)
		if err := w.Sweep(t.Context(), w.clock.Now()); err != nil || count() != 0 {
			t.Errorf("after it %d, %v", count(), err)
		}
	})
}

func FuzzDeviceToken(f *testing.F) {
	for _, s := range []string{"", tokenOf(0), tokenOf(1)[:42], tokenOf(2) + "=", strings.Repeat("_", 43), "a\n" + tokenOf(3)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		hash, err := deviceHash(s)
		switch {
		case err != nil && (hash != nil || base.CodeOf(err) != "device_token_invalid"):
			t.Errorf("%q: %x, %v", s, hash, err)
		case err == nil && s != "" && (len(hash) != 32 || len(s) != 43):
			t.Errorf("%q is taken as %x", s, hash)
		}
	})
}

package account

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

func TestTokenThatIsNoneIsNotAuthenticated(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		token := in.Session.Token
		other := base.NewID(noon)
		foreign, err := newToken(other)
		if err != nil {
			t.Fatal(err)
		}
		for name, bad := range map[string]string{
			"empty": "", "short": token[:20], "long": token + "AAAA", "another account's": foreign[:20] + token[20:],
			"another secret": token[:len(token)-4] + flip(token[len(token)-4:]), "not base64": strings.Repeat("*", len(token)),
			"the hash of a token": fmt.Sprintf("%x", token), "line breaks within": token[:32] + "\n" + token[33:],
		} {
			if w.good(bad) {
				t.Errorf("%s: is good", name)
			}
		}
		if !w.good(token) {
			t.Error("the token itself is not good")
		}
	})
}

func flip(s string) string {
	if s == "AAAA" {
		return "BBBB"
	}
	return "AAAA"
}

func TestSessionLastsWhileItIsUsed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		used, _ := w.join("zoe")
		unused := w.signIn("zoe")
		for range 10 {
			w.clock.Move(30 * 24 * time.Hour)
			if !w.good(used.Session.Token) {
				t.Fatalf("the session in use is over after %v", w.clock.Now().Sub(noon))
			}
			w.seen.close()
		}
		if w.good(unused.Session.Token) {
			t.Error("the session without use is still good")
		}
		sessions, err := w.Sessions(t.Context(), used.actor())
		if err != nil || len(sessions) != 1 || !sessions[0].LastSeenAt.Equal(w.clock.Now()) || !sessions[0].ExpiresAt.Equal(w.clock.Now().Add(sessionLasts)) {
			t.Errorf("sessions %+v, error %v", sessions, err)
		}
	})
}

func TestSessionEndsAtItsTimeAlsoWhenItIsRemembered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		w.clock.Move(sessionLasts - time.Second)
		in2, err := w.Authenticate(t.Context(), in.Session.Token) // remembered now; its use is not kept before it ends below
		if err != nil || in2 != in.actor() {
			t.Fatal(err)
		}
		w.seen.close()
		err = w.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE sessions SET expires_at = $1`, base.Millis(w.clock.Now().Add(time.Second)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.clock.Move(time.Second)
		if w.good(in.Session.Token) {
			t.Error("a session outlives its time in memory")
		}
	})
}

func TestUseIsWrittenOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		seen := func() time.Time {
			w.seen.close()
			sessions, err := w.Sessions(t.Context(), in.actor())
			if err != nil {
				t.Fatal(err)
			}
			return sessions[0].LastSeenAt
		}
		for _, step := range []struct{ after, want time.Duration }{{30 * time.Second, 0}, {25 * time.Second, 0}, {5 * time.Second, time.Minute}, {30 * time.Second, time.Minute}} {
			w.clock.Move(step.after)
			w.good(in.Session.Token)
			if got := seen().Sub(noon); got != step.want {
				t.Errorf("at %v, last seen at %v, want %v", w.clock.Now().Sub(noon), got, step.want)
			}
		}
	})
}

func TestSignOutHoldsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		here, _ := w.join("zoe")
		there, third := w.signIn("zoe"), w.signIn("zoe")
		stranger, _ := w.join("leo")
		for _, in := range []*SignedIn{here, there, third, stranger} {
			if !w.good(in.Session.Token) { // and remembered
				t.Fatal("a token is not good")
			}
		}
		if err := w.SignOut(t.Context(), stranger.actor(), there.Session.ID); err != nil || !w.good(there.Session.Token) {
			t.Errorf("a stranger's sign-out: error %v, still good: %v", err, w.good(there.Session.Token))
		}
		if err := w.SignOut(t.Context(), here.actor(), there.Session.ID); err != nil || w.good(there.Session.Token) || !w.wasEnded(there.Session.ID) {
			t.Errorf("sign-out: error %v, ended %v", err, w.ended)
		}
		if err := w.SignOut(t.Context(), here.actor(), there.Session.ID); err != nil {
			t.Errorf("once more: %v", err)
		}
		if err := w.SignOutOthers(t.Context(), here.actor()); err != nil || w.good(third.Session.Token) || !w.good(here.Session.Token) || !w.good(stranger.Session.Token) {
			t.Errorf("sign-out of others: %v", err)
		}
		if err := w.SignOut(t.Context(), here.actor(), here.Session.ID); err != nil || w.good(here.Session.Token) {
			t.Errorf("sign-out here: %v", err)
		}
	})
}

func TestSessionReadBeforeItsEndIsNotRememberedAfter(t *testing.T) {
	t.Parallel()
	c := newSessionCache()
	actor := api.Actor{Account: base.NewID(noon), Session: base.NewID(noon)}
	generation := c.generationNow()
	c.forget(actor.Account)
	c.put(tokenHash{1}, actor, noon.Add(time.Hour), noon, generation)
	if _, ok := c.get(tokenHash{1}, noon); ok {
		t.Error("it is remembered")
	}
}

func TestSessionCacheIsBounded(t *testing.T) {
	t.Parallel()
	c := newSessionCache()
	for i := range cacheSize + 10 {
		hash := tokenHash{byte(i), byte(i >> 8), byte(i >> 16)}
		c.put(hash, api.Actor{}, noon.Add(time.Hour), noon, 0)
		if _, ok := c.get(hash, noon); !ok {
			t.Fatal("what came last is not remembered")
		}
	}
	if len(c.entries) > cacheSize {
		t.Errorf("%d entries", len(c.entries))
	}
	c.put(tokenHash{9, 9, 9, 9}, api.Actor{}, noon.Add(time.Hour), noon, 0)
	if _, ok := c.get(tokenHash{9, 9, 9, 9}, noon.Add(cacheLasts)); ok {
		t.Error("remembered for too long")
	}
}

func TestSurplusSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, _ := w.join("zoe")
		for range sessionsMax {
			w.clock.Move(time.Second)
			err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
				_, err := w.startSession(t.Context(), tx, first.Account.ID, laptop, false)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if !w.wasEnded(first.Session.ID) || len(w.ended) != 1 {
			t.Errorf("ended are %v", w.ended)
		}
	})
}

func TestSweepRemovesWhatHasExpired(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		old, _ := w.join("zoe")
		if _, err := w.BeginPasskey(t.Context(), api.Actor{}, origin, BeginPasskey{Purpose: PurposeSignIn}); err != nil {
			t.Fatal(err)
		}
		w.clock.Move(sessionLasts)
		young := w.signIn("zoe")
		if err := w.Sweep(t.Context(), w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		var sessions, ceremonies int
		err := w.DB.Read(t.Context(), func(tx *db.Tx) error {
			return errors.Join(tx.Row(t.Context(), `SELECT COUNT(*) FROM sessions`).Scan(&sessions),
				tx.Row(t.Context(), `SELECT COUNT(*) FROM ceremonies`).Scan(&ceremonies))
		})
		if err != nil || sessions != 1 || ceremonies != 0 {
			t.Errorf("%d sessions and %d ceremonies are left, error %v", sessions, ceremonies, err)
		}
		if !w.wasEnded(old.Session.ID) || w.wasEnded(young.Session.ID) {
			t.Errorf("ended are %v", w.ended)
		}
	})
}

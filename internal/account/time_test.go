package account

import (
	"fmt"
	"testing"
	"time"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/db"
)

// edges are the rules of this package that end at a moment. begin starts what a rule speaks of, for a person of that handle, and tells
// how long it lasts from now; holds tells whether it still does.
var edges = []struct {
	rule  string
	begin func(w *world, handle string) (lasts time.Duration, holds func() bool)
}{
	{"a session is good for 90 days", func(w *world, handle string) (time.Duration, func() bool) {
		in, _ := w.join(handle)
		return 90 * 24 * time.Hour, func() bool { return w.good(in.Session.Token) }
	}},
	{"use makes a session good for 90 days more", func(w *world, handle string) (time.Duration, func() bool) {
		in, _ := w.join(handle)
		w.clock.Move(89 * 24 * time.Hour)
		w.use(in)
		return 90 * 24 * time.Hour, func() bool { return w.good(in.Session.Token) }
	}},
	{"use is not written for a minute", func(w *world, handle string) (time.Duration, func() bool) {
		in, _ := w.join(handle)
		return time.Minute, func() bool {
			w.use(in)
			return w.rows(`SELECT COUNT(*) FROM sessions WHERE account_id = $1 AND last_seen_at = created_at`, in.Account.ID) == 1
		}
	}},
	{"a session that ends elsewhere is remembered for 3 seconds", func(w *world, handle string) (time.Duration, func() bool) {
		in, _ := w.join(handle)
		w.use(in)
		w.exec(`DELETE FROM sessions WHERE account_id = $1`, in.Account.ID)
		return 3 * time.Second, func() bool { return w.good(in.Session.Token) }
	}},
	{"a sweep keeps a session for 90 days", func(w *world, handle string) (time.Duration, func() bool) {
		in, _ := w.join(handle)
		return 90 * 24 * time.Hour, func() bool {
			w.sweep()
			return w.rows(`SELECT COUNT(*) FROM sessions WHERE account_id = $1`, in.Account.ID) == 1
		}
	}},
	{"requests are paused for as many hours as were chosen", func(w *world, handle string) (time.Duration, func() bool) {
		in, _ := w.join(handle)
		got, err := w.UpdatePrivacy(w.t.Context(), in.actor(), PrivacyUpdate{RequestsPausedFor: pointer(24)})
		if err != nil || got.RequestsPausedUntil == nil || !got.RequestsPausedUntil.Equal(w.clock.Now().Add(24*time.Hour)) {
			w.t.Errorf("paused until %v, %v", got.RequestsPausedUntil, err)
		}
		return 24 * time.Hour, func() bool { return w.own(in).RequestsPausedUntil != nil }
	}},
	{"a pile-on is told for a day", func(w *world, handle string) (time.Duration, func() bool) {
		in, _ := w.join(handle)
		w.piledOn(in)
		return 24 * time.Hour, func() bool { return w.own(in).PileOnUntil != nil }
	}},
	{"a sign-in is fresh for 10 minutes, the last millisecond included", func(w *world, handle string) (time.Duration, func() bool) {
		in, _ := w.joinByPasskey(handle)
		return 10*time.Minute + time.Millisecond, func() bool { return w.confirmed(in) }
	}},
	{"a passkey ceremony to sign in lasts 10 minutes", func(w *world, handle string) (time.Duration, func() bool) {
		_, a := w.joinByPasskey(handle)
		answer := a.use(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn}))
		return 10 * time.Minute, func() bool {
			_, err := w.SignIn(w.t.Context(), laptop, SignIn{Passkey: answer})
			return w.unless(err, "ceremony_expired")
		}
	}},
	{"a passkey ceremony to sign up lasts 10 minutes", func(w *world, handle string) (time.Duration, func() bool) {
		answer := newAuthenticator(w.t).create(w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignUp, Handle: handle}))
		return 10 * time.Minute, func() bool {
			_, _, err := w.SignUp(w.t.Context(), laptop, SignUp{Handle: handle, BirthDate: "1990-06-15", Passkey: answer})
			return w.unless(err, "ceremony_expired")
		}
	}},
	{"a passkey ceremony to add one lasts 10 minutes", func(w *world, handle string) (time.Duration, func() bool) {
		in, _ := w.join(handle)
		answer := newAuthenticator(w.t).create(w.begin(in.actor(), BeginPasskey{Purpose: PurposeAdd}))
		return 10 * time.Minute, func() bool {
			_, err := w.AddPasskey(w.t.Context(), in.actor(), laptop, answer, "")
			return w.unless(err, "ceremony_expired")
		}
	}},
	{"a sweep keeps a ceremony for 10 minutes", func(w *world, _ string) (time.Duration, func() bool) {
		w.exec(`DELETE FROM ceremonies WHERE expires_at > $1`, 0)
		w.begin(api.Actor{}, BeginPasskey{Purpose: PurposeSignIn})
		return 10 * time.Minute, func() bool {
			w.sweep()
			return w.rows(`SELECT COUNT(*) FROM ceremonies WHERE expires_at > $1`, 0) == 1
		}
	}},
	{"the ninth wrong password on a handle costs 2 seconds", func(w *world, handle string) (time.Duration, func() bool) {
		w.join(handle)
		w.guess(handle, 9)
		return 2 * time.Second, func() bool { return !w.unless(w.guess(handle, 1), "too_many_attempts") }
	}},
	{"guessing a handle's password costs 15 minutes at most", func(w *world, handle string) (time.Duration, func() bool) {
		w.join(handle)
		for range 20 {
			w.clock.Move(15 * time.Minute)
			w.guess(handle, 1)
		}
		return 15 * time.Minute, func() bool { return !w.unless(w.guess(handle, 1), "too_many_attempts") }
	}},
	{"wrong passwords count for an hour", func(w *world, handle string) (time.Duration, func() bool) {
		w.join(handle)
		w.guess(handle, 9)
		return time.Hour, func() bool {
			w.guess(handle, 1) // it costs as much as the ten before, or nothing
			return !w.unless(w.guess(handle, 1), "too_many_attempts")
		}
	}},
	{"the ninth wrong recovery code costs 2 seconds", func(w *world, handle string) (time.Duration, func() bool) {
		_, codes := w.join(handle)
		try := func(code string) error {
			_, err := w.Recover(w.t.Context(), w.elsewhere(), Recovery{handle, code, password})
			return err
		}
		for range 9 {
			wantCode(w.t, try("0000-0000-0000-0000"), "bad_credentials")
		}
		return 2 * time.Second, func() bool { return !w.unless(try(codes[0]), "too_many_attempts") }
	}},
	{"the 41st wrong password from a place costs 2 seconds", func(w *world, handle string) (time.Duration, func() bool) {
		from := w.elsewhere()
		try := func(i int) error {
			_, err := w.SignIn(w.t.Context(), from, SignIn{Handle: fmt.Sprintf("%s.%d", handle, i), Password: "a guess of mine"})
			return err
		}
		for i := range 41 {
			wantCode(w.t, try(i), "bad_credentials")
		}
		return 2 * time.Second, func() bool { return !w.unless(try(41), "too_many_attempts") }
	}},
}

func TestRulesEndAtTheirMoment(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i, edge := range edges {
			for k, at := range []struct {
				after time.Duration
				holds bool
			}{{-time.Millisecond, true}, {0, false}, {time.Millisecond, false}} {
				lasts, holds := edge.begin(w, fmt.Sprintf("person%d.%d", i, k))
				w.clock.Move(lasts + at.after)
				if holds() != at.holds {
					t.Errorf("%s: at %v from its end, holds is %v", edge.rule, at.after, !at.holds)
				}
			}
		}
	})
}

// use makes a request in a session, and waits until that is written.
func (w *world) use(in *SignedIn) {
	w.t.Helper()
	if !w.good(in.Session.Token) {
		w.t.Fatal("the session is over")
	}
	w.seen.close()
}

// guess tries wrong passwords from many places, and returns what the last was answered; none else may be refused unseen.
func (w *world) guess(handle string, times int) (err error) {
	w.t.Helper()
	for i := range times {
		_, err = w.SignIn(w.t.Context(), w.elsewhere(), SignIn{Handle: handle, Password: "a guess of mine"})
		if i < times-1 {
			wantCode(w.t, err, "bad_credentials")
		}
	}
	return err
}

// elsewhere is a client in a network that was not seen before.
func (w *world) elsewhere() Client {
	w.places++
	return Client{Address: fmt.Sprintf("2001:db8:%x:%x::1", w.places>>16, w.places&0xffff)}
}

// unless tells whether err is not of that code, and is nothing else that is unexpected.
func (w *world) unless(err error, code string) bool {
	w.t.Helper()
	got := base.CodeOf(err)
	if err != nil && got != code && got != "bad_credentials" {
		w.t.Errorf("error %v", err)
	}
	return got != code
}

// confirmed tells whether the session is fresh enough for something grave.
func (w *world) confirmed(in *SignedIn) bool {
	w.t.Helper()
	_, err := w.RenewRecoveryCodes(w.t.Context(), in.actor(), laptop, "")
	return w.unless(err, "recent_sign_in_needed")
}

func (w *world) sweep() {
	w.t.Helper()
	if err := w.Sweep(w.t.Context(), w.clock.Now()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) exec(statement string, arg any) {
	w.t.Helper()
	err := w.DB.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(w.t.Context(), statement, arg)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) rows(query string, arg any) (n int) {
	w.t.Helper()
	err := w.DB.Read(w.t.Context(), func(tx *db.Tx) error { return tx.Row(w.t.Context(), query, arg).Scan(&n) })
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestASessionIsRememberedFromWhenItWasReadUntilItEnds(t *testing.T) {
	t.Parallel()
	actor := api.Actor{Account: base.NewID(noon), Session: base.NewID(noon)}
	for _, c := range []struct {
		name    string
		expires time.Duration
		after   time.Duration
		want    bool
	}{
		{"at once", time.Hour, 0, true},
		{"to the last moment", time.Hour, cacheLasts - 1, true},
		{"and no longer", time.Hour, cacheLasts, false},
		{"to its end", time.Second, time.Second - 1, true},
		{"and not past its end", time.Second, time.Second, false},
		{"not before it was read: the clock was set back", time.Hour, -1, false},
		{"not a day before either", time.Hour, -24 * time.Hour, false},
	} {
		cache := newSessionCache()
		cache.put(tokenHash{1}, actor, noon.Add(c.expires), noon, cache.generationNow())
		if _, got := cache.get(tokenHash{1}, noon.Add(c.after)); got != c.want {
			t.Errorf("%s: remembered is %v", c.name, got)
		}
	}
}

func TestASessionOutlivesAClockThatIsSetBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		w.clock.Move(24 * time.Hour)
		w.use(in)
		const unchanged = `SELECT COUNT(*) FROM sessions WHERE last_seen_at = $1`
		seen := base.Millis(w.clock.Now())
		w.clock.Move(-24 * time.Hour)
		w.use(in)
		if w.rows(unchanged, seen) != 1 {
			t.Error("its last use was set back")
		}
		w.exec(`DELETE FROM sessions WHERE account_id = $1`, in.Account.ID)
		w.clock.Move(cacheLasts)
		if w.good(in.Session.Token) {
			t.Error("it is remembered after its end for as long as the clock was ahead")
		}
	})
}

func TestASignInByAClockThatWasAheadIsFreshForTenMinutesAround(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i, c := range []struct {
			back time.Duration
			want bool
		}{{24 * time.Hour, false}, {10*time.Minute + time.Millisecond, false}, {10 * time.Minute, true}, {time.Minute, true}} {
			in, _ := w.joinByPasskey(fmt.Sprintf("person%d", i))
			w.clock.Move(-c.back)
			if got := w.confirmed(in); got != c.want {
				t.Errorf("set back by %v, it is fresh: %v", c.back, got)
			}
		}
	})
}

func (w *world) own(in *SignedIn) Privacy {
	w.t.Helper()
	p, err := w.GetPrivacy(w.t.Context(), in.actor())
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) piledOn(in *SignedIn) {
	w.t.Helper()
	w.exec(fmt.Sprintf(`UPDATE accounts SET pile_on_at = %d WHERE account_id = $1`, base.Millis(w.clock.Now())), in.Account.ID)
}

func TestAPileOnIsToldUntilOnePausesOrWavesItAway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in, _ := w.join("zoe")
		for _, test := range []struct {
			in          PrivacyUpdate
			told, pause bool
		}{
			{PrivacyUpdate{Typing: pointer(false)}, true, false},
			{PrivacyUpdate{PileOnSeen: pointer(false)}, true, false},
			{PrivacyUpdate{RequestsPausedFor: pointer(0)}, true, false},
			{PrivacyUpdate{PileOnSeen: pointer(true)}, false, false},
			{PrivacyUpdate{RequestsPausedFor: pointer(24)}, false, true},
		} {
			w.piledOn(in)
			got, err := w.UpdatePrivacy(t.Context(), in.actor(), test.in)
			if err != nil || (got.PileOnUntil != nil) != test.told || (got.RequestsPausedUntil != nil) != test.pause {
				t.Errorf("%+v: %+v, %v", test.in, got, err)
			}
			again, err := w.UpdatePrivacy(t.Context(), in.actor(), PrivacyUpdate{PileOnSeen: pointer(true), RequestsPausedFor: pointer(0)})
			if err != nil || again.PileOnUntil != nil || again.RequestsPausedUntil != nil {
				t.Errorf("in the end %+v, %v", again, err)
			}
		}
	})
}

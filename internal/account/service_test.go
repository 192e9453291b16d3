package account

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"causerie/internal/api"
	"causerie/internal/base"
	"causerie/internal/base/basetest"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/verify"
)

// gallery keeps avatars in memory, in the place of the package media.
type gallery struct{ kept map[base.ID]base.ID } // avatar → owner

func (g *gallery) StoreAvatar(_ context.Context, _ base.ID, picture io.Reader, _, _, size int) (base.ID, error) {
	if text, err := io.ReadAll(picture); err != nil || string(text) != "picture" {
		return base.ID{}, base.Invalid("image_invalid", "no picture")
	}
	return base.NewID(noon), nil
}

func (g *gallery) Keep(_ context.Context, _ *db.Tx, owner, id base.ID) error {
	g.kept[id] = owner
	return nil
}

func (g *gallery) Drop(_ context.Context, _ *db.Tx, owner, id base.ID) error {
	if g.kept[id] != owner {
		return fmt.Errorf("avatar %s is not of %s", id, owner)
	}
	delete(g.kept, id)
	return nil
}

func (g *gallery) Address(viewer, _, id base.ID, side int) string {
	return fmt.Sprintf("/media/%s/%d?for=%s", id, side, viewer)
}

// world is a Service with what it told the rest of the program.
type world struct {
	*Service
	t       *testing.T
	clock   *basetest.Clock
	gallery *gallery

	mu      sync.Mutex
	ended   []base.ID
	changed []base.ID
	privacy []Shown
	places  int // see elsewhere
}

const origin = "https://causerie.example"

func newWorld(t *testing.T, store *db.DB) *world {
	t.Helper()
	w := &world{t: t, clock: basetest.NewClock(noon), gallery: &gallery{kept: map[base.ID]base.ID{}}}
	s, err := New(Config{
		Unlimited: true, WeakHashes: true, Key: budget.Key("key"), DB: store, Clock: w.clock, Log: slog.New(slog.DiscardHandler), Origins: []string{origin}, Pictures: w.gallery,
		Ended: func(_ base.ID, sessions []base.ID) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.ended = append(w.ended, sessions...)
		},
		Changed: func(account base.ID) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.changed = append(w.changed, account)
		},
		PrivacyChanged: func(_ base.ID, p Shown) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.privacy = append(w.privacy, p)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Service = s
	t.Cleanup(func() {
		s.Close()
		found, err := verify.All(context.Background(), s.DB, s.Checks())
		if err != nil || !found.Clean() {
			t.Errorf("verify found %q, error %v", found.Lines(), err)
		}
	})
	return w
}

// each runs a test in a world on every engine.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) { test(t, newWorld(t, store)) })
}

var laptop = Client{Device: "laptop", Address: "192.0.2.1"}

// join signs someone up, with the password "trois petits chats".
func (w *world) join(handle string) (*SignedIn, []string) {
	w.t.Helper()
	in, codes, err := w.SignUp(w.t.Context(), laptop, SignUp{Handle: handle, BirthDate: "1990-06-15", Password: password})
	if err != nil {
		w.t.Fatalf("sign up %s: %v", handle, err)
	}
	return in, codes
}

const password = "trois petits chats"

func (w *world) signIn(handle string) *SignedIn {
	w.t.Helper()
	in, err := w.SignIn(w.t.Context(), laptop, SignIn{Handle: handle, Password: password})
	if err != nil {
		w.t.Fatalf("sign in %s: %v", handle, err)
	}
	return in
}

func (in *SignedIn) actor() api.Actor {
	return api.Actor{Account: in.Account.ID, Session: in.Session.ID}
}

// wantCode checks the code of an error; "" is none.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if base.CodeOf(err) != code || err != nil && code == "" {
		t.Errorf("error %v, want code %q", err, code)
	}
}

// wasEnded tells whether the live connections of a session were ended.
func (w *world) wasEnded(session base.ID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Contains(w.ended, session)
}

// good tells whether a token is.
func (w *world) good(token string) bool {
	w.t.Helper()
	_, err := w.Authenticate(w.t.Context(), token)
	if err != nil && base.CodeOf(err) != "unauthenticated" {
		w.t.Fatal(err)
	}
	return err == nil
}

func pointer[T any](v T) *T { return &v }

// Package demo fills an empty store with a dozen people and a few weeks of their conversations, so that one can look around.
//
// Everything goes through the same services as the requests of real people, in the order in which it happened, under a clock
// that is set to the time of each line.
package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"causerie/internal/api"
	"causerie/internal/app"
	"causerie/internal/db"
)

// Password opens every account of the demo. It is printed, so it protects nothing.
const Password = "seat-for-two"

// Clock is a clock that Load sets to the past; otherwise it is the system's. It belongs into the app that is loaded.
type Clock struct {
	mu  sync.Mutex
	set time.Time
}

func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.set.IsZero() {
		return time.Now()
	}
	return c.set
}

// to sets the clock to a time, or back to the system's for the zero time.
func (c *Clock) to(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set = at
}

// ErrOccupied says that a store holds accounts that are not the demo's.
var ErrOccupied = errors.New("this store has accounts already, and the demo wants one of its own: choose another folder with --data")

// Load makes the demo's people and conversations, once, and answers how one signs in. The app has to run on clock.
func Load(ctx context.Context, a *app.App, clock *Clock) (string, error) {
	loaded, err := isLoaded(ctx, a)
	if err != nil {
		return "", err
	}
	if !loaded {
		defer clock.to(time.Time{})
		l := loader{app: a, clock: clock, now: time.Now(), actors: map[string]api.Actor{}}
		if err := l.load(ctx); err != nil {
			return "", fmt.Errorf("load the demo: %w (it is half there now: remove its data before you try again)", err)
		}
	}
	return signIn(), nil
}

// signIn tells who one can be.
func signIn() string {
	var text strings.Builder
	text.WriteString("Sign in as one of these two people, or as both in two browsers (anyone can: this is a demonstration):\n")
	for _, p := range people[:2] {
		fmt.Fprintf(&text, "  handle %-8s  password %s\n", p.handle, Password)
	}
	return text.String()
}

// isLoaded tells whether the demo's people are there, and refuses a store that has others instead.
func isLoaded(ctx context.Context, a *app.App) (bool, error) {
	handles := make([]any, len(people))
	for i, p := range people {
		handles[i] = p.handle
	}
	var here int
	var others bool
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		err := tx.Row(ctx, `SELECT COUNT(*) FROM handles WHERE handle IN `+db.In(len(handles), 1), handles...).Scan(&here)
		if err != nil {
			return err
		}
		return tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM handles)`).Scan(&others)
	})
	if err != nil {
		return false, fmt.Errorf("look for the demo: %w", err)
	}
	if here == len(people) {
		return true, nil
	}
	if others {
		return false, ErrOccupied
	}
	return false, nil
}

package attack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

// Guesses that are free: at an account, and from an address, whatever it guesses at.
const guessesAtOne, guessesFromOne = 8, 40

// guesser is a server with its limits on, and somebody who guesses at who is there and at what opens their accounts.
type guesser struct {
	*testkit.Server
	mu         sync.Mutex
	statements []string
}

func newGuesser(t *testing.T, dialect db.Dialect) *guesser {
	g := &guesser{Server: limitedServer(t, dbtest.Address(t, dialect))}
	overhear(t, g.Server, func(query string) {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.statements = append(g.statements, query)
	})
	return g
}

// set changes an account past all operations, until the test ends.
func (g *guesser) set(t *testing.T, p testkit.Person, column string, value, after any) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	write := func(value any) {
		err := g.App.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE accounts SET `+column+` = $2 WHERE account_id = $1`, known(t, p).id, value)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write(value)
	t.Cleanup(func() { write(after) })
}

// told is what an answer and the statements before it tell.
func (g *guesser) told(t *testing.T, address, method, path string, body any) told {
	t.Helper()
	g.mu.Lock()
	g.statements = nil
	g.mu.Unlock()
	got := callFrom(t, g.Server, address, "", method, path, body)
	g.mu.Lock()
	defer g.mu.Unlock()
	return told{answer{got.Status, headersOf(got.Header), string(got.Body)}, strings.Join(g.statements, "\n")}
}

// guess is what somebody sends who guesses at a password and at a recovery code in turn, which are counted together.
func guess(n int, handle string) (path string, body any) {
	if n%2 == 0 {
		return "/v1/sessions", map[string]any{"handle": handle, "password": "some-guess-or-other"}
	}
	return "/v1/recoveries", map[string]any{"handle": handle, "code": "7Q4K-9FZM-3XVD-1RTB", "password": "some-other-seat-of-mine"}
}

// TestGuessesTellNothingAndComeToAnEnd guesses at accounts of every kind and at such that are not there. All are told alike, after the same
// statements, a gate in place of the time; a hash is computed for each, which the account's own tests hold.
func TestGuessesTellNothingAndComeToAnEnd(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			g := newGuesser(t, dialect)
			victim := g.SignUp(t, "victim", "Victim")
			keyless, out := g.SignUp(t, "has.only.a.passkey", ""), g.SignUp(t, "is.suspended", "")
			g.set(t, keyless, "password_hash", "", "none")
			g.set(t, out, "suspended_at", base.Millis(g.Clock.Now()), 0) // no decision stands behind it, as one does in a store that is sound
			t.Run("nobody tells who is there", func(t *testing.T) { g.alike(t, victim.Handle, keyless.Handle, out.Handle) })
			t.Run("many guess at one", func(t *testing.T) { g.manyAtOne(t, victim) })
			t.Run("one guesses at many", g.oneAtMany)
		})
	}
}

// alike guesses at each of those who are there, and at some who are not, until the guesses are refused.
func (g *guesser) alike(t *testing.T, there ...string) {
	var first []told
	for block, handle := range append([]string{"nobody.is.called.this", "not!a!handle"}, there...) {
		var all []told
		for n := range guessesAtOne + 3 {
			path, body := guess(n, handle)
			all = append(all, g.told(t, place(block, n), "POST", path, body))
		}
		if first == nil {
			first = all
		}
		for n := range all {
			if all[n] != first[n] {
				t.Errorf("guess %d at %s and at nobody: %s", n+1, handle, all[n].against(first[n]))
			}
		}
		if status := []int{all[0].Status, all[guessesAtOne].Status, all[guessesAtOne+1].Status, all[guessesAtOne+2].Status}; !slices.Equal(status, []int{401, 401, 429, 429}) {
			t.Errorf("guesses at %s are answered %v", handle, status)
		}
	}
	g.Clock.Move(2 * time.Hour) // what was guessed is forgotten
}

// manyAtOne has as many guess at one account as there are colluders, each from a block of their own: together they have as many guesses as one of
// them, and its owner signs in meanwhile from where they are known.
func (g *guesser) manyAtOne(t *testing.T, victim testkit.Person) {
	tried := 0
	for n := range *colluders {
		path, body := guess(n, victim.Handle)
		got := g.told(t, place(500+n, 0), "POST", path, body)
		switch got.Status {
		case 401:
			tried++
		case 429:
		default:
			t.Errorf("guess %d: %+v", n+1, got.answer)
		}
	}
	if want := min(*colluders, guessesAtOne+1); tried != want { // the last has the next one wait
		t.Errorf("%d guesses of %d were tried, want %d", tried, *colluders, want)
	}
	g.SignIn(t, victim)
}

// oneAtMany guesses at as many accounts, there or not, from one address.
func (g *guesser) oneAtMany(t *testing.T) {
	tried := 0
	for n := range guessesFromOne + 5 {
		g.Clock.Move(time.Second) // what is asked for at once is limited too
		path, body := guess(n, fmt.Sprint("some.name.", lettered(n)))
		if g.told(t, place(2000, 0), "POST", path, body).Status == 401 {
			tried++
		}
	}
	if tried > guessesFromOne+2 {
		t.Errorf("%d guesses were tried", tried)
	}
}

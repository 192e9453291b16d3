package account

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/budget"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
)

// solve finds the number that a challenge asks for.
func solve(t testing.TB, c Challenge) *Work {
	t.Helper()
	for n := 0; n < 1<<26; n++ {
		if solution := strconv.Itoa(n); zeros(c.Challenge, solution) >= c.Bits {
			return &Work{c.Challenge, solution}
		}
	}
	t.Fatalf("no number solves %+v", c)
	return nil
}

// people sign up one after the other.
type people struct {
	t      *testing.T
	signed int
}

func (p *people) signUp(w *world, address string, work *Work) error {
	p.signed++
	in := SignUp{Handle: fmt.Sprintf("person.nr%dx", p.signed), BirthDate: "1990-01-31", Password: "seat-for-two", Work: work}
	_, _, err := w.SignUp(p.t.Context(), Client{Address: address}, in)
	return err
}

func (p *people) asked(w *world, address string) Challenge {
	p.t.Helper()
	c, err := w.Challenge(p.t.Context(), Client{Address: address})
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func TestSigningUpTakesWorkWhereManyDo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Unlimited = false
		other := newWorld(t, w.DB) // another server on the same store
		other.Unlimited, other.clock = false, w.clock
		other.Clock = w.clock
		p := &people{t: t}
		for i := range 5 {
			if c := p.asked(w, "192.0.2.7"); c.Bits != 0 || c.Challenge != "" {
				t.Fatalf("in calm times, %+v is asked", c)
			}
			wantCode(t, p.signUp([]*world{w, other}[i%2], fmt.Sprint("192.0.2.", i), nil), "")
		}
		wantCode(t, p.signUp(w, "192.0.2.200", nil), "work_needed")
		wantCode(t, p.signUp(other, "192.0.2.200", nil), "work_needed")
		c := p.asked(w, "192.0.2.200")
		if c.Bits != workLeast || !c.ExpiresAt.Equal(noon.Add(challengeLasts)) {
			t.Errorf("asked is %+v", c)
		}
		if c := p.asked(w, "198.51.100.1"); c.Bits != 0 {
			t.Errorf("of another block, %+v is asked", c)
		}
		work := solve(t, c)
		for name, bad := range map[string]Work{
			"no solution": {c.Challenge, "0"}, "no challenge": {"AAAA", work.Solution}, "a changed one": {"A" + c.Challenge[1:], work.Solution}, "no number": {c.Challenge, ""},
		} {
			if zeros(bad.Challenge, bad.Solution) >= c.Bits {
				continue // by chance
			}
			if err := p.signUp(w, "192.0.2.200", &bad); base.CodeOf(err) != "work_needed" {
				t.Errorf("%s: %v", name, err)
			}
		}
		wantCode(t, p.signUp(w, "192.0.2.201", work), "")
		wantCode(t, p.signUp(other, "192.0.2.201", work), "work_needed") // it is good once, on every server
		// It grows with those who come, up to a bound, and what is worked on meanwhile is good as long as it did not grow much.
		early, last := solve(t, p.asked(w, "192.0.2.9")), 0
		for range 6 {
			now := p.asked(w, "192.0.2.9")
			if now.Bits < last || now.Bits > workMost {
				t.Errorf("after %d bits, %d are asked", last, now.Bits)
			}
			last = now.Bits
			wantCode(t, p.signUp(w, "192.0.2.9", solve(t, now)), "")
		}
		if last != workMost {
			t.Errorf("asked are %d bits at most", last)
		}
		wantCode(t, p.signUp(w, "192.0.2.9", early), "work_needed")
		// What is asked expires, and it becomes calm again.
		late := solve(t, p.asked(w, "192.0.2.9"))
		w.clock.Move(challengeLasts)
		wantCode(t, p.signUp(w, "192.0.2.9", late), "work_needed")
		w.clock.Move(3 * time.Hour)
		if c := p.asked(w, "192.0.2.9"); c.Bits != 0 {
			t.Errorf("when it is calm again, %+v is asked", c)
		}
		wantCode(t, p.signUp(w, "192.0.2.9", nil), "")
		if err := w.Sweep(t.Context(), w.clock.Now().Add(24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		var left int
		err := w.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT (SELECT COUNT(*) FROM budgets) + (SELECT COUNT(*) FROM spent_challenges)`).Scan(&left)
		})
		if err != nil || left != 0 {
			t.Errorf("%d budgets and challenges are left, %v", left, err)
		}
	})
}

func TestWorkGrowsWithAllSignUps(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 0, 4: 0, 5: workLeast, 6: 15, 9: 19, 10: workMost, 1000: workMost} {
		if got := workOf(n, 5); got != want {
			t.Errorf("after %d: %d bits, want %d", n, got, want)
		}
	}
	w := newWorld(t, dbtest.Open(t, dbtest.Store(t, db.SQLite)))
	w.Unlimited = false
	err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
		for range signUpsOfAll.Most {
			if err := signUpsOfAll.Add(t.Context(), tx, w.Key.Of("sign-ups", "all"), noon); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &people{t: t}
	if c := p.asked(w, "2001:db8::1"); c.Bits != workLeast {
		t.Errorf("where nobody signed up before, %+v is asked", c)
	}
}

func FuzzChallenge(f *testing.F) {
	key := budget.Key("key")
	f.Add(challenge{bits: 14, expires: 1_772_000_000, nonce: [16]byte{1, 2, 3}}.sign(key, "192.0.2.0/24"), "12")
	f.Add("", "0")
	f.Add("_-AA", "x")
	f.Fuzz(func(t *testing.T, text, solution string) {
		c, ok := parseChallenge(text, key, "192.0.2.0/24")
		if ok && c.sign(key, "192.0.2.0/24") != text {
			t.Errorf("%q is read as %+v", text, c)
		}
		if _, ok := parseChallenge(c.sign(key, "192.0.2.0/24"), key, "198.51.100.0/24"); ok {
			t.Error("a challenge is good for another block")
		}
		if n := zeros(text, solution); n < 0 || n > 256 {
			t.Errorf("%d zero bits", n)
		}
	})
}

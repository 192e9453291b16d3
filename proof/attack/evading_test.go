package attack

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"testing"

	"causerie/internal/testkit"
)

const (
	signUpsFree    = 5   // from a block, without work
	signUpsFreeAll = 300 // from everywhere
	workLeast      = 14  // bits
	workMost       = 20
)

// signUp answers who signed up, and the code of a refusal.
func (p *plot) signUp(t *testing.T, address, handle, device string, work any) (testkit.Person, string) {
	t.Helper()
	body := map[string]any{"handle": handle, "birthDate": "1990-01-31", "password": testkit.Password}
	if device != "" {
		body["deviceToken"] = base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat(device, 32)))
	}
	if work != nil {
		body["work"] = work
	}
	return p.signedIn(t, p.from(t, address, testkit.Person{}, "POST", "/v1/accounts", body))
}

func (p *plot) signedIn(t *testing.T, answer testkit.Answer) (testkit.Person, string) {
	t.Helper()
	var out struct {
		Account struct{ ID, Handle string }
		Session struct{ ID, Token string }
	}
	if answer.Status == 201 {
		answer.Into(t, 201, &out)
	} else if answer.Code() == "" {
		t.Fatalf("sign up: %d %s", answer.Status, answer.Body)
	}
	return testkit.Person{ID: out.Account.ID, Handle: out.Account.Handle, Token: out.Session.Token, Session: out.Session.ID}, answer.Code()
}

// work solves the challenge that is asked of an address.
func (p *plot) work(t *testing.T, address string) (asked int, work any) {
	t.Helper()
	var c struct {
		Bits      int
		Challenge string
	}
	p.from(t, address, testkit.Person{}, "POST", "/v1/accounts/challenge", nil).Into(t, 200, &c)
	if c.Bits > workMost {
		t.Fatalf("%d bits are asked", c.Bits)
	}
	for n := 0; ; n++ {
		solution := strconv.Itoa(n)
		sum := sha256.Sum256([]byte(c.Challenge + ":" + solution))
		if first := uint32(sum[0])<<24 | uint32(sum[1])<<16 | uint32(sum[2])<<8 | uint32(sum[3]); bits.LeadingZeros32(first) >= c.Bits {
			return c.Bits, map[string]string{"challenge": c.Challenge, "solution": solution}
		}
	}
}

// evades has somebody come back whose devices were banned, as many times as they have names.
func (p *plot) evades(t *testing.T) {
	const home = 9000 // their block
	villain, code := p.signUp(t, place(home, 1), "villain.one", "v", nil)
	if code != "" {
		t.Fatalf("sign up: %s", code)
	}
	p.report(t, place(0, 1), p.stranger, villain).Into(t, 201, nil)
	p.decides(t, villain, map[string]any{"action": "ban_device", "rule": "harassment", "text": "You wrote what you were asked not to write."})

	// The device is out, for whoever, and so is the person on another.
	if answer := p.from(t, place(home, 1), villain, "GET", "/v1/me", nil); answer.Status != 401 {
		t.Errorf("who was banned is still signed in: %d", answer.Status)
	}
	for n := range min(len(p.colluders), 10) {
		if _, code := p.signUp(t, place(home+1+n, 1), "villain.on.same."+lettered(n), "v", nil); code != "device_banned" {
			t.Errorf("signing up on the banned device: %q", code)
		}
	}
	signIn := map[string]any{"handle": villain.Handle, "password": testkit.Password}
	elsewhere, code := p.signedIn(t, p.from(t, place(home, 2), testkit.Person{}, "POST", "/v1/sessions", signIn))
	if code != "" {
		t.Errorf("signing in elsewhere, to read why: %q", code)
	}
	if _, code := p.write(t, place(home, 2), elsewhere, p.victim, babble(-2)); code == "" {
		t.Error("who is suspended writes")
	}

	// Without work, a block gets a few accounts, and everywhere together some more.
	made := p.comeBack(t, "home", func(int) int { return home })
	if made != signUpsFree-1 {
		t.Errorf("without work, %d accounts were made from a block where one was, want %d", made, signUpsFree-1)
	}
	before := signUpsFree + 1 // the victim is one
	abroad := p.comeBack(t, "abroad", func(n int) int { return home + 100 + n })
	if want := min(len(p.colluders), signUpsFreeAll-before); abroad != want {
		t.Errorf("without work, %d accounts were made from as many blocks, want %d", abroad, want)
	}

	// With work, each is dearer, up to a bound; what one did for one account is good for no other.
	last, made := 0, 0
	for n := range max(len(p.colluders)/10, 2) {
		address := place(home, n)
		asked, work := p.work(t, address)
		if asked < last || asked < workLeast {
			t.Errorf("after %d bits, %d are asked", last, asked)
		}
		last = asked
		again, code := p.signUp(t, address, "villain.works."+lettered(n), "", work)
		if code != "" {
			t.Fatalf("with work: %s", code)
		}
		made++
		if _, code := p.signUp(t, address, "villain.twice."+lettered(n), "", work); code != "work_needed" {
			t.Errorf("with the same work: %q", code)
		}
		// Whoever is new is a stranger to the victim: a request at most, and hidden with a link in it.
		talk, code := p.write(t, address, again, p.victim, babble(-3-n)+" https://example.top/"+lettered(n))
		if folder := p.folder(t, p.victim, talk); code != "" || folder != "hidden" {
			t.Errorf("what a new account writes is in %q, refused: %q", folder, code)
		}
	}
	t.Logf("without work, %d of %d accounts were made from a block and %d of %d from as many; %d with work, the last of %d bits",
		signUpsFree-1, len(p.colluders), abroad, len(p.colluders), made, last)
}

// comeBack has as many sign up without work as there are accounts, each from a block, and answers how many it let.
func (p *plot) comeBack(t *testing.T, name string, block func(n int) int) (made int) {
	t.Helper()
	for n := range p.colluders {
		_, code := p.signUp(t, place(block(n), n), fmt.Sprintf("villain.%s.%s", name, lettered(n)), "", nil)
		switch code {
		case "":
			made++
		case "work_needed":
		default:
			t.Errorf("signing up without work: %q", code)
		}
	}
	return made
}

// looksAlike tries every handle that an eye takes for the victim's, as far as there are accounts to try it: none is to be had.
func (p *plot) looksAlike(t *testing.T) {
	like := map[string][]string{"m": {"rn"}, "l": {"1"}, "1": {"l"}, "o": {"0"}, "w": {"vv"}, "_": {"__"}, "a": {"A", "а"}, "r": {"R"}, "f": {"F"}}
	forms := []string{""}
	for _, letter := range strings.Split(p.victim.Handle, "") {
		var longer []string
		for _, form := range forms {
			for _, as := range append([]string{letter}, like[letter]...) {
				longer = append(longer, form+as)
			}
		}
		forms = longer
	}
	var victims, refused int
	step := max(1, len(forms)/len(p.colluders))
	for i := 0; i < len(forms); i += step {
		n := i / step
		var said struct {
			Available bool
			Code      string
		}
		p.from(t, place(n, 4), testkit.Person{}, "GET", testkit.Path("/v1/handles/%s", forms[i]), nil).Into(t, 200, &said)
		switch {
		case said.Available:
			t.Errorf("%s can be had", forms[i])
		case said.Code == "handle_taken":
			victims++ // it is the victim's, in capitals
		default:
			refused++
		}
		if n%10 == 0 {
			if _, code := p.signUp(t, place(n, 4), forms[i], "", nil); code != said.Code {
				t.Errorf("signing up as %s: %q, want %q", forms[i], code, said.Code)
			}
		}
	}
	if refused < len(p.colluders)/2 {
		t.Errorf("%d that look alike were tried", refused)
	}
	t.Logf("of %d handles that look like it, %d were refused and %d are it", refused+victims, refused, victims)
}

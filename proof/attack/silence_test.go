package attack

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"causerie/internal/app"
	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
	"causerie/proof/rig"
)

// off is a country in which messages do not exist.
const off = `version: 1
countries: [NO]
bands:
  under13: {from: 0, sign_up: false}
  13-15: {from: 13, messages: false}
  16-17: {from: 16, default: nobody, choices: [nobody]}
  18+: {from: 18, default: friends, choices: [friends, nobody]}
requests: {messages: 3, a_day: 20, a_day_young: 5, young_days: 7, declined_days: 30}
features_off: [messages]
`

// Histories of the two, before the one does not want the other any more.
const (
	strangers = "strangers" // who never wrote
	asked     = "asked"     // one has sent a request
	talked    = "talked"    // which the other has answered
)

var histories = []string{strangers, asked, talked}

// reason is why someone cannot be reached.
type reason struct {
	name  string
	among []string // the histories among which it is one
	turn  func(h *hush, r testkit.Person, talk string)
	block bool
}

var reasons = []reason{
	{name: "a block", among: histories, block: true, turn: func(h *hush, r testkit.Person, _ string) {
		h.s.Call(h.t, r.Token, "PUT", "/v1/accounts/"+h.by.ID+"/block", nil).Into(h.t, 204, nil)
	}},
	{name: "nobody", among: histories, turn: func(h *hush, r testkit.Person, _ string) { h.s.TakeMessages(h.t, r, "nobody") }},
	{name: "friends", among: []string{strangers, asked}, turn: func(h *hush, r testkit.Person, _ string) { h.s.TakeMessages(h.t, r, "friends") }},
	{name: "suggested", among: []string{strangers, asked}, turn: func(h *hush, r testkit.Person, _ string) { h.s.TakeMessages(h.t, r, "suggested") }},
	{name: "a deleted request", among: []string{asked}, turn: answers("delete")},
	{name: "a reported request", among: []string{asked}, turn: answers("report")},
	{name: "a blocked request", among: []string{asked}, block: true, turn: answers("block")},
	{name: "a pause", among: []string{strangers, asked}, turn: func(h *hush, r testkit.Person, _ string) {
		h.s.Call(h.t, r.Token, "PATCH", "/v1/me/privacy", map[string]any{"requestsPausedFor": 24}).Into(h.t, 200, nil)
	}},
	{name: "16 years", among: []string{strangers, asked}, turn: aged(16)},
	{name: "14 years", among: histories, turn: aged(14)},
	{name: "a suspension", among: histories, turn: func(h *hush, r testkit.Person, _ string) {
		h.set(r, "suspended_at", base.Millis(h.s.Clock.Now()))
		h.t.Cleanup(func() { h.set(r, "suspended_at", 0) }) // no decision stands behind it, as one does in a store that is sound
	}},
	{name: "a country", among: histories, turn: func(h *hush, r testkit.Person, _ string) { h.set(r, "country", "NO") }},
}

func answers(action string) func(h *hush, r testkit.Person, talk string) {
	return func(h *hush, r testkit.Person, talk string) {
		body := map[string]any{"action": action, "conversations": []string{talk}}
		if action == "report" {
			body["reason"] = "spam"
		}
		h.s.Call(h.t, r.Token, "POST", "/v1/requests", body).Into(h.t, 200, nil)
	}
}

func aged(years int) func(h *hush, r testkit.Person, _ string) {
	return func(h *hush, r testkit.Person, _ string) {
		h.set(r, "birth_date", h.s.Clock.Now().AddDate(-years, -1, 0).Format("2006-01-02"))
	}
}

// hush is a server on which someone is to learn nothing.
type hush struct {
	t     *testing.T
	s     *testkit.Server
	by    testkit.Person // who tries, in the case at hand
	third person

	mu         sync.Mutex
	statements []string
}

// told is all that can be seen of a try from outside, and the statements that it took: a gate in place of the time, which the
// scenario "silence" of the bench measures.
type told struct {
	answer
	statements string
}

// against are the lines in which one answer differs from another.
func (one told) against(other told) string {
	mine, theirs := strings.Split(one.String(), "\n"), strings.Split(other.String(), "\n")
	var differ []string
	for i := range max(len(mine), len(theirs)) {
		if i >= len(mine) || i >= len(theirs) || mine[i] != theirs[i] {
			differ = append(differ, "one: "+strings.Join(mine[min(i, len(mine)):min(i+3, len(mine))], "\n"), "other: "+strings.Join(theirs[min(i, len(theirs)):min(i+3, len(theirs))], "\n"))
			break
		}
	}
	return strings.Join(differ, "\n")
}

func (one told) String() string {
	return fmt.Sprintf("%d\n%s\n%s\n%s", one.Status, one.Headers, one.Body, one.statements)
}

func (h *hush) set(r testkit.Person, column string, value any) {
	h.t.Helper()
	ctx := context.WithoutCancel(h.t.Context())
	err := h.s.App.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE accounts SET `+column+` = $2 WHERE account_id = $1`, known(h.t, r).id, value)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func known(t *testing.T, p testkit.Person) person {
	t.Helper()
	id, err := base.ParseID(p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return person{id, p.Handle, p.Token}
}

// TestNothingTellsWhySomeoneCannotBeReached goes every way to people who do not want it for every reason. All is told alike: status,
// text, headers and length, after the same statements. A block shows where profiles are, and there like nobody.
func TestNothingTellsWhySomeoneCannotBeReached(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			packs := t.TempDir()
			if err := os.WriteFile(filepath.Join(packs, "off.yaml"), []byte(off), 0o600); err != nil {
				t.Fatal(err)
			}
			s := testkit.StartOn(t, app.Config{Data: t.TempDir(), Database: dbtest.Address(t, dialect), Packs: packs})
			s.Clock.Freeze() // sessions are not prolonged meanwhile
			h := &hush{t: t, s: s, third: known(t, s.SignUp(t, "third", ""))}
			overhear(t, s, h.note)
			number := 0
			absent := h.tries(number, strangers, nil)
			for _, history := range histories {
				all := map[string]map[string]told{}
				for _, r := range reasons {
					if slices.Contains(r.among, history) {
						number++
						all[r.name] = h.tries(number, history, &r)
					}
				}
				h.compare(history, all, absent)
			}
		})
	}
}

// compare wants the same answer for all reasons but, on a profile, for a block, which has that of nobody.
func (h *hush) compare(history string, all map[string]map[string]told, absent map[string]told) {
	h.t.Helper()
	for _, w := range ways {
		var first string
		for _, r := range reasons {
			got, tried := all[r.name][w.name]
			switch {
			case !tried:
			case r.block && w.profile:
				want := absent[w.name]
				switch w.name {
				case "profile by handle", "search": // anyone may ask whether a handle is taken
					want.statements = got.statements
				case "picture": // of somebody who does not exist nobody was given one
					want.statements = got.statements
				}
				if got != want {
					h.t.Errorf("%s, by %s: for %s and for someone who does not exist: %s", history, w.name, r.name, got.against(want))
				}
			case first == "":
				first = r.name
			case got != all[first][w.name]:
				h.t.Errorf("%s, by %s: for %s and for %s: %s", history, w.name, r.name, first, got.against(all[first][w.name]))
			}
		}
	}
	h.t.Logf("%s: %d ways for %q", history, len(ways), slices.Sorted(maps.Keys(all)))
}

// tries has someone go every way to another, who does not want them for a reason, or who is nobody where there is no reason.
func (h *hush) tries(number int, history string, why *reason) map[string]told {
	h.t.Helper()
	h.by = h.s.SignUp(h.t, fmt.Sprintf("seeker.%02d", number), "Seeker")
	a := attempt{later: true, url: h.s.URL, by: known(h.t, h.by), third: h.third, to: person{base.NewID(h.s.Clock.Now()), handleOf(number), ""}}
	if why != nil {
		h.meet(&a, history, why)
	}
	h.s.Clock.Move(time.Second) // what is of one moment stands in the order of its ids, which chance gives
	var own struct{ ID string }
	h.s.Call(h.t, h.by.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Seekers", "members": []string{h.by.ID}}).Into(h.t, 201, &own)
	h.s.Clock.Move(time.Second)
	a.group = own.ID
	live, err := dial(h.t.Context(), h.s.URL, a.by)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(live.close)     // who leaves is noted too, a moment later
	h.await("last_active_at =") // that they are here is noted a moment later
	a.live = live
	all := map[string]told{}
	for _, w := range ways {
		h.take()
		got, err := a.try(h.t.Context(), w)
		if err != nil {
			h.t.Fatalf("%s: %v", w.name, err)
		}
		all[w.name] = told{got, h.take()}
	}
	return all
}

// handleOf begins like nobody else's.
func handleOf(number int) string {
	return string([]byte{'a' + byte(number/20), 'a' + byte(number%20)}) + "hidden"
}

// meet makes the one who is not to be reached.
func (h *hush) meet(a *attempt, history string, why *reason) {
	h.t.Helper()
	h.s.Clock.Move(time.Second) // members are in the order of their ids, and times as long as others
	r := h.s.SignUp(h.t, a.to.handle, a.to.handle)
	a.to = known(h.t, r)
	h.s.TakeMessages(h.t, r, "everyone")
	talk := a.talk().String()
	if history == strangers {
		h.s.Call(h.t, r.Token, "PUT", "/v1/me/avatar", []byte(portrait())).Into(h.t, 200, nil)
		var profile struct{ Avatar struct{ Small string } }
		h.s.Call(h.t, h.by.Token, "GET", "/v1/accounts/"+r.ID, nil).Into(h.t, 200, &profile)
		a.picture = profile.Avatar.Small
	} else {
		h.s.Send(h.t, h.by, h.s.Open(h.t, h.by, r), "before")
	}
	if history == talked {
		h.s.Send(h.t, r, talk, "before")
	}
	var start struct{ Cursor string }
	h.s.Call(h.t, h.by.Token, "GET", "/v1/sync", nil).Into(h.t, 200, &start)
	a.past = start.Cursor
	why.turn(h, r, talk)
}

func (h *hush) note(query string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.statements = append(h.statements, query)
}

// await waits for a statement that has text in it.
func (h *hush) await(text string) {
	h.t.Helper()
	rig.Until(h.t, "a statement with "+text, func() bool { return strings.Contains(h.take(), text) })
}

// take is what was noted since the last time.
func (h *hush) take() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	noted := strings.Join(h.statements, "\n")
	h.statements = nil
	return noted
}

// portrait is a picture.
func portrait() string {
	var file bytes.Buffer
	_ = png.Encode(&file, image.NewRGBA(image.Rect(0, 0, 8, 8))) // into memory
	return file.String()
}

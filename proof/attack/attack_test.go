package attack

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/media"
	"causerie/internal/testkit"
	"causerie/proof/rig"
)

var (
	people = flag.Int("people", 60, "how many try to reach how many who do not want it")
	eachOf = flag.Int("each", 3, "how many try to reach each")
)

const (
	workers    = 8   // that try at once
	rounds     = 3   // messages of each friend, at least
	mostRounds = 100 // and at most
	squares    = 25  // people who take requests from everyone
	spenders   = 10  // of so many one tries to write to all of these

	requestMost, requestHolds = 20, 3 // the budget
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == media.WorkerCommand {
		testkit.Main(m)
	}
	rig.Main(m)
}

// field is where people try to reach others who do not want it, while friends write to these.
type field struct {
	t       *testing.T
	ctx     context.Context
	server  *rig.Server
	by      []person
	targets []*target
	friends []*friend
	squares []person // who take requests from everyone
	absent  map[string]answer

	calls, written, begun, arrived atomic.Int64
	over                           atomic.Bool // nobody tries any more

	mu      sync.Mutex
	answers map[string]map[answer]string // by history and way: what was answered, and about whom
	shapes  map[string]bool
	errs    []error
}

// TestNobodyIsReachedWhoDoesNotWantIt has many try every way, while friends write.
func TestNobodyIsReachedWhoDoesNotWantIt(t *testing.T) {
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			f := &field{t: t, ctx: t.Context(), answers: map[string]map[answer]string{}, shapes: map[string]bool{}}
			address := dbtest.Address(t, dialect)
			f.begin(address)
			began := time.Now()
			f.prepare()
			prepared := time.Now()
			f.attack()
			f.judge()
			f.server.Stop(t)
			pardon(t, address)
			if report, err := f.server.Run("verify", "--data", f.server.Data); err != nil {
				t.Errorf("the store is not sound: %v\n%s", err, report)
			}
			t.Logf("%d people by %d ways to %d others, %d each: %d calls with %d shapes of answers in %s (%s to prepare); %d messages of friends arrived; %d requests to others",
				len(f.by), len(ways), len(f.targets), *eachOf, f.calls.Load(), len(f.shapes), time.Since(prepared).Round(time.Second),
				prepared.Sub(began).Round(time.Second), f.written.Load(), f.begun.Load())
		})
	}
}

func (f *field) begin(address string) {
	f.t.Helper()
	c := &crowd{made: time.Now().Add(-time.Hour)}
	for range *people {
		f.by = append(f.by, c.add("seeker", kind{}))
	}
	for i := range *people {
		k := kinds[i%len(kinds)]
		one := &target{person: c.add("target", k), kind: k, picture: map[base.ID]string{}}
		for n := range *eachOf {
			one.by = append(one.by, (i+n)%*people)
		}
		f.targets = append(f.targets, one)
		if !k.alone {
			one.friend = &friend{person: c.add("friend", kind{})}
			f.friends = append(f.friends, one.friend)
		}
	}
	for range squares {
		f.squares = append(f.squares, c.add("square", kind{}))
	}
	c.store(f.t, address)
	f.server = rig.NewServer(f.t, rig.Folder(f.t), address)
	f.server.Start(f.t)
}

// does asks for something that has to be done.
func (f *field) does(who person, method, path, body string) error {
	return f.into(who, method, path, body, nil)
}

func (f *field) into(who person, method, path, body string, out any) error {
	got, err := ask(f.ctx, f.server.URL, who, method, path, body)
	if err != nil {
		return err
	}
	if got.Status >= 300 {
		return fmt.Errorf("%s %s as %s: %d %s", method, path, who.handle, got.Status, got.Body)
	}
	if out != nil {
		return json.Unmarshal([]byte(got.Body), out)
	}
	return nil
}

func (f *field) says(who person, talk base.ID, text string) error {
	return f.does(who, "POST", "/v1/conversations/"+talk.String()+"/entries",
		fmt.Sprintf(`{"clientId":%q,"kind":"message","content":{"type":"text","text":%q}}`, base.NewID(time.Now()), text))
}

func (f *field) opens(who, other person) error {
	return f.does(who, "POST", "/v1/conversations", `{"kind":"direct","members":["`+other.id.String()+`"]}`)
}

func (f *field) takes(who person, from string) error {
	return f.does(who, "PATCH", "/v1/me/direct-messages", `{"who":"`+from+`"}`)
}

// all does something for each of a list, several at once, and ends the test with the first failure.
func all[T any](f *field, list []T, do func(T) error) {
	f.t.Helper()
	var next atomic.Int64
	var group sync.WaitGroup
	errs := make([]error, len(list))
	for range workers {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				errs[i] = do(list[i])
			}
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		f.t.Fatal(err)
	}
}

// prepare brings about what stands between people before anyone tries anything.
func (f *field) prepare() {
	f.t.Helper()
	all(f, f.squares, func(one person) error { return f.takes(one, "everyone") })
	all(f, f.targets, f.ready)
	all(f, f.friends, func(one *friend) (err error) {
		if one.handle[len(one.handle)-1]%2 == 0 {
			one.live, err = dial(f.ctx, f.server.URL, one.person)
		}
		return err
	})
	f.absent = map[string]answer{}
	var own struct{ ID string }
	if err := f.into(f.by[0], "POST", "/v1/conversations", `{"kind":"group","title":"Seekers","members":["`+f.by[0].id.String()+`"]}`, &own); err != nil {
		f.t.Fatal(err)
	}
	nobody := attempt{url: f.server.URL, by: f.by[0], group: own.ID, third: f.by[1], to: person{base.NewID(time.Now()), "nobody.is.here", ""}}
	for _, w := range ways {
		if w.profile {
			got, err := nobody.try(f.ctx, w)
			if err != nil {
				f.t.Fatal(err)
			}
			f.absent[w.name] = got
		}
	}
}

// ready makes a target what their kind says.
func (f *field) ready(t *target) error {
	var errs []error
	do := func(err error) { errs = append(errs, err) }
	if t.friend != nil {
		do(f.does(t.friend.person, "PUT", "/v1/accounts/"+t.id.String()+"/follow", ""))
		do(f.does(t.person, "PUT", "/v1/accounts/"+t.friend.id.String()+"/follow", ""))
	}
	if t.history != strangers {
		do(f.takes(t.person, "everyone"))
	}
	for _, n := range t.by {
		by := f.by[n]
		talk := base.DirectID(by.id, t.id)
		if t.history != strangers {
			do(f.opens(by, t.person))
			do(f.says(by, talk, "before"))
		}
		if t.history == talked {
			do(f.says(t.person, talk, "before"))
		}
		if t.blocks && t.history == talked {
			if len(t.picture) == 0 {
				do(f.does(t.person, "PUT", "/v1/me/avatar", portrait()))
			}
			var profile struct{ Avatar struct{ Small string } }
			do(f.into(by, "GET", "/v1/accounts/"+t.id.String(), "", &profile))
			t.picture[by.id] = profile.Avatar.Small
		}
		if t.turn != nil {
			do(t.turn(f, t, by))
		}
	}
	if t.setting != "" {
		do(f.takes(t.person, t.setting))
	}
	if t.friend != nil {
		do(f.opens(t.friend.person, t.person))
	}
	if t.private {
		do(f.does(t.person, "PATCH", "/v1/me/privacy", `{"private":true}`))
	}
	if t.paused {
		do(f.does(t.person, "PATCH", "/v1/me/privacy", `{"requestsPausedFor":24}`))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	var start struct{ Cursor string }
	err := f.into(t.person, "GET", "/v1/sync", "", &start)
	t.cursor = start.Cursor
	if err == nil {
		t.before, err = f.sees(t)
	}
	if err == nil {
		t.live, err = dial(f.ctx, f.server.URL, t.person)
	}
	return err
}

// attack has everyone try, and friends write meanwhile.
func (f *field) attack() {
	f.t.Helper()
	numbers := make([]int, len(f.by))
	for i := range numbers {
		numbers[i] = i
	}
	var writing sync.WaitGroup
	writing.Go(func() {
		for round := 0; round < mostRounds && (round < rounds || !f.over.Load()); round++ {
			for _, t := range f.targets {
				if t.friend != nil && (round < rounds || !f.over.Load()) {
					f.note(f.writes(t))
				}
			}
		}
	})
	all(f, numbers, f.tries)
	f.over.Store(true)
	writing.Wait()
}

// note keeps an error for the end.
func (f *field) note(err error) {
	if err != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.errs = append(f.errs, err)
	}
}

// writes has a friend write to a target, in half of the cases over a live connection.
func (f *field) writes(t *target) error {
	text := fmt.Sprint("message ", len(t.friend.sent)+1)
	talk := base.DirectID(t.friend.id, t.id)
	t.friend.sent = append(t.friend.sent, text)
	f.written.Add(1)
	if t.friend.live == nil {
		return f.says(t.friend.person, talk, text)
	}
	got, err := t.friend.live.call(f.ctx, "appendEntry",
		fmt.Sprintf(`{"id":%q,"clientId":%q,"kind":"message","content":{"type":"text","text":%q}}`, talk, base.NewID(time.Now()), text))
	if err == nil && got.Status != 201 {
		err = fmt.Errorf("a friend's message was refused: %s", got.Body)
	}
	return err
}

// tries has someone go every way to all whom they want to reach, and some of them spend more than their budget elsewhere.
func (f *field) tries(number int) error {
	by := f.by[number]
	live, err := dial(f.ctx, f.server.URL, by)
	if err != nil {
		return err
	}
	defer live.close()
	var start struct{ Cursor string }
	if err := f.into(by, "GET", "/v1/sync", "", &start); err != nil {
		return err
	}
	var own struct{ ID string }
	if err := f.into(by, "POST", "/v1/conversations", `{"kind":"group","title":"Seekers","members":["`+by.id.String()+`"]}`, &own); err != nil {
		return err
	}
	var said struct{ Seq int64 }
	words := fmt.Sprintf(`{"clientId":%q,"kind":"message","content":{"type":"text","text":"you cannot hide"}}`, base.NewID(time.Now()))
	if err := f.into(by, "POST", "/v1/conversations/"+own.ID+"/entries", words, &said); err != nil {
		return err
	}
	spent := 0
	for _, t := range f.targets {
		if !slices.Contains(t.by, number) {
			continue
		}
		if t.history == asked {
			spent++
		}
		a := attempt{url: f.server.URL, by: by, to: t.person, group: own.ID, said: said.Seq, third: f.by[(number+1)%len(f.by)], live: live, picture: t.picture[by.id], past: start.Cursor}
		for _, w := range ways {
			got, err := a.try(f.ctx, w)
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			f.record(t, w, got)
		}
	}
	if number%spenders == 0 {
		return f.spends(by, requestMost-spent)
	}
	return nil
}

// record keeps what was answered, and wants that who is blocked is answered as if there were nobody.
func (f *field) record(t *target, w way, got answer) {
	f.calls.Add(1)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.shapes[got.shape()] = true
	switch {
	case got.Status >= 500 || got.Status == 0 && w.name != "presence":
		f.errs = append(f.errs, fmt.Errorf("%s to who %s: %+v", w.name, t.name, got))
	case w.profile && t.blocks:
		if got != f.absent[w.name] {
			f.errs = append(f.errs, fmt.Errorf("%s to who %s: %+v, and of nobody %+v", w.name, t.name, got, f.absent[w.name]))
		}
	case !w.profile && !w.wide && !t.restricts:
		key := t.history + ", " + w.name
		if f.answers[key] == nil {
			f.answers[key] = map[answer]string{}
		}
		f.answers[key][got] = t.name
	}
}

// spends has someone begin more requests than they may, with more messages than one holds.
func (f *field) spends(by person, may int) error {
	begun := 0
	for i, one := range f.squares {
		talk := base.DirectID(by.id, one.id)
		for n := range requestHolds + 1 {
			if n == 0 {
				if _, err := ask(f.ctx, f.server.URL, by, "POST", "/v1/conversations", `{"kind":"direct","members":["`+one.id.String()+`"]}`); err != nil {
					return err
				}
			}
			err := f.says(by, talk, fmt.Sprintf("may I write to you? %s %d.%d", by.handle, i, n))
			switch taken := err == nil; {
			case taken && n == 0:
				begun++
			case taken && n == requestHolds:
				return errors.New("a request holds more than it may")
			}
		}
	}
	f.begun.Add(int64(begun))
	if begun != may {
		return fmt.Errorf("%s began %d requests, and may %d", by.handle, begun, may)
	}
	return nil
}

// judge wants that nothing came that should not, that all came that should, and that no answer tells more than another.
func (f *field) judge() {
	f.t.Helper()
	all(f, f.targets, func(t *target) error { f.note(f.undisturbed(t)); return nil })
	all(f, f.squares, func(one person) error { f.note(f.bounded(one)); return nil })
	if f.arrived.Load() != f.begun.Load() {
		f.errs = append(f.errs, fmt.Errorf("%d requests arrived of the %d that could be begun", f.arrived.Load(), f.begun.Load()))
	}
	for key, answers := range f.answers {
		if len(answers) > 1 {
			f.errs = append(f.errs, fmt.Errorf("%s: %d answers, such as %.4000v", key, len(answers), fmt.Sprint(answers)))
		}
	}
	for i, err := range f.errs {
		if i == 20 {
			f.t.Fatalf("and %d more", len(f.errs)-i)
		}
		f.t.Error(err)
	}
}

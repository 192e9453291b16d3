package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/chat"
	"causerie/internal/testkit"
)

// club is a server with some people, and the conversations that they have: those of friends, in groups and each with each, or those of people who come to terms and fall out.
type club struct {
	t       *testing.T
	server  *testkit.Server
	r       *rand.Rand
	people  []person
	circles []*circle          // that there are
	pairs   map[[2]int]*circle // direct conversations, and those with oneself, also those that nobody has opened
	friends bool               // they are friends of each other, and stay so; then they have groups too
	copies  []groupCopy
	laters  []*later
	went    []*later // that were sent
	packs   []*pack
	did     []string
	codes   map[string]int // how often each was answered

	sessions [][2]base.ID // of each
	n        int          // steps so far
}

// circle is a conversation without a store: its log, and who sits in it.
type circle struct {
	id    base.ID
	title string
	rules chat.Rules
	log   []entryLine
	pins  []int64
	after time.Duration // messages disappear then; 0 for never
	timed int           // lines that have their time and their step
	seats map[int]*seat // by the person
	came  int           // how many have sat down so far
	code  string        // of a link into it
	*direct
	// Who was removed and has not come back, and who asks to come in: false once an admin turned them down.
	removed, asks map[int]bool
}

// entryLine is an entry.
type entryLine struct {
	kind   string
	by     int
	text   string // what it says; of what the server writes itself, what it did
	target int64
	erased bool
	until  time.Time // it disappears then; zero for never
	gone   bool      // it has
	poll   *ballot
	once   *glance
	step   int       // in which it was written
	at     time.Time // when

	what      string    // a message is; nothing for a text
	now       string    // it says, with its edits
	edited    bool      // it was
	forwarded bool      // from elsewhere
	media     []base.ID // that are its own
	whose     int       // the profile that it is
	of        *pack     // its sticker is
}

// seat is a member.
type seat struct {
	role        string
	came        int
	step        int // in which they came
	floor, read int64
	cleared     bool // since they came, or since the last message
	hidden      map[int64]bool
}

// groupCopy is what a device keeps by sync alone: what the views show.
type groupCopy struct {
	cursor string
	views  map[base.ID]chat.Conversation
}

const (
	clubbers = 5   // friends, or
	rivals   = 3   // people who may be none
	meeting  = 250 // steps with the same people
)

// TestEveryMemberOfAGroupSeesWhatTheModelSays has friends make groups, join, leave, remove each other, hand over, change rules, write to all and to one of them, now and later, show what is viewed
// once, react, unsend, read and clear in random order, and holds what each of them sees, in a conversation or not, to the model.
func TestEveryMemberOfAGroupSeesWhatTheModelSays(t *testing.T) {
	each(t, 0.015, func(t *testing.T, s *testkit.Server, seed uint64, steps int) {
		meet(t, s, seed, steps, clubbers, true)
	})
}

// TestTwoPeopleSeeWhatTheModelSays has people do all of that in direct conversations, while they follow, restrict and block each other, choose who may write to them and answer requests.
func TestTwoPeopleSeeWhatTheModelSays(t *testing.T) {
	each(t, 0.01, func(t *testing.T, s *testkit.Server, seed uint64, steps int) {
		meet(t, s, seed, steps, rivals, false)
	})
}

func meet(t *testing.T, s *testkit.Server, seed uint64, steps, people int, friends bool) {
	codes := map[string]int{}
	for n := 0; n*meeting < steps && !t.Failed(); n++ {
		c := &club{t: t, server: s, r: random(seed, n), friends: friends, codes: codes}
		for i := range people {
			c.people = append(c.people, signUp(t, s, fmt.Sprintf("clubber%d.%d", n, i), fmt.Sprintf("Clubber %d", i)))
			c.sessions = append(c.sessions, [2]base.ID{clientID(c.r), clientID(c.r)})
			c.copies = append(c.copies, groupCopy{views: map[base.ID]chat.Conversation{}})
			c.sync(i)
		}
		c.pair()
		for range min(meeting, steps-n*meeting) {
			c.step()
			if t.Failed() {
				t.Fatalf("in step %d of meeting %d, after %s", c.n, n, strings.Join(c.did[max(0, len(c.did)-30):], ", "))
			}
		}
	}
	t.Logf("%d steps: %v", steps, codes)
}

// step does one random thing on the service and the model, and compares what everyone sees of it.
func (c *club) step() {
	c.n++
	c.server.Clock.Move(2 * time.Millisecond) // no two steps are at the same time
	a, b := c.anyone(), c.anyone()
	groups := 0
	for _, g := range c.circles {
		if g.direct == nil {
			groups++
		}
	}
	if c.friends && (groups == 0 || groups < 6 && c.r.IntN(40) == 0) {
		c.create(a)
		return
	}
	if len(c.circles) == 0 || c.r.IntN(20) == 0 {
		c.opensWith(a, b)
		return
	}
	g := c.circles[c.r.IntN(len(c.circles))]
	if g.direct != nil && c.r.IntN(8) > 0 { // who is not in it does little
		a = g.pair[c.r.IntN(2)]
	}
	c.does(g, a, b)
	for _, one := range c.circles {
		c.time(one)
	}
	for i := range c.people {
		if g.direct == nil || g.side(i) >= 0 || c.r.IntN(8) == 0 { // who is not in it sees little
			c.look(g, i)
		}
	}
	c.overall(a)
}

func (c *club) does(g *circle, a, b int) {
	switch what := c.r.IntN(100); {
	case what < 17:
		c.says(g, a)
	case what < 20:
		c.edits(g, a)
	case what < 22:
		c.shows(g, a)
	case what < 27:
		c.opens(g, a)
	case what < 30:
		c.lates(g, a)
	case what < 34:
		c.forwards(g, a)
	case what < 38:
		c.asks(g, a)
	case what < 44:
		c.votes(g, a)
	case what < 46:
		c.closes(g, a)
	case what < 48:
		c.reacts(g, a)
	case what < 51:
		c.pins(g, a)
	case what < 54:
		c.unsends(g, a)
	case what < 57:
		c.sticks(g, a)
	case what < 59:
		c.collects(g, a)
	case what < 62:
		c.tells(g, a)
	case what < 64:
		c.hides(g, a)
	case what < 68:
		c.reads(g, a)
	case what < 70:
		c.sets(g, a)
	case what < 72:
		c.waits()
	case what < 74:
		c.clears(g, a)
	case what < 99:
		c.arranges(g, a, b)
	default:
		if c.r.IntN(20) == 0 {
			c.did = append(c.did, "restart")
			c.server.Restart(c.t)
		}
	}
}

// arranges has someone change who is in a conversation, or who may write in it.
func (c *club) arranges(g *circle, a, b int) {
	what := c.r.IntN(25)
	switch {
	case g.direct != nil && c.friends:
		c.says(g, a)
	case g.direct != nil && what < 8:
		c.answersAsked(g, a)
	case g.direct != nil:
		c.relates(g, a)
	case what < 5:
		c.adds(g, a)
	case what < 8:
		c.follows(g, a)
	case what < 10:
		c.answers(g, a, b)
	case what < 13:
		c.removes(g, a, b)
	case what < 15:
		c.removes(g, a, a)
	case what < 20:
		c.names(g, a, b)
	default:
		c.rules(g, a)
	}
}

func (c *club) anyone() int { return c.r.IntN(len(c.people)) }

// expect compares a code, and keeps what was done for the report of a failure.
func (c *club) expect(what, want string, err error) bool {
	c.t.Helper()
	c.did = append(c.did, what+" "+want)
	c.codes[want]++
	if got := base.CodeOf(err); got != want || want == "" && err != nil {
		c.t.Errorf("%s: %v, want %q", what, err, want)
	}
	return want == ""
}

func (g *circle) admin(i int) bool { return g.seats[i] != nil && g.seats[i].role != "member" }

func (g *circle) head() int64 { return int64(len(g.log)) }

// may is the code of a refusal by a rule.
func (g *circle) may(i int, rule string) string {
	switch {
	case g.seats[i] == nil:
		return "not_found"
	case rule == "admins" && !g.admin(i):
		return "not_admin"
	}
	return ""
}

func (c *club) sit(g *circle, i int, role string) {
	floor := g.head()
	if g.rules.History == "all" {
		floor = 0
	}
	delete(g.removed, i)
	delete(g.asks, i)
	g.came++
	g.seats[i] = &seat{role: role, came: g.came, step: c.n, floor: floor, read: g.head(), hidden: map[int64]bool{}}
}

func (c *club) ids(people []int) []base.ID {
	ids := make([]base.ID, len(people))
	for i, p := range people {
		ids[i] = c.people[p].actor.Account
	}
	return ids
}

func (c *club) some(n int) []int { return c.r.Perm(len(c.people))[:n] }

func (c *club) create(a int) {
	g := &circle{title: sentence(c.r), seats: map[int]*seat{}, removed: map[int]bool{}, asks: map[int]bool{}, rules: chat.Rules{Add: "all", Edit: "all", Write: "all", History: "joined"}}
	others := c.some(1 + c.r.IntN(len(c.people)-1))
	made, _, _, err := c.server.App.Chat.CreateGroup(ctx, c.people[a].actor, chat.NewGroup{Title: g.title, Members: c.ids(others), ClientID: clientID(c.r)})
	c.expect(fmt.Sprint(a, " makes a group of ", others), "", err)
	g.id = made.ID
	c.sit(g, a, "owner")
	for _, other := range c.inOrder(others) {
		if other != a {
			c.sit(g, other, "member")
		}
	}
	g.log = append(g.log, entryLine{kind: "member", by: a, text: "create"})
	link, err := c.server.App.Chat.CreateLink(ctx, c.people[a].actor, g.id, chat.NewLink{})
	c.expect(fmt.Sprint(a, " makes a link"), "", err)
	g.code = link.Code
	c.circles = append(c.circles, g)
	for _, one := range c.circles {
		c.time(one)
	}
	for i := range c.people {
		c.look(g, i)
	}
}

// inOrder is people by their ids, in which those of one call join.
func (c *club) inOrder(people []int) []int {
	people = slices.Clone(people)
	sort.Slice(people, func(i, k int) bool { return c.people[people[i]].actor.Account.Less(c.people[people[k]].actor.Account) })
	return people
}

func (c *club) adds(g *circle, a int) {
	others := c.some(1 + c.r.IntN(2))
	_, err := c.server.App.Chat.AddMembers(ctx, c.people[a].actor, g.id, c.ids(others))
	if !c.expect(fmt.Sprint(a, " adds ", others), g.may(a, g.rules.Add), err) {
		return
	}
	came := false
	for _, other := range c.inOrder(others) {
		if g.seats[other] == nil {
			c.sit(g, other, "member")
			came = true
		}
	}
	if came {
		g.log = append(g.log, entryLine{kind: "member", by: a, text: "add"})
	}
}

func (c *club) removes(g *circle, a, b int) {
	want, did := "", "remove"
	switch {
	case g.seats[a] == nil:
		want = "not_found"
	case a == b:
		did = "leave"
	case g.seats[b] == nil:
		want = "not_member"
	case g.seats[a].role != "owner" && (g.seats[a].role != "admin" || g.seats[b].role != "member"):
		want = "not_admin"
	}
	err := c.server.App.Chat.RemoveMember(ctx, c.people[a].actor, g.id, c.people[b].actor.Account)
	if !c.expect(fmt.Sprint(a, " removes ", b), want, err) {
		return
	}
	owned := g.seats[b].role == "owner"
	delete(g.seats, b)
	if a != b {
		g.removed[b] = true
	}
	if owned && len(g.seats) > 0 {
		g.seats[c.heir(g)].role = "owner"
	}
	g.log = append(g.log, entryLine{kind: "member", by: a, text: did})
}

// follows has someone come by the link: who was removed waits for an admin.
func (c *club) follows(g *circle, a int) {
	want, state := "", "member"
	_, asks := g.asks[a]
	switch {
	case len(g.seats) == 0:
		want = "not_found"
	case g.seats[a] == nil && (asks || g.removed[a]):
		state = "waiting"
	}
	got, err := c.server.App.Chat.JoinByLink(ctx, c.people[a].actor, g.code)
	if !c.expect(fmt.Sprint(a, " follows the link"), want, err) {
		return
	}
	if got.State != state {
		c.t.Errorf("%d follows the link: %s, want %s", a, got.State, state)
	}
	switch {
	case g.seats[a] != nil || asks:
	case state == "waiting":
		g.asks[a] = true
	default:
		c.sit(g, a, "member")
		g.log = append(g.log, entryLine{kind: "member", by: a, text: "join"})
	}
}

// answers has someone let another in, or turn them down.
func (c *club) answers(g *circle, a, b int) {
	want := g.may(a, "admins")
	if want == "" && !g.asks[b] {
		want = "not_waiting"
	}
	accept := c.r.IntN(3) > 0
	err := c.server.App.Chat.AnswerJoiner(ctx, c.people[a].actor, g.id, c.people[b].actor.Account, accept)
	switch {
	case !c.expect(fmt.Sprint(a, " answers ", b, " ", accept), want, err):
	case accept:
		c.sit(g, b, "member")
		g.log = append(g.log, entryLine{kind: "member", by: b, text: "join"})
	default:
		g.asks[b] = false
	}
}

// asking counts those who wait, as who sits here is shown them.
func (g *circle) asking(i int) (n int64) {
	for _, waits := range g.asks {
		if waits && g.admin(i) {
			n++
		}
	}
	return n
}

// heir is who owns a group after its owner: an admin before a member, who came earliest; those of one moment by their ids.
func (c *club) heir(g *circle) int {
	best := -1
	for i, s := range g.seats {
		if best < 0 || s.role == "admin" && g.seats[best].role != "admin" || s.role == g.seats[best].role && s.came < g.seats[best].came {
			best = i
		}
	}
	return best
}

func (c *club) names(g *circle, a, b int) {
	role := []string{"owner", "admin", "member"}[c.r.IntN(3)]
	want := ""
	switch {
	case g.seats[a] == nil:
		want = "not_found"
	case g.seats[b] == nil:
		want = "not_member"
	case !g.admin(a), g.seats[a].role != "owner" && (g.seats[b].role != "member" || role == "owner"), a == b && g.seats[b].role != role:
		want = "not_admin"
	}
	err := c.server.App.Chat.SetRole(ctx, c.people[a].actor, g.id, c.people[b].actor.Account, role)
	if !c.expect(fmt.Sprint(a, " makes ", b, " ", role), want, err) || g.seats[b].role == role {
		return
	}
	if role == "owner" {
		g.seats[a].role = "admin"
	}
	g.seats[b].role = role
	g.log = append(g.log, entryLine{kind: "member", by: a, text: "role"})
}

func (c *club) rules(g *circle, a int) {
	var patch chat.GroupPatch
	next, title := g.rules, g.title
	if c.r.IntN(2) == 0 {
		title = sentence(c.r)
		patch.Title = &title
	}
	for i, to := range []**string{&patch.Add, &patch.Edit, &patch.Write, &patch.History} {
		if c.r.IntN(4) > 0 {
			continue
		}
		value := []string{"all", "admins"}[c.r.IntN(2)]
		if i == 3 {
			value = []string{"all", "joined"}[c.r.IntN(2)]
		}
		*to = &value
		*[]*string{&next.Add, &next.Edit, &next.Write, &next.History}[i] = value
	}
	want := g.may(a, "all")
	if want == "" && title != g.title {
		want = g.may(a, g.rules.Edit)
	}
	if want == "" && next != g.rules {
		want = g.may(a, "admins")
	}
	_, err := c.server.App.Chat.UpdateGroup(ctx, c.people[a].actor, g.id, patch)
	if c.expect(fmt.Sprint(a, " settles ", next, " ", title), want, err) && (next != g.rules || title != g.title) {
		g.rules, g.title = next, title
		g.log = append(g.log, entryLine{kind: "settings", by: a})
	}
}

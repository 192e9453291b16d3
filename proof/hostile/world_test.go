package hostile_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"causerie/internal/app"
	"causerie/internal/contacts/contactstest"
	"causerie/internal/db"
	"causerie/internal/db/dbtest"
	"causerie/internal/testkit"
)

// role is in whose place a request is made.
type role int

const (
	anonymous role = iota
	stranger       // has nothing to do with ada
	blocked        // wrote with ada, until ada blocked them
	member         // bob, who writes with ada
	former         // whose session has ended
	staff          // an admin, who is a stranger all the same
	moderator      // likewise
	roles
)

func (r role) String() string {
	return [...]string{"anonymous", "stranger", "blocked", "member", "former", "staff", "moderator"}[r]
}

// world is what requests speak of.
type world struct {
	people        [roles]testkit.Person
	others        []testkit.Person // ada, and who is there to be signed in to and recovered
	friends       []testkit.Person // of everyone; nobody knows them by anything else
	conversations []string         // of ada and each role, one that was deleted, and none
	own           map[role]string  // the one that is each role's
	invitation    string           // of member
	groups        map[role]string  // one that each owns, with friends in it and someone who is asked
	links         map[role]string  // the code of one into each of these, where an admin lets in who comes
	handles       []string
	mail          *contactstest.Mailbox
	identifiers   map[role]string // one by which each role can be found, which comes and goes; they have another

	mu      sync.Mutex
	spare   []string // sessions that may end
	cursors []string // that the server gave

	cases     []string          // the last ones that the server told of
	appealed  []string          // likewise, that wait for the answer to an appeal
	known     map[string]known  // by the case
	held      map[string]string // the last case that someone claimed, by their account
	decisions []string          // likewise, to the people concerned
	decided   [][2]string       // cases with a decision of theirs

	announcement string // the last that an admin made

	scheduled map[string]string // the last message that someone has sent later, by their session's token
	uploads   map[string]string // likewise, the last upload that they began
	photos    map[string]string // likewise, the last photo that they made of one
	videos    map[string]string // likewise, the last video
	voices    map[string]string // likewise, the last voice note
	files     map[string]string // likewise, the last file
	previews  map[string]string // likewise, of a link

	stickers map[string]testkit.Sticker // of a pack of theirs, likewise
	site     string                     // whose pages previews are of
}

// known is what the server told of a case: a conversation that was reported, and a decision that waits for the answer to its appeal.
type known struct{ conversation, decision string }

// start runs a server that sends codes, and the mail server that takes them.
func start(t *testing.T, dialect db.Dialect) (*testkit.Server, *contactstest.Mailbox) {
	t.Helper()
	mail := contactstest.StartMail(t, contactstest.Encryption{})
	config := app.Config{
		Data: t.TempDir(), Database: dbtest.Address(t, dialect), EmailDigests: true, FFmpeg: "ffmpeg", SMTP: "smtp://" + mail.Address + "?from=hello@hostile.example",
	}
	testkit.StartTiles(t, &config)
	return testkit.StartOn(t, config), mail
}

func newWorld(t *testing.T, s *testkit.Server, mail *contactstest.Mailbox) *world {
	t.Helper()
	ada := s.SignUp(t, "ada", "Ada Lovelace")
	w := &world{mail: mail, known: map[string]known{}, held: map[string]string{}, uploads: map[string]string{}, scheduled: map[string]string{}, photos: map[string]string{}, videos: map[string]string{}, voices: map[string]string{}, files: map[string]string{}, previews: map[string]string{}, stickers: map[string]testkit.Sticker{}, identifiers: map[role]string{}, own: map[role]string{}, others: []testkit.Person{ada, s.SignUp(t, "forgetful", "Forgetful Fred")}}
	for r := stranger; r < roles; r++ {
		w.people[r] = s.SignUp(t, "the."+r.String(), "The "+r.String())
	}
	for r, name := range map[role]string{staff: "admin", moderator: "moderator"} {
		if err := s.App.Account.UserRole(t.Context(), w.people[r].Handle, name); err != nil {
			t.Fatal(err)
		}
	}
	w.friends = []testkit.Person{s.SignUp(t, "quiet.one", "Quiet One"), s.SignUp(t, "quiet.two", "Quiet Two")}
	for r := stranger; r < roles; r++ {
		for _, friend := range w.friends {
			s.Befriend(t, w.people[r], friend)
		}
	}
	s.TakeMessages(t, w.people[staff], "everyone")
	asked := s.Open(t, w.people[stranger], w.people[staff])
	s.Send(t, w.people[stranger], asked, "may I?")
	w.conversations = append(w.conversations, asked)
	texts := []string{"a secret", "été 東京 👍", "one more", "and another"}
	for _, r := range []role{blocked, member, former} {
		c := s.Direct(t, ada, w.people[r])
		for _, text := range texts {
			s.Send(t, ada, c, text)
			s.Send(t, w.people[r], c, text)
		}
		w.conversations = append(w.conversations, c)
		w.own[r] = c
	}
	deleted := s.Direct(t, w.people[member], w.people[former])
	s.Send(t, w.people[former], deleted, "gone")
	s.Call(t, w.people[member].Token, "DELETE", "/v1/conversations/"+deleted, nil).Into(t, 204, nil)
	w.conversations = append(w.conversations, deleted, uuid.NewString())
	s.Call(t, ada.Token, "PUT", "/v1/accounts/"+w.people[blocked].ID+"/block", nil).Into(t, 204, nil)
	s.Call(t, w.people[member].Token, "PATCH", "/v1/me/privacy", map[string]any{"private": true}).Into(t, 200, nil)
	for _, asker := range []testkit.Person{w.people[stranger], w.people[staff], w.others[1]} {
		s.Call(t, asker.Token, "PUT", "/v1/accounts/"+w.people[member].ID+"/follow", nil).Into(t, 200, nil)
	}
	for r := stranger; r < roles; r++ {
		w.identifiers[r] = w.prove(t, s, w.people[r], addressOf(r))
		w.prove(t, s, w.people[r], "other."+addressOf(r))
	}
	for range 12 {
		w.spare = append(w.spare, s.SignIn(t, w.people[stranger]).Token)
	}
	film := testkit.Film(t, "film.mp4", 1, 64, 64)
	for _, r := range []role{stranger, member} {
		w.videos[w.people[r].Token] = s.Video(t, w.people[r], film)
		w.voices[w.people[r].Token] = s.Voice(t, w.people[r])
		w.files[w.people[r].Token] = s.File(t, w.people[r], "plan.pdf", []byte("the plan"))
	}
	w.site = s.Site(t, testkit.Shop)
	s.SendLink(t, ada, w.own[member], w.site, s.Preview(t, ada, w.site)).Into(t, 201, nil)
	s.SendVoice(t, ada, w.own[member], s.Voice(t, ada)).Into(t, 201, nil)
	s.Call(t, w.people[former].Token, "DELETE", "/v1/sessions/current", nil).Into(t, 204, nil)
	boat := s.Sticker(t, w.friends[0])
	w.groups, w.links = map[role]string{}, map[role]string{}
	for _, r := range []role{stranger, blocked, member, staff, moderator} {
		var made struct{ ID string }
		body := map[string]any{"kind": "group", "title": "Of " + r.String(), "members": []string{w.friends[0].ID, w.friends[1].ID, w.people[staff].ID}}
		s.Call(t, w.people[r].Token, "POST", "/v1/conversations", body).Into(t, 201, &made)
		s.Send(t, w.people[r], made.ID, "welcome")
		poll := map[string]any{"clientId": uuid.NewString(), "kind": "message", "content": map[string]any{"type": "poll", "text": "tea?", "poll": map[string]any{"options": []string{"yes", "no"}, "anonymous": true}}}
		s.Call(t, w.people[r].Token, "POST", "/v1/conversations/"+made.ID+"/entries", poll).Into(t, 201, nil)
		for _, who := range []testkit.Person{w.people[r], w.friends[0]} {
			once := map[string]any{"clientId": uuid.NewString(), "kind": "message", "content": map[string]any{"type": "once", "once": map[string]any{"kind": "voice", "id": s.Voice(t, who)}}}
			s.Call(t, who.Token, "POST", "/v1/conversations/"+made.ID+"/entries", once).Into(t, 201, nil)
		}
		s.SendSticker(t, w.friends[0], made.ID, boat).Into(t, 201, nil)
		w.stickers[w.people[r].Token] = s.Sticker(t, w.people[r])
		w.groups[r] = made.ID
		var link struct{ Code string }
		s.Call(t, w.people[r].Token, "POST", "/v1/conversations/"+made.ID+"/links", map[string]any{"approval": true}).Into(t, 201, &link)
		w.links[r] = link.Code
		w.conversations = append(w.conversations, made.ID)
	}
	host := s.SignUp(t, "the.host", "The host")
	s.Befriend(t, host, w.people[member])
	s.Call(t, w.people[member].Token, "PUT", "/v1/me/follow-requests/"+host.ID, nil).Into(t, 204, nil) // whose account is private
	s.Call(t, w.people[member].Token, "PUT", "/v1/accounts/"+host.ID+"/restrict", nil).Into(t, 204, nil)
	var made struct{ ID string }
	body := map[string]any{"kind": "group", "title": "Come in", "members": []string{w.people[member].ID}}
	s.Call(t, host.Token, "POST", "/v1/conversations", body).Into(t, 201, &made)
	w.invitation = made.ID
	w.handles = []string{"ada", "the.member", "the.blocked", "forgetful", "nobody.here", "free.handle"}
	return w
}

// addressOf is where a role gets codes.
func addressOf(r role) string { return r.String() + "@hostile.example" }

// prove has someone be found by an address, and answers the id of that.
func (w *world) prove(t *testing.T, s *testkit.Server, who testkit.Person, address string) (id string) {
	t.Helper()
	s.Call(t, who.Token, "POST", "/v1/me/identifiers", map[string]any{"kind": "email", "value": address}).Into(t, 202, nil)
	var out struct{ ID string }
	s.Call(t, who.Token, "PUT", "/v1/me/identifiers", map[string]any{"kind": "email", "code": w.mail.Code(t, address)}).Into(t, 200, &out)
	return out.ID
}

// takeSpare is a session that may end, "" when none is left.
func (w *world) takeSpare() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.spare) == 0 {
		return ""
	}
	token := w.spare[0]
	w.spare = w.spare[1:]
	return token
}

// learn keeps the cursors of an answer, so that later requests hand them back, whole or broken.
func (w *world) learn(body []byte) {
	type listed struct {
		ID, Severity, State string
		Claim               struct{ AccountID string }
	}
	var page struct {
		listed
		Next, Cursor string
		Items        []listed
		Reported     []struct{ ConversationID string }
		Decisions    []struct {
			ID     string
			Appeal *struct{ Answer string }
		}
	}
	if json.Unmarshal(body, &page) != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range append(page.Items, page.listed) {
		if c.Severity == "" {
			continue
		}
		w.cases = lately(w.cases, c.ID)
		if c.State == "appealed" {
			w.appealed = lately(w.appealed, c.ID)
		}
	}
	if page.Severity != "" {
		if by := page.Claim.AccountID; by != "" {
			w.held[by] = page.ID
		}
		told := w.known[page.ID]
		for _, r := range page.Reported {
			if r.ConversationID != "" { // a profile has none
				told.conversation = r.ConversationID
			}
		}
		for _, d := range page.Decisions {
			if d.Appeal != nil && d.Appeal.Answer == "" {
				told.decision = d.ID
			}
		}
		w.known[page.ID] = told
	}
	for _, d := range page.Decisions {
		if page.Severity != "" {
			w.decided = lately(w.decided, [2]string{page.ID, d.ID})
		} else {
			w.decisions = lately(w.decisions, d.ID)
		}
	}
	for _, cursor := range []string{page.Next, page.Cursor} {
		if cursor == "" {
			continue
		}
		if len(w.cursors) >= 200 {
			w.cursors = w.cursors[1:]
		}
		w.cursors = append(w.cursors, cursor)
	}
}

// lately is a list with one more at its end, of few.
func lately[T comparable](list []T, one T) []T {
	list = append(slices.DeleteFunc(list, func(other T) bool { return other == one }), one)
	return list[max(0, len(list)-4):]
}

// learnUpload keeps what someone can go on with.
func (w *world) learnUpload(token, operation, location string, answer []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch operation {
	case "createUpload":
		w.uploads[token] = location[strings.LastIndexByte(location, '/')+1:]
	case "scheduleMessage":
		var message struct{ ClientID string }
		if json.Unmarshal(answer, &message) == nil {
			w.scheduled[token] = message.ClientID
		}
	case "publishAnnouncement":
		var announced struct{ ID string }
		if json.Unmarshal(answer, &announced) == nil {
			w.announcement = announced.ID
		}
	case "makePhoto":
		var photo struct{ ID string }
		if json.Unmarshal(answer, &photo) == nil {
			w.photos[token] = photo.ID
		}
	case "makeFile":
		var file struct{ ID string }
		if json.Unmarshal(answer, &file) == nil {
			w.files[token] = file.ID
		}
	case "makeVideo":
		var video struct{ ID string }
		if json.Unmarshal(answer, &video) == nil && video.ID != "" {
			w.videos[token] = video.ID
		}
	case "makeVoice":
		var voice struct{ ID string }
		if json.Unmarshal(answer, &voice) == nil {
			w.voices[token] = voice.ID
		}
	case "makePreview", "makeStill":
		var preview struct{ ID string }
		if json.Unmarshal(answer, &preview) == nil {
			w.previews[token] = preview.ID
		}
	}
}

// ofAll is what is known to everyone; nothing's where there is nothing.
func (w *world) ofAll(known *string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if *known == "" {
		return uuid.NewString()
	}
	return *known
}

// ofOne is what is known of someone, by their token; what is of nobody where there is nothing.
func (w *world) ofOne(known map[string]string, token string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id := known[token]; id != "" {
		return id
	}
	return uuid.NewString()
}

// someCase is a case that the server told of lately, with a decision of it where one is wanted.
func (w *world) someCase(r *rand.Rand, decided bool) (pair [2]string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case decided && len(w.decided) > 0:
		return w.decided[r.IntN(len(w.decided))]
	case !decided && len(w.cases) > 0:
		return [2]string{w.cases[r.IntN(len(w.cases))], uuid.NewString()}
	}
	return [2]string{uuid.NewString(), uuid.NewString()}
}

// heldBy is the case that someone claimed last and what is known of it, of nothing where there is none.
func (w *world) heldBy(account string) (id string, told known) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id, held := w.held[account]
	if !held {
		id = uuid.NewString()
	}
	return id, w.known[id]
}

// someAppeal is a case that was appealed when the server last told of it.
func (w *world) someAppeal(r *rand.Rand) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.appealed) == 0 {
		return uuid.NewString()
	}
	return w.appealed[r.IntN(len(w.appealed))]
}

func (w *world) decision(r *rand.Rand) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.decisions) == 0 {
		return uuid.NewString()
	}
	return w.decisions[r.IntN(len(w.decisions))]
}

func (w *world) cursor(r *rand.Rand) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.cursors) == 0 {
		return "eyJhIjoxfQ"
	}
	return w.cursors[r.IntN(len(w.cursors))]
}

func (w *world) account(r *rand.Rand) string {
	all := append(w.people[stranger:roles:roles], w.others...)
	if r.IntN(8) == 0 {
		return uuid.NewString()
	}
	return all[r.IntN(len(all))].ID
}

// conversation is mostly the role's own.
func (w *world) conversation(r *rand.Rand, as role) string {
	if own := w.own[as]; own != "" && r.IntN(10) < 7 {
		return own
	}
	return w.conversations[r.IntN(len(w.conversations))]
}

// group is mostly the role's own.
func (w *world) group(r *rand.Rand, as role) string {
	if own := w.groups[as]; own != "" && r.IntN(10) < 7 {
		return own
	}
	return w.groups[[]role{stranger, blocked, member, staff, moderator}[r.IntN(5)]]
}

// link is mostly one into the role's own group.
func (w *world) link(r *rand.Rand, as role) string {
	if own := w.links[as]; own != "" && r.IntN(10) < 5 {
		return own
	}
	return w.links[[]role{stranger, blocked, member, staff, moderator}[r.IntN(5)]]
}

// asking is someone who may ask to come into a group of another.
func (w *world) asking(r *rand.Rand) string {
	return w.people[[]role{stranger, blocked, member, staff, moderator}[r.IntN(5)]].ID
}

func (w *world) session(r *rand.Rand) string {
	if r.IntN(3) == 0 {
		return uuid.NewString()
	}
	return w.others[r.IntN(len(w.others))].Session
}

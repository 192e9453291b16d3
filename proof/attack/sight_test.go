package attack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"causerie/internal/base"
	"causerie/internal/base/basetest"
)

// sight is what a target can see, byte for byte, without the conversation with their friend.
type sight struct {
	parts map[string]string
	inbox int64 // conversations with something unread
}

type inboxPage struct {
	Items  []json.RawMessage
	Counts struct{ Inbox, Archived, Requests, Hidden int64 }
}

type viewed struct {
	ID     base.ID
	Unread int64
	Head   struct{ Seq int64 }
}

// sees reads all that attempts could change.
func (f *field) sees(t *target) (s sight, err error) {
	s.parts = map[string]string{}
	for _, folder := range []string{"inbox", "archived", "requests", "hidden"} {
		var page inboxPage
		if err := f.into(t.person, "GET", "/v1/conversations?limit=100&folder="+folder, "", &page); err != nil {
			return s, err
		}
		for _, item := range page.Items {
			var c viewed
			if err := json.Unmarshal(item, &c); err != nil {
				return s, err
			}
			if c.ID == t.friendly() {
				continue
			}
			log, err := ask(f.ctx, f.server.URL, t.person, "GET", "/v1/conversations/"+c.ID.String()+"/entries", "")
			if err != nil {
				return s, err
			}
			s.parts[folder] += lasting(string(item)) + log.Body
		}
		s.parts["counts"] = fmt.Sprint(page.Counts.Archived, page.Counts.Requests, page.Counts.Hidden)
		s.inbox = page.Counts.Inbox
	}
	for _, path := range []string{
		"/v1/messages?q=hide", "/v1/me/follow-requests", "/v1/me/suggestions", "/v1/me/friends", "/v1/me/blocked", "/v1/contacts",
		"/v1/accounts/" + t.id.String() + "/followers", "/v1/accounts/" + t.id.String() + "/following", "/v1/accounts/" + t.id.String(),
	} {
		got, err := ask(f.ctx, f.server.URL, t.person, "GET", path, "")
		if err != nil {
			return s, err
		}
		s.parts[path] = lasting(got.Body)
	}
	s.parts["sync"], err = f.synced(t)
	return s, err
}

var addresses = regexp.MustCompile(`"(small|large)":"[^"]*"`)

// lasting is a text without the addresses of pictures, which are others every day.
func lasting(text string) string { return addresses.ReplaceAllString(text, `"$1":""`) }

// friendly is the conversation with the friend.
func (t *target) friendly() base.ID {
	if t.friend == nil {
		return base.ID{}
	}
	return base.DirectID(t.friend.id, t.id)
}

// undisturbed wants that a target sees what they saw before, and what their friend wrote.
func (f *field) undisturbed(t *target) error {
	after, err := f.sees(t)
	if err != nil {
		return err
	}
	for part, was := range t.before.parts {
		is := after.parts[part]
		switch {
		case is == was:
		case t.restricts && (part == "inbox" || part == "requests" || part == "counts" || part == "sync" || strings.HasPrefix(part, "/v1/messages")):
			// What the restricted write waits among the requests.
		default:
			return fmt.Errorf("who %s had as %s\n%s\nand has\n%s", t.name, part, was, is)
		}
	}
	unread := t.before.inbox
	if t.restricts {
		if unread = 0; !strings.HasPrefix(after.parts["counts"], fmt.Sprint(0, 2*len(t.by))) { // of each a message and an invitation
			return fmt.Errorf("who %s counts %s", t.name, after.parts["counts"])
		}
	}
	if t.friend != nil {
		unread++
	}
	if after.inbox != unread {
		return fmt.Errorf("who %s has %d conversations with something unread, had %d, and of a friend: %v", t.name, after.inbox, t.before.inbox, t.friend != nil)
	}
	if t.friend == nil {
		return f.heard(t, 0)
	}
	var log struct {
		Items []struct {
			Seq     int64
			Content struct{ Text string }
		}
	}
	if err := f.into(t.person, "GET", "/v1/conversations/"+t.friendly().String()+"/entries?limit=200&after=0", "", &log); err != nil {
		return err
	}
	var texts []string
	for i, e := range log.Items {
		if e.Seq != int64(i+1) {
			return fmt.Errorf("a friend's message %d is at %d", i+1, e.Seq)
		}
		texts = append(texts, e.Content.Text)
	}
	if !slices.Equal(texts, t.friend.sent) {
		return fmt.Errorf("of a friend who %s has %q, and sent was %q", t.name, texts, t.friend.sent)
	}
	var view viewed
	if err := f.into(t.person, "GET", "/v1/conversations/"+t.friendly().String(), "", &view); err != nil {
		return err
	}
	if want := int64(len(t.friend.sent)); view.Unread != min(want, 100) || view.Head.Seq != want {
		return fmt.Errorf("of a friend's %d messages %d are unread, and the last is %d", want, view.Unread, view.Head.Seq)
	}
	return f.heard(t, len(t.friend.sent))
}

// synced is what sync tells since before anyone tried: of conversations, and of people where nobody may follow. Anyone else may, for a moment.
func (f *field) synced(t *target) (string, error) {
	var page struct{ Conversations, People []json.RawMessage }
	if err := f.into(t.person, "GET", "/v1/sync?limit=100&cursor="+t.cursor, "", &page); err != nil {
		return "", err
	}
	if !t.blocks {
		page.People = nil
	}
	var told []string
	for _, one := range slices.Concat(page.Conversations, page.People) {
		if !strings.HasPrefix(string(one), `{"id":"`+t.friendly().String()) {
			told = append(told, lasting(string(one)))
		}
	}
	slices.Sort(told)
	return strings.Join(told, "\n"), nil
}

type event struct {
	Type  string
	Entry struct {
		ConversationID base.ID
		Seq            int64
	}
	Conversation struct{ ID base.ID }
	Account      struct{ ID base.ID }
}

// heard wants that a live connection told of a friend's messages in their order, and of nothing else but who followed for a moment.
func (f *field) heard(t *target, messages int) error {
	told := func() int {
		return len(slices.DeleteFunc(t.live.events(), func(text string) bool { return !strings.Contains(text, `"type":"entry"`) }))
	}
	basetest.Within(patience, func() bool { return told() >= messages }) // what lacks is said below
	last := int64(0)
	for _, text := range t.live.events() {
		var e event
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return fmt.Errorf("an event that is none: %s", text)
		}
		switch {
		case e.Type == "entry" && e.Entry.ConversationID == t.friendly():
			if last++; e.Entry.Seq != last {
				return fmt.Errorf("who %s heard of a friend's message %d after %d", t.name, e.Entry.Seq, last-1)
			}
		case e.Type == "conversation" && e.Conversation.ID == t.friendly():
		case e.Type == "relation" && !t.blocks: // anyone may follow, or ask to, whom no block keeps from it
		case t.restricts && (e.Type == "entry" || e.Type == "conversation" || e.Type == "invitation"):
		default:
			return fmt.Errorf("who %s heard %s", t.name, text)
		}
	}
	if int(last) != messages {
		return fmt.Errorf("who %s heard of %d messages of a friend's %d", t.name, last, messages)
	}
	return nil
}

// bounded wants that requests of those who spent more than they may are no more than they may be.
func (f *field) bounded(one person) error {
	for _, folder := range []string{"requests", "hidden"} {
		var page inboxPage
		if err := f.into(one, "GET", "/v1/conversations?limit=100&folder="+folder, "", &page); err != nil {
			return err
		}
		for _, item := range page.Items {
			var c viewed
			if err := json.Unmarshal(item, &c); err != nil {
				return err
			}
			if c.Head.Seq > requestHolds {
				return fmt.Errorf("a request holds %d messages", c.Head.Seq)
			}
			f.arrived.Add(1)
		}
	}
	return nil
}

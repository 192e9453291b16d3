package attack

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"causerie/internal/base"
)

// way is a request by which someone tries to reach another. In its texts stand {r} for the other's id, {handle} for their handle,
// {c} for the id of the conversation of the two, whether or not there is one, {g} for that of a group of one's own, {said} for a message in it, {me} for one's own id, {third} for the id of someone else whom the other does not want,
// {picture} for the address of the other's picture, {past} for a cursor of sync, {when} for when something is sent and {new} for an id of its own.
type way struct {
	name   string
	method string // live for a call over the live connection, whose path is the operation
	path   string
	body   string
	// profile is what somebody's profile is part of: who is blocked is answered there as if the other did not exist. By every other way
	// a block shows as a setting does.
	profile bool
	wide    bool // it answers about others too
}

// ways are all there are, in an order in which each leaves the next as it is.
var ways = []way{
	{name: "suggestions", wide: true, method: "GET", path: "/v1/me/suggestions"},
	{name: "friends", method: "GET", path: "/v1/me/friends?q={handle}"},
	{name: "contacts", method: "PUT", path: "/v1/contacts/matches", body: `{"tags":["{r}"]}`},
	{name: "a name", method: "PUT", path: "/v1/facebook/names", body: `{"names":["{handle}"]}`, profile: true}, // those of the field bear their handles
	{name: "introduce", method: "POST", path: "/v1/introductions", body: `{"person":"{third}","to":"{r}"}`},
	{name: "open", method: "POST", path: "/v1/conversations", body: `{"kind":"direct","members":["{r}"]}`},
	{name: "add to a group", method: "POST", path: "/v1/conversations/{g}/members", body: `{"members":["{r}"]}`},
	{name: "mention in a group", method: "POST", path: "/v1/conversations/{g}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"text","text":"you cannot hide","mentions":["{r}"]}}`},
	{name: "invitation", method: "GET", path: "/v1/invitations/{g}"},
	{name: "message", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"text","text":"you cannot hide"}}`},
	{name: "message live", method: "live", path: "appendEntry", body: `{"id":"{c}","clientId":"{new}","kind":"message","content":{"type":"text","text":"you cannot hide"}}`},
	{name: "reply", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"text","text":"you cannot hide","replyTo":1}}`},
	{name: "reaction", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"reaction","targetSeq":1,"content":{"emoji":"👍"}}`},
	{name: "pin", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"pin","content":{"messageSeq":1}}`},
	{name: "disappearing", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"settings","content":{"disappearing":"24h"}}`},
	{name: "poll", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"poll","text":"You cannot hide?","poll":{"options":["Yes","No"]}}}`},
	{name: "profile as a message", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"profile","profile":"{me}"}}`},
	{name: "place", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"location","location":{"latitude":48.88,"longitude":2.37,"accuracy":20}}}`},
	{name: "photo", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"photos","photos":[{"id":"{new}"}]}}`},
	{name: "voice note", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"voice","voice":{"id":"{new}"}}}`},
	{name: "view once", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"once","once":{"kind":"photo","id":"{new}"}}}`},
	{name: "sticker", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"sticker","sticker":{"maker":"{new}","pack":"{new}","item":"{new}"}}}`},
	{name: "look at the pack of a sticker", method: "GET", path: "/v1/conversations/{c}/entries/1/sticker-pack"},
	{name: "add the pack of a sticker", method: "POST", path: "/v1/conversations/{c}/entries/1/sticker-pack"},
	{name: "open what is viewed once", method: "POST", path: "/v1/conversations/{c}/entries/1/opening"},
	{name: "what was opened", method: "GET", path: "/v1/conversations/{c}/opened"},
	{name: "who opened", method: "GET", path: "/v1/conversations/{c}/entries/1/opening"},
	{name: "file", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"file","file":{"id":"{new}"}}}`},
	{name: "forward", method: "POST", path: "/v1/conversations/{g}/entries/{said}/forwards", body: `{"targets":[{"conversationId":"{c}","clientId":"{new}"}]}`},
	{name: "schedule", method: "POST", path: "/v1/conversations/{c}/scheduled", body: `{"clientId":"{new}","sendAt":"{when}","content":{"type":"text","text":"you cannot hide"}}`},
	{name: "edit", method: "POST", path: "/v1/conversations/{c}/entries", body: `{"clientId":"{new}","kind":"edit","targetSeq":1,"content":{"text":"you cannot hide"}}`},
	{name: "edit live", method: "live", path: "appendEntry", body: `{"id":"{c}","clientId":"{new}","kind":"edit","targetSeq":1,"content":{"text":"you cannot hide"}}`},
	{name: "typing", method: "PUT", path: "/v1/conversations/{c}/typing"},
	{name: "typing live", method: "live", path: "setTyping", body: `{"id":"{c}"}`},
	{name: "delivered", method: "PUT", path: "/v1/conversations/{c}/delivered", body: `{"seq":1}`},
	{name: "read", method: "PUT", path: "/v1/conversations/{c}/read", body: `{"seq":1}`},
	{name: "read live", method: "live", path: "markRead", body: `{"id":"{c}","seq":1}`},
	{name: "played", method: "POST", path: "/v1/conversations/{c}/played", body: `{"seqs":[1]}`},
	{name: "what was played", method: "GET", path: "/v1/conversations/{c}/played"},
	{name: "draft", method: "PATCH", path: "/v1/conversations/{c}", body: `{"draft":{"text":"you cannot hide"}}`},
	{name: "answer a request", method: "POST", path: "/v1/requests", body: `{"action":"accept","conversations":["{c}"]}`},
	{name: "conversation", method: "GET", path: "/v1/conversations/{c}"},
	{name: "entries", method: "GET", path: "/v1/conversations/{c}/entries"},
	{name: "inbox", wide: true, method: "GET", path: "/v1/conversations"},
	{name: "messages", wide: true, method: "GET", path: "/v1/messages?q=before"},
	{name: "sync", wide: true, method: "GET", path: "/v1/sync?cursor={past}"},
	{name: "buckets of contacts", wide: true, method: "POST", path: "/v1/contacts/buckets", body: `{"bits":0,"buckets":[0]}`},
	{name: "who came to be found", wide: true, method: "GET", path: "/v1/contacts/joined?cursor=0.00000000-0000-0000-0000-000000000000"},
	{name: "own followers", wide: true, method: "GET", path: "/v1/accounts/{me}/followers?q={handle}"},
	{name: "followers of a third person", wide: true, method: "GET", path: "/v1/accounts/{third}/followers?q={handle}"},
	{name: "whom a third person follows", wide: true, method: "GET", path: "/v1/accounts/{third}/following?q={handle}"},
	{name: "guardian link", method: "PUT", path: "/v1/me/guardian-links/{r}"},
	{name: "presence", method: "live", path: "subscribe", body: `{"channel":"presence:{r}"}`},

	{name: "profile", method: "GET", path: "/v1/accounts/{r}", profile: true},
	{name: "profile by handle", method: "GET", path: "/v1/accounts/@{handle}", profile: true},
	{name: "card", method: "GET", path: "/v1/profiles?ids={r}", profile: true},
	{name: "send their profile", method: "POST", path: "/v1/conversations/{g}/entries", body: `{"clientId":"{new}","kind":"message","content":{"type":"profile","profile":"{r}"}}`, profile: true},
	{name: "followers", method: "GET", path: "/v1/accounts/{r}/followers", profile: true},
	{name: "following", method: "GET", path: "/v1/accounts/{r}/following", profile: true},
	{name: "search", method: "GET", path: "/v1/accounts?q={handle}", profile: true},
	{name: "picture", method: "GET", path: "{picture}", profile: true},
	{name: "follow", method: "PUT", path: "/v1/accounts/{r}/follow", profile: true},
	{name: "unfollow", method: "DELETE", path: "/v1/accounts/{r}/follow", profile: true},
	{name: "accept a follow request", method: "PUT", path: "/v1/me/follow-requests/{r}", profile: true},
	{name: "remove a follower", method: "DELETE", path: "/v1/accounts/{r}/follower", profile: true},
}

// attempt is someone who tries to reach another.
type attempt struct {
	url           string
	by, to, third person
	group         string // of by's own
	said          int64  // a message there
	live          *socket
	picture       string // an address that by was given, which may be empty
	past          string
	later         bool // what is sent at a time is sent after all that is looked at
}

func (a attempt) talk() base.ID { return base.DirectID(a.by.id, a.to.id) }

// try goes a way. The names of the two are taken out of the answer, so that answers about different people compare.
func (a attempt) try(ctx context.Context, w way) (answer, error) {
	picture := a.picture
	if picture == "" {
		picture = "/media/" + base.NewID(time.Now()).String() + "/96?e=1&s=x"
	}
	when := time.Now()
	if a.later {
		when = when.AddDate(0, 6, 0)
	}
	fill := strings.NewReplacer("{r}", a.to.id.String(), "{handle}", a.to.handle, "{c}", a.talk().String(), "{third}", a.third.id.String(),
		"{picture}", picture, "{past}", a.past, "{when}", when.UTC().Format(time.RFC3339), "{g}", a.group, "{said}", strconv.FormatInt(a.said, 10), "{me}", a.by.id.String(), "{new}", base.NewID(time.Now()).String())
	var got answer
	var err error
	if w.method == "live" {
		got, err = a.live.call(ctx, w.path, fill.Replace(w.body))
	} else {
		got, err = ask(ctx, a.url, a.by, w.method, fill.Replace(w.path), fill.Replace(w.body))
	}
	if changing.MatchString(got.Body) { // a moment is written in fewer characters where its milliseconds end with a zero
		got.Headers = length.ReplaceAllString(got.Headers, "")
	}
	got.Body = a.anonymous(got.Body)
	return got, err
}

// changing is what a moment is in, and where a cursor begins with one, that.
var changing = regexp.MustCompile(`"(at|createdAt|sendAt|importedAt|joinedAt|updatedAt|retryAt|cursor|syncedAt|clientId|hash|prior|small|large)":"[^"]*"|"next":"\d{13}\.`)

var length = regexp.MustCompile(`Content-Length: \d+\n`)

func (a attempt) anonymous(text string) string {
	if a.group != "" {
		text = strings.ReplaceAll(text, a.group, "{g}")
	}
	names := strings.NewReplacer(a.to.id.String(), "{r}", a.to.handle, "{handle}", a.talk().String(), "{c}", a.by.id.String(), "{me}", a.by.handle, "{my handle}")
	return changing.ReplaceAllString(names.Replace(text), `"$1":""`)
}

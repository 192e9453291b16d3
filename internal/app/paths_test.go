package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
	causerie "causerie/sdk/go"
)

// path is a way by which something of one person comes to another.
type path struct {
	name string
	ops  []string // the operations that are part of it
	// open tells whether something of from comes to viewer by it.
	open func(p *parting, viewer, from *party) bool
	// kept says why who blocks keeps it, empty where both ways are cut.
	kept string
}

// paths are all ways on which a block must hold, in both directions. A new feature adds its own.
var paths = []path{
	{name: "profile by id", ops: []string{"getProfile"}, kept: "to end the block", open: func(p *parting, viewer, from *party) bool {
		return p.status(viewer, "GET", "/v1/accounts/"+from.ID, nil) == 200
	}},
	{name: "profile by handle", ops: []string{"getProfile"}, kept: "to end the block", open: func(p *parting, viewer, from *party) bool {
		return p.status(viewer, "GET", "/v1/accounts/@"+from.Handle, nil) == 200
	}},
	{name: "search", ops: []string{"searchAccounts"}, open: listed("/v1/accounts?q=%s")},
	{name: "followers of a third person", ops: []string{"listFollowers"}, open: listed("/v1/accounts/@cyd/followers")},
	{name: "search in the followers of a third person", ops: []string{"listFollowers"}, open: listed("/v1/accounts/@cyd/followers?q=%s")},
	{name: "whom a third person follows", ops: []string{"listFollowing"}, open: listed("/v1/accounts/@cyd/following")},
	{name: "followers", ops: []string{"listFollowers"}, open: listed("/v1/accounts/{me}/followers")},
	{name: "followers of the other", ops: []string{"listFollowers"}, open: func(p *parting, viewer, from *party) bool {
		return p.status(viewer, "GET", "/v1/accounts/"+from.ID+"/followers", nil) == 200
	}},
	{name: "whom the other follows", ops: []string{"listFollowing"}, open: func(p *parting, viewer, from *party) bool {
		return p.status(viewer, "GET", "/v1/accounts/"+from.ID+"/following", nil) == 200
	}},
	{name: "friends", ops: []string{"listFriends"}, open: listed("/v1/me/friends")},
	{name: "suggestions", ops: []string{"listSuggestions"}, open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.stranger(p), "/v1/me/suggestions", from.stranger(p).ID)
	}},
	{name: "suggestions by a group", ops: []string{"listSuggestions"}, open: func(p *parting, viewer, from *party) bool {
		return slices.Contains(p.suggests(viewer.introduced[p.walks], from.introduced[p.walks]), "groups")
	}},
	{name: "buckets of contacts", ops: []string{"readContactBuckets"}, open: func(p *parting, viewer, from *party) bool {
		var out struct{ Items []struct{ Entries []byte } }
		p.s.Call(p.t, viewer.Token, "POST", "/v1/contacts/buckets", map[string]any{"bits": 0, "buckets": []int{0}}).Into(p.t, 200, &out)
		tag := p.id(from.ID) // see newParting
		return bytes.Contains(out.Items[0].Entries, tag[:])
	}},
	{name: "who came to be found", ops: []string{"listJoinedContacts"}, open: func(p *parting, viewer, from *party) bool {
		var out struct{ Tags []byte }
		p.s.Call(p.t, viewer.Token, "GET", "/v1/contacts/joined?cursor=0.00000000-0000-0000-0000-000000000000", nil).Into(p.t, 200, &out)
		tag := p.id(from.ID) // see newParting
		return bytes.Contains(out.Tags, tag[:])
	}},
	{name: "keeping a contact", ops: []string{"keepContacts"}, open: func(p *parting, viewer, from *party) bool {
		var out struct{ Kept int }
		p.s.Call(p.t, viewer.Token, "PUT", "/v1/contacts/matches", map[string]any{"tags": []string{from.ID}}).Into(p.t, 200, &out)
		return out.Kept == 1
	}},
	{name: "a name in an imported list", ops: []string{"importFacebookNames"}, open: func(p *parting, viewer, from *party) bool {
		name := from.stranger(p).Handle + " Example"
		p.s.Call(p.t, from.stranger(p).Token, "PATCH", "/v1/me", map[string]any{"name": name}).Into(p.t, 200, nil)
		var out struct{ Import struct{ Found int } }
		p.s.Call(p.t, viewer.stranger(p).Token, "PUT", "/v1/facebook/names", map[string]any{"names": []string{name}}).Into(p.t, 200, &out)
		return out.Import.Found == 1
	}},
	{name: "requests to follow", ops: []string{"listFollowRequests", "follow"}, open: func(p *parting, viewer, from *party) bool {
		p.s.Call(p.t, from.stranger(p).Token, "PUT", "/v1/accounts/"+viewer.stranger(p).ID+"/follow", nil)
		return p.answers(viewer.stranger(p), "/v1/me/follow-requests", from.stranger(p).ID)
	}},
	{name: "accepting a request to follow", ops: []string{"acceptFollowRequest"}, open: func(p *parting, viewer, from *party) bool {
		return p.s.Call(p.t, viewer.stranger(p).Token, "PUT", "/v1/me/follow-requests/"+from.stranger(p).ID, nil).Status == 204
	}},
	// Both are of age, so nobody sees that they were asked: what comes is the answer that a friend gets. TestABlockEndsALink holds the rest.
	{name: "asking for a guardian link", ops: []string{"linkGuardian", "unlinkGuardian", "listGuardianLinks", "getGuardianView"}, open: func(p *parting, viewer, from *party) bool {
		return p.status(from, "PUT", "/v1/me/guardian-links/"+viewer.ID, nil) == 204
	}},
	{name: "following", ops: []string{"follow"}, open: func(p *parting, viewer, from *party) bool {
		return p.status(from, "PUT", "/v1/accounts/"+viewer.ID+"/follow", nil) == 200
	}},
	{name: "a first message", ops: []string{"createConversation"}, open: func(p *parting, viewer, from *party) bool {
		body := map[string]any{"kind": "direct", "members": []string{viewer.stranger(p).ID}}
		return p.s.Call(p.t, from.stranger(p).Token, "POST", "/v1/conversations", body).Status < 300
	}},
	{name: "a first message by who was introduced", ops: []string{"introduce", "createConversation"}, open: func(p *parting, viewer, from *party) bool {
		one, other := from.introduced[p.walks], viewer.introduced[p.walks]
		p.s.Call(p.t, p.cyd.Token, "POST", "/v1/introductions", map[string]any{"person": one.ID, "to": other.ID}).Into(p.t, 204, nil)
		return p.s.Call(p.t, one.Token, "POST", "/v1/conversations", map[string]any{"kind": "direct", "members": []string{other.ID}}).Status < 300
	}},
	{name: "who introduced the sender of a request", ops: []string{"introduce", "listConversations"}, open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.Person, "/v1/conversations?folder=requests", from.ID)
	}},
	{name: "who introduced one to somebody", ops: []string{"introduce", "getProfile"}, open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.Person, "/v1/accounts/"+from.guest.ID, from.ID)
	}},
	{name: "a message after one's request was accepted", ops: []string{"answerRequests"}, open: func(p *parting, viewer, from *party) bool {
		asks, asked := from.asks[p.walks], viewer.stranger(p)
		talk := base.DirectID(p.id(asks.ID), p.id(asked.ID)).String()
		p.s.Call(p.t, asked.Token, "POST", "/v1/requests", map[string]any{"action": "accept", "conversations": []string{talk}}).Into(p.t, 200, nil)
		return p.says(asks, talk) == 201
	}},
	{name: "being added to a group", ops: []string{"createConversation", "addMembers", "listInvitations", "openInvitation"}, open: func(p *parting, viewer, from *party) bool {
		body := map[string]any{"kind": "group", "title": "Come in", "members": []string{viewer.stranger(p).ID}}
		var made struct{ ID string }
		p.s.Call(p.t, from.stranger(p).Token, "POST", "/v1/conversations", body).Into(p.t, 201, &made)
		p.s.Call(p.t, from.stranger(p).Token, "POST", "/v1/conversations/"+made.ID+"/members", map[string]any{"members": []string{viewer.stranger(p).ID}}).Into(p.t, 200, nil)
		invited := p.answers(viewer.stranger(p), "/v1/invitations", made.ID) || p.status(&party{Person: viewer.stranger(p)}, "GET", "/v1/invitations/"+made.ID, nil) == 200
		return invited || p.status(&party{Person: viewer.stranger(p)}, "GET", "/v1/conversations/"+made.ID, nil) == 200
	}},
	{name: "coming into one's group by a link", ops: []string{"createLink", "previewLink", "joinByLink"}, open: func(p *parting, viewer, from *party) bool {
		group, code := p.linked(viewer, false)
		p.s.Call(p.t, from.Token, "POST", "/v1/links/"+code, nil)
		return p.answers(viewer.Person, "/v1/conversations/"+group+"/members", from.ID) || p.answers(viewer.Person, "/v1/conversations/"+group+"/joiners", from.ID)
	}},
	{name: "asking to come into one's group", ops: []string{"joinByLink", "listJoiners", "answerJoiner"}, open: func(p *parting, viewer, from *party) bool {
		group, code := p.linked(viewer, true)
		p.s.Call(p.t, from.Token, "POST", "/v1/links/"+code, nil)
		return p.answers(viewer.Person, "/v1/conversations/"+group+"/joiners", from.ID)
	}},
	{name: "bio and picture among the members of a group", ops: []string{"listMembers", "listSeen"}, kept: "they see the profile", open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.Person, "/v1/conversations/"+p.group+"/members", "bio of "+from.Handle)
	}},
	{name: "a message", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.append(from, "message", 0, map[string]any{"type": "text", "text": "hello"}) == 201
	}},
	{name: "a reaction", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.append(from, "reaction", viewer.said, map[string]any{"emoji": "👍"}) == 201
	}},
	{name: "a pinned message", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		about := map[string]any{"messageSeq": viewer.said}
		return p.append(from, "pin", 0, about) == 201 || p.append(from, "unpin", 0, about) == 201
	}},
	{name: "when messages disappear", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.append(from, "settings", 0, map[string]any{"disappearing": "7d"}) == 201
	}},
	{name: "a poll", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.append(from, "message", 0, map[string]any{"type": "poll", "text": "Tea?", "poll": map[string]any{"options": []string{"Yes", "No"}}}) == 201
	}},
	{name: "a photo", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.s.SendPhotos(p.t, from.Person, p.talk, "", p.s.Photo(p.t, from.Person, 30, 20)).Status == 201
	}},
	{name: "a voice note", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.s.SendVoice(p.t, from.Person, p.talk, p.s.Voice(p.t, from.Person)).Status == 201
	}},
	{name: "a file", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.s.SendFile(p.t, from.Person, p.talk, p.s.File(p.t, from.Person, "plan.pdf", []byte("the plan"))).Status == 201
	}},
	{name: "a forwarded message", ops: []string{"forwardMessage"}, open: func(p *parting, viewer, from *party) bool {
		var out struct {
			Items []struct{ Entry *struct{ Seq int64 } }
		}
		body := map[string]any{"targets": []any{map[string]any{"conversationId": p.talk, "clientId": base.NewID(time.Now())}}}
		at := fmt.Sprint("/v1/conversations/", p.cyds[from.ID], "/entries/", p.s.Send(p.t, p.cyd, p.cyds[from.ID], "pass it on"), "/forwards")
		p.s.Call(p.t, from.Token, "POST", at, body).Into(p.t, 200, &out)
		return out.Items[0].Entry != nil
	}},
	{name: "a scheduled message", ops: []string{"scheduleMessage", "updateScheduled", "listScheduled"}, open: func(p *parting, viewer, from *party) bool {
		id := base.NewID(time.Now()).String()
		body := map[string]any{"clientId": id, "sendAt": time.Now(), "content": map[string]any{"type": "text", "text": "at its time"}}
		p.s.Call(p.t, from.Token, "POST", "/v1/conversations/"+p.talk+"/scheduled", body).Into(p.t, 201, nil)
		if err := p.s.App.Schedule.SendDue(p.t.Context()); err != nil {
			p.t.Fatal(err)
		}
		return !p.answers(from.Person, "/v1/me/scheduled", id) // where it was refused, it waits with the reason
	}},
	{name: "an edit", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.append(from, "edit", from.said, map[string]any{"text": "changed"}) == 201
	}},
	{name: "bio and picture in a conversation", ops: []string{"getConversation", "updateConversation", "createConversation"}, kept: "they see the profile", open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.Person, "/v1/conversations/"+p.talk, "bio of "+from.Handle) || p.answers(viewer.Person, "/v1/conversations/"+p.talk, "/media/"+from.picture())
	}},
	{name: "bio and picture in the inbox", ops: []string{"listConversations"}, kept: "they see the profile", open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.Person, "/v1/conversations", "bio of "+from.Handle)
	}},
	{name: "bio and picture beside found messages", ops: []string{"searchMessages"}, kept: "they see the profile", open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.Person, "/v1/messages?q=first", "bio of "+from.Handle)
	}},
	{name: "bio and picture in sync", ops: []string{"sync"}, kept: "they see the profile", open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.Person, "/v1/sync?cursor="+viewer.cursor, "bio of "+from.Handle)
	}},
	{name: "a picture whose address one was given", ops: []string{"getMedia"}, kept: "they see the profile", open: func(p *parting, viewer, from *party) bool {
		return p.status(viewer, "GET", viewer.addressOf[from.ID], nil) == 200
	}},
	{name: "reporting a profile", ops: []string{"fileReport"}, kept: "who blocks can still report whom they block", open: func(p *parting, viewer, from *party) bool {
		body := map[string]any{"target": map[string]any{"kind": "profile", "accountId": from.ID}, "reason": "spam"}
		return p.status(viewer, "POST", "/v1/reports", body) < 300
	}},
	{name: "bio and picture beside what one reported", ops: []string{"listReports"}, kept: "they see the profile", open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.Person, "/v1/me/reports", "bio of "+from.Handle)
	}},
	{name: "read receipts", ops: []string{"markRead", "getConversation"}, open: func(p *parting, viewer, from *party) bool {
		return p.receipt(viewer, from, func(m memberView) bool { return m.ReadSeq != nil })
	}},
	{name: "delivery receipts", ops: []string{"markDelivered", "getConversation"}, open: func(p *parting, viewer, from *party) bool {
		return p.receipt(viewer, from, func(m memberView) bool { return m.DeliveredSeq != nil })
	}},
	{name: "what was played", ops: []string{"markPlayed", "listPlayed"}, open: func(p *parting, viewer, from *party) bool {
		p.plays(from, viewer)
		var told struct{ Heard []int64 }
		p.s.Call(p.t, viewer.Token, "GET", "/v1/conversations/"+p.talk+"/played", nil).Into(p.t, 200, &told)
		return slices.Contains(told.Heard, viewer.voices[p.walks])
	}},
	{name: "what was opened to be viewed once", ops: []string{"openOnce", "closeOnce", "listOpened", "listOpeners"}, open: func(p *parting, viewer, from *party) bool {
		at := testkit.Path("/v1/conversations/%s/entries/%s/opening", p.talk, strconv.FormatInt(viewer.onces[p.walks], 10))
		p.s.Call(p.t, from.Token, "POST", at, nil)
		var told struct{ Items []struct{ Seq int64 } }
		p.s.Call(p.t, viewer.Token, "GET", "/v1/conversations/"+p.talk+"/opened", nil).Into(p.t, 200, &told)
		return p.answers(viewer.Person, at, from.ID) && slices.ContainsFunc(told.Items, func(one struct{ Seq int64 }) bool { return one.Seq == viewer.onces[p.walks] })
	}},
	{name: "live: what was played", ops: []string{"live", "markPlayed"}, open: func(p *parting, viewer, from *party) bool {
		return p.hears(viewer, from, func() { p.plays(from, viewer) })
	}},
	{name: "presence", ops: []string{"live"}, open: func(p *parting, viewer, from *party) bool {
		_, ok, err := p.s.App.Chat.Watchable(p.t.Context(), p.id(viewer.ID), p.id(from.ID))
		if err != nil {
			p.t.Fatal(err)
		}
		return ok
	}},
	{name: "live: messages", ops: []string{"live", "appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.hears(viewer, from, func() { p.append(from, "message", 0, map[string]any{"type": "text", "text": "hello"}) })
	}},
	{name: "live: typing", ops: []string{"live", "setTyping"}, open: func(p *parting, viewer, from *party) bool {
		return p.hears(viewer, from, func() { p.status(from, "PUT", "/v1/conversations/"+p.talk+"/typing", nil) })
	}},
	{name: "live: receipts", ops: []string{"live", "markRead"}, open: func(p *parting, viewer, from *party) bool {
		p.read++
		return p.hears(viewer, from, func() {
			p.s.Call(p.t, from.Token, "PUT", "/v1/conversations/"+p.talk+"/read", map[string]any{"seq": p.read}).Into(p.t, 204, nil)
		})
	}},
	{name: "live: what the other is to one", ops: []string{"live", "follow", "unfollow", "removeFollower"}, open: func(p *parting, viewer, from *party) bool {
		return p.hears(viewer, from, func() {
			p.status(from, "DELETE", "/v1/accounts/"+viewer.ID+"/follow", nil)
			p.status(from, "PUT", "/v1/accounts/"+viewer.ID+"/follow", nil)
		})
	}},
	{name: "what one is to the other, in sync", ops: []string{"sync"}, kept: "their other devices learn of the block", open: func(p *parting, viewer, from *party) bool {
		var changes struct{ People []struct{ ID string } }
		p.s.Call(p.t, viewer.Token, "GET", "/v1/sync?cursor="+viewer.cursor, nil).Into(p.t, 200, &changes)
		return slices.ContainsFunc(changes.People, func(one struct{ ID string }) bool { return one.ID == from.ID })
	}},
}

// alone are the operations by which nothing of another person comes to anyone, or to oneself alone.
var alone = []string{
	"getFacebook", "startFacebookLink", "finishFacebookLink", "unlinkFacebook", "forgetFacebookNames", "facebookDeauthorized", "facebookDeletion", "getFacebookDeletion",
	"refreshFacebook", // whom it finds are suggestions; TestABlockAndAgePartFacebookFriends
	"listIdentifiers", "verifyIdentifier", "confirmIdentifier", "removeIdentifier", "getContacts", "forgetContacts", "evaluateContacts",
	"getServer", "checkHandle", "signUp", "signUpChallenge", "signIn", "recover", "beginPasskey", "getMe", "updateMe", "setAvatar", "removeAvatar", "getPrivacy", "updatePrivacy",
	"listSessions", "acknowledgeSession", "signOut", "signOutOthers", "changePassword", "listPasskeys", "addPasskey", "removePasskey", "renewRecoveryCodes",
	"listBlocked", "listRestricted", "listMuted", "block", "unblock", "restrict", "unrestrict", "mute", "unmute", // they stay possible, and tell nobody
	"dismissSuggestion", "declineFollowRequest", "getDirectMessages", "updateDirectMessages",
	"updateGroup", "setGroupPicture", "removeGroupPicture", "removeMember", "setRole", "listLinks", "revokeLink", // what is done in a group is for everyone in it, whoever blocks whom
	"openSaved", "deleteConversation", "deleteScheduled", "listEntries", "hideEntries", "getPhoto", "getVideo", "getVoice", "getFile", "getPreviewPicture", "getViewing", "getVote", // what was written before stays readable
	"getDecisions", "appealDecision", // which tell nobody who reported or decided
	// What was reported is shown to staff, whoever blocks whom.
	"listCases", "getCase", "listCaseReports", "listCaseAudit", "claimCase", "releaseCase", "addCaseNote", "getCaseContext", "decideCase", "undoDecision", "answerAppeal",
	"exportCase", "listAudit", "getModerationStats",
	"getAnnouncements", "dismissAnnouncement", "listAnnouncements", "publishAnnouncement", "withdrawAnnouncement", // of those who run the server
	"countTime",
	"createUpload", "getUpload", "continueUpload", "cancelUpload", "makePhoto", "makeVideo", "makeVoice", "makeFile", "makePreview",
	"getPush", "subscribePush", "unsubscribePush", "testPush",
	"setEmailDigest", "forgetEmailDigest", "verifyDigestAddress", "confirmDigestAddress", "getEmailDigest", "askToUnsubscribe", "unsubscribe", // what is sent tells what push messages do
	"getFilters", "setFilters", // words that hide what comes by the other paths
}

// party is one of the two whom a block parts.
type party struct {
	testkit.Person
	strangers [2]testkit.Person // private people who are suggested to the other's: for before the block, and for after it
	// In the same way: who asks to write to the other's stranger, and whom cyd knows, as one of the other's.
	asks, introduced [2]testkit.Person
	guest            testkit.Person // a friend whom they introduced to the other
	said             int64          // a message of theirs
	voices           [2]int64       // voice messages of theirs, to be played in each walk
	onces            [2]int64       // others that are viewed once, likewise
	cursor           string         // of sync, from before all of it
	addressOf        map[string]string
	live             *causerie.Live
}

// stranger is whom nothing has happened to since the walk began.
func (one *party) stranger(p *parting) testkit.Person { return one.strangers[p.walks] }

func (one *party) picture() string { return one.addressOf["own"] }

// parting is two people between whom a block comes, in a conversation, with a third who knows both.
type parting struct {
	t     *testing.T
	s     *testkit.Server
	talk  string
	group string // of the two and cyd
	cyd   testkit.Person
	cyds  map[string]string // conversations of cyd's, by the other's id

	walks int   // done so far
	read  int64 // how far was read last
}

func (p *parting) status(who *party, method, to string, body any) int {
	p.t.Helper()
	return p.s.Call(p.t, who.Token, method, to, body).Status
}

// answers tells whether text is in the answer to a GET, which may be a refusal.
func (p *parting) answers(who testkit.Person, to, text string) bool {
	p.t.Helper()
	return strings.Contains(string(p.s.Call(p.t, who.Token, "GET", to, nil).Body), text)
}

// suggests is why someone is suggested to who, nothing where they are not.
func (p *parting) suggests(who, someone testkit.Person) (reasons []string) {
	p.t.Helper()
	var out struct {
		Items []struct {
			Account struct{ ID string }
			Reasons []struct{ Type string }
		}
	}
	p.s.Call(p.t, who.Token, "GET", "/v1/me/suggestions", nil).Into(p.t, 200, &out)
	for _, item := range out.Items {
		for _, reason := range item.Reasons {
			if item.Account.ID == someone.ID {
				reasons = append(reasons, reason.Type)
			}
		}
	}
	return reasons
}

// listed is a list in which someone stands. %s is their handle, {me} is who asks.
func listed(to string) func(p *parting, viewer, from *party) bool {
	return func(p *parting, viewer, from *party) bool {
		p.t.Helper()
		return p.answers(viewer.Person, strings.NewReplacer("%s", from.Handle, "{me}", viewer.ID).Replace(to), from.ID)
	}
}

// linked is a new group of someone's, with a link into it.
func (p *parting) linked(owner *party, approval bool) (group, code string) {
	p.t.Helper()
	var made struct{ ID string }
	p.s.Call(p.t, owner.Token, "POST", "/v1/conversations", map[string]any{"kind": "group", "title": "Come in", "members": []string{owner.ID}}).Into(p.t, 201, &made)
	var link struct{ Code string }
	p.s.Call(p.t, owner.Token, "POST", "/v1/conversations/"+made.ID+"/links", map[string]any{"approval": approval}).Into(p.t, 201, &link)
	return made.ID, link.Code
}

func (p *parting) append(who *party, kind string, target int64, content map[string]any) int {
	p.t.Helper()
	body := map[string]any{"clientId": base.NewID(time.Now()), "kind": kind, "content": content}
	if target > 0 {
		body["targetSeq"] = target
	}
	return p.status(who, "POST", "/v1/conversations/"+p.talk+"/entries", body)
}

// plays has someone play a voice message of the other's.
func (p *parting) plays(who, of *party) {
	p.t.Helper()
	p.s.Call(p.t, who.Token, "POST", "/v1/conversations/"+p.talk+"/played", map[string]any{"seqs": []int64{of.voices[p.walks]}}).Into(p.t, 204, nil)
}

// says writes in a conversation, and answers the status.
func (p *parting) says(who testkit.Person, talk string) int {
	p.t.Helper()
	body := map[string]any{"clientId": base.NewID(time.Now()), "kind": "message", "content": map[string]any{"type": "text", "text": "hello"}}
	return p.s.Call(p.t, who.Token, "POST", "/v1/conversations/"+talk+"/entries", body).Status
}

func (p *parting) id(text string) base.ID {
	p.t.Helper()
	id, err := base.ParseID(text)
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

type memberView struct {
	Account               struct{ ID string }
	ReadSeq, DeliveredSeq *int64
}

func (p *parting) receipt(viewer, from *party, shown func(memberView) bool) bool {
	p.t.Helper()
	var c struct{ Members []memberView }
	p.s.Call(p.t, viewer.Token, "GET", "/v1/conversations/"+p.talk, nil).Into(p.t, 200, &c)
	return slices.ContainsFunc(c.Members, func(m memberView) bool { return m.Account.ID == from.ID && shown(m) })
}

// hears tells whether viewer's live connection is told anything of from by what is done. A message of cyd's comes behind it.
func (p *parting) hears(viewer, from *party, do func()) bool {
	p.t.Helper()
	p.drain(viewer)
	do()
	return p.drain(viewer)[from.ID]
}

// drain reads what has come over a live connection, and answers of whom it was.
func (p *parting) drain(viewer *party) map[string]bool {
	p.t.Helper()
	seq := p.s.Send(p.t, p.cyd, p.cyds[viewer.ID], "that is all")
	of := map[string]bool{}
	timeout := time.After(20 * time.Second)
	for {
		select {
		case e := <-viewer.live.Events:
			if e.Entry.ConversationID == p.cyds[viewer.ID] && e.Entry.Seq == seq {
				return of
			}
			for _, id := range []string{e.Entry.Sender, e.AccountID, e.Account.ID} {
				of[id] = true
			}
		case <-timeout:
			p.t.Fatal("the message of a third person did not come")
		}
	}
}

func portrait(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func newParting(t *testing.T, s *testkit.Server) (p *parting, ada, bob *party) {
	t.Helper()
	p = &parting{t: t, s: s, cyd: s.SignUp(t, "cyd", "Cyd"), cyds: map[string]string{}, read: 5}
	both := [2]*party{}
	for i, handle := range []string{"ada", "bob"} {
		both[i] = &party{Person: s.SignUp(t, handle, ""), addressOf: map[string]string{}}
		s.Call(t, both[i].Token, "PATCH", "/v1/me", map[string]any{"bio": "bio of " + handle}).Into(t, 200, nil)
		s.Call(t, both[i].Token, "PUT", "/v1/me/avatar", portrait(t)).Into(t, 200, nil)
		for n := range both[i].strangers {
			one := s.SignUp(t, fmt.Sprintf("%s.%d", handle, n), "")
			s.Call(t, one.Token, "PATCH", "/v1/me/direct-messages", map[string]any{"who": "everyone"}).Into(t, 200, nil)
			s.Call(t, one.Token, "PATCH", "/v1/me/privacy", map[string]any{"private": true}).Into(t, 200, nil)
			both[i].strangers[n] = one
			both[i].asks[n], both[i].introduced[n] = s.SignUp(t, fmt.Sprintf("%s.asks.%d", handle, n), ""), s.SignUp(t, fmt.Sprintf("%s.known.%d", handle, n), "")
			s.Befriend(t, both[i].introduced[n], p.cyd)
		}
	}
	ada, bob = both[0], both[1]
	s.Befriend(t, ada.Person, bob.Person)
	p.talk = s.Direct(t, ada.Person, bob.Person)
	for i, one := range both {
		other := both[1-i]
		s.Befriend(t, one.Person, p.cyd)
		friend := s.SignUp(t, "friend.of."+one.Handle, "") // who writes to the other, as the guest does not
		one.guest = s.SignUp(t, "guest.of."+one.Handle, "")
		for _, who := range []testkit.Person{friend, one.guest} {
			s.Befriend(t, who, one.Person)
			s.Call(t, one.Token, "POST", "/v1/introductions", map[string]any{"person": who.ID, "to": other.ID}).Into(t, 204, nil)
		}
		s.Send(t, friend, s.Open(t, friend, other.Person), "we have a friend in common")
		for n := range one.asks {
			s.Send(t, one.asks[n], s.Open(t, one.asks[n], other.strangers[n]), "may I?")
		}
		p.cyds[one.ID] = s.Direct(t, p.cyd, one.Person)
		one.said = s.Send(t, one.Person, p.talk, "the first words")
		for n := range one.voices {
			var sent struct{ Seq int64 }
			s.SendVoice(t, one.Person, p.talk, s.Voice(t, one.Person)).Into(t, 201, &sent)
			one.voices[n] = sent.Seq
			once := map[string]any{"type": "once", "once": map[string]any{"kind": "voice", "id": s.Voice(t, one.Person)}}
			s.Call(t, one.Token, "POST", "/v1/conversations/"+p.talk+"/entries", map[string]any{"clientId": base.NewID(time.Now()), "kind": "message", "content": once}).Into(t, 201, &sent)
			one.onces[n] = sent.Seq
		}
		var profile struct{ Avatar struct{ Small string } }
		s.Call(t, one.Token, "GET", "/v1/accounts/"+other.ID, nil).Into(t, 200, &profile)
		one.addressOf[other.ID] = profile.Avatar.Small
		other.addressOf["own"] = strings.Split(profile.Avatar.Small, "/")[2]
	}
	var made struct{ ID string }
	body := map[string]any{"kind": "group", "title": "All of us", "members": []string{ada.ID, bob.ID}}
	s.Call(t, p.cyd.Token, "POST", "/v1/conversations", body).Into(t, 201, &made)
	p.group = made.ID
	for n := range ada.introduced { // who are friends of cyd's, so that they are in it at once
		body := map[string]any{"kind": "group", "title": "Some of us", "members": []string{ada.introduced[n].ID, bob.introduced[n].ID}}
		s.Call(t, p.cyd.Token, "POST", "/v1/conversations", body).Into(t, 201, nil)
	}
	// Contacts bring about what is suggested; here a statement does.
	err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		for n := range ada.strangers {
			a, b := p.id(ada.strangers[n].ID), p.id(bob.strangers[n].ID)
			if _, err := tx.Exec(t.Context(), `INSERT INTO relations (account_id, other_id, contact_at, contact_of_at) VALUES ($1, $2, 5, 5), ($2, $1, 5, 5)`, a, b); err != nil {
				return err
			}
		}
		for _, one := range both { // each can be found by something whose tag is their id
			_, err := tx.Exec(t.Context(), `INSERT INTO identifiers (tag, account_id, kind, hint, seal, created_at) VALUES ($1, $1, 'email', '', $2, 5)`, p.id(one.ID), make([]byte, 44))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range both {
		for _, what := range []string{"read", "delivered"} {
			s.Call(t, one.Token, "PUT", "/v1/conversations/"+p.talk+"/"+what, map[string]any{"seq": both[1-i].said}).Into(t, 204, nil)
		}
		for range 8 { // to read later
			s.Send(t, one.Person, p.talk, "the first of many")
		}
		client := causerie.New(s.URL)
		client.SetToken(one.Token)
		live, err := client.Live(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(live.Close)
		one.live = live
	}
	return p, ada, bob
}

// begin has sync begin anew for both, so that what it tells is of after that.
func (p *parting) begin(both ...*party) {
	p.t.Helper()
	p.s.Clock.Move(time.Minute)
	for _, one := range both {
		var start struct{ Cursor string }
		p.s.Call(p.t, one.Token, "GET", "/v1/sync", nil).Into(p.t, 200, &start)
		one.cursor = start.Cursor
	}
	p.s.Clock.Move(time.Minute)
}

// TestABlockHoldsOnEveryPathInBothDirections walks the table: each path is open, one blocks the other, and each is closed.
func TestABlockHoldsOnEveryPathInBothDirections(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, s *testkit.Server) {
		p, ada, bob := newParting(t, s)
		walk := func(when string, want func(row path, viewer *party) bool) {
			t.Helper()
			for _, row := range paths {
				for _, pair := range [][2]*party{{ada, bob}, {bob, ada}} {
					if got := row.open(p, pair[0], pair[1]); got != want(row, pair[0]) {
						t.Errorf("%s: %s, from %s to %s: open is %v", when, row.name, pair[1].Handle, pair[0].Handle, got)
					}
				}
			}
		}
		p.begin(ada, bob)
		walk("before", func(path, *party) bool { return true })
		p.begin(ada, bob)
		p.walks++
		for _, pair := range [][2]testkit.Person{
			{ada.Person, bob.Person}, {ada.stranger(p), bob.stranger(p)}, {ada.introduced[p.walks], bob.introduced[p.walks]},
			{ada.asks[p.walks], bob.stranger(p)}, {ada.stranger(p), bob.asks[p.walks]},
		} {
			s.Call(t, pair[0].Token, "PUT", "/v1/accounts/"+pair[1].ID+"/block", nil).Into(t, 204, nil)
		}
		walk("ada blocks bob", func(row path, viewer *party) bool { return row.kept != "" && viewer == ada })
	})
}

// TestEveryOperationHasItsPaths fails for an operation of which nobody has said by which path something of others comes through it.
func TestEveryOperationHasItsPaths(t *testing.T) {
	t.Parallel()
	s := testkit.Start(t, db.SQLite)
	known := slices.Clone(alone)
	for _, row := range paths {
		known = append(known, row.ops...)
	}
	for _, op := range s.App.Router.Ops() {
		if !slices.Contains(known, op.ID) {
			t.Errorf("%s %s (%s) has no row among the paths on which a block must hold, and is not among those on which nobody is met", op.Method, op.Path, op.ID)
		}
	}
	var ids []string
	for _, op := range s.App.Router.Ops() {
		ids = append(ids, op.ID)
	}
	for _, id := range known {
		if !slices.Contains(ids, id) {
			t.Errorf("%s is no operation", id)
		}
	}
}

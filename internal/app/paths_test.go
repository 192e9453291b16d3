package app_test

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"causerie/internal/base"
	"causerie/internal/db"
	"causerie/internal/testkit"
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
	{name: "a profile that somebody sent", ops: []string{"listProfiles"}, open: func(p *parting, viewer, from *party) bool {
		return p.answers(viewer.Person, "/v1/profiles?ids="+from.ID, from.ID)
	}},
	{name: "sending somebody's profile", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		body := map[string]any{"clientId": base.NewID(time.Now()), "kind": "message", "content": map[string]any{"type": "profile", "profile": from.ID}}
		return p.status(viewer, "POST", "/v1/conversations/"+p.cyds[viewer.ID]+"/entries", body) == 201
	}},
	{name: "a profile as a message", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.append(from, "message", 0, map[string]any{"type": "profile", "profile": p.cyd.ID}) == 201
	}},
	{name: "a place", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.append(from, "message", 0, map[string]any{"type": "location", "location": map[string]any{"latitude": 48.88, "longitude": 2.37, "accuracy": 1000}}) == 201
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
	{name: "a sticker", ops: []string{"appendEntry"}, open: func(p *parting, viewer, from *party) bool {
		return p.s.SendSticker(p.t, from.Person, p.talk, p.s.Sticker(p.t, from.Person)).Status == 201
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
	"openSaved", "deleteConversation", "deleteScheduled", "listEntries", "hideEntries", "getPhoto", "getVideo", "getVoice", "getFile", "getPreviewPicture", "getSticker", "getViewing", "getVote", // what was written before stays readable
	"getDecisions", "appealDecision", // which tell nobody who reported or decided
	// What was reported is shown to staff, whoever blocks whom.
	"listCases", "getCase", "listCaseReports", "listCaseAudit", "claimCase", "releaseCase", "addCaseNote", "getCaseContext", "decideCase", "undoDecision", "answerAppeal",
	"exportCase", "listAudit", "getModerationStats",
	"getAnnouncements", "dismissAnnouncement", "listAnnouncements", "publishAnnouncement", "withdrawAnnouncement", // of those who run the server
	"countTime",
	"createUpload", "getUpload", "continueUpload", "cancelUpload", "makePhoto", "makeVideo", "makeVoice", "makeFile", "makePreview", "makeStill", "makeStickerPack", "renameStickerPack", "putSticker", "removeSticker",
	"listStickerPacks", "deleteStickerPack", "openStickerPack", "addStickerPack", // TestStickersAreSentSeenAndAdded has a block part one from packs
	"getPush", "subscribePush", "unsubscribePush", "testPush",
	"setEmailDigest", "forgetEmailDigest", "verifyDigestAddress", "confirmDigestAddress", "getEmailDigest", "askToUnsubscribe", "unsubscribe", // what is sent tells what push messages do
	"getFilters", "setFilters", // words that hide what comes by the other paths
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

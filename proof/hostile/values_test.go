package hostile_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

// target is what can be reported: for staff, only what they do not handle then.
func (g *generator) target() any {
	switch {
	case g.role == staff || g.role == moderator:
		return map[string]any{"kind": "profile", "accountId": g.world.others[1].ID}
	case g.chance(25):
		return map[string]any{"kind": "profile", "accountId": g.world.people[member].ID}
	case g.chance(30):
		return map[string]any{"kind": "profile", "accountId": g.world.account(g.Rand)}
	case g.chance(10):
		return map[string]any{"kind": "request", "conversationId": g.world.conversation(g.Rand, g.role)}
	}
	return map[string]any{"kind": "message", "conversationId": g.world.conversation(g.Rand, g.role), "seqs": []any{1 + 2*g.IntN(4)}}
}

// removing is what a decision removes: of the person of the case and of some group, with what neither shows.
func (g *generator) removing() any {
	out := map[string]any{"reported": g.chance(30)}
	part := map[string]any{"part": g.one("picture", "name", "bio")}
	if g.chance(40) {
		part["groupId"] = g.world.conversation(g.Rand, g.role)
	}
	out["parts"] = slices.Repeat([]any{part}, g.IntN(3))
	if g.chance(40) {
		out["messages"] = []any{map[string]any{"conversationId": g.world.conversation(g.Rand, g.role), "seq": g.one2(1, -5)}}
	}
	return out
}

// sticker is one that who asks has, as a rule.
func (g *generator) sticker() testkit.Sticker {
	if one, has := g.world.stickers[g.world.people[g.role].Token]; has && g.chance(80) {
		return one
	}
	return testkit.Sticker{Maker: g.world.account(g.Rand), Pack: uuid.NewString(), Item: uuid.NewString()}
}

// named is a value for a field or parameter that stands for something of the world.
func (g *generator) named(name string, s *schema) any {
	s = g.d.of(s)
	switch name {
	case "id":
		switch g.owner {
		case "getProfile", "block", "unblock", "restrict", "unrestrict", "mute", "unmute", "follow", "unfollow", "removeFollower", "listFollowers", "listFollowing",
			"acceptFollowRequest", "declineFollowRequest", "dismissSuggestion":
			return g.one(g.world.account(g.Rand), "@"+g.one(g.world.handles...))
		case "signOut":
			return g.world.session(g.Rand)
		case "linkGuardian", "unlinkGuardian", "getGuardianView":
			return g.one(g.world.friends[0].ID, g.world.account(g.Rand))
		case "acknowledgeSession":
			return g.one(g.world.people[g.role].Session, g.world.session(g.Rand))
		case "openInvitation":
			if g.role == member { // who answers it sooner or later
				return g.world.invitation
			}
			return g.one(g.world.invitation, g.world.group(g.Rand, g.role))
		case "removePasskey", "getMedia":
			return uuid.NewString()
		case "updateGroup", "setGroupPicture", "removeGroupPicture", "listMembers", "addMembers", "removeMember", "setRole", "listSeen", "getVote",
			"createLink", "listLinks", "revokeLink", "listJoiners", "answerJoiner", "openOnce", "closeOnce", "listOpeners", "openStickerPack", "addStickerPack":
			return g.world.group(g.Rand, g.role)
		case "removeIdentifier":
			return g.one(g.world.identifiers[g.role], g.world.identifiers[member], uuid.NewString())
		}
		switch g.owner {
		case "getUpload", "continueUpload", "cancelUpload":
			return g.world.ofOne(g.world.uploads, g.world.people[g.role].Token)
		case "getPhoto", "getViewing":
			return g.world.ofOne(g.world.photos, g.world.people[g.role].Token)
		case "getVideo":
			return g.world.ofOne(g.world.videos, g.world.people[g.role].Token)
		case "getFile":
			return g.world.ofOne(g.world.files, g.world.people[g.role].Token)
		case "getVoice":
			return g.world.ofOne(g.world.voices, g.world.people[g.role].Token)
		case "getSticker":
			return g.sticker().Item
		case "getPreviewPicture":
			return g.world.ofOne(g.world.previews, g.world.people[g.role].Token)
		}
		return g.world.conversation(g.Rand, g.role)
	case "ids":
		return g.one(g.world.account(g.Rand), g.world.account(g.Rand)+","+uuid.NewString(), ",", strings.Repeat(uuid.NewString()+",", 51), "zoe")
	case "url":
		if s.Type == "string" {
			return g.one(g.world.site+"/lamp", g.world.site+"/lamp.png", "http://127.0.0.2/", "http://localhost/", "file:///etc/passwd", "https://[::1]/ü")
		}
	case "upload":
		if g.owner == "makeVideo" && g.chance(10) { // until it is ready, one asks again
			return g.world.ofOne(g.world.videos, g.world.people[g.role].Token)
		}
		return g.world.ofOne(g.world.uploads, g.world.people[g.role].Token)
	case "pack":
		if g.owner == "deleteStickerPack" { // one that makeStickerPack has made
			return g.world.conversation(g.Rand, g.role)
		}
		return g.sticker().Pack
	case "sticker":
		if s.Type == "string" {
			return g.sticker().Item
		}
	case "maker":
		return g.one(g.world.people[g.role].ID, g.world.friends[0].ID, g.world.account(g.Rand))
	case "owner":
		return g.world.people[g.role].ID
	case "case":
		held, told := g.world.heldBy(g.world.people[g.role].ID)
		switch {
		case g.owner == "getCaseContext" || g.owner == "answerAppeal", g.owner == "getCase" && g.chance(50):
			g.conversation, g.decision = told.conversation, told.decision
			return held
		case g.owner == "claimCase" && g.chance(50):
			return g.world.someAppeal(g.Rand)
		}
		pair := g.world.someCase(g.Rand, g.owner == "undoDecision")
		g.decision = pair[1]
		return pair[0]
	case "decision":
		if g.owner == "appealDecision" {
			return g.world.decision(g.Rand)
		}
		if g.decision == "" {
			return uuid.NewString()
		}
		return g.decision
	case "conversation", "conversationId":
		if g.conversation != "" {
			return g.conversation
		}
		return g.world.conversation(g.Rand, g.role)
	case "size":
		if s.Type == "string" {
			return g.one("96", "512", "small", "large")
		}
	case "members":
		return []any{g.world.account(g.Rand)}
	case "accountId":
		if g.owner == "answerJoiner" {
			return g.world.asking(g.Rand)
		}
	case "account": // of a group, whose first members others need
		if g.chance(70) {
			return g.world.friends[1].ID
		}
		return g.world.account(g.Rand)
	case "title":
		if s != nil && s.Type != "string" {
			break
		}
		return g.one("Tea time", "東京 🗼", "Été")
	case "conversations":
		return []any{g.world.conversation(g.Rand, g.role)}
	case "person", "to": // friends of whoever asks, most often
		return g.one(g.world.friends[0].ID, g.world.friends[1].ID, g.world.account(g.Rand))
	case "announcement":
		return g.world.ofAll(&g.world.announcement)
	case "clientId":
		if g.owner == "updateScheduled" || g.owner == "deleteScheduled" {
			return g.world.ofOne(g.world.scheduled, g.world.people[g.role].Token)
		}
		if g.chance(10) {
			return "0192f5c8-7a3e-7c11-9f6b-2d1e4a5b6c7d" // a retry
		}
		return uuid.NewString()
	case "ceremony":
		return uuid.NewString()
	case "credential":
		return map[string]any{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": map[string]any{
			"clientDataJSON": "e30", "attestationObject": g.one("oA", "v2E", "gA"), "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA"}}
	case "endpoint":
		return fmt.Sprintf("https://localhost/%x", g.IntN(100)) // where no push service is
	case "p256dh":
		return "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
	case "auth":
		return strings.Repeat("A", 22)
	case "blinded":
		return []any{"4vKuCmq8TnGohKlhxQBRX1jjC2qlgt2NtqZZReCNLXY="}
	case "bits":
		return 0
	case "buckets":
		return []any{0}
	case "handle":
		if g.owner == "signUp" || g.owner == "beginPasskey" {
			return fmt.Sprintf("p.%x", g.Uint64())
		}
		if g.owner == "recover" && g.chance(50) {
			return g.world.others[1].Handle
		}
		return g.one(g.world.handles...)
	case "birthDate":
		return g.one("1990-01-31", "2000-02-29", "2020-01-01", "1850-01-01")
	case "password", "current":
		return g.one(testkit.Password, "another-lamp-4712", "short")
	case "code":
		if slices.Contains([]string{"previewLink", "joinByLink", "revokeLink"}, g.owner) {
			return g.world.link(g.Rand, g.role)
		}
		return g.one("7Q4K-9FZM-3XVD-1RTB", g.world.others[1].RecoveryCodes[g.IntN(10)])
	case "language":
		return g.one("fr", "en", "")
	case "cursor":
		return g.world.cursor(g.Rand)
	case "requestsPausedFor": // who pauses is asked by nobody, and soon nobody would be
		if g.chance(90) {
			return 0
		}
	case "sendAt":
		return g.one(time.Now().AddDate(0, 6, 0).UTC().Format(time.RFC3339), "2020-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59")
	case "path":
		return g.one("/settings/privacy", "/c", "//evil.example", "javascript:alert(1)", "")
	case "en", "fr":
		return g.one("New: polls", "Sondages", "東京", "line\nline", "")
	case "from", "until":
		return g.one(time.Now().AddDate(0, 0, 20).UTC().Format(time.RFC3339), "2020-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59")
	case "expiresAt":
		return g.one("2030-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59")
	case "mutedUntil":
		return g.one("2030-01-01T00:00:00Z", "2020-01-01T00:00:00+02:00", "9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00Z")
	case "emoji":
		return g.one("👍", "❤️", "", "🇫🇷", "👨‍👩‍👧", "1️⃣")
	case "q", "text", "name", "bio":
		if s != nil && s.Type != "string" {
			break
		}
		return g.one("secret", "été", "Ada Love", "東京", "ça va ?", "one more", "the", "👍", "line\nline")
	case "deviceToken":
		return g.one(strings.Repeat("A", 43), strings.Repeat("_", 42)+"8", "")
	case "device":
		return g.one("My phone", "")
	case "seq":
		if g.owner == "listSeen" && g.chance(70) {
			return 2 // the first message of each group
		}
		if g.owner == "forwardMessage" && g.chance(70) {
			return 1 + g.IntN(4)
		}
		if g.owner == "getVote" && g.chance(70) {
			return 3 // its poll
		}
		if (g.owner == "openOnce" || g.owner == "closeOnce" || g.owner == "listOpeners") && g.chance(70) {
			return g.one2(4, 5) // what is there to be viewed once: one's own, and another's
		}
		if (g.owner == "openStickerPack" || g.owner == "addStickerPack") && g.chance(70) {
			return 6 // the sticker there
		}
		return g.IntN(30)
	case "targetSeq", "messageSeq", "replyTo", "before", "after", "around":
		return g.IntN(30)
	}
	return g.value(name, s, 0)
}

// value is one that the schema admits, or where it is to be wrong, one that it may not.
func (g *generator) value(name string, s *schema, depth int) any {
	s = g.d.of(s)
	if name != "" && g.spoiled() {
		return g.wrong(s, depth)
	}
	switch {
	case s == nil || depth > 6:
		return nil
	case len(s.Enum) > 0:
		return s.Enum[g.IntN(len(s.Enum))]
	}
	switch s.Type {
	case "object":
		return g.object(s, depth)
	case "array":
		n := s.MinItems + g.IntN(4)
		if s.MaxItems != nil {
			n = min(n, *s.MaxItems)
		}
		list := make([]any, n)
		for i := range list {
			list[i] = g.value("", s.Items, depth+1)
		}
		return list
	case "integer":
		low, high := 0, 50
		if s.Minimum != nil {
			low = int(*s.Minimum)
		}
		if s.Maximum != nil {
			high = min(high, int(*s.Maximum))
		}
		return low + g.IntN(high-low+1)
	case "number":
		return g.Float64()
	case "boolean":
		return g.IntN(2) == 0
	case "string":
		if s.Format == "uuid" {
			return uuid.NewString()
		}
		longest := 40
		if s.MaxLength != nil {
			longest = min(longest, *s.MaxLength)
		}
		return g.text(longest)
	}
	return g.junk(depth)
}

func (g *generator) object(s *schema, depth int) map[string]any {
	out := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		required := slices.Contains(s.Required, name)
		if !required && g.chance(50) || required && g.spoiled() && g.chance(20) {
			continue
		}
		if g.spoiled() {
			out[name] = g.wrong(g.d.of(s.Properties[name]), depth+1)
			continue
		}
		if inner := g.d.of(s.Properties[name]); inner != nil && inner.Type == "object" {
			out[name] = g.value("", inner, depth+1)
			continue
		}
		out[name] = g.named(name, s.Properties[name])
	}
	if g.spoiled() && g.chance(20) {
		out[g.one("unknown", "", "__proto__", "ID", "Handle", "role", "$schema", g.text(20))] = g.junk(depth)
	}
	if _, is := s.Properties["targetSeq"]; is && !g.spoiled() {
		g.entry(out)
	}
	if depth == 0 && !g.spoiled() {
		switch g.owner {
		case "verifyIdentifier":
			out = map[string]any{"kind": "email", "value": addressOf(g.role)}
		case "confirmIdentifier":
			out = map[string]any{"kind": "email", "code": g.world.mail.LastCode(addressOf(g.role))}
		case "verifyDigestAddress":
			out = map[string]any{"email": "for." + addressOf(g.role)}
		case "confirmDigestAddress":
			out = map[string]any{"code": g.world.mail.LastCode("for." + addressOf(g.role))}
		case "createConversation":
			if out["kind"] == "group" {
				out["title"] = g.named("title", nil)
			}
		case "fileReport":
			out["target"] = g.target()
		case "decideCase": // nobody is suspended: others have to go on
			out = map[string]any{"action": g.one("warn", "limit_strangers", "remove_content"), "rule": "hate", "text": "so", "days": 0}
			if g.chance(50) {
				out["remove"] = g.removing()
			}
			if out["action"] == "limit_strangers" {
				out["days"] = 1
			}
		}
	}
	if g.owner == "signIn" && depth == 0 && g.chance(50) {
		out = map[string]any{"handle": "ada", "password": g.one(testkit.Password, "wrong")}
	}
	return out
}

// entry has the parts of an append fit each other, which the schema cannot say.
func (g *generator) entry(out map[string]any) {
	out["kind"] = g.one("message", "message", "message", "edit", "reaction", "unsend", "settings")
	out["targetSeq"] = 1 + g.IntN(30)
	switch out["kind"] {
	case "message":
		delete(out, "targetSeq")
		out["content"] = map[string]any{"type": "text", "text": g.named("text", nil)}
		if g.chance(15) {
			made := g.world.photos
			if g.IntN(3) == 0 {
				made = g.world.videos
			}
			photo := map[string]any{"id": g.world.ofOne(made, g.world.people[g.role].Token), "alt": g.text(40)}
			out["content"] = map[string]any{"type": "photos", "text": g.one("", "été"), "photos": slices.Repeat([]any{photo}, g.one2(1, 11))}
		} else if g.chance(10) {
			preview := map[string]any{"id": g.world.ofOne(g.world.previews, g.world.people[g.role].Token)}
			out["content"] = map[string]any{"type": "link", "text": g.one(g.world.site+"/lamp", "no link"), "preview": preview}
		} else if g.chance(10) {
			voice := map[string]any{"id": g.world.ofOne(g.world.voices, g.world.people[g.role].Token), "waveform": slices.Repeat([]int{g.one2(100, 101)}, g.one2(3, 65))}
			out["content"] = map[string]any{"type": "voice", "voice": voice}
		} else if g.chance(10) {
			out["content"] = map[string]any{"type": "profile", "profile": g.one(g.world.account(g.Rand), uuid.NewString(), "00000000-0000-0000-0000-000000000000", "zoe")}
		} else if g.chance(10) {
			degrees := func(most float64) any {
				return []any{48.8566, -0.000001, most, -most, most + 0.001, 1e308, "48", nil}[g.IntN(8)]
			}
			place := map[string]any{"latitude": degrees(90), "longitude": degrees(180), "accuracy": []any{12, 1000, 0, -1, 100_001, 1.5, 1e300}[g.IntN(7)]}
			if g.chance(50) {
				place["still"] = map[string]any{"id": g.world.ofOne(g.world.previews, g.world.people[g.role].Token)}
			}
			out["content"] = map[string]any{"type": "location", "text": g.one("", "the canal"), "location": place}
		} else if g.chance(10) {
			one := g.sticker()
			out["content"] = map[string]any{"type": "sticker", "sticker": map[string]any{"maker": g.one(one.Maker, g.world.account(g.Rand)), "pack": one.Pack, "item": g.one(one.Item, uuid.NewString())}}
		} else if g.chance(10) {
			made, kind := g.world.photos, g.one("photo", "video")
			if g.chance(50) {
				made, kind = g.world.voices, "voice"
			}
			out["content"] = map[string]any{"type": "once", "once": map[string]any{"kind": kind, "id": g.world.ofOne(made, g.world.people[g.role].Token)}}
		}
	case "edit":
		out["content"] = map[string]any{"text": g.named("text", nil)}
	case "settings":
		delete(out, "targetSeq")
		out["content"] = map[string]any{"disappearing": g.one("24h", "7d", "90d", "off", "1h")}
	case "reaction":
		out["content"] = map[string]any{"emoji": g.named("emoji", nil)}
	default:
		delete(out, "content")
	}
}

// wrong is a value that breaks a rule of s, as a rule.
func (g *generator) wrong(s *schema, depth int) any {
	switch {
	case s == nil, g.chance(40):
		return g.junk(depth)
	case s.Type == "string" && s.MaxLength != nil:
		return strings.Repeat(g.one("a", "é", "👍", "\x00", " "), *s.MaxLength+g.IntN(2))
	case s.Type == "string":
		return g.text(g.one2(10, 5000))
	case s.Type == "integer":
		return []any{-1, 0, 1.5, 1e300, int64(math.MaxInt64), int64(math.MinInt64), json.Number("99999999999999999999"), json.Number("1e5"), json.Number("-0"), "1"}[g.IntN(10)]
	case s.Type == "array":
		return slices.Repeat([]any{g.junk(depth)}, g.one2(0, 500))
	}
	return g.junk(depth)
}

func (g *generator) one2(few, many int) int {
	if g.chance(50) {
		return few
	}
	return many
}

// junk is any JSON.
func (g *generator) junk(depth int) any {
	if depth > 5 {
		return nil
	}
	switch g.IntN(12) {
	case 0:
		return nil
	case 1:
		return g.IntN(2) == 0
	case 2:
		return g.Int64() - g.Int64()
	case 3:
		return json.Number(g.one("1e400", "-1e-400", "0.1", "123456789012345678901234567890"))
	case 4:
		return []any{}
	case 5:
		return map[string]any{}
	case 6:
		return []any{g.junk(depth + 1), g.junk(depth + 1)}
	case 7:
		return map[string]any{g.text(8): g.junk(depth + 1), "id": g.junk(depth + 1)}
	case 8:
		return uuid.NewString()
	case 9:
		deep := any("deep")
		for range 200 {
			deep = []any{deep}
		}
		return deep
	case 10:
		return g.text(2000)
	}
	return g.text(20)
}

// pieces are what texts are made of: what is seldom thought of.
var pieces = []string{"a", "Z", "0", " ", "\n", "\t", "é", "ß", "ﬁ", "İ", "ı", "ǅ", "東", "한", "ก", "א", "ب", "\u0301", "\u0000", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u00a0", "\u00ad",
	"\u200b", "\u200d", "\u200e", "\u202e", "\u2028", "\u2066", "\ufeff", "\ufffd", "\uffff", "👍", "👨‍👩‍👧", "🇫🇷", "🏴\U000e0067\U000e0062\U000e007f", "\U0001f3fb", "\xff", "\xed\xa0\x80", "\xc0\x80",
	"<script>", "'; DROP TABLE accounts;--", "\"", "\\", "%s%n", "{{.}}", "${jndi:ldap://x}", "../", "&", ":*", "!", "|", "(", "NEAR(", "_", ".", "@", "@ada", "https://example.com", "null", "NaN"}

// text has up to longest characters, more or less.
func (g *generator) text(longest int) string {
	if longest <= 0 {
		return ""
	}
	var b strings.Builder
	if g.chance(20) {
		return strings.Repeat(pieces[g.IntN(len(pieces))], 1+g.IntN(longest))
	}
	for range 1 + g.IntN(min(longest, 40)) {
		b.WriteString(pieces[g.IntN(len(pieces))])
	}
	return b.String()
}

// file is a picture, more or less.
// smallest is a picture that is decoded.
const smallest = "GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\xff\xff\xff\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b" +
	"............................................................................."

// shortest is a recording that is made anew, as long as that picture: Ogg of one packet of Opus.
const shortest = "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00\x19\xf8\x19\xd2\x01\x13OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00" +
	"OggS\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x01\x00\x00\x00\xf1-(\xb1\x01\x08OpusTags" +
	"OggS\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x02\x00\x00\x00\x08m\x87b\x01\x01\xf8"

func (g *generator) file() []byte {
	files := []string{"", "not a picture", "\xff\xd8\xff\xe0\x00\x10JFIF", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\x00\x00\x00", "GIF89a\xff\xff\xff\xff\x80\x00\x00",
		"RIFF\xff\xff\xff\xffWEBPVP8X", "<svg onload=alert(1)>", smallest, shortest}
	file := []byte(files[g.IntN(len(files))])
	if g.harm == harmful {
		for range 20 {
			file = append(file, byte(g.IntN(256)))
		}
	}
	return file
}

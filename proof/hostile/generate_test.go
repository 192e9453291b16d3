package hostile_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"causerie/internal/testkit"
)

// request is one that is to be made.
type request struct {
	op     *operation // that answers it, nil where there is none
	loose  bool       // what answers is not known: only that the answer is no failure of the server
	method string
	target string
	header [][2]string
	body   []byte // nil for none
	token  string
}

func (q request) String() string {
	body := q.body
	if len(body) > 600 {
		body = append(slices.Clone(body[:600]), "…"...)
	}
	return fmt.Sprintf("%s %.400s\nheader %.400q\nbody (%d bytes) %q", q.method, q.target, q.header, len(q.body), body)
}

// costly operations hash passwords or start a process; they get a small share.
var costly = []string{"signUp", "signIn", "recover", "changePassword", "renewRecoveryCodes", "setAvatar", "setGroupPicture"}

// oneAfterTheOther are operations of which each needs what another did before.
var oneAfterTheOther = []string{"fileReport", "listCases", "getCase", "claimCase", "getCaseContext", "decideCase", "getDecisions", "appealDecision", "answerAppeal", "undoDecision"}

// ofHeldCases are those of who has claimed a case: half of them are made by staff.
var ofHeldCases = []string{"claimCase", "getCase", "getCaseContext", "answerAppeal"}

// maker makes the requests of one run.
type maker struct {
	d     *description
	world *world
	seed  uint64
	share []*operation // operations, each as often as it is wanted
}

func newMaker(d *description, w *world, seed uint64) *maker {
	m := &maker{d: d, world: w, seed: seed}
	for _, op := range d.operations {
		times := 12
		switch {
		case op.ID == "getCaseContext" || op.ID == "answerAppeal":
			times = 216 // it takes a case that one has claimed and in which a conversation was reported: of many, the server found something, and no more
		case slices.Contains(oneAfterTheOther, op.ID):
			times = 72
		case op.ID == "setAvatar", op.ID == "setGroupPicture":
			times = 6
		case op.ID == "signUp":
			times = 12 // most are refused: for their age, their password or their work
		case op.ID == "changePassword" || op.ID == "recover" || op.ID == "renewRecoveryCodes":
			times = 4 // they take someone's password of the moment, or a code of theirs, which few requests have
		case slices.Contains(costly, op.ID):
			times = 2
		case op.ID == "appendEntry":
			times = 60
		}
		m.share = append(m.share, slices.Repeat([]*operation{op}, times)...)
	}
	return m
}

// harm is how wrong a request is.
type harm int

const (
	valid harm = iota
	near       // one mistake
	harmful
)

// mix is how often requests are made in each place.
var mix = slices.Concat([]role{anonymous, former}, slices.Repeat([]role{stranger, blocked, staff, moderator}, 2), slices.Repeat([]role{member}, 8))

// request makes request number n.
func (m *maker) request(n int) request {
	r := rand.New(rand.NewPCG(m.seed, uint64(n)))
	op := m.share[r.IntN(len(m.share))]
	g := &generator{Rand: r, d: m.d, world: m.world, role: mix[r.IntN(len(mix))]}
	if slices.Contains(ofHeldCases, op.ID) && r.IntN(2) == 0 {
		g.role = []role{staff, moderator}[r.IntN(2)]
	}
	switch h := r.IntN(10); {
	case h < 4:
		g.harm = valid
	case h < 8:
		g.harm = near
	default:
		g.harm = harmful
	}
	return g.request(op)
}

type generator struct {
	*rand.Rand
	d     *description
	world *world
	role  role
	harm  harm
	owner string // the operation that a value is for
	// decision and conversation are of the case that is in the request already.
	decision, conversation string
}

func (g *generator) one(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

// spoiled tells whether a value is to be wrong.
func (g *generator) spoiled() bool {
	return g.harm == near && g.chance(25) || g.harm == harmful && g.chance(60)
}

func (g *generator) request(op *operation) request {
	g.owner = op.ID
	q := request{op: op, method: op.method, token: g.world.people[g.role].Token}
	q.target = g.path(op)
	q.loose = !clean(q.target)
	if query := g.query(op); query != "" {
		q.target += "?" + query
	}
	if op.ID == "signOut" && g.chance(2) {
		if token := g.world.takeSpare(); token != "" {
			q.target, q.token = "/v1/sessions/current", token
		}
	}
	g.body(op, &q)
	g.ownHeaders(op, &q)
	g.headers(&q)
	if g.harm != valid && g.chance(6) {
		q.method = g.one("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get")
		if q.op = g.d.at(op, q.method); q.op == nil && q.method == "GET" {
			q.loose = true // another path may have it
		}
	}
	return q
}

func (g *generator) path(op *operation) string {
	filled := op.path
	for _, p := range op.Parameters {
		if p.In != "path" {
			continue
		}
		value := url.PathEscape(fmt.Sprint(g.named(p.Name, p.Schema)))
		if g.spoiled() && op.ID != "signOut" { // which would end the role's own session: see request
			value = g.one("", ".", "..", "%00", "%2F", "..%2f..%2fetc%2fpasswd", "%ff%fe", "-1", "0", "null", "current", "@", "@ada", "@%00",
				"undefined", "1e400", "00000000-0000-0000-0000-000000000000", "0192F5C8-7A3E-7C11-9F6B-2D1E4A5B6C7D", "{id}", "%F0%9F%92%A9",
				url.PathEscape(g.text(5000)), value+"x", strings.ToUpper(value), url.PathEscape(g.text(40)))
		}
		filled = strings.Replace(filled, "{"+p.Name+"}", value, 1)
	}
	return filled
}

// clean tells whether a path has no part that the server leads away from, such as "..".
func clean(target string) bool {
	u, err := url.Parse(target)
	return err == nil && path.Clean(u.Path) == u.Path
}

func (g *generator) query(op *operation) string {
	var pairs []string
	for _, p := range op.Parameters {
		if p.In != "query" || g.chance(40) {
			continue
		}
		value := fmt.Sprint(g.named(p.Name, p.Schema))
		if g.spoiled() {
			value = g.one("", "0", "-1", "1.5", "1e3", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "NaN", "true", "null",
				"[]", "\x00", "\xff", "%", "' OR 1=1 --", "\"", "*", "_", "a:b & c | !d <-> e", base64.RawURLEncoding.EncodeToString([]byte(g.text(60))),
				value+"x", value[:len(value)/2], g.text(3000), g.text(30))
		}
		pairs = append(pairs, url.QueryEscape(p.Name)+"="+url.QueryEscape(value))
		if g.spoiled() && g.chance(20) { // the same once more
			pairs = append(pairs, url.QueryEscape(p.Name)+"="+url.QueryEscape(g.text(10)))
		}
	}
	if g.spoiled() && g.chance(20) {
		pairs = append(pairs, g.one("unknown=1", "=", "&&", "%zz=%zz", "a;b", "limit[]=1", "cursor", "__proto__=1", strings.Repeat("a=1&", 2000)))
	}
	return strings.Join(pairs, "&")
}

func (g *generator) body(op *operation, q *request) {
	if op.RequestBody == nil {
		if g.harm != valid && g.chance(10) {
			q.body = []byte(g.one("{}", "x", "null", strings.Repeat("[", 5000)))
		}
		return
	}
	for kind, c := range op.RequestBody.Content {
		q.header = append(q.header, [2]string{"Content-Type", kind})
		if kind != "application/json" {
			q.body = g.file()
			if op.ID == "continueUpload" && !g.spoiled() {
				q.body = []byte(smallest)
			}
			return
		}
		value := g.value("", c.Schema, 0)
		if g.spoiled() && g.chance(15) {
			value = g.junk(0)
		}
		text, err := json.Marshal(value)
		if err != nil {
			text = []byte("{}") // no value of ours cannot be written but NaN, which is none
		}
		q.body = text
	}
	if g.harm != valid && g.chance(15) {
		q.body = g.brokenText(q.body)
	}
}

// brokenText is JSON that was damaged on its way, or is none.
func (g *generator) brokenText(text []byte) []byte {
	switch g.IntN(14) {
	case 0:
		return text[:len(text)/2]
	case 1:
		return append([]byte("\xef\xbb\xbf"), text...)
	case 2:
		return append(text, " {}"...)
	case 3:
		return []byte(strings.Repeat(`{"a":`, 12_000))
	case 4:
		return []byte(strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000))
	case 5:
		return bytes.ReplaceAll(text, []byte(`"`), []byte(`'`))
	case 6: // every field twice
		return bytes.Replace(text, []byte("{"), append(append([]byte("{"), bytes.Trim(text, "{}")...), ','), 1)
	case 7:
		return []byte{}
	case 8:
		return []byte("\x00")
	case 9:
		return bytes.Repeat([]byte("a"), 300<<10)
	case 10:
		at := g.IntN(len(text) + 1)
		return slices.Concat(text[:at], []byte{byte(g.IntN(256))}, text[at:])
	case 11: // UTF-16
		wide := []byte{0xff, 0xfe}
		for _, b := range text {
			wide = append(wide, b, 0)
		}
		return wide
	case 12:
		return []byte(`{"` + strings.Repeat(`a":1,"`, 9_000) + `":1}`)
	default:
		return append([]byte(strings.Repeat(" ", 70<<10)), text...)
	}
}

// ownHeaders adds those that an operation asks for.
func (g *generator) ownHeaders(op *operation, q *request) {
	for _, p := range op.Parameters {
		if p.In != "header" || g.spoiled() && g.chance(30) {
			continue
		}
		value := map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": strconv.Itoa(len(smallest)), "Upload-Offset": "0"}[p.Name]
		if g.spoiled() {
			value = g.one("", "-1", "1", "0.2.2", "99999999999999999999", "9223372036854775807", "x", value+"0", g.header(300))
		}
		q.header = append(q.header, [2]string{p.Name, value})
	}
}

// headers adds those that the server reads, and others.
func (g *generator) headers(q *request) {
	if g.harm == valid {
		return
	}
	if len(q.header) > 0 && g.chance(10) {
		q.header[0][1] = g.one("", "text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "a/b/c", "application/json;;;=",
			"application/x-www-form-urlencoded", "application/vnd.api+json", "APPLICATION/JSON")
	}
	if g.chance(6) { // tokens that are none
		q.token = g.one("x", strings.Repeat("A", 64), strings.Repeat("a", 4000), q.token+"A", strings.ToUpper(q.token), strings.TrimRight(q.token, "abcdefgh"), "ÿþ")
	}
	for g.chance(20) {
		h := [][2]string{
			{"Accept", g.one("text/html", "application/xml", "*/*;q=0", "application/cbor", strings.Repeat("a/b,", 1000))}, {"Accept-Language", g.one("fr", "*", strings.Repeat("x-", 4000), "\xff")},
			{"Accept-Encoding", "gzip, br, identity;q=0"}, {"Content-Encoding", g.one("gzip", "br", "chunked")}, {"Range", g.one("bytes=0-0", "bytes=-1", "bytes=5-1,9-", "lines=1")},
			{"If-None-Match", g.one("*", `"x"`, "W/")}, {"If-Match", `"nothing"`}, {"If-Modified-Since", "yesterday"}, {"X-Forwarded-For", g.one("1.2.3.4", "::1", strings.Repeat("1,", 2000))},
			{"X-Forwarded-Host", "evil.example"}, {"X-Forwarded-Proto", "javascript"}, {"X-HTTP-Method-Override", "DELETE"}, {"Cookie", g.one("causerie_session="+q.token, "causerie_session=\"x", strings.Repeat("a=b; ", 3000))},
			{"User-Agent", g.one("", "\xff\xfe", g.header(3000), "Mozilla/5.0 \u202e")}, {"Expect", "100-continue"}, {"X-Request-Id", g.header(100)}, {"Authorization", g.one("Basic eDp5", "Bearer", "bearer x")},
		}
		q.header = append(q.header, h[g.IntN(len(h))])
	}
}

// header is a text that a header may carry.
func (g *generator) header(longest int) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, g.text(longest))
}

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
			return g.one(g.world.invitation, g.world.group(g.Rand, g.role))
		case "removePasskey", "getMedia":
			return uuid.NewString()
		case "updateGroup", "setGroupPicture", "removeGroupPicture", "listMembers", "addMembers", "removeMember", "setRole", "listSeen":
			return g.world.group(g.Rand, g.role)
		case "removeIdentifier":
			return g.one(g.world.identifiers[g.role], g.world.identifiers[member], uuid.NewString())
		}
		switch g.owner {
		case "getUpload", "continueUpload", "cancelUpload":
			return g.world.ofOne(g.world.uploads, g.world.people[g.role].Token)
		case "getPhoto":
			return g.world.ofOne(g.world.photos, g.world.people[g.role].Token)
		}
		return g.world.conversation(g.Rand, g.role)
	case "upload":
		return g.world.ofOne(g.world.uploads, g.world.people[g.role].Token)
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
	case "account": // of a group, whose first members others need
		if g.chance(70) {
			return g.world.friends[1].ID
		}
		return g.world.account(g.Rand)
	case "title":
		return g.one("Tea time", "東京 🗼", "Été")
	case "conversations":
		return []any{g.world.conversation(g.Rand, g.role)}
	case "person", "to": // friends of whoever asks, most often
		return g.one(g.world.friends[0].ID, g.world.friends[1].ID, g.world.account(g.Rand))
	case "clientId":
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
		return g.one("7Q4K-9FZM-3XVD-1RTB", g.world.others[1].RecoveryCodes[g.IntN(10)])
	case "language":
		return g.one("fr", "en", "")
	case "cursor":
		return g.world.cursor(g.Rand)
	case "requestsPausedFor": // who pauses is asked by nobody, and soon nobody would be
		if g.chance(90) {
			return 0
		}
	case "mutedUntil":
		return g.one("2030-01-01T00:00:00Z", "2020-01-01T00:00:00+02:00", "9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00Z")
	case "emoji":
		return g.one("👍", "❤️", "", "🇫🇷", "👨‍👩‍👧", "1️⃣")
	case "q", "text", "name", "bio":
		return g.one("secret", "été", "Ada Love", "東京", "ça va ?", "one more", "the", "👍", "line\nline")
	case "deviceToken":
		return g.one(strings.Repeat("A", 43), strings.Repeat("_", 42)+"8", "")
	case "device":
		return g.one("My phone", "")
	case "seq":
		if g.owner == "listSeen" && g.chance(70) {
			return 2 // the first message of each group
		}
		return g.IntN(30)
	case "targetSeq", "replyTo", "before", "after", "around":
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
		case "createConversation":
			if out["kind"] == "group" {
				out["title"] = g.named("title", nil)
			}
		case "fileReport":
			out["target"] = g.target()
		case "decideCase": // nobody is suspended: others have to go on
			out = map[string]any{"action": g.one("warn", "limit_strangers", "remove_content"), "rule": "hate", "text": "so", "days": 0, "removeContent": g.chance(10)}
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
	out["kind"] = g.one("message", "message", "edit", "reaction", "unsend")
	out["targetSeq"] = 1 + g.IntN(30)
	switch out["kind"] {
	case "message":
		delete(out, "targetSeq")
		out["content"] = map[string]any{"type": "text", "text": g.named("text", nil)}
		if g.chance(15) {
			photo := map[string]any{"id": g.world.ofOne(g.world.photos, g.world.people[g.role].Token), "alt": g.text(40)}
			out["content"] = map[string]any{"type": "photos", "text": g.one("", "été"), "photos": slices.Repeat([]any{photo}, g.one2(1, 11))}
		}
	case "edit":
		out["content"] = map[string]any{"text": g.named("text", nil)}
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
const smallest = "GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\xff\xff\xff\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b"

func (g *generator) file() []byte {
	files := []string{"", "not a picture", "\xff\xd8\xff\xe0\x00\x10JFIF", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\x00\x00\x00", "GIF89a\xff\xff\xff\xff\x80\x00\x00",
		"RIFF\xff\xff\xff\xffWEBPVP8X", "<svg onload=alert(1)>", smallest}
	file := []byte(files[g.IntN(len(files))])
	if g.harm == harmful {
		for range 20 {
			file = append(file, byte(g.IntN(256)))
		}
	}
	return file
}

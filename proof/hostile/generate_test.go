package hostile_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
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

// first go before others, whose requests are of what was made: of an upload, a message that is sent later, an announcement.
var first = []string{"createUpload", "continueUpload", "scheduleMessage", "publishAnnouncement"}

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
			times = 288 // it takes a case that one has claimed and in which a conversation was reported: of many, the server found something, and no more
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
				q.body = []byte(g.one(smallest, shortest))
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

// Package facebooktest answers in Facebook's place: the dialog in which someone allows an app to read their friends, and what this program asks of
// the Graph API, with its pages, its expiry and its errors. It is as strict as Facebook with the app's settings "Require app secret" and "Use strict
// mode for redirect URIs".
package facebooktest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// What the fake is an app for.
const (
	AppID     = "1234567890"
	AppSecret = "0123456789abcdef0123456789abcdef"
)

// Lasts is how long a long-lived token does.
const Lasts = 60 * 24 * time.Hour

// Fake is Facebook.
type Fake struct {
	URL string // of the server, where Start started one
	// PageSize is how many friends an answer has at most.
	PageSize int
	mu       sync.Mutex
	now      func() time.Time
	people   []*person
	codes    map[string]grant
	tokens   map[string]*token
	trouble  func(w http.ResponseWriter, req *http.Request) bool
	asked    []string
}

type person struct {
	id, name string
	friends  []string
	uses     bool // the app
	declines bool // to share their friends
	tokens   []*token
}

type grant struct {
	person          *person
	back, challenge string
	expires         time.Time
}

type token struct {
	person  *person
	expires time.Time
	ended   int // a subcode of code 190
}

// New returns a Facebook without people.
func New(now func() time.Time) *Fake {
	return &Fake{PageSize: 2, now: now, codes: map[string]grant{}, tokens: map[string]*token{}}
}

// Start serves one until the test ends.
func Start(t testing.TB, now func() time.Time) *Fake {
	t.Helper()
	f := New(now)
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.URL = server.URL
	return f
}

// Add adds a person and answers their id.
func (f *Fake) Add(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := strconv.Itoa(10_000_000_000_000_001 + len(f.people))
	f.people = append(f.people, &person{id: id, name: name})
	return id
}

// Befriend makes the first and each of the others friends.
func (f *Fake) Befriend(one string, others ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, other := range others {
		f.person(one).friends = append(f.person(one).friends, other)
		f.person(other).friends = append(f.person(other).friends, one)
	}
}

// Unfriend ends it.
func (f *Fake) Unfriend(one, other string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, pair := range [][2]string{{one, other}, {other, one}} {
		p := f.person(pair[0])
		p.friends = slices.DeleteFunc(p.friends, func(id string) bool { return id == pair[1] })
	}
}

// Share says whether a person lets the app read their friends: in the dialog, and afterwards in their settings.
func (f *Fake) Share(id string, shares bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.person(id).declines = !shares
}

// The subcodes with which tokens end.
const (
	Removed         = 458 // the person removed the app
	NewPassword     = 460
	TokenExpired    = 463
	NotConfirmed    = 464
	InvalidatedNoID = 467
)

// End ends all tokens of a person with a subcode of code 190.
func (f *Fake) End(id string, subcode int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.person(id)
	for _, t := range p.tokens {
		t.ended = subcode
	}
	if subcode == Removed {
		p.uses = false
	}
}

// Trouble has the next calls of the Graph API answered by answer, as long as it answers true; nil ends it.
func (f *Fake) Trouble(answer func(w http.ResponseWriter, req *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.trouble = answer
}

// Refuse has calls answered with an error of the Graph API.
func (f *Fake) Refuse(status, code, subcode int) {
	f.Trouble(func(w http.ResponseWriter, _ *http.Request) bool {
		fail(w, status, code, subcode, "OAuthException", "(#"+strconv.Itoa(code)+") refused")
		return true
	})
}

// Asked are the methods and paths of the calls of the Graph API so far.
func (f *Fake) Asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

// Uses tells whether a person allows the app anything.
func (f *Fake) Uses(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.person(id).uses
}

// Tokens are all that were given out.
func (f *Fake) Tokens() (all []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for text := range f.tokens {
		all = append(all, text)
	}
	return all
}

// Allow is what a person does at the address of a dialog, and answers the query with which they come back to the app.
func (f *Fake) Allow(dialog, id string) (url.Values, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	u, err := url.Parse(dialog)
	if err != nil {
		return nil, err
	}
	back, err := f.back(u.Query(), f.person(id))
	if err != nil {
		return nil, err
	}
	return back.Query(), nil
}

// Signed is what Facebook sends when a person removed the app, or wants what it has erased.
func Signed(secret, id string, at time.Time) string {
	body, err := json.Marshal(map[string]any{"algorithm": "HMAC-SHA256", "user_id": id, "issued_at": at.Unix(), "expires": 0})
	if err != nil {
		panic(err)
	}
	payload := base64.RawURLEncoding.EncodeToString(body)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(payload))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) + "." + payload
}

func (f *Fake) person(id string) *person {
	i := slices.IndexFunc(f.people, func(p *person) bool { return p.id == id })
	if i < 0 {
		panic("nobody on Facebook has the id " + id)
	}
	return f.people[i]
}

// back is where a person who allows the app is led: the address the dialog was opened for, with a code.
func (f *Fake) back(query url.Values, p *person) (*url.URL, error) {
	for name, want := range map[string]string{"client_id": AppID, "response_type": "code", "code_challenge_method": "S256", "auth_type": "rerequest"} {
		if query.Get(name) != want {
			return nil, fmt.Errorf("the dialog was opened with %s %q, not %q", name, query.Get(name), want)
		}
	}
	if !slices.Contains(strings.Split(query.Get("scope"), ","), "user_friends") {
		return nil, fmt.Errorf("the dialog was opened for the scope %q", query.Get("scope"))
	}
	back, err := url.Parse(query.Get("redirect_uri"))
	if err != nil || back.Host == "" || query.Get("state") == "" {
		return nil, fmt.Errorf("the dialog leads back to %q with state %q", query.Get("redirect_uri"), query.Get("state"))
	}
	code := "AQ" + rand.Text()
	f.codes[code] = grant{p, query.Get("redirect_uri"), query.Get("code_challenge"), f.now().Add(10 * time.Minute)}
	p.uses = true
	back.RawQuery = url.Values{"code": {code}, "state": {query.Get("state")}}.Encode()
	back.Fragment = "_=_" // as Facebook does
	return back, nil
}

// ServeHTTP serves the dialog and the Graph API, under a version as the first part of their paths.
func (f *Fake) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	version, path, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, "/"), "/")
	if !strings.HasPrefix(version, "v") {
		fail(w, http.StatusBadRequest, 2635, 0, "OAuthException", "Unknown version of the API")
		return
	}
	if path == "dialog/oauth" {
		f.dialog(w, req)
		return
	}
	f.mu.Lock()
	f.asked = append(f.asked, req.Method+" /"+path)
	trouble := f.trouble
	f.mu.Unlock()
	if trouble != nil && trouble(w, req) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch req.Method + " " + path {
	case "POST oauth/access_token":
		f.oauth(w, req)
	case "GET me":
		f.me(w, req)
	case "GET me/friends":
		f.friends(w, req)
	case "DELETE me/permissions":
		if t := f.caller(w, req); t != nil {
			t.person.uses = false
			for _, one := range t.person.tokens {
				one.ended = Removed
			}
			answer(w, map[string]bool{"success": true})
		}
	default:
		fail(w, http.StatusBadRequest, 2500, 0, "OAuthException", "Unknown path components: /"+path)
	}
}

func (f *Fake) oauth(w http.ResponseWriter, req *http.Request) {
	if err := req.ParseForm(); err != nil || len(req.URL.RawQuery) > 0 {
		fail(w, http.StatusBadRequest, 100, 0, "OAuthException", "A secret belongs into the body")
		return
	}
	form := req.PostForm
	if form.Get("client_id") != AppID {
		fail(w, http.StatusBadRequest, 101, 0, "OAuthException", "Missing client_id parameter.")
		return
	}
	if form.Get("client_secret") != AppSecret {
		fail(w, http.StatusBadRequest, 1, 0, "OAuthException", "Error validating client secret.")
		return
	}
	if form.Get("grant_type") == "fb_exchange_token" {
		before := f.tokens[form.Get("fb_exchange_token")]
		if before == nil || before.ended != 0 || !before.expires.After(f.now()) {
			fail(w, http.StatusBadRequest, 190, TokenExpired, "OAuthException", "Error validating access token: Session has expired")
			return
		}
		f.give(w, before.person, Lasts)
		return
	}
	code := form.Get("code")
	g, known := f.codes[code]
	delete(f.codes, code)
	challenge := sha256.Sum256([]byte(form.Get("code_verifier")))
	switch {
	case !known:
		fail(w, http.StatusBadRequest, 100, 36009, "OAuthException", "This authorization code has been used.")
	case !g.expires.After(f.now()):
		fail(w, http.StatusBadRequest, 100, 36007, "OAuthException", "This authorization code has expired.")
	case g.back != form.Get("redirect_uri"):
		fail(w, http.StatusBadRequest, 100, 36008, "OAuthException", "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request")
	case g.challenge != base64.RawURLEncoding.EncodeToString(challenge[:]):
		fail(w, http.StatusBadRequest, 100, 36008, "OAuthException", "Code verifier is invalid")
	default:
		f.give(w, g.person, time.Hour)
	}
}

// give answers with a new token.
func (f *Fake) give(w http.ResponseWriter, p *person, lasts time.Duration) {
	text := "EAA" + rand.Text()
	t := &token{person: p, expires: f.now().Add(lasts)}
	f.tokens[text], p.tokens = t, append(p.tokens, t)
	answer(w, map[string]any{"access_token": text, "token_type": "bearer", "expires_in": int(lasts.Seconds())})
}

// caller is the token in whose name a call is made; where there is none, the call is answered.
func (f *Fake) caller(w http.ResponseWriter, req *http.Request) *token {
	text, _ := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
	t := f.tokens[text]
	mac := hmac.New(sha256.New, []byte(AppSecret))
	mac.Write([]byte(text))
	switch {
	case req.URL.Query().Has("access_token"):
		fail(w, http.StatusBadRequest, 1, 0, "OAuthException", "A token belongs into the header")
	case t == nil:
		fail(w, http.StatusBadRequest, 190, 0, "OAuthException", "Malformed access token "+text)
	case req.URL.Query().Get("appsecret_proof") != hex.EncodeToString(mac.Sum(nil)):
		fail(w, http.StatusBadRequest, 100, 0, "GraphMethodException", "Invalid appsecret_proof provided in the API argument")
	case t.ended != 0:
		fail(w, http.StatusBadRequest, 190, t.ended, "OAuthException", "Error validating access token "+text)
	case !t.expires.After(f.now()):
		fail(w, http.StatusBadRequest, 190, TokenExpired, "OAuthException", "Error validating access token: Session has expired")
	default:
		return t
	}
	return nil
}

func (f *Fake) me(w http.ResponseWriter, req *http.Request) {
	t := f.caller(w, req)
	if t == nil {
		return
	}
	out := map[string]any{"id": t.person.id}
	for field := range strings.SplitSeq(req.URL.Query().Get("fields"), ",") {
		switch field {
		case "name":
			out["name"] = t.person.name
		case "permissions":
			status := map[bool]string{false: "granted", true: "declined"}[t.person.declines]
			out["permissions"] = map[string]any{"data": []map[string]string{{"permission": "public_profile", "status": "granted"}, {"permission": "user_friends", "status": status}}}
		}
	}
	answer(w, out)
}

// friends answers those who use the app and share their friends, too.
func (f *Fake) friends(w http.ResponseWriter, req *http.Request) {
	t := f.caller(w, req)
	if t == nil {
		return
	}
	query := req.URL.Query()
	var all []map[string]string
	for _, id := range t.person.friends {
		if p := f.person(id); !t.person.declines && p.uses && !p.declines {
			all = append(all, map[string]string{"id": p.id})
		}
	}
	limit, err := strconv.Atoi(query.Get("limit"))
	if err != nil {
		limit = 25
	}
	limit = min(limit, f.PageSize)
	from := 0
	if after := query.Get("after"); after != "" {
		place, err := base64.URLEncoding.DecodeString(after)
		if from, _ = strconv.Atoi(string(place)); err != nil || from <= 0 {
			fail(w, http.StatusBadRequest, 100, 0, "OAuthException", "Invalid cursors values")
			return
		}
	}
	page := all[min(from, len(all)):min(from+limit, len(all))]
	out := map[string]any{"data": page, "summary": map[string]int{"total_count": len(t.person.friends)}}
	if len(page) == 0 {
		out["data"] = []string{}
	} else {
		cursor := func(at int) string { return base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(at))) }
		paging := map[string]any{"cursors": map[string]string{"before": cursor(from), "after": cursor(from + len(page))}}
		if from+limit < len(all) {
			paging["next"] = "https://graph.facebook.example/" + req.URL.Path + "?access_token=secret&after=" + cursor(from+len(page))
		}
		out["paging"] = paging
	}
	answer(w, out)
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	_ = json.NewEncoder(w).Encode(body) // the client is gone: nobody to tell
}

func fail(w http.ResponseWriter, status, code, subcode int, kind, message string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("WWW-Authenticate", `OAuth "Facebook Platform" "invalid_token"`)
	w.WriteHeader(status)
	body := map[string]any{"message": message, "type": kind, "code": code, "fbtrace_id": "A" + rand.Text()[:20]}
	if subcode != 0 {
		body["error_subcode"] = subcode
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"error": body}) // as above
}

var page = template.Must(template.New("").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Log in</title>
<h1>This stands in for Facebook</h1>
<ul>{{range .People}}<li><a href="{{.Href}}">Continue as {{.Name}}</a></li>{{end}}</ul>
<p><a href="{{.Cancel}}">Not now</a></p></html>`))

// dialog is a page on which whoever comes is who they say.
func (f *Fake) dialog(w http.ResponseWriter, req *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	type choice struct{ Name, Href string }
	var out struct {
		People []choice
		Cancel string
	}
	query := req.URL.Query()
	if as := query.Get("as"); as != "" {
		back, err := f.back(query, f.person(as))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, req, back.String(), http.StatusFound)
		return
	}
	for _, p := range f.people {
		query.Set("as", p.id)
		out.People = append(out.People, choice{p.name, "?" + query.Encode()})
	}
	out.Cancel = query.Get("redirect_uri") + "?" + url.Values{
		"error": {"access_denied"}, "error_code": {"200"}, "error_reason": {"user_denied"}, "error_description": {"Permissions error"}, "state": {query.Get("state")},
	}.Encode() + "#_=_"
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, out) // as above
}
